"""What an ordinary Tuesday brings an association's administration and its data protection officer.

Everything is asked through the product's own actions, then grows older. What no action does is done here alone, in a
database that holds invented people only: work is given up as if its worker had failed five times (trying it again
makes it), and the reading log, which nobody may write in the past, is derived from the visits that were logged.
"""

from collections.abc import Callable

import psycopg
from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.actions import activity_reports
from cases.demo import readings
from cases.demo.acts import Story, member
from cases.demo.past import grow_older
from cases.documents.who_sees import gather, issue_who_sees
from cases.models import Case, Person
from cases.periods import months_before
from common import documents, outbox
from common.context import acting
from common.models import Document, Outbox
from partners.acting import Acting
from partners.actions.invitations import invite
from partners.enums import Role
from partners.models import Unit

#: Nobody opened it within its 72 hours; the other still can.
LAPSED, WAITING = "camille.perrin@pas-de-porte.example", "yanis.haddad@pas-de-porte.example"
_ASKED = """
UPDATE common_outbox SET created_at = created_at - %(time)s::interval, next_at = next_at - %(time)s::interval, done_at = done_at - %(time)s::interval
WHERE outcome = 'dead'"""
_INVITED = """
UPDATE partners_invitation SET created_at = created_at - %(time)s::interval, expires_at = expires_at - %(time)s::interval
WHERE email = ANY (%(emails)s)"""


def open_offices(owner: psycopg.Connection, *, household: Story) -> None:
    """Fill the desks of the administration and of the data protection officer, in a database just seeded.

    Effects in order: an invitation that lapsed; a report and a paper about that household, both given up; an
    invitation that waits; the reading log of the months before.
    """
    sacha = member("sacha.mercier@pas-de-porte.example")
    laurent = member("laurent.dubreuil@pas-de-porte.example")
    ines = member("ines.caron@pas-de-porte.example")
    _invite(sacha, LAPSED, "Éducatrice spécialisée")
    _wait(owner, 4)
    _give_up(laurent, lambda: activity_reports.ask(period=months_before(timezone.localdate(), 2)[1], by=laurent))
    _wait(owner, 1)
    _give_up(ines, lambda: _print_who_sees(household, ines))
    _invite(sacha, WAITING, "Travailleur social")
    _wait(owner, 1)
    readings.write(owner)


def close_offices(owner: psycopg.Connection) -> None:
    """Take back what `open_offices` had begun."""
    owner.execute("TRUNCATE common_document, common_outbox")
    owner.execute("DELETE FROM partners_invitation WHERE email = ANY (%s)", [[LAPSED, WAITING]])


def _invite(by: Acting, email: str, title: str) -> None:
    with acting(by.audiences):
        unit = Unit.objects.get(key="pas-de-porte-montaubre")
        invite(by=by, unit=unit, role=Role.WORKER, title=title, email=email)


def _print_who_sees(household: Story, by: Acting) -> Document:
    case, person = Case.objects.get(pk=household.case_id), Person.objects.get(pk=household.person_ids[0])
    return issue_who_sees(gather(person, case), case=case, by=by)


def _give_up(by: Acting, ask: Callable[[], Document]) -> None:
    """Ask for a document whose worker fails at every attempt. A worker that gets its message finds it done with."""
    with acting(by.audiences):
        document = ask()
        asked = Outbox.objects.filter(subject_id=document.pk, asker_membership_id=by.membership and by.membership.id)
        asked.update(attempts=outbox.MAX_ATTEMPTS, done_at=TransactionNow(), outcome=outbox.DEAD)
        documents.hold_up(document, outbox.NOT_MADE)


def _wait(owner: psycopg.Connection, days: int) -> None:
    """Make what was asked and who was invited so many days older."""
    grow_older(owner, days, {"common_document": [("created_at", "timestamp with time zone")]})
    given = {"time": f"{days} days", "emails": [LAPSED, WAITING]}
    for statement in (_ASKED, _INVITED):
        owner.execute(statement, given)
