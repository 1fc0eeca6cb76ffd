"""What was counted: figures in cells, without household, case or words (docs/adr/0031).

The statistics role writes them, in one transaction and never again; the application reads those of its managers.
"""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, F, Q

#: What stands in `CellFigure.place`: « landlord=habitat-nord&type=access », keys and codes only.
PLACE = r"^([a-z-]+=[A-Za-z0-9_-]{1,60}(&[a-z-]+=[A-Za-z0-9_-]{1,60})*)?$"


class CellCount(models.Model):
    """One count of one programme of a unit: every figure of `asked`, as its managers could read the facts at `counted_at`.

    `author`: the managers' audience. `programme`: its key. `since`, `until`: the first and the last day of all its periods.
    `today`: the day it was counted. `asked`: the periods and, for each cell, what it was crossed by (`reports.counting.asked`).
    `missing`: what was closed to the managers and could not be counted, by what it is of.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    programme = models.SlugField(max_length=60)
    since = models.DateField()
    until = models.DateField()
    today = models.DateField()
    asked = models.JSONField()
    missing = models.JSONField(default=dict)
    counted_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author"], name="cell_count_composite"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="cell_count_period"),
        ]
        indexes = [models.Index(fields=["author", "programme", "-counted_at"], name="cell_count_latest")]


class CellFigure(models.Model):
    """One figure of a count that is not nothing: `reports.cells.Address` and `Figure` as columns.

    `place`: the categories, « dimension=category » in the order of the dimensions' keys, joined by « & »; empty for a total.
    """

    count = models.ForeignKey(CellCount, DO_NOTHING, related_name="figures", db_index=False)
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+", db_index=False)
    cell = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField()
    place = models.CharField(max_length=300, blank=True)
    value = models.BigIntegerField()
    households = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "cell", "since", "until", "place"], name="cell_figure_once"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="cell_figure_period"),
            models.CheckConstraint(condition=Q(value__gte=0), name="cell_figure_value"),
            # Nothing that a person typed, and no name: keys and codes.
            models.CheckConstraint(condition=Q(place__regex=PLACE), name="cell_figure_place"),
            models.CheckConstraint(condition=Q(cell__regex=r"^[a-z][a-z0-9-]*$"), name="cell_figure_cell"),
        ]
