"""Who may read which version of which sheet, told in plain Python from the texts (decisions T3, T5; domain 5; docs/adr/0028).

Knows no table and no policy. `Plan` remembers what was done; `expected` says what must follow from it.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
FOR_EVER = datetime(9999, 12, 31, tzinfo=ZoneInfo("UTC"))
DAYS_AFTER = 30


@dataclass
class Household:
    """`agreed`: adult -> until when she agrees; every one of them must."""

    adults: tuple[str, ...]
    agreed: dict[str, datetime] = field(default_factory=dict)
    flagged: bool = False

    def until(self) -> datetime | None:
        if set(self.agreed) != set(self.adults):
            return None
        return min(self.agreed.values())


@dataclass
class Sheet:
    """Of a household that agrees, or on paper until a date (`paper`), or under a code."""

    household: Household | None = None
    paper: datetime | None = None
    coded: bool = False
    withdrawn: bool = False

    def until(self) -> datetime | None:
        if self.withdrawn:
            return None
        if self.coded:
            return FOR_EVER
        return self.household.until() if self.household else self.paper


@dataclass
class Sitting:
    """`designated`: seat -> person. `absent`: seats whose person does not come. `items`: those that still stand, name -> sheet."""

    starts_at: datetime
    sent: bool = False
    over: bool = False
    designated: dict[str, str] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    items: dict[str, Sheet] = field(default_factory=dict)
    recused: set[tuple[str, str]] = field(default_factory=set)

    def until(self) -> datetime:
        last = self.starts_at.astimezone(PARIS).date() + timedelta(days=DAYS_AFTER + 1)
        return datetime.combine(last, time(), PARIS)


def expected(
    sitting: Sitting, seats: dict[str, str], gone: set[str], now: datetime
) -> dict[tuple[str, str], tuple[str, datetime]]:
    """(person, item) -> (version, until) of what is open now. `seats`: seat -> version; `gone`: no longer named to it."""
    found: dict[tuple[str, str], tuple[str, datetime]] = {}
    if not sitting.sent or sitting.over:
        return found
    for item, sheet in sitting.items.items():
        agreed = sheet.until()
        if agreed is None or agreed <= now or sitting.until() <= now:
            continue
        hidden = sheet.coded or (sheet.household is not None and sheet.household.flagged)
        for seat, person in sitting.designated.items():
            if seat not in sitting.absent and person not in gone and (item, person) not in sitting.recused:
                found[person, item] = ("coded" if hidden else seats[seat], min(agreed, sitting.until()))
    return found
