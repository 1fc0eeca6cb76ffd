"""Who deals with money, and what cannot be counted: each raises with the sentence the member reads; the gate holds the rule on rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from common.refusal import NotYours, Refused
from funding.rate_cards import NoPrice
from funding.shares import OverFunded
from partners.acting import Acting
from partners.enums import Capacity

MANAGERS_ONLY = "Les financements sont réservés à la responsable d’équipe."


def check_may_fund(by: Acting) -> int:
    """The managers of an operator unit; their audience, which signs all they write. NotYours for everybody else."""
    if by.capacity != Capacity.OPERATOR or not by.manager_audience:
        raise NotYours(MANAGERS_ONLY)
    return by.manager_audience


@contextmanager
def counted() -> Iterator[None]:
    """Counting that may find a month without a price, or paid beyond its cost: Refused with the sentence."""
    try:
        yield
    except (NoPrice, OverFunded) as error:
        raise Refused(str(error)) from error
