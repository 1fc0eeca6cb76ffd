"""Resources against housing: consumption units, effort rate, what is left to live on. Amounts are cents a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cases.formulas.working import CannotCompute, Computed, Line, number, refuse_negative, rounded
from common.formatting import euros, plural

#: INSEE (modified OECD scale): the first adult, each other person of 14 or more, each child under 14.
FIRST, OTHER, CHILD = Decimal("1"), Decimal("0.5"), Decimal("0.3")
GROWN_AT = 14
DAYS_OF_A_MONTH = 30

UNITS_SOURCE = "Insee, échelle d’équivalence dite de l’OCDE modifiée"
EFFORT_SOURCE = "Arrêté du 10 mars 2011 ; code de la construction et de l’habitation, article R.* 441-3-1"
RESIDUAL_SOURCE = "Calcul d’usage : aucun texte national ne le fixe"


@dataclass(frozen=True)
class Housing:
    """What the dwelling costs, cents a month. `aid`: APL or AL. Flat amounts: for water or heating paid apart, when the
    programme has them; they are read from its rules (`DwellingRules.flat_cents`)."""

    rent: int
    charges: int = 0
    annexes: int = 0
    works: int = 0
    aid: int = 0
    flat_water: int = 0
    flat_heating: int = 0

    def lines(self) -> list[Line]:
        """The rent always; the others when they are not zero."""
        others = [
            Line("Loyers annexes", self.annexes),
            Line("Charges récupérables", self.charges),
            Line("Contribution aux travaux d’énergie", self.works),
            Line("Forfait d’eau", self.flat_water),
            Line("Forfait de chauffage", self.flat_heating),
        ]
        aid = [Line("Aide au logement, déduite", -self.aid)] if self.aid else []
        return [Line("Loyer principal", self.rent), *(line for line in others if line.cents), *aid]

    def left(self) -> int:
        """What the household pays once the aid is taken off, never below zero."""
        refuse_negative(**vars(self))
        costs = self.rent + self.charges + self.annexes + self.works + self.flat_water + self.flat_heating
        return max(0, costs - self.aid)


def consumption_units(grown: int, children: int) -> Computed:
    """Units of a household of so many people of 14 or more, and so many under 14. CannotCompute without a grown one."""
    if grown < 1 or children < 0:
        raise CannotCompute("Le ménage compte au moins une personne de 14 ans ou plus : vérifiez sa composition.")
    value = FIRST + OTHER * (grown - 1) + CHILD * children
    lines = [Line("Première personne", text="1")]
    if grown > 1:
        lines.append(Line(f"{plural(grown - 1, 'autre personne')} de 14 ans ou plus", text=number(OTHER * (grown - 1))))
    if children:
        lines.append(Line(f"{plural(children, 'enfant')} de moins de 14 ans", text=number(CHILD * children)))
    return Computed(
        value,
        f"{number(value)} unité{'s' if value >= 2 else ''} de consommation",
        lines,
        "1 pour la première personne, 0,5 par autre personne de 14 ans ou plus, 0,3 par enfant de moins de 14 ans",
        UNITS_SOURCE,
    )


def grown_and_children(births: Sequence[date], on: date) -> tuple[int, int]:
    """How many are 14 or more on that day, and how many are not. CannotCompute for a birth after it."""
    if any(birth > on for birth in births):
        raise CannotCompute("Une date de naissance est dans l’avenir : corrigez-la.")
    ages = [on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)) for birth in births]
    grown = sum(age >= GROWN_AT for age in ages)
    return grown, len(ages) - grown


def effort_rate(housing: Housing, resources: int) -> Computed:
    """Percent of the resources of all who will live there that goes to the dwelling, to one decimal.

    CannotCompute without resources, or for an amount below zero.
    """
    left = housing.left()
    refuse_negative(resources=resources)
    if not resources:
        raise CannotCompute("Le ménage n’a pas de ressources ce mois-ci : un taux d’effort ne se calcule pas.")
    value = rounded(Decimal(100 * left) / resources, "0.1")
    return Computed(
        value,
        f"{number(value)}\u00a0% des ressources vont au logement",
        [
            *housing.lines(),
            Line("Reste à payer", left),
            Line("Ressources de toutes les personnes du logement", resources),
        ],
        "(loyer principal + loyers annexes + charges récupérables + contribution aux travaux d’énergie + forfaits d’eau et de "
        "chauffage individuels − aide au logement) ÷ ressources mensuelles ; arrondi au dixième, jamais sous zéro",
        EFFORT_SOURCE,
    )


def effort_against(rate: Computed, percent: Decimal | None, *, heating_included: bool = False) -> str:
    """How that rate stands to the most a programme accepts; « » when it has no such rule."""
    if percent is None:
        return ""
    most = f"{number(percent)}\u00a0%{', chauffage compris' if heating_included else ''}"
    if rate.value <= percent:
        return f"Le dispositif accepte jusqu’à {most} : ce logement convient."
    return f"Le dispositif accepte jusqu’à {most} : ce logement dépasse de {number(rate.value - percent)}\u00a0points."


def residual_income(
    housing: Housing, resources: int, units: Decimal, *, debts: int = 0, other_charges: int = 0
) -> Computed:
    """Euros left per consumption unit and day, in euros to the cent, below zero when the month does not close.

    `resources` without the housing aid, which `housing` holds; `debts`: what is paid back each month, and
    `other_charges`: what is not the dwelling's (insurance, telephone), when they are counted.
    CannotCompute without a unit, or for an amount below zero.
    """
    refuse_negative(**vars(housing), resources=resources, debts=debts, other_charges=other_charges)
    if units <= 0:
        raise CannotCompute("Le ménage n’a pas d’unité de consommation : vérifiez sa composition.")
    costs = housing.rent + housing.charges + housing.annexes + housing.works + housing.flat_water + housing.flat_heating
    left = resources + housing.aid - costs - other_charges - debts
    value = rounded(Decimal(left) / 100 / units / DAYS_OF_A_MONTH, "0.01")
    spent = [("Autres charges", other_charges), ("Dettes remboursées chaque mois", debts)]
    return Computed(
        value,
        f"{euros(int(value * 100))} par personne comptée et par jour",
        [
            Line("Ressources", resources),
            Line("Aide au logement", housing.aid),
            Line("Logement", -costs),
            *(Line(label, -cents) for label, cents in spent if cents),
            Line("Reste pour le mois", left),
            Line("Unités de consommation", text=number(units)),
        ],
        "(ressources + aide au logement − logement − autres charges − dettes remboursées) ÷ unités de consommation ÷ 30 jours ; "
        "arrondi au centime",
        RESIDUAL_SOURCE,
    )


def residual_against(residual: Computed, euros_a_day: Decimal | None) -> str:
    """How it stands to what a programme finds enough; « » when it has no such rule."""
    if euros_a_day is None:
        return ""
    least = euros(int(euros_a_day * 100))
    if residual.value >= euros_a_day:
        return f"Le dispositif demande au moins {least} par jour : c’est atteint."
    return f"Le dispositif demande au moins {least} par jour : il manque {euros(int((euros_a_day - residual.value) * 100))}."
