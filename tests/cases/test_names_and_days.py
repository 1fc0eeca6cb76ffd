"""Names, telephones and days, as people say and type them. No database is needed."""

from datetime import date

import pytest

from cases.forms.when import read_day
from cases.queries.names import Name, heading, proper, telephone
from common.parsing import Unreadable


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        ([("Mme", "Josiane", "Vasseur")], "Mme Josiane Vasseur"),
        ([("M.", "Rui", "Ferreira"), ("Mme", "Ana", "Ferreira")], "M. et Mme Ferreira"),
        ([("Mme", "Ana", "Ferreira"), ("M.", "Rui", "FERREIRA")], "M. et Mme Ferreira"),
        ([("Mme", "Ana", "Roy"), ("M.", "Luc", "Durand")], "Mme Roy et M. Durand"),
        ([("", "Ana", "Roy"), ("", "Luc", "Roy")], "Ana Roy et Luc Roy"),
    ],
)
def test_a_household_is_called(names, expected):
    assert heading([Name(*name) for name in names]).replace("\xa0", " ") == expected


def test_capitals_of_files_are_put_back():
    assert proper("DA SILVA") == "Da Silva"
    assert proper("Le Goff") == "Le Goff"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+33639984127", "06 39 98 41 27"),
        ("06 39 98 41 27", "06 39 98 41 27"),
        ("+3363998", "+3363998"),
        ("+351912345678", "+351912345678"),
    ],
)
def test_telephones_are_read_as_people_say_them(number, expected):
    assert telephone(number).replace("\xa0", " ") == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3/11", date(2026, 11, 3)),
        ("03112026", date(2026, 11, 3)),
        ("hier", date(2026, 11, 16)),
        ("Aujourd’hui", date(2026, 11, 17)),
        ("2026-11-03", date(2026, 11, 3)),
    ],
)
def test_days_as_people_type_them(typed, expected):
    assert read_day(typed, date(2026, 11, 17)) == expected


def test_a_day_that_does_not_exist_is_explained():
    assert isinstance(read_day("31/11", date(2026, 11, 17)), Unreadable)
