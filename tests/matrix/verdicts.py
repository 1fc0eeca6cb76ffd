"""Every line of the tables. One table an area, named after the part of the URLconf it speaks of."""

from tests.matrix import (
    verdicts_account,
    verdicts_assessments,
    verdicts_committee_documents,
    verdicts_committees,
    verdicts_common,
    verdicts_consent,
    verdicts_dashboards,
    verdicts_directory,
    verdicts_documents,
    verdicts_followed,
    verdicts_funding,
    verdicts_guests,
    verdicts_landlord,
    verdicts_parts,
    verdicts_person,
    verdicts_presenting,
    verdicts_received,
    verdicts_reports,
    verdicts_reviews,
    verdicts_visits,
    verdicts_work,
)
from tests.matrix.grid import Line, read

#: Areas by table. Those of the operator are three.
TABLES = (
    ("common", verdicts_common.TABLE),
    ("landlord", verdicts_landlord.TABLE),
    ("operator", verdicts_followed.TABLE),
    ("operator", verdicts_visits.TABLE),
    ("operator", verdicts_work.TABLE),
    ("operator", verdicts_received.TABLE),
    ("operator", verdicts_funding.TABLE),
    ("operator", verdicts_reports.TABLE),
    ("operator", verdicts_dashboards.TABLE),
    ("parts", verdicts_parts.TABLE),
    ("parts", verdicts_assessments.TABLE),
    ("parts", verdicts_reviews.TABLE),
    ("consent", verdicts_consent.TABLE),
    ("documents", verdicts_documents.TABLE),
    ("person", verdicts_person.TABLE),
    ("presenting", verdicts_presenting.PRESENTING),
    ("reading", verdicts_presenting.READING),
    ("guests", verdicts_guests.GUESTS),
    ("committees", verdicts_guests.CONVOKED),
    ("directory", verdicts_directory.TABLE),
    ("account", verdicts_account.TABLE),
    ("committees", verdicts_committees.TABLE),
    ("committees", verdicts_committee_documents.TABLE),
)

#: Where the database is stricter than the table: what happens instead. Asserted like the rest, so that a line goes once
#: it is mended.
KNOWN: dict[str, str] = {}


def lines() -> list[Line]:
    """All lines, in the order of the tables."""
    return [line for area, table in TABLES for line in read(area, table)]
