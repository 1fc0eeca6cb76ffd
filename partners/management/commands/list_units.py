"""`manage list_units`: the keys that commands ask for (decisions T12, « Unit keys »)."""

import json

from django.core.management.base import BaseCommand

from partners.enums import UNIT_CAPACITIES
from partners.queries.units import list_units


class Command(BaseCommand):
    help = "List the units of the installation with their keys, one a line."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--capacity", choices=sorted(UNIT_CAPACITIES), help="only units that hold this capacity")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args, **options) -> None:
        for unit in list_units(capacity=options["capacity"]):
            capacities = [capacity.value for capacity in unit.capacities]
            if options["json"]:
                row = {
                    "key": unit.key,
                    "organisation": unit.organisation,
                    "unit": unit.name,
                    "capacities": capacities,
                }
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            else:
                self.stdout.write("\t".join([unit.key, unit.organisation, unit.name, ", ".join(capacities)]))
