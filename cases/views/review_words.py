"""Drafts that wait, and what is due of bilans and meetings, in words."""

from datetime import date
from typing import Any

from cases.documents.parts import TITLES
from cases.enums import PartKind
from common.formatting import full_date


def draft_line(draft: dict[str, Any]) -> dict[str, str]:
    """A draft as `queries.reviews.drafts` reads it: what it is, and what is to be done of it."""
    kind = PartKind(draft["kind"])
    on = full_date(date.fromisoformat(draft["ends_on"])) if draft["ends_on"] else ""
    todo = f"Prévu le {on}" if kind == PartKind.TRIPARTITE else "À compléter avec le ménage, puis à signer"
    return {"title": TITLES[kind], "said": todo, "public_id": draft["public_id"]}


def due_said(due_on: date, today: date) -> str:
    """« Pour le 3 décembre 2026 », or since when it is late."""
    return f"Attendu depuis le {full_date(due_on)}" if due_on < today else f"Pour le {full_date(due_on)}"
