"""The scan of a paper form: drawn again before it is kept, read by its secretariat alone while the form may be read."""

import io
import zlib
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from cases.reading import Purpose
from committees import scans
from committees.actions import sheets
from committees.models import SheetScan
from committees.scans import Scan, read_scan
from common.context import acting
from common.refusal import NotYours, Refused
from tests.cases.agreements import picture
from tests.cases.landlord import signed_in
from tests.committees import hall as h
from tests.committees import presented as p
from tests.committees.test_acts import fresh, typed
from tests.committees.test_pages import paper, said, url
from tests.gate.readings import readings
from tests.harness import OWNER, sql, within

SECRET = "Brahimi, née en 1990"


def a_form(pages: int = 1, side: int = 300) -> bytes:
    """A PDF with a picture a page, a title, an attachment and a script."""
    drawn = []
    for number in range(pages):
        page = Image.new("RGB", (side, side), "white")
        ImageDraw.Draw(page).rectangle((20, 20 + number, 120, 90), fill="black")
        drawn.append(page)
    made = io.BytesIO()
    drawn[0].save(made, "PDF", save_all=True, append_images=drawn[1:], title=SECRET)
    with pikepdf.open(io.BytesIO(made.getvalue())) as pdf:
        pdf.attachments["notes.txt"] = pikepdf.AttachedFileSpec(pdf, SECRET.encode())
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SECRET)
        kept = io.BytesIO()
        pdf.save(kept)
    return kept.getvalue()


def locked() -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_form())) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="a", user="b"))
    return made.getvalue()


def file(content: bytes | None = None, name: str = "formulaire.pdf"):
    return SimpleUploadedFile(name, content if content is not None else a_form(), "application/pdf")


def everything(content: bytes) -> bytes:
    """With what is compressed in it."""
    found = [content]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream) and each.get("/Filter") == pikepdf.Name.FlateDecode:
                found.append(zlib.decompress(each.read_raw_bytes()))
    return b" ".join(found)


# What is kept -------------------------------------------------------------------------------------------------------


def test_a_pdf_is_kept_as_pictures_of_its_pages_and_nothing_else():
    given = a_form(pages=3)
    kept = read_scan(given)
    assert kept.media_type == "application/pdf"
    with pikepdf.open(io.BytesIO(given)) as pdf:
        assert "/OpenAction" in pdf.Root
        assert len(pdf.attachments) == 1
    with pikepdf.open(io.BytesIO(kept.content)) as pdf:
        assert len(pdf.pages) == 3
        assert {"/OpenAction", "/Names", "/AcroForm", "/Metadata"} & set(pdf.Root.keys()) == set()
        assert "/Title" not in pdf.docinfo
    assert SECRET.encode() not in everything(kept.content)
    assert SECRET.encode("utf-16-be") not in everything(kept.content)


def test_what_is_drawn_again_looks_like_what_was_given():
    with pypdfium2.PdfDocument(read_scan(a_form()).content) as pdf:
        size, page = pdf[0].get_size(), pdf[0].render(scale=1).to_pil().convert("L")
    assert size == pytest.approx((300, 300), abs=1)
    assert (page.getpixel((60, 50)) < 60, page.getpixel((200, 200)) > 200) == (True, True)


def test_a_large_page_is_drawn_at_a_size_that_is_bounded():
    with pypdfium2.PdfDocument(read_scan(a_form(side=6_000)).content) as pdf:
        (image,) = pdf[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        assert max(image.get_px_size()) <= scans.MAX_SIDE


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_loses_its_metadata(kind):
    kept = read_scan(picture(kind))
    assert kept.media_type == "image/jpeg"
    assert b"Vasseur" not in kept.content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "ni un PDF"),
        (b"GIF89a" + b"0" * 100, "ni un PDF, ni une image JPEG ou PNG"),
        (b"PK\x03\x04" + b"0" * 100, "ni un PDF"),
        (b"<html>%PDF-1.7", "ni un PDF"),
        (b"%PDF-1.7 " + b"0" * 100, "ne s’ouvre pas"),
        (b"\xff\xd8\xff" + b"0" * 100, "ne s’ouvre pas"),
        (b"%PDF-" + b"0" * scans.MAX_BYTES, "8 Mo"),
        (a_form(pages=scans.MAX_PAGES + 1, side=40), "entre 1 et 10 pages"),
        (locked(), "demande un mot de passe"),
    ],
    ids=["nothing", "gif", "archive", "html", "broken pdf", "broken photo", "heavy", "long", "locked"],
)
def test_another_file_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(Refused, match=sentence):
        read_scan(content)


# Who joins it, who reads it -----------------------------------------------------------------------------------------


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def claire(hall):
    return signed_in(hall.secretary)


@pytest.fixture
def scanned(hall):
    """A paper form typed with its scan, by another transaction than the one that reads it."""
    made = typed(hall, scan=Scan(b"%PDF-1.4 kept", "application/pdf"))
    h.some_time_ago()
    return made


def test_a_form_is_typed_with_its_scan_and_downloaded(hall, claire):
    typing = url("sheet_type", hall.committee)
    assert 'enctype="multipart/form-data"' in claire.get(typing).content.decode()
    refused = said(claire.post(typing, paper(scan=file(b"GIF89a", "scan.gif"))))
    assert "Ce fichier n’est ni un PDF" in refused
    assert claire.post(typing, paper(scan=file())).status_code == 302
    with within(hall.secretary):
        kept = SheetScan.objects.select_related("sheet").get()
    page = said(claire.get(url("sheet_filed", kept.sheet)))
    assert "Télécharger le formulaire numérisé" in page
    assert "Joindre le formulaire" not in page
    answer = claire.get(url("sheet_scan", kept.sheet))
    assert answer.content == bytes(kept.content)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert answer["Content-Disposition"] == f'attachment; filename="formulaire-{kept.sheet.number.lower()}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_its_download_is_logged(hall, claire, scanned):
    with readings() as seen:
        claire.get(url("sheet_scan", scanned))
    (row,) = seen.rows
    assert (row["purpose"], row["route"]) == (Purpose.EXPORT, "sheet_scan")
    assert (row["presentation_sheet_ids"], row["case_ids"]) == ([scanned.pk], [])


def test_a_scan_is_joined_later_once(hall, claire):
    made = typed(hall)
    h.some_time_ago()
    page = said(claire.get(url("sheet_filed", made)))
    assert "Joindre le formulaire" in page
    assert claire.get(url("sheet_scan", made)).status_code == 404
    assert "Choisissez d’abord le formulaire" in said(claire.post(url("sheet_scan", made), {}))
    assert "ni un PDF" in said(claire.post(url("sheet_scan", made), {"scan": file(b"x")}))
    assert claire.post(url("sheet_scan", made), {"scan": file()}).url == url("sheet_filed", made)
    assert "est déjà joint" in said(claire.post(url("sheet_scan", made), {"scan": file()}))
    with within(hall.secretary):
        assert SheetScan.objects.filter(sheet=made).count() == 1


def test_a_photograph_is_downloaded_as_one(hall, claire):
    claire.post(url("sheet_type", hall.committee), paper(scan=file(picture("PNG"), "photo.png")))
    with within(hall.secretary):
        kept = SheetScan.objects.select_related("sheet").get()
    answer = claire.get(url("sheet_scan", kept.sheet))
    assert (answer["Content-Type"], answer["Content-Disposition"][-5:]) == ("image/jpeg", '.jpg"')


def test_a_scan_that_is_not_the_one_that_was_joined_is_not_given(hall, claire, scanned):
    h.unforced("committees_sheetscan")
    sql("UPDATE committees_sheetscan SET digest = 'other'", role=OWNER)
    with pytest.raises(ValueError, match="not the one that was joined"):
        claire.get(url("sheet_scan", scanned))


def test_no_seat_and_nobody_else_reads_it(hall, scanned, world):
    p.sent(hall, fresh_as(hall, scanned))
    for audiences in (
        *((holder.audience_id,) for holder in hall.holders.values()),
        hall.account.audiences,
        hall.seated.audiences,
        world.ines.audiences,
    ):
        with acting(audiences):
            assert not SheetScan.objects.exists()
    with within(hall.secretary):
        assert SheetScan.objects.exists()


def fresh_as(hall, row):
    with within(hall.secretary):
        return fresh(row)


@pytest.mark.parametrize("ends", ["withdrawn", "agreement over"])
def test_it_closes_with_its_form(hall, claire, scanned, ends):
    if ends == "withdrawn":
        claire.post(url("sheet_return", scanned))
    else:
        sql(
            "UPDATE committees_presentationsheet SET agreed_until = now() - interval '1 minute' WHERE id = %s",
            scanned.pk,
        )
    h.some_time_ago()
    assert claire.get(url("sheet_scan", scanned)).status_code == 404
    with within(hall.secretary):
        assert not SheetScan.objects.exists()


def test_it_is_joined_to_a_paper_form_of_one_s_own(hall, world):
    followed = p.followed(world)
    of_team = p.filed(hall, followed, world.ines)
    scan = Scan(b"%PDF-1.4", "application/pdf")
    with within(hall.secretary), pytest.raises(Refused, match="formulaire papier"):
        sheets.join_scan(sheet=of_team, scan=scan, by=hall.secretary)
    made = typed(hall)
    with within(world.ines), pytest.raises(NotYours):
        sheets.join_scan(sheet=made, scan=scan, by=world.ines)
    h.some_time_ago()
    with within(hall.secretary):
        sheets.withdraw(sheet=fresh(made), by=hall.secretary)
    with within(hall.secretary), pytest.raises(Refused, match="ne se lit plus"):
        sheets.join_scan(sheet=made, scan=scan, by=hall.secretary)


def test_the_agreement_of_a_paper_is_asked_with_or_without_a_scan(hall, claire):
    late = paper(agreed_on=(timezone.localdate() - timedelta(days=300)).isoformat(), scan=file())
    assert "plus de six mois" in said(claire.post(url("sheet_type", hall.committee), late))
    with within(hall.secretary):
        assert not SheetScan.objects.exists()


AGAIN = "Choisissez de nouveau le formulaire : il n’a pas pu être gardé."


def test_a_file_sent_with_a_form_that_is_shown_again_is_asked_for_again(hall, claire):
    late = (timezone.localdate() - timedelta(days=300)).isoformat()
    for wrong in ({"name": ""}, {"agreed_on": late}):
        way = url("sheet_type", hall.committee)
        assert AGAIN in said(claire.post(way, paper(**wrong, scan=file())))
        assert AGAIN not in said(claire.post(way, paper(**wrong)))
    broken = said(claire.post(url("sheet_type", hall.committee), paper(name="", scan=file(b"GIF89a"))))
    assert "n’est ni un PDF" in broken
    assert AGAIN not in broken


def test_what_is_filed_says_whether_the_scan_is_joined(hall, claire):
    for given, how in (({"scan": file()}, "avec"), ({}, "sans")):
        answer = claire.post(url("sheet_type", hall.committee), paper(**given), follow=True)
        assert f"est déposé, {how} le formulaire numérisé." in said(answer)
