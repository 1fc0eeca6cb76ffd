"""What a funder signed for a line, typed and read again: period, what is granted, what counts, at what price."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.text import slugify
from pydantic import ValidationError

from cases.forms.choices import offer
from cases.forms.when import DayField
from cases.programmes.reading import mistakes_of
from funding.conventions import Convention
from funding.counting import FIFTEEN_DAYS, Presence, Rested
from funding.forms.fields import AmountField, MonthField, Row, in_euros, minutes_field, number_field
from funding.rate_cards import Unit

PRESENCE = {
    Presence.ANY_DAY: ("Un jour suffit", "Le mois compte entier dès qu’un jour de contrat y tombe."),
    Presence.FIFTEEN_DAYS: (
        "Quinze jours",
        f"Le mois compte entier à partir de {FIFTEEN_DAYS} jours de présence, et pas du tout en dessous.",
    ),
    Presence.PRO_RATA: (
        "Au prorata",
        "Le mois compte pour ses jours de présence : dix jours sur trente, un tiers du prix.",
    ),
}
RESTS = {
    Rested.DAYS_OUT: ("Ses jours ne comptent pas", "Un jour de suspension n’est pas un jour de présence."),
    Rested.MONTH_IS_ZERO: ("Le mois ne compte pas", "Un seul jour de suspension, et le mois entier n’est pas payé."),
    Rested.COUNTED: ("Elle ne change rien", "Le mois est payé comme s’il n’y avait pas de suspension."),
}
DIAGNOSES = {
    "apart": ("À part", "Il a son prix, payé une fois, le mois où il est signé."),
    "included": ("Avec les mois, ou pas du tout", "Il n’a pas de prix à lui."),
}
UNITS = {Unit.MEASURE_MONTH: "Mois de mesure", Unit.DIAGNOSIS: "Diagnostic"}
#: As `funding.conventions.Convention` names them.
KEYS = {Unit.MEASURE_MONTH: "month", Unit.DIAGNOSIS: "diagnosis"}
FEWEST, BLANK, MOST = 2, 1, 20
_PRICE = ("unit", "euros", "from", "visit_minutes", "travel_minutes", "writing_minutes")


def _said(choices: Mapping[Any, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(str(key), format_html("<strong>{}</strong><br>{}", *words)) for key, words in choices.items()]


def _radio(label: str, choices: Mapping[Any, tuple[str, str]], missing: str, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=_said(choices),
        widget=forms.RadioSelect,
        error_messages={"required": missing},
        **more,
    )


class ConventionForm(forms.Form):
    """`held`: the convention that is amended, None for a first one. `plans`: key and name of those the unit keeps. `convention` after
    validation."""

    since = MonthField(label="Premier mois payé", error_messages={"required": "Il manque le premier mois."})
    until = MonthField(label="Dernier mois payé", error_messages={"required": "Il manque le dernier mois."})
    euros = AmountField(label="Montant accordé", required=False, help_text="Pour toute la période, en euros.")
    months = number_field(
        "Mois-mesures accordés",
        most=1_000_000,
        required=False,
        help_text="Un ménage suivi pendant un mois en fait un. Donnez un montant, un nombre de mois-mesures, ou les deux.",
    )
    presence = _radio(
        "À partir de quand un mois compte-t-il ?",
        PRESENCE,
        "Dites à partir de quand un mois compte.",
        help_text="Un ménage qui change d’intensité en cours de mois : au prorata, chaque jour a la sienne ; sinon le mois prend "
        "celle de la plupart de ses jours.",
    )
    rest = _radio("Que fait une suspension ?", RESTS, "Dites ce que fait une suspension.")
    diagnosis = _radio("Comment le diagnostic est-il payé ?", DIAGNOSES, "Dites comment le diagnostic est payé.")
    plan = forms.ChoiceField(
        label="Plan de financement",
        required=False,
        help_text="Celui dont cette ligne paie une part, s’il est gardé ici : ses écarts se lisent sur la page de la ligne.",
    )
    convention: Convention

    def __init__(
        self, *args: Any, held: Convention | None = None, plans: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        self.held = held
        super().__init__(*args, initial=initial_of(held) if held else _FIRST, **kwargs)
        offer(self, "plan", [("", "Aucun"), *plans])
        posted = self.data if self.is_bound else None
        self.prices = _drawn(posted, "price", "unit", len(held.card.rates) if held else 0)
        self.kinds = _drawn(posted, "intensity", "label", len(_intensities(held)))
        for row in range(self.prices):
            self._add_price(row)
        for row in range(self.kinds):
            self.fields[f"intensity-{row}-label"] = forms.CharField(label="Nom", required=False, max_length=60)
            self.fields[f"intensity-{row}-weight"] = number_field("Poids", most=10, required=False)

    def _add_price(self, row: int) -> None:
        name = f"price-{row}-"
        self.fields[f"{name}unit"] = forms.ChoiceField(label="Unité", required=False)
        offer(self, f"{name}unit", [("", "Choisir"), *((str(unit), words) for unit, words in UNITS.items())])
        self.fields[f"{name}euros"] = AmountField(label="Prix", required=False)
        self.fields[f"{name}from"] = DayField(label="À partir du", required=False)
        for column, words in (("visit", "visites"), ("travel", "trajets"), ("writing", "écrits")):
            self.fields[f"{name}{column}_minutes"] = minutes_field(f"Minutes prévues, {words}")

    def price_rows(self) -> list[Row]:
        """One a price."""
        return [Row(f"Prix {row + 1}", [self[f"price-{row}-{one}"] for one in _PRICE]) for row in range(self.prices)]

    def intensity_rows(self) -> list[Row]:
        """One an intensity."""
        names = ("label", "weight")
        return [
            Row(f"Intensité {row + 1}", [self[f"intensity-{row}-{one}"] for one in names]) for row in range(self.kinds)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_rows(cleaned)
        if not self.errors:
            self._check_prices(cleaned)
        if self.errors:
            return cleaned
        rows = list(self._written(cleaned))
        try:
            self.convention = Convention.model_validate(self._payload(cleaned, rows))
        except ValidationError as error:
            for way, sentence in mistakes_of(error):
                self.add_error(self._field_of(way, [row for row, _ in rows]), f"{sentence[:1].upper()}{sentence[1:]}.")
        return cleaned

    def _check_rows(self, cleaned: dict[str, Any]) -> None:
        for row in range(self.prices):
            if self._is_price(row, cleaned):
                for one, sentence in _MISSING_OF_PRICE.items():
                    if cleaned.get(f"price-{row}-{one}") in (None, ""):
                        self._add(f"price-{row}-{one}", sentence)
        for row in range(self.kinds):
            label, weight = cleaned.get(f"intensity-{row}-label"), cleaned.get(f"intensity-{row}-weight")
            if label and weight is None:
                self._add(f"intensity-{row}-weight", "Il manque le poids : 1 pour le prix entier, 0,5 pour la moitié.")
            if weight is not None and not label:
                self._add(f"intensity-{row}-label", "Il manque le nom de cette intensité.")

    def _check_prices(self, cleaned: dict[str, Any]) -> None:
        """What the card would refuse, said at its row."""
        begun: dict[tuple[str, Any], int] = {}
        for row, said in self._rows(cleaned):
            if (said["unit"], said["from"]) in begun:
                first = begun[said["unit"], said["from"]] + 1
                self.add_error(f"price-{row}-from", f"Le prix {first} commence le même jour : gardez l’un des deux.")
            begun.setdefault((said["unit"], said["from"]), row)
        paid = {unit for unit, _ in begun}
        if Unit.MEASURE_MONTH not in paid:
            self.add_error("price-0-unit", "Il manque le prix d’un mois de mesure.")
        if cleaned.get("diagnosis") == "apart" and Unit.DIAGNOSIS not in paid:
            self.add_error(
                "diagnosis",
                "Payé à part, le diagnostic a un prix : ajoutez-le au barème, ou choisissez l’autre réponse.",
            )
        if cleaned.get("diagnosis") == "included" and Unit.DIAGNOSIS in paid:
            row = next(row for (unit, _), row in begun.items() if unit == Unit.DIAGNOSIS)
            self.add_error(
                f"price-{row}-unit", "Le diagnostic n’est pas payé à part : effacez ce prix, ou changez la réponse."
            )
        if not self.errors:
            self._check_first(cleaned, begun)

    def _check_first(self, cleaned: dict[str, Any], begun: Mapping[tuple[str, Any], int]) -> None:
        """Each unit has a price from the first month on."""
        since = cleaned["since"]
        for unit, last in ((Unit.MEASURE_MONTH, since.last), (Unit.DIAGNOSIS, since.first)):
            days = [day for of, day in begun if of == unit]
            if days and min(days) > last:
                self.add_error(
                    f"price-{begun[unit, min(days)]}-from",
                    f"{since.name.capitalize()} n’aurait pas de prix : celui-ci commence après. Écrivez "
                    f"{since.first:%d/%m/%Y}, ou changez le premier mois.",
                )

    def _is_price(self, row: int, cleaned: dict[str, Any]) -> bool:
        """Whether anything is written in that row: a unit alone is what was drawn."""
        names = [f"price-{row}-{one}" for one in _PRICE[1:]]
        return any(cleaned.get(name) is not None or name in self.errors for name in names)

    def _add(self, name: str, sentence: str) -> None:
        if name not in self.errors:
            self.add_error(name, forms.ValidationError(sentence, code="required"))

    def _rows(self, cleaned: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
        """The prices that are written, each with the number of its row."""
        for row in range(self.prices):
            if self._is_price(row, cleaned):
                yield row, {one: cleaned[f"price-{row}-{one}"] for one in _PRICE}

    def _written(self, cleaned: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
        """As the card has them: each holds until the next one of its unit begins."""
        rows = list(self._rows(cleaned))
        intensities = self._kinds_of(cleaned)
        for row, said in rows:
            unit = Unit(said["unit"])
            later = [other["from"] for _, other in rows if other["unit"] == unit and other["from"] > said["from"]]
            rate = {
                "key": KEYS[unit],
                "label": UNITS[unit],
                "unit": unit.value,
                "euros": in_euros(said["euros"]),
                "from": said["from"],
                "until": min(later, default=None),
            }
            rate |= {one: said[one] or 0 for one in _PRICE[3:]}
            yield row, rate | ({"intensities": intensities} if unit == Unit.MEASURE_MONTH else {})

    def _kinds_of(self, cleaned: dict[str, Any]) -> list[dict[str, Any]]:
        """One that is renamed keeps its key: households are counted under it."""
        known = _intensities(self.held)
        found: list[dict[str, Any]] = []
        for row in range(self.kinds):
            if label := " ".join(cleaned[f"intensity-{row}-label"].split()):
                taken = {each["key"] for each in found} | {each.key for each in known}
                key = known[row].key if row < len(known) else _new_key(label, taken)
                found.append({"key": key, "label": label, "weight": cleaned[f"intensity-{row}-weight"].normalize()})
        return found

    def _payload(self, cleaned: dict[str, Any], rows: Iterable[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
        card = {"key": self.held.card.key, "label": self.held.card.label} if self.held else _NEW_CARD
        cents, months = cleaned["euros"], cleaned["months"]
        return {
            "since": cleaned["since"],
            "until": cleaned["until"],
            "euros": None if cents is None else in_euros(cents),
            "months": None if months is None else Decimal(f"{months.normalize():f}"),
            "counting": {one: cleaned[one] for one in ("presence", "rest", "diagnosis")},
            "card": card | {"rates": [rate for _, rate in rows]},
            "month": KEYS[Unit.MEASURE_MONTH],
            "diagnosis": KEYS[Unit.DIAGNOSIS] if cleaned.get("diagnosis") == "apart" else "",
            "plan": cleaned["plan"],
        }

    def _field_of(self, way: tuple[Any, ...], rows: list[int]) -> str | None:
        """The field that part of the convention was typed in; None when it is of several."""
        named = str(way[0]) if way else ""
        if named == "card" and len(way) > 3 and way[1] == "rates":
            named = f"price-{rows[int(way[2])]}-{way[3]}"
        return named if named in self.fields else None


class LineForm(ConventionForm):
    """A new line: what it is called, whose money it is, and its first convention."""

    label = forms.CharField(
        label="Nom de la ligne",
        max_length=120,
        help_text="Ce que votre équipe lira partout. Par exemple « FNAVDL 2026 ».",
        error_messages={"required": "Il manque le nom de la ligne."},
    )
    funder = forms.CharField(
        label="Financeur",
        max_length=120,
        help_text="Qui verse l’argent, en toutes lettres. Il ne lit rien ici.",
        error_messages={"required": "Il manque le financeur."},
    )

    def __init__(self, *args: Any, funders: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["label", "funder"])
        if known := ", ".join(f"« {name} »" for name in dict.fromkeys(funders)):
            self.fields["funder"].help_text += f" Déjà écrits : {known}. Le même financeur s’écrit de la même façon."


_NEW_CARD = {"key": "measures", "label": "Convention"}
_FIRST = {"price-0-unit": Unit.MEASURE_MONTH.value, "price-1-unit": Unit.DIAGNOSIS.value}
_MISSING_OF_PRICE = {
    "unit": "Dites ce que ce prix paie, ou effacez la ligne.",
    "euros": "Il manque le prix.",
    "from": "Il manque le jour à partir duquel ce prix vaut.",
}


def initial_of(convention: Convention) -> dict[str, Any]:
    """What the form shows of a convention."""
    said: dict[str, Any] = {
        "since": convention.since,
        "until": convention.until,
        "months": convention.months,
        "euros": None if convention.euros is None else int(convention.euros * 100),
        "plan": convention.plan,
        **convention.counting.model_dump(mode="json"),
    }
    for row, rate in enumerate(convention.card.rates):
        name = f"price-{row}-"
        said |= {f"{name}unit": rate.unit, f"{name}euros": rate.cents, f"{name}from": rate.since}
        said |= {f"{name}{one}": getattr(rate, one) or None for one in _PRICE[3:]}
    for row, each in enumerate(_intensities(convention)):
        said |= {f"intensity-{row}-label": each.label, f"intensity-{row}-weight": each.weight}
    return said


def is_said_by_form(convention: Convention) -> bool:
    """Whether the form, sent as it is drawn, says that convention again. Cards of other units, prices with an end or an intensity
    that changes its weight do not stand on it."""
    form = ConventionForm(typed_of(convention), held=convention, plans=[(convention.plan, "")])
    return form.is_valid() and form.convention == convention


def typed_of(convention: Convention) -> dict[str, str]:
    """What a browser sends of the form of that convention, when nothing is changed."""
    form = ConventionForm(held=convention, plans=[(convention.plan, "")])
    drawn = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else _as_sent(value) for name, value in drawn.items()}


def _as_sent(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _intensities(convention: Convention | None) -> list[Any]:
    """Those of its first price of a month."""
    rates = convention.card.rates if convention else []
    return next((rate.intensities for rate in rates if rate.key == convention.month), []) if convention else []


def _new_key(label: str, taken: Iterable[str]) -> str:
    base = slugify(label)[:50] or "intensite"
    base = base if base[0].isalpha() else f"i-{base}"
    key, number, known = base, 1, set(taken)
    while key in known:
        number += 1
        key = f"{base}-{number}"
    return key


def _drawn(posted: Mapping[str, Any] | None, kind: str, column: str, held: int) -> int:
    """How many rows: those that were sent, else those there are and a blank one."""
    if posted is not None:
        return max(held, next(row for row in range(MOST + 1) if row == MOST or f"{kind}-{row}-{column}" not in posted))
    return min(MOST, max(FEWEST, held) + BLANK)
