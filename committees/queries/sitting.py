"""What the screen of a sitting shows of one item."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.db.models.functions import JSONObject

from committees.enums import Attending, Ceiling, Voice
from committees.models import Attendance, HouseholdAnswer, Opinion, Recusal, Session
from committees.policies import Standing, projected, quorum
from committees.rules import Rules, Seat


@dataclass(frozen=True)
class Place:
    """A seat in one item. `state`: an `Attending`; `recusal`: hers for this item; `voice`, `text`: what it said."""

    seat: Seat
    attendance: Attendance
    recusal: Recusal | None
    voice: str
    text: str

    @property
    def is_present(self) -> bool:
        return self.attendance.state == Attending.PRESENT

    @property
    def may_speak(self) -> bool:
        return self.is_present and self.recusal is None


@dataclass(frozen=True)
class Room:
    """Who is there for one item. `ceiling`: the version that may be shown to all of them at once; `answer`: what the household said,
    where it comes to this committee."""

    places: tuple[Place, ...]
    standing: Standing
    ceiling: Ceiling
    answer: HouseholdAnswer | None = None

    def said(self, voice: Voice) -> int:
        return sum(place.voice == voice for place in self.places if place.may_speak)


def room(session: Session, rules: Rules, item_id: UUID) -> Room:
    """The seats designated for this session, in the order of its rules, with what they said of this item, and what its household
    answered. Three statements."""
    seated: QuerySet[Any] = Attendance.objects.filter(session=session).select_related("holder")
    if rules.household != "absent":
        answers = HouseholdAnswer.objects.filter(item__public_id=item_id)
        seated = seated.annotate(household=ArraySubquery(answers.values(json=JSONObject(**_ANSWER))))
    designated = {row.seat: row for row in seated}
    recused = {row.holder_id: row for row in Recusal.objects.filter(item__public_id=item_id, lifted_at=None)}
    said = {row.seat: row for row in Opinion.objects.filter(item__public_id=item_id)}
    places = tuple(
        Place(
            seat,
            designated[seat.key],
            recused.get(designated[seat.key].holder_id),
            said[seat.key].voice if seat.key in said else "",
            said[seat.key].text if seat.key in said else "",
        )
        for seat in rules.seats
        if seat.key in designated
    )
    there = [place for place in places if place.is_present]
    return Room(
        places,
        quorum(rules, {place.seat.key for place in there}),
        projected(place.seat.ceiling for place in there if place.recusal is None),
        _answer(designated.values()) if rules.household != "absent" else None,
    )


_ANSWER = {name: name for name in ("presence", "agrees", "competence", "said_on", "words")}


def _answer(seated: Iterable[Any]) -> HouseholdAnswer | None:
    """Each row carries it: a session that sits has seats, and a statement of its own would be one more."""
    for row in seated:
        for said in row.household:
            on = said["said_on"]
            return HouseholdAnswer(**said | {"said_on": date.fromisoformat(on) if on else None})
    return None
