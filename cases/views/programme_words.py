"""A programme's rules in words: chapters of a page, each a list of (what, its rule)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from cases.enums import AccompanimentKind, ProcedureStage, Reason, ReferralOrigin, Scope, VisitKind
from cases.programmes.rhythm import windows
from cases.programmes.rules import FlatAmount, IncomeCeiling, Phase, Rate, Rules
from common.formatting import euros, minutes, plural

Said = list[tuple[str, str | list[str]]]
STRIP_WEEKS, STRIP_DAY = 12, 8

PARTIES = {
    "household": "le ménage",
    "operator": "l’association",
    "landlord": "le bailleur",
    "landlord_social_service": "le service social du bailleur",
    "sub_lessor": "l’association qui sous-loue",
}
ROLES = {
    "operator": "Association",
    "landlord": "Bailleur",
    "funder": "Financeur",
    "siao": "SIAO",
    "prescriber": "Prescripteur",
    "reserver": "Réservataire",
    "committee_secretary": "Secrétariat de commission",
}
GIVERS = {"landlord": "le bailleur", "household": "le ménage", "operator": "l’association"}
OUTREACH = {
    "operator": "L’association vient seule",
    "landlord": "Le bailleur vient seul",
    "pair": "L’association et le bailleur viennent ensemble",
}
ENTITIES = {
    "branch": "L’agence du bailleur",
    "social_service": "Le service social du bailleur",
    "sliding_lease_holder": "L’association qui tient le bail glissant, s’il y en a une",
}
SUSPENSION = {"asked": "Demandée au bailleur, qui décide", "automatic": "Dès la présentation en commission"}
INSPECTION = {
    "always": "L’association est présente à l’état des lieux",
    "when_possible": "L’association vient à l’état des lieux quand elle le peut",
    "none": "L’association ne vient pas à l’état des lieux",
}
OCCUPANCY = {
    "hosted": "hébergé",
    "intermediate": "paie ses charges à son nom",
    "sub_tenant": "sous-locataire",
    "tenant": "locataire en titre",
}
OFFERS = {
    "open": "offres ouvertes à toutes les associations",
    "direct": "logement proposé à un ménage choisi",
    "individual": "recherche au cas par cas",
    "need": "besoin de logement envoyé aux bailleurs",
}
UNITS = {
    "diagnosis": "par diagnostic",
    "measure_month": "par mois de mesure",
    "measure": "par mesure",
    "year": "par an",
    "post": "par poste",
    "intervention": "par intervention",
    "dwelling": "par logement",
}


def rhythm_of(rules: Rules) -> list[str]:
    """« Les premières semaines : 2 visites par semaine, pendant 6 semaines », one per phase."""
    return [f"{phase.label} : {often(phase)}{_for_weeks(phase)}" for phase in rules.visits.phases]


def often(phase: Phase) -> str:
    """« 2 visites par mois », « 1 visite toutes les 3 semaines »."""
    visits = plural(phase.visits, "visite")
    for every, word in ((phase.every_weeks, "semaine"), (phase.every_months, "mois")):
        if every == 1:
            return f"{visits} par {word}"
        if every:
            return f"{visits} {'tous les' if word == 'mois' else 'toutes les'} {plural(every, word, word if word == 'mois' else '')}"
    raise ValueError("a phase counts in weeks or in months")


def _for_weeks(phase: Phase) -> str:
    return f", pendant {plural(phase.weeks, 'semaine')}" if phase.weeks else ""


@dataclass(frozen=True)
class Strip:
    """The first weeks drawn: `dots` are distances from the left, `width` the whole, in pixels."""

    width: int
    dots: list[int]
    said: str


def strip_of(rules: Rules) -> Strip:
    """The visits of the first twelve weeks, one dot on the last day for each."""
    start = date(2026, 1, 1)
    end = start + timedelta(weeks=STRIP_WEEKS)
    found = windows(rules.visits.phases, start, end)
    days = [(window.due_on(number) - start).days for window in found for number in range(1, window.wanted + 1)]
    dots = [STRIP_DAY * day + STRIP_DAY // 2 for day in days if day < 7 * STRIP_WEEKS]
    said = f"Les {STRIP_WEEKS} premières semaines : {plural(len(dots), 'visite')}, chacune dessinée à son dernier jour."
    return Strip(STRIP_DAY * 7 * STRIP_WEEKS, dots, said)


def chapters_of(rules: Rules) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Every rule the programme has, chapter by chapter, in the order of a household's way: what, and its lines."""
    chapters = [
        ("Les partenaires", _partners(rules)),
        ("Pour qui", _publics(rules)),
        ("La saisine", _referral(rules)),
        ("Aller vers le ménage", _outreach(rules)),
        ("Le diagnostic et le contrat", _contract(rules)),
        ("Les visites et les bilans", _visits(rules)),
        ("Ce que le ménage peut accepter de transmettre", _consent(rules)),
        ("Le loyer et le logement", _dwelling(rules)),
        ("Après la fin", _follow_up(rules)),
        ("L’argent et les objectifs", _money(rules)),
    ]
    return [
        (title, [(what, [rule] if isinstance(rule, str) else rule) for what, rule in said])
        for title, said in chapters
        if said
    ]


def _partners(rules: Rules) -> Said:
    return [(f"{ROLES[each.role]} : {each.who}", _sentence(each.does)) for each in rules.partners]


def _publics(rules: Rules) -> Said:
    said: Said = [
        (f"{_label(AccompanimentKind(each.kind))} : {plural(each.households, 'ménage')}", list(each.publics))
        for each in rules.strands
    ]
    if rules.referral.income_ceilings:
        said.append(("Ressources du ménage", [_ceiling(each) for each in rules.referral.income_ceilings]))
    if rules.referral.conditions:
        said.append(("Conditions", list(rules.referral.conditions)))
    if rules.referral.excluded_reasons:
        said.append(
            ("Ne relève pas du dispositif", _listed(Reason(each).label for each in rules.referral.excluded_reasons))
        )
    return said


def _ceiling(each: IncomeCeiling) -> str:
    text = f"Moins de {_amount(each.euros)} par mois"
    if each.share_percent < 100:
        who = f" en {AccompanimentKind(each.strand).label}" if each.strand else ""
        return f"{text} pour {_number(each.share_percent)} % des ménages{who}"
    return text


def _referral(rules: Rules) -> Said:
    referral = rules.referral
    return [
        ("Qui signale", _listed(ReferralOrigin(each).label for each in referral.origins)),
        ("À quel stade", _listed(ProcedureStage(each).label for each in referral.stages if each != "none")),
        *_required(rules),
        ("Qui décide de l’entrée", "L’association" if referral.entry_decided_by == "operator" else "La commission"),
        (
            "Réponse due",
            f"Sous {plural(referral.answer_days, 'jour')} ; relance {plural(referral.escalation_days, 'jour')} après",
        ),
        ("Le ménage est informé", f"Au plus tard {plural(referral.information_days, 'jour')} après la saisine"),
        ("Liste d’attente", "Oui" if referral.waiting_list else "Non"),
    ]


def _required(rules: Rules) -> Said:
    asked = sorted(rules.referral.required, key=lambda each: list(GIVERS).index(each.given_by))
    return [
        (f"Il faut, de {GIVERS[giver]}".replace("de le ", "du "), [_sentence(each.label) for each in several])
        for giver, several in groupby(asked, key=lambda each: each.given_by)
    ]


def _outreach(rules: Rules) -> Said:
    outreach = rules.outreach
    first = "Avec le bailleur" if outreach.first_meeting_with_landlord else "Sans le bailleur"
    return [
        ("Qui vient", OUTREACH[outreach.by]),
        ("Première rencontre", first),
        ("Quand", _sentence(outreach.hours)),
        (
            "Repère",
            f"Souvent {plural(outreach.usual_attempts, 'passage')} et {plural(outreach.usual_days, 'jour')} avant la première rencontre",
        ),
        ("Entre deux passages", f"{plural(outreach.days_between_attempts, 'jour')} au plus"),
    ]


def _contract(rules: Rules) -> Said:
    contract, assessment = rules.contract, rules.assessment
    length = "Sans durée fixée"
    if contract.months:
        renewed = f", renouvelables {plural(contract.renewals, 'fois', 'fois')}" if contract.renewals else ""
        length = f"{plural(contract.months, 'mois', 'mois')}{renewed}"
    beyond = "La commission peut prolonger" if contract.beyond_maximum == "committee" else "Pas de prolongation"
    said: Said = [
        ("Avant le contrat", f"{plural(assessment.meetings_before_contract, 'rencontre')} au moins"),
        ("Partie commune signée par", _listed(PARTIES[each] for each in contract.common_part_signed_by)),
        ("Partie sociale signée par", "Le ménage et l’association ; personne d’autre ne la lit"),
        ("Durée", length),
    ]
    if contract.months:
        said.append(("Au-delà du maximum", beyond))
    return said + [(f"Axe : {axis.label}", list(axis.objectives)) for axis in contract.axes]


def _visits(rules: Rules) -> Said:
    reviews = rules.reviews
    said: Said = [
        ("Rythme des visites", rhythm_of(rules)),
        ("Lieu", _listed(VisitKind(each).label for each in rules.visits.places)),
        (
            "Bilan",
            f"Tous les {plural(reviews.bilan_months, 'mois', 'mois')}, signé par {_and(PARTIES[each] for each in reviews.bilan_signed_by)}",
        ),
    ]
    if reviews.tripartite_months:
        said.append(("Réunion tripartite", f"Tous les {plural(reviews.tripartite_months, 'mois', 'mois')}"))
    if reviews.landlord_exchange_weeks:
        said.append(("Échange avec le bailleur", f"Toutes les {plural(reviews.landlord_exchange_weeks, 'semaine')}"))
    if reviews.team_meeting_weeks:
        said.append(("Réunion d’équipe", f"Toutes les {plural(reviews.team_meeting_weeks, 'semaine')}"))
    return [*said, ("Ménages par travailleur social", f"Environ {rules.caseload}")]


def _consent(rules: Rules) -> Said:
    said: Said = []
    for each in rules.consent.recipients:
        lines = [f"Proposé : {_and(Scope(scope).label for scope in each.scopes)}, pour {each.purpose}"]
        lines += [f"Demandé à part : {_and(Scope(scope).label for scope in each.separate)}"] if each.separate else []
        said.append((ENTITIES[each.entity], lines))
    durations = _listed(str(each) for each in rules.consent.durations)
    return [*said, ("Pour combien de mois", f"{durations} : le ménage choisit, rien n’est coché d’avance")]


def _dwelling(rules: Rules) -> Said:
    dwelling, suspension = rules.dwelling, rules.rent.suspension
    said: Said = []
    if suspension.months:
        said.append(
            (
                "Suspension de la procédure",
                f"{SUSPENSION[suspension.mode]}, {plural(suspension.months, 'mois', 'mois')} au plus",
            )
        )
    said += [
        ("Paiement repris", f"Après {plural(rules.rent.resumed_after_months, 'mois', 'mois')} de suite"),
        ("Plan rompu", f"Après {plural(rules.rent.plan_broken_after_months, 'mois', 'mois')} de retard de suite"),
        ("État des lieux", INSPECTION[dwelling.inspection]),
        ("Étapes d’occupation", _listed(OCCUPANCY[each] for each in dwelling.occupancy)),
    ]
    if dwelling.offers:
        said.append(("Comment un logement est trouvé", _listed(OFFERS[each] for each in dwelling.offers)))
    if dwelling.quota:
        said.append(("Quota", _sentence(dwelling.quota.label)))
    if dwelling.effort_rate_percent:
        heating = ", chauffage compris" if dwelling.effort_rate_includes_heating else ""
        said.append(("Taux d’effort", f"{_number(dwelling.effort_rate_percent)} % au plus{heating}"))
    if dwelling.residual_euros_per_day:
        said.append(("Reste pour vivre", f"{_amount(dwelling.residual_euros_per_day)} par jour au moins"))
    flats = [_flat(each) for each in dwelling.flat_amounts]
    said.append(("Eau et chauffage individuels", flats or "Forfaits à fixer : rien n’est compté"))
    return said + [(each.name, _sentence(each.decides)) for each in rules.committees]


def _flat(each: FlatAmount) -> str:
    what = "Eau" if each.charge == "water" else "Chauffage"
    rooms = f", {plural(each.rooms_at_most, 'pièce')} au plus" if each.rooms_at_most else ""
    persons = f", {plural(each.persons_at_most, 'personne')} au plus" if each.persons_at_most else ""
    return f"{what} : {_amount(each.euros)} par mois{rooms}{persons}"


def _follow_up(rules: Rules) -> Said:
    return [
        ("Veille", f"{plural(rules.follow_up.days, 'jour')}, payée par {rules.follow_up.paid_by}"),
        ("Retour", rules.follow_up.re_entry),
    ]


def _money(rules: Rules) -> Said:
    said: Said = [(each.label, f"{_amount(each.euros)} {UNITS[each.unit]}{_planned(each)}") for each in rules.rates]
    for plan in rules.funding:
        shares = [f"{each.funder} : {_number(each.percent)} %" for each in plan.shares]
        said.append((plan.label, [_amount(plan.euros), *shares]))
    said += [
        (target.label, f"{_number(target.value)}{' %' if target.unit == 'percent' else ''}") for target in rules.targets
    ]
    few = plural(rules.reports.threshold, "ménage")
    return [*said, ("Les rapports aux financeurs", f"Aucun chiffre qui repose sur moins de {few}")]


def _planned(rate: Rate) -> str:
    total = rate.visit_minutes + rate.travel_minutes + rate.writing_minutes
    return f", {minutes(total)} prévues" if total else ""


def _amount(value: Decimal) -> str:
    return euros(int(value * 100), whole=True)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _label(kind: AccompanimentKind) -> str:
    return _sentence(str(kind.label))


def _listed(words: Iterable[str]) -> str:
    return _sentence(", ".join(words))


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} et {last}" if first else last


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
