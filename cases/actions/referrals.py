"""Referring a tenant to an association, completing and withdrawing a referral (decisions T10, T11).

The referrer is told dates and neutral states only, written by the database; whatever it does here shows nothing of
the association's answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import connection, transaction
from django.utils import timezone

from cases.enums import ActionTaken, FeedbackState, ReferralOrigin, ReferralState, ToldHow
from cases.models import (
    Case,
    ContactStatement,
    IdentityStatement,
    Person,
    Referral,
    ReferralSheet,
    TenantAccount,
)
from cases.policies import split_name
from cases.queries import tenants as queries
from cases.queries.names import civility, proper
from cases.queries.tenants import REFERABLE, Recipient, StatedAccount
from cases.transitions import REFERRAL, allows, find
from common.formatting import full_date, full_name
from common.refusal import NotYours, Refused
from common.text import fold
from partners.acting import Acting
from partners.enums import Capacity, Role

MOST_TENANTS = 30
MOST_FACTS = 5
LONGEST_FACT = 200
ADULT_AGE = 18
_CONTACT = ("address", "postcode", "commune", "phone", "email")
_OF_THE_FILE = (
    *("title", "last_name", "first_name", "co_tenant", "occupants", "typology", "rent_cents", "apl_cents"),
    *("balance_cents", "balance_on", "months_unpaid", "last_payment_on", "stage", "reasons"),
    *_CONTACT,
)
#: Columns of the sheet a landlord completes when it is asked to.
COMPLETABLE = frozenset(
    {
        *("phone", "email", "address", "postcode", "commune", "occupants", "co_tenant", "balance_cents", "balance_on"),
        *("months_unpaid", "last_payment_on", "stage", "reasons", "dated_facts", "actions_taken"),
        *("told_how", "told_on", "told_by", "contact_name", "contact_phone"),
    }
)


@dataclass(frozen=True)
class Fact:
    """Something that happened, and when (None: not said)."""

    text: str
    on: date | None = None


@dataclass(frozen=True)
class ToRefer:
    """One tenant to refer. `told_how` empty: not told, or nobody knows, and the referral is refused."""

    account: StatedAccount
    told_how: str = ""
    told_on: date | None = None
    told_by: str = ""
    facts: Sequence[Fact] = ()
    actions: Sequence[str] = ()


@dataclass
class _Opened:
    """What one tenant becomes: a tenancy case, a person, a co-tenant when there is one."""

    asked: ToRefer
    case: Case
    tenant: Person
    co_tenant: Person | None = None
    former: ReferralSheet | None = None
    own: dict[str, Any] = field(default_factory=dict)

    @property
    def account(self) -> StatedAccount:
        return self.asked.account


def check_may_refer(by: Acting) -> None:
    """Clerks of a landlord refer the tenants of their own unit (decisions T4)."""
    if by.capacity != Capacity.LANDLORD or by.role != Role.CLERK or not by.unit_audience:
        raise NotYours("Saisir une association est réservé aux gestionnaires de l’agence.")


@transaction.atomic
def refer(
    *,
    tenants: Sequence[ToRefer],
    recipient: Recipient,
    origin: str,
    contact_name: str = "",
    contact_phone: str = "",
    by: Acting,
) -> list[Referral]:
    """Refer these tenants to one association, all of them or none.

    Effects in order, for each: accounts locked; a tenancy case the first time, else the one it had; tenant and
    co-tenant as parties, with the landlord's statements of identity and contact; the draft and its sheet; the
    balances of the file dated on the tenancy (by the keeper); submission, which opens the sheet to the
    association's unit for 60 days and tells « envoyée ». Each comes back with its `receiving_case_id`.
    Raises NotYours for another role; Refused, in the name of the tenant, when one is not told, was told on a day
    to come, already waits for an answer or is accompanied, is a minor says the file, or has too many facts; and
    when no agreement in force names the recipient, for another origin, or for an empty or too long selection.
    """
    check_may_refer(by)
    _check_selection(tenants, recipient, origin, by)
    locked = _locked(tenants, by)
    for asked in tenants:
        _check_tenant(asked, locked[asked.account.pk])
    opened = _open([replace(asked, account=locked[asked.account.pk]) for asked in tenants], by)
    _state(opened)
    referrals = Referral.objects.bulk_create([_draft(each, recipient, origin) for each in opened])
    ReferralSheet.objects.bulk_create(
        [_sheet(each, referral, contact_name, contact_phone) for each, referral in zip(opened, referrals, strict=True)]
    )
    _tie(opened)
    for referral in referrals:
        _submit(referral)
    return referrals


def why_not(account: StatedAccount) -> str:
    """Why that tenant cannot be referred now, whatever is answered; "" when she can. Reads `account.state`."""
    name = _name(account)
    if account.state not in REFERABLE:
        if account.state in {FeedbackState.CONTACTED, FeedbackState.ENGAGED}:
            return f"{name} : une association est déjà en contact avec ce locataire."
        return f"{name} : une saisine attend déjà une réponse."
    if account.born_on and _age(account.born_on, timezone.localdate()) < ADULT_AGE:
        return f"{name} : ce locataire est mineur d’après votre fichier. Vérifiez sa date de naissance."
    return ""


@transaction.atomic
def withdraw_referral(*, referral: Referral, by: Acting) -> None:
    """Take back a referral the association has not opened yet, or has given back to be completed (T10).

    Effects in order: the referral is withdrawn; its sheet closes to the association; the referrer reads « close
    sans suite » at once. Raises NotYours for another role, Refused once it was received.
    """
    check_may_refer(by)
    told = queries.told_of(referral)
    received = FeedbackState.RECEIVED in told and FeedbackState.INCOMPLETE not in told
    if received or FeedbackState.CONTACTED in told or FeedbackState.ENGAGED in told:
        raise Refused("L’association a déjà reçu cette saisine. Appelez-la : elle y mettra fin avec vous.")
    changed = Referral.objects.filter(
        pk=referral.pk, author_id=by.unit_audience, state__in=find(REFERRAL, "withdraw").sources
    ).update(state=ReferralState.WITHDRAWN, withdrawn_at=TransactionNow())
    if changed != 1 or FeedbackState.CLOSED in told:
        raise Refused("Cette saisine est déjà close.")


@transaction.atomic
def complete_referral(*, referral: Referral, values: Mapping[str, Any], by: Acting) -> None:
    """Answer what the association asked: columns of the sheet (`COMPLETABLE`) and their new values.

    Effects in order: the sheet changes; the landlord states the contact again when it changed; the referral is
    submitted again, and « à compléter » is no longer told. Raises NotYours for another role, ValueError for
    another column, Refused unless the association waits for it, or for a day to come.
    """
    check_may_refer(by)
    if unknown := set(values) - COMPLETABLE:
        raise ValueError(f"not columns a landlord completes: {sorted(unknown)}")
    if (on := values.get("told_on")) and on > timezone.localdate():
        raise Refused("Le locataire ne peut pas avoir été informé à une date à venir.")
    locked = Referral.objects.select_for_update().filter(pk=referral.pk, author_id=by.unit_audience).first()
    if locked is None or not allows(REFERRAL, "complete", locked.state):
        raise Refused("Cette saisine n’attend plus de complément.")
    if ReferralSheet.objects.filter(referral_id=referral.pk).update(**values) != 1:
        raise Refused("La fiche de cette saisine ne se modifie plus.")
    sheet = ReferralSheet.objects.get(referral_id=referral.pk)
    told = {name: values[name] for name in ("told_how", "told_on", "told_by") if name in values}
    if told:
        Referral.objects.filter(pk=referral.pk).update(**told)
    if set(values) & set(_CONTACT):
        ContactStatement.objects.create(
            household_id=sheet.household_id,
            case_id=sheet.case_id,
            author_id=by.unit_audience,
            person_id=sheet.person_id,
            **{name: getattr(sheet, name) for name in _CONTACT},
        )
    _submit(locked)


# --- what is refused -----------------------------------------------------------------------------------------
def _check_selection(tenants: Sequence[ToRefer], recipient: Recipient, origin: str, by: Acting) -> None:
    if not tenants:
        raise Refused("Choisissez au moins un locataire.")
    if len(tenants) > MOST_TENANTS:
        raise Refused(f"Choisissez {MOST_TENANTS} locataires au plus : vous en avez choisi {len(tenants)}.")
    if origin not in ReferralOrigin.values:
        raise Refused("Dites d’où vient cette saisine.")
    unit = by.membership.unit_id if by.membership else 0
    if recipient.key not in {each.key for each in queries.recipients(unit, by.unit_audience)}:
        raise Refused("Votre agence n’a pas de convention en cours avec cette association.")


def _locked(tenants: Sequence[ToRefer], by: Acting) -> dict[int, StatedAccount]:
    """The accounts as they are now, kept from another clerk until the end, with their `state`."""
    wanted = [asked.account.pk for asked in tenants]
    mine = TenantAccount.objects.filter(pk__in=wanted, author_id=by.unit_audience)
    held = list(mine.select_for_update().order_by("pk").values_list("pk", flat=True))
    found = {account.pk: account for account in queries.describe(by.unit_audience, held)}
    if len(found) != len(wanted):
        raise Refused("Un de ces locataires n’est plus dans votre fichier. Rechargez la page.")
    return found


def _check_tenant(asked: ToRefer, account: StatedAccount) -> None:
    name = _name(account)
    if sentence := why_not(account):
        raise Refused(sentence)
    if asked.told_how not in ToldHow.values or asked.told_on is None:
        raise Refused(
            f"{name} : dites comment et quand ce locataire a été informé. S’il ne l’est pas, informez-le d’abord, "
            "par courrier, au téléphone ou de vive voix, ou retirez-le de la sélection."
        )
    if asked.told_on > timezone.localdate():
        raise Refused(f"{name} : ce locataire ne peut pas avoir été informé le {full_date(asked.told_on)}, à venir.")
    if len(asked.facts) > MOST_FACTS or any(len(fact.text) > LONGEST_FACT for fact in asked.facts):
        raise Refused(f"{name} : {MOST_FACTS} faits au plus, de {LONGEST_FACT} caractères chacun.")
    if any(fact.on and fact.on > timezone.localdate() for fact in asked.facts):
        raise Refused(f"{name} : un fait daté a déjà eu lieu.")
    if set(asked.actions) - set(ActionTaken.values):
        raise Refused(f"{name} : choisissez ce qui a été tenté dans la liste.")


def _name(account: TenantAccount) -> str:
    return full_name(civility(account.title), proper(account.first_name), proper(account.last_name))


def _age(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


# --- tenancy, persons, statements -----------------------------------------------------------------------------
def _open(tenants: Sequence[ToRefer], by: Acting) -> list[_Opened]:
    """Tenancy and parties of each, those of an earlier referral when there was one."""
    case_of = {asked.account.pk: asked.account.case_id or _open_case(by) for asked in tenants}
    cases = Case.objects.in_bulk(case_of.values())
    former: dict[int, ReferralSheet] = {}
    for earlier in ReferralSheet.objects.filter(case_id__in=case_of.values()).order_by("id"):
        former[earlier.case_id] = earlier
    opened = []
    for asked in tenants:
        case = cases[case_of[asked.account.pk]]
        own = {"household_id": case.household_id, "author_id": by.unit_audience}
        sheet = former.get(case.pk)
        tenant = Person(pk=sheet.person_id) if sheet else Person(**own, is_adult=True, is_party=True)
        each = _Opened(asked, case, tenant, former=sheet, own=own | {"case_id": case.pk})
        each.co_tenant = _co_tenant(asked.account, sheet, own)
        opened.append(each)
    people = [person for each in opened for person in (each.tenant, each.co_tenant)]
    Person.objects.bulk_create([person for person in people if person is not None and person.pk is None])
    return opened


def _co_tenant(account: TenantAccount, former: ReferralSheet | None, own: dict[str, Any]) -> Person | None:
    """The same person as before only when she is named the same: an agreement never passes to somebody else."""
    if not account.co_tenant:
        return None
    if former and former.co_tenant_person_id and _same_name(former.co_tenant, account.co_tenant):
        return Person(pk=former.co_tenant_person_id)
    return Person(**own, is_adult=True, is_party=True)


def _same_name(one: str, other: str) -> bool:
    return sorted(fold(one).split()) == sorted(fold(other).split())


def _open_case(by: Acting) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.open_case(%s)", [by.unit_audience])
        return cursor.fetchone()[0]


def _state(opened: Sequence[_Opened]) -> None:
    """Identity and contact as the file has them, unless the landlord already said exactly that."""
    identities, contacts = [], []
    for each in opened:
        account, former = each.account, each.former
        named = {"title": account.title, "last_name": account.last_name, "first_name": account.first_name}
        if not former or any(getattr(former, name) != value for name, value in named.items()):
            identities.append(IdentityStatement(**each.own, person_id=each.tenant.pk, born_on=account.born_on, **named))
        contact = {name: getattr(account, name) for name in _CONTACT}
        if not former or any(getattr(former, name) != value for name, value in contact.items()):
            contacts.append(ContactStatement(**each.own, person_id=each.tenant.pk, **contact))
        if each.co_tenant and not (former and former.co_tenant_person_id == each.co_tenant.pk):
            title, last_name, first_name = split_name(account.co_tenant)
            identities.append(
                IdentityStatement(
                    **each.own,
                    person_id=each.co_tenant.pk,
                    title=title,
                    last_name=last_name[:80],
                    first_name=first_name[:80],
                )
            )
    IdentityStatement.objects.bulk_create(identities)
    ContactStatement.objects.bulk_create(contacts)


# --- the referral -------------------------------------------------------------------------------------------------
def _draft(each: _Opened, recipient: Recipient, origin: str) -> Referral:
    return Referral(
        **each.own,
        account_id=each.account.pk,
        agreement=recipient.agreement,
        recipient_id=recipient.audience_id,
        origin=origin,
        **_told(each.asked),
    )


def _told(asked: ToRefer) -> dict[str, Any]:
    return {"told_how": asked.told_how, "told_on": asked.told_on, "told_by": asked.told_by}


def _sheet(each: _Opened, referral: Referral, contact_name: str, contact_phone: str) -> ReferralSheet:
    """The closed list of fields of decisions T11, as the file has them today."""
    account, asked = each.account, each.asked
    return ReferralSheet(
        **each.own,
        referral=referral,
        person_id=each.tenant.pk,
        co_tenant_person_id=each.co_tenant.pk if each.co_tenant else None,
        is_adult=True,
        tenancy_started_on=account.entered_on,
        dated_facts=facts_to_keep(asked.facts),
        actions_taken=list(asked.actions),
        contact_name=contact_name,
        contact_phone=contact_phone,
        **_told(asked),
        **{name: getattr(account, name) for name in _OF_THE_FILE},
    )


def facts_to_keep(facts: Sequence[Fact]) -> list[dict[str, str]]:
    """Dated facts as the sheet holds them: day in ISO 8601, or empty, and text."""
    return [{"on": fact.on.isoformat() if fact.on else "", "text": fact.text} for fact in facts]


def _tie(opened: Sequence[_Opened]) -> None:
    """The account knows its tenancy from its first referral on; its balances are dated there by the keeper."""
    for each in opened:
        new = TenantAccount.objects.filter(pk=each.account.pk, case_id=None)
        if each.account.case_id is None and new.update(case_id=each.case.pk) != 1:
            raise Refused(f"{_name(each.account)} : ce locataire vient d’être saisi par quelqu’un d’autre.")


def _submit(referral: Referral) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.submit_referral(%s)", [referral.pk])
        (referral.receiving_case_id,) = cursor.fetchone()
