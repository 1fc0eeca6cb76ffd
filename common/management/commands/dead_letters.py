"""`manage dead_letters`: background work that was given up or waits for too long, and having it tried again."""

import json
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from common import outbox
from common.models import Outbox


class Command(BaseCommand):
    help = (
        "List the background work that was given up after five attempts, or is still undone an hour after it was asked, "
        "the oldest first; with --retry or --all, have it tried again from the first attempt. Ids only: neither content "
        "nor household. 1 when what --retry names is done, in hand, tried again already, or unknown."
    )

    def add_arguments(self, parser) -> None:
        again = parser.add_mutually_exclusive_group()
        again.add_argument("--retry", type=UUID, metavar="ID", help="try this one again")
        again.add_argument("--all", action="store_true", help="try all of them again")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    @transaction.atomic
    def handle(self, *, retry: UUID | None, all: bool, json: bool, **options) -> None:
        rows = list(outbox.unmade().order_by("created_at", "id"))
        if retry is None and not all:
            for row in rows:
                self.stdout.write(_object(row) if json else _line(row))
            return
        again = [row for row in rows if (all or row.pk == retry) and outbox.retry(row.pk, by=None)]
        if retry and not again:
            raise CommandError(f"{retry} is done, in hand, tried again already, or unknown.")
        for row in again:
            self.stdout.write(_object(row, "tried again") if json else f"{row.pk}\ttried again")


def _told(row: Outbox) -> dict[str, str | int]:
    """What may be told of a row, before it was tried again."""
    return {
        "id": str(row.pk),
        "task": row.task,
        "state": "dead" if row.outcome == outbox.DEAD else "stuck",
        "asked_at": row.created_at.isoformat(timespec="seconds"),
        "age_seconds": int((timezone.now() - row.created_at).total_seconds()),
        "attempts": row.attempts,
        "retries": row.retries,
    }


def _object(row: Outbox, state: str = "") -> str:
    told = _told(row)
    return json.dumps(told | {"state": state or told["state"]})


def _line(row: Outbox) -> str:
    told = _told(row)
    return "\t".join(str(told[name]) for name in ("id", "task", "state", "asked_at", "attempts", "retries"))
