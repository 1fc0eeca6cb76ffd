"""Drafts are never lost: kept while they are typed, never over what was written elsewhere, never half read."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.forms.assessment import name_of
from cases.models import Annex, CommonPart
from cases.parts.content import ContractCommon
from cases.programmes.publishing import grid_of, questions_of, rules_of
from tests.cases.operator_world import body, client_of, engaged
from tests.factories import work
from tests.factories.world import assign, visit
from tests.harness import KEEPER, as_role, sql

pytestmark = pytest.mark.django_db
WRITTEN = {"starts_on": "1/12/2026", "more_daily": "Payer le loyer courant", "household": "Ouvrir son courrier"}
BUDGET = {"rent": "450", "grown": "2", "children": "1", "debts-0-nature": "Crédit", "debts-0-cents": "60"}
BILAN = {"done": "Dossier déposé", "decision": "continue", "text": "Va mieux"}
MEETING = {"on": timezone.localdate().isoformat(), "place": "3 rue du Port", "invited": ["household", "operator"]}
MINUTES = {"came_household": "yes", "came_operator": "yes", "decision": "continue", "text": "Dit ensemble"}
STAMP = re.compile(r'name="draft" value="(\w+)"')


@pytest.fixture
def case(world):
    """Met as often as its programme wants before a contract."""
    made = engaged(world)[1]
    visit(made, world.ines)
    return made


@pytest.fixture
def ines(world):
    return client_of(world.ines)


@pytest.fixture
def texts(world) -> list[str]:
    """The fields of the grid that are typed, by name."""
    grid = questions_of(grid_of(rules_of(world.agreement.programme.versions.latest("number"))))
    return [name_of(one.key) for one in grid.criteria() if one.kind == "text" and one.asked_if is None]


def url(name: str, case) -> str:
    return reverse(name, args=[case.public_id])


def stamp(client, name: str, case) -> str:
    found = STAMP.search(client.get(url(name, case)).content.decode())
    assert found
    return found[1]


def keep(client, name: str, case, **typed):
    """What the page sends by itself."""
    return client.post(url(name, case), {"step": "keep", **typed})


def said(answer) -> str:
    return answer.json()["said"].replace("\u202f", " ").replace("\xa0", " ")


def held(case, kind: str) -> tuple[dict, dict]:
    """The common part and the annex of the draft."""
    with as_role(KEEPER):
        part = CommonPart.objects.get(case_id=case.pk, kind=kind)
        return part.content, Annex.objects.get(common_part=part).content


def prepared(client, name: str, case) -> None:
    if name == "bilan_edit":
        assert client.post(url("bilan_prepare", case)).status_code == 302
    if name == "meeting_minutes":
        assert client.post(url("meeting_plan", case), MEETING).status_code == 302


EACH = [
    ("assessment_edit", {"held_on": timezone.localdate().isoformat()}),
    ("assessment_budget", BUDGET),
    ("contract_edit", WRITTEN),
    ("bilan_edit", BILAN),
    ("meeting_minutes", MINUTES),
]


@pytest.mark.parametrize(("name", "typed"), EACH)
def test_a_page_keeps_its_draft_by_itself_and_knows_it_again(case, ines, name, typed):
    prepared(ines, name, case)
    page = body(ines.get(url(name, case)))
    assert "data-draft" in page
    assert 'role="status" data-draft-said' in page
    first = keep(ines, name, case, draft=stamp(ines, name, case), **typed)
    assert first.status_code == 200
    assert re.fullmatch(r"Enregistré à \d+ h( \d\d)?", said(first))
    assert first.json()["draft"] == stamp(ines, name, case)
    again = keep(ines, name, case, draft=first.json()["draft"], **typed)
    assert again.status_code == 200
    assert again.json()["draft"] == first.json()["draft"]


def test_a_page_that_keeps_itself_is_one_reading_not_twenty(world, case, ines):
    ines.get(url("assessment_edit", case))
    (before,) = sql("SELECT count(*) FROM cases_readinglog")
    keep(ines, "assessment_edit", case, held_on=timezone.localdate().isoformat())
    assert sql("SELECT count(*) FROM cases_readinglog") == [before]


def test_what_cannot_be_read_takes_nothing_away(case, ines, texts):
    first, second = texts[:2]
    kept = {"held_on": timezone.localdate().isoformat(), first: "Bonjour", second: "Merci"}
    answer = keep(ines, "assessment_edit", case, **kept)
    wrong = kept | {first: "x" * 5000, second: "Au revoir"}
    answer = keep(ines, "assessment_edit", case, draft=answer.json()["draft"], **wrong)
    assert answer.status_code == 200
    assert ", sauf « " in said(answer)
    for _ in range(2):
        common, annex = held(case, "assessment")
        everything = {**common["answers"], **annex["answers"]}
        assert [everything[name.removeprefix("q-")] for name in (first, second)] == ["Bonjour", "Au revoir"]
        # Sent as a page, it is refused by its field and takes nothing away either.
        assert "caractères." in body(ines.post(url("assessment_edit", case), wrong | {"step": "save"}))


def test_what_a_landlord_could_read_waits_in_the_page_and_the_rest_is_kept(case, ines):
    first = keep(ines, "contract_edit", case, **WRITTEN)
    typed = WRITTEN | {"household": "Soigner sa dépression", "text": "Revenir sur le travail"}
    answer = keep(ines, "contract_edit", case, draft=first.json()["draft"], **typed)
    assert said(answer).endswith(", sauf « Le ménage s’engage à »")
    common, annex = held(case, "contract")
    assert [one["text"] for one in common["commitments"]] == ["Ouvrir son courrier"]
    assert annex["text"] == "Revenir sur le travail"


def test_what_cannot_be_a_draft_yet_says_what_it_lacks(case, ines):
    answer = keep(ines, "contract_edit", case, draft="new", text="Revenir sur le travail")
    assert (answer.status_code, "draft" in answer.json()) == (200, False)
    assert said(answer) == "Pas encore enregistré. Écrivez le premier jour du contrat, par exemple 1/12/2026."
    with as_role(KEEPER):
        assert not CommonPart.objects.filter(case_id=case.pk).exists()


@pytest.mark.parametrize(
    ("sheet", "change", "shown"),
    [
        (("assessment_budget", BUDGET), {"rent": "500"}, ("Loyer", "450,00 €", "500,00 €")),
        (
            ("contract_edit", WRITTEN),
            {"household": "Appeler"},
            ("Le ménage s’engage à", "Ouvrir son courrier", "Appeler"),
        ),
        (("bilan_edit", BILAN), {"decision": "stop"}, ("La suite", "Continuer", "Arrêter")),
        (("meeting_minutes", MINUTES), {"came_household": "no"}, ("Le ménage", "Présent", "Pas présent")),
    ],
)
def test_two_tabs_neither_is_written_over_the_other(case, ines, sheet, change, shown):
    name, typed = sheet
    prepared(ines, name, case)
    old = stamp(ines, name, case)
    assert ines.post(url(name, case), typed | {"draft": old}).status_code == 302
    mine = typed | change | {"draft": old}
    answer = keep(ines, name, case, **mine)
    assert answer.status_code == 409
    assert "ce que vous avez écrit reste ici" in said(answer)
    answer = ines.post(url(name, case), mine)
    assert answer.status_code == 409
    page = body(answer)
    for one in ("<title>Deux versions : ", "Rien n’a été remplacé", *shown):
        assert one in page, one
    # A page that shows two versions keeps neither by itself.
    assert " data-draft>" not in page
    # Read again and sent again, what was typed stands.
    answer = ines.post(url(name, case), mine | {"draft": STAMP.search(page)[1]})
    assert answer.status_code == 302


def test_two_colleagues_on_one_assessment(world, case, ines, texts):
    assign(case, world.marc, world.laurent)
    marc = client_of(world.marc)
    today = timezone.localdate().isoformat()
    opened = stamp(marc, "assessment_edit", case)
    assert opened == "new"
    ines.post(url("assessment_edit", case), {"held_on": today, texts[0]: "Dit par Inès", "step": "save"})
    mine = {"held_on": today, texts[0]: "Dit par Marc", "step": "save", "draft": opened}
    answer = marc.post(url("assessment_edit", case), mine)
    assert answer.status_code == 409
    page = body(answer)
    assert "Dit par Inès" in page
    assert page.count("Dit par Marc") == 2
    common, annex = held(case, "assessment")
    assert "Dit par Inès" in {**common["answers"], **annex["answers"]}.values()
    # Her budget is another sheet: it is in nobody's way.
    assert ines.post(url("assessment_budget", case), BUDGET).status_code == 302
    answer = marc.post(url("assessment_edit", case), mine | {"draft": STAMP.search(page)[1]})
    assert answer.status_code == 302
    common, annex = held(case, "assessment")
    assert "Dit par Marc" in {**common["answers"], **annex["answers"]}.values()
    assert annex["budget"]["rent"] == 450_00


def test_the_same_words_are_no_conflict(case, ines):
    """The answer of a page was lost on its way: what it had sent stands there already."""
    keep(ines, "contract_edit", case, draft="new", **WRITTEN)
    assert keep(ines, "contract_edit", case, draft="new", **WRITTEN).status_code == 200


def test_who_may_not_write_it_keeps_nothing(world, case):
    answer = keep(client_of(world.laurent), "assessment_edit", case, held_on=timezone.localdate().isoformat())
    assert answer.status_code == 403


def test_a_renewal_goes_on_with_the_draft_it_kept(world, case, ines):
    first = ContractCommon(operator="Le Pas de Porte", months=6, rhythm=[], places=[], axes=[])
    day = timezone.localdate()
    work.part(case, world.ines, content=first.model_dump(mode="json"), starts_on=day, ends_on=day)
    again = f"{url('contract_edit', case)}?suite=renouvellement"
    known = "new"
    for text in ("Un", "Un deux"):
        answer = ines.post(again, {"step": "keep", **WRITTEN, "text": text, "draft": known})
        assert answer.status_code == 200
        known = answer.json()["draft"]
    assert ines.post(again, {**WRITTEN, "text": "Un deux trois", "draft": known}).status_code == 302
    with as_role(KEEPER):
        draft = CommonPart.objects.get(case_id=case.pk, issued_at=None)
        assert Annex.objects.get(common_part=draft).content["text"] == "Un deux trois"
    assert (draft.number, draft.content["renewal"]) == (2, 1)


@pytest.mark.parametrize(("name", "typed"), EACH)
def test_who_writes_a_draft_holds_it_until_it_is_written(case, ines, name, typed):
    """Two that arrive at once wait for each other: the second one sees what the first one wrote."""
    prepared(ines, name, case)
    ines.post(url(name, case), typed)
    for step in ({"step": "keep"}, {}):
        with CaptureQueriesContext(connection) as caught:
            ines.post(url(name, case), typed | step | {"draft": "another"})
        asked = [one["sql"] for one in caught if '"cases_commonpart"' in one["sql"] and "SELECT" in one["sql"]]
        assert "FOR UPDATE" in asked[0]
