"""The agenda of a session as its secretary prints it: the one thing of a committee that is printed (domain 5). Pure."""

from collections.abc import Iterable
from typing import Any

from committees.documents.words import asked, day_of, moment
from committees.models import Session
from committees.queries.sessions import Line
from committees.rules import Rules
from committees.sheets import presenter
from common.formatting import minutes, plural

TEMPLATE = "documents/agenda-1.html"


def title_of(session: Session) -> str:
    """« Ordre du jour du 19 novembre 2026 »."""
    return f"Ordre du jour du {day_of(session.starts_at)}"


def agenda_content(session: Session, lines: Iterable[Line], rules: Rules, *, issuer: str) -> dict[str, Any]:
    """All that the template is given: number, heading, what is asked, who presents it."""
    lines = list(lines)
    rows = [
        {
            "number": number,
            "heading": line.content.heading,
            "file": line.sheet.number,
            "asked": asked(line.sheet.competence, rules),
            "by": presenter(line.sheet, line.content),
            "is_urgent": line.sheet.is_urgent,
        }
        for number, line in enumerate(lines, start=1)
    ]
    each = rules.rhythm.minutes_per_item
    return {
        "issuer": issuer,
        "committee": session.committee.name,
        "held": moment(session.starts_at),
        "place": session.place,
        "count": plural(len(rows), "dossier"),
        "length": f"environ {minutes(len(rows) * each)}" if each and rows else "",
        "rows": rows,
        "sheets": sorted(line.sheet.pk for line in lines),
        "cases": sorted({line.sheet.case_id for line in lines if line.sheet.case_id}),
    }
