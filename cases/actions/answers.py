"""Answering a referral: receive, ask what is missing, wait, accept, not accept, redirect (decisions T10, T11).

The referrer reads neutral states and dates only, written by the database; reasons never reach it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.postgres.functions import TransactionNow
from django.db import IntegrityError, transaction

from cases.actions.teams import add_member
from cases.enums import AnswerState, ReferralState
from cases.models import Accompaniment, AccompanimentCourse, Case, Referral, ReferralAnswer, TeamMember
from cases.permissions import check_may_answer, check_may_choose_team
from cases.programmes.publishing import latest, rules_of
from cases.queries.received import is_open
from cases.transitions import ANSWER, NOTHING, allows
from common.refusal import Refused
from partners.acting import Acting
from partners.models import Membership

ANSWERED = {
    AnswerState.ACCEPTED: "Cette saisine est déjà acceptée.",
    AnswerState.NOT_ACCEPTED: "Cette saisine a déjà reçu sa réponse : elle n’a pas été acceptée.",
    AnswerState.REDIRECTED: "Cette saisine a déjà été réorientée.",
    AnswerState.CLOSED: "Cette saisine est close.",
    AnswerState.WAITING: "Cette saisine est sur liste d’attente : acceptez-la, ou répondez qu’elle ne l’est pas.",
}
NOT_ON_LIST = "Cette saisine n’est pas sur la liste d’attente."
NO_WAITING_LIST = "Ce dispositif n’a pas de liste d’attente : acceptez, réorientez ou n’acceptez pas."
#: What is said on a day: to keep waiting is one, until somebody takes it back.
_DATED = frozenset({AnswerState.WAITING, AnswerState.ACCEPTED, AnswerState.NOT_ACCEPTED, AnswerState.REDIRECTED})


class _Open(NamedTuple):
    """A referral that may still be answered, and the answer begun, if any."""

    referral: Referral
    answer: ReferralAnswer | None


def receive(*, case: Case, by: Acting) -> ReferralAnswer:
    """Say that the sheet was opened. A second opening changes nothing and returns the first answer.

    Effects in order: the answer is written as received; the referrer reads « reçue » and the date.
    Raises NotYours for another role, Refused when the referral was withdrawn.
    """
    referral, answer = _open(case, by)
    return answer or _begin(referral, case, by)


def ask_missing(*, case: Case, by: Acting, fields: Sequence[str]) -> ReferralAnswer:
    """Ask the referrer for these fields of the sheet (names of ReferralSheet's columns).

    Effects in order: the answer becomes incomplete; the referral goes back to its author, who reads which
    fields. Raises Refused without a field, once answered, or while an earlier question is open.
    """
    if not fields:
        raise Refused("Dites ce qui manque dans la fiche.")
    return _answer(case, by, "ask_missing", AnswerState.INCOMPLETE, missing=list(fields))


def keep_waiting(*, case: Case, by: Acting) -> ReferralAnswer:
    """Put the referral on the waiting list, from now; its sheet still closes on day 60. The referrer reads nothing of it.

    Raises Refused once answered, or when its programme has no waiting list (`referral.waiting_list`).
    """
    referral, _ = _open(case, by)
    if not rules_of(latest(referral.agreement.programme)).referral.waiting_list:
        raise Refused(NO_WAITING_LIST)
    return _answer(case, by, "keep_waiting", AnswerState.WAITING)


def take_off_list(*, case: Case, by: Acting) -> ReferralAnswer:
    """Take the referral off the waiting list: it waits for an answer again, due on the day it always was.

    The referrer reads nothing of it. Raises Refused for one that does not stand there.
    """
    return _answer(case, by, "take_off_list", AnswerState.RECEIVED, answered_at=None)


def not_accept(*, case: Case, by: Acting, reason: str) -> ReferralAnswer:
    """Answer that the referral is not accepted. The landlord never sees the reason.

    Effects in order: the answer is given; the sheet closes at once (the unit keeps the bare case until day 60);
    the referrer will read « close sans suite » at the agreement's answer date. Raises Refused without a reason
    or once answered.
    """
    return _decline(case, by, "not_accept", AnswerState.NOT_ACCEPTED, reason)


def redirect(*, case: Case, by: Acting, reason: str) -> ReferralAnswer:
    """Answer that another service is better placed. Effects and refusals as for `not_accept`."""
    return _decline(case, by, "redirect", AnswerState.REDIRECTED, reason)


@transaction.atomic
def accept(*, case: Case, by: Acting, referent: Membership | None = None) -> TeamMember:
    """Accept the referral; the accepting worker becomes the referent, a manager says who (`referent`).

    Effects in order: answer given at the transaction's time; accompaniment with the referent's professional
    contact; course, reaching the household; the referent joins the team. The sheet closes to the rest of the
    unit. Raises NotYours for another role or for a worker naming someone else, Refused once answered, while the
    referrer completes the sheet, when a manager names nobody, or for whom the sheet is closed: under the violence
    flag only a manager still reads it, and says who follows the household (T8, T14).
    """
    if referent is not None and by.membership is not None and referent.pk != by.membership.pk:
        check_may_choose_team(by)
    if referent is None and by.is_manager:
        raise Refused("Choisissez qui sera la référente ou le référent de ce ménage.")
    chosen = referent or by.membership
    if chosen is None:
        raise Refused("Choisissez qui sera la référente ou le référent de ce ménage.")
    readable = is_open(case, by.audiences)
    answer = _answer(case, by, "accept", AnswerState.ACCEPTED)
    if not readable:
        raise Refused("Cette fiche est fermée.")
    agreement = answer.referral.agreement
    own = {"household_id": case.household_id, "case_id": case.pk, "author_id": by.unit_audience}
    Accompaniment.objects.create(
        **own,
        referent_name=chosen.user.get_full_name(),
        referent_phone=chosen.phone,
        referent_email=chosen.user.email,
    )
    version = latest(agreement.programme)
    days = rules_of(version).follow_up.days
    AccompanimentCourse.objects.create(**own, programme_version=version, follow_up_days=days)
    return add_member(case=case, by=by, membership=chosen, is_referent=True)


def _open(case: Case, by: Acting) -> _Open:
    check_may_answer(by)
    referral = Referral.objects.select_related("agreement").filter(receiving_case_id=case.pk).first()
    if referral is None:
        raise Refused("Ce dossier n’est pas une saisine.")
    if referral.state == ReferralState.WITHDRAWN:
        raise Refused("Le bailleur a retiré cette saisine.")
    return _Open(referral, ReferralAnswer.objects.filter(referral_id=referral.pk).first())


def _begin(referral: Referral, case: Case, by: Acting) -> ReferralAnswer:
    try:
        with transaction.atomic():
            return ReferralAnswer.objects.create(
                household_id=case.household_id,
                case_id=case.pk,
                author_id=by.unit_audience,
                referral=referral,
                state=AnswerState.RECEIVED,
                answered_by_id=by.member_audience,
                received_at=TransactionNow(),
            )
    except IntegrityError:
        return ReferralAnswer.objects.get(referral_id=referral.pk)


def _decline(case: Case, by: Acting, act: str, state: AnswerState, reason: str) -> ReferralAnswer:
    if not reason.strip():
        raise Refused("Donnez le motif, pour votre équipe. Le bailleur ne le verra jamais.")
    return _answer(case, by, act, state, reason=reason.strip())


def _answer(case: Case, by: Acting, act: str, state: AnswerState, **fields) -> ReferralAnswer:
    """Take the answer to `state`: exactly one row, in a state from which the table allows it."""
    referral, answer = _open(case, by)
    if referral.state == ReferralState.INCOMPLETE:
        raise Refused("Le bailleur n’a pas encore complété la fiche.")
    if not allows(ANSWER, act, answer.state if answer else NOTHING):
        raise Refused(NOT_ON_LIST if act == "take_off_list" else ANSWERED[AnswerState(answer.state if answer else "")])
    answer = answer or _begin(referral, case, by)
    if state in _DATED:
        fields["answered_at"] = TransactionNow()
    changed = ReferralAnswer.objects.filter(pk=answer.pk, state=answer.state).update(
        state=state, answered_by_id=by.member_audience, **fields
    )
    if changed != 1:
        raise Refused("Quelqu’un de votre équipe vient de répondre. Rechargez la page.")
    answer.state, answer.referral = state, referral
    return answer
