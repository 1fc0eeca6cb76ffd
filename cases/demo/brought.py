"""Two accompaniments that a team brought from its spreadsheet: begun before Palier, without a referral or an agreement."""

from datetime import date, timedelta
from functools import partial

from django.utils import timezone

from cases.actions import takeover
from cases.demo.acts import Story
from cases.demo.cast import Cast
from cases.demo.past import Timeline
from cases.demo.people import BASTIEN, ORTEGA
from cases.enums import AccompanimentKind
from cases.imports.running import Month, RunningLine
from cases.models import IdentityStatement
from cases.queries.takeover import agreements, referents
from common.context import acting
from partners.acting import Acting

#: How many days ago the file was taken over, and how long each had been running by then.
AGO, BEGUN = 84, (200, 130)
#: Visits held and planned, and minutes, of the last full months before the file, the oldest first.
COUNTED = ((2, 3, 150), (1, 2, 75), (2, 2, 165), (2, 2, 130))
_NOTES = (
    (("budget", "rent"), "Plan d’apurement repris depuis le début : il reste huit mensualités."),
    (("rights",), "Complémentaire santé demandée ensemble."),
    (("dwelling",), ""),
)


def bring(time: Timeline, cast: Cast) -> list[Story]:
    """Taken over by the manager, then met by their referents as anybody is. Their stories have no tenancy."""
    brought = [cast.montaubre.story(profile) for profile in (BASTIEN, ORTEGA)]
    workers = cast.montaubre.workers[: len(brought)]
    time.at(AGO, lambda: _take_over(brought, cast.laurent, workers))
    for story, worker in zip(brought, workers, strict=True):
        for turn, ago in enumerate(range(AGO - 10, 5, -16)):
            themes, note = _NOTES[turn % len(_NOTES)]
            time.at(ago, partial(story.visit, worker, themes=themes, note=note))
    return brought


def _take_over(brought: list[Story], by: Acting, workers: list[Acting]) -> None:
    unit = by.membership.unit_id if by.membership else 0
    emails = [worker.membership.user.email for worker in workers if worker.membership]
    with acting(by.audiences):
        held = agreements(unit)
        takeover.take_over(
            lines=[
                _line(number, story, next(iter(held)), email)
                for number, (story, email) in enumerate(zip(brought, emails, strict=True))
            ],
            by=by,
            members=referents(unit),
            agreements=held,
        )
        for story in brought:
            who = {"last_name": story.profile.last_name, "first_name": story.profile.first_name}
            story.case_id = IdentityStatement.objects.get(author_id=by.unit_audience, **who).case_id


def _line(number: int, story: Story, programme: str, referent: str) -> RunningLine:
    who, today = story.profile, timezone.localdate()
    return RunningLine(
        line=number + 2,
        title=who.title,
        last_name=who.last_name,
        first_name=who.first_name,
        co_tenant=who.co_tenant,
        children=who.occupants - (2 if who.co_tenant else 1),
        phone=who.phone,
        address=who.address,
        postcode=who.postcode,
        commune=who.commune,
        programme=programme,
        kind=AccompanimentKind.MAINTENANCE,
        starts_on=today - timedelta(days=BEGUN[number]),
        referent=referent,
        months=_months(today - timedelta(days=AGO), len(COUNTED) - number),
    )


def _months(before: date, count: int) -> tuple[Month, ...]:
    """The last full months before that day: a month of the calendar does not grow older with what happened."""
    first = before.replace(day=1)
    found: list[Month] = []
    for held, planned, minutes in reversed(COUNTED[-count:]):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(Month(first, held, planned, minutes))
    return tuple(reversed(found))
