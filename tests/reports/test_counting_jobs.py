"""Cells are kept fresh each night, once for each programme of each unit."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from cases import periods
from cases.periods import Period
from common.context import acting
from common.models import JobSlot
from reports import counting
from reports.cells import Address, Table
from reports.counting import nightly
from reports.counting.reading import LOOKED_AT
from reports.models import CellCount
from reports.queries import dashboard
from tests.factories import world as w
from tests.reports.counted_here import counted_here


@pytest.fixture(autouse=True)
def here(world, monkeypatch):
    with counted_here(monkeypatch):
        yield


def counts_of(by) -> list[CellCount]:
    with acting(by.audiences):
        return list(CellCount.objects.order_by("pk"))


def test_each_programme_of_each_unit_is_counted_once_a_day(world):
    """Two units have an agreement, the third has none."""
    today = timezone.localdate()
    w.refer(world.nadia, world.agreement)
    assert len(nightly.waiting(today)) == 2
    assert nightly.count_waiting(today) == 2
    assert nightly.waiting(today) == []
    assert nightly.count_waiting(today) == 0
    (made,), (other,) = counts_of(world.laurent), counts_of(world.bea_manager)
    assert (made.programme, made.today, other.programme) == ("gironde", today, "gironde")
    assert (made.since, made.until) == (periods.year(today.year - 1).since, periods.year(today.year).until)
    tables = [Table("referrals", (periods.year(today.year),))]
    with acting(world.laurent.audiences):
        found = counting.standing(counting.authors_of(world.laurent), "gironde", tables)
        assert found
        assert counting.figures_of(found, tables)[Address("referrals", tables[0].periods[0])] == (1, 1)
    assert nightly.count_waiting(today + timedelta(days=1)) == 2
    assert [len(counts_of(by)) for by in (world.laurent, world.bea_manager, world.ines)] == [2, 2, 0]


def test_code_that_counts_another_cell_counts_again_the_same_day(world, monkeypatch):
    """Until then a dashboard that needs it has nothing to show."""
    today, real = timezone.localdate(), nightly.usual
    known = real(today)
    fewer = replace(known, crossings=tuple(each for each in known.crossings if each[0] != "entries"))
    monkeypatch.setattr(nightly, "usual", lambda day: fewer)
    assert nightly.count_waiting(today) == 2
    managers = world.laurent.manager_audience
    with acting(world.laurent.audiences):
        assert dashboard.latest(managers, "gironde") is None
    monkeypatch.setattr(nightly, "usual", real)
    assert nightly.count_waiting(today) == 2
    assert nightly.count_waiting(today) == 0
    _, again = counts_of(world.laurent)
    with acting(world.laurent.audiences):
        assert dashboard.latest(managers, "gironde") == again


def test_what_is_counted_for_reports_hides_no_night(world):
    today = timezone.localdate()
    nightly.count_waiting(today)
    (night,) = counts_of(world.laurent)
    with acting(world.laurent.audiences):
        authors = counting.authors_of(world.laurent)
    for days in range(1, LOOKED_AT + 2):
        asked = Period(today - timedelta(days=days), today)
        counting.count(authors, "gironde", [Table("entries", (asked,))], today=today)
    with acting(world.laurent.audiences):
        assert dashboard.latest(authors.managers, "gironde") == night


def test_one_that_fails_is_tried_again_and_holds_back_no_other(world, monkeypatch, caplog):
    today, real, failed = timezone.localdate(), nightly.count, []

    def fails_once(authors, *said, **more):
        if not failed:
            failed.append(authors)
            raise LookupError("Mme Vasseur")
        return real(authors, *said, **more)

    monkeypatch.setattr(nightly, "count", fails_once)
    with caplog.at_level(logging.ERROR):
        assert nightly.count_waiting(today) == 1
    assert "LookupError" in caplog.text
    assert "Vasseur" not in caplog.text
    assert [authors for authors, _, _ in nightly.waiting(today)] == failed
    assert nightly.count_waiting(today) == 1


def test_a_night_goes_on_at_the_next_tick(world, monkeypatch):
    today = timezone.localdate()
    monkeypatch.setattr(nightly, "LONG_ENOUGH", -1.0)
    assert nightly.count_waiting(today) == 0
    assert len(nightly.waiting(today)) == 2


def test_slots_of_long_ago_are_forgotten(world):
    for slot in ("2020-01-01:1:1", "2999-01-01:1:1"):
        JobSlot.objects.create(job=nightly.JOB, slot=slot)
    nightly.count_waiting()
    kept = set(JobSlot.objects.filter(job=nightly.JOB).values_list("slot", flat=True))
    assert "2020-01-01:1:1" not in kept
    assert "2999-01-01:1:1" in kept
