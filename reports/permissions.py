"""Who answers for reports, and who reads them: each raises with the sentence the member reads; the gate holds the rule on rows."""

from common.refusal import NotYours
from partners.acting import Acting
from partners.enums import Capacity

MANAGERS_ONLY = "Les rapports aux financeurs sont réservés à la responsable d’équipe."


def check_may_report(by: Acting) -> int:
    """The managers of an operator unit; their audience, which answers for all they issue. NotYours for everybody else."""
    if by.capacity != Capacity.OPERATOR or not by.manager_audience:
        raise NotYours(MANAGERS_ONLY)
    return by.manager_audience
