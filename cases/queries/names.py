"""How a household is called: the operator's own statements where it made them, else the landlord's sheet.

Always read after the reading log is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, QuerySet

from cases.models import Access, PersonAccess, ReferralSheet
from cases.policies import split_name
from common.compiled import AnyOf, Compiled, Slot
from common.formatting import full_name
from common.text import fold
from common.typography import HARD

TITLES = {"MME": "Mme", "MLLE": "Mme", "M": "M.", "MR": "M."}


@dataclass(frozen=True)
class Name:
    """One person as she is named on screen."""

    title: str
    first_name: str
    last_name: str

    @property
    def full(self) -> str:
        """« Mme Josiane Vasseur »."""
        return full_name(self.title, self.first_name, self.last_name)

    @property
    def short(self) -> str:
        """« Mme Vasseur »."""
        return full_name(self.title, "" if self.title else self.first_name, self.last_name)


def telephone(number: str) -> str:
    """A French number as people read it: « 06 39 98 41 27 » for +33639984127; any other as it was typed."""
    digits = number.removeprefix("+33")
    if digits == number or len(digits) != 9 or not digits.isdigit():
        return number
    national = f"0{digits}"
    return HARD.join(national[index : index + 2] for index in range(0, 10, 2))


def proper(name: str) -> str:
    """A name typed all in capitals, as files often are, with its capitals at the head of words: « Da Silva »."""
    return name.title() if name.isupper() else name


def civility(title: str) -> str:
    """A title as landlords' files write it (« MME », « M ») as screens do (« Mme », « M. »)."""
    return TITLES.get(title.upper().rstrip("."), title)


def heading(names: list[Name], *, short: bool = False) -> str:
    """The title of a household: « Mme Josiane Vasseur », « M. et Mme Ferreira », « Mme Roy et M. Durand »."""
    if not names:
        return ""
    if len(names) == 1:
        return names[0].short if short else names[0].full
    if len({fold(name.last_name) for name in names[:2]}) == 1 and all(name.title for name in names[:2]):
        titles = sorted((name.title for name in names[:2]), key=lambda title: title != "M.")
        return full_name(" et ".join(titles), "", names[0].last_name)
    return " et ".join(name.short for name in names[:2])


def household_names(audience_id: int | None, case_ids: Iterable[int]) -> dict[int, list[Name]]:
    """The names that audience may see on each of these cases, in the order a list shows them. One statement."""
    named = _NAMED.rows(audience=audience_id or 0, cases=list(case_ids))
    return {case_id: names for case_id, called in named if (names := names_in(called))}


def names_called(audience: Slot) -> ArraySubquery:
    """For a query with the case in `case_id`: what `names_in` makes the names of. Each case is reached by the key of
    persons' access: asked for fifty at once, PostgreSQL reads all that the audience sees."""
    persons = PersonAccess.objects.for_audience(audience).filter(case_id=OuterRef("case_id"))
    return ArraySubquery(persons.order_by("position").values("called"))


def _named() -> QuerySet[Access, tuple]:
    rows = Access.objects.for_audience(AUDIENCE).filter(CASES)
    return rows.values_list("case_id", names_called(AUDIENCE))


AUDIENCE, CASES = Slot("audience", models.BigIntegerField()), AnyOf("case_id", Slot("cases", models.BigIntegerField()))
_NAMED = Compiled(_named)


def names_in(called: Iterable[dict[str, Any] | None]) -> list[Name]:
    """The names of one household, in the order a list shows them."""
    return [name for each in called if each and (name := _name_in(each))]


def _name_in(called: dict[str, Any]) -> Name | None:
    """The operator's own statement, else what the landlord's sheet says of its tenant or co-tenant."""
    if "co_tenant" in called:
        return _co_tenant(called["co_tenant"])
    return _tenant(called) if "typed" in called else _stated(called)


def on_sheet(sheet: ReferralSheet, person_id: int | None) -> Name | None:
    """That person as the landlord's sheet names her, its tenant or its co-tenant; None for anybody else."""
    columns = ("title", "first_name", "last_name", "co_tenant")
    described = {column: getattr(sheet, column) for column in columns}
    described |= {"person": sheet.person_id, "partner": sheet.co_tenant_person_id}
    return name_of(person_id, None, described) if person_id else None


def name_of(person_id: int, statement: dict | None, sheet: dict | None) -> Name | None:
    """The stated name, else the sheet's for the tenant or co-tenant it speaks of, else None."""
    if statement:
        return _stated(statement)
    if sheet and sheet["person"] == person_id:
        return _tenant(sheet)
    return _co_tenant(sheet["co_tenant"]) if sheet and sheet["partner"] == person_id else None


def _stated(said: dict) -> Name:
    return Name(civility(said["title"]), said["first_name"], said["last_name"])


def _tenant(said: dict) -> Name:
    return Name(civility(said["title"]), proper(said["first_name"]), proper(said["last_name"]))


def _co_tenant(written: str) -> Name | None:
    if not written:
        return None
    title, last_name, first_name = split_name(written)
    return Name(title, proper(first_name), proper(last_name))
