from django.db import models

from cases.enums import StatementSource
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
