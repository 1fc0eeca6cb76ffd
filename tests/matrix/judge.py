"""What is asked of an answer besides its verdict: sentence, equality of refusals, reading log, headers, nothing
written."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.matrix.cells import Answer
from tests.matrix.grid import NOTHING, Line
from tests.matrix.roles import OUTSIDE, PERSONS, REFUSED, STATUSES
from tests.matrix.stage import Stage
from tests.matrix.things import Thing

#: Areas whose pages are about households or a landlord's file: what is not found there is logged (T16).
OF_HOUSEHOLDS = frozenset(
    {"landlord", "operator", "parts", "consent", "documents", "person", "presenting", "reading", "committees"}
)
#: The library writes while it signs in and sets a second factor up, and Palier leaves it to.
NOT_READ_ONLY = frozenset({"account"})
#: Asks the database nothing, which tests/config/test_settings.py counts.
WITHOUT_DATABASE = {"healthz"}
MOST_STATEMENTS = 8
_NONCE = re.compile(r"nonce(=\"|-)[A-Za-z0-9_+/=-]{20,}")
_TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SCRIPT = re.compile(r"<script\b[^>]*>")
_INLINE = re.compile(r"<[^>]+\s(?:on[a-z]+|style)=[\"'][^>]*>|href=[\"']javascript:")
#: The moment of the answer, under its two names, and the number of the request.
_UNCOMPARED = {"Date", "Expires", "X-Request-ID"}
_HIDDEN = {302, 403, 404, 405, 410}


@dataclass(frozen=True)
class Cell:
    """Who asks what about which object, in which state."""

    line: Line
    state: str
    role: str
    thing: Thing | None


def verdict(cell: Cell, answer: Answer) -> Iterator[str]:
    """The status, the page a redirection leads to, the sentence of a refusal."""
    word = cell.line.verdicts[cell.state, cell.role]
    sentence = cell.line.sentences.get(word)
    if answer.word != ("403" if sentence else "200" if word == "nob" else word):
        yield f"expected {word}{f' « {sentence} »' if sentence else ''}, found {answer.word} {answer.trouble}".rstrip()
    elif sentence and _plain(sentence) not in said(answer):
        yield f"expected 403 « {sentence} », found 403 « {said(answer)[:160]} »"


def said(answer: Answer) -> str:
    """The words of the page's main part."""
    body = re.sub(r"<(style|script|nav|header|footer)\b.*?</\1>", " ", answer.text, flags=re.S)
    main = re.search(r"<main\b.*?</main>", body, re.S)
    return _plain(html.unescape(re.sub(r"<[^>]+>", " ", main[0] if main else body)))


def _plain(text: str) -> str:
    """One ordinary space where the typography puts narrow or unbreakable ones."""
    return " ".join(text.split())


# --- what exists and what does not --------------------------------------------------------------------------------
def settled(answer: Answer) -> tuple[str, dict[str, str]]:
    """Body and headers without what changes at each request: nonces, tokens, dates."""
    headers = {name: _NONCE.sub("", value) for name, value in answer.headers.items() if name not in _UNCOMPARED}
    return _TOKEN.sub("", _NONCE.sub("", answer.text)), headers


def same_as_unknown(cell: Cell, answer: Answer, unknown: Answer, nothing: Thing) -> Iterator[str]:
    """A refusal about something that exists tells nothing that a random id does not.

    From outside the unit and the organisation it shares with, whatever is not granted is refused in the same way.
    The asked address itself, in the way back of a redirection, is not compared.
    """
    if cell.role in OUTSIDE and answer.word in REFUSED and answer.word != unknown.word:
        yield f"{answer.word} where an unknown id has {unknown.word}"
    if answer.status != unknown.status or answer.status not in _HIDDEN or answer.word not in REFUSED:
        return
    (body, headers), (bare, bare_headers) = settled(answer), settled(unknown)
    if answer.status == 302:
        headers["Location"] = _without(headers["Location"], cell.thing)
        bare_headers["Location"] = _without(bare_headers["Location"], nothing)
    if body != bare:
        at = next((i for i, (a, b) in enumerate(zip(body, bare, strict=False)) if a != b), min(len(body), len(bare)))
        yield f"its {answer.word} differs from an unknown id's at character {at}: {body[max(0, at - 40) : at + 40]!r}"
    if headers != bare_headers:
        yield f"headers of its {answer.word} differ from an unknown id's: {set(headers.items()) ^ set(bare_headers.items())}"


def _without(location: str, thing: Thing | None) -> str:
    for part in (*thing.address, *thing.query.values()) if thing else ():
        location = location.replace(str(part), "*")
    return location


# --- headers --------------------------------------------------------------------------------------------------------
def page_headers(cell: Cell, answer: Answer) -> Iterator[str]:
    """Content security on every answer, and nothing inline it would stop; nothing kept for who has entered."""
    policy = answer.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe-" in policy:
        yield f"Content-Security-Policy is « {policy} »"
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        yield from _inline(answer.text, policy)
    kept = answer.headers.get("Cache-Control", "")
    wanted = cell.line.cache if answer.status == STATUSES["200"] else "no-store"
    # 405 and the way to the sign-in page carry nothing.
    if cell.role != "anonymous" and wanted not in kept and answer.word not in {"405", "log"}:
        yield f"Cache-Control is « {kept} », not {wanted}"


def _inline(text: str, policy: str) -> Iterator[str]:
    for tag in _SCRIPT.findall(text):
        nonce = re.search(r'nonce="([^"]+)"', tag)
        if "src=" not in tag and "application/json" not in tag and not (nonce and f"'nonce-{nonce[1]}'" in policy):
            yield f"a script of the page has no nonce: {tag}"
    if found := _INLINE.search(text):
        yield f"something inline: {found[0][:120]}"


# --- the reading log ------------------------------------------------------------------------------------------------
def reading_log(cell: Cell, answer: Answer, stage: Stage) -> Iterator[str]:
    """One row for a page that shows a named case, `refused` without an id for what is not found, none otherwise;
    written before any name is read, and for who reads."""
    told = ", ".join(_told(row) for row in answer.log) or "none"
    expected = _expected(cell, answer, stage)
    # Who may see the case, but not what the address adds to it, has opened the case.
    rows = [row for row in answer.log if answer.status != STATUSES["404"] or row["purpose"] == "refused"]
    if expected is None and answer.log:
        yield f"a row is written where no case is shown: {told}"
    if isinstance(expected, tuple) and [(row["purpose"], row["case_ids"]) for row in rows] != [expected]:
        yield f"expected one row {expected[0]} {expected[1]}, found {told}"
    if answer.log and {row["route"] for row in answer.log} != {cell.line.route}:
        yield f"rows of another route: {told}"
    if answer.status == STATUSES["200"] and answer.seen.named and answer.seen.early:
        yield f"{answer.seen.early} read before the log is written ({told})"
    yield from _actor(cell.role, answer, stage)


def _told(row: dict) -> str:
    return f"{row['purpose']} {row['case_ids']} by {row['route']}"


def _expected(cell: Cell, answer: Answer, stage: Stage):
    """(purpose, case ids), None for no row, or NotImplemented where the table says nothing of it."""
    line, thing = cell.line, cell.thing
    acts = cell.role in PERSONS or cell.role in stage.acting
    if answer.status == STATUSES["404"]:
        return ("refused", []) if acts and line.area in OF_HOUSEHOLDS else None
    if line.methods != ("GET",) or answer.status != STATUSES["200"]:
        return NotImplemented
    if line.logs == "none" or line.verdicts[cell.state, cell.role] == "nob":
        return None
    if line.area in {"committees", "reading"}:
        # What was typed from paper is read, and no case is named.
        return (line.logs, [])
    if line.logs == "list" and line.on == NOTHING:
        shown = set(_ID.findall(answer.text)) & set(stage.cases_by_id)
        cases = {stage.cases_by_id[each] for each in shown}
        return ("list", sorted(cases)) if cases else None
    cases = stage.own_cases(answer.audience) if line.area == "person" else set(thing.cases if thing else ())
    return (line.logs, sorted(cases)) if cases else None


def _actor(role: str, answer: Answer, stage: Stage) -> Iterator[str]:
    by = stage.acting.get(role)
    mine = {
        "membership_id": by.membership.id if by and by.membership else None,
        "unit_id": by.membership.unit_id if by and by.membership else None,
        "capacity": by.capacity.value if by else "person",
        "person_id": answer.audience,
    }
    for row in answer.log:
        if wrong := {name: row[name] for name, value in mine.items() if row[name] != value}:
            yield f"the row {row['purpose']} is not hers: {wrong}, expected {mine}"


# --- what it costs ----------------------------------------------------------------------------------------------------
def statements(cell: Cell, answer: Answer) -> Iterator[str]:
    """A page asks the database eight things at most (performance, 2)."""
    if cell.line.methods == ("GET",) and answer.status == STATUSES["200"] and answer.statements > MOST_STATEMENTS:
        yield f"{answer.statements} statements"


# --- nothing written ------------------------------------------------------------------------------------------------
def nothing_written(line: Line, answer: Answer, changed: Callable[[], list[str]]) -> Iterator[str]:
    """Reading writes no row and runs read-only; a refusal changes no row, even one that was undone: `changed` asks
    again, for good, and says which tables are not what they were."""
    if line.methods == ("GET",):
        if not answer.read_only and line.area not in NOT_READ_ONLY and line.route not in WITHOUT_DATABASE:
            yield "the transaction is not read-only"
        if answer.writes:
            yield f"a GET wrote {answer.writes} rows"
    elif answer.word in REFUSED and answer.writes and not line.keeps and (tables := changed()):
        yield f"{answer.word}, but rows of {', '.join(tables)} were changed"
