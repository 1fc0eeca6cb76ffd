from datetime import date, datetime, time

import pytest

from common import formatting
from common.typography import typographic

THIN, HARD = "\u202f", "\u00a0"
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("cents", "printed"),
    [
        (128450, f"1{THIN}284,50{HARD}€"),
        (0, f"0,00{HARD}€"),
        (5, f"0,05{HARD}€"),
        (-4500, f"−45,00{HARD}€"),
        (123456789, f"1{THIN}234{THIN}567,89{HARD}€"),
    ],
)
def test_euros(cents: int, printed: str) -> None:
    assert formatting.euros(cents) == printed


def test_whole_euros_never_round() -> None:
    assert formatting.euros(208000, whole=True) == f"2{THIN}080{HARD}€"
    assert formatting.euros(208050, whole=True) == f"2{THIN}080,50{HARD}€"


def test_dates() -> None:
    assert formatting.on_date(date(2026, 11, 3), TODAY) == f"le 3{HARD}novembre"
    assert formatting.on_date(date(2027, 5, 17), TODAY) == f"le 17{HARD}mai 2027"
    assert formatting.on_date(date(2026, 11, 1)) == f"le 1ᵉʳ{HARD}novembre"
    assert formatting.weekday_date(date(2025, 11, 20)) == f"jeudi 20{HARD}novembre"
    assert formatting.short_date(date(2026, 8, 12)) == f"12{HARD}août"
    assert formatting.full_date(date(2026, 3, 12)) == f"12{HARD}mars 2026"
    assert formatting.numeric_date(date(2026, 11, 3)) == "03/11/2026"


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (TODAY, "aujourd’hui"),
        (date(2026, 11, 19), "hier"),
        (date(2026, 11, 21), "demain"),
        (date(2026, 11, 17), f"il y a 3{HARD}jours"),
        (date(2026, 11, 22), f"dans 2{HARD}jours"),
        (date(2026, 10, 1), f"le 1ᵉʳ{HARD}octobre"),
        (date(2025, 10, 1), f"le 1ᵉʳ{HARD}octobre 2025"),
    ],
)
def test_relative_days(day: date, printed: str) -> None:
    assert formatting.relative_day(day, TODAY) == printed


def test_hours_and_minutes() -> None:
    assert formatting.clock(time(10, 12)) == f"10{HARD}h{HARD}12"
    assert formatting.clock(datetime(2026, 11, 20, 9, 0)) == f"9{HARD}h"
    assert formatting.clock(time(14, 2)) == f"14{HARD}h{HARD}02"
    assert formatting.minutes(45) == f"45{HARD}min"
    assert formatting.minutes(60) == f"1{HARD}h"
    assert formatting.minutes(90) == f"1{HARD}h{HARD}30"


def test_plural_starts_at_two() -> None:
    assert formatting.plural(0, "locataire") == f"0{HARD}locataire"
    assert formatting.plural(1, "locataire choisi") == f"1{HARD}locataire choisi"
    assert formatting.plural(2, "locataire choisi") == f"2{HARD}locataires choisis"
    assert formatting.plural(1204, "cas", "cas") == f"1{THIN}204{HARD}cas"


def test_names() -> None:
    assert formatting.full_name("mrs", "Josiane", "Vasseur") == f"Mme{HARD}Josiane Vasseur"
    assert formatting.full_name("M.", "", "Lecomte") == f"M.{HARD}Lecomte"
    assert formatting.full_name("", "Sacha", "Morel") == "Sacha Morel"
    assert formatting.initials("Inès Caron") == "IC"
    assert formatting.initials("Jean-Pierre de La Tour") == "JT"
    assert formatting.initials("Sacha") == "S"


def test_formats_are_already_typeset() -> None:
    made = [
        formatting.euros(128450),
        formatting.on_date(date(2026, 11, 1)),
        formatting.clock(time(10, 12)),
        formatting.plural(2, "jour"),
        formatting.full_name("mrs", "Josiane", "Vasseur"),
    ]
    assert [typographic(text) for text in made] == made
