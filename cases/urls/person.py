"""Routes of personal links and of a person's own page."""

from django.urls import path

from cases.views import person, person_link

urlpatterns = [
    path("", person.person_page, name="person_page"),
    path("imprimer/", person.person_print, name="person_print"),
    path("arreter/<uuid:consent_id>/", person.person_withdraw, name="person_withdraw"),
    path("tout-arreter/", person.person_stop_everything, name="person_stop_everything"),
    path("recu/<slug:number>/", person.person_receipt, name="person_receipt"),
    path("recu/<slug:number>/imprimer/", person.person_receipt_print, name="person_receipt_print"),
    path("fermer/", person.person_leave, name="person_leave"),
    path("lien/<str:token>/", person_link.person_link, name="person_link"),
    path("page-fermee/", person_link.person_link_expired, name="person_link_expired"),
    path("demonstration/", person_link.demo_person, name="demo_person"),
]
