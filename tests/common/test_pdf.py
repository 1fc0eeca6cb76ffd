"""What a reader with a screen reader, an archivist and an attacker find in a PDF."""

import io
from collections.abc import Iterator

import pikepdf
import pytest
from django.template import engines

from common import documents, pdf
from common.static_build import FACES

TEMPLATE = """{% extends "documents/base.html" %}{% block content %}
<h2>Visites</h2><p>En novembre, l'équipe a rencontré 3 fois la famille.</p>
<table><caption>Novembre</caption><thead><tr><th scope="col">Jour</th><th scope="col">Rencontres</th></tr></thead>
<tbody><tr><th scope="row">Lundi</th><td>1 284</td></tr></tbody></table>
<svg width="20" height="20"><title>Une barre de 3 visites</title><rect width="20" height="20" fill="#1D5041"/></svg>
{% endblock %}"""
CONTEXT = {
    "title": "Essai de document",
    "issued_on": "le 20 novembre 2026 à 14 h",
    "issued_at": "2026-11-20T14:00:00+01:00",
    "fingerprint": "3f9a 71c2 e0b8",
}


def make(monkeypatch, source: str = TEMPLATE) -> bytes:
    """The PDF of a template given as text."""
    template = engines["django"].from_string(source)
    monkeypatch.setattr(pdf, "render_to_string", lambda name, context: template.render(context))
    return pdf.make("essai", dict(CONTEXT))


@pytest.fixture
def made(monkeypatch):
    return pikepdf.open(io.BytesIO(make(monkeypatch)))


def elements(node) -> Iterator[pikepdf.Dictionary]:
    """Every structure element below a node, in reading order."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def tags(file) -> list[str]:
    return [str(element.S) for element in elements(file.Root.StructTreeRoot)]


def test_it_says_it_is_pdf_ua_1_and_is_tagged(made):
    with made.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert made.Root.MarkInfo.Marked


def test_language_and_title_are_what_a_reader_announces(made):
    assert str(made.Root.Lang) == "fr"
    assert made.Root.ViewerPreferences.DisplayDocTitle
    assert str(made.docinfo["/Title"]) == CONTEXT["title"]
    with made.open_metadata() as metadata:
        assert metadata["dc:title"] == CONTEXT["title"]


def test_headings_paragraphs_and_tables_are_tagged(made):
    found = tags(made)
    assert [tag for tag in found if tag[:2] in {"/H"} or tag in {"/H1", "/H2", "/H3"}] == ["/H1", "/H2"]
    assert found.count("/TH") == 3
    assert found.count("/TD") == 1
    for tag in ("/Table", "/Caption", "/THead", "/TBody", "/P"):
        assert tag in found


def test_a_header_says_what_it_heads_and_a_cell_what_heads_it(made):
    cells = [element for element in elements(made.Root.StructTreeRoot) if element.S in {"/TH", "/TD"}]
    assert [str(cell.A.Scope) for cell in cells if cell.S == "/TH"] == ["/Column", "/Column", "/Row"]
    (headed,) = [cell for cell in cells if cell.S == "/TD"]
    assert len(headed.A.Headers) == 2


def test_every_figure_has_its_text(made):
    figures = [element for element in elements(made.Root.StructTreeRoot) if element.S == "/Figure"]
    assert [str(figure.Alt) for figure in figures] == ["Palier", "Une barre de 3 visites"]


def test_fonts_are_ours_and_embedded(made):
    names = set()
    for page in made.pages:
        for font in page.Resources.Font.values():
            (descendant,) = font.DescendantFonts
            assert "/FontFile2" in descendant.FontDescriptor or "/FontFile3" in descendant.FontDescriptor
            names.add(str(descendant.BaseFont).split("+")[-1].replace("-", " "))
    assert names
    families = {face.family for face in FACES}
    assert all(any(name.startswith(family) for family in families) for name in names), names


def test_french_spaces_are_in_the_text(monkeypatch):
    import pypdfium2

    text = pypdfium2.PdfDocument(make(monkeypatch))[0].get_textpage().get_text_range()
    assert "l’équipe" in text
    assert "14\u00a0h" in text or "14 h" in text


@pytest.mark.parametrize(
    "asked",
    [
        '<img src="http://127.0.0.1/x.png" alt="x">',
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="static:../settings.py" alt="x">',
        '<img src="static:fonts/../../secrets.json" alt="x">',
        '<img src="static:css/none.css" alt="x">',
        '<img src="data:image/png;base64,AAAA" alt="x">',
        '<link rel="attachment" href="file:///etc/hostname">',
        "<style>@import 'http://127.0.0.1/x.css';</style>",
    ],
)
def test_nothing_but_the_products_static_files_is_opened(monkeypatch, asked):
    hostile = TEMPLATE.replace("<h2>", asked + "<h2>")
    with pytest.raises(pdf.ForbiddenResource):
        make(monkeypatch, hostile)


def test_the_share_done_is_told_in_order(monkeypatch):
    template = engines["django"].from_string(TEMPLATE)
    monkeypatch.setattr(pdf, "render_to_string", lambda name, context: template.render(context))
    shares = []
    pdf.make("essai", dict(CONTEXT), on_step=shares.append)
    assert shares == sorted(shares)
    assert shares[0] > documents.STARTED


def test_drawing_logs_nothing_of_the_content(monkeypatch, caplog):
    with caplog.at_level("INFO"):
        make(monkeypatch)
    assert not [record for record in caplog.records if record.name.startswith(("fontTools", "weasyprint.progress"))]


def test_a_fingerprint_depends_on_content_alone():
    content = {"b": "é", "a": [1, 2]}
    assert documents.fingerprint(content) == documents.fingerprint({"a": [1, 2], "b": "é"})
    assert documents.fingerprint(content) != documents.fingerprint({"a": [2, 1], "b": "é"})
    assert len(documents.fingerprint(content)) == 14
