"""Acting elsewhere: only in a membership and capacity that are one's own, in force (decisions T3)."""

from uuid import uuid4

import pytest
from django.test import Client

from partners.acting import SESSION_KEY
from partners.actions.directory import add_member
from partners.enums import Capacity, Role
from tests.factories.directory import member, unit
from tests.harness import OWNER, as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia():
    return member(unit(Capacity.LANDLORD, Capacity.OPERATOR), Role.CLERK)


@pytest.fixture
def litigation(nadia):
    """Her second membership, in another unit of her organisation."""
    second = unit(Capacity.LANDLORD, organisation=nadia.membership.unit.organisation)
    with as_role(OWNER):
        return add_member(unit=second, role=Role.CLERK, user=nadia.membership.user)


def test_to_another_unit_of_mine(signed_in, nadia, litigation):
    client = signed_in(nadia)
    response = client.post(f"/agir/{litigation.public_id}/landlord/")
    assert response.status_code == 302
    assert client.session[SESSION_KEY] == [litigation.id, "landlord"]


@pytest.mark.parametrize("capacity", ["operator", "administration", "funder", "nonsense"])
def test_not_in_a_capacity_my_role_has_no_work_in(signed_in, nadia, capacity):
    client = signed_in(nadia)
    assert client.post(f"/agir/{nadia.membership.public_id}/{capacity}/").status_code == 404
    assert client.session[SESSION_KEY] == [nadia.membership.id, "landlord"]


def test_not_as_somebody_else_nor_as_nobody(signed_in, nadia):
    other = member(unit(Capacity.LANDLORD), Role.CLERK).membership
    client = signed_in(nadia)
    for public_id in (other.public_id, uuid4()):
        assert client.post(f"/agir/{public_id}/landlord/").status_code == 404


def test_not_in_a_membership_that_ended(signed_in, nadia, litigation):
    with as_role(OWNER):
        litigation.ended_at = litigation.started_at
        litigation.save()
    assert signed_in(nadia).post(f"/agir/{litigation.public_id}/landlord/").status_code == 404


def test_only_by_a_form_and_signed_in(signed_in, nadia, litigation):
    assert signed_in(nadia).get(f"/agir/{litigation.public_id}/landlord/").status_code == 405
    answer = Client().post(f"/agir/{litigation.public_id}/landlord/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/compte/login/")
