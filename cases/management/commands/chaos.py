import secrets
from importlib import import_module

from django.core.management.base import BaseCommand, CommandError, CommandParser

MACHINERY = "tests.chaos.standalone"


class Command(BaseCommand):
    help = (
        "Kill workers and empty the broker while documents are asked, on a database and a queue of its own. "
        "Exit codes: 0 each was made once, 1 one was lost or made twice, 2 the tests are not installed."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kills", type=int, default=20)
        parser.add_argument("--seed", type=int, help="strike as in an earlier run (default: drawn)")

    def handle(self, *, kills: int, seed: int | None, **options) -> None:
        if kills < 1:
            raise CommandError("--kills is a number from 1.", returncode=2)
        try:
            machinery = import_module(MACHINERY)
        except ModuleNotFoundError as missing:
            raise CommandError(f"Chaos needs the tests folder ({missing}).", returncode=2) from missing
        done = machinery.chaos(kills, secrets.randbelow(2**31) if seed is None else seed)
        self.stdout.write(done.summary())
        if done.failed:
            raise CommandError("Work was lost, or done twice.", returncode=1)
