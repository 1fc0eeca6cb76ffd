"""What a masked report shows, in small worlds one can follow, and what is refused (domain 4.10)."""

from dataclasses import replace

import pytest

from reports import suppression
from reports.cells import Dimension, Table, households
from reports.equations import Inconsistent, to_count
from reports.masking import mask
from reports.readings import LEFT_OUT, footnote
from tests.reports.test_masking_attacked import PLAIN, dimensions_of
from tests.reports.worlds import MONTHS, World, crossed, span

A = dimensions_of((4,))["a"]
YEAR = Table("open", (MONTHS[0],), (A,))


def world_of(*counts, cell="open"):
    truth = {(cell, 0, category): count for category, count in zip(A.categories, counts, strict=True)}
    return World(PLAIN, truth, crossed({"a": A}))


def read(release):
    return [release.value(address) for address in YEAR.addresses()]


def test_a_small_count_takes_the_smallest_of_the_others_with_it():
    assert read(world_of(30, 20, 3, 9).issue([YEAR])) == [62, 30, 20, None, None]


def test_without_its_proof_a_group_is_left_out_whole_and_simple_counts_stay(monkeypatch):
    monkeypatch.setattr(suppression, "STEPS", 0)
    release = world_of(30, 20, 3, 9).issue([YEAR])
    assert read(release) == [62, None, None, None, None]
    assert release.exposed == frozenset()


def test_what_a_report_issued_before_may_tell_is_said_where_the_contrary_is_not_proved(monkeypatch):
    world = world_of(30, 20, 3, 9)
    first = world.issue([YEAR])
    assert world.issue([YEAR], [first]).exposed == frozenset()
    monkeypatch.setattr(suppression, "STEPS", 0)
    second = world.issue([YEAR], [first])
    assert read(second) == read(first)
    assert second.exposed == {each for each in YEAR.addresses() if each.where == (("a", "a2"),)}


def test_what_was_told_before_of_a_category_found_since_holds_back_no_other_report():
    """Who read all others of that month knows that it held nobody: no report of another month tells her more."""
    known = Table("open", (MONTHS[0],), (replace(A, categories=A.categories[:3]),))
    world = world_of(30, 20, 9, 0)
    world.truth.update({("open", 1, category): 12 for category in A.categories})
    first = world.issue([known])
    widened = replace(first, tables=(YEAR,))
    assert world.issue([Table("open", (MONTHS[1],), (A,))], [widened]).exposed == frozenset()
    assert world.issue([YEAR], [widened]).exposed == {*YEAR.addresses()} - {
        *replace(YEAR, dimensions=known.dimensions).addresses()
    }, "its own figures are its business"


@pytest.mark.parametrize(("count", "shown"), [(4, None), (5, 5)])
def test_the_threshold_itself_is_shown(count, shown):
    assert read(world_of(30, 20, count, 9).issue([YEAR]))[3] == shown


def test_nobody_is_as_secret_as_somebody_in_a_crossing():
    assert read(world_of(30, 20, 0, 9).issue([YEAR])) == [59, 30, 20, None, None]


@pytest.mark.parametrize(("cell", "shown"), [("open", 3), ("kept", None)])
def test_a_simple_count_is_never_masked_and_a_sensitive_total_is(cell, shown):
    world = world_of(0, 0, 3, 0, cell=cell)
    table = Table(cell, (MONTHS[0],))
    assert world.issue([table]).value(next(iter(table.addresses()))) == shown


def test_no_eviction_is_a_result_and_is_said():
    table = Table("kept", (MONTHS[0],))
    assert world_of(0, 0, 0, 0, cell="kept").issue([table]).shown == set(table.addresses())


def test_a_second_report_says_the_same_of_the_same():
    world = world_of(30, 20, 3, 9)
    first = world.issue([YEAR])
    assert read(world.issue([YEAR], [first])) == read(first)


@pytest.mark.parametrize("steps", [0, suppression.STEPS])
def test_one_household_entered_late_is_not_told_by_comparing_two_reports(steps, monkeypatch):
    """Whether the proof is found in time or not."""
    monkeypatch.setattr(suppression, "STEPS", steps)
    first = world_of(30, 20, 12, 9).issue([YEAR])
    assert read(first) == [71, 30, 20, 12, 9]
    second = world_of(30, 20, 13, 9).issue([YEAR], [first])
    assert read(second) == [72, None, None, None, None]


def test_a_month_is_hidden_when_the_quarter_was_shown_without_it():
    counts = [(9, 9), (9, 9), (2, 9)]
    dimension = Dimension("a", ("a0", "a1"))
    truth = {
        ("open", month, each): n for month, row in enumerate(counts) for each, n in zip(("a0", "a1"), row, strict=True)
    }
    world = World(PLAIN, truth, crossed({"a": dimension}))
    quarter, start = (Table("open", (span(0, last),), (dimension,)) for last in (2, 1))
    first = world.issue([quarter])
    assert first.shown == set(quarter.addresses())
    second = world.issue([start], [first])
    assert [second.value(each) for each in start.addresses()] == [36, None, None]
    assert world.issue([start]).shown == set(start.addresses())


def test_what_cannot_be_is_refused():
    world = world_of(30, 20, 12, 9)
    counts = {address: world.figure(address) for address in to_count(PLAIN, [YEAR])}
    total, first, *_ = YEAR.addresses()
    with pytest.raises(Inconsistent, match="do not make"):
        mask(PLAIN, [YEAR], {**counts, total: households(70)})
    with pytest.raises(Inconsistent, match="not counted"):
        mask(PLAIN, [YEAR], {address: counts[address] for address in counts if address != first})
    with pytest.raises(ValueError, match="masks nothing"):
        mask(PLAIN, [YEAR], counts, threshold=1)


def test_crossings_that_close_a_circle_are_refused():
    dimensions = [Dimension(key, ("x", "y")) for key in "abc"]
    tables = [
        replace(YEAR, dimensions=(first, second))
        for first, second in zip(dimensions, dimensions[1:] + dimensions[:1], strict=True)
    ]
    with pytest.raises(ValueError, match="close a circle"):
        mask(PLAIN, tables, {})


def test_the_footnote_says_why_a_figure_is_left_out():
    assert footnote(5).startswith(f"{LEFT_OUT} : non publié. Moins de 5 ménages")
