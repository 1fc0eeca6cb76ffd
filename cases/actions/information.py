"""Saying that the notice of the first contact was handed over, and by whom (the programme's `information_days`)."""

from django.contrib.postgres.functions import TransactionNow
from django.db import IntegrityError, transaction

from cases.enums import TaskKind
from cases.models import AccompanimentCourse, Case, Referral, Task
from cases.permissions import check_may_steer
from cases.policies import information_due
from cases.programmes.publishing import rules_of
from common.refusal import Refused
from partners.acting import Acting

TITLE = "Remettre la notice d’information"
ALREADY = "La remise de la notice est déjà notée."
NOT_REFERRED = "Ce ménage n’a pas été adressé par un bailleur : il n’y a pas de notice à lui remettre."


def hand_over(*, case: Case, by: Acting) -> None:
    """Note that the household was given its notice, now, by that member.

    One task a case, done: made here, or made before by somebody else. Raises NotYours unless `by` is on the team or
    manages it, Refused when no landlord referred the household, or when it was noted already.
    """
    check_may_steer(by, case.pk)
    course = AccompanimentCourse.objects.select_related("programme_version").filter(case_id=case.pk).first()
    referral = Referral.objects.filter(receiving_case=case).first()
    if course is None or course.programme_version is None or referral is None or referral.submitted_at is None:
        raise Refused(NOT_REFERRED)
    days = rules_of(course.programme_version).referral.information_days
    own = {"household_id": case.household_id, "case_id": case.pk, "author_id": by.unit_audience}
    source = TaskKind.INFORMATION.value
    done = {"done_at": TransactionNow(), "done_by_id": by.member_audience}
    try:
        with transaction.atomic():
            due_on = information_due(referral.submitted_at, days)
            Task.objects.create(**own, **done, kind=TaskKind.INFORMATION, title=TITLE, source=source, due_on=due_on)
    except IntegrityError as error:
        if Task.objects.filter(**own, source=source, done_at=None).update(**done) != 1:
            raise Refused(ALREADY) from error
