"""When unpaid rent is « constitué », day by day around the change of rule. No database is needed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.formulas.arrears import (
    FROM_2027,
    NEW_RULE_FROM,
    UNTIL_2026,
    Account,
    Open,
    arrears,
    constituted_since,
    refer_before,
    supposed_default,
    three_months,
)
from cases.formulas.working import CannotCompute
from cases.periods import add_months

LAST_OLD_DAY = date(2026, 12, 31)
SMALL = Account(debt=300_00, rent=500_00, aid=200_00, aid_paid_to_landlord=True, first_default_on=date(2026, 10, 5))


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("debt", "to_landlord", "expected"),
    [(999_99, False, False), (1000_00, False, True), (599_99, True, False), (600_00, True, True)],
)
def test_until_2026_it_is_two_months_net_when_the_landlord_has_the_aid(debt, to_landlord, expected):
    found = arrears(replace(SMALL, debt=debt, aid_paid_to_landlord=to_landlord), LAST_OLD_DAY)
    assert (found.constituted, found.source) == (expected, UNTIL_2026)
    assert ("aide déduite" in found.reason) == to_landlord
    assert [line.label for line in found.lines][-2:] == ["Deux mois", "Dette"]


def test_until_2026_an_aid_that_covers_the_rent_constitutes_nothing():
    found = arrears(replace(SMALL, aid=600_00, debt=5), LAST_OLD_DAY)
    assert not found.constituted
    assert "couvre tout le loyer" in found.reason


@pytest.mark.parametrize(("debt", "expected"), [(450_00, False), (450_01, True)])
def test_from_2027_it_is_over_450_euros(debt, expected):
    found = arrears(replace(SMALL, debt=debt, first_default_on=None), NEW_RULE_FROM)
    assert (found.constituted, found.source) == (expected, FROM_2027)
    assert "450 €" in plain(found.reason)


def test_from_2027_three_months_after_a_default_the_amount_no_longer_matters():
    account = replace(SMALL, debt=1, first_default_on=date(2027, 1, 5))
    assert not arrears(account, date(2027, 4, 4)).constituted
    found = arrears(account, date(2027, 4, 5))
    assert (found.constituted, found.since) == (True, date(2027, 4, 5))
    assert plain(found.reason) == "Le premier impayé, du 5 janvier 2027, n’est pas réglé 3 mois après."


def test_both_reasons_are_told():
    found = arrears(replace(SMALL, debt=451_00), date(2027, 2, 1))
    assert plain(found.reason).startswith("La dette dépasse 450 € et le premier impayé, du 5 octobre 2026,")


@pytest.mark.parametrize("days", range(-40, 60))
def test_day_by_day_around_the_change_of_year(days):
    """300 € owed since 5 October 2026: not two months net in 2026; from 5 January 2027 three months have passed."""
    day = NEW_RULE_FROM + timedelta(days=days)
    found = arrears(SMALL, day)
    assert found.source == (FROM_2027 if day >= date(2027, 1, 1) else UNTIL_2026)
    assert found.constituted == (day >= date(2027, 1, 5))


@pytest.mark.parametrize("days", range(-40, 60))
def test_an_old_default_counts_from_the_first_day_of_the_rule(days):
    day = NEW_RULE_FROM + timedelta(days=days)
    found = arrears(replace(SMALL, first_default_on=date(2026, 6, 5)), day)
    assert (found.constituted, found.since) == ((True, NEW_RULE_FROM) if days >= 0 else (False, None))


@pytest.mark.parametrize("days", range(-40, 60))
def test_what_two_months_net_constitute_may_cease_with_the_year(days):
    """A rent of 100 € net: 250 € is two months of it, not 450 €."""
    account = Account(debt=250_00, rent=300_00, aid=200_00, aid_paid_to_landlord=True)
    assert arrears(account, NEW_RULE_FROM + timedelta(days=days)).constituted == (days < 0)


def test_what_the_text_leaves_open_is_a_setting():
    account = replace(SMALL, debt=300_00, aid_received=200_00, first_default_on=None)
    assert not arrears(account, NEW_RULE_FROM, Open(net_of_aid=True)).constituted
    found = arrears(account, NEW_RULE_FROM, Open(net_of_aid=False))
    assert found.constituted
    assert found.lines[1].cents == 200_00
    assert not arrears(replace(account, aid_paid_to_landlord=False), NEW_RULE_FROM, Open(net_of_aid=False)).constituted


def test_the_landlord_has_two_months_to_refer_and_from_2027_what_the_setting_says():
    assert refer_before(date(2026, 12, 31), Open(refer_months=3)) == date(2027, 2, 28)
    assert refer_before(date(2027, 1, 1), Open(refer_months=3)) == date(2027, 4, 1)
    assert refer_before(date(2027, 1, 1)) == date(2027, 3, 1)


def test_since_when_is_read_from_the_statements():
    account = replace(SMALL, first_default_on=date(2026, 7, 5))
    held = [
        (date(2026, month, 28), replace(account, debt=debt)) for month, debt in ((8, 700_00), (9, 100_00), (10, 650_00))
    ]
    assert constituted_since(held, date(2026, 11, 21)) == date(2026, 10, 28)
    assert constituted_since(held[:2], date(2026, 11, 21)) is None
    assert constituted_since(held[:2], date(2027, 1, 20)) == NEW_RULE_FROM
    assert constituted_since([], date(2026, 11, 21)) is None


@pytest.mark.parametrize(
    ("default", "day", "met", "said"),
    [
        (date(2026, 11, 5), date(2026, 11, 21), date(2027, 2, 5), "Le seuil sera atteint le 5 février 2027 si"),
        (date(2026, 11, 30), date(2027, 2, 27), date(2027, 2, 28), "Le seuil sera atteint le 28 février 2027 si"),
        (date(2026, 6, 5), date(2026, 12, 31), NEW_RULE_FROM, "Le seuil sera atteint le 1ᵉʳ janvier 2027 si"),
        (date(2026, 6, 5), NEW_RULE_FROM, NEW_RULE_FROM, "Seuil atteint depuis le 1ᵉʳ janvier 2027"),
    ],
)
def test_time_alone_says_its_day_before_it_comes(default, day, met, said):
    found = three_months(default, day)
    assert found.met_on == met
    assert plain(found.sentence).startswith(said)
    account = replace(SMALL, debt=1, first_default_on=default)
    assert not arrears(account, met - timedelta(days=1)).constituted
    assert arrears(account, met).constituted


def test_under_450_euros_the_day_to_come_is_told():
    found = arrears(replace(SMALL, first_default_on=date(2027, 1, 5)), date(2027, 2, 1))
    assert plain(found.reason) == (
        "La dette ne dépasse pas 450 €. Le seuil sera atteint le 5 avril 2027 si le premier impayé, du 5 janvier 2027, n’est"
        " pas réglé."
    )


@pytest.mark.parametrize(
    ("cents", "unpaid", "supposed"),
    [
        ([0, 300_00, 600_00], None, date(2026, 8, 1)),
        ([0, 300_00, 0], None, None),
        ([300_00, 600_00, 900_00], None, None),
        ([300_00, 0, 900_00], None, date(2026, 9, 1)),
        ([300_00, 600_00, 900_00], (3, date(2026, 9, 30)), date(2026, 7, 1)),
        ([0, 300_00, 600_00], (1, date(2026, 9, 30)), date(2026, 9, 1)),
        ([0, 300_00, 0], (2, date(2026, 8, 20)), None),
        ([], (2, date(2026, 8, 20)), date(2026, 7, 1)),
        ([], None, None),
    ],
)
def test_the_landlords_file_supposes_the_first_default(cents, unpaid, supposed):
    statements = [(date(2026, 7 + at, 20), each) for at, each in enumerate(cents)]
    assert supposed_default(statements, unpaid) == supposed


@pytest.mark.parametrize(
    ("account", "day", "said"),
    [
        (replace(SMALL, debt=-1), LAST_OLD_DAY, "négatif"),
        (replace(SMALL, rent=0), LAST_OLD_DAY, "Le loyer n’est pas connu"),
        (replace(SMALL, first_default_on=date(2027, 2, 2)), NEW_RULE_FROM, "dans l’avenir"),
    ],
)
def test_what_cannot_be_read_is_refused(account, day, said):
    with pytest.raises(CannotCompute, match=said):
        arrears(account, day)


@given(
    amounts=st.tuples(st.integers(0, 3_000_00), st.integers(1, 1_000_00), st.integers(0, 600_00)),
    to_landlord=st.booleans(),
    day=st.dates(date(2026, 11, 1), date(2027, 6, 30)),
    before=st.one_of(st.none(), st.integers(0, 300)),
)
def test_one_more_cent_never_undoes_arrears(amounts, to_landlord, day, before):
    default = None if before is None else day - timedelta(days=before)
    debt, rent, aid = amounts
    account = Account(debt, rent, aid, to_landlord, default)
    found = arrears(account, day)
    if found.constituted:
        assert arrears(replace(account, debt=debt + 1), day).constituted
    if day >= NEW_RULE_FROM and debt:
        late = default is not None and day >= add_months(default, 3)
        assert found.constituted == (debt > 450_00 or late)
    assert found.reason.endswith(".")
