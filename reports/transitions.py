"""What may become what, by which act, for a report. `sec.t_report_guard` says the same, tests compare both."""

from cases.transitions import NOTHING, Transition, target
from common.refusal import Refused
from partners.enums import Role
from reports.enums import ReportState

_MADE, _STOPPED, _COMPOSED = ReportState.BEING_MADE, ReportState.STOPPED, ReportState.COMPOSED
_CHECKED, _SIGNED = ReportState.CHECKED, ReportState.SIGNED


def _row(act: str, sources: list[str], aim: str) -> Transition:
    return Transition(act, frozenset(sources), aim, frozenset({Role.MANAGER}))


#: Acts of the managers of its unit. The clock prepares too, in their name, and never goes further; a worker composes.
REPORT: tuple[Transition, ...] = (
    _row("prepare", [NOTHING], _MADE),
    _row("compose", [_MADE], _COMPOSED),
    _row("stop", [_MADE], _STOPPED),
    _row("count_again", [_STOPPED, _COMPOSED, _CHECKED, _SIGNED], _MADE),
    _row("check", [_COMPOSED], _CHECKED),
    _row("reopen", [_CHECKED, _SIGNED], _COMPOSED),
    _row("sign", [_CHECKED], _SIGNED),
    _row("issue", [_SIGNED], ReportState.ISSUED),
    _row("abandon", [_MADE, _STOPPED, _COMPOSED, _CHECKED, _SIGNED], ReportState.ABANDONED),
)

#: Why an act is refused, by the state that refuses it.
_WHY = {
    _MADE: "Le rapport se prépare encore : attendez la fin, ou arrêtez-le.",
    _STOPPED: "Le rapport a été arrêté avant la fin : recomptez-le d’abord.",
    _COMPOSED: "Le rapport n’a pas encore été relu : relisez-le d’abord.",
    _CHECKED: "Le rapport est relu : rouvrez-le pour le changer, ou signez-le.",
    _SIGNED: "Le rapport est signé : rouvrez-le pour le changer.",
    ReportState.ISSUED: "Ce rapport est remis : il ne change plus. Préparez-en une version corrigée.",
    ReportState.ABANDONED: "Ce rapport est abandonné.",
}


def after(act: str, state: str) -> ReportState:
    """What that act makes of a report in that state. Raises Refused with the reason when it may not be done in it."""
    found = target(REPORT, act, state)
    if found is None:
        raise Refused(_WHY[ReportState(state)])
    return ReportState(found)
