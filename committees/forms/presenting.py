"""A presentation sheet as its team writes it, and the day it was read over with the household."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.forms.choices import offer
from cases.forms.missing import say_missing
from cases.forms.when import DayField
from cases.parts.said import LONGEST_LINE, LONGEST_TEXT
from committees.enums import Ceiling
from committees.forms.nameless import check_discreet, check_nameless, check_unreachable, words_of
from committees.rules import Rules
from committees.sheets import CODED_FACTS, HOUSING_FACTS, Content, Fact
from common.text import clean

WITH_AGREEMENT, UNDER_CODE = "agreement", "coded"
#: A fact, its label above it on screen, what it looks like.
FACTS = {
    "request": ("Ce que le ménage demande", "Par exemple : garder son logement, malgré la dette."),
    "household": ("Composition du ménage", "Par exemple : un adulte, deux enfants."),
    "dwelling": ("Logement actuel", "Par exemple : T3 au deuxième étage, depuis 2019."),
    "debt": ("Dette de loyer", ""),
    "procedure": ("Procédure d’expulsion", "Laissez vide s’il n’y en a pas."),
    "effort": ("Taux d’effort", ""),
    "resources": ("Ressources", ""),
}
#: Read by every seat, whatever is protected: no name there.
_NAMELESS = ("heading", *sorted(CODED_FACTS))
#: Read by landlords and reservers, who do not read everything.
_DISCREET = ("heading", *(key for key in FACTS if key in HOUSING_FACTS | CODED_FACTS))
_PLACES = ("name", "address")


def _line(label: str, hint: str = "", *, required: bool = False, missing: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_LINE,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": missing} if missing else None,
    )


class SheetForm(forms.Form):
    """What is asked of the committee, with agreement or under a code, and what is said of the household."""

    competence = forms.ChoiceField(
        label="Ce que vous demandez : la commission…",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous demandez à la commission."},
    )
    is_urgent = forms.BooleanField(label="C’est urgent", required=False)
    how = forms.ChoiceField(
        label="Comment présenter ce ménage ?",
        choices=[(WITH_AGREEMENT, "Avec son accord"), (UNDER_CODE, "Sous un code")],
        widget=forms.RadioSelect,
        initial=WITH_AGREEMENT,
        error_messages={"required": "Dites si le ménage est présenté avec son accord, ou sous un code."},
    )
    heading = _line("Comment le nommer à voix haute", "L’initiale seulement : Mme B., 34 ans, deux enfants.")
    name = _line("Nom", "Pour les courriers au ménage et l’annexe du compte rendu.")
    address = _line("Adresse")
    request = _line(*FACTS["request"], required=True, missing="Écrivez ce que le ménage demande : chaque siège le lit.")
    household = _line(*FACTS["household"])
    dwelling = _line(*FACTS["dwelling"])
    debt = _line(*FACTS["debt"])
    procedure = _line(*FACTS["procedure"])
    effort = _line(*FACTS["effort"])
    resources = _line(*FACTS["resources"])
    text = forms.CharField(
        label="Ce que vous présentez",
        help_text="La situation, ce qui a été fait, ce que le ménage en dit. Rien sur la santé.",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        rules: Rules,
        last_names: Iterable[str] = (),
        is_coded: bool | None = None,
        protected: bool = False,
        **kwargs: Any,
    ) -> None:
        """`last_names`: those of the household, which what is read under a code must not hold. `is_coded`: as it was begun,
        None for a new one. `protected`: somebody is, and no address leaves."""
        super().__init__(*args, **kwargs)
        asked = [(each.key, each.label) for each in rules.competences if each.asked]
        offer(self, "competence", asked)
        if len(asked) == 1:
            self.fields["competence"].initial = asked[0][0]
        self._last_names = words_of(last_names)
        self._was_coded = is_coded
        if is_coded is not None:
            del self.fields["how"]
        if is_coded:
            for name in {"heading", "name", "address", "text", *FACTS} - CODED_FACTS:
                del self.fields[name]
        elif protected:
            del self.fields["address"]

    @property
    def is_coded(self) -> bool:
        """Whether it is presented without agreement. Valid form only."""
        return self.cleaned_data["how"] == UNDER_CODE if self._was_coded is None else self._was_coded

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("how", WITH_AGREEMENT) == WITH_AGREEMENT and not self._was_coded:
            if not cleaned.get("heading"):
                say_missing(self, "heading", "Écrivez comment nommer le ménage en séance, avec son initiale.")
            if not cleaned.get("name"):
                say_missing(self, "name", "Écrivez le nom du ménage : le secrétariat lui écrit.")
        check_nameless(self, _NAMELESS, self._last_names)
        # Under a code the coded version alone is kept of what was typed.
        under_code = self._was_coded or cleaned.get("how") == UNDER_CODE
        check_discreet(self, sorted(CODED_FACTS) if under_code else _DISCREET, places=() if under_code else _PLACES)
        check_unreachable(self, sorted(CODED_FACTS))
        return cleaned

    def content(self, presented_by: str) -> Content:
        """What is said, whole. `presented_by`: the service that presents. Valid form only."""
        data = self.cleaned_data
        facts = [
            Fact(key=key, label=label, value=said)
            for key, (label, _) in FACTS.items()
            if (said := clean(data.get(key) or ""))
        ]
        return Content(
            heading=clean(data.get("heading") or ""),
            name=clean(data.get("name") or ""),
            address=clean(data.get("address") or ""),
            facts=[*facts, Fact(key="presented_by", label="Présenté par", value=presented_by)],
            text=(data.get("text") or "").strip(),
        )


def written(versions: dict[str, Content], competence: str, *, is_urgent: bool) -> dict[str, Any]:
    """What a form shows of a sheet that was begun."""
    said = versions.get(Ceiling.FULL) or versions[Ceiling.CODED]
    known = {fact.key: fact.value for fact in said.facts if fact.key in FACTS}
    whole = {"heading": said.heading, "name": said.name, "address": said.address, "text": said.text}
    return {"competence": competence, "is_urgent": is_urgent} | whole | known


class ReadOverForm(forms.Form):
    """The day it was read over with the household."""

    read_over_on = DayField(
        label="Relue avec le ménage le", error_messages={"required": "Notez le jour où vous l’avez relue ensemble."}
    )
