"""A NUL character, which PostgreSQL keeps nowhere."""

import pytest
from django.test import Client
from django.urls import reverse

from committees.models import Opinion
from tests.cases.landlord import plain, signed_in
from tests.committees import hall as h
from tests.committees.test_acts import sitting_of
from tests.harness import within


@pytest.mark.django_db
@pytest.mark.parametrize("said", [{"login": "a\0b"}, {"lo\0gin": "a"}, {"login": ["a", "\0"]}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_refused_in_what_is_asked_and_in_what_is_sent(method, said):
    answer = getattr(Client(), method)("/compte/login/", said)
    assert answer.status_code == 400
    assert "Cette demande ne se lit pas" in plain(answer.content.decode())


@pytest.mark.django_db
def test_it_is_refused_in_an_address():
    assert Client().get("/commission/invite/%00/").status_code == 400


@pytest.mark.django_db
def test_what_another_site_sends_is_refused_before_it_is_read():
    assert Client(enforce_csrf_checks=True).post("/compte/login/", {"login": "\0"}).status_code == 403


def test_a_text_that_no_form_reads_is_refused_and_nothing_is_kept(world):
    hall = h.build(world)
    made, (item,) = sitting_of(hall)
    claire, address = signed_in(hall.secretary), reverse("opinion", args=[made.public_id, item.public_id])
    body = {"siege": "ccas", "avis": "favourable", "texte": "Oui"}
    for name, value in body.items():
        assert claire.post(address, body | {name: f"{value}\0"}).status_code == 400
    with within(hall.secretary):
        assert not Opinion.objects.exists()
    assert claire.post(address, body).status_code == 302
