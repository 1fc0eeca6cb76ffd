"""Ending agreements: one that the member may see, or all those of a person, unseen (T15)."""

import secrets
from datetime import datetime

from django.contrib.postgres.functions import TransactionNow
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from cases.actions.consents import GateDisagrees, check_gate
from cases.enums import EndedHow, WithdrawalChannel
from cases.models import Consent, Grant, Person
from cases.permissions_consent import may_end
from common.formatting import on_date
from common.refusal import NotYours, Refused
from partners.acting import Acting
from partners.enums import Capacity

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def withdraw(*, consent: Consent, channel: str, by: Acting) -> str:
    """End one agreement now, whoever received the request. Returns the number of the receipt.

    `channel`: how the request arrived (WithdrawalChannel). Effects in order: the consent ends
    with channel, author and receipt number, its grants end, the gate is checked. Closed at the next request.
    Refused: already ended, no known channel, not hers to see. Raises GateDisagrees when no grant ended.
    """
    if not may_end(consent, by):
        raise NotYours("Cet accord n’est pas ouvert pour vous. Vous pouvez arrêter tous les accords de la personne.")
    _check_channel(channel, by)
    if consent.ended_at:
        raise Refused(f"Cet accord a déjà pris fin {on_date(timezone.localdate(consent.ended_at))}.")
    if consent.until <= timezone.now():
        raise Refused("Cet accord a déjà pris fin, à la date prévue.")
    number = receipt_number()
    # The consent first: once its grant has ended, a recipient no longer lists the case.
    kept = Consent.objects.filter(pk=consent.pk, ended_at=None).update(
        ended_at=TransactionNow(),
        ended_how=EndedHow.WITHDRAWN,
        ended_channel=channel,
        ended_by_id=by.member_audience or by.person_audience,
        receipt_number=number,
    )
    if kept != 1:
        raise GateDisagrees(f"consent {consent.pk} was not ended")
    ended = Grant.objects.filter(consent_id=consent.pk, ended_at=None).update(ended_at=TransactionNow())
    if ended < 1:
        raise GateDisagrees(f"no grant of consent {consent.pk} ended")
    check_gate(consent.household_id)
    return number


def stop_everything(*, person: Person, channel: str, by: Acting) -> str:
    """End every agreement of that person without showing them. Returns the number of the receipt.

    Any member who lists a case of the household may. The answer is the same whether she had agreements or
    not: it must not tell what others were given. Effects in order, by one function of the database: grants
    end, consents end, the gate is checked. Refused: no known channel, a household she does not list.
    """
    _check_channel(channel, by)
    number = receipt_number()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT sec.stop_everything(%s, %s, %s)", [person.public_id, channel, number])
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise NotYours("Cette page n’existe pas, ou n’est pas ouverte pour vous.") from error
        raise
    return number


def _check_channel(channel: str, by: Acting) -> None:
    link = channel == WithdrawalChannel.LINK
    if channel not in WithdrawalChannel.values or link != (by.capacity == Capacity.PERSON):
        raise Refused("Dites comment la demande est arrivée : de vive voix, par téléphone ou par courrier.")


def transaction_time() -> datetime:
    """The instant at which what is written now takes effect: the database's, not this machine's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
    return now


def receipt_number() -> str:
    """A new number for a receipt: « R-2026-RLKLTU2B »."""
    return f"R-{timezone.localdate().year}-{''.join(secrets.choice(_LETTERS) for _ in range(8))}"
