"""The storm outside the test suite, for `manage chaos`: on the database copied for it."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from partners.enums import Capacity, Role
from tests.chaos.storm import Storm, blow
from tests.factories.directory import member, unit

LOGIN = "palier_test"


def chaos(kills: int, seed: int) -> Storm:
    """A team of one, then the storm. Only on a test cluster: launcher.console.Failure on any other."""
    usual = dict(connection.settings_dict)
    connection.close()
    options = {**connection.settings_dict["OPTIONS"], "options": "-c role=palier_app"}
    connection.settings_dict.update(USER=LOGIN, PASSWORD=settings.SECRETS[LOGIN], OPTIONS=options)
    try:
        asker = member(unit(Capacity.OPERATOR, name="Équipe de la tempête"), Role.WORKER)
        with tempfile.TemporaryDirectory() as folder:
            return blow(asker, kills, seed, Path(folder) / "worker.log")
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(usual)
