"""From rows to books: what contracts, rests and shares make of a month, closed once, corrected after."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.models import Access, Case
from common.refusal import NotYours, Refused
from funding.actions import closing, lines, shares
from funding.counting import Contract, in_force
from funding.models import Closing, ConventionVersion, Intensity, LedgerEntry, LineShare
from funding.queries.facts import succession, with_intensities
from funding.queries.standing import open_months, standings, to_write, total_cents
from tests.factories import work
from tests.factories import world as w
from tests.funding.books import FIFTH, FIRST, FOURTH, INTENSITIES, LAST, NOW, SECOND, THIRD, Books, convention, priced
from tests.funding.measured import plain
from tests.harness import KEEPER, as_role, within

COUNT, REVERSAL, CORRECTION = "count", "reversal", "correction"


@pytest.fixture
def books(world):
    made = Books(world)
    made.line("state")
    made.line("fund")
    return made


# --- rows become measures ---------------------------------------------------------------------------------------
def test_a_month_under_contract_is_booked_when_it_is_closed(books):
    books.pays(books.followed(), "state")
    books.close(FIRST)
    assert books.booked(FIRST) == [(COUNT, str(FIRST), 19500, "state")]
    (entry,) = books.facts().ledger.booked
    assert (entry.quantity, entry.weight, entry.part, entry.price) == (1, 1, 1, 19500)


def test_two_lines_share_a_month_to_the_cent(books):
    case = books.followed()
    books.pays(case, "state", "0.333333")
    books.pays(case, "fund", "0.666667")
    books.close(FIRST)
    assert books.booked(FIRST) == [(COUNT, str(FIRST), 6500, "state"), (COUNT, str(FIRST), 13000, "fund")]


def test_a_rest_of_the_whole_month_is_not_paid(books):
    case = books.followed()
    books.pays(case, "state")
    books.rest(case, FIRST.last, SECOND.last)
    books.rest(case, THIRD.first)
    for month in (FIRST, SECOND, THIRD, FOURTH):
        books.close(month)
    # The last day of the second month it is taken up again.
    assert [books.booked(month) != [] for month in (FIRST, SECOND, THIRD, FOURTH)] == [True, True, False, False]


def test_pro_rata_months_are_kept_exactly(books):
    counting = {"presence": "pro_rata", "rest": "days_out", "diagnosis": "apart"}
    books.line("prorata", counting=counting)
    books.pays(books.followed(since=FIRST.first + timedelta(days=10)), "prorata")
    books.close(FIRST)
    (entry,) = books.facts().ledger.booked
    assert entry.quantity == Fraction(FIRST.days - 10, FIRST.days)
    with within(books.by):
        assert to_write(books.facts(), SECOND) != []
        # What is counted again is what is written: nothing to correct.
        assert [each.month for each in to_write(books.facts(), SECOND)] == [SECOND]


def test_a_diagnosis_is_paid_in_its_month(books):
    case = books.followed()
    work.part(case, books.world.ines, "assessment", 1, starts_on=SECOND.first)
    books.pays(case, "state")
    books.close(SECOND)
    with within(books.by):
        assert {(row.unit, row.cents) for row in LedgerEntry.objects.all()} == {
            ("diagnosis", 22000),
            ("measure_month", 19500),
        }


def test_an_accompaniment_that_ended_is_paid_no_longer(books):
    case = books.followed()
    books.pays(case, "state")
    books.end(case, SECOND.first)
    for month in (FIRST, SECOND, THIRD):
        books.close(month)
    assert [len(books.booked(month)) for month in (FIRST, SECOND, THIRD)] == [1, 1, 0]


def test_a_line_pays_within_its_convention_alone(books):
    books.line("short")
    books.pays(books.followed(), "short", until=THIRD)
    with within(books.by):
        short = convention(since=str(SECOND), until=str(SECOND))
        lines.amend(line=books.lines["short"], convention=short, by=books.by)
    for month in (FIRST, SECOND, THIRD):
        books.close(month)
    assert [len(books.booked(month)) for month in (FIRST, SECOND, THIRD)] == [0, 1, 0]


def test_an_intensity_weighs_the_months_from_its_day_on(books):
    books.line("weighed", card=priced("195", intensities=INTENSITIES))
    case = books.followed()
    books.pays(case, "weighed", intensity="light")
    books.close(FIRST)
    with within(books.by):
        Intensity.objects.create(author_id=books.by.manager_audience, case_id=case.pk, since=SECOND.first, key="usual")
    books.close(SECOND)
    assert [books.booked(month)[0][2] for month in (FIRST, SECOND)] == [9750, 19500]


def test_what_only_began_later_is_not_counted_before(books):
    assert succession([Contract(date(2026, 1, 1)), Contract(date(2026, 3, 1), date(2026, 3, 31))]) == [
        Contract(date(2026, 1, 1), date(2026, 2, 28)),
        Contract(date(2026, 3, 1), date(2026, 3, 31)),
    ]
    assert succession([Contract(date(2026, 3, 1)), Contract(date(2026, 1, 1), date(2026, 3, 31))]) == [
        Contract(date(2026, 1, 1), date(2026, 3, 31))
    ]


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
LATER = st.none() | st.integers(0, 200)


@st.composite
def contracts(draw):
    since = draw(DAYS)
    length = draw(LATER)
    return Contract(since, None if length is None else since + timedelta(days=length))


@given(st.lists(contracts(), max_size=4), DAYS)
def test_on_any_day_the_last_version_that_has_begun_is_in_force_or_none(versions, day):
    begun = [each for each in versions if each.since <= day]
    found = in_force(succession(versions), day)
    expected = begun[-1] if begun and begun[-1].holds(day) else None
    assert (found and found.since) == (expected and expected.since)


@given(contracts(), st.lists(st.tuples(DAYS, st.sampled_from(["light", "usual", "dense"])), max_size=4), DAYS)
def test_on_any_day_the_last_intensity_said_is_in_force(contract, said, day):
    said = sorted(said, key=lambda each: each[0])
    found = [each for each in with_intensities([contract], said) if each.holds(day)]
    assert len(found) == contract.holds(day)
    if found and said:
        begun = [key for since, key in said if since <= day] or [said[0][1]]
        assert found[0].intensity == begun[-1]


# --- closing ------------------------------------------------------------------------------------------------------
def test_closing_twice_writes_nothing_more(books):
    books.pays(books.followed(), "state")
    first, before = books.close(FIRST), books.booked(FIRST)
    assert books.close(FIRST) == first
    assert books.booked(FIRST) == before


def test_a_month_that_is_not_over_stays_open(books):
    with pytest.raises(Refused, match="quand il est fini"):
        books.close(NOW)


def test_a_change_about_closed_months_is_taken_back_in_the_first_open_one(books):
    case = books.followed()
    books.pays(case, "state")
    books.close(FIRST)
    books.close(SECOND)
    books.end(case, FIRST.first)
    books.close(FOURTH)
    assert books.booked(FOURTH) == []
    books.close(THIRD)
    assert books.booked(THIRD) == [(REVERSAL, str(SECOND), -19500, "state")]
    assert total_cents(books.facts().ledger.booked) == 19500


def test_an_amended_price_corrects_what_is_closed_and_nothing_else(books):
    books.pays(books.followed(), "state")
    books.close(FIRST)
    with within(books.by):
        lines.amend(line=books.lines["state"], convention=convention(card=priced("200")), by=books.by)
    before = books.booked(FIRST)
    books.close(SECOND)
    assert books.booked(FIRST) == before
    assert books.booked(SECOND) == [
        (REVERSAL, str(FIRST), -19500, "state"),
        (CORRECTION, str(FIRST), 20000, "state"),
        (COUNT, str(SECOND), 20000, "state"),
    ]


def test_shares_that_move_from_one_line_to_another_are_said_anew(books):
    case = books.followed()
    share = books.pays(case, "state")
    books.close(FIRST)
    with within(books.by):
        shares.end_share(share=share, until=FIRST.plus(-1), by=books.by)
    books.pays(case, "fund")
    books.close(SECOND)
    assert books.booked(SECOND) == [
        (REVERSAL, str(FIRST), -19500, "state"),
        (CORRECTION, str(FIRST), 19500, "fund"),
        (COUNT, str(SECOND), 19500, "fund"),
    ]


def test_what_can_no_longer_be_read_stands(books):
    case = books.followed()
    books.pays(case, "state")
    books.close(FIRST)
    with as_role(KEEPER):
        Access.objects.filter(case_id=case.pk).delete()
    books.close(SECOND)
    assert (len(books.booked(FIRST)), books.booked(SECOND)) == (1, [])


def test_whatever_is_closed_in_whatever_order_all_adds_up_to_a_recount(books):
    """The property of the pure ledger, through the database."""
    cases = [books.followed(name) for name in ("Un", "Deux")]
    books.pays(cases[0], "state", "0.5")
    share = books.pays(cases[0], "fund", "0.25", until=THIRD)
    books.pays(cases[1], "state")
    books.close(SECOND)
    books.rest(cases[1], FIRST.first, SECOND.last)
    books.close(FIRST)
    with within(books.by):
        shares.end_share(share=share, until=FIRST, by=books.by)
    books.close(FOURTH)
    books.close(THIRD)
    books.contract(cases[1], 2, FOURTH.first, FOURTH.last)
    books.close(FIFTH)
    books.close(LAST)
    facts = books.facts()
    assert open_months(facts, NOW.first) == []
    assert to_write(facts, NOW) == [entry for entry in to_write(facts, NOW) if entry.month == NOW]
    # Case one: half each month, a quarter the first; case two: one day of its second month, then months three and four.
    assert total_cents(facts.ledger.booked) == 6 * 9750 + 4875 + 3 * 19500


def test_only_a_manager_of_the_unit_deals_with_money(books):
    world, case = books.world, books.followed()
    for by in (world.ines, world.nadia):
        with within(by):
            for act in (
                lambda by=by: closing.close(month=FIRST, by=by),
                lambda by=by: lines.open_line(label="x", funder="y", convention=convention(), by=by),
                lambda by=by: shares.attribute(
                    case=case, line=books.lines["state"], part=Decimal(1), since=FIRST, until=None, by=by
                ),
            ):
                with pytest.raises(NotYours):
                    act()
    with within(world.bea_manager), pytest.raises(NotYours):
        shares.attribute(
            case=Case(pk=case.pk),
            line=books.lines["state"],
            part=Decimal(1),
            since=FIRST,
            until=None,
            by=world.bea_manager,
        )


def test_an_amendment_that_leaves_a_measure_without_price_is_refused(books):
    books.pays(books.followed(), "state")
    with within(books.by), pytest.raises(Refused, match="dites laquelle"):
        lines.amend(
            line=books.lines["state"], convention=convention(card=priced("195", intensities=INTENSITIES)), by=books.by
        )
    with within(books.by):
        assert ConventionVersion.objects.filter(line=books.lines["state"]).count() == 1


# --- attributing --------------------------------------------------------------------------------------------------
def test_more_than_the_whole_of_a_month_is_refused_by_its_name(books):
    case = books.followed()
    books.pays(case, "state", "0.6")
    with pytest.raises(Refused, match=f"En {FIRST.name}, les lignes .*110"):
        books.pays(case, "fund", "0.5")
    books.pays(case, "fund", "0.4")


def test_what_two_write_at_once_the_database_refuses_in_words(books, monkeypatch):
    case = books.followed()
    books.pays(case, "state")
    monkeypatch.setattr(shares, "check_shares", lambda *_: None)
    with pytest.raises(Refused, match="déjà payés"):
        books.pays(case, "fund", "0.5")


def test_months_outside_the_convention_are_refused(books):
    case = books.followed()
    with pytest.raises(Refused, match="choisissez ces mois"):
        books.pays(case, "state", since=FIRST.plus(12))
    with pytest.raises(Refused, match="choisissez ces mois"):
        books.pays(case, "state", since=FIRST.plus(-3), until=FIRST.plus(-1))
    with pytest.raises(Refused, match="finirait avant"):
        books.pays(case, "state", since=SECOND, until=FIRST)


def test_an_intensity_that_the_card_asks_for_is_to_be_said(books):
    books.line("weighed", card=priced("195", intensities=INTENSITIES))
    case = books.followed()
    with pytest.raises(Refused, match="dites laquelle"):
        books.pays(case, "weighed")
    with within(books.by):
        assert not LineShare.objects.exists()
    books.pays(case, "weighed", intensity="light")


def test_a_share_ends_or_never_was(books):
    case = books.followed()
    share = books.pays(case, "state")
    with within(books.by):
        shares.end_share(share=share, until=SECOND, by=books.by)
    assert len(books.facts().measures[0].fundings) == 1
    with within(books.by):
        shares.end_share(share=share, until=FIRST.plus(-9), by=books.by)
        assert LineShare.objects.get().until == FIRST.plus(-1)
    books.close(FIRST)
    assert books.booked(FIRST) == []


def test_a_share_that_ended_is_not_begun_again_by_ending_it(books):
    share = books.pays(books.followed(), "state", until=SECOND)
    with within(books.by):
        shares.end_share(share=share, until=LAST, by=books.by)
        assert LineShare.objects.get().until == SECOND
    for month in (FIRST, SECOND, THIRD, FOURTH):
        books.close(month)
    assert [len(books.booked(month)) for month in (FIRST, SECOND, THIRD, FOURTH)] == [1, 1, 0, 0]


def of_two_years(books):
    """A household whose first line ended with its convention, and whose next one pays from then on: its shares."""
    books.line("former", until=str(SECOND))
    books.line("next", since=str(THIRD))
    case = books.followed()
    return books.pays(case, "former"), books.pays(case, "next", since=THIRD)


def test_a_share_without_an_end_ends_with_its_convention_and_the_next_line_pays(books):
    of_two_years(books)
    for month in (FIRST, SECOND, THIRD, FOURTH):
        books.close(month)
    assert [books.booked(month) for month in (SECOND, THIRD)] == [
        [(COUNT, str(SECOND), 19500, "former")],
        [(COUNT, str(THIRD), 19500, "next")],
    ]


def test_the_last_month_of_a_convention_is_its_own(books):
    books.line("former", until=str(SECOND))
    case = books.followed()
    books.pays(case, "former")
    with pytest.raises(Refused, match=f"En {SECOND.name}, les lignes .*200"):
        books.pays(case, "fund", since=SECOND)


def test_a_convention_is_not_made_longer_over_what_another_line_pays(books):
    former, _ = of_two_years(books)
    longer = convention(until=str(THIRD))
    with within(books.by), pytest.raises(Refused) as refused:
        lines.amend(line=books.lines["former"], convention=longer, by=books.by)
    said = plain(str(refused.value))
    assert f"En {THIRD.name}, les lignes « former » (100 %) et « next » (100 %) paieraient ensemble 200 %" in said
    assert "Cela concerne 1 dossier : arrêtez-y d’abord la ligne" in said
    with within(books.by):
        assert ConventionVersion.objects.filter(line=books.lines["former"]).count() == 1
        # What the sentence says to do: it ends with its convention, whenever that is said.
        shares.end_share(share=former, until=LAST, by=books.by)
        assert LineShare.objects.get(pk=former.pk).until == SECOND
        assert lines.amend(line=books.lines["former"], convention=longer, by=books.by)
    books.close(THIRD)
    assert books.booked(THIRD) == [(COUNT, str(THIRD), 19500, "next")]


def test_the_database_refuses_a_longer_convention_whoever_writes_it(books):
    """Of a household that has no contract yet, which nothing is counted of."""
    books.line("former", until=str(SECOND))
    referred = w.refer(books.world.nadia, books.world.agreement)
    w.accept(referred, books.world.ines)
    w.engage(referred, books.world.ines)
    books.pays(referred.case, "former")
    books.pays(referred.case, "fund", since=THIRD)
    with within(books.by), pytest.raises(Refused, match=f"En {THIRD.name}"):
        lines.amend(line=books.lines["former"], convention=convention(), by=books.by)


# --- lines and their quotas -----------------------------------------------------------------------------------------
def test_a_convention_that_says_the_same_makes_no_version(books):
    line = books.lines["state"]
    with within(books.by):
        assert lines.amend(line=line, convention=convention(), by=books.by) is None
        made = lines.amend(line=line, convention=convention(months=80), by=books.by)
        assert made is not None
        assert made.number == 2
        assert ConventionVersion.objects.filter(line=line).count() == 2
        with pytest.raises(Refused, match="existe déjà"):
            lines.open_line(label=" state ", funder="x", convention=convention(), by=books.by)


def test_a_line_says_what_is_left_and_when_it_runs_out(books):
    books.line("few", months=8)
    books.pays(books.followed(), "few")
    found = {each.held.row.label: each.quota for each in standings(books.facts(), NOW.first)}
    few = found["few"]
    assert (few.consumed.months, few.committed.months, few.left_months) == (6, 6, -4)
    # Two months are left for one place: the present month and the next.
    assert few.runs_out_on == NOW.plus(2).first
    assert (found["state"].left_months, found["state"].runs_out_on) == (60, None)
    books.close(FIRST)
    assert {each.held.row.label: each.quota for each in standings(books.facts(), NOW.first)} == found


def test_a_freed_place_shows_at_once(books):
    books.line("few", months=8)
    case = books.followed()
    books.pays(case, "few")
    books.end(case, LAST.last)
    (few,) = (each.quota for each in standings(books.facts(), NOW.first) if each.held.row.label == "few")
    assert (few.committed.months, few.left_months, few.runs_out_on) == (0, 2, None)


def test_closings_bear_who_closed(books):
    made = books.close(FIRST)
    with within(books.by):
        assert Closing.objects.get(pk=made.pk).closed_by_id == books.by.member_audience
