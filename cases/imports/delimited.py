"""Files of text with delimiters: which encoding, which delimiter, which records. Read a piece at a time."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from cases.imports.sheets import UnreadableFile

DELIMITERS = (";", "\t", "|", ",")
Recogniser: TypeAlias = Callable[[str], str | None]
HEADER_WITHIN = 20
_SAMPLE = 65_536
_PIECE = 65_536
_SAVE_AS_UTF8 = "Ouvrez-le dans votre tableur et enregistrez-le au format « CSV UTF-8 »."
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes after a mark of `skipped` bytes are read. `doubled`: « PrÃ©nom » is to be read « Prénom »."""

    name: str
    skipped: int
    doubled: bool


def recognise_encoding(content: bytes) -> Encoding:
    """Return how to read a file in UTF-8, UTF-16 with its mark, or Windows-1252; raise UnreadableFile.

    A file is doubled when some software took its UTF-8 for Windows-1252 and encoded it again.
    """
    encodings: tuple[str, ...] = ("utf-8", "cp1252")
    skipped = 0
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            skipped, encodings = len(mark), (encoding,)
    if len(encodings) > 1 and content.count(0) * 10 > len(content):
        raise UnreadableFile(f"L’encodage de ce fichier n’est pas reconnu. {_SAVE_AS_UTF8}")
    failed_at = 0
    for encoding in encodings:
        failure = _first_failure(content, encoding, skipped)
        if failure is None:
            return Encoding(encoding, skipped, _is_doubled(content, encoding, skipped))
        failed_at = failure
    line = content.count(b"\n", skipped, failed_at) + 1
    raise UnreadableFile(f"Ligne {line} : un caractère est illisible dans ce fichier. {_SAVE_AS_UTF8}")


def _pieces(content: bytes, encoding: str, skipped: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(skipped, len(content), _PIECE):
        yield decoder.decode(content[start : start + _PIECE])
    decoder.decode(b"", final=True)


def _first_failure(content: bytes, encoding: str, skipped: int) -> int | None:
    """Where the first byte stands that cannot be read, None when all can."""
    read = skipped
    try:
        for _ in _pieces(content, encoding, skipped):
            read = min(read + _PIECE, len(content))
    except UnicodeDecodeError as error:
        # What the decoder was given ends with the piece and begins with what it held back of the one before.
        end = min(read + _PIECE, len(content))
        return end - len(error.object) + error.start
    return None


def _is_doubled(content: bytes, encoding: str, skipped: int) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    found = False
    try:
        for text in _pieces(content, encoding, skipped):
            found = found or "Ã" in text
            decoder.decode(text.encode("cp1252"))
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return found


class _Utf8(io.RawIOBase):
    """The bytes of a file as UTF-8 without null characters."""

    def __init__(self, content: bytes, encoding: Encoding) -> None:
        self._pieces = _pieces(content, encoding.name, encoding.skipped)
        self._again = "cp1252" if encoding.doubled else "utf-8"
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            text = next(self._pieces, None)
            if text is None:
                return 0
            self._left = text.encode(self._again).replace(b"\0", b"")
        given = self._left[: len(buffer)]
        buffer[: len(given)] = given
        self._left = self._left[len(given) :]
        return len(given)


def _opened(content: bytes, encoding: Encoding) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(_Utf8(content, encoding)), encoding="utf-8", newline="")


def records_of(content: bytes, recognise: Recogniser) -> Iterator[list[str]]:
    """Yield the records of a delimited file, blank ones as empty lists; raise UnreadableFile."""
    encoding = recognise_encoding(content)
    delimiter = find_delimiter(_opened(content, encoding).read(_SAMPLE), recognise)
    records = csv.reader(_opened(content, encoding), delimiter=delimiter, strict=True)
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


def find_delimiter(sample: str, recognise: Recogniser) -> str:
    """Return the delimiter that recognises most columns of a file's beginning; raise UnreadableFile if nothing is split."""
    best, best_score = "", (0, 0)
    for delimiter in DELIMITERS:
        score = _score(sample, delimiter, recognise)
        if score > best_score:
            best, best_score = delimiter, score
    if not best:
        raise UnreadableFile(
            "Les colonnes de ce fichier ne sont pas séparées par un signe reconnu. Enregistrez-le au format "
            "CSV avec le point-virgule comme séparateur."
        )
    return best


def _score(sample: str, delimiter: str, recognise: Recogniser) -> tuple[int, int]:
    records = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    score = (0, 0)
    for _ in range(HEADER_WITHIN):
        record = _next_record(records)
        if not isinstance(record, list):
            break
        if len(record) > 1:
            score = max(score, (sum(recognise(cell) is not None for cell in record), len(record)))
    return score
