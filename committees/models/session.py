"""A session: its agenda, who attends, what is said and what is decided."""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, Q

from committees.enums import Attending, DecisionKind, HouseholdPresence, SessionState, Voice


class Session(models.Model):
    """`author` is the secretariat. Sent, opened, closed, signed, cancelled: each once, at its transaction's time. `revision`
    counts what was written in it, and is what its writers queue on."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    committee = models.ForeignKey("committees.Committee", DO_NOTHING, related_name="+")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    version = models.ForeignKey("committees.CommitteeVersion", DO_NOTHING, related_name="+")
    starts_at = models.DateTimeField("date et heure")
    place = models.CharField("lieu", max_length=200, blank=True)
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    revision = models.BigIntegerField(db_default=0)
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author", "committee"], name="session_composite"),
            models.CheckConstraint(
                name="session_state_is_dated",
                condition=Q(state="planned", sent_at=None, signed_at=None, cancelled_at=None)
                | Q(state__in=["sent", "open", "closed"], sent_at__isnull=False, signed_at=None, cancelled_at=None)
                | Q(state="signed", sent_at__isnull=False, signed_at__isnull=False, cancelled_at=None)
                | Q(state="cancelled", cancelled_at__isnull=False, signed_at=None),
            ),
        ]


class _Seated(models.Model):
    """A row of a session, which its secretariat wrote."""

    session = models.ForeignKey(Session, DO_NOTHING, related_name="+")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        abstract = True


class AgendaItem(_Seated):
    """A sheet on an agenda. Adjourned or taken off it, it is closed to the seats; a later session takes it up as another item."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    committee = models.ForeignKey("committees.Committee", DO_NOTHING, related_name="+")
    sheet = models.ForeignKey("committees.PresentationSheet", DO_NOTHING, related_name="items")
    position = models.PositiveIntegerField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "sheet", "author"], condition=Q(closed_at=None), name="item_once"
            ),
            models.UniqueConstraint(fields=["id", "session", "author", "sheet"], name="item_composite"),
        ]
        indexes = [models.Index(fields=["sheet"], name="item_sheet")]


class Attendance(_Seated):
    """Who was designated for a seat in this session, and whether she came. Without a row a seat reads nothing."""

    committee = models.ForeignKey("committees.Committee", DO_NOTHING, related_name="+")
    seat = models.CharField(max_length=60)
    ceiling = models.CharField(max_length=8)
    holder = models.ForeignKey("committees.SeatHolder", DO_NOTHING, related_name="+")
    state = models.CharField(max_length=10, choices=Attending, default=Attending.EXPECTED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "seat", "author"], name="attendance_once")]


class Recusal(_Seated):
    """A holder who takes no part in one item, and reads nothing of it from then on."""

    item = models.ForeignKey(AgendaItem, DO_NOTHING, related_name="+")
    sheet = models.ForeignKey("committees.PresentationSheet", DO_NOTHING, related_name="+")
    holder = models.ForeignKey("committees.SeatHolder", DO_NOTHING, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "holder", "author"], condition=Q(lifted_at=None), name="recusal_once"
            )
        ]


class Opinion(_Seated):
    """What one seat said of one item, kept apart from what was decided."""

    item = models.ForeignKey(AgendaItem, DO_NOTHING, related_name="+")
    sheet = models.ForeignKey("committees.PresentationSheet", DO_NOTHING, related_name="+")
    seat = models.CharField(max_length=60)
    voice = models.CharField(max_length=12, choices=Voice, blank=True)
    text = models.CharField("avis", max_length=600, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seat", "author"], name="opinion_once")]


class HouseholdAnswer(_Seated):
    """Whether the household came for its own item, what it answered there and on which day, in its words: apart from opinions and
    from the decision, and read by the secretariat alone.

    `agrees`: None while it said neither. `competence`: what it agrees to, a key of the committee's rules. Nobody agrees for an adult
    who is missing, nor for a household that did not come.
    """

    item = models.ForeignKey(AgendaItem, DO_NOTHING, related_name="answers")
    sheet = models.ForeignKey("committees.PresentationSheet", DO_NOTHING, related_name="+")
    presence = models.CharField(max_length=8, choices=HouseholdPresence)
    agrees = models.BooleanField(null=True)
    competence = models.CharField(max_length=60, blank=True)
    said_on = models.DateField(null=True)
    words = models.CharField("ses mots", max_length=600, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "author"], name="household_answer_once"),
            models.CheckConstraint(
                name="household_answer_of_who_is_there",
                condition=Q(agrees=None, competence="", said_on=None)
                | (
                    Q(agrees__isnull=False, agrees=False, competence="", said_on__isnull=False)
                    & ~Q(presence=HouseholdPresence.ABSENT)
                )
                | (
                    Q(agrees__isnull=False, agrees=True, said_on__isnull=False, presence=HouseholdPresence.PRESENT)
                    & ~Q(competence="")
                ),
            ),
        ]


class Decision(_Seated):
    """What was decided of one item: one of the committee's competences, its reason and its dates. `told_at`: when its sheet's author
    may read it, the signature of the minutes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, DO_NOTHING, related_name="decisions")
    sheet = models.ForeignKey("committees.PresentationSheet", DO_NOTHING, related_name="+")
    competence = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=DecisionKind)
    reason = models.CharField("motif", max_length=600, blank=True)
    starts_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "author"], name="decision_once"),
            models.CheckConstraint(
                name="decision_period",
                condition=Q(until_on=None) | Q(starts_on=None) | Q(until_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="decision_no_is_explained",
                condition=~Q(kind__in=["adjourned", "refused", "out_of_scope", "radiated"]) | ~Q(reason=""),
            ),
        ]
