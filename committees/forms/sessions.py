"""A session as it is planned or moved; a paper form as it is typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from cases.forms.when import DayField, HourField
from cases.parts.said import LONGEST_TEXT
from committees.enums import Rank
from committees.forms.nameless import check_discreet, check_nameless, check_unreachable, words_of
from committees.policies import next_sitting
from committees.rules import Rules
from committees.scans import JPEG, PDF, Scan, read_scan
from committees.sheets import CODED_FACTS, HOUSING_FACTS, Content, Fact
from common.refusal import Refused


class SessionForm(forms.Form):
    """The day and hour at which a committee sits, in Paris time."""

    on = DayField(label="Jour")
    at = HourField(label="Heure", error_messages={"required": "Il manque l’heure."})
    place = forms.CharField(label="Lieu", max_length=200, required=False)
    is_urgent = forms.BooleanField(label="Séance en urgence, entre deux séances ordinaires", required=False)
    a_year = forms.BooleanField(help_text="Le même jour de la semaine, à la même heure.", required=False)

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["a_year"].label = f"Prévoir toutes les séances d’une année, {often(rules)}"
        if not rules.rhythm.urgent:
            del self.fields["is_urgent"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_urgent") and cleaned.get("a_year"):
            self.add_error("a_year", "Une séance en urgence se prévoit seule : décochez l’un des deux.")
        return cleaned

    @property
    def starts_at(self) -> datetime:
        """The moment that was typed, aware."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"]))


def often(rules: Rules) -> str:
    """« tous les 3 mois »."""
    weeks, months = rules.rhythm.every_weeks, rules.rhythm.every_months
    if weeks:
        return "toutes les semaines" if weeks == 1 else f"toutes les {weeks} semaines"
    return "tous les mois" if months == 1 else f"tous les {months} mois"


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


class ScanField(forms.FileField):
    """The scan of a paper form; cleaned, a `Scan`, None where none was given."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Formulaire numérisé",
            help_text="Un PDF de dix pages au plus, ou une photo JPEG ou PNG ; 8 Mo au plus. Le secrétariat seul le lit, jamais les sièges.",
            widget=forms.FileInput(attrs={"accept": f"{PDF},{JPEG},image/png"}),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Scan | None:
        given = super().clean(data, initial)
        if not given:
            return None
        try:
            return read_scan(given.read())
        except Refused as refused:
            raise forms.ValidationError(refused.sentence, code="invalid") from refused


class ScanForm(forms.Form):
    """The scan of a form that was typed without it."""

    scan = ScanField(error_messages={"required": "Choisissez d’abord le formulaire numérisé."})


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

    scan = ScanField(required=False)

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
                "scan",
            ]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_nameless(self, ("heading", "household"), words_of([cleaned.get("name") or ""]))
        lines = (key for key, _, _ in _LINES if key in (HOUSING_FACTS | CODED_FACTS) - {"presented_by"})
        check_discreet(self, ("heading", *lines), places=("name", "address", "presented_by"))
        check_unreachable(self, ("household",))
        return cleaned

    def say_to_choose_again(self) -> None:
        """Of a form shown again: no browser keeps the file that was sent with it. Nothing where none was, or where it is wrong."""
        if self.files.get("scan") and "scan" not in self.errors:
            self.add_error("scan", "Choisissez de nouveau le formulaire : il n’a pas pu être gardé.")

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
    on = next_sitting(rules.rhythm, last.date())
    while on <= timezone.localdate():
        on = next_sitting(rules.rhythm, on)
    return {"on": on, "at": last.time().replace(second=0, microsecond=0)}
