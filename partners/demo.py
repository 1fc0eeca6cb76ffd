"""The directory of the demonstration: organisations, members, agreements (decisions T20).

Run as owner: the runtime role cannot write the directory.
"""

from datetime import date, datetime, time

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from partners.actions.communes import load_communes
from partners.actions.directory import add_member, add_organisation, add_unit
from partners.demo_directory import AGREEMENTS, MEMBERS, ORGANISATIONS
from partners.demo_referents import REFERENTS
from partners.models import (
    Agreement,
    AgreementLandlord,
    Commune,
    Membership,
    Organisation,
    Programme,
    Referent,
    Unit,
    User,
)


@transaction.atomic
def seed_directory() -> None:
    """Add what is missing of the demonstration's directory and leave alone what is there.

    Effects in order: communes (once), organisations and units, members with their accounts, since their first day (no password: they
    enter by the demonstration's buttons, or ask for one by e-mail), agreements under the programmes published, and whom one
    calls at each of their entities.
    """
    if not Commune.objects.exists():
        load_communes()
    _seed_units()
    _seed_members()
    _seed_agreements()
    _seed_referents()


def _seed_units() -> None:
    for (key, name), units in ORGANISATIONS.items():
        organisation = Organisation.objects.filter(key=key).first() or add_organisation(key=key, name=name)
        known = set(Unit.objects.filter(organisation=organisation).values_list("key", flat=True))
        for unit in units:
            if unit.key not in known:
                add_unit(
                    organisation=organisation,
                    key=unit.key,
                    name=unit.name,
                    capacities=unit.capacities,
                    phone=unit.phone,
                )


def _seed_members() -> None:
    units = {unit.key: unit for unit in Unit.objects.all()}
    known = set(Membership.objects.values_list("user__email", "unit__key"))
    for member in MEMBERS:
        if (member.email, member.unit) not in known:
            user = User.objects.filter(email=member.email).first() or _account(member)
            made = add_member(
                unit=units[member.unit], role=member.role, user=user, title=member.title, phone=member.phone
            )
            # No action begins a role in the past: a demonstration alone has colleagues of before today.
            days = {"started_at": _morning(member.since), "ended_at": member.until and _morning(member.until)}
            Membership.objects.filter(pk=made.pk).update(**days)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def _account(member) -> User:
    user = User.objects.create_user(member.email, first_name=member.first_name, last_name=member.last_name)
    EmailAddress.objects.create(user=user, email=member.email, verified=True, primary=True)
    return user


def _seed_agreements() -> None:
    units = {unit.key: unit for unit in Unit.objects.all()}
    programmes = {programme.key: programme for programme in Programme.objects.all()}
    for programme, operator, starts_on, landlords in AGREEMENTS:
        agreement, _ = Agreement.objects.get_or_create(
            programme=programmes[programme], operator_unit=units[operator], defaults={"starts_on": starts_on}
        )
        for key, entity in landlords.items():
            AgreementLandlord.objects.get_or_create(agreement=agreement, unit=units[key], defaults={"entity": entity})


def _seed_referents() -> None:
    units = {unit.key: unit for unit in Unit.objects.all()}
    for called in REFERENTS:
        for agreement in Agreement.objects.filter(operator_unit=units[called.operator]):
            Referent.objects.get_or_create(
                agreement=agreement,
                unit=units[called.unit],
                role=called.role,
                name=called.name,
                defaults={"phone": called.phone, "email": called.email, "territory": called.territory},
            )
