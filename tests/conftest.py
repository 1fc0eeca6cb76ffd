"""The test harness: a template database per state of the code, a copy per worker, the real runtime role."""

import pickle
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from launcher import testing

#: What is made once per worker (the running product, the large database) belongs to one worker.
TOGETHER = ("tests/e2e/", "tests/performance/")

#: Rows that come with the migrated database: nobody's, and the programmes and grids the product ships.
KEEP = {
    *("django_migrations", "django_content_type", "auth_permission"),
    *("partners_programme", "partners_programmeversion", "partners_grid", "partners_gridversion"),
}


@dataclass
class Places:
    """The worker's databases: an empty one, and one that has the small world in it (`world`, pickled) already."""

    empty: str = ""
    furnished: str = ""
    world: bytes = field(default=b"", repr=False)


PLACES = pytest.StashKey[Places]()

# A busy machine is slow: that says nothing of what is tested. The suite asks the same examples each time, so that what it says depends on the
# code alone; `--hypothesis-profile=explore` asks others.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("suite", settings.get_profile("explore"), derandomize=True)
settings.load_profile("suite")


def pytest_addoption(parser):
    parser.addoption("--without-browser", action="store_true", help="leave out the tests that drive Chromium")
    parser.addoption("--every-cell", action="store_true", help="tests/matrix: those outside ask in every state too")


def pytest_configure(config):
    if config.getoption("--without-browser"):
        config.option.markexpr = " and ".join(filter(None, [config.option.markexpr, "not browser"]))


class Together(LoadScopeScheduling):
    """`--dist loadgroup` by folder: xdist 3.8 writes its group's mark where pytest 9.2 no longer reads it."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


def pytest_xdist_make_scheduler(config, log):
    return Together(config, log)


def pytest_terminal_summary(terminalreporter, config):
    if config.getoption("--without-browser"):
        terminalreporter.write_line("WITHOUT the browser tests (--without-browser)")


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """The copy of the template below replaces pytest-django's own test database."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, request):
    """Copies of the migrated template for this worker: pytest-django would create and migrate as the runtime role."""
    from tests.factories.world import build_world

    places = Places(
        empty=testing.clone(testing.template()), furnished=testing.clone(testing.template(), prefix="world")
    )
    with django_db_blocker.unblock():
        _go_to(places.furnished)
        places.world = pickle.dumps(build_world())
        _go_to(places.empty)
    request.config.stash[PLACES] = places
    yield
    with django_db_blocker.unblock():
        for each in connections.all():
            each.close()
    testing.drop(places.empty)
    testing.drop(places.furnished)


def _go_to(name: str) -> None:
    for each in connections.all():
        each.close()
        each.settings_dict["NAME"] = name


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Half of what a test costs was the world it starts from: those whose rows are undone find it there."""
    places = item.config.stash.get(PLACES, None)
    if places is None:
        return
    wanted = places.furnished if _starts_in_the_world(item) else places.empty
    if connection.settings_dict["NAME"] in {places.empty, places.furnished} - {wanted}:
        _go_to(wanted)


def _starts_in_the_world(item) -> bool:
    """Not where rows are committed: what empties the tables afterwards would empty the world."""
    marker = item.get_closest_marker("django_db")
    commits = (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & {
        *item.fixturenames
    }
    return "world" in item.fixturenames and not commits


def _empty_every_table(self):
    """Flush without TRUNCATE, which the runtime role has not: the test cluster's superuser, triggers off."""
    for each in connections.all():
        if each.connection and not each.autocommit:
            each.rollback()
    name = connections["default"].settings_dict["NAME"]
    with testing.connect("postgres", name) as superuser, superuser.transaction():
        superuser.execute("SET LOCAL lock_timeout = '5s'")
        superuser.execute("SET LOCAL session_replication_role = replica")
        tables = superuser.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND pg_relation_size(oid) > 0"
        ).fetchall()
        for (table,) in tables:
            if table not in KEEP:
                superuser.execute(f'DELETE FROM "{table}"')
        superuser.execute("DELETE FROM sec.due")


TransactionTestCase._fixture_teardown = _empty_every_table


def pytest_collection_modifyitems(items):
    """Both connections are open in every database test: the reading log has its own."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is None and "world" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(databases=["default", "log"]))
        if marker and "databases" not in marker.kwargs:
            item.add_marker(pytest.mark.django_db(**{**marker.kwargs, "databases": ["default", "log"]}), append=False)


@pytest.fixture
def repository() -> Path:
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def world(db, request):
    """Two landlords, three operators, their people and an agreement: tests.factories.world.World."""
    from tests.factories.world import build_world

    places = request.config.stash[PLACES]
    there = connection.settings_dict["NAME"] == places.furnished
    return pickle.loads(places.world) if there else build_world()
