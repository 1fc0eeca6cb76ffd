"""No two words of a document are written over each other, however long the names and large the numbers."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime

import pytest
from django.conf import settings

from cases.documents import activity_report as report
from cases.documents import rent_sheet, who_sees
from cases.documents.information import Notice
from cases.documents_consent import CONTINUES, KEPT_BY_LANDLORD, Ended, receipt_content
from cases.queries.who_sees import LookingRow, SeeingRow
from common import pdf
from partners.enums import Role
from reports.documents import annual_report
from reports.documents.files import context_of
from reports.documents.given import Cover
from tests.cases.rent_scene import full_account, sheet_of
from tests.cases.test_activity_report_pdf import LONGEST, PERIODS, content
from tests.committees import papers_scene
from tests.common.pdf_words import Word, overlaps_of
from tests.common.test_pdf import CONTEXT, make
from tests.reports import report_scene

#: As long as a name of the directory may be, in one word, in many, and with nowhere to cut.
LONG_WORD = "Anticonstitutionnellement-Hospitalo-Universitaire"
LONG_NAME = "Groupement interdépartemental d’accompagnement vers et dans le logement des Hautes-Terres-du-Val-Montaubre"
UNCUT = "Saint-Barthélemy-d’Anjou-et-Châteauneuf-la-Forêt" * 2
SINCE, NO_END = datetime(2026, 5, 3, 9, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
AT = datetime(2026, 11, 20, 14, 5, 6, tzinfo=UTC)


def seeing(organisation: str, unit: str, basis: str, **changes) -> SeeingRow:
    row = SeeingRow(organisation, unit, "operator", LONG_NAME, "", ["identity", "housing"], [], basis, SINCE, NO_END)
    return row._replace(**changes)


def page_of_a_person() -> dict:
    rows = [
        seeing(LONG_NAME, LONG_WORD, "referent", member_name=f"{LONG_WORD} {LONG_WORD}", scopes=["social", "sheet"]),
        seeing(LONG_NAME, LONG_WORD, "team", scopes=["identity", "housing", "budget", "social"]),
        seeing(UNCUT, UNCUT, "agreement", capacity="landlord"),
    ]
    looking = [
        LookingRow(date(2026, 11, 20), name, name, "operator", function, purpose, 98765)
        for name in (LONG_NAME, LONG_WORD, UNCUT)
        for function in (*Role.values, LONG_NAME)
        for purpose in who_sees.PURPOSES
    ]
    name = f"Mme Marie-Josèphe {LONG_WORD}"
    return asdict(who_sees.build(person_name=name, case_number="M-2026-ABCDE", seeing=rows, looking=looking))


def receipt(*, ended: int) -> dict:
    one = Ended(
        f"{LONG_NAME}, {UNCUT}", "vos coordonnées, votre logement et votre budget", "3 mai 2026", KEPT_BY_LANDLORD
    )
    made = receipt_content(
        number="R-2026-ABCDEFGH",
        person_name=f"Mme Marie-Josèphe {LONG_WORD}",
        at=AT,
        channel=f"par {LONG_NAME}",
        received_by=UNCUT,
        ended=[one] * ended,
    )
    assert made.continues == CONTINUES
    return asdict(made)


def information(**changes) -> dict:
    said = {
        "operator": LONG_NAME,
        "unit": UNCUT,
        "landlord": f"{LONG_NAME}, {UNCUT}",
        "sent_on": "3 mai 2026",
        "closes_on": "2 juillet 2026",
        "referent": f"Marie-Josèphe {LONG_WORD}",
        "referent_phone": "06 39 98 10 01",
        "officer": f"Paul {LONG_WORD}",
        "officer_email": f"protection.des.donnees@{'long' * 12}.example",
    }
    return asdict(Notice(**(said | changes)))


def busy_report(period) -> dict:
    """Of a team as large as a department's, under the longest names."""
    return content(period, big=True, most=9999) | {"unit": f"{LONG_NAME}, {UNCUT}"}


def certificate() -> dict:
    """For a household and a unit of long names."""
    names = ("household", "operator", "recipient", "referent")
    return {
        **dict.fromkeys(names, LONG_NAME),
        "since": "3 octobre 2026",
        "contract": "",
        "referent_phone": "06 39 98 10 01",
    }


def signed_part() -> dict:
    """Sections of each sort, an annex and signatures."""
    section = {
        "title": LONG_NAME,
        "said": [LONG_NAME] * 2,
        "items": [LONG_NAME] * 3,
        "rows": [("Durée", LONG_NAME)] * 4,
    }
    signed = [(LONG_NAME, "le ménage", "3 octobre 2026")] * 3
    return {"sections": [section] * 4, "annex": [section], "signatures": signed, "part_digest": "d" * 64}


def account_sheet(statements: int = 36) -> dict:
    """As much as may be told of an account, under the longest names."""
    return sheet_of(full_account(statements)) | {"household": f"Mme Marie-Josèphe {LONG_WORD}", "unit": UNCUT}


def annual() -> dict:
    """An annual report under the longest names, of a programme large enough to have figures beside them."""
    named = {
        key: replace(one, labels={name: f"{label} {LONG_NAME}" for name, label in one.labels.items()})
        for key, one in report_scene.CATEGORIES.items()
    }
    cover = Cover(LONG_NAME, LONG_NAME, UNCUT, LONG_NAME, LONG_NAME, LONG_NAME)
    return context_of(report_scene.content_of(150, categories=named, cover=cover), at=AT, is_sealed=True)


PAPERS = {
    **{f"report of {name}": (report.TEMPLATE, content(period, big=True)) for name, period in PERIODS.items()},
    "report of nothing": (report.TEMPLATE, content(LONGEST, big=False)),
    "report of thousands": (report.TEMPLATE, busy_report(LONGEST)),
    "report of a busy year": (report.TEMPLATE, busy_report(PERIODS["a year"])),
    "annual report": (annual_report.TEMPLATE, annual()),
    "receipt": ("documents/receipt-1.html", receipt(ended=3)),
    "receipt of everything": ("documents/receipt-1.html", receipt(ended=0)),
    "information": ("documents/information-2.html", information()),
    "information without a name": ("documents/information-2.html", information(referent="", officer="")),
    "information, as first published": ("documents/information-1.html", information()),
    "certificate": ("documents/certificate-1.html", certificate()),
    "rent sheet": (rent_sheet.TEMPLATE, account_sheet()),
    "rent sheet of nothing": (rent_sheet.TEMPLATE, account_sheet(statements=0)),
    "contract": ("documents/part-1.html", signed_part()),
    **papers_scene.contents(),
    **{f"{name}, at length": paper for name, paper in papers_scene.contents(long=LONG_NAME).items()},
    "minutes of one word": papers_scene.contents(long=LONG_WORD)["minutes"],
    "who sees": ("documents/who_sees-2.html", page_of_a_person()),
    "who sees, as first published": ("documents/who_sees-1.html", page_of_a_person()),
}


def test_every_document_of_the_product_is_looked_at():
    (folder,) = settings.TEMPLATES[0]["DIRS"]
    papers = {path.name for path in (folder / "documents").glob("*-[0-9].html")}
    assert {template.removeprefix("documents/") for template, _ in PAPERS.values()} == papers


@pytest.mark.parametrize("paper", PAPERS)
def test_no_word_is_over_another(paper):
    template, given = PAPERS[paper]
    assert overlaps_of(pdf.make(template, CONTEXT | {"issuer": LONG_NAME} | given)) == []


# --- it can fail --------------------------------------------------------------------------------------------------
APART = """{% extends "documents/base.html" %}{% block content %}
<p style="width: 60mm">Une affiche <strong>difficile</strong>, un office.</p>
<table style="width: 60mm; table-layout: fixed"><tr><td style="padding: 0; width: 30mm">Message</td><td>Départ</td></tr>
</table>{% endblock %}"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('width: 30mm">Message', 'width: 30mm; white-space: nowrap">Annulée par le ménage'),
        ('width: 60mm">Une', 'width: 25mm; line-height: 0.3">Une'),
        ("un office", '<span style="margin-left: -9mm">un office</span>'),
        ("<td>Départ", '<td><span style="position: relative; left: -18mm">Départ</span>'),
    ],
    ids=["a cell too narrow", "lines too near", "a word drawn back", "a word moved"],
)
def test_words_over_each_other_are_found(monkeypatch, before, after):
    assert overlaps_of(make(monkeypatch, APART)) == []
    assert before in APART
    assert overlaps_of(make(monkeypatch, APART.replace(before, after)))


def test_what_touches_is_not_over():
    word = Word("Tenue", 0, 0, 10, 5)
    assert word.covers(replace(word, left=9, right=20))
    assert not word.covers(replace(word, left=9.5, right=20))
    assert not word.covers(replace(word, bottom=4.5, top=9))


def test_a_page_without_words_proves_nothing(monkeypatch):
    blank = "<!DOCTYPE html><html lang='fr'><title>x</title><svg width='9' height='9'><title>x</title></svg></html>"
    with pytest.raises(AssertionError, match="no word"):
        overlaps_of(make(monkeypatch, blank))
