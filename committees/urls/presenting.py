"""Routes of who presents a household: the sheet of its team."""

from django.urls import path

from committees.views import presenting

urlpatterns = [
    path("<uuid:public_id>/", presenting.present, name="present"),
    path("<uuid:public_id>/ecrire/", presenting.present_new, name="present_new"),
    path("fiche/<uuid:public_id>/", presenting.present_file, name="present_file"),
    path("fiche/<uuid:public_id>/modifier/", presenting.present_edit, name="present_edit"),
    path("fiche/<uuid:public_id>/retirer/", presenting.present_withdraw, name="present_withdraw"),
]
