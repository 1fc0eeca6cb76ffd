"""Routes of the rent account of one household, under its case."""

from django.urls import path

from cases.views import rent_account

urlpatterns = [
    path("", rent_account.rent_account, name="rent_account"),
    path("plan/", rent_account.rent_plan, name="rent_plan"),
    path("plan/<uuid:plan_id>/terminer/", rent_account.rent_plan_end, name="rent_plan_end"),
    path("etape/", rent_account.rent_stage, name="rent_stage"),
    path("etape/<uuid:event_id>/annuler/", rent_account.rent_event_cancel, name="rent_event_cancel"),
    path("fait/", rent_account.rent_fact, name="rent_fact"),
    path("situation/", rent_account.rent_sheet_print, name="rent_sheet_print"),
    path("suspension/", rent_account.rent_suspension, name="rent_suspension"),
]
