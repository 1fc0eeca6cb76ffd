"""`manage import_tenants`: a landlord's arrears file, by the unit's service account (decisions T12).

Standard output holds the findings and nothing else; refusals go to the standard error. Exit codes: 0 written, or
nothing to say against it (`--dry-run`); 1 at least one problem, nothing written; 2 unreadable, or no such unit.
"""

from collections.abc import Iterator
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.actions.imports import digest_of, stage_checked, write
from cases.imports import (
    EXIT_PROBLEMS,
    EXIT_UNREADABLE,
    CheckedImport,
    UnreadableFile,
    check,
    exit_code,
    read_file,
    to_json_lines,
)
from common.context import acting
from common.formatting import plural
from partners.acting import Acting, act_as
from partners.communes import communes_of_2026
from partners.enums import Capacity, Role
from partners.models import Membership, Unit


class Command(BaseCommand):
    help = "Import a landlord's arrears file (CSV or XLSX) into the accounts of one of its units."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", metavar="FILE", help="the file, CSV or XLSX")
        parser.add_argument("--unit", required=True, metavar="KEY", help="the unit's key (see list_units)")
        parser.add_argument("--dry-run", action="store_true", help="check the file and write nothing")
        parser.add_argument(
            "--ready-lines",
            action="store_true",
            help="write the lines that are ready although others have problems",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        by = service_account(options["unit"])
        content = read(path)
        try:
            checked = check(read_file(content), communes=communes_of_2026(), today=timezone.localdate())
        except UnreadableFile as unreadable:
            raise CommandError(str(unreadable), returncode=EXIT_UNREADABLE) from None
        stopped = exit_code(checked) == EXIT_PROBLEMS and not (options["ready_lines"] and checked.ready)
        written = 0
        if not (stopped or options["dry_run"]) and checked.ready:
            written = import_lines(checked, content, path.name, by)
        for line in (to_json_lines if options["json"] else to_words)(checked, written):
            self.stdout.write(line)
        if stopped or (options["dry_run"] and checked.problems):
            said = plural(len(checked.problems), "problème")
            raise CommandError(f"{said} dans ce fichier : rien n’a été écrit.", returncode=EXIT_PROBLEMS)


def service_account(key: str) -> Acting:
    """The unit's service account, acting as landlord. Raises CommandError (2) when there is none."""
    unit = Unit.objects.filter(key=key).first()
    if unit is None:
        raise _refusal(f"Aucune unité n’a la clé « {key} ». « manage list_units --capacity landlord » donne les clés.")
    account = Membership.objects.filter(unit=unit, role=Role.SERVICE, ended_at=None).order_by("id").first()
    if account is None:
        raise _refusal(f"L’unité « {key} » n’a pas de compte de service : demandez-en un à votre administrateur.")
    try:
        return act_as(account, Capacity.LANDLORD)
    except LookupError:
        raise _refusal(
            f"L’unité « {key} » n’agit pas comme bailleur : elle ne tient pas de fichier de locataires."
        ) from None


def read(path: Path) -> bytes:
    """The bytes of the file. Raises CommandError (2) when it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _refusal(f"« {path} » ne s’ouvre pas : {error.strerror}.") from None


def import_lines(checked: CheckedImport, content: bytes, name: str, by: Acting) -> int:
    """Write the ready lines in one transaction; returns how many changed something."""
    with acting(by.audiences):
        batch = stage_checked(checked=checked, digest=digest_of(content), name=name, by=by)
        return write(batch=batch, by=by).changed


def to_words(checked: CheckedImport, written: int) -> Iterator[str]:
    """The findings in French, in the order of the file, then the figures."""
    entries = merge(
        ((each.line, _cell(each, each.problem)) for each in checked.problems),
        ((each.line, f"{_cell(each, each.warning)} (avertissement)") for each in checked.doubts),
        ((each.line, f"Ligne {each.line} : {each.sentence}") for each in checked.duplicates),
        (
            (each.line, f"Ligne {each.line}, colonne {each.column} : motif remplacé par contact prioritaire.")
            for each in checked.replaced
        ),
        key=itemgetter(0),
    )
    yield from (said for _, said in entries)
    counts = checked.counts
    yield ", ".join(
        [
            plural(counts.read, "ligne lue"),
            plural(counts.ready, "prête"),
            plural(counts.problems, "problème"),
            plural(counts.warnings, "avertissement"),
            plural(counts.duplicates, "doublon"),
            plural(counts.replaced, "motif remplacé"),
            plural(written, "écrite"),
        ]
    )


def _cell(finding: Any, sentence: str) -> str:
    place = f"Ligne {finding.line}, colonne {finding.column}" if finding.column else f"Ligne {finding.line}"
    return f"{place} : {sentence}"


def _refusal(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=EXIT_UNREADABLE)
