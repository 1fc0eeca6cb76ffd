"""The household at its own session: there or not, what it answers, what waits for its answer, and who reads its words."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from committees.actions import agenda, household, sessions, sitting
from committees.actions.household import Answer
from committees.actions.sitting import Said
from committees.documents.words import answered
from committees.enums import HouseholdPresence, PaperKind
from committees.models import Attendance, Decision, HouseholdAnswer, Paper, Session
from committees.queries.papers import annexes_of
from committees.rules import Rules
from common.context import acting
from common.refusal import NotYours, Refused
from tests.cases.landlord import plain, signed_in
from tests.committees import hall as h
from tests.committees.test_acts import fresh, planned, sitting_of, typed
from tests.committees.test_pages import OF_EVERY_PAGE, said, url
from tests.harness import within

WORDS = "Je voudrais garder le lit de mon fils près de la fenêtre"
PRESENT, PARTLY, ABSENT = HouseholdPresence.PRESENT, HouseholdPresence.PARTLY, HouseholdPresence.ABSENT
#: A committee that the household comes to, and what waits for its agreement.
RULES = h.RULES | {
    "household": "present",
    "competences": [
        *h.RULES["competences"],
        {
            **{"key": "step", "kind": "step", "label": "valide l’étape", "short": "Valider l’étape"},
            **{"letter": "Nous avons décidé ensemble.", "household_agrees": True},
        },
        {
            **{"key": "stay", "kind": "step", "label": "maintient l’étape", "short": "Maintenir l’étape"},
            **{"letter": "Nous avons décidé ensemble.", "household_agrees": True},
        },
    ],
}


def today():
    return timezone.localdate()


def agreeing(competence="step", **more) -> Answer:
    return Answer(**{"presence": PRESENT, "agrees": True, "competence": competence, "said_on": today()} | more)


@pytest.fixture
def hall(world, monkeypatch):
    monkeypatch.setattr(h, "RULES", RULES)
    return h.build(world)


@pytest.fixture
def item(hall):
    """The only file of a session that sits, whose CCAS and landlord are there."""
    _, (item,) = sitting_of(hall, typed(hall))
    return item


@pytest.fixture
def claire(hall):
    return signed_in(hall.secretary)


def note(hall, item, answer, by=None):
    with within(by or hall.secretary):
        return household.note(item=fresh_item(item), answer=answer, by=by or hall.secretary)


def decide(hall, item, competence, reason="", seen=""):
    with within(hall.secretary):
        return sitting.decide(item=fresh_item(item), said=Said(competence, reason=reason), seen=seen, by=hall.secretary)


def fresh_item(item):
    return type(item).objects.select_related("session__version", "session__committee", "sheet").get(pk=item.pk)


def mark_of(hall, item) -> str:
    with within(hall.secretary):
        return sitting.decided(item).mark


# What waits for it ----------------------------------------------------------------------------------------------


def test_nothing_is_decided_before_its_presence_is_noted(hall, item):
    with pytest.raises(Refused, match="Notez d’abord si le ménage est là"):
        decide(hall, item, "measure")
    note(hall, item, Answer(ABSENT))
    assert decide(hall, item, "adjourn", "Le ménage n’est pas venu").competence == "adjourn"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(ABSENT), "doit être là"),
        (Answer(PARTLY), "Un adulte du ménage n’est pas là"),
        (Answer(PRESENT), "n’a pas dit qu’il est d’accord pour « Valider l’étape »"),
        (Answer(PRESENT, agrees=False, said_on=timezone.localdate()), "n’a pas dit qu’il est d’accord"),
        (agreeing("stay"), "n’a pas dit qu’il est d’accord pour « Valider l’étape »"),
    ],
)
def test_a_step_waits_for_the_household_that_is_there_and_agrees_to_it(hall, item, answer, sentence):
    note(hall, item, answer)
    with pytest.raises(Refused, match=sentence):
        decide(hall, item, "step")
    with within(hall.secretary):
        assert not Decision.objects.exists()
    # What needs no agreement is decided all the same.
    assert decide(hall, item, "measure").competence == "measure"


def test_what_it_agreed_to_is_decided_and_cannot_be_taken_back_behind_it(hall, item):
    note(hall, item, agreeing(words=WORDS))
    assert decide(hall, item, "step").competence == "step"
    for other in (Answer(ABSENT), Answer(PRESENT, agrees=False, said_on=today()), agreeing("stay")):
        with pytest.raises(Refused, match="changez d’abord la décision"):
            note(hall, item, other)
    assert note(hall, item, agreeing(words="Autrement dit")).words == "Autrement dit"
    decide(hall, item, "adjourn", "Le ménage préfère attendre", seen=mark_of(hall, item))
    assert note(hall, item, Answer(PRESENT, agrees=False, said_on=today())).agrees is False


# What may be noted ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (agreeing(presence=ABSENT), "personne ne répond à sa place"),
        (Answer(ABSENT, agrees=False, said_on=timezone.localdate()), "personne ne répond à sa place"),
        (agreeing(presence=PARTLY), "personne n’est d’accord à sa place"),
        (agreeing("measure"), "Dites pour quelle décision"),
        (agreeing(""), "Dites pour quelle décision"),
        (Answer(PRESENT, agrees=False, competence="step", said_on=timezone.localdate()), "vaut pour toutes"),
        (Answer(PRESENT, competence="step"), "ce que le ménage répond"),
        (Answer(PRESENT, said_on=timezone.localdate()), "ce que le ménage répond"),
        (agreeing(said_on=None), "répond en séance"),
        (agreeing(said_on=timezone.localdate() + timedelta(days=1)), "répond en séance"),
        (agreeing(said_on=timezone.localdate() - timedelta(days=1)), "répond en séance"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(hall, item, answer, sentence):
    with pytest.raises(Refused, match=sentence):
        note(hall, item, answer)
    with within(hall.secretary):
        assert not HouseholdAnswer.objects.exists()


def test_the_database_keeps_no_agreement_of_who_is_not_there(hall, item):
    """Its own rule, told here again for every row there could be: whoever writes, by whatever code."""
    row = {"session_id": item.session_id, "author_id": item.author_id, "item": item, "sheet_id": item.sheet_id}
    wrong = []
    for presence, agrees, competence, on in product(
        HouseholdPresence, (None, False, True), ("", "step"), (None, today())
    ):
        allowed = {
            None: not competence and on is None,
            False: not competence and on is not None and presence != ABSENT,
            True: bool(competence) and on is not None and presence == PRESENT,
        }[agrees]
        columns = {"presence": presence, "agrees": agrees, "competence": competence, "said_on": on}
        if kept(hall, row | columns) != allowed:
            wrong.append((presence, agrees, competence, on))
    assert wrong == []


def kept(hall, columns) -> bool:
    """Whether the database takes such a row; undone."""
    try:
        with within(hall.secretary), transaction.atomic():
            HouseholdAnswer.objects.create(**columns)
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


def test_a_committee_without_the_household_notes_nothing(world):
    hall = h.build(world)
    _, (item,) = sitting_of(hall, typed(hall))
    with pytest.raises(Refused, match="se tient sans le ménage"):
        note(hall, item, Answer(PRESENT))


def test_it_is_noted_while_the_session_sits_by_its_secretariat_alone(hall, item, world):
    with pytest.raises(NotYours), within(world.laurent):
        household.note(item=item, answer=Answer(PRESENT), by=world.laurent)
    made = planned(hall)
    with within(hall.secretary):
        (early,) = agenda.put(session=made, sheets=[typed(hall)], by=hall.secretary)
    with pytest.raises(Refused, match="pas encore convoqués"):
        note(hall, early, Answer(PRESENT))
    note(hall, item, Answer(PRESENT))
    with within(hall.secretary):
        sessions.close(session=fresh(item.session), by=hall.secretary)
    with pytest.raises(Refused, match="séance est terminée"):
        note(hall, item, Answer(ABSENT))


# Its papers -----------------------------------------------------------------------------------------------------


def test_minutes_say_that_it_was_there_and_its_annex_alone_its_words(hall, item):
    note(hall, item, agreeing(words=WORDS))
    decide(hall, item, "step")
    made = closed_and_signed(hall, item)
    with within(hall.secretary):
        minutes = Paper.objects.get(session=made, kind=PaperKind.MINUTES).snapshot
        (annex,) = annexes_of(made)
    (row,) = minutes["rows"]
    assert plain(row["agreed"]).startswith("Le ménage était là, d’accord pour « Valider l’étape » le ")
    assert WORDS not in str(minutes)
    assert (annex.snapshot["agreed"], annex.snapshot["words"]) == (row["agreed"], WORDS)
    assert WORDS not in str(annex.snapshot["letter"])
    assert WORDS not in str(annex.snapshot["opinions"])


def test_a_household_that_came_has_its_annex_though_nothing_was_decided(hall, item):
    note(hall, item, Answer(PRESENT, agrees=False, said_on=today(), words=WORDS))
    made = closed_and_signed(hall, item)
    with within(hall.secretary):
        (annex,) = annexes_of(made)
        minutes = Paper.objects.get(session=made, kind=PaperKind.MINUTES).snapshot
    assert plain(annex.snapshot["agreed"]).startswith("Le ménage était là, pas d’accord le ")
    assert annex.snapshot["decision"] == ""
    assert minutes["rows"][0]["decision"] == "Pas examiné à cette séance."


def closed_and_signed(hall, item) -> Session:
    for act in (sessions.close, sessions.sign):
        with within(hall.secretary):
            act(session=fresh(item.session), by=hall.secretary)
    with within(hall.secretary):
        return Session.objects.select_related("committee", "version").get(pk=item.session_id)


def test_nobody_but_the_secretariat_reads_what_it_said(hall, item, world):
    note(hall, item, agreeing(words=WORDS))
    seats = [holder.audience_id for holder in hall.holders.values()]
    for audiences in (*((each,) for each in seats), world.ines.audiences, world.nadia.audiences):
        with acting(audiences):
            assert not HouseholdAnswer.objects.exists()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (None, ""),
        (Answer(ABSENT), "Le ménage n’est pas là."),
        (Answer(PARTLY), "Le ménage est là, sans l’un de ses adultes, sans réponse."),
        (Answer(PRESENT), "Le ménage est là, sans réponse."),
    ],
)
def test_what_is_said_of_it(answer, sentence):
    rules = Rules.model_validate(RULES | {"key": "c"})
    row = HouseholdAnswer(presence=answer.presence, agrees=answer.agrees) if answer else None
    assert answered(row, rules) == sentence


# Its screens ----------------------------------------------------------------------------------------------------


def test_it_is_noted_from_its_page_and_read_on_the_screen_of_the_room(hall, item, claire):
    where = url("sitting", item.session, item)
    assert "Sa présence n’est pas encore notée." in said(claire.get(where))
    asked = url("household_answer", item.session, item)
    page = said(claire.get(asked))
    assert "arrêtez la projection" in page
    assert "D’accord pour « Valider l’étape »" in page
    assert "Dites si le ménage est là." in said(claire.post(asked, {}))
    posted = {"presence": "present", "answer": "yes:step", "words": WORDS, "said_on": today().isoformat()}
    assert "personne n’est d’accord à sa place" in said(claire.post(asked, posted | {"presence": "partly"}))
    assert claire.post(asked, posted).url == where
    assert WORDS in said(claire.get(asked))
    # A landlord is there: the screen says that it agreed, and not in which words.
    page = said(claire.get(where))
    assert "d’accord pour « Valider l’étape »" in page
    assert WORDS not in page
    assert "Ses mots sont notés" in page
    with within(hall.secretary):
        Attendance.objects.filter(session=item.session, seat="landlord").update(state="absent")
    assert WORDS in said(claire.get(where))


def test_its_page_is_closed_where_it_does_not_come_and_when_the_session_does_not_sit(world):
    hall = h.build(world)
    _, (item,) = sitting_of(hall, typed(hall))
    answer = signed_in(hall.secretary).get(url("household_answer", item.session, item))
    assert (answer.status_code, "se tient sans le ménage" in said(answer)) == (403, True)


def test_the_room_s_screen_asks_eight_things_at_most(hall, item, claire):
    note(hall, item, agreeing(words=WORDS))
    for route in ("sitting", "household_answer"):
        with CaptureQueriesContext(connection) as few:
            assert claire.get(url(route, item.session, item)).status_code == 200
        assert len(few) - OF_EVERY_PAGE <= 8, route
