"""The household's page, adhesion and end in the browser; the rent chart; lists and day as screens."""

import re
from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.charts import HEIGHT, Balance, finding, step_chart
from cases.forms.when import read_day
from cases.models import AccompanimentCourse, IdentityStatement
from cases.queries import lists
from cases.queries.names import Name, heading, proper, telephone
from cases.views import followed
from common.context import acting
from common.parsing import Unreadable
from tests.cases.operator_world import Readings, accepted, case_of, client_of, engaged
from tests.factories.world import assign, consent, refer, rent, unit_audience, visit

pytestmark = pytest.mark.django_db


def body(answer) -> str:
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def url_of(case) -> str:
    return f"/accompagnement/menages/{case.public_id}/"


def test_the_team_reads_everything_and_why(world):
    referred, case = engaged(world)
    visit(case, world.ines, text="A retrouvé l’échéancier.")
    rent(referred.tenancy, world.nadia, cents=208000, on=timezone.localdate() - timedelta(days=40))
    rent(referred.tenancy, world.nadia, cents=128450)
    consent(referred.tenancy, referred.tenant, unit_audience(world.montaubre, "operator"), world.ines, "housing")
    page = body(client_of(world.ines).get(url_of(case)))
    for said in (
        "Josiane Vasseur",
        "12, rue des Tisserands",
        "A retrouvé l’échéancier.",
        "Vous assurez la référence de ce ménage",
        "Tenu par le bailleur, accord du ménage",
        "Palier n’en garde pas",
        "En baisse",
        "1 284,50 €",
        "Tableau",
        "2 visites tenues",
        "Accords en cours",
        "Retirer",
        "Recueillir un accord",
    ):
        assert said in page, said
    assert "Notes de visite" not in page


def test_the_manager_reads_no_note_and_changes_the_team(world):
    _, case = engaged(world)
    visit(case, world.ines, text="Secret de l’équipe")
    page = body(client_of(world.laurent).get(url_of(case)))
    assert "Secret de l’équipe" not in page
    assert "Notes de visite" in page
    assert "Vous êtes responsable" in page
    assert "Changer l’équipe" in page
    assert "Noter une visite" not in page


def test_a_colleague_of_the_unit_reads_without_acting(world):
    _, case = engaged(world)
    visit(case, world.ines, text="Secret de l’équipe")
    page = body(client_of(world.marc).get(url_of(case)))
    assert "Josiane Vasseur" in page
    assert "Votre service suit ce ménage" in page
    for absent in ("Secret de l’équipe", "Noter une visite", "Changer l’équipe", "Retirer", "Terminer"):
        assert absent not in page, absent


def test_what_is_hidden_never_depends_on_what_exists(world):
    _, empty = accepted(world)
    referred, full = engaged(world, last_name="Roche")
    visit(full, world.ines, text="Beaucoup")
    rent(referred.tenancy, world.nadia)
    panels = []
    for case in (empty, full):
        page = body(client_of(world.ines).get(url_of(case)))
        start = page.index('<section class="hidden-panel">')
        panels.append(page[start : page.index("</section>", start)])
    assert panels[0] == panels[1]


def test_a_page_not_accepted_yet_is_its_sheet(world):
    case = case_of(refer(world.nadia, world.agreement), world.ines)
    assert client_of(world.ines).get(url_of(case))["Location"] == f"/accompagnement/a-recevoir/{case.public_id}/"


def test_nobody_else_finds_the_household(world):
    _, case = engaged(world)
    unknown = client_of(world.bea).get("/accompagnement/menages/00000000-0000-4000-8000-000000000000/")
    for other in (world.bea, world.bea_manager, world.rural_worker, world.nadia, world.admin, world.dpo):
        for ending in ("", "adhesion/", "fin/", "planifier/", "note/", "suivi/"):
            answer = client_of(other).get(url_of(case) + ending)
            assert answer.status_code == 404, (other.role, ending)
    assert unknown.status_code == 404


def test_the_violence_flag_is_a_line_for_the_team(world):
    from cases.actions.flags import set_flag

    referred, case = engaged(world)
    with acting(world.ines.audiences):
        set_flag(case=case, person=referred.tenant, by=world.ines)
    assert "Protection posée" in body(client_of(world.ines).get(url_of(case)))
    assert "Protection posée" not in body(client_of(world.marc).get(url_of(case)))


def test_older_visits_are_one_tap_away(world):
    _, case = accepted(world)
    for days in range(14):
        visit(case, world.ines, on=timezone.localdate() - timedelta(days=days))
    page = body(client_of(world.ines).get(url_of(case)))
    assert "Visites plus anciennes" in page
    cut = (timezone.localdate() - timedelta(days=11)).isoformat()
    assert f"?avant={cut}" in page
    older = body(client_of(world.ines).get(f"{url_of(case)}?avant={cut}"))
    assert "Revenir au début du fil" in older
    assert client_of(world.ines).get(f"{url_of(case)}?avant=hier").status_code == 200


# --- adhesion and end ----------------------------------------------------------------------------------------------
def test_adhesion_is_prefilled_from_the_sheet_and_confirmed(world):
    _, case = accepted(world, co_tenant="M. VASSEUR Paul")
    visit(case, world.ines)
    client = client_of(world.ines)
    page = body(client.get(f"{url_of(case)}adhesion/"))
    for said in ('value="Vasseur"', 'value="Josiane"', 'value="Paul"', "06 00 00 41 27"):
        assert said in page
    form = {
        "adulte0-title": "Mme",
        "adulte0-last_name": "Vasseur",
        "adulte0-first_name": "Josiane",
        "adulte0-born_on": "23/07/1958",
        "adulte0-phone": "06 00 00 41 27",
        "adulte1-last_name": "",
    }
    answer = client.post(f"{url_of(case)}adhesion/", form, follow=True)
    assert "L’accompagnement est engagé" in body(answer)
    with acting(world.ines.audiences):
        stated = IdentityStatement.objects.get(case=case)
        assert (stated.title, stated.born_on) == ("Mme", date(1958, 7, 23))
        assert AccompanimentCourse.objects.get(case=case).engaged_at is not None
    again = client.post(f"{url_of(case)}adhesion/", form)
    assert again.status_code == 403
    assert "déjà enregistrée" in body(again)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"adulte0-last_name": ""}, "Il manque le nom."),
        ({"adulte0-postcode": "330"}, "Un code postal a 5 chiffres."),
        ({"adulte0-born_on": "01/01/2999"}, "dans le futur"),
        ({"adulte0-email": "josiane"}, "Cette adresse n’est pas complète"),
    ],
)
def test_an_identity_that_is_wrong_is_asked_again(world, fields, said):
    _, case = accepted(world)
    visit(case, world.ines)
    sent = {"adulte0-last_name": "Vasseur"} | fields
    assert said in body(client_of(world.ines).post(f"{url_of(case)}adhesion/", sent))
    with acting(world.ines.audiences):
        assert not IdentityStatement.objects.filter(case=case).exists()


def test_without_a_meeting_adhesion_is_refused_and_keeps_nothing(world):
    _, case = accepted(world)
    client = client_of(world.ines)
    assert "Aucune rencontre n’est notée" in body(client.get(f"{url_of(case)}adhesion/"))
    refused = body(client.post(f"{url_of(case)}adhesion/", {"adulte0-last_name": "Vasseur-Petit"}))
    assert "notez d’abord la visite." in refused
    assert 'value="Vasseur-Petit"' in refused
    with acting(world.ines.audiences):
        assert not IdentityStatement.objects.filter(case=case).exists()


def test_not_wishing_it_is_an_outcome_one_tap_away(world):
    _, case = accepted(world)
    client = client_of(world.ines)
    page = client.get(f"{url_of(case)}fin/?fin=non_adhesion").content.decode()
    tag = page[page.index('value="non_adhesion"') :].split(">", 1)[0]
    assert "checked" in tag
    assert "Maintien" not in page
    assert "Choisissez une fin." in body(client.post(f"{url_of(case)}fin/", {}))
    answer = client.post(f"{url_of(case)}fin/", {"outcome": "non_adhesion", "step": "confirm"}, follow=True)
    assert "L’accompagnement est terminé" in body(answer)
    assert "Veille" not in body(answer)
    assert client.get(f"{url_of(case)}fin/").status_code == 403
    _, followed_one = engaged(world, last_name="Roche")
    kept = client.post(f"{url_of(followed_one)}fin/", {"outcome": "kept", "step": "confirm"}, follow=True)
    assert "Veille" in body(kept)
    assert "Sans suite" in body(client.get("/accompagnement/menages/"))


# --- lists and day as screens -------------------------------------------------------------------------------------
def test_my_households_are_those_i_follow(world):
    engaged(world)
    _, shared = accepted(world, last_name="Roche", first_name="Élodie")
    assign(shared, world.marc, world.laurent)
    page = body(client_of(world.ines).get("/accompagnement/menages/"))
    assert "2 ménages" in page
    page = body(client_of(world.marc).get("/accompagnement/menages/?q=ROCHE"))
    assert "Élodie Roche" in page
    assert "1 ménage" in page
    assert "Aucun résultat parmi vos dossiers" in body(client_of(world.marc).get("/accompagnement/menages/?q=vasseur"))
    assert "Écrivez au moins 2 lettres" in body(client_of(world.marc).get("/accompagnement/menages/?q=v"))
    assert "Vous ne suivez pas encore" in body(client_of(world.laurent).get("/accompagnement/menages/"))
    assert client_of(world.ines).get("/accompagnement/menages/?apres=rien").status_code == 200


def test_choosing_a_household_leads_to_its_log(world):
    _, case = accepted(world)
    page = body(client_of(world.ines).get("/accompagnement/noter/"))
    assert f"{url_of(case)}noter/" in page
    assert "Aucun ménage à visiter" in body(client_of(world.marc).get("/accompagnement/noter/"))


def test_the_managers_page_is_hers(world):
    accepted(world)
    page = body(client_of(world.laurent).get("/accompagnement/menages/equipe/"))
    assert "Josiane Vasseur" in page
    assert "Inès Caron" in page
    chosen = client_of(world.laurent).get(f"/accompagnement/menages/equipe/?suivi={world.marc.membership.public_id}")
    assert "Cette personne ne suit aucun ménage" in body(chosen)
    unassigned = client_of(world.laurent).get("/accompagnement/menages/equipe/?suivi=sans")
    assert "Chaque ménage a son référent" in body(unassigned)
    refused = client_of(world.ines).get("/accompagnement/menages/equipe/")
    assert refused.status_code == 403
    assert "réservée à la responsable d’équipe" in body(refused)
    for other in (world.nadia, world.admin, world.dpo):
        assert client_of(other).get("/accompagnement/menages/equipe/").status_code == 404


def test_a_list_page_costs_eight_statements_whoever_signed_in(world, monkeypatch):
    """Session, user, membership, and five of the page's own; beside them two that open the context."""
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    monkeypatch.setattr(lists.by_name, "__kwdefaults__", {**lists.by_name.__kwdefaults__, "size": 2})
    for name in ("Aubry", "Benali", "Castel"):
        accepted(world, last_name=name)
    client = client_of(world.laurent)
    client.get(reverse("unit_cases"))
    with ExitStack() as stack:
        seen = [stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in ("default", "log")]
        page = body(client.get(reverse("unit_cases")))
    assert "Les ménages suivants" in page
    sent = [query["sql"] for each in seen for query in each.captured_queries]
    counted = [sql for sql in sent if not re.search(r"^(SAVEPOINT|RELEASE|BEGIN|COMMIT)|app\.ctx|pg_backend_pid", sql)]
    assert len(counted) == 8, counted


def test_the_next_visit_says_where_to_go(world):
    planned = {"on": timezone.localdate().isoformat(), "at": "10:00", "kind": "home"}
    client = client_of(world.ines)
    _, reached = accepted(world)
    client.post(f"{url_of(reached)}planifier/", planned)
    assert '<p class="soft">Bordeaux</p>' in body(client.get("/accompagnement/ma-journee/"))
    _, followed_one = engaged(world, last_name="Roche")
    client.post(f"{url_of(followed_one)}planifier/", planned | {"at": "09:00"})
    assert '<p class="soft">12, rue des Tisserands</p>' in body(client.get("/accompagnement/ma-journee/"))


def test_the_day_is_the_workers(world):
    _, case = accepted(world)
    client_of(world.ines).post(
        f"{url_of(case)}planifier/", {"on": timezone.localdate().isoformat(), "at": "10:00", "kind": "home"}
    )
    refer(world.nadia, world.agreement, last_name="Roche")
    page = body(client_of(world.ines).get("/accompagnement/ma-journee/"))
    assert "Josiane Vasseur" in page
    assert "Noter la visite" in page
    assert "1 visite à venir" in page.lower()
    assert "Des bailleurs attendent votre réponse" in page
    assert "Roche" not in page
    refused = client_of(world.laurent).get("/accompagnement/ma-journee/")
    assert refused.status_code == 403
    assert "travailleurs sociaux" in body(refused)


def test_the_log_is_written_before_a_name_is_read(world, monkeypatch):
    _, case = accepted(world)
    visit(case, world.ines)
    client_of(world.ines).post(
        f"{url_of(case)}planifier/", {"on": timezone.localdate().isoformat(), "at": "", "kind": "home"}
    )
    readings = Readings(monkeypatch, followed)
    for who, url in (
        (world.ines, url_of(case)),
        (world.ines, f"{url_of(case)}adhesion/"),
        (world.ines, f"{url_of(case)}fin/"),
        (world.ines, "/accompagnement/menages/"),
        (world.ines, "/accompagnement/noter/"),
        (world.ines, "/accompagnement/ma-journee/"),
        (world.laurent, "/accompagnement/menages/equipe/"),
        (world.laurent, f"{url_of(case)}suivi/"),
    ):
        assert list(readings.of(client_of(who), url)["case_ids"]) == [case.pk], url
    assert readings.too_early == []


# --- the chart, names, days ----------------------------------------------------------------------------------------
def test_the_chart_has_a_zero_base_and_steps_that_meet():
    start = date(2026, 1, 1)
    cents = (60000, 100000, 208000, 128450)
    chart = step_chart([Balance(start + timedelta(days=30 * index), amount) for index, amount in enumerate(cents)])
    assert chart.scale[0].text.startswith("0")
    assert chart.scale[0].y == chart.floor
    assert chart.steps[0].x == 0
    assert all(
        round(one.x + one.width, 1) == round(two.x, 1) for one, two in zip(chart.steps, chart.steps[1:], strict=False)
    )
    assert round(chart.steps[-1].x + chart.steps[-1].width) == 100
    heights = [step.height for step in chart.steps]
    assert heights[2] == max(heights)
    assert round(heights[1] / heights[0], 2) == round(100000 / 60000, 2)
    assert all(0 <= step.y <= HEIGHT for step in chart.steps)
    assert chart.values[0].text.startswith("1")
    assert len(chart.months) <= 4


def test_one_balance_is_no_chart():
    assert step_chart([]) is None
    assert step_chart([Balance(date(2026, 1, 1), 100)]) is None
    assert step_chart([Balance(date(2026, 1, 1), 100), Balance(date(2026, 1, 1), 200)]) is None


def test_all_paid_is_drawn_too():
    chart = step_chart([Balance(date(2026, 1, 1), 0), Balance(date(2026, 2, 1), 0)])
    assert chart.finding == "Soldée"
    assert [step.height for step in chart.steps] == [0, 0]


@pytest.mark.parametrize(
    ("cents", "expected"),
    [
        ((100, 200, 300), "En hausse depuis 2 mois"),
        ((300, 400, 200, 100), "En baisse depuis 2 mois"),
        ((300, 300), "Stable"),
        ((300, 0), "Soldée"),
        ((), ""),
    ],
)
def test_the_title_is_the_finding(cents, expected):
    points = [Balance(date(2026, 1, 1) + timedelta(days=31 * index), amount) for index, amount in enumerate(cents)]
    assert finding(points).replace("\xa0", " ") == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        ([("Mme", "Josiane", "Vasseur")], "Mme Josiane Vasseur"),
        ([("M.", "Rui", "Ferreira"), ("Mme", "Ana", "Ferreira")], "M. et Mme Ferreira"),
        ([("Mme", "Ana", "Ferreira"), ("M.", "Rui", "FERREIRA")], "M. et Mme Ferreira"),
        ([("Mme", "Ana", "Roy"), ("M.", "Luc", "Durand")], "Mme Roy et M. Durand"),
        ([("", "Ana", "Roy"), ("", "Luc", "Roy")], "Ana Roy et Luc Roy"),
    ],
)
def test_a_household_is_called(names, expected):
    assert heading([Name(*name) for name in names]).replace("\xa0", " ") == expected


def test_capitals_of_files_are_put_back():
    assert proper("DA SILVA") == "Da Silva"
    assert proper("Le Goff") == "Le Goff"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+33639984127", "06 39 98 41 27"),
        ("06 39 98 41 27", "06 39 98 41 27"),
        ("+3363998", "+3363998"),
        ("+351912345678", "+351912345678"),
    ],
)
def test_telephones_are_read_as_people_say_them(number, expected):
    assert telephone(number).replace("\xa0", " ") == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3/11", date(2026, 11, 3)),
        ("03112026", date(2026, 11, 3)),
        ("hier", date(2026, 11, 16)),
        ("Aujourd’hui", date(2026, 11, 17)),
        ("2026-11-03", date(2026, 11, 3)),
    ],
)
def test_days_as_people_type_them(typed, expected):
    assert read_day(typed, date(2026, 11, 17)) == expected


def test_a_day_that_does_not_exist_is_explained():
    assert isinstance(read_day("31/11", date(2026, 11, 17)), Unreadable)
