"""Steps and aids: asked, answered, come back to; the professionals around the household (domain 4.5)."""

from dataclasses import asdict, dataclass
from datetime import date

from django.utils import timezone

from cases.enums import StepAnswer
from cases.models import Case, Contact, Step
from cases.permissions import check_may_note_steps
from common.refusal import Refused
from partners.acting import Acting

#: What is obtained has an amount; what is refused or given up has none.
OBTAINED = frozenset({StepAnswer.GRANTED, StepAnswer.PARTLY})


@dataclass(frozen=True)
class StepEntry:
    """What the team notes of a step. Cents; `filed_on` None: still to be filed; `contact`: on the same case."""

    kind: str
    body: str = ""
    contact: Contact | None = None
    filed_on: date | None = None
    asked_cents: int | None = None
    remind_on: date | None = None
    text: str = ""


@dataclass(frozen=True)
class ContactEntry:
    """A professional as the team knows her. `ended_on`: she no longer follows the household."""

    name: str
    function: str = ""
    body: str = ""
    phone: str = ""
    email: str = ""
    ended_on: date | None = None


def add(*, case: Case, by: Acting, entry: StepEntry) -> Step:
    """Note a step. Effects in order: the row; for APL and FSL, what `housing` opens is written anew by the database.

    Raises NotYours unless on the team; Refused for a day of filing to come, a reminder that is not, or a contact of
    another case.
    """
    check_may_note_steps(by, case.pk)
    _check(entry, case.pk)
    return Step.objects.create(**_own(case, by), **_columns(entry), written_by_id=by.member_audience)


def correct(*, step: Step, by: Acting, entry: StepEntry) -> None:
    """Replace what was noted of a step, but for its answer. Refusals as for `add`."""
    check_may_note_steps(by, step.case_id)
    _check(entry, step.case_id, kept=step.remind_on)
    if step.answered_on and entry.filed_on and entry.filed_on > step.answered_on:
        raise Refused("La réponse est datée d’avant ce dépôt. Corrigez d’abord la réponse.")
    _change(step, **_columns(entry))


def answer(*, step: Step, by: Acting, answer: str, answered_on: date, granted_cents: int | None = None) -> None:
    """Note what was answered, or correct it: nothing is to be come back to any more.

    Raises NotYours unless on the team; Refused for a day to come or before the filing, or an amount with a refusal.
    """
    check_may_note_steps(by, step.case_id)
    if answered_on > timezone.localdate():
        raise Refused("Cette réponse est datée d’un jour à venir.")
    if step.filed_on and answered_on < step.filed_on:
        raise Refused("Cette réponse est datée d’avant le dépôt.")
    if granted_cents is not None and answer not in OBTAINED:
        raise Refused("Une démarche refusée ou abandonnée n’a pas de montant accordé.")
    _change(step, answer=answer, answered_on=answered_on, granted_cents=granted_cents, remind_on=None)


def reopen(*, step: Step, by: Acting) -> None:
    """Take an answer back: the step is open again. Raises NotYours unless on the team."""
    check_may_note_steps(by, step.case_id)
    _change(step, answer="", answered_on=None, granted_cents=None)


def remind(*, step: Step, by: Acting, on: date) -> None:
    """Come back to it on that day. Raises NotYours unless on the team; Refused for a day that is not to come, or once
    answered."""
    check_may_note_steps(by, step.case_id)
    _check_reminder(on)
    if Step.objects.filter(pk=step.pk, answer="").update(remind_on=on) != 1:
        raise Refused("Cette démarche a déjà sa réponse.")


def add_contact(*, case: Case, by: Acting, entry: ContactEntry) -> Contact:
    """Note a professional around the household: she gains no access. Raises NotYours unless on the team."""
    check_may_note_steps(by, case.pk)
    return Contact.objects.create(**_own(case, by), **asdict(entry))


def correct_contact(*, contact: Contact, by: Acting, entry: ContactEntry) -> None:
    """Replace what is known of her. Raises NotYours unless on the team."""
    check_may_note_steps(by, contact.case_id)
    if Contact.objects.filter(pk=contact.pk).update(**asdict(entry)) != 1:
        raise Refused("Ce contact n’a pas pu être corrigé. Rechargez la page.")


def _own(case: Case, by: Acting) -> dict[str, int | None]:
    return {"household_id": case.household_id, "case_id": case.pk, "author_id": by.unit_audience}


def _columns(entry: StepEntry) -> dict[str, object]:
    """Column by column: `asdict` would copy the contact's row."""
    return {
        "kind": entry.kind,
        "body": entry.body,
        "contact": entry.contact,
        "filed_on": entry.filed_on,
        "asked_cents": entry.asked_cents,
        "remind_on": entry.remind_on,
        "text": entry.text,
    }


def _check(entry: StepEntry, case_id: int, kept: date | None = None) -> None:
    if entry.filed_on and entry.filed_on > timezone.localdate():
        raise Refused("Ce dépôt est daté d’un jour à venir. Laissez la date vide tant que rien n’est déposé.")
    if entry.remind_on and entry.remind_on != kept:
        _check_reminder(entry.remind_on)
    if entry.contact and entry.contact.case_id != case_id:
        raise Refused("Ce contact n’est pas celui de ce ménage.")


def _check_reminder(on: date) -> None:
    if on <= timezone.localdate():
        raise Refused("La relance se prévoit pour un jour à venir.")


def _change(step: Step, **columns: object) -> None:
    if Step.objects.filter(pk=step.pk).update(**columns) != 1:
        raise Refused("Cette démarche n’a pas pu être changée. Rechargez la page.")
