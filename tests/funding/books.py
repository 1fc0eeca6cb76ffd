"""A unit with lines, accompaniments under contract and books, for tests of what is written in them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone

from cases.models import Accompaniment, Case, Suspension
from funding.actions import closing, lines, shares
from funding.conventions import Convention
from funding.measures import Entry, EntryKind
from funding.models import FundingLine
from funding.months import Month
from funding.queries.facts import Facts, gather
from partners.acting import Acting
from tests.factories import work
from tests.factories import world as w
from tests.harness import within

NOW = Month.of(timezone.localdate())
#: Six months that are over, the last of them last month.
FIRST, SECOND, THIRD, FOURTH, FIFTH, LAST = (NOW.plus(number - 6) for number in range(6))


def convention(**changes) -> Convention:
    """60 measure-months over a year from `FIRST`, at 195 € and 220 € a diagnosis."""
    since = FIRST.first.isoformat()
    said = {
        "since": str(FIRST),
        "until": str(FIRST.plus(11)),
        "months": 60,
        "counting": {"presence": "any_day", "rest": "days_out", "diagnosis": "apart"},
        "card": {
            "key": "card",
            "label": "Convention",
            "rates": [
                {"key": "month", "label": "Mois de mesure", "unit": "measure_month", "euros": "195", "from": since},
                {"key": "diagnosis", "label": "Diagnostic", "unit": "diagnosis", "euros": "220", "from": since},
            ],
        },
        "month": "month",
        "diagnosis": "diagnosis",
    }
    return Convention.model_validate(said | changes)


def priced(euros: str, **more) -> dict:
    """The card with months at that price."""
    card = convention().card.model_dump(mode="json", by_alias=True)
    card["rates"][0] |= {"euros": euros} | more
    return card


INTENSITIES = [
    {"key": "light", "label": "Légère", "weight": "0.5"},
    {"key": "usual", "label": "Habituelle", "weight": "1"},
]


@dataclass
class Books:
    """`state` and `fund`: two lines of the unit's."""

    world: w.World
    lines: dict[str, FundingLine] = field(default_factory=dict)

    @property
    def by(self) -> Acting:
        return self.world.laurent

    def line(self, name: str, **changes) -> FundingLine:
        with within(self.by):
            self.lines[name] = lines.open_line(label=name, funder=name, convention=convention(**changes), by=self.by)
        return self.lines[name]

    def followed(self, name: str = "Vasseur", since: date | None = None, until: date | None = None) -> Case:
        """A household with a signed contract (six months from the first one by default)."""
        referred = w.refer(self.world.nadia, self.world.agreement, last_name=name)
        w.accept(referred, self.world.ines)
        w.engage(referred, self.world.ines)
        self.contract(referred.case, 1, since or FIRST.first, until or FIRST.plus(11).last)
        return referred.case

    def contract(self, case: Case, number: int, since: date, until: date | None) -> None:
        work.part(case, self.world.ines, "contract", number, starts_on=since, ends_on=until)

    def rest(self, case: Case, since: date, until: date | None = None) -> None:
        with within(self.world.ines):
            Suspension.objects.create(
                **w.content(case, self.world.ines), starts_on=since, ended_on=until, reason="household",
                recorded_by_id=self.world.ines.member_audience,
            )  # fmt: skip

    def end(self, case: Case, on: date) -> None:
        with within(self.world.ines):
            assert Accompaniment.objects.filter(case_id=case.pk).update(ends_on=on) == 1

    def pays(self, case: Case, line: str, part: str = "1", since: Month = FIRST, until: Month | None = None, **more):
        with within(self.by):
            return shares.attribute(
                case=case, line=self.lines[line], part=Decimal(part), since=since, until=until, by=self.by, **more
            )

    def close(self, month: Month):
        with within(self.by):
            return closing.close(month=month, by=self.by)

    def facts(self) -> Facts:
        with within(self.by):
            return gather(self.by.manager_audience or 0)

    def booked(self, month: Month) -> list[tuple[str, str, int, str]]:
        """(kind, the month it is about, cents, line) of what stands in the books of that month."""
        labels = {line.key: name for name, line in self.lines.items()}
        found = [entry for entry in self.facts().ledger.booked if entry.booked == month]
        return [said(entry, labels) for entry in found]


def said(entry: Entry, labels: dict[str, str]) -> tuple[str, str, int, str]:
    return (EntryKind(entry.kind).value, str(entry.month), entry.cents, labels[entry.line])
