"""A session as an entry of its holder's calendar (RFC 5545, 5546). It says when and where, and nothing of what is on its agenda."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.mime.text import MIMEText
from uuid import UUID

SUMMARY = "Séance de commission"
#: As long for every session: a length would tell how many files it has.
LASTS = timedelta(hours=3)


@dataclass(frozen=True)
class Entry:
    """`uid`: the session's public id, whatever is sent of it. `sequence`: what a calendar compares, the highest wins."""

    uid: UUID
    starts_at: datetime
    place: str
    organizer: str
    attendee: str
    sequence: int
    is_cancelled: bool
    stamped_at: datetime

    @property
    def method(self) -> str:
        return "CANCEL" if self.is_cancelled else "REQUEST"


def written(entry: Entry) -> str:
    """The iCalendar text of that entry, in UTC."""
    # Half a second to import, for workers alone.
    from icalendar import Calendar, Event, vCalAddress  # noqa: PLC0415

    attendee = vCalAddress(f"mailto:{entry.attendee}")
    attendee.params["RSVP"] = "FALSE"
    event = Event()
    event.add("uid", str(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", (entry.starts_at + LASTS).astimezone(UTC))
    event.add("summary", SUMMARY)
    if entry.place:
        event.add("location", entry.place)
    event.add("organizer", vCalAddress(f"mailto:{entry.organizer}"))
    event.add("attendee", attendee, encode=False)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    made = Calendar()
    made.add("prodid", "-//Palier//Palier//FR")
    made.add("version", "2.0")
    made.add("method", entry.method)
    made.add_component(event)
    return str(made.to_ical().decode())


def attached(entry: Entry) -> MIMEText:
    """The same as the part of a mail that calendars take up."""
    part = MIMEText(written(entry), "calendar", "utf-8")
    part.set_param("method", entry.method)
    part.add_header("Content-Disposition", "attachment", filename="seance.ics")
    return part
