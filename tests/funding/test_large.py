"""Three hundred measures over twenty-four months: counted once, and no slower for what is alike.

python3 run.py test tests/funding/test_large.py -n0 -q -s       # prints the ratio
"""

from datetime import date, timedelta
from fractions import Fraction
from time import process_time
from types import SimpleNamespace

import pytest

from funding import measures
from funding.counting import Contract, Rest
from funding.ledger import Ledger, close, entries
from funding.measures import Measure, entries_of, recount
from funding.months import Month, span
from funding.queries.facts import Facts
from funding.queries.standing import standings
from tests.funding.books import convention
from tests.funding.measured import STATE, paid_by, terms

MEASURES, MONTHS = 300, 24
FIRST = Month(2026, 1)
LAST = FIRST.plus(MONTHS - 1)
#: Months of measures for one that is counted.
LEAST = 5


def many() -> list[Measure]:
    """Begun on any day, one in three renewed, one in five with a rest, one in seven ended early."""
    whole = paid_by((STATE, Fraction(1)), since=FIRST, until=LAST.plus(12), under=terms())
    found = []
    for number in range(MEASURES):
        since = FIRST.first + timedelta(days=number % 90)
        contracts = [Contract(since, since + timedelta(days=400 if number % 7 else 200), "usual")]
        if number % 3 == 0:
            contracts.append(Contract(contracts[0].until + timedelta(days=1), None, "dense"))
        rests = (Rest(since + timedelta(days=50), since + timedelta(days=70)),) if number % 5 == 0 else ()
        found.append(Measure(f"{number:012d}", tuple(contracts), rests, (whole,), since))
    return found


def facts(closed: int) -> Facts:
    """With the books of the first months closed, of one line."""
    known, ledger = many(), Ledger()
    for month in span(FIRST, FIRST.plus(closed - 1)):
        ledger = close(ledger, month, known)
    agreed = convention(since=str(FIRST), until=str(LAST.plus(12)), card=_from(FIRST))
    row = SimpleNamespace(key=STATE.key, label=STATE.label, funder=STATE.funder)
    held = SimpleNamespace(row=row, convention=agreed, number=1, line=STATE)
    return Facts({STATE.key: held}, {}, known, ledger)


def _from(month: Month) -> dict:
    card = convention().card.model_dump(mode="json", by_alias=True)
    for rate in card["rates"]:
        rate["from"] = month.first.isoformat()
    return card


def one_by_one(known: list[Measure], through: Month, since: Month | None = None) -> list:
    """The same counted without a memory of what is alike."""
    return [
        entry
        for measure in known
        for month in span(max(Month.of(measure.contracts[0].since), since or FIRST), through)
        for entry in entries_of(measure, month)
    ]


def test_many_measures_are_counted_as_one_by_one_and_faster(monkeypatch):
    known = many()
    began = process_time()
    expected = one_by_one(known, LAST)
    slow = process_time() - began
    began = process_time()
    found = recount(known, LAST)
    quick = process_time() - began
    assert found == expected
    calls: list[Month] = []
    monkeypatch.setattr(
        measures, "entries_of", lambda measure, month: calls.append(month) or entries_of(measure, month)
    )
    recount(known, LAST)
    months = sum(LAST.rank - Month.of(each.contracts[0].since).rank + 1 for each in known)
    print(
        f"\n{MEASURES} measures × {MONTHS} months: {quick * 1000:.0f} ms, {slow / quick:.1f} times as fast as one by one; one "
        f"month counted of {months / len(calls):.1f}"
    )
    assert months / len(calls) > LEAST


def test_a_page_counts_each_month_of_each_measure_twice_at_most(monkeypatch):
    """Once for what is over, once for what is to come, whatever the number of lines; places held for ever once more."""
    told = facts(closed=MONTHS - 2)
    counted: list[int] = []
    whole = measures.recount
    for module in ("funding.ledger", "funding.quotas"):
        monkeypatch.setattr(f"{module}.recount", lambda *given: counted.append(1) or whole(*given))
    for name in ("second", "third"):
        told.lines[name] = told.lines[STATE.key]
    began = process_time()
    standings(told, LAST.plus(1).first)
    seconds = process_time() - began
    print(f"\nstandings of {MEASURES} measures × {MONTHS} months: {seconds * 1000:.0f} ms")
    assert len(counted) == 3


@pytest.mark.parametrize("closed", [0, 5])
def test_a_line_stands_where_its_own_count_says(closed):
    told = facts(closed)
    today = date(2027, 3, 10)
    (found,) = standings(told, today)
    booked = entries(told.ledger, told.measures, Month.of(today).plus(-1))
    assert found.entries == [each for each in booked if each.line == STATE.key]
    assert found.quota.consumed.cents == sum(each.cents for each in found.entries if each.month < Month.of(today))
    coming = one_by_one(told.measures, LAST.plus(12), Month.of(today))
    assert found.quota.committed.cents == sum(each.cents for each in coming)
