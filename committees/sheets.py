"""What a presentation sheet says, one version per ceiling (domain 4.7, 5).

`full`: for those bound by professional secrecy. `housing`: for landlords and reservers, without narrative. `coded`: its
number in the place of a name, and nothing that leads to somebody.
"""

from pydantic import Field

from cases.parts.said import LONGEST_TEXT, Line, Said
from committees.enums import Ceiling
from committees.models import PresentationSheet, SheetVersion

#: The facts of a sheet, as the grid of the session screen shows them, and which ceilings carry each.
HOUSING_FACTS = frozenset({"request", "presented_by", "debt", "procedure", "effort", "dwelling"})
#: Not the debt, by which its landlord would know the tenant.
CODED_FACTS = frozenset({"request", "household"})


class Fact(Said):
    """`key` decides which ceilings read it; `label` is what stands above it on screen."""

    key: str
    label: Line
    value: Line


class Content(Said):
    """One version. `heading`: how the household is named aloud, initials only (« Mme B., deux enfants »). `name`: who it is, for
    letters and minutes' annexes; empty under a code. `text`: what the prescriber tells, in `full` alone."""

    heading: Line
    name: Line = ""
    address: Line = ""
    facts: list[Fact] = []
    text: str = Field(default="", max_length=LONGEST_TEXT)


def versions_of(full: Content, number: str, *, is_coded: bool) -> dict[Ceiling, Content]:
    """Every version of what was written, widest first; the coded one alone of what is presented under a code.

    `number`: that of the sheet, which stands for the household where it has no name.
    """
    coded = Content(heading=f"Dossier {number}", facts=_kept(full, CODED_FACTS))
    if is_coded:
        return {Ceiling.CODED: coded}
    housing = full.model_copy(update={"facts": _kept(full, HOUSING_FACTS), "text": ""})
    return {Ceiling.FULL: full, Ceiling.HOUSING: housing, Ceiling.CODED: coded}


def _kept(full: Content, keys: frozenset[str]) -> list[Fact]:
    return [fact for fact in full.facts if fact.key in keys]


def content_of(version: SheetVersion) -> Content:
    """What that version says."""
    return Content.model_validate(version.content)


def presenter(sheet: PresentationSheet, content: Content) -> str:
    """Who presents it: as the paper says, else the service that filed it; "" of a paper that does not say."""
    on_paper = next((fact.value for fact in content.facts if fact.key == "presented_by"), "")
    unit = sheet.author.unit
    if on_paper or unit is None or sheet.author_id == sheet.secretary_id:
        return on_paper
    return f"{unit.organisation.name}, {unit.name}"
