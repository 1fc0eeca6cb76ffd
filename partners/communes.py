"""French communes by name and postcode, held in memory.

Source: official geographic code and postcodes of 2026, Licence Ouverte, Etalab.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Protocol, Self

from common.text import fold_place

COMMUNES_OF_2026 = Path(__file__).parent / "data" / "communes_2026.csv"
_CURRENT = "commune-actuelle"
_CEDEX = re.compile(r"\bcedex\b.*")
_DISTRICT = re.compile(r" \d{1,2}(?: ?(?:er|e|eme|ieme))?(?: arrondissement)?$")
_ARTICLE_LAST = re.compile(r"(.+) (le|la|les|l)")


@dataclass(frozen=True, slots=True)
class CommuneMatch:
    """One commune of the official list. `postcodes` are all of its own, in order."""

    insee_code: str
    name: str
    department_code: str
    department: str
    region_code: str
    population: int
    postcodes: tuple[str, ...]


class CommuneLookup(Protocol):
    """What reading a file needs to know of communes."""

    def match(self, name: str, postcode: str) -> CommuneMatch | None:
        """The commune of that name among those of that postcode; accents, case, hyphens, ST ignored."""

    def nearest(self, name: str, postcode: str) -> CommuneMatch | None:
        """The commune somebody who wrote this probably meant, or None."""

    def has_postcode(self, postcode: str) -> bool:
        """Whether a commune has that postcode."""


class CommuneDirectory:
    """All communes; built by `from_csv` or taken ready from `communes_of_2026`. Never changes once built."""

    def __init__(self, communes: list[CommuneMatch]) -> None:
        self._by_postcode: dict[str, list[CommuneMatch]] = defaultdict(list)
        self._by_name: dict[str, list[CommuneMatch]] = defaultdict(list)
        self._folded: list[tuple[str, CommuneMatch]] = []
        self._by_code = {commune.insee_code: commune for commune in communes}
        for commune in sorted(communes, key=lambda commune: -commune.population):
            key = fold_place(commune.name)
            self._by_name[key].append(commune)
            self._folded.append((f" {key}", commune))
            for postcode in commune.postcodes:
                self._by_postcode[postcode].append(commune)

    @classmethod
    def from_csv(cls, path: Path) -> Self:
        """Read the official list (UTF-8, commas), without the districts of Paris, Lyon and Marseille."""
        with path.open(encoding="utf-8", newline="") as lines:
            return cls([_commune(row) for row in csv.DictReader(lines) if row["type"] == _CURRENT])

    def match(self, name: str, postcode: str) -> CommuneMatch | None:
        """Return the commune of that name among those of that postcode, or None.

        Accents, case, hyphens and apostrophes are ignored, ST is SAINT, « PARIS 12EME », « BORDEAUX CEDEX »
        and « HAVRE (LE) » are understood.
        """
        named = self._by_name_among(_spellings(name))
        return next((each for each in named if postcode in each.postcodes), None)

    def of_code(self, insee_code: str) -> CommuneMatch | None:
        """Return the commune of that INSEE code, or None."""
        return self._by_code.get(insee_code)

    def nearest(self, name: str, postcode: str) -> CommuneMatch | None:
        """Return the commune probably meant, or None.

        In order: the closest name under that postcode; that very name in the same département; the only
        commune under that postcode; that very name anywhere if only one commune has it.
        """
        keys = _spellings(name)
        local = {fold_place(each.name): each for each in self._by_postcode.get(postcode, ())}
        close = get_close_matches(keys[0], local, n=1) if keys else []
        if close:
            return local[close[0]]
        named = list(self._by_name_among(keys))
        neighbours = [each for each in named if _starts(each.postcodes, postcode[:2])]
        likely = (neighbours[:1], list(local.values()), named)
        return next((candidates[0] for candidates in likely if len(candidates) == 1), None)

    def has_postcode(self, postcode: str) -> bool:
        """Return whether a commune has that postcode."""
        return postcode in self._by_postcode

    def search(self, fragment: str, limit: int = 10) -> list[CommuneMatch]:
        """Return communes for an autocomplete, most populous first, the exact name before all.

        `fragment` is the beginning of a word of the name (accents and hyphens ignored) or of a postcode.
        Under two letters or figures, nothing is returned.
        """
        key = fold_place(fragment)
        if len(key) < 2:
            return []
        if key.isdigit():
            found = (commune for _, commune in self._folded if _starts(commune.postcodes, key))
        else:
            found = (commune for folded, commune in self._folded if f" {key}" in folded)
        exact = self._by_name.get(key, [])
        others = (commune for commune in found if commune not in exact)
        return list(islice(chain(exact, others), limit))

    def _by_name_among(self, keys: tuple[str, ...]) -> Iterator[CommuneMatch]:
        for key in keys:
            yield from self._by_name.get(key, ())


@lru_cache(maxsize=1)
def communes_of_2026() -> CommuneDirectory:
    """Return the directory shipped with the product, read once per process."""
    return CommuneDirectory.from_csv(COMMUNES_OF_2026)


def code_of(name: str, postcode: str) -> str:
    """The INSEE code of the commune of that name under that postcode, as `match` reads them; "" for none."""
    found = communes_of_2026().match(name, postcode)
    return found.insee_code if found else ""


def _commune(row: dict[str, str]) -> CommuneMatch:
    return CommuneMatch(
        insee_code=row["code_insee"],
        name=row["nom"],
        department_code=row["code_departement"],
        department=row["departement"],
        region_code=row["code_region"],
        population=int(row["population"] or 0),
        postcodes=tuple(row["codes_postaux"].split()),
    )


def _spellings(name: str) -> tuple[str, ...]:
    key = _CEDEX.sub("", fold_place(name)).strip()
    without_district = _DISTRICT.sub("", key)
    article_last = _ARTICLE_LAST.fullmatch(key)
    spellings = [key, without_district] + ([f"{article_last[2]} {article_last[1]}"] if article_last else [])
    return tuple(dict.fromkeys(spelling for spelling in spellings if spelling))


def _starts(postcodes: tuple[str, ...], beginning: str) -> bool:
    return any(postcode.startswith(beginning) for postcode in postcodes)
