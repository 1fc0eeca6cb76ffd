"""One large database per worker, kept for the whole run: it costs half a minute to fill."""

import pytest
from django.db import connection, connections

from launcher import testing
from tests.performance import dataset


@pytest.fixture(scope="session")
def large(django_db_setup, django_db_blocker):
    """The data set and the name of its database; the suite's own connections are left where they were."""
    name = testing.clone(testing.template(), prefix="large")
    with django_db_blocker.unblock():
        usual = connection.settings_dict["NAME"]
        _point(name)
        with testing.connect("postgres", name) as superuser:
            filled = dataset.load(superuser)
        _point(usual)
    yield filled, name
    testing.drop(name)


@pytest.fixture
def product(large, django_db_blocker):
    """The same, and for one test the product's own connections are there."""
    with django_db_blocker.unblock():
        usual = connection.settings_dict["NAME"]
        _point(large[1])
        yield large
        _point(usual)


def _point(name: str) -> None:
    for each in connections.all():
        each.close()
        each.settings_dict["NAME"] = name
