"""What reports keep of their own. The policies are in `reports.gate`."""

from reports.models.cells import CellCount, CellFigure
from reports.models.report import Report, ReportComment, ReportFile, ReportGoal, ReportRecipient, ReportRelease

__all__ = [
    "CellCount",
    "CellFigure",
    "Report",
    "ReportComment",
    "ReportFile",
    "ReportGoal",
    "ReportRecipient",
    "ReportRelease",
]
