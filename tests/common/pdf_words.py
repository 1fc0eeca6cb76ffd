"""The words of a PDF and where they are, to see that none is written over another."""

from collections.abc import Iterator
from ctypes import addressof, c_double
from dataclasses import dataclass
from itertools import combinations

import pypdfium2
import pypdfium2.raw as pdfium

#: In points. Ink that shares less touches; a reader still tells the two words apart.
TOUCHING = 0.6
#: What draws the product's documents writes a run of text as one object; a browser cuts it where letters are kerned,
#: and marks each text of the page (when it is asked to tag them).
DRAWS_RUNS = "WeasyPrint"


@dataclass
class Word:
    """What is written at once between two spaces, and the box of its ink, in points from the page's lower corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def with_letter(self, letter: "Word") -> "Word":
        return Word(
            self.text + letter.text,
            min(self.left, letter.left),
            min(self.bottom, letter.bottom),
            max(self.right, letter.right),
            max(self.top, letter.top),
        )

    def covers(self, other: "Word") -> bool:
        """Whether the ink of both shares more than `TOUCHING`, across and upwards."""
        across = min(self.right, other.right) - max(self.left, other.left)
        upwards = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > TOUCHING and upwards > TOUCHING


def words_of(page: pypdfium2.PdfPage, *, by_run: bool) -> Iterator[Word]:
    """Every word of that page, in the order of its writing.

    Letters of one word share it whatever their boxes (those of a ligature have the same one). Two words without a
    space between them are still two when they were not written at once: `by_run`, as objects of the page; else, as
    texts marked apart, or where the line ends.
    """
    word, before, seen = None, None, set()
    for letter in _letters(page, by_run=by_run):
        if word and not (letter and letter.follows(before)):
            yield word
            word = None
        # The halo of a letter is the same letter, drawn under it.
        if letter and letter.place not in seen:
            seen.add(letter.place)
            word = word.with_letter(letter.box) if word else letter.box
        before = letter
    yield from [word] if word else []


@dataclass
class _Letter:
    """`drawn` is the same for letters written at once; `x` and `y`: where it stands, in points."""

    box: Word
    drawn: int
    x: float
    y: float

    @property
    def place(self) -> tuple[str, int, int]:
        return self.box.text, round(self.x), round(self.y)

    def follows(self, before: "_Letter | None") -> bool:
        return before is not None and self.drawn == before.drawn and abs(self.y - before.y) < 1 and self.x >= before.x


def _letters(page: pypdfium2.PdfPage, *, by_run: bool) -> Iterator[_Letter | None]:
    """Each letter, and None for each space."""
    textpage = page.get_textpage()
    x, y = c_double(), c_double()
    for index in range(textpage.count_chars()):
        drawn = pdfium.FPDFText_GetTextObject(textpage, index)
        letter = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        if not drawn or letter.isspace() or not letter.isprintable():
            yield None
            continue
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        by = addressof(drawn.contents) if by_run else pdfium.FPDFPageObj_GetMarkedContentID(drawn)
        yield _Letter(Word(letter, *textpage.get_charbox(index)), by, x.value, y.value)


def overlaps_of(content: bytes) -> list[str]:
    """Each pair of words of that PDF written over each other: « page 2: 'Message' over 'Départ' ».

    Fails when it finds no word at all, or a page of a browser that was not tagged.
    """
    found, seen = [], 0
    with pypdfium2.PdfDocument(content) as opened:
        by_run = opened.get_metadata_dict()["Producer"].startswith(DRAWS_RUNS)
        assert by_run or opened.is_tagged(), "asked without tags, a browser says nothing of what is written at once"
        for number, page in enumerate(opened, start=1):
            words = list(words_of(page, by_run=by_run))
            seen += len(words)
            found += [
                f"page {number}: {one.text!r} over {other.text!r}"
                for one, other in combinations(words, 2)
                if one.covers(other)
            ]
    assert seen, "no word was found"
    return found
