"""Who is on the team of a case."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.answer import function_of
from cases.forms.choices import offer
from cases.forms.when import DayField
from cases.models import TeamMember
from partners.models import Membership

REFERENT, MEMBER = "referent", "member"
STAYS, LEAVES = "stays", "leaves"
DATES = ("starts_on", "last_day")


class HandOverForm(forms.Form):
    """What becomes of the referent whose household is given to someone else. Nothing is asked when there is none."""

    former = forms.ChoiceField(required=False, widget=forms.RadioSelect, initial=STAYS)

    def __init__(self, *args: Any, former: TeamMember | None, to_log: str = "", **kwargs: Any) -> None:
        """`to_log`: the past visits nobody has logged yet, in words, that she logs as long as she is on the team."""
        super().__init__(*args, **kwargs)
        if former is None:
            del self.fields["former"]
            return
        name = former.membership.user.get_full_name()
        self.fields["former"].label = f"Et {name}, qui assure la référence aujourd’hui ?"
        stays = f"Reste dans l’équipe : lit encore tout le dossier{to_log and f', et note {to_log}'}"
        leaves = f"Quitte l’équipe : ne lit plus rien dès la page suivante{to_log and f', et ne note plus {to_log}'}"
        offer(self, "former", [(STAYS, stays), (LEAVES, leaves)])

    @property
    def former_leaves(self) -> bool:
        """Whether the former referent leaves the team; unless it was chosen, she stays. Valid form only."""
        return self.cleaned_data.get("former") == LEAVES


class TeamForm(HandOverForm):
    """Give the case to someone, or add someone to its team, with dates for a substitute."""

    field_order = ("member", "place", "former", "starts_on", "last_day")

    member = forms.ChoiceField(label="Qui ?", error_messages={"required": "Choisissez une personne."})
    place = forms.ChoiceField(
        label="À quel titre ?",
        choices=[(MEMBER, "Membre de l’équipe"), (REFERENT, "Référence du ménage")],
        widget=forms.RadioSelect,
        initial=MEMBER,
    )
    starts_on = DayField(label="À partir du", required=False, help_text="Vide : dès maintenant.")
    last_day = DayField(label="Jusqu’au", required=False, help_text="Pour un remplacement. Vide : sans fin.")

    def __init__(self, *args: Any, workers: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(worker.public_id): worker for worker in workers}
        named = [(key, f"{worker.user.get_full_name()}, {function_of(worker)}") for key, worker in self.workers.items()]
        offer(self, "member", [("", "Choisir une personne"), *named])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        dated = [name for name in DATES if cleaned.get("place") == REFERENT and cleaned.get(name)]
        for name in dated:
            self.add_error(name, "La référence se prend tout de suite et sans fin : laissez les dates vides.")
        return cleaned

    @property
    def are_dates_wrong(self) -> bool:
        """Whether a date is to correct: then both are shown, whatever the place."""
        return any(name in self.errors for name in DATES)

    def chosen(self) -> Membership:
        """The membership chosen. Valid form only."""
        return self.workers[self.cleaned_data["member"]]
