"""Files that carry many people wait for a proof; a file about one household does not."""

import pytest
from django.test import Client
from django.urls import reverse

from cases.reading import Purpose
from partners.models import User
from tests.cases.import_scene import ROWS, dropped, sheet, step
from tests.cases.landlord import signed_in
from tests.cases.operator_world import client_of
from tests.cases.test_activity_report import ask, work
from tests.gate.readings import readings
from tests.harness import OWNER, as_role

pytestmark = pytest.mark.django_db
PASSWORD = "Escalier-vert-12"
CONFIRM = "/compte/reauthenticate/"


def with_password(client: Client, by) -> Client:
    """That session, of somebody who has a password to prove herself with, and has not for an hour."""
    with as_role(OWNER):
        user = User.objects.get(pk=by.membership.user_id)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_lines_to_correct_wait_for_a_proof_and_lead_back_to_their_page(world):
    clerk = with_password(signed_in(world.nadia), world.nadia)
    address = dropped(clerk, sheet(*ROWS))
    file = step(address, "remaining")
    asked = clerk.get(file, HTTP_REFERER=f"http://testserver{address}", follow=True)
    assert "Ce fichier porte sur plusieurs personnes" in asked.text
    assert "VASSEUR" not in asked.text
    place = asked.redirect_chain[-1][0]
    back = clerk.post(place, {"password": PASSWORD, "next": address})
    assert back["Location"] == address
    assert "attachment" in clerk.get(file)["Content-Disposition"]


def test_without_a_page_to_go_back_to_the_file_follows_the_proof(world):
    clerk = with_password(signed_in(world.nadia), world.nadia)
    file = step(dropped(clerk, sheet(*ROWS)), "remaining")
    assert clerk.get(file)["Location"] == f"{CONFIRM}?next={file.replace('/', '%2F')}"
    assert clerk.post(CONFIRM, {"password": PASSWORD, "next": file})["Location"] == file


def test_another_s_file_is_a_404_before_any_proof(world):
    file = step(dropped(signed_in(world.nadia), sheet(*ROWS)), "remaining")
    stranger = with_password(signed_in(world.other_clerk), world.other_clerk)
    assert stranger.get(file).status_code == 404


def test_a_team_s_report_waits_and_nothing_is_noted_as_read(world):
    document = ask(world)
    work(document)
    laurent = with_password(client_of(world.laurent), world.laurent)
    file = reverse("document_download", args=[document.public_id])
    with readings() as seen:
        assert laurent.get(file)["Location"].startswith(CONFIRM)
    assert seen.rows == []
    laurent.post(CONFIRM, {"password": PASSWORD, "next": file})
    with readings() as seen:
        assert laurent.get(file)["Content-Type"] == "application/pdf"
    assert [row["purpose"] for row in seen.rows] == [Purpose.EXPORT]
