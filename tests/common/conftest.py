import pytest

from common.tasks import run_outbox


@pytest.fixture
def published(monkeypatch):
    """What was sent to the broker, instead of a broker."""
    sent = []
    monkeypatch.setattr(run_outbox, "delay", lambda *arguments: sent.append(arguments))
    return sent
