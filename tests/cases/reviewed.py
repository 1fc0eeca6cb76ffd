"""What the tests of bilans and meetings share."""

from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

import cases.tasks  # noqa: F401  # what the worker does, registered for whoever runs one file alone
from cases import reviews as clock
from cases.models import Annex, CommonPart, Task
from cases.parts.content import ContractCommon, Objective, annex_of
from common import outbox
from common.models import Outbox
from tests.cases.agreements import DRAWN
from tests.factories import work
from tests.factories import world as w
from tests.harness import KEEPER, as_role, sql, within

TODAY = timezone.localdate()
SECRET = "Reprendre contact avec sa sœur"


MEETING = {
    "on": TODAY.isoformat(),
    "at": "14:30",
    "place": "À l’agence, 3 rue du Port",
    "invited": ["household", "landlord", "operator"],
}


def url(name: str, *args) -> str:
    return reverse(name, args=args)


def key(case) -> UUID:
    return UUID(str(sql("SELECT public_id FROM cases_case WHERE id = %s", case.pk)[0][0]))


def due(referred, by, on: date, kind: str = "bilan") -> Task:
    """What the calendar of a contract makes."""
    with within(by):
        return Task.objects.create(
            **w.content(referred.case, by), kind=kind, title="À préparer", due_on=on, source=f"{kind}:{on}"
        )


def bilans(case, kind: str = "bilan") -> list[CommonPart]:
    with as_role(KEEPER):
        return list(CommonPart.objects.filter(case_id=case.pk, kind=kind).order_by("number"))


def annex(part: CommonPart):
    with as_role(KEEPER):
        return annex_of(part, Annex.objects.get(common_part=part))


def tasks_of(case, **where) -> list[Task]:
    with as_role(KEEPER):
        return list(Task.objects.filter(case_id=case.pk, **where).order_by("due_on", "source"))


def asked() -> list[Outbox]:
    return list(Outbox.objects.filter(task=clock.PREPARE).order_by("created_at"))


def at_work(day: date = TODAY) -> None:
    """Beat's work of that day, then the worker's."""
    clock.schedule(day)
    for row in asked():
        outbox.run(row.pk)


def contract(referred, by) -> None:
    common = ContractCommon(
        operator="Le Pas de Porte",
        months=6,
        rhythm=[],
        places=[],
        axes=[],
        objectives=[Objective(key="loyer", axis="daily", text="Reprendre le loyer")],
    )
    work.part(referred.case, by, content=common.model_dump(mode="json"), starts_on=TODAY - timedelta(days=60))


def write(ines, referred, **said):
    body = {"done": "Dossier FSL déposé", "decision": "continue", "text": SECRET, **said}
    return ines.post(url("bilan_edit", key(referred.case)), body)


def sign_and_issue(ines, referred, part):
    for who, name in ((referred.tenant.public_id, "Josiane Vasseur"), ("landlord", "Nadia Ferhat")):
        body = {"name": name, "given_how": "screen", "signature": DRAWN}
        ines.post(url("part_sign", part.public_id, who), body)
    ines.post(url("part_sign", part.public_id, "operator"))
    return ines.post(url("part_issue", part.public_id))
