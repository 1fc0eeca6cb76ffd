"""The clerk's home: states, tabs, search, orders, pages, and what is logged."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions import answers, imports
from cases.enums import FeedbackState
from cases.models import Case, Person, TenantAccount
from cases.queries import tenants as queries
from common.context import acting
from common.typography import typographic_html
from tests.cases.landlord import account, page_of, plain, refer, signed_in, stated
from tests.factories.world import Referred, engage, visit
from tests.harness import sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(world) -> Client:
    return signed_in(world.nadia)


def names(page: str) -> list[str]:
    return [plain(name) for name in re.findall(r'class="row-link" href="[^"]+">([^<]+)</a>', page)]


def tabs(page: str) -> dict[str, int]:
    found = re.findall(r'tabs__tab"[^>]*>([^<]+) <span class="tabs__count">(\d+)', page)
    return {label: int(count) for label, count in found}


# --- states --------------------------------------------------------------------------------------------------------
def test_each_state_has_its_label_and_its_tab(world, clerk):
    made = {name: account(world.nadia, name, last_name=name) for name in ("FREE", "SENT", "ASKED", "MET", "IN", "OUT")}
    sent = {name: refer(world.nadia, one)[0] for name, one in made.items() if name != "FREE"}
    cases = {}
    with acting(world.ines.audiences):
        for name, referral in sent.items():
            cases[name] = Case.objects.get(pk=referral.receiving_case_id)
        answers.ask_missing(case=cases["ASKED"], by=world.ines, fields=["email"])
        for name in ("MET", "IN"):
            answers.accept(case=cases[name], by=world.ines)
    for name in ("MET", "IN"):
        visit(cases[name], world.ines)
    with acting(world.ines.audiences):
        tenant = Person.objects.filter(household_id=cases["IN"].household_id).first()
    engage(Referred(cases["IN"], cases["IN"], sent["IN"], tenant, None), world.ines)
    sql("UPDATE cases_referralfeedback SET visible_from = now() WHERE referral_id = %s", sent["OUT"].pk)
    with acting(world.nadia.audiences):
        states = {one.lease_ref: one.state for one in queries.accounts(world.nadia.unit_audience)}
    assert states == {
        "FREE": "",
        "SENT": FeedbackState.SENT,
        "ASKED": FeedbackState.INCOMPLETE,
        "MET": FeedbackState.CONTACTED,
        "IN": FeedbackState.ENGAGED,
        "OUT": FeedbackState.CLOSED,
    }
    page = page_of(clerk)
    assert tabs(page) == {
        "Tous": 6,
        "À orienter": 1,
        "À compléter": 1,
        "Réponse attendue": 1,
        "Premier contact": 1,
        "Accompagnés": 1,
        "Closes": 1,
    }
    assert "Compléter 1 saisine" in page
    for tab, name in (("a-orienter", "FREE"), ("premier-contact", "MET"), ("closes", "OUT"), ("accompagnes", "IN")):
        assert [shown.split()[0].upper() for shown in names(page_of(clerk, etat=tab))] == [name]
    refused = re.findall(r'value="([^"]+)" disabled', page)
    assert {str(made[name].public_id) for name in ("SENT", "ASKED", "MET", "IN")} == set(refused)


def test_nothing_shows_what_the_association_answered(world, clerk):
    (first,), (second,) = (refer(world.nadia, account(world.nadia, lease)) for lease in ("L1", "L2"))
    with acting(world.ines.audiences):
        one, other = (Case.objects.get(pk=referral.receiving_case_id) for referral in (first, second))
        answers.receive(case=one, by=world.ines)
        answers.not_accept(case=other, by=world.ines, reason="Refus du ménage")
    pages = []
    for referral in (first, second):
        with acting(world.nadia.audiences):
            public_id = TenantAccount.objects.get(pk=referral.account_id).public_id
        pages.append(without_ids(clerk.get(reverse("tenant", args=[public_id])).content.decode()))
    assert pages[0] == pages[1]
    assert "Refus" not in pages[1]


def without_ids(page: str) -> str:
    return re.sub(
        r"[0-9a-f]{8}-[0-9a-f-]{27}|L[12]|value=\"[A-Za-z0-9]{64}\"|\"X-CSRFToken\": \"\w+\"|nonce=\"[^\"]+\"",
        "",
        page.replace("&quot;", '"'),
    )


# --- the list ----------------------------------------------------------------------------------------------------------
def test_the_greeting_counts_what_waits(world, clerk):
    assert "Importez votre fichier d’impayés" in page_of(clerk)
    account(world.nadia)
    assert "Bonjour Nadia, rien ne vous attend" in page_of(clerk)
    with acting(world.nadia.audiences):
        imports.stage(content=b"N\xc2\xb0 contrat;Nom locataire\nL1;A", name="a.csv", by=world.nadia)
    page = page_of(clerk)
    assert "Bonjour Nadia, une chose vous attend" in page
    assert "Finir 1 import" in page


def test_old_balances_of_accompanied_tenants_are_to_bring_up_to_date(world, clerk):
    made = account(world.nadia, balance_on=timezone.localdate() - timedelta(days=40))
    (referral,) = refer(world.nadia, made)
    with acting(world.ines.audiences):
        answers.accept(case=Case.objects.get(pk=referral.receiving_case_id), by=world.ines)
        case = Case.objects.get(pk=referral.receiving_case_id)
    assert "Mettre à jour" not in page_of(clerk)
    visit(case, world.ines)
    assert "Mettre à jour 1 compte" in page_of(clerk)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("dette", ["ROCHE", "BENALI", "OUDIN", "ÉTIENNE"]),
        ("dette-croissante", ["ÉTIENNE", "OUDIN", "BENALI", "ROCHE"]),
        ("nom", ["BENALI", "ÉTIENNE", "OUDIN", "ROCHE"]),
        ("nom-inverse", ["ROCHE", "OUDIN", "ÉTIENNE", "BENALI"]),
        ("inconnu", ["ROCHE", "BENALI", "OUDIN", "ÉTIENNE"]),
    ],
)
def test_the_list_is_sorted_by_debt_or_name(world, clerk, sort, expected):
    for number, (name, cents) in enumerate([("BENALI", 300), ("ÉTIENNE", 100), ("OUDIN", 200), ("ROCHE", 400)]):
        account(world.nadia, f"L{number}", last_name=name, balance_cents=cents)
    page = page_of(clerk, tri=sort)
    assert [name.split()[0].upper() for name in names(page)] == expected
    assert len(re.findall("aria-sort", page)) == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("vasseur", ["VASSEUR"]),
        ("VASSEUR josiane", ["VASSEUR"]),
        ("etienne", ["ÉTIENNE"]),
        ("tisserands", ["VASSEUR"]),
        ("beaudésert", ["ÉTIENNE"]),
        ("diallo", ["ROCHE"]),
        ("zz", []),
        ("%", ["ROCHE", "VASSEUR", "ÉTIENNE"]),
    ],
)
def test_a_search_looks_in_names_streets_and_residences(world, clerk, typed, found):
    account(world.nadia, "L1", balance_cents=200)
    account(
        world.nadia,
        "L2",
        last_name="ÉTIENNE",
        address="3, allée des Sorbiers",
        residence="Beaudésert",
        balance_cents=100,
    )
    account(
        world.nadia, "L3", last_name="ROCHE", address="2, rue de l’Écluse", co_tenant="DIALLO Awa", balance_cents=300
    )
    page = page_of(clerk, q=typed)
    assert [name.split()[0].upper() for name in names(page)] == found
    assert ("Aucun résultat parmi vos locataires" in page) == (not found)
    assert ("Écrivez au moins deux lettres" in page) == (typed == "%")


@pytest.mark.parametrize("sort", list(queries.SORTS))
def test_pages_of_fifty_hold_every_tenant_once(world, clerk, sort):
    for number in range(120):
        account(world.nadia, f"L{number}", last_name=f"NOM{number % 7}", balance_cents=number % 5 * 100)
    seen, after = [], None
    with acting(world.nadia.audiences):
        for _ in range(4):
            page = queries.page(world.nadia.unit_audience, sort=sort, after=after)
            seen += page.ids
            after = page.next_after
            if after is None:
                break
    assert len(seen) == len(set(seen)) == 120
    first = page_of(clerk, tri=sort)
    assert len(names(first)) == 50
    following = re.search(r'id="suivants"><a class="[^"]+" href="([^"]+)"', first)
    second = clerk.get(reverse("tenants") + following[1].replace("&amp;", "&")).content.decode()
    assert len(names(second)) == 50
    assert not set(re.findall(r'name="locataire" value="([^"]+)"', first)) & set(
        re.findall(r'name="locataire" value="([^"]+)"', second)
    )


def statements_of(clerk: Client) -> int:
    with CaptureQueriesContext(connection) as run:
        clerk.get(reverse("tenants"), {"q": "vasseur"})
    own = [
        query["sql"]
        for query in run.captured_queries
        if '"cases_' in query["sql"] or "partners_agreement" in query["sql"]
    ]
    return len(own)


def test_eight_statements_at_most_whatever_the_rows(world, clerk):
    refer(world.nadia, account(world.nadia, "L0"))
    few = statements_of(clerk)
    for number in range(1, 30):
        made = account(world.nadia, f"L{number}")
        if number < 5:
            refer(world.nadia, made)
    assert statements_of(clerk) == few <= 8


def test_the_list_is_logged_before_names_are_read_and_its_next_rows_with_it(world, clerk):
    (referral,) = refer(world.nadia, account(world.nadia))
    with CaptureQueriesContext(connections["log"]) as logged, CaptureQueriesContext(connection) as run:
        clerk.get(reverse("tenants"))
    (row,) = [query["sql"] for query in logged.captured_queries if "cases_readinglog" in query["sql"]]
    assert str(referral.case_id) in row
    assert "'list'" in row
    before = [query["sql"] for query in run.captured_queries if "cases_tenantaccount" in query["sql"]]
    assert '"last_name"' not in before[0] + before[1]
    page_id = uuid4()
    with CaptureQueriesContext(connections["log"]) as logged:
        clerk.get(reverse("tenants"), {"page": str(page_id)})
    assert page_id.hex in str(logged.captured_queries)


def test_no_log_row_without_a_case(world, clerk):
    account(world.nadia)
    with CaptureQueriesContext(connections["log"]) as logged:
        clerk.get(reverse("tenants"))
    assert not [query for query in logged.captured_queries if "cases_readinglog" in query["sql"]]


def test_the_bar_names_the_association_of_the_last_referral(world, clerk):
    account(world.nadia)
    assert f"Saisir {world.montaubre.organisation.name}" in page_of(clerk)
    other = signed_in(world.other_clerk)
    account(world.other_clerk)
    assert "Votre agence n’a pas de convention en cours." in page_of(other)


def test_a_page_is_set_as_french_is(world, clerk):
    refer(world.nadia, account(world.nadia))
    page = clerk.get(reverse("tenants")).content.decode()
    assert typographic_html(page) == page


# --- without a debt ----------------------------------------------------------------------------------------------------
def test_who_owes_nothing_is_not_to_refer(world, clerk):
    account(world.nadia, "L1", last_name="SOLDE", balance_cents=0, told=False)
    account(world.nadia, "L2", last_name="DETTE", balance_cents=1)
    page = page_of(clerk)
    assert (tabs(page)["Tous"], tabs(page)["À orienter"]) == (2, 1)
    assert "Sans dette" in page
    assert "à informer" not in page
    assert names(page_of(clerk, etat="a-orienter")) == ["Dette Josiane"]


def test_who_owes_nothing_may_be_referred_all_the_same(world, clerk):
    made = account(world.nadia, balance_cents=0)
    assert "ne dit aucune dette" in clerk.get(reverse("tenant", args=[made.public_id])).content.decode()
    refer(world.nadia, made)
    with acting(world.nadia.audiences):
        assert stated(world.nadia, made).state == FeedbackState.SENT
