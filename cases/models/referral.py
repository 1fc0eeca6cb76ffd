"""A referral: the landlord's part, the operator's part, and the neutral states the landlord is told.

Three tables, because a row-level policy cannot hide a column: who refused, and why, never reaches a landlord.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import DO_NOTHING, Q

from cases.enums import AnswerState, FeedbackState, ReferralOrigin, ReferralState, ToldHow
from cases.models.base import Authored


class Referral(Authored):
    """The landlord's part, on its tenancy case. Submitted by `sec.submit_referral`, which opens
    `receiving_case`, held by the recipient unit, and its sheet for 60 days."""

    account = models.ForeignKey("cases.TenantAccount", DO_NOTHING, null=True, related_name="+")
    agreement = models.ForeignKey("partners.Agreement", DO_NOTHING, related_name="+")
    recipient = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    receiving_case = models.OneToOneField("cases.Case", DO_NOTHING, null=True, related_name="+")
    origin = models.CharField("origine", max_length=20, choices=ReferralOrigin)
    state = models.CharField(max_length=12, choices=ReferralState, default=ReferralState.DRAFT)
    told_how = models.CharField("informé par", max_length=12, choices=ToldHow)
    told_on = models.DateField("informé le")
    told_by = models.CharField("informé par qui", max_length=120, blank=True)
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referral_submitted_has_date",
                condition=Q(state="draft", submitted_at=None) | Q(submitted_at__isnull=False) | Q(state="withdrawn"),
            )
        ]


class ReferralSheet(Authored):
    """Scope `sheet`: the closed list of fields of decisions T11, on the referrer's case, open to the receiving
    side through `receiving_case`. Money in cents."""

    referral = models.OneToOneField(Referral, DO_NOTHING, related_name="sheet")
    receiving_case = models.ForeignKey("cases.Case", DO_NOTHING, null=True, related_name="+")
    person = models.ForeignKey("cases.Person", DO_NOTHING, related_name="+")
    co_tenant_person = models.ForeignKey("cases.Person", DO_NOTHING, null=True, related_name="+")
    title = models.CharField("civilité", max_length=8, blank=True)
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    co_tenant = models.CharField("co-titulaire", max_length=160, blank=True)
    is_adult = models.BooleanField(default=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5)
    commune = models.CharField("commune", max_length=80)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    email = models.EmailField("courriel", blank=True)
    occupants = models.PositiveSmallIntegerField(null=True)
    tenancy_started_on = models.DateField(null=True)
    typology = models.CharField("typologie", max_length=8, blank=True)
    rent_cents = models.BigIntegerField(null=True)
    apl_cents = models.BigIntegerField(null=True)
    balance_cents = models.BigIntegerField()
    balance_on = models.DateField()
    months_unpaid = models.PositiveSmallIntegerField(null=True)
    last_payment_on = models.DateField(null=True)
    stage = models.CharField("procédure", max_length=24)
    reasons = ArrayField(models.CharField(max_length=24), default=list)
    dated_facts = models.JSONField(default=list)
    actions_taken = ArrayField(models.CharField(max_length=16), default=list)
    told_how = models.CharField(max_length=12, choices=ToldHow)
    told_on = models.DateField()
    told_by = models.CharField(max_length=120, blank=True)
    contact_name = models.CharField("contact souhaité", max_length=120, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["receiving_case"], name="sheet_receiving_case")]
        constraints = [
            models.CheckConstraint(condition=Q(balance_cents__gte=0), name="sheet_balance_is_a_debt"),
        ]


class ReferralAnswer(Authored):
    """The operator's part, on the receiving case; never read by the referrer."""

    referral = models.OneToOneField(Referral, DO_NOTHING, related_name="+")
    state = models.CharField(max_length=12, choices=AnswerState, default=AnswerState.RECEIVED)
    missing = ArrayField(models.CharField(max_length=24), default=list)
    reason = models.CharField("motif", max_length=300, blank=True)
    answered_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)


class ReferralFeedback(Authored):
    """A neutral state and its date, written by the keeper for the referrer (author), shown from `visible_from`."""

    referral = models.ForeignKey(Referral, DO_NOTHING, related_name="+")
    state = models.CharField(max_length=12, choices=FeedbackState)
    on = models.DateField()
    detail = models.CharField(max_length=200, blank=True)
    visible_from = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "state"], name="feedback_state_once")]
        indexes = [models.Index(fields=["case", "visible_from"], name="feedback_case")]
