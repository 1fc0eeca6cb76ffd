"""What is counted for reports is what plain Python counts of the same facts, whoever else has facts of her own."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cases import periods
from cases.periods import Period, add_months
from common.context import acting
from launcher import testing
from partners.models import Programme
from reports import counting
from reports.cells import Address, Dimension, Figure, Table
from reports.counting.families import FAMILY_OF
from reports.equations import System, to_count
from reports.indicators.catalogue import shipped
from reports.masking import mask
from tests.gate.logins import own_database
from tests.reports import invented as i
from tests.reports.rows_of import COMMITTEE, Writer, team

PROGRAMME, OTHER = "gironde", "rouen"


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """A database of one's own: the statistics role reads what is committed."""
    with own_database(django_db_blocker, "cells") as name, testing.connect("postgres", name) as superuser:
        with superuser.transaction():
            superuser.execute("SET LOCAL session_replication_role = replica")
            superuser.execute(
                "INSERT INTO committees_committee (id, public_id, key, name, secretary_id) OVERRIDING SYSTEM VALUE"
                " VALUES (%s, gen_random_uuid(), 'invented', 'Commission', 1)",
                [COMMITTEE],
            )
            superuser.execute(
                "INSERT INTO partners_commune (code, name, name_key, department_code, department, region_code, population, postcodes)"
                " VALUES ('33063', 'Bordeaux', 'bordeaux', '33', '', '', 0, '{33000}') ON CONFLICT DO NOTHING"
            )
            superuser.execute("INSERT INTO partners_communepostcode (commune_id, postcode) VALUES ('33063', '33000')")
        yield superuser


def _needed() -> int:
    rules = Programme.objects.get(key=PROGRAMME).versions.order_by("-number")[0].rules
    return rules["rent"]["resumed_after_months"]


def _lines(writer: Writer, rng: random.Random, households: list[i.Household], number: int) -> list[int]:
    """Lines of the unit, and who each pays for."""
    ids = [next(i._numbers) for _ in range(number)]
    for line in ids:
        writer.add("funding_fundingline", id=line, public_id=f"00000000-0000-0000-0000-{line:012d}",
                   author_id=writer.team.authors.managers, label=str(line), funder="x")  # fmt: skip
        convention = {"since": "2026-02", "until": "2026-12", "months": "100.00", "euros": "20000.00"}
        writer.add("funding_conventionversion", author_id=writer.team.authors.managers, line_id=line, number=1,
                   convention=convention, digest="d")  # fmt: skip
    for each in households:
        if each.engaged and rng.random() < 0.7:
            _paid(rng, each, ids)
    return ids


def _paid(rng: random.Random, each: i.Household, lines: list[int]) -> None:
    kept = rng.sample(lines, rng.randrange(1, len(lines) + 1))
    parts = [Decimal("0.333333"), Decimal("0.5"), Decimal("0.166667")][: len(kept)]
    if len(kept) == 1:
        parts = [rng.choice([Decimal(1), Decimal("0.7")])]
    since = each.opened_on.replace(day=1)
    each.shares = sorted(
        ((line, part, since) for line, part in zip(kept, parts, strict=True)), key=lambda s: (-s[1], s[0])
    )
    for number in range(3):
        month = add_months(since, number)
        quantity, weight = rng.choice([Fraction(1), Fraction(17, 31)]), rng.choice([Fraction(1), Fraction(11, 20)])
        for line, part, _ in each.shares:
            each.months.append((month, line, quantity, weight, part, 1000, "count"))
        if number == 1 and rng.random() < 0.5:
            line, part, _ = each.shares[0]
            each.months.append((month, line, -quantity, weight, part, -1000, "reversal"))
            each.months.append((month, line, quantity, weight, part, 900, "correction"))


def _periods(rng: random.Random, today: date) -> list[Period]:
    """A year of months, with its quarters; and some days of it."""
    months = periods.months_before(today, 12)
    first = today - timedelta(days=rng.randrange(5, 200))
    odd = Period(first, first + timedelta(days=rng.randrange(40)))
    return [odd, *months[:3], Period(months[-1].since, months[0].until), periods.year(today.year)]


def _world(superuser, seed: int, size: int, programmes: tuple[str, ...]):
    rng, today = random.Random(seed), timezone.localdate()
    of = team(*programmes)
    households = [i.household(rng, today, 0) for _ in range(size)]
    writer = Writer(superuser, of)
    lines = _lines(writer, rng, households, 3)
    writer.write(households)
    return rng, today, of, households, lines


def _facts(of, households, today, needed, programmes) -> list[i.Fact]:
    facts = []
    for each in households:
        # Of a request that day 60 closed, a unit of several programmes no longer reads which it was.
        if each.is_present(today) or len(programmes) == 1:
            facts += i.facts_of(each, today, of.organisations, needed)
    return facts


def _asked(chosen: list[Period]) -> counting.Asked:
    usual = counting.usual(timezone.localdate())
    return counting.Asked(tuple(sorted(set(chosen), key=lambda p: (p.since, p.until))), usual.crossings)


@settings(max_examples=25, phases=[Phase.generate])
@given(
    seed=st.integers(0, 10**9), size=st.integers(0, 25), programmes=st.sampled_from([(PROGRAMME,), (PROGRAMME, OTHER)])
)
def test_every_cell_is_what_plain_python_counts(database, seed, size, programmes):
    rng, today, of, households, _ = _world(database, seed, size, programmes)
    asked = _asked(_periods(rng, today))
    made = counting.count(of.authors, PROGRAMME, asked, today=today)
    facts = _facts(of, households, today, _needed(), programmes)
    with acting((of.authors.managers,)):
        found = stored(made)
    wanted = recounted(facts, asked)
    # What is granted follows from conventions and not from households: see below.
    apart = FAMILY_OF["granted-cents"].cells
    assert {key: value for key, value in found.items() if key.cell not in apart} == wanted
    closed = [each for each in households if not each.is_present(today)]
    inside = [each for each in closed if asked.since <= each.opened_on <= asked.until]
    assert made.missing == ({"requests": len(inside)} if inside and len(programmes) > 1 else {})


def stored(made) -> dict[Address, i.Figure]:
    """All that a count keeps."""
    from reports.counting.reading import place_of
    from reports.models import CellFigure

    return {
        Address(row.cell, Period(row.since, row.until), place_of(row.place)): i.Figure(row.value, row.households)
        for row in CellFigure.objects.filter(count_id=made.pk)
    }


def recounted(facts: list[i.Fact], asked: counting.Asked) -> dict[Address, i.Figure]:
    """Every figure that is not nothing, of the crossings asked."""
    found = {}
    for period in asked.periods:
        for cell, crossings in asked.crossings:
            of_cell = [fact for fact in facts if fact.cell == cell and fact.when(period)]
            for keys in crossings:
                places = {()}
                for key in keys:
                    said = {node for fact in of_cell for node in _nodes(fact.dims(period)[key])}
                    places = {(*place, (key, node)) for place in places for node in said}
                for place in places:
                    figure = i.figure(of_cell, Address(cell, period, place))
                    if figure != (0, 0):
                        found[Address(cell, period, place)] = figure
    return found


def _nodes(said) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else (said,)


def test_an_entry_is_counted_as_it_was_stated_when_its_sheet_has_closed(database):
    """And the share of those in debt is that of the entries whose debt is known: one of two, of three."""
    of, today = team(PROGRAMME), date(2026, 11, 22)
    entered = i._at(date(2026, 3, 2), random.Random(0))
    said = [
        i.Stated(("budget",), "summons", "33063", 5_000, date(2026, 2, 1)), i.Stated(("budget",), "none", "33063", 0, date(2026, 2, 1)),
        i.Stated((), "", "", None, None),
    ]  # fmt: skip
    Writer(database, of).write([
        i.Household(next(i._numbers), 0, date(2026, 2, 1), answer="accepted", reasons=("isolation",), stage="judgment", debt=9_000,
                    kind="access", accepted_at=entered, engaged=True, stated=stated)
        for stated in said
    ])  # fmt: skip
    year = periods.year(2026)
    made = counting.count(of.authors, PROGRAMME, counting.usual(today), today=today)
    with acting((of.authors.managers,)):
        found = {address: figure.value for address, figure in stored(made).items() if address.period == year}
    entries = {address.where: value for address, value in found.items() if address.cell == "entries"}
    assert entries[(("reason", "budget"),)] == 2
    assert (("reason", "isolation"),) not in entries
    assert (entries[(("commune", "33063"),)], entries[(("commune", "unknown"),)]) == (2, 1)
    assert [entries[(("stage", each),)] for each in ("summons", "none", "unknown")] == [1, 1, 1]
    indicator = shipped().indicator["arrears-at-entry"]
    assert "dont la dette est connue" in indicator.definition
    cells = indicator.numerator, indicator.denominator
    assert [found[Address(cell, year)] for cell in cells] == [1, 2]


# Cells hold together -----------------------------------------------------------------------------------------------------


def _tables(made, chosen: list[Period], programmes) -> list[Table]:
    """One table for each dimension of some cells, and landlord × type."""
    keys = {"entries": ["landlord", "origin"], "exits": ["outcome"], "followed": ["effort-rate"], "referrals": ["origin"],
            "arrears-known": ["landlord"], "arrears-cleared": [], "arrears-reduced": [], "visits-due": ["visit-outcome"],
            "steps": ["step-kind"], "measure-months-done": ["funding-line"], "stock": [], "entered-with-debt": []}  # fmt: skip
    found = [Table(cell, tuple(chosen)) for cell in keys]
    found += [Table(cell, tuple(chosen), (counting.dimensions(made)[key],)) for cell, of in keys.items() for key in of]
    return [
        *found,
        Table("entries", tuple(chosen[:2]), tuple(counting.dimensions(made)[key] for key in ("landlord", "type"))),
    ]


@settings(max_examples=8)
@given(seed=st.integers(0, 10**9), size=st.integers(0, 40))
def test_figures_hold_together_and_are_masked(database, seed, size):
    _rng, today, of, _, _ = _world(database, seed, size, (PROGRAMME,))
    months = periods.months_before(periods.year(today.year).until, 12)[-today.month :]
    chosen = [periods.year(today.year), *months]
    usual = counting.count(of.authors, PROGRAMME, counting.usual(today), today=today)
    with acting((of.authors.managers,)):
        tables = _tables(usual, chosen, of)
        found = counting.standing(of.authors, PROGRAMME, tables)
        assert found
        assert found.pk == usual.pk
        figures = counting.figures_of(found, tables)
    assert set(figures) == to_count(shipped(), tables)
    assert System(shipped(), tables, figures)
    release = mask(shipped(), tables[:4], figures)
    assert release.value(Address("entries", chosen[0])) == figures[Address("entries", chosen[0])].value


@settings(max_examples=5)
@given(seed=st.integers(0, 10**9))
def test_sub_totals_are_counted(database, seed):
    _, today, of, households, _ = _world(database, seed, 20, (PROGRAMME,))
    stage = Dimension(
        "stage", ("none", "reminder", "summons", "judgment", "unknown"), (("threatened", ("summons", "judgment")),)
    )
    tables = [Table("referrals", (periods.year(today.year),), (stage,))]
    made = counting.count(of.authors, PROGRAMME, tables, today=today)
    with acting((of.authors.managers,)):
        figures = counting.figures_of(made, tables)
    assert System(shipped(), tables, figures)
    facts = _facts(of, households, today, _needed(), (PROGRAMME,))
    year = periods.year(today.year)
    parts = [i.figure(facts, Address("referrals", year, (("stage", each),))) for each in ("summons", "judgment")]
    assert figures[Address("referrals", year, (("stage", "threatened"),))] == i.Figure(
        sum(part.value for part in parts), sum(part.households for part in parts)
    )


def test_what_is_granted_is_spread_over_the_months_of_its_convention(database):
    _, today, of, households, _ = _world(database, 7, 20, (PROGRAMME,))
    months = [periods.month(date(2026, number, 1)) for number in range(1, 13)]
    year, half = periods.year(2026), Period(date(2026, 2, 1), date(2026, 6, 30))
    made = counting.count(of.authors, PROGRAMME, _asked([year, half, *months]), today=today)
    with acting((of.authors.managers,)):
        found = stored(made)
    paying = {line for each in households if each.is_present(today) for line, _, _ in each.shares}
    assert paying
    for line in paying:
        place = (("funding-line", f"{line:012d}"),)
        of_year = found[Address("granted-cents", year, place)]
        assert of_year.value == 2_000_000
        assert of_year.households == sum(
            any(paid == line for paid, _, _ in each.shares) for each in households if each.is_present(today)
        )
        assert found[Address("measure-months-planned", year, place)].value == 10_000
        by_month = [found.get(Address("granted-cents", month, place), (0, 0))[0] for month in months]
        assert by_month[0] == 0
        assert sum(by_month) == 2_000_000
        assert max(by_month[1:]) - min(by_month[1:]) <= 1
        assert sum(by_month[1:6]) == found[Address("granted-cents", half, place)].value
    assert found[Address("granted-cents", year)].value == 2_000_000 * len(paying)


# What the rest of the app calls ------------------------------------------------------------------------------------------


def test_a_cell_without_facts_is_not_nothing(database):
    of = team(PROGRAMME)
    year = (periods.year(2026),)
    for cell in set(shipped().by_key) - set(FAMILY_OF):
        assert not counting.is_counted(cell)
        with pytest.raises(counting.NotCounted, match=cell):
            counting.count(of.authors, PROGRAMME, [Table(cell, year)])
    assert not counting.is_counted("referrals-not-accepted", ["refusal"])
    assert not counting.is_counted("measure-months-planned", ["landlord"])
    assert counting.is_counted("entries", ["landlord", "origin", "stage"])
    made = counting.count(of.authors, PROGRAMME, [Table("entries", year)])
    with acting((of.authors.managers,)):
        assert counting.figures_of(made, [Table("entries", year)])[Address("entries", year[0])] == (0, 0)
        with pytest.raises(counting.NotCounted):
            counting.figures_of(made, [Table("exits", year)])
        with pytest.raises(counting.NotCounted):
            counting.figures_of(made, [Table("entries", (periods.year(2025),))])
        with pytest.raises(counting.NotCounted):
            counting.figures_of(made, [Table("entries", year, (Dimension("type", ("access",)),))])
        assert counting.standing(of.authors, PROGRAMME, [Table("exits", year)]) is None
        assert counting.standing(of.authors, OTHER, [Table("entries", year)]) is None


def test_every_cell_counted_is_one_of_the_catalogue_and_crossed_as_it_says():
    cells = shipped().by_key
    for cell, family in FAMILY_OF.items():
        assert set(family.cells[cell]) <= set(cells[cell].dimensions), cell
        assert list(family.cells[cell]) == sorted(family.cells[cell])
    assert set(cells) - set(FAMILY_OF) == {
        *("housing-requests", "housing-obtained", "housing-target", "housing-refused"),
        *("training-attendance", "evictions-baseline", "worker-months"),
    }


def test_a_count_reads_one_unit_and_its_managers_alone_read_it(database):
    """And nothing is written of one unit for the managers of another, whoever signs the context."""
    _, today, of, _, _ = _world(database, 3, 15, (PROGRAMME,))
    _, _, other, _, _ = _world(database, 4, 15, (PROGRAMME,))
    mine = counting.count(of.authors, PROGRAMME, counting.usual(today), today=today)
    stranger = counting.Authors(other.authors.unit, of.authors.managers)
    with pytest.raises(ProgrammingError, match="row-level security"):
        counting.count(stranger, PROGRAMME, counting.usual(today), today=today)
    with acting((of.authors.managers,)):
        assert stored(mine)
    with acting((other.authors.managers,)):
        assert stored(mine) == {}
        assert counting.standing(of.authors, PROGRAMME, [Table("entries", (periods.year(today.year),))]) is None


def test_the_last_counts_are_kept_and_no_more(database):
    of = team(PROGRAMME)
    tables = [Table("entries", (periods.year(2026),))]
    made = [counting.count(of.authors, PROGRAMME, tables).pk for _ in range(4)]
    apart = counting.count(of.authors, PROGRAMME, [Table("entries", (periods.year(2025),))])
    with acting((of.authors.managers,)):
        from reports.models import CellCount

        assert set(CellCount.objects.values_list("pk", flat=True)) == {*made[-2:], apart.pk}
        standing = counting.standing(of.authors, PROGRAMME, tables)
        assert standing
        assert standing.pk == made[-1]
        assert counting.figures_of(standing, tables) == {Address("entries", periods.year(2026)): Figure(0, 0)}
    for _ in range(2):
        counting.count(of.authors, PROGRAMME, tables)
    with acting((of.authors.managers,)), pytest.raises(counting.NotCounted, match="took the place"):
        counting.figures_of(standing, tables)


def test_a_count_that_fails_leaves_nothing(database, monkeypatch):
    of = team(PROGRAMME)
    monkeypatch.setattr("reports.counting.work._forget", lambda made: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        counting.count(of.authors, PROGRAMME, [Table("entries", (periods.year(2026),))])
    assert database.execute(
        "SELECT count(*) FROM reports_cellcount WHERE author_id = %s", [of.authors.managers]
    ).fetchone() == (0,)


def test_categories_are_said_in_their_order_and_in_words(database):
    _, today, of, _, lines = _world(database, 11, 40, (PROGRAMME,))
    made = counting.count(of.authors, PROGRAMME, counting.usual(today), today=today)
    with acting((of.authors.managers,)):
        found = counting.dimensions(made)
        origin, kind = found["origin"], found["type"]
        assert [each for each in origin.categories if each != "unknown"] == [
            each for each in i.ORIGINS[2:] + i.ORIGINS[:2] if each in origin.categories
        ]
        assert kind.categories[-1] == "unknown"
        assert counting.labels("type", kind.categories) == {
            "access": "accès au logement", "maintenance": "maintien dans le logement", "unknown": "non renseigné"}  # fmt: skip
        assert found["reason"].several
        landlord = counting.labels("landlord", [*of.organisations, "unknown"])
        assert landlord["unknown"] == "non renseigné"
        assert all(name.startswith("Organisation") for key, name in landlord.items() if key != "unknown")
        assert counting.labels("commune", ["33063"]) == {"33063": "Bordeaux"}
        line = counting.labels("funding-line", [f"{lines[0]:012d}", "none"])
        assert line == {f"{lines[0]:012d}": str(lines[0]), "none": "aucune ligne"}
        assert counting.labels("committee", ["invented"]) == {"invented": "Commission"}
        assert found["delay"].categories == ("unknown",)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reports_cellfigure")
        assert cursor.fetchone() == (0,)
