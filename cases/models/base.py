"""What every content row has."""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING


class Authored(models.Model):
    """A row about a household: its case, the unit audience that wrote it, and when.

    The database holds (case, household) together by a composite foreign key, and never lets a row change
    household, case or author. `created_at` is the transaction's time, the clock of the policies.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey("cases.Household", DO_NOTHING, related_name="+")
    case = models.ForeignKey("cases.Case", DO_NOTHING, related_name="+")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        abstract = True
