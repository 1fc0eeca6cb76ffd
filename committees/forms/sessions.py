"""A session as it is planned or moved; a paper form as it is typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from cases.forms.when import DayField, HourField
from cases.parts.said import LONGEST_TEXT
from committees.enums import Rank
from committees.policies import next_sitting
from committees.rules import Rules
from committees.sheets import Content, Fact


class SessionForm(forms.Form):
    """The day and hour at which a committee sits, in Paris time."""

    on = DayField(label="Jour")
    at = HourField(label="Heure", error_messages={"required": "Il manque l’heure."})
    place = forms.CharField(label="Lieu", max_length=200, required=False)
    is_urgent = forms.BooleanField(label="Séance en urgence, entre deux séances ordinaires", required=False)

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not rules.rhythm.urgent:
            del self.fields["is_urgent"]

    @property
    def starts_at(self) -> datetime:
        """The moment that was typed, aware."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"]))


class HolderForm(forms.Form):
    """Who is named to a seat."""

    rank = forms.ChoiceField(label="Rang", choices=[(each.value, each.label.capitalize()) for each in Rank])
    person = forms.CharField(label="Prénom et nom", max_length=120, error_messages={"required": "Il manque le nom."})
    email = forms.EmailField(
        label="Courriel professionnel", error_messages={"required": "Il manque le courriel : la convocation y part."}
    )

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"] = forms.ChoiceField(label="Siège", choices=[(seat.key, seat.label) for seat in rules.seats])
        self.order_fields(["seat"])


_LINES = (
    ("presented_by", "Présenté par", "Le service qui a rempli le formulaire."),
    ("household", "Composition du ménage", "Par exemple : une adulte, deux enfants."),
    ("dwelling", "Logement actuel", ""),
    ("debt", "Dette de loyer", "Par exemple : 4 312,80 €."),
    ("procedure", "Procédure", "Par exemple : assignation, audience le 14 janvier."),
    ("effort", "Taux d’effort", ""),
    ("resources", "Ressources", "Lues par les seuls sièges tenus au secret professionnel."),
)


class PaperForm(forms.Form):
    """The paper form of a prescriber. What stands in each field goes to the versions that may carry it."""

    heading = forms.CharField(
        label="Comment le dire en séance",
        help_text="Des initiales, jamais le nom : Mme B., 34 ans, deux enfants.",
        max_length=120,
        error_messages={"required": "Il manque de quoi nommer ce dossier en séance."},
    )
    name = forms.CharField(
        label="Nom du ménage",
        help_text="Pour la lettre et l’annexe du compte rendu.",
        max_length=200,
        error_messages={"required": "Il manque le nom : la lettre au ménage le porte."},
    )
    address = forms.CharField(label="Adresse où écrire", max_length=300, required=False)
    is_urgent = forms.BooleanField(label="Urgent", required=False)
    text = forms.CharField(
        label="La situation",
        help_text="Lue par les seuls sièges tenus au secret professionnel.",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    agreed_on = DayField(
        label="Accord du ménage signé le",
        help_text="Le jour que porte le formulaire. Il vaut six mois.",
        error_messages={"required": "Il manque le jour de l’accord : sans lui, rien n’est déposé."},
    )

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [(each.key, each.short) for each in rules.competences if each.asked]
        self.fields["competence"] = forms.ChoiceField(label="Ce qui est demandé", choices=asked)
        self.rules = rules
        for key, label, hint in _LINES:
            self.fields[key] = forms.CharField(label=label, help_text=hint, max_length=300, required=False)
        self.order_fields(
            [
                "heading",
                "name",
                "address",
                "competence",
                "is_urgent",
                *(key for key, _, _ in _LINES),
                "text",
                "agreed_on",
            ]
        )

    def said(self) -> Content:
        """What was typed, as a sheet's full version says it."""
        read = self.cleaned_data
        asked = self.rules.competence(read["competence"]).short
        lines = [Fact(key=key, label=label, value=read[key]) for key, label, _ in _LINES if read[key]]
        return Content(
            heading=read["heading"],
            name=read["name"],
            address=read["address"],
            facts=[Fact(key="request", label="Demande", value=asked), *lines],
            text=read["text"],
        )


def proposed(rules: Rules, starts_at: datetime | None) -> dict[str, Any]:
    """What the form of the next session shows first: the moment the rhythm gives after that one."""
    if starts_at is None:
        return {}
    last = timezone.localtime(starts_at)
    on = next_sitting(rules, last.date())
    while on <= timezone.localdate():
        on = next_sitting(rules, on)
    return {"on": on, "at": last.time().replace(second=0, microsecond=0)}
