"""Alerts between partners: to whom one may write, those received and those sent."""

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import TransactionNow
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from cases.enums import FeedbackState, ReferralState, Scope
from cases.models import Alert, Case, Referral, ReferralFeedback
from cases.queries.consents import in_force, open_flag, parties_of
from cases.standing import standing
from partners.acting import Acting
from partners.enums import AudienceKind, Capacity
from partners.models import Audience

#: How many alerts a household's page shows.
MOST = 12


def correspondents(case: Case, by: Acting) -> list[Audience]:
    """The partners' units one may write to on that case, with their organisations.

    For an operator: the landlords to which the agreements in force open `housing`; none while somebody is protected. For a landlord: the associations it
    referred its tenant to and that have not closed it; it never knows what they may read of its tenancy.
    """
    if by.capacity == Capacity.LANDLORD:
        return _referred_to(case)
    if open_flag(case):
        return []
    given = in_force(case, by)
    parties = parties_of(given)
    opened = {
        one.recipient_id: one.recipient
        for one in given
        if one.recipient.capacity == Capacity.LANDLORD
        and one.case_id == case.pk
        and Scope.HOUSING in standing(one, given, parties).opened
    }
    return list(opened.values())


def _referred_to(case: Case) -> list[Audience]:
    told = ReferralFeedback.objects.filter(referral=OuterRef("pk"), visible_from__lte=TransactionNow())
    closed = told.filter(state=FeedbackState.CLOSED)
    sent = Referral.objects.filter(~Exists(closed), case_id=case.pk).exclude(
        state__in=[ReferralState.DRAFT, ReferralState.WITHDRAWN]
    )
    units = Audience.objects.filter(pk__in=sent.values("recipient_id"), kind=AudienceKind.UNIT)
    return list(units.select_related("unit__organisation").order_by("pk"))


def unread(by: Acting) -> QuerySet[Alert]:
    """Those one's unit has not read yet."""
    return Alert.objects.filter(recipient_id=by.unit_audience, received_at=None)


def alert_row() -> JSONObject:
    """One alert as lists show it: the units of both sides, and who read it."""
    units = {
        f"{side}_{what}": f"{side}__unit__{path}"
        for side in ("author", "recipient")
        for what, path in (("organisation", "organisation__name"), ("unit", "name"))
    }
    return JSONObject(
        public_id="public_id",
        recipient="recipient_id",
        kind="kind",
        on="on",
        text="text",
        received_at="received_at",
        first_name="received_by__membership__user__first_name",
        last_name="received_by__membership__user__last_name",
        **units,
    )


def alerts_of_tenancy() -> ArraySubquery:
    """For tenancies: what was written about their household, both ways, the latest first."""
    about = Alert.objects.filter(Q(case_id=OuterRef("pk")) | Q(case__tenancy_id=OuterRef("pk")))
    return ArraySubquery(about.order_by("-id").values(json=alert_row())[:MOST])


def alerts_of_course() -> ArraySubquery:
    """For rows with a `case`: the same."""
    return ArraySubquery(
        Alert.objects.filter(Q(case_id=OuterRef("case_id")) | Q(case_id=OuterRef("case__tenancy_id")))
        .order_by("-id")
        .values(json=alert_row())[:MOST]
    )


def unread_of_course() -> ArraySubquery:
    """For rows of an operator with a `case`: what the landlord wrote about its household and nobody has read."""
    rows = Alert.objects.filter(
        case_id=OuterRef("case__tenancy_id"), recipient_id=OuterRef("author_id"), received_at=None
    ).order_by("-id")
    return ArraySubquery(rows.values(json=alert_row()))
