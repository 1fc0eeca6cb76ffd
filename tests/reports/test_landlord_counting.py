"""What a landlord counts is what plain Python counts of its own rows, whoever else has rows of theirs."""

import random

import pytest
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cases import periods
from common.context import acting
from launcher import testing
from reports.cells import Address
from reports.counting.families import LANDLORD_FAMILIES
from reports.counting.landlord import Wanted, count_own, is_counted
from reports.counting.reading import place_of
from reports.indicators.catalogue import shipped
from tests.gate.logins import own_database
from tests.reports.landlord_rows import invented, values_of, write
from tests.reports.rows_of import Writer, team

TODAY = timezone.localdate()
SPANS = [
    periods.year(TODAY.year),
    periods.month(TODAY),
    periods.quarter(TODAY.replace(day=1)),
    periods.year(TODAY.year - 1),
]


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with own_database(django_db_blocker, "landlord") as name, testing.connect("postgres", name) as superuser:
        yield superuser


def _everything() -> list[Wanted]:
    return [
        Wanted(cell, crossing, tuple(SPANS))
        for family in LANDLORD_FAMILIES
        for cell, keys in family.cells.items()
        for crossing in ((), *((key,) for key in keys))
    ]


def _counted(unit: int, **chosen) -> dict[Address, int]:
    by_days = {(each.since, each.until): each for each in SPANS}
    with acting((unit,)):
        rows = count_own(unit, _everything(), **chosen)
    return {Address(r.cell, by_days[r.since, r.until], place_of(r.place)): r.value for r in rows if r.value}


@settings(max_examples=15, phases=[Phase.generate], deadline=None)
@given(seed=st.integers(0, 10**9), size=st.integers(0, 20))
def test_every_figure_is_what_plain_python_counts_of_her_rows(database, seed, size):
    rng, one, other = random.Random(seed), team("gironde"), team("gironde")
    mine, theirs = one.landlords
    associations = (one.authors.unit, other.authors.unit)
    rows = [
        invented(rng, landlord, rng.choice(associations), TODAY) for landlord in (mine, theirs) for _ in range(size)
    ]
    write(Writer(database, one), rows)
    own = [row for row in rows if row.landlord == mine]
    assert _counted(mine) == values_of(own, SPANS)
    chosen = [row for row in own if row.association == associations[0]]
    assert _counted(mine, association=associations[0]) == values_of(chosen, SPANS)
    of_kind = [row for row in own if row.kind == "access"]
    assert _counted(mine, kind="access") == values_of(of_kind, SPANS)
    with acting((theirs,)):
        assert count_own(mine, _everything()) == [], (
            "the rights are those of the context, not of the unit that is named"
        )


def test_a_landlord_counts_what_the_catalogue_crosses():
    for family in LANDLORD_FAMILIES:
        for cell, keys in family.cells.items():
            assert set(keys) <= set(shipped().by_key[cell].dimensions)
            assert is_counted(cell, keys)
    assert not is_counted("exits", ())
    assert not is_counted("referrals", ("commune",))
