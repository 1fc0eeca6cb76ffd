"""Whole cents out of exact amounts: rounding, and shares that never lose or add a cent. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from cases.formulas.working import number, rounded


def to_cents(exact: Fraction) -> int:
    """The nearest cent of an amount in cents, a half going up."""
    return floor(exact + Fraction(1, 2))


def split(cents: int, parts: Sequence[Fraction]) -> list[int]:
    """What each part pays of that amount, in cents, in the order of `parts` (each from 0, together 1 at most).

    By the largest remainder, the first of equal ones: each pays its exact share to within a cent. What no part pays is one
    part more, the last in order; so the parts of a whole add up to `cents`, and those of less never pass it. ValueError for a
    negative amount or part, or parts above 1 together.
    """
    whole = sum(parts, Fraction())
    if cents < 0 or any(part < 0 for part in parts) or whole > 1:
        raise ValueError("an amount is shared in parts of at most the whole")
    exact = [cents * part for part in [*parts, 1 - whole]]
    found = [floor(each) for each in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: found[place] - exact[place])
    for place in by_remainder[: cents - sum(found)]:
        found[place] += 1
    return found[:-1]


def said(exact: Fraction) -> str:
    """« 12,5 », « 0,33 »: a number for people, to the hundredth, without a zero at the end."""
    return number(rounded(Decimal(exact.numerator) / exact.denominator, "0.01"))
