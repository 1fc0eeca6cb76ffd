"""Routes of a secretariat: its committees, their sessions, the screen of a sitting."""

from django.urls import include, path

from committees.views import agenda, attendance, committee, household, sessions, sitting, typing

_SESSION = "seances/<uuid:public_id>/"
_ITEM = f"{_SESSION}dossiers/<uuid:item_id>/"

urlpatterns = [
    path("", include("committees.urls.documents")),
    path("", committee.committees, name="committees"),
    path("<uuid:public_id>/", committee.committee, name="committee"),
    path("<uuid:public_id>/sieges/", committee.seats, name="seats"),
    path("<uuid:public_id>/sieges/<uuid:holder_id>/fin/", committee.seat_end, name="seat_end"),
    path("<uuid:public_id>/prevoir/", sessions.session_plan, name="session_plan"),
    path("<uuid:public_id>/saisir/", typing.sheet_type, name="sheet_type"),
    path("fiches/<uuid:public_id>/", typing.sheet_filed, name="sheet_filed"),
    path("fiches/<uuid:public_id>/formulaire/", typing.sheet_scan, name="sheet_scan"),
    path("fiches/<uuid:public_id>/retirer/", typing.sheet_return, name="sheet_return"),
    path(_SESSION, agenda.session, name="session"),
    path(f"{_SESSION}deplacer/", sessions.session_move, name="session_move"),
    path(f"{_SESSION}inscrire/", agenda.agenda_put, name="agenda_put"),
    path(f"{_SESSION}ordre/", agenda.agenda_order, name="agenda_order"),
    path(f"{_ITEM}oter/", agenda.agenda_take_off, name="agenda_take_off"),
    path(f"{_SESSION}presences/", attendance.attendance, name="attendance"),
    path(f"{_SESSION}<slug:act>/", sessions.session_act, name="session_act"),
    path(_ITEM, sitting.sitting, name="sitting"),
    path(f"{_ITEM}avis/", sitting.opinion, name="opinion"),
    path(f"{_ITEM}retrait/", sitting.recusal, name="recusal"),
    path(f"{_ITEM}menage/", household.household_answer, name="household_answer"),
]
