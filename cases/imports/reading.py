"""From the bytes a landlord gives to a sheet."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from cases.imports.columns import TENANTS, Table, letter_of
from cases.imports.delimited import HEADER_WITHIN, records_of
from cases.imports.packed import Packed
from cases.imports.sheets import Column, Row, Sheet, UnreadableFile, build_row, packed_rows
from cases.imports.workbook import workbook_records
from common.text import clean

MAX_BYTES = 20 * 1024 * 1024
MAX_LINES = 50_000
#: What is kept of the title of a column that is not read.
LONGEST_TITLE = 60
_WORKBOOK = b"PK\x03\x04"
_PICTURE = "Ce fichier est une image : il faut le tableau d’où elle vient."
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "Ce fichier est dans l’ancien format Excel (.xls)."),
    (b"%PDF", "Ce fichier est un PDF."),
    (b"{\\rtf", "Ce fichier est un document de texte."),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
)


def read_file(content: bytes, table: Table = TENANTS) -> Sheet:
    """Read a file of that kind, CSV or XLSX, whatever its encoding and delimiter.

    Raises UnreadableFile, whose message is a French sentence with the place and the cure: over 20 MB or
    50,000 lines, encoding, delimiter or header not recognised, no line under the header, damaged workbook.
    Texts about health, addiction, violence or justice are replaced before the sheet holds them. Beside `content`, what
    is held of a line is what the sheet keeps of it, packed.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile("Ce fichier dépasse 20 Mo. Découpez-le en plusieurs fichiers.")
    if not content or content.isspace():
        raise UnreadableFile("Ce fichier est vide. Vérifiez l’export, puis déposez-le à nouveau.")
    for signature, kind in _OTHER_KINDS:
        if content.startswith(signature):
            raise UnreadableFile(f"{kind} Enregistrez-le au format .xlsx ou « CSV UTF-8 ».")
    if content.startswith(_WORKBOOK):
        return _sheet_of(workbook_records(content), table, delimited=False)
    return _sheet_of(records_of(content, table.recognise), table, delimited=True)


def _sheet_of(records: Iterable[list[str]], table: Table, *, delimited: bool) -> Sheet:
    remaining = iter(records)
    first = list(islice(remaining, HEADER_WITHIN))
    at = _header_among(first, table)
    header = [clean(cell) for cell in first[at]]
    fields = _fields_of(header, table)
    columns = tuple(Column(letter_of(index), header[index], field) for index, field in fields)
    width = len(first[at]) if delimited else None
    rows, blank_lines = _rows_of(chain(first[at + 1 :], remaining), at + 2, fields, width)
    if not rows:
        raise UnreadableFile(
            f"Il n’y a aucune ligne sous les titres de colonne (ligne {at + 1}). "
            "Vérifiez l’export, puis déposez-le à nouveau."
        )
    known = {index for index, _ in fields}
    ignored = tuple(title[:LONGEST_TITLE] for index, title in enumerate(header) if title and index not in known)
    return Sheet(columns, rows, blank_lines, ignored=ignored, table=table)


def _header_among(records: Sequence[list[str]], table: Table) -> int:
    scores = [sum(table.recognise(cell) is not None for cell in record) for record in records]
    if not any(scores):
        raise UnreadableFile(
            f"Ligne 1 : aucun titre de colonne n’est reconnu. Donnez aux colonnes des titres comme {table.titles}."
        )
    return scores.index(max(scores))


def _fields_of(header: Sequence[str], table: Table) -> tuple[tuple[int, str], ...]:
    fields: dict[str, int] = {}
    for index, title in enumerate(header):
        field = table.recognise(title)
        if field is not None:
            fields.setdefault(field, index)
    return tuple((index, field) for field, index in fields.items())


def _rows_of(
    records: Iterator[list[str]], first_line: int, fields: tuple[tuple[int, str], ...], width: int | None
) -> tuple[Packed[Row], int]:
    rows = packed_rows()
    blank_lines = 0
    for line, record in enumerate(records, first_line):
        if not any(cell.strip() for cell in record):
            blank_lines += 1
        elif len(rows) == MAX_LINES:
            raise UnreadableFile(f"Ligne {line} : ce fichier dépasse 50 000 lignes. Découpez-le en plusieurs fichiers.")
        else:
            rows.append(build_row(line, record, fields, width))
    return rows, blank_lines
