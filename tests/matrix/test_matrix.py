"""Every address of the product, for every role and every state of what it names: who gets what.

The tables (`verdicts_*.py`) are written by hand and read by people; the URLconf says which lines there must be. Asked
of the real pages, under the runtime role of the database.
"""

from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.test import Client
from django.urls.exceptions import Resolver404
from django.urls.resolvers import get_resolver

from common.methods import SERVED
from tests.gate.readings import readings
from tests.matrix import complete, grid
from tests.matrix.roles import NEVER_SERVED, ROLES
from tests.matrix.routes import routes
from tests.matrix.verdicts import KNOWN, lines

LINES = lines()


# --- the tables and the URLconf -------------------------------------------------------------------------------
def test_every_route_and_method_is_classified():
    gaps = complete.gaps(routes(), LINES)
    assert not gaps, "\n\n".join(gaps)


def test_every_state_is_classified(matrix):
    left_out = [what for line in LINES for what in complete.left_out(line, matrix.stage.things)]
    assert not left_out, "\n".join(left_out)


@pytest.mark.parametrize("line", LINES, ids=str)
def test_verdicts(matrix, line):
    objections = matrix.objections(line)
    known = {f"{cell}: {what}" for cell, what in KNOWN.items() if cell.startswith(f"{line} ")}
    new = [said for said in objections if not said.startswith(tuple(known))]
    mended = [cell for cell in known if not any(said.startswith(cell) for said in objections)]
    assert not new, f"{len(new)} objections:\n" + "\n".join(new[:40])
    assert not mended, f"take these out of KNOWN: {mended}"


def test_other_methods_are_refused_everywhere(matrix):
    wrong = []
    for number, (name, line) in enumerate({line.route: line for line in LINES}.items()):
        thing = None if line.on == grid.NOTHING else matrix.stage.thing(line.on, line.states[0])
        for method in NEVER_SERVED:
            role = ROLES[number % len(ROLES)]
            answer = matrix.asker.ask(name, method, role, thing)
            if (answer.status, answer.headers.get("Allow")) != (405, ", ".join(SERVED)) or answer.log:
                wrong.append(f"{name} {method} {role}: {answer.word}")
    assert not wrong, "\n".join(wrong)


def test_an_address_without_a_route_is_the_same_404_for_all(matrix):
    for role in ROLES:
        session, _ = matrix.stage.session(role, None)
        client = Client()
        client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session} if session else {})
        with readings() as seen:
            answer = client.get("/nulle-part/")
        assert (answer.status_code, seen.rows, seen.named) == (404, [], []), role
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert role == "anonymous" or "no-store" in answer["Cache-Control"], role


def test_files_have_no_route():
    for address in ("/static/css/palier.css", "/media/x.pdf", "/admin/"):
        with pytest.raises(Resolver404):
            get_resolver().resolve(address)
