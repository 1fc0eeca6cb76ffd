"""Who may do what (decisions T4). Each check passes in silence or raises with the sentence the member reads.

The gate holds the same rules on rows: these checks exist to refuse with words, before anything is written.
"""

from collections.abc import Iterable

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Q

from cases.models import Access, Case
from common.refusal import NotYours
from partners.acting import Acting
from partners.enums import Capacity, Role

TEAM_ROLES = frozenset({Role.WORKER, Role.MANAGER})


def on_team(by: Acting, case_id: int) -> bool:
    """Whether this member is on the team of that case, now."""
    return (
        by.member_audience is not None
        and Access.objects.filter(
            case_id=case_id, audience_id=by.member_audience, team_until__gt=TransactionNow()
        ).exists()
    )


def on_team_of(by: Acting, case_ids: Iterable[int]) -> set[int]:
    """Those of these cases on whose team this member is, now. One statement."""
    mine = Access.objects.for_audience(by.member_audience or 0).filter(team_until__gt=TransactionNow())
    return set(mine.filter(case_id__in=list(case_ids)).values_list("case_id", flat=True))


def manages(by: Acting, case_id: int) -> bool:
    """Whether this member is a manager of the unit that holds that case."""
    return (
        by.manager_audience is not None
        and Access.objects.for_audience(by.manager_audience).filter(case_id=case_id).exists()
    )


def runs(by: Acting, case_id: int) -> bool:
    """Whether this member is on the team of that case, or manages the unit that holds it. One statement."""
    team = Q(audience_id=by.member_audience or 0, team_until__gt=TransactionNow())
    manager = Q(audience_id=by.manager_audience or 0, present_until__gt=TransactionNow())
    return Access.objects.filter(team | manager, case_id=case_id).exists()


def check_may_answer(by: Acting) -> None:
    """Workers and managers of the operator answer a referral."""
    if by.capacity != Capacity.OPERATOR or by.role not in TEAM_ROLES:
        raise NotYours("Répondre à une saisine est réservé à l’équipe qui l’a reçue.")


def check_may_choose_team(by: Acting) -> None:
    """The manager decides who follows a household; a worker takes only what she accepts herself."""
    if by.capacity != Capacity.OPERATOR or by.role != Role.MANAGER:
        raise NotYours("Choisir qui suit un ménage est réservé à la responsable d’équipe.")


def check_manages(by: Acting, case_id: int) -> None:
    """Only a manager of the holding unit changes the team of a case."""
    check_may_choose_team(by)
    if not manages(by, case_id):
        raise NotYours("Ce ménage n’est pas suivi par votre équipe.")


def check_may_log(by: Acting, case_id: int) -> None:
    """Only the team on the case logs a visit or writes a note."""
    if not on_team(by, case_id):
        raise NotYours("Seule l’équipe qui suit ce ménage note une visite.")


def check_may_plan(by: Acting, case_id: int) -> None:
    """Only the team on the case plans a visit."""
    if not on_team(by, case_id):
        raise NotYours("Seule l’équipe qui suit ce ménage planifie une visite.")


def check_may_read_steps(by: Acting, case_id: int) -> None:
    """The team on the case and its manager read its steps and the professionals around the household."""
    if not runs(by, case_id):
        raise NotYours("Les démarches sont lues par l’équipe qui suit ce ménage et par sa responsable.")


def check_may_note_steps(by: Acting, case_id: int) -> None:
    """Only the team on the case notes a step, or a professional around the household."""
    if not on_team(by, case_id):
        raise NotYours("Seule l’équipe qui suit ce ménage note ses démarches.")


def check_may_keep_tasks(by: Acting, case: Case) -> None:
    """On an accompaniment its team and manager, on a tenancy the clerks of its landlord, say what is to be done and write to
    the partner."""
    if by.capacity == Capacity.LANDLORD:
        if by.role != Role.CLERK or case.holder_id != by.unit_audience:
            raise NotYours("Ce dossier est tenu par les gestionnaires de son agence.")
        return
    check_may_steer(by, case.pk)


def check_may_steer(by: Acting, case_id: int) -> None:
    """The team on the case and its manager record adhesion and exit."""
    if not runs(by, case_id):
        raise NotYours(
            "Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée."
        )


def check_may_keep_account(by: Acting, case: Case) -> None:
    """On an accompaniment its team and manager, on a tenancy the clerks of its landlord, record what the rent account is
    told: plans, stages, suspensions."""
    if by.capacity == Capacity.LANDLORD:
        if by.role != Role.CLERK or case.holder_id != by.unit_audience:
            raise NotYours("Le compte de loyer de ce locataire est tenu par les gestionnaires de son agence.")
        return
    check_may_steer(by, case.pk)


def check_may_write_parts(by: Acting, case_id: int) -> None:
    """Only the team writes an assessment, a contract or a bilan: it alone reads their annex."""
    if not on_team(by, case_id):
        raise NotYours("Seule l’équipe qui suit ce ménage écrit ce document.")
