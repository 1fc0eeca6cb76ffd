"""`manage add_agreement`: which landlords refer to which operator, under which programme."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from partners.actions.directory import add_agreement
from partners.enums import LandlordEntity
from partners.models import Programme, Unit


class Command(BaseCommand):
    help = (
        "Add the agreement by which landlord units refer to an operator unit under a published programme. All or "
        "nothing. Acts as owner."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("programme", help="key of a programme that `manage publish_programmes` has published")
        parser.add_argument("--operator", required=True, metavar="UNIT", help="key of the operator's unit")
        parser.add_argument(
            "--landlord",
            required=True,
            action="append",
            metavar="UNIT:ENTITY",
            help=f"a landlord's unit and what it is in the agreement ({', '.join(LandlordEntity)}); several times",
        )
        parser.add_argument("--from", dest="starts_on", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        landlords = [_landlord(text) for text in options["landlord"]]
        programme = Programme.objects.filter(key=options["programme"]).first()
        if programme is None:
            known = ", ".join(Programme.objects.order_by("key").values_list("key", flat=True)) or "none"
            raise CommandError(f"There is no programme {options['programme']}. Published: {known}.")
        operator = _unit(options["operator"])
        try:
            add_agreement(programme=programme, operator=operator, landlords=landlords, starts_on=options["starts_on"])
        except ValueError as refused:
            raise CommandError(str(refused)) from refused
        who = ", ".join(unit.key for unit, _ in landlords)
        self.stdout.write(f"{who} → {operator.key} ({programme.name}) from {options['starts_on']:%d/%m/%Y}")


def _landlord(text: str) -> tuple[Unit, LandlordEntity]:
    key, _, entity = text.partition(":")
    if entity not in LandlordEntity.values:
        raise CommandError(f"{text}: write UNIT:ENTITY, where ENTITY is one of {', '.join(LandlordEntity)}.")
    return _unit(key), LandlordEntity(entity)


def _unit(key: str) -> Unit:
    found = Unit.objects.filter(key=key).first()
    if found is None:
        raise CommandError(f"There is no unit {key}: `manage list_units` gives the keys.")
    return found
