"""The categories of what was counted, in an order to show them in, and what a person reads for them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from cases import enums
from committees.enums import DecisionKind
from committees.models import Committee
from funding.models import FundingLine
from partners.models import Commune, Organisation
from reports.cells import Dimension
from reports.counting.reading import place_of
from reports.indicators.catalogue import shipped
from reports.models import CellCount, CellFigure

#: What nothing readable says; and, of lines, what no line pays.
UNKNOWN, NONE = "unknown", "none"
NOT_SAID = "non renseigné"
NOT_LOGGED = "not-logged"
_CHOICES: dict[str, dict[str, str]] = {
    "origin": dict(enums.ReferralOrigin.choices),
    "reason": dict(enums.Reason.choices),
    "type": dict(enums.AccompanimentKind.choices),
    "stage": dict(enums.ProcedureStage.choices),
    "outcome": dict(enums.ExitOutcome.choices),
    "visit-outcome": dict(enums.VisitOutcome.choices)
    | {"cancelled_by_worker": "annulée par l’intervenant", NOT_LOGGED: "non notée"},
    # What a landlord is told of: an aid of the FSL, whichever.
    "step-kind": dict(enums.StepKind.choices) | {"fsl": "FSL"},
    "told": dict(enums.FeedbackState.choices) | {"closed": "close"},
    "decision": dict(DecisionKind.choices),
    "effort-rate": {"under-25": "moins de 25 %", "25-to-33": "de 25 à 33 %", "over-33": "plus de 33 %"},
}


def dimensions(count: CellCount) -> dict[str, Dimension]:
    """Every dimension of the catalogue, by key, with the categories found in a count, as `dimension_of`. One statement."""
    places = CellFigure.objects.filter(count_id=count.pk).exclude(place="").values_list("place", flat=True)
    found: dict[str, set[str]] = defaultdict(set)
    for place in places.distinct():
        for key, node in place_of(place):
            found[key].add(node)
    for key, name, _ in count.asked["groups"]:
        found[key].discard(name)
    return {each.key: dimension_of(each.key, found[each.key]) for each in shipped().dimensions}


def dimension_of(key: str, found: Iterable[str]) -> Dimension:
    """That dimension of the catalogue with these categories: closed lists in their order, what is unknown last, and alone where
    nothing was found. KeyError for no dimension of the catalogue."""
    said = {each.key: each for each in shipped().dimensions}[key]
    order = list(_CHOICES.get(key, ()))
    ranks = {category: rank for rank, category in enumerate(order)} | {NONE: len(order), UNKNOWN: len(order) + 1}
    in_order = sorted(set(found), key=lambda each: (ranks.get(each, -1), each))
    return Dimension(key, tuple(in_order) or (UNKNOWN,), several=said.several)


def labels(key: str, categories: Iterable[str]) -> dict[str, str]:
    """What a person reads for these categories; « non renseigné » for what is unknown. One statement at most, with the rights of who
    reads: the line of another's books is « non renseigné »."""
    wanted = list(categories)
    known: dict[str, str] = dict(_CHOICES.get(key, {}))
    if key == "landlord":
        known |= _named(Organisation.objects.filter(key__in=wanted).values_list("key", "name"))
    elif key == "committee":
        known |= _named(Committee.objects.filter(key__in=wanted).values_list("key", "name"))
    elif key == "commune":
        known |= _named(Commune.objects.filter(code__in=wanted).values_list("code", "name"))
    elif key == "funding-line":
        ids = [int(each) for each in wanted if each.isdigit()]
        known |= {line.key: line.label for line in FundingLine.objects.filter(pk__in=ids)} | {NONE: "aucune ligne"}
    return {each: str(known.get(each, NOT_SAID)) for each in wanted}


def _named(rows: Any) -> dict[str, str]:
    return {str(key): str(name) for key, name in rows}
