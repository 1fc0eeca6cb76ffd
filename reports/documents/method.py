"""What stands after the figures of a report: targets, money, definitions, and how it was made. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from cases.periods import Period
from common.formatting import clock, euros, full_date, grouped, plural
from common.typography import HARD
from reports.documents.blocks import NOT_COUNTED, NOT_PRINTED, Sources, aimed, as_said
from reports.documents.given import Line, Money
from reports.indicators.catalogue import Catalogue, Indicator
from reports.outline import is_counted
from reports.readings import as_printed, footnote, printed, read

TOGETHER = "Ensemble"

UNITS = {
    "count": "nombre",
    "percent": "pourcentage",
    "cents": "euros",
    "days": "jours",
    "months": "mois",
    "hours": "heures",
}


def goals(sources: Sources, aims: Mapping[str, Fraction]) -> list[dict[str, Any]]:
    """Each target with its result, in the order given; one whose indicator is not counted is left out."""
    rows = []
    for key, aim in aims.items():
        if not is_counted(key, sources.period, sources.release.tables, sources.catalogue):
            continue
        said = sources.catalogue.indicator[key]
        reading = read(sources.catalogue, said, sources.release, sources.period)
        rows.append(
            {
                "indicator": key,
                "label": said.name,
                "unit": said.unit,
                "goal": aimed(said, aim),
                "now": as_said(said, reading),
                "before": sources.before(key) or NOT_COUNTED,
                "gap": NOT_COUNTED["text"] if reading.value is None else gap(said, aim, reading.value),
            }
        )
    return rows


def gap(indicator: Indicator, aim: Fraction, reached: Fraction) -> str:
    """« + 3 », « − 8 points », « atteint »: what separates the two as they are printed."""
    apart = as_printed(indicator, reached) - as_printed(indicator, aim)
    said = plural(int(abs(apart)), "point") if indicator.unit == "percent" else printed(indicator, abs(apart))
    return f"{'+' if apart > 0 else '−'}{HARD}{said}" if apart else "atteint"


def _percent(share: Fraction) -> int:
    """As printed: a half goes up."""
    return int(100 * share + Fraction(1, 2))


def money_of(money: Money | None) -> dict[str, Any] | None:
    """The lines, and their sum when there are several; in euros as printed and in cents."""
    if money is None:
        return None
    rows = [_line(line) for line in money.lines]
    if len(money.lines) > 1:
        rows.append(_line(money.whole or together(money.lines)) | {"level": "total"})
    return {"rows": rows}


def is_left_out(money: Money) -> bool:
    """Whether an amount of it is left out."""
    return any(line.consumed is None or (line.in_euros and line.granted is None) for line in money.lines)


def together(lines: Sequence[Line]) -> Line:
    """Their sums; what one of them leaves out is left out of the sum too."""
    return Line(
        TOGETHER,
        "",
        _sum(each.granted for each in lines),
        _sum(each.consumed for each in lines),
        in_euros=all(each.in_euros for each in lines),
    )


def _sum(amounts: Iterable[int | None]) -> int | None:
    total = 0
    for each in amounts:
        if each is None:
            return None
        total += each
    return total


def _line(line: Line) -> dict[str, Any]:
    granted, consumed = line.granted, line.consumed
    left: int | None = None
    share: dict[str, Any] = NOT_PRINTED
    if granted is not None and consumed is not None:
        left, share = granted - consumed, _share(consumed, granted)
    of_grant = {"granted": _shown(granted), "left": _shown(left), "share": share}
    return {
        "name": line.name,
        "funder": line.funder,
        "level": "row",
        "consumed": _shown(consumed),
        **(of_grant if line.in_euros else dict.fromkeys(of_grant, NOT_COUNTED)),
    }


def _share(consumed: int, granted: int) -> dict[str, Any]:
    if not granted:
        return NOT_COUNTED
    share = Fraction(consumed, granted)
    return {"text": f"{grouped(_percent(share))}{HARD}%", "value": float(round(share, 4))}


def _shown(cents: int | None) -> dict[str, Any]:
    return NOT_PRINTED if cents is None else _cents(cents)


def _cents(cents: int) -> dict[str, Any]:
    return {"text": euros(cents, whole=True), "value": cents}


def definitions(catalogue: Catalogue, keys: Iterable[str]) -> list[dict[str, Any]]:
    """Each indicator printed: what it counts, in what, from what, and which version of its definition."""
    return [
        {
            "indicator": key,
            "name": said.name,
            "definition": said.definition,
            "unit": UNITS[said.unit],
            "source": said.source,
            "version": said.version,
        }
        for key in keys
        for said in (catalogue.indicator[key],)
    ]


_COUNTED = (
    "Ils sont comptés dans ce que les équipes ont noté (saisines, visites, démarches, comptes de loyer), selon les définitions "
    "qui suivent. Aucun n’est estimé, et aucun ne désigne un ménage. Les pourcentages sont arrondis à l’unité. "
)
#: What is said of who did not adhere, by whether its request still says of which programme it was.
_CLOSED = {
    True: "Un ménage qui n’a pas adhéré dans les soixante jours reste compté dans les saisines ; le reste de ce qui le concerne est fermé, "
    "et n’est pas compté.",
    False: "Un ménage qui n’a pas adhéré dans les soixante jours n’est plus compté : ce qui le concerne est fermé, et ne dit plus de quel "
    "dispositif venait la demande.",
}
_MONEY = (
    "Ce qu’une convention accorde est réparti également sur ses mois. Ce qui est consommé est ce que disent les registres des "
    "mois clos de la période."
)
_GOALS = (
    "Ils sont ceux du dispositif ou de la convention, pour la période du rapport. Ce qui se compte au fil du temps (entrées, "
    "visites) est pris par mois sur l’objectif d’une année ; une part, une moyenne ou un niveau reste le même."
)


def sentences(
    *,
    period: Period,
    as_of: datetime,
    former: Period | None,
    threshold: int,
    missing: Sequence[str],
    with_money: bool = False,
    with_goals: bool = False,
    with_closed: bool = True,
) -> list[dict[str, str]]:
    """How the figures were counted, each point under its title."""
    said = {
        "Période": f"Les chiffres portent sur la période {period.dates}. Ils ont été arrêtés le {full_date(as_of.date())} à "
        f"{clock(as_of)} et ne changent plus{HARD}: ce qui est noté ensuite paraît dans le rapport suivant.",
        "Comptage": _COUNTED + _CLOSED[with_closed],
        "Chiffres non publiés": f"{footnote(threshold)} Les nombres simples (entrées, sorties, visites, mois-mesures) sont "
        "toujours donnés en tout, jamais par catégorie quand ils sont trop petits. Une catégorie qui n’est pas citée n’a personne, ou "
        "n’est pas publiée pour l’une de ces raisons.",
    }
    if with_money:
        said["Les moyens"] = _MONEY
    if with_goals:
        said["Les objectifs"] = _GOALS
    if former:
        said["Comparaison"] = (
            f"La période précédente va {former.dates}. Ses chiffres sont ceux qui ont été publiés, masqués de la même façon. "
            "Un tiret (–) dit qu’un chiffre n’était pas compté."
        )
    if missing:
        said["Ce qui n’est pas compté"] = f"Le dispositif ne compte pas, ou pas encore{HARD}: {_listed(missing)}."
    return [{"title": title, "text": text} for title, text in said.items()]


def _listed(names: Sequence[str]) -> str:
    return " ; ".join(f"« {name} »" for name in dict.fromkeys(names))
