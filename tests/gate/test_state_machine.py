"""Any order of agreements, withdrawals, teams, flags, exits and days: what is seen is what the texts say."""

import time

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from launcher import testing
from tests.attack.stage import STATES
from tests.gate.logins import own_database
from tests.gate.machine import Ground
from tests.gate.machine_rules import HouseholdMachine

#: A rule mix that never reaches the interesting states proves nothing: the least each must be looked at.
AT_LEAST = dict.fromkeys(STATES, 30) | {
    "withdrawal, then the recipient": 30,
    "withdrawal, then nothing": 15,
    "person": 30,
}
IN_CI = settings(
    max_examples=16,
    stateful_step_count=30,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    print_blob=False,
)


#: Two rounds of examples; what a household goes through depends on the clock, so a state looked at too seldom by then
#: gets another round, and never seen enough it fails.
ROUNDS, AT_MOST = 2, 6


@pytest.fixture
def ground(django_db_setup, django_db_blocker):
    with (
        own_database(django_db_blocker, "machine") as name,
        testing.connect("postgres", name) as superuser,
        testing.connect("palier_app", name) as app,
    ):
        yield Ground(superuser, app)


def test_what_is_seen_is_what_the_texts_say_in_any_order(ground):
    began = time.monotonic()
    for number in range(AT_MOST):
        if number >= ROUNDS and not _short(ground):
            break
        machine = seed(number)(type("Machine", (HouseholdMachine,), {"ground": ground}))
        run_state_machine_as_test(machine, settings=IN_CI)
    seconds = time.monotonic() - began
    print(f"state machine: {ground.steps.total()} steps, {seconds:.0f} s")
    print("steps:", dict(ground.steps.most_common()))
    print("visited:", dict(ground.visited.most_common()))
    assert _short(ground) == {}


def _short(ground):
    """The states looked at less than their least, and how often."""
    return {state: ground.visited[state] for state, least in AT_LEAST.items() if ground.visited[state] < least}
