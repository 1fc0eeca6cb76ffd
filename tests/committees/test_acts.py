"""What a secretariat does of a session from its planning to its signature, and what it is refused."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from committees.actions import agenda, sessions, sheets, sitting
from committees.actions.sitting import Overtaken, Said
from committees.enums import Attending, SessionState, Voice
from committees.models import AgendaItem, Attendance, Decision, Opinion, PresentationSheet, SheetVersion
from committees.queries.files import ready
from committees.sheets import Content, Fact
from common.refusal import NotYours, Refused
from tests.committees import hall as h
from tests.factories import world as w
from tests.harness import within

SAID = Content(
    heading="Mme B., 34 ans, deux enfants",
    name="Mme Brahimi",
    facts=[
        Fact(key="request", label="Demande", value="Garder son logement"),
        Fact(key="debt", label="Dette de loyer", value="4 312,80 €"),
        Fact(key="resources", label="Ressources", value="1 150 €"),
    ],
    text="Perte d’emploi en mars.",
)


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def case(world):
    referred = w.refer(world.nadia, world.agreement, last_name="Brahimi")
    w.accept(referred, world.ines)
    w.engage(referred, world.ines)
    return referred


def planned(hall, within_time=timedelta(days=7)):
    with within(hall.secretary):
        return sessions.plan(
            committee=hall.committee,
            starts_at=timezone.now() + within_time,
            place="Salle 2",
            is_urgent=False,
            by=hall.secretary,
        )


def typed(hall, **more):
    with within(hall.secretary):
        said = {"competence": "measure", "said": SAID, "is_urgent": False, "agreed_on": timezone.localdate()} | more
        return sheets.type_paper(committee=hall.committee, by=hall.secretary, **said)


def sitting_of(hall, *files, present=("ccas", "landlord")):
    """A session that sits today with these files, and the seats that are there."""
    made = planned(hall, timedelta(minutes=5))
    with within(hall.secretary):
        items = agenda.put(session=made, sheets=files or [typed(hall)], by=hall.secretary)
        sessions.send(session=fresh(made), by=hall.secretary)
    with within(hall.secretary):
        sessions.open_session(session=fresh(made), by=hall.secretary)
        for seat in present:
            sitting.attend(session=fresh(made), seat=seat, state=Attending.PRESENT, by=hall.secretary)
        return fresh(made), [AgendaItem.objects.select_related("session").get(pk=item.pk) for item in items]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_a_paper_form_is_typed_filed_and_ready(hall):
    made = typed(hall)
    with within(hall.secretary):
        assert list(ready(hall.committee)) == [made]
        written = {row.ceiling: row.content for row in SheetVersion.objects.filter(sheet=made)}
    assert [fact["key"] for fact in written["full"]["facts"]] == ["request", "debt", "resources"]
    assert [fact["key"] for fact in written["housing"]["facts"]] == ["request", "debt"]
    assert (written["housing"]["text"], written["housing"]["name"]) == ("", "Mme Brahimi")
    assert written["coded"] == {
        "heading": f"Dossier {made.number}",
        "name": "",
        "address": "",
        "facts": [{"key": "request", "label": "Demande", "value": "Garder son logement"}],
        "text": "",
    }


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"agreed_on": timezone.localdate() + timedelta(days=1)}, "date à venir"),
        ({"agreed_on": timezone.localdate() - timedelta(days=181)}, "plus de six mois"),
        ({"competence": "refuse"}, "ne peut pas accorder"),
    ],
)
def test_a_paper_form_that_is_not_right_is_refused(hall, more, sentence):
    with pytest.raises(Refused, match=sentence):
        typed(hall, **more)
    with within(hall.secretary):
        assert not PresentationSheet.objects.exists()


def prepared(hall, case, by, **more):
    said = {"competence": "measure", "said": SAID, "is_urgent": True, "is_coded": False} | more
    return sheets.prepare(case=case.case, committee=hall.committee, by=by, **said)


def test_a_team_files_what_the_household_agreed_to_and_read_over(hall, case, world):
    with within(world.ines):
        made = prepared(hall, case, world.ines)
        sheets.write(
            sheet=made,
            competence="measure",
            said=SAID.model_copy(update={"text": "Autre."}),
            is_urgent=False,
            by=world.ines,
        )
    with within(world.ines), pytest.raises(Refused, match="Relisez la fiche avec le ménage"):
        sheets.file(sheet=fresh(made), read_over_on=None, by=world.ines)
    with pytest.raises(Refused, match="Chaque adulte du ménage"), within(world.ines):
        sheets.file(sheet=fresh(made), read_over_on=timezone.localdate(), by=world.ines)
    with within(hall.secretary):
        assert not ready(hall.committee).exists()
    h.agree(hall, case.case, case.tenant, world.ines)
    with within(world.ines):
        sheets.file(sheet=fresh(made), read_over_on=timezone.localdate(), by=world.ines)
    with within(hall.secretary):
        assert list(ready(hall.committee)) == [made]
        assert SheetVersion.objects.get(sheet=made, ceiling="full").content["text"] == "Autre."
    with within(world.ines), pytest.raises(Refused, match="déjà en cours"):
        prepared(hall, case, world.ines)
    with within(world.ines), pytest.raises(Refused, match="elle ne se modifie plus"):
        sheets.write(sheet=fresh(made), competence="measure", said=SAID, is_urgent=False, by=world.ines)
    with within(world.ines):
        sheets.withdraw(sheet=fresh(made), by=world.ines)
        again = prepared(hall, case, world.ines, is_coded=True)
        sheets.file(sheet=fresh(again), read_over_on=None, by=world.ines)
    with within(hall.secretary):
        assert [row.ceiling for row in SheetVersion.objects.filter(sheet=again)] == ["coded"]
        assert list(ready(hall.committee)) == [again]


def test_a_household_is_presented_by_its_team_alone(hall, case, world):
    for who in (world.marc, hall.secretary, world.nadia):
        with within(who), pytest.raises(NotYours):
            prepared(hall, case, who)


def test_a_session_is_planned_once_at_a_moment_to_come(hall):
    made = planned(hall)
    with within(hall.secretary):
        assert set(Attendance.objects.filter(session=made).values_list("seat", "holder__rank")) == {
            (seat, "titular") for seat in h.SEATS
        }
    for starts_at, urgent, sentence in (
        (made.starts_at, False, "déjà prévue"),
        (timezone.now() - timedelta(hours=1), False, "est passée"),
        (timezone.now() + timedelta(days=600), False, "vérifiez l’année"),
        (timezone.now() + timedelta(days=3), True, "en urgence"),
    ):
        with within(hall.secretary), pytest.raises(Refused, match=sentence):
            sessions.plan(committee=hall.committee, starts_at=starts_at, place="", is_urgent=urgent, by=hall.secretary)


def test_another_secretariat_writes_nothing_of_it(hall, world):
    made, (item,) = sitting_of(hall)
    acts = (
        lambda by: sessions.close(session=made, by=by),
        lambda by: sessions.cancel(session=made, by=by),
        lambda by: agenda.put(session=made, sheets=[], by=by),
        lambda by: agenda.order(session=made, wanted=[], by=by),
        lambda by: agenda.take_off(item=item, by=by),
        lambda by: sitting.attend(session=made, seat="ccas", state=Attending.ABSENT, by=by),
        lambda by: sitting.say(item=item, seat="ccas", voice="", text="", by=by),
        lambda by: sitting.decide(item=item, said=Said("measure"), seen="", by=by),
    )
    for act in acts:
        for who in (world.laurent, hall.account):
            with within(who), pytest.raises(NotYours):
                act(who)


def test_an_agenda_is_put_in_order_and_nothing_is_lost(hall):
    made = planned(hall)
    files = [typed(hall), typed(hall), typed(hall, is_urgent=True)]
    with within(hall.secretary):
        items = agenda.put(session=made, sheets=files, by=hall.secretary)
        assert [item.sheet for item in items] == [files[2], files[0], files[1]]
        wanted = [items[2].public_id, items[0].public_id, items[1].public_id]
        agenda.order(session=made, wanted=wanted, by=hall.secretary)
        kept = AgendaItem.objects.filter(session=made).order_by("position")
        assert [item.public_id for item in kept] == wanted
    with within(hall.secretary), pytest.raises(Refused, match="a changé entre-temps"):
        agenda.order(session=made, wanted=wanted[:2], by=hall.secretary)
    with within(hall.secretary), pytest.raises(Refused, match="n’est plus à inscrire"):
        agenda.put(session=made, sheets=[files[0]], by=hall.secretary)
    with within(hall.secretary):
        agenda.take_off(item=items[0], by=hall.secretary)
        assert list(ready(hall.committee)) == [files[2]]


def test_a_session_is_sent_with_an_agenda_and_then_keeps_its_day(hall):
    made = planned(hall)
    with within(hall.secretary), pytest.raises(Refused, match="L’ordre du jour est vide"):
        sessions.send(session=made, by=hall.secretary)
    with within(hall.secretary), pytest.raises(Refused, match="pas encore convoqués"):
        sessions.open_session(session=made, by=hall.secretary)
    with within(hall.secretary):
        sessions.move(session=made, starts_at=made.starts_at + timedelta(days=1), place="Salle 3", by=hall.secretary)
        agenda.put(session=made, sheets=[typed(hall)], by=hall.secretary)
        sessions.send(session=fresh(made), by=hall.secretary)
    moved = None
    with within(hall.secretary):
        moved = fresh(made)
        assert moved.state == SessionState.SENT
    with within(hall.secretary), pytest.raises(Refused, match="convoqués pour ce jour"):
        sessions.move(session=moved, starts_at=made.starts_at + timedelta(days=2), place="", by=hall.secretary)
    with within(hall.secretary), pytest.raises(Refused, match="le jour où elle se tient"):
        sessions.open_session(session=moved, by=hall.secretary)


def test_without_quorum_opinions_are_kept_and_nothing_is_decided(hall):
    _, (item,) = sitting_of(hall, present=("ccas",))
    with within(hall.secretary):
        sitting.say(item=item, seat="ccas", voice=Voice.FAVOURABLE, text="Oui.", by=hall.secretary)
    with within(hall.secretary), pytest.raises(Refused, match=r"quorum n’est pas atteint. Il manque 1.siège"):
        sitting.decide(item=item, said=Said("measure"), seen="", by=hall.secretary)
    with within(hall.secretary):
        assert Opinion.objects.get(item=item).voice == Voice.FAVOURABLE
        assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Said("other"), "ne décide pas cela"),
        (Said("refuse", reason=" "), "Dites pourquoi"),
        (Said("adjourn"), "Dites pourquoi"),
        (Said("measure", starts_on=date(2026, 12, 2), until_on=date(2026, 12, 1)), "avant le début"),
    ],
)
def test_a_decision_that_does_not_stand_is_refused(hall, said, sentence):
    _, (item,) = sitting_of(hall)
    with within(hall.secretary), pytest.raises(Refused, match=sentence):
        sitting.decide(item=item, said=said, seen="", by=hall.secretary)


def test_two_who_type_do_not_write_over_each_other(hall):
    _, (item,) = sitting_of(hall)
    first, second = Said("measure", reason="Oui."), Said("refuse", reason="Non.")
    with within(hall.secretary):
        sitting.decide(item=item, said=first, seen="", by=hall.secretary)
    with within(hall.secretary), pytest.raises(Overtaken) as overtaken:
        sitting.decide(item=item, said=second, seen="", by=hall.secretary)
    assert overtaken.value.theirs == first
    with within(hall.secretary):
        sitting.decide(item=item, said=second, seen=first.mark, by=hall.secretary)
        assert sitting.decided(item) == second
        assert Decision.objects.get(item=item).kind == "refused"


def test_who_stands_back_has_no_opinion_and_reads_nothing(hall):
    made, (item,) = sitting_of(hall)
    holder = hall.holders["ccas", "titular"]
    with within(hall.secretary):
        sitting.say(item=item, seat="ccas", voice=Voice.FAVOURABLE, text="Oui.", by=hall.secretary)
        sitting.recuse(item=item, holder=holder, by=hall.secretary)
        assert (Opinion.objects.get(item=item).voice, Opinion.objects.get(item=item).text) == ("", "")
    assert h.read_by(holder) == set()
    with within(hall.secretary), pytest.raises(Refused, match="se retire de ce dossier"):
        sitting.say(item=item, seat="ccas", voice=Voice.FAVOURABLE, text="", by=hall.secretary)
    with within(hall.secretary), pytest.raises(Refused, match="n’est pas présent"):
        sitting.say(item=item, seat="state", voice=Voice.FAVOURABLE, text="", by=hall.secretary)
    with within(hall.secretary):
        sitting.designate(session=made, holder=hall.holders["ccas", "substitute"], by=hall.secretary)
    assert h.read_by(hall.holders["ccas", "substitute"]) == {(item.sheet_id, "full")}


def test_what_was_adjourned_or_not_seen_comes_back_after_the_closing(hall):
    files = [typed(hall) for _ in range(3)]
    made, items = sitting_of(hall, *files)
    with within(hall.secretary):
        sitting.decide(item=items[0], said=Said("measure"), seen="", by=hall.secretary)
        sitting.decide(item=items[1], said=Said("adjourn", reason="Une pièce manque."), seen="", by=hall.secretary)
        assert sessions.close(session=fresh(made), by=hall.secretary) == 1
        assert set(ready(hall.committee)) == {items[1].sheet, items[2].sheet}
        assert Attendance.objects.get(session=made, seat="state").state == Attending.ABSENT
    assert h.read_by(hall.holders["ccas", "titular"]) == {(items[0].sheet_id, "full")}
    with within(hall.secretary):
        sessions.sign(session=fresh(made), by=hall.secretary)
        assert not Decision.objects.filter(told_at=None).exists()
    assert h.read_by(hall.holders["ccas", "titular"]) == set()
    with within(hall.secretary), pytest.raises(Refused, match="ne se modifie plus"):
        sessions.close(session=fresh(made), by=hall.secretary)


def test_a_cancelled_session_gives_its_files_back(hall):
    made = planned(hall)
    sheet = typed(hall)
    with within(hall.secretary):
        agenda.put(session=made, sheets=[sheet], by=hall.secretary)
        assert not ready(hall.committee).exists()
        sessions.cancel(session=fresh(made), by=hall.secretary)
        assert list(ready(hall.committee)) == [sheet]
