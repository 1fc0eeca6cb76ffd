"""A year of a small team, and the same figures counted again in plain Python from what was written."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from cases.enums import VisitOutcome
from cases.models import Visit, VisitTime
from cases.periods import Period
from partners.acting import Acting
from tests.factories import world as w
from tests.harness import within

OUTCOMES = [outcome for outcome in VisitOutcome.values if outcome != VisitOutcome.HELD]
TODAY = timezone.localdate


@dataclass
class Written:
    """What a test wrote of one visit, before the product counted anything."""

    on: date
    outcome: str
    planned: bool
    minutes: tuple[int | None, int | None, int | None] | None = None


@dataclass
class Scene:
    visits: list[Written] = field(default_factory=list)
    cases: list[w.Referred] = field(default_factory=list)


def build(world: w.World, *, households: int = 4, seed: int = 7) -> Scene:
    """Households of Inès and Marc over 200 days; every outcome, planned or not, logged or not, with or without
    minutes."""
    chance, scene = random.Random(seed), Scene()
    for number in range(households):
        referred = w.refer(world.nadia, world.agreement, last_name=f"Nom{number}")
        worker = (world.ines, world.marc)[number % 2]
        w.accept(referred, worker)
        scene.cases.append(referred)
        for _ in range(12):
            scene.visits.append(_visit(referred, worker, chance))
        w.engage(referred, worker)
    return scene


def _visit(referred: w.Referred, worker: Acting, chance: random.Random) -> Written:
    on = TODAY() - timedelta(days=chance.randrange(200))
    planned = chance.random() < 0.5
    outcome = VisitOutcome.HELD if chance.random() < 0.5 else chance.choice(OUTCOMES)
    if planned and chance.random() < 0.2:
        outcome = ""
    written = Written(on, outcome, planned)
    with within(worker):
        visit = Visit.objects.create(
            **w.content(referred.case, worker),
            on=on,
            outcome=outcome,
            is_planned=planned,
            logged_by_id=worker.member_audience if outcome else None,
        )
        if outcome:
            written.minutes = tuple(chance.choice([None, 15, 30, 45]) for _ in range(3))
            visit_minutes, travel, administration = written.minutes
            VisitTime.objects.create(
                **w.content(referred.case, worker),
                visit=visit,
                worker_id=worker.member_audience,
                visit_minutes=visit_minutes,
                travel_minutes=travel,
                administration_minutes=administration,
            )
    return written


def counted(scene: Scene, since: date, until: date) -> dict:
    """Figures of that period, from what was written alone."""
    inside = [one for one in scene.visits if since <= one.on <= until]
    logged = [one for one in inside if one.outcome]
    planned = [one for one in inside if one.planned and (one.outcome or one.on < TODAY())]
    minutes = [one.minutes for one in logged if one.minutes]
    there = [one for one in logged if one.minutes and not one.outcome.startswith("cancelled")]
    return {
        "outcomes": Counter(one.outcome for one in logged),
        "not_logged": sum(1 for one in planned if not one.outcome),
        "planned": len(planned),
        "planned_held": sum(1 for one in planned if one.outcome == VisitOutcome.HELD),
        "minutes": tuple(sum(three[at] or 0 for three in minutes) for at in range(3)),
        "presences": len(there),
        "unsaid": sum(1 for one in there if one.minutes == (None, None, None)),
    }


def last(days: int) -> Period:
    """From that many days ago to today."""
    return Period(TODAY() - timedelta(days=days), TODAY())
