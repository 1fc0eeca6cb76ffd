"""The amounts of a financing plan, and the plans one may begin with."""

from collections.abc import Iterable
from typing import Any

from django import forms
from pydantic import ValidationError

from cases.forms.choices import offer
from cases.programmes.reading import mistakes_of
from funding.forms.fields import AmountField, Row, in_euros, number_field
from funding.plans.shape import Plan, Resource

NAMES = {"costs": "cost", "resources": "resource"}


class PlanChoiceForm(forms.Form):
    """The plan of a real programme, to begin with."""

    key = forms.ChoiceField(
        label="Partir de", widget=forms.RadioSelect, error_messages={"required": "Choisissez un plan."}
    )

    def __init__(self, *args: Any, plans: Iterable[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {plan.key: plan for plan in plans}
        offer(self, "key", [(plan.key, plan.name) for plan in self.plans.values()])

    @property
    def plan(self) -> Plan:
        """The one that was chosen. Valid form only."""
        return self.plans[self.cleaned_data["key"]]


class PlanForm(forms.Form):
    """`held`: the plan whose amounts are typed again. What its source printed beside them stays. `plan` after validation."""

    declared = forms.BooleanField(
        label="Ce plan est équilibré",
        required=False,
        help_text="Chaque euro de dépense a quelqu’un qui le paie, et il n’y en a pas de trop.",
    )
    plan: Plan

    def __init__(self, *args: Any, held: Plan, **kwargs: Any) -> None:
        self.held = held
        super().__init__(*args, initial={"declared": held.declared_balanced, **_initial(held)}, **kwargs)
        for place in range(len(held.costs)):
            self.fields[f"cost-{place}-quantity"] = number_field("Nombre", most=1_000_000, decimals=3, least="0.001")
            self.fields[f"cost-{place}-units_each"] = number_field("Fois", most=1_000_000, decimals=3, least="0.001")
            self.fields[f"cost-{place}-euros"] = AmountField(
                label="Prix de l’unité", error_messages={"required": "Il manque le prix. Écrivez 0 s’il n’y en a pas."}
            )
        for place, resource in enumerate(held.resources):
            if resource.percent is not None:
                self.fields[f"resource-{place}-percent"] = number_field("Part des dépenses, en %", most=100)
            elif resource.euros is not None:
                self.fields[f"resource-{place}-quantity"] = number_field(
                    "Nombre", most=1_000_000, decimals=3, least="0.001"
                )
                self.fields[f"resource-{place}-euros"] = AmountField(
                    label="Montant", error_messages={"required": "Il manque le montant. Écrivez 0 s’il ne paie rien."}
                )

    def cost_rows(self) -> list[Row]:
        """One a line of cost."""
        return [
            Row(line.label, [self[f"cost-{place}-{one}"] for one in ("quantity", "units_each", "euros")])
            for place, line in enumerate(self.held.costs)
        ]

    def resource_rows(self) -> list[Row]:
        """One a resource; without a field for what pays the rest."""
        return [
            Row(each.funder, [self[name] for name in self.fields if name.startswith(f"resource-{place}-")])
            for place, each in enumerate(self.held.resources)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        said = self.held.model_dump(mode="json", by_alias=True)
        for kind, name in NAMES.items():
            for place, each in enumerate(said[kind]):
                each |= {
                    key: cleaned[f"{name}-{place}-{key}"] for key in each if f"{name}-{place}-{key}" in self.fields
                }
                if f"{name}-{place}-euros" in self.fields:
                    each["euros"] = in_euros(each["euros"])
        try:
            self.plan = Plan.model_validate(said | {"declared_balanced": cleaned["declared"]})
        except ValidationError as error:
            for way, sentence in mistakes_of(error):
                self.add_error(self._field_of(way), f"{sentence[:1].upper()}{sentence[1:]}.")
        return cleaned

    def _field_of(self, way: tuple[Any, ...]) -> str | None:
        """The field that part of the plan was typed in."""
        if way == ("declared_balanced",):
            return "declared"
        name = f"{NAMES[way[0]]}-{way[1]}-{way[2]}" if len(way) == 3 and way[0] in NAMES else ""
        return name if name in self.fields else None


def _initial(plan: Plan) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for place, line in enumerate(plan.costs):
        name = f"cost-{place}-"
        said |= {f"{name}quantity": line.quantity, f"{name}units_each": line.units_each}
        said[f"{name}euros"] = int(line.euros * 100)
    for place, resource in enumerate(plan.resources):
        said |= {f"resource-{place}-{key}": each for key, each in _paid(resource).items()}
    return said


def _paid(resource: Resource) -> dict[str, Any]:
    if resource.percent is not None:
        return {"percent": resource.percent}
    return {} if resource.euros is None else {"quantity": resource.quantity, "euros": int(resource.euros * 100)}
