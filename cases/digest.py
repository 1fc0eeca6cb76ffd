"""« Ce qui vous attend »: one mail a day to each member who has something due (domain 4.5, 4.6).

It gives counts and a link: no name, no place, no fact. Each can switch it off on the page « Moi ».
"""

import logging
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cases.queries.asked import asked_of
from cases.queries.day import day_of
from cases.queries.received import count_open_sheets
from cases.queries.tenants import TABS, figures
from cases.queries.todo import counts_of
from common import outbox
from common.context import acting
from common.formatting import plural
from common.jobs import take_slot
from common.models import JobSlot, Outbox
from common.refusal import Refused
from partners.acting import Acting, act_as
from partners.enums import ROLE_CAPACITIES, Capacity, Role
from partners.models import Membership

logger = logging.getLogger(__name__)

DIGEST, SENT = "daily_digest", "daily_digest_sent"
SUBJECT = "Ce qui vous attend aujourd’hui"
#: Nobody is written to at night.
FIRST_HOUR, LAST_HOUR = 7, 19
#: Slots of longer ago are of no use.
KEPT = timedelta(days=7)
READERS = (Role.WORKER, Role.MANAGER, Role.CLERK)


class Counts(NamedTuple):
    """What is due to one member today; `tasks`: steps to come back to among them; `asked`: what apps above ask for her households."""

    visits: int
    tasks: int
    alerts: int
    answers: int
    asked: int = 0

    def said(self) -> list[str]:
        """« 2 visites à noter ou à planifier », what is nought left out."""
        words = (
            (self.visits, "visite à noter ou à planifier", "visites à noter ou à planifier"),
            (self.tasks, "tâche à faire", "tâches à faire"),
            (self.asked, "décision de commission à mettre en œuvre", "décisions de commission à mettre en œuvre"),
            (self.alerts, "alerte à lire", "alertes à lire"),
            (self.answers, "saisine à traiter", "saisines à traiter"),
        )
        return [plural(count, one, several) for count, one, several in words if count]


def ask(now: datetime) -> None:
    """Ask for the mails of that day, from 7 to 19 in Paris. Again the same day, or by two at once: nothing more.

    Effects in order, for each member who has not switched it off: her day is taken; when something is due to her, read in
    her own context and no wider one, her mail is asked for. Slots of more than seven days ago are forgotten.
    """
    if not FIRST_HOUR <= now.hour < LAST_HOUR:
        return
    for member in _readers():
        by = _acting(member)
        if by and take_slot(DIGEST, f"{now.date().isoformat()}:{member.pk}") and any(due_to(by, now.date())):
            outbox.ask(DIGEST, by=by, subject_id=member.pk)
    JobSlot.objects.filter(job__in=[DIGEST, SENT], done_at__lt=TransactionNow() - KEPT).delete()


def _readers() -> QuerySet[Membership]:
    members = Membership.objects.filter(ended_at=None, user__is_active=True, user__daily_mail=True, role__in=READERS)
    return members.select_related("unit__organisation", "user").order_by("pk")


def _acting(member: Membership) -> Acting | None:
    """Her context in that unit; None where the unit has not the capacity of her role."""
    at_work, *_ = ROLE_CAPACITIES[Role(member.role)]
    try:
        return act_as(member, at_work)
    except LookupError:
        return None


def due_to(by: Acting, today: date) -> Counts:
    """What is due to that member, as she may read it herself: numbers alone."""
    with acting(by.audiences):
        tasks, alerts = counts_of(by, today)
        if by.capacity == Capacity.LANDLORD:
            incomplete = figures(by.unit_audience, today).of(TABS["a-completer"])
            return Counts(0, tasks, alerts, incomplete)
        day = day_of(by.member_audience, today, by.membership.pk if by.membership else None)
        visits = len({visit.case_id for visit in day.late} | {item.course.case_id for item in day.to_catch_up})
        steps = sum(len(course.due_steps) for course in day.with_steps)
        asked = len(asked_of(by, today))
        return Counts(visits, tasks + steps, alerts, count_open_sheets(by.unit_audience), asked)


def send(row: Outbox) -> None:
    """Write to that member, once for that row, what is due to her now; nothing when it has been done meanwhile. Refused when
    she left or switched it off; OSError when the mail cannot leave, and then it is to be sent again."""
    member = _readers().filter(pk=row.subject_id).first()
    by = _acting(member) if member else None
    if member is None or by is None:
        raise Refused("Cette personne ne reçoit plus ce courriel.")
    said = due_to(by, timezone.localdate()).said()
    if not said:
        return
    links = {"url": settings.PUBLIC_URL + reverse("home"), "account_url": settings.PUBLIC_URL + reverse("account")}
    body = render_to_string("cases/mail/digest.txt", {"said": said, **links})
    with transaction.atomic():
        if take_slot(SENT, str(row.pk)):
            EmailMessage(SUBJECT, body, to=[member.user.email]).send()


def tell_nobody(row: Outbox, sentence: str) -> None:
    """The mail has no page of its own: what waits says so where its link leads."""
    logger.info("%s %s: %s", row.task, row.pk, row.outcome)


outbox.register(DIGEST, send, tell=tell_nobody)
