"""Tasks and alerts: to be done once whoever makes them, done and undone; told once between partners, with a receipt."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions import alerts, flags, steps, tasks, visits
from cases.actions.alerts import AlertEntry
from cases.actions.steps import StepEntry
from cases.models import Alert, Case, Person, Task, Visit
from cases.queries.alerts import correspondents
from common.context import acting
from common.refusal import NotYours, Refused
from tests.cases.agreements import sign
from tests.cases.operator_world import body, client_of, engaged, url_of
from tests.factories.work import alert as told
from tests.factories.world import content, unit_audience

pytestmark = pytest.mark.django_db
DAY, WORK = "/accompagnement/ma-journee/", "/a-faire/"
FORBIDDEN = "Il sort de l’hôpital psychiatrique"


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def referred(world):
    return engaged(world)[0]


@pytest.fixture
def case(world, referred):
    with acting(world.ines.audiences):
        return Case.objects.get(pk=referred.case.pk)


@pytest.fixture
def tenancy(world, referred):
    with acting(world.nadia.audiences):
        return Case.objects.get(pk=referred.tenancy.pk)


class TestTasks:
    def test_it_is_typed_done_and_undone(self, world, case):
        client = client_of(world.ines)
        sent = {"title": "Rappeler la CAF", "due_on": today().isoformat()}
        assert client.post(f"{WORK}{case.public_id}/ajouter/", sent).status_code == 302
        for url in (DAY, url_of(case), WORK):
            assert "Rappeler la CAF" in body(client.get(url))
        with acting(world.ines.audiences):
            task = Task.objects.get()
        assert client.post(f"{WORK}taches/{task.public_id}/faite/").status_code == 302
        assert "Rappeler la CAF" not in body(client.get(WORK))
        assert "Annuler" in body(client.get(url_of(case)))
        assert client.post(f"{WORK}taches/{task.public_id}/faite/").status_code == 403
        assert client.post(f"{WORK}taches/{task.public_id}/refaire/").status_code == 302
        assert "Rappeler la CAF" in body(client.get(WORK))

    @pytest.mark.parametrize(
        ("kind", "name"), [("bilan", "reviews"), ("tripartite", "reviews"), ("contract", "contract")]
    )
    def test_it_leads_where_it_is_done(self, world, case, kind, name):
        what = {"kind": kind, "title": "À préparer", "due_on": today(), "source": kind}
        with acting(world.ines.audiences):
            Task.objects.create(**content(case, world.ines), **what)
        for url in (DAY, url_of(case), WORK):
            page = client_of(world.ines).get(url).text
            assert f'<a href="{reverse(name, args=[case.public_id])}">À préparer</a>' in page

    def test_late_is_said(self, world, case):
        with acting(world.ines.audiences):
            tasks.add(case=case, by=world.ines, title="Bilan", due_on=today(-2))
        assert "En retard, à faire" in body(client_of(world.ines).get(DAY))
        assert "Tâches dues : 1" in body(client_of(world.laurent).get("/accompagnement/equipe/"))

    def test_the_clerk_has_hers_and_nobody_reads_the_other_side_s(self, world, case, tenancy):
        nadia, ines = client_of(world.nadia), client_of(world.ines)
        sent = {"title": "Relancer le plan", "due_on": today(-1).isoformat()}
        assert nadia.post(f"{WORK}{tenancy.public_id}/ajouter/", sent).status_code == 302
        assert "Relancer le plan" in body(nadia.get(WORK))
        assert "Faire 1 tâche" in body(nadia.get("/bailleur/"))
        assert "Relancer le plan" not in body(ines.get(WORK))
        with acting(world.marc.audiences), pytest.raises(NotYours):
            tasks.add(case=case, by=world.marc, title="x", due_on=today())

    def test_the_list_does_not_ask_more_for_more(self, world, case):
        client = client_of(world.ines)

        def statements() -> int:
            with CaptureQueriesContext(connection) as captured:
                client.get(WORK)
            return len(captured)

        with acting(world.ines.audiences):
            tasks.add(case=case, by=world.ines, title="Un", due_on=today())
        few = statements()
        with acting(world.ines.audiences):
            for number in range(6):
                tasks.add(case=case, by=world.ines, title=f"{number}", due_on=today(number))
        assert statements() == few


class TestFromTheOperator:
    def test_without_an_agreement_it_says_what_it_takes_and_writes_nothing(self, world, case):
        client, url = client_of(world.ines), f"{WORK}{case.public_id}/alerter/"
        assert "Pour écrire au bailleur, il faut l’accord de" in body(client.get(url))
        assert client.post(url, {"kind": "technical_defect", "step": "confirm"}).status_code == 200
        with acting(world.ines.audiences):
            assert not Alert.objects.exists()

    def test_what_the_landlord_will_read_is_shown_then_sent_and_its_receipt_comes_back(
        self, world, referred, case, tenancy
    ):
        sign(referred, world.ines)
        ines, nadia = client_of(world.ines), client_of(world.nadia)
        url = f"{WORK}{case.public_id}/alerter/"
        form = ines.get(url).context["form"]
        sent = {
            "recipient": form["recipient"].value(),
            "kind": "technical_defect",
            "on": today().isoformat(),
            "text": "Fuite sous l’évier",
        }
        preview = body(ines.post(url, sent))
        assert "Ce que l’autre lira" in preview
        assert "Du Pas de Porte" in preview
        assert "Fuite sous l’évier" in preview
        with acting(world.ines.audiences):
            assert not Alert.objects.exists()
        assert ines.post(url, sent | {"step": "confirm"}).status_code == 302
        assert "Pas encore lue" in body(ines.get(url_of(case)))
        assert "Lire 1 alerte" in body(nadia.get("/bailleur/"))
        page = body(nadia.get(WORK))
        assert "Fuite sous l’évier" in page
        assert "Du Pas de Porte" in page
        with acting(world.nadia.audiences):
            alert = Alert.objects.get()
        assert nadia.post(f"{WORK}alertes/{alert.public_id}/lue/").status_code == 302
        assert "Lue le" in body(ines.get(url_of(case)))
        assert "Nadia Roussel" not in body(ines.get(url_of(case))).split("Alertes")[1].split("Pourquoi")[0]
        assert nadia.post(f"{WORK}alertes/{alert.public_id}/lue/").status_code == 403

    def test_forbidden_words_are_refused_with_the_sentence(self, world, referred, case):
        sign(referred, world.ines)
        client, url = client_of(world.ines), f"{WORK}{case.public_id}/alerter/"
        recipient = client.get(url).context["form"]["recipient"].value()
        sent = {"recipient": recipient, "kind": "contact_wanted", "on": today().isoformat(), "text": FORBIDDEN}
        page = body(client.post(url, sent | {"step": "confirm"}))
        assert "cela ne s’écrit pas à un partenaire" in page
        with acting(world.ines.audiences):
            (to,) = correspondents(case, world.ines)
            for entry, sentence in (
                (AlertEntry(to, "contact_wanted", today(), FORBIDDEN), "ne s’écrit pas"),
                (AlertEntry(to, "new_arrears", today()), "dans ce sens"),
                (AlertEntry(to, "contact_wanted", today(1)), "à venir"),
                (AlertEntry(unit_audience(world.litigation, "landlord"), "contact_wanted", today()), "destinataire"),
            ):
                with pytest.raises(Refused, match=sentence):
                    alerts.write(case=case, by=world.ines, entry=entry)
            assert not Alert.objects.exists()

    def test_nothing_leaves_while_somebody_is_protected(self, world, referred, case):
        sign(referred, world.ines)
        with acting(world.ines.audiences):
            assert correspondents(case, world.ines)
            flags.set_flag(case=case, person=Person.objects.get(pk=referred.tenant.pk), by=world.ines)
            assert correspondents(case, world.ines) == []


class TestFromTheLandlord:
    def test_it_is_read_by_the_association_once_the_account_is_open_to_it(self, world, referred, case, tenancy):
        nadia, ines = client_of(world.nadia), client_of(world.ines)
        url = f"{WORK}{tenancy.public_id}/alerter/"
        page = body(nadia.get(url))
        assert "Palier ne peut pas vous dire ce qu’il a décidé" in page
        recipient = nadia.get(url).context["form"]["recipient"].value()
        sent = {"recipient": recipient, "kind": "new_arrears", "on": today().isoformat(), "step": "confirm"}
        assert nadia.post(url, sent).status_code == 302
        assert "Nouvel impayé" not in body(ines.get(DAY))
        sign(referred, world.ines, also_return=True)
        for shown in (DAY, WORK, url_of(case)):
            assert "Nouvel impayé" in body(ines.get(shown))
        with acting(world.ines.audiences):
            alert = Alert.objects.get()
        assert ines.post(f"{WORK}alertes/{alert.public_id}/lue/").status_code == 302
        assert "Nouvel impayé" not in body(ines.get(DAY))

    def test_another_unit_never_receives_it(self, world, referred, tenancy):
        told(tenancy, world.nadia, world.ines.unit_audience, "new_arrears")
        sign(referred, world.ines, also_return=True)
        with acting(world.bea.audiences):
            assert not Alert.objects.exists()


def statements_of(client, address: str) -> int:
    """Those of the page's own: its context, session, user and membership left out."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    beside = r'^(SAVEPOINT|RELEASE|BEGIN|COMMIT|SET)|app\.ctx|pg_backend_pid|FROM "partners_(session|user|membership|audience)'
    return len([query["sql"] for query in captured if not re.search(beside, query["sql"])])


def test_each_screen_costs_at_most_eight_statements(world, referred, case, tenancy):
    sign(referred, world.ines, also_return=True)
    told(tenancy, world.nadia, world.ines.unit_audience, "new_arrears")
    with acting(world.ines.audiences):
        tasks.add(case=case, by=world.ines, title="Rappeler", due_on=today())
        planned = visits.plan(case=case, by=world.ines, on=today())
        step = steps.add(case=case, by=world.ines, entry=StepEntry("apl", filed_on=today()))
        (logged,) = Visit.objects.exclude(outcome="")
    screens = {
        world.ines: [
            DAY,
            WORK,
            url_of(case),
            *(
                f"{url_of(case)}{place}/"
                for place in ("demarches", "demarches/ajouter", "entourage/ajouter", "suspendre")
            ),
            *(f"{url_of(case)}{place}/" for place in ("noter", "planifier")),
            f"/accompagnement/demarches/{step.public_id}/",
            f"/accompagnement/demarches/{step.public_id}/corriger/",
            *(f"/accompagnement/visites/{logged.public_id}/{place}" for place in ("", "corriger/")),
            f"/accompagnement/visites/{planned.public_id}/deplacer/",
            f"{WORK}{case.public_id}/ajouter/",
            f"{WORK}{case.public_id}/alerter/",
        ],
        world.laurent: ["/accompagnement/equipe/", WORK],
        world.nadia: ["/bailleur/", WORK, f"{WORK}{tenancy.public_id}/alerter/"],
    }
    costs = {}
    for who, addresses in screens.items():
        client = client_of(who)
        client.get(addresses[0])
        costs |= {f"{address} {who.role}": statements_of(client, address) for address in addresses}
    assert {address: cost for address, cost in costs.items() if cost > 8} == {}
