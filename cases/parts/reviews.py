"""The shapes of a bilan and of a tripartite meeting.

A landlord may read a common part once it is issued: no absence, no attempt and no amount of an aid stands there. Of a
tripartite meeting it holds the day and who came, nothing else (decisions T7).
"""

from datetime import date

from django.db.models import TextChoices
from pydantic import Field

from cases.enums import ObjectiveProgress, Party
from cases.parts.said import LONGEST_TEXT, Line, Said


class Decision(TextChoices):
    """What follows a bilan or a meeting; a suspension of the proceedings is asked at a meeting alone."""

    CONTINUE = "continue", "continuer"
    AMEND = "amend", "continuer en changeant le contrat"
    STOP = "stop", "arrêter"
    ASK_SUSPENSION = "ask_suspension", "demander la suspension de la procédure"


class Month(Said):
    """How many visits were held in the month of that first day."""

    on: date
    held: int


class Owed(Said):
    """What was owed on that day, in cents."""

    on: date
    cents: int


class Aid(Said):
    """An aid to the dwelling: what, when it was filed, what was answered. Never an amount."""

    label: Line
    filed_on: date | None = None
    answer: Line = ""


class Reached(Said):
    """An objective and how far it is; `key`: its key in the contract."""

    key: str
    text: Line
    progress: ObjectiveProgress = ObjectiveProgress.NOT_BEGUN


class BilanCommon(Said):
    """Its period is that of the part. `rent_before`, `rent_after`: None when no account says it. `decision`: "" while
    nobody has decided."""

    operator: Line
    referent: Line = ""
    visits: list[Month] = []
    rent_before: Owed | None = None
    rent_after: Owed | None = None
    plan: Line = ""
    aids: list[Aid] = []
    objectives: list[Reached] = []
    done: list[Line] = []
    next: list[Line] = []
    decision: Decision | None = None

    def missing(self) -> str:
        return "" if self.decision else "Dites d’abord avec le ménage ce qui suit : continuer, changer ou arrêter."


class Attempt(Said):
    """A visit that was no meeting."""

    on: date
    outcome: Line


class StepTaken(Said):
    """A step of the period; cents."""

    label: Line
    filed_on: date | None = None
    asked_cents: int | None = None
    answer: Line = ""
    granted_cents: int | None = None


class BilanAnnex(Said):
    """What household and operator keep: absences and attempts, every step, the other objectives, what is told."""

    attempts: list[Attempt] = []
    steps: list[StepTaken] = []
    objectives: list[Reached] = []
    text: str = Field(default="", max_length=LONGEST_TEXT)


class Came(Said):
    """Who was invited; `came` None: the meeting has not been noted yet."""

    party: Party
    came: bool | None = None


class MeetingCommon(Said):
    """Its day is that of the part."""

    operator: Line
    parties: list[Came]

    def missing(self) -> str:
        return "" if all(one.came is not None for one in self.parties) else "Notez d’abord qui est venu."


class MeetingAnnex(Said):
    """Where and when it is held, what was said, what was decided."""

    at: Line = ""
    place: Line = ""
    rent: Line = ""
    outlook: Line = ""
    decision: Decision | None = None
    text: str = Field(default="", max_length=LONGEST_TEXT)

    def missing(self) -> str:
        return "" if self.decision else "Notez d’abord ce qui a été décidé."


def kept(before: list[Reached], now: list[Reached]) -> list[Reached]:
    """The objectives of now, each with what was said of it before."""
    said = {one.key: one.progress for one in before}
    return [one.model_copy(update={"progress": said.get(one.key, one.progress)}) for one in now]
