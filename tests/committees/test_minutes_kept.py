"""What is kept of a session is sealed: anybody's reader says whether its minutes changed."""

import io

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader

from common import seal
from tests.committees.test_papers import hall, held, kept, make, signed
from tests.common.test_seal import checked

assert hall
assert held


def described(content: bytes) -> tuple[str, str, bool]:
    """(part of PDF/A, part of PDF/UA, whether it is tagged)."""
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as said:
        return said.get("pdfaid:part", ""), said.get("pdfuaid:part", ""), bool(pdf.Root.MarkInfo.Marked)


def test_the_minutes_are_sealed_to_be_kept_and_an_annex_is_to_be_read(hall, held, settings, tmp_path):
    settings.SEAL_FILE, settings.SEAL_FOLDER, settings.TIMESTAMP_URL = None, tmp_path / "seal", ""
    session = signed(hall, held[0])
    make(session)
    minutes, (annex, *_) = kept(hall, session)
    sealed = bytes(minutes.content)
    by = seal.installed()
    assert by
    assert checked(sealed, by).bottom_line
    (found,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    assert found.sig_object["/Reason"] == f"Compte rendu établi par {minutes.snapshot['issuer']}"
    assert described(sealed) == ("3", "", True)
    assert described(bytes(annex.content)) == ("", "1", True)
    assert not PdfFileReader(io.BytesIO(bytes(annex.content))).embedded_signatures


def test_without_a_certificate_they_are_kept_unsealed(hall, held, settings):
    settings.SEAL_FILE, settings.SEAL_FOLDER = None, None
    session = signed(hall, held[0])
    make(session)
    minutes, _ = kept(hall, session)
    assert described(bytes(minutes.content)) == ("3", "", True)
    assert not PdfFileReader(io.BytesIO(bytes(minutes.content))).embedded_signatures
