"""Two more committees of a demonstration: one plans its quarters of a year, the other meets at short notice, each household there."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from committees import convocations
from committees.actions import agenda, sessions
from committees.demo.acts import typed
from committees.demo.files import File
from committees.models import Committee
from committees.rules import Rules
from partners.acting import Acting

QUARTERLY = "orientation-lille"
WITH_THE_HOUSEHOLD = "suivi-individuel-eure-et-loir"
_QUARTER = (
    File(
        "calibrate",
        "Mme A., une adulte, un enfant",
        "Mme Aubry",
        "une adulte, un enfant",
        "Locataire depuis 2021, T3",
        "2 140,00 €",
        "Le Pas de Porte",
        "Deux rencontres ont eu lieu. La dette vient d’une suspension de l’APL, que le ménage demande à comprendre.",
        False,
    ),
    File(
        "go-on",
        "M. B., un adulte seul",
        "M. Bertin",
        "un adulte seul",
        "Bail glissant depuis dix mois, T2",
        "",
        "La Clairière",
        "Le loyer est payé depuis six mois. Il reste l’assurance et le transfert du contrat d’énergie avant le glissement.",
        False,
    ),
    File(
        "close",
        "M. et Mme C., un couple, deux enfants",
        "M. et Mme Cazal",
        "un couple, deux enfants",
        "Titulaires de leur bail depuis mars, T4",
        "",
        "Relais des Halles",
        "Le plan d’apurement est soldé. Le ménage demande que l’accompagnement s’arrête, et sait qui appeler.",
        False,
    ),
)
_AT_SHORT_NOTICE = (
    File(
        "step",
        "Mme D., une adulte, deux enfants",
        "Mme Delmas",
        "une adulte, deux enfants",
        "Hébergée dans un T3, charges à son nom",
        "",
        "La Clairière",
        "Elle paie l’énergie et l’assurance depuis quatre mois. Le bailleur propose de passer à la sous-location le premier du mois.",
        True,
    ),
    File(
        "stay",
        "M. E., un adulte seul",
        "M. Erault",
        "un adulte seul",
        "Sous-locataire d’un T2",
        "310,00 €",
        "La Clairière",
        "Son contrat de travail s’arrête en janvier. Il préfère garder l’étape en cours le temps de retrouver un emploi.",
        True,
    ),
)


def plan_quarters(committee: Committee, rules: Rules, by: Acting) -> None:
    """A year of sessions by the rhythm, and files ready for the first."""
    first = timezone.localdate() + timedelta(days=24)
    first += timedelta(days=(3 - first.weekday()) % 7)
    starts_at = timezone.make_aware(datetime.combine(first, time(14)))
    sessions.plan_year(committee=committee, starts_at=starts_at, place="Salle du conseil", by=by)
    for file in _QUARTER:
        typed(committee, rules, file, by)


def meet_at_short_notice(committee: Committee, rules: Rules, by: Acting) -> None:
    """A session called for today, of two households that come to it."""
    starts_at = timezone.localtime(timezone.now() + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    held = sessions.plan(
        committee=committee, starts_at=starts_at, place="Locaux de l’association", is_urgent=True, by=by
    )
    agenda.put(session=held, sheets=[typed(committee, rules, file, by) for file in _AT_SHORT_NOTICE], by=by)
    sessions.send(session=held, by=by)
    convocations.ask(session=held, by=by)
