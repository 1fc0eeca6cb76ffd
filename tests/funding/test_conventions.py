"""A convention is read whole or refused by the line that is wrong."""

import re
from fractions import Fraction

import pytest
from pydantic import ValidationError

from funding.conventions import Convention
from funding.months import Month
from tests.funding.measured import CARD

SAID = {
    "since": "2026-01",
    "until": "2026-12",
    "months": 120,
    "euros": "23400.50",
    "counting": {"presence": "any_day", "rest": "days_out", "diagnosis": "apart"},
    "card": CARD.model_dump(mode="json", by_alias=True),
    "month": "month",
    "diagnosis": "diagnosis",
}


def _priced(key: str, **changes) -> dict:
    """The card with its last price of that key changed."""
    card = CARD.model_dump(mode="json", by_alias=True)
    rate = next(rate for rate in reversed(card["rates"]) if rate["key"] == key)
    rate.update(changes)
    return card


def test_it_says_what_it_grants_and_what_counts():
    found = Convention.model_validate(SAID)
    granted = found.granted("line")
    assert (granted.since, granted.until) == (Month(2026, 1), Month(2026, 12))
    assert (granted.months, granted.cents) == (Fraction(120), 2_340_050)
    assert found.terms.card.price_of_month(found.terms.month, Month(2026, 3)).cents == 19501
    assert [key for key, _ in found.intensities] == ["light", "usual", "dense"]


def test_it_is_kept_and_read_back_the_same():
    found = Convention.model_validate(SAID)
    assert Convention.model_validate(found.model_dump(mode="json", by_alias=True)) == found


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"until": "2025-12"}, "until|la convention finit avant de commencer, en janvier 2026"),
        ({"months": None, "euros": None}, "months|donnez un nombre de mois-mesures, un montant en euros, ou les deux"),
        ({"month": "other"}, "month|le barème n’a pas de prix « other »"),
        ({"month": "diagnosis"}, "month|le barème n’a pas de prix « diagnosis » pour cette unité"),
        ({"diagnosis": "month"}, "diagnosis|le barème n’a pas de prix « month » pour cette unité"),
        ({"since": "2024-12"}, "card|« Mois de mesure » n’a pas de prix en décembre 2024"),
        (
            {"card": _priced("diagnosis", until="2026-12-31")},
            "card|« Diagnostic » n’a pas de prix le 31\xa0décembre 2026",
        ),
        ({"card": _priced("month", intensities=[])}, "card|les mois de mesure n’ont pas les mêmes intensités"),
        ({"since": "2026-13"}, "month must be in 1..12"),
        ({"since": "janvier"}, "instance of Month"),
    ],
)
def test_what_contradicts_itself_is_refused(changes, sentence):
    with pytest.raises(ValidationError, match=re.escape(sentence)):
        Convention.model_validate(SAID | changes)
