"""What is written to households and to prescribers, from the annexes of a signed session. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cases.periods import add_months
from common.formatting import full_date

TEMPLATE = "documents/decision_letter-1.html"
PRESCRIBER_TEMPLATE = "documents/prescriber_letter-1.html"
TITLE = "La réponse de la commission"
PRESCRIBER_TITLE = "Ce que la commission a décidé"
#: As `Document.title` holds it.
LONGEST_TITLE = 160
#: A decision is contested within two months of the day its household receives it (article R. 421-1 du code de justice administrative),
#: whenever the minutes were signed.
APPEAL_MONTHS = 2


@dataclass(frozen=True)
class Told:
    """One decision as its prescriber reads it."""

    file: str
    heading: str
    asked: str
    decision: str
    dates: str
    reason: str


def letters_content(annexes: Iterable[Mapping[str, Any]], *, on: date) -> dict[str, Any]:
    """The letters of these households written `on` that day, each on a page of its own. Those without a name to write to have none."""
    written = [annex for annex in annexes if annex["letter"]]
    return {
        "letters": [_dated(annex["letter"], on) for annex in written],
        "issuer": written[0]["issuer"] if written else "",
        **logged(written),
    }


def _dated(letter: Mapping[str, Any], on: date) -> dict[str, Any]:
    """`last_day`: until when it may be contested at the least; "" where nothing says how."""
    return {**letter, "last_day": full_date(contested_until(on)) if letter["appeal"] else ""}


def contested_until(on: date) -> date:
    """The last day to contest what is received on that day: the same day two months later, or the last of that month. Received later,
    a letter is contested for longer."""
    return add_months(on, APPEAL_MONTHS)


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


def prescriber_title(content: Mapping[str, Any], prescriber: str) -> str:
    """The title of a letter that `prescriber_content` made, of 160 characters at most. A paper form's says which it is: services of two
    towns may be typed alike, and their files are told apart by their names."""
    which = "" if _is_unit(prescriber) else f", dossier {content['rows'][0]['file']}"
    return f"{PRESCRIBER_TITLE}, {content['to']}"[: LONGEST_TITLE - len(which)] + which


def _is_unit(prescriber: str) -> bool:
    return prescriber.startswith("unit ")


def offered(annexes: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The letters to prescribers that may be asked for, by what groups their decisions: « CCAS de Vigny, dossier K7M-2QX » of a paper
    form."""
    annexes = list(annexes)
    files = {annex["prescriber"]: annex["file"] for annex in annexes}
    return [
        (key, name if _is_unit(key) else f"{name}, dossier {files[key]}") for key, name in prescribers(annexes).items()
    ]


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
