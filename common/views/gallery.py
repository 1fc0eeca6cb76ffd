"""The page that shows every component, in the states a screen may need. People and figures are invented."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_safe

OUTCOMES = [
    ("held", "Rencontre"),
    ("through_door", "À travers la porte"),
    ("absent", "Absent"),
    ("refused", "A refusé"),
    ("cancelled_by_household", "Annulée par le ménage"),
    ("cancelled_by_worker", "Annulée par moi"),
]
OUTCOME_ICONS = {
    "held": "door-open",
    "through_door": "ear",
    "absent": "door-closed",
    "refused": "hand",
    "cancelled_by_household": "calendar-x",
    "cancelled_by_worker": "undo-2",
}
DURATIONS = [("15", "15 min"), ("30", "30 min"), ("45", "45 min"), ("60", "1 h"), ("other", "Autre")]
THEMES = [("rent", "Loyer"), ("energy", "Énergie"), ("rights", "Droits"), ("work", "Emploi")]
YES_NO = [("yes", "Oui"), ("no", "Non")]

SWATCHES = [
    ("Fond", "page"),
    ("Feuille", "sheet"),
    ("Creux", "hollow"),
    ("Bord", "border"),
    ("Encre", "ink"),
    ("Sapin", "fir"),
    ("Laiton", "brass"),
    ("Tomette", "clay"),
    ("Ardoise", "slate"),
    ("Secret", "secret"),
]
STEPS = [
    {"name": "Saisine", "detail": "12 mars 2026", "state": "passed"},
    {"name": "Première rencontre", "detail": "2 avril, 4e passage", "state": "passed"},
    {"name": "Diagnostic signé", "detail": "23 avril", "state": "passed"},
    {"name": "Contrat signé", "detail": "26 mai, 6 mois", "state": "passed"},
    {"name": "Accompagnement", "detail": "14 visites tenues", "state": "current"},
    {"name": "Bilan de fin", "detail": "avant le 26 nov.", "state": "coming"},
    {"name": "Veille", "detail": "6 mois", "state": "coming"},
]
ROWS = [
    {
        "name": "Benali Aïcha",
        "address": "8, rue du Lavoir",
        "cents": 431280,
        "kind": "todo",
        "state": "À orienter",
    },
    {
        "name": "Ferreira Rui",
        "address": "21, bd de la Gare",
        "cents": 295410,
        "kind": "done",
        "state": "Accompagné",
    },
    {
        "name": "Oudin Marcel",
        "address": "14, rue des Fileuses",
        "cents": 248800,
        "kind": "waiting",
        "state": "Réponse attendue",
    },
]

#: The longest that a screen must hold without breaking.
LONG_ROW = {
    "name": "De La Fontaine-Kouyaté Marie-Antoinette Françoise",
    "address": "Résidence Les Jardins-de-la-Citadelle, bâtiment C, escalier 12, 1284 bis, avenue du Général-Leclerc",
    "cents": 123456789,
    "kind": "late",
    "state": "Réponse en retard de 1 204 jours",
}


class VisitForm(forms.Form):
    """The controls of a visit log."""

    outcome = forms.ChoiceField(
        label="Que s'est-il passé ?", choices=OUTCOMES, widget=forms.RadioSelect, initial="held"
    )
    minutes = forms.ChoiceField(label="Combien de temps ?", choices=DURATIONS, widget=forms.RadioSelect, initial="45")
    themes = forms.MultipleChoiceField(
        label="De quoi avez-vous parlé ?",
        choices=THEMES,
        widget=forms.CheckboxSelectMultiple,
        initial=["rent", "energy"],
        required=False,
    )
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 2}), required=False)


class ConsentForm(forms.Form):
    """Questions answered yes or no: nothing is chosen in advance."""

    identity = forms.ChoiceField(label="Mes coordonnées", choices=YES_NO, widget=forms.RadioSelect)
    housing = forms.ChoiceField(label="Mon logement", choices=YES_NO, widget=forms.RadioSelect)
    budget = forms.ChoiceField(label="Mon budget", choices=YES_NO, widget=forms.RadioSelect)


class AccountForm(forms.Form):
    """Plain fields, one of them in error."""

    rent = forms.CharField(label="Loyer appelé", initial="412,00")
    visit_on = forms.DateField(
        label="Date de la visite",
        error_messages={"invalid": "Novembre a 30 jours. Écrivez par exemple 30/11/2026."},
    )
    procedure = forms.ChoiceField(label="Procédure", choices=[("none", "Aucune"), ("order", "Commandement")])
    password = forms.CharField(label="Mot de passe", widget=forms.PasswordInput, required=False)
    handed = forms.BooleanField(label="Remis au ménage", initial=True, required=False)
    copy = forms.BooleanField(label="Copie", required=False)
    alerts = forms.BooleanField(label="Recevoir les alertes", initial=True, required=False)


class FileForm(forms.Form):
    """A file to give, and one that is missing."""

    export = forms.FileField(label="Fichier des impayés", help_text="CSV ou Excel (.xlsx), 20 Mo au plus.")
    paper = forms.FileField(
        label="Photo du papier signé",
        widget=forms.FileInput(attrs={"capture": "environment"}),
        error_messages={"required": "Prenez la photo du papier signé."},
    )


def components() -> dict:
    """What the template of the gallery needs: forms in their states, steps, rows."""
    account = AccountForm(
        {"rent": "412,00", "visit_on": "31/11/2026", "procedure": "none", "handed": "on", "alerts": "on"}
    )
    consent = ConsentForm({"housing": "yes", "budget": "no"})
    consent.errors.clear()
    files = FileForm({}, MultiValueDict())
    del files.errors["export"]
    return {
        "swatches": SWATCHES,
        "steps": STEPS,
        "rows": ROWS,
        "long_row": LONG_ROW,
        "visit": VisitForm(),
        "outcome_icons": OUTCOME_ICONS,
        "account": account,
        "consent": consent,
        "files": files,
    }


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for people who make screens and for the accessibility check."""
    return render(request, "common/gallery.html", components())
