"""Assessment grids: files checked by key and line, versions, answers checked, and what a landlord may ever read of them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from cases.programmes.assessing import check, is_asked, said, split
from cases.programmes.grids import LONGEST_TEXT, Criterion, Grid
from cases.programmes.publishing import (
    GRIDS,
    TEMPLATES,
    NotPublished,
    grid_of,
    publish,
    publish_grid,
    questions_of,
    shipped,
    shipped_grids,
)
from cases.programmes.reading import Invalid, parse
from cases.views.grid_words import count_of, parts_of
from partners.models import GridVersion, Programme
from tests.cases.operator_world import body, client_of
from tests.factories.directory import publish_next
from tests.harness import OWNER, as_role

TEXTS = {path.stem: path.read_text() for path in sorted(GRIDS.glob("*.yaml"))}
THREE = TEXTS["three-dimensions"]
BY_KEY = {grid.key: grid for grid in shipped_grids()}
every_grid = pytest.mark.parametrize("grid", BY_KEY.values(), ids=BY_KEY)


@every_grid
def test_each_grid_shipped_is_whole(grid):
    assert 35 <= len(list(grid.criteria())) <= 50
    parts = parts_of(grid)
    assert [part.label for part in parts][-1] == "Conclusion"
    assert all(asked.answered for part in parts for asked in part.questions)
    assert all(criterion.question.endswith(("?", ":", "quelques mots")) for criterion in grid.criteria())


def test_the_two_grids_are_those_of_the_field():
    assert [heading.label for heading in BY_KEY["five-headings"].headings] == [
        "Pouvoir louer",
        "Savoir louer",
        "Savoir habiter",
        "Savoir s’adapter à son environnement",
        "Besoin d’accompagnement",
    ]
    assert [heading.key for heading in BY_KEY["three-dimensions"].headings] == [
        "administrative",
        "budgetary",
        "residential",
        "difficulties",
        "supports",
    ]


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("kind: yes_no", "kind: yesno", "« yesno » n’est pas prévu ; choisissez parmi scale, choice"),
        ("housing: false", "housing: peut-être", "il faut true (oui) ou false (non), et non « peut-être »."),
        ("key: tax-notice", "key: identity-papers", "« identity-papers » nomme déjà une autre question."),
        ("scale: situation", "scale: other", "scale : cette échelle n’est pas dans scales."),
        ("criterion: rights-open", "criterion: rights", "criterion : cette question n’existe pas, ou vient après."),
        ("[planned, open]", "[planned, lost]", "answers : « lost » ne répond pas à « rent-debt »."),
        (
            "Un interprète est-il utile aux rencontres",
            "Quels sont ses soins",
            "une grille ne demande rien sur la santé",
        ),
        ("label: Trop grand", "label: Addictions", "une grille ne demande rien sur la santé"),
        (
            "kind: text, housing: false",
            "kind: text, housing: true",
            "un texte libre ne va jamais dans la partie commune",
        ),
        (
            "longest_months: 18",
            "longest_months: 200",
            "conclusion.longest_months : il faut au plus 60, et non « 200 ».",
        ),
        ("question: Lesquels reste-t-il à ouvrir ?", "", "question : cette clé manque."),
        (
            "kind: text, housing: false",
            "kind: number, housing: false",
            "un nombre, et lui seul, donne at_least et at_most.",
        ),
        ("asked_if: {criterion: rent-debt", "asked_if: {criterion: rights-open", "answers : « planned » ne répond pas"),
    ],
)
def test_a_mistake_is_told_by_its_line_and_its_key(written, instead, told):
    assert written in THREE
    with pytest.raises(Invalid) as refused:
        parse(Grid, THREE.replace(written, instead, 1))
    assert [mistake for mistake in refused.value.mistakes if told in str(mistake)]
    assert all(mistake.line > 1 for mistake in refused.value.mistakes)


def test_what_is_housing_never_depends_on_what_is_not():
    written = "kind: yes_no, housing: true, needed: true}"
    dependent = written[:-1] + ', asked_if: {criterion: rights-open, answers: ["no"]}}'
    assert written in THREE
    with pytest.raises(Invalid, match="une question de logement ne dépend que d’une question de logement"):
        parse(Grid, THREE.replace(written, dependent, 1))


# --- answers ------------------------------------------------------------------------------------------------
def answering(criterion: Criterion) -> st.SearchStrategy:
    """Answers of every kind, good and bad."""
    good = criterion.answers() or ["six", "x" * LONGEST_TEXT]
    wild = [None, "", " ", "maybe", 0, 1, 6, 40, True, [], good[:1], good[:2], good[:1] * 2, [None], "x" * 301]
    return st.sampled_from([*good, *wild])


#: Made once: building one takes longer than drawing from it.
ANSWERS = {
    key: st.fixed_dictionaries(
        {}, optional={"intrus": st.just("yes"), **{each.key: answering(each) for each in grid.criteria()}}
    )
    for key, grid in BY_KEY.items()
}


@pytest.mark.parametrize("key", BY_KEY)
@given(data=st.data())
def test_nothing_but_housing_is_ever_in_the_common_part(key, data):
    grid = BY_KEY[key]
    answers = data.draw(ANSWERS[key])
    common, annex = split(grid, answers)
    housing = {criterion.key for criterion in grid.criteria() if criterion.housing}
    assert set(common) <= housing
    assert set(annex).isdisjoint(housing)
    assert "intrus" not in {**common, **annex}
    assert all(answers[key] == value for key, value in {**common, **annex}.items())
    assert not any(criterion.kind == "text" for criterion in grid.criteria() if criterion.key in common)


def first_answer(criterion: Criterion):
    if criterion.kind == "number":
        return criterion.at_least
    if criterion.kind == "text":
        return "Retrouver du calme"
    return [criterion.answers()[0]] if criterion.kind == "several" else criterion.answers()[0]


def whole(grid: Grid) -> dict:
    answers: dict = {}
    for criterion in grid.criteria():
        if is_asked(criterion, answers):
            answers[criterion.key] = first_answer(criterion)
    return answers


@every_grid
def test_a_whole_grid_has_nothing_wrong(grid):
    answers = whole(grid)
    assert check(grid, answers) == []
    common, annex = split(grid, answers)
    assert {**common, **annex} == answers
    assert common["support"] == "yes"
    assert "support-content" in annex


@every_grid
def test_an_empty_grid_lacks_what_is_needed_and_asked(grid):
    needed = [criterion.key for criterion in grid.criteria() if criterion.needed and not criterion.asked_if]
    assert [wrong.criterion for wrong in check(grid, {})] == needed


@every_grid
@given(data=st.data())
def test_an_answer_that_is_accepted_is_one_of_its_own(grid, data):
    criterion = data.draw(st.sampled_from(list(grid.criteria())))
    answer = data.draw(answering(criterion))
    answers = {**whole(grid), criterion.key: answer}
    if any(wrong.criterion == criterion.key for wrong in check(grid, answers)) or answer in (None, [], ""):
        return
    if criterion.kind == "number":
        assert criterion.at_least <= answer <= criterion.at_most
    elif criterion.kind == "text":
        assert len(answer) <= LONGEST_TEXT or not answer.strip()
    else:
        given_answers = answer if isinstance(answer, list) else [answer]
        assert set(given_answers) <= set(criterion.answers()) or not str(answer).strip()


@pytest.mark.parametrize(
    ("key", "answer", "sentence"),
    [
        ("tax-notice", "maybe", "Cette réponse n’est pas dans la liste."),
        ("tax-notice", ["yes"], "Choisissez une seule réponse."),
        ("repairs", "water", "Choisissez dans la liste, une ou plusieurs fois."),
        ("repairs", ["water", "water"], "La même réponse est choisie deux fois."),
        ("strengths", 3, "Écrivez un texte."),
        ("strengths", "x" * 301, "Le texte dépasse 300 caractères."),
        ("support-months", 19, "Donnez un nombre entier de 1 à 18."),
        ("support-months", True, "Donnez un nombre entier de 1 à 18."),
        ("rights-to-open", ["family"], "Cette question ne se pose pas ici : retirez la réponse."),
        ("tax-notice", " ", "Répondez à cette question."),
        ("unheard", "yes", "Cette question n’est pas dans la grille."),
    ],
)
def test_a_wrong_answer_is_told(key, answer, sentence):
    grid = BY_KEY["three-dimensions"]
    (wrong,) = check(grid, {**whole(grid), key: answer})
    assert (wrong.criterion, wrong.sentence) == (key, sentence)


def test_no_measure_asks_for_nothing_more():
    grid = BY_KEY["five-headings"]
    answers = {key: value for key, value in whole(grid).items() if not key.startswith("support")}
    assert check(grid, {**answers, "support": "no"}) == []
    wrong = check(grid, {**answers, "support": "no", "support-months": 6})
    assert [each.criterion for each in wrong] == ["support-months"]


def test_answers_are_said_in_words():
    criteria = {criterion.key: criterion for criterion in BY_KEY["three-dimensions"].criteria()}
    assert said(criteria["tax-notice"], "unknown") == "Ne sait pas"
    assert said(criteria["support"], "no") == "Non-lieu à mesure"
    assert said(criteria["repairs"], ["water", "openings"]) == "Fuite, humidité, Portes, fenêtres, volets"
    assert said(criteria["budgetary-state"], "watch") == "À surveiller"
    assert said(criteria["support-months"], 6) == "6"


# --- versions -----------------------------------------------------------------------------------------------
@pytest.mark.django_db
class TestVersions:
    def test_publishing_again_changes_nothing(self):
        with as_role(OWNER):
            assert [publish_grid(grid) for grid in shipped_grids()] == [None, None]
        assert GridVersion.objects.count() == 2

    def test_a_version_never_changes(self):
        grid = BY_KEY["five-headings"]
        changed = grid.model_copy(update={"name": "Autre nom"})
        with as_role(OWNER):
            with pytest.raises(NotPublished, match="donnez à ces questions le numéro 2"):
                publish_grid(changed)
            made = publish_grid(changed.model_copy(update={"version": 2}))
        assert GridVersion.objects.get(grid__name="Autre nom", number=2) == made
        assert questions_of(made).version == 2
        assert grid_of(next(rules for rules in shipped() if rules.assessment.grid == "five-headings")).number == 1

    def test_a_programme_needs_its_grid(self):
        rules = shipped()[0]
        other = rules.assessment.model_copy(update={"grid": "elsewhere"})
        later = rules.assessment.model_copy(update={"grid_version": 4})
        new = {"key": "ailleurs", "version": 1}
        with as_role(OWNER):
            with pytest.raises(NotPublished, match="la grille « elsewhere », qui n’est pas publiée"):
                publish(rules.model_copy(update={"assessment": other, **new}))
            with pytest.raises(NotPublished, match=r"la version 4 de la grille .* l’une de celles-ci : 1"):
                publish(rules.model_copy(update={"assessment": later, **new}))
        assert not Programme.objects.filter(key="ailleurs").exists()

    def test_grids_are_published_before_the_programmes_of_the_same_command(self, tmp_path):
        grid, programme = tmp_path / "grid.yaml", tmp_path / "programme.yaml"
        grid.write_text(THREE.replace("key: three-dimensions", "key: notre-grille"))
        rules = (TEMPLATES / f"{shipped()[0].key}.yaml").read_text()
        lines = [line if not line.startswith("key:") else "key: ailleurs" for line in rules.splitlines()]
        programme.write_text("\n".join(lines).replace("grid: three-dimensions", "grid: notre-grille"))
        out = StringIO()
        with as_role(OWNER):
            for extra in ((), ("--check",)):
                with pytest.raises(CommandError, match="« notre-grille », qui n’est pas publiée"):
                    call_command("publish_programmes", programme, *extra, stdout=out)
            call_command("publish_programmes", programme, "--grid", grid, "--check", stdout=out)
            call_command("publish_programmes", programme, "--grid", grid, stdout=out)
        assert out.getvalue().splitlines() == [
            "notre-grille 1 : rien à corriger.",
            f"ailleurs {shipped()[0].version} : rien à corriger.",
            "notre-grille 1 : publié.",
            f"ailleurs {shipped()[0].version} : publié.",
        ]


@pytest.mark.django_db
class TestPage:
    def test_those_who_take_part_read_the_questions(self, world):
        grid = BY_KEY["three-dimensions"]
        for reader in (world.ines, world.laurent, world.nadia):
            assert "/dispositifs/gironde/grille/" in body(client_of(reader).get("/dispositifs/gironde/"))
            page = body(client_of(reader).get("/dispositifs/gironde/grille/"))
            assert count_of(grid).replace("\xa0", " ") in page
            assert "Quelle part du loyer le ménage peut-il payer dès ce mois ?" in page
            assert "Selon la réponse à « Y a-t-il une dette de loyer ? »" in page
            assert "Non-lieu à mesure" in page

    def test_a_programme_shows_the_version_it_assesses_with(self, world):
        with as_role(OWNER):
            publish_grid(BY_KEY["three-dimensions"].model_copy(update={"version": 2, "summary": "Une autre manière."}))
        client = client_of(world.ines)
        assert "Une autre manière." not in body(client.get("/dispositifs/gironde/grille/"))
        publish_next("gironde", {"assessment.grid_version": 2})
        assert "Une autre manière." in body(client.get("/dispositifs/gironde/grille/"))

    def test_another_programme_and_none_are_the_same_page(self, world):
        client = client_of(world.ines)
        for key in ("rouen", "rien"):
            assert client.get(f"/dispositifs/{key}/grille/").status_code == 404
