"""Less frequent openings: a named colleague elsewhere, and a text."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.actions import consents
from cases.enums import GrantBasis, Scope
from cases.models import (
    Case,
    Grant,
    IdentityStatement,
    VisitNote,
)
from cases.queries import consents as queries
from common.refusal import NotYours, Refused
from tests.cases.agreements import DRAWN, browser, case_of, engaged, sign
from tests.factories.world import own_accompaniment, unit_audience, visit
from tests.harness import within

pytestmark = pytest.mark.django_db


def in_days(days: int) -> datetime:
    return queries.end_of_day(timezone.localdate() + timedelta(days=days))


# --- who else: a named colleague, a text --------------------------------------------------------------------------
def test_the_narrative_opens_to_the_named_colleague_alone(world):
    referred = engaged(world)
    visit(referred.case, world.ines, text="Ce qu’elle raconte.")
    with within(world.ines):
        proposal = queries.colleague_proposal(world.bea.membership.public_id, referred.case, world.ines)
    sign(referred, world.ines, ["identity", "social"], proposal=proposal)
    for by, seen in ((world.bea, 1), (world.bea_manager, 0), (world.nadia, 0), (world.marc, 0)):
        with within(by):
            assert VisitNote.objects.count() == seen


def test_a_colleague_is_found_by_her_address_and_never_in_ones_own_unit(world):
    case = own_accompaniment(world.ines)
    with within(world.ines):
        assert queries.colleague_audience(world.bea.membership.user.email.upper(), world.ines)
        assert queries.colleague_audience(world.marc.membership.user.email, world.ines) is None
        assert queries.colleague_audience(world.nadia.membership.user.email, world.ines) is None
        assert queries.colleague_proposal(world.nadia.membership.public_id, case, world.ines) is None


def text_terms(world, **changed) -> dict:
    return {
        "recipient": unit_audience(world.halles, "operator"),
        "basis": GrantBasis.TEXT_L121_6_2,
        "scopes": [Scope.IDENTITY, Scope.HOUSING],
        "notice": "Notice remise en main propre.",
        "until": in_days(90),
    } | changed


def test_a_manager_opens_by_a_text_and_closes_it(world):
    referred = engaged(world)
    case = case_of(referred, world.laurent)
    with within(world.laurent):
        grant = consents.open_by_text(case=case, by=world.laurent, **text_terms(world))
    with within(world.bea):
        assert IdentityStatement.objects.filter(case=case).count() == 1
    with within(world.laurent):
        consents.close_text(case=case, grant=grant, by=world.laurent)
        with pytest.raises(Refused, match="déjà pris fin"):
            consents.close_text(case=case, grant=grant, by=world.laurent)
    with within(world.bea):
        assert IdentityStatement.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"basis": GrantBasis.AGREEMENT}, "Choisissez le texte"),
        ({"scopes": [Scope.SOCIAL]}, "jamais les notes"),
        ({"scopes": []}, "jamais les notes"),
        ({"notice": "  "}, "notice d’information"),
        ({"until": "past"}, "fin prévue"),
        ({"recipient": "landlord"}, "Aucun de ces textes"),
    ],
)
def test_a_text_has_its_limits(world, changed, sentence):
    referred = engaged(world)
    case = case_of(referred, world.laurent)
    if changed.get("recipient") == "landlord":
        changed = {"recipient": unit_audience(world.branch, "landlord")}
    if changed.get("until") == "past":
        changed = {"until": in_days(-2)}
    with within(world.laurent), pytest.raises(Refused, match=sentence):
        consents.open_by_text(case=case, by=world.laurent, **text_terms(world, **changed))


def test_a_worker_does_not_open_by_a_text(world):
    referred = engaged(world)
    case = case_of(referred, world.ines)
    with within(world.ines), pytest.raises(NotYours):
        consents.open_by_text(case=case, by=world.ines, **text_terms(world))


def test_a_manager_opens_by_a_text_on_screen(world):
    referred = engaged(world)
    case = case_of(referred, world.laurent)
    url = reverse("consent_text", args=[case.public_id])
    client = browser(world.laurent)
    assert browser(world.ines).get(url).status_code == 403
    typed = {
        "basis": "text_ccapex",
        "recipient": f"{world.halles.public_id}:operator",
        "scopes": ["identity"],
        "notice": "Notice CCAPEX remise le 3 novembre.",
        "until": "bientôt",
    }
    assert "n’est pas une date" in client.post(url, typed).content.decode()
    typed["until"] = queries.add_months(timezone.localdate(), 1).strftime("%d/%m/%Y")
    page = client.post(url, typed, follow=True).content.decode()
    assert "Notice CCAPEX remise" in page
    with within(world.laurent):
        grant = Grant.objects.get(person=None)
    close = reverse("consent_text_close", args=[case.public_id, grant.public_id])
    assert browser(world.ines).post(close).status_code == 403
    assert client.post(close).status_code == 302
    with within(world.laurent):
        assert Grant.objects.get(pk=grant.pk).ended_at


def test_a_named_colleague_on_screen(world):
    referred = engaged(world)
    case = case_of(referred, world.ines)
    url = reverse("consent_colleague", args=[case.public_id, referred.tenant.public_id])
    client = browser(world.ines)
    assert "Aucun professionnel" in client.post(url, {"email": "x@example.test"}).content.decode()
    choose = client.post(url, {"email": world.bea.membership.user.email}).url
    page = client.get(choose).content.decode()
    assert "Les notes de mon accompagnement" in page
    assert "checked" not in page
    answers = {"identity": "yes", "housing": "no", "budget": "no", "social": "yes", "months": "3"}
    notice = client.post(choose, answers).content.decode()
    assert "Ma santé ne lui sera jamais transmise." in notice
    assert "Ce que je raconte et ma santé" not in notice
    assert client.post(choose, answers | {"given_how": "screen", "signature": DRAWN}).status_code == 302
    with within(world.bea):
        assert Case.objects.filter(pk=case.pk).exists()
