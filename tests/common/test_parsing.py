from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.formatting import euros, numeric_date
from common.parsing import MAX_AMOUNT_CENTS, Unreadable, parse_amount, parse_date


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("1 284,5", 128_450),
        ("1.284,50", 128_450),
        ("1284.50", 128_450),
        ("1\u202f284,50\u00a0€", 128_450),
        ("1\u00a0284,50 EUR", 128_450),
        ("1,284.50", 128_450),
        ("1'284,50", 128_450),
        ("1 234 567", 123_456_700),
        ("1284.5000", 128_450),
        ("0,00", 0),
        ("-45,00", -4_500),
        ("45,00-", -4_500),
        ("(45,00)", -4_500),
        ("−45,00 €", -4_500),
        ("+12", 1_200),
    ],
)
def test_amounts_as_offices_write_them(written: str, cents: int) -> None:
    assert parse_amount(written) == cents


@pytest.mark.parametrize(
    "written",
    ["", "douze cents", "1.2.3", "12 34", "1.284,5,0", "٣", "1,2,3", "12€50", "O", "9" * 500, "--5"],
)
def test_what_is_no_amount_is_explained(written: str) -> None:
    found = parse_amount(written)

    assert isinstance(found, Unreadable)
    assert found.sentence.endswith("Écrivez par exemple 1284,50.")
    assert found.proposal is None


def test_a_letter_in_place_of_a_figure_is_named_and_repaired() -> None:
    found = parse_amount("1.284,5O")

    assert found == Unreadable("1.284,5O contient la lettre O à la place d’un zéro.", "1\u202f284,50\u00a0€")
    assert parse_amount("l2,00") == Unreadable("l2,00 contient la lettre l à la place d’un un.", "12,00\u00a0€")


def test_the_sign_is_kept_when_a_letter_is_repaired() -> None:
    found = parse_amount("-1O,00")

    assert isinstance(found, Unreadable)
    assert parse_amount(found.proposal or "") == -1_000


@pytest.mark.parametrize("written", ["1.284", "1,284", "45,000"])
def test_thousands_or_thousandths_is_not_guessed(written: str) -> None:
    found = parse_amount(written)

    assert isinstance(found, Unreadable)
    assert "de deux façons" in found.sentence
    assert found.proposal is not None


def test_an_amount_too_large_is_refused() -> None:
    assert parse_amount(euros(MAX_AMOUNT_CENTS)) == MAX_AMOUNT_CENTS
    assert isinstance(parse_amount(euros(MAX_AMOUNT_CENTS + 1)), Unreadable)


@given(st.integers(-MAX_AMOUNT_CENTS, MAX_AMOUNT_CENTS))
def test_every_amount_shown_is_read_back(cents: int) -> None:
    assert parse_amount(euros(cents)) == cents


@pytest.mark.parametrize(
    "written",
    ["3/11/2026", "03-11-2026", "03.11.2026", "2026-11-03", "03/11/2026 00:00:00", "2026-11-03T00:00:00Z"],
)
def test_dates_as_offices_write_them(written: str) -> None:
    assert parse_date(written) == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("31/02/1984", "31/02/1984 : cette date n’existe pas. Écrivez par exemple 28/02/1984."),
        ("31/11/2026", "31/11/2026 : cette date n’existe pas. Écrivez par exemple 28/11/2026."),
        ("29/02/2023", "29/02/2023 : cette date n’existe pas. Écrivez par exemple 28/02/2023."),
        ("00/01/2020", "00/01/2020 : cette date n’existe pas. Écrivez par exemple 28/01/2020."),
        ("03/11/26", "03/11/26 : écrivez l’année sur quatre chiffres."),
        ("hier", "hier n’est pas une date. Écrivez par exemple 03/11/2026."),
        ("45123", "45123 n’est pas une date. Écrivez par exemple 03/11/2026."),
    ],
)
def test_what_is_no_date_is_explained(written: str, sentence: str) -> None:
    assert parse_date(written) == Unreadable(sentence)


@pytest.mark.parametrize("written", ["11/13/2026", "01/01/0000", "2026-00-01"])
def test_a_wrong_month_or_year_recalls_the_order(written: str) -> None:
    found = parse_date(written)

    assert isinstance(found, Unreadable)
    assert "le jour, le mois puis l’année" in found.sentence


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_shown_is_read_back(day: date) -> None:
    assert parse_date(numeric_date(day)) == day


@given(st.text())
def test_no_text_breaks_the_readers(text: str) -> None:
    assert isinstance(parse_amount(text), int | Unreadable)
    assert isinstance(parse_date(text), date | Unreadable)


def test_a_long_text_is_cut_in_the_sentence() -> None:
    found = parse_amount("x" * 5_000)

    assert isinstance(found, Unreadable)
    assert len(found.sentence) < 150
