"""Taking over running accompaniments from a spreadsheet: read, settled on one page, then written whole and reconciled.

The sheet stands in the page, already without what Palier does not keep: nothing of it is on the server before it is
written.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.takeover import SENTENCE, take_over
from cases.documents.remaining_lines import OWN_TITLES, refused_csv
from cases.documents.takeover_model import model_csv
from cases.forms.takeover import TakeoverFileForm, corrections_of, kept_sheet, left_out_of, sheet_given_back
from cases.imports import Doubt, Problem, UnreadableFile
from cases.imports.running import (
    RUNNING,
    CheckedRunning,
    Totals,
    check_running,
    letter_of,
    place_said,
    read_running,
)
from cases.imports.sheets import Sheet
from cases.queries.takeover import agreements, referents, unit_knows
from cases.views.followed import unit_of
from cases.views.gate import acts_as
from cases.views.import_sheet import titles_said
from common.formatting import grouped, plural
from partners.communes import communes_of_2026
from partners.enums import Capacity, Role
from partners.requests import MemberRequest

#: How many points are shown at once: beyond, the first ones are settled first.
MOST_SHOWN = 60
ALL_FOLLOWED = "Tous les ménages de ce fichier sont déjà dans votre équipe."
NOTHING_LEFT = "Aucune ligne de ce fichier n’est à reprendre."


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=SENTENCE)
@require_http_methods(["GET", "HEAD", "POST"])
def takeover(request: MemberRequest) -> HttpResponse:
    """Choose a file; then what it holds and what to settle; then what was written beside what the file said."""
    given = sheet_given_back(request.POST.get("feuille", "")) if "feuille" in request.POST else None
    if given is not None:
        return _settle(request, given)
    form = TakeoverFileForm(request.POST, request.FILES) if request.method == "POST" else TakeoverFileForm()
    if form.is_bound and form.is_valid():
        try:
            return _page(request, _checked(request, read_running(form.cleaned_data["file"].read()), set()))
        except UnreadableFile as unreadable:
            form.add_error("file", str(unreadable))
    return render(
        request, "cases/takeover_new.html", {"form": form, "required": [RUNNING.label(one) for one in RUNNING.required]}
    )


def _checked(request: MemberRequest, sheet: Sheet, left_out: set[int]) -> CheckedRunning:
    unit = unit_of(request)
    known = unit_knows(request.acting, referents(unit), agreements(unit))
    return check_running(sheet, unit=known, communes=communes_of_2026(), today=timezone.localdate(), left_out=left_out)


def _settle(request: MemberRequest, sheet: Sheet) -> HttpResponse:
    left_out = left_out_of(request.POST)
    sheet = sheet.corrected(corrections_of(request.POST, sheet))
    if request.POST.get("step") == "lines":
        return _lines(_checked(request, sheet, set()), left_out)
    checked = _checked(request, sheet, left_out)
    if accepted := request.POST.get("proposition", ""):
        sheet = sheet.corrected(_proposed(checked, accepted))
        checked = _checked(request, sheet, left_out)
    if request.POST.get("step") != "write" or checked.problems or not checked.ready:
        return _page(request, checked)
    unit = unit_of(request)
    done = take_over(lines=checked.ready, by=request.acting, members=referents(unit), agreements=agreements(unit))
    return render(request, "cases/takeover_done.html", _done(checked, done))


def _lines(checked: CheckedRunning, left_out: set[int]) -> HttpResponse:
    """The lines that would not be taken over, to correct in a spreadsheet: those of the page, which is all there is."""
    wrong = {one.line for one in checked.problems}
    content = refused_csv(replace(checked, left_out=sorted(left_out - wrong)))
    headers = {"Content-Disposition": 'attachment; filename="reprise-a-corriger.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _proposed(checked: CheckedRunning, accepted: str) -> dict[tuple[int, str], str]:
    """The proposal of the point chosen, « 12-C », in every cell that says the same."""
    for one in checked.problems:
        if one.proposal and f"{one.line}-{letter_of(checked.sheet, one.column)}" == accepted:
            return checked.sheet.everywhere(one.column, one.value, one.proposal)
    return {}


def _page(request: MemberRequest, checked: CheckedRunning) -> HttpResponse:
    count, points = len(checked.ready), _points(checked.sheet, checked.problems)
    context = {
        "sheet": kept_sheet(checked.sheet),
        "points": points[:MOST_SHOWN],
        "doubts": _points(checked.sheet, checked.doubts)[:MOST_SHOWN],
        "to_settle": plural(len(points), "point à régler", "points à régler") if points else "",
        "more": len(points) > MOST_SHOWN,
        "tally": _tally(checked),
        "ignored": titles_said([title for title in checked.sheet.ignored if title not in OWN_TITLES]),
        "left_out": checked.left_out,
        "followed": checked.followed,
        "replaced": plural(checked.replaced, "texte n’est pas gardé", "textes ne sont pas gardés")
        if checked.replaced
        else "",
        "write": plural(count, "accompagnement") if count else "",
        "nothing": ALL_FOLLOWED if checked.followed and not checked.left_out else NOTHING_LEFT,
        "may_write": count and not checked.problems,
    }
    return render(request, "cases/takeover_check.html", context)


def _points(sheet: Sheet, found: Sequence[Problem] | Sequence[Doubt]) -> list[dict[str, Any]]:
    """What is to settle, the same text of one column once for all its lines."""
    alike: dict[tuple, list[Problem | Doubt]] = {}
    for one in found:
        said = one.problem if isinstance(one, Problem) else one.warning
        alike.setdefault((one.column, one.value or one.line, said), []).append(one)
    return [_point(sheet, said, group) for (_, _, said), group in alike.items()]


def _point(sheet: Sheet, said: str, group: Sequence[Problem | Doubt]) -> dict[str, Any]:
    first, lines = group[0], [one.line for one in group]
    letter = letter_of(sheet, first.column)
    return {
        "lines": ",".join(map(str, lines)),
        "name": f"c-{first.line}-{letter}" if letter else "",
        "key": f"{first.line}-{letter}",
        "place": place_said(sheet, lines, first.column),
        "said": said,
        "value": first.value,
        "proposal": first.proposal or "",
        "several": plural(len(lines), "cellule dit", "cellules disent") if len(lines) > 1 else "",
        "aside": f"Laisser la ligne {first.line} de côté"
        if len(lines) == 1
        else f"Laisser ces {len(lines)} lignes de côté",
    }


def _tally(checked: CheckedRunning) -> list[tuple[str, str]]:
    """Figures and words of the lines that would be written, then of those that would not."""
    read, ready = len(checked.sheet.rows), checked.totals
    found = [
        (grouped(read), "lignes lues" if read > 1 else "ligne lue"),
        (grouped(ready.households), "prêtes à reprendre" if ready.households > 1 else "prête à reprendre"),
        (grouped(ready.people), "personnes" if ready.people > 1 else "personne"),
    ]
    if ready.held or ready.planned or ready.minutes:
        planned = plural(ready.planned, "visite prévue", "visites prévues")
        found.append((grouped(ready.held), f"rencontres passées, pour {planned}"))
    if checked.followed:
        found.append((grouped(len(checked.followed)), "déjà dans votre équipe, non repris"))
    if checked.left_out:
        found.append(
            (grouped(len(checked.left_out)), "laissés de côté" if len(checked.left_out) > 1 else "laissé de côté")
        )
    return found


def _done(checked: CheckedRunning, done: Totals) -> dict[str, Any]:
    said, wrote = checked.totals, done
    return {
        "count": plural(wrote.households, "accompagnement repris", "accompagnements repris"),
        "rows": [
            ("Accompagnements", grouped(said.households), grouped(wrote.households)),
            ("Personnes", grouped(said.people), grouped(wrote.people)),
            ("Rencontres passées", grouped(said.held), grouped(wrote.held)),
            ("Visites prévues passées", grouped(said.planned), grouped(wrote.planned)),
            ("Minutes passées", grouped(said.minutes), grouped(wrote.minutes)),
        ],
        "agrees": said == wrote,
        "followed": checked.followed,
        "left_out": checked.left_out,
        "sheet": kept_sheet(checked.sheet.only(checked.left_out)) if checked.left_out else "",
    }


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=SENTENCE)
@require_safe
def takeover_model(request: MemberRequest) -> HttpResponse:
    """A file to fill in, with two invented lines."""
    headers = {"Content-Disposition": 'attachment; filename="reprise-modele.csv"'}
    return HttpResponse(model_csv(timezone.localdate()), content_type="text/csv; charset=utf-8", headers=headers)
