"""Acts on a household as the product's front doors write them, each in the context of whoever does it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.utils import timezone

from cases.enums import EndedHow, GivenHow, GrantBasis
from cases.models import (
    AccompanimentCourse,
    Case,
    Consent,
    Grant,
    Person,
    Referral,
    TeamMember,
    ViolenceFlag,
)
from partners.acting import Acting
from partners.models import Audience
from tests.factories import world as w
from tests.harness import within


class Refusal(Exception):
    """The act came too late: what it was about had changed."""


def audience(audience_id: int) -> Audience:
    return Audience.objects.get(pk=audience_id)


def agree(
    case: Case,
    person: Person,
    recipient: Audience,
    by: Acting,
    scopes: Iterable[str],
    *,
    days: int = 180,
    how: str = GivenHow.SCREEN,
    named: Audience | None = None,
) -> int:
    """A new consent, in the place of hers in force with that recipient; the consent's id.

    `named`: the member of the recipient's unit to whom `social` is granted; the rest is granted to the unit.
    """
    scopes = list(scopes)
    with within(by):
        end(person.pk, by, EndedHow.REPLACED, recipient_id=recipient.pk, case_id=case.pk)
        until = timezone.now() + timedelta(days=days)
        columns = w.content(case, by)
        given = Consent.objects.create(
            **columns,
            person_id=person.pk,
            recipient=recipient,
            scopes=scopes,
            purpose="suivre ma dette",
            notice_version="gironde-2026-11",
            given_how=how,
            until=until,
            recorded_by_id=by.member_audience,
        )
        basis = GrantBasis.ORAL_AGREEMENT if how == GivenHow.ORAL else GrantBasis.AGREEMENT
        wide = [scope for scope in scopes if scope != "social"] if named else scopes
        for to, said in ((recipient, wide), (named, ["social"])):
            if to is None or not said:
                continue
            Grant.objects.create(
                **columns,
                basis=basis,
                consent=given,
                person_id=person.pk,
                recipient=to,
                recipient_kind=to.kind,
                recipient_capacity=to.capacity,
                scopes=said,
                until=until,
            )
        return given.pk


def end(person_id: int, by: Acting, how: str = EndedHow.WITHDRAWN, **filters) -> int:
    """End that person's consents in force among `filters`, and their grants; how many."""
    with within(by):
        ids = list(Consent.objects.filter(person_id=person_id, ended_at=None, **filters).values_list("pk", flat=True))
        Consent.objects.filter(pk__in=ids, ended_at=None).update(ended_at=TransactionNow(), ended_how=how)
        return Grant.objects.filter(consent_id__in=ids, ended_at=None).update(ended_at=TransactionNow())


def withdraw(consent_id: int, by: Acting) -> None:
    """End one consent; Refusal when it has ended already."""
    with within(by):
        kept = Consent.objects.filter(pk=consent_id, ended_at=None).update(
            ended_at=TransactionNow(), ended_how=EndedHow.WITHDRAWN
        )
        ended = Grant.objects.filter(consent_id=consent_id, ended_at=None).update(ended_at=TransactionNow())
        if not (kept and ended):
            raise Refusal


def stop_everything(person: Person, by: Acting) -> int:
    with within(by), connection.cursor() as cursor:
        cursor.execute("SELECT sec.stop_everything(%s, 'letter', 'R-1')", [person.public_id])
        return cursor.fetchone()[0]


def open_by_text(
    case: Case, recipient: Audience, by: Acting, scopes: Iterable[str], *, starts: datetime | None, days: int = 90
) -> int:
    """What a text opens to a unit, now or from `starts`."""
    with within(by):
        return Grant.objects.create(
            **w.content(case, by),
            basis=GrantBasis.TEXT_CCAPEX,
            notice="CCAPEX du 3 décembre",
            recipient=recipient,
            recipient_kind="unit",
            recipient_capacity=recipient.capacity,
            scopes=list(scopes),
            valid_from=starts or TransactionNow(),
            until=timezone.now() + timedelta(days=days),
        ).pk


def release(case: Case, worker: Acting, by: Acting) -> None:
    """End a place on the team; Refusal when there is none."""
    with within(by):
        places = TeamMember.objects.filter(case_id=case.pk, member_id=worker.member_audience, ended_at=None)
        if not places.update(ended_at=TransactionNow()):
            raise Refusal


def protect(case: Case, person: Person, by: Acting) -> int:
    with within(by):
        return ViolenceFlag.objects.create(**w.content(case, by), person_id=person.pk, set_by_id=by.member_audience).pk


def lift(case: Case, by: Acting) -> None:
    with within(by):
        flags = ViolenceFlag.objects.filter(case_id=case.pk, lifted_at=None)
        if not flags.update(lifted_at=TransactionNow(), lifted_by_id=by.member_audience):
            raise Refusal


def leave(case: Case, by: Acting) -> None:
    """The accompaniment ends; Refusal when it has."""
    with within(by):
        open_courses = AccompanimentCourse.objects.filter(case_id=case.pk, ended_at=None)
        if not open_courses.update(state="ended", outcome="kept", ended_at=TransactionNow()):
            raise Refusal


def withdraw_referral(referral_id: int, by: Acting) -> None:
    with within(by):
        waiting = Referral.objects.filter(pk=referral_id, state="submitted", withdrawn_at=None)
        if not waiting.update(state="withdrawn", withdrawn_at=TransactionNow()):
            raise Refusal
