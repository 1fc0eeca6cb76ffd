"""The personal link of one adult: made by her team, opened with her birth date, cut when it is lost (T16)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from cases.actions import accompaniments
from cases.models import Case, IdentityStatement, Person, PersonLink
from cases.policies import Identity
from cases.queries.consents import open_flag
from common.refusal import NotYours, Refused
from partners.acting import Acting

LINK_DAYS = 30
UNDER_FLAG = "P0F01"
NO_BIRTH_DATE = "Il manque la date de naissance de la personne : le lien la demande pour s’ouvrir."
FLAGGED = (
    "Aucun lien n’est proposé tant que la protection contre les violences est posée."
    " Remettez la page imprimée en main propre."
)


@dataclass(frozen=True)
class MadeLink:
    """`token` is shown once and kept nowhere; `last_day` is the last whole day it opens."""

    token: str
    last_day: date


def digest_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def birth_date_missing(*, case: Case, person: Person) -> bool:
    """Whether that person's birth date was never stated on that case; her link asks for it."""
    return not IdentityStatement.objects.filter(case=case, person=person).exclude(born_on=None).exists()


def state_birth_date(*, case: Case, person: Person, born_on: date, by: Acting) -> None:
    """State when that adult was born, beside the name already known of her. Refused when her name was never stated."""
    known = IdentityStatement.objects.filter(case=case, person=person).order_by("-id").first()
    if known is None:
        raise Refused("Notez d’abord son nom avec la personne, à l’adhésion.")
    identity = Identity(person.pk, known.last_name, known.first_name, known.title, born_on)
    accompaniments.state_identity(case=case, by=by, identity=identity)


def refusal(*, case: Case, person: Person) -> str:
    """Why no link can be made for that person on that case, in a sentence; empty when one can."""
    if open_flag(case):
        return FLAGGED
    if not (person.is_adult and person.is_party):
        return "Le lien est réservé aux adultes qui ont signé le bail ou l’accompagnement."
    if birth_date_missing(case=case, person=person):
        return NO_BIRTH_DATE
    return ""


def make_link(*, case: Case, person: Person, by: Acting) -> MadeLink:
    """Make a link of 30 days for that adult, by the team or the manager of that case.

    Effects in order: any earlier link of hers is cut, the new one is kept as a digest. Refused (Refused): not an
    adult party, birth date unknown, violence flag set; NotYours: not on the team.
    """
    if sentence := refusal(case=case, person=person):
        raise Refused(sentence)
    token = secrets.token_urlsafe(16)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT sec.make_link(%s, %s, %s, %s)", [by.unit_audience, case.pk, person.pk, digest_of(token)]
            )
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == UNDER_FLAG:
            raise Refused(FLAGGED) from error
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise NotYours("Ce lien est réservé à l’équipe qui suit ce ménage.") from error
        raise
    return MadeLink(token, timezone.localdate() + timedelta(days=LINK_DAYS - 1))


def cut_links(*, case: Case, person: Person) -> int:
    """Cut that person's live links made from that case; returns how many. Her page closes at the next request."""
    live = PersonLink.objects.filter(case=case, person=person, revoked_at=None)
    return live.update(revoked_at=TransactionNow())


def has_live_link(*, case: Case, person: Person) -> bool:
    """Whether a link of hers made from that case still opens, as its team sees it."""
    live = PersonLink.objects.filter(case=case, person=person, revoked_at=None, tries_left__gt=0)
    return live.filter(expires_at__gt=TransactionNow()).exists()


def is_open(token: str) -> bool:
    """Whether that link still opens. Unknown, expired, cut, used up and closed by protection answer alike."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.link_open(%s)", [token])
        (answer,) = cursor.fetchone()
        return bool(answer)


def open_link(*, token: str, born_on: date) -> int | None:
    """Her audience when the link is open and the birth date hers, else None.

    A wrong date takes one of the link's five tries, and this must be committed though nothing opens.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.redeem_link(%s, %s)", [token, born_on])
        (audience,) = cursor.fetchone()
        return audience
