"""The scan of a prescriber's paper form: drawn again, page by page, before anything of it is kept."""

import hashlib
import io
from dataclasses import dataclass

from cases.evidence import read_photograph
from common.refusal import Refused

MAX_BYTES = 8 * 1024 * 1024
MAX_PAGES = 10
DOTS_PER_INCH = 150
MAX_SIDE = 2_400
PDF, JPEG = "application/pdf", "image/jpeg"
_POINTS_PER_INCH = 72
_QUALITY = 80


@dataclass(frozen=True)
class Scan:
    """Pages as pictures and nothing else: no text layer, no attachment, no script, no metadata. A PDF, or one JPEG."""

    content: bytes
    media_type: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_scan(content: bytes) -> Scan:
    """The form as a PDF of at most MAX_PAGES pages, or as a JPEG or PNG photograph; MAX_BYTES at most.

    Refused: another kind of file, whatever its name says; one that does not open, or asks for a password; too many pages.
    """
    if len(content) > MAX_BYTES:
        raise Refused("Ce fichier dépasse 8 Mo. Numérisez-le avec une qualité plus basse.")
    if content.startswith(b"%PDF-"):
        return Scan(_drawn_again(content), PDF)
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise Refused(
            "Ce fichier n’est ni un PDF, ni une image JPEG ou PNG. Numérisez le formulaire, ou photographiez-le."
        )
    return Scan(read_photograph(content).photograph or b"", JPEG)


def _drawn_again(content: bytes) -> bytes:
    # A tenth of a second to import, for who joins a scan alone.
    import pypdfium2  # noqa: PLC0415

    try:
        with pypdfium2.PdfDocument(content) as pdf:
            if not 1 <= len(pdf) <= MAX_PAGES:
                raise Refused(f"Ce PDF n’a pas entre 1 et {MAX_PAGES} pages. Ne numérisez que le formulaire.")
            pdf.init_forms()
            pages = [_picture(page) for page in pdf]
    except pypdfium2.PdfiumError as error:
        raise Refused(
            "Ce PDF ne s’ouvre pas, ou il demande un mot de passe. Numérisez le formulaire de nouveau."
        ) from error
    first, *rest = pages
    kept = io.BytesIO()
    first.save(kept, "PDF", save_all=True, append_images=rest, resolution=DOTS_PER_INCH, quality=_QUALITY)
    return kept.getvalue()


def _picture(page):
    longest = max(page.get_size())
    if longest <= 0:
        raise Refused("Une page de ce PDF est vide. Numérisez le formulaire de nouveau.")
    scale = min(DOTS_PER_INCH / _POINTS_PER_INCH, MAX_SIDE / longest)
    return page.render(scale=scale).to_pil().convert("RGB")
