"""What funding lines granted and paid, in a report: as the books say, through what is left out, frozen with the rest."""

import pytest

from cases.periods import Period, year
from funding.measures import used
from funding.models import FundingLine
from funding.queries.facts import HeldLine, gather
from partners.models import Programme
from reports.actions import issuing
from reports.cells import Address, Dimension, Figure, Table
from reports.composing import Composed, outline_of, pack, suspects, unpack
from reports.documents import method
from reports.documents.blocks import Sources, chart
from reports.documents.given import Line, Money
from reports.indicators.catalogue import shipped
from reports.masking import Release
from reports.outline import GRANTED, LINE, SPENT, Categories, Chart, Series, tables
from reports.queries.money import money_of
from reports.queries.reports import composed_of
from reports.readings import LEFT_OUT, read
from tests.funding.books import FIRST, LAST, Books, convention
from tests.funding.measured import plain
from tests.harness import within
from tests.reports import reported
from tests.reports.report_scene import AT, content_of
from tests.reports.shelf import Shelf

HALF = Period(FIRST.first, LAST.last)
STATE, FUND, LATER = (f"{number:012d}" for number in (1, 2, 3))
DIMENSION = Dimension(LINE, (STATE, FUND, LATER, "none"))
CATEGORIES = {LINE: Categories(DIMENSION, {key: key for key in DIMENSION.categories})}


def held(number: int, **changes) -> HeldLine:
    return HeldLine(FundingLine(pk=number, label=f"L{number}", funder="DDETS"), convention(**changes), 1)


LINES = {
    STATE: held(1, months=None, euros=70_000),
    FUND: held(2),
    LATER: held(3, since=str(LAST.plus(1)), until=str(LAST.plus(12))),
}


def release(amounts: dict[str, tuple[int, int]], hidden: set[str] = frozenset()) -> Release:
    """« » is every line together."""
    figures, shown = {}, set()
    for key, cents in amounts.items():
        for cell, amount in zip((GRANTED, SPENT), cents, strict=True):
            address = Address(cell, HALF, ((LINE, key),) if key else ())
            figures[address] = Figure(amount, 9)
            if key not in hidden:
                shown.add(address)
    return Release(tuple(Table(cell, (HALF,), (DIMENSION,)) for cell in (GRANTED, SPENT)), figures, frozenset(shown))


USE = Series(indicator="line-use", label="part dépensée", look="fill")
AMOUNTS = {STATE: (3_500_000, 900_000), FUND: (0, 40_000), LATER: (0, 0), "": (3_500_000, 940_000)}


def rows(money: Money | None) -> list[tuple[str, ...]]:
    said = method.money_of(money)
    return [tuple(row[key]["text"] for key in ("granted", "consumed", "left")) for row in said["rows"]]


def test_each_line_of_the_period_says_what_it_granted_and_paid():
    money = money_of(release(AMOUNTS), HALF, CATEGORIES, LINES)
    assert [(line.name, line.granted, line.consumed, line.in_euros) for line in money.lines] == [
        ("L1", 3_500_000, 900_000, True),
        ("L2", 0, 40_000, False),
    ]
    assert rows(money) == [
        ("35\u202f000\xa0€", "9\u202f000\xa0€", "26\u202f000\xa0€"),
        ("–", "400\xa0€", "–"),
        ("–", "9\u202f400\xa0€", "–"),
    ]


def test_what_would_tell_of_a_household_is_left_out_and_the_total_stands():
    both = {STATE: held(1, euros=70_000), FUND: held(2, euros=2_000)}
    money = money_of(release(AMOUNTS, {STATE, FUND}), HALF, CATEGORIES, both)
    assert rows(money) == [
        (LEFT_OUT,) * 3,
        (LEFT_OUT,) * 3,
        ("35\u202f000\xa0€", "9\u202f400\xa0€", "25\u202f600\xa0€"),
    ]
    assert method.is_left_out(money)
    content = content_of(60, money=money)
    (section,) = [each for each in content["sections"] if each["key"] == "money"]
    assert section["masked"]


def test_a_sum_of_lines_never_tells_what_one_leaves_out():
    (*_, whole) = rows(Money((Line("A", "F", 500, 100), Line("B", "F", None, None))))
    assert whole == (LEFT_OUT,) * 3


def test_without_a_line_there_is_no_money():
    assert money_of(release(AMOUNTS), HALF, {}, LINES) is None
    assert money_of(release(AMOUNTS), HALF, CATEGORIES, {}) is None
    assert money_of(release(AMOUNTS), HALF, CATEGORIES, {LATER: LINES[LATER]}) is None


def books(amounts: dict[str, tuple[int, int]]) -> Release:
    return release({"none": (0, 0)} | amounts)


def shares(now, former=None) -> dict[str, list[str]]:
    """The part of each line that is spent, as a chart says it."""
    sources = Sources(shipped(), CATEGORIES, HALF, now, (HALF, former) if former else None)
    said = chart(sources, Chart(title="Parts", kind="bars", by=LINE, series=[USE]), ("2026", "2025"))
    assert ("Ensemble" in said["alt"]) is ("Ensemble" in [each["label"] for each in said["rows"]])
    return {each["label"]: [cell["text"] for cell in each["cells"]] for each in said["rows"]}


def test_the_part_spent_of_all_lines_is_said_where_the_lines_make_it_up():
    # What a line of measure-months spends has no grant in euros to be divided by.
    assert shares(books(AMOUNTS)) == {STATE: ["26\xa0%"]}
    both = books(AMOUNTS | {FUND: (500_000, 40_000), "": (4_000_000, 940_000)})
    assert shares(both) == {STATE: ["26\xa0%"], FUND: ["8\xa0%"], "Ensemble": ["24\xa0%"]}
    assert shares(both, books(AMOUNTS)) == {
        STATE: ["26\xa0%", "26\xa0%"],
        FUND: ["8\xa0%", "sans objet"],
        "Ensemble": ["24\xa0%", "–"],
    }
    # A line that spent nothing takes nothing from the total.
    idle = books(AMOUNTS | {FUND: (0, 0), "": (3_500_000, 900_000)})
    assert shares(idle)["Ensemble"] == ["26\xa0%"]


@pytest.mark.parametrize(
    ("granted", "planned", "spent", "said"),
    [(0, 0, 0, "sans objet"), (0, 300, 0, "0,00\xa0€"), (90_000, 0, 0, "0,00\xa0€"), (0, 0, 400, "1,00\xa0€")],
)
def test_without_a_line_a_household_costs_nothing_that_can_be_said(granted, planned, spent, said):
    counted = {GRANTED: granted, "measure-months-planned": planned, SPENT: spent, "followed": 4}
    figures = {Address(cell, HALF, ()): Figure(amount, 9) for cell, amount in counted.items()}
    told = Release(tuple(Table(cell, (HALF,), ()) for cell in counted), figures, frozenset(figures))
    cost = shipped().indicator["cost-per-household"]
    assert read(shipped(), cost, told, HALF).text == said
    hidden = Release(told.tables, figures, frozenset(figures) - {Address(GRANTED, HALF, ())})
    assert read(shipped(), cost, hidden, HALF).text == ("1,00\xa0€" if spent else "0,00\xa0€")


def test_it_is_kept_as_it_was_read():
    composed = Composed(release(AMOUNTS), CATEGORIES, AT, 5, money=money_of(release(AMOUNTS), HALF, CATEGORIES, LINES))
    assert unpack(pack(composed)) == composed


def test_it_goes_with_its_section():
    asked = {each.cell for each in tables(outline_of(year(2025)), year(2025), CATEGORIES) if each.dimensions}
    assert {GRANTED, SPENT} <= asked
    without = outline_of(year(2025), ["money"])
    assert not without.with_money
    assert not {GRANTED, SPENT} & {each.cell for each in tables(without, year(2025), CATEGORIES) if each.dimensions}
    exposed = Release((), {}, frozenset(), frozenset({Address(SPENT, year(2025), ((LINE, STATE),))}))
    assert "money" in {section.key for section in suspects(outline_of(year(2025)), exposed)}


@pytest.mark.django_db(transaction=True, databases=["default", "log", "statistics"])
@pytest.mark.parametrize("by_the_fund", [0, 2])
def test_a_report_says_what_the_books_say(world, by_the_fund):
    books, programme = Books(world), world.agreement.programme
    books.line("state", euros=120_000)
    books.line("fund", euros=24_000)
    for number in range(6):
        case = books.followed(f"Ménage {number}", FIRST.first, LAST.last)
        books.pays(case, "state", "0.5" if number < by_the_fund else "1")
        if number < by_the_fund:
            books.pays(case, "fund", "0.5")
    for number in range(3):
        books.close(FIRST.plus(number))
    shelf = Shelf(world)
    report = reported.checked(books.by, Programme.objects.get(pk=programme.pk), HALF, shelf.helene)
    with within(books.by):
        money = composed_of(report).money
        booked = gather(books.by.manager_audience).ledger.booked
        issuing.sign(report=report, by=books.by)
    said = {line.name: (line.granted, line.consumed) for line in money.lines}
    total = used(booked).cents
    assert total > 0
    if by_the_fund:
        # Two households are behind one line, and the total less the other would tell it.
        assert said == {"state": (None, None), "fund": (None, None)}
        assert money.whole.consumed == total
    else:
        assert said == {"state": (6_000_000, total)}
    snapshot = reported.again(report, books.by).snapshot
    assert snapshot["money"] == method.money_of(money)
    assert [each["key"] for each in snapshot["sections"] if each["money"]] == ["money"]
    assert [plain(each["goal"]["text"]) for each in snapshot["goals"]] == ["75 %"], "what its programme aims at"


def test_a_line_is_in_the_months_of_its_convention_alone():
    told = release(AMOUNTS)
    last, after = (Period(month.first, month.last) for month in (LAST.plus(6), LAST.plus(7)))
    for period, is_in in ((last, True), (after, False)):
        moved = {Address(at.cell, period, at.where): figure for at, figure in told.figures.items()}
        found = money_of(Release(told.tables, moved, frozenset()), period, CATEGORIES, {STATE: LINES[STATE]})
        assert (found is not None) == is_in
