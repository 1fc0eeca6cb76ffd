"""Whether unpaid rent is constituted, in words: the rule in force, its inputs, its day; and the facts that were noted."""

from dataclasses import dataclass
from datetime import date

from cases.enums import ProcedureEventKind
from cases.formulas.arrears import (
    FROM_2027,
    NEW_RULE_FROM,
    REFERRAL_SOURCE,
    Account,
    Arrears,
    Open,
    arrears,
    constituted_since,
    refer_before,
    supposed_default,
    three_months,
)
from cases.formulas.working import CannotCompute
from cases.models import ProcedureEvent
from cases.queries.rent_account import Balance, RentAccount
from common.formatting import full_date, plural

#: Each fact: what is noted, and why it matters.
FACTS: dict[ProcedureEventKind, tuple[str, str]] = {
    ProcedureEventKind.FIRST_DEFAULT: (
        "Premier loyer encore impayé",
        "Le jour où était dû le plus ancien loyer encore impayé. À partir du 1ᵉʳ janvier 2027, l’impayé est constitué 3 mois"
        " après ce jour, quel que soit le montant.",
    ),
    ProcedureEventKind.LEASE_SIGNED: (
        "Signature du bail",
        "Elle donne le délai d’un commandement de payer : 6 semaines si le bail est signé depuis le 29 juillet 2023, sinon"
        " celui de sa clause, 2 mois le plus souvent.",
    ),
    ProcedureEventKind.CCAPEX_TOLD: (
        "CCAPEX saisie, ou CAF informée",
        "Le bailleur ne peut pas assigner le locataire pendant les 2 mois qui suivent.",
    ),
    ProcedureEventKind.BAD_FAITH: (
        "Mauvaise foi retenue par le juge",
        "Les 2 mois qui suivent un commandement de quitter les lieux ne sont plus dus.",
    ),
    ProcedureEventKind.COMMITTEE: (
        "Présentation en commission",
        "La procédure est suspendue dès ce jour, comme le dispositif le prévoit. Le jour peut être à venir.",
    ),
}


@dataclass(frozen=True)
class FactLine:
    """A fact that counts, its day, why it matters, and whether this side noted it."""

    event: ProcedureEvent
    title: str
    on: str
    why: str
    is_mine: bool


@dataclass(frozen=True)
class Proposal:
    """A first default to check before it is noted."""

    on: date
    sentence: str


def facts_of(account: RentAccount, unit: int) -> list[FactLine]:
    """The facts that count, one of each kind."""
    return [
        FactLine(event, title, full_date(event.on), why, event.author_id == unit)
        for kind, (title, why) in FACTS.items()
        if (event := account.fact(kind))
    ]


def offered(account: RentAccount) -> list[ProcedureEventKind]:
    """The facts that may be noted there: a committee's session counts only where the programme says so."""
    automatic = account.rules is not None and account.rules.rent.suspension.mode == "automatic"
    return [kind for kind in FACTS if kind != ProcedureEventKind.COMMITTEE or automatic]


def proposal_of(account: RentAccount) -> Proposal | None:
    """The first default the landlord's file supposes, while none is noted; None when it does not tell."""
    if account.first_default():
        return None
    on = supposed_default([(each.on, each.cents) for each in account.balances], account.unpaid)
    if on is None:
        return None
    told = f"{plural(account.unpaid[0], 'mois', 'mois')} sans paiement" if account.unpaid else "la suite des relevés"
    return Proposal(on, f"Le plus ancien loyer impayé serait celui du {full_date(on)}, d’après {told}. À vérifier.")


def arrears_said(account: RentAccount, today: date) -> list[str]:
    """Whether they are, why and by which text; since when and by when the landlord refers; the day time alone would make
    them so. Nothing without a statement."""
    if not account.balances:
        return []
    try:
        found = tested(account, today)
    except CannotCompute as unknown:
        return [str(unknown), *_by_time(account, today)]
    if not found.constituted:
        return [f"Impayé non constitué. {found.reason} {found.source}.", *_by_time(account, today)]
    opened = _opened(account)
    known = [(each.on, _read(each, account, each.on)) for each in account.balances if each.rent]
    last = (today, _read(account.balances[-1], account, today))
    since = constituted_since([*known, last], today, opened) or today
    return [
        f"Impayé constitué. {found.reason} {found.source}.",
        f"Constitué depuis le {full_date(since)}, d’après les relevés : le bailleur le signale à la CAF ou à la MSA avant le "
        f"{full_date(refer_before(since, opened))}, s’il n’est pas réglé. {REFERRAL_SOURCE}.",
        *_by_time(account, today),
    ]


def tested(account: RentAccount, today: date) -> Arrears:
    """The rule in force, read on the last statement. CannotCompute when the rent is not known and the rule needs it."""
    return arrears(_read(account.balances[-1], account, today), today, _opened(account))


def _by_time(account: RentAccount, today: date) -> list[str]:
    """The three months of the rule to come; once it is in force, its own reason says them."""
    default = account.first_default()
    if today >= NEW_RULE_FROM or default is None or not account.balances[-1].cents:
        return []
    return [f"{three_months(default, today).sentence} Test des trois mois, {FROM_2027[:1].lower()}{FROM_2027[1:]}."]


def _opened(account: RentAccount) -> Open:
    rule = account.rules.rent.arrears if account.rules else None
    return Open(rule.net_of_aid, rule.refer_months) if rule else Open()


def _read(each: Balance, account: RentAccount, on: date) -> Account:
    """What the rule reads of a balance on a day; an APL that the landlord's account shows is paid to it."""
    default = account.first_default()
    return Account(
        each.cents,
        each.rent or 0,
        each.apl or 0,
        aid_paid_to_landlord=bool(each.apl),
        first_default_on=default if default and default <= on else None,
        aid_received=account.aid_received(each.on),
    )
