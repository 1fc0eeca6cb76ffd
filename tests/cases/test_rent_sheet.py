"""« Situation du compte »: one page that says what the account's page says, to who may read it when it is made too."""

import io

import pikepdf
import pypdfium2
import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from cases import tasks
from cases.actions import rent_accounts, withdrawals
from cases.actions.rent_accounts import Reached
from cases.documents import rent_sheet
from cases.documents.entitlement import ACCOUNT_ONLY, CLOSED, RENT_SHEET, WITHDRAWN, refusal_of
from cases.enums import ProcedureStage
from common import documents, pdf
from common.models import Document, Outbox
from common.refusal import Refused
from partners.enums import Role
from partners.models import Membership
from tests.cases.agreements import case_of, sign
from tests.cases.operator_world import client_of
from tests.cases.rent_scene import full_account, sheet_of, usual_account
from tests.cases.rent_world import TODAY, address, scene, tenancy_of
from tests.common.test_pdf import elements, tags
from tests.harness import OWNER, as_role, within

pytestmark = pytest.mark.django_db


@pytest.fixture
def referred(world):
    return scene(world)


def made(content: dict) -> bytes:
    return pdf.make(
        rent_sheet.TEMPLATE,
        content
        | {
            "issuer": "Le Pas de Porte",
            "household": "Mme Vasseur",
            "unit": "Équipe de Montaubre",
            "title": rent_sheet.TITLE,
            "issued_at": "2026-11-21T23:02:00+01:00",
            "issued_on": "le 21 novembre 2026 à 23 h 02",
            "fingerprint": documents.fingerprint(content),
        },
    )


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as opened:
        said = " ".join(page.get_textpage().get_text_range() for page in opened)
    return " ".join(said.replace("\u202f", " ").replace("\xa0", " ").split())


# --- the page -----------------------------------------------------------------------------------------------
def test_it_is_one_page_that_says_what_the_account_says():
    content = made(sheet_of(usual_account()))
    with pypdfium2.PdfDocument(content) as opened:
        assert len(opened) == 1
    said = text_of(content)
    for words in (
        "Dette augmentée de 300,00 € depuis le 27 avril 2026",
        "Impayé constitué. La dette atteint deux mois de loyer et charges, aide déduite (620,00 €).",
        "janvier 2027 si le premier impayé, du",
        "Ce que la règle lit, au 27 octobre 2026",
        "Tenu. Plan tenu au 27 octobre 2026",
        "Noté par le bailleur",
        "Le commandement de payer produit son effet le 20 décembre 2026 (c’est le jour écrit sur l’acte).",
        "CCAPEX saisie, ou CAF informée",
        "Loyer payé 3 mois de suite",
    ):
        assert words in said, words
    assert said.count("520,00 €") == 6 + 1


@pytest.mark.parametrize("statements", [0, 1, 2, 36])
def test_whatever_is_known_it_is_a_page_that_can_be_read(statements):
    content = made(sheet_of(full_account(statements)))
    with pypdfium2.PdfDocument(content) as opened:
        assert len(opened) == 1
    said = text_of(content)
    assert ("Aucun relevé." in said) == (statements == 0)
    assert ("un seul relevé" in said) == (statements == 1)
    assert ("Sans relevé, on ne sait pas." in said) == (statements == 0)


def test_it_is_pdf_ua_1_and_the_chart_has_its_words():
    content = sheet_of(usual_account())
    with pikepdf.open(io.BytesIO(made(content))) as file:
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        assert str(file.Root.Lang) == "fr"
        assert [tag for tag in tags(file) if tag in {"/H1", "/H2", "/H3"}] == ["/H1"] + ["/H2"] * 4
        figures = [str(one.Alt) for one in elements(file.Root.StructTreeRoot) if one.S == "/Figure"]
        (chart,) = [words for words in figures if words.startswith("Dette de loyer")]
        for row in content["rows"]:
            assert f"{row['on']} {row['balance']}" in chart
        assert "cercles numérotés" in chart
        assert all(figures)


def test_the_marks_of_the_chart_are_those_of_the_list():
    content = sheet_of(full_account())
    assert len(content["told"]) == rent_sheet.EVENTS
    assert [mark["number"] for mark in content["chart"]["marks"]] == [one["number"] for one in content["told"]]


# --- who may have it ----------------------------------------------------------------------------------------
def ask(who, case):
    """Asked, its reading logged as an export."""
    with CaptureQueriesContext(connections["log"]) as logged:
        answer = client_of(who).post(address(case, "situation/"))
    if answer.status_code == 302:
        (row,) = [query["sql"] for query in logged.captured_queries if "cases_readinglog" in query["sql"]]
        assert "rent_sheet_print" in row
        assert "export" in row
    return answer


def make(by) -> Document:
    with within(by):
        asked = Document.objects.get(kind=RENT_SHEET)
    tasks.render_document(Outbox.objects.get(subject_id=asked.pk))
    with within(by):
        return Document.objects.get(pk=asked.pk)


def test_both_sides_ask_for_it_and_have_it(world, referred):
    sign(referred, world.ines, also_return=True)
    for who, case in ((world.ines, case_of(referred, world.ines)), (world.nadia, tenancy_of(referred, world.nadia))):
        answer = ask(who, case)
        assert answer.status_code == 302
        ready = make(who)
        assert ready.state == Document.State.READY
        assert "1 284,50 €" in text_of(bytes(ready.content))
        assert client_of(who).get(f"{answer.url}telecharger/").status_code == 200


def test_without_an_agreement_the_teams_holds_nothing_of_the_landlords(world, referred):
    case = case_of(referred, world.ines)
    with within(world.nadia):
        reached = Reached(ProcedureStage.SUMMONS, TODAY())
        rent_accounts.record_stage(case=tenancy_of(referred, world.nadia), by=world.nadia, reached=reached)
    ask(world.ines, case)
    ready = make(world.ines)
    assert ready.snapshot["from_cases"] == []
    said = text_of(bytes(ready.content))
    assert "1 284,50" not in said
    assert "Assignation" not in said


def test_who_lost_the_account_meanwhile_does_not_get_it(world, referred):
    """Asked while the household agreed, refused when it is made, once it no longer does."""
    given = sign(referred, world.ines, also_return=True)
    case = case_of(referred, world.ines)
    ask(world.ines, case)
    withdraw(given, world.ines)
    with within(world.ines):
        asked = Document.objects.get(kind=RENT_SHEET)
        assert asked.snapshot["from_cases"] == [referred.tenancy.pk]
        assert refusal_of(asked, world.ines) == WITHDRAWN
    with pytest.raises(Refused, match="Accord retiré"):
        tasks.render_document(Outbox.objects.get(subject_id=asked.pk))
    with within(world.ines):
        assert Document.objects.get(pk=asked.pk).content is None


def test_one_that_was_made_is_not_downloaded_again_after_the_agreement(world, referred):
    given = sign(referred, world.ines, also_return=True)
    answer = ask(world.ines, case_of(referred, world.ines))
    assert make(world.ines).state == Document.State.READY
    download = f"{answer.url}telecharger/"
    assert client_of(world.ines).get(download).status_code == 200
    withdraw(given, world.ines)
    assert client_of(world.ines).get(download).status_code == 403


def withdraw(given, by) -> None:
    for consent in given:
        with within(by):
            withdrawals.withdraw(consent=consent, channel="in_person", by=by)


def test_the_landlords_holds_what_the_team_noted_only_while_it_is_agreed(world, referred):
    given = sign(referred, world.ines, also_return=True)
    with within(world.ines):
        reached = Reached(ProcedureStage.REMINDER, TODAY())
        rent_accounts.record_stage(case=case_of(referred, world.ines), by=world.ines, reached=reached)
    ask(world.nadia, tenancy_of(referred, world.nadia))
    withdraw(given, world.ines)
    with within(world.nadia):
        asked = Document.objects.get(kind=RENT_SHEET)
        assert asked.snapshot["from_cases"] == [referred.case.pk]
        assert refusal_of(asked, world.nadia) == WITHDRAWN


def test_a_clerk_who_became_something_else_no_longer_has_it(world, referred):
    ask(world.nadia, tenancy_of(referred, world.nadia))
    with as_role(OWNER):
        Membership.objects.filter(pk=world.nadia.membership.pk).update(role=Role.DPO)
    with within(world.nadia):
        asked = Document.objects.get(kind=RENT_SHEET)
    with pytest.raises(Refused) as refused:
        tasks.render_document(Outbox.objects.get(subject_id=asked.pk))
    assert str(refused.value) in (ACCOUNT_ONLY, CLOSED)


def test_nobody_else_asks_for_it(world, referred):
    mine, tenancy = case_of(referred, world.ines), tenancy_of(referred, world.nadia)
    for who, case in ((world.bea, mine), (world.other_clerk, tenancy), (world.litigator, tenancy), (world.nadia, mine)):
        assert ask(who, case).status_code == 404
    assert client_of(world.ines).get(address(mine, "situation/")).status_code == 405
