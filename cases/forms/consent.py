"""Forms of agreements: the person's answers, her signature, a named colleague, a text, a withdrawal."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from cases.consent_words import ACCOUNT, ACCOUNT_MEANING, SCOPE_WORDS
from cases.enums import GivenHow, Scope, WithdrawalChannel
from cases.evidence import Proof, read_photograph, read_strokes
from cases.periods import add_months
from cases.queries.consents import DURATIONS, Adult, Proposal
from common.parsing import Unreadable, parse_date
from common.refusal import Refused

YES, NO = "yes", "no"
ANSWERS = [(YES, "Oui"), (NO, "Non")]
RETURN = "account"


def length_label(months: int) -> str:
    """« 3 mois », « 1 an »."""
    return "1 an" if months == 12 else f"{months} mois"


class ChoicesForm(forms.Form):
    """Step 1: one answer per scope, the return direction, the duration. Nothing is chosen in advance."""

    def __init__(self, *args: Any, proposal: Proposal, flagged: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal, self.flagged = proposal, flagged
        for scope in proposal.offered:
            self.fields[scope] = _question(*SCOPE_WORDS[scope])
        if proposal.return_purpose:
            self.fields[RETURN] = _question(ACCOUNT, ACCOUNT_MEANING)
        self.fields["months"] = _months(proposal.durations)
        if flagged:
            self.fields["flag_notice"] = forms.BooleanField(
                label="J’ai lu : « mon adresse ne sera pas transmise »",
                error_messages={"required": "Lisez cette phrase avec la personne, puis cochez la case."},
            )

    @property
    def main_answers(self) -> list[forms.BoundField]:
        return [self[scope] for scope in self.proposal.scopes]

    @property
    def separate_answers(self) -> list[forms.BoundField]:
        return [self[scope] for scope in self.proposal.separate]

    def _said(self, name: str) -> str:
        return str((self.data if self.is_bound else self.initial).get(name, ""))

    def scopes(self) -> list[str]:
        """The scopes she said yes to; also before the form is complete, for the preview."""
        return [scope for scope in self.proposal.offered if self._said(scope) == YES]

    @property
    def also_return(self) -> bool:
        return bool(self.proposal.return_purpose) and self._said(RETURN) == YES

    def answered(self) -> bool:
        """Whether she has answered at least one question about what is shown."""
        return any(self._said(scope) for scope in self.proposal.offered)

    def months(self) -> int | None:
        """The duration chosen, if it is one of those proposed."""
        chosen = self._said("months")
        return next((months for months in self.proposal.durations if str(months) == chosen), None)

    def refuses_all(self) -> bool:
        """Whether every answer is no: nothing to sign."""
        return not self.scopes() and not self.also_return

    def kept(self) -> list[tuple[str, str]]:
        """What step 2 carries: name and value of each answer."""
        return [(name, self.data[name]) for name in self.fields if name in self.data]


def _question(said: str, meaning: str) -> forms.ChoiceField:
    return _answer(capfirst(said), capfirst(meaning))


def _answer(label: str, hint: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={
            "required": f"Répondez oui ou non à « {label} ».",
            "invalid_choice": f"Répondez oui ou non à « {label} ».",
        },
    )


def _months(durations: Sequence[int]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Jusqu’à quand ?",
        coerce=int,
        choices=[(months, length_label(months)) for months in durations],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une durée. L’accord prend fin tout seul à cette date.",
            "invalid_choice": "Choisissez une des durées proposées.",
        },
    )


class Pad(forms.TextInput):
    """The signature's strokes, drawn by `components/signature.html`: an error leads to where one draws."""

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-pad"


class SignatureForm(forms.Form):
    """Step 2: drawn on the screen, or on paper and photographed, or said. `proof` holds what was read."""

    signature = forms.CharField(required=False, max_length=400_000, widget=Pad)
    photograph = forms.FileField(
        required=False,
        label="Photo du papier signé",
        help_text="JPEG ou PNG, 8 Mo au plus. Le lieu et l’appareil sont retirés de la photo.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    proof: Proof | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        how = self.data.get("given_how", GivenHow.SCREEN)
        self.given_how = how if how in GivenHow.values else GivenHow.SCREEN

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.given_how == GivenHow.ORAL:
            return cleaned
        asked = "photograph" if self.given_how == GivenHow.PAPER else "signature"
        given = cleaned.get(asked)
        try:
            if asked == "signature":
                self.proof = read_strokes(given or "")
            elif given is None:
                raise Refused("Il manque la photo du papier signé.")
            else:
                self.proof = read_photograph(given.read())
        except Refused as refused:
            self.add_error(asked, forms.ValidationError(refused.sentence, code="invalid" if given else "required"))
        return cleaned


class ColleagueForm(forms.Form):
    """The professional of another association whom the person names, by her address."""

    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        help_text="Celle de la personne que le ménage veut associer.",
        error_messages={
            "required": "Écrivez l’adresse du professionnel, par exemple prenom.nom@association.fr.",
            "invalid": "Cette adresse n’est pas complète. Écrivez par exemple prenom.nom@association.fr.",
        },
    )


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]], missing: str) -> None:
    field = cast(forms.ChoiceField, form.fields[name])
    field.choices = choices
    field.error_messages["required"] = missing


class TextForm(forms.Form):
    """Opening a case by a text: which one, to whom, what, told how, until when."""

    basis = forms.ChoiceField(label="Quel texte ?", widget=forms.RadioSelect)
    recipient = forms.ChoiceField(label="Service destinataire")
    scopes = forms.MultipleChoiceField(
        label="Ce qui est ouvert",
        choices=[(scope.value, scope.label) for scope in (Scope.IDENTITY, Scope.HOUSING, Scope.BUDGET)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez ce que ce texte ouvre à ce service."},
    )
    notice = forms.CharField(
        label="Notice d’information remise au ménage",
        help_text="Laquelle, comment et quand. Par exemple : notice CCAPEX, remise en main propre le 3 novembre.",
        max_length=300,
        error_messages={"required": "Dites quelle notice a été remise au ménage, comment et quand."},
    )
    until = forms.CharField(
        label="Jusqu’au",
        help_text="Douze mois au plus. Par exemple 30/11/2026.",
        error_messages={"required": "Il manque la date de fin."},
    )

    def __init__(self, *args: Any, bases: list, recipients: list, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "basis", bases, "Choisissez le texte qui permet cette ouverture.")
        unit = [("", "Choisissez un service"), *recipients]
        _choices(self, "recipient", unit, "Choisissez le service qui pourra lire.")

    def clean_until(self) -> date:
        read = parse_date(self.cleaned_data["until"])
        if isinstance(read, Unreadable):
            raise forms.ValidationError(read.sentence)
        today = timezone.localdate()
        if not today <= read <= add_months(today, 12):
            raise forms.ValidationError("La fin est entre aujourd’hui et dans douze mois.")
        return read


class DurationForm(forms.Form):
    """How long an agreement that was said will last once it is signed."""

    months = _months(DURATIONS)


class ChannelForm(forms.Form):
    """How a withdrawal arrived."""

    channel = forms.ChoiceField(
        label="Comment la demande est-elle arrivée ?",
        choices=[(channel.value, channel.label) for channel in WithdrawalChannel if channel != WithdrawalChannel.LINK],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites comment la demande est arrivée."},
    )


class PersonForm(forms.Form):
    """One adult of the household, by her public id."""

    person = forms.ChoiceField(label="Qui ?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, adults: list[Adult], label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adults = {str(adult.public_id): adult for adult in adults}
        self.fields["person"].label = label
        names = [(key, adult.name) for key, adult in self.adults.items()]
        _choices(self, "person", names, "Choisissez la personne.")
        if len(adults) == 1:
            self.fields["person"].initial = next(iter(self.adults))

    def adult(self) -> Adult:
        return self.adults[self.cleaned_data["person"]]


class StopForm(PersonForm, ChannelForm):
    """Everything of one person stops: who asks, and how the request arrived."""

    field_order = ("person", "channel")
