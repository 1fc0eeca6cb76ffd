"""The attack outside the test suite, for `manage attack`: on the database copied for it, which it fills."""

from django.conf import settings
from django.db import connection

from launcher import testing
from tests.attack import scenes
from tests.attack.campaign import Campaign, run, tell

__all__ = ["attack", "tell"]

#: The login of the tests: the runtime role, which may become the owner to make the directory.
LOGIN = "palier_test"


def attack(attempts: int, seed: int) -> Campaign:
    """Build the stage, then make that many attempts under the real login of the runtime role.

    Only on a test cluster: launcher.console.Failure on any other.
    """
    connection.close()
    connection.settings_dict.update(USER=LOGIN, PASSWORD=settings.SECRETS[LOGIN])
    connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "options": "-c role=palier_app"}
    name = connection.settings_dict["NAME"]
    with testing.connect("postgres", name) as superuser, testing.connect("palier_app", name) as attacker:
        stage = scenes.build(superuser)
        return run(stage, attacker, attempts, seed)
