"""Who follows a household: the manager decides, the gate follows, nobody stays without a referent by accident."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions import teams, visits
from cases.models import Access, Accompaniment, TeamMember, Visit, VisitNote
from cases.periods import Period
from cases.queries import team
from cases.queries.day import day_of
from common.context import acting
from common.formatting import weekday_date
from common.refusal import NotYours, Refused
from tests.cases.operator_world import accepted, case_of, client_of
from tests.factories.world import assign, refer, visit
from tests.harness import sql

pytestmark = pytest.mark.django_db


def reads_notes(case, who) -> bool:
    with acting(who.audiences):
        return VisitNote.objects.filter(case=case).exists()


def test_a_new_member_reads_the_notes_until_released(world):
    _, case = accepted(world)
    visit(case, world.ines, text="Secret")
    assert not reads_notes(case, world.marc)
    with acting(world.laurent.audiences):
        place = teams.assign(case=case, by=world.laurent, membership=world.marc.membership)
    assert reads_notes(case, world.marc)
    with acting(world.laurent.audiences):
        teams.release(place=place, by=world.laurent)
        with pytest.raises(Refused, match="déjà quitté"):
            teams.release(place=place, by=world.laurent)
    assert not reads_notes(case, world.marc)


def test_a_substitute_reads_from_her_first_day_to_her_last(world):
    _, case = accepted(world)
    today = timezone.localdate()
    with acting(world.laurent.audiences):
        place = teams.assign(
            case=case,
            by=world.laurent,
            membership=world.marc.membership,
            starts_on=today + timedelta(days=3),
            last_day=today + timedelta(days=9),
        )
        assert timezone.localdate(place.starts_at) == today + timedelta(days=3)
        assert timezone.localdate(place.until) == today + timedelta(days=10)
        assert not Access.objects.filter(case=case, audience_id=world.marc.member_audience).exists()
    sql(
        "UPDATE cases_teammember SET starts_at = now() - interval '1 hour' WHERE id = %s",
        place.pk,
    )
    with acting(world.marc.audiences):
        until = Access.objects.for_audience(world.marc.member_audience).get(case=case).team_until
    assert until == place.until


def test_a_place_that_ran_out_can_be_given_again(world):
    _, case = accepted(world)
    with acting(world.laurent.audiences):
        place = teams.assign(
            case=case, by=world.laurent, membership=world.marc.membership, last_day=timezone.localdate()
        )
        with pytest.raises(Refused, match="fait déjà partie"):
            teams.assign(case=case, by=world.laurent, membership=world.marc.membership)
    sql(
        "UPDATE cases_teammember SET starts_at = now() - interval '2 days', until = now() - interval '1 hour'"
        " WHERE id = %s",
        place.pk,
    )
    with acting(world.laurent.audiences):
        teams.assign(case=case, by=world.laurent, membership=world.marc.membership)
        assert TeamMember.objects.filter(case=case, membership=world.marc.membership, ended_at=None).count() == 1


def test_dates_must_follow_each_other(world):
    _, case = accepted(world)
    today = timezone.localdate()
    with acting(world.laurent.audiences):
        for starts_on, last_day in ((None, today - timedelta(days=1)), (today + timedelta(days=5), today)):
            with pytest.raises(Refused, match="dernier jour"):
                teams.assign(
                    case=case,
                    by=world.laurent,
                    membership=world.marc.membership,
                    starts_on=starts_on,
                    last_day=last_day,
                )


def test_the_referent_changes_and_the_accompaniment_says_so(world):
    _, case = accepted(world)
    with acting(world.laurent.audiences):
        teams.replace_referent(case=case, by=world.laurent, membership=world.marc.membership)
        assert TeamMember.objects.get(case=case, is_referent=True).membership == world.marc.membership
        assert Accompaniment.objects.get(case=case).referent_name == world.marc.person_name
        former = TeamMember.objects.get(case=case, membership=world.ines.membership)
        assert former.ended_at is None
        teams.appoint_referent(place=former, by=world.laurent)
        assert Accompaniment.objects.get(case=case).referent_name == "Inès Caron"
        assert TeamMember.objects.filter(case=case, is_referent=True).count() == 1
        with pytest.raises(Refused, match="Désignez d’abord"):
            teams.release(place=TeamMember.objects.get(pk=former.pk), by=world.laurent)


def test_the_former_referent_may_leave_the_team_at_once(world):
    _, case = accepted(world)
    with acting(world.laurent.audiences):
        former = teams.replace_referent(
            case=case, by=world.laurent, membership=world.marc.membership, former_leaves=True
        )
        assert former.membership == world.ines.membership
        assert TeamMember.objects.get(pk=former.pk).ended_at is not None
        assert teams.replace_referent(case=case, by=world.laurent, membership=world.marc.membership) is None
    with acting(world.ines.audiences):
        assert not Access.objects.for_audience(world.ines.member_audience).filter(case_id=case.pk).exists()


def test_a_referent_who_left_the_unit_keeps_no_place(world):
    _, case = accepted(world)
    sql("UPDATE partners_membership SET ended_at = now() WHERE id = %s", world.ines.membership.pk)
    with acting(world.laurent.audiences):
        teams.replace_referent(case=case, by=world.laurent, membership=world.marc.membership)
        assert TeamMember.objects.filter(case=case, ended_at=None).count() == 1
    page = client_of(world.laurent).get(f"/accompagnement/menages/{case.public_id}/suivi/").content.decode()
    assert f"Et {world.marc.person_name}, qui assure" in page
    assert "Et Inès Caron" not in page


def test_somebody_to_come_is_not_the_referent_yet(world):
    _, case = accepted(world)
    with acting(world.laurent.audiences):
        place = teams.assign(
            case=case,
            by=world.laurent,
            membership=world.marc.membership,
            starts_on=timezone.localdate() + timedelta(days=2),
        )
        with pytest.raises(Refused, match="aujourd’hui"):
            teams.appoint_referent(place=place, by=world.laurent)


def test_only_the_manager_of_the_unit_after_acceptance(world):
    _, case = accepted(world)
    with acting(world.ines.audiences), pytest.raises(NotYours, match="responsable d’équipe"):
        teams.assign(case=case, by=world.ines, membership=world.marc.membership)
    with acting(world.bea_manager.audiences), pytest.raises(NotYours, match="votre équipe"):
        teams.assign(case=case, by=world.bea_manager, membership=world.bea.membership)
    with acting(world.laurent.audiences), pytest.raises(Refused, match="votre service"):
        teams.assign(case=case, by=world.laurent, membership=world.rural_worker.membership)
    waiting = case_of(refer(world.nadia, world.agreement), world.laurent)
    with acting(world.laurent.audiences), pytest.raises(Refused, match="Acceptez d’abord"):
        teams.assign(case=waiting, by=world.laurent, membership=world.marc.membership)


# --- screens -----------------------------------------------------------------------------------------------------
def test_the_manager_changes_the_team_on_screen(world):
    _, case = accepted(world)
    client = client_of(world.laurent)
    url = f"/accompagnement/menages/{case.public_id}/suivi/"
    assert "Référence du ménage" in client.get(url).content.decode()
    answer = client.post(url, {"member": world.marc.membership.public_id, "place": "member"}, follow=True)
    assert f"{world.marc.person_name} rejoint l’équipe" in answer.content.decode()
    with acting(world.laurent.audiences):
        place = TeamMember.objects.get(case=case, membership=world.marc.membership)
    answer = client.post(f"{url}{place.public_id}/reference/", follow=True)
    assert "Inès Caron reste dans l’équipe et lit encore ce dossier." in answer.content.decode()
    with acting(world.laurent.audiences):
        former = TeamMember.objects.get(case=case, membership=world.ines.membership)
    answer = client.post(f"{url}{former.public_id}/quitter/", follow=True)
    assert "a quitté l’équipe" in answer.content.decode()
    given = {"member": world.ines.membership.public_id, "place": "referent", "former": "leaves"}
    answer = client.post(url, given, follow=True).content.decode()
    assert "Inès Caron assure maintenant la référence" in answer
    assert f"{world.marc.person_name} a quitté l’équipe et ne lit plus ce dossier." in answer
    assert f"/{place.public_id}/reference/" not in answer


def test_the_form_asks_what_becomes_of_the_former_referent(world):
    _, case = accepted(world)
    assign(case, world.marc, world.laurent)
    client = client_of(world.laurent)
    url = f"/accompagnement/menages/{case.public_id}/suivi/"
    asked = client.get(url).content.decode()
    assert asked.count("Et Inès Caron, qui assure la référence aujourd’hui") == 2
    with acting(world.laurent.audiences):
        place = TeamMember.objects.get(case=case, membership=world.marc.membership)
    unclear = client.post(f"{url}{place.public_id}/reference/", {"former": "perhaps"})
    assert "Dites ce que devient" in unclear.content.decode()
    left = client.post(f"{url}{place.public_id}/reference/", {"former": "leaves"}, follow=True)
    assert "Inès Caron a quitté l’équipe" in left.content.decode()


def test_the_team_form_says_what_is_wrong(world):
    _, case = accepted(world)
    client = client_of(world.laurent)
    url = f"/accompagnement/menages/{case.public_id}/suivi/"
    assert "Choisissez une personne." in client.post(url, {"place": "member"}).content.decode()
    dated = {"member": world.marc.membership.public_id, "place": "referent", "last_day": "31/12/2026"}
    wrong = client.post(url, dated).content.decode()
    said = re.search(r'id="id_last_day-error".*?<span>([^<]*)', wrong, re.DOTALL)
    assert said
    assert "laissez les dates vides" in said[1]
    assert "when-member" not in wrong
    assert "when-member" in client.get(url).content.decode()
    foreign = {"member": world.bea.membership.public_id, "place": "member"}
    assert client.post(url, foreign).status_code == 200
    backwards = {"member": world.marc.membership.public_id, "place": "member"}
    backwards |= {"starts_on": "2031-12-01", "last_day": "2031-11-01"}
    page = client.post(url, backwards).content.decode()
    assert "Le dernier jour est avant le premier" in page
    assert 'value="2031-11-01"' in page
    twice = client.post(url, {"member": world.ines.membership.public_id, "place": "member"}).content.decode()
    assert "fait déjà partie de l’équipe" in twice
    with acting(world.laurent.audiences):
        assert TeamMember.objects.filter(case=case).count() == 1


def test_a_worker_reads_why_she_cannot_and_others_nothing(world):
    _, case = accepted(world)
    url = f"/accompagnement/menages/{case.public_id}/suivi/"
    refused = client_of(world.ines).get(url)
    assert refused.status_code == 403
    assert "réservé à la responsable d’équipe" in refused.content.decode()
    for other in (world.bea_manager, world.nadia, world.admin, world.dpo):
        assert client_of(other).get(url).status_code == 404
    assert client_of(world.laurent).post(f"{url}{case.public_id}/quitter/").status_code == 404


# --- planned visits when the household changes hands -------------------------------------------------------------------
def planned(case, who, *, days: int):
    """A visit planned that many days from today."""
    with acting(who.audiences):
        return visits.plan(case=case, by=who, on=timezone.localdate() + timedelta(days=days)).pk


def handing(world) -> tuple:
    """A household of Inès with a visit of three days ago not logged, and one to come; its page of the team."""
    _, case = accepted(world)
    past, coming = planned(case, world.ines, days=0), planned(case, world.ines, days=5)
    with acting(world.ines.audiences):
        Visit.objects.filter(pk=past).update(on=timezone.localdate() - timedelta(days=3))
    sql("UPDATE cases_teammember SET starts_at = now() - interval '30 days' WHERE case_id = %s", case.pk)
    return case, past, coming


def said(answer) -> str:
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_handing_over_says_which_visits_wait_and_who_logs_them(world):
    case, _, _ = handing(world)
    today = timezone.localdate()
    past = f"la visite du {weekday_date(today - timedelta(days=3))}".replace("\xa0", " ")
    url = f"/accompagnement/menages/{case.public_id}/suivi/"
    page = said(client_of(world.laurent).get(url))
    assert "Visites pas encore notées" in page
    assert "Inès Caron la note, même après avoir donné la référence" in page
    assert weekday_date(today + timedelta(days=5)).replace("\xa0", " ").capitalize() in page
    assert "À venir : la personne qui prend la référence la fera." in page
    assert f"lit encore tout le dossier, et note {past}" in page
    assert f"ne lit plus rien dès la page suivante, et ne note plus {past}" in page


@pytest.mark.parametrize(
    ("former", "told"),
    [("stays", "lit encore ce dossier, et note {past}."), ("leaves", "note {past}, avec ce que Inès Caron en dit.")],
)
def test_once_handed_over_it_is_said_who_logs_what_is_past(world, former, told):
    case, _, _ = handing(world)
    past = f"la visite du {weekday_date(timezone.localdate() - timedelta(days=3))}".replace("\xa0", " ")
    url = f"/accompagnement/menages/{case.public_id}/suivi/"
    answers = {"member": world.marc.membership.public_id, "place": "referent", "former": former}
    assert told.format(past=past) in said(client_of(world.laurent).post(url, answers, follow=True))


def test_a_visit_past_stays_with_who_held_it_and_one_to_come_goes_along(world):
    case, past, coming = handing(world)
    today = timezone.localdate()
    with acting(world.laurent.audiences):
        teams.replace_referent(case=case, by=world.laurent, membership=world.marc.membership)

    def day(who) -> list[int]:
        with acting(who.audiences):
            found = day_of(who.member_audience, today)
            return [visit.pk for visit in [*found.late, *found.soon]]

    def to_log(who) -> tuple[int, int]:
        with acting(world.laurent.audiences):
            board = team.board(
                world.laurent, world.laurent.membership.unit_id, Period(today, today + timedelta(days=9)), today
            )
            return next((line.to_log, line.coming) for line in board.lines if line.member.pk == who.membership.pk)

    assert day(world.ines) == [past, coming]
    assert day(world.marc) == [coming]
    assert (to_log(world.ines), to_log(world.marc)) == ((1, 0), (0, 1))
    with acting(world.laurent.audiences):
        place = TeamMember.objects.get(case=case, membership=world.ines.membership, ended_at=None)
        teams.release(place=place, by=world.laurent)
    assert day(world.marc) == [past, coming]
    assert to_log(world.marc) == (1, 1)
