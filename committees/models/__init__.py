"""Committees, what is presented to them, and what they decide. The policies are in `committees.gate.tables`."""

from committees.models.committee import Committee, CommitteeVersion, SeatHolder
from committees.models.convocation import Convocation, GuestLink
from committees.models.paper import Paper
from committees.models.session import AgendaItem, Attendance, Decision, Opinion, Recusal, Session
from committees.models.sheet import PresentationSheet, SheetAccess, SheetVersion

__all__ = [
    "AgendaItem",
    "Attendance",
    "Committee",
    "CommitteeVersion",
    "Convocation",
    "Decision",
    "GuestLink",
    "Opinion",
    "Paper",
    "PresentationSheet",
    "Recusal",
    "SeatHolder",
    "Session",
    "SheetAccess",
    "SheetVersion",
]
