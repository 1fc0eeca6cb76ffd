"""The gate against the oracle: thousands of random attempts as the real runtime role."""

import pytest
from django.db import connection

from launcher import testing
from tests.attack import campaign, scenes

ATTEMPTS = 10_000


@pytest.fixture
def stage(transactional_db):
    with testing.connect("postgres", connection.settings_dict["NAME"]) as superuser:
        yield scenes.build(superuser)


def test_ten_thousand_attempts(stage):
    with testing.connect("palier_app", connection.settings_dict["NAME"]) as attacker:
        done = campaign.run(stage, attacker, ATTEMPTS, seed=20261120)
    print(done.summary())
    assert not done.failed, campaign.tell(done.wrong)
    assert done.allowed_share >= 0.30
    assert {state: n for state, n in done.states.items() if n < ATTEMPTS / 100} == {}
    assert set(done.states) == set(scenes.STATES)
