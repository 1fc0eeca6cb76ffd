"""Secrets of second factors at rest: encrypted, under keys that may be renewed."""

import io
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from partners.sealing import Sealed, decrypt, encrypt, seal_all
from tests.partners.test_second_factor import SECOND_STEP, Clock, enters, set_up, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
CLEAR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(auth, "time", made)
    return made


def stored() -> str:
    """Everything the table holds, as a thief of the database reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(a::text, '|'), '') FROM mfa_authenticator a")
        return cursor.fetchone()[0]


def test_neither_the_key_of_the_application_nor_a_recovery_code_is_in_the_database(account, clock):
    user = account()
    secret = set_up(sign_in(), clock)
    codes = RecoveryCodes.activate(user)
    written = stored()
    assert secret not in written
    assert codes.instance.data["seed"].startswith("gAAAA")
    assert not any(code in written for code in codes.get_unused_codes())
    client = sign_in()
    client.post(SECOND_STEP, {"code": clock.code_of(secret)})
    assert enters(client)


def test_a_new_key_reads_what_the_old_one_wrote_and_rewrites_it(account, clock, settings):
    user = account()
    secret = set_up(sign_in(), clock)
    (old,) = settings.ACCOUNT_KEYS
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    settings.ACCOUNT_KEYS = [Fernet.generate_key().decode(), old]
    for serves in (clock.code_of(secret), code):
        client = sign_in()
        client.post(SECOND_STEP, {"code": serves})
        assert enters(client)
    said = io.StringIO()
    call_command("rotate_account_keys", stdout=said)
    assert said.getvalue() == "2 under the new key, 0 that were clear, 0 unchanged\n"
    assert seal_all() == Sealed(kept=2)
    settings.ACCOUNT_KEYS = settings.ACCOUNT_KEYS[:1]
    client = sign_in()
    client.post(SECOND_STEP, {"code": clock.code_of(secret)})
    assert enters(client)
    assert code not in RecoveryCodes.activate(user).get_unused_codes(), "what was used stays used"


def test_the_migration_encrypts_what_was_clear(account, clock):
    user = account()
    Authenticator.objects.create(user=user, type="totp", data={"secret": CLEAR})
    Authenticator.objects.create(
        user=user, type="recovery_codes", data={"migrated_codes": ["12345678", "87654321"], "used_mask": 0}
    )
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Portable", "credential": {}})
    migration = import_module("partners.migrations.0004_second_factors_are_encrypted")
    for _ in range(2):
        migration.encrypt_what_is_clear(apps, None)
    written = stored()
    assert not any(clear in written for clear in (CLEAR, "12345678", "87654321"))
    client = sign_in()
    client.post(SECOND_STEP, {"code": clock.code_of(CLEAR)})
    assert enters(client)
    client = sign_in()
    client.post(SECOND_STEP, {"code": "87654321"})
    assert enters(client)
    key.refresh_from_db()
    assert key.data == {"name": "Portable", "credential": {}}


def test_what_an_unknown_key_wrote_is_neither_read_nor_written_over(account, settings):
    known = settings.ACCOUNT_KEYS
    settings.ACCOUNT_KEYS = [Fernet.generate_key().decode()]
    foreign = encrypt(CLEAR)
    Authenticator.objects.create(user=account(), type="totp", data={"secret": foreign})
    settings.ACCOUNT_KEYS = known
    with pytest.raises(InvalidToken):
        seal_all()
    assert Authenticator.objects.get().data == {"secret": foreign}


def test_a_clear_secret_put_there_by_hand_opens_nothing(account, clock):
    with pytest.raises(InvalidToken):
        decrypt(CLEAR)


def test_without_a_key_nothing_is_kept_in_the_clear(settings):
    settings.ACCOUNT_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="account_keys"):
        encrypt(CLEAR)
