"""A page of several forms has one summary of what is wrong, which says whom each error is about."""

import re

import pytest
from django.urls import reverse

from tests.cases.landlord import account, signed_in
from tests.cases.operator_world import accepted, client_of
from tests.cases.test_referral_pages import answers_for, key_of
from tests.factories.world import visit

pytestmark = pytest.mark.django_db


def summaries(page: str) -> list[str]:
    return re.findall(r'<div class="error-summary".*?</div>', page, re.DOTALL)


def test_of_several_tenants_each_error_says_whom_it_is_about(world):
    told, untold = account(world.nadia, "L1"), account(world.nadia, "L2", last_name="BENALI", told=False)
    data = answers_for(told, untold, recipient=key_of(world.nadia), step="preview", origin="")
    data[f"{untold.public_id}-told"] = "no"
    (summary,) = summaries(signed_in(world.nadia).post(reverse("refer"), data).content.decode())
    assert "Une réponse manque, une est à corriger" in summary.replace("\xa0", " ")
    assert "Dites d’où vient cette saisine." in summary
    assert re.search(r"\S+\sBenali\s: Sans cette information", summary)
    assert f'href="#id_{untold.public_id}-told_0"' in summary


def test_what_another_answer_asks_for_is_missing_and_not_wrong(world):
    told = account(world.nadia, "L1")
    data = answers_for(told, recipient=key_of(world.nadia), step="preview", origin="", told_how="", told_on="")
    data[f"{told.public_id}-told"] = "same"
    (summary,) = summaries(signed_in(world.nadia).post(reverse("refer"), data).content.decode())
    assert "3 réponses manquent</span>" in summary.replace("\xa0", " ")


def test_of_one_tenant_the_error_needs_no_name(world):
    untold = account(world.nadia, "L2", last_name="BENALI", told=False)
    data = answers_for(untold, recipient=key_of(world.nadia), step="preview")
    data[f"{untold.public_id}-told"] = "no"
    (summary,) = summaries(signed_in(world.nadia).post(reverse("refer"), data).content.decode())
    assert "Benali" not in summary


def test_the_other_adult_of_an_adhesion_is_told_apart(world):
    _, case = accepted(world, co_tenant="M. VASSEUR Paul")
    visit(case, world.ines)
    sent = {"adulte0-last_name": "", "adulte1-last_name": "Vasseur", "adulte1-postcode": "33"}
    page = client_of(world.ines).post(f"/accompagnement/menages/{case.public_id}/adhesion/", sent).content.decode()
    (summary,) = summaries(page)
    assert "Il manque le nom." in summary
    assert "L’autre adulte\xa0: Un code postal a 5 chiffres." in summary
