"""The answers a unit owes: a reminder to the unit before the day, then a word to its manager (domain 4.1).

The programme says by when (`referral.answer_days`) and how long after that the manager is told
(`referral.escalation_days`). A mail says that something waits, with a link: no name, no fact, no number.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse

from cases.enums import AnswerState, ReferralState
from cases.models import Access, Referral, ReferralAnswer
from cases.policies import answer_due
from common import outbox
from common.context import acting
from common.jobs import take_slot
from common.models import JobSlot, Outbox
from common.refusal import Refused
from partners.acting import act_as
from partners.enums import Capacity, Role
from partners.models import Membership, ProgrammeVersion, UnitCapacity

logger = logging.getLogger(__name__)

REMIND, ESCALATE, SENT = "remind_answer", "escalate_answer", "answer_mail_sent"
#: Days before its answer is due in which a unit is reminded: once, however many of its sheets are due that day.
BEFORE = timedelta(days=2)
#: Nobody is written to at night.
FIRST_HOUR, LAST_HOUR = 8, 19
#: Longer than a sheet stays open: what is forgotten then is owed no more.
KEPT = timedelta(days=90)

SUBJECTS = {REMIND: "Quelque chose attend votre service", ESCALATE: "Quelque chose attend votre décision"}
TOLD: dict[str, tuple[Role, ...]] = {REMIND: (Role.WORKER, Role.MANAGER), ESCALATE: (Role.MANAGER,)}


class Owed(NamedTuple):
    """Answers one agreement makes due on one day, and from when the manager is told."""

    agreement: int
    due_on: date
    escalates_on: date


def remind(now: datetime) -> None:
    """Ask for the mails of that day, from 8 to 19 in Paris. Again the same day, or by two at once: nothing more.

    Effects in order, for each unit that receives referrals: one reminder for each day on which answers are due within
    two days, to its workers and managers; one word to its managers for each day whose answers are still owed when the
    programme's delay to escalate is over. Slots of more than 90 days ago are forgotten.
    """
    if not FIRST_HOUR <= now.hour < LAST_HOUR:
        return
    for receiving in UnitCapacity.objects.filter(capacity=Capacity.OPERATOR).order_by("unit_id"):
        for owed in owed_by(receiving):
            if owed.due_on - BEFORE <= now.date() <= owed.due_on:
                _ask_once(REMIND, receiving, owed)
            elif now.date() >= owed.escalates_on:
                _ask_once(ESCALATE, receiving, owed)
    JobSlot.objects.filter(job__in=[*TOLD, SENT], done_at__lt=TransactionNow() - KEPT).delete()


def owed_by(receiving: UnitCapacity) -> set[Owed]:
    """What that unit has still to answer. Ids and dates alone are read, as the unit and its managers may."""
    with acting((receiving.audience_id, receiving.manager_audience_id)):
        return set(_owed(receiving.manager_audience_id))


def _owed(managers: int) -> Iterator[Owed]:
    open_now = Access.objects.for_audience(managers).filter(sheet_until__gt=TransactionNow()).values("case_id")
    answered = ReferralAnswer.objects.filter(referral_id=OuterRef("pk")).exclude(
        state__in=[AnswerState.RECEIVED, AnswerState.INCOMPLETE]
    )
    rows = Referral.objects.filter(~Exists(answered), receiving_case_id__in=open_now, state=ReferralState.SUBMITTED)
    for row in rows.annotate(answer=_rule("answer_days"), escalation=_rule("escalation_days")):
        assert row.submitted_at is not None
        due_on = answer_due(row.submitted_at, row.answer)
        yield Owed(row.agreement_id, due_on, due_on + timedelta(days=row.escalation))


def _rule(name: str) -> Subquery:
    """That rule of the referral's programme, as it stands today."""
    versions: QuerySet[ProgrammeVersion] = ProgrammeVersion.objects.filter(
        programme_id=OuterRef("agreement__programme_id")
    )
    return Subquery(versions.order_by("-number").values(f"rules__referral__{name}")[:1])


def _ask_once(task: str, receiving: UnitCapacity, owed: Owed) -> None:
    if not take_slot(task, f"{owed.agreement}:{owed.due_on.isoformat()}"):
        return
    members = Membership.objects.filter(unit_id=receiving.unit_id, ended_at=None, user__is_active=True)
    for member in members.filter(role__in=TOLD[task]).select_related("unit__organisation", "user"):
        outbox.ask(task, by=act_as(member, Capacity.OPERATOR), subject_id=member.pk)


def send(row: Outbox) -> None:
    """Write to that member, once for that row. Refused when she left meanwhile; OSError when the mail cannot leave,
    and then it is to be sent again."""
    found = Membership.objects.filter(pk=row.subject_id, ended_at=None, user__is_active=True).select_related("user")
    member = found.first()
    if member is None:
        raise Refused("Cette personne n’est plus dans ce service.")
    body = render_to_string("cases/mail/reminder.txt", {"url": settings.PUBLIC_URL + reverse("received")})
    with transaction.atomic():
        if take_slot(SENT, str(row.pk)):
            EmailMessage(SUBJECTS[row.task], body, to=[member.user.email]).send()


def tell_nobody(row: Outbox, sentence: str) -> None:
    """A reminder has no page of its own: what is late says so in the list it leads to."""
    logger.info("%s %s: %s", row.task, row.pk, row.outcome)


outbox.register(REMIND, send, tell=tell_nobody)
outbox.register(ESCALATE, send, tell=tell_nobody)
