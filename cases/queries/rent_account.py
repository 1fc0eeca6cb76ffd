"""The rent account of a household, for the operator that follows it or the landlord whose tenant it is (domain 4.8).

Both read the same tables; what the other side wrote comes back when an agreement opens it. The gate decides.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import TransactionNow
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from cases.enums import CaseKind, ProcedureEventKind, ProcedureStage, StepAnswer, StepKind
from cases.formulas import procedure
from cases.formulas.account import Statement, closings
from cases.models import (
    Access,
    AccompanimentCourse,
    AccountStatement,
    Case,
    ProcedureEvent,
    Referral,
    ReferralSheet,
    RentStatement,
    RepaymentPlan,
    Step,
    TenantAccount,
)
from cases.programmes.publishing import latest, rules_of
from cases.programmes.rules import Rules
from partners.acting import Acting

#: Balances the chart is drawn from, at most: three years of months.
POINTS = 36
SUSPENSIONS = (
    ProcedureEventKind.SUSPENSION_ASKED,
    ProcedureEventKind.SUSPENSION_GRANTED,
    ProcedureEventKind.SUSPENSION_REFUSED,
    ProcedureEventKind.SUSPENSION_ENDED,
)
AIDS = (StepKind.FSL_ACCESS, StepKind.FSL_MAINTENANCE, StepKind.RENT_AID, StepKind.CCAS)


@dataclass(frozen=True)
class Balance:
    """A dated balance, in cents. `from_landlord`: given by the landlord, not noted by the team."""

    on: date
    cents: int
    rent: int | None
    apl: int | None
    from_landlord: bool


@dataclass(frozen=True)
class Proceedings:
    """What happened in a landlord's proceedings, as far as it may be read here: events that were not cancelled, by day.
    `lease_on`: the first day in the dwelling, as far as it is known here; `plans`: the repayment plans, the oldest first."""

    events: list[ProcedureEvent]
    lease_on: date | None
    plans: list[RepaymentPlan]

    @property
    def stages(self) -> list[ProcedureEvent]:
        """The stages reached, without those cancelled."""
        return [event for event in self.events if event.kind == ProcedureEventKind.STAGE]

    def suspension(self) -> ProcedureEvent | None:
        """The last event about a suspension of the proceedings: asked, granted, refused or over."""
        return next((event for event in reversed(self.events) if event.kind in SUSPENSIONS), None)

    def fact(self, kind: ProcedureEventKind) -> ProcedureEvent | None:
        """The fact of that kind that counts: of those not cancelled, the last one noted, by either side."""
        return max((event for event in self.events if event.kind == kind), key=lambda event: event.pk, default=None)

    def deadlines(self, today: date) -> list[procedure.Deadline]:
        """What the present stage leaves to be done, by day, counted from the facts that were noted."""
        return procedure.deadlines(self._stages(), today=today, facts=self._facts())

    def present(self) -> procedure.Event | None:
        """The stage the proceedings are at."""
        return procedure.present(self._stages())

    def _stages(self) -> list[procedure.Event]:
        return [procedure.Event(ProcedureStage(each.stage), each.on, until=each.until_on) for each in self.stages]

    def _facts(self) -> procedure.Facts:
        # A plan replaced by another went on in it.
        stands = any(plan.ended_on is None for plan in self.plans)
        signed, told = (self.fact(kind) for kind in (ProcedureEventKind.LEASE_SIGNED, ProcedureEventKind.CCAPEX_TOLD))
        return procedure.Facts(
            lease_signed_on=signed.on if signed else self.lease_on,
            ccapex_told_on=told.on if told else None,
            bad_faith=self.fact(ProcedureEventKind.BAD_FAITH) is not None,
            plans_signed_on=tuple(plan.signed_on for plan in self.plans if stands),
        )


@dataclass(frozen=True)
class RentAccount(Proceedings):
    """`is_open`: the landlord's own account may be read here. `began_on`: first day of the accompaniment; `unpaid`: the
    months the landlord's file says unpaid, and its day; `rules`: those of its programme, none outside one. Rows oldest
    first."""

    balances: list[Balance]
    aids: list[Step]
    is_open: bool
    began_on: date | None
    unpaid: tuple[int, date] | None
    rules: Rules | None

    def first_default(self) -> date | None:
        """The day the oldest rent still unpaid was due, as it was noted; none once a statement from that day on shows
        nothing owed: it was settled."""
        noted = self.fact(ProcedureEventKind.FIRST_DEFAULT)
        if noted is None or any(each.on >= noted.on and not each.cents for each in self.balances):
            return None
        return noted.on

    def aid_received(self, until: date) -> int:
        """Cents of housing aid the statements show for the months from the first default to that day, one a month."""
        default = self.first_default()
        if default is None:
            return 0
        first, aid = default.replace(day=1), {each.on: each.apl or 0 for each in self.balances}
        closed = closings([Statement(each.on, each.cents) for each in self.balances if each.on <= until])
        return sum(aid[last.on] for month, last in closed.items() if month >= first)


def load(case: Case, by: Acting) -> RentAccount:
    """The account of an accompaniment, for its operator; of a tenancy, for its landlord. Four or six statements, after the log."""
    if case.kind == CaseKind.TENANCY:
        return _of_landlord(case)
    return _of_operator(case, by)


def proceedings_of(case: Case) -> Proceedings:
    """The proceedings alone, of that case: three statements."""
    both = _both_sides(case)
    return Proceedings(events=_events(both), lease_on=_lease_of(case).first(), plans=_plans(both))


def rules_under(case: Case) -> Rules | None:
    """The rules of its programme: of the version it was opened under, or of the agreement its tenant was referred under."""
    if case.kind == CaseKind.TENANCY:
        referral = (
            Referral.objects.filter(case_id=case.pk).select_related("agreement__programme").order_by("-id").first()
        )
        return rules_of(latest(referral.agreement.programme)) if referral else None
    return _rules(_courses(case).first())


def _courses(case: Case) -> QuerySet[AccompanimentCourse]:
    courses = AccompanimentCourse.objects.filter(case_id=case.pk)
    return courses.select_related("case", "programme_version__programme")


def _rules(course: AccompanimentCourse | None) -> Rules | None:
    return rules_of(course.programme_version) if course and course.programme_version else None


def _of_operator(case: Case, by: Acting) -> RentAccount:
    """Four statements."""
    tenancy = Access.objects.for_audience(by.unit_audience or 0).filter(
        case_id=OuterRef("case__tenancy_id"), housing_until__gt=TransactionNow()
    )
    steps = Step.objects.filter(
        case_id=OuterRef("case_id"),
        kind__in=AIDS,
        answer__in=[StepAnswer.GRANTED, StepAnswer.PARTLY],
        answered_on__isnull=False,
    )
    aid = JSONObject(kind="kind", answered_on="answered_on", granted_cents="granted_cents")
    sheet = ReferralSheet.objects.filter(receiving_case_id=OuterRef("case_id"))
    lease = JSONObject(entered_on="tenancy_started_on", months="months_unpaid", told_on="balance_on")
    course = (
        _courses(case)
        .annotate(
            is_open=Exists(tenancy),
            aids=ArraySubquery(steps.order_by("answered_on").values(one=aid)),
            lease=Subquery(sheet.values(one=lease)[:1]),
        )
        .first()
    )
    told = (course.lease if course else None) or {}
    both = _both_sides(case)
    return RentAccount(
        balances=_stated(case.tenancy_id, by),
        plans=_plans(both),
        events=_events(both),
        aids=[_step(one) for one in course.aids] if course else [],
        is_open=bool(course and course.is_open),
        began_on=timezone.localdate(course.engaged_at) if course and course.engaged_at else None,
        lease_on=_day(told.get("entered_on")),
        unpaid=_unpaid(told.get("months"), _day(told.get("told_on"))),
        rules=_rules(course),
    )


def _step(one: dict[str, Any]) -> Step:
    return Step(
        kind=one["kind"], answered_on=date.fromisoformat(one["answered_on"]), granted_cents=one["granted_cents"]
    )


def _of_landlord(case: Case) -> RentAccount:
    """Five statements, six while nothing was stated."""
    stated = AccountStatement.objects.filter(account__case_id=case.pk).select_related("account")
    rows, both = list(stated.order_by("-on", "-id")[:POINTS]), _both_sides(case)
    account = rows[0].account if rows else TenantAccount.objects.filter(case_id=case.pk).first()
    return RentAccount(
        balances=[Balance(row.on, row.balance_cents, row.rent_cents, row.apl_cents, True) for row in reversed(rows)],
        plans=_plans(both),
        events=_events(both),
        aids=[],
        is_open=True,
        began_on=None,
        lease_on=account.entered_on if account else None,
        unpaid=_unpaid(account.months_unpaid, account.balance_on) if account else None,
        rules=rules_under(case),
    )


def _both_sides(case: Case) -> Q:
    """Rows of that case, and of the other side's of the same tenancy."""
    if case.kind == CaseKind.TENANCY:
        return Q(case_id=case.pk) | Q(case__tenancy_id=case.pk)
    return Q(case_id__in=[case.pk, *([case.tenancy_id] if case.tenancy_id else [])])


def _lease_of(case: Case) -> QuerySet[Any, date | None]:
    """The first day in the dwelling, as the landlord's file or its sheet says it."""
    if case.kind == CaseKind.TENANCY:
        return TenantAccount.objects.filter(case_id=case.pk).values_list("entered_on", flat=True)
    return ReferralSheet.objects.filter(receiving_case_id=case.pk).values_list("tenancy_started_on", flat=True)


def _unpaid(months: int | None, told_on: date | None) -> tuple[int, date] | None:
    return (months, told_on) if months and told_on else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _stated(tenancy: int | None, by: Acting) -> list[Balance]:
    if tenancy is None:
        return []
    rows = RentStatement.objects.filter(case_id=tenancy).order_by("-on", "-id")[:POINTS]
    return [
        Balance(row.on, row.balance_cents, row.rent_cents, row.apl_cents, row.author_id != by.unit_audience)
        for row in reversed(rows)
    ]


def _plans(where: Q) -> list[RepaymentPlan]:
    return list(RepaymentPlan.objects.filter(where).order_by("signed_on", "id"))


def _events(where: Q) -> list[ProcedureEvent]:
    return list(ProcedureEvent.objects.filter(where, cancelled_at=None).order_by("on", "id"))
