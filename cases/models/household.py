"""A household has no facts of its own; persons are ids; names and addresses are statements with an author."""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING

from cases.enums import CaseKind
from cases.models.base import Authored


class Household(models.Model):
    """People together. Made only by the database function `sec.open_case`, which makes the id."""

    id = models.BigIntegerField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    created_at = models.DateTimeField(db_default=TransactionNow())


class Person(models.Model):
    """One member of a household. `is_party`: co-tenant, or adult who signed the accompaniment; household-level
    facts are shared only when every party agreed. `audience` exists once she has had a personal link.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, DO_NOTHING, related_name="persons")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    is_adult = models.BooleanField(default=True)
    is_party = models.BooleanField(default=False)
    birth_year = models.PositiveSmallIntegerField(null=True)
    audience = models.OneToOneField("partners.Audience", DO_NOTHING, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "household"], name="person_composite"),
            models.CheckConstraint(
                condition=models.Q(is_party=False) | models.Q(is_adult=True), name="person_party_is_adult"
            ),
        ]


class Case(models.Model):
    """One tenancy held by a landlord unit, or one accompaniment or request held by an operator unit.

    Access is granted per case. `tenancy` links an accompaniment to the tenancy it was referred from. `number`
    (M-2026-XXXXX) is random and unique per holder. Made only by database functions.
    """

    id = models.BigIntegerField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("numéro", max_length=16)
    household = models.ForeignKey(Household, DO_NOTHING, related_name="cases")
    kind = models.CharField(max_length=16, choices=CaseKind)
    holder = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    tenancy = models.ForeignKey("self", DO_NOTHING, null=True, related_name="+")
    opened_at = models.DateTimeField(db_default=TransactionNow())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "household"], name="case_composite"),
            models.UniqueConstraint(fields=["id", "holder"], name="case_holder_composite"),
            models.UniqueConstraint(fields=["holder", "number"], name="case_number_per_holder"),
        ]


class IdentityStatement(Authored):
    """Scope `identity`: how a unit knows a person's name. The newest of an author stands."""

    person = models.ForeignKey(Person, DO_NOTHING, related_name="+")
    title = models.CharField("civilité", max_length=8, blank=True)
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    born_on = models.DateField("date de naissance", null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "person", "-id"], name="identity_case_person")]


class ContactStatement(Authored):
    """Scope `identity`, in its own row so that the violence flag can close it alone."""

    person = models.ForeignKey(Person, DO_NOTHING, related_name="+")
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    commune = models.CharField("commune", max_length=80, blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    email = models.EmailField("courriel", blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "person", "-id"], name="contact_case_person")]
