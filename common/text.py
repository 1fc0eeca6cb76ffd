"""Text as people type it: cleaned for keeping, folded for comparing."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})
_NOT_ALNUM = re.compile(r"[^a-z0-9]+")
_SPACES = re.compile(r"\s+")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


class _Folding(dict[int, str]):
    """A table for `str.translate` that learns each character when it first meets it."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code).casefold()).casefold().translate(_LIGATURES)
        self[code] = "".join(
            character if character.isascii() else " "
            for character in decomposed
            if unicodedata.category(character) not in {"Mn", "Cf"}
        )
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return the form two spellings share: lower case, no accents, punctuation read as one space.

    « Évreux-l’Église » and « EVREUX L EGLISE » both give "evreux l eglise". Letters outside the Latin
    alphabet are read as spaces.
    """
    lowered = text.lower() if text.isascii() else text.translate(_FOLDING)
    return _NOT_ALNUM.sub(" ", lowered).strip()


def fold_place(text: str) -> str:
    """Fold the name of a place; ST and STE before another word are read as SAINT and SAINTE."""
    words = fold(text).split()
    return " ".join([_SAINTS.get(word, word) for word in words[:-1]] + words[-1:])


def clean(text: str) -> str:
    """Return `text` on one line as it can be kept: NFC, plain spaces, no control or invisible character.

    Spaces around it are removed, except a tab at the very beginning: a spreadsheet would run what follows
    it, and whoever checks the text must be able to see it.
    """
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    lead = "\t" if text.startswith("\t") else ""
    spaced = _SPACES.sub(" ", text)
    if not spaced.isprintable():
        spaced = "".join(character for character in spaced if unicodedata.category(character) not in _INVISIBLE)
    spaced = unicodedata.normalize("NFC", spaced).strip(" ")
    return lead + spaced if spaced else ""
