"""The papers of a session: kept when it is signed, and those its secretary asks for."""

from typing import Any

from django.utils import timezone

from committees.documents import agenda_table, annexes, letters, minutes
from committees.enums import PaperKind, SessionState
from committees.models import Paper, Session
from committees.permissions import check_keeps
from committees.publishing import rules_of
from committees.queries import papers as queries
from committees.queries.held import sitting_of
from committees.queries.sessions import agenda, items_of
from common import documents, outbox
from common.models import Document
from common.refusal import Refused
from partners.acting import Acting

#: The outbox task that makes what is kept of a session.
MAKE = "make_session_papers"
AGENDA, LETTER, LETTERS, PRESCRIBER = "committee_agenda", "decision_letter", "decision_letters", "prescriber_letter"

_TO_COME = {SessionState.PLANNED, SessionState.SENT, SessionState.OPEN}
_NOT_SIGNED = "Le compte rendu n’est pas encore signé : il se prépare à la signature."
_NO_LETTER = "Ce dossier n’a pas de lettre : il n’a pas été décidé, ou il a été présenté sans nom."


def keep(*, session: Session, by: Acting) -> None:
    """Freeze the minutes of a session that is signed and one annex per household, and ask a worker for their files.

    What is no longer read, because its agreement ended, has its line in the minutes and no annex.
    """
    rules, sitting = rules_of(session.version), sitting_of(session)
    issuer, service = by.organisation_name, f"{by.organisation_name}, {by.unit_name}"
    common = {"session": session, "author_id": session.author_id, "committee_id": session.committee_id}
    said = minutes.minutes_content(sitting, rules, issuer=issuer, signer=f"{by.person_name}, {service}")
    made = [
        Paper(
            **common,
            kind=PaperKind.MINUTES,
            title=minutes.title_of(session),
            template=minutes.TEMPLATE,
            snapshot=said,
        )
    ]
    made += [
        Paper(
            **common,
            kind=PaperKind.ANNEX,
            item=held.item,
            sheet_id=held.item.sheet_id,
            title=annexes.title_of(held),
            template=annexes.TEMPLATE,
            snapshot=annexes.annex_content(
                held, session, rules, issuer=issuer, secretariat=service, contacts=_contacts(by)
            ),
        )
        for held in sitting.items
        if annexes.has_annex(held)
    ]
    Paper.objects.bulk_create(made)
    outbox.ask(MAKE, by=by, subject_id=session.pk)


def _contacts(by: Acting) -> list[str]:
    unit = by.membership.unit if by.membership else None
    return [said for said in (unit.phone, unit.email) if said] if unit else []


def make_again(*, session: Session, by: Acting) -> None:
    """Ask again for the files that are not made yet. Refused: another secretariat; not signed; all of them are made."""
    check_keeps(by, session.author_id)
    if session.state != SessionState.SIGNED:
        raise Refused(_NOT_SIGNED)
    if not Paper.objects.filter(session=session, content=None).exists():
        raise Refused("Le compte rendu et ses annexes sont déjà prêts.")
    outbox.ask(MAKE, by=by, subject_id=session.pk)


def ask_agenda(*, session: Session, by: Acting) -> Document:
    """Ask for the agenda as a table, for `by` alone. Refused: another secretariat; it sat already; nothing is on it."""
    check_keeps(by, session.author_id)
    if session.state not in _TO_COME:
        raise Refused("Cette séance est passée : son compte rendu dit ce qui y a été vu.")
    lines = agenda(session, items_of(session))
    if not lines:
        raise Refused("L’ordre du jour est vide : inscrivez-y au moins un dossier.")
    content = agenda_table.agenda_content(session, lines, rules_of(session.version), issuer=by.organisation_name)
    return _issue(session, AGENDA, agenda_table.title_of(session), agenda_table.TEMPLATE, content, by=by)


def ask_letter(*, annex: Paper, by: Acting) -> Document:
    """Ask for the letter to the household of that annex, for `by` alone. Refused: another secretariat; there is none."""
    check_keeps(by, annex.author_id)
    if not annex.snapshot.get("letter"):
        raise Refused(_NO_LETTER)
    title = f"{letters.TITLE}, dossier {annex.snapshot['file']}"
    return _issue(
        annex.session,
        LETTER,
        title,
        letters.TEMPLATE,
        letters.letters_content([annex.snapshot], on=timezone.localdate()),
        by=by,
    )


def ask_letters(*, session: Session, by: Acting) -> Document:
    """Ask for the letters to every household, each on a page of its own. Refused: another secretariat; not signed; none has
    a name to write to."""
    content = letters.letters_content(_annexes(session, by), on=timezone.localdate())
    if not content["letters"]:
        raise Refused(_NO_LETTER)
    return _issue(session, LETTERS, f"{letters.TITLE}, chaque ménage", letters.TEMPLATE, content, by=by)


def ask_prescriber_letter(*, session: Session, prescriber: str, by: Acting) -> Document:
    """Ask for the letter to who presented something, with its decisions alone. Refused: another secretariat; not signed; it
    presented nothing that was decided."""
    try:
        content = letters.prescriber_content(_annexes(session, by), prescriber)
    except KeyError:
        raise Refused("Rien de ce service n’a été décidé à cette séance.") from None
    title = letters.prescriber_title(content, prescriber)
    return _issue(session, PRESCRIBER, title, letters.PRESCRIBER_TEMPLATE, content, by=by)


def _annexes(session: Session, by: Acting) -> list[dict[str, Any]]:
    check_keeps(by, session.author_id)
    if session.state != SessionState.SIGNED:
        raise Refused(_NOT_SIGNED)
    return [annex.snapshot for annex in queries.annexes_of(session)]


def _issue(session: Session, kind: str, title: str, template: str, content: dict[str, Any], *, by: Acting) -> Document:
    return documents.issue(
        by=by,
        kind=kind,
        title=title,
        template=template,
        snapshot=content | {"session": str(session.public_id)},
    )
