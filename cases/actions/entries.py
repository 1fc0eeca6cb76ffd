"""What the unit states of a household's entry: at adhesion, and corrected since (docs/adr/0039)."""

from dataclasses import asdict
from datetime import date

from django.db import IntegrityError, transaction

from cases.enums import ProcedureStage
from cases.models import AccompanimentCourse, Case, EntryStatement
from cases.permissions import check_may_steer
from cases.policies import KnownEntry, adhesion_day, reasons_kept
from cases.queries.entries import STARTS_ON, held_entry
from cases.queries.parts import rules_under
from common.formatting import full_date
from common.refusal import Refused
from partners.acting import Acting


class OvertakenEntry(Refused):
    """Another statement was made in the meantime: `theirs`; None where it cannot be read yet."""

    def __init__(self, theirs: KnownEntry | None):
        super().__init__("Quelqu’un de votre équipe a changé ces lignes depuis. Relisez-les, puis recommencez.")
        self.theirs = theirs


@transaction.atomic
def state_entry(*, case: Case, by: Acting, entry: KnownEntry, seen: str | None = None) -> None:
    """State what the unit knows of that entry, in the place of what it had stated; what is empty is not known. Effect: the row.

    `seen`: the mark of what was shown, "" where nothing was stated; None compares nothing.

    Raises NotYours unless team or manager; Refused before the adhesion, for a stage or a reason that is not of the lists
    (`cases.policies.reasons_kept`), a negative debt, one without its day, or one of a day after the adhesion. OvertakenEntry when
    another statement stands than what was shown.
    """
    check_may_steer(by, case.pk)
    courses = AccompanimentCourse.objects.select_related("programme_version").annotate(starts_on=STARTS_ON)
    course = courses.filter(case_id=case.pk).first()
    if course is None or course.engaged_at is None:
        raise Refused("La situation à l’entrée se note avec l’adhésion. Enregistrez d’abord l’adhésion.")
    if set(entry.reasons) - {*reasons_kept(rules_under(course))} or entry.stage not in {"", *ProcedureStage.values}:
        raise Refused("Choisissez les motifs et l’étape de la procédure dans les listes proposées.")
    _check_debt(entry, adhesion_day(course.starts_on, course.engaged_at))
    standing = held_entry(case)
    if standing is None:
        return _state_first(case, by, entry)
    if seen is not None and standing.mark not in {seen, entry.mark}:
        raise OvertakenEntry(standing)
    EntryStatement.objects.filter(case_id=case.pk).update(**_columns(entry))


def _state_first(case: Case, by: Acting, entry: KnownEntry) -> None:
    own = {"household_id": case.household_id, "case_id": case.pk, "author_id": by.unit_audience}
    try:
        with transaction.atomic():
            EntryStatement.objects.create(**own, **_columns(entry))
    except IntegrityError as error:
        standing = held_entry(case)
        if standing != entry:
            raise OvertakenEntry(standing) from error


def _columns(entry: KnownEntry) -> dict:
    return asdict(entry) | {"reasons": list(entry.reasons)}


def _check_debt(entry: KnownEntry, adhesion: date) -> None:
    if (entry.debt_cents is None) != (entry.debt_on is None):
        raise Refused("Une dette se note avec sa date. Donnez les deux, ou aucune.")
    if entry.debt_cents is not None and entry.debt_cents < 0:
        raise Refused("Un avoir n’est pas une dette. Écrivez 0 si rien n’est dû.")
    if entry.debt_on and entry.debt_on > adhesion:
        raise Refused(debt_after(adhesion))


def debt_after(adhesion: date) -> str:
    """What is said of a debt that is later than that day."""
    return (
        f"La dette à l’entrée est d’avant l’adhésion, ou de ce jour-là : le {full_date(adhesion)}. Corrigez sa date, ou"
        " videz le montant si vous ne la connaissez pas."
    )
