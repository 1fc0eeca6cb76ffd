"""A unit's reports to a funder, in each state; one was issued to it."""

from typing import TYPE_CHECKING

from django.utils import timezone

from cases.periods import year
from tests.matrix.things import Thing
from tests.reports import reported

if TYPE_CHECKING:
    from tests.matrix.stage import Stage

#: State of the report -> how it is led there; each is of a year of its own, before this one.
LEADING = {
    "issued": reported.issued,
    "own": reported.composed,
    "made": reported.prepared,
    "checked": reported.checked,
    "signed": reported.signed,
}
#: State -> the report's, and the act.
ACTS = {
    "own": ("own", "abandonner"),
    "made": ("made", "arreter"),
    "checked": ("checked", "signer"),
    "signed": ("signed", "rouvrir"),
    "issued": ("issued", "abandonner"),
    "other": ("own", "autre-acte"),
}
FILES = {"own": ("signed", "reading"), "issued": ("issued", "archive"), "draft": ("own", "reading")}


def add(stage: "Stage") -> None:
    """Add these kinds to the stage."""
    by, programme = stage.people.home.manager, stage.people.incoming.programme
    last = timezone.localdate().year - 1
    made = {
        state: lead(by, programme, year(last - number), stage.people.funder)
        for number, (state, lead) in enumerate(LEADING.items())
    }
    shown = {state: reported.shown(made[state], by) for state in ("checked", "signed")}
    for state, report in made.items():
        stage.things["report", state] = Thing((report.public_id,), extra=shown.get(state))
    for state, (of, act) in ACTS.items():
        stage.things["report_step", state] = Thing((made[of].public_id, act), extra=shown.get(of))
    for state, (of, kind) in FILES.items():
        stage.things["report_file", state] = Thing((made[of].public_id, kind))


def _prepare(stage: "Stage", thing: Thing | None) -> dict[str, str]:
    """Of a year of which there is none."""
    year_before = timezone.localdate().year - len(LEADING) - 1
    return {
        "programme": stage.people.incoming.programme.key,
        "choice": "dates",
        "since": f"{year_before}-01-01",
        "until": f"{year_before}-12-31",
    }


#: Valid bodies of the POSTs that need one.
BODIES = {
    "report_new": _prepare,
    "report": lambda stage, thing: {"rent": "Un texte", "draft": "{}"},
    "report_issue": lambda stage, thing: {"shown": (thing and thing.extra) or ""},
    "report_act": lambda stage, thing: {"shown": (thing and thing.extra) or ""},
    "report_recipients": lambda stage, thing: {"destinataire": str(stage.people.funder.membership.unit.public_id)},
}
