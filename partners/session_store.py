"""Where sessions are kept: Django's database store, on rows that say whose they are."""

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from partners.models import Session

#: In a session that its owner keeps on her own phone: it may stay idle longer (decisions T17).
KEPT_KEY = "kept"


class SessionStore(db.SessionStore):
    """Ending a session is deleting its row: its next request finds none, and one under way cannot write it back."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        return row
