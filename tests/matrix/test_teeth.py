"""The matrix notices: a route nobody classified, a check that was taken away, a page that tells too much."""

import dataclasses
import re
from types import ModuleType

import pytest
from django.http import Http404, HttpResponse
from django.test import override_settings
from django.urls import path

from cases import middleware
from cases.models import Case
from cases.queries.case_page import rights_on
from cases.views import team, visits
from common.refusal import NotYours
from config import urls
from tests.gate.readings import Readings
from tests.matrix import cells, complete, grid, judge, run
from tests.matrix.cells import Answer
from tests.matrix.roles import KINDS_OUTSIDE, OUTSIDE, ROLES, row
from tests.matrix.routes import routes
from tests.matrix.verdicts import lines

LINES = lines()
NOTHING_HERE = HttpResponse()


def line_of(name: str) -> grid.Line:
    return next(line for line in LINES if str(line) == name)


def urlconf(*patterns) -> ModuleType:
    made = ModuleType("changed_urls")
    made.urlpatterns = [*urls.urlpatterns, *patterns]
    return made


# --- the tables ------------------------------------------------------------------------------------------------
def test_a_new_route_stops_the_suite():
    added = path("menages/<uuid:public_id>/exporter/", lambda request, public_id: NOTHING_HERE, name="export_case")
    with override_settings(ROOT_URLCONF=urlconf(added)):
        gaps = complete.gaps(routes(), LINES)
    assert [gap.splitlines()[1:2] for gap in gaps] == [["export_case GET on=??? logs=???"], ["export_case POST on=???"]]


def test_a_route_without_a_name_stops_the_suite():
    unnamed = path("nouveau/", lambda request: NOTHING_HERE)
    with override_settings(ROOT_URLCONF=urlconf(unnamed)), pytest.raises(ValueError, match="nouveau/"):
        routes()


def test_a_second_route_of_a_name_stops_the_suite():
    hidden = path("autre/<uuid:public_id>/", lambda request, public_id: NOTHING_HERE, name="case")
    with override_settings(ROOT_URLCONF=urlconf(hidden)), pytest.raises(ValueError, match="case"):
        routes()


def test_a_line_of_a_route_that_is_gone_is_stale():
    left = {name: route for name, route in routes().items() if name != "case"}
    assert complete.gaps(left, LINES) == [
        "case GET: this route is gone, its line is stale",
        "case POST: this route is gone, its line is stale",
    ]


def test_a_line_said_twice_or_half_is_refused():
    assert complete.gaps(routes(), [*LINES, line_of("day GET")]) == ["day GET is said 2 times"]
    assert any("day" in gap for gap in complete.gaps(routes(), [line for line in LINES if str(line) != "day GET"]))


def test_a_state_left_out_is_noticed(matrix):
    line = line_of("case GET")
    kept = {key: word for key, word in line.verdicts.items() if key[0] != "withdrawn"}
    things = matrix.stage.things
    assert complete.left_out(dataclasses.replace(line, verdicts=kept), things) == [
        "case GET: nothing is said of the state withdrawn"
    ]


WHOLE = row(["200"] * len(ROLES))


@pytest.mark.parametrize(
    "table",
    [
        f"day GET on=- logs=list\nown\n{row(['200'] * (len(ROLES) - 1) + ['yes'])}",
        "day GET on=- logs=list\nown\n    200 | 200",
        f"day GET on=- logs=list\nown own\n{WHOLE}",
        f"day GET on=-\nown\n{WHOLE}",
        f"day GET on=- logs=list wild=card\nown\n{WHOLE}",
        f"day GET,POST on=-\nown\n{WHOLE}",
        f"day POST on=-\nown\n{row(['err'] * len(ROLES))}",
        f"day GET on=- logs=list\n403: Jamais dit.\nown\n{WHOLE}",
        "day GET on=- logs=list",
    ],
)
def test_a_table_says_everything_in_known_words(table):
    with pytest.raises(grid.Malformed):
        grid.read("operator", table)


# --- who asks ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("line", LINES, ids=str)
def test_those_outside_ask_in_turn_and_of_each_kind_in_every_state(line):
    left_out, states = run.spared(line), line.states
    known = [state for state in states if state != run.UNKNOWN]
    assert {role for _, role in left_out} <= set(OUTSIDE)
    assert not {state for state, _ in left_out} & {run.UNKNOWN, known[0]}
    for role in OUTSIDE:
        asked = [state for state in states if (state, role) not in left_out]
        assert len(asked) >= min(2, len(states))
        assert 3 * len([state for state in asked if state in known[1:]]) >= len(known) - 1
        assert {line.verdicts[state, role] for state in asked} == {line.verdicts[state, role] for state in states}
    for state in states:
        assert all(any((state, role) not in left_out for role in kind) for kind in KINDS_OUTSIDE)


def test_everybody_outside_is_spared_somewhere():
    assert {role for line in LINES for _, role in run.spared(line)} == set(OUTSIDE)


def test_who_is_spared_is_not_asked_unless_every_cell_is(matrix, monkeypatch):
    line, asked = line_of("case GET"), []
    for every_cell in (False, True):
        made, real, methods = run.Matrix(matrix.stage, every_cell=every_cell), cells.Asker.ask, []

        def noting(asker, *cell, real=real, methods=methods):
            methods.append(cell[1])
            return real(asker, *cell)

        with monkeypatch.context() as patch:
            patch.setattr(cells.Asker, "ask", noting)
            assert made.objections(line) == []
        asked.append(methods.count("GET"))
    assert run.spared(line)
    assert asked == [len(line.verdicts) - len(run.spared(line)), len(line.verdicts)]


# --- the pages -------------------------------------------------------------------------------------------------
def objections(matrix, name: str, *, state: str = "own") -> str:
    """What the matrix says of a line, asked about one state and an unknown id."""
    line = line_of(name)
    kept = {key: word for key, word in line.verdicts.items() if key[0] in {state, "unknown"}}
    return "\n".join(matrix.objections(dataclasses.replace(line, verdicts=kept)))


def test_what_is_right_is_not_objected_to(matrix):
    assert [objections(matrix, name) for name in ("team GET", "team POST", "visit GET", "case GET")] == [""] * 4


def test_a_view_without_its_check_is_noticed(matrix, monkeypatch):
    monkeypatch.setattr(team, "check_manages", lambda by, case_id: None)
    said = objections(matrix, "team GET")
    assert "team GET own worker: expected 403" in said
    assert "team GET own colleague: expected 403" in said


def test_a_method_that_begins_to_be_served_is_noticed(matrix, monkeypatch):
    changed = [path("healthz", lambda request: NOTHING_HERE, name="healthz")]
    opened = ModuleType("opened_urls")
    opened.urlpatterns = [*changed, *urls.urlpatterns]
    with override_settings(ROOT_URLCONF=opened):
        assert "healthz POST own worker: expected 405, found" in objections(matrix, "healthz POST")


def test_a_refusal_that_tells_what_exists_is_noticed(matrix, monkeypatch):
    def telling(request, public_id):
        (found,) = matrix.stage.superuser.execute(
            "SELECT count(*) FROM cases_visit WHERE public_id = %s", [public_id]
        ).fetchone()
        if found:
            raise NotYours("Cette visite est celle d’un autre service.")
        raise Http404

    monkeypatch.setattr(visits, "followed_visit", telling)
    assert "visit GET own foreign_worker: 403 where an unknown id has 404" in objections(matrix, "visit GET")


def test_a_page_without_its_log_is_noticed(matrix, monkeypatch):
    monkeypatch.setattr(visits, "log_opening", lambda request, case: rights_on(case, request.acting))
    assert "visit GET own worker: expected one row case" in objections(matrix, "visit GET")


def test_a_page_that_writes_is_noticed(matrix, monkeypatch):
    real = visits.log_opening

    def writing(request, case):
        Case.objects.filter(pk=case.pk).update(number="M-2026-00000")
        return real(request, case)

    monkeypatch.setattr(visits, "log_opening", writing)
    assert "ReadOnlySqlTransaction" in objections(matrix, "visit GET") or "read-only" in objections(matrix, "visit GET")


def test_a_transaction_that_could_write_is_noticed(matrix, monkeypatch):
    monkeypatch.setattr(middleware, "SAFE", frozenset())
    assert "the transaction is not read-only" in objections(matrix, "visit GET")


def test_a_page_that_asks_for_each_row_is_noticed(matrix, monkeypatch):
    real = visits.log_opening

    def asking(request, case):
        assert [Case.objects.filter(pk=case.pk).exists() for _ in range(9)]
        return real(request, case)

    monkeypatch.setattr(visits, "log_opening", asking)
    assert re.search(r"visit GET own worker: \d+ statements", objections(matrix, "visit GET"))


# --- headers ----------------------------------------------------------------------------------------------------
GOOD = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'nonce-abc'",
    "Cache-Control": "no-store",
}


def page(text: str = "", **headers: str) -> Answer:
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("200", 200, text, GOOD | changed, Readings(), 0, True, 0)


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (page('<script nonce="abc">1</script><script src="/static/x.js"></script>'), ""),
        (page("<script>1</script>"), "has no nonce"),
        (page('<script nonce="abd">1</script>'), "has no nonce"),
        (page('<p onclick="x()">'), "something inline"),
        (page('<p class="a" style="color:red">'), "something inline"),
        (page(Cache_Control="private"), "Cache-Control"),
        (page(Content_Security_Policy=""), "Content-Security-Policy"),
        (page(Content_Security_Policy="default-src 'none'; script-src 'unsafe-inline'"), "Content-Security-Policy"),
    ],
)
def test_headers_and_what_is_inline_are_noticed(answer, wrong):
    found = "".join(judge.page_headers(judge.Cell(line_of("case GET"), "own", "worker", None), answer))
    assert wrong in found
    assert bool(found) == bool(wrong)
