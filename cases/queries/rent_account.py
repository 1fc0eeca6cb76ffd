"""The rent account of a household, for the operator that follows it or the landlord whose tenant it is (domain 4.8).

Both read the same tables; what the other side wrote comes back when an agreement opens it. The gate decides.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Q
from django.utils import timezone

from cases.enums import CaseKind, ProcedureEventKind, StepAnswer, StepKind
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
class RentAccount:
    """`is_open`: the landlord's own account may be read here. `began_on`: first day of the accompaniment; `lease_on`: the
    first day in the dwelling, as far as it is known here; `rules`: those of its programme, none outside one. Rows oldest
    first."""

    balances: list[Balance]
    plans: list[RepaymentPlan]
    events: list[ProcedureEvent]
    aids: list[Step]
    is_open: bool
    began_on: date | None
    lease_on: date | None
    rules: Rules | None

    @property
    def stages(self) -> list[ProcedureEvent]:
        """The stages reached, without those cancelled."""
        return [event for event in self.events if event.kind == ProcedureEventKind.STAGE]

    def suspension(self) -> ProcedureEvent | None:
        """The last event about a suspension of the proceedings: asked, granted or refused."""
        return next((event for event in reversed(self.events) if event.kind != ProcedureEventKind.STAGE), None)


def load(case: Case, by: Acting) -> RentAccount:
    """The account of an accompaniment, for its operator; of a tenancy, for its landlord. Seven statements, after the log."""
    if case.kind == CaseKind.TENANCY:
        return _of_landlord(case)
    return _of_operator(case, by)


def _of_operator(case: Case, by: Acting) -> RentAccount:
    course = (
        AccompanimentCourse.objects.filter(case_id=case.pk)
        .select_related("case", "programme_version__programme")
        .first()
    )
    tenancy = Access.objects.for_audience(by.unit_audience or 0).filter(
        case_id=case.tenancy_id, housing_until__gt=TransactionNow()
    )
    mine = {"case_id__in": [case.pk, *([case.tenancy_id] if case.tenancy_id else [])]}
    begun = timezone.localdate(course.engaged_at) if course and course.engaged_at else None
    return RentAccount(
        balances=_stated(case.tenancy_id, by),
        plans=list(RepaymentPlan.objects.filter(**mine).order_by("signed_on", "id")),
        events=_events(Q(**mine)),
        aids=list(
            Step.objects.filter(
                case_id=case.pk,
                kind__in=AIDS,
                answer__in=[StepAnswer.GRANTED, StepAnswer.PARTLY],
                answered_on__isnull=False,
            ).order_by("answered_on")
        ),
        is_open=case.tenancy_id is not None and tenancy.exists(),
        began_on=begun,
        lease_on=ReferralSheet.objects.filter(receiving_case_id=case.pk)
        .values_list("tenancy_started_on", flat=True)
        .first(),
        rules=rules_of(course.programme_version) if course and course.programme_version else None,
    )


def _of_landlord(case: Case) -> RentAccount:
    rows = AccountStatement.objects.filter(account__case_id=case.pk).order_by("-on", "-id")[:POINTS]
    either = Q(case_id=case.pk) | Q(case__tenancy_id=case.pk)
    referral = Referral.objects.filter(case_id=case.pk).select_related("agreement__programme").order_by("-id").first()
    return RentAccount(
        balances=[Balance(row.on, row.balance_cents, row.rent_cents, row.apl_cents, True) for row in reversed(rows)],
        plans=list(RepaymentPlan.objects.filter(either).order_by("signed_on", "id")),
        events=_events(either),
        aids=[],
        is_open=True,
        began_on=None,
        lease_on=TenantAccount.objects.filter(case_id=case.pk).values_list("entered_on", flat=True).first(),
        rules=rules_of(latest(referral.agreement.programme)) if referral else None,
    )


def _stated(tenancy: int | None, by: Acting) -> list[Balance]:
    if tenancy is None:
        return []
    rows = RentStatement.objects.filter(case_id=tenancy).order_by("-on", "-id")[:POINTS]
    return [
        Balance(row.on, row.balance_cents, row.rent_cents, row.apl_cents, row.author_id != by.unit_audience)
        for row in reversed(rows)
    ]


def _events(where: Q) -> list[ProcedureEvent]:
    return list(ProcedureEvent.objects.filter(where, cancelled_at=None).order_by("on", "id"))
