"""What waits to be received: the 60-day sheets open to the unit, and one sheet (decisions T8, T11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.db.models.functions import Coalesce

from cases.enums import AnswerState, ReferralState
from cases.models import Access, Case, ReferralAnswer, ReferralSheet
from cases.policies import PARIS, SheetClock, answer_due, sheet_clock
from cases.queries.lists import COUNT_CAP, PAGE_SIZE, Page
from cases.queries.names import Name, heading, on_sheet
from partners.models import ProgrammeVersion

#: A sheet closes after 60 days: what a unit keeps waiting is what it was sent meanwhile.
MOST_WAITING = 200


@dataclass(frozen=True)
class SheetRow:
    """A sheet in the list, or at the head of its page. `answer_state` is "" until somebody opened it; a sheet the
    landlord is completing is `is_incomplete`. `due_on`: by when its programme wants an answer; `waiting_since`: the
    day it was put on the waiting list, if it stands there."""

    public_id: UUID
    name: str
    sheet: ReferralSheet
    sent_on: date
    clock: SheetClock
    due_on: date
    answer_state: str
    is_incomplete: bool
    waiting_since: date | None = None

    @property
    def is_new(self) -> bool:
        return not self.answer_state

    def days_to_answer(self, today: date) -> int | None:
        """Days left to answer, negative once it is late; None while nothing is owed: it is being completed, waits on
        the list, or is answered."""
        if self.is_incomplete or self.answer_state == AnswerState.WAITING or is_answered(self.answer_state):
            return None
        return (self.due_on - today).days


def open_sheets(unit_audience: int | None, *, after: UUID | None = None, size: int = PAGE_SIZE) -> Page:
    """The sheets open to the unit but for its waiting list, the first to close first. Three statements at most."""
    rows = _open(unit_audience).filter(~Exists(_waiting()))
    shown = rows
    if after and (last := rows.filter(case__public_id=after).values_list("sheet_until", "case_id").first()):
        shown = rows.filter(TupleGreaterThan(Tuple(F("sheet_until"), F("case_id")), last))
    found = list(shown.order_by("sheet_until", "case_id").values_list("case_id", flat=True)[: size + 1])
    return Page(found[:size], len(found) > size, rows[: COUNT_CAP + 1].count())


def waiting_list(unit_audience: int | None) -> list[int]:
    """The cases the unit keeps on its waiting list, the first put there first: 200 at most. One statement."""
    since = _waiting().annotate(since=Coalesce("answered_at", "received_at")).values("since")[:1]
    rows = _open(unit_audience).filter(Exists(_waiting())).annotate(since=Subquery(since))
    return list(rows.order_by("since", "case_id").values_list("case_id", flat=True)[:MOST_WAITING])


def _open(unit_audience: int | None) -> QuerySet[Access]:
    return Access.objects.for_audience(unit_audience or 0).filter(sheet_until__gt=TransactionNow())


def _waiting() -> QuerySet[ReferralAnswer]:
    return ReferralAnswer.objects.filter(case_id=OuterRef("case_id"), state=AnswerState.WAITING)


def count_open_sheets(unit_audience: int | None) -> int:
    """How many sheets wait for the unit, capped at 1 001."""
    return _open(unit_audience)[: COUNT_CAP + 1].count()


def describe_sheets(case_ids: Sequence[int], today: date) -> list[SheetRow]:
    """The sheets of these cases, in that order, with their countdown. One statement, after the reading log."""
    found = {sheet.receiving_case_id: sheet for sheet in _sheets().filter(receiving_case_id__in=case_ids)}
    return [_row(found[case_id], today) for case_id in case_ids if case_id in found]


def is_open(case: Case, audiences: Sequence[int]) -> bool:
    """Whether one of these audiences may read the sheet of that case; reads no name."""
    open_now = {"audience_id__in": audiences, "sheet_until__gt": TransactionNow()}
    return Access.objects.filter(case_id=case.pk, **open_now).exists()


def open_sheet(case: Case, today: date) -> SheetRow | None:
    """The sheet of that case as far as this context may read it, or None. One statement."""
    sheet = _sheets().filter(receiving_case_id=case.pk).first()
    return _row(sheet, today) if sheet else None


def answer_state(case: Case) -> str:
    """The operator's answer on that case, "" when there is none."""
    return ReferralAnswer.objects.filter(case_id=case.pk).values_list("state", flat=True).first() or ""


def _sheets() -> QuerySet[ReferralSheet]:
    answers = ReferralAnswer.objects.filter(referral_id=OuterRef("referral_id"))
    versions = ProgrammeVersion.objects.filter(programme_id=OuterRef("referral__agreement__programme_id"))
    return ReferralSheet.objects.select_related(
        "referral__agreement__programme", "receiving_case", "author__unit__organisation"
    ).annotate(
        answer_state=Subquery(answers.values("state")[:1]),
        kept_at=Subquery(answers.values(at=Coalesce("answered_at", "received_at"))[:1]),
        answer_days=Subquery(versions.order_by("-number").values("rules__referral__answer_days")[:1]),
    )


def _row(sheet, today: date) -> SheetRow:
    referral = sheet.referral
    return SheetRow(
        public_id=sheet.receiving_case.public_id,
        name=heading(names_of_sheet(sheet)),
        sheet=sheet,
        sent_on=referral.submitted_at.astimezone(PARIS).date(),
        clock=sheet_clock(referral.submitted_at, today),
        due_on=answer_due(referral.submitted_at, sheet.answer_days),
        answer_state=sheet.answer_state or "",
        is_incomplete=referral.state == ReferralState.INCOMPLETE,
        waiting_since=sheet.kept_at.astimezone(PARIS).date() if sheet.answer_state == AnswerState.WAITING else None,
    )


def names_of_sheet(sheet: ReferralSheet) -> list[Name]:
    """The tenant, then the co-tenant, as the landlord named them."""
    return [name for person in (sheet.person_id, sheet.co_tenant_person_id) if (name := on_sheet(sheet, person))]


def is_answered(state: str) -> bool:
    """Whether that state of the answer leaves nothing to answer."""
    return state in {
        AnswerState.ACCEPTED,
        AnswerState.NOT_ACCEPTED,
        AnswerState.REDIRECTED,
        AnswerState.CLOSED,
    }
