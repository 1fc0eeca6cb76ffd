"""Time limits of the eviction procedure, every day of the year. No database is needed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.enums import ProcedureStage as Stage
from cases.formulas.procedure import Event, Facts, Kind, deadlines, in_truce, truce, truce_end
from cases.periods import add_months

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2023, 1, 1), date(2030, 12, 31))
STAGES = st.sampled_from(list(Stage))


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def by_kind(*events: Event, **said):
    return {each.kind: each for each in deadlines(events, today=TODAY, facts=Facts(**said))}


@pytest.mark.parametrize(
    ("signed", "written", "due", "words"),
    [
        (date(2023, 7, 29), None, date(2026, 12, 13), "6 semaines"),
        (date(2023, 7, 28), None, date(2027, 1, 1), "bail signé le 28 juillet 2023 : 2 mois"),
        (date(2019, 3, 1), date(2026, 12, 1), date(2026, 12, 1), "c’est le jour écrit sur l’acte"),
        (date(2024, 3, 1), date(2027, 1, 2), date(2027, 1, 2), "c’est le jour écrit sur l’acte"),
        (None, date(2026, 12, 20), date(2026, 12, 20), "c’est le jour écrit sur l’acte"),
        (date(2019, 3, 1), None, date(2027, 1, 1), "à vérifier sur l’acte"),
        (None, None, date(2027, 1, 1), "date du bail inconnue : 2 mois, à vérifier"),
    ],
)
def test_an_order_to_pay_ends_on_the_day_it_says_else_by_the_date_of_the_lease(signed, written, due, words):
    found = by_kind(Event(Stage.ORDER_TO_PAY, date(2026, 11, 1), until=written), lease_signed_on=signed)
    effect = found[Kind.ORDER_TAKES_EFFECT]
    assert effect.due_on == due
    assert words in plain(effect.sentence)
    assert (Kind.CLAUSE_UNKNOWN in found) == ("vérifier" in effect.sentence)


@pytest.mark.parametrize(
    ("signed", "answered"),
    [(date(2026, 10, 31), False), (date(2026, 11, 1), True), (date(2027, 1, 1), True), (date(2027, 1, 2), False)],
)
def test_a_plan_signed_in_time_answers_an_order_to_pay(signed, answered):
    found = by_kind(Event(Stage.ORDER_TO_PAY, date(2026, 11, 1)), plans_signed_on=(signed,))
    assert bool(found[Kind.ORDER_TAKES_EFFECT].answer) is answered
    assert (Kind.CLAUSE_UNKNOWN in found) is not answered
    assert found[Kind.ORDER_TAKES_EFFECT].due_on == date(2027, 1, 1)
    assert not found[Kind.CCAPEX_REFERRAL].answer


def test_a_clause_that_nobody_read_may_be_the_shortest():
    found = by_kind(Event(Stage.ORDER_TO_PAY, date(2026, 11, 1)))
    assert found[Kind.CLAUSE_UNKNOWN].due_on == date(2026, 12, 13)


def test_no_summons_within_two_months_of_the_ccapex():
    order = Event(Stage.ORDER_TO_PAY, date(2026, 11, 1))
    told = by_kind(order, ccapex_told_on=date(2026, 10, 15))[Kind.SUMMONS_ALLOWED]
    assert told.due_on == date(2026, 12, 15)
    untold = by_kind(order, lease_signed_on=date(2024, 1, 1))[Kind.CCAPEX_REFERRAL]
    assert untold.due_on == date(2026, 12, 13)
    assert "à partir du 21 janvier 2027" in plain(untold.sentence)


def test_a_summons_is_notified_six_weeks_before_the_hearing():
    found = by_kind(Event(Stage.SUMMONS, date(2026, 11, 2), hearing_on=date(2026, 12, 14)))
    assert found[Kind.SUMMONS_SERVED].due_on == date(2026, 11, 2)
    assert "c’est fait" in found[Kind.SUMMONS_SERVED].sentence
    late = by_kind(Event(Stage.SUMMONS, date(2026, 11, 3), hearing_on=date(2026, 12, 14)))[Kind.SUMMONS_SERVED]
    assert "vérifiez la date" in late.sentence
    assert found[Kind.HEARING].due_on == date(2026, 12, 14)
    assert "repris le paiement du loyer courant" in found[Kind.HEARING].task
    assert by_kind(Event(Stage.SUMMONS, date(2026, 11, 2)))[Kind.SUMMONS_SERVED].due_on == date(2026, 12, 14)
    both = by_kind(Event(Stage.HEARING, date(2026, 12, 14)), Event(Stage.SUMMONS, date(2026, 11, 2)))
    assert both[Kind.HEARING].due_on == date(2026, 12, 14)
    assert "c’est fait" in both[Kind.SUMMONS_SERVED].sentence


def test_an_order_to_leave_gives_two_months_but_to_bad_faith():
    event = Event(Stage.ORDER_TO_LEAVE, date(2026, 12, 31))
    found = by_kind(event)[Kind.LEAVE_BY]
    assert found.due_on == date(2027, 2, 28)
    assert "jusqu’au 31 mai 2027" in plain(found.sentence)
    assert by_kind(event, bad_faith=True)[Kind.LEAVE_BY].due_on == date(2026, 12, 31)


def test_the_judge_grants_from_a_month_to_a_year():
    found = by_kind(Event(Stage.ENFORCEMENT_DELAY, date(2026, 1, 31)))
    assert found[Kind.JUDGE_DELAY_LEAST].due_on == date(2026, 2, 28)
    assert found[Kind.JUDGE_DELAY_MOST].due_on == date(2027, 1, 31)
    said = by_kind(Event(Stage.ENFORCEMENT_DELAY, date(2026, 1, 31), until=date(2026, 7, 1)))
    assert Kind.JUDGE_DELAY_LEAST not in said
    assert said[Kind.JUDGE_DELAY_MOST].due_on == date(2026, 7, 1)


def test_two_months_of_silence_refuse_the_police():
    found = by_kind(Event(Stage.POLICE_ASSISTANCE, date(2026, 4, 30)))[Kind.POLICE_SILENCE]
    assert found.due_on == date(2026, 6, 30)
    assert "est refusé" in found.sentence


def test_only_the_latest_stage_counts():
    order, summons = Event(Stage.ORDER_TO_PAY, date(2026, 6, 1)), Event(Stage.SUMMONS, date(2026, 9, 1))
    assert set(by_kind(summons, order)) == {Kind.SUMMONS_SERVED}
    same_day = Event(Stage.HEARING, date(2026, 9, 1))
    assert Kind.HEARING in by_kind(summons, same_day)
    assert deadlines([], today=TODAY) == []
    assert deadlines([Event(Stage.REMINDER, TODAY)], today=TODAY) == []
    assert deadlines([Event(Stage.EVICTION, TODAY)], today=TODAY) == []
    assert deadlines([order, Event(Stage.NONE, TODAY)], today=TODAY) == []


# --- the truce, day by day ----------------------------------------------------------------------------------
@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_the_truce_is_from_november_to_march_every_day_of_the_year(year):
    day = date(year, 1, 1)
    while day.year == year:
        assert in_truce(day) == (day.month in (11, 12, 1, 2, 3))
        found = truce(day)
        if in_truce(day):
            assert found.kind == Kind.TRUCE_ENDS
            assert (found.due_on.month, found.due_on.day) == (3, 31)
            assert found.due_on == truce_end(day)
            assert day <= found.due_on < add_months(day, 5)
            assert not in_truce(found.due_on + timedelta(days=1))
        else:
            assert found.kind == Kind.TRUCE_BEGINS
            assert found.due_on == date(year, 11, 1)
        day += timedelta(days=1)


def test_what_to_do_before_the_truce_ends_is_said_from_eight_weeks_before():
    found = truce(TODAY)
    assert "31 mars 2027 compris ; la procédure, elle, continue" in plain(found.sentence)
    assert plain(found.task).startswith("À partir du 3 février 2027 : demander des délais")


@given(stage=STAGES, on=DAYS, today=DAYS, signed=st.one_of(st.none(), DAYS), told=st.one_of(st.none(), DAYS))
def test_every_deadline_says_what_to_do_and_why(stage, on, today, signed, told):
    found = deadlines([Event(stage, on)], today=today, facts=Facts(signed, told))
    assert found == sorted(found, key=lambda each: each.due_on)
    assert len({each.kind for each in found}) == len(found)
    for each in found:
        assert each.sentence.endswith(".")
        assert each.task.endswith(".")
        assert len(each.source) > 20
    waited = {Stage.JUDGMENT, Stage.ORDER_TO_LEAVE, Stage.ENFORCEMENT_DELAY, Stage.POLICE_ASSISTANCE}
    assert any(each.kind in (Kind.TRUCE_ENDS, Kind.TRUCE_BEGINS) for each in found) == (stage in waited)


@given(on=DAYS, signed=DAYS)
def test_an_order_to_pay_never_takes_effect_under_six_weeks_or_a_month(on, signed):
    found = {each.kind: each for each in deadlines([Event(Stage.ORDER_TO_PAY, on)], today=on, facts=Facts(signed))}
    waited = (found[Kind.ORDER_TAKES_EFFECT].due_on - on).days
    assert waited == 42 if signed >= date(2023, 7, 29) else 59 <= waited <= 62
