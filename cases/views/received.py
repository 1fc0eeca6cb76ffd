"""« À recevoir »: the 60-day sheets, one sheet, and the answer given to it."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import answers
from cases.enums import ActionTaken, AnswerState, ProcedureStage, Reason, ToldHow
from cases.forms.answer import FIELDS, MISSING, REDIRECT, WAIT, AcceptForm, AnswerForm
from cases.models import Case, ReferralSheet
from cases.programmes.completeness import lacking
from cases.programmes.publishing import latest, rules_of
from cases.programmes.rules import ReferralRules
from cases.queries import received as queries
from cases.queries.lists import workers_of
from cases.queries.names import on_sheet, telephone
from cases.reading import Purpose, record_reading
from cases.views import adhering
from cases.views.case_rows import cursor
from cases.views.followed import followed_case, log_list, posted, route_of, unit_of
from cases.views.gate import acts_as
from common.formatting import day_month, euros, full_date, plural
from common.refusal import Refused
from partners.enums import Capacity, Role
from partners.requests import MemberRequest

SENTENCE = "Les saisines sont reçues par les travailleurs sociaux et leur responsable."
ANSWERS: dict[str, tuple[str, str]] = {
    "": ("todo", "À ouvrir"),
    AnswerState.RECEIVED: ("planned", "Ouverte"),
    AnswerState.INCOMPLETE: ("done", "Complétée"),
    AnswerState.WAITING: ("waiting", "Liste d’attente"),
}
#: Days before its answer is due in which a sheet presses.
SOON = 3
#: Whose task a missing piece of a referral is.
TASKS = {
    "landlord": "au bailleur de le donner",
    "household": "à demander au ménage",
    "operator": "à vous de le compléter",
}
CLOSED: dict[str, str] = {
    AnswerState.ACCEPTED: "Cette saisine est acceptée : sa fiche est réservée à l’équipe qui suit ce ménage.",
    AnswerState.NOT_ACCEPTED: "Vous n’avez pas accepté cette saisine. Sa fiche est fermée.",
    AnswerState.REDIRECTED: "Vous avez réorienté cette saisine. Sa fiche est fermée.",
}


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER, sentence=SENTENCE)
@require_safe
def received(request: MemberRequest) -> HttpResponse:
    """The sheets open to the unit: those to answer, the late ones first; then its waiting list, by date."""
    today = timezone.localdate()
    unit, after = request.acting.unit_audience, cursor(request)
    page = queries.open_sheets(unit, after=after)
    kept = [] if after else queries.waiting_list(unit)
    log_list(request, [*page.case_ids, *kept])
    found = queries.describe_sheets([*page.case_ids, *kept], today)
    waiting = [row for row in found if row.waiting_since]
    rows = [row for row in found if not row.waiting_since]
    context = {
        "rows": [_row(row, today) for row in sorted(rows, key=lambda row: _urgency(row, today))],
        "waiting": [_row(row, today) for row in waiting],
        "count": plural(page.count, "fiche") if not page.is_capped else "plus de 1 000 fiches",
        "late": sum(1 for row in rows if (row.days_to_answer(today) or 0) < 0),
        "next_after": page.next_after(rows),
    }
    return render(request, "cases/received.html", context)


def _urgency(row: queries.SheetRow, today: date) -> tuple[bool, int]:
    """Those to answer first, the most pressing at their head; then those the landlord completes."""
    left = row.days_to_answer(today)
    return left is None, left or 0


def answer_said(left: int | None) -> tuple[str, str]:
    """The tag of a delay to answer: « en retard de 3 jours », « dernier jour pour répondre », « 5 jours pour répondre ».

    Late, then to do in the last three days; no tag ("") while nothing is owed.
    """
    if left is None:
        return "", ""
    if left < 0:
        return "late", f"en retard de {plural(-left, 'jour')}"
    if left == 0:
        return "late", "dernier jour pour répondre"
    return "todo" if left <= SOON else "planned", f"{plural(left, 'jour')} pour répondre"


def _row(row: queries.SheetRow, today: date) -> dict:
    answer_kind, answer_left = answer_said(row.days_to_answer(today))
    kind, state = ANSWERS.get(row.answer_state, ANSWERS[AnswerState.RECEIVED])
    if row.is_incomplete:
        kind, state = "waiting", "Le bailleur complète"
    return {
        "public_id": row.public_id,
        "name": row.name,
        "commune": row.sheet.commune,
        "balance": euros(row.sheet.balance_cents),
        "stage": stage_of(row.sheet.stage),
        "left": left_of(row),
        "day": f"jour {row.clock.day} sur 60",
        "clock_kind": row.clock.kind,
        "kind": kind,
        "state": state,
        "is_new": row.is_new,
        "due": day_month(row.due_on),
        "answer_kind": answer_kind,
        "answer_left": answer_left,
        "waiting_since": full_date(row.waiting_since) if row.waiting_since else "",
    }


def left_of(row: queries.SheetRow) -> str:
    """« il reste 12 jours », « dernier jour »."""
    return f"il reste {plural(row.clock.left, 'jour')}" if row.clock.left > 0 else "dernier jour"


def stage_of(stage: str) -> str:
    return str(ProcedureStage(stage).label) if stage in ProcedureStage.values else stage


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER, sentence=SENTENCE)
@require_POST
def sheet_open(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Open a sheet for the first time: the landlord reads « reçue », with today's date."""
    case = followed_case(request, public_id)
    answers.receive(case=case, by=request.acting)
    return redirect("sheet", public_id)


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER, sentence=SENTENCE)
@require_safe
def sheet(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The 60-day sheet. Once accepted only who follows the household reads it again; once closed it says why, and
    names nobody."""
    case = followed_case(request, public_id)
    state = queries.answer_state(case)
    accepted = state == AnswerState.ACCEPTED
    shown = _opened(request, case)
    if shown is None:
        context = {"case": case, "sentence": CLOSED.get(state, "Cette fiche est fermée."), "accepted": accepted}
        return render(request, "cases/sheet_closed.html", context)
    context = {
        "case": case,
        "accepted": accepted,
        "adhering": adhering.of_case(case) if accepted else None,
        **_details(shown),
        "accept_form": _accept_form(request),
        "is_manager": request.acting.is_manager,
    }
    return render(request, "cases/sheet.html", context)


def _opened(request: MemberRequest, case: Case) -> queries.SheetRow | None:
    """The sheet of that case once its reading is logged; None, and no log, when it is closed here."""
    if not queries.is_open(case, request.acting.audiences):
        return None
    record_reading(
        request.acting,
        purpose=Purpose.CASE,
        route=route_of(request),
        case_ids=[case.pk],
        basis="referral_sheet",
    )
    return queries.open_sheet(case, timezone.localdate())


def _accept_form(request: MemberRequest, data=None) -> AcceptForm | None:
    return AcceptForm(data, workers=workers_of(unit_of(request))) if request.acting.is_manager else None


def _details(shown: queries.SheetRow) -> dict:
    found = shown.sheet
    author = found.author
    return {
        "row": _row(shown, timezone.localdate()),
        "sheet": found,
        "left": left_of(shown),
        "sent_on": full_date(shown.sent_on),
        "from_whom": f"{author.unit.organisation.name}, {author.unit.name}" if author.unit else "",
        "landlord": author.unit.organisation.name if author.unit else "",
        "phone": telephone(found.phone),
        "co_tenant": _co_tenant(found),
        "balance": euros(found.balance_cents),
        "balance_on": full_date(found.balance_on),
        "rent": _money(found.rent_cents),
        # A file without an APL is read as 0 (T12): the sheet does not assert that there is none.
        "apl": _money(found.apl_cents) if found.apl_cents else "",
        "last_payment": full_date(found.last_payment_on) if found.last_payment_on else "",
        "tenancy_since": full_date(found.tenancy_started_on) if found.tenancy_started_on else "",
        "stage": stage_of(found.stage),
        "reasons": [Reason(reason).label for reason in found.reasons if reason in Reason.values],
        "actions": [ActionTaken(done).label for done in found.actions_taken if done in ActionTaken.values],
        "facts": [_fact(fact) for fact in found.dated_facts],
        "told": f"{ToldHow(found.told_how).label}, le {full_date(found.told_on)}",
        "is_incomplete": shown.is_incomplete,
        "completeness": _completeness(found),
        "is_new": shown.is_new,
        "is_waiting": shown.answer_state == AnswerState.WAITING,
    }


def _completeness(sheet: ReferralSheet) -> dict:
    """What the programme asks of a referral and this one does not say, each with whose task it is."""
    required = _rules(sheet).required
    missing = lacking(sheet, required)
    return {
        "said": f"{len(required) - len(missing)} sur {plural(len(required), 'information')}",
        "missing": [{"label": each.label, "task": TASKS[each.given_by], "given_by": each.given_by} for each in missing],
        "to_ask": ",".join(
            each.field for each in missing if each.given_by == "landlord" and each.field in dict(FIELDS)
        ),
    }


def _rules(sheet: ReferralSheet) -> ReferralRules:
    return rules_of(latest(sheet.referral.agreement.programme)).referral


def _co_tenant(sheet: ReferralSheet) -> str:
    name = on_sheet(sheet, sheet.co_tenant_person_id)
    return name.full if name else sheet.co_tenant


def _money(cents: int | None) -> str:
    return euros(cents) if cents is not None else ""


def _fact(fact: dict) -> dict:
    """A dated fact in words; its day is ISO 8601, or empty."""
    on = fact.get("on", "")
    return {"on": full_date(date.fromisoformat(on)) if on else "", "text": fact.get("text", "")}


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER, sentence=SENTENCE)
@require_POST
def sheet_accept(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Accept: the worker takes the household herself, the manager says who does."""
    case = followed_case(request, public_id)
    form = _accept_form(request, request.POST)
    if form is not None and not form.is_valid():
        shown = _opened(request, case)
        if shown is None:
            raise Refused("Cette fiche est fermée.")
        context = {"case": case, **_details(shown), "accept_form": form, "is_manager": True, "form": form}
        return render(request, "cases/sheet.html", context)
    answers.accept(case=case, by=request.acting, referent=form.chosen() if form else None)
    messages.success(request, "La saisine est acceptée. L’étape suivante est de rencontrer le ménage.")
    return redirect("case", public_id)


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER, sentence=SENTENCE)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_answer(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Any other answer: ask what is missing, waiting list, redirect, not accept."""
    case = followed_case(request, public_id)
    shown = _opened(request, case)
    if shown is None:
        return redirect("sheet", public_id)
    asked = [field for field in request.GET.get("manque", "").split(",") if field in dict(FIELDS)]
    form = AnswerForm(
        posted(request),
        has_list=_rules(shown.sheet).waiting_list,
        initial={"decision": MISSING, "missing": asked} if asked else None,
    )
    if request.method == "POST" and form.is_valid():
        messages.success(request, _decide(request, case, form.cleaned_data))
        return redirect("received")
    return render(request, "cases/sheet_answer.html", {"case": case, "form": form, "name": shown.name})


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER, sentence=SENTENCE)
@require_POST
def sheet_take_off_list(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take a sheet off the waiting list: it is to be answered again."""
    answers.take_off_list(case=followed_case(request, public_id), by=request.acting)
    messages.success(request, "C’est noté. La saisine n’est plus sur liste d’attente : elle attend votre réponse.")
    return redirect("sheet", public_id)


def _decide(request: MemberRequest, case: Case, data: dict) -> str:
    """Give that answer and return the sentence that confirms it."""
    by, decision = request.acting, data["decision"]
    if decision == MISSING:
        answers.ask_missing(case=case, by=by, fields=data["missing"])
        return "C’est demandé. Le bailleur voit ce qu’il doit compléter."
    if decision == WAIT:
        answers.keep_waiting(case=case, by=by)
        return "C’est noté. La saisine est sur liste d’attente."
    if decision == REDIRECT:
        answers.redirect(case=case, by=by, reason=data["reason"])
        return "C’est noté. La saisine est réorientée, sa fiche est fermée."
    answers.not_accept(case=case, by=by, reason=data["reason"])
    return "C’est noté. La saisine n’est pas acceptée, sa fiche est fermée."
