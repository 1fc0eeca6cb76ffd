"""The demonstration's papers: signed by each and made final; and grown older, with the days they name and their seals."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.types.json import Jsonb

from cases.actions import parts as actions
from cases.demo.acts import DRAWN, Story
from cases.enums import Party, SignedHow
from cases.models import Annex, CommonPart
from cases.parts.content import digest_of, digest_of_annex, digest_signed_by
from cases.queries import parts as queries
from common.formatting import MONTHS, full_date
from partners.acting import Acting

PARIS = ZoneInfo("Europe/Paris")
TABLES = ("cases_commonpart", "cases_annex", "cases_signature")
_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_IN_WORDS = re.compile(rf"\b(\d{{1,2}})(?:er|ᵉʳ)?\s({'|'.join(MONTHS)})\s(\d{{4}})\b")


def sign_and_issue(story: Story, part: CommonPart, annex: Annex, by: Acting) -> None:
    """Signed by each who signs it, on the screen, and made final."""
    for one in queries.wanted(part, annex):
        mine = one.party == Party.OPERATOR
        actions.sign(
            part=part,
            party=one.party,
            person=one.person,
            name=one.name or (by if mine else story.clerk).person_name,
            how=SignedHow.SCREEN,
            evidence=None if mine else DRAWN,
            by=by,
        )
    actions.issue(part=part, wanted=queries.wanted(part, annex), by=by)


def grow_older(owner: psycopg.Connection) -> None:
    """Put back the days that papers name, by as much as the papers themselves; and seal each again, as its signatures.

    Once, at the end: columns have grown older already, what stands in their JSON has not. An invented past needs it, and
    nothing else does: what is signed never changes.
    """
    with owner.transaction():
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        today = datetime.now(PARIS).date()
        found = owner.execute(
            "SELECT p.id, p.kind, p.number, p.starts_on, p.ends_on, p.content, p.created_at, p.digest, a.id, a.content"
            " FROM cases_commonpart p JOIN cases_annex a ON a.common_part_id = p.id"
        ).fetchall()
        for pk, kind, number, starts_on, ends_on, content, made_at, digest, annex_pk, said in found:
            days = (today - made_at.astimezone(PARIS).date()).days
            part = CommonPart(
                pk=pk, kind=kind, number=number, starts_on=starts_on, ends_on=ends_on, content=_older(content, days)
            )
            _keep(owner, part, Annex(pk=annex_pk, content=_older(said, days)), issued=bool(digest))
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY; ALTER TABLE {table} ENABLE TRIGGER USER")


def _keep(owner: psycopg.Connection, part: CommonPart, annex: Annex, *, issued: bool) -> None:
    sealed = (digest_of(part), digest_of_annex(annex)) if issued else ("", "")
    for table, one, digest in (("cases_commonpart", part, sealed[0]), ("cases_annex", annex, sealed[1])):
        owner.execute(
            f"UPDATE {table} SET content = %s, digest = %s WHERE id = %s",
            [Jsonb(one.content), digest, one.pk],
        )
    for signature, party in owner.execute(
        "SELECT id, party FROM cases_signature WHERE common_part_id = %s", [part.pk]
    ).fetchall():
        owner.execute(
            "UPDATE cases_signature SET signed_digest = %s WHERE id = %s",
            [digest_signed_by(party, part, annex), signature],
        )


def _older(content: Any, days: int) -> Any:
    """The same, each day it names so many days earlier."""
    if isinstance(content, dict):
        return {key: _older(value, days) for key, value in content.items()}
    if isinstance(content, list):
        return [_older(value, days) for value in content]
    if not isinstance(content, str) or not days:
        return content
    earlier: Callable[[date], date] = lambda day: day - timedelta(days=days)  # noqa: E731
    text = _ISO.sub(lambda found: earlier(date.fromisoformat(found[0])).isoformat(), content)
    return _IN_WORDS.sub(
        lambda found: full_date(earlier(date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])))), text
    )
