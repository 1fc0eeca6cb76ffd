"""Open sessions of accounts."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import DO_NOTHING

from partners.models.people import User


class Session(AbstractBaseSession):
    """What a browser's cookie opens. `user`: whose it is once she signed in, so that hers may be listed and ended;
    nobody's before, and nobody's when a household opened its own page."""

    user = models.ForeignKey(User, DO_NOTHING, null=True, related_name="+")

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls):
        from partners.session_store import SessionStore  # noqa: PLC0415 - the store needs this model

        return SessionStore
