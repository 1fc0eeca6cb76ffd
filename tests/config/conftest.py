import pytest

from tests.config.production import Production


@pytest.fixture
def production(tmp_path, django_db_setup) -> Production:
    return Production(tmp_path)
