"""Routes of either side: what is to be done, and what partners tell each other."""

from django.urls import path

from cases.views import work

urlpatterns = [
    path("", work.todo, name="todo"),
    path("<uuid:public_id>/ajouter/", work.task_new, name="task_new"),
    path("taches/<uuid:public_id>/faite/", work.task_done, name="task_done"),
    path("taches/<uuid:public_id>/refaire/", work.task_reopen, name="task_reopen"),
    path("<uuid:public_id>/alerter/", work.alert_new, name="alert_new"),
    path("alertes/<uuid:public_id>/lue/", work.alert_receive, name="alert_receive"),
]
