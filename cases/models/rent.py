from django.db import models
from django.db.models import F, Q

from cases.enums import ProcedureEventKind, ProcedureStage, StatementSource
from cases.models.base import Authored


class RentStatement(Authored):
    """Scope `housing` of the tenancy case: the balance owed at a date. Money in cents."""

    on = models.DateField()
    balance_cents = models.BigIntegerField()
    rent_cents = models.BigIntegerField(null=True)
    apl_cents = models.BigIntegerField(null=True)
    source = models.CharField(max_length=12, choices=StatementSource)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "author", "on"], name="rent_statement_per_day")]


class RepaymentPlan(Authored):
    """Scope `housing`: what the household signed to repay its debt, recorded by the landlord on its tenancy or by the
    operator on its accompaniment. Cents; `first_on`: the day the first instalment is due."""

    signed_on = models.DateField()
    debt_cents = models.BigIntegerField()
    monthly_cents = models.BigIntegerField()
    first_on = models.DateField()
    months = models.PositiveSmallIntegerField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(debt_cents__gt=0, monthly_cents__gt=0, months__gt=0), name="plan_amounts"
            ),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("signed_on")), name="plan_period"),
        ]


class ProcedureEvent(Authored):
    """Scope `housing`: a stage of the landlord's proceedings, of their suspension, or a fact their time limits are counted
    from, dated. A mistaken one is cancelled, and stays. `until_on`: the end of what the event opens (a suspension, the time
    an order to pay leaves, time granted by a judge). The stage "none": the proceedings stopped that day."""

    kind = models.CharField(max_length=24, choices=ProcedureEventKind)
    stage = models.CharField(max_length=24, choices=ProcedureStage, blank=True)
    on = models.DateField()
    until_on = models.DateField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="stage") & ~Q(stage="") | ~Q(kind="stage") & Q(stage=""), name="procedure_event_stage"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("on")), name="procedure_event_period"
            ),
        ]
