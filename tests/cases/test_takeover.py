"""Taking over running accompaniments: read, settled on the page, written whole, reconciled; nothing made up."""

import html
import re
from datetime import date, time
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases.actions import visits
from cases.documents.activity_report import definition_of
from cases.enums import AccompanimentState
from cases.imports import read_file
from cases.imports.running import RUNNING, UnitKnows, check_running, recognise
from cases.models import (
    Access,
    Accompaniment,
    AccompanimentCourse,
    Case,
    EarlierActivity,
    EntryStatement,
    IdentityStatement,
    Person,
    Referral,
    TeamMember,
)
from cases.periods import Period, quarter
from cases.policies import VisitEntry
from cases.queries import activity
from common.context import acting
from partners.communes import communes_of_2026
from tests.cases.operator_world import body, client_of
from tests.harness import sql

pytestmark = pytest.mark.django_db
URL = "/accompagnement/menages/reprise/"
TODAY = date(2026, 11, 21)
HEADER = "Nom;Prénom;Autre adulte;Nb enfants;Adresse;Code postal;Commune;Dispositif;Accès ou maintien;Date de début;Courriel du référent;Tenues 09/2026;Prévues septembre 2026"
UNIT = UnitKnows({"ines@exemple.fr"}, {"gironde": "gironde"}, {("deja la", date(2026, 1, 5))})


def file_of(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def checked(*rows: str, header: str = HEADER, left_out=()):
    sheet = read_file(file_of(*rows, header=header), RUNNING)
    return check_running(sheet, unit=UNIT, communes=communes_of_2026(), today=TODAY, left_out=left_out)


GOOD = "MARTIN;Paul;;0;1 rue Neuve;33000;Bordeaux;gironde;maintien;03/01/2026;Ines@exemple.fr;2;3"


def test_months_are_recognised_by_their_title():
    assert recognise("Tenues 01/2026") == "held:2026-01"
    assert recognise("Visites prévues mars 2026") == "planned:2026-03"
    assert recognise("Minutes 2025-12") == "minutes:2025-12"
    assert recognise("Tenues 13/2026") is None
    assert recognise("Tenues") is None


def test_a_line_is_typed():
    found = checked(GOOD)
    assert found.problems == []
    (line,) = found.ready
    assert (line.last_name, line.kind, line.starts_on, line.referent) == (
        "MARTIN",
        "maintenance",
        date(2026, 1, 3),
        "ines@exemple.fr",
    )
    (month,) = line.months
    assert (month.first, month.held, month.planned) == (date(2026, 9, 1), 2, 3)
    assert (found.totals.households, found.totals.people, found.totals.held) == (1, 1, 2)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (GOOD.replace("MARTIN", ""), "Nom", "Il manque le nom"),
        (GOOD.replace("maintien", "soutien"), "Accès ou maintien", "accès"),
        (GOOD.replace("03/01/2026", "31/02/2026"), "Date de début", "n’existe pas"),
        (GOOD.replace("03/01/2026", "03/01/2027"), "Date de début", "à venir"),
        (GOOD.replace("Ines@exemple.fr", "paul@exemple.fr"), "Courriel du référent", "personne de votre équipe"),
        (GOOD.replace("gironde", "autre"), "Dispositif", "dispositif de votre équipe"),
        (GOOD.replace(";2;3", ";deux;3"), "Tenues 09/2026", "nombre entier"),
        (GOOD.replace("MARTIN", "=cmd()"), "Nom", "formule"),
        (GOOD.replace("33000", "330"), "Code postal", "cinq chiffres"),
    ],
)
def test_what_is_wrong_stands_by_line_and_column(row, column, said):
    found = checked(row)
    assert found.ready == []
    (problem,) = found.problems
    assert (problem.line, problem.column) == (2, column)
    assert said in problem.problem


def test_the_referent_s_other_address_is_proposed():
    (problem,) = checked(GOOD.replace("Ines@exemple.fr", "ines@ailleurs.fr")).problems
    assert problem.proposal == "ines@exemple.fr"


def test_the_same_line_twice_is_to_settle_and_one_already_followed_is_left():
    found = checked(GOOD, GOOD)
    assert [one.line for one in found.problems] == [3]
    assert "ligne 2" in found.problems[0].problem
    assert checked(GOOD, GOOD, left_out={3}).problems == []
    again = checked("Deja;là;;0;;33000;Bordeaux;;accès;05/01/2026;ines@exemple.fr;;")
    assert (again.followed, again.ready, again.problems) == ([2], [], [])


def test_forbidden_words_are_never_held():
    found = checked(GOOD.replace("1 rue Neuve", "violences conjugales"))
    assert found.replaced == 1
    assert "violence" not in str([row.cells for row in found.sheet.rows])
    other = read_file(file_of(f"{GOOD};dépression", header=f"{HEADER};Observations"), RUNNING)
    assert "pression" not in str([row.cells for row in other.rows])


# --- the page ---------------------------------------------------------------------------------------------------------
def email(world) -> str:
    return world.ines.membership.user.email


def rows(world) -> list[str]:
    return [
        f"MARTIN;Paul;Mme MARTIN Léa;2;1 rue Neuve;33000;Bordeaux;;maintien;03/01/2026;{email(world)};2;3",
        f"ROCHE;Ana;;0;;33600;Pessac;;accès;15/03/2026;{email(world).upper()};;",
    ]


def drop(client, *lines: str):
    return client.post(URL, {"file": SimpleUploadedFile("reprise.csv", file_of(*lines))})


def kept(answer) -> str:
    return html.unescape(re.search(r'name="feuille" value="([^"]*)"', answer.content.decode())[1])


def written(by) -> list[Case]:
    with acting(by.audiences):
        return list(Case.objects.filter(kind="accompaniment", holder_id=by.unit_audience).order_by("pk"))


def test_nothing_is_written_before_it_is_confirmed(world):
    client = client_of(world.laurent)
    answer = drop(client, *rows(world))
    page = body(answer)
    assert "Vérifier avant de reprendre" in page
    assert "Aucun accord n’est repris" in page
    assert "Reprendre 2 accompagnements" in page
    assert written(world.laurent) == []
    client.post(URL, {"feuille": kept(answer), "step": "check"})
    assert written(world.laurent) == []


def test_the_file_is_taken_over_whole_and_reconciled(world):
    client = client_of(world.laurent)
    done = body(client.post(URL, {"feuille": kept(drop(client, *rows(world))), "step": "write"}))
    assert "2 accompagnements repris" in done
    assert "Les deux colonnes disent la même chose" in done
    assert re.search(r"Rencontres passées</th><td class=.figure.>2</td><td class=.figure.>2</td>", done)
    first, second = written(world.laurent)
    with acting(world.laurent.audiences):
        accompaniment = Accompaniment.objects.get(case=first)
        assert (accompaniment.kind, accompaniment.starts_on) == ("maintenance", date(2026, 1, 3))
        assert accompaniment.referent_email == email(world)
        course = AccompanimentCourse.objects.get(case=first)
        assert course.state == AccompanimentState.ENGAGED
        assert timezone.localdate(course.engaged_at) == timezone.localdate()
        people = Person.objects.filter(household_id=first.household_id)
        assert sorted((one.is_adult, one.is_party) for one in people) == [(False, False)] * 2 + [(True, True)] * 2
        named = {one.last_name: one.author_id for one in IdentityStatement.objects.filter(case=first)}
        assert named == {"Martin": world.laurent.unit_audience}
        assert TeamMember.objects.get(case=second).membership_id == world.ines.membership.pk
        assert not Referral.objects.filter(receiving_case__in=[first, second]).exists()
        assert {one.commune for one in EntryStatement.objects.filter(case__in=[first, second])} == {"33063", "33318"}
    assert sql("SELECT count(*) FROM cases_consent") == sql("SELECT count(*) FROM cases_grant") == [(0,)]
    with acting(world.ines.audiences):
        mine = Access.objects.for_audience(world.ines.member_audience).filter(case__in=[first, second])
        assert {row.team_until.year for row in mine} == {9999}


def test_the_debt_of_who_was_taken_over_is_of_her_true_first_day_or_before(world):
    client = client_of(world.laurent)
    client.post(URL, {"feuille": kept(drop(client, *rows(world))), "step": "write"})
    entry = f"/accompagnement/menages/{written(world.laurent)[0].public_id}/entree/"
    page = body(client.get(entry))
    assert "Ce qui a été noté à l’adhésion, ou repris, ou corrigé depuis." in page
    (mark,) = re.findall(r'name="entree-seen" value="(\w+)"', page)
    said = {"entree-seen": mark, "entree-debt_cents": "900", "entree-debt_on": "04/01/2026"}
    assert "de ce jour-là : le 3 janvier 2026." in body(client.post(entry, said))
    assert client.post(entry, said | {"entree-debt_on": "03/01/2026"}).status_code == 302


def test_the_past_counts_are_written_and_add_to_the_year_s_figures(world):
    client = client_of(world.laurent)
    client.post(URL, {"feuille": kept(drop(client, *rows(world))), "step": "write"})
    with acting(world.laurent.audiences):
        (told,) = EarlierActivity.objects.all()
        assert (told.month, told.held, told.planned, told.minutes) == (date(2026, 9, 1), 2, 3, 0)
        year = activity.visits(world.laurent, Period(date(2026, 1, 1), date(2026, 12, 31)), TODAY)
        assert (year.earlier.held, year.earlier.planned, year.held, year.planned) == (2, 3, 0, 0)
        after = activity.visits(world.laurent, Period(date(2026, 9, 2), date(2026, 12, 31)), TODAY)
        assert not after.earlier
    with acting(world.bea_manager.audiences):
        assert not EarlierActivity.objects.exists()
    said = definition_of(year).replace("\xa0", " ")
    assert "Repris d’avant Palier : 2 rencontres pour 3 visites prévues, ajoutées aux totaux" in said
    board = client.get("/accompagnement/equipe/", {"periode": "trimestre"})
    assert ("dont 2 reprises" in body(board)) == (date(2026, 9, 1) >= quarter(timezone.localdate()).since)


def test_its_page_says_that_agreements_are_asked_afresh(world):
    client = client_of(world.laurent)
    client.post(URL, {"feuille": kept(drop(client, *rows(world))), "step": "write"})
    first, _ = written(world.laurent)
    page = body(client_of(world.ines).get(reverse("case", args=[first.public_id])))
    assert "Accompagnement repris par votre équipe" in page
    assert "Paul Martin et Mme Martin" in page
    assert "0 visite tenue, et 2 avant la reprise" in page
    assert "Commencé le 3 janvier 2026. Avant : 2 visites tenues pour 3 prévues." in page
    assert "1 rue Neuve" in page
    assert body(client_of(world.ines).get("/accompagnement/menages/")).count("Accompagné") == 2


def test_a_first_visit_here_is_not_its_first_meeting(world):
    client = client_of(world.laurent)
    client.post(URL, {"feuille": kept(drop(client, *rows(world))), "step": "write"})
    first, _ = written(world.laurent)
    met = VisitEntry(on=timezone.localdate(), at=time(0, 1), kind="home", outcome="held", visit_minutes=45)
    with acting(world.ines.audiences):
        visits.log(case=first, by=world.ines, device_id=uuid4(), entry=met)
    page = body(client_of(world.ines).get(reverse("case", args=[first.public_id])))
    assert "1 visite tenue, et 2 avant la reprise" in page
    assert "au premier essai" not in page
    assert "notée le" not in page


def test_the_same_file_twice_writes_once(world):
    client = client_of(world.laurent)
    for _ in range(2):
        answer = drop(client, *rows(world))
        client.post(URL, {"feuille": kept(answer), "step": "write"})
    assert len(written(world.laurent)) == 2
    page = body(drop(client, *rows(world)))
    assert "ne seront pas reprises" in page
    assert "Tous les ménages de ce fichier sont déjà dans votre équipe." in page
    for never in ("Toutes les lignes gardées sont prêtes", "Vérifier à nouveau"):
        assert never not in page


def test_a_point_is_settled_on_the_page_by_its_text_or_its_proposal_or_left_out(world):
    client = client_of(world.laurent)
    wrong = [rows(world)[0].replace("maintien", "soutien"), rows(world)[1].replace(email(world).upper(), "x@y.fr")]
    answer = drop(client, *wrong)
    page = body(answer)
    assert "2 points à régler" in page
    assert "Ligne 2, colonne I (Accès ou maintien)" in page
    assert body(client.post(URL, {"feuille": kept(answer), "step": "write"})).count("points à régler") == 1
    assert written(world.laurent) == []
    settled = client.post(URL, {"feuille": kept(answer), "c-2-I": "maintien", "sans": "3", "step": "check"})
    assert "Toutes les lignes gardées sont prêtes" in body(settled)
    client.post(URL, {"feuille": kept(settled), "sans": "3", "step": "write"})
    assert len(written(world.laurent)) == 1


def test_the_same_text_on_many_lines_is_settled_once(world):
    client = client_of(world.laurent)
    local = email(world).split("@")[0]
    many = [f"NOM{n};A;;0;;33000;Bordeaux;;maintien;03/01/2026;{local}@ailleurs.fr;;" for n in range(9)]
    answer = drop(client, *many)
    page = body(answer)
    assert "1 point à régler" in page
    assert "Lignes 2 à 10, colonne K" in page
    typed = client.post(URL, {"feuille": kept(answer), "c-2-K": email(world), "step": "check"})
    assert "Reprendre 9 accompagnements" in body(typed)
    accepted = client.post(URL, {"feuille": kept(answer), "proposition": "2-K"})
    assert "Reprendre 9 accompagnements" in body(accepted)
    aside = client.post(URL, {"feuille": kept(answer), "sans": "2,3,4,5,6,7,8,9,10"})
    assert "laissés de côté" in body(aside)
    assert "Aucune ligne de ce fichier n’est à reprendre." in body(aside)


def test_what_the_page_gives_back_is_judged_again(world):
    client = client_of(world.laurent)
    answer = drop(client, *rows(world))
    forged = kept(answer).replace("1 rue Neuve", "violences conjugales")
    page = body(client.post(URL, {"feuille": forged, "step": "check"}))
    assert "violences conjugales" not in page
    assert "1 texte n’est pas gardé" in page
    for broken in ("", "{}", "[]", '{"columns":[["A","Solde"]],"rows":[[2,["x"],0,[]]],"ignored":0}', "x" * 10):
        assert client.post(URL, {"feuille": broken, "step": "write"}).status_code == 200
    assert written(world.laurent) == []


def test_a_file_without_a_needed_column_says_which(world):
    answer = client_of(world.laurent).post(
        URL, {"file": SimpleUploadedFile("r.csv", b"Nom;Commune\nMARTIN;Bordeaux\n")}
    )
    assert "Date de début" in body(answer)
    assert "Courriel du référent" in body(answer)


def test_another_unit_s_member_is_nobody(world):
    row = rows(world)[0].replace(email(world), world.rural_worker.membership.user.email)
    assert "personne de votre équipe" in body(drop(client_of(world.laurent), row))


def test_the_model_is_read_by_the_page_it_comes_from(world):
    client = client_of(world.laurent)
    model = client.get(f"{URL}modele/").content
    page = body(client.post(URL, {"file": SimpleUploadedFile("modele.csv", model)}))
    assert "1 point à régler" in page
    assert "Lignes 2 à 3, colonne P (Courriel du référent)" in page


def test_lines_between_that_are_right_are_not_named(world):
    mails = {line: email(world) if line in {3, 5} else "absente@ailleurs.fr" for line in range(2, 9)}
    lines = [f"NOM{line};A;;0;;33000;Bordeaux;;maintien;03/01/2026;{mail};;" for line, mail in mails.items()]
    assert "Lignes 2, 4 et 6 à 8, colonne K" in body(drop(client_of(world.laurent), *lines))


def test_forty_are_taken_over_at_once(world):
    client = client_of(world.laurent)
    many = [f"NOM{n};A;;0;;33000;Bordeaux;;maintien;03/01/2026;{email(world)};;" for n in range(40)]
    client.post(URL, {"feuille": kept(drop(client, *many)), "step": "write"})
    assert len(written(world.laurent)) == 40


def test_what_is_taken_over_is_no_request_and_counts_from_its_true_first_day(world):
    client = client_of(world.laurent)
    client.post(URL, {"feuille": kept(drop(client, *rows(world))), "step": "write"})
    with acting(world.laurent.audiences):
        now = activity.households(world.laurent, Period(timezone.localdate(), timezone.localdate()))
        first = activity.households(world.laurent, Period(date(2026, 1, 1), date(2026, 1, 31)))
        assert (now.received, now.accepted, now.engaged, now.followed, now.taken_over) == (0, 0, 0, 2, 2)
        assert (first.received, first.engaged, first.followed, first.accompanied) == (0, 1, 1, 1)


# --- the lines to correct ---------------------------------------------------------------------------------------------
def test_the_lines_to_correct_come_as_a_file_that_is_dropped_again(world):
    client = client_of(world.laurent)
    wrong = [rows(world)[0].replace("maintien", "soutien"), rows(world)[1], rows(world)[0].replace("MARTIN;", "=A1;")]
    answer = drop(client, *wrong)
    assert "Télécharger les lignes à corriger" in body(answer)
    given = client.post(URL, {"feuille": kept(answer), "step": "lines", "c-4-A": "MARTINEAU"})
    assert given["Content-Disposition"] == 'attachment; filename="reprise-a-corriger.csv"'
    header, *lines = given.content.decode("utf-8-sig").splitlines()
    assert header == f"{HEADER};Ligne;À corriger"
    # What was typed on the page is corrected in the file too: one line is left.
    (line,) = lines
    assert ";2;Accès ou maintien : " in line
    assert written(world.laurent) == []
    corrected = client.post(
        URL,
        {
            "file": SimpleUploadedFile(
                "b.csv", given.content.decode("utf-8-sig").replace("soutien", "maintien").encode()
            )
        },
    )
    assert "Reprendre 1 accompagnement" in body(corrected)
    assert "ne reconnaît pas" not in body(corrected)


def test_columns_that_are_not_read_are_named(world):
    given = file_of(f"{rows(world)[0]};12/03/2026", header=f"{HEADER};Date d’adhésion")
    page = body(client_of(world.laurent).post(URL, {"file": SimpleUploadedFile("b.csv", given)}))
    assert "ne reconnaît pas, et ne lit pas</strong> : « Date d’adhésion »." in page


def test_what_was_left_out_is_not_lost_once_the_rest_is_written(world):
    client = client_of(world.laurent)
    answer = drop(client, rows(world)[0].replace("maintien", "soutien"), rows(world)[1])
    done = client.post(URL, {"feuille": kept(answer), "sans": "2", "step": "write"})
    assert "1 accompagnement repris" in body(done)
    assert "Télécharger les lignes laissées de côté" in body(done)
    given = client.post(URL, {"feuille": kept(done), "sans": "2", "step": "lines"}).content.decode("utf-8-sig")
    assert given.count("\r\n") == 2
    assert "MARTIN" in given
    assert "Accès ou maintien : " in given
    assert "ROCHE" not in given
    assert len(written(world.laurent)) == 1
    # A line that nothing is said against says at least why it stands there.
    answer = drop(client, rows(world)[0])
    given = client.post(URL, {"feuille": kept(answer), "sans": "2", "step": "lines"}).content.decode("utf-8-sig")
    assert "Laissée de côté." in given
