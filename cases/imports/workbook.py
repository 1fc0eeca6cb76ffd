"""Excel workbooks (.xlsx): opened only once their unpacked size is known to be reasonable."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

import openpyxl

from cases.imports.columns import recognise
from cases.imports.delimited import HEADER_WITHIN
from cases.imports.sheets import UnreadableFile

MAX_UNPACKED = 100 * 1024 * 1024
MAX_UNPACKED_PART = 5 * 1024 * 1024
MAX_PARTS = 500
MAX_COLUMNS = 100
MAX_RECORDS = 100_000
_STREAMED = ("xl/worksheets/", "xl/sharedStrings.xml")
_CHUNK = 1024 * 1024
_DAMAGED = (
    "Ce classeur ne s’ouvre pas. Ouvrez-le dans votre tableur, enregistrez-le au format « CSV UTF-8 », "
    "puis déposez ce nouveau fichier."
)
_TOO_LARGE = (
    "Ce classeur est trop grand une fois ouvert. Gardez la seule feuille des locataires et enregistrez-la "
    "au format « CSV UTF-8 »."
)


def workbook_records(content: bytes) -> Iterator[list[str]]:
    """Yield the records of the first sheet with a recognised header, else of the first sheet.

    Raises UnreadableFile for a damaged file, for one that unpacks to more than 100 MB (5 MB for a part that is no
    sheet) and for more than 100,000 records. Dates come as 03/11/2026, numbers without format, formulas as their last
    result.
    """
    complaint = _complaint_about_archive(content)
    if complaint:
        raise UnreadableFile(complaint)
    records = _read_records(content)
    for _ in range(MAX_RECORDS):
        record = _next_record(records)
        if isinstance(record, str):
            raise UnreadableFile(record)
        if record is None:
            return
        yield record
    if _next_record(records) is not None:
        raise UnreadableFile(_TOO_LARGE)


def _next_record(records: Iterator[list[str]]) -> list[str] | str | None:
    """The next record, None after the last; the sentence about a damaged workbook when it is one."""
    try:
        return next(records, None)
    except Exception:  # noqa: BLE001 - openpyxl does not say what a damaged file makes it raise
        return _DAMAGED


def _complaint_about_archive(content: bytes) -> str:
    """Unpack every part without keeping it: what an archive declares of its sizes cannot be trusted."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                return f"Ce fichier n’est pas un classeur Excel. {_DAMAGED}"
            return _TOO_LARGE if len(parts) > MAX_PARTS else _complaint_about_parts(archive, parts)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        return _DAMAGED


def _complaint_about_parts(archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> str:
    total = 0
    for part in parts:
        limit = MAX_UNPACKED if part.filename.startswith(_STREAMED) else MAX_UNPACKED_PART
        size, end_of_chunk = 0, b""
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limit or total + size > MAX_UNPACKED:
                    return _TOO_LARGE
                if b"<!DOCTYPE" in end_of_chunk + chunk or b"<!ENTITY" in end_of_chunk + chunk:
                    return _DAMAGED
                end_of_chunk = chunk[-10:]
        total += size
    return ""


def _read_records(content: bytes) -> Iterator[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    yield from _records_of(next((each for each in sheets if _has_header(each)), sheets[0]))


def _has_header(sheet: Any) -> bool:
    return any(recognise(cell) for record in islice(_records_of(sheet), HEADER_WITHIN) for cell in record)


def _records_of(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()
    for values in sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True):
        if values.count(None) == len(values):
            yield []
            continue
        record = [_text_of(value) for value in values]
        while record and not record[-1]:
            record.pop()
        yield record


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.2f}"
    if isinstance(value, datetime | date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    return str(value)
