"""The assessment: filled in by draft, split, signed."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions import parts
from cases.forms.assessment import name_of
from cases.programmes.assessing import is_asked, split
from cases.programmes.publishing import grid_of, questions_of, rules_of
from common.refusal import Refused
from tests.cases.agreements import DRAWN, engaged
from tests.cases.assessed import (
    BUDGET,
    annex_of,
    answer_to,
    body,
    issue,
    key,
    latest,
    page,
    save,
    url,
    whole,
)
from tests.cases.landlord import plain, signed_in
from tests.harness import sql, within

pytestmark = pytest.mark.django_db


@pytest.fixture
def referred(world):
    return engaged(world, co_tenant="Vasseur Karim")


@pytest.fixture
def ines(world):
    return signed_in(world.ines)


@pytest.fixture
def grid(world):
    return questions_of(grid_of(rules_of(world.agreement.programme.versions.latest("number"))))


# --- the draft -------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_at_any_moment_and_each_answer_in_its_own_part(ines, referred, grid):
    some = dict(list(whole(grid).items())[:9])
    part = save(ines, referred, some)
    housing, others = split(grid, some)
    assert housing
    assert others
    assert part.content["answers"] == housing
    assert annex_of(part)["answers"] == others
    assert (part.content["grid"], part.content["grid_version"]) == (grid.key, grid.version)
    assert part.starts_on == timezone.localdate()
    shown = page(ines, "assessment_edit", key(referred.case))
    asked = sum(is_asked(criterion, some) for criterion in grid.criteria())
    assert f"9 questions sur {asked}" in shown
    assert shown.count("checked") >= 7
    # The same draft is written again.
    assert save(ines, referred, whole(grid)).number == part.number == 1


def test_what_is_missing_is_said_by_question_and_nothing_is_lost(ines, referred, grid):
    answers = whole(grid)
    left = next(criterion for criterion in grid.criteria() if criterion.needed and criterion.asked_if is None)
    del answers[left.key]
    answer = ines.post(url("assessment_edit", key(referred.case)), body(answers, "review"))
    shown = plain(answer.content.decode())
    assert answer.status_code == 200
    assert "Une réponse manque" in shown
    assert f"Il manque la réponse à « {left.question} »" in shown
    assert f'href="#id_{name_of(left.key)}_0"' in shown
    part = latest(referred)
    assert {**part.content["answers"], **annex_of(part)["answers"]} == answers


def test_what_cannot_be_read_is_said_and_the_rest_is_kept(ines, referred, grid):
    number = next(criterion for criterion in grid.criteria() if criterion.kind == "number")
    answers = whole(grid) | {number.key: "beaucoup"}
    answer = ines.post(url("assessment_edit", key(referred.case)), body(answers))
    assert f"Donnez un nombre entier de {number.at_least} à {number.at_most}." in plain(answer.content.decode())
    part = latest(referred)
    assert number.key not in part.content["answers"]
    assert len(part.content["answers"]) + len(annex_of(part)["answers"]) == len(answers) - 1
    ahead = (timezone.localdate() + timedelta(days=1)).isoformat()
    answer = ines.post(url("assessment_edit", key(referred.case)), body(whole(grid)) | {"held_on": ahead})
    assert "aujourd’hui au plus tard" in plain(answer.content.decode())


def test_a_question_is_asked_by_the_answer_to_another(ines, referred, grid):
    asked = next(criterion for criterion in grid.criteria() if criterion.asked_if and criterion.key != "support-type")
    on = asked.asked_if
    shown = page(ines, "assessment_edit", key(referred.case))
    assert f'data-asked-by="{name_of(on.criterion)}" data-asked-for="{" ".join(on.answers)}"' in shown
    other = next(
        answer
        for criterion in grid.criteria()
        if criterion.key == on.criterion
        for answer in criterion.answers()
        if answer not in on.answers
    )
    part = save(ines, referred, {on.criterion: other, asked.key: answer_to(asked)})
    assert asked.key not in {**part.content["answers"], **annex_of(part)["answers"]}


def test_an_optional_answer_may_be_taken_back(ines, referred, grid):
    optional = next(one for one in grid.criteria() if not one.needed and one.kind in ("choice", "scale", "yes_no"))
    part = save(ines, referred, {optional.key: answer_to(optional)})
    assert optional.key in {**part.content["answers"], **annex_of(part)["answers"]}
    part = save(ines, referred, {optional.key: "-"})
    assert optional.key not in {**part.content["answers"], **annex_of(part)["answers"]}


def test_it_is_signed_once_whole(world, ines, referred, grid):
    part = save(ines, referred, dict(list(whole(grid).items())[:5]))
    signed = {"name": "Josiane Vasseur", "given_how": "screen", "signature": DRAWN}
    for who in (referred.tenant.public_id, "operator"):
        answer = ines.post(url("part_sign", part.public_id, who), signed)
        assert answer.status_code == 403
        assert "Le diagnostic n’est pas complet" in plain(answer.content.decode())
    with within(world.ines), pytest.raises(Refused, match="pas complet"):
        parts.issue(part=part, wanted=[], by=world.ines)


def test_once_final_the_next_one_starts_from_its_answers(ines, referred, grid):
    first = issue(ines, referred, whole(grid), BUDGET)
    shown = page(ines, "assessment_edit", key(referred.case))
    asked = len(whole(grid))
    assert f"{asked} questions sur {asked}" in shown
    assert "Les réponses du dernier diagnostic sont reprises" in shown
    assert "Crédit Cetelem" in page(ines, "assessment_budget", key(referred.case))
    again = save(ines, referred, whole(grid))
    assert (again.number, again.issued_at) == (2, None)
    assert annex_of(again)["budget"] == annex_of(first)["budget"]
    assert latest(referred).pk != first.pk


def test_no_support_leads_to_the_end(ines, referred, grid):
    ends = url("end_accompaniment", key(referred.case))
    part = issue(ines, referred, whole(grid, support="no"))
    for shown in (page(ines, "assessment", key(referred.case)), page(ines, "part", part.public_id)):
        assert "Non-lieu à mesure" in shown
        assert ends in shown
    assert _end_chosen(ines, ends) == ["no_measure"]
    part = issue(ines, referred, whole(grid))
    assert ends not in page(ines, "assessment", key(referred.case))
    # The latest one counts, and what was asked for comes first.
    assert _end_chosen(ines, ends) == []
    issue(ines, referred, whole(grid, support="no"))
    assert _end_chosen(ines, f"{ends}?fin=kept") == ["kept"]
    shown = plain(ines.post(ends, {"outcome": "no_measure"}).content.decode())
    assert "Non-lieu à mesure" in shown
    assert ines.post(ends, {"outcome": "no_measure", "step": "confirm"}).status_code == 302
    told = page(ines, "case", key(referred.case))
    assert "Fin : non-lieu à mesure" in told


def _end_chosen(client, address: str) -> list[str]:
    found = client.get(address).content.decode()
    return re.findall(r'name="outcome" value="(\w+)"[^>]* checked', found)


def test_a_landlord_is_told_of_no_measure_what_it_is_told_of_any_end(world, ines, referred, grid):
    """Dates and neutral states only: nothing of its page says why it ended, nor that there was an assessment."""
    nadia = signed_in(world.nadia)
    issue(ines, referred, whole(grid, support="no"))
    ines.post(url("end_accompaniment", key(referred.case)), {"outcome": "no_measure", "step": "confirm"})
    sql("UPDATE cases_referral SET submitted_at = now() - interval '70 days' WHERE id = %s", referred.referral.pk)
    shown = page(nadia, "landlord_case", key(referred.tenancy))
    for word in ("non-lieu", "Non-lieu", "diagnostic", "Diagnostic"):
        assert word not in shown


def test_the_contract_says_that_it_is_missing(ines, referred, grid):
    assert "n'est pas encore signé" in page(ines, "contract", key(referred.case)).replace("’", "'")
    issue(ines, referred, whole(grid))
    assert "n'est pas encore signé" not in page(ines, "contract", key(referred.case)).replace("’", "'")


def test_nobody_else_writes_it_and_no_colleague_reads_the_annex(world, ines, referred, grid):
    part = issue(ines, referred, whole(grid), BUDGET)
    for reader in (world.marc, world.laurent):
        other = signed_in(reader)
        assert "Cetelem" not in page(other, "part", part.public_id)
        for name in ("assessment_edit", "assessment_budget"):
            assert other.get(url(name, key(referred.case))).status_code == 403


def test_few_statements_whatever_it_holds(ines, referred, grid):
    save(ines, referred, whole(grid))
    ines.post(url("assessment_budget", key(referred.case)), BUDGET)
    for name in ("assessment", "assessment_edit", "assessment_budget"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(ines, name, key(referred.case))
        own = [one["sql"] for one in asked if re.search(r'FROM "(cases_(?!access|case")|partners_grid)', one["sql"])]
        assert len(own) <= 8, own
