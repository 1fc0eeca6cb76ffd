"""A withdrawal received by the data protection officer, who reads no case (T4, T15)."""

from django.db import connection

from cases.actions.withdrawals import receipt_number
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Capacity

UNKNOWN = "Aucune personne de votre organisation n’a ce numéro de dossier et ces nom et prénom."


def stop_everything_by_letter(*, case_number: str, last_name: str, first_name: str, channel: str, by: Acting) -> str:
    """End every agreement of the person a request names, unseen. Returns the number of the receipt.

    The answer is the same whether she had agreements or not. Effects in order, by one function of the database:
    grants end, consents end, the gate is checked. Refused: no such person on a case of that number in her own
    organisation, whichever part is wrong. Raises PermissionError outside a data protection office.
    """
    if by.capacity != Capacity.DATA_PROTECTION:
        raise PermissionError("A letter to the office is entered by the office.")
    number = receipt_number()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.office_stop_everything(%s, %s, %s, %s, %s)",
            [case_number, last_name, first_name, channel, number],
        )
        (ended,) = cursor.fetchone()
    if ended is None:
        raise Refused(UNKNOWN)
    return number
