"""A line of the unit's, what it pays, a plan, and a month to close."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import funding.plans
from cases.models import Case
from cases.programmes.reading import read
from funding.actions.lines import keep_plan, open_line
from funding.actions.shares import attribute
from funding.plans.shape import Plan
from tests.funding.books import LAST, NOW, convention
from tests.harness import within
from tests.matrix.things import Thing

if TYPE_CHECKING:
    from tests.matrix.stage import Stage

GIRONDE = Path(funding.plans.__path__[0]) / "gironde.yaml"


def add(stage: "Stage") -> None:
    """Add these kinds to the stage: nothing is paid yet of a month that is over."""
    by, scene = stage.people.home.manager, stage.followed["own"]
    with within(by):
        line, other = (open_line(label=name, funder="DDETS", convention=convention(), by=by) for name in ("Un", "Deux"))
        plan = keep_plan(plan=read(Plan, GIRONDE), by=by)
        case = Case.objects.get(pk=scene.case.pk)
        share = attribute(case=case, line=other, part=Decimal("0.5"), since=NOW, until=None, by=by)
    assert plan
    typed = {"line": str(line.public_id), "percent": "50", "since": str(NOW), "until": "", "intensity": ""}
    stage.things["line", "own"] = Thing((line.public_id,), extra=typed)
    stage.things["plan", "own"] = Thing((plan.public_id,))
    stage.things["month", "own"] = Thing((LAST.year, LAST.month))
    stage.things["share", "own"] = Thing((case.public_id, share.public_id), (case.pk,), scene)
