"""What an invitation shows to who holds its token, before anyone has signed in."""

from dataclasses import dataclass

from django.db import connection

from partners.enums import Role


@dataclass(frozen=True)
class Invited:
    """An invitation that can still be used."""

    email: str
    organisation: str
    unit: str
    role: Role
    title: str


def invited_by_token(token: str) -> Invited | None:
    """The invitation of that token, or None when it is unknown, used, cancelled or has expired."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT email, organisation, unit, role, title FROM sec.directory_of_invitation(%s)", [token])
        row = cursor.fetchone()
    return Invited(row[0], row[1], row[2], Role(row[3]), row[4]) if row else None
