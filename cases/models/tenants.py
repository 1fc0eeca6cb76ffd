"""The landlord's own file of tenants in arrears: read by its unit alone, whatever happens."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, Q

from cases.enums import ImportState


class TenantAccount(models.Model):
    """One lease of the landlord's file. Money in cents; `case` is its tenancy once it has been referred."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    lease_ref = models.CharField("n° de contrat", max_length=40)
    title = models.CharField("civilité", max_length=8, blank=True)
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    born_on = models.DateField("date de naissance", null=True)
    co_tenant = models.CharField("co-titulaire", max_length=160, blank=True)
    occupants = models.PositiveSmallIntegerField(null=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    email = models.EmailField("courriel", blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5)
    commune = models.CharField("commune", max_length=80)
    residence = models.CharField("résidence", max_length=120, blank=True)
    branch_label = models.CharField("agence", max_length=120, blank=True)
    manager_label = models.CharField("gestionnaire", max_length=120, blank=True)
    typology = models.CharField("typologie", max_length=8, blank=True)
    rent_cents = models.BigIntegerField(null=True)
    apl_cents = models.BigIntegerField(null=True)
    balance_cents = models.BigIntegerField()
    balance_on = models.DateField()
    months_unpaid = models.PositiveSmallIntegerField(null=True)
    last_payment_on = models.DateField(null=True)
    entered_on = models.DateField(null=True)
    stage = models.CharField("procédure", max_length=24)
    reasons = ArrayField(models.CharField(max_length=24), default=list)
    told = models.BooleanField(default=False)
    search_key = models.TextField(db_collation="C", default="")
    case = models.ForeignKey("cases.Case", DO_NOTHING, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=TransactionNow())
    updated_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "lease_ref"], name="account_lease_once"),
            models.UniqueConstraint(fields=["id", "author"], name="account_composite"),
            models.CheckConstraint(condition=Q(balance_cents__gte=0), name="account_balance_is_a_debt"),
        ]
        indexes = [
            models.Index(fields=["author", "-balance_cents", "id"], name="account_by_balance"),
            models.Index(fields=["author", "search_key", "id"], name="account_by_name"),
        ]


class AccountStatement(models.Model):
    """One dated balance of an account, in cents."""

    account = models.ForeignKey(TenantAccount, DO_NOTHING, related_name="statements")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    on = models.DateField()
    balance_cents = models.BigIntegerField()
    rent_cents = models.BigIntegerField(null=True)
    apl_cents = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "on"], name="account_statement_per_day")]


class ImportBatch(models.Model):
    """A read and sanitised file waiting for confirmation. The file itself is never kept; purged after 24 h."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.CHECKED)
    staged = models.JSONField(default=dict)
    corrections = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    written = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=TransactionNow())
    written_at = models.DateTimeField(null=True)
