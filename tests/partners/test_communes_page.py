"""The communes that fields propose: any signed-in member, ten at most, the most populous first."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def proposed(client: Client, typed: str) -> list[str]:
    return [row["name"] for row in client.get("/communes/", {"q": typed}).json()["communes"]]


@pytest.fixture
def client_of_member(account) -> Client:
    client = Client()
    client.force_login(account())
    return client


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("bordeaux", "Bordeaux"),
        ("BORDEAUX", "Bordeaux"),
        ("saint etienne du rouvray", "Saint-Étienne-du-Rouvray"),
        ("St-Étienne-du-Rouv", "Saint-Étienne-du-Rouvray"),
        ("33000", "Bordeaux"),
        ("76800", "Saint-Étienne-du-Rouvray"),
        ("mars", "Mars"),
    ],
)
def test_by_name_or_postcode(client_of_member, typed, first):
    assert proposed(client_of_member, typed)[0] == first


def test_ten_at_most_the_most_populous_first(client_of_member):
    found = proposed(client_of_member, "saint")
    assert len(found) == 10
    assert found[0] in {"Saint-Denis", "Saint-Étienne", "Saint-Paul"}


@pytest.mark.parametrize("typed", ["", "b", "zzzzzz", "%", "%%", "' OR 1=1", "x" * 5000])
def test_nothing_for_next_to_nothing(client_of_member, typed):
    assert proposed(client_of_member, typed) == []


def test_only_signed_in():
    answer = Client().get("/communes/", {"q": "bordeaux"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/compte/login/")


def test_each_proposal_tells_places_apart(client_of_member):
    (row,) = [
        row
        for row in client_of_member.get("/communes/", {"q": "saint-denis"}).json()["communes"]
        if row["code"] == "93066"
    ]
    assert row == {
        "code": "93066",
        "name": "Saint-Denis",
        "postcodes": row["postcodes"],
        "department": "Seine-Saint-Denis",
    }
    assert "93200" in row["postcodes"]
