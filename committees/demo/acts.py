"""What a demonstration's secretary does: names seats, types paper forms."""

from datetime import timedelta

from django.utils import timezone

from committees.actions import seats, sheets
from committees.demo.files import File
from committees.enums import Rank
from committees.models import Committee, PresentationSheet
from committees.rules import Rules
from committees.sheets import Content, Fact
from partners.acting import Acting

#: Who sits with an account; the others are guests of each session.
WITH_ACCOUNT = {"ccas-town": ("Mehdi Rahmani", "mehdi.rahmani@ccas-montaubre.example")}
_GUESTS = (
    *("Anne Lefort", "Bertrand Roy", "Chantal Morin", "Denis Faure", "Élise Garnier", "Farid Amrani", "Gaëlle Perrot"),
    *("Ivan Petit", "Jeanne Blin"),
)


def name_seats(committee: Committee, rules: Rules, by: Acting) -> None:
    """A titular of each seat, and a substitute of the first."""
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


def typed(committee: Committee, rules: Rules, file: File, by: Acting) -> PresentationSheet:
    """That paper form, filed."""
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
