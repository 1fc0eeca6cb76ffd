"""Who may do what of a committee. Each check passes in silence or raises with the sentence the member reads."""

from cases.permissions import runs
from cases.queries.case_page import Rights
from committees.models import Committee, DecisionEffect, PresentationSheet
from common.refusal import NotYours
from partners.acting import Acting
from partners.enums import Capacity

NOT_THE_TEAM = "Présenter un ménage est réservé à l’équipe qui le suit."


def check_keeps(by: Acting, secretary_id: int) -> None:
    """A committee is kept by its secretariat alone."""
    if by.capacity != Capacity.COMMITTEE_SECRETARY or by.unit_audience != secretary_id:
        raise NotYours("Cette commission est tenue par un autre secrétariat.")


def check_may_present(by: Acting, case_id: int) -> None:
    """A household is presented by the team that follows it, or by its manager."""
    if by.capacity != Capacity.OPERATOR or not runs(by, case_id):
        raise NotYours(NOT_THE_TEAM)


def check_presents(rights: Rights) -> None:
    """The same, of what opens its case to a member."""
    if not rights.may_steer:
        raise NotYours(NOT_THE_TEAM)


def check_wrote(by: Acting, sheet: PresentationSheet) -> None:
    """A sheet belongs to who wrote it: the team of its case, or the secretariat that typed a paper form."""
    if sheet.case_id is not None:
        check_may_present(by, sheet.case_id)
    elif by.unit_audience != sheet.author_id:
        raise NotYours("Cette fiche a été écrite par un autre service.")


def check_carries_out(by: Acting, effect: DecisionEffect) -> None:
    """What was decided is done by the team that presented the household, in its own name; of a paper form, its secretariat says that
    it is."""
    if effect.owner_id == effect.author_id:
        check_keeps(by, effect.author_id)
    else:
        check_may_present(by, effect.case_id or 0)


def may_keep(by: Acting, committee: Committee) -> bool:
    """Whether this member acts for the secretariat of that committee."""
    return by.capacity == Capacity.COMMITTEE_SECRETARY and by.unit_audience == committee.secretary_id
