"""A year with the facts published for one territory gives the figures that were published (Gironde, 2013; domain 4.10).

700 visits held, more than 75 % of those planned; every household in debt at its entry, 67 % of the debts smaller and 27 %
of them gone. Our reading: the 27 points are among the 67.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Visit
from cases.periods import Period
from cases.queries import activity
from common.context import acting
from tests.factories import world as w
from tests.harness import within

pytestmark = pytest.mark.django_db

HOUSEHOLDS, HELD, MISSED = 30, 700, 224
CLEARED, SMALLER = 8, 12
#: What the factory writes on every sheet, in cents.
ENTRY = 128_450


def share(part: int, whole: int) -> int:
    """Whole percents, rounded as a report rounds them."""
    return round(100 * part / whole)


@pytest.fixture
def year(world):
    """Thirty households, two workers, and what each visit came to."""
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(1, 360)]
    cases = []
    for number in range(HOUSEHOLDS):
        by = (world.ines, world.marc)[number % 2]
        referred = w.refer(world.nadia, world.agreement, last_name=f"Ménage{number}")
        w.accept(referred, by)
        w.engage(referred, by)
        w.consent(referred.tenancy, referred.tenant, by.unit_audience, by, "housing")
        now = 0 if number < CLEARED else ENTRY // 2 if number < CLEARED + SMALLER else ENTRY
        w.rent(referred.tenancy, by, cents=now)
        cases.append((referred.case, by))
    for number, (case, by) in enumerate(cases):
        with within(by):
            base = w.content(case, by) | {"is_planned": True, "logged_by_id": by.member_audience}
            outcomes = [
                *["held"] * len(range(number, HELD, HOUSEHOLDS)),
                *["absent"] * len(range(number, MISSED, HOUSEHOLDS)),
            ]
            Visit.objects.bulk_create(
                Visit(**base, on=days[(number + HOUSEHOLDS * place) % len(days)], outcome=outcome)
                for place, outcome in enumerate(outcomes)
            )
    return Period(days[-1], today)


def test_a_year_with_the_published_facts_gives_the_published_figures(world, year):
    with acting(world.laurent.audiences):
        visited = activity.visits(world.laurent, year, timezone.localdate())
        owed = activity.arrears(world.laurent, year)
        followed = activity.households(world.laurent, year)
    assert visited.held == 700
    assert share(visited.planned_held, visited.planned) > 75
    assert followed.accompanied == owed.population == owed.both == HOUSEHOLDS
    assert owed.entry_cents == HOUSEHOLDS * ENTRY
    assert share(owed.cleared, owed.both) == 27
    assert share(owed.cleared + owed.reduced, owed.both) == 67
