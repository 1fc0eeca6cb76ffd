"""What a committee may say of itself: the shape of its YAML file and of the rows that keep its versions (domain 4.7, 5, 6).

Committees differ in name and rhythm, not in nature: what one of them decides is a line of its file, never of the code.
"""

import re
from collections.abc import Collection
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cases.programmes.rules import Count, Days, Key, Months, Percent, Strict, Text, Versioned, Weeks
from committees.enums import Ceiling, DecisionKind, EffectKind

#: Access closes thirty days after a session whatever a committee says (domain 5).
READING_DAYS = 30


#: The INSEE code of a département or of a commune: « 37 », « 2A », « 971 », « 37261 ».
_PLACE = re.compile(r"\d[\dAB](\d{3})?|97\d(\d{2})?")


class College(Strict):
    """Seats that sit for the same reason. `label` in the plural: « Bailleurs »."""

    key: Key
    label: Text


class Seat(Strict):
    """A place held by an organisation. `ceiling`: which version of a sheet it reads. `votes`: its opinion counts for the
    quorum; a guest's does not."""

    key: Key
    college: Key
    label: Text
    ceiling: Ceiling
    votes: bool = True


class Quorum(Strict):
    """Who must be there for a decision to stand. Without it opinions are kept and nothing is decided. Each that is said
    must hold."""

    seats: Count | None = None
    share_percent: Percent | None = None
    each_college: bool = False
    one_chair: bool = False


class Rhythm(Strict):
    """When it sits: every so many weeks or months. `urgent`: it may be called between two sessions. `send_days`: its members
    are called that many days before. `minutes_per_item`: for the length of an agenda, shown and never enforced."""

    every_weeks: Weeks | None = None
    every_months: Months | None = None
    urgent: bool = False
    send_days: Days
    minutes_per_item: Count | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.every_weeks is None) == (self.every_months is None):
            raise ValueError("rhythm|dites every_weeks ou every_months, l’un des deux")
        return self


class Competence(Strict):
    """Something it may decide. `label` completes « La commission… »; `letter` says it to the household in plain words.

    `short` is what a button says (« Ajourner »). `asked`: a sheet may ask for it. `effect`: what is then to be done, which is followed until it is. `months`: its usual
    length. `appeal`: how it may be contested; refusals say it. `household_agrees`: nothing without the household there and agreeing.
    """

    key: Key
    kind: DecisionKind
    label: Text
    short: Annotated[str, Field(min_length=1, max_length=40)]
    letter: Text
    asked: bool = True
    effect: Literal[""] | EffectKind = ""
    months: Months | None = None
    appeal: str = Field("", max_length=600)
    household_agrees: bool = False


class Watch(Strict):
    """From how many adjournments or refusals of one household on, the secretariat is told; and for how many days what was decided may
    wait before it is late."""

    adjournments: Count = 2
    refusals: Count = 2
    effect_days: Days = 30


class Rules(Versioned):
    """A committee. `household`: whether the household comes; where it is « present », nothing is decided before its presence is noted.
    `programme`, `area`: whose demands it examines, those of one programme, of these places, or both; of anybody without either.
    `file_days`: a sheet is filed that many days before a session at
    the latest."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    programme: Key | None = None
    territory: Text
    area: list[str] = []
    purpose: Text
    colleges: list[College] = Field(min_length=1)
    seats: list[Seat] = Field(min_length=2)
    chairs: list[Key] = Field(min_length=1)
    rhythm: Rhythm
    quorum: Quorum
    competences: list[Competence] = Field(min_length=2)
    household: Literal["absent", "invited", "present"] = "absent"
    file_days: Annotated[int, Field(ge=0, le=60)]
    needed: list[Text] = []
    watch: Watch = Watch()

    @model_validator(mode="after")
    def _names_what_exists(self) -> Self:
        _unique("colleges", [each.key for each in self.colleges])
        _unique("seats", [each.key for each in self.seats])
        _unique("competences", [each.key for each in self.competences])
        colleges, seats = {each.key for each in self.colleges}, {each.key for each in self.seats}
        for number, seat in enumerate(self.seats):
            if seat.college not in colleges:
                raise ValueError(f"seats.{number}.college|« {seat.college} » n’est pas l’un des collèges")
        for number, key in enumerate(self.chairs):
            if key not in seats:
                raise ValueError(f"chairs.{number}|« {key} » n’est pas l’un des sièges")
        for number, each in enumerate(self.competences):
            if each.kind == DecisionKind.REFUSED and not each.appeal:
                raise ValueError(f"competences.{number}.appeal|un refus dit comment le contester")
        for number, each in enumerate(self.competences):
            if each.household_agrees and self.household == "absent":
                raise ValueError(f"competences.{number}.household_agrees|le ménage ne vient pas : dites-le à household")
        for number, place in enumerate(self.area):
            if not _PLACE.fullmatch(place):
                raise ValueError(
                    f"area.{number}|« {place} » n’est pas le code INSEE d’un département ou d’une commune, comme 37 ou 37261"
                )
        if not any(each.kind == DecisionKind.ADJOURNED for each in self.competences):
            raise ValueError("competences|il manque un ajournement : toute commission peut avoir à attendre une pièce")
        voting = sum(seat.votes for seat in self.seats)
        if self.quorum.seats and self.quorum.seats > voting:
            raise ValueError(f"quorum.seats|il n’y a que {voting} sièges dont l’avis compte")
        return self

    def covers(self, communes: Collection[str]) -> bool:
        """Whether a household of one of these communes (INSEE codes) is of its area; everybody is of a committee without one."""
        return not self.area or any(commune.startswith(tuple(self.area)) for commune in communes)

    def seat(self, key: str) -> Seat:
        """The seat of that key. KeyError without one."""
        return next_of(self.seats, key)

    def competence(self, key: str) -> Competence:
        """The competence of that key. KeyError without one."""
        return next_of(self.competences, key)


def next_of(held: list, key: str):
    """The one of that key. KeyError without one."""
    for each in held:
        if each.key == key:
            return each
    raise KeyError(key)


def _unique(where: str, keys: list[str]) -> None:
    for number, key in enumerate(keys):
        if key in keys[:number]:
            raise ValueError(f"{where}.{number}.key|« {key} » est déjà pris : donnez-lui une autre clé")
