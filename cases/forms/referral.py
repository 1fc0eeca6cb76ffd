"""Referring tenants: what is said once for all, what is said of each, and completing a sheet that came back."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from cases.actions.referrals import LONGEST_FACT, MOST_FACTS, Fact, ToRefer, facts_to_keep
from cases.enums import ActionTaken, ProcedureStage, Reason, ReferralOrigin, ToldHow
from cases.forms.missing import say_missing
from cases.forms.when import DayField
from cases.imports import Field
from cases.imports.discretion import may_keep
from cases.models import ReferralSheet
from cases.queries.names import telephone
from cases.queries.tenants import Recipient, StatedAccount
from common.formatting import euros
from common.parsing import Unreadable, parse_amount

SAME, OTHER, NO, YES = "same", "other", "no", "yes"
#: A social security number, spaces apart (CCH L. 411-10 does not extend to associations).
_NIR = re.compile(r"(?<!\d)[12]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?(?!\d)", re.IGNORECASE)
_NOT_TOLD = (
    "Sans cette information, la saisine ne part pas. Informez d’abord ce locataire, par courrier, au téléphone ou "
    "de vive voix, puis revenez ; ou retirez-le de la sélection."
)


def _labelled(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, str(label)[:1].upper() + str(label)[1:]) for value, label in choices]


class PastDayField(DayField):
    """A day that has come."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value > timezone.localdate():
            raise forms.ValidationError("Cette date est à venir. Vérifiez l’année.")


class FreeText(forms.CharField):
    """A short text somebody else will read: refused when it holds a social security number, or speaks of health,
    violence or addiction, which are never a landlord's to write."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if _NIR.search("".join(text.split())):
            raise forms.ValidationError("Ce texte contient un numéro de sécurité sociale. Retirez-le.")
        # Judged as a stage of the procedure: an audience at the court is a fact of the tenancy.
        if not may_keep(Field.STAGE, text, aligned=True):
            raise forms.ValidationError(
                "Ce texte semble parler de santé, de violences ou d’addictions. Écrivez ce qui s’est passé dans le "
                "logement, sans ces mots."
            )
        return text


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def add_fact_fields(fields: dict[str, forms.Field]) -> None:
    """Five rows of a day and what happened that day."""
    for number in range(1, MOST_FACTS + 1):
        fields[f"on_{number}"] = PastDayField(label=f"Fait {number} : le", required=False)
        fields[f"fact_{number}"] = FreeText(
            label=f"Fait {number} : ce qui s’est passé",
            max_length=LONGEST_FACT,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )


def show_facts(fields: dict[str, forms.Field], sheet: ReferralSheet) -> None:
    """The facts of a sheet, in the fields `add_fact_fields` made."""
    for number, fact in enumerate(sheet.dated_facts[:MOST_FACTS], 1):
        fields[f"on_{number}"].initial = date.fromisoformat(fact["on"]) if fact["on"] else None
        fields[f"fact_{number}"].initial = fact["text"]


def fact_rows(form: forms.Form) -> list[tuple[forms.BoundField, forms.BoundField]]:
    """The rows of facts, as pairs of fields."""
    return [(form[f"on_{number}"], form[f"fact_{number}"]) for number in range(1, MOST_FACTS + 1)]


def check_facts(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """A day goes with what happened."""
    for number in range(1, MOST_FACTS + 1):
        on, name = cleaned.get(f"on_{number}"), f"fact_{number}"
        if on and not cleaned.get(name) and name not in form.errors:
            say_missing(form, name, "Écrivez ce qui s’est passé ce jour-là.")


def facts_of(data: dict[str, Any]) -> list[Fact]:
    """The facts that were written, in order."""
    numbers = range(1, MOST_FACTS + 1)
    return [Fact(data[f"fact_{number}"], data.get(f"on_{number}")) for number in numbers if data.get(f"fact_{number}")]


class CommonForm(forms.Form):
    """What is said once: to whom, from where, how the tenants were told, what was tried, whom to call."""

    recipient = forms.ChoiceField(
        label="À quelle association ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez l’association.",
            "invalid_choice": "Choisissez une association avec laquelle votre agence a une convention.",
        },
    )
    origin = forms.ChoiceField(
        label="D’où vient cette saisine ?",
        choices=[("", "Choisir"), *_labelled(ReferralOrigin.choices)],
        error_messages={"required": "Dites d’où vient cette saisine."},
    )
    told_how = forms.ChoiceField(
        label="Comment le locataire a-t-il été informé ?",
        choices=[("", "Choisir"), *_labelled(ToldHow.choices)],
        required=False,
    )
    told_on = PastDayField(label="Quel jour ?", required=False)
    told_by = FreeText(label="Par qui ?", required=False, max_length=120)
    actions = forms.MultipleChoiceField(
        label="Qu’avez-vous déjà tenté ?",
        choices=_labelled(ActionTaken.choices),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    contact_name = FreeText(
        label="Qui appeler chez vous ?",
        max_length=120,
        error_messages={"required": "Donnez le nom de la personne à appeler."},
    )
    contact_phone = forms.CharField(
        label="Téléphone professionnel",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, recipients: Sequence[Recipient], several: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recipients = {each.key: each for each in recipients}
        _offer(self, "recipient", [(each.key, f"{each.label} : {each.programme}") for each in recipients])
        if several:
            self.fields["told_how"].label = "Comment les locataires ont-ils été informés ?"
            self.fields["actions"].label = "Qu’avez-vous déjà tenté avec tous ?"

    def chosen(self) -> Recipient:
        """The association chosen. Valid form only."""
        return self.recipients[self.cleaned_data["recipient"]]

    @property
    def told(self) -> tuple[str, date | None]:
        return self.cleaned_data.get("told_how", ""), self.cleaned_data.get("told_on")


class TenantForm(forms.Form):
    """What is said of one tenant: whether she was told, as the others or otherwise; facts; what else was tried."""

    told = forms.ChoiceField(
        label="Ce locataire est-il informé ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si ce locataire a été informé de la saisine."},
    )
    told_how = forms.ChoiceField(
        label="Comment ?", choices=[("", "Choisir"), *_labelled(ToldHow.choices)], required=False
    )
    told_on = PastDayField(label="Quel jour ?", required=False)
    actions = forms.MultipleChoiceField(
        label="Déjà tenté avec lui seul",
        choices=_labelled(ActionTaken.choices),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, account: StatedAccount, several: bool, former: ReferralSheet | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, prefix=str(account.public_id), **kwargs)
        self.account, self.several, self.former = account, several, former
        yes = [(SAME, "Oui, comme ci-dessus"), (OTHER, "Oui, autrement")] if several else [(SAME, "Oui")]
        _offer(self, "told", [*yes, (NO, "Non, ou je ne sais pas")])
        self.fields["told"].initial = SAME if account.told else None
        where = "plus haut" if several else "ci-dessous"
        self.fields["told"].help_text = (
            f"Coché d’après votre fichier. Écrivez {where} comment il a été informé, et quel jour : la fiche le dit."
            if account.told
            else "Votre fichier ne dit pas que ce locataire est informé."
        )
        add_fact_fields(self.fields)
        if former:
            show_facts(self.fields, former)
            self.fields["actions"].initial = former.actions_taken if several else None

    @property
    def fact_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return fact_rows(self)

    @property
    def says_more(self) -> bool:
        """Whether something optional was written or is to correct: then it is not folded."""
        written = [bound.value() for pair in self.fact_rows for bound in pair] + [self["actions"].value()]
        return any(written) or bool(self.errors)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("told") == NO:
            self.add_error("told", _NOT_TOLD)
        if cleaned.get("told") == OTHER:
            if not cleaned.get("told_how"):
                say_missing(self, "told_how", "Dites comment ce locataire a été informé.")
            if not cleaned.get("told_on") and "told_on" not in self.errors:
                say_missing(self, "told_on", "Dites quel jour ce locataire a été informé.")
        check_facts(self, cleaned)
        return cleaned

    def to_refer(self, common: CommonForm) -> ToRefer:
        """Both answers together. Valid forms only."""
        data = self.cleaned_data
        how, on = (data["told_how"], data["told_on"]) if data["told"] == OTHER else common.told
        actions = dict.fromkeys([*common.cleaned_data["actions"], *data["actions"]])
        return ToRefer(
            self.account,
            told_how=how,
            told_on=on,
            told_by=common.cleaned_data["told_by"],
            facts=facts_of(data),
            actions=list(actions),
        )


def both_are_valid(common: CommonForm, tenants: Sequence[TenantForm]) -> bool:
    """Validate all; how and when are needed above as soon as one tenant was told so."""
    valid = all([common.is_valid(), *[form.is_valid() for form in tenants]])
    if any(form["told"].value() == SAME for form in tenants):
        how, on = common.cleaned_data.get("told_how"), common.cleaned_data.get("told_on")
        if not how:
            say_missing(common, "told_how", "Dites comment l’information a été donnée.")
        if not on and "told_on" not in common.errors:
            say_missing(common, "told_on", "Dites quel jour l’information a été donnée.")
    return valid and not common.errors


class EurosField(forms.CharField):
    """An amount as offices type it, in cents; a debt is never negative."""

    default_error_messages = {"negative": "Un avoir n’est pas une dette. Écrivez 0 si rien n’est dû."}

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        cents = parse_amount(text)
        if isinstance(cents, Unreadable):
            raise forms.ValidationError(cents.sentence)
        if cents < 0:
            raise forms.ValidationError(self.error_messages["negative"])
        return cents

    def prepare_value(self, value: Any) -> Any:
        return euros(value) if isinstance(value, int) else value


#: What is asked by one name of the sheet, and the columns it takes.
COLUMNS_OF = {
    "phone": ("phone",),
    "email": ("email",),
    "address": ("address", "postcode", "commune"),
    "occupants": ("occupants",),
    "co_tenant": ("co_tenant",),
    "balance_cents": ("balance_cents", "balance_on"),
    "months_unpaid": ("months_unpaid",),
    "last_payment_on": ("last_payment_on",),
    "stage": ("stage",),
    "reasons": ("reasons",),
    "dated_facts": ("dated_facts",),
    "actions_taken": ("actions_taken",),
    "told_how": ("told_how", "told_on", "told_by"),
    "contact_name": ("contact_name", "contact_phone"),
}


def _columns() -> dict[str, forms.Field]:
    """A field for each column of the sheet a landlord completes, dated facts apart."""
    return {
        "phone": forms.CharField(label="Téléphone", max_length=40, required=False),
        "email": forms.EmailField(label="Courriel", required=False),
        "address": forms.CharField(label="Numéro et rue", max_length=200, required=False),
        "postcode": forms.RegexField(
            r"^\d{5}$",
            label="Code postal",
            error_messages={"invalid": "Un code postal a cinq chiffres."},
            required=False,
        ),
        "commune": forms.CharField(label="Commune", max_length=80, required=False),
        "occupants": forms.IntegerField(label="Nombre d’occupants", min_value=1, max_value=20, required=False),
        "co_tenant": forms.CharField(label="Co-titulaire du bail", max_length=160, required=False),
        "balance_cents": EurosField(label="Dette", help_text="Par exemple 1284,50.", required=False),
        "balance_on": PastDayField(label="Dette à quelle date ?", required=False),
        "months_unpaid": forms.IntegerField(label="Nombre de mois impayés", min_value=0, max_value=240, required=False),
        "last_payment_on": PastDayField(label="Date du dernier règlement", required=False),
        "stage": forms.ChoiceField(
            label="Étape de la procédure", choices=_labelled(ProcedureStage.choices), required=False
        ),
        "reasons": forms.MultipleChoiceField(
            label="Motifs", choices=_labelled(Reason.choices), widget=forms.CheckboxSelectMultiple, required=False
        ),
        "actions_taken": forms.MultipleChoiceField(
            label="Ce qui a déjà été tenté",
            choices=_labelled(ActionTaken.choices),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        ),
        "told_how": forms.ChoiceField(
            label="Comment le locataire a-t-il été informé ?", choices=_labelled(ToldHow.choices), required=False
        ),
        "told_on": PastDayField(label="Quel jour ?", required=False),
        "told_by": FreeText(label="Par qui ?", max_length=120, required=False),
        "contact_name": FreeText(label="Qui appeler chez vous ?", max_length=120, required=False),
        "contact_phone": forms.CharField(label="Téléphone professionnel", max_length=20, required=False),
    }


class CompleteForm(forms.Form):
    """The fields the association asked for, and no other; what is not known stays as it is."""

    def __init__(self, *args: Any, asked: Sequence[str], sheet: ReferralSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wants_facts, self.known_phone = "dated_facts" in asked, sheet.phone
        names = [name for each in asked for name in COLUMNS_OF.get(each, ()) if name != "dated_facts"]
        fields = _columns()
        for name in names:
            self.fields[name] = fields[name]
            self.fields[name].initial = getattr(sheet, name)
        if "phone" in self.fields:
            self.fields["phone"].initial = telephone(sheet.phone)
        if self.wants_facts:
            add_fact_fields(self.fields)
            show_facts(self.fields, sheet)

    @property
    def fact_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return fact_rows(self) if self.wants_facts else []

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self if not bound.name.startswith(("on_", "fact_"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.wants_facts:
            check_facts(self, cleaned)
        if not self.errors and not self.values():
            raise forms.ValidationError("Complétez au moins un des champs demandés.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The columns that were given, with their new values. Valid form only."""
        data = self.cleaned_data
        if "phone" in data and data["phone"] == self.fields["phone"].initial:
            data["phone"] = self.known_phone
        values = {
            bound.name: data[bound.name] for bound in self.column_fields if data.get(bound.name) not in (None, "", [])
        }
        if self.wants_facts and (facts := facts_of(data)):
            values["dated_facts"] = facts_to_keep(facts)
        return values
