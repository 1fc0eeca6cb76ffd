"""Routes of documents, of « qui peut voir quoi » for the team, of the data protection office, of what is to be tried again."""

from django.urls import path

from cases.views import documents, office, person_link, unmade_work

_PERSON = "dossiers/<uuid:case_id>/personnes/<uuid:person_id>/"

urlpatterns = [
    path("registre/", office.office, name="office"),
    path("registre/retrait/", office.office_withdraw, name="office_withdraw"),
    path("a-relancer/", unmade_work.unmade_work, name="unmade_work"),
    path("a-relancer/<uuid:outbox_id>/", unmade_work.unmade_work_retry, name="unmade_work_retry"),
    path(f"{_PERSON}qui-voit-quoi/", documents.who_sees, name="who_sees"),
    path(f"{_PERSON}qui-voit-quoi/imprimer/", documents.who_sees_print, name="who_sees_print"),
    path(f"{_PERSON}lien/", person_link.person_link_new, name="person_link_new"),
    path(f"{_PERSON}lien/couper/", person_link.person_link_cut, name="person_link_cut"),
    path("<uuid:public_id>/", documents.document, name="document"),
    path("<uuid:public_id>/avancement/", documents.document_progress, name="document_progress"),
    path("<uuid:public_id>/arreter/", documents.document_stop, name="document_stop"),
    path("<uuid:public_id>/telecharger/", documents.document_download, name="document_download"),
]
