"""Routes of the operator: a worker's day, households, sheets to receive, visits, teams."""

from django.urls import path

from cases.views import activity_reports, case, day, information, received, takeover, team, team_board, visits, watch

urlpatterns = [
    path("ma-journee/", day.day, name="day"),
    path("equipe/", team_board.team_board, name="team_board"),
    path("rapports/", activity_reports.activity_reports, name="activity_reports"),
    path("menages/", day.my_cases, name="my_cases"),
    path("menages/equipe/", team.unit_cases, name="unit_cases"),
    path("menages/reprise/", takeover.takeover, name="takeover"),
    path("menages/reprise/modele/", takeover.takeover_model, name="takeover_model"),
    path("menages/veille/", watch.watch, name="watch"),
    path("menages/<uuid:public_id>/", case.case, name="case"),
    path("menages/<uuid:public_id>/notice-d-information/", information.information_print, name="information_print"),
    path("menages/<uuid:public_id>/adhesion/", case.adhesion, name="adhesion"),
    path("menages/<uuid:public_id>/suspendre/", case.suspend_accompaniment, name="suspend_accompaniment"),
    path("menages/<uuid:public_id>/reprendre/", case.resume_accompaniment, name="resume_accompaniment"),
    path("menages/<uuid:public_id>/fin/", case.end_accompaniment, name="end_accompaniment"),
    path("menages/<uuid:public_id>/noter/", visits.log_visit, name="log_visit"),
    path("menages/<uuid:public_id>/planifier/", visits.plan_visit, name="plan_visit"),
    path("menages/<uuid:public_id>/note/", visits.write_note, name="write_note"),
    path("menages/<uuid:public_id>/suivi/", team.team, name="team"),
    path("menages/<uuid:public_id>/suivi/<uuid:place_id>/quitter/", team.team_release, name="team_release"),
    path("menages/<uuid:public_id>/suivi/<uuid:place_id>/reference/", team.team_referent, name="team_referent"),
    path("noter/", day.choose_visit, name="choose_visit"),
    path("visites/<uuid:public_id>/", visits.visit, name="visit"),
    path("visites/<uuid:public_id>/noter/", visits.log_planned, name="log_planned"),
    path("visites/<uuid:public_id>/deplacer/", visits.move_visit, name="move_visit"),
    path("visites/<uuid:public_id>/corriger/", visits.correct_visit, name="correct_visit"),
    path("visites/<uuid:public_id>/presence/", visits.join_visit, name="join_visit"),
    path("a-recevoir/", received.received, name="received"),
    path("a-recevoir/<uuid:public_id>/", received.sheet, name="sheet"),
    path("a-recevoir/<uuid:public_id>/ouvrir/", received.sheet_open, name="sheet_open"),
    path("a-recevoir/<uuid:public_id>/accepter/", received.sheet_accept, name="sheet_accept"),
    path("a-recevoir/<uuid:public_id>/retirer-de-la-liste/", received.sheet_take_off_list, name="sheet_take_off_list"),
    path("a-recevoir/<uuid:public_id>/repondre/", received.sheet_answer, name="sheet_answer"),
]
