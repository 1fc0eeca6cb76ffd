"""What a team knows of an entry: prefilled from the sheet and stated at adhesion, corrected since, limited to codes."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.actions import accompaniments
from cases.actions.entries import state_entry
from cases.enums import Reason
from cases.models import Accompaniment, EntryStatement
from cases.policies import Identity, KnownEntry, reasons_kept
from cases.programmes.publishing import shipped
from common.context import acting
from common.refusal import NotYours, Refused
from partners.communes import code_of
from tests.cases.operator_world import accepted, body, client_of, engaged, url_of
from tests.factories.world import consent, unit_audience, visit
from tests.harness import sql

pytestmark = pytest.mark.django_db
ADULT = {"adulte0-last_name": "Vasseur", "adulte0-postcode": "33000", "adulte0-commune": "Bordeaux"}
CONFIRMED = {
    "entree-debt_cents": "1284,50",
    "entree-debt_on": "03/11/2026",
    "entree-stage": "reminder",
    "entree-reasons": ["isolation", "budget"],
}


def stated(world, case) -> tuple | None:
    with acting(world.ines.audiences):
        row = EntryStatement.objects.filter(case=case).first()
        return row and (row.reasons, row.stage, row.commune, row.debt_cents, row.debt_on)


def seen_on(page: str) -> dict[str, str]:
    """What that page carries of the statement it shows."""
    (mark,) = re.findall(r'name="entree-seen"(?: value="(\w+)")?', page)
    return {"entree-seen": mark}


def met(world):
    """Accepted and met; the landlord gave three reasons, one of which stands for what nobody writes."""
    referred, case = accepted(world)
    visit(case, world.ines)
    reasons = ["isolation", "budget", "priority_contact"]
    sql("UPDATE cases_referralsheet SET reasons = %s, balance_on = '2026-11-03'", reasons)
    return referred, case


def test_adhesion_shows_what_the_sheet_says_and_states_what_is_confirmed(world):
    _, case = met(world)
    client = client_of(world.ines)
    page = body(client.get(f"{url_of(case)}adhesion/"))
    assert "1 284,50 € de dette au 3 novembre 2026, relance amiable, isolement, gestion du budget." in page
    assert "À vérifier avec la personne" in page
    assert 'value="2026-11-03"' in page
    assert "contact prioritaire" not in page
    assert '<details class="otherwise"><summary>' in page
    assert client.post(f"{url_of(case)}adhesion/", ADULT | CONFIRMED).status_code == 302
    assert stated(world, case) == (["isolation", "budget"], "reminder", "33063", 128_450, date(2026, 11, 3))


def test_all_of_it_may_stay_unknown(world):
    _, case = met(world)
    emptied = {"adulte0-last_name": "Vasseur", "entree-debt_on": "03/11/2026"}
    assert client_of(world.ines).post(f"{url_of(case)}adhesion/", emptied).status_code == 302
    assert stated(world, case) == ([], "", "", None, None)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("debt_on", "", "Il manque la date de cette dette."),
        ("debt_on", "01/01/2999", "Cette date est à venir."),
        ("debt_cents", "-3", "Un avoir n’est pas une dette."),
        ("reasons", "priority_contact", "priority_contact"),
    ],
)
def test_what_cannot_be_is_asked_again_in_its_place(world, field, value, said):
    _, case = met(world)
    page = body(client_of(world.ines).post(f"{url_of(case)}adhesion/", ADULT | CONFIRMED | {f"entree-{field}": value}))
    assert said in page
    assert '<details class="otherwise" open>' in page
    assert stated(world, case) is None


def test_it_is_corrected_on_a_page_of_its_own(world):
    _, case = met(world)
    client = client_of(world.ines)
    client.post(f"{url_of(case)}adhesion/", ADULT | CONFIRMED)
    assert f'href="{url_of(case)}entree/"' in body(client.get(url_of(case)))
    page = body(client.get(f"{url_of(case)}entree/"))
    for said in ('value="1 284,50 €"', 'value="2026-11-03"', 'value="33000"', 'value="Bordeaux"'):
        assert said in page
    assert "Ce qui a été noté à l’adhésion" in page
    corrected = CONFIRMED | {"entree-debt_cents": "0", "entree-postcode": "33700", "entree-commune": "merignac"}
    corrected |= seen_on(page)
    wrong = body(client.post(f"{url_of(case)}entree/", corrected | {"entree-commune": "Paris"}))
    assert "Aucune commune ne s’appelle « Paris » sous ce code postal." in wrong
    without = body(client.post(f"{url_of(case)}entree/", corrected | {"entree-postcode": ""}))
    assert "Il manque le code postal." in without
    assert client.post(f"{url_of(case)}entree/", corrected).status_code == 302
    assert stated(world, case) == (["isolation", "budget"], "reminder", "33281", 0, date(2026, 11, 3))
    assert sql("SELECT count(*) FROM cases_entrystatement") == [(1,)]


def test_an_accompaniment_that_began_before_states_it_now(world):
    _, case = engaged(world)
    page = body(client_of(world.laurent).get(f"{url_of(case)}entree/"))
    assert "Rien n’en est encore noté." in page
    assert 'value="1 284,50 €"' in page, "the sheet is open"
    client_of(world.laurent).post(f"{url_of(case)}entree/", {"entree-stage": "summons"})
    assert stated(world, case) == ([], "summons", "", None, None)


def test_what_somebody_changed_since_is_shown_beside_what_was_typed(world):
    """The worker corrects the debt; the manager, on the page of before, ticks one reason."""
    _, case = met(world)
    worker, manager, url = client_of(world.ines), client_of(world.laurent), f"{url_of(case)}entree/"
    worker.post(f"{url_of(case)}adhesion/", ADULT | CONFIRMED)
    theirs, hers = seen_on(body(worker.get(url))), seen_on(body(manager.get(url)))
    bordeaux = {"entree-postcode": "33000", "entree-commune": "Bordeaux"}
    corrected = CONFIRMED | bordeaux | {"entree-debt_cents": "1500", "entree-debt_on": "15/11/2026"}
    for _ in range(2):
        assert worker.post(url, corrected | theirs).status_code == 302, "sent twice, it is the same"
    ticked = CONFIRMED | bordeaux | {"entree-reasons": ["isolation"]}
    page = body(manager.post(url, ticked | hers))
    assert "Quelqu’un de votre équipe a changé ces lignes depuis. Relisez-les, puis recommencez." in page
    said = "1 500,00 € de dette au 15 novembre 2026, relance amiable, isolement, gestion du budget, Bordeaux."
    assert f"<strong>Noté depuis :</strong> {said}" in page
    assert 'value="1284,50"' in page
    assert re.findall(r'value="(\w+)"[^>]* checked', page) == ["isolation"]
    assert stated(world, case)[3:] == (150_000, date(2026, 11, 15))
    assert manager.post(url, ticked | seen_on(page)).status_code == 302, "she has read it"
    assert stated(world, case) == (["isolation"], "reminder", "33063", 128_450, date(2026, 11, 3))


def test_what_was_stated_since_a_page_that_showed_nothing_is_not_written_over(world):
    _, case = engaged(world)
    url = f"{url_of(case)}entree/"
    hers = seen_on(body(client_of(world.laurent).get(url)))
    assert client_of(world.ines).post(url, {"entree-stage": "summons"}).status_code == 302
    page = body(client_of(world.laurent).post(url, {"entree-stage": "reminder"} | hers))
    assert "<strong>Noté depuis :</strong> assignation." in page
    assert "Rien n’en est encore noté." not in page
    assert stated(world, case) == ([], "summons", "", None, None)


LAST = date(2026, 11, 5)
AFTER = "La dette à l’entrée est d’avant l’adhésion, ou de ce jour-là : le 5 novembre 2026."


@pytest.mark.parametrize("route", ["adhesion", "entree"])
def test_a_debt_at_entry_is_not_of_after_the_adhesion(world, route):
    """Which is noted today, and was said at the last meeting."""
    _, case = accepted(world)
    visit(case, world.ines, on=LAST)
    sql("UPDATE cases_referralsheet SET balance_on = %s", LAST)
    client, url = client_of(world.ines), f"{url_of(case)}{route}/"
    before, typed = None, ADULT | CONFIRMED | {"entree-debt_on": "06/11/2026"}
    if route == "entree":
        client.post(f"{url_of(case)}adhesion/", ADULT | CONFIRMED)
        before = stated(world, case)
        typed |= seen_on(body(client.get(url)))
    page = body(client.post(url, typed))
    assert f"{AFTER} Corrigez sa date, ou videz le montant si vous ne la connaissez pas." in page
    assert 'aria-invalid="true"' in page
    assert stated(world, case) == before
    assert client.post(url, typed | {"entree-debt_on": "05/11/2026"}).status_code == 302
    assert stated(world, case)[4] == LAST


def test_the_sheet_proposes_no_debt_of_after_the_adhesion(world):
    """Met before the landlord gave its last balance: whoever has nothing to change presses once."""
    _, case = accepted(world)
    visit(case, world.ines, on=LAST)
    sql("UPDATE cases_referralsheet SET balance_on = %s", LAST + timedelta(days=1))
    client = client_of(world.ines)
    page = body(client.get(f"{url_of(case)}adhesion/"))
    assert "de dette au" not in page
    assert client.post(f"{url_of(case)}adhesion/", ADULT).status_code == 302


def test_before_adhesion_nothing_is_stated(world):
    _, case = met(world)
    answer = client_of(world.ines).get(f"{url_of(case)}entree/")
    assert "Enregistrez d’abord l’adhésion." in body(answer)
    assert "Situation à l’entrée" not in body(client_of(world.ines).get(url_of(case)))
    with acting(world.ines.audiences), pytest.raises(Refused, match="avec l’adhésion"):
        state_entry(case=case, by=world.ines, entry=KnownEntry(stage="summons"))


TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.mark.parametrize(
    "entry",
    [
        KnownEntry(reasons=("priority_contact",)),
        KnownEntry(reasons=("health",)),
        KnownEntry(stage="huissier"),
        KnownEntry(debt_cents=1),
        KnownEntry(debt_on=date(2026, 1, 1)),
        KnownEntry(debt_cents=-1, debt_on=date(2026, 1, 1)),
        KnownEntry(debt_cents=1, debt_on=TOMORROW),
        KnownEntry(debt_cents=1, debt_on=date(2026, 11, 6)),
    ],
)
def test_what_is_refused(world, entry):
    _, case = engaged(world)
    with acting(world.ines.audiences):
        Accompaniment.objects.filter(case=case).update(starts_on=LAST)
    with acting(world.ines.audiences), pytest.raises(Refused):
        state_entry(case=case, by=world.ines, entry=entry)
    assert stated(world, case) is None
    referred, other = met(world)
    who = Identity(person_id=referred.tenant.pk, last_name="Vasseur")
    with acting(world.ines.audiences), pytest.raises(Refused):
        accompaniments.engage(case=other, by=world.ines, identities=[who], starts_on=LAST, entry=entry)
    assert stated(world, other) is None


def test_only_team_or_manager_states_it_and_reads_it(world):
    referred, case = engaged(world)
    with acting(world.marc.audiences), pytest.raises(NotYours):
        state_entry(case=case, by=world.marc, entry=KnownEntry(stage="summons"))
    with acting(world.ines.audiences):
        state_entry(case=case, by=world.ines, entry=KnownEntry(("isolation",), "summons", "33063", 0, date(2026, 1, 1)))
    branch = unit_audience(world.branch, "landlord")
    consent(case, referred.tenant, branch, world.ines, "identity", "housing", "budget")
    for who, rows in ((world.laurent, 1), (world.marc, 0), (world.nadia, 0), (world.bea, 0)):
        with acting(who.audiences):
            assert EntryStatement.objects.filter(case=case).count() == rows


def test_reasons_are_those_of_the_list_that_the_programme_does_not_exclude():
    (rules,) = [each for each in shipped() if each.key == "gironde"]
    assert (
        reasons_kept(None) == reasons_kept(rules) == tuple(each for each in Reason if each != Reason.PRIORITY_CONTACT)
    )
    referral = rules.referral.model_copy(update={"excluded_reasons": [Reason.SEPARATION]})
    assert set(reasons_kept(None)) - set(reasons_kept(rules.model_copy(update={"referral": referral}))) == {
        "separation"
    }


def test_a_commune_is_a_code_of_the_official_list():
    assert code_of("MERIGNAC", "33700") == "33281"
    assert code_of("Mérignac", "33000") == code_of("", "33000") == code_of("Mérignac", "") == ""
