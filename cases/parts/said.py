"""What every shape of a part is made of."""

from pydantic import BaseModel, ConfigDict

LONGEST_LINE, LONGEST_TEXT = 300, 6_000
Line = str


class Said(BaseModel):
    """What is not foreseen is refused: a part that was issued is read back as it was written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def missing(self) -> str:
        """Why it cannot be made final yet, in a sentence; empty when it can."""
        return ""
