"""The landlord's file of arrears in the demonstration: its lines of the day, imported as any other file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from cases.actions import imports
from cases.demo.people import Profile
from cases.enums import ProcedureStage, Reason
from common.context import acting
from partners.acting import Acting

#: A debt grows by what is left to pay for so many months, then is paid back by this share of the rent each month.
MONTHS_UNPAID, PAID_BACK = 2, 0.3


def amount(cents: int) -> str:
    """Cents as a file writes them: « 1284,50 »."""
    return f"{cents // 100},{cents % 100:02d}"


@dataclass
class _Line:
    profile: Profile
    cents: int
    months: int = 0
    paid_days_ago: int | None = None


class LandlordFile:
    """What one clerk's unit knows of its tenants in arrears, by lease."""

    def __init__(self, clerk: Acting) -> None:
        self.clerk = clerk
        self._lines: dict[str, _Line] = {}
        self._told_apart: set[str] = set()

    def owes(self, profile: Profile, cents: int) -> None:
        """A balance of today for that tenant: a file of one line."""
        former = self._lines.get(profile.lease)
        line = self._lines[profile.lease] = _Line(profile, cents)
        if former:
            self._told_apart.add(profile.lease)
            line.paid_days_ago = 6 if cents < former.cents else None
        self._import([line])

    def of_the_month(self) -> None:
        """Everyone but those whose balances are told one by one: the debt grows, then is paid back."""
        lines = [line for lease, line in self._lines.items() if lease not in self._told_apart]
        for line in lines:
            line.months += 1
            line.cents, line.paid_days_ago = _a_month_later(line)
        if lines:
            self._import(lines)

    def _import(self, lines: Iterable[_Line]) -> None:
        rows = [_cells(line) for line in lines]
        table: list[list[object]] = [list(rows[0]), *(list(row.values()) for row in rows)]
        content = "\n".join(";".join(str(cell) for cell in row) for row in table)
        with acting(self.clerk.audiences):
            batch = imports.stage(content=content.encode(), name="impayes.csv", by=self.clerk)
            imports.write(batch=batch, by=self.clerk)


def _a_month_later(line: _Line) -> tuple[int, int | None]:
    who = line.profile
    if line.months <= MONTHS_UNPAID:
        return line.cents + who.rent_cents - who.apl_cents, None
    return max(who.rent_cents, line.cents - int(who.rent_cents * PAID_BACK)), 3 + int(who.lease[-2:]) % 17


def _cells(line: _Line) -> dict[str, object]:
    who, paid = line.profile, ""
    if line.paid_days_ago is not None:
        paid = _written(timezone.localdate() - timedelta(days=line.paid_days_ago))
    return {
        "N° contrat": who.lease,
        "Civilité": who.title,
        "Nom locataire": who.last_name,
        "Prénom": who.first_name,
        "Co-titulaire": who.co_tenant,
        "Nb occupants": who.occupants,
        "Tél.": who.phone,
        "Adresse": who.address,
        "Code postal": who.postcode,
        "Commune": who.commune,
        "Typologie": who.typology,
        "Loyer + charges": amount(who.rent_cents),
        "APL": amount(who.apl_cents),
        "Solde débiteur": amount(line.cents),
        "Nb mois impayés": max(1, line.cents // who.rent_cents),
        "Date dernier règlement": paid,
        "Stade procédure": ProcedureStage(who.stage).label,
        "Motifs repérés": " / ".join(Reason(reason).label for reason in who.reasons),
        "Locataire informé (O/N)": "O" if who.told else "N",
    }


def _written(day: date) -> str:
    return day.strftime("%d/%m/%Y")
