"""Who may record an agreement, end one, and set the violence flag (decisions T4).

The database refuses as well; these checks give the sentence.
"""

from django.db import connection

from cases.models import Access, Case, Consent
from common.refusal import NotYours
from partners.acting import Acting
from partners.enums import Capacity


def on_the_case(case: Case, by: Acting) -> bool:
    """Whether `by` is on the team of that case now, or manages the unit that holds it."""
    if by.capacity != Capacity.OPERATOR:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.on_the_case(%s)", [case.pk])
        (answer,) = cursor.fetchone()
    return bool(answer)


def check_records_consent(case: Case, by: Acting) -> None:
    """Refused (NotYours) unless `by` is on the team of the case or manages its unit."""
    if not on_the_case(case, by):
        raise NotYours("Recueillir un accord est réservé à l’équipe qui suit ce ménage.")


def check_opens_by_text(case: Case, by: Acting) -> None:
    """Refused (NotYours) unless `by` manages the unit that holds the case."""
    if not (by.is_manager and on_the_case(case, by)):
        raise NotYours("Ouvrir un dossier sur la base d’un texte est réservé à la responsable d’équipe.")


def check_protects(case: Case, by: Acting) -> None:
    """Refused (NotYours) unless `by` is on the team of the case or manages its unit."""
    if not on_the_case(case, by):
        raise NotYours("La protection est posée et levée par l’équipe qui suit ce ménage.")


def may_end(consent: Consent, by: Acting) -> bool:
    """Whether `by` may enter the withdrawal of that consent: its recording unit, or who lists its case now.

    A recipient for whom the consent has no effect any more does not list the case, and may not.
    """
    if consent.author_id in by.audiences:
        return True
    return any(
        Access.objects.for_audience(audience).filter(case_id=consent.case_id).exists() for audience in by.audiences
    )
