import json
from importlib import import_module

from django.core.management.base import BaseCommand, CommandError, CommandParser

MACHINERY = "tests.performance.standalone"


class Command(BaseCommand):
    help = (
        "Measure lists, counts, searches, the case page and an agenda on databases of its own, as ratios to the same "
        "rows without row security. Exit codes: 0 every target met, 1 one missed, 2 the tests are not installed."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--households", type=int, default=20_000)
        parser.add_argument("--cells", type=int, metavar="N", help="only count the cells of one unit of N households")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout instead of a table")

    def handle(self, *, households: int, cells: int | None, json: bool, **options) -> None:
        if households < 10_000:
            raise CommandError("--households is a number from 10 000.", returncode=2)
        try:
            machinery = import_module(MACHINERY)
        except ModuleNotFoundError as missing:
            raise CommandError(f"The benchmark needs the tests folder ({missing}).", returncode=2) from missing
        if cells:
            counted = machinery.cells_of(cells)
            self.stdout.write(_cells(counted))
            if not counted.within:
                raise CommandError("Missed: gathering of a report", returncode=1)
            return
        done = machinery.bench(households, self.stderr.write)
        self.stdout.write(_json(done) if json else _table(done))
        if done.missed:
            raise CommandError("Missed: " + "; ".join(done.missed), returncode=1)


def _cells(done) -> str:
    lines = [
        f"{done.households} households in one unit, two years",
        "",
        f"{'family':<12}{'s':>8}{'without policies':>20}",
    ]
    lines += [f"{name:<12}{spent:>8.1f}{floor:>20.1f}" for name, (spent, floor) in done.families.items()]
    lines.append(
        f"counted and kept in {done.counted:.1f} s, {done.figures} figures; without policies {done.floor:.1f} s"
    )
    lines.append(
        f"a report's {done.of_report} figures gathered in {done.gathered:.3f} s, {done.share:.1%} of the {done.drawn:.1f} s"
        " that its copy to read takes"
    )
    return "\n".join(lines)


def _json(done) -> str:
    page = {"milliseconds": done.page.milliseconds, "floor": done.page.floor, "ratio": done.page.ratio}
    imported = {"seconds": done.imported.seconds, "copy": done.imported.copy, "megabytes": done.imported.megabytes}
    whole = {"households": done.households, "seconds": done.seconds, "growth": done.growth}
    whole |= {"list_page": page, "import": imported}
    return json.dumps(whole | {"rows": list(done.rows()), "missed": done.missed}, ensure_ascii=False)


def _table(done) -> str:
    lines = [f"{done.households} households, loaded in {done.seconds:.0f} s", ""]
    lines.append(f"{'operation':<16}{'size':<8}{'who':<9}{'blocks':>8}{'ratio':>7}{'ms':>9}{'ratio':>7}")
    for row in done.rows():
        lines.append(
            f"{row['operation']:<16}{row['size']:<8}{row['who']:<9}{row['buffers']:>8}{row['buffers_ratio']:>7}"
            f"{row['milliseconds']:>9}{row['time_ratio']:>7}{'' if row['within'] else '  missed'}"
        )
    growth = ", ".join(f"{size} x{ratio:.2f}" for size, ratio in done.growth.items())
    lines += ["", f"blocks of the list beside its floor, against a tenth of the households: {growth}"]
    lines.append(f"list page: {done.page.milliseconds:.1f} ms of server time, x{done.page.ratio:.2f} of its floor")
    lines.append(
        f"import of a file: {done.imported.seconds:.1f} s, x{done.imported.ratio:.1f} of COPY, "
        f"at most {done.imported.megabytes:.0f} MB held"
    )
    return "\n".join(lines)
