"""Words of the case page that no database is needed for."""

from datetime import date
from types import SimpleNamespace

import pytest

from cases.enums import StatementSource
from cases.views import case_words


@pytest.mark.parametrize(
    ("source", "said"), [(StatementSource.LANDLORD_FILE, "du bailleur"), (StatementSource.TYPED, "de l’équipe")]
)
def test_the_last_statement_says_whose_it_is(source, said):
    found = [
        SimpleNamespace(on=date(2026, month, 13), balance_cents=128_450, rent_cents=None, apl_cents=None, source=source)
        for month in (10, 11)
    ]
    card = case_words.rent_card(SimpleNamespace(rent=found))
    assert card.source.replace("\xa0", " ") == f"Dernier relevé {said} : 13 novembre 2026."
