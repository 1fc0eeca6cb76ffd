"""What the keeper's functions answer of a link in each of its states; every mutant of theirs answers something else."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction

from common.context import acting
from common.rls.declare import OWNER, protected
from tests.attack.mutants import Mutant
from tests.attack.mutants_of_functions import body_of, changed, with_body
from tests.committees import hall as h
from tests.committees.picture import UNREAD
from tests.harness import as_role, sql, undone_with

CODE, WRONG = "123456", "654321"
#: State of a link -> its columns, where they are not those of a link whose code was sent and not given.
COLUMNS: dict[str, dict[str, str]] = {
    "open": {},
    "cut": {"revoked_at": "now()"},
    "no code": {"code_digest": "NULL"},
    "code of long ago": {"code_until": "now()"},
    "no try left": {"tries_left": "0"},
    "last try": {"tries_left": "1"},
    "last code": {"codes_left": "0"},
    "last code of long ago": {"codes_left": "0", "code_until": "now()"},
    "asked just now": {"code_asked_at": "now() - interval '50 seconds'"},
    "asked before": {"code_asked_at": "now() - interval '61 seconds'"},
    "came in": {"opened_at": "now()"},
    "came in and cut": {"opened_at": "now()", "revoked_at": "now()"},
}
#: Where the session or the seat closes it, with what that is.
CLOSED = ("planned", "signed", "cancelled", "passed", "mandate over", "replaced", "excused", "absent")
STATES = (*COLUMNS, *CLOSED, "present", "unknown")
#: What each question answers of an open link; and the states in which it does not.
_NOT_OPEN = {"cut", "came in and cut", *CLOSED, "unknown"}
EXPECTED = {
    "link opens": _NOT_OPEN | {"last code of long ago"},
    "code may be asked": _NOT_OPEN | {"last code", "last code of long ago", "asked just now"},
    "right code": _NOT_OPEN | {"no code", "code of long ago", "no try left", "last code of long ago"},
    "right code after another came in": _NOT_OPEN
    | {"no code", "code of long ago", "no try left", "last code of long ago"},
    "right code twice": set(STATES),
    "right code after four errors": _NOT_OPEN
    | {"no code", "code of long ago", "no try left", "last try", "last code of long ago"},
    "right code after five errors": set(STATES),
    "wrong code": set(STATES),
    "code of no figure": set(STATES),
    "new code": _NOT_OPEN,
    "new code in another's name": set(STATES),
    "new code opens": _NOT_OPEN,
    "former code after a new one": set(STATES),
    "seat": set(STATES) - {"came in"},
    "seat once in": _NOT_OPEN | {"no code", "code of long ago", "no try left", "last code of long ago"},
    "asked again at once": set(STATES),
}


class Scene:
    """A link in each state; the holder of « landlord » but where another seat is said."""

    def __init__(self, world):
        h.session(h.build(world))
        self.hall = hall = h.build(world)
        self.landlord, self.state = hall.holders["landlord", "titular"], hall.holders["state", "titular"]
        self.audiences: dict[str, int] = {"unknown": 0}
        for name, columns in COLUMNS.items():
            self._link(name, self._sent(), **columns)
        for name in CLOSED:
            getattr(self, f"_{name.replace(' ', '_')}")(name)
        sent = self._sent()
        h.attend(hall, sent, "landlord", "present")
        self._link("present", sent)
        self.makers = self._makers()
        ((self.last,),) = sql("SELECT max(id) FROM committees_guestlink")
        self.others = self._others()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def _sent(self, in_days: float = 7, state: str = "sent"):
        made = h.session(self.hall, in_days=in_days)
        h.move(self.hall, made, "sent")
        return made

    def _link(self, name: str, session, holder=None, **columns) -> None:
        digest = f"sec.digest_of(sec.digest_of('{name}') || '{CODE}')"
        said = {"code_digest": digest, "code_until": "now() + interval '9 minutes'", "tries_left": "5"}
        opened = "opened_at" in columns
        columns = {key: value for key, value in columns.items() if key != "opened_at"}
        holder = holder or self.landlord
        self.audiences[name] = h.link(session, holder, token=name, opened=opened, **said | columns)

    def _planned(self, name):
        self._link(name, h.session(self.hall))

    def _signed(self, name):
        made = self._sent()
        self._link(name, made)
        h.move(self.hall, made, "closed")
        h.move(self.hall, made, "signed")

    def _cancelled(self, name):
        made = self._sent()
        self._link(name, made)
        h.move(self.hall, made, "cancelled")

    def _passed(self, name):
        self._link(name, self._sent(in_days=-32))

    def _mandate_over(self, name):
        gone = h.name_holder(self.hall, "gone", "titular")
        made = self._sent()
        h.designate(self.hall, made, gone)
        self._link(name, made, gone)
        h.end_holder(self.hall, gone)

    def _replaced(self, name):
        made = self._sent()
        self._link(name, made)
        h.designate(self.hall, made, h.name_holder(self.hall, "landlord", "substitute"))

    def _excused(self, name):
        self._away(name, "excused")

    def _absent(self, name):
        self._away(name, "absent")

    def _away(self, name, state):
        made = self._sent()
        self._link(name, made)
        h.attend(self.hall, made, "landlord", state)

    def _makers(self) -> dict[str, tuple]:
        """(who, session, holder) of links to make: the first alone is made."""
        hall, sent = self.hall, self._sent()
        other = h.name_holder(hall, "bench", "titular")
        h.link(sent, self.state, revoked_at="now() - interval '1 day'")
        h.link(sent, self.landlord)
        h.link(self._sent(), self.state)
        return {
            "its secretariat": (hall.secretary.audiences, sent, self.state),
            "again": (hall.secretary.audiences, sent, self.state),
            "a seat": ((self.state.audience_id,), sent, self.state),
            "nobody": ((), sent, self.state),
            "with an account": (hall.secretary.audiences, sent, hall.holders["ccas", "titular"]),
            "not designated": (hall.secretary.audiences, sent, other),
            "not sent": (hall.secretary.audiences, h.session(hall), self.state),
        }

    # What is asked ------------------------------------------------------------------------------------------------

    def answers(self) -> dict[str, set[str]]:
        """Question -> states in which it is answered no."""
        return {question: {state for state in STATES if not self._yes(question, state)} for question in QUESTIONS}

    def answers_otherwise(self) -> bool:
        """Whether one question at least is not answered as expected, in one state: the first found is enough."""
        asked = ((question, state) for question in QUESTIONS for state in STATES)
        return any(self._yes(question, state) == (state in EXPECTED[question]) for question, state in asked)

    def made(self) -> set[str]:
        """Who makes a link, one after the other."""
        done = set()
        with undone_with(done):
            for name, (who, session, holder) in self.makers.items():
                with suppress(DatabaseError):
                    with acting(who):
                        call("make_guest_link", session.pk, holder.pk, f"{name:64}")
                    done.add(name)
            rows = sql(
                "SELECT id, revoked_at IS NULL, (session_id, author_id, committee_id, holder_id, seat) = (%s, %s, %s, %s, 'state')"
                " FROM committees_guestlink WHERE id > %s",
                *(self.makers["again"][1].pk, self.state.author_id, self.state.committee_id, self.state.pk),
                self.last,
            )
            done.add(f"{sum(live for _, live, _ in rows)} live, {sum(hers for *_, hers in rows)} of {len(rows)} hers")
            done.add("others are left" if self._others() == self.others else "others are touched")
        return done

    def _others(self) -> list[tuple]:
        return sql("SELECT id, revoked_at FROM committees_guestlink WHERE id <= %s ORDER BY id", self.last)

    def _yes(self, question: str, state: str) -> bool:
        with undone_with([]) as seen:
            seen.append(bool(QUESTIONS[question](self, state)))
        return seen[0]


def call(function: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sec.{function}({', '.join(['%s'] * len(values))})", values)
        row = cursor.fetchone()
        return row[0] if row else None


def redeem(state: str, code: str = CODE):
    return call("redeem_guest_code", state, code)


def new_code(scene: Scene, state: str, code: str = "777777", *, of: str = ""):
    """As the worker asks it, in the context of that link or of another."""
    try:
        with acting((scene.audiences[of or state],)):
            return call("new_guest_code", scene.audiences[state], code)
    except DatabaseError:
        return None


def asked_twice(scene: Scene, state: str):
    call("ask_guest_code", state)
    return call("ask_guest_code", state)


def in_then_seat(scene: Scene, state: str):
    audience = redeem(state)
    return audience and call("guest_seat", audience)


def after_another(scene: Scene, state: str):
    other = "present" if state == "open" else "open"
    new_code(scene, other)
    redeem(other, "777777")
    return redeem(state)


def after_errors(times: int):
    def ask(scene: Scene, state: str):
        for _ in range(times):
            redeem(state, WRONG)
        return redeem(state)

    return ask


QUESTIONS = {
    "link opens": lambda scene, state: call("guest_link_open", state),
    "code may be asked": lambda scene, state: call("ask_guest_code", state) == scene.audiences[state],
    "right code": lambda scene, state: redeem(state) == scene.audiences[state],
    "right code after another came in": after_another,
    "right code twice": lambda scene, state: redeem(state) and redeem(state),
    "right code after four errors": after_errors(4),
    "right code after five errors": after_errors(5),
    "wrong code": lambda scene, state: redeem(state, WRONG),
    "code of no figure": lambda scene, state: redeem(state, "") or redeem(state, None),
    "new code": lambda scene, state: new_code(scene, state) == "titular.landlord@example.test",
    "new code in another's name": lambda scene, state: new_code(
        scene, state, of="no code" if state == "open" else "open"
    ),
    "new code opens": lambda scene, state: new_code(scene, state) and after_errors(4)(scene, state) is None
    and new_code(scene, state) and redeem(state, "777777"),
    "former code after a new one": lambda scene, state: new_code(scene, state) and redeem(state),
    "seat": lambda scene, state: call("guest_seat", scene.audiences[state]),
    "seat once in": in_then_seat,
    "asked again at once": asked_twice,
}  # fmt: skip
MADE = {"its secretariat", "again", "1 live, 2 of 2 hers", "others are left"}


@pytest.fixture
def scene(world):
    return Scene(world)


def test_each_question_is_answered_by_the_state_of_the_link(scene):
    assert scene.answers() == EXPECTED


def test_a_link_is_made_by_its_secretariat_and_the_former_is_cut(scene):
    assert scene.made() == MADE


# Mutants ----------------------------------------------------------------------------------------------------------
FUNCTIONS = (
    *("guest_until", "guest_link_open", "ask_guest_code", "new_guest_code", "redeem_guest_code", "guest_seat"),
    "make_guest_link",
)
#: (function, what stands in it, what takes its place): what conditions do not say.
BY_HAND = (
    ("guest_until", ", 30)", ", 33)"),
    ("make_guest_link", "  PERFORM sec.mine(s.author_id);\n", ""),
    ("new_guest_code", "  PERFORM sec.mine(aud);\n", ""),
    ("new_guest_code", "15 minutes", "0 minutes"),
    ("new_guest_code", "tries_left = 5", "tries_left = 0"),
    ("redeem_guest_code", "tries_left = tries_left - 1", "tries_left = tries_left"),
    ("redeem_guest_code", "code_digest = NULL, code_until = NULL, tries_left = 0, ", ""),
    ("redeem_guest_code", ", opened_at = now()", ""),
    ("ask_guest_code", "code_asked_at = now()", "code_asked_at = NULL"),
)
SURVIVORS = {
    "make_guest_link: h.id IS NULL → false": "a link without seat is refused by its columns",
    "make_guest_link: x.committee_id = s.committee_id → true": "a composite key says it too",
}


def mutants() -> Iterator[Mutant]:
    for name in FUNCTIONS:
        yield from changed(name, "answer")
    for name, was, becomes in BY_HAND:
        body = body_of(name)
        assert was in body, was
        yield Mutant(
            f"{name}: {was.strip()} → {becomes.strip() or 'gone'}",
            "answer",
            (with_body(name, body.replace(was, becomes, 1)),),
        )
    for table in UNREAD:
        for policy, *_ in protected()[table].policies():
            yield Mutant(f"{table} {policy}: lost", "answer", ((OWNER, f"DROP POLICY {policy} ON public.{table}"),))


def noticed(scene: Scene, mutant: Mutant) -> bool:
    seen = [True]
    try:
        with undone_with(seen), transaction.atomic():
            for role, statement in mutant.statements:
                with as_role(role), connection.cursor() as cursor:
                    cursor.execute(statement)
            seen[0] = False
            seen[0] = scene.answers_otherwise() or scene.made() != MADE
    except DatabaseError:
        assert not seen[0], f"{mutant.name} cannot be made"
        return True
    return seen[0]


def test_every_mutant_is_noticed_but_those_listed(scene):
    survived = {mutant.name for mutant in mutants() if not noticed(scene, mutant)}
    assert sorted(survived) == sorted(SURVIVORS)
