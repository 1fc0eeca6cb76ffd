"""What a referral still lacks of what its programme asks, and whose task it is (domain 4.1)."""

from collections.abc import Sequence

from cases.models import ReferralSheet
from cases.programmes.rules import Requirement

#: Columns in which "" and none are answers of their own: `none` is a stage, 0 is a balance.
_EMPTY = (None, "", [], 0)
_ZERO_SAYS_SOMETHING = frozenset({"balance_cents", "months_unpaid"})


def lacking(sheet: ReferralSheet, required: Sequence[Requirement]) -> list[Requirement]:
    """Those of `required` that the sheet does not say, in their order. Reads the row, asks nothing."""
    return [each for each in required if _is_empty(each.field, getattr(sheet, each.field))]


def _is_empty(field: str, value: object) -> bool:
    if field in _ZERO_SAYS_SOMETHING:
        return value is None
    return value in _EMPTY
