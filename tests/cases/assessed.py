"""What the tests of the assessment share: its forms filled in, its parts, its signatures."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from cases.forms.assessment import name_of
from cases.models import Annex, CommonPart
from cases.programmes.assessing import check, is_asked
from cases.programmes.grids import Criterion
from tests.cases.agreements import DRAWN
from tests.cases.landlord import plain
from tests.factories import world as w
from tests.harness import KEEPER, as_role, sql

BUDGET = {
    "rent": "450",
    "rental_charges": "50",
    "aid": "200",
    "grown": "2",
    "children": "1",
    "resources-0-nature": "Allocation aux adultes handicapés",
    "resources-0-cents": "1000",
    "resources-0-note": "Versée le 5",
    "charges-0-nature": "Mobile du fils",
    "charges-0-cents": "40",
    "charges-0-note": "",
    "debts-0-nature": "Crédit Cetelem",
    "debts-0-cents": "60",
    "debts-0-note": "Reste 900 euros",
}
SECRETS = ("handicapés", "Mobile du fils", "Cetelem", "Versée", "900 euros")


def url(name: str, *args) -> str:
    return reverse(name, args=args)


def key(case) -> UUID:
    """What its address says: the keeper made it."""
    return UUID(str(sql("SELECT public_id FROM cases_case WHERE id = %s", case.pk)[0][0]))


def answer_to(criterion: Criterion) -> Any:
    if criterion.kind == "number":
        return criterion.at_least
    if criterion.kind == "text":
        return f"Dit de {criterion.key}"
    first = criterion.answers()[0]
    return [first] if criterion.kind == "several" else first


def whole(grid, **changes) -> dict[str, Any]:
    """An answer to every question that is asked."""
    found: dict[str, Any] = {}
    for criterion in grid.criteria():
        if is_asked(criterion, found):
            found[criterion.key] = changes.get(criterion.key, answer_to(criterion))
    assert check(grid, found) == []
    return found


def needed_only(grid) -> dict[str, Any]:
    answers = whole(grid)
    needed = {criterion.key for criterion in grid.criteria() if criterion.needed or criterion.housing}
    return {criterion: answer for criterion, answer in answers.items() if criterion in needed}


def body(answers, step: str = "save", **more) -> dict[str, Any]:
    return (
        {"held_on": timezone.localdate().isoformat(), "step": step}
        | {name_of(criterion): answer for criterion, answer in answers.items()}
        | more
    )


def save(ines, referred, answers, step: str = "save") -> CommonPart:
    answer = ines.post(url("assessment_edit", key(referred.case)), body(answers, step))
    assert answer.status_code == 302, plain(answer.content.decode())
    return latest(referred)


def latest(referred) -> CommonPart:
    with as_role(KEEPER):
        return CommonPart.objects.filter(case_id=referred.case.pk, kind="assessment").order_by("-number").first()


def annex_of(part) -> dict[str, Any]:
    with as_role(KEEPER):
        return Annex.objects.get(common_part=part).content


def sign_all(ines, part, referred) -> None:
    for who, name in (
        (referred.tenant.public_id, "Josiane Vasseur"),
        (referred.co_tenant.public_id, "Karim Vasseur"),
        ("landlord", "Nadia Ferhat"),
    ):
        signed = {"name": name, "given_how": "screen", "signature": DRAWN}
        assert ines.post(url("part_sign", part.public_id, who), signed).status_code == 302
    assert ines.post(url("part_sign", part.public_id, "operator")).status_code == 302


def issue(ines, referred, answers, budget=None) -> CommonPart:
    part = save(ines, referred, answers, "review")
    if budget:
        assert ines.post(url("assessment_budget", key(referred.case)), budget).status_code == 302
    sign_all(ines, part, referred)
    assert ines.post(url("part_issue", part.public_id)).status_code == 302
    return latest(referred)


def page(client, name: str, *args) -> str:
    answer = client.get(url(name, *args))
    assert answer.status_code == 200
    return plain(answer.content.decode())


def share(world, referred, *scopes: str) -> list:
    return [
        w.consent(referred.case, adult, world.nadia.unit_audience, world.ines, *scopes)
        for adult in (referred.tenant, referred.co_tenant)
    ]
