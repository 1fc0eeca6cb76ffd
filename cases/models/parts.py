"""What is signed in two parts: the common part, about housing, and the annex, which household and operator alone keep."""

from django.db import models
from django.db.models import DO_NOTHING, F, Q

from cases.enums import PartKind, Party, SignedHow
from cases.models.base import Authored


class CommonPart(Authored):
    """Scope `housing`, and to others than its unit once it is issued: an assessment, a contract, a bilan or a tripartite
    meeting, at one version (domain 4.3, 4.4, 4.6).

    A draft until `issued_at`; then it never changes, and a new `number` says the new thing. `content` is what
    `cases.parts` reads for its `kind`; `digest` is that of the issued content. `starts_on`, `ends_on`: the period it is
    about (a contract's length, a bilan's quarter, a meeting's day). `abandoned_at`: a draft nobody will finish.
    """

    kind = models.CharField(max_length=12, choices=PartKind)
    number = models.PositiveSmallIntegerField()
    programme_version = models.ForeignKey("partners.ProgrammeVersion", DO_NOTHING, null=True, related_name="+")
    content = models.JSONField(default=dict)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "number"], name="common_part_version"),
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(issued_at=None, abandoned_at=None), name="common_part_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None, digest="") | (Q(issued_at__isnull=False) & ~Q(digest="")),
                name="common_part_issued_has_digest",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="common_part_period"
            ),
        ]


class Annex(Authored):
    """Scope `social`: what goes with a common part and is signed by household and operator only. Nothing of it shows on
    the common part, not even that it exists."""

    common_part = models.ForeignKey(CommonPart, DO_NOTHING, related_name="+")
    content = models.JSONField(default=dict)
    written_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    issued_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "common_part"], name="annex_per_common_part"),
            models.CheckConstraint(
                condition=Q(issued_at=None, digest="") | (Q(issued_at__isnull=False) & ~Q(digest="")),
                name="annex_issued_has_digest",
            ),
        ]


class Signature(Authored):
    """One party's signature of a draft as it stood: read by the operator unit alone; what is issued repeats it.

    `signed_digest`: of the common part, and of the annex where the party signs both. A draft changed since has to be
    signed again.
    """

    common_part = models.ForeignKey(CommonPart, DO_NOTHING, related_name="+")
    party = models.CharField(max_length=24, choices=Party)
    person = models.ForeignKey("cases.Person", DO_NOTHING, null=True, related_name="+")
    name = models.CharField(max_length=160)
    how = models.CharField(max_length=8, choices=SignedHow)
    signed_on = models.DateField()
    signed_digest = models.CharField(max_length=64)
    recorded_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(party="household", person__isnull=False) | (~Q(party="household") & Q(person=None)),
                name="signature_names_the_adult",
            ),
        ]


class BudgetStatement(Authored):
    """Scope `budget`: totals at a date, in cents a month, and what they give; never the nature of a resource, a charge or
    a debt (T7), which the annex holds. A new statement says the new thing; none changes.

    `units`: consumption units (INSEE); `effort_rate`: percent; `residual_cents`: per unit and day.
    """

    on = models.DateField()
    resources_cents = models.BigIntegerField()
    charges_cents = models.BigIntegerField()
    debts_cents = models.BigIntegerField()
    rent_cents = models.BigIntegerField()
    aid_cents = models.BigIntegerField(default=0)
    units = models.DecimalField(max_digits=4, decimal_places=1)
    effort_rate = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    residual_cents = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-on"], name="budget_case")]
