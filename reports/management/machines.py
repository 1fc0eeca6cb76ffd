"""The states of a report, for docs/states.md."""

from cases.management.pictured import Machine, from_table
from reports.enums import ReportState
from reports.transitions import REPORT
from reports.views.words import STATES

_ACTS = {
    "prepare": ("Préparer le rapport", "reports.actions.preparing.prepare"),
    "compose": ("les chiffres sont comptés et protégés, par un processus de fond", "reports.making.compose_report"),
    "stop": ("Arrêter", "reports.actions.preparing.stop"),
    "count_again": ("Compter de nouveau, Recompter", "reports.actions.preparing.count_again"),
    "check": ("Marquer comme relu", "reports.actions.issuing.check"),
    "reopen": ("Rouvrir pour changer", "reports.actions.issuing.reopen"),
    "sign": ("Signer le rapport", "reports.actions.issuing.sign"),
    "issue": ("Remettre le rapport", "reports.actions.issuing.issue"),
    "abandon": ("Abandonner", "reports.actions.preparing.abandon"),
}
_STEPS = from_table(REPORT, ReportState.values, _ACTS)
_WORKER = "un processus de fond"


def report() -> Machine:
    return Machine(
        "A report to funders",
        "`reports_report.state`, from `reports.transitions.REPORT`",
        "Its managers lead it; the clock prepares one in their name and goes no further. What is signed is frozen, and opened again it "
        "loses its signature; what is issued never changes: a correction is another report (docs/adr/0032).",
        {state.value: STATES[state][1] for state in ReportState},
        tuple(step._replace(who=_WORKER) if step.act == "compose" else step for step in _STEPS),
        open_word="pas encore remis",
    )
