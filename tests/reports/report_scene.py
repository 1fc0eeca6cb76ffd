"""An invented programme, household by household, and everything a report counts of it."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from cases.periods import Period, add_months, year
from reports.cells import Address, Dimension, Figure
from reports.documents.annual_report import report_content
from reports.documents.given import Cover, Former, Goal, Line, Money, Signature
from reports.equations import to_count
from reports.indicators.catalogue import shipped
from reports.masking import Release, mask
from reports.outline import Categories, Outline, tables
from reports.outline import shipped as outlines

LABELS = {
    "origin": {
        "branch": "commission d’impayés de l’agence",
        "proximity": "personnel de proximité",
        "family": "famille ou voisinage",
        "tenant": "le locataire lui-même",
        "ccas": "CCAS",
        "ccapex": "CCAPEX",
    },
    "reason": {
        "unexpected-expense": "dépense imprévue",
        "rights": "droits non ouverts",
        "over-indebtedness": "surendettement",
        "isolation": "isolement",
        "separation": "séparation",
        "energy": "précarité énergétique",
    },
    "landlord": {"north": "Aubrane Habitat", "south": "Logis du Val", "west": "Office de Montaubre"},
    "outcome": {
        "kept": "maintenus dans leur logement",
        "moved": "relogés",
        "slid": "bail glissé à leur nom",
        "relay": "relais de droit commun",
        "left": "partis",
        "evicted": "expulsés",
    },
    "step-kind": {
        "rights": "ouverture de droits",
        "fsl": "FSL maintien",
        "debt": "dossier de surendettement",
        "energy": "aide à l’énergie",
    },
    "delay": {
        "under-6-months": "moins de 6 mois",
        "from-6-to-12-months": "de 6 à 12 mois",
        "over-12-months": "davantage",
    },
    "decision": {
        "validated": "étape validée",
        "adjourned": "ajourné",
        "granted": "mesure accordée",
        "refused": "refusé",
    },
}
CATEGORIES = {
    key: Categories(Dimension(key, tuple(labels), several=key == "reason"), labels) for key, labels in LABELS.items()
}
AT = datetime(2026, 1, 14, 10, 5)
YEAR = year(2025)


@dataclass
class Visit:
    on: date
    is_due: bool
    is_held: bool


@dataclass
class Household:
    """Whatever a report counts of it."""

    referred: date
    origin: str
    reasons: tuple[str, ...]
    landlord: str
    entered: date | None = None
    met: date | None = None
    left: date | None = None
    outcome: str = ""
    owed: int = 0
    owes: int | None = None
    is_threatened: bool = False
    has_resumed: bool = False
    visits: list[Visit] = field(default_factory=list)
    steps: list[tuple[date, str, int]] = field(default_factory=list)
    housed: date | None = None
    delay: str = ""
    decided: str = ""


def invented(count: int, seed: int = 7) -> list[Household]:
    """So many households referred over 2024 and 2025."""
    chance = random.Random(seed)
    return [_one(chance) for _ in range(count)]


def _one(chance: random.Random) -> Household:
    pick = {key: tuple(labels) for key, labels in LABELS.items()}
    referred = date(2023, 11, 1) + timedelta(days=chance.randrange(760))
    one = Household(
        referred,
        chance.choices(pick["origin"], (12, 9, 1, 2, 6, 4))[0],
        tuple(chance.sample(pick["reason"], chance.choice((1, 1, 2, 3)))),
        chance.choices(pick["landlord"], (6, 3, 2))[0],
    )
    one.decided = chance.choices(pick["decision"], (8, 2, 5, 1))[0]
    if chance.random() > 0.85:
        return one
    one.entered = referred + timedelta(days=chance.randrange(3, 15))
    one.is_threatened = chance.random() < 0.4
    one.owed = chance.randrange(40_000, 420_000) if chance.random() < 0.93 else 0
    if chance.random() > 0.88:
        return one
    one.met = one.entered + timedelta(days=chance.randrange(2, 25))
    one.left = one.met + timedelta(days=chance.randrange(120, 420)) if chance.random() < 0.8 else None
    one.outcome = chance.choices(pick["outcome"], (14, 6, 3, 3, 2, 1))[0] if one.left else ""
    one.owes = max(0, int(one.owed * chance.choice((0, 0, 0.3, 0.5, 0.7, 1, 1.2)))) if one.owed else None
    one.has_resumed = chance.random() < 0.6
    day = one.met
    while day < min(one.left or date(2025, 12, 31), date(2025, 12, 31)):
        one.visits.append(Visit(day, chance.random() < 0.93, chance.random() < 0.77))
        day += timedelta(days=chance.randrange(9, 21))
    one.steps = [
        (one.met + timedelta(days=chance.randrange(0, 200)), kind, chance.choice((0, 12_000, 35_000, 80_000)))
        for kind in chance.sample(pick["step-kind"], chance.choice((1, 2, 3)))
    ]
    if chance.random() < 0.2:
        one.housed = one.met + timedelta(days=chance.randrange(60, 500))
        one.delay = chance.choices(pick["delay"], (5, 3, 1))[0]
    return one


Counted = Iterator[tuple[Household, int, dict[str, str | tuple[str, ...]]]]


class World:
    """Counts any cell of the catalogue over any period, from the households."""

    def __init__(self, households: list[Household]) -> None:
        self.households = households

    def figure(self, address: Address) -> Figure:
        value, behind = 0, set()
        for household, amount, categories in self.facts(address.cell, address.period):
            if all(_is_in(categories.get(key, ()), node) for key, node in address.where):
                value += amount
                behind.add(id(household))
        return Figure(value, len(behind))

    def facts(self, cell: str, period: Period) -> Counted:
        """(household, how much, its categories) for each fact that the cell counts."""
        for one in self.households:
            base = {"origin": one.origin, "reason": one.reasons, "landlord": one.landlord, "outcome": one.outcome}
            base |= {"decision": one.decided, "delay": one.delay, "funding-line": "line"}
            for amount, more in RULES.get(cell, _none)(one, period):
                yield one, amount, base | more


def _none(one: Household, period: Period) -> Iterator[tuple[int, dict]]:
    yield from ()


def _is_in(category: str | tuple[str, ...], node: str) -> bool:
    return node in category if isinstance(category, tuple) else node == category


def _on(day: date | None, period: Period) -> bool:
    return day is not None and period.since <= day <= period.until


def _when(holds: Callable[[Household, Period], bool], amount: Callable[[Household], int] = lambda one: 1):
    def rule(one: Household, period: Period) -> Iterator[tuple[int, dict]]:
        if holds(one, period):
            yield amount(one), {}

    return rule


def _visits(holds: Callable[[Visit], bool], amount: int = 1):
    def rule(one: Household, period: Period) -> Iterator[tuple[int, dict]]:
        yield from ((amount, {}) for each in one.visits if _on(each.on, period) and holds(each))

    return rule


def _steps(amount: Callable[[int], int]):
    def rule(one: Household, period: Period) -> Iterator[tuple[int, dict]]:
        for on, kind, cents in one.steps:
            if _on(on, period) and amount(cents):
                yield amount(cents), {"step-kind": kind}

    return rule


def _follows(one: Household, period: Period) -> bool:
    return one.entered is not None and one.entered <= period.until and (one.left is None or one.left >= period.since)


def _runs(one: Household, period: Period) -> bool:
    return one.entered is not None and one.entered <= period.until and (one.left is None or one.left > period.until)


def _ran(one: Household, period: Period) -> bool:
    return one.entered is not None and one.entered < period.since and (one.left is None or one.left >= period.since)


def _known(one: Household, period: Period) -> bool:
    return _follows(one, period) and one.owes is not None


def _left(one: Household, period: Period) -> bool:
    return _on(one.left, period)


def _months(one: Household) -> int:
    return (one.left - one.entered).days // 30 if one.left and one.entered else 0


RULES: dict[str, Callable[[Household, Period], Iterator[tuple[int, dict]]]] = {
    "referrals": _when(lambda one, period: _on(one.referred, period)),
    "referrals-accepted": _when(lambda one, period: _on(one.referred, period) and one.entered is not None),
    "contacts": _when(lambda one, period: _on(one.entered, period)),
    "contact-days": _when(lambda one, period: _on(one.entered, period), lambda one: (one.entered - one.referred).days),
    "first-meetings": _when(lambda one, period: _on(one.met, period)),
    "meeting-days": _when(lambda one, period: _on(one.met, period), lambda one: (one.met - one.referred).days),
    "meeting-attempts": _when(lambda one, period: _on(one.met, period), lambda one: 2 + one.owed % 4),
    "entries": _when(lambda one, period: _on(one.entered, period)),
    "entered-and-met": _when(lambda one, period: _on(one.entered, period) and one.met is not None),
    "exits": _when(_left),
    "stock-before": _when(_ran),
    "stock": _when(_runs),
    "followed": _when(_follows),
    "months-at-exit": _when(_left, _months),
    "measure-months-planned": _when(_follows, lambda one: 1150),
    "measure-months-done": _when(_follows, lambda one: 1000),
    "visits-held": _visits(lambda each: each.is_held),
    "visits-due": _visits(lambda each: each.is_due),
    "visits-due-held": _visits(lambda each: each.is_due and each.is_held),
    "appointments-missed": _visits(lambda each: each.is_due and not each.is_held),
    "visit-minutes": _visits(lambda each: each.is_held, 55),
    "worker-months": _visits(lambda each: each.on.day % 29 == 0 or (each.is_held and each.on.day == 7)),
    "entered-debt-known": _when(lambda one, period: _on(one.entered, period)),
    "entered-with-debt": _when(lambda one, period: _on(one.entered, period) and one.owed > 0),
    "arrears-known": _when(_known),
    "arrears-cleared": _when(lambda one, period: _known(one, period) and one.owes == 0),
    "arrears-reduced": _when(lambda one, period: _known(one, period) and 0 < one.owes < one.owed),
    "arrears-smaller": _when(lambda one, period: _known(one, period) and one.owes < one.owed),
    "arrears-not-smaller": _when(lambda one, period: _known(one, period) and one.owes >= one.owed),
    "arrears-entry-cents": _when(_known, lambda one: one.owed),
    "arrears-end-cents": _when(_known, lambda one: one.owes or 0),
    "payment-resumed": _when(lambda one, period: _on(one.entered, period) and one.has_resumed),
    "threatened-exits": _when(lambda one, period: _left(one, period) and one.is_threatened),
    "evictions-avoided": _when(
        lambda one, period: _left(one, period) and one.is_threatened and one.outcome in ("kept", "moved", "slid")
    ),
    "evictions": _when(lambda one, period: _left(one, period) and one.outcome == "evicted"),
    "evictions-baseline": _when(lambda one, period: _on(one.referred, period), lambda one: one.owed % 3 == 0),
    "steps": _steps(lambda cents: 1),
    "steps-granted": _steps(lambda cents: int(cents > 0)),
    "aids-cents": _steps(lambda cents: cents),
    "housing-requests": _when(lambda one, period: _on(one.referred, period) and one.owed % 2 == 0),
    "housing-obtained": _when(lambda one, period: _on(one.housed, period)),
    "housing-target": _when(lambda one, period: _on(one.referred, period) and one.owed % 3 == 0),
    "files": _when(lambda one, period: _on(one.referred, period)),
    "adjournments": _when(lambda one, period: _on(one.referred, period) and one.decided == "adjourned"),
    "granted-cents": _when(_follows, lambda one: 236_500),
    "spent-cents": _when(_follows, lambda one: 232_000),
    "training-attendance": _when(lambda one, period: _on(one.referred, period)),
}
CELLS = frozenset(RULES)


def released(world: World, outline: Outline, period: Period, issued: list[Release] | None = None, **more) -> Release:
    """The figures of that outline, masked, next to what was issued."""
    asked = tables(outline, period, CATEGORIES, counted=CELLS)
    every = [*asked, *(each for one in issued or [] for each in one.tables)]
    counts = {address: world.figure(address) for address in to_count(shipped(), every)}
    return mask(shipped(), asked, counts, issued or [], **more)


def content_of(count: int = 400, outline: str = "year", period: Period = YEAR, **changes) -> dict:
    """A report of an invented programme, beside the year before, with all that a report may be given."""
    world, chosen = World(invented(count)), outlines()[outline]
    months = (period.until.year - period.since.year) * 12 + period.until.month - period.since.month + 1
    before = Period(add_months(period.since, -months), period.since - timedelta(days=1))
    given = {
        "outline": chosen,
        "catalogue": shipped(),
        "categories": CATEGORIES,
        "period": period,
        "release": released(world, chosen, period),
        "former": Former(before, released(world, chosen, before)),
        "cover": Cover(
            programme="Garder son toit",
            issuer="Le Pas de Porte",
            recipient="la DDETS de l’Aubrane",
            summary="Accompagner à domicile les locataires en impayé, à Montaubre.",
            finding="Deux ménages sur trois ont réduit leur dette",
            lead="En 2025, l’équipe a accompagné des ménages tous en dette de loyer à l’entrée, à leur domicile et à leur rythme.",
        ),
        "as_of": AT,
        "goals": [
            Goal("effective-rate", Fraction(3, 4)),
            Goal("entries", Fraction(200)),
            Goal("time-to-meeting", Fraction(15)),
            Goal("debt-reduced", Fraction(2, 3)),
        ],
        "comments": {
            "reaching": "Les permanences du samedi matin ont changé la donne : la moitié des premières rencontres s’y sont "
            "faites.\n\nDeux bailleurs sur trois préviennent désormais le locataire avant de saisir l’équipe.",
            "rent": "La reprise du paiement est comptée après trois mois de suite.",
        },
        "money": MONEY,
        "signature": Signature("Claire Morvan", "responsable de l’équipe", date(2026, 1, 14)),
    }
    return report_content(**{**given, **changes})


MONEY = Money(
    lines=(
        Line("FNAVDL 2025", "DDETS de l’Aubrane", 7_095_000, 6_958_500),
        Line("Fonds du bailleur", "Aubrane Habitat", 1_500_000, 1_500_000),
    ),
)


def twenty() -> dict:
    """Twenty pages and twenty charts: the sections of a large programme, again under other names."""
    content = content_of()
    sections = content["sections"]
    charts = sum(len(one["charts"]) for one in (content["glance"], *sections))
    number = charts
    while charts < 20:
        again = [dict(one, key=f"{one['key']}-again", comment=[]) for one in sections if one["charts"] or one["tables"]]
        for one in again:
            one["charts"] = one["charts"][: 20 - charts]
            charts += len(one["charts"])
            one["charts"] = [dict(chart, number=(number := number + 1)) for chart in one["charts"]]
        content["sections"] = [*content["sections"], *again]
    return content
