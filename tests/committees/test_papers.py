"""What a session leaves: its minutes, one annex per household, the letters, the agenda that is printed."""

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from committees import tasks
from committees.actions import papers, sessions, sheets, sitting
from committees.actions.sitting import Said
from committees.documents.letters import contested_until, letters_content, offered, prescriber_title, prescribers
from committees.documents.words import counted, period, sentence
from committees.enums import PaperKind, Voice
from committees.models import AgendaItem, Opinion, Paper, Session
from committees.queries.papers import annexes_of
from committees.sheets import Fact
from common import documents, outbox
from common.models import Document, Outbox
from common.refusal import NotYours, Refused
from common.tasks import run_outbox
from tests.committees import hall as h
from tests.committees import papers_scene, presented
from tests.committees.test_acts import SAID, fresh, sitting_of, typed
from tests.common.test_pdf import CONTEXT
from tests.factories.directory import agreement
from tests.harness import OWNER, sql, within

#: What nothing but an annex may say.
CANARIES = {
    "name": "Mme Zwingelstein",
    "address": "9 impasse des Canaris",
    "heading": "Mme Z., 51 ans, trois perruches",
    "text": "Récit très privé de la maison bleue",
    "debt": "77 777,77 €",
    "reason": "Parce que le toit chante faux",
    "opinion": "Je connais bien sa cousine germaine",
}
CANARY = SAID.model_copy(
    update={
        **{key: CANARIES[key] for key in ("name", "address", "heading", "text")},
        "facts": [
            Fact(key="request", label="Demande", value="Garder son logement"),
            Fact(key="presented_by", label="Présenté par", value="CCAS de Vigny"),
            Fact(key="debt", label="Dette de loyer", value=CANARIES["debt"]),
        ],
    }
)
REFUSED = Said("refuse", reason=CANARIES["reason"])


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def held(hall):
    """A session that sat: a refusal, a measure, an adjournment, one not seen, one under a code."""
    files = [
        typed(hall, said=CANARY),
        typed(hall),
        typed(hall),
        typed(hall),
        coded(hall),
    ]
    made, items = sitting_of(hall, *files)
    with within(hall.secretary):
        sitting.say(item=items[0], seat="ccas", voice=Voice.UNFAVOURABLE, text=CANARIES["opinion"], by=hall.secretary)
        sitting.say(item=items[0], seat="landlord", voice=Voice.FAVOURABLE, text="", by=hall.secretary)
        sitting.recuse(item=items[1], holder=hall.holders["landlord", "titular"], by=hall.secretary)
        said = (
            REFUSED,
            Said("measure", starts_on=date(2026, 12, 1), until_on=date(2027, 5, 31)),
            Said("adjourn", reason="Une pièce manque", until_on=date(2027, 1, 8)),
            None,
            Said("measure"),
        )
        for item, decision in zip(items, said, strict=True):
            if decision:
                sitting.decide(item=item, said=decision, seen="", by=hall.secretary)
        sessions.close(session=fresh(made), by=hall.secretary)
    return made, items


def coded(hall):
    """As a team presents it without agreement: nothing but its number is shown."""
    made = typed(hall)
    sql("UPDATE committees_presentationsheet SET is_coded = true WHERE id = %s", made.pk)
    return made


def signed(hall, made) -> Session:
    with within(hall.secretary):
        sessions.sign(session=fresh(made), by=hall.secretary)
        return Session.objects.select_related("committee", "version").get(pk=made.pk)


def kept(hall, made) -> tuple[Paper, list[Paper]]:
    with within(hall.secretary):
        annexes = {annex.pk: annex for annex in Paper.objects.filter(session=made, kind=PaperKind.ANNEX)}
        return Paper.objects.get(session=made, kind=PaperKind.MINUTES), [annexes[one.pk] for one in annexes_of(made)]


def make(made) -> None:
    assert outbox.handlers()[papers.MAKE].work == tasks.make_session_papers
    row = Outbox.objects.get(task=papers.MAKE, subject_id=made.pk)
    run_outbox(str(row.pk))
    assert Outbox.objects.get(pk=row.pk).outcome == "done"


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def everything(snapshot) -> str:
    return plain(json.dumps(snapshot, ensure_ascii=False))


# The minutes --------------------------------------------------------------------------------------------------------


def test_minutes_name_no_household(hall, held):
    made, _ = held
    minutes, annexes = kept(hall, signed(hall, made))
    said = everything([minutes.snapshot, minutes.title])
    assert [name for name, canary in CANARIES.items() if canary in said] == []
    # The canaries sing: an annex says what it is for.
    sung = everything(annexes[0].snapshot)
    assert {name for name, canary in CANARIES.items() if canary in sung} == {
        *("name", "address", "heading", "reason", "opinion")
    }


def test_minutes_say_what_was_decided_of_each_file(hall, held):
    made, items = held
    minutes, _ = kept(hall, signed(hall, made))
    rows = minutes.snapshot["rows"]
    with within(hall.secretary):
        assert [row["file"] for row in rows] == [fresh(item.sheet).number for item in items]
    assert [row["decision"] for row in rows] == [
        *("Refuse.", "Accorde.", "Ajourne.", "Pas examiné à cette séance.", "Accorde.")
    ]
    assert rows[0]["opinions"].replace("\xa0", " ") == "1 favorable, 1 défavorable"
    assert (rows[1]["recused"], rows[1]["dates"]) == (
        "LANDLORD",
        "du 1ᵉʳ\xa0décembre 2026 au 31\xa0mai 2027",
    )
    assert [number for number, _ in minutes.snapshot["back"]] == [3, 4]
    assert minutes.snapshot["summary"] == [["Accorde", "2"], ["Ajourne", "1"], ["Refuse", "1"], ["Pas examinés", "1"]]


def test_minutes_say_who_was_there(hall, held):
    made, _ = held
    minutes, _ = kept(hall, signed(hall, made))
    ((college, seats),) = minutes.snapshot["colleges"]
    assert college == "Tous"
    assert [(one["seat"], one["who"], one["rank"], one["state"]) for one in seats] == [
        ("CCAS", "titular ccas", "titulaire", "présent"),
        ("LANDLORD", "titular landlord", "titulaire", "présent"),
        ("STATE", "titular state", "titulaire", "absent"),
    ]
    assert minutes.snapshot["chaired"] == "CCAS (titular ccas)"
    assert [said.replace("\xa0", " ") for said in minutes.snapshot["quorum"]] == [
        "2 sièges présents sur 3 dont l’avis compte.",
        "Le quorum est atteint.",
    ]
    assert hall.secretary.person_name in minutes.snapshot["signed"]


def test_what_is_no_longer_agreed_to_leaves_its_place_and_nothing_else(hall, held):
    made, items = held
    h.some_time_ago()
    with within(hall.secretary):
        number = fresh(items[0].sheet).number
        sheets.withdraw(sheet=fresh(items[0].sheet), by=hall.secretary, is_agreement_over=True)
    minutes, annexes = kept(hall, signed(hall, made))
    assert minutes.snapshot["rows"][0]["file"] == "retiré"
    assert number not in everything(minutes.snapshot)
    assert items[0].pk not in {annex.item_id for annex in annexes}


@pytest.mark.parametrize("at", [0, 2])
def test_what_was_decided_is_not_withdrawn_before_it_is_told(hall, held, at):
    made, items = held
    h.some_time_ago()
    with within(hall.secretary), pytest.raises(Refused, match="signez d’abord le compte rendu"):
        sheets.withdraw(sheet=fresh(items[at].sheet), by=hall.secretary)
    session = signed(hall, made)
    _, annexes = kept(hall, session)
    assert items[at].pk in {annex.item_id for annex in annexes}
    with within(hall.secretary):
        sheets.withdraw(sheet=fresh(items[at].sheet), by=hall.secretary)
        assert fresh(items[1].sheet).withdrawn_at is None


def test_what_was_not_decided_is_withdrawn_before_the_signature(hall, held):
    h.some_time_ago()
    with within(hall.secretary):
        sheets.withdraw(sheet=fresh(held[1][3].sheet), by=hall.secretary)


def test_the_agreement_that_a_team_noted_is_not_ended_by_the_secretariat(hall, world):
    sheet = presented.filed(hall, presented.followed(world), world.ines)
    _, (item,) = sitting_of(hall, sheet)
    with within(hall.secretary):
        sitting.decide(item=item, said=REFUSED, seen="", by=hall.secretary)
    with within(hall.secretary), pytest.raises(Refused, match="son équipe l’enregistre"):
        sheets.withdraw(sheet=fresh(sheet), by=hall.secretary, is_agreement_over=True)
    with within(world.ines):
        sheets.withdraw(sheet=fresh(sheet), by=world.ines)


def test_the_page_of_a_decided_form_says_what_to_do(hall, held, client):
    h.some_time_ago()
    with within(hall.secretary):
        sheet = fresh(held[1][0].sheet)
    client.force_login(hall.secretary.membership.user)
    page = client.get(reverse("sheet_filed", args=[sheet.public_id])).text
    assert "Le ménage retire son accord" in page
    answer = client.post(reverse("sheet_return", args=[sheet.public_id]))
    assert answer.status_code == 403
    assert "dites-le en retirant le dossier" in answer.text
    assert client.post(reverse("sheet_return", args=[sheet.public_id]), {"accord": "retire"}).status_code == 302


def test_what_was_taken_off_before_the_session_is_not_in_its_minutes(hall):
    made, items = sitting_of(hall, typed(hall), typed(hall))
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE committees_agendaitem DISABLE TRIGGER once_update", role=OWNER)
    with within(hall.secretary):
        AgendaItem.objects.filter(pk=items[0].pk).update(closed_at=timezone.now() - timedelta(days=1))
        sessions.close(session=fresh(made), by=hall.secretary)
    minutes, _ = kept(hall, signed(hall, made))
    with within(hall.secretary):
        assert [row["file"] for row in minutes.snapshot["rows"]] == [fresh(items[1].sheet).number]


# The annexes --------------------------------------------------------------------------------------------------------


def test_one_annex_per_household_that_was_spoken_of(hall, held):
    made, items = held
    _, annexes = kept(hall, signed(hall, made))
    assert [annex.item_id for annex in annexes] == [items[at].pk for at in (0, 1, 2, 4)]
    first = annexes[0].snapshot
    assert first["opinions"] == [["CCAS", "défavorable", CANARIES["opinion"]], ["LANDLORD", "favorable", ""]]
    assert (first["reason"], first["by"]) == (f"{CANARIES['reason']}.", "CCAS de Vigny")
    assert annexes[1].snapshot["recused"] == ["LANDLORD"]


def test_an_annex_is_purged_alone(hall, held):
    made, _ = held
    session = signed(hall, made)
    make(session)
    minutes, annexes = kept(hall, session)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE committees_paper NO FORCE ROW LEVEL SECURITY", role=OWNER)
    sql("DELETE FROM committees_paper WHERE id = %s", annexes[0].pk, role=OWNER)
    again, left = kept(hall, session)
    assert (again.digest, bytes(again.content)) == (minutes.digest, bytes(minutes.content))
    assert [annex.pk for annex in left] == [annex.pk for annex in annexes[1:]]
    assert CANARIES["name"] not in everything([annex.snapshot for annex in left])


def test_what_was_kept_never_changes(hall, held):
    session = signed(hall, held[0])
    make(session)
    minutes, annexes = kept(hall, session)
    assert all(paper.digest and bytes(paper.content).startswith(b"%PDF") for paper in (minutes, *annexes))
    with within(hall.secretary), pytest.raises(DatabaseError, match="does not change"):
        Paper.objects.filter(pk=minutes.pk).update(digest="x")


def test_a_worker_that_stops_halfway_is_taken_up_where_it_stopped(hall, held, monkeypatch):
    session, draw, drawn = signed(hall, held[0]), documents.draw, []

    def fails_once(template, title, snapshot, at, **more):
        drawn.append(title)
        if len(drawn) == 3:
            raise RuntimeError("killed")
        return draw(template, title, snapshot, at, **more)

    monkeypatch.setattr(documents, "draw", fails_once)
    row = Outbox.objects.get(task=papers.MAKE, subject_id=session.pk)
    run_outbox(str(row.pk))
    minutes, annexes = kept(hall, session)
    assert [bool(paper.digest) for paper in (*annexes, minutes)] == [True, True, False, False, False]
    with within(hall.secretary):
        papers.make_again(session=session, by=hall.secretary)
    run_outbox(str(Outbox.objects.filter(task=papers.MAKE, subject_id=session.pk).exclude(pk=row.pk).get().pk))
    again, made = kept(hall, session)
    assert (made[0].made_at, made[0].digest) == (annexes[0].made_at, annexes[0].digest)
    assert all(paper.digest for paper in (again, *made))
    assert len(drawn) == 6
    with within(hall.secretary), pytest.raises(Refused, match="déjà prêts"):
        papers.make_again(session=session, by=hall.secretary)


def test_a_certificate_that_cannot_seal_keeps_no_annex_from_being_made(hall, held, settings, tmp_path):
    settings.SEAL_FILE, settings.SEAL_PASSWORD = tmp_path / "seal.p12", "x"
    settings.SEAL_FILE.write_bytes(b"no certificate")
    session = signed(hall, held[0])
    row = Outbox.objects.get(task=papers.MAKE, subject_id=session.pk)
    run_outbox(str(row.pk))
    minutes, annexes = kept(hall, session)
    assert [bool(paper.digest) for paper in (*annexes, minutes)] == [True, True, True, True, False]
    assert Outbox.objects.get(pk=row.pk).done_at is None


# The letters --------------------------------------------------------------------------------------------------------


def test_a_refusal_says_why_and_until_when_it_may_be_contested(hall, held):
    _, annexes = kept(hall, signed(hall, held[0]))
    letter = annexes[0].snapshot["letter"]
    assert (letter["name"], letter["said"], letter["appeal"]) == (CANARIES["name"], "Non.", "Écrivez.")
    assert letter["reason"] == f"{CANARIES['reason']}."
    said = letters_content([annex.snapshot for annex in annexes], on=date(2026, 12, 30))["letters"]
    assert [each["last_day"] for each in said] == ["28\xa0février 2027", "", ""]
    accorded, adjourned, unnamed = (annex.snapshot["letter"] for annex in annexes[1:])
    assert accorded["appeal"] == ""
    assert accorded["dates"] == "Cela commence le 1ᵉʳ\xa0décembre 2026 et va jusqu’au 31\xa0mai 2027."
    assert adjourned["dates"] == "Votre demande attend jusqu’au 8\xa0janvier 2027."
    # Nobody to write to.
    assert unnamed is None


def vigny_of(hall, session) -> str:
    """What names the letter to who presented the first file."""
    _, annexes = kept(hall, session)
    return f"paper {annexes[0].snapshot['file']}"


def test_each_prescriber_learns_its_own_decisions(hall, held):
    session = signed(hall, held[0])
    key = vigny_of(hall, session)
    with within(hall.secretary):
        vigny = papers.ask_prescriber_letter(session=session, prescriber=key, by=hall.secretary)
    rows = vigny.snapshot["rows"]
    assert [row["decision"] for row in rows] == ["La commission refuse."]
    _, annexes = kept(hall, session)
    # The secretariat does not write to itself.
    assert prescribers(annex.snapshot for annex in annexes) == {key: "CCAS de Vigny"}
    assert set(rows[0]) == {"file", "heading", "asked", "decision", "dates", "reason"}
    assert CANARIES["name"] not in everything(rows)
    for wanted in ("paper CCAS de Vigny", "paper 222-222", ""):
        with within(hall.secretary), pytest.raises(Refused, match="n’a été décidé"):
            papers.ask_prescriber_letter(session=session, prescriber=wanted, by=hall.secretary)


def test_two_services_that_are_typed_alike_share_no_letter(hall):
    """« CCAS » of two towns: neither learns of the other's household."""
    made, items = sitting_of(hall, typed(hall, said=CANARY), typed(hall, said=CANARY))
    with within(hall.secretary):
        for item in items:
            sitting.decide(item=item, said=REFUSED, seen="", by=hall.secretary)
        sessions.close(session=fresh(made), by=hall.secretary)
    session = signed(hall, made)
    _, annexes = kept(hall, session)
    said = [annex.snapshot for annex in annexes]
    files = [annex["file"] for annex in said]
    assert sorted(offered(said)) == sorted((f"paper {file}", f"CCAS de Vigny, dossier {file}") for file in files)
    for file in files:
        with within(hall.secretary):
            letter = papers.ask_prescriber_letter(session=session, prescriber=f"paper {file}", by=hall.secretary)
        assert [row["file"] for row in letter.snapshot["rows"]] == [file]
        assert letter.snapshot["to"] == "CCAS de Vigny"
        # The title is the name of its file too: nothing else tells whom to send it to.
        assert letter.title == f"Ce que la commission a décidé, CCAS de Vigny, dossier {file}"


@given(to=st.text(min_size=1, max_size=300))
def test_a_title_that_is_cut_still_says_which_letter_it_is(to):
    content = {"to": to, "rows": [{"file": "K7M-2QX"}]}
    of_a_form, of_a_unit = (prescriber_title(content, key) for key in ("paper K7M-2QX", "unit 12"))
    assert max(len(of_a_form), len(of_a_unit)) <= Document._meta.get_field("title").max_length
    assert of_a_form.endswith(", dossier K7M-2QX")
    assert of_a_unit == f"Ce que la commission a décidé, {to}"[:160]


def test_two_services_of_one_organisation_that_present_under_a_code_are_told_apart(hall, world):
    """Nothing of a coded version says which of them wrote it."""
    rural = agreement(world.rural, world.branch)
    files = [
        presented.filed(hall, presented.followed(world, by, under), by, is_coded=True)
        for by, under in ((world.ines, None), (world.rural_worker, rural))
    ]
    made, items = sitting_of(hall, *files)
    with within(hall.secretary):
        for item in items:
            sitting.decide(item=item, said=REFUSED, seen="", by=hall.secretary)
        sessions.close(session=fresh(made), by=hall.secretary)
    session = signed(hall, made)
    _, annexes = kept(hall, session)
    assert len({name for _, name in offered(annex.snapshot for annex in annexes)}) == 2


def test_a_unit_that_filed_several_has_one_letter(hall, world):
    files = [presented.filed(hall, presented.followed(world), world.ines) for _ in range(2)]
    made, items = sitting_of(hall, *files)
    with within(hall.secretary):
        for item in items:
            sitting.decide(item=item, said=REFUSED, seen="", by=hall.secretary)
        sessions.close(session=fresh(made), by=hall.secretary)
    session = signed(hall, made)
    _, annexes = kept(hall, session)
    ((key, name),) = offered(annex.snapshot for annex in annexes)
    assert "dossier" not in name
    with within(hall.secretary):
        letter = papers.ask_prescriber_letter(session=session, prescriber=key, by=hall.secretary)
    assert len(letter.snapshot["rows"]) == 2


def test_letters_are_one_per_household_with_a_name(hall, held):
    session = signed(hall, held[0])
    _, annexes = kept(hall, session)
    with within(hall.secretary):
        every = papers.ask_letters(session=session, by=hall.secretary)
        one = papers.ask_letter(annex=annexes[0], by=hall.secretary)
    assert [letter["said"] for letter in every.snapshot["letters"]] == ["Non.", "Oui.", "Plus tard."]
    assert [letter["name"] for letter in one.snapshot["letters"]] == [CANARIES["name"]]
    with within(hall.secretary), pytest.raises(Refused, match="sans nom"):
        papers.ask_letter(annex=annexes[3], by=hall.secretary)


# The agenda ---------------------------------------------------------------------------------------------------------


def test_the_agenda_is_asked_for_until_the_session_is_over(hall, held):
    made, (item,) = sitting_of(hall, typed(hall, said=CANARY))
    with within(hall.secretary):
        asked = papers.ask_agenda(session=fresh(made), by=hall.secretary)
        number = fresh(item.sheet).number
    (row,) = asked.snapshot["rows"]
    assert row == {
        **{"number": 1, "heading": CANARIES["heading"], "file": number, "asked": "Accorder"},
        **{"by": "CCAS de Vigny", "is_urgent": False},
    }
    assert CANARIES["name"] not in everything(asked.snapshot)
    with within(hall.secretary), pytest.raises(Refused, match="est passée"):
        papers.ask_agenda(session=fresh(held[0]), by=hall.secretary)


def test_nothing_of_an_empty_agenda_is_printed(hall):
    with within(hall.secretary):
        made = sessions.plan(
            committee=hall.committee,
            starts_at=timezone.now() + timedelta(days=3),
            place="",
            is_urgent=False,
            by=hall.secretary,
        )
        with pytest.raises(Refused, match="est vide"):
            papers.ask_agenda(session=made, by=hall.secretary)


# Who ----------------------------------------------------------------------------------------------------------------


def test_another_asks_for_none_of_it(hall, held, world):
    session = signed(hall, held[0])
    _, annexes = kept(hall, session)
    acts = (
        lambda by: papers.ask_agenda(session=session, by=by),
        lambda by: papers.ask_letter(annex=annexes[0], by=by),
        lambda by: papers.ask_letters(session=session, by=by),
        lambda by: papers.ask_prescriber_letter(session=session, prescriber=annexes[0].snapshot["prescriber"], by=by),
        lambda by: papers.make_again(session=session, by=by),
    )
    for who in (world.laurent, hall.account):
        with within(who):
            assert not Paper.objects.exists()
        for act in acts:
            with within(who), pytest.raises(NotYours):
                act(who)


def test_nothing_is_asked_for_before_the_signature(hall, held):
    made, _ = held
    with within(hall.secretary):
        session = Session.objects.select_related("committee", "version").get(pk=made.pk)
        for act in (
            lambda: papers.ask_letters(session=session, by=hall.secretary),
            lambda: papers.ask_prescriber_letter(session=session, prescriber="", by=hall.secretary),
            lambda: papers.make_again(session=session, by=hall.secretary),
        ):
            with pytest.raises(Refused, match="pas encore signé"):
                act()
        assert not Paper.objects.exists()


# The pages ----------------------------------------------------------------------------------------------------------


def test_a_signed_session_leads_to_its_papers(hall, held, client):
    session = signed(hall, held[0])
    client.force_login(hall.secretary.membership.user)
    page = client.get(reverse("session", args=[session.public_id])).text
    assert "0 document prêt sur 5" in plain(page)
    make(session)
    minutes, annexes = kept(hall, session)
    page = client.get(reverse("session", args=[session.public_id])).text
    for paper in (minutes, *annexes):
        assert reverse("session_paper", args=[paper.public_id]) in page
    for paper in annexes[:3]:
        assert reverse("paper_letter", args=[paper.public_id]) in page
    assert reverse("paper_letter", args=[annexes[3].public_id]) not in page
    assert f'value="{vigny_of(hall, session)}"' in page
    answer = client.get(reverse("session_paper", args=[annexes[0].public_id]))
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "no-store"
    read = client.get(reverse("session_minutes", args=[session.public_id])).text
    assert [name for name, canary in CANARIES.items() if canary in read] == []
    assert "Pas examiné à cette séance." in read


def test_a_paper_that_is_not_made_leads_back_to_its_session(hall, held, client):
    session = signed(hall, held[0])
    minutes, _ = kept(hall, session)
    client.force_login(hall.secretary.membership.user)
    answer = client.get(reverse("session_paper", args=[minutes.public_id]))
    assert answer["Location"] == reverse("session", args=[session.public_id])


@pytest.mark.parametrize(
    ("route", "kind"),
    [
        ("session_letters", papers.LETTERS),
        ("session_prescriber", papers.PRESCRIBER),
    ],
)
def test_a_letter_is_asked_from_the_page_and_leads_back_to_it(hall, held, client, route, kind):
    session = signed(hall, held[0])
    client.force_login(hall.secretary.membership.user)
    posted = {"prescripteur": vigny_of(hall, session)}
    answer = client.post(reverse(route, args=[session.public_id]), posted)
    with within(hall.secretary):
        made = Document.objects.get(kind=kind)
    assert answer["Location"] == reverse("document", args=[made.public_id])
    assert reverse("session", args=[session.public_id]) in client.get(answer["Location"]).text


def test_the_agenda_is_asked_from_the_page(hall, client):
    made, _ = sitting_of(hall)
    client.force_login(hall.secretary.membership.user)
    page = client.get(reverse("session", args=[made.public_id])).text
    assert reverse("session_agenda", args=[made.public_id]) in page
    client.post(reverse("session_agenda", args=[made.public_id]))
    with within(hall.secretary):
        assert Document.objects.get(kind=papers.AGENDA).snapshot["session"] == str(made.public_id)


def test_a_household_s_letter_is_asked_from_its_annex(hall, held, client):
    session = signed(hall, held[0])
    _, annexes = kept(hall, session)
    client.force_login(hall.secretary.membership.user)
    client.post(reverse("paper_letter", args=[annexes[0].public_id]))
    with within(hall.secretary):
        made = Document.objects.get(kind=papers.LETTER)
    run_outbox(str(Outbox.objects.get(subject_id=made.pk, task="render_document").pk))
    with within(hall.secretary):
        assert bytes(Document.objects.get(pk=made.pk).content).startswith(b"%PDF")


# Words --------------------------------------------------------------------------------------------------------------


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 1, 1)))
def test_a_refusal_is_contested_within_two_months_of_its_letter(received_on):
    last = contested_until(received_on)
    assert 59 <= (last - received_on).days <= 62
    assert last.day == received_on.day or (last + timedelta(days=1)).day == 1
    assert (last.year * 12 + last.month) - (received_on.year * 12 + received_on.month) == 2


def test_a_letter_says_when_the_two_months_begin_and_until_which_day_at_the_least():
    """Counted from the day it is received, whenever the minutes were signed: the day it names never comes too soon."""
    template, content = papers_scene.contents()["letter"]
    said = plain(render_to_string(template, CONTEXT | content))
    assert "Les deux mois commencent le jour où vous recevez cette lettre." in said
    assert "au moins jusqu’au 23 janvier 2027" in said


def test_opinions_are_counted_by_voice():
    said = [Opinion(voice=voice) for voice in ("favourable", "favourable", "reserved", "")]
    assert counted(said).replace("\xa0", " ") == "2 favorables, 1 réservé"
    assert counted([]) == ""


def test_a_reason_is_a_sentence_whatever_was_typed():
    assert [sentence(text) for text in (" il manque une pièce", "Non !", "")] == ["Il manque une pièce.", "Non !", ""]
    assert period(None, date(2026, 12, 1)) == "jusqu’au 1ᵉʳ\xa0décembre 2026"
