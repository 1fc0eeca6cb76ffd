"""A report whose figures are overtaken says so in every state, and is counted again from its own page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.periods import year
from reports.actions import issuing
from tests.cases.agreements import browser
from tests.factories.directory import publish_next
from tests.funding.measured import plain
from tests.harness import within
from tests.reports import reported
from tests.reports.shelf import Shelf
from tests.reports.test_goals_written import later_versions_go
from tests.reports.test_report_pages import page

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "log", "statistics"])
LAST = timezone.localdate().year - 1
LED = {"composed": reported.composed, "checked": reported.checked, "signed": reported.signed}
#: State -> the button that goes further.
FURTHER = {"composed": "Marquer comme relu", "checked": "Signer le rapport", "signed": "Remettre le rapport"}
assert later_versions_go


@pytest.fixture
def shelf(world):
    return Shelf(world)


@pytest.fixture
def client(world):
    return browser(world.laurent)


def address_of(report) -> str:
    return reverse("report", args=[report.public_id])


def is_offered(client, report, state: str) -> bool:
    """Whether its button goes further: an inactive one is no button of a form."""
    sent = client.get(address_of(report)).content.decode()
    return FURTHER[state] in plain(sent) and "aria-disabled" not in sent


def check_counted_again(client, report, by) -> None:
    shown = page(client, address_of(report))
    assert reverse("report_count", args=[report.public_id]) in client.get(address_of(report)).content.decode()
    assert "Recompter" in shown
    client.post(reverse("report_count", args=[report.public_id]))
    reported.work(report)
    assert is_offered(client, reported.again(report, by), "composed")


@pytest.mark.parametrize("state", LED)
def test_another_report_issued_meanwhile(world, shelf, client, state):
    by, programme = world.laurent, world.agreement.programme
    report = LED[state](by, programme, year(LAST), shelf.helene)
    assert is_offered(client, report, state)
    reported.issued(by, programme, year(LAST - 1), shelf.helene)
    assert not is_offered(client, report, state)
    assert "Un autre rapport de ce dispositif a été remis depuis." in page(client, address_of(report))
    check_counted_again(client, report, by)


@pytest.mark.parametrize("state", ["composed", "checked"])
def test_a_threshold_that_was_raised(world, shelf, client, state):
    by = world.laurent
    report = LED[state](by, world.agreement.programme, year(LAST), shelf.helene)
    publish_next("gironde", {"reports.threshold": 11})
    assert not is_offered(client, report, state)
    assert "Le dispositif protège désormais plus de chiffres qu’au moment du compte." in page(
        client, address_of(report)
    )
    check_counted_again(client, report, by)


def test_a_threshold_that_was_raised_after_the_signature_is_told_and_stops_nothing(world, shelf, client):
    by = world.laurent
    report = reported.signed(by, world.agreement.programme, year(LAST), shelf.helene)
    publish_next("gironde", {"reports.threshold": 11})
    assert is_offered(client, report, "signed")
    shown = page(client, address_of(report))
    assert "Ce rapport peut être remis tel qu’il est signé, ou recompté." in shown
    assert "Recompter" in shown
    with within(by):
        issuing.issue(report=report, by=by)
