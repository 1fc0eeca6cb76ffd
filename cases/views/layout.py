"""What every page's frame shows: who acts, where she can go, and the other capacities she may take."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from common.formatting import clock, full_date
from partners.enums import Capacity, Role


@dataclass(frozen=True)
class Entry:
    label: str
    icon: str
    url: str
    current: bool
    count: int | None = None
    highlight: bool = False
    where: str = ""


DIRECTORY = ("directory", "Annuaire", "contact", frozenset({"directory"}), False)
# Route name, label, icon, routes that light it, brass button of the telephone.
NAVIGATION: dict[Role, tuple[tuple[str, str, str, frozenset[str], bool], ...]] = {
    Role.CLERK: (
        ("tenants", "Locataires", "users", frozenset({"tenants", "tenant", "refer", "landlord_case"}), False),
        ("todo", "À faire", "list-checks", frozenset({"todo"}), False),
        ("import_new", "Importer", "upload", frozenset({"import_new", "import_check"}), False),
        ("received_documents", "Reçus", "folder-open", frozenset({"received_documents"}), False),
        ("landlord_dashboard", "Tableau de bord", "chart-column", frozenset({"landlord_dashboard"}), False),
        DIRECTORY,
    ),
    Role.WORKER: (
        ("day", "Ma journée", "calendar-check", frozenset({"day"}), False),
        ("my_cases", "Ménages", "users", frozenset({"my_cases", "case", "watch"}), False),
        ("choose_visit", "Noter", "pen-line", frozenset({"choose_visit", "log_visit"}), True),
        ("received", "À recevoir", "inbox", frozenset({"received", "sheet"}), False),
        DIRECTORY,
    ),
    Role.MANAGER: (
        ("team_board", "Équipe", "layout-dashboard", frozenset({"team_board"}), False),
        ("unit_cases", "Ménages", "users", frozenset({"unit_cases", "case", "watch", "takeover"}), False),
        ("received", "À recevoir", "inbox", frozenset({"received", "sheet"}), False),
        (
            "funding",
            "Financements",
            "coins",
            frozenset({"funding", "funding_line", "close_month", "funding_plan", "case_funding"}),
            False,
        ),
        ("dashboard", "Tableau de bord", "chart-column", frozenset({"dashboard"}), False),
        (
            "reports",
            "Rapports",
            "file-text",
            frozenset({"reports", "report_new", "report", "activity_reports"}),
            False,
        ),
        DIRECTORY,
    ),
    Role.ADMIN: (
        ("organisation", "Organisation", "building-2", frozenset({"organisation"}), False),
        ("referents", "Annuaire", "contact", frozenset({"referents", "referent", "referent_new"}), False),
        ("unmade_work", "À relancer", "refresh-cw", frozenset({"unmade_work"}), False),
    ),
    Role.DPO: (("office", "Registre", "shield-check", frozenset({"office"}), False),),
}
#: What these capacities do, whatever the role in which a member does it.
OF_CAPACITY = {
    Capacity.COMMITTEE_SECRETARY: (
        (
            *("committees", "Commissions", "gavel"),
            frozenset({"committees", "committee", "session", "session_plan", "sheet_type", "seats", "sitting"}),
            False,
        ),
        DIRECTORY,
    ),
    Capacity.FUNDER: (("issued_reports", "Rapports", "file-text", frozenset({"issued_reports"}), False),),
    Capacity.COMMITTEE_SEAT: (
        ("reading_room", "Salle de lecture", "book-open", frozenset({"reading_room", "reading", "sheet_read"}), False),
    ),
}


def layout(request) -> dict:
    """Context of every template. Signed out: `acting` is None and nothing else is shown."""
    acting = getattr(request, "acting", None)
    if acting is None or acting.role is None:
        return {
            "acting": acting if acting and acting.membership else None,
            "can_switch": [],
            "navigation": [],
            "leave_url": reverse("guest_leave") if acting and acting.capacity == Capacity.COMMITTEE_SEAT else "",
        }
    route = request.resolver_match.view_name if request.resolver_match else ""
    now = timezone.localtime()
    return {
        "acting": acting,
        "navigation": [
            Entry(label, icon, reverse(name), route in lit, highlight=highlight)
            for name, label, icon, lit, highlight in OF_CAPACITY.get(acting.capacity) or NAVIGATION.get(acting.role, ())
        ],
        "can_switch": [
            {
                "url": reverse("switch", args=[membership.public_id, capacity.value]),
                "label": f"{membership.unit.organisation.name} · {membership.unit.name} · {capacity.label}",
            }
            for membership, capacity in acting.choices
            if (membership.id, capacity) != (acting.membership.id, acting.capacity)
        ],
        "account_url": reverse("account"),
        "printed_at": f"le {full_date(now.date())} à {clock(now)}",
    }
