"""Consent by each adult, the grants it gives, its evidence; personal links; the violence flag."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, F, Q

from cases.enums import EndedHow, GivenHow, GrantBasis, Scope
from cases.models.base import Authored


class Consent(Authored):
    """What one adult signed, about one case, for one recipient. In force from its transaction until `until`,
    or until it is ended; never rewritten: narrowing is a new consent that replaces it. `effective_until` is the
    keeper's: the latest end of its grants that have effect."""

    person = models.ForeignKey("cases.Person", DO_NOTHING, related_name="+")
    recipient = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    scopes = ArrayField(models.CharField(max_length=12, choices=Scope))
    purpose = models.CharField("but", max_length=300)
    notice_version = models.CharField(max_length=40)
    language = models.CharField(max_length=8, default="fr")
    given_how = models.CharField(max_length=8, choices=GivenHow)
    given_at = models.DateTimeField(db_default=TransactionNow())
    until = models.DateTimeField()
    recorded_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    flag_notice_read = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=12, choices=EndedHow, blank=True)
    ended_channel = models.CharField(max_length=12, blank=True)
    ended_by = models.ForeignKey("partners.Audience", DO_NOTHING, null=True, related_name="+")
    receipt_number = models.CharField(max_length=16, blank=True)
    effective_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("given_at")), name="consent_period"),
            models.CheckConstraint(
                name="consent_end_says_how",
                condition=Q(ended_at=None, ended_how="") | (Q(ended_at__isnull=False) & ~Q(ended_how="")),
            ),
            models.UniqueConstraint(
                fields=["person", "recipient", "case"], condition=Q(ended_at=None), name="consent_one_open"
            ),
        ]


class Grant(Authored):
    """What opens scopes of one case to one recipient audience, on a recorded basis. Ceilings by capacity are
    constraints (T5). Ended once, at its transaction's time, never reopened. `effective_until` is the keeper's:
    until when it has effect, NULL when it has none (violence flag, exit)."""

    basis = models.CharField(max_length=16, choices=GrantBasis)
    consent = models.ForeignKey(Consent, DO_NOTHING, null=True, related_name="grants")
    person = models.ForeignKey("cases.Person", DO_NOTHING, null=True, related_name="+")
    recipient = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    recipient_kind = models.CharField(max_length=8)
    recipient_capacity = models.CharField(max_length=20)
    scopes = ArrayField(models.CharField(max_length=12, choices=Scope))
    notice = models.CharField(max_length=300, blank=True)
    valid_from = models.DateTimeField(db_default=TransactionNow())
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    effective_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("valid_from")), name="grant_period"),
            models.CheckConstraint(
                name="grant_agreement_names_its_person",
                condition=Q(basis__in=["agreement", "oral_agreement"], person__isnull=False, consent__isnull=False)
                | (Q(basis__startswith="text_", person=None, consent=None) & ~Q(notice="")),
            ),
            models.CheckConstraint(
                name="ceiling_grant_capacity",
                condition=Q(
                    recipient_capacity__in=[
                        "operator",
                        "landlord",
                        "siao",
                        "prescriber",
                        "reserver",
                        "committee_secretary",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="ceiling_grant_presentation",
                condition=Q(
                    recipient_capacity="committee_secretary",
                    scopes=["presentation"],
                    recipient_kind="unit",
                    person__isnull=False,
                )
                | (~Q(recipient_capacity="committee_secretary") & ~Q(scopes__contains=["presentation"])),
            ),
            models.CheckConstraint(
                name="ceiling_grant_landlord",
                condition=~Q(recipient_capacity__in=["landlord", "reserver"])
                | (~Q(scopes__contains=["social"]) & ~Q(basis__startswith="text_")),
            ),
            models.CheckConstraint(
                name="ceiling_grant_reserver_budget",
                condition=~Q(recipient_capacity="reserver") | ~Q(scopes__contains=["budget"]),
            ),
            models.CheckConstraint(
                name="ceiling_grant_social_named_member",
                condition=~Q(scopes__contains=["social"])
                | (Q(recipient_kind="member") & ~Q(basis__startswith="text_")),
            ),
            models.CheckConstraint(name="grant_recipient_kind", condition=Q(recipient_kind__in=["unit", "member"])),
        ]
        indexes = [models.Index(fields=["household", "case"], name="grant_household")]


class Evidence(Authored):
    """The signature's strokes or the photographed paper, of a consent or of a part: read by the team and its manager
    only."""

    consent = models.ForeignKey(Consent, DO_NOTHING, null=True, related_name="+")
    signature = models.ForeignKey("cases.Signature", DO_NOTHING, null=True, related_name="+")
    strokes = models.JSONField(null=True)
    photograph = models.BinaryField(null=True)
    media_type = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_one_kind",
                condition=Q(strokes__isnull=False, photograph=None) | Q(strokes=None, photograph__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_of_one_thing",
                condition=Q(consent__isnull=False, signature=None) | Q(consent=None, signature__isnull=False),
            ),
        ]


class ViolenceFlag(Authored):
    """Conjugal violence: `person` is the one to protect. While set, landlord grants have no effect (T14)."""

    person = models.ForeignKey("cases.Person", DO_NOTHING, related_name="+")
    set_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("partners.Audience", DO_NOTHING, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "case"], condition=Q(lifted_at=None), name="violence_flag_once"),
        ]
        indexes = [models.Index(fields=["household"], name="violence_flag_household")]


class PersonLink(Authored):
    """A personal link: one adult, 30 days, asks her birth date at first use, five tries. Digest only."""

    person = models.ForeignKey("cases.Person", DO_NOTHING, related_name="+")
    audience = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    first_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
