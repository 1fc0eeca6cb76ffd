"""Closed lists of what is issued to funders."""

from django.db.models import TextChoices


class ReportKind(TextChoices):
    ANNUAL = "annual", "rapport annuel"
    QUARTERLY = "quarterly", "rapport trimestriel"
    OTHER = "other", "rapport"


class ReportState(TextChoices):
    """`being_made`: a worker counts. `composed`: its figures stand, comments are written. `checked`: read over. `signed`: frozen, its
    files are made. `issued`: read by its recipients, for good. `stopped`: counted no further, to be counted again or given up."""

    BEING_MADE = "being_made", "en préparation"
    STOPPED = "stopped", "arrêté"
    COMPOSED = "composed", "à relire"
    CHECKED = "checked", "relu"
    SIGNED = "signed", "signé"
    ISSUED = "issued", "remis"
    ABANDONED = "abandoned", "abandonné"


#: Nothing leaves these.
FINAL = (ReportState.ISSUED, ReportState.ABANDONED)
#: It is written in, and addressed.
OPEN = (ReportState.BEING_MADE, ReportState.STOPPED, ReportState.COMPOSED)
#: Its figures are there.
COUNTED = (ReportState.COMPOSED, ReportState.CHECKED, ReportState.SIGNED, ReportState.ISSUED)
#: Its content is frozen.
FROZEN = (ReportState.SIGNED, ReportState.ISSUED)


class FileKind(TextChoices):
    """What is kept of a signed report: to be read, to be kept for good, to be counted with."""

    READING = "reading", "à lire (PDF)"
    ARCHIVE = "archive", "à archiver (PDF)"
    TABLE = "table", "en tableur (XLSX)"
