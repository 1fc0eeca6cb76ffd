"""Keeping the directory of an organisation's referents up to date."""

from typing import NamedTuple

from django.contrib.postgres.functions import TransactionNow
from django.db.models import QuerySet

from common.refusal import Refused
from partners.acting import Acting
from partners.actions.keeper import refusals
from partners.models import Referent
from partners.permissions import membership_of, require_administrator
from partners.queries.directory import Entity, referents_of

TWICE = "Cette personne est déjà dans l’annuaire pour ce service et ce dispositif."
#: A unique constraint that another row holds.
ONCE = {"23505": TWICE}
GONE = "Ce référent n’est plus dans l’annuaire de votre organisation."


class Contact(NamedTuple):
    """What the directory says of somebody: professional contacts, and the territory, empty for the whole of it."""

    name: str
    phone: str
    email: str
    territory: str


def add_referent(*, entity: Entity, contact: Contact, by: Acting) -> Referent:
    """Name somebody at an entity of one's organisation.

    Raises NotYours unless `by` is its administrator, Refused for another organisation's entity or the same name twice.
    """
    require_administrator(by)
    if entity.unit.organisation_id != membership_of(by).unit.organisation_id:
        raise Refused("Ce service n’est pas de votre organisation.")
    with refusals(ONCE):
        return Referent.objects.create(
            agreement=entity.agreement, unit=entity.unit, role=entity.role, **contact._asdict()
        )


def change_referent(*, referent: Referent, contact: Contact, by: Acting) -> None:
    """Say it as it is now. Raises NotYours, or Refused when somebody took it away, or for the same name twice."""
    with refusals(ONCE):
        if _hers(referent, by).update(**contact._asdict(), changed_at=TransactionNow()) != 1:
            raise Refused(GONE)


def remove_referent(*, referent: Referent, by: Acting) -> None:
    """Take somebody off the directory. Raises NotYours, or Refused when it was done already."""
    deleted, _ = _hers(referent, by).delete()
    if deleted != 1:
        raise Refused(GONE)


def _hers(referent: Referent, by: Acting) -> QuerySet[Referent]:
    require_administrator(by)
    own = referents_of(membership_of(by).unit.organisation).values("pk")
    return Referent.objects.filter(pk__in=own).filter(pk=referent.pk)
