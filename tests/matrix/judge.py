"""What is asked of an answer besides its verdict: sentence, equality of 404, reading log, headers, nothing written."""

import html
import re
from collections.abc import Iterator

from tests.matrix.cells import Answer
from tests.matrix.grid import Line
from tests.matrix.roles import PERSONS, STATUSES
from tests.matrix.stage import Stage
from tests.matrix.things import Thing

#: Objects that are about a household, or of the landlord's file: a 404 on them is logged, without an id (T16).
OF_A_HOUSEHOLD = frozenset(
    {
        *("case", "visit", "planned", "place", "text", "adult", "signing", "consent", "oral", "stopped", "receipt"),
        *("sheet", "reached", "document", "tenancy", "account", "referral", "batch"),
    }
)
_NONCE = re.compile(r"nonce(=\"|-)[A-Za-z0-9_+/=-]{20,}")
_TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_UNCOMPARED = {"Date", "X-Request-ID"}


def verdict(line: Line, word: str, answer: Answer) -> Iterator[str]:
    """The status, the page a redirection leads to, the sentence of a refusal."""
    sentence = line.sentences.get(word)
    if answer.word != ("403" if sentence else word):
        yield f"expected {word}{f' « {sentence} »' if sentence else ''}, found {answer.word} {answer.trouble}".rstrip()
    elif sentence and _plain(sentence) not in _said(answer):
        yield f"expected 403 « {sentence} », found 403 « {_said(answer)[:160]} »"


def _said(answer: Answer) -> str:
    body = re.sub(r"<(style|script|nav|header|footer)\b.*?</\1>", " ", answer.text, flags=re.S)
    main = re.search(r"<main\b.*?</main>", body, re.S)
    return _plain(html.unescape(re.sub(r"<[^>]+>", " ", main[0] if main else body)))


def _plain(text: str) -> str:
    """One ordinary space where the typography puts narrow or unbreakable ones."""
    return " ".join(text.split())


def settled(answer: Answer) -> tuple[str, dict[str, str]]:
    """Body and headers without what changes at each request: nonces, tokens, dates."""
    headers = {name: _NONCE.sub("", value) for name, value in answer.headers.items() if name not in _UNCOMPARED}
    return _TOKEN.sub("", _NONCE.sub("", answer.text)), headers


def same_as_unknown(answer: Answer, unknown: Answer) -> Iterator[str]:
    """A 404 about something that exists tells nothing that a random id does not."""
    (body, headers), (bare, bare_headers) = settled(answer), settled(unknown)
    if body != bare:
        at = next((i for i, (a, b) in enumerate(zip(body, bare, strict=False)) if a != b), min(len(body), len(bare)))
        yield f"its 404 differs from an unknown id's at character {at}: {body[max(0, at - 40) : at + 40]!r}"
    if headers != bare_headers:
        yield f"headers of its 404 differ from an unknown id's: {set(headers.items()) ^ set(bare_headers.items())}"


def page_headers(line: Line, role: str, answer: Answer) -> Iterator[str]:
    """Content security on every answer; nothing kept by a cache for anybody who has entered."""
    if not answer.headers.get("Content-Security-Policy"):
        yield "no Content-Security-Policy"
    kept = answer.headers.get("Cache-Control", "")
    wanted = line.cache if answer.status == STATUSES["200"] else "no-store"
    if role != "anonymous" and wanted not in kept:
        yield f"Cache-Control is « {kept} », not {wanted}"


def reading_log(line: Line, role: str, answer: Answer, thing: Thing | None, stage: Stage) -> Iterator[str]:
    """One row for a page that shows a named case, `refused` without an id for a 404, none otherwise."""
    expected = _expected_row(line, role, answer, thing, stage)
    if expected is NotImplemented:
        rows = [row for row in answer.log if row["route"] != line.route]
        yield from (f"a row of another route: {row['route']}" for row in rows)
    elif expected is None:
        yield from (f"a row is written where no case is shown: {_told(row)}" for row in answer.log)
    elif len(answer.log) != 1:
        told = ", ".join(_told(row) for row in answer.log) or "none"
        yield f"expected one row {expected[0]} {sorted(expected[1])}, found {told}"
    else:
        row = answer.log[0]
        if (row["purpose"], sorted(row["case_ids"]), row["route"]) != (*_sorted(expected), line.route):
            yield f"expected {expected[0]} {sorted(expected[1])} by {line.route}, found {_told(row)}"
    yield from _actor(role, answer, stage)


def _sorted(expected: tuple[str, set[int]]) -> tuple[str, list[int]]:
    return expected[0], sorted(expected[1])


def _told(row: dict) -> str:
    return f"{row['purpose']} {sorted(row['case_ids'])} by {row['route']}"


def _expected_row(line: Line, role: str, answer: Answer, thing: Thing | None, stage: Stage):
    """(purpose, case ids), None for no row, or NotImplemented where the table says nothing of it."""
    acts = role in PERSONS or role in stage.acting
    if answer.status == STATUSES["404"] and line.on in OF_A_HOUSEHOLD and acts:
        return "refused", set()
    if line.methods != ("GET",) or answer.status not in {200, 404}:
        return NotImplemented
    if answer.status == STATUSES["404"] or line.logs == "none":
        return None
    if line.logs == "list":
        shown = set(_ID.findall(answer.text)) & set(stage.cases_by_id)
        cases = {stage.cases_by_id[each] for each in shown}
        return ("list", cases) if cases else None
    cases = stage.own_cases(answer.audience) if line.area == "person" else set(thing.cases if thing else ())
    return (line.logs, cases) if cases else None


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


def nothing_written(line: Line, answer: Answer) -> Iterator[str]:
    """Reading changes no protected row."""
    if line.methods == ("GET",) and answer.writes:
        yield f"a GET wrote {answer.writes} protected rows"
