"""The reports of a demonstration: last year's, issued to the département, and this year's so far, in draft; and what a night counts, for
the dashboards. Made by the product's own actions; a worker counts the draft once it runs."""

from datetime import timedelta

from django.utils import timezone

from cases.demo.acts import member
from cases.demo.past import as_application
from cases.periods import Period, year
from common import outbox
from common.context import acting
from common.models import Outbox
from partners.acting import Acting
from partners.models import Programme
from reports import tasks
from reports.actions import issuing, preparing, writing
from reports.comments import stamp_of
from reports.composing import LEAD
from reports.counting import nightly
from reports.models import Report
from reports.queries.reports import funders

#: Here as in a worker, what is asked has somebody to do it.
assert tasks
MANAGER = "laurent.dubreuil@pas-de-porte.example"
PROGRAMME = "gironde"
SAID = {
    LEAD: "L’équipe de Montaubre va chez les locataires en impayé avant que la procédure n’avance, et reste le temps qu’il faut.",
    "visits": "Beaucoup de portes s’ouvrent le soir : l’équipe a gardé deux fins de journée par semaine pour les premières visites.",
    "rent": "Les plans d’apurement signés tôt tiennent mieux. Les dettes qui augmentent sont presque toutes celles de ménages "
    "dont les droits n’étaient pas ouverts à l’entrée.",
}


def seed() -> None:
    """Two reports of the first team, none when it has one already, and the count of the day. Needs the secrets of the roles of the application."""
    with as_application():
        _seed(member(MANAGER))
        nightly.count_waiting()


def _seed(by: Acting) -> None:
    with acting(by.audiences):
        if Report.objects.exists():
            return
        programme = Programme.objects.get(key=PROGRAMME)
        to = funders()
        last = preparing.prepare(programme=programme, period=year(timezone.localdate().year - 1), recipients=to, by=by)
    _work(preparing.COMPOSE, last)
    for act in (_comment, issuing.check, issuing.sign):
        _do(act, last, by)
    _work(issuing.MAKE_FILES, last)
    _do(issuing.issue, last, by)
    ended = timezone.localdate().replace(day=1) - timedelta(days=1)
    with acting(by.audiences):
        preparing.prepare(
            programme=programme, period=Period(ended.replace(month=1, day=1), ended), recipients=to, by=by
        )


def _comment(*, report: Report, by: Acting) -> None:
    writing.write(report=report, typed=SAID, stamp=stamp_of({}), by=by)


def _do(act, report: Report, by: Acting) -> None:
    with acting(by.audiences):
        act(report=Report.objects.select_related("programme").get(pk=report.pk), by=by)


def _work(task: str, report: Report) -> None:
    """As the worker that does not run yet."""
    outbox.run(Outbox.objects.get(task=task, subject_id=report.pk).pk)
