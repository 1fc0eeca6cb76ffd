"""What is written under the sections of a report by several who may write at once. Pure.

A page carries a stamp of every text as it shows it. What nobody changed on the page is left as it stands, whatever happened to it
meanwhile; what was changed on the page and elsewhere is kept in neither place until somebody says which she keeps (docs/adr/0027).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """One text, as it stands and as it was written here."""

    section: str
    standing: str
    typed: str


@dataclass(frozen=True)
class Merged:
    """`to_write`: texts to keep, by section. `differing`: what stands in its way; then nothing is written."""

    to_write: Mapping[str, str]
    differing: tuple[Difference, ...]


def tidy(text: str) -> str:
    """A text as it is kept: lines end alike, nothing around it."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()


def stamp_of(shown: Mapping[str, str]) -> str:
    """What a page carries of the texts it shows."""
    return json.dumps({section: _digest(text) for section, text in shown.items()}, sort_keys=True)


def merge(standing: Mapping[str, str], typed: Mapping[str, str], stamp: str) -> Merged:
    """What to keep of what was typed on a page of that stamp. A section that is not typed is left alone; one that stands nowhere is
    empty. A stamp that cannot be read is of a page that showed nothing."""
    seen = _read(stamp)
    to_write, differing = {}, []
    for section, raw in typed.items():
        text = tidy(raw)
        stands = standing.get(section, "")
        shown = seen.get(section, _digest(""))
        if text == stands or _digest(text) == shown:
            continue
        if shown == _digest(stands):
            to_write[section] = text
        else:
            differing.append(Difference(section, stands, text))
    return Merged({} if differing else to_write, tuple(differing))


def shown_again(stamp: str, differing: Iterable[Difference] = ()) -> str:
    """What a page of that stamp carries when it is shown again as it was typed, with those differences told: of all the rest nobody saw
    what stands since."""
    return json.dumps(_read(stamp) | {each.section: _digest(each.standing) for each in differing}, sort_keys=True)


def _digest(text: str) -> str:
    return hashlib.sha256(tidy(text).encode()).hexdigest()[:16]


def _read(stamp: str) -> dict[str, str]:
    try:
        found = json.loads(stamp)
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}
