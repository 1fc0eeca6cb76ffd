"""Members, invitations, capacities to switch to, and the keys of the account pages."""

import secrets
from typing import TYPE_CHECKING
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db import connection

from partners.acting import Acting
from partners.actions.invitations import digest_of
from partners.enums import EntityRole, Role
from partners.models import Invitation, Membership, Referent, User
from tests.factories.directory import member
from tests.harness import KEEPER, OWNER, as_role, within
from tests.matrix.people import described_session
from tests.matrix.things import Thing

if TYPE_CHECKING:
    from tests.matrix.stage import Stage


def add(stage: "Stage") -> None:
    """Add these kinds to the stage."""
    _memberships(stage)
    _invitations(stage)
    worker = stage.people.home.worker.membership
    stage.things["choice", "own"] = Thing((worker.public_id, "operator"))
    stage.things["choice", "other"] = Thing((worker.public_id, "landlord"))
    ended = stage.things["membership", "ended"].extra
    stage.things["choice", "ended"] = Thing((ended.public_id, "operator"))
    user = User.objects.get(pk=worker.user_id)
    key = default_token_generator.make_token(user)
    stage.things["reset_key", "own"] = Thing((user_pk_to_url_str(user), key))
    owner = stage.things["membership", "own"].extra.user_id
    key = Authenticator.objects.create(user_id=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Portable"})
    stage.things["passkey", "own"] = Thing((key.pk,))
    session_id = uuid4()
    described_session(worker, session_id)
    stage.things["session", "own"] = Thing((session_id,))
    # One under which these units refer and receive, and one that nobody here takes part in.
    stage.things["programme", "own"] = Thing(("gironde",))
    stage.things["programme", "other"] = Thing(("rouen",))
    _referents(stage)
    for kind in ("confirmation_key", "door", "mail"):
        stage.things[kind, "own"] = Thing((secrets.token_hex(8),))


def _referents(stage: "Stage") -> None:
    """Whom one calls at the own unit, and at the other of the same agreement."""
    people = stage.people
    for state, unit, role in (
        ("own", people.home.unit, EntityRole.OPERATOR),
        ("other", people.named.unit, EntityRole.BRANCH),
    ):
        with as_role(OWNER):
            made = Referent.objects.create(
                agreement=people.incoming, unit=unit, role=role, name=f"Accueil {state}", phone="05 36 49 10 20"
            )
        stage.things["referent", state] = Thing((made.public_id,))


def _memberships(stage: "Stage") -> None:
    """One to look after, the administrator's own, one of another unit of the organisation, one that has ended."""
    home = stage.people.home
    subject, left = member(home.unit, Role.WORKER), member(home.unit, Role.WORKER)
    with as_role(KEEPER), connection.cursor() as cursor:
        cursor.execute("SELECT sec.close_membership(%s)", [left.membership.id])
    found: dict[str, Membership] = {
        "own": subject.membership,
        "self": home.admin.membership,
        "sister": stage.people.sister.worker.membership,
        "ended": left.membership,
    }
    for state, membership in found.items():
        stage.things["membership", state] = Thing((membership.public_id,), extra=membership)


def _invitations(stage: "Stage") -> None:
    """One that waits, one that ran out, one that was taken back."""
    home = stage.people.home
    for state, column in (("own", ""), ("expired", "expires_at"), ("withdrawn", "cancelled_at")):
        token = f"invitation-{state}-{home.unit.pk}"
        pk = _invite(home.admin, home.unit.pk, f"{state}@example.test", token)
        if column:
            with stage.superuser.transaction():
                stage.superuser.execute(
                    f"UPDATE partners_invitation SET {column} = now() - interval '1 hour' WHERE id = %s", [pk]
                )
        with as_role(KEEPER):
            invitation = Invitation.objects.get(pk=pk)
        stage.things["invitation", state] = Thing((invitation.public_id,))
        stage.things["invitation_token", state] = Thing((token,))


def _invite(by: Acting, unit: int, email: str, token: str) -> int:
    with within(by), connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.invite(%s, %s, %s, %s, %s, %s, %s)",
            [unit, "worker", "", email, digest_of(token), by.membership.id, 72],
        )
        return cursor.fetchone()[0]
