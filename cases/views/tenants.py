"""The clerk's home: the tenants in arrears of her unit, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.charts import Balance, finding, step_chart
from cases.enums import FeedbackState, ProcedureStage, Reason
from cases.forms.answer import asked_words
from cases.models import ImportBatch
from cases.queries import tenants as queries
from cases.queries.landlord_case import LABELS, NO_DEBT
from cases.queries.names import telephone
from cases.queries.tenant_names import called, listed
from cases.queries.tenants import REFERABLE, SORTS, TABS, Figures, Recipient, StatedAccount
from cases.queries.todo import counts_of
from cases.reading import Purpose, record_reading
from cases.views.clerk import clerk, membership_of, route_of, unit_of
from common.formatting import clock, euros, full_date, on_date, plural, short_date
from partners.requests import MemberRequest

TAB_WORDS = {
    "": "Tous",
    "a-orienter": "À orienter",
    "a-completer": "À compléter",
    "reponse-attendue": "Réponse attendue",
    "premier-contact": "Premier contact",
    "accompagnes": "Accompagnés",
    "closes": "Closes",
}
#: Columns that sort: their word, the order a first press gives, and the opposite one.
SORTED = {"name": ("Locataire", "nom", "nom-inverse"), "balance": ("Dette", "dette", "dette-croissante")}
SHORT_STAGES: dict[str, str] = {
    ProcedureStage.REMINDER: "Relance",
    ProcedureStage.ORDER_TO_PAY: "Commandement",
    ProcedureStage.ORDER_TO_LEAVE: "Quitter les lieux",
    ProcedureStage.ENFORCEMENT_DELAY: "Délais du juge",
    ProcedureStage.POLICE_ASSISTANCE: "Force publique",
}
TREND_WIDTH, TREND_HEIGHT = 96, 24


@dataclass(frozen=True)
class Trend:
    """The last months of a debt: `path` of an SVG, `kind` up, down or "", and the same in words."""

    path: str
    kind: str
    said: str


@clerk
@require_safe
def tenants(request: MemberRequest) -> HttpResponse:
    """What waits, then the unit's tenants: tabs by neutral state, search, two orders, fifty at a time."""
    unit, member, today = unit_of(request), membership_of(request), timezone.localdate()
    asked = _asked(request)
    words = queries.search_words(asked["q"])
    pending, imported = queries.imports_of_list(unit, _uuid(asked["import"]))
    asked["import"] = str(imported.public_id) if imported else ""
    figures = queries.figures(unit, today)
    found = queries.page(
        unit, tab=asked["etat"], words=words, imported=imported, sort=asked["tri"], after=_cursor(request)
    )
    log_id = _log_list(request, found.case_ids)
    accounts = queries.describe(unit, found.ids)
    balances = queries.monthly_balances(found.ids, today)
    recipients = queries.recipients(member.unit_id, unit)
    waiting = [*_to_do(*counts_of(request.acting, today)), *_waiting(figures, pending)]
    context = {
        "greeting": _greeting(member.user.first_name, len(waiting)),
        "waiting": waiting,
        "total": figures.total,
        "tabs": _tabs(figures, asked),
        "asked": asked,
        "imported": _imported(imported) if imported else "",
        "whole_url": _address(asked, q="", **{"import": ""}),
        "unsearched_url": _address(asked, q=""),
        "too_short": bool(asked["q"]) and not words,
        "columns": {name: _column(name, asked) for name in SORTED},
        "rows": [_row(account, balances.get(account.pk, []), today) for account in accounts],
        "next_url": _next(asked, found.next_after, log_id),
        "here": reverse("tenants"),
        "import_url": reverse("import_new"),
        "refer_url": reverse("refer"),
        "recipient": recipients[0] if recipients else None,
    }
    return render(request, "cases/tenants.html", context)


# --- what was asked ------------------------------------------------------------------------------------------
def _asked(request: MemberRequest) -> dict[str, str]:
    tab, sort = request.GET.get("etat", ""), request.GET.get("tri", "")
    return {
        "etat": tab if tab in TABS else "",
        "tri": sort if sort in SORTS else "dette",
        "q": request.GET.get("q", "").strip()[:80],
        "import": request.GET.get("import", ""),
    }


def _cursor(request: MemberRequest) -> UUID | None:
    return _uuid(request.GET.get("apres", ""))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _address(asked: dict[str, str], **changes: str) -> str:
    """The address of the same list, changed; what is usual is left out."""
    kept = {name: value for name, value in (asked | changes).items() if value and (name, value) != ("tri", "dette")}
    return f"?{urlencode(kept)}" if kept else reverse("tenants")


def _next(asked: dict[str, str], after: UUID | None, log_id: UUID | None) -> str:
    """The next rows carry the log row of the page they are added to (decisions T16)."""
    if after is None:
        return ""
    return _address(asked, apres=str(after), **({"page": str(log_id)} if log_id else {}))


def _log_list(request: MemberRequest, case_ids: Sequence[int]) -> UUID | None:
    """One row for the referred tenants of the page, none when there are none."""
    if not case_ids:
        return None
    return record_reading(
        request.acting,
        purpose=Purpose.LIST,
        route=route_of(request),
        case_ids=case_ids,
        page_log_id=_uuid(request.GET.get("page", "")),
    )


# --- words -----------------------------------------------------------------------------------------------------
def _greeting(first_name: str, count: int) -> str:
    hello = f"Bonjour {first_name}".strip()
    if not count:
        return f"{hello}, rien ne vous attend"
    return f"{hello}, une chose vous attend" if count == 1 else f"{hello}, {count} choses vous attendent"


def _to_do(tasks: int, alerts: int) -> list[dict[str, Any]]:
    """Alerts to read and tasks that are due."""
    cards = [
        {"count": alerts, "title": f"Lire {plural(alerts, 'alerte')}", "detail": "Une association vous a écrit"},
        {"count": tasks, "title": f"Faire {plural(tasks, 'tâche')}", "detail": "Pour aujourd’hui ou en retard"},
    ]
    return [card | {"url": reverse("todo")} for card in cards if card["count"]]


def _waiting(figures: Figures, pending: Sequence[Any]) -> list[dict[str, Any]]:
    """What waits for the clerk, each with its number and where to do it."""
    incomplete = figures.of(TABS["a-completer"])
    cards = [
        {
            "count": incomplete,
            "title": f"Compléter {plural(incomplete, 'saisine')}",
            "detail": "L’association attend une précision",
            "url": f"{reverse('tenants')}?etat=a-completer",
        },
        {
            "count": figures.stale,
            "title": f"Mettre à jour {plural(figures.stale, 'compte')}",
            "detail": f"Locataires accompagnés, solde de plus de {queries.STALE_DAYS} jours",
            "url": reverse("import_new"),
        },
        {
            "count": len(pending),
            "title": f"Finir {plural(len(pending), 'import')}",
            "detail": f"Lignes lues à {clock(timezone.localtime(pending[0].created_at))}, elles ne sont pas enregistrées"
            if pending
            else "",
            "url": reverse("import_check", args=[pending[0].public_id]) if pending else "",
        },
    ]
    return [card for card in cards if card["count"]]


def _imported(batch: ImportBatch) -> str:
    written_at = timezone.localtime(batch.written_at)
    return f"Locataires du fichier « {batch.file_name} », importé {on_date(written_at.date())} à {clock(written_at)}."


def _tabs(figures: Figures, asked: dict[str, str]) -> list[dict[str, Any]]:
    """The counts are those of the whole file: the tenants of one import go without."""
    return [
        {
            "label": TAB_WORDS[tab],
            "count": "" if asked["import"] else figures.of(states),
            "url": _address(asked, etat=tab),
            "current": tab == asked["etat"],
        }
        for tab, states in TABS.items()
    ]


def _column(name: str, asked: dict[str, str]) -> dict[str, str]:
    """The heading of a column that sorts: `order` is that of aria-sort, empty when another column sorts."""
    label, first, opposite = SORTED[name]
    current = asked["tri"]
    order = ""
    if current in {first, opposite}:
        order = "descending" if SORTS[current][1] else "ascending"
    return {"label": label, "order": order, "next": opposite if current == first else first}


def _row(account: StatedAccount, balances: Sequence[tuple[date, int]], today: date) -> dict[str, Any]:
    kind, state = LABELS[account.state]
    paid = account.last_payment_on
    return {
        "public_id": account.public_id,
        "name": listed(account),
        "address": account.address or account.commune,
        "cents": account.balance_cents,
        "balance": euros(account.balance_cents),
        "trend": trend(balances),
        "paid": "" if paid is None else short_date(paid) if paid.year == today.year else full_date(paid),
        "stage": short_stage(account.stage),
        "kind": kind,
        "state": state,
        "referable": account.state in REFERABLE,
        "untold": account.state in REFERABLE - {NO_DEBT} and not account.told,
        "asked": _asked_of(account),
    }


def _asked_of(account: StatedAccount) -> str:
    """What the association waits for, in words; "" when it waits for nothing."""
    return asked_words(account.asked or "") if account.state == FeedbackState.INCOMPLETE else ""


def short_stage(stage: str) -> str:
    """A stage as the table has room for."""
    return SHORT_STAGES.get(stage) or stage_of(stage)


def stage_of(stage: str) -> str:
    """A stage of the procedure in words, with its capital."""
    label = str(ProcedureStage(stage).label) if stage in ProcedureStage.values else stage
    return label[:1].upper() + label[1:]


def trend(balances: Sequence[tuple[date, int]]) -> Trend | None:
    """The steps of the last months over a zero base, or None under two balances."""
    if len(balances) < 2:
        return None
    first, last = balances[0][0], balances[-1][0]
    span = (last - first).days
    total = span + max(span // (len(balances) - 1), 1)
    top = max(cents for _, cents in balances) or 1
    path = ""
    for on, cents in balances:
        x = round((on - first).days * TREND_WIDTH / total, 1)
        y = round(TREND_HEIGHT - 2 - (TREND_HEIGHT - 4) * cents / top, 1)
        path += f"H{x}V{y}" if path else f"M{x} {y}"
    change = balances[-1][1] - balances[0][1]
    kind = "up" if change > 0 else "down" if change < 0 else ""
    return Trend(f"{path}H{TREND_WIDTH}", kind, finding([Balance(on, cents) for on, cents in balances]))


# --- one tenant --------------------------------------------------------------------------------------------------
@clerk
@require_safe
def tenant(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One account of the file: its rows, its balances, where its referral stands, what may be done next."""
    member = membership_of(request)
    account = account_or_404(request, public_id)
    referral = queries.latest_referral(account.case_id)
    told = queries.told_of(referral) if referral else {}
    recipients = queries.recipients(member.unit_id, unit_of(request))
    kind, state = LABELS[account.state]
    context = {
        "account": account,
        "name": called(account),
        "place": ", ".join(filter(None, [account.address, f"{account.postcode} {account.commune}".strip()])),
        "facts": _facts(account),
        "rent": _rent(account),
        "kind": kind,
        "state": state,
        "referral": referral,
        "sent_to": _sent_to(referral),
        "owed_on": _owed_on(referral),
        "asked": _asked_of(account),
        "told": _told(told),
        "may_refer": account.state in REFERABLE,
        "owes_nothing": account.state == NO_DEBT,
        "may_complete": FeedbackState.INCOMPLETE in told and account.state == FeedbackState.INCOMPLETE,
        "may_withdraw": account.state in {FeedbackState.SENT, FeedbackState.INCOMPLETE},
        "recipient": recipients[0] if recipients else None,
        "refer_url": _refer_url(account, recipients),
        "tenants_url": reverse("tenants"),
    }
    return render(request, "cases/tenant.html", context)


def account_or_404(request: MemberRequest, public_id: UUID) -> StatedAccount:
    """The unit's account of that id, with its `state` and the public id of its `tenancy`, once its reading is
    logged; anything else is the common 404."""
    unit = unit_of(request)
    found = queries.chosen(unit, [public_id])
    if not found.ids:
        raise Http404
    if found.case_ids:
        route = route_of(request)
        record_reading(request.acting, purpose=Purpose.CASE, route=route, case_ids=found.case_ids, basis="tenancy")
    return queries.describe(unit, found.ids)[0]


def _facts(account: StatedAccount) -> list[tuple[str, str]]:
    """Label and value of what the file gives; what it leaves out is not shown."""
    reasons = [str(Reason(reason).label) for reason in account.reasons if reason in Reason.values]
    pairs = [
        ("N° de contrat", account.lease_ref),
        ("Co-titulaire", account.co_tenant),
        ("Né ou née le", full_date(account.born_on) if account.born_on else ""),
        ("Téléphone", telephone(account.phone)),
        ("Courriel", account.email),
        ("Occupants", str(account.occupants or "")),
        ("Résidence", account.residence),
        ("Typologie", account.typology),
        ("Entrée dans le logement", full_date(account.entered_on) if account.entered_on else ""),
        ("Loyer et charges", _money(account.rent_cents)),
        ("APL", _money(account.apl_cents) if account.apl_cents else ""),
        ("Mois impayés", "" if account.months_unpaid is None else str(account.months_unpaid)),
        ("Dernier versement", full_date(account.last_payment_on) if account.last_payment_on else ""),
        ("Procédure", stage_of(account.stage)),
        ("Motifs repérés", ", ".join(reasons)),
        ("Agence et gestionnaire", ", ".join(filter(None, [account.branch_label, account.manager_label]))),
        ("Locataire informé", _informed(account)),
    ]
    return [(label, value) for label, value in pairs if value]


def _informed(account: StatedAccount) -> str:
    """What the file says; a referral that was made says how and when, beside."""
    if account.told:
        return "oui"
    return "" if account.state not in {"", NO_DEBT} else "non, ou le fichier ne le dit pas"


def _money(cents: int | None) -> str:
    return "" if cents is None else euros(cents)


def _rent(account: StatedAccount) -> dict[str, Any]:
    """The chart of the balances and its table, the last one first."""
    statements = queries.statements(account.pk)
    return {
        "chart": step_chart([Balance(row.on, row.balance_cents) for row in statements]),
        "source": f"Solde de {euros(account.balance_cents)}, {on_date(account.balance_on, timezone.localdate())}.",
        "rows": [
            {
                "on": full_date(row.on),
                "balance": euros(row.balance_cents),
                "rent": _money(row.rent_cents),
                "apl": _money(row.apl_cents),
                "source": "votre fichier",
            }
            for row in reversed(statements)
        ],
    }


def _sent_to(referral: Any) -> str:
    unit = referral.recipient.unit if referral else None
    return f"{unit.organisation.name}, {unit.name}" if unit else ""


def _owed_on(referral: Any) -> str:
    """The day of the debt its sheet gave."""
    return full_date(referral.owed_on) if referral and referral.owed_on else ""


def _told(told: dict[str, Any]) -> list[tuple[str, str]]:
    """The neutral states and their dates, in the order they come."""
    rows = sorted(told.values(), key=lambda row: (row.visible_from, row.pk))
    return [(full_date(row.on), str(FeedbackState(row.state).label).capitalize()) for row in rows]


def _refer_url(account: StatedAccount, recipients: Sequence[Recipient]) -> str:
    chosen = {"locataire": str(account.public_id)}
    if recipients:
        chosen["vers"] = recipients[0].key
    return f"{reverse('refer')}?{urlencode(chosen)}"
