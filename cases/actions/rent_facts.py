"""The facts a rent account is told, and the suspension of the proceedings where the programme says it begins by itself."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases.actions.rent_accounts import follow_proceedings
from cases.enums import ProcedureEventKind as Kind
from cases.models import Case, ProcedureEvent
from cases.periods import add_months
from cases.permissions import check_may_keep_account
from cases.queries.rent_account import rules_under
from common.jobs import take_slot
from common.refusal import Refused
from partners.acting import Acting

#: A presentation begins one suspension, though a member and the clock ask at the same moment.
BEGUN = "suspension_begun"
FACTS = (Kind.LEASE_SIGNED, Kind.FIRST_DEFAULT, Kind.CCAPEX_TOLD, Kind.BAD_FAITH, Kind.COMMITTEE)


@transaction.atomic
def record_fact(*, case: Case, by: Acting, kind: Kind, on: date) -> ProcedureEvent:
    """Record a fact that time limits, or the rule of unpaid rent, are counted from; the last noted of a kind counts.

    Effects in order: the event is added; a suspension of the proceedings begins, where the programme says that a
    presentation to the committee begins one; the tasks of the procedure are made, moved, or no longer due. Raises NotYours
    unless team, manager or the tenancy's own clerk; Refused for a day in the future (but a committee's).
    """
    check_may_keep_account(by, case)
    if kind not in FACTS:
        raise Refused("Choisissez un fait.")
    if on > timezone.localdate() and kind != Kind.COMMITTEE:
        raise Refused("Ce fait n’a pas encore eu lieu : sa date ne peut pas être dans l’avenir.")
    made = ProcedureEvent.objects.create(
        household_id=case.household_id, case_id=case.pk, author_id=by.unit_audience, kind=kind, on=on
    )
    begin_suspensions([case.pk], by.unit_audience or 0, timezone.localdate())
    follow_proceedings(case, by.unit_audience or 0)
    return made


@transaction.atomic
def record_granted(*, case: Case, by: Acting, on: date, until: date) -> ProcedureEvent:
    """Record a suspension of the proceedings that a committee decided, from one day to another, both included.

    Effects in order: the event is added; the tasks of the procedure follow. Raises NotYours as `record_fact`; Refused when its last
    day has passed, or is before its first.
    """
    check_may_keep_account(by, case)
    if until < max(on, timezone.localdate()):
        raise Refused("Cette suspension est déjà finie : il n’y a plus rien à noter.")
    made = ProcedureEvent.objects.create(
        household_id=case.household_id,
        case_id=case.pk,
        author_id=by.unit_audience,
        kind=Kind.SUSPENSION_GRANTED,
        on=on,
        until_on=until,
    )
    follow_proceedings(case, by.unit_audience or 0)
    return made


def keep_suspensions(unit: int, case_ids: Collection[int], today: date) -> None:
    """What the proceedings of these cases do by themselves, for what that unit noted of them: suspensions begin, then are
    over. Again: nothing more. In a context that may record on them."""
    begin_suspensions(case_ids, unit, today)
    _end_suspensions(case_ids, unit, today)


def begin_suspensions(case_ids: Collection[int], unit: int, today: date) -> None:
    """For each of these cases presented to the committee by that day, under a programme that then suspends the
    proceedings by itself: record it, from that day for the programme's months. Once for a presentation, also when it was
    cancelled since, and not beside the one the other side may have recorded for that day."""
    granted = ProcedureEvent.objects.filter(kind=Kind.SUSPENSION_GRANTED, on=OuterRef("on"))
    begun = granted.filter(case_id=OuterRef("case_id"), author_id=unit, created_at__gte=OuterRef("created_at"))
    theirs = granted.filter(household_id=OuterRef("household_id"), cancelled_at=None)
    presented = ProcedureEvent.objects.filter(
        ~Exists(begun),
        ~Exists(theirs),
        case_id__in=case_ids,
        author_id=unit,
        kind=Kind.COMMITTEE,
        cancelled_at=None,
        on__lte=today,
    )
    for event in presented.select_related("case").order_by("pk"):
        rules = rules_under(event.case)
        if rules and rules.rent.suspension.mode == "automatic" and take_slot(BEGUN, str(event.pk)):
            _record(event, Kind.SUSPENSION_GRANTED, event.on, add_months(event.on, rules.rent.suspension.months or 0))


def _end_suspensions(case_ids: Collection[int], unit: int, today: date) -> None:
    """The day after its last day, a suspension is over: recorded once, also when that was cancelled since; not when it was
    granted again."""
    noted = ProcedureEvent.objects.filter(case_id__in=case_ids, author_id=unit)
    later = noted.filter(case_id=OuterRef("case_id"), pk__gt=OuterRef("pk"))
    said = later.filter(Q(kind=Kind.SUSPENSION_ENDED) | Q(kind=Kind.SUSPENSION_GRANTED, cancelled_at=None))
    over = noted.filter(~Exists(said), kind=Kind.SUSPENSION_GRANTED, cancelled_at=None, until_on__lt=today)
    for event in over.order_by("pk"):
        if event.until_on:
            _record(event, Kind.SUSPENSION_ENDED, event.until_on + timedelta(days=1))


def _record(because: ProcedureEvent, kind: Kind, on: date, until: date | None = None) -> None:
    ProcedureEvent.objects.create(
        household_id=because.household_id,
        case_id=because.case_id,
        author_id=because.author_id,
        kind=kind,
        on=on,
        until_on=until,
    )
