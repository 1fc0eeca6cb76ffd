"""A dashboard shows what plain Python counts of the same facts, over its period and through its filters."""

from datetime import date

import pytest
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cases import periods
from cases.periods import Period
from common.context import acting
from reports import boards, counting
from reports.cells import Address
from reports.counting.asked import asked_of
from reports.dashboards import LANDLORD, OPERATOR, Counted, keep, outline_of, said_by, through
from reports.indicators.catalogue import shipped
from reports.outline import needs, tables
from reports.queries import dashboard as queries
from reports.readings import LEFT_OUT
from reports.spans import span_of, spans
from tests.reports import invented as i
from tests.reports.test_counting import PROGRAMME, _facts, _needed, _world, database

assert database
DAY = date(2026, 11, 22)


def _blocks(outline):
    return [each for section in outline.every for each in (*section.figures, *section.charts, *section.tables)]


@settings(max_examples=10, phases=[Phase.generate], deadline=None)
@given(seed=st.integers(0, 10**9), size=st.integers(0, 25), data=st.data())
def test_every_figure_is_what_plain_python_counts_through_the_filters(database, seed, size, data):
    _, today, of, households, _ = _world(database, seed, size, (PROGRAMME,))
    made = counting.count(of.authors, PROGRAMME, counting.usual(today), today=today)
    facts = _facts(of, households, today, _needed(), (PROGRAMME,))
    span = data.draw(st.sampled_from(spans(today)))
    with acting((of.authors.managers,)):
        assert queries.latest(of.authors.managers, PROGRAMME).pk == made.pk
        counted = queries.read(made, span)
        known = queries.filters_of(counted)
        chosen = tuple(
            (key, data.draw(st.sampled_from([value for value, _ in offered])))
            for key, offered in (("landlord", known.landlords), ("type", known.kinds))
            if offered and data.draw(st.booleans())
        )
        categories = queries.categories_of(counted, chosen, known)
        board = boards.of_operator(counted, categories, chosen, span, timezone.localtime())
    kept = keep(outline_of(OPERATOR), said_by(counted, chosen, span.shown), {key for key, _ in chosen}).outline
    release = through(counted, tables(kept, span.shown, categories), chosen)
    apart = {"granted-cents", "measure-months-planned"}  # follow from conventions, and are counted again elsewhere
    compared = [address for address in release.figures if address.cell not in apart]
    for address in compared:
        where = tuple(sorted((*address.where, *chosen)))
        # The running period is counted to the end of its year: nothing is dated after today but what was planned.
        expected = i.figure(
            [each for each in facts if each.cell == address.cell], Address(address.cell, address.period, where)
        )
        assert release.value(address) == expected.value, (address, chosen)
    assert LEFT_OUT not in str(board.content["glance"]) + str(board.content["sections"])
    assert board.is_compared == (span.whole.since.year == today.year)


def test_what_filters_do_not_count_is_named_and_left_out():
    asked = counting.usual(DAY)
    counted = Counted(asked, DAY, {})
    span = span_of(DAY, "")
    kept, missing = keep(outline_of(OPERATOR), said_by(counted, (("landlord", "x"),), span.shown), {"landlord"})
    crossed = {need for block in _blocks(kept) for need in needs(block, shipped())}
    assert all(("landlord",) in asked.of[need.cell] for need in crossed)
    assert {need.dimensions for need in crossed} == {frozenset(), frozenset({"type"})}
    assert "Qui a fait les saisines" in missing
    assert "Chez quel bailleur ils habitent" not in missing, "it is what was chosen"
    whole, nothing = keep(outline_of(OPERATOR), said_by(counted, (), span.shown))
    assert nothing == ()
    assert _blocks(whole) == _blocks(outline_of(OPERATOR))


def test_a_period_that_was_not_counted_is_made_of_its_months():
    counted = Counted(counting.usual(DAY), DAY, {})
    so_far, before = span_of(DAY, "").shown, span_of(DAY, "").former
    months = [periods.month(date(2025, number, 1)) for number in range(1, 12)]
    assert counted.parts("entries", before, ()) == [("entries", each) for each in months]
    assert counted.parts("stock", before, ()) == [("stock", months[-1])]
    assert counted.parts("stock-before", before, ()) == [("stock-before", months[0])]
    assert counted.parts("arrears-known", so_far, ()) == [("arrears-known", periods.year(2026))], "it goes on"
    assert counted.parts("arrears-known", before, ()) is None, "what spans a year is not the sum of its months"
    followed = counted.parts("followed", before, ("landlord",))
    assert followed == [("stock-before", months[0]), *(("entries", each) for each in months)]
    assert counted.parts("followed", before, ("effort-rate",)) is None
    assert counted.parts("entries", Period(date(2025, 1, 5), date(2025, 2, 3)), ()) is None
    assert counted.parts("entries", periods.year(2025), ("landlord", "reason")) is None
    bare = Counted(asked_of([periods.month(DAY)], {"entries": {()}}), DAY, {})
    assert bare.parts("exits", periods.month(DAY), ()) is None


def test_a_landlord_s_outline_is_said_whole_by_its_rows():
    assert boards.kept_of_landlord().missing == ()
    assert _blocks(boards.kept_of_landlord().outline) == _blocks(outline_of(LANDLORD))
    of_kind = boards.kept_of_landlord("access")
    assert of_kind.missing == ()
    assert all(not need.dimensions & {"type"} for block in _blocks(of_kind.outline) for need in needs(block, shipped()))


@pytest.mark.parametrize("key", [OPERATOR, LANDLORD])
def test_a_dashboard_draws_each_chart_once(key):
    titles = [block.title for block in _blocks(outline_of(key)) if not isinstance(block, str)]
    assert len(titles) == len(set(titles))
