"""The violence flag: set and lifted by the team or its manager, recomputed like a withdrawal (T14)."""

from django.contrib.postgres.functions import TransactionNow
from django.db import IntegrityError, transaction

from cases.actions.consents import GateDisagrees, check_gate
from cases.models import (
    Case,
    ContactStatement,
    IdentityStatement,
    Person,
    ReferralSheet,
    ViolenceFlag,
)
from cases.permissions_consent import check_protects
from common.refusal import Refused
from partners.acting import Acting


def set_flag(*, case: Case, person: Person, by: Acting) -> ViolenceFlag:
    """Protect that person: no grant to a landlord has effect, her co-tenant's link dies, her contact closes.

    Effects in order: what the team would lose with the sheet (names, address, telephone) is copied into the
    operator's own statements where it has none; the flag is set; Access is recomputed; the gate is checked.
    Refused: not on the team, not an adult of the household, already protected.
    """
    check_protects(case, by)
    if person.household_id != case.household_id or not person.is_adult:
        raise Refused("Choisissez l’adulte du ménage à protéger.")
    _keep_from_sheet(case, by)
    try:
        with transaction.atomic():
            flag = ViolenceFlag.objects.create(**_columns(case, by), person=person, set_by_id=by.member_audience)
    except IntegrityError as error:
        raise Refused("Cette personne est déjà protégée.") from error
    check_gate(case.household_id)
    return flag


def lift_flag(*, flag: ViolenceFlag, case: Case, by: Acting) -> None:
    """End the protection: what the agreements say counts again, from the next request.

    Effects in order: the flag is lifted with its author, Access is recomputed, the gate is checked.
    Refused: not on the team, already lifted.
    """
    check_protects(case, by)
    lifted = ViolenceFlag.objects.filter(pk=flag.pk, lifted_at=None).update(
        lifted_at=TransactionNow(), lifted_by_id=by.member_audience
    )
    if lifted > 1:
        raise GateDisagrees(f"{lifted} flags lifted at once")
    if not lifted:
        raise Refused("Cette protection est déjà levée.")
    check_gate(case.household_id)


def _columns(case: Case, by: Acting) -> dict:
    return {"household_id": case.household_id, "case_id": case.pk, "author_id": by.unit_audience}


def _keep_from_sheet(case: Case, by: Acting) -> None:
    """The flag closes the landlord's sheet: the team keeps what it needs to reach the household."""
    sheet = ReferralSheet.objects.filter(receiving_case=case).first()
    if sheet is None:
        return
    named = _stated(IdentityStatement, case, by)
    reachable = _stated(ContactStatement, case, by)
    where = {"address": sheet.address, "postcode": sheet.postcode, "commune": sheet.commune}
    people = [(sheet.person_id, sheet.title, sheet.last_name, sheet.first_name, sheet.phone, sheet.email)]
    if sheet.co_tenant_person_id:
        people.append((sheet.co_tenant_person_id, "", sheet.co_tenant, "", "", ""))
    for person_id, title, last_name, first_name, phone, email in people:
        if person_id not in named and last_name:
            IdentityStatement.objects.create(
                **_columns(case, by),
                person_id=person_id,
                title=title,
                last_name=last_name,
                first_name=first_name,
            )
        if person_id not in reachable:
            ContactStatement.objects.create(
                **_columns(case, by), person_id=person_id, **where, phone=phone, email=email
            )


def _stated(model, case: Case, by: Acting) -> set[int]:
    rows = model.objects.filter(case=case, author_id=by.unit_audience)
    return set(rows.values_list("person_id", flat=True))
