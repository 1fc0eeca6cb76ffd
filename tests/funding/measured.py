"""Conventions, measures and facts for the tests of funding: rounds of figures that are easy to check by hand."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from funding.counting import Contract, CountingRules, Diagnosis, Presence, Rest, Rested
from funding.measures import Funding, Measure, Terms
from funding.months import Month
from funding.rate_cards import RateCard
from funding.shares import Line, Share

STATE = Line("state", "État 2026", "DDETS")
FUND = Line("fund", "FNAVDL 2026", "DDETS")
LANDLORD = Line("landlord", "Bailleur 2026", "Logéa")
JANUARY = Month(2026, 1)

CARD = RateCard.model_validate(
    {
        "key": "card",
        "label": "Convention 2026",
        "rates": [
            {"key": "diagnosis", "label": "Diagnostic", "unit": "diagnosis", "euros": "220", "from": "2025-01-01"},
            {
                "key": "month",
                "label": "Mois de mesure",
                "unit": "measure_month",
                "euros": "195.01",
                "from": "2025-01-01",
                "until": "2026-04-01",
                "intensities": [
                    {"key": "light", "label": "Légère", "weight": "0.5"},
                    {"key": "usual", "label": "Habituelle", "weight": "1"},
                    {"key": "dense", "label": "Renforcée", "weight": "1.75"},
                ],
            },
            {
                "key": "month",
                "label": "Mois de mesure",
                "unit": "measure_month",
                "euros": "201",
                "from": "2026-04-01",
                "intensities": [
                    {"key": "light", "label": "Légère", "weight": "0.5"},
                    {"key": "usual", "label": "Habituelle", "weight": "1"},
                    {"key": "dense", "label": "Renforcée", "weight": "2"},
                ],
            },
        ],
    }
)


def days_of(month: Month) -> list[date]:
    return [month.first + timedelta(days=number) for number in range(month.days)]


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def rules(
    presence: Presence = Presence.ANY_DAY, rest: Rested = Rested.DAYS_OUT, diagnosis: Diagnosis = "apart"
) -> CountingRules:
    return CountingRules(presence=presence, rest=rest, diagnosis=diagnosis)


def terms(
    presence: Presence = Presence.ANY_DAY, rest: Rested = Rested.DAYS_OUT, diagnosis: Diagnosis = "apart"
) -> Terms:
    return Terms(rules(presence, rest, diagnosis), CARD, "month", "diagnosis")


def paid_by(
    *shares: tuple[Line, Fraction], since: Month = JANUARY, until: Month | None = None, under: Terms | None = None
):
    return Funding(under or terms(), tuple(Share(line, part) for line, part in shares), since, until)


def measure(
    key: str, *contracts: Contract, rests: tuple[Rest, ...] = (), fundings=None, diagnosed_on: date | None = None
):
    """Paid whole by the State from January 2026 when nothing else is said."""
    return Measure(key, contracts, rests, fundings or (paid_by((STATE, Fraction(1))),), diagnosed_on)


# --- anything a measure may be --------------------------------------------------------------------------------
DAYS = st.dates(date(2026, 1, 1), date(2026, 8, 31))
PARTS = st.lists(st.integers(1, 60), min_size=1, max_size=3).map(
    lambda weights: [Fraction(weight, max(100, sum(weights))) for weight in weights]
)


@st.composite
def contracts(draw) -> Contract:
    since = draw(DAYS)
    until = draw(st.none() | st.integers(0, 200).map(lambda days: since + timedelta(days=days)))
    return Contract(since, until, draw(st.sampled_from(["light", "usual", "dense"])))


@st.composite
def rests(draw) -> Rest:
    since = draw(DAYS)
    return Rest(since, draw(st.none() | st.integers(0, 90).map(lambda days: since + timedelta(days=days))))


@st.composite
def conventions(draw) -> Terms:
    diagnosis = draw(st.sampled_from(["apart", "included"]))
    return terms(draw(st.sampled_from(Presence)), draw(st.sampled_from(Rested)), diagnosis)


@st.composite
def fundings(draw) -> Funding:
    lines = draw(st.permutations([STATE, FUND, LANDLORD]))
    shares = zip(lines, draw(PARTS), strict=False)
    return paid_by(*shares, since=JANUARY.plus(draw(st.integers(0, 3))), under=draw(conventions()))


@st.composite
def measures(draw, key: str = "one") -> Measure:
    return Measure(
        key,
        tuple(draw(st.lists(contracts(), max_size=3))),
        tuple(draw(st.lists(rests(), max_size=2))),
        (draw(fundings()),),
        draw(st.none() | DAYS),
    )


MONTHS = st.integers(0, 9).map(JANUARY.plus)
#: What an operator's measures are at one time, each whatever it may be.
FACTS = st.tuples(measures("one"), measures("two"))
