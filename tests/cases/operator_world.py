"""What the tests of the operator's side share: a client signed in, cases at each stage."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from common.context import acting
from partners.acting import Acting
from tests.factories.world import Referred, World, accept, engage, refer, visit


def client_of(who: Acting) -> Client:
    """A browser signed in as that member."""
    client = Client()
    client.force_login(who.membership.user)
    return client


def case_of(referred: Referred, by: Acting) -> Case:
    """The received case as that member reads it, with its public id."""
    with acting(by.audiences):
        return Case.objects.get(pk=referred.case.pk)


def accepted(world: World, **fields) -> tuple[Referred, Case]:
    """A referral that Inès accepted, and its case."""
    referred = refer(world.nadia, world.agreement, **fields)
    accept(referred, world.ines)
    return referred, case_of(referred, world.ines)


def engaged(world: World, **fields) -> tuple[Referred, Case]:
    """The same, met and engaged."""
    referred, case = accepted(world, **fields)
    visit(case, world.ines)
    engage(referred, world.ines)
    return referred, case


class Readings:
    """Stands for the reading log of a view module, and knows whether a name was read before it was written."""

    #: Tables that name people; PersonAccess alone gives the order of a list.
    NAMED = ("cases_identitystatement", "cases_contactstatement", "cases_referralsheet")

    def __init__(self, monkeypatch, *modules) -> None:
        self.rows: list[dict] = []
        self.too_early: list[str] = []
        for module in modules:
            monkeypatch.setattr(module, "record_reading", self._record)

    def of(self, client: Client, url: str) -> dict:
        """The one row that page writes."""
        self.rows.clear()
        connection.queries_log.clear()
        with CaptureQueriesContext(connection):
            assert client.get(url).status_code == 200
        (row,) = self.rows
        return row

    def _record(self, acting: Acting, **row) -> None:
        self.too_early += [
            query["sql"] for query in connection.queries if any(table in query["sql"] for table in self.NAMED)
        ]
        self.rows.append(row)


def body(answer) -> str:
    """The page of an answer, with usual spaces."""
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def url_of(case) -> str:
    """The address of a household's page."""
    return f"/accompagnement/menages/{case.public_id}/"
