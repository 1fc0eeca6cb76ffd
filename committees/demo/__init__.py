"""A demonstration's committees: three of them, their seats, and a session of forty-six files convened for today."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cases.demo.past import as_application
from committees import convocations
from committees.actions import agenda, seats, sessions, sheets
from committees.demo.files import File, files
from committees.enums import Rank
from committees.models import Committee
from committees.publishing import publish, rules_of, shipped
from committees.queries.files import ready
from committees.rules import Rules
from committees.sheets import Content, Fact
from common.context import acting
from partners.acting import Acting, act_as
from partners.enums import Capacity
from partners.models import Membership

KEPT_BY = "departement"
SECRETARY = "claire.fontaine@val-montaubre.example"
HELD = "orientation-indre-et-loire"
#: Who sits with an account; the others are guests of each session.
WITH_ACCOUNT = {"ccas-town": ("Mehdi Rahmani", "mehdi.rahmani@ccas-montaubre.example")}
_GUESTS = (
    *("Anne Lefort", "Bertrand Roy", "Chantal Morin", "Denis Faure", "Élise Garnier", "Farid Amrani", "Gaëlle Perrot"),
    *("Ivan Petit", "Jeanne Blin"),
)


def seed() -> None:
    """Publish the committees the product comes with, name their seats, and convene one. Twice changes nothing."""
    with transaction.atomic():
        for rules in shipped():
            publish(rules, KEPT_BY)
    kept = Membership.objects.select_related("unit__organisation", "user").get(user__email=SECRETARY, ended_at=None)
    claire = act_as(kept, Capacity.COMMITTEE_SECRETARY)
    with as_application(), acting(claire.audiences):
        committee = Committee.objects.get(key=HELD)
        if ready(committee).exists() or sessions.Session.objects.filter(committee=committee).exists():
            return
        version = committee.versions.get()
        _name_seats(committee, rules_of(version), claire)
        _convene(committee, rules_of(version), claire)


def _name_seats(committee: Committee, rules: Rules, by: Acting) -> None:
    guests = iter(_GUESTS)
    for seat in rules.seats:
        name = next(guests)
        person, email = WITH_ACCOUNT.get(seat.key, (name, f"{seat.key}@commission.example"))
        seats.name(
            committee=committee, rules=rules, seat=seat.key, rank=Rank.TITULAR, person=person, email=email, by=by
        )
    seats.name(
        committee=committee,
        rules=rules,
        seat=rules.seats[0].key,
        rank=Rank.SUBSTITUTE,
        person="Hervé Lamy",
        email="herve.lamy@commission.example",
        by=by,
    )


def _convene(committee: Committee, rules: Rules, by: Acting) -> None:
    typed = [_typed(committee, rules, file, by) for file in files()]
    starts_at = timezone.localtime(timezone.now() + timedelta(hours=1)).replace(minute=30, second=0, microsecond=0)
    held = sessions.plan(
        committee=committee, starts_at=starts_at, place="Salle des Commissions", is_urgent=False, by=by
    )
    agenda.put(session=held, sheets=typed, by=by)
    sessions.send(session=held, by=by)
    convocations.ask(session=held, by=by)


def _typed(committee: Committee, rules: Rules, file: File, by: Acting) -> sheets.PresentationSheet:
    lines = (
        ("request", "Demande", rules.competence(file.competence).short),
        ("presented_by", "Présenté par", file.presenter),
        ("household", "Composition du ménage", file.household),
        ("dwelling", "Logement actuel", file.dwelling),
        ("debt", "Dette de loyer", file.debt),
    )
    said = Content(
        heading=file.heading,
        name=file.name,
        facts=[Fact(key=key, label=label, value=value) for key, label, value in lines if value],
        text=file.text,
    )
    return sheets.type_paper(
        committee=committee,
        competence=file.competence,
        said=said,
        is_urgent=file.is_urgent,
        agreed_on=timezone.localdate() - timedelta(days=9),
        by=by,
    )
