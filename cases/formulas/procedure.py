"""The eviction procedure: its time limits, stage by stage, and what is to be done before each ends. Pure.

A deadline is either a day before which somebody acts (`act_before`), or a day before which something cannot happen
(`not_before`). Days count from the event as the texts say: weeks and months of the calendar.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cases.enums import ProcedureStage as Stage
from cases.periods import add_months
from common.formatting import full_date, plural

#: Leases signed or renewed from that day have the six weeks of the law; earlier ones keep their own clause.
LAW_OF_2023 = date(2023, 7, 29)
ORDER_WEEKS, ORDER_MONTHS_BEFORE = 6, 2
SUMMONS_WEEKS, CCAPEX_MONTHS = 6, 2
LEAVE_MONTHS, HARDSHIP_MONTHS = 2, 3
JUDGE_LEAST_MONTHS, JUDGE_MOST_MONTHS, JUDGE_MOST_YEARS = 1, 12, 3
POLICE_MONTHS = 2
#: The truce begins on 1 November and ends on 31 March, included (L. 412-6).
TRUCE_BEGINS, TRUCE_ENDS = (11, 1), (3, 31)
TRUCE_WARNING_WEEKS = 8

ORDER_SOURCE = (
    "Loi du 27 juillet 2023, article 10 ; avis de la Cour de cassation du 13 juin 2024, n°\u00a024\u201170.002"
)
SUMMONS_SOURCE = "Loi du 6 juillet 1989, article 24, III"
CCAPEX_SOURCE = "Loi du 6 juillet 1989, article 24, II"
LEAVE_SOURCE = "Code des procédures civiles d’exécution, articles L. 412-1 et L. 412-2"
JUDGE_SOURCE = "Code des procédures civiles d’exécution, article L. 412-4"
POLICE_SOURCE = "Code des procédures civiles d’exécution, article R. 153-1"
TRUCE_SOURCE = "Code des procédures civiles d’exécution, article L. 412-6"
PAYMENT_SOURCE = "Loi du 6 juillet 1989, article 24, V"


class Kind(StrEnum):
    """What a deadline is about."""

    ORDER_TAKES_EFFECT = "order_takes_effect"
    CLAUSE_UNKNOWN = "clause_unknown"
    CCAPEX_REFERRAL = "ccapex_referral"
    SUMMONS_ALLOWED = "summons_allowed"
    SUMMONS_SERVED = "summons_served"
    HEARING = "hearing"
    LEAVE_BY = "leave_by"
    JUDGE_DELAY_LEAST = "judge_delay_least"
    JUDGE_DELAY_MOST = "judge_delay_most"
    POLICE_SILENCE = "police_silence"
    TRUCE_BEGINS = "truce_begins"
    TRUCE_ENDS = "truce_ends"


@dataclass(frozen=True)
class Event:
    """A stage entered on a day. `hearing_on`: the day of the hearing, where the summons or the stage says it; `until`:
    the last day to pay that the order itself says, or of what a judge granted."""

    stage: Stage
    on: date
    hearing_on: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Deadline:
    """`task`: what somebody does by then, in words; `sentence`: what the day means; `answer`: what was done in time, empty
    while it is still to be done."""

    kind: Kind
    due_on: date
    sentence: str
    task: str
    source: str
    answer: str = ""


@dataclass(frozen=True)
class Facts:
    """What the time limits are counted from, beside the stages. `ccapex_told_on`: the day the CCAPEX, or the CAF for it,
    was told; `bad_faith`: found by the judge; `plans_signed_on`: the days of the repayment plans that stand."""

    lease_signed_on: date | None = None
    ccapex_told_on: date | None = None
    bad_faith: bool = False
    plans_signed_on: tuple[date, ...] = ()


def present(events: Sequence[Event]) -> Event | None:
    """The stage the proceedings are at: the latest event, the last told of two of one day."""
    return max(enumerate(events), key=lambda each: (each[1].on, each[0]))[1] if events else None


def deadlines(events: Sequence[Event], *, today: date, facts: Facts | None = None) -> list[Deadline]:
    """What the present stage leaves to be done, by day; what is past stays, for the caller to say it is late.

    Only the latest event counts, and the truce while an eviction may come. An order to pay ends on the day it says; when
    that was not noted, by the date of the lease.
    """
    latest, facts = present(events), facts or Facts()
    if latest is None:
        return []
    if latest.stage == Stage.ORDER_TO_PAY:
        found = _order_to_pay(latest, facts)
        found.append(_ccapex(found[0].due_on, facts.ccapex_told_on, today))
    elif latest.stage in (Stage.SUMMONS, Stage.HEARING):
        found = _hearing(latest, max((each.on for each in events if each.stage == Stage.SUMMONS), default=None))
    elif latest.stage == Stage.ORDER_TO_LEAVE:
        found = _order_to_leave(latest.on, facts.bad_faith)
    elif latest.stage == Stage.ENFORCEMENT_DELAY:
        found = _judge(latest)
    elif latest.stage == Stage.POLICE_ASSISTANCE:
        found = _police(latest.on)
    else:
        found = []
    if latest.stage in (Stage.JUDGMENT, Stage.ORDER_TO_LEAVE, Stage.ENFORCEMENT_DELAY, Stage.POLICE_ASSISTANCE):
        found.append(truce(today))
    return sorted(found, key=lambda each: each.due_on)


def in_truce(day: date) -> bool:
    """Whether no eviction may be carried out that day, but for the exceptions of the text."""
    return (day.month, day.day) >= TRUCE_BEGINS or (day.month, day.day) <= TRUCE_ENDS


def truce_end(day: date) -> date:
    """The last day of the truce that holds that day, or of the next one."""
    return date(day.year + ((day.month, day.day) > TRUCE_ENDS), *TRUCE_ENDS)


def truce(today: date) -> Deadline:
    """Inside the truce, the day it ends; outside, the day it begins: and what to do by then."""
    if in_truce(today):
        end = truce_end(today)
        warning = end - timedelta(weeks=TRUCE_WARNING_WEEKS)
        return Deadline(
            Kind.TRUCE_ENDS,
            end,
            f"Trêve hivernale : pas d’expulsion jusqu’au {full_date(end)} compris ; la procédure, elle, continue.",
            f"À partir du {full_date(warning)} : demander des délais, un relogement ou un protocole avec le bailleur.",
            TRUCE_SOURCE,
        )
    begins = date(today.year, *TRUCE_BEGINS)
    return Deadline(
        Kind.TRUCE_BEGINS,
        begins,
        f"Hors trêve : une expulsion peut avoir lieu jusqu’au {full_date(begins - timedelta(days=1))} compris.",
        "Tenir le plan d’apurement et garder le contact avec le bailleur et la préfecture.",
        TRUCE_SOURCE,
    )


def _order_to_pay(order: Event, facts: Facts) -> list[Deadline]:
    signed_on = facts.lease_signed_on
    end, why = _order_ends(order, signed_on)
    plan = next((day for day in facts.plans_signed_on if order.on <= day <= end), None)
    answer = f"Un plan d’apurement a été signé le {full_date(plan)}, avant ce jour." if plan else ""
    sentence = f"Le commandement de payer produit son effet le {full_date(end)} ({why})."
    task = "Payer la dette, ou signer un plan d’apurement avec le bailleur, avant cette date."
    found = [Deadline(Kind.ORDER_TAKES_EFFECT, end, sentence, task, ORDER_SOURCE, answer)]
    if not plan and order.until is None and (signed_on is None or signed_on < LAW_OF_2023):
        found.append(
            Deadline(
                Kind.CLAUSE_UNKNOWN,
                order.on + timedelta(weeks=ORDER_WEEKS),
                "Le délai est écrit sur le commandement : il peut n’être que de 6\u00a0semaines.",
                "Lire le délai écrit sur le commandement de payer, et noter son dernier jour.",
                ORDER_SOURCE,
            )
        )
    return found


def _order_ends(order: Event, signed_on: date | None) -> tuple[date, str]:
    """The day an order takes effect, and how that is known."""
    if order.until:
        return order.until, "c’est le jour écrit sur l’acte"
    if signed_on and signed_on >= LAW_OF_2023:
        weeks = f"bail signé le {full_date(signed_on)} : {plural(ORDER_WEEKS, 'semaine')}"
        return order.on + timedelta(weeks=ORDER_WEEKS), weeks
    lease = f"bail signé le {full_date(signed_on)}" if signed_on else "date du bail inconnue"
    months = f"{lease} : {plural(ORDER_MONTHS_BEFORE, 'mois', 'mois')}, à vérifier sur l’acte"
    return add_months(order.on, ORDER_MONTHS_BEFORE), months


def _ccapex(order_ends: date, told_on: date | None, today: date) -> Deadline:
    if told_on is None:
        earliest = max(order_ends, add_months(today, CCAPEX_MONTHS))
        sentence = f"CCAPEX : saisie aujourd’hui, l’assignation serait possible à partir du {full_date(earliest)}."
        task = "Bailleur : saisir la CCAPEX, ou signaler l’impayé à la CAF, si ce n’est fait."
        return Deadline(Kind.CCAPEX_REFERRAL, order_ends, sentence, task, CCAPEX_SOURCE)
    end = add_months(told_on, CCAPEX_MONTHS)
    sentence = f"Pas d’assignation avant le {full_date(end)} : la CCAPEX a été saisie le {full_date(told_on)}."
    task = "Mettre ces deux mois à profit : plan d’apurement, FSL, aide au logement."
    return Deadline(Kind.SUMMONS_ALLOWED, end, sentence, task, CCAPEX_SOURCE)


def _hearing(event: Event, summoned_on: date | None) -> list[Deadline]:
    hearing = event.hearing_on or (event.on if event.stage == Stage.HEARING else None)
    if hearing is None:
        earliest = event.on + timedelta(weeks=SUMMONS_WEEKS)
        sentence = f"L’audience ne peut se tenir avant le {full_date(earliest)} ; sa date est sur l’assignation."
        return [Deadline(Kind.SUMMONS_SERVED, earliest, sentence, "Noter la date de l’audience.", SUMMONS_SOURCE)]
    limit = hearing - timedelta(weeks=SUMMONS_WEEKS)
    kept = "c’est fait" if summoned_on and summoned_on <= limit else "vérifiez la date de la notification"
    notified = Deadline(
        Kind.SUMMONS_SERVED,
        limit,
        f"L’assignation est notifiée à la préfecture au plus tard le {full_date(limit)} : {kept}.",
        "Préparer le diagnostic social et financier avec le ménage.",
        SUMMONS_SOURCE,
    )
    heard = Deadline(
        Kind.HEARING,
        hearing,
        f"Audience le {full_date(hearing)} : le juge peut accorder jusqu’à {JUDGE_MOST_YEARS}\u00a0ans pour payer.",
        "Avoir repris le paiement du loyer courant, venir à l’audience avec les justificatifs et le diagnostic.",
        PAYMENT_SOURCE,
    )
    return [notified, heard]


def _order_to_leave(on: date, bad_faith: bool) -> list[Deadline]:
    task = "Demander des délais au juge de l’exécution ; chercher un relogement."
    if bad_faith:
        sentence = "Le juge a constaté la mauvaise foi : le délai de deux mois ne s’applique pas."
        return [Deadline(Kind.LEAVE_BY, on, sentence, task, LEAVE_SOURCE)]
    end = add_months(on, LEAVE_MONTHS)
    most = add_months(on, LEAVE_MONTHS + HARDSHIP_MONTHS)
    sentence = f"Pas d’expulsion avant le {full_date(end)} ; le juge peut aller jusqu’au {full_date(most)}."
    return [Deadline(Kind.LEAVE_BY, end, sentence, task, LEAVE_SOURCE)]


def _judge(event: Event) -> list[Deadline]:
    task = "Montrer les démarches faites et le loyer payé ; trouver un logement avant la fin."
    if event.until:
        sentence = f"Le juge de l’exécution a accordé des délais jusqu’au {full_date(event.until)}."
        return [Deadline(Kind.JUDGE_DELAY_MOST, event.until, sentence, task, JUDGE_SOURCE)]
    least, most = add_months(event.on, JUDGE_LEAST_MONTHS), add_months(event.on, JUDGE_MOST_MONTHS)
    return [
        Deadline(
            Kind.JUDGE_DELAY_LEAST,
            least,
            f"Les délais du juge durent de 1\u00a0mois à 1\u00a0an : au moins jusqu’au {full_date(least)}.",
            "Noter la date de fin qui est dans la décision.",
            JUDGE_SOURCE,
        ),
        Deadline(Kind.JUDGE_DELAY_MOST, most, f"Ils finissent au plus tard le {full_date(most)}.", task, JUDGE_SOURCE),
    ]


def _police(on: date) -> list[Deadline]:
    end = add_months(on, POLICE_MONTHS)
    sentence = f"Sans réponse de la préfecture le {full_date(end)}, le concours de la force publique est refusé."
    return [
        Deadline(Kind.POLICE_SILENCE, end, sentence, "Écrire à la préfecture la situation du ménage.", POLICE_SOURCE)
    ]
