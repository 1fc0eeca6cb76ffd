"""What a team reads of what it presents: committees, where each sheet stands, whose agreement is missing, who will read what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from cases.consent_words import and_list, label_of, unit_of
from cases.models import Case, Consent
from cases.queries.consents import Adult, last_day
from committees.enums import NARROWING, Ceiling, DecisionKind, SessionState
from committees.models import PresentationSheet
from committees.policies import next_sitting
from committees.queries.presenting import Offered, Presented
from committees.rules import Rules
from committees.sheets import Content
from committees.views.effect_words import Standing, standing
from common.formatting import HARD, full_date, plural

TAGS = {
    DecisionKind.ADJOURNED: "todo",
    DecisionKind.REFUSED: "late",
    DecisionKind.OUT_OF_SCOPE: "neutral",
    DecisionKind.CLOSED: "neutral",
    DecisionKind.RADIATED: "neutral",
}


@dataclass(frozen=True)
class Agreed:
    """One adult, and until when she agrees that the secretariat receives the sheet; `url`: where to ask her, when she does not;
    `again`: where to ask her in any case."""

    name: str
    last: date | None
    again: str

    @property
    def until(self) -> str:
        return full_date(self.last) if self.last else ""

    @property
    def url(self) -> str:
        return "" if self.last else self.again

    @property
    def label(self) -> str:
        return f"Recueillir l’accord de {self.name}"


@dataclass(frozen=True)
class Short:
    """An agreement that ends before a sheet filed today is read: what that does, and whom to ask again."""

    said: str
    adult: Agreed


@dataclass(frozen=True)
class Line:
    """One sheet: where it stands (`kind` draws it), what was decided and where that is, and what may still be done."""

    sheet: PresentationSheet
    asked: str
    kind: str
    said: str
    detail: str
    decided: str
    reason: str
    appeal: str
    may_write: bool
    may_withdraw: bool
    effect: Standing | None


@dataclass(frozen=True)
class Place:
    """A committee: what it is, the sheet under way there, else the last one it decided, the former ones, and whose agreement
    is there."""

    offered: Offered
    secretariat: str
    often: str
    under_way: Line | None
    decided: Line | None
    former: list[Line]
    agreed: list[Agreed]
    short: Short | None


@dataclass(frozen=True)
class Shown:
    """One version as the page shows it before it leaves: to whom, and what."""

    title: str
    content: Content


# --- committees ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Known:
    """What is known of a household's presentations. `told`: as `queries.presenting.rules_told` answers; `given`: agreements
    in force."""

    case: Case
    found: Sequence[Presented]
    told: dict[int, Rules]
    adults: Sequence[Adult]
    given: Sequence[Consent]


def places(offered: Sequence[Offered], known: Known) -> list[Place]:
    """One a committee, in the order they are offered."""
    return [_place(each, known) for each in offered]


def _place(each: Offered, known: Known) -> Place:
    here = [one for one in known.found if one.sheet.committee_id == each.committee.pk]
    current = next((one for one in here if one.is_under_way), None)
    decided = None if current else next((one for one in here if one.decision), None)
    agreed = agreed_of(known.case, each, known.adults, known.given)
    may_file = current is None or (current.sheet.filed_at is None and not current.sheet.is_coded)
    return Place(
        offered=each,
        secretariat=label_of(each.committee.secretary),
        often=often(each.rules),
        under_way=line_of(current, each.rules, known.told) if current else None,
        decided=line_of(decided, each.rules, known.told) if decided else None,
        former=[line_of(one, each.rules, known.told) for one in here if one not in {current, decided}],
        agreed=agreed,
        short=short_of(agreed, each.rules, timezone.localdate()) if each.is_open and may_file else None,
    )


def often(rules: Rules) -> str:
    """« Tous les 2 mois. Une fiche se dépose 15 jours avant la séance. »"""
    weeks, months = rules.rhythm.every_weeks, rules.rhythm.every_months
    if weeks:
        rhythm = "Toutes les semaines" if weeks == 1 else f"Toutes les {weeks} semaines"
    else:
        rhythm = "Tous les mois" if months == 1 else f"Tous les {months}{HARD}mois"
    urgent = ", et en urgence s’il le faut" if rules.rhythm.urgent else ""
    filed = f" Une fiche se dépose {plural(rules.file_days, 'jour')} avant la séance." if rules.file_days else ""
    return f"{rhythm}{urgent}.{filed}"


def agreed_of(case: Case, offered: Offered, adults: Iterable[Adult], given: Iterable[Consent]) -> list[Agreed]:
    """Each adult whose agreement the sheet needs, those who gave it and those to ask."""
    unit = unit_of(offered.committee.secretary).public_id
    until = {one.person_id: one.until for one in given if one.recipient_id == offered.committee.secretary_id}
    return [
        Agreed(
            name=adult.civil,
            last=last_day(until[adult.person.pk]) if adult.person.pk in until else None,
            again=reverse("consent_choose", args=[case.public_id, adult.public_id, unit]),
        )
        for adult in adults
        if adult.person.is_party
    ]


def short_of(agreed: Iterable[Agreed], rules: Rules, today: date) -> Short | None:
    """The first agreement to end, where it ends before the next session. Sessions are not read by who presents: the first day one may
    sit that takes a sheet filed today, and the last by the rhythm. None while an agreement is missing, which is said elsewhere."""
    adults = list(agreed)
    ends = [(each.last, each) for each in adults if each.last]
    if not ends or len(ends) < len(adults):
        return None
    last, adult = min(ends, key=lambda end: end[0])
    first = today + timedelta(days=rules.file_days)
    latest = next_sitting(rules.rhythm, first)
    if last >= latest:
        return None
    said = f"L’accord de {adult.name} finit le {full_date(last)}. "
    if last < first:
        but = ", sauf séance en urgence" if rules.rhythm.urgent else ""
        said += f"Une fiche déposée aujourd’hui passe en séance à partir du {full_date(first)} : aucune commission ne la lira à temps{but}."
    else:
        said += f"La prochaine séance peut se tenir plus tard, jusqu’au {full_date(latest)} environ : la commission ne lirait plus la fiche."
    return Short(f"{said} Avant de la déposer, recueillez de nouveau son accord, pour plus longtemps.", adult)


# --- a sheet -------------------------------------------------------------------------------------------------------
def line_of(found: Presented, rules: Rules, told: dict[int, Rules]) -> Line:
    """Where that sheet stands, by what its author may know of it."""
    sheet, decision = found.sheet, found.decision
    kind, said, detail = _standing(found)
    decided = reason = appeal = ""
    if decision:
        taken_under = told.get(decision["version"], rules)
        decided, appeal = _decided(decision, taken_under)
        reason = decision["reason"]
    return Line(
        sheet=sheet,
        asked=asked_of(rules, sheet.competence),
        kind=kind,
        said=said,
        detail=detail,
        decided=decided,
        reason=reason,
        appeal=appeal,
        may_write=sheet.filed_at is None and sheet.withdrawn_at is None,
        may_withdraw=found.is_under_way,
        effect=standing(found.effect, timezone.localdate(), is_withdrawn=sheet.withdrawn_at is not None)
        if found.effect
        else None,
    )


def _standing(found: Presented) -> tuple[str, str, str]:
    sheet, decision = found.sheet, found.decision
    if sheet.withdrawn_at:
        return "neutral", "Retirée", f"Le {_day(sheet.withdrawn_at)}."
    if sheet.filed_at is None:
        how = "Rien n’est encore envoyé." if sheet.is_coded else "Relisez-la avec le ménage, puis déposez-la."
        return "todo", "À déposer", how
    if decision and not _waits(found):
        kind = DecisionKind(decision["kind"])
        return TAGS.get(kind, "done"), _capital(str(kind.label)), f"Séance du {_told_day(decision['on'])}."
    return _of_filed(found)


def _waits(found: Presented) -> bool:
    """Whether it is on the agenda of a session to come."""
    return found.item is not None and found.item["closed"] is None and found.item["state"] in _TO_COME


def _of_filed(found: Presented) -> tuple[str, str, str]:
    sheet, item = found.sheet, found.item
    if sheet.readable_until is None or sheet.readable_until <= timezone.now():
        return "late", "Plus lue", "L’accord du ménage a pris fin : personne à la commission ne lit plus cette fiche."
    if item and _waits(found):
        return "planned", "À l’ordre du jour", f"Séance du {_told_day(item['at'])}."
    if item and item["state"] == SessionState.CLOSED:
        said = f"Séance du {_told_day(item['at'])}. Vous lirez ici ce qui est décidé dès que le compte rendu est signé."
        return "waiting", "Passée en séance", said
    return "waiting", "Déposée", f"Le {_day(sheet.filed_at)}. Le secrétariat la lit et l’inscrira à une séance."


_TO_COME = (SessionState.PLANNED, SessionState.SENT, SessionState.OPEN)


def asked_of(rules: Rules, competence: str) -> str:
    """What is asked, as the committee's rules say it; its key where they no longer do."""
    return next((each.label for each in rules.competences if each.key == competence), competence)


def _decided(decision: dict, rules: Rules) -> tuple[str, str]:
    """« La commission accorde l’accompagnement, du 1ᵉʳ décembre 2026 au 31 mai 2027. », and how to contest it."""
    competence = next((each for each in rules.competences if each.key == decision["competence"]), None)
    label = competence.label if competence else str(DecisionKind(decision["kind"]).label)
    starts, until = (
        date.fromisoformat(decision[name]) if decision[name] else None for name in ("starts_on", "until_on")
    )
    period = ""
    if starts and until:
        period = f", du {full_date(starts)} au {full_date(until)}"
    elif starts:
        period = f", à partir du {full_date(starts)}"
    elif until:
        period = f", jusqu’au {full_date(until)}"
    return f"La commission {label}{period}.", competence.appeal if competence else ""


def _day(moment: datetime) -> str:
    return full_date(timezone.localdate(moment))


def _told_day(moment: str) -> str:
    return _day(datetime.fromisoformat(moment))


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


# --- before it leaves ----------------------------------------------------------------------------------------------
def shown(versions: dict[str, Content], rules: Rules, *, protected: bool) -> list[Shown]:
    """Each version, widest first, with the seats that will read it: one after the other, as the household is read them."""
    found = []
    for ceiling in NARROWING:
        if ceiling not in versions:
            continue
        seats = [seat.label for seat in rules.seats if _reads(seat.ceiling, versions, protected=protected) == ceiling]
        wholly = ceiling == Ceiling.FULL or len(versions) == 1
        if len(seats) == len(rules.seats):
            seats = ["tous les sièges"]
        readers = ["le secrétariat", *seats] if wholly else seats
        several = len(readers) > 1 or readers == ["tous les sièges"]
        if readers:
            found.append(Shown(f"Ce que {'liront' if several else 'lira'} {and_list(readers)}", versions[ceiling]))
    return found


def _reads(ceiling: str, versions: dict[str, Content], *, protected: bool) -> str:
    return Ceiling.CODED if protected or ceiling not in versions else ceiling
