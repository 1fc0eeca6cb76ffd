"""What became of a debt, whether the rent is paid again, whether a plan is kept. No database is needed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.formulas.account import Change, Statement, closings, debt, payment
from cases.formulas.plan import MOST_MONTHS, Plan, PlanState, followed, schedule, usual
from cases.formulas.working import CannotCompute
from cases.periods import add_months

START = date(2026, 1, 1)


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def monthly(*balances: int | None, day: int = 28) -> list[Statement]:
    """One statement a month from January 2026; None: a month without."""
    return [
        Statement(add_months(START, index).replace(day=day), balance)
        for index, balance in enumerate(balances)
        if balance is not None
    ]


# --- the debt -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("balances", "change", "said"),
    [
        ((0, 0), Change.NONE, "Pas de dette."),
        ((900_00, 0), Change.CLEARED, "Dette soldée : elle était de 900,00 € le 28 janvier 2026."),
        (
            (900_00, 400_00),
            Change.REDUCED,
            "Dette réduite de 500,00 € depuis le 28 janvier 2026 : de 900,00 € à 400,00 €.",
        ),
        ((900_00, 900_00), Change.SAME, "Dette de 900,00 €, inchangée depuis le 28 janvier 2026."),
        (
            (900_00, 950_00),
            Change.GROWN,
            "Dette augmentée de 50,00 € depuis le 28 janvier 2026 : de 900,00 € à 950,00 €.",
        ),
    ],
)
def test_what_became_of_the_debt(balances, change, said):
    found = debt(monthly(*balances), date(2026, 1, 30))
    assert (found.change, plain(found.sentence)) == (change, said)
    assert found.change.is_reduced == (change in (Change.CLEARED, Change.REDUCED))


def test_the_debt_at_entry_is_the_one_that_held_that_day():
    statements = monthly(100_00, 200_00, 300_00)
    assert debt(statements, date(2026, 2, 27)).entry.balance == 100_00
    assert debt(statements, date(2026, 2, 28)).entry.balance == 200_00
    assert debt(statements, date(2025, 6, 1)).entry.balance == 100_00
    assert debt([], START) is None


def test_of_two_statements_of_a_day_the_later_stands():
    day = date(2026, 1, 28)
    assert debt([Statement(day, 5), Statement(day, 7)], day).now.balance == 7


# --- the current rent ---------------------------------------------------------------------------------------
TODAY = date(2026, 7, 3)


@pytest.mark.parametrize(
    ("balances", "row", "resumed", "said"),
    [
        ((900, 900, 850, 850), 3, True, "Loyer payé 3 mois de suite, jusqu’à avril 2026 : paiement repris."),
        ((900, 800, 900, 850), 1, False, "Loyer payé 1 mois de suite ; il en faut 3 pour dire le paiement repris."),
        ((900, 850, 850, 851), 0, False, "Le loyer d’avril 2026 n’est pas payé en entier."),
        ((900, 800, None, 700, 600, 500), 2, False, "Loyer payé 2 mois de suite ; il en faut 3 pour dire le paiement repris."),
        ((900, 800, 700, 600, None, 500), 0, False, "Le relevé de mai 2026 manque : les mois payés se comptent de nouveau après lui."),
        ((0, 0, 0, 0, 0), 4, True, "Loyer payé 4 mois de suite, jusqu’à mai 2026 : paiement repris."),
    ],
)  # fmt: skip
def test_payment_is_resumed_after_months_in_a_row(balances, row, resumed, said):
    last = add_months(START, len(balances) - 1)
    found = payment(monthly(*balances), 3, add_months(last, 1).replace(day=3))
    assert (found.row, found.resumed, plain(found.sentence)) == (row, resumed, said)
    assert found.since == (add_months(last, 1 - row) if row else None)


def test_what_was_reached_once_is_remembered():
    found = payment(monthly(900, 800, 700, 600, 650), 3, date(2026, 6, 3))
    assert (found.row, found.best, found.resumed) == (0, 3, False)


def test_a_month_is_judged_by_its_last_statement():
    statements = [*monthly(900, 950), Statement(date(2026, 2, 10), 100)]
    assert payment(statements, 1, date(2026, 3, 1)).row == 0


def test_an_aid_is_not_a_rent_paid():
    statements = monthly(900_00, 500_00)
    assert payment(statements, 1, date(2026, 3, 1)).resumed
    assert not payment(statements, 1, date(2026, 3, 1), {date(2026, 2, 1): 450_00}).resumed
    assert payment(statements, 1, date(2026, 3, 1), {date(2026, 2, 1): 400_00}).resumed


@pytest.mark.parametrize(("today", "resumed"), [(date(2026, 6, 30), True), (date(2026, 7, 1), False)])
def test_two_whole_months_without_a_statement_say_nothing(today, resumed):
    found = payment(monthly(9, 9, 9, 9), 3, today)
    assert found.resumed == resumed
    assert resumed or plain(found.sentence).startswith("Pas de relevé depuis avril 2026")


def test_no_statement_says_nothing():
    found = payment([], 3, TODAY)
    assert (found.resumed, found.row) == (False, 0)


BALANCES = st.lists(st.one_of(st.none(), st.integers(0, 2_000_00)), min_size=1, max_size=24)


@given(balances=BALANCES, needed=st.integers(1, 12))
def test_a_row_is_only_made_of_months_that_are_known_and_paid(balances, needed):
    statements = monthly(*balances)
    last = statements[-1].on if statements else START
    found = payment(statements, needed, last)
    known = closings(statements)
    assert found.resumed == (found.row >= needed)
    assert found.row <= found.best <= max(0, len(known) - 1)
    month = last.replace(day=1)
    for back in range(found.row):
        assert known[add_months(month, -back)].balance <= known[add_months(month, -back - 1)].balance
    assert set(found.missing).isdisjoint(known)


@given(balances=BALANCES, extra=st.integers(1, 500_00))
def test_a_debt_that_grows_ends_the_row(balances, extra):
    statements = monthly(*balances, 100, 100 + extra)
    assert payment(statements, 1, statements[-1].on).row == 0


# --- plans --------------------------------------------------------------------------------------------------
PLAN = Plan(monthly=50_00, first_on=date(2026, 2, 5), months=12, debt=580_00)


def test_its_last_instalment_is_what_remains():
    found = schedule(PLAN)
    assert [each.cents for each in found] == [50_00] * 11 + [30_00]
    assert (found[0].due_on, found[-1].due_on, found[-1].left) == (date(2026, 2, 5), date(2027, 1, 5), 0)


@pytest.mark.parametrize(
    ("cents", "months", "owed", "said"),
    [
        (0, 12, 100, "au-dessus de zéro"),
        (50, 0, 100, "au-dessus de zéro"),
        (50, 12, 0, "au-dessus de zéro"),
        (50_00, 37, 580_00, "36.mois au plus"),
        (50_00, 10, 580_00, "Ce plan laisse 80,00"),
    ],
)
def test_a_plan_that_repays_nothing_or_not_all_is_refused(cents, months, owed, said):
    with pytest.raises(CannotCompute, match=said):
        Plan(cents, date(2026, 2, 5), months, owed)


@given(owed=st.integers(1, 20_000_00), first=st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_the_usual_plan_repays_all_in_three_years(owed, first):
    found = schedule(usual(owed, first))
    assert sum(each.cents for each in found) == owed
    assert len(found) <= MOST_MONTHS
    assert [each.left for each in found] == sorted((each.left for each in found), reverse=True)


@pytest.mark.parametrize(
    ("balances", "state", "said"),
    [
        ((580,), PlanState.UNKNOWN, "Pas de relevé depuis le début du plan : on ne sait pas s’il est tenu."),
        ((580, 530), PlanState.KEPT, "Plan tenu au 28 février 2026 : il reste 530,00 €, 11 mensualités."),
        ((580, 530, 480), PlanState.KEPT, "Plan tenu au 28 mars 2026 : il reste 480,00 €, 10 mensualités."),
        ((580, 530, 490), PlanState.LATE, "Plan en retard : au 28 mars 2026, la dette dépasse de 10,00 € ce que prévoit le plan."),
        ((580, 540, 490), PlanState.BROKEN, "Plan rompu : au 28 mars 2026, la dette dépasse de 10,00 € ce que prévoit le plan, 2 mois de suite."),
        ((580, 540, None, 440), PlanState.BROKEN, "Plan rompu : au 28 avril 2026, la dette dépasse de 10,00 € ce que prévoit le plan, 2 mois de suite."),
        ((580, 540, 480), PlanState.KEPT, "Plan tenu au 28 mars 2026 : il reste 480,00 €, 10 mensualités."),
        ((580, 530, 0), PlanState.DONE, "Plan tenu jusqu’au bout : la dette est soldée au 28 mars 2026."),
    ],
)  # fmt: skip
def test_a_plan_is_followed_by_the_statements(balances, state, said):
    statements = monthly(*(each and each * 100 for each in balances))
    found = followed(PLAN, statements, date(2026, 12, 1))
    assert (found.state, plain(found.sentence)) == (state, said)


def test_who_paid_ahead_has_fewer_instalments_left():
    found = followed(PLAN, monthly(58000, 30001), TODAY)
    assert plain(found.sentence).endswith("il reste 300,01 €, 7 mensualités.")


def test_a_plan_that_has_not_begun_is_said_so():
    assert followed(PLAN, monthly(580_00), date(2026, 2, 4)).state == PlanState.COMING


def test_when_it_is_broken_is_a_rule_of_the_programme():
    statements = monthly(58000, 54000, 49000)
    assert followed(PLAN, statements, TODAY, broken_after=3).state == PlanState.LATE
    assert followed(PLAN, statements, TODAY, broken_after=2).months == 2


@given(
    gaps=st.lists(st.one_of(st.none(), st.integers(-100_00, 100_00)), min_size=1, max_size=11), day=st.integers(5, 28)
)
def test_who_pays_each_instalment_and_the_rent_is_never_late(gaps, day):
    left = schedule(PLAN)
    statements = [
        Statement(left[index].due_on.replace(day=day), max(0, left[index].left + min(0, gap)))
        for index, gap in enumerate(gaps)
        if gap is not None
    ]
    found = followed(PLAN, statements, date(2027, 6, 1))
    assert found.state in (PlanState.KEPT, PlanState.DONE, PlanState.UNKNOWN)
    if statements:
        behind = [Statement(statements[-1].on, left[len(gaps) - 1].left + 1)]
        late = followed(PLAN, [*statements[:-1], *behind], date(2027, 6, 1))
        assert late.state in (PlanState.LATE, PlanState.BROKEN) or gaps[-1] is None
        assert late.behind > 0 or gaps[-1] is None


@given(days=st.integers(0, 40))
def test_an_instalment_counts_from_its_own_day(days):
    day = date(2026, 2, 1) + timedelta(days=days)
    found = followed(PLAN, [Statement(day, 580_00)], date(2026, 12, 1))
    assert found.state == (PlanState.UNKNOWN if day < PLAN.first_on else PlanState.LATE)
