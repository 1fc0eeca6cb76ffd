"""`manage take_over`: the running accompaniments of a unit that arrives, in the name of its manager (domain 4.5).

The same reading, the same checks and the same sentences as the page « Reprendre des accompagnements ». Standard output
holds the findings and what is written; refusals go to the standard error. Exit codes: 0 written, or nothing to say
against it (`--dry-run`); 1 at least one problem, nothing written; 2 unreadable, or no such unit or manager.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.actions.takeover import take_over
from cases.documents.remaining_lines import refused_csv
from cases.imports import EXIT_PROBLEMS, EXIT_UNREADABLE, UnreadableFile
from cases.imports.running import CheckedRunning, Totals, check_running, place_said, read_running
from cases.imports.sheets import Sheet
from cases.management.commands.import_tenants import read
from cases.queries.takeover import agreements, referents, unit_knows
from common.context import acting
from common.formatting import plural
from common.refusal import Refused
from partners.acting import Acting, act_as
from partners.communes import communes_of_2026
from partners.enums import Capacity, Role
from partners.models import Membership, Unit


class Command(BaseCommand):
    help = (
        "Take over the running accompaniments of a unit from a file (CSV or XLSX), one household a line. All or "
        "nothing: while a line has a problem nothing is written, unless --ready-lines. No agreement is taken over."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", metavar="FILE", help="the file, CSV or XLSX")
        parser.add_argument("--unit", required=True, metavar="KEY", help="the unit's key (see list_units)")
        parser.add_argument("--manager", metavar="EMAIL", help="in whose name, when the unit has several managers")
        parser.add_argument("--dry-run", action="store_true", help="check the file and write nothing")
        parser.add_argument("--ready-lines", action="store_true", help="leave out the lines that have problems")
        parser.add_argument(
            "--to-correct", metavar="FILE", help="make a CSV of the lines to correct; never over another"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = manager_of(options["unit"], options["manager"])
        try:
            sheet = read_running(read(Path(options["file"])))
        except UnreadableFile as unreadable:
            raise _refusal(str(unreadable)) from None
        try:
            with acting(by.audiences):
                self._take_over(sheet, by, options)
        except Refused as refused:
            raise CommandError(refused.sentence, returncode=EXIT_PROBLEMS) from None

    def _take_over(self, sheet: Sheet, by: Acting, options: dict[str, Any]) -> None:
        checked = _checked(sheet, by)
        for line in _found(checked):
            self.stdout.write(line)
        if options["to_correct"] and checked.problems:
            _keep(Path(options["to_correct"]), refused_csv(checked))
        wrong = {one.line for one in checked.problems}
        if wrong and (options["dry_run"] or not options["ready_lines"]):
            said = plural(len(wrong), "ligne", "lignes")
            raise CommandError(f"{said} à corriger : rien n’a été écrit.", returncode=EXIT_PROBLEMS)
        kept = _checked(sheet, by, wrong) if wrong else checked
        if options["dry_run"] or not kept.ready:
            self.stdout.write(f"Rien n’est écrit : {plural(len(kept.ready), 'ligne prête', 'lignes prêtes')}.")
            return
        members, programmes = _of_unit(by)
        done = take_over(lines=kept.ready, by=by, members=members, agreements=programmes)
        self.stdout.write(_written(done))


def manager_of(key: str, email: str | None) -> Acting:
    """The unit's manager, acting as operator. Raises CommandError (2) when there is none, or several and none is named."""
    unit = Unit.objects.filter(key=key).first()
    if unit is None:
        raise _refusal(f"Aucune unité n’a la clé « {key} ». « manage list_units --capacity operator » donne les clés.")
    found = Membership.objects.filter(unit=unit, role=Role.MANAGER, ended_at=None).order_by("id")
    if email:
        found = found.filter(user__email__iexact=email)
    managers = list(found[:2])
    if not managers:
        raise _refusal(f"L’unité « {key} » n’a pas {f'de responsable « {email} »' if email else 'de responsable'}.")
    if len(managers) > 1:
        raise _refusal(f"L’unité « {key} » a plusieurs responsables : dites laquelle avec --manager.")
    try:
        return act_as(managers[0], Capacity.OPERATOR)
    except LookupError:
        raise _refusal(f"L’unité « {key} » n’agit pas comme association : elle n’accompagne personne.") from None


def _of_unit(by: Acting) -> tuple[dict, dict]:
    assert by.membership
    return referents(by.membership.unit_id), agreements(by.membership.unit_id)


def _checked(sheet: Sheet, by: Acting, left_out: set[int] | None = None) -> CheckedRunning:
    known = unit_knows(by, *_of_unit(by))
    today, communes = timezone.localdate(), communes_of_2026()
    return check_running(sheet, unit=known, communes=communes, today=today, left_out=left_out or ())


def _found(checked: CheckedRunning) -> Iterator[str]:
    """Problems, warnings and lines already followed, then the figures."""
    for problem in checked.problems:
        yield f"{place_said(checked.sheet, [problem.line], problem.column)} : {problem.problem}"
    for doubt in checked.doubts:
        yield f"{place_said(checked.sheet, [doubt.line], doubt.column)} : {doubt.warning} (avertissement)"
    for line in checked.followed:
        yield f"Ligne {line} : déjà dans l’équipe, non reprise."
    if checked.replaced:
        yield f"{plural(checked.replaced, 'texte n’est pas gardé', 'textes ne sont pas gardés')} (santé, violences, justice)."
    yield ", ".join(
        [
            plural(len(checked.sheet.rows), "ligne lue", "lignes lues"),
            plural(len(checked.ready), "prête"),
            plural(len(checked.problems), "problème"),
        ]
    )


def _written(done: Totals) -> str:
    said = [
        plural(done.households, "accompagnement repris", "accompagnements repris"),
        plural(done.people, "personne"),
        plural(done.held, "rencontre passée", "rencontres passées"),
        plural(done.planned, "visite prévue passée", "visites prévues passées"),
        plural(done.minutes, "minute passée", "minutes passées"),
    ]
    return ", ".join(said) + ". Aucun accord n’est repris : chacun se recueille à nouveau."


def _keep(path: Path, content: bytes) -> None:
    """A file of people's names, for its maker alone. Raises CommandError (2) when there is one already."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise _refusal(f"« {path} » ne s’écrit pas : {error.strerror}.") from None


def _refusal(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=EXIT_UNREADABLE)
