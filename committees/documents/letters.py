"""What is written to households and to prescribers, from the annexes of a signed session. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

TEMPLATE = "documents/decision_letter-1.html"
PRESCRIBER_TEMPLATE = "documents/prescriber_letter-1.html"
TITLE = "La réponse de la commission"
PRESCRIBER_TITLE = "Ce que la commission a décidé"


@dataclass(frozen=True)
class Told:
    """One decision as its prescriber reads it."""

    file: str
    heading: str
    asked: str
    decision: str
    dates: str
    reason: str


def letters_content(annexes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The letters of these households, each on a page of its own. Those without a name to write to have none."""
    written = [annex for annex in annexes if annex["letter"]]
    return {
        "letters": [annex["letter"] for annex in written],
        "issuer": written[0]["issuer"] if written else "",
        **logged(written),
    }


def logged(annexes: Iterable[Mapping[str, Any]]) -> dict[str, list[int]]:
    """What these annexes speak of, for the reading log: their sheets, and the cases of those that have one."""
    read = list(annexes)
    return {
        "sheets": sorted(annex["sheet"] for annex in read),
        "cases": sorted({annex["case"] for annex in read if annex["case"]}),
    }


def prescribers(annexes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Whoever presented something that was decided, by what groups its decisions: the name to write to."""
    found = {annex["prescriber"]: annex["by"] for annex in annexes if annex["decision"] and annex["by"]}
    return dict(sorted(found.items(), key=lambda each: each[1].casefold()))


def prescriber_content(annexes: Iterable[Mapping[str, Any]], prescriber: str) -> dict[str, Any]:
    """Its decisions and no other. KeyError when it presented nothing that was decided."""
    annexes = list(annexes)
    to = prescribers(annexes)[prescriber]
    own = [annex for annex in annexes if annex["prescriber"] == prescriber and annex["decision"]]
    rows = [Told(**{key: annex[key] for key in Told.__dataclass_fields__}) for annex in own]
    first = own[0]
    return {
        "issuer": first["issuer"],
        "committee": first["committee"],
        "held": first["held"],
        "to": to,
        "rows": [asdict(row) for row in rows],
        "secretariat": first["secretariat"],
        "contacts": first["contacts"],
        **logged(own),
    }
