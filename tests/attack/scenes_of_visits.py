"""Visits planned around the end of an accompaniment: what a list still says of them."""

from datetime import time, timedelta

from django.utils import timezone

from cases.models import Case, Visit
from tests.attack.stage import Stage, end, followed
from tests.factories import world as w
from tests.harness import within


def add(stage: Stage) -> None:
    """One that stands since its day has come, one that the end overtook, one planned after the end, two of one day."""
    for before, after in (((0,), ()), ((5,), ()), ((), (5,))):
        case = followed(stage).case
        for days in before:
            _plan(stage, case, days)
        end(case, stage.world.ines)
        for days in after:
            _plan(stage, case, days)
        stage.put("own_row", case, stage.world.ines, stage.world.laurent)
    running = followed(stage).case
    for hour in (time(15), time(9, 30), None):
        _plan(stage, running, 4, hour)
    stage.put("own_row", running, stage.world.ines, stage.world.nadia)


def _plan(stage: Stage, case: Case, days: int, at: time | None = None) -> None:
    by = stage.world.ines
    with within(by):
        day = timezone.localdate() + timedelta(days=days)
        Visit.objects.create(**w.content(case, by), is_planned=True, on=day, at=at)
