"""The pages of a secretariat, asked as its secretary: what they show, what they write, what they refuse."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from committees.actions import agenda, sitting
from committees.actions.sitting import Said
from committees.enums import SessionState
from committees.models import AgendaItem, Attendance, Decision, Opinion, PresentationSheet, SeatHolder, Session
from committees.policies import said_to_call
from committees.publishing import rules_of
from partners.enums import Capacity, Role
from tests.cases.landlord import plain, signed_in
from tests.committees import hall as h
from tests.committees.test_acts import SAID, fresh, planned, sitting_of, typed
from tests.factories.directory import member, unit
from tests.harness import within

#: Session, user, memberships, and what opens and closes the transaction with its context.
OF_EVERY_PAGE = 8
QUIETLY = {"HTTP_X_REQUESTED_WITH": "fetch"}


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def claire(hall):
    return signed_in(hall.secretary)


def url(name, *arguments):
    return reverse(name, args=[getattr(each, "public_id", each) for each in arguments])


def said(answer):
    return plain(answer.content.decode())


def paper(**more):
    asked = {"heading": "Mme B., deux enfants", "name": "Mme Brahimi", "competence": "measure", "debt": "4 312,80 €"}
    return asked | {"presented_by": "CCAS de Vigny", "agreed_on": timezone.localdate().isoformat()} | more


def test_the_only_committee_opens_by_itself(hall, claire):
    answer = claire.get(url("committees"))
    assert (answer.status_code, answer.url) == (302, url("committee", hall.committee))
    assert claire.get("/").url == url("committees")
    assert "Aucune séance n’est prévue" in said(claire.get(url("committee", hall.committee)))


def test_a_paper_form_is_typed_and_is_ready(hall, claire):
    missing = said(claire.post(url("sheet_type", hall.committee), {}))
    assert "Il manque le jour de l’accord" in missing
    late = paper(agreed_on=(timezone.localdate() - timedelta(days=300)).isoformat())
    assert "Cet accord a plus de six mois" in said(claire.post(url("sheet_type", hall.committee), late))
    answer = claire.post(url("sheet_type", hall.committee), paper())
    assert (answer.status_code, answer.url) == (302, url("committee", hall.committee))
    page = said(claire.get(answer.url))
    assert "Mme B., deux enfants" in page
    assert "présenté par CCAS de Vigny" in page
    with within(hall.secretary):
        (sheet,) = PresentationSheet.objects.all()
    assert "4 312,80 €" in said(claire.get(url("sheet_filed", sheet)))
    assert claire.post(url("sheet_return", sheet)).status_code == 302
    assert "Mme B." not in said(claire.get(url("committee", hall.committee)))


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ({"heading": "Mme Brahimi, deux enfants"}, True),
        ({"household": "Mme BRAHIMI, deux enfants"}, True),
        ({"name": "M. et Mme Petit", "household": "Mme Petit, deux enfants"}, True),
        (
            {"name": "Famille Petit", "heading": "Famille P., un petit garçon", "household": "deux petits enfants"},
            False,
        ),
        ({"name": "Mme Brahimi-Roux", "heading": "Mme B., mère de Roux"}, True),
        ({"heading": "Mme B., deux enfants", "text": "Mme Brahimi dit que"}, False),
        ({"name": "Mme Ba", "household": "Mme Ba et deux enfants"}, True),
        ({"name": "Mme Bâ", "household": "Mme BA et deux enfants"}, True),
        ({"name": "M. et Mme Ly", "heading": "M. Ly et Mme L., un enfant"}, True),
        ({"name": "M. et Mme Ly", "heading": "M. et Mme L.", "household": "Un couple. Et deux enfants"}, False),
        ({"name": "Mme Le", "household": "Mme Le, seule"}, True),
        ({"name": "Mme de La Tour", "household": "La mère et deux enfants, chez des proches"}, False),
        ({"name": "Mme de La Tour", "household": "Mme Tour et deux enfants"}, True),
        ({"name": "M. Le Goff", "household": "Le couple a deux enfants. Du travail, des dettes"}, False),
    ],
)
def test_a_paper_form_names_nobody_where_it_is_read_aloud_or_under_a_code(hall, claire, typed, refused):
    answer = claire.post(url("sheet_type", hall.committee), paper(**typed))
    assert ("n’y écrivez pas le nom du ménage" in said(answer)) is refused
    assert (answer.status_code == 200) is refused


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"heading": "Mme B., hospitalisée"}, "« Comment le dire en séance » semble parler de santé"),
        ({"dwelling": "T3, troubles psychiatriques"}, "« Logement actuel » semble parler de santé"),
        (
            {"household": "Mme B., 06 39 98 57 61"},
            "« Composition du ménage » est lu sous un code : retirez-en le téléphone",
        ),
        (
            {"household": "Un couple, 70 allée des Tilleuls"},
            "« Composition du ménage » est lu sous un code : retirez-en l’adr",
        ),
        ({"text": "Dépression, 06 39 98 57 61", "resources": "AAH", "presented_by": "Hôpital de Vigny"}, ""),
    ],
)
def test_a_paper_form_says_nothing_of_health_to_those_who_do_not_read_everything(hall, claire, typed, sentence):
    answer = claire.post(url("sheet_type", hall.committee), paper(**typed))
    assert sentence in said(answer)
    assert answer.status_code == (200 if sentence else 302)


def test_the_next_session_is_proposed_by_the_rhythm(hall, claire):
    first = planned(hall)
    local = timezone.localtime(first.starts_at)
    page = claire.get(url("session_plan", hall.committee)).content.decode()
    (proposed,) = re.findall(r'type="date" name="on" value="([\d-]+)"|name="on" value="([\d-]+)"', page)[:1]
    assert "".join(proposed) > local.date().isoformat()
    body = {"on": (local.date() + timedelta(days=30)).isoformat(), "at": "9 h 30", "place": "Salle 4"}
    answer = claire.post(url("session_plan", hall.committee), body)
    with within(hall.secretary):
        made = Session.objects.get(place="Salle 4")
    assert answer.url == url("session", made)
    assert timezone.localtime(made.starts_at).strftime("%H:%M") == "09:30"
    assert "Une séance de cette commission est déjà prévue" in said(
        claire.post(url("session_plan", hall.committee), body)
    )
    assert claire.post(url("session_move", made), body | {"place": "Salle 5"}).status_code == 302
    assert "Salle 5" in said(claire.get(url("session", made)))


@pytest.mark.parametrize(
    ("away", "sentence"),
    [
        (timedelta(days=9), "Convocation à envoyer avant le "),
        (timedelta(days=2), "Le délai de convocation est dépassé : envoyez-la maintenant."),
    ],
)
def test_until_when_a_session_is_called_is_never_a_day_that_has_passed(hall, claire, away, sentence):
    made = planned(hall, away)
    for way in (url("session", made), url("committee", hall.committee)):
        assert sentence in said(claire.get(way))


def test_a_session_whose_day_has_passed_is_moved_or_cancelled(hall):
    rules, today = rules_of(hall.version), timezone.localdate()
    assert "changez-en la date" in said_to_call(rules, today - timedelta(days=1), today)
    assert "avant le" in said_to_call(rules, today + timedelta(days=rules.rhythm.send_days), today)


def test_an_agenda_is_put_together_and_ordered(hall, claire):
    made, files = planned(hall), [typed(hall), typed(hall)]
    nothing = claire.post(url("agenda_put", made), follow=True)
    assert nothing.redirect_chain == [(url("session", made), 302)]
    assert "cochez au moins un dossier" in said(nothing)
    assert "Choisissez d’abord" in said(claire.post(url("agenda_put", made), {"fiche": [uuid4()]}))
    assert claire.post(url("agenda_put", made), {"fiche": [each.public_id for each in files]}).status_code == 302
    with within(hall.secretary):
        first, second = AgendaItem.objects.filter(session=made).order_by("position")
    order = {"ordre": [first.public_id, second.public_id]}
    assert claire.post(url("agenda_order", made), order | {"descendre": first.public_id}).status_code == 302
    with within(hall.secretary):
        assert [each.pk for each in AgendaItem.objects.order_by("position")] == [second.pk, first.pk]
    assert claire.post(url("agenda_order", made), order, **QUIETLY).status_code == 204
    with within(hall.secretary):
        assert [each.pk for each in AgendaItem.objects.order_by("position")] == [first.pk, second.pk]
    for wrong in ({"ordre": [first.public_id]}, {"ordre": ["x"]}):
        assert "a changé entre-temps" in said(claire.post(url("agenda_order", made), wrong))
    assert claire.post(url("agenda_take_off", made, first)).status_code == 302
    page = said(claire.get(url("session", made)))
    assert "1 dossier" in page
    assert "Inscrire les dossiers cochés" in page


def test_a_session_goes_from_state_to_state(hall, claire):
    made = planned(hall, timedelta(minutes=5))
    refused = claire.post(url("session_act", made, "convoquer"))
    assert (refused.status_code, "L’ordre du jour est vide" in said(refused)) == (403, True)
    with within(hall.secretary):
        agenda.put(session=made, sheets=[typed(hall)], by=hall.secretary)
    states = []
    for act in ("convoquer", "ouvrir", "clore", "signer"):
        assert claire.post(url("session_act", made, act)).status_code == 302
        states.append(fresh_of(hall, made).state)
        assert claire.get(url("session", made)).status_code == 200
    assert states == ["sent", "open", "closed", "signed"]
    refused = claire.post(url("session_act", made, "annuler"))
    assert (refused.status_code, "ne se modifie plus" in said(refused)) == (403, True)
    assert claire.post(url("session_act", made, "effacer")).status_code == 404


def fresh_of(hall, row):
    with within(hall.secretary):
        return fresh(row)


def test_seats_are_named_and_ended(hall, claire):
    page = claire.get(url("seats", hall.committee)).content.decode()
    assert "substitute ccas" in plain(page)
    body = {"seat": "landlord", "rank": "substitute", "person": "Ève Noir", "email": "eve@example.test"}
    assert claire.post(url("seats", hall.committee), body).status_code == 302
    assert "a déjà un suppléant" in said(claire.post(url("seats", hall.committee), body))
    with within(hall.secretary):
        holder = SeatHolder.objects.get(name="Ève Noir")
        assert holder.membership_id is None
    assert claire.post(url("seat_end", hall.committee, holder)).status_code == 302
    assert "Ève Noir" not in said(claire.get(url("seats", hall.committee))).replace("Le mandat de Ève Noir", "")
    again = claire.post(url("seat_end", hall.committee, holder))
    assert (again.status_code, "déjà pris fin" in said(again)) == (403, True)


def test_who_has_an_account_sits_with_it(hall, claire):
    user = hall.account.membership.user
    body = {"seat": "state", "rank": "titular", "person": "Une personne", "email": user.email.upper()}
    h.end_holder(hall, hall.holders["state", "titular"])
    assert claire.post(url("seats", hall.committee), body).status_code == 302
    with within(hall.secretary):
        assert SeatHolder.objects.get(name="Une personne").membership_id == hall.account.membership.pk


def test_attendance_is_noted_with_the_substitute(hall, claire):
    made, _ = sitting_of(hall, present=())
    assert "Le quorum n’est pas atteint" in said(claire.get(url("attendance", made)))
    body = {"presence-landlord": "present", "presence-ccas": "expected", "tous": "1"}
    body["vu-qui-ccas"] = hall.holders["ccas", "titular"].public_id
    body["qui-ccas"] = hall.holders["ccas", "substitute"].public_id
    assert claire.post(url("attendance", made), body).status_code == 302
    with within(hall.secretary):
        found = dict(Attendance.objects.filter(session=made).values_list("seat", "state"))
        assert found == {"ccas": "present", "landlord": "present", "state": "expected"}
        assert Attendance.objects.get(session=made, seat="ccas").holder == hall.holders["ccas", "substitute"]
    assert "Quorum atteint" in said(claire.get(url("attendance", made)))


def test_a_file_is_decided_and_the_next_one_comes(hall, claire):
    made, items = sitting_of(hall, typed(hall), typed(hall))
    answer = claire.post(url("sitting", made, items[0]), {"competence": "measure", "seen": ""})
    assert answer.url == url("sitting", made, items[1])
    answer = claire.post(url("sitting", made, items[1]), {"competence": "refuse", "seen": ""})
    assert (answer.status_code, "Dites pourquoi" in said(answer)) == (200, True)
    body = {"competence": "refuse", "reason": "Hors du territoire.", "seen": ""}
    assert claire.post(url("sitting", made, items[1]), body).url == url("sitting", made, items[1])
    with within(hall.secretary):
        assert set(Decision.objects.values_list("kind", flat=True)) == {"measure", "refused"}


def test_what_is_typed_is_kept_as_it_is_typed(hall, claire):
    made, (item,) = sitting_of(hall)
    body = {"competence": "adjourn", "seen": ""}
    kept = claire.post(url("sitting", made, item), body, **QUIETLY).json()
    assert kept == {"refusal": kept["refusal"], "overtaken": False}
    assert "Dites pourquoi" in kept["refusal"]
    kept = claire.post(url("sitting", made, item), body | {"reason": "Une pièce."}, **QUIETLY).json()
    assert kept["mark"] == Said("adjourn", reason="Une pièce.").mark
    late = claire.post(url("sitting", made, item), body | {"reason": "Autre."}, **QUIETLY).json()
    assert late["overtaken"] is True
    shown = claire.post(url("sitting", made, item), body | {"reason": "Autre."})
    assert "Décision enregistrée ailleurs : Ajourner" in said(shown)
    assert f'value="{kept["mark"]}"' in shown.content.decode()
    with within(hall.secretary):
        assert Decision.objects.get().reason == "Une pièce."
    again = claire.post(url("sitting", made, item), body | {"reason": "Autre.", "seen": kept["mark"]})
    assert again.status_code == 302


def test_the_room_sees_what_everybody_there_may_read(hall, claire):
    sheet = typed(hall)
    made, (item,) = sitting_of(hall, sheet, present=("ccas",))
    page = said(claire.get(url("sitting", made, item)))
    assert SAID.text in page
    with within(hall.secretary):
        sitting.attend(session=made, seat="landlord", state="present", by=hall.secretary)
    page = said(claire.get(url("sitting", made, item)))
    assert SAID.text not in page
    assert "1 150" not in page
    assert "4 312,80 €" in page
    with within(hall.secretary):
        sitting.attend(session=made, seat="state", state="present", by=hall.secretary)
    page = said(claire.get(url("sitting", made, item)))
    assert SAID.heading not in page
    assert f"Dossier {sheet.number}" in page
    assert "4 312,80 €" not in page


def test_opinions_and_who_stands_back(hall, claire):
    made, (item,) = sitting_of(hall)
    assert (
        claire.post(url("opinion", made, item), {"siege": "ccas", "avis": "reserved", "texte": "À voir."}).status_code
        == 302
    )
    assert claire.post(url("opinion", made, item), {"tous": "1"}).status_code == 302
    with within(hall.secretary):
        assert dict(Opinion.objects.values_list("seat", "voice")) == {"ccas": "reserved", "landlord": "favourable"}
    assert "Avis : 1 favorable, 1 réservé" in said(claire.get(url("sitting", made, item)))
    assert claire.post(url("recusal", made, item), {"siege": "landlord"}).status_code == 302
    assert "Avis : 1 réservé" in said(claire.get(url("sitting", made, item)))
    assert claire.post(url("recusal", made, item), {"siege": "landlord", "retrait": "non"}).status_code == 302
    refused = claire.post(url("opinion", made, item), {"siege": "state", "avis": "favourable"})
    assert (refused.status_code, "n’est pas présent" in said(refused)) == (403, True)


def test_pages_ask_the_same_whatever_their_length(hall, claire):
    made, items = sitting_of(hall, *(typed(hall) for _ in range(4)))
    typed(hall)
    for way in (
        url("session", made),
        url("sitting", made, items[0]),
        url("committee", hall.committee),
        url("attendance", made),
    ):
        with CaptureQueriesContext(connection) as few:
            assert claire.get(way).status_code == 200
        assert len(few) - OF_EVERY_PAGE <= 8, way


def test_another_secretariat_finds_nothing(hall, world):
    elsewhere = unit(Capacity.COMMITTEE_SECRETARY)
    other = member(elsewhere, Role.CLERK, Capacity.COMMITTEE_SECRETARY)
    sheet = typed(hall)
    made, (item,) = sitting_of(hall, sheet)
    with within(hall.secretary):
        holder = SeatHolder.objects.get(seat="state")
    pages = [
        url("committee", hall.committee),
        url("seats", hall.committee),
        url("session_plan", hall.committee),
        url("sheet_type", hall.committee),
        url("sheet_filed", sheet),
        url("session", made),
        url("session_move", made),
        url("attendance", made),
        url("sitting", made, item),
    ]
    acts = [
        url("seat_end", hall.committee, holder),
        url("sheet_return", sheet),
        url("agenda_put", made),
        url("agenda_order", made),
        url("agenda_take_off", made, item),
        url("session_act", made, "clore"),
        url("opinion", made, item),
        url("recusal", made, item),
    ]
    for who in (other, hall.account, world.laurent, world.ines, world.nadia):
        client = signed_in(who)
        for way in pages:
            assert client.get(way).status_code == 404, (who.unit_name, way)
        for way in acts:
            assert client.post(way).status_code == 404, (who.unit_name, way)
    claire = signed_in(hall.secretary)
    assert claire.get(url("session", uuid4())).status_code == 404
    assert fresh_of(hall, made).state == SessionState.OPEN
