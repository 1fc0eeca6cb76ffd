"""Importing the arrears: drop a file, settle what is wrong, confirm (decisions T12). Nothing is written before."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import imports
from cases.documents.remaining_lines import remaining_csv
from cases.enums import ImportState
from cases.forms.imports import CellForm, ChoiceForm, FileForm
from cases.imports import CheckedImport, LineState, UnreadableFile
from cases.models import ImportBatch
from cases.queries import tenants as queries
from cases.queries.imports import Expected, expected, rest_of, staged_sheet, waiting_copy, without_lines
from cases.views.clerk import clerk, unit_of
from cases.views.import_sheet import SHOWN_AT_ONCE, CheckPage, build, titles_said
from common.formatting import clock, grouped, on_date, plural
from common.refusal import NotYours, Refused
from partners.reauthentication import proof_before_file
from partners.requests import MemberRequest

MOST_RANGES = 20
REASONS_REPLACED = "motifs remplacés par « contact prioritaire »"


@clerk
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: MemberRequest) -> HttpResponse:
    """Choose a file: what is read, what is never kept, and the files that still wait for their confirmation.

    The bytes of a file that waits lead back to it.
    """
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data["file"]
        content = given.read()
        try:
            if batch := waiting_copy(unit_of(request), imports.digest_of(content)):
                messages.info(request, _found_again(batch))
            else:
                batch = imports.stage(content=content, name=given.name, by=request.acting)
            return redirect("import_check", batch.public_id)
        except UnreadableFile as unreadable:
            form.add_error("file", str(unreadable))
    context = {"form": form, "waiting": [_waiting(batch) for batch in queries.pending_imports(unit_of(request))]}
    return render(request, "cases/import_new.html", context)


def _found_again(batch: ImportBatch) -> str:
    read_at = clock(timezone.localtime(batch.created_at))
    return (
        f"Ce fichier attendait depuis {read_at} : le voici, avec ce qui y est déjà réglé. Pour repartir de zéro, "
        "annulez, puis déposez-le à nouveau."
    )


def _waiting(batch: ImportBatch) -> dict[str, Any]:
    return {
        "url": reverse("import_check", args=[batch.public_id]),
        "name": batch.file_name,
        "read_at": clock(timezone.localtime(batch.created_at)),
    }


@clerk
@require_safe
def import_check(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What the file holds and what to settle; once imported, what was done."""
    batch = _batch_or_404(request, public_id)
    if batch.state == ImportState.WRITTEN:
        return _done(request, batch)
    if batch.state == ImportState.ABANDONED:
        return redirect("import_new")
    checked, changes = imports.check_again(batch=batch), expected(batch)
    start = _start(request)
    with_doubts = "avertissements" in request.GET
    page = build(checked, start=start, opened=_ranges(request), with_doubts=with_doubts)
    context = {
        "batch": batch,
        "page": page,
        "tally": _tally(checked, page, changes),
        "start": start,
        "query": request.GET.urlencode(),
        "links": _links(request, batch),
        "previous_url": f"?de={max(0, start - SHOWN_AT_ONCE)}",
        "next_url": f"?de={page.next_from}",
        "with_doubts": with_doubts,
        "remaining_url": reverse("import_remaining", args=[batch.public_id]),
        **_words(checked, page, changes),
    }
    return render(request, "cases/import_check.html", context)


def _done(request: MemberRequest, batch: ImportBatch) -> HttpResponse:
    written_at = timezone.localtime(batch.written_at or batch.created_at)
    to_refer, everyone = queries.count_to_refer(unit_of(request), batch)
    rest, left_out = rest_of(batch) or (None, 0)
    context = {
        "batch": batch,
        "said": plural(batch.written, "ligne importée") if batch.written else "Rien n’a changé",
        "written_at": f"{on_date(written_at.date())} à {clock(written_at)}",
        "to_refer": _to_refer(to_refer),
        "to_refer_url": f"{reverse('tenants')}?etat=a-orienter&import={batch.public_id}",
        "everyone": _to_refer(everyone) if everyone > to_refer else "",
        "everyone_url": f"{reverse('tenants')}?etat=a-orienter",
        "tenants_url": reverse("tenants"),
        "import_url": reverse("import_new"),
        "rest": rest,
        "rest_said": plural(left_out, "ligne attend d’être réglée", "lignes attendent d’être réglées"),
        "only_one_left": left_out == 1,
    }
    return render(request, "cases/import_done.html", context)


def _to_refer(count: int) -> str:
    return _some(count, "locataire à orienter", "locataires à orienter")


def _links(request: MemberRequest, batch: ImportBatch) -> dict[str, str]:
    """Where the forms of the page lead; what is open on the page stays open."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return {name: reverse(f"import_{name}", args=[batch.public_id]) + query for name in ("correct", "choose")}


def _words(checked: CheckedImport, page: CheckPage, changes: Expected) -> dict[str, Any]:
    """The counts of the page in words."""
    counts = checked.counts
    left = checked.states.count(LineState.PROBLEM, LineState.DUPLICATE)
    replaced = [plural(page.reasons_replaced, "motif remplacé par « contact prioritaire »", REASONS_REPLACED)]
    if page.cells_emptied:
        replaced.append(plural(page.cells_emptied, "cellule vidée"))
    return {
        "lines_read": plural(counts.read, "ligne lue"),
        "ready": counts.ready,
        "replaced": ", ".join(replaced) if counts.replaced else "",
        "to_settle_words": f"Il reste {plural(page.total, 'point')} à régler" if page.total else "Rien à régler",
        "several_undecided": f"Garder la plus grosse dette, {page.undecided} fois" if page.undecided > 1 else "",
        "doubts_words": plural(counts.warnings, "avertissement") if counts.warnings else "",
        "settled_words": plural(len(page.settled), "doublon réglé"),
        "remaining": _left(left),
        "remaining_words": "Télécharger cette ligne" if left == 1 else "Télécharger ces lignes",
        "import_words": _import_words(counts.ready, changes),
    }


def _import_words(ready: int, changes: Expected) -> str:
    """What the button does: the lines it counts are those the next page says were imported."""
    if not changes.unchanged:
        return "Importer la ligne prête" if ready == 1 else f"Importer les {grouped(ready)} lignes prêtes"
    changed = ready - changes.unchanged
    if not changed:
        return "Terminer sans rien changer"
    return f"Importer {plural(changed, 'ligne nouvelle ou modifiée', 'lignes nouvelles ou modifiées')}"


def _left(count: int) -> str:
    """What is said of the lines that are not ready, nothing when all are."""
    if not count:
        return ""
    if count == 1:
        return "L’autre ligne vous attendra ici pendant 24 heures."
    return f"Les {count} autres lignes vous attendront ici pendant 24 heures."


def _tally(checked: CheckedImport, page: CheckPage, changes: Expected) -> list[dict[str, str]]:
    """Lines by what becomes of them, each line once, then what is not kept. What is zero is not said, but « ready »."""
    counts, sheet = checked.counts, checked.sheet
    wrong, alike = checked.states.count(LineState.PROBLEM), checked.states.count(LineState.DUPLICATE)
    aside = checked.states.count(LineState.SET_ASIDE)
    ignored = [
        plural(sheet.blank_lines, "ligne vide") if sheet.blank_lines else "",
        plural(aside, "doublon écarté", "doublons écartés") if aside else "",
    ]
    items = [
        ("ready", plural(counts.ready, "ligne prête"), _becomes(counts.ready, changes)),
        ("wrong", _some(wrong, "ligne à corriger", "lignes à corriger"), plural(counts.problems, "erreur")),
        ("compare", _some(alike, "ligne à comparer", "lignes à comparer"), plural(page.undecided, "doublon possible")),
        ("", _some(counts.replaced, "texte remplacé"), "que Palier ne garde pas"),
        ("", _some(sheet.blank_lines + aside, "ligne ignorée"), ", ".join(filter(None, ignored))),
        ("", _some(len(sheet.ignored), "colonne ignorée"), titles_said(sheet.ignored)),
    ]
    return [{"kind": kind, "figure": figure, "detail": detail} for kind, figure, detail in items if figure]


def _some(count: int, singular: str, several: str = "") -> str:
    return plural(count, singular, several) if count else ""


def _becomes(ready: int, changes: Expected) -> str:
    """« 26 nouvelles, 175 mises à jour, 38 sans changement »."""
    updated = ready - changes.created - changes.unchanged
    said = [
        _some(changes.created, "nouvelle"),
        _some(updated, "mise à jour", "mises à jour"),
        _some(changes.unchanged, "sans changement", "sans changement"),
    ]
    return ", ".join(filter(None, said))


def settles(view: Callable[[MemberRequest, ImportBatch], HttpResponse | None]) -> Callable[..., HttpResponse]:
    """A change of a staged file, then its page again. A refusal is said on that page, and nothing changes."""

    @clerk
    @require_POST
    @wraps(view)
    def wrapped(request: MemberRequest, public_id: UUID) -> HttpResponse:
        batch = _batch_or_404(request, public_id)
        try:
            answer = view(request, batch)
        except NotYours:
            raise
        except Refused as refused:
            request.rolled_back = True
            messages.warning(request, refused.sentence)
            answer = None
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return answer or redirect(reverse("import_check", args=[public_id]) + query)

    return wrapped


@settles
def import_correct(request: MemberRequest, batch: ImportBatch) -> HttpResponse | None:
    """A new text for a cell, or for all the cells that say the same."""
    form = CellForm(request.POST)
    if form.is_valid() and batch.state == ImportState.CHECKED:
        corrections = form.corrections(staged_sheet(batch))
        imports.correct(batch=batch, corrections=corrections, by=request.acting)
    return None


@settles
def import_choose(request: MemberRequest, batch: ImportBatch) -> HttpResponse | None:
    """Which line of a duplicate to keep."""
    form = ChoiceForm(request.POST)
    if form.is_valid() and batch.state == ImportState.CHECKED:
        choices = form.choices(imports.check_again(batch=batch))
        imports.choose(batch=batch, choices=choices, by=request.acting)
    return None


@settles
def import_write(request: MemberRequest, batch: ImportBatch) -> HttpResponse | None:
    """Import the ready lines, then say what was done."""
    done = imports.write(batch=batch, by=request.acting, rest_waits=True)
    counts = (
        _some(done.created, "nouveau locataire", "nouveaux locataires"),
        _some(done.updated, "compte mis à jour", "comptes mis à jour"),
        _some(done.unchanged, "ligne sans changement", "lignes sans changement"),
    )
    said = ", ".join(filter(None, counts))
    messages.success(request, f"C’est importé : {said}." if done.changed else f"{said} : tout était déjà importé.")
    if done.left_out:
        left_out = plural(done.left_out, "ligne n’a pas été importée", "lignes n’ont pas été importées")
        messages.warning(request, f"{left_out} : à corriger ou à comparer.")
    return redirect("import_check", batch.public_id)


@settles
def import_abandon(request: MemberRequest, batch: ImportBatch) -> HttpResponse | None:
    """Give the import up."""
    imports.abandon(batch=batch, by=request.acting)
    messages.success(request, "C’est annulé. Ces lignes n’ont pas été importées.")
    return redirect("import_new")


@clerk
@require_safe
def import_remaining(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The lines to correct, as a file, to who proved again who she is."""
    batch = _batch_or_404(request, public_id)
    if batch.state != ImportState.CHECKED:
        raise Http404
    if proof_asked := proof_before_file(request):
        return proof_asked
    content = remaining_csv(imports.check_again(batch=batch))
    headers = {"Content-Disposition": 'attachment; filename="lignes-a-corriger.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _batch_or_404(request: MemberRequest, public_id: UUID) -> ImportBatch:
    """The unit's file of that id; another unit's, a purged one and an unknown one answer the same 404."""
    batch = without_lines().filter(public_id=public_id).first()
    if batch is None:
        raise Http404
    return batch


def _start(request: MemberRequest) -> int:
    """From which finding the list is shown."""
    asked = request.GET.get("de", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0


def _ranges(request: MemberRequest) -> list[tuple[int, int]]:
    """The ranges of lines asked in full: « lignes=45-94 », several times."""
    ranges = []
    for asked in request.GET.getlist("lignes")[:MOST_RANGES]:
        first, _, last = asked.partition("-")
        if first.isdecimal() and last.isdecimal() and len(asked) < 16:
            ranges.append((int(first), int(last)))
    return ranges
