"""What tests of accounts start from: an organisation with its administration, and an empty rate limiter."""

from uuid import uuid4

import pytest
from django.test import Client

from partners.acting import SESSION_KEY, Acting
from partners.models import User
from tests.harness import OWNER, as_role

PASSWORD = "Escalier-vert-12"


@pytest.fixture(autouse=True)
def _own_rate_limits(settings):
    """Tests of two workers share Valkey: each has keys of its own, and none of a former run."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid4()}"}}


@pytest.fixture
def signed_in():
    """A browser signed in as that member, acting in that capacity."""

    def make(by: Acting) -> Client:
        client = Client()
        client.force_login(by.membership.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[SESSION_KEY] = [by.membership.id, by.capacity.value]
        session.save()
        return client

    return make


@pytest.fixture
def account(db):
    """An account with a password and no membership."""

    def make(email: str = "camille.noel@example.test", **fields) -> User:
        with as_role(OWNER):
            return User.objects.create_user(email, PASSWORD, **{"first_name": "Camille", "last_name": "Noël"} | fields)

    return make
