"""The screen of a sitting beside other people: who must not read what stands next to a file, and two who write at once."""

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from committees.actions import agenda, household, sessions, sitting
from committees.actions.household import Answer
from committees.actions.sitting import Said
from committees.enums import HouseholdPresence
from committees.models import AgendaItem, Attendance, Decision, HouseholdAnswer, Opinion, Recusal
from committees.views import sitting as views
from common.refusal import Refused
from tests.cases.landlord import signed_in
from tests.committees import hall as h
from tests.committees.test_acts import SAID, fresh, planned, sitting_of, typed
from tests.committees.test_household import RULES
from tests.committees.test_pages import QUIETLY, said, url
from tests.harness import within

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def claire(hall):
    return signed_in(hall.secretary)


def three(hall):
    """A session that sits with three files whose household is named apart from the others."""
    names = ("Mme A., seule", "M. B., deux enfants", "Mme C., un enfant")
    sheets = [typed(hall, said=SAID.model_copy(update={"heading": name})) for name in names]
    made, items = sitting_of(hall, *sheets)
    for item, sheet in zip(items, sheets, strict=True):
        item.sheet = sheet
    return made, items, names


def listed(page):
    return re.search(r'<nav class="sitting__list".*?</nav>', page, re.S).group()


def decide(hall, item):
    with within(hall.secretary):
        sitting.decide(item=item, said=Said("measure"), seen="", by=hall.secretary)


def test_a_household_in_the_room_reads_the_name_of_no_other(world, monkeypatch):
    monkeypatch.setattr(h, "RULES", RULES)
    hall = h.build(world)
    made, items, names = three(hall)
    with within(hall.secretary):
        household.note(item=items[1], answer=Answer(HouseholdPresence.PRESENT), by=hall.secretary)
        sitting.decide(item=items[1], said=Said("adjourn", reason="Une pièce."), seen="", by=hall.secretary)
        household.note(item=items[0], answer=Answer(HouseholdPresence.ABSENT), by=hall.secretary)
    page = said(signed_in(hall.secretary).get(url("sitting", made, items[0])))
    assert names[0] in page
    assert names[1] not in page
    assert names[2] not in page
    for item in items[1:]:
        assert f"Dossier {item.sheet.number}" in listed(page)
    assert "Ajourn" not in listed(page)
    assert "vu" in listed(page)


def test_a_file_is_closed_until_its_household_is_noted_there_or_not_coming(world, monkeypatch):
    """The household before it may still sit there: the number alone, on its screen, its list and the page of its answer."""
    monkeypatch.setattr(h, "RULES", RULES)
    hall = h.build(world)
    made, items, names = three(hall)
    claire = signed_in(hall.secretary)
    for item, name, presence in zip(items, names, HouseholdPresence, strict=True):
        for way in (url("sitting", made, item), url("household_answer", made, item)):
            page = said(claire.get(way))
            assert f"Dossier {item.sheet.number}" in page
            assert [each for each in (*names, SAID.text, "4 312,80 €") if each in page] == [], way
        refused = claire.post(url("sitting", made, item), {"competence": "measure", "seen": ""})
        assert ("Notez d’abord si le ménage est là" in said(refused), name in said(refused)) == (True, False)
        claire.post(url("household_answer", made, item), {"presence": presence.value, "answer": "neither"})
        page = said(claire.get(url("sitting", made, item)))
        assert [each for each in names if each in page] == [name]


def test_the_agenda_of_households_that_come_is_numbers_while_it_sits(world, monkeypatch):
    monkeypatch.setattr(h, "RULES", RULES)
    hall = h.build(world)
    made, items, names = three(hall)
    waiting = typed(hall, said=SAID.model_copy(update={"heading": "M. D., un adulte"}), is_urgent=True)
    claire = signed_in(hall.secretary)
    with within(hall.secretary):
        household.note(item=items[0], answer=Answer(HouseholdPresence.PRESENT), by=hall.secretary)
        sitting.decide(item=items[0], said=Said("adjourn", reason="Une pièce."), seen="", by=hall.secretary)
    page = said(claire.get(url("session", made)))
    assert all(f"Dossier {sheet.number}" in page for sheet in (*(item.sheet for item in items), waiting))
    hidden = (*names, "M. D., un adulte", "Ajourner", "Une pièce.", "Accorder", "présenté par", "Urgent")
    assert [each for each in hidden if each in page] == []
    with within(hall.secretary):
        sessions.close(session=fresh(made), by=hall.secretary)
    assert all(name in said(claire.get(url("session", made))) for name in names)


def test_who_takes_no_part_in_a_file_reads_its_number_in_the_list(hall, claire):
    made, items, names = three(hall)
    decide(hall, items[1])
    with within(hall.secretary):
        row = Attendance.objects.select_related("holder").get(session=made, seat="ccas")
        sitting.recuse(item=items[1], holder=row.holder, by=hall.secretary)
    beside = listed(said(claire.get(url("sitting", made, items[0]))))
    assert names[1] not in beside
    assert f"Dossier {items[1].sheet.number}" in beside
    assert names[2] in beside
    assert names[1] in said(claire.get(url("sitting", made, items[1])))


def test_the_title_of_the_window_names_nobody(hall, claire):
    made, items, names = three(hall)
    title = re.search(r"<title>(.*?)</title>", said(claire.get(url("sitting", made, items[0]))), re.S).group(1)
    assert items[0].sheet.number in title
    assert not any(name in title for name in names)


def test_a_voice_and_its_words_are_written_apart(hall, claire):
    made, (item,) = sitting_of(hall)
    way = url("opinion", made, item)
    for posted in ({"texte": "Contre, dette trop lourde."}, {"avis": "reserved"}):
        assert claire.post(way, {"siege": "ccas"} | posted).status_code == 302
    assert opinion(hall) == ("reserved", "Contre, dette trop lourde.")
    claire.post(way, {"siege": "ccas", "texte": "À revoir."})
    assert opinion(hall) == ("reserved", "À revoir.")
    claire.post(way, {"siege": "ccas", "avis": ""})
    assert opinion(hall) == ("", "À revoir.")


def test_an_opinion_in_which_nothing_is_said_writes_nothing(hall, claire):
    made, (item,) = sitting_of(hall)
    way = url("opinion", made, item)
    assert claire.post(way, {"siege": "ccas"}).status_code == 302
    with within(hall.secretary):
        assert not Opinion.objects.exists()
    claire.post(way, {"siege": "ccas", "avis": "reserved", "texte": "À revoir."})
    assert claire.post(way, {"siege": "ccas"}).status_code == 302
    assert opinion(hall) == ("reserved", "À revoir.")


def test_who_stands_back_is_what_the_page_asked_however_often(hall, claire):
    """A double press, or two who press on two pages: the second undoes nothing."""
    made, (item,) = sitting_of(hall)
    way, page = url("recusal", made, item), url("sitting", made, item)
    for wanted, standing in (("oui", 1), ("non", 0)):
        (asked,) = set(re.findall(r'name="retrait" value="(oui|non)"><button[^>]*value="ccas"', text(claire.get(page))))
        assert asked == wanted
        for _ in range(2):
            assert claire.post(way, {"siege": "ccas", "retrait": asked}).status_code == 302
            with within(hall.secretary):
                assert Recusal.objects.filter(item=item, lifted_at=None).count() == standing


def text(answer):
    return answer.content.decode()


def opinion(hall):
    with within(hall.secretary):
        return Opinion.objects.values_list("voice", "text").get(seat="ccas")


def test_the_words_of_a_seat_are_sent_without_a_voice(hall, claire):
    """Entrée in that field presses the first button of its form."""
    made, (item,) = sitting_of(hall)
    page = claire.get(url("sitting", made, item)).content.decode()
    (form,) = [each for each in re.findall(r"<form.*?</form>", page, re.S) if 'id="texte-ccas"' in each]
    assert 'name="avis"' not in form


def test_a_file_that_nobody_reads_any_more_stops_nothing(hall, claire):
    made, items, _ = three(hall)
    h.withdraw_sheet(items[1].sheet, hall.secretary)
    decided = claire.post(url("sitting", made, items[0]), {"competence": "measure", "seen": ""})
    assert decided.url == url("sitting", made, items[2])
    order = {"ordre": [items[2].public_id, items[0].public_id]}
    assert claire.post(url("agenda_order", made), order, **QUIETLY).status_code == 204
    started = claire.post(url("attendance", made), {"ensuite": "1"})
    assert started.url == url("sitting", made, items[2])
    decide(hall, fresh_item(hall, items[2]))
    last = claire.post(url("sitting", made, items[2]), {"competence": "measure", "seen": Said("measure").mark})
    assert claire.get(last.url).status_code == 200
    with within(hall.secretary):
        assert sessions.close(session=fresh(made), by=hall.secretary) == 0
        assert AgendaItem.objects.get(pk=items[1].pk).closed_at is not None


def test_a_file_that_is_withdrawn_while_it_is_shown_says_so_and_leads_to_the_agenda(hall, claire):
    made, items, _ = three(hall)
    h.some_time_ago()
    h.withdraw_sheet(items[0].sheet, hall.secretary)
    way, body = url("sitting", made, items[0]), {"competence": "measure", "seen": ""}
    acts = [(each, {"siege": "ccas"}) for each in (url("opinion", made, items[0]), url("recusal", made, items[0]))]
    for answer in (claire.get(way), *(claire.post(to, sent) for to, sent in [(way, body), *acts])):
        assert (answer.status_code, "Ce dossier n’est plus à l’ordre du jour." in said(answer)) == (403, True)
        assert f'href="{url("session", made)}"' in text(answer)
        quiet = claire.post(way, body, **QUIETLY)
        assert (quiet.status_code, quiet.json()) == (403, {"refusal": "Ce dossier n’est plus à l’ordre du jour."})
    for method in (claire.get, claire.post):
        assert method(url("sitting", made, uuid4())).status_code == 404


def test_a_file_that_is_withdrawn_while_its_page_is_made_says_so(hall, claire, monkeypatch):
    made, items, _ = three(hall)
    h.some_time_ago()
    read = views.room

    def withdrawn_meanwhile(*arguments):
        h.withdraw_sheet(items[0].sheet, hall.secretary)
        return read(*arguments)

    monkeypatch.setattr(views, "room", withdrawn_meanwhile)
    answer = claire.post(url("sitting", made, items[0]), {})
    assert (answer.status_code, "Ce dossier n’est plus à l’ordre du jour." in said(answer)) == (403, True)


def test_ones_own_decision_is_not_said_to_come_from_elsewhere(hall, claire):
    made, (item,) = sitting_of(hall)
    way = url("sitting", made, item)
    mark = claire.post(way, {"competence": "measure", "seen": ""}, **QUIETLY).json()["mark"]
    page = said(claire.post(way, {"competence": "refuse", "seen": mark}))
    assert "Dites pourquoi" in page
    assert "enregistrée ailleurs" not in page


def test_what_is_wrong_is_said_beside_its_field(hall, claire):
    made, (item,) = sitting_of(hall)
    wrong = {"competence": "freeze", "reason": "x" * 601, "seen": ""}
    page = text(claire.post(url("sitting", made, item), wrong))
    for name in ("reason", "starts_on", "months"):
        (control,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        (told,) = re.findall(r'aria-describedby="([^" ]+)"', control)
        assert re.search(rf'id="{told}"[^>]*><svg.*?</svg><span>[^<]+</span>', page, re.S), name


def fresh_item(hall, item):
    with within(hall.secretary):
        return AgendaItem.objects.select_related("session").get(pk=item.pk)


def test_an_agenda_of_withdrawn_files_alone_is_not_sent(hall):
    made, sheet = planned(hall), typed(hall)
    with within(hall.secretary):
        agenda.put(session=made, sheets=[sheet], by=hall.secretary)
    h.withdraw_sheet(sheet, hall.secretary)
    with within(hall.secretary), pytest.raises(Refused, match="L’ordre du jour est vide"):
        sessions.send(session=fresh(made), by=hall.secretary)


def test_who_was_named_since_sits_in_the_place_of_who_has_left(hall):
    made, sheet = planned(hall), typed(hall)
    former = hall.holders["state", "titular"]
    with within(hall.secretary):
        agenda.put(session=made, sheets=[sheet], by=hall.secretary)
    h.end_holder(hall, former)
    named = h.name_holder(hall, "state", "titular")
    with within(hall.secretary):
        sessions.send(session=fresh(made), by=hall.secretary)
        assert Attendance.objects.get(session=made, seat="state").holder_id == named.pk


def test_what_was_decided_by_mistake_is_taken_back(hall, claire):
    made, (item,) = sitting_of(hall)
    way = url("sitting", made, item)
    shown_at = claire.get(way).content.decode()
    assert "data-undecide hidden" in shown_at
    claire.post(way, {"competence": "measure", "seen": ""}, **QUIETLY)
    assert "data-undecide hidden" not in claire.get(way).content.decode()
    late = claire.post(way, {"rien": "1", "seen": "another", "competence": "freeze"})
    assert (late.status_code, "Décision enregistrée ailleurs" in said(late)) == (200, True)
    assert "à partir de quel jour" not in said(late)
    assert claire.post(way, {"rien": "1", "seen": Said("measure").mark}).url == way
    assert "Plus rien n’est décidé" in said(claire.get(way))
    with within(hall.secretary):
        assert not Decision.objects.exists()
        assert sessions.close(session=fresh(made), by=hall.secretary) == 1
    assert claire.post(way, {"rien": "1", "seen": ""}).status_code == 403


def test_an_answer_noted_elsewhere_is_shown_before_it_is_replaced(world, monkeypatch):
    monkeypatch.setattr(h, "RULES", RULES)
    hall = h.build(world)
    made, (item,) = sitting_of(hall, typed(hall), present=("ccas",))
    claire, way = signed_in(hall.secretary), url("household_answer", made, item)
    with within(hall.secretary):
        theirs = Answer(HouseholdPresence.PRESENT, words="Je veux rester.")
        household.note(item=item, answer=theirs, by=hall.secretary)
    mine = {"presence": "present", "answer": "neither", "words": "Autre chose", "said_on": f"{timezone.localdate()}"}
    again = claire.post(way, mine | {"seen": ""})
    assert again.status_code == 200
    assert "Je veux rester." in said(again)
    assert "Autre chose" in said(again)
    assert words(hall) == "Je veux rester."
    assert claire.post(way, mine | {"seen": theirs.mark}).status_code == 302
    assert words(hall) == "Autre chose"


def words(hall):
    with within(hall.secretary):
        return HouseholdAnswer.objects.get().words
