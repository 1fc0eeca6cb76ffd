"""Who asks, in the matrix: four units of three organisations, and the browsers of everybody."""

import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password

from cases import middleware
from committees.actions import seats
from committees.enums import Rank
from committees.models import CommitteeVersion
from committees.publishing import publish, rules_of
from committees.rules import Rules
from partners import acting, sessions
from partners.acting import Acting, act_as
from partners.actions.directory import add_member
from partners.enums import Capacity, Role
from partners.models import Agreement, Membership, Unit, User
from tests.committees.hall import RULES
from tests.factories.directory import agreement, member, unit
from tests.harness import OWNER, as_role, within

BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD = "Escalier-vert-12"


@dataclass
class Team:
    """One unit, a member of each role, and a second worker of its teams who never asks anything."""

    unit: Unit
    worker: Acting
    colleague: Acting
    manager: Acting
    clerk: Acting
    admin: Acting
    dpo: Acting
    mate: Acting


@dataclass
class People:
    """`home` holds the objects, `sister` is of its organisation, `named` of the one it works with, `foreign` of another.

    `third` only receives what texts open. `incoming`: by which `named` refers to `home`; `outgoing`: by which `home` refers to `named`.
    """

    home: Team
    sister: Team
    named: Team
    foreign: Team
    third: Unit
    idle: Membership
    secretary: Acting
    other_secretary: Acting
    seat: Acting
    funder: Acting
    committee: CommitteeVersion
    incoming: Agreement
    outgoing: Agreement

    def acting(self) -> dict[str, Acting]:
        """Every role that acts somewhere, by its column."""
        found = {name: getattr(self.home, name) for name in _OWN}
        for group in ("sister", "named", "foreign"):
            team = getattr(self, group)
            found |= {f"{group}_{name}": getattr(team, name) for name in _OWN if name != "colleague"}
        found |= {name: getattr(self, name) for name in ("secretary", "other_secretary", "seat", "funder")}
        return {name: by for name, by in found.items() if name not in {"named_admin", "named_dpo"}}


_OWN = ("worker", "colleague", "manager", "clerk", "admin", "dpo")


def build_people() -> People:
    """The directory of the matrix. Commits."""
    home = _team("Le Port")
    sister = _team("Le Port rive gauche", organisation=home.unit.organisation)
    named, foreign = _team("La Rade"), _team("Le Large")
    only_landlord = unit(Capacity.LANDLORD, name="Agence seule")
    of_committees = _of_committees()
    with as_role(OWNER):
        user = User.objects.create_user("sans.travail@example.test", first_name="Sans", last_name="Travail")
        idle = add_member(unit=only_landlord, role=Role.WORKER, user=user)
        _open_accounts()
    return People(
        home,
        sister,
        named,
        foreign,
        unit(Capacity.OPERATOR, name="Tierce"),
        idle,
        *of_committees,
        incoming=agreement(home.unit, named.unit),
        outgoing=agreement(named.unit, home.unit),
    )


def _open_accounts() -> None:
    """A password and a confirmed address each, as an account has that was born from an invitation."""
    User.objects.update(password=make_password(PASSWORD))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in User.objects.all()
    )


def _of_committees() -> list[Any]:
    """Two secretaries, who sits in the committee of the first, who funds, and that committee."""
    kept = [unit(Capacity.COMMITTEE_SECRETARY, name=name) for name in ("Secrétariat", "Autre secrétariat")]
    first, second = (member(each, Role.CLERK, Capacity.COMMITTEE_SECRETARY) for each in kept)
    with as_role(OWNER):
        version = publish(Rules.model_validate(RULES | {"key": "matrice", "household": "invited"}), kept[0].key)
        user = User.objects.create_user("siege@example.test", first_name="Mehdi", last_name="Rahmani")
        sits = add_member(unit=unit(Capacity.COMMITTEE_SEAT, name="CCAS"), role=Role.WORKER, user=user)
    assert version
    with within(first):
        seats.name(
            committee=version.committee,
            rules=rules_of(version),
            seat="ccas",
            rank=Rank.TITULAR,
            person="Mehdi Rahmani",
            email=user.email,
            by=first,
        )
    funder = member(unit(Capacity.FUNDER, name="Département"), Role.CLERK, Capacity.FUNDER)
    return [first, second, act_as(sits, Capacity.COMMITTEE_SEAT), funder, version]


def _team(name: str, organisation=None) -> Team:
    held = unit(Capacity.LANDLORD, Capacity.OPERATOR, name=name, organisation=organisation)
    roles = {"worker": Role.WORKER, "colleague": Role.WORKER, "manager": Role.MANAGER, "clerk": Role.CLERK}
    roles |= {"admin": Role.ADMIN, "dpo": Role.DPO, "mate": Role.WORKER}
    return Team(held, **{key: member(held, role) for key, role in roles.items()})


# --- browsers --------------------------------------------------------------------------------------------------
def _session(**values) -> str:
    """The key of a stored session that holds these values, seen just now."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update(values | {middleware.SEEN_KEY: int(time.time())})
    session.create()
    return session.session_key


def member_session(membership: Membership, capacity: str = "") -> str:
    """The session of that member, signed in and acting in that capacity."""
    chosen = {acting.SESSION_KEY: [membership.id, capacity]} if capacity else {}
    return _session(**_signed_in(membership), **chosen)


def _signed_in(membership: Membership) -> dict[str, Any]:
    user = User.objects.get(pk=membership.user_id)
    return {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: user.get_session_auth_hash(),
        **_proved(user),
    }


def _proved(user: User) -> dict[str, Any]:
    """She has just signed in, which is a proof for Palier's own pages, however long the matrix takes."""
    record = {"method": "password", "at": time.time() + 3600}
    return {AUTHENTICATION_METHODS_SESSION_KEY: [record], "account_authentication_methods_user": str(user.pk)}


def described_session(membership: Membership, session_id: UUID) -> str:
    """Another session of that member, as signing in describes it."""
    now = int(time.time())
    described = {sessions.ID_KEY: str(session_id), sessions.DEVICE_KEY: "Chrome sur Windows", sessions.OPENED_KEY: now}
    return _session(**_signed_in(membership), **described)


def person_session(audience: int) -> str:
    """The session of a person who opened her link."""
    return _session(
        **{middleware.PERSON_KEY: audience, middleware.PERSON_UNTIL_KEY: int(time.time()) + 6 * 3600},
    )
