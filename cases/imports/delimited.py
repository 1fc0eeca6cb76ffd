"""Files of text with delimiters: which encoding, which delimiter, which records."""

import csv
import io
from collections.abc import Iterator

from cases.imports.columns import recognise
from cases.imports.sheets import UnreadableFile

DELIMITERS = (";", "\t", "|", ",")
HEADER_WITHIN = 20
_SAMPLE = 65_536
_SAVE_AS_UTF8 = "Ouvrez-le dans votre tableur et enregistrez-le au format « CSV UTF-8 »."
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or Windows-1252; raise UnreadableFile."""
    encodings: tuple[str, ...] = ("utf-8", "cp1252")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            content, encodings = content.removeprefix(mark), (encoding,)
    if len(encodings) > 1 and content.count(0) * 10 > len(content):
        raise UnreadableFile(f"L’encodage de ce fichier n’est pas reconnu. {_SAVE_AS_UTF8}")
    failed_at = 0
    for encoding in encodings:
        text, failed_at = _try_to_decode(content, encoding)
        if text is not None:
            return _undo_double_encoding(text).replace("\0", "")
    line = content.count(b"\n", 0, failed_at) + 1
    raise UnreadableFile(f"Ligne {line} : un caractère est illisible dans ce fichier. {_SAVE_AS_UTF8}")


def _try_to_decode(content: bytes, encoding: str) -> tuple[str | None, int]:
    try:
        return content.decode(encoding), 0
    except UnicodeDecodeError as error:
        return None, error.start


def _undo_double_encoding(text: str) -> str:
    """Repair « PrÃ©nom »: UTF-8 that some software took for Windows-1252 and encoded again."""
    if "Ã" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def records_of(text: str) -> Iterator[list[str]]:
    """Yield the records of a delimited text, blank ones as empty lists; raise UnreadableFile."""
    delimiter = find_delimiter(text)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    while True:
        line += 1
        record = _next_record(records)
        if record is None:
            return
        if isinstance(record, str):
            raise UnreadableFile(
                f'Ligne {line} : un guillemet (") ouvre une cellule et ne la ferme pas. Retirez-le ou '
                "écrivez-le deux fois, puis déposez à nouveau le fichier."
            )
        yield record


def _next_record(records: Iterator[list[str]]) -> list[str] | str | None:
    try:
        return next(records, None)
    except csv.Error:
        return "malformed"


def find_delimiter(text: str) -> str:
    """Return the delimiter that recognises most columns; raise UnreadableFile if nothing is split."""
    best, best_score = "", (0, 0)
    for delimiter in DELIMITERS:
        score = _score(text[:_SAMPLE], delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    if not best:
        raise UnreadableFile(
            "Les colonnes de ce fichier ne sont pas séparées par un signe reconnu. Enregistrez-le au format "
            "CSV avec le point-virgule comme séparateur."
        )
    return best


def _score(sample: str, delimiter: str) -> tuple[int, int]:
    records = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    score = (0, 0)
    for _ in range(HEADER_WITHIN):
        record = _next_record(records)
        if not isinstance(record, list):
            break
        if len(record) > 1:
            score = max(score, (sum(recognise(cell) is not None for cell in record), len(record)))
    return score
