"""The guard: a month is never paid for more than it costs."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.months import Month
from funding.shares import Line, OverFunded, Share, check_shares
from tests.funding.measured import FUND, LANDLORD, STATE, plain

MARCH = Month(2026, 3)


def shares(*parts: tuple[Line, int]) -> list[Share]:
    """Lines and what they pay, in hundredths."""
    return [Share(line, Fraction(part, 100)) for line, part in parts]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (shares((STATE, 60), (FUND, 50)), "En mars 2026, les lignes d’un même financeur (DDETS) « FNAVDL 2026 » (50 %) et « État 2026 » (60 %) paieraient ensemble 110 % du coût : pas plus de 100 %."),
        (shares((STATE, 60), (LANDLORD, 41)), "En mars 2026, les lignes « Bailleur 2026 » (41 %) et « État 2026 » (60 %) paieraient ensemble 101 % du coût : pas plus de 100 %."),
        (shares((STATE, 40), (FUND, 40), (LANDLORD, 40)), "En mars 2026, les lignes « FNAVDL 2026 » (40 %), « Bailleur 2026 » (40 %) et « État 2026 » (40 %) paieraient ensemble 120 % du coût : pas plus de 100 %."),
        (shares((STATE, 120)), "En mars 2026, la ligne « État 2026 » (120 %) paierait 120 % du coût : pas plus de 100 %."),
        (shares((STATE, 30), (LANDLORD, 20), (STATE, 10)), "En mars 2026, la ligne « État 2026 » paierait deux fois le même mois."),
    ],
)  # fmt: skip
def test_more_than_the_whole_is_refused_and_the_lines_are_named(known, said):
    with pytest.raises(OverFunded) as refused:
        check_shares(MARCH, known)
    assert plain(str(refused.value)) == said


def test_the_whole_and_less_are_accepted():
    check_shares(MARCH, [])
    check_shares(MARCH, shares((STATE, 25), (FUND, 25), (LANDLORD, 50)))
    check_shares(MARCH, [Share(line, Fraction(1, 3)) for line in (STATE, FUND, LANDLORD)])


@pytest.mark.parametrize("part", [Fraction(0), Fraction(-1, 2)])
def test_a_share_pays_something(part):
    with pytest.raises(ValueError, match="pays something"):
        Share(STATE, part)


@given(parts=st.lists(st.fractions(Fraction(1, 100), 1), min_size=1, max_size=6), funders=st.integers(1, 3))
def test_what_passes_the_guard_never_passes_the_whole(parts, funders):
    known = [
        Share(Line(f"line-{place}", f"Ligne {place}", f"Financeur {place % funders}"), part)
        for place, part in enumerate(parts)
    ]
    if sum(parts) > 1:
        with pytest.raises(OverFunded):
            check_shares(MARCH, known)
    else:
        check_shares(MARCH, known)
