"""Programmes as data: files checked by key and line, versions that never change, pages that explain them."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError
from django.utils import timezone

from cases.models import AccompanimentCourse
from cases.programmes.publishing import TEMPLATES, NotPublished, latest, publish, rules_of, shipped
from cases.programmes.reading import Invalid, parse
from cases.programmes.rules import Rules
from cases.queries import case_page
from cases.views.programme_words import chapters_of, often, rhythm_of
from cases.views.rhythm_words import rhythm_of_course
from partners.enums import Capacity, Role
from partners.models import Programme, ProgrammeVersion
from tests.cases.agreements import engaged, proposal_of
from tests.cases.operator_world import accepted, body, client_of, url_of
from tests.cases.operator_world import engaged as engaged_household
from tests.factories.directory import member, publish_next, unit
from tests.harness import OWNER, as_role, within

GIRONDE = (TEMPLATES / "gironde.yaml").read_text()


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_programme_shipped_is_whole_and_named_after_its_file(path):
    rules = parse(Rules, path.read_text())
    assert rules.key == path.stem
    assert len(chapters_of(rules)) == 10


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("caseload: 20", "casload: 20", "casload : cette clé n’existe pas : corrigez son nom ou retirez-la."),
        ("caseload: 20", "", "caseload : cette clé manque."),
        ("  months: 6", "  months: six", "contract.months : il faut un nombre, et non « six »."),
        ("  months: 6", "  months: 0", "contract.months : il faut au moins 1, et non « 0 »."),
        ("kind: access", "kind: acces", "strands.2.kind : « acces » n’est pas prévu ; choisissez parmi access, maintenance."),
        ("answer_days: 15", "answer_days: 90", "referral.answer_days : il faut au plus 60, et non « 90 »."),
        ("waiting_list: true", "waiting_list: sure", "referral.waiting_list : il faut true (oui) ou false (non), et non « sure »."),
        ("weeks: null", "weeks: 3", "visits.phases.1.weeks : la dernière phase n’a pas de fin (weeks: null)."),
        ("every_months: 1,", "", "visits.phases.1.visits : donnez every_weeks ou every_months, l’un des deux."),
        ("{mode: asked, months: 4}", "{mode: none, months: 4}", "rent.suspension.months : donnez une durée quand il y a suspension, et seulement alors."),
        ("separate: [budget]", "separate: [social]", "consent.recipients.1.scopes : « social » ne se propose jamais : un bailleur ne peut pas le recevoir."),
        ("  origins: [arrears_meeting", "  origins: []\n  x: [arrears_meeting", "referral.origins : il en faut au moins 1."),
        ("key: gironde", "key: Gironde 33", "key : des minuscules, des chiffres et des tirets, en commençant par une lettre, et non « Gironde 33 »."),
        ("caseload: 20", "caseload: 20\ncaseload: 30", "caseload : cette clé est déjà à la ligne"),
        ("partners:\n", "partners: personne\nx:\n", "partners : il faut une liste."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_its_line_and_its_key(written, instead, said):
    assert GIRONDE.count(written) >= 1
    text = GIRONDE.replace(written, instead, 1)
    with pytest.raises(Invalid) as refused:
        parse(Rules, text)
    (found,) = [mistake for mistake in refused.value.mistakes if said in str(mistake)]
    key = said.partition(" : ")[0].rsplit(".", 1)[-1]
    line = text.splitlines()[found.line - 1]
    assert key in line or "cette clé manque" in said or key.isdigit()


@pytest.mark.parametrize("text", ["", "- gironde", "gironde", "key: [", "key: 'a\nb: c"])
def test_what_is_no_programme_at_all_is_told_in_one_sentence(text):
    with pytest.raises(Invalid) as refused:
        parse(Rules, text)
    assert len(refused.value.mistakes) == 1


def test_all_mistakes_come_at_once_in_the_order_of_the_lines():
    text = GIRONDE.replace("months: 6", "months: six").replace("caseload: 20", "caseload: 0").replace("number", "x")
    with pytest.raises(Invalid) as refused:
        parse(Rules, text)
    lines = [mistake.line for mistake in refused.value.mistakes]
    assert len(lines) >= 2
    assert lines == sorted(lines)


def test_rhythms_are_said_in_words():
    said = {rules.key: rhythm_of(rules) for rules in shipped()}
    assert said["gironde"] == ["Tout l’accompagnement : 2\u00a0visites par mois"]
    assert said["rouen"] == [
        "Les premières semaines : 2\u00a0visites par semaine, pendant 6\u00a0semaines",
        "Ensuite : 4\u00a0visites par mois",
    ]
    phase = shipped()[0].visits.phases[0]
    lille = phase.model_copy(update={"visits": 1, "every_months": None, "every_weeks": 3})
    assert often(lille) == "1\u00a0visite toutes les 3\u00a0semaines"


def test_amounts_of_the_dwelling_are_said_in_words():
    rules = shipped()[0]
    flats = [
        {"charge": "water", "euros": 35, "persons_at_most": 2},
        {"charge": "heating", "euros": 60, "rooms_at_most": 3},
    ]
    changed = {**rules.dwelling.model_dump(), "residual_euros_per_day": 12, "flat_amounts": flats}
    chapters = dict(chapters_of(Rules.model_validate({**rules.model_dump(), "dwelling": changed})))
    said = {what: [line.replace("\xa0", " ") for line in lines] for what, lines in chapters["Le loyer et le logement"]}
    assert said["Reste pour vivre"] == ["12 € par jour au moins"]
    assert said["Eau et chauffage individuels"] == [
        "Eau : 35 € par mois, 2 personnes au plus",
        "Chauffage : 60 € par mois, 3 pièces au plus",
    ]
    assert said["Plan rompu"] == ["Après 2 mois de retard de suite"]


@pytest.mark.django_db
class TestVersions:
    def test_publishing_again_changes_nothing(self):
        before = ProgrammeVersion.objects.count()
        with as_role(OWNER):
            assert [publish(rules) for rules in shipped()] == [None, None]
        assert ProgrammeVersion.objects.count() == before == 2

    def test_a_rule_that_came_since_changes_nothing_of_what_was_published(self):
        """As it stood before `plan_broken_after_months` was a rule; a file that leaves it to its default says the same."""
        rules = shipped()[0]
        with as_role(OWNER):
            version = ProgrammeVersion.objects.get(programme__key=rules.key)
            del version.rules["rent"]["plan_broken_after_months"]
            ProgrammeVersion.objects.filter(pk=version.pk).update(rules=version.rules, digest="0" * 64)
            assert publish(rules) is None
            rent = rules.rent.model_copy(update={"plan_broken_after_months": 3})
            with pytest.raises(NotPublished, match="ne change plus"):
                publish(rules.model_copy(update={"rent": rent}))

    def test_a_version_that_no_longer_reads_is_not_the_same(self):
        rules = shipped()[0]
        with as_role(OWNER):
            ProgrammeVersion.objects.filter(programme__key=rules.key).update(rules={"gone": 1})
            with pytest.raises(NotPublished, match="ne change plus"):
                publish(rules)

    def test_a_version_never_changes(self):
        rules = shipped()[0]
        with as_role(OWNER), pytest.raises(NotPublished, match="ne change plus : donnez à ces règles le numéro 3"):
            publish(rules.model_copy(update={"caseload": 3}))
        publish_next("gironde", {"caseload": 3})
        with as_role(OWNER), pytest.raises(NotPublished, match="le numéro 4"):
            publish(rules.model_copy(update={"caseload": 4}))

    def test_a_number_may_not_go_back(self):
        with as_role(OWNER):
            publish(shipped()[0].model_copy(update={"version": 7}))
            with pytest.raises(NotPublished, match="en est à sa version 7 : donnez à ces règles le numéro 8"):
                publish(shipped()[0].model_copy(update={"version": 3}))

    def test_an_accompaniment_keeps_the_version_it_began_under(self, world):
        referred = engaged(world)
        made = publish_next("gironde", {"consent.durations": [6], "name": "Autre nom"})
        assert proposal_of(referred, world.ines).durations == (3, 6, 12)
        with within(world.ines):
            course = AccompanimentCourse.objects.select_related("programme_version").get(case=referred.case)
        assert course.programme_version.number == 2
        assert latest(Programme.objects.get(key="gironde")) == made
        assert Programme.objects.get(key="gironde").name == "Autre nom"
        assert rules_of(made).consent.durations == [6]

    def test_nobody_moves_an_accompaniment_to_another_version(self, world):
        referred = engaged(world)
        made = publish_next("gironde", {"consent.durations": [6]})
        with within(world.ines), pytest.raises(ProgrammingError, match="permission denied"):
            AccompanimentCourse.objects.filter(case=referred.case).update(programme_version=made)

    def test_what_begins_after_begins_under_the_new_version(self, world):
        publish_next("gironde", {"consent.durations": [6]})
        referred = engaged(world)
        assert proposal_of(referred, world.ines).durations == (6,)


@pytest.mark.django_db
class TestCommand:
    def test_it_publishes_files_all_or_nothing(self, tmp_path):
        good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
        good.write_text(GIRONDE.replace("key: gironde", "key: ailleurs"))
        bad.write_text(GIRONDE.replace("caseload: 20", "caseload: 0"))
        with as_role(OWNER):
            with pytest.raises(CommandError, match=r"Rien n’est publié\.\n.*bad\.yaml, ligne \d+, caseload"):
                call_command("publish_programmes", good, bad, tmp_path / "none.yaml", stdout=StringIO())
            assert not Programme.objects.filter(key="ailleurs").exists()
            out = StringIO()
            call_command("publish_programmes", good, stdout=out)
            call_command("publish_programmes", good, stdout=out)
        assert out.getvalue().splitlines() == ["ailleurs 2 : publié.", "ailleurs 2 : déjà publié."]

    def test_it_checks_without_publishing(self, tmp_path):
        file = tmp_path / "x.yaml"
        file.write_text(GIRONDE.replace("key: gironde", "key: ailleurs"))
        out = StringIO()
        call_command("publish_programmes", file, "--check", stdout=out)
        assert out.getvalue() == "ailleurs 2 : rien à corriger.\n"
        assert not Programme.objects.filter(key="ailleurs").exists()

    @pytest.mark.parametrize(("asked", "title"), [((), "Rules"), (("grid",), "Grid")])
    def test_its_schema_is_one_of_programmes_or_of_grids(self, asked, title):
        out = StringIO()
        call_command("publish_programmes", "--schema", *asked, stdout=out)
        assert f'"title": "{title}"' in out.getvalue()


@pytest.mark.django_db
class TestHousehold:
    def test_its_page_says_the_rhythm_and_what_is_owed(self, world):
        _, case = engaged_household(world)
        page = body(client_of(world.ines).get(url_of(case)))
        assert "2 visites par mois. " in page
        assert re.search(r"1 visite sur 2 faite ; la suivante est due le \d+", page)
        assert 'href="/dispositifs/gironde/"' in page

    def test_a_late_visit_is_told_late(self, world):
        _, case = engaged_household(world)
        with within(world.ines):
            course = case_page.load(case, world.ines, case_page.rights_on(case, world.ines)).course
        today = timezone.localdate()
        late = rhythm_of_course(course, today + timedelta(days=50))
        assert (late.is_late, late.said[:21]) == (True, "Aucune visite sur 2 f")
        assert "était due le" in late.said
        assert not rhythm_of_course(course, today).is_late

    def test_before_adhesion_there_is_no_rhythm(self, world):
        _, case = accepted(world)
        assert "visites par mois" not in body(client_of(world.ines).get(url_of(case)))


@pytest.mark.django_db
class TestPages:
    def test_those_who_take_part_read_the_rules(self, world):
        for reader in (world.ines, world.laurent, world.nadia):
            page = body(client_of(reader).get("/dispositifs/gironde/"))
            assert "Maintien dans le logement (modèle Gironde)" in page
            assert "2 visites par mois" in page
            assert "6 mois, renouvelables 1 fois" in page
            assert "Sous 15 jours" in page
            assert "Maintien dans le logement" in body(client_of(reader).get("/dispositifs/"))

    def test_another_programme_and_none_are_the_same_page(self, world):
        client = client_of(world.ines)
        assert client.get("/dispositifs/rouen/").status_code == client.get("/dispositifs/rien/").status_code == 404

    def test_a_unit_without_an_agreement_is_told_so(self, world):
        alone = member(unit(Capacity.OPERATOR, name="Sans convention"), Role.WORKER)
        assert "Aucun dispositif" in body(client_of(alone).get("/dispositifs/"))

    def test_the_page_says_the_latest_version(self, world):
        publish_next("gironde", {"visits.phases.0.visits": 3})
        page = body(client_of(world.ines).get("/dispositifs/gironde/"))
        assert "3 visites par mois" in page
        assert "Version 3" in page


def test_rules_read_back_are_those_published():
    for rules in shipped():
        assert Rules.model_validate(rules.model_dump(mode="json")) == rules
