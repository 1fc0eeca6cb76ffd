"""Routes of a session's papers."""

from django.urls import path

from committees.views import documents

_SESSION = "seances/<uuid:public_id>/"

urlpatterns = [
    path(f"{_SESSION}tableau/", documents.session_agenda, name="session_agenda"),
    path(f"{_SESSION}compte-rendu/", documents.session_minutes, name="session_minutes"),
    path(f"{_SESSION}pieces/", documents.session_papers, name="session_papers"),
    path(f"{_SESSION}lettres/", documents.session_letters, name="session_letters"),
    path(f"{_SESSION}lettres/prescripteur/", documents.session_prescriber, name="session_prescriber"),
    path("pieces/<uuid:public_id>/", documents.session_paper, name="session_paper"),
    path("pieces/<uuid:public_id>/lettre/", documents.paper_letter, name="paper_letter"),
]
