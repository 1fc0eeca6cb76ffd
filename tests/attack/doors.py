"""Front doors: one act each, on a household of the stage, and what must be true after it.

Through them a lost trigger, a lost policy of the keeper or a recomputation that leaves something out is noticed: by the
gate's own drift, by an act that is refused, or by what the act should have left behind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.utils import timezone

from cases.models import (
    AccompanimentCourse,
    Case,
    ContactStatement,
    IdentityStatement,
    Person,
    Referral,
    ReferralAnswer,
    ReferralFeedback,
    ReferralSheet,
    TeamMember,
    Visit,
    VisitShared,
)
from partners.acting import Acting
from tests.attack.stage import Stage
from tests.factories import world as w
from tests.harness import KEEPER, as_role, sql, within


class Unnoticed(AssertionError):
    """The act went through, and left what it should not, or left nothing."""


@dataclass(frozen=True)
class Door:
    """`of`: the tables it writes. `act` returns the household it touched."""

    name: str
    of: frozenset[str]
    act: Callable[[Stage], int]


DOORS: list[Door] = []


def door(*tables: str):
    """Registers an act under its own name."""

    def register(act: Callable[[Stage], int]) -> Callable[[Stage], int]:
        DOORS.append(Door(act.__name__, frozenset(tables), act))
        return act

    return register


def expect(truth: bool, what: str) -> None:
    if not truth:
        raise Unnoticed(what)


# Households of the stage -----------------------------------------------------------------------------------------


def a_case(stage: Stage, state: str, by: Acting, kind: str = "accompaniment") -> Case:
    """A case of the first household of that state."""
    with within(by):
        return Case.objects.get(household_id=stage.households[state][0], kind=kind)


def both(stage: Stage, state: str) -> tuple[Case, Case, Person]:
    """The accompaniment, the tenancy and the tenant of the first household of that state."""
    case = a_case(stage, state, stage.world.ines)
    tenancy = a_case(stage, state, stage.world.nadia, "tenancy")
    with within(stage.world.nadia):
        tenant = Person.objects.filter(household_id=case.household_id, is_party=True).order_by("id")[0]
    return case, tenancy, tenant


def _waiting(stage: Stage) -> Referral:
    """A referral nobody has answered."""
    answered = {number for (number,) in sql("SELECT referral_id FROM public.cases_referralanswer")}
    with within(stage.world.nadia):
        return next(
            referral
            for referral in Referral.objects.filter(
                state="submitted", recipient_id=stage.world.ines.unit_audience
            ).order_by("-submitted_at")
            if referral.pk not in answered and referral.household_id in stage.households["own_row"]
        )


def _answer(stage: Stage, by: Acting, state: str) -> Referral:
    referral = _waiting(stage)
    case = Case(pk=referral.receiving_case_id, household_id=referral.household_id)
    w.answer(w.Referred(case, case, referral, None, None), by, state)
    return referral


def _told(stage: Stage, referral: Referral) -> set[str]:
    with within(stage.world.nadia):
        return set(ReferralFeedback.objects.filter(referral=referral).values_list("state", flat=True))


# Households, persons, statements ----------------------------------------------------------------------------------


@door("cases_household", "cases_case", "cases_accesslock")
def a_tenancy_is_opened(stage: Stage) -> int:
    return w.tenancy(stage.world.nadia).household_id


@door("cases_person")
def a_party_is_added(stage: Stage) -> int:
    case, _, _ = both(stage, "granted")
    return w.person(case, stage.world.ines).household_id


@door("cases_person")
def a_person_is_corrected(stage: Stage) -> int:
    """By the keeper: she is no longer a party."""
    case, _, tenant = both(stage, "granted")
    with as_role(KEEPER):
        Person.objects.filter(pk=tenant.pk).update(is_party=False)
    return case.household_id


@door("cases_identitystatement")
def a_name_is_stated(stage: Stage) -> int:
    case, _, tenant = both(stage, "granted")
    with within(stage.world.ines):
        IdentityStatement.objects.create(**w.content(case, stage.world.ines), person=tenant, last_name="Zola")
    keys = sql(
        "SELECT name_key FROM public.cases_personaccess WHERE case_id = %s AND person_id = %s", case.pk, tenant.pk
    )
    expect({key for (key,) in keys} == {"zola"}, f"the old name is still found: {keys}")
    return case.household_id


@door("cases_contactstatement")
def an_address_is_stated(stage: Stage) -> int:
    """Of a person somebody else recorded, so that only the statement opens it."""
    case, tenancy, _ = both(stage, "granted")
    with within(stage.world.ines):
        child = Person.objects.create(household_id=case.household_id, author_id=stage.world.ines.unit_audience)
    content = w.content(tenancy, stage.world.nadia)
    with within(stage.world.nadia):
        IdentityStatement.objects.create(**content, person=child, last_name="Vasseur", first_name="Lou")
        ContactStatement.objects.create(**content, person=child, phone="06")
    return case.household_id


# Referrals ------------------------------------------------------------------------------------------------------------


@door("cases_referral", "cases_referralsheet", "cases_referralfeedback")
def a_referral_is_sent(stage: Stage) -> int:
    referred = w.refer(stage.world.nadia, stage.world.agreement, last_name="Tournier")
    expect(_told(stage, referred.referral) == {"sent"}, "the referrer is not told that it was sent")
    with within(stage.world.ines):
        sheets = ReferralSheet.objects.filter(referral=referred.referral).count()
    expect(sheets == 1, "the receiver does not read its sheet")
    return referred.case.household_id


@door("cases_referral", "cases_referralsheet")
def a_sheet_names_two(stage: Stage) -> int:
    referred = w.refer(stage.world.nadia, stage.world.agreement, last_name="Oster", co_tenant="Perrault Anne")
    keys = {
        key for (key,) in sql("SELECT name_key FROM public.cases_personaccess WHERE case_id = %s", referred.case.pk)
    }
    expect(keys == {"oster josiane", "perrault anne"}, f"found under {keys}")
    return referred.case.household_id


#: What is purged of a case whose household never adhered.
FORGOTTEN = (
    *("identitystatement", "contactstatement", "visitnote", "visitrevision", "stepshared", "step", "contact", "task"),
    *("entrystatement", "alert", "repaymentplan", "procedureevent", "budgetstatement", "signature", "annex"),
    "commonpart",
)


@door("cases_referralsheet", "cases_evidence", "common_document", *(f"cases_{name}" for name in FORGOTTEN))
def the_unadhered_are_forgotten(stage: Stage) -> int:
    """Six months after a day 60 without adhesion nothing names the household."""
    with as_role(KEEPER), connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.receiving_case_id, r.household_id FROM public.cases_referral r"
            " JOIN public.cases_referralsheet s ON s.referral_id = r.id AND s.last_name = 'Ernaux'"
        )
        case, household = cursor.fetchone()
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.cases_referral SET submitted_at = submitted_at - interval '200 days'"
            " WHERE receiving_case_id = %s",
            [case],
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.purge_unadhered()")
    kept = {f"cases_{table}": "case_id = %s" for table in FORGOTTEN}
    kept["cases_evidence"] = "case_id = %s AND signature_id IS NOT NULL"
    kept["cases_referralsheet"] = "receiving_case_id = %s"
    kept["common_document"] = "case_id = %s AND recipient_id IS NULL"
    with as_role("postgres"), connection.cursor() as cursor:
        for table, condition in kept.items():
            cursor.execute(f"SELECT count(*) FROM public.{table} WHERE {condition}", [case])
            expect(cursor.fetchone() == (0,), f"{table} is kept")
        cursor.execute("SELECT count(*) FROM public.common_document WHERE case_id = %s", [case])
        expect(cursor.fetchone() == (1,), "what was delivered is not kept")
    return household


@door("cases_referral", "cases_referralfeedback")
def a_referral_is_withdrawn(stage: Stage) -> int:
    referral = _waiting(stage)
    with within(stage.world.nadia):
        Referral.objects.filter(pk=referral.pk).update(state="withdrawn", withdrawn_at=TransactionNow())
    expect("closed" in _told(stage, referral), "its author is not told that it is closed")
    return referral.household_id


@door("cases_referralsheet")
def a_sheet_is_completed(stage: Stage) -> int:
    with within(stage.world.nadia):
        sheet = ReferralSheet.objects.filter(referral__state="incomplete").order_by("id")[0]
        ReferralSheet.objects.filter(pk=sheet.pk).update(last_name="Zadig")
    keys = sql("SELECT name_key FROM public.cases_personaccess WHERE case_id = %s", sheet.receiving_case_id)
    expect(any(key.startswith("zadig") for (key,) in keys), f"the old name is still found: {keys}")
    return sheet.household_id


@door("cases_referralanswer", "cases_referralfeedback")
def a_referral_is_refused(stage: Stage) -> int:
    referral = _answer(stage, stage.world.laurent, "not_accepted")
    expect(_told(stage, referral) == {"sent", "received"}, "the referrer is not told that it was received")
    return referral.household_id


@door("cases_referralanswer")
def a_waiting_referral_is_accepted(stage: Stage) -> int:
    with within(stage.world.ines):
        waiting = ReferralAnswer.objects.filter(state="waiting").order_by("id")[0]
        ReferralAnswer.objects.filter(pk=waiting.pk).update(
            state="accepted", answered_by_id=stage.world.ines.member_audience
        )
    return waiting.household_id


@door("cases_referralanswer", "cases_referral")
def a_referral_lacks_something(stage: Stage) -> int:
    with within(stage.world.ines):
        waiting = ReferralAnswer.objects.filter(state="waiting").order_by("id")[0]
        ReferralAnswer.objects.filter(pk=waiting.pk).update(
            state="incomplete", missing=["phone"], answered_by_id=stage.world.ines.member_audience
        )
    with within(stage.world.nadia):
        referral = Referral.objects.get(pk=waiting.referral_id)
    expect(referral.state == "incomplete" and "incomplete" in _told(stage, referral), "the referrer is not asked")
    return waiting.household_id


@door("cases_referral", "cases_referralfeedback")
def a_referral_is_completed(stage: Stage) -> int:
    with within(stage.world.nadia), connection.cursor() as cursor:
        referral = Referral.objects.filter(state="incomplete").order_by("id")[0]
        cursor.execute("SELECT sec.submit_referral(%s)", [referral.pk])
        referral.refresh_from_db()
    expect(referral.state == "submitted" and "incomplete" not in _told(stage, referral), "it still lacks something")
    return referral.household_id


# Accompaniment ---------------------------------------------------------------------------------------------------------


@door("cases_referralanswer", "cases_accompanimentcourse", "cases_teammember", "cases_accompaniment")
def a_referral_is_accepted(stage: Stage) -> int:
    referral = _waiting(stage)
    case = Case(pk=referral.receiving_case_id, household_id=referral.household_id)
    w.accept(w.Referred(case, case, referral, None, None), stage.world.ines)
    return referral.household_id


@door("cases_accompanimentcourse", "cases_referralfeedback")
def the_household_adheres(stage: Stage) -> int:
    referral = _waiting(stage)
    case = Case(pk=referral.receiving_case_id, household_id=referral.household_id)
    w.accept(w.Referred(case, case, referral, None, None), stage.world.ines)
    with within(stage.world.ines):
        AccompanimentCourse.objects.filter(case_id=case.pk).update(state="engaged", engaged_at=TransactionNow())
    expect({"engaged"} <= _told(stage, referral), "the referrer is not told of the adhesion")
    expect("closed" not in _told(stage, referral), "the referrer is told that it is closed")
    return referral.household_id


@door("cases_accompanimentcourse")
def the_accompaniment_ends(stage: Stage) -> int:
    case, _, _ = both(stage, "granted")
    with within(stage.world.ines):
        AccompanimentCourse.objects.filter(case_id=case.pk).update(
            state="ended", outcome="kept", ended_at=TransactionNow()
        )
    due = sql(
        "SELECT count(*) FROM sec.due WHERE household_id = %s AND at > now() + interval '170 days'", case.household_id
    )
    expect(due == [(1,)], "the end of the follow-up right is due on no day")
    return case.household_id


@door("cases_visit", "cases_visitshared", "cases_referralfeedback")
def a_visit_is_held(stage: Stage) -> int:
    case, _, _ = both(stage, "granted")
    w.visit(case, stage.world.ines, on=timezone.localdate() - timedelta(days=70))
    month = (timezone.localdate() - timedelta(days=70)).replace(day=1)
    with within(stage.world.ines):
        expect(VisitShared.objects.filter(case_id=case.pk, month=month, held=1).count() == 1, "no number is shared")
    return case.household_id


@door("cases_visit", "cases_visitshared")
def a_visit_is_corrected(stage: Stage) -> int:
    """It was not held after all: no row for a month without a meeting."""
    case, _, _ = both(stage, "granted")
    with within(stage.world.ines):
        Visit.objects.filter(case_id=case.pk, outcome="held").update(
            outcome="absent", logged_by_id=stage.world.ines.member_audience
        )
        expect(VisitShared.objects.filter(case_id=case.pk).count() == 0, "a meeting that was not held is shared")
    return case.household_id


@door("cases_visit")
def a_visit_is_planned(stage: Stage) -> int:
    case, _, _ = both(stage, "granted")
    _plan(case, stage.world.ines, 4)
    _expect_next(case, stage.world.ines, 4)
    return case.household_id


@door("cases_visit")
def a_planned_visit_is_moved(stage: Stage) -> int:
    case, _, _ = both(stage, "granted")
    _plan(case, stage.world.ines, 4)
    with within(stage.world.ines):
        Visit.objects.filter(case_id=case.pk, is_planned=True).update(on=timezone.localdate() + timedelta(days=6))
    _expect_next(case, stage.world.ines, 6)
    return case.household_id


def _plan(case: Case, by: Acting, days: int) -> None:
    with within(by):
        Visit.objects.create(**w.content(case, by), is_planned=True, on=timezone.localdate() + timedelta(days=days))


def _expect_next(case: Case, by: Acting, days: int) -> None:
    wanted = timezone.localdate() + timedelta(days=days)
    found = sql(
        "SELECT next_visit_on FROM public.cases_access WHERE case_id = %s AND audience_id = %s",
        case.pk,
        by.member_audience,
    )
    expect(found == [(wanted,)], f"the agenda says {found}")


@door("cases_teammember")
def a_colleague_joins(stage: Stage) -> int:
    case, _, _ = both(stage, "granted")
    w.assign(case, stage.world.marc, stage.world.laurent)
    return case.household_id


@door("cases_teammember")
def a_colleague_will_join(stage: Stage) -> int:
    case, _, _ = both(stage, "granted")
    w.assign(case, stage.world.marc, stage.world.laurent, starts_at=timezone.now() + timedelta(days=3))
    due = sql(
        "SELECT count(*) FROM sec.due WHERE household_id = %s AND at > now() + interval '2 days'", case.household_id
    )
    expect(due[0][0] >= 1, "her first day is due on no day")
    return case.household_id


@door("cases_teammember")
def a_place_on_the_team_ends(stage: Stage) -> int:
    case, _, _ = both(stage, "granted")
    with within(stage.world.laurent):
        TeamMember.objects.filter(case_id=case.pk).update(ended_at=TransactionNow())
    return case.household_id


@door("cases_teammember", "cases_grant")
def a_member_leaves(stage: Stage) -> int:
    case, _, _ = both(stage, "granted")
    with as_role(KEEPER), connection.cursor() as cursor:
        cursor.execute("SELECT sec.close_membership(%s)", [stage.world.ines.membership.id])
    left = sql("SELECT count(*) FROM public.cases_teammember WHERE member_id = %s AND ended_at IS NULL",
               stage.world.ines.member_audience)  # fmt: skip
    expect(left == [(0,)], "she keeps a place on a team")
    return case.household_id
