"""HTML to PDF/UA-1, and to PDF/A-3 for what is kept: tagged, titled, in French, with the product's fonts and nothing from
outside."""

import logging
import mimetypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from weasyprint import HTML, Attachment
from weasyprint.document import Document as Pages
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from common.static_build import build_fonts

# Both tell at INFO, for each font and page, what they draw: letters of a household's document.
for _name in ("fontTools", "weasyprint.progress"):
    logging.getLogger(_name).setLevel(logging.WARNING)

#: What people read, and what is kept. One file cannot say that it is both.
VARIANT, ARCHIVE = "pdf/ua-1", "pdf/a-3a"
SCHEME = "static:"
# Shares of the work, as shown by the progress bar.
SET, LAID_OUT = 30, 80


class ForbiddenResource(RuntimeError):
    """A document asked for something that is not one of the product's static files."""


class StaticOnly(URLFetcher):
    """Opens `static:` addresses, that is the product's own static files. Anything else stops the rendering: a
    document is about a household, and must not fetch what a text typed by someone names."""

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        if not url.startswith(SCHEME):
            raise FatalURLFetchingError("Only the product's own static files may be in a document.")
        path = _static_file(url.removeprefix(SCHEME))
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media_type})


@cache
def _static_file(name: str) -> Path:
    if name.startswith("fonts/"):
        # The browser's subsets: the wheels' own files lack the thin space of French.
        build_fonts(settings.PALIER_GENERATED_STATIC)
        root = settings.PALIER_GENERATED_STATIC.resolve()
        path = (root / name).resolve()
        if path.is_relative_to(root) and path.is_file():
            return path
    else:
        with suppress(SuspiciousFileOperation):
            if found := finders.find(name):
                return Path(found)
    raise FatalURLFetchingError(f"No static file {name}.")


@dataclass(frozen=True)
class Attached:
    """A file inside another: what the pages were drawn from. `name` tells its kind by its ending. `at`: when it was made."""

    name: str
    content: bytes
    description: str
    at: datetime


class Laid:
    """Pages that are set, to be written in one variant or several: setting them is most of the work."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def reading(self) -> bytes:
        """As PDF/UA-1."""
        return self._write(pdf_variant=VARIANT)

    def archive(self, attached: Sequence[Attached] = ()) -> bytes:
        """As PDF/A-3, tagged, with these files attached as the data of its pages."""
        given = [
            Attachment(
                file_obj=BytesIO(each.content),
                name=each.name,
                description=each.description,
                created=each.at.astimezone(UTC),
                modified=each.at.astimezone(UTC),
                relationship="Data",
            )
            for each in attached
        ]
        return self._write(_say_files_once, pdf_variant=ARCHIVE, attachments=given)

    def _write(self, *finishers: Callable[[Any, Any], None], **options: Any) -> bytes:
        def finish(document: Any, file: Any) -> None:
            for each in (_say_scopes, *finishers):
                each(document, file)

        with _forbidding():
            return self._pages.write_pdf(pdf_tags=True, finisher=finish, **options)


def lay_out(template: str, content: dict, *, on_step: Callable[[int], None] = lambda share: None) -> Laid:
    """The pages of a template that extends `documents/base.html`.

    `content` is the template's context. `on_step` is called with the share done, in percent. Raises when the
    template asks for anything but the product's static files.
    """
    html = HTML(string=render_to_string(template, content), base_url=SCHEME, url_fetcher=StaticOnly())
    on_step(SET)
    with _forbidding():
        pages = html.render(font_config=FontConfiguration())
    on_step(LAID_OUT)
    return Laid(pages)


def make(template: str, content: dict, *, on_step: Callable[[int], None] = lambda share: None) -> bytes:
    """The PDF/UA-1 file of a template, as `lay_out` sets it."""
    return lay_out(template, content, on_step=on_step).reading()


@contextmanager
def _forbidding() -> Iterator[None]:
    try:
        yield
    except FatalURLFetchingError as error:
        raise ForbiddenResource(str(error)) from error


def _say_scopes(document: Any, file: Any) -> None:
    """Write on each header cell what it heads: a column in a table's head, its row elsewhere.

    WeasyPrint links each cell to its headers; some readers look at the scope only.
    """
    by_reference = {element.reference: element for element in file.objects if hasattr(element, "get")}
    for cell in by_reference.values():
        if cell.get("S") == "/TH":
            rows = by_reference[by_reference[cell["P"]]["P"]]
            cell["A"]["Scope"] = "/Column" if rows["S"] == "/THead" else "/Row"


def _say_files_once(document: Any, file: Any) -> None:
    """WeasyPrint names each attached file twice among those that go with the document."""
    if "AF" in file.catalog:
        file.catalog["AF"][:] = dict.fromkeys(file.catalog["AF"])
