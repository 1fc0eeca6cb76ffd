"""A demonstration's committees: one of forty-six files convened for today, one of every quarter, one at short notice."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cases.demo.past import as_application
from committees import convocations
from committees.actions import agenda, sessions
from committees.demo.acts import name_seats, typed
from committees.demo.files import files
from committees.demo.others import QUARTERLY, WITH_THE_HOUSEHOLD, meet_at_short_notice, plan_quarters
from committees.models import Committee, Session
from committees.publishing import publish, rules_of, shipped
from committees.queries.files import ready
from committees.rules import Rules
from common.context import acting
from partners.acting import Acting, act_as
from partners.enums import Capacity
from partners.models import Membership

KEPT_BY = "departement"
SECRETARY = "claire.fontaine@val-montaubre.example"
HELD = "orientation-indre-et-loire"


def seed() -> None:
    """Publish the committees the product comes with, name their seats, and have each begin its work. Twice changes nothing."""
    with transaction.atomic():
        for rules in shipped():
            publish(rules, KEPT_BY)
    kept = Membership.objects.select_related("unit__organisation", "user").get(user__email=SECRETARY, ended_at=None)
    claire = act_as(kept, Capacity.COMMITTEE_SECRETARY)
    begins = {HELD: _convene, QUARTERLY: plan_quarters, WITH_THE_HOUSEHOLD: meet_at_short_notice}
    with as_application(), acting(claire.audiences):
        for key, begin in begins.items():
            committee = Committee.objects.get(key=key)
            if ready(committee).exists() or Session.objects.filter(committee=committee).exists():
                continue
            rules = rules_of(committee.versions.get())
            name_seats(committee, rules, claire)
            begin(committee, rules, claire)


def _convene(committee: Committee, rules: Rules, by: Acting) -> None:
    filed = [typed(committee, rules, file, by) for file in files()]
    starts_at = timezone.localtime(timezone.now() + timedelta(hours=1)).replace(minute=30, second=0, microsecond=0)
    held = sessions.plan(
        committee=committee, starts_at=starts_at, place="Salle des Commissions", is_urgent=False, by=by
    )
    agenda.put(session=held, sheets=filed, by=by)
    sessions.send(session=held, by=by)
    convocations.ask(session=held, by=by)
