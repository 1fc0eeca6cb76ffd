"""The budget of an assessment, and what a landlord never learns of its annex."""

import re

import pytest

from cases.actions import parts
from cases.models import Annex, BudgetStatement, CommonPart
from cases.programmes.publishing import grid_of, questions_of, rules_of
from common.models import Document
from common.refusal import Refused
from tests.cases.agreements import engaged
from tests.cases.assessed import (
    BUDGET,
    SECRETS,
    annex_of,
    issue,
    key,
    latest,
    needed_only,
    page,
    save,
    share,
    sign_all,
    url,
    whole,
)
from tests.cases.landlord import plain, signed_in
from tests.factories import work
from tests.factories import world as w
from tests.harness import KEEPER, as_role, within

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
