"""The latest totals of a household's budget: five of them, and nothing of what they are made of (decisions T7)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from cases.formulas.income import GROWN_AT
from cases.formulas.working import number
from cases.models import BudgetStatement, Case, Person, RentStatement
from common.formatting import euros, full_date


@dataclass(frozen=True)
class Totals:
    """The day they are of, and the five lines in words; none when nothing was stated."""

    on: str = ""
    rows: tuple[tuple[str, str], ...] = ()


def newest(case: str = "case_id") -> Subquery:
    """The latest statement of the row's case that the open context may read. `case`: the row's own column."""
    columns = ("on", "resources_cents", "charges_cents", "debts_cents", "effort_rate", "residual_cents")
    rows = BudgetStatement.objects.filter(case_id=OuterRef(case)).order_by("-on", "-id")
    return Subquery(rows.values(one=JSONObject(**{name: name for name in columns}))[:1])


def totals_of(stated: dict[str, Any] | None) -> Totals:
    """What `newest` found, in words."""
    if stated is None:
        return Totals()
    rate, residual = stated["effort_rate"], stated["residual_cents"]
    rows = (
        ("Ressources", f"{euros(stated['resources_cents'])} par mois"),
        ("Charges hors logement", f"{euros(stated['charges_cents'])} par mois"),
        ("Autres dettes remboursées", f"{euros(stated['debts_cents'])} par mois"),
        ("Taux d’effort", "non calculé" if rate is None else f"{number(Decimal(str(rate)))}\u00a0%"),
        (
            "Reste à vivre",
            f"{euros(residual)} par jour et par personne comptée" if residual is not None else "non calculé",
        ),
    )
    return Totals(full_date(date.fromisoformat(stated["on"])), rows)


def known_of(case: Case) -> dict[str, int]:
    """What a first budget takes from the case: people by age, and the rent and the aid of the latest statement when it may
    be read. One statement."""
    persons = Person.objects.filter(household_id=OuterRef("household_id"))
    told = RentStatement.objects.filter(case_id=case.tenancy_id or case.pk).order_by("-on", "-id")
    (row,) = Case.objects.filter(pk=case.pk).annotate(
        people=ArraySubquery(persons.values(one=JSONObject(adult="is_adult", born="birth_year"))),
        told=Subquery(told.values(one=JSONObject(rent="rent_cents", aid="apl_cents"))[:1]),
    )
    this_year = timezone.localdate().year
    grown = sum(one["adult"] or bool(one["born"] and this_year - one["born"] > GROWN_AT) for one in row.people)
    amounts = {name: cents for name, cents in (row.told or {}).items() if cents}
    return {"grown": grown or 1, "children": len(row.people) - grown, **amounts}
