import secrets
from importlib import import_module

from django.core.management.base import BaseCommand, CommandError, CommandParser

MACHINERY = "tests.attack.standalone"


class Command(BaseCommand):
    help = (
        "Attack the gate with random attempts judged by the oracle, on a database of its own. "
        "Exit codes: 0 as the oracle says, 1 a leak or a false denial, 2 the tests are not installed."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--attempts", type=int, default=10_000)
        parser.add_argument("--seed", type=int, help="repeat the attempts of an earlier run (default: drawn)")

    def handle(self, *, attempts: int, seed: int | None, **options) -> None:
        if attempts < 1:
            raise CommandError("--attempts is a number from 1.", returncode=2)
        try:
            machinery = import_module(MACHINERY)
        except ModuleNotFoundError as missing:
            raise CommandError(f"The attack needs the tests folder ({missing}).", returncode=2) from missing
        done = machinery.attack(attempts, secrets.randbelow(2**31) if seed is None else seed)
        if done.failed:
            self.stderr.write(machinery.tell(done.wrong))
        self.stdout.write(done.summary())
        if done.failed:
            raise CommandError("The gate does not answer as the oracle does.", returncode=1)
