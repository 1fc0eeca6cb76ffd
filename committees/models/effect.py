"""What follows from a decision, and whether it was done."""

import uuid

from django.db import models
from django.db.models import DO_NOTHING, Q

from committees.enums import EffectKind, Outcome
from committees.models.session import AgendaItem, Session


class DecisionEffect(models.Model):
    """What is to be done of one decision: made by the keeper in the transaction that signs the minutes (`created_at`), and ended
    once. `author`: the secretariat. `owner`: who does it, the unit that presented the household; the secretariat for a paper form, and for
    what is to be presented again.

    `household`, `case`: those of the sheet. `starts_on`, `until_on`: those of the decision. `made_id`: the row that carrying it out
    made or changed, by `kind`: the course, the suspension, the event of the procedure, the agenda item; none of a paper form's.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, DO_NOTHING, related_name="+")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    item = models.ForeignKey(AgendaItem, DO_NOTHING, related_name="+")
    sheet = models.ForeignKey("committees.PresentationSheet", DO_NOTHING, related_name="+")
    owner = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    household = models.ForeignKey("cases.Household", DO_NOTHING, null=True, related_name="+")
    case = models.ForeignKey("cases.Case", DO_NOTHING, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=EffectKind)
    starts_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("partners.Audience", DO_NOTHING, null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    made_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "author"], name="effect_once"),
            models.CheckConstraint(
                name="effect_ended_has_outcome",
                condition=Q(done_at=None, outcome="") | (Q(done_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
