"""Routes of who is convoked: the link of a convocation, and the way in of who has no account."""

from django.urls import path

from committees.views import convoked

_SESSION = "seances/<uuid:public_id>/"

urlpatterns = [
    path(_SESSION, convoked.called, name="called"),
    path(f"{_SESSION}convocations/<uuid:holder_id>/", convoked.convocation_again, name="convocation_again"),
]
