"""Visits: planned, logged once whatever the network does, corrected by their author, never read by others."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.actions import teams, visits
from cases.actions.visits import VisitConflict
from cases.enums import VisitKind, VisitOutcome
from cases.models import Access, Case, Visit, VisitNote, VisitRevision, VisitShared, VisitTime
from cases.policies import VisitEntry, is_attempt, is_meeting, outcomes_offered
from cases.queries.day import day_of
from common.context import acting
from common.refusal import NotYours, Refused
from tests.factories.world import accept, assign, refer
from tests.harness import sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    referred = refer(world.nadia, world.agreement)
    accept(referred, world.ines)
    with acting(world.ines.audiences):
        return Case.objects.get(pk=referred.case.pk)


def today() -> date:
    return timezone.localdate()


def entry(**fields) -> VisitEntry:
    defaults = {
        "on": today(),
        "at": time(10, 12),
        "outcome": VisitOutcome.HELD,
        "visit_minutes": 45,
        "travel_minutes": 15,
        "administration_minutes": 15,
        "themes": ("rent", "energy"),
        "note": "A retrouvé l’échéancier.",
    }
    return VisitEntry(**(defaults | fields))


def test_a_visit_is_logged_with_minutes_and_note(world, case):
    device = uuid4()
    with acting(world.ines.audiences):
        receipt = visits.log(case=case, by=world.ines, device_id=device, entry=entry())
        assert not receipt.replayed
        visit = Visit.objects.get(device_id=device)
        assert (visit.outcome, visit.kind, visit.is_planned) == ("held", "home", False)
        assert visit.logged_by_id == world.ines.member_audience
        time_spent = VisitTime.objects.get(visit=visit)
        assert (time_spent.visit_minutes, time_spent.travel_minutes, time_spent.administration_minutes) == (
            45,
            15,
            15,
        )
        note = VisitNote.objects.get(visit=visit)
        assert note.themes == ["rent", "energy"]
        assert note.text == "A retrouvé l’échéancier."
        assert VisitShared.objects.get(case=case).held == 1


def test_an_attempt_needs_its_outcome_only_and_counts_no_meeting(world, case):
    with acting(world.ines.audiences):
        visits.log(
            case=case,
            by=world.ines,
            device_id=uuid4(),
            entry=VisitEntry(on=today(), outcome=VisitOutcome.ABSENT),
        )
        assert not VisitNote.objects.exists()
        assert not VisitShared.objects.exists()
    states = {state for (state,) in sql("SELECT state FROM cases_referralfeedback WHERE visible_from <= now()")}
    assert "contacted" in states


def test_a_replay_returns_the_first_receipt_and_writes_nothing(world, case):
    device = uuid4()
    with acting(world.ines.audiences):
        first = visits.log(case=case, by=world.ines, device_id=device, entry=entry())
    with acting(world.ines.audiences):
        again = visits.log(case=case, by=world.ines, device_id=device, entry=entry(themes=("energy", "rent")))
        assert again.replayed
        assert again.visit.pk == first.visit.pk
        assert (Visit.objects.count(), VisitTime.objects.count(), VisitNote.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": VisitOutcome.ABSENT},
        {"note": "Autre chose."},
        {"visit_minutes": 60},
        {"travel_minutes": 30},
        {"administration_minutes": 30},
        {"themes": ("rent",)},
        {"at": time(11, 0)},
        {"on": today() - timedelta(days=1)},
        {"kind": VisitKind.OFFICE},
    ],
)
def test_the_same_id_with_another_content_is_a_conflict(world, case, change):
    device = uuid4()
    with acting(world.ines.audiences):
        first = visits.log(case=case, by=world.ines, device_id=device, entry=entry())
        with pytest.raises(VisitConflict) as conflict:
            visits.log(case=case, by=world.ines, device_id=device, entry=entry(**change))
        assert conflict.value.visit.pk == first.visit.pk
        assert VisitNote.objects.get().text == "A retrouvé l’échéancier."
        assert VisitTime.objects.get().visit_minutes == 45


def test_the_same_id_from_a_colleague_is_a_conflict(world, case):
    assign(case, world.marc, world.laurent)
    device = uuid4()
    with acting(world.ines.audiences):
        visits.log(case=case, by=world.ines, device_id=device, entry=entry())
    with acting(world.marc.audiences), pytest.raises(VisitConflict):
        visits.log(case=case, by=world.marc, device_id=device, entry=entry())


def test_the_same_id_on_another_household_is_a_conflict_that_shows_nothing(world, case):
    other = refer(world.nadia, world.agreement, last_name="Ferreira")
    accept(other, world.ines)
    device = uuid4()
    with acting(world.ines.audiences):
        visits.log(case=case, by=world.ines, device_id=device, entry=entry())
        second = Case.objects.get(pk=other.case.pk)
        with pytest.raises(VisitConflict) as conflict:
            visits.log(case=second, by=world.ines, device_id=device, entry=entry())
        assert conflict.value.visit is None


def test_a_planned_visit_is_filled_once_logged(world, case):
    day = today() + timedelta(days=2)
    with acting(world.ines.audiences):
        planned = visits.plan(case=case, by=world.ines, on=day, at=time(14, 30))
        assert Access.objects.for_audience(world.ines.member_audience).get(case=case).next_visit_on == day
        visits.move(visit=planned, by=world.ines, on=today(), at=time(9, 0), kind=VisitKind.OFFICE)
        receipt = visits.log(case=case, by=world.ines, device_id=planned.device_id, entry=entry())
        assert receipt.visit.pk == planned.pk
        assert receipt.visit.is_planned
        assert Visit.objects.count() == 1
        assert Access.objects.for_audience(world.ines.member_audience).get(case=case).next_visit_on is None
        again = visits.log(case=case, by=world.ines, device_id=planned.device_id, entry=entry())
        assert again.replayed
        with pytest.raises(Refused, match="déjà notée"):
            visits.move(visit=planned, by=world.ines, on=day, at=None, kind=VisitKind.HOME)


def test_nothing_is_planned_yesterday_nor_logged_tomorrow(world, case):
    with acting(world.ines.audiences):
        with pytest.raises(Refused, match="Ce jour est passé"):
            visits.plan(case=case, by=world.ines, on=today() - timedelta(days=1))
        with pytest.raises(Refused, match="futur"):
            visits.log(case=case, by=world.ines, device_id=uuid4(), entry=entry(on=today() + timedelta(days=1)))
        planned = visits.plan(case=case, by=world.ines, on=today())
        with pytest.raises(Refused, match="Ce jour est passé"):
            visits.move(visit=planned, by=world.ines, on=today() - timedelta(days=1), at=None, kind="home")


def test_only_the_team_logs_plans_and_writes(world, case):
    for other in (world.marc, world.laurent):
        with acting(other.audiences):
            with pytest.raises(NotYours, match="Seule l’équipe qui suit ce ménage note une visite"):
                visits.log(case=case, by=other, device_id=uuid4(), entry=entry())
            with pytest.raises(NotYours, match="planifie"):
                visits.plan(case=case, by=other, on=today())
            with pytest.raises(NotYours):
                visits.write_note(case=case, by=other, text="Bonjour")
            assert not Visit.objects.exists()


def test_a_correction_changes_ones_own_visit_and_keeps_its_receipt(world, case):
    device = uuid4()
    with acting(world.ines.audiences):
        visit = visits.log(case=case, by=world.ines, device_id=device, entry=entry()).visit
        changed = entry(outcome=VisitOutcome.ABSENT, visit_minutes=None, note="Pas là.", themes=())
        visits.correct(visit=visit, by=world.ines, entry=changed)
        visit.refresh_from_db()
        assert visit.outcome == "absent"
        assert VisitTime.objects.get().visit_minutes is None
        assert VisitNote.objects.get().text == "Pas là."
        assert not VisitShared.objects.exists()
        assert visits.log(case=case, by=world.ines, device_id=device, entry=entry()).replayed
        visit.refresh_from_db()
        assert visit.outcome == "absent"


def test_a_correction_may_add_a_note(world, case):
    with acting(world.ines.audiences):
        bare = VisitEntry(on=today(), outcome=VisitOutcome.HELD)
        visit = visits.log(case=case, by=world.ines, device_id=uuid4(), entry=bare).visit
        visits.correct(visit=visit, by=world.ines, entry=entry(note="Ajoutée après."))
        assert VisitNote.objects.get().text == "Ajoutée après."


def test_nobody_corrects_a_colleagues_visit_nor_a_planned_one(world, case):
    assign(case, world.marc, world.laurent)
    with acting(world.ines.audiences):
        visit = visits.log(case=case, by=world.ines, device_id=uuid4(), entry=entry()).visit
        planned = visits.plan(case=case, by=world.ines, on=today())
        with pytest.raises(Refused, match="pas encore notée"):
            visits.correct(visit=planned, by=world.ines, entry=entry())
        with pytest.raises(Refused, match="futur"):
            visits.correct(visit=visit, by=world.ines, entry=entry(on=today() + timedelta(days=1)))
    with acting(world.marc.audiences), pytest.raises(NotYours, match="Seule la personne"):
        visits.correct(visit=visit, by=world.marc, entry=entry())


def test_a_colleague_says_she_was_there_with_her_own_minutes(world, case):
    assign(case, world.marc, world.laurent)
    with acting(world.ines.audiences):
        visit = visits.log(case=case, by=world.ines, device_id=uuid4(), entry=entry()).visit
        with pytest.raises(Refused, match="vous y étiez"):
            visits.join(visit=visit, by=world.ines)
    with acting(world.marc.audiences):
        visits.join(visit=visit, by=world.marc, visit_minutes=40)
        assert [row.visit_minutes for row in VisitTime.objects.all()] == [40]
        with pytest.raises(Refused, match="déjà notée"):
            visits.join(visit=visit, by=world.marc, visit_minutes=40)
    with acting(world.laurent.audiences):
        assert VisitTime.objects.count() == 2


def test_a_note_outside_a_visit_is_the_teams(world, case):
    with acting(world.ines.audiences):
        with pytest.raises(Refused, match="vide"):
            visits.write_note(case=case, by=world.ines, text="  ")
        visits.write_note(case=case, by=world.ines, text="Appel de la CAF.", themes=["rights"])
        assert VisitNote.objects.get().visit_id is None
    for other in (world.marc, world.laurent, world.nadia, world.bea):
        with acting(other.audiences):
            assert not VisitNote.objects.exists()


def test_the_outcomes_offered_change_with_the_first_meeting():
    before, after = outcomes_offered(met=False), outcomes_offered(met=True)
    assert len(before) == len(after) == 6
    assert set(before) - set(after) == {VisitOutcome.MESSAGE_LEFT, VisitOutcome.MOVED_OUT}
    assert set(after) - set(before) == {
        VisitOutcome.CANCELLED_BY_HOUSEHOLD,
        VisitOutcome.CANCELLED_BY_WORKER,
    }


def test_what_counts_as_a_meeting_and_as_an_attempt():
    assert [outcome.value for outcome in VisitOutcome if is_meeting(outcome)] == ["held"]
    assert {outcome.value for outcome in VisitOutcome if is_attempt(outcome)} == {
        "through_door",
        "absent",
        "refused",
        "message_left",
        "moved_out",
    }
    assert not is_attempt("")


def test_a_correction_keeps_what_the_team_read_before_and_no_minutes(world, case):
    with acting(world.ines.audiences):
        made = visits.log(case=case, by=world.ines, device_id=uuid4(), entry=entry(note="Avant", next_steps="Appeler"))
        visits.correct(
            visit=made.visit, by=world.ines, entry=entry(note="Avant", next_steps="Appeler", visit_minutes=5)
        )
        assert not VisitRevision.objects.exists()
        visits.correct(visit=made.visit, by=world.ines, entry=entry(note="Après", outcome="absent"))
        (kept,) = VisitRevision.objects.all()
    assert (kept.former["note"], kept.former["next_steps"], kept.former["outcome"]) == ("Avant", "Appeler", "held")
    assert not [name for name in kept.former if "minutes" in name]
    assert kept.written_by_id == world.ines.member_audience


def test_a_visit_is_held_by_who_logs_it_or_by_whom_she_names_on_the_team(world, case):
    mine, marc = world.ines.membership.pk, world.marc.membership.pk
    with acting(world.ines.audiences):
        made = visits.log(case=case, by=world.ines, device_id=uuid4(), entry=entry())
        assert (made.visit.holder_id, made.visit.companions) == (mine, [])
        with pytest.raises(Refused, match="pas dans l’équipe"):
            visits.log(case=case, by=world.ines, device_id=uuid4(), entry=entry(companions=(marc,)))
    with acting(world.laurent.audiences):
        teams.assign(case=case, by=world.laurent, membership=world.marc.membership)
    with acting(world.ines.audiences):
        made = visits.log(case=case, by=world.ines, device_id=uuid4(), entry=entry(holder=marc, companions=(mine,)))
    assert (made.visit.holder_id, made.visit.companions) == (marc, [mine])


def test_the_day_is_that_of_the_visits_one_holds_and_of_those_nobody_does(world, case):
    with acting(world.laurent.audiences):
        place = teams.assign(case=case, by=world.laurent, membership=world.marc.membership)
    mine, marc = world.ines.membership.pk, world.marc.membership.pk
    with acting(world.ines.audiences):
        planned = {
            name: visits.plan(case=case, by=world.ines, on=today(), who=who).pk
            for name, who in {
                "mine": None,
                "his": visits.Who(marc),
                "nobody": visits.Who(None),
                "both": visits.Who(marc, (mine,)),
            }.items()
        }

    def day(who) -> set[str]:
        with acting(who.audiences):
            found = day_of(who.member_audience, today(), who.membership.pk).today
        return {name for name, pk in planned.items() if pk in {visit.pk for visit in found}}

    assert day(world.ines) == {"mine", "nobody", "both"}
    assert day(world.marc) == {"his", "nobody", "both"}
    with acting(world.laurent.audiences):
        teams.release(place=place, by=world.laurent)
    assert day(world.ines) == {"mine", "his", "nobody", "both"}
