"""The assessment: filled in by draft, split, signed; its budget; and what a landlord never learns of its annex."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions import parts
from cases.forms.assessment import name_of
from cases.models import Annex, BudgetStatement, CommonPart
from cases.programmes.assessing import check, is_asked, split
from cases.programmes.grids import Criterion
from cases.programmes.publishing import grid_of, questions_of, rules_of
from common.models import Document
from common.refusal import Refused
from tests.cases.agreements import DRAWN, engaged
from tests.cases.landlord import plain, signed_in
from tests.factories import work
from tests.factories import world as w
from tests.harness import KEEPER, as_role, sql, within

pytestmark = pytest.mark.django_db
BUDGET = {
    "rent": "450",
    "rental_charges": "50",
    "aid": "200",
    "grown": "2",
    "children": "1",
    "resources-0-nature": "Allocation aux adultes handicapés",
    "resources-0-cents": "1000",
    "resources-0-note": "Versée le 5",
    "charges-0-nature": "Mobile du fils",
    "charges-0-cents": "40",
    "charges-0-note": "",
    "debts-0-nature": "Crédit Cetelem",
    "debts-0-cents": "60",
    "debts-0-note": "Reste 900 euros",
}
SECRETS = ("handicapés", "Mobile du fils", "Cetelem", "Versée", "900 euros")


@pytest.fixture
def referred(world):
    return engaged(world, co_tenant="Vasseur Karim")


@pytest.fixture
def ines(world):
    return signed_in(world.ines)


@pytest.fixture
def grid(world):
    return questions_of(grid_of(rules_of(world.agreement.programme.versions.latest("number"))))


def url(name: str, *args) -> str:
    return reverse(name, args=args)


def key(case) -> UUID:
    """What its address says: the keeper made it."""
    return UUID(str(sql("SELECT public_id FROM cases_case WHERE id = %s", case.pk)[0][0]))


def answer_to(criterion: Criterion) -> Any:
    if criterion.kind == "number":
        return criterion.at_least
    if criterion.kind == "text":
        return f"Dit de {criterion.key}"
    first = criterion.answers()[0]
    return [first] if criterion.kind == "several" else first


def whole(grid, **changes) -> dict[str, Any]:
    """An answer to every question that is asked."""
    found: dict[str, Any] = {}
    for criterion in grid.criteria():
        if is_asked(criterion, found):
            found[criterion.key] = changes.get(criterion.key, answer_to(criterion))
    assert check(grid, found) == []
    return found


def needed_only(grid) -> dict[str, Any]:
    answers = whole(grid)
    needed = {criterion.key for criterion in grid.criteria() if criterion.needed or criterion.housing}
    return {criterion: answer for criterion, answer in answers.items() if criterion in needed}


def body(answers, step: str = "save", **more) -> dict[str, Any]:
    return (
        {"held_on": timezone.localdate().isoformat(), "step": step}
        | {name_of(criterion): answer for criterion, answer in answers.items()}
        | more
    )


def save(ines, referred, answers, step: str = "save") -> CommonPart:
    answer = ines.post(url("assessment_edit", key(referred.case)), body(answers, step))
    assert answer.status_code == 302, plain(answer.content.decode())
    return latest(referred)


def latest(referred) -> CommonPart:
    with as_role(KEEPER):
        return CommonPart.objects.filter(case_id=referred.case.pk, kind="assessment").order_by("-number").first()


def annex_of(part) -> dict[str, Any]:
    with as_role(KEEPER):
        return Annex.objects.get(common_part=part).content


def sign_all(ines, part, referred) -> None:
    for who, name in (
        (referred.tenant.public_id, "Josiane Vasseur"),
        (referred.co_tenant.public_id, "Karim Vasseur"),
        ("landlord", "Nadia Ferhat"),
    ):
        signed = {"name": name, "given_how": "screen", "signature": DRAWN}
        assert ines.post(url("part_sign", part.public_id, who), signed).status_code == 302
    assert ines.post(url("part_sign", part.public_id, "operator")).status_code == 302


def issue(ines, referred, answers, budget=None) -> CommonPart:
    part = save(ines, referred, answers, "review")
    if budget:
        assert ines.post(url("assessment_budget", key(referred.case)), budget).status_code == 302
    sign_all(ines, part, referred)
    assert ines.post(url("part_issue", part.public_id)).status_code == 302
    return latest(referred)


def page(client, name: str, *args) -> str:
    answer = client.get(url(name, *args))
    assert answer.status_code == 200
    return plain(answer.content.decode())


def share(world, referred, *scopes: str) -> list:
    return [
        w.consent(referred.case, adult, world.nadia.unit_audience, world.ines, *scopes)
        for adult in (referred.tenant, referred.co_tenant)
    ]


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


# --- the budget ------------------------------------------------------------------------------------------------


def test_the_budget_is_computed_and_said_with_its_working(ines, referred):
    budget = url("assessment_budget", key(referred.case))
    assert ines.post(budget, BUDGET).status_code == 302
    shown = plain(ines.get(budget).content.decode())
    for said in (
        "30 % des ressources vont au logement",
        "1,8 unité de consommation",
        "11,11 € par personne comptée et par jour",
        "÷ unités de consommation ÷ 30 jours",
        "Insee",
        "Crédit Cetelem",
    ):
        assert said in shown
    part = latest(referred)
    assert not any(secret in str(part.content) for secret in SECRETS)
    assert annex_of(part)["budget"]["resources"][0]["cents"] == 1000_00


def test_it_stands_to_the_limits_of_its_programme(world, ines):
    from tests.factories.directory import publish_next

    publish_next("gironde", {"dwelling.effort_rate_percent": 25, "dwelling.residual_euros_per_day": 12})
    made = engaged(world)
    ines.post(url("assessment_budget", key(made.case)), BUDGET)
    shown = page(ines, "assessment_budget", key(made.case))
    assert "Le dispositif accepte jusqu’à 25 %" in shown
    assert "dépasse de 5 points" in shown
    assert "Le dispositif demande au moins 12,00 € par jour : il manque 0,89 €." in shown


def test_water_and_heating_paid_apart_are_counted_as_the_programme_says(world, ines, grid):
    from tests.factories.directory import publish_next

    flats = [
        {"charge": "water", "rooms_at_most": 2, "euros": 20},
        {"charge": "water", "rooms_at_most": 4, "persons_at_most": 3, "euros": 35},
    ]
    publish_next("gironde", {"dwelling.flat_amounts": flats})
    made = engaged(world, co_tenant="Vasseur Karim")
    ines.post(url("assessment_budget", key(made.case)), BUDGET | {"own": ["water", "heating"], "rooms": "3"})
    shown = page(ines, "assessment_budget", key(made.case))
    # 450 + 50 + 35 - 200 of 1,000 euros; what the programme has not set is counted for nothing, and says so.
    assert "33,5 % des ressources vont au logement" in shown
    assert "Forfait d’eau" in shown
    assert "35,00 €" in shown
    assert shown.count("à fixer par le dispositif, rien n’est compté") == 2
    save(ines, made, whole(grid), "review")
    part = latest(made)
    sign_all(ines, part, made)
    assert ines.post(url("part_issue", part.public_id)).status_code == 302
    with as_role(KEEPER):
        stated = BudgetStatement.objects.get(case_id=made.case.pk)
    assert str(stated.effort_rate) == "33.50"


def test_without_amounts_the_question_is_asked_and_nothing_is_made_up(ines, referred):
    budget = url("assessment_budget", key(referred.case))
    assert "Eau ou chauffage à votre nom" in plain(ines.get(budget).content.decode())
    answer = ines.post(budget, BUDGET | {"own": ["water"], "rooms": ""})
    assert "Écrivez le nombre de pièces, de 1 à 12." in plain(answer.content.decode())
    assert ines.post(budget, BUDGET | {"own": ["water"], "rooms": "4"}).status_code == 302
    shown = plain(ines.get(budget).content.decode())
    assert "30 % des ressources vont au logement" in shown
    assert "à fixer par le dispositif" in shown
    assert re.search(r'value="water"[^>]*checked', shown)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"resources-0-nature": ""}, "Dites de quoi il s’agit."),
        ({"debts-0-cents": ""}, "Il manque le montant."),
        ({"charges-0-cents": "-40"}, "Écrivez ce montant sans signe."),
        ({"rent": ""}, "Il manque le loyer."),
        ({"grown": "0"}, "Écrivez un nombre de personnes, de 1 à 30."),
    ],
)
def test_a_line_is_whole_or_refused(ines, referred, changes, sentence):
    answer = ines.post(url("assessment_budget", key(referred.case)), BUDGET | changes)
    assert answer.status_code == 200
    assert sentence in plain(answer.content.decode())
    assert latest(referred) is None


@pytest.mark.parametrize("resources", ["0", "0,01"])
def test_without_resources_no_rate_is_computed(world, ines, referred, grid, resources):
    issue(ines, referred, whole(grid), BUDGET | {"resources-0-cents": resources})
    with within(world.ines):
        assert BudgetStatement.objects.get().effort_rate is None
    assert "Taux d’effort</dt><dd>non calculé" in page(ines, "assessment", key(referred.case))


def test_once_final_its_totals_are_stated(world, ines, referred, grid):
    part = issue(ines, referred, whole(grid), BUDGET)
    with within(world.ines):
        stated = BudgetStatement.objects.get()
    assert (stated.on, stated.resources_cents, stated.charges_cents, stated.debts_cents) == (
        part.starts_on,
        1000_00,
        40_00,
        60_00,
    )
    assert (stated.rent_cents, stated.aid_cents, str(stated.units)) == (500_00, 200_00, "1.8")
    assert (stated.effort_rate, stated.residual_cents) == (30, 11_11)
    for name in ("assessment", "case"):
        shown = page(ines, name, key(referred.case))
        assert "Taux d’effort</dt><dd>30 %" in shown
        assert "11,11 € par jour et par personne comptée" in shown
    # The latest counts.
    issue(ines, referred, whole(grid), BUDGET | {"rent": "150"})
    assert "Taux d’effort</dt><dd>0 %" in page(ines, "case", key(referred.case))


# --- the landlord's side ---------------------------------------------------------------------------------------


def test_the_tenants_page_shows_five_totals_and_the_nature_of_nothing(world, ines, referred, grid):
    nadia = signed_in(world.nadia)
    issue(ines, referred, whole(grid), BUDGET)
    for grant in share(world, referred, "identity", "housing"):
        assert "Reste à vivre" not in page(nadia, "landlord_case", key(referred.tenancy))
        with within(world.nadia):
            assert not BudgetStatement.objects.exists()
        w.withdraw(grant, world.ines)
    grants = share(world, referred, "identity", "housing", "budget")
    shown = page(nadia, "landlord_case", key(referred.tenancy))
    for what, said in (
        ("Ressources", "1 000,00 € par mois"),
        ("Charges hors logement", "40,00 € par mois"),
        ("Autres dettes remboursées", "60,00 € par mois"),
        ("Taux d’effort", "30 %"),
        ("Reste à vivre", "11,11 € par jour et par personne comptée"),
    ):
        assert re.search(rf"{what}</dt>\s*<dd>{said}</dd>", shown), what
    assert not any(secret in shown for secret in SECRETS)
    w.withdraw(grants[0], world.ines)
    assert "Reste à vivre" not in page(nadia, "landlord_case", key(referred.tenancy))


def _bare(text: str, part) -> str:
    text = text.replace(str(part.public_id), "ID").replace(f"version {part.number}", "version N")
    return re.sub(r'(csrfmiddlewaretoken" value=|CSRFToken": )"[^"]+"', "", text)


def test_nothing_says_that_there_is_an_annex_nor_how_long_it_is(world, ines, referred, grid):
    """Same answers about housing, with nearly nothing beside and then with everything: what a landlord gets is the same to
    the letter, on the screen and on paper."""
    nadia = signed_in(world.nadia)
    short = issue(ines, referred, needed_only(grid))
    long = issue(ines, referred, whole(grid), BUDGET)
    share(world, referred, "identity", "housing")
    assert short.content == long.content
    assert len(str(annex_of(long))) > 1.2 * len(str(annex_of(short)))
    shown = [_bare(page(nadia, "shared_part", part.public_id), part) for part in (short, long)]
    assert shown[0] == shown[1]
    for part in (short, long):
        assert nadia.post(url("shared_part_pdf", part.public_id)).status_code == 302
    with within(world.nadia):
        printed = [one.snapshot for one in Document.objects.order_by("id")]
    kept = [{name: value for name, value in one.items() if name != "part_digest"} for one in printed]
    assert kept[0] == kept[1]
    assert "nnexe" not in shown[0] + str(kept)
    for criterion in grid.criteria():
        assert (criterion.question in shown[0]) == (criterion.key in long.content["answers"])


def test_no_way_round_leads_a_landlord_to_the_annex(world, ines, referred, grid):
    nadia = signed_in(world.nadia)
    part = issue(ines, referred, whole(grid), BUDGET)
    share(world, referred, "identity", "housing", "budget")
    draft = save(ines, referred, whole(grid))
    for name in ("assessment", "assessment_edit", "assessment_budget"):
        for case in (referred.case, referred.tenancy):
            assert nadia.get(url(name, key(case))).status_code == 404
            assert nadia.post(url(name, key(case)), BUDGET).status_code in (404, 405)
    for copy in ("part_both", "part_common", "part_plain"):
        assert nadia.post(url("part_pdf", part.public_id, copy)).status_code == 404
    assert nadia.get(url("shared_part", draft.public_id)).status_code == 404
    with within(world.nadia):
        assert not Annex.objects.exists()
        assert [one.pk for one in CommonPart.objects.filter(kind="assessment")] == [part.pk]
        with pytest.raises(Refused):
            parts.write(
                part=part,
                common=parts.common_of(part),
                annex=parts.common_of(part),
                starts_on=None,
                ends_on=None,
                by=world.nadia,
            )


def test_copies_hold_what_their_reader_may_have(world, ines, referred, grid):
    part = issue(ines, referred, whole(grid), BUDGET)
    for copy in ("part_both", "part_common", "part_plain"):
        assert ines.post(url("part_pdf", part.public_id, copy)).status_code == 302
    with within(world.ines):
        snapshots = {one.kind: str(one.snapshot) for one in Document.objects.all()}
    assert all(secret in snapshots["part_both"] for secret in SECRETS)
    for copy in ("part_common", "part_plain"):
        assert not any(secret in snapshots[copy] for secret in SECRETS)
        assert "nnexe" not in snapshots[copy].replace("'annex': []", "")


def test_a_part_of_before_keeps_its_grid(world, ines, referred):
    part = work.part(
        referred.case,
        world.ines,
        kind="assessment",
        content={
            "grid": "five-headings",
            "grid_version": 1,
            "operator": "Le Pas de Porte",
            "answers": {"insurance": "yes"},
        },
    )
    assert "Le logement est-il assuré ?" in page(ines, "part", part.public_id)
