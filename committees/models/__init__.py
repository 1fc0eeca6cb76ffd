"""Committees, what is presented to them, and what they decide. The policies are in `committees.gate.tables`."""

from committees.models.committee import Committee, CommitteeVersion, SeatHolder
from committees.models.convocation import Convocation, GuestLink
from committees.models.effect import DecisionEffect
from committees.models.paper import Paper, Tombstone
from committees.models.session import AgendaItem, Attendance, Decision, HouseholdAnswer, Opinion, Recusal, Session
from committees.models.sheet import PresentationSheet, SheetAccess, SheetScan, SheetVersion

__all__ = [
    "AgendaItem",
    "Attendance",
    "Committee",
    "CommitteeVersion",
    "Convocation",
    "Decision",
    "DecisionEffect",
    "GuestLink",
    "HouseholdAnswer",
    "Opinion",
    "Paper",
    "PresentationSheet",
    "Recusal",
    "SeatHolder",
    "Session",
    "SheetAccess",
    "SheetScan",
    "SheetVersion",
    "Tombstone",
]
