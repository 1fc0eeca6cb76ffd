"""Routes of who is convoked: the link of a convocation, and the way in of who has no account."""

from django.urls import path

from committees.views import convoked, guests

_SESSION = "seances/<uuid:public_id>/"

urlpatterns = [
    path("invite/<str:token>/", guests.guest, name="guest"),
    path("fermee/", guests.guest_closed, name="guest_closed"),
    path("quitter/", guests.guest_leave, name="guest_leave"),
    path(_SESSION, convoked.called, name="called"),
    path(f"{_SESSION}convocations/<uuid:holder_id>/", convoked.convocation_again, name="convocation_again"),
]
