"""`manage list_units`: the keys that commands ask for (decisions T12, « Unit keys »)."""

import json

from django.core.management.base import BaseCommand

from partners.enums import UNIT_CAPACITIES
from partners.queries.units import units_with_capacities


class Command(BaseCommand):
    help = "List the units of the installation with their keys, one a line."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--capacity", choices=sorted(UNIT_CAPACITIES), help="only units that hold this capacity")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args, **options) -> None:
        for unit in units_with_capacities(capacity=options["capacity"]):
            row = {
                "key": unit.key,
                "organisation": unit.organisation.name,
                "unit": unit.name,
                "capacities": unit.held,
            }
            if options["json"]:
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            else:
                self.stdout.write("\t".join([*list(row.values())[:3], ", ".join(unit.held)]))
