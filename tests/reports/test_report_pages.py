"""The pages of reports: a manager's, from preparing to issuing, and a funder's."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.periods import year
from common import outbox
from common.models import Outbox
from launcher import testing
from partners.models import Agreement, Programme
from reports import making
from reports.actions import issuing, preparing
from reports.actions.writing import LONGEST_COMMENT, places_of
from reports.models import Report
from reports.queries import reports as queries
from tests.cases.agreements import browser
from tests.funding.measured import plain
from tests.gate.readings import readings
from tests.harness import OWNER, as_role, within
from tests.reports import reported
from tests.reports.shelf import Shelf

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "log", "statistics"])
LAST = timezone.localdate().year - 1
MOST = 8


@pytest.fixture
def shelf(world):
    return Shelf(world)


@pytest.fixture
def programme(world):
    return world.agreement.programme


@pytest.fixture
def client(world):
    return browser(world.laurent)


def url(name: str, *args) -> str:
    return reverse(name, args=args)


def page(client, address: str) -> str:
    """Its text; at most eight statements of its own, and no reading of anybody."""
    with CaptureQueriesContext(connection) as captured, readings() as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    sent = [
        query["sql"]
        for query in captured.captured_queries
        if any(name in query["sql"] for name in ("reports_", "cases_", "programme", "unitcapacity"))
    ]
    assert len(sent) <= MOST, sent
    assert seen.rows == []
    return plain(answer.content.decode())


def carried_by(client, address: str) -> str:
    return client.get(address).context["shown"]


def test_a_manager_prepares_one_for_a_funder(world, shelf, programme, client):
    assert "Aucun rapport" in page(client, url("reports"))
    new = page(client, url("report_new"))
    assert shelf.helene.organisation_name in new
    assert f"année {LAST}" in new
    key = str(shelf.funder.public_id)
    sent = {"programme": programme.key, "choice": str(LAST), "recipients": [key]}
    answer = client.post(url("report_new"), sent)
    with within(world.laurent):
        report = Report.objects.get()
        assert [each.recipient_id for each in report.recipients.all()] == [shelf.helene.unit_audience]
    assert answer.url == url("report", report.public_id)
    assert "attend son tour" in page(client, answer.url)
    assert client.get(url("report_progress", report.public_id), {"shown": "0"}).status_code == 204
    reported.work(report)
    assert (
        "Les chiffres sont prêts"
        in client.get(url("report_progress", report.public_id), {"shown": "0"}).content.decode()
    )
    assert "Marquer comme relu" in page(client, answer.url)
    assert "À relire" in page(client, url("reports"))


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("", "2025-02-01", "Il manque le premier jour"),
        ("2025-03-01", "2025-02-01", "vient avant le premier"),
        ("2025-03-01", "2099-02-01", "pas encore passé"),
        ("2019-03-01", "2025-02-01", "trop longue"),
    ],
)
def test_other_dates_that_cannot_be_are_said(world, client, since, until, said):
    programme = world.agreement.programme
    sent = {"programme": programme.key, "choice": "dates", "since": since, "until": until}
    answer = client.post(url("report_new"), sent)
    assert said in plain(answer.content.decode())
    with within(world.laurent):
        assert not Report.objects.exists()


def test_a_chart_of_nothing_is_not_drawn_and_says_so(world, shelf, programme, client):
    report = reported.composed(world.laurent, programme, year(LAST), shelf.helene)
    shown = page(client, url("report", report.public_id))
    assert "La dette de loyer, de l’entrée à la fin" in shown
    assert "Rien à compter sur la période." in shown
    assert "report-paper" not in shown


def test_what_is_written_keeps_itself(world, shelf, programme, client):
    report = reported.composed(world.laurent, programme, year(LAST), shelf.helene)
    address = url("report", report.public_id)
    assert "Votre commentaire" in page(client, address)
    kept = client.post(address, {"step": "keep", "rent": "Un texte", "draft": "{}"})
    assert json.loads(kept.content)["said"].startswith("Enregistré")
    crossed = client.post(address, {"step": "keep", "rent": "Autre", "draft": "{}"})
    assert crossed.status_code == 409
    shown = client.post(address, {"rent": "Autre", "draft": "{}"})
    assert shown.status_code == 409
    assert "Un texte" in plain(shown.content.decode())
    long = client.post(address, {"rent": "x" * 7000, "draft": "{}"})
    assert "trop long" in plain(long.content.decode())
    by_itself = client.post(address, {"step": "keep", "rent": "x" * 7000, "draft": "{}"})
    assert "Pas encore enregistré" in json.loads(by_itself.content)["said"]


def test_read_over_signed_and_issued_from_its_page(world, shelf, programme, client):
    report = reported.composed(world.laurent, programme, year(LAST), shelf.helene)
    address = url("report", report.public_id)
    written = {"rent": "Un texte", "draft": "{}", "shown": carried_by(client, address), "then": "check"}
    assert client.post(address, written).url == address
    shown = page(client, address)
    assert "Un texte" in shown
    assert "Signer ce rapport" in shown
    client.post(url("report_act", report.public_id, "signer"), {"shown": carried_by(client, address)})
    assert "attendent leur tour" in page(client, address)
    assert client.get(url("report_file", report.public_id, "reading")).status_code == 404
    reported.work(report, issuing.MAKE_FILES)
    shown = page(client, address)
    assert f"{shelf.helene.organisation_name} le lira dès maintenant" in shown
    assert client.get(url("report_file", report.public_id, "reading"))["Content-Type"] == "application/pdf"
    issued = client.post(url("report_issue", report.public_id), {"shown": carried_by(client, address)})
    assert issued.url == address
    assert f"Destinataire : {shelf.helene.organisation_name}" in page(client, address)
    assert "Remis" in page(client, url("reports"))


def test_a_funder_reads_every_report_in_one_click(world, shelf, programme):
    helene = browser(shelf.helene)
    assert helene.get("/").url == url("issued_reports")
    assert "Aucun rapport remis" in page(helene, url("issued_reports"))
    draft = reported.signed(world.laurent, programme, year(LAST - 1), shelf.helene)
    report = reported.issued(world.laurent, programme, year(LAST), shelf.helene)
    shown = page(helene, url("issued_reports"))
    assert f"Rapport annuel {LAST}" in shown
    assert f"Rapport annuel {LAST - 1}" not in shown
    for kind, start, disposition in (
        ("reading", b"%PDF", "inline"),
        ("archive", b"%PDF", "attachment"),
        ("table", b"PK", "attachment"),
    ):
        answer = helene.get(url("issued_report_file", report.public_id, kind))
        assert answer.content.startswith(start)
        assert answer["Content-Disposition"].startswith(disposition)
        assert helene.get(url("issued_report_file", draft.public_id, kind)).status_code == 404
        assert browser(shelf.other).get(url("issued_report_file", report.public_id, kind)).status_code == 404
    assert helene.get(url("issued_report_file", report.public_id, "autre")).status_code == 404


def test_a_funder_has_no_other_page(world, shelf, programme):
    helene = browser(shelf.helene)
    report = reported.issued(world.laurent, programme, year(LAST), shelf.helene)
    for address in (
        url("reports"),
        url("report", report.public_id),
        url("report_file", report.public_id, "reading"),
        url("funding"),
        url("day"),
        url("tenants"),
        url("committees"),
    ):
        assert helene.get(address).status_code == 404, address
    assert "Palier" in plain(helene.get(url("account")).content.decode())


def test_a_file_that_is_not_what_was_made_is_not_given(world, shelf, programme, client):
    report = reported.signed(world.laurent, programme, year(LAST), shelf.helene)
    with testing.connect("postgres", connection.settings_dict["NAME"]) as superuser:
        superuser.execute("UPDATE reports_reportfile SET content = 'x'")
        superuser.commit()
    with pytest.raises(ValueError, match="not the one"):
        client.get(url("report_file", report.public_id, "reading"))


def test_what_a_worker_gave_up_is_said_and_taken_up(world, shelf, programme, client, monkeypatch):
    report = reported.prepared(world.laurent, programme, year(LAST), shelf.helene)

    def fails(*arguments, **more):
        raise RuntimeError

    monkeypatch.setattr(making, "gather", fails)
    row = Outbox.objects.get(task=preparing.COMPOSE)
    for _ in range(outbox.MAX_ATTEMPTS):
        Outbox.objects.update(next_at=timezone.now())
        outbox.run(row.pk)
    address = url("report", report.public_id)
    assert "Rapport non préparé" in page(client, address)
    assert outbox.UNMADE in page(client, url("reports"))
    monkeypatch.undo()
    client.post(url("report_act", report.public_id, "arreter"))
    assert "Compter de nouveau" in page(client, address)
    client.post(url("report_count", report.public_id))
    reported.work(report)
    assert "Marquer comme relu" in page(client, address)


def test_sections_are_taken_out_on_its_page(world, shelf, programme, client):
    report = reported.composed(world.laurent, programme, year(LAST), shelf.helene)
    address = url("report_count", report.public_id)
    before = re.findall(r'name="avant" value="([a-z]+)"', page(client, url("report", report.public_id)))
    assert {"glance", "rent", "visits"} <= set(before)
    client.post(address, {"avant": before, "section": ["glance", "rent"]})
    report = reported.again(report, world.laurent)
    assert "visits" in report.left_out
    assert "rent" not in report.left_out
    # Another manager, who opened the page when every section was ticked, takes one out: she puts none back.
    reported.work(report)
    client.post(address, {"avant": before, "section": [each for each in before if each != "rent"]})
    report = reported.again(report, world.laurent)
    assert {"rent", "visits"} <= set(report.left_out)
    reported.work(report)
    client.post(address, {"avant": [each for each in before if each != "visits"], "section": before})
    assert "visits" not in reported.again(report, world.laurent).left_out


def test_a_signed_report_that_is_overtaken_says_so_as_soon_as_its_files_are_there(world, shelf, programme, client):
    by = world.laurent
    first = reported.signed(by, programme, year(LAST), shelf.helene)
    second = reported.signed(by, programme, year(LAST - 1), shelf.helene)

    def said() -> str:
        return client.get(url("report_progress", second.public_id)).text

    assert "Il reste à le remettre" in said()
    with within(by):
        issuing.issue(report=first, by=by)
    assert "Il reste à le remettre" not in said()


def test_a_text_that_is_too_long_is_named(world, shelf, programme, client):
    report = reported.composed(world.laurent, programme, year(LAST), shelf.helene)
    sent = {"step": "keep", "rent": "x" * (LONGEST_COMMENT + 1), "draft": "{}"}
    said = client.post(url("report", report.public_id), sent).json()["said"]
    assert dict(places_of(report))["rent"] in said
    assert "Raccourcissez ce texte" in said


def test_who_did_not_adhere_is_counted_where_the_unit_has_one_programme(world, shelf, programme, client):
    """A request that closed at day 60 says no programme any more (docs/adr/0031): its report says whether it counts it."""
    by = world.laurent
    alone = reported.composed(by, programme, year(LAST), shelf.helene)
    other = Programme.objects.exclude(key=programme.key).earliest("pk")
    with as_role(OWNER):
        Agreement.objects.create(programme=other, operator_unit_id=by.membership.unit_id, starts_on=date(2020, 1, 1))
    among = reported.composed(by, programme, year(LAST - 1), shelf.helene)
    for report, is_counted in ((alone, True), (among, False)):
        with within(by):
            issuing.check(report=report, by=by)
            issuing.sign(report=reported.again(report, by), by=by)
        said = str((reported.again(report, by).snapshot or {})["method"])
        assert ("reste compté dans les saisines" in said) == is_counted
        assert ("n’est plus compté" in said) == (not is_counted)


def test_those_beyond_the_latest_are_found_by_their_year(world, shelf, programme, client, monkeypatch):
    """A funder's by the year in which they were issued, and what was corrected since says so there too."""
    monkeypatch.setattr(queries, "SHOWN", 1)
    helene = browser(shelf.helene)
    first = reported.issued(world.laurent, programme, year(LAST - 1), shelf.helene)
    with testing.connect("postgres", connection.settings_dict["NAME"]) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for table in ("report", "reportrecipient"):
            superuser.execute(f"UPDATE reports_{table} SET issued_at = issued_at - interval '2 years'")
        superuser.commit()
    assert "Par année" not in page(client, url("reports")) + page(helene, url("issued_reports"))
    with within(world.laurent):
        made = preparing.correct(report=reported.again(first, world.laurent), by=world.laurent)
    reported.led_on(made, world.laurent)
    reported.composed(world.laurent, programme, year(LAST), shelf.helene)
    shown = page(client, url("reports"))
    assert f"Rapport annuel {LAST}" in shown
    assert f"Rapport annuel {LAST - 1}" not in shown
    before = page(client, url("reports") + f"?annee={LAST - 1}")
    assert before.count(f"Rapport annuel {LAST - 1}") == 2
    assert f"Rapport annuel {LAST}" not in before
    latest = page(helene, url("issued_reports"))
    assert "version 2, corrigée" in latest
    assert "Une version corrigée le remplace" not in latest
    old = page(helene, url("issued_reports") + f"?annee={LAST - 1}")
    assert "Une version corrigée le remplace" in old
    assert "version 2" not in old
    for odd in ("x", "1900", ""):
        assert "version 2, corrigée" in page(helene, url("issued_reports") + f"?annee={odd}")


def test_the_number_of_statements_does_not_grow(world, shelf, programme, client):
    def statements(browsing, address: str) -> int:
        browsing.get(address)  # a session that is written again after a minute is not of the page
        with CaptureQueriesContext(connection) as captured:
            browsing.get(address)
        return len(captured)

    helene = browser(shelf.helene)
    for number in (1, 3):
        reported.issued(world.laurent, programme, year(LAST - number), shelf.helene)
        counted = statements(client, url("reports")), statements(helene, url("issued_reports"))
        if number == 1:
            first = counted
    assert counted == first
