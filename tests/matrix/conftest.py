"""The stage of the matrix, once for all that asks it."""

import pytest

from launcher import testing
from tests.gate.logins import own_database
from tests.matrix.run import Matrix
from tests.matrix.stage import build_stage


@pytest.fixture(scope="package")
def matrix(request, django_db_setup, django_db_blocker):
    """Committed in a database of its own. Counting tries is tested elsewhere: here everybody tries a lot."""
    from django.conf import settings

    with pytest.MonkeyPatch.context() as patch, own_database(django_db_blocker, "matrix") as name:
        patch.setattr(settings, "ACCOUNT_RATE_LIMITS", False, raising=False)
        with testing.connect("postgres", name) as superuser:
            superuser.autocommit = True
            yield Matrix(build_stage(superuser), every_cell=request.config.getoption("--every-cell"))
