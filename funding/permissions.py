"""Who deals with money. The check passes in silence or raises with the sentence the member reads; the gate holds the rule on rows."""

from common.refusal import NotYours
from partners.acting import Acting
from partners.enums import Capacity


def check_may_fund(by: Acting) -> int:
    """The managers of an operator unit; their audience, which signs all they write. NotYours for everybody else."""
    if by.capacity != Capacity.OPERATOR or not by.manager_audience:
        raise NotYours("Les financements sont réservés à la responsable d’équipe.")
    return by.manager_audience
