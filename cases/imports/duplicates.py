"""Lines of one file about the same lease or the same tenant."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from cases.imports.columns import Field
from cases.imports.findings import Choice, Duplicate
from common.text import fold

Values = Mapping[Field, Any]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Duplicates in the order of the file, and what the choices made of their lines."""

    found: tuple[Duplicate, ...]
    to_compare: frozenset[int]
    set_aside: frozenset[int]


class Compared:
    """What comparing lines with each other needs of each: 32 bytes, whatever the line says.

    A lease, and a person at an address, are held as a digest of 64 bits: in a file of 50,000 lines, two different
    ones look the same once in some ten thousand million files, and the clerk is then asked to compare them.
    """

    def __init__(self) -> None:
        self.lines, self._balances = array("Q"), array("q")
        self._leases, self._persons = array("Q"), array("Q")

    def add(self, line: int, values: Values) -> None:
        """Take what is needed of a typed line."""
        lease = " ".join(str(values.get(Field.LEASE_REF) or "").casefold().split())
        name = fold(f"{values.get(Field.LAST_NAME) or ''} {values.get(Field.FIRST_NAME) or ''}")
        born_on, address = values.get(Field.BORN_ON), fold(values.get(Field.ADDRESS) or "")
        person = (name, born_on.isoformat(), address) if name and born_on and address else None
        self.lines.append(line)
        self._balances.append(values.get(Field.BALANCE) or 0)
        self._leases.append(_digest("lease", lease) if lease else 0)
        self._persons.append(_digest("person", *person) if person else 0)

    def alike(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield line, balance, lease and person of each line that shares one of the two; 0 for one it does not share."""
        leases, persons = _repeated(self._leases), _repeated(self._persons)
        for line, balance, lease, person in zip(self.lines, self._balances, self._leases, self._persons, strict=True):
            if lease in leases or person in persons:
                yield line, balance, lease if lease in leases else 0, person if person in persons else 0


def _digest(*words: str) -> int:
    return int.from_bytes(blake2b("\0".join(words).encode(), digest_size=8).digest()) or 1


def _repeated(digests: array) -> set[int]:
    return {one for one, next_one in pairwise(sorted(digests)) if one and one == next_one}


def find_duplicates(compared: Compared, choices: Mapping[int, Choice]) -> Duplicates:
    """Compare typed lines: same lease, or same name, birth date and address (accents and case ignored).

    All lines of a group are to compare until every duplicate of it has a choice, keyed by its line. Choices
    are then followed in the order of the file, each between the line kept so far and the duplicate.
    """
    balances: dict[int, int] = {}
    first_with: dict[int, int] = {}
    first_of: dict[int, int] = {}
    by_lease: set[int] = set()
    for line, balance, lease, person in compared.alike():
        balances[line] = balance
        keys = [key for key in (lease, person) if key]
        known = sorted({_root(first_of, first_with[key]) for key in keys if key in first_with})
        if known:
            if lease in first_with:
                by_lease.add(line)
            for other in [*known[1:], line]:
                first_of[other] = known[0]
        for key in keys:
            first_with.setdefault(key, line)
    found = tuple(
        Duplicate(line, _root(first_of, line), line in by_lease, choices.get(line)) for line in sorted(first_of)
    )
    return _settle(found, balances)


def _root(first_of: Mapping[int, int], line: int) -> int:
    while line in first_of:
        line = first_of[line]
    return line


def _settle(found: tuple[Duplicate, ...], balances: Mapping[int, int]) -> Duplicates:
    groups: dict[int, list[Duplicate]] = {}
    for duplicate in found:
        groups.setdefault(duplicate.duplicate_of, []).append(duplicate)
    to_compare: set[int] = set()
    set_aside: set[int] = set()
    for first, duplicates in groups.items():
        lines = {first, *(duplicate.line for duplicate in duplicates)}
        if any(duplicate.choice is None for duplicate in duplicates):
            to_compare |= lines
            continue
        kept = first
        for duplicate in duplicates:
            larger = balances[duplicate.line] > balances[kept]
            if duplicate.choice is Choice.LATER or (duplicate.choice is Choice.LARGEST and larger):
                kept = duplicate.line
        set_aside |= lines - {kept}
    return Duplicates(found, frozenset(to_compare), frozenset(set_aside))
