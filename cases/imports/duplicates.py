"""Lines of one file about the same lease or the same tenant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.imports.columns import Field
from cases.imports.findings import Choice, Duplicate
from common.text import fold

Values = Mapping[Field, Any]
_LEASE, _PERSON = "lease", "person"


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Duplicates in the order of the file, and what the choices made of their lines."""

    found: tuple[Duplicate, ...]
    to_compare: frozenset[int]
    set_aside: frozenset[int]


def find_duplicates(lines: Iterable[tuple[int, Values]], choices: Mapping[int, Choice]) -> Duplicates:
    """Compare typed lines: same lease, or same name, birth date and address (accents and case ignored).

    All lines of a group are to compare until every duplicate of it has a choice, keyed by its line. Choices
    are then followed in the order of the file, each between the line kept so far and the duplicate.
    """
    balances: dict[int, int] = {}
    first_with: dict[tuple[str, ...], int] = {}
    first_of: dict[int, int] = {}
    by_lease: set[int] = set()
    for line, values in lines:
        balances[line] = values.get(Field.BALANCE) or 0
        keys = _keys(values)
        known = sorted({_root(first_of, first_with[key]) for key in keys if key in first_with})
        if known:
            if any(key in first_with for key in keys if key[0] == _LEASE):
                by_lease.add(line)
            for other in [*known[1:], line]:
                first_of[other] = known[0]
        for key in keys:
            first_with.setdefault(key, line)
    found = tuple(
        Duplicate(line, _root(first_of, line), line in by_lease, choices.get(line)) for line in sorted(first_of)
    )
    return _settle(found, balances)


def _keys(values: Values) -> list[tuple[str, ...]]:
    lease = " ".join(str(values.get(Field.LEASE_REF) or "").casefold().split())
    name = fold(f"{values.get(Field.LAST_NAME) or ''} {values.get(Field.FIRST_NAME) or ''}")
    born_on, address = values.get(Field.BORN_ON), fold(values.get(Field.ADDRESS) or "")
    keys: list[tuple[str, ...]] = [(_LEASE, lease)] if lease else []
    if name and born_on and address:
        keys.append((_PERSON, name, born_on.isoformat(), address))
    return keys


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
