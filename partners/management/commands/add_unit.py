"""`manage add_unit`: a unit of an organisation, and the organisation's first administrator."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.db import transaction

from partners.actions.directory import add_first_administrator, add_organisation, add_unit
from partners.enums import UNIT_CAPACITIES, Capacity
from partners.models import Organisation, Unit


class Command(BaseCommand):
    help = (
        "Add a unit, and its organisation when the key is new. With --admin, the first administrator of the "
        "organisation: an account without a password, who asks for one from the entry page and invites everyone else. "
        "All or nothing. Acts as owner."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("key", help="key of the unit, a slug unique in the installation")
        parser.add_argument("--name", required=True, help="name of the unit, as people read it")
        parser.add_argument("--organisation", required=True, metavar="KEY", help="key of its organisation, a slug")
        parser.add_argument("--organisation-name", metavar="NAME", help="needed when the organisation is new")
        parser.add_argument(
            "--capacity", required=True, action="append", choices=sorted(UNIT_CAPACITIES), help="one or several times"
        )
        parser.add_argument("--phone", default="", help="professional telephone")
        parser.add_argument("--admin", metavar="EMAIL", help="address of the organisation's first administrator")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        _check(options)
        organisation = _organisation(options["organisation"], options["organisation_name"])
        if Unit.objects.filter(key=options["key"]).exists():
            raise CommandError(f"There is a unit {options['key']} already.")
        capacities = [Capacity(each) for each in dict.fromkeys(options["capacity"])]
        phone, name = options["phone"], options["name"]
        unit = add_unit(organisation=organisation, key=options["key"], name=name, capacities=capacities, phone=phone)
        self.stdout.write(f"{unit.key}: {organisation.name}, {unit.name} ({', '.join(capacities)})")
        if options["admin"]:
            self._administrator(unit, options)

    def _administrator(self, unit: Unit, options: dict) -> None:
        names = {"first_name": options["first_name"], "last_name": options["last_name"]}
        try:
            add_first_administrator(unit=unit, email=options["admin"], **names)
        except ValueError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{options['admin']} administers {unit.organisation.name}: « Mot de passe oublié » lets her in."
        )


def _check(options: dict) -> None:
    for name in ("key", "organisation"):
        try:
            validate_slug(options[name])
        except ValidationError as error:
            raise CommandError(f"{options[name]} is not a slug: letters without accents, digits, hyphens.") from error
    if not options["admin"]:
        return
    try:
        validate_email(options["admin"])
    except ValidationError as error:
        raise CommandError(f"{options['admin']} is not an address.") from error
    if not (options["first_name"] and options["last_name"]):
        raise CommandError("--admin needs --first-name and --last-name.")


def _organisation(key: str, name: str | None) -> Organisation:
    found = Organisation.objects.filter(key=key).first()
    if found:
        return found
    if not name:
        raise CommandError(f"There is no organisation {key}: give --organisation-name to make it.")
    return add_organisation(key=key, name=name)
