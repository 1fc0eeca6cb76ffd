"""When unpaid rent is « constitué », so that the landlord must tell the CAF or the MSA: the rule in force on a day.

Amounts are cents. What the new text leaves open is a setting of `Open`, read from the programme.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.formulas.working import CannotCompute, Line, refuse_negative
from cases.periods import add_months
from common.formatting import euros, full_date, plural

#: First day of décret no 2026-84 of 12 February 2026.
NEW_RULE_FROM = date(2027, 1, 1)
TIMES_THE_RENT = 2
UNPAID_MONTHS, MOST_CENTS = 3, 450_00
#: Months the landlord has to refer, once the arrears are constituted.
REFER_MONTHS = 2
UNTIL_2026 = "Code de la construction et de l’habitation, article R. 824-1 (jusqu’au 31 décembre 2026)"
FROM_2027 = "Décret n°\u00a02026\u201184 du 12 février 2026 (à partir du 1ᵉʳ janvier 2027)"
REFERRAL_SOURCE = "Code de la construction et de l’habitation, article R. 824-4"


@dataclass(frozen=True)
class Open:
    """What the texts leave open from 2027: whether the debt is counted once the aid paid to the landlord is taken off, and
    the months the landlord has to refer."""

    net_of_aid: bool = True
    refer_months: int = REFER_MONTHS


@dataclass(frozen=True)
class Account:
    """What the rule reads, on one day. `debt`: as the landlord keeps it, aid received taken off; `rent`: rent (less RLS) and
    charges of a month; `aid`: APL or AL of a month; `first_default_on`: the day the oldest rent still unpaid was due;
    `aid_received`: the aid paid to the landlord for the unpaid months, which `debt` no longer holds."""

    debt: int
    rent: int
    aid: int
    aid_paid_to_landlord: bool
    first_default_on: date | None = None
    aid_received: int = 0


@dataclass(frozen=True)
class Arrears:
    """`constituted`: whether they are; `reason` says why, or why not; `since`: the day the time ran out, when it is time
    that made them so."""

    constituted: bool
    reason: str
    lines: list[Line]
    source: str
    since: date | None = None


def arrears(account: Account, on: date, opened: Open | None = None) -> Arrears:
    """Whether the arrears are constituted that day, under the rule in force that day.

    CannotCompute for an amount below zero, for no rent under the rule until 2026, and for a default after `on`.
    """
    refuse_negative(debt=account.debt, rent=account.rent, aid=account.aid, received=account.aid_received)
    if account.first_default_on and account.first_default_on > on:
        raise CannotCompute("Le premier impayé est dans l’avenir : corrigez sa date.")
    if not account.debt:
        return Arrears(False, "Rien n’est dû.", [Line("Dette", 0)], FROM_2027 if on >= NEW_RULE_FROM else UNTIL_2026)
    return _from_2027(account, on, opened or Open()) if on >= NEW_RULE_FROM else _until_2026(account)


def constituted_since(accounts: Sequence[tuple[date, Account]], today: date, opened: Open | None = None) -> date | None:
    """The day from which they have been constituted without a break until today; None when they are not today.

    `accounts`: the statements in the order of their days, none after today. A day between two of them is known only where
    time alone decides.
    """
    start = None
    last = [(today, accounts[-1][1])] if accounts else []
    for day, account in [*accounts, *last]:
        found = arrears(account, day, opened)
        start = (start or found.since or day) if found.constituted else None
    return start


@dataclass(frozen=True)
class ThreeMonths:
    """The test of time alone: the day it is met while the first default stays unpaid, and that in words."""

    met_on: date
    sentence: str


def three_months(default: date, on: date) -> ThreeMonths:
    """Three months after the first default still unpaid, and not before the first day of the rule (décret no 2026-84)."""
    met_on = max(add_months(default, UNPAID_MONTHS), NEW_RULE_FROM)
    months = plural(UNPAID_MONTHS, "mois", "mois")
    if on >= met_on:
        said = f"Seuil atteint depuis le {full_date(met_on)} : le premier impayé, du {full_date(default)}, n’est pas réglé {months} après."
        return ThreeMonths(met_on, said)
    return ThreeMonths(
        met_on,
        f"Le seuil sera atteint le {full_date(met_on)} si le premier impayé, du {full_date(default)}, n’est pas réglé.",
    )


def supposed_default(statements: Sequence[tuple[date, int]], unpaid: tuple[int, date] | None = None) -> date | None:
    """The day the oldest rent still unpaid may have been due, for somebody to check: a rent is due on the first.

    `unpaid`: the months the landlord's file says unpaid, and its day; else the month of the first statement with a debt
    since the last without one. `statements`: days and cents, in order. None when nothing is owed, or nothing tells.
    """
    if statements and not statements[-1][1]:
        return None
    if unpaid and unpaid[0]:
        return add_months(unpaid[1].replace(day=1), 1 - unpaid[0])
    settled = max((at for at, (_, cents) in enumerate(statements) if not cents), default=None)
    return None if settled is None else statements[settled + 1][0].replace(day=1)


def refer_before(since: date, opened: Open | None = None) -> date:
    """The last day for the landlord to refer to the CAF or the MSA arrears constituted that day, unless settled."""
    months = (opened or Open()).refer_months if since >= NEW_RULE_FROM else REFER_MONTHS
    return add_months(since, months)


def _until_2026(account: Account) -> Arrears:
    net = account.aid_paid_to_landlord
    monthly = max(0, account.rent - account.aid) if net else account.rent
    if not account.rent:
        raise CannotCompute("Le loyer n’est pas connu : sans lui, on ne sait pas si l’impayé est constitué.")
    if not monthly:
        reason = "L’aide versée au bailleur couvre tout le loyer : le seuil de deux mois ne s’applique pas."
        return Arrears(False, reason, [*_of_rent(account, net), Line("Dette", account.debt)], UNTIL_2026)
    threshold = TIMES_THE_RENT * monthly
    lines = [*_of_rent(account, net), Line("Deux mois", threshold), Line("Dette", account.debt)]
    what = "deux mois de loyer et charges" + (", aide déduite" if net else "")
    if account.debt >= threshold:
        return Arrears(True, f"La dette atteint {what} ({euros(threshold)}).", lines, UNTIL_2026)
    return Arrears(False, f"Il manque {euros(threshold - account.debt)} pour atteindre {what}.", lines, UNTIL_2026)


def _from_2027(account: Account, on: date, opened: Open) -> Arrears:
    gross = 0 if opened.net_of_aid or not account.aid_paid_to_landlord else account.aid_received
    debt, default = account.debt + gross, account.first_default_on
    due = add_months(default, UNPAID_MONTHS) if default else None
    lines = [
        Line("Dette", account.debt),
        *([Line("Aide reçue par le bailleur pour ces mois, comptée", gross)] if gross else []),
        Line("Seuil", MOST_CENTS),
        Line("Premier impayé encore dû", text=full_date(default) if default else "date inconnue"),
    ]
    reasons = [f"la dette dépasse {euros(MOST_CENTS, whole=True)}"] if debt > MOST_CENTS else []
    late = due is not None and on >= due
    if late and default:
        months = plural(UNPAID_MONTHS, "mois", "mois")
        reasons.append(f"le premier impayé, du {full_date(default)}, n’est pas réglé {months} après")
    if reasons:
        text = " et ".join(reasons)
        since = max(due, NEW_RULE_FROM) if due and late else None
        return Arrears(True, f"{text[:1].upper()}{text[1:]}.", lines, FROM_2027, since)
    if default:
        reason = f"La dette ne dépasse pas {euros(MOST_CENTS, whole=True)}. {three_months(default, on).sentence}"
    else:
        reason = f"La dette ne dépasse pas {euros(MOST_CENTS, whole=True)} ; la date du premier impayé manque."
    return Arrears(False, reason, lines, FROM_2027)


def _of_rent(account: Account, net: bool) -> list[Line]:
    aid = [Line("Aide au logement versée au bailleur, déduite", -account.aid)] if net and account.aid else []
    return [Line("Loyer et charges", account.rent), *aid]
