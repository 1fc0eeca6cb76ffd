"""Lines that are said aloud or read under a code: no name there, whatever is protected."""

import re
from collections.abc import Iterable

from django.forms import BaseForm

from common.text import fold

#: « Ba », « Ly »: an initial is no name.
_SHORTEST_NAME = 2
_CAPITALS = re.compile(r"\b[^\W\d_a-z]\w+")
#: What stands before a name and is none.
_TITLES = frozenset(
    {"mme", "mlle", "madame", "mademoiselle", "mr", "monsieur", "mesdames", "messieurs", "famille", "menage", "et"}
)
#: What a name may begin with, and any sentence too.
_PARTICLES = frozenset({"da", "de", "des", "di", "do", "dos", "du", "el", "la", "le", "les", "van", "von"})


def words_of(names: Iterable[str]) -> set[str]:
    """The words of these names that would tell whose they are: « Mme Brahimi-Roux » has two, « M. de La Tour » one, « Mme Le » hers."""
    return {word for name in names for word in _telling(name)}


def _telling(name: str) -> set[str]:
    words = {word for word in fold(name).split() if len(word) >= _SHORTEST_NAME} - _TITLES
    return words - _PARTICLES or words


def check_nameless(form: BaseForm, lines: Iterable[str], words: set[str]) -> None:
    """An error on each of these lines of a form that holds one of these words with its capital: « Petit » is a name, « petit » is
    not."""
    for line in lines:
        said = form.cleaned_data.get(line) or ""
        if any(fold(word) in words for word in _CAPITALS.findall(said)):
            form.add_error(line, "Cette ligne est lue à voix haute ou sous un code : n’y écrivez pas le nom du ménage.")
