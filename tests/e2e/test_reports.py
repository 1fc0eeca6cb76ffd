"""A report in the running product: its manager prepares, comments, signs and issues it, and a funder opens it; each screen of both."""

import io
from datetime import date
from urllib.parse import urljoin

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.e2e.screens import Screens, follow, press
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser
DEPARTMENT = "Conseil départemental du Val-Montaubre"
#: Counting and masking, then three files, by one worker that does other things.
MOST_MS = 180_000
LEAD = "L’équipe a gardé deux soirées par semaine pour les premières visites."


def test_a_manager_issues_a_report_and_its_funder_reads_it(visit):
    laurent, helene = visit("Laurent"), visit("Hélène")
    helene.heading("Rapports remis")
    before = helene.page.locator(".reports-received > li").count()
    screens = Screens(laurent, "manager")
    _prepares(laurent, screens)
    _writes(laurent, screens)
    _signs(laurent, screens)
    assert helene.status("/rapports/") == 404
    helene.page.reload()
    expect(helene.page.locator(".reports-received > li")).to_have_count(before)
    _issues(laurent, screens)
    _reads(helene, before)


def _prepares(laurent: Visitor, screens: Screens) -> None:
    follow(laurent, "Rapports")
    laurent.heading("Rapports aux financeurs")
    screens.show("funder-reports")
    follow(laurent, "Préparer un rapport")
    laurent.heading("Préparer un rapport")
    screens.show("report-new")
    laurent.page.locator("[name=choice]").select_option(str(date.today().year - 2))
    laurent.page.get_by_label(DEPARTMENT).check()
    press(laurent, "Préparer le rapport")
    laurent.heading(f"Rapport annuel {date.today().year - 2}")
    expect(laurent.page.locator("main")).to_contain_text("Les chiffres sont prêts", timeout=MOST_MS)
    follow(laurent, "Relire et commenter")


def _writes(laurent: Visitor, screens: Screens) -> None:
    screens.show("report-written")
    laurent.page.get_by_label("Les premières phrases").fill(LEAD)
    laurent.page.get_by_label("Le titre de la première page").focus()
    expect(laurent.page.locator("[data-draft-said]")).to_contain_text("Enregistré à")
    press(laurent, "Marquer comme relu")
    expect(laurent.page.locator("main")).to_contain_text(LEAD)


def _signs(laurent: Visitor, screens: Screens) -> None:
    screens.show("report-read-over")
    press(laurent, "Signer")
    press(laurent, "Signer le rapport")
    expect(laurent.page.locator("main")).to_contain_text("prêts", timeout=MOST_MS)
    laurent.page.reload()


def _issues(laurent: Visitor, screens: Screens) -> None:
    screens.show("report-signed")
    press(laurent, "Remettre")
    expect(laurent.page.locator("dialog[open]")).to_contain_text(f"{DEPARTMENT} le lira dès maintenant")
    press(laurent, "Remettre le rapport")
    expect(laurent.page.locator("main")).to_contain_text(f"Destinataire : {DEPARTMENT}")
    screens.show("report-issued")


def _reads(helene: Visitor, before: int) -> None:
    helene.page.reload()
    expect(helene.page.locator(".reports-received > li")).to_have_count(before + 1)
    Screens(helene, "funder").show("reports")
    link = helene.page.locator(".reports-received h2 a").first
    expect(link).to_contain_text(str(date.today().year - 2))
    answer = helene.context.request.get(urljoin(helene.url, str(link.get_attribute("href"))))
    assert answer.headers["content-disposition"].startswith("inline")
    with pikepdf.open(io.BytesIO(answer.body())) as pdf:
        assert pdf.Root.MarkInfo.Marked
