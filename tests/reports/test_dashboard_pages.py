"""The pages of dashboards: a manager's, from what the night counted, and a landlord's, from her own rows."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.withdrawals import withdraw
from cases.enums import WithdrawalChannel
from cases.models import AccountStatement, ReferralSheet, ViolenceFlag
from cases.periods import month
from launcher import testing
from reports import counting
from reports.counting.work import authors_of
from reports.models import CellCount
from tests.cases.agreements import browser, engaged, settled, sign
from tests.cases.landlord import account, refer
from tests.factories import world as w
from tests.funding.measured import plain
from tests.gate.readings import readings
from tests.harness import within

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "log", "statistics"])
TODAY = timezone.localdate()
MOST = 8


def page(client, name: str, **asked: str) -> str:
    """Its text; at most eight statements of its own, and no reading of anybody."""
    with CaptureQueriesContext(connection) as captured, readings() as seen:
        answer = client.get(reverse(name), asked)
    assert answer.status_code == 200
    own = ("reports_", "cases_", "programme", "organisation", "committee", "funding_")
    sent = [query["sql"] for query in captured.captured_queries if any(name in query["sql"] for name in own)]
    assert len(sent) <= MOST, sent
    assert seen.rows == []
    return plain(answer.content.decode())


def figure(shown: str, indicator: str) -> str:
    """A key figure, as printed."""
    found = re.search(rf'board-figures__value[^>]*>([^<]*)</strong><a [^>]*href="#def-{indicator}"', shown)
    return found.group(1) if found else ""


@pytest.fixture
def counted(world):
    """Two households of one landlord, one of them visited, and the count of the night."""
    first, second = (engaged(world) for _ in range(2))
    w.visit(first.case, world.ines)
    sign(second, world.ines)
    counting.count(authors_of(world.laurent), world.agreement.programme.key, counting.usual(TODAY))
    return first, second


def test_before_the_first_count_it_says_when_it_comes(world):
    shown = page(browser(world.laurent), "dashboard")
    assert "Pas encore de chiffres" in shown
    assert "dans les minutes qui viennent" in shown


def test_a_manager_reads_what_the_night_counted(world, counted):
    shown = page(browser(world.laurent), "dashboard")
    assert figure(shown, "entries") == "2"
    assert figure(shown, "visits-held") == "1"
    assert f"le {TODAY.day}" in shown
    assert "Voir le tableau" in shown
    assert 'id="def-entries"' in shown, "each figure's definition is on the page"
    assert "n. p." not in shown


def test_each_filter_is_in_the_address(world, counted):
    client = browser(world.laurent)
    landlord = world.branch.organisation.key
    shown = page(client, "dashboard", bailleur=landlord)
    assert figure(shown, "entries") == "2"
    assert "ne sont pas comptés" in shown
    assert "Qui a fait les saisines" in shown.split("ne sont pas comptés")[1].split("</p>")[0]
    assert "Tout voir" in shown
    assert figure(page(client, "dashboard", bailleur=landlord, type="maintenance"), "followed") == "2"
    last = month(TODAY.replace(day=1) - timedelta(days=1))
    assert figure(page(client, "dashboard", periode=f"{last.since:%Y-%m}"), "entries") == "0"
    assert figure(page(client, "dashboard", periode=str(TODAY.year - 1)), "entries") == "0"


@pytest.mark.parametrize("name", ["periode", "bailleur", "type", "dispositif", "autre"])
@pytest.mark.parametrize("value", ["x", "2026-99", "&quot;", "../", "\x01", "é" * 500, "unknown=1"])
def test_an_unknown_word_counts_as_nothing_said(world, counted, name, value):
    assert figure(page(browser(world.laurent), "dashboard", **{name: value}), "entries") == "2"


def test_another_unit_s_manager_reads_nothing_of_it(world, counted):
    shown = page(browser(world.bea_manager), "dashboard", dispositif=world.agreement.programme.key)
    assert "Pas encore de chiffres" in shown
    for by, status in ((world.ines, 403), (world.admin, 404), (world.nadia, 404)):
        assert browser(by).get(reverse("dashboard")).status_code == status


def test_a_count_of_another_day_says_so(world, counted):
    with testing.connect("postgres", connection.settings_dict["NAME"]) as superuser:
        superuser.execute("UPDATE reports_cellcount SET counted_at = counted_at - interval '1 day'")
    assert "Le compte d’aujourd’hui n’est pas encore fait" in page(browser(world.laurent), "dashboard")
    with within(world.laurent):
        assert CellCount.objects.count() == 1


# --- a landlord's ----------------------------------------------------------------------------------------------------
def test_a_landlord_who_referred_nobody_is_told_what_will_be_there(world):
    assert "Aucune saisine" in page(browser(world.nadia), "landlord_dashboard")


def test_a_landlord_counts_her_referrals_and_her_file(world):
    since, later = TODAY - timedelta(days=40), TODAY - timedelta(days=2)
    one, two = (account(world.nadia, lease, balance_on=since) for lease in ("L1", "L2"))
    refer(world.nadia, one, two)
    with testing.connect("postgres", connection.settings_dict["NAME"]) as superuser:
        superuser.execute("UPDATE cases_referral SET submitted_at = %s", [since])
    with within(world.nadia):
        AccountStatement.objects.create(account=one, author_id=one.author_id, on=later, balance_cents=0)
        AccountStatement.objects.create(account=two, author_id=two.author_id, on=later, balance_cents=200_000)
        assert ReferralSheet.objects.count() == 2
    shown = page(browser(world.nadia), "landlord_dashboard", periode=f"{TODAY.year}")
    sent = "2" if since.year == TODAY.year else "0"
    assert figure(shown, "referrals") == sent
    assert figure(shown, "debt-cleared") == "50 %"
    assert "ce que votre agence a saisi" in shown


def test_a_withdrawn_agreement_takes_its_figures_away_at_the_next_request(world):
    referred = engaged(world)
    w.visit(referred.case, world.ines)
    client = browser(world.nadia)
    assert figure(page(client, "landlord_dashboard"), "visits-held") == "0"
    (given,) = sign(referred, world.ines)
    opened = page(client, "landlord_dashboard")
    assert figure(opened, "visits-held") == "1"
    assert figure(page(client, "landlord_dashboard", type="maintenance"), "referrals") == "1"
    with within(world.ines):
        withdraw(consent=given, channel=WithdrawalChannel.TELEPHONE, by=world.ines)
    closed = page(client, "landlord_dashboard")
    assert figure(closed, "visits-held") == "0"
    assert figure(closed, "entries") == figure(opened, "entries"), "what she was told stays what she was told"
    assert figure(page(client, "landlord_dashboard", type="maintenance"), "referrals") == "0"


def test_nothing_of_another_landlord_is_counted(world):
    engaged(world)
    other = browser(world.other_clerk)
    assert "Aucune saisine" in page(other, "landlord_dashboard")
    assert "Aucune saisine" in page(browser(world.litigator), "landlord_dashboard"), "a unit is not its organisation"
    for by in (world.laurent, world.ines, world.admin):
        assert browser(by).get(reverse("landlord_dashboard")).status_code == 404


def test_her_filters_are_in_the_address(world):
    engaged(world)
    w.refer(world.nadia, world.halles_agreement, last_name="Autre")
    client = browser(world.nadia)
    assert figure(page(client, "landlord_dashboard"), "referrals") == "2"
    assert figure(page(client, "landlord_dashboard", association=world.halles.key), "referrals") == "1"
    for name in ("periode", "association", "type"):
        assert figure(page(client, "landlord_dashboard", **{name: "x\x01"}), "referrals") == "2"


def test_what_is_told_later_is_not_counted_before(world):
    """« Close sans suite » is written at the start with the day it shows; a refusal as well."""
    referred = w.refer(world.nadia, world.agreement)
    w.answer(referred, world.ines, state="not_accepted")
    shown = page(browser(world.nadia), "landlord_dashboard")
    rows = dict(re.findall(r'board-bars__label">([^<]*)</span>.*?<text[^>]*>([^<]*)</text>', shown, re.DOTALL))
    assert rows.get("Reçue") == "1"
    assert "Close" not in rows


def test_a_violence_flag_reads_as_an_agreement_that_was_never_given(world):
    referred = engaged(world)
    w.visit(referred.case, world.ines)
    client = browser(world.nadia)
    closed = settled(client.get(reverse("landlord_dashboard")))
    sign(referred, world.ines)
    assert settled(client.get(reverse("landlord_dashboard"))) != closed
    with within(world.ines):
        ViolenceFlag.objects.create(
            **w.content(referred.case, world.ines), person=referred.tenant, set_by_id=world.ines.member_audience
        )
    assert settled(client.get(reverse("landlord_dashboard"))) == closed
