"""What the case holds of what a presentation sheet says, proposed to who writes it. Read after the reading log."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cases.enums import ProcedureEventKind, ProcedureStage
from cases.models import Case, IdentityStatement, Person, ProcedureEvent, RentStatement
from cases.queries.budgets import totals_of
from cases.queries.case_page import CasePage
from cases.queries.names import Name, heading
from common.formatting import HARD, euros, full_date

_NUMBERS = ("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


def names_of(page: CasePage) -> list[Name]:
    """The adults of the household that may be named here."""
    return [adult.name for adult in page.adults if adult.name and adult.person.is_adult]


def proposed(page: CasePage) -> dict[str, str]:
    """What is known, by the name of the line it goes to, without an address while somebody is protected. Nothing of it is
    stored: whoever presents corrects it first. Three statements at most."""
    names, case = names_of(page), page.case
    found = {
        "heading": _aloud(case, page, names),
        "name": heading(names),
        "address": "" if page.course.flagged else _address(page),
        "household": _composition([adult.person for adult in page.adults]),
        "dwelling": (page.course.sheet or {}).get("typology") or "",
        "debt": _debt(case, page),
        "procedure": _procedure(case),
        **_budget(page),
    }
    return {name: said for name, said in found.items() if said}


def _aloud(case: Case, page: CasePage, names: list[Name]) -> str:
    """« Mme B., 34 ans, deux enfants »."""
    adults = [adult for adult in page.adults if adult.name and adult.person.is_adult]
    said = [f"{name.title}{HARD}{_initial(name)}" if name.title else _initial(name) for name in names[:2]]
    parts = [" et ".join(said)] if said else []
    if len(adults) == 1 and (age := _age(case, adults[0].person)):
        parts.append(f"{age}{HARD}ans")
    return ", ".join(filter(None, [*parts, _children([adult.person for adult in page.adults])]))


def _initial(name: Name) -> str:
    return f"{(name.last_name or name.first_name)[:1].upper()}."


def _age(case: Case, person: Person) -> int | None:
    said = (
        IdentityStatement.objects.filter(case=case, person=person, born_on__isnull=False)
        .order_by("-id")
        .values_list("born_on", flat=True)
        .first()
    )
    if said is None:
        return None
    today = timezone.localdate()
    return today.year - said.year - ((today.month, today.day) < (said.month, said.day))


def _children(persons: list[Person]) -> str:
    """« un enfant », « deux enfants »; nothing without one."""
    count = sum(not person.is_adult for person in persons)
    if not count:
        return ""
    said = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{said} enfant{'s' if count > 1 else ''}"


def _composition(persons: list[Person]) -> str:
    adults = sum(person.is_adult for person in persons)
    return ", ".join(filter(None, ["Un adulte" if adults < 2 else f"{adults}{HARD}adultes", _children(persons)]))


def _address(page: CasePage) -> str:
    contact: dict[str, Any] = next((adult.contact for adult in page.adults if adult.contact.get("address")), {})
    town = " ".join(filter(None, (contact.get("postcode"), contact.get("commune"))))
    return ", ".join(filter(None, (contact.get("address"), town)))


def _debt(case: Case, page: CasePage) -> str:
    """The latest balance that may be read here, else what the landlord's sheet said."""
    told = RentStatement.objects.filter(case_id=case.tenancy_id or case.pk).order_by("-on", "-id").first()
    if told:
        return f"{euros(told.balance_cents)} au {full_date(told.on)}"
    sheet = page.course.sheet or {}
    if sheet.get("balance_cents") is None:
        return ""
    on = f" au {full_date(date.fromisoformat(sheet['balance_on']))}" if sheet.get("balance_on") else ""
    return f"{euros(sheet['balance_cents'])}{on}"


def _procedure(case: Case) -> str:
    cases = [case.pk, *([case.tenancy_id] if case.tenancy_id else [])]
    reached = (
        ProcedureEvent.objects.filter(Q(case_id__in=cases), kind=ProcedureEventKind.STAGE, cancelled_at=None)
        .order_by("-on", "-id")
        .first()
    )
    if reached is None or reached.stage == ProcedureStage.NONE:
        return ""
    label = str(ProcedureStage(reached.stage).label)
    return f"{label[:1].upper()}{label[1:]}, le {full_date(reached.on)}"


def _budget(page: CasePage) -> dict[str, str]:
    totals = dict(totals_of(page.course.budget).rows)
    rate = totals.get("Taux d’effort", "")
    return {
        "resources": totals.get("Ressources", ""),
        "effort": "" if rate == "non calculé" else rate,
    }
