"""A line of the unit's, what it pays, a plan, and a month to close."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import funding.plans
from cases.models import Case
from cases.programmes.reading import read
from funding.actions.closing import close
from funding.actions.lines import keep_plan, open_line
from funding.actions.shares import attribute
from funding.forms.conventions import typed_of
from funding.plans.shape import Plan
from funding.queries.facts import gather, lines
from funding.queries.standing import seal_of, to_write
from funding.views.conventions import shown
from tests.funding.books import FIRST, LAST, NOW, convention
from tests.funding.test_plan_pages import typed_of as typed_plan
from tests.harness import within
from tests.matrix.things import Thing

if TYPE_CHECKING:
    from tests.matrix.stage import Stage

GIRONDE = Path(funding.plans.__path__[0]) / "gironde.yaml"


def add(stage: "Stage") -> None:
    """Add these kinds to the stage: nothing is paid yet of a month that is over, and the first one is closed."""
    by, scene = stage.people.home.manager, stage.followed["own"]
    with within(by):
        line, other = (open_line(label=name, funder="DDETS", convention=convention(), by=by) for name in ("Un", "Deux"))
        plan = keep_plan(plan=read(Plan, GIRONDE), by=by)
        close(month=FIRST, by=by)
        sealed = seal_of(to_write(gather(by.manager_audience or 0), LAST))
        case = Case.objects.get(pk=scene.case.pk)
        share = attribute(case=case, line=other, part=Decimal("0.5"), since=NOW, until=None, by=by)
    assert plan
    typed = {"line": str(line.public_id), "percent": "50", "since": str(NOW), "until": "", "intensity": ""}
    stage.things["line", "own"] = Thing((line.public_id,), extra=typed)
    stage.things["plan", "own"] = Thing((plan.public_id,))
    stage.things["month", "own"] = Thing((LAST.year, LAST.month), extra={"shown": sealed})
    stage.things["statement", "own"] = Thing((line.public_id, FIRST.year, FIRST.month))
    stage.things["share", "own"] = Thing((case.public_id, share.public_id), (case.pk,), scene)


def opening() -> dict[str, str]:
    """A line that nobody has yet."""
    return typed_of(convention()) | {"label": "Trois", "funder": "DDETS"}


def amending(stage: "Stage") -> dict[str, str]:
    """An amendment of the first line, with the seal of what it shows."""
    by, amended = stage.people.home.manager, convention(months=90)
    with within(by):
        public_id = stage.things["line", "own"].address[0]
        held = next(each for each in lines(by.manager_audience).values() if each.row.public_id == public_id)
        return typed_of(amended) | {"shown": shown(by.manager_audience, held, amended)["seal"]}


def planned() -> dict[str, str]:
    """Another price of the plan of Gironde."""
    return typed_plan(read(Plan, GIRONDE)) | {"cost-0-euros": "230"}
