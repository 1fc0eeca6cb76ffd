"""What every formula gives back: its value, the lines that made it, the formula in words, its source."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from common.formatting import euros


class CannotCompute(ValueError):
    """These figures give no answer; the message is a French sentence that says what to correct."""


@dataclass(frozen=True)
class Line:
    """One input or step: an amount in cents, or what is not an amount, said."""

    label: str
    cents: int | None = None
    text: str = ""

    @property
    def said(self) -> str:
        return self.text if self.cents is None else euros(self.cents)


@dataclass(frozen=True)
class Computed:
    """`value` is rounded as `formula` says; `sentence` says it with its unit; `lines` are shown in their order."""

    value: Decimal
    sentence: str
    lines: list[Line]
    formula: str
    source: str


def rounded(value: Decimal, step: str) -> Decimal:
    """To the nearest `step` ("0.1", "0.01"), a half going up."""
    return value.quantize(Decimal(step), ROUND_HALF_UP)


def number(value: Decimal) -> str:
    """« 1,8 », without a zero at the end."""
    return f"{value.normalize():f}".replace(".", ",")


def refuse_negative(**amounts: int) -> None:
    """CannotCompute when one of these is below zero."""
    if any(cents < 0 for cents in amounts.values()):
        raise CannotCompute("Un montant est négatif : écrivez-le sans signe, à sa ligne.")
