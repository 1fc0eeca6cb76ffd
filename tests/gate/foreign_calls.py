"""Every function the runtime role may call, by the rightful one and by others with ids that are not theirs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connection

from cases.models import Case, Referral, ReferralSheet
from partners.acting import Acting
from partners.actions.invitations import digest_of
from partners.enums import Capacity, Role
from partners.models import Audience
from tests.attack.scenes import Stage
from tests.committees import hall as h
from tests.factories import world as w
from tests.factories.directory import member, unit
from tests.gate.logins import signed
from tests.harness import sql, within

BORN = date(1984, 5, 17)
#: Nothing of anyone: they answer from their arguments alone, or are the scheduled jobs.
WITHOUT_IDS = {
    *("live(timestamptz)", "fold(text)", "key_ends(text)", "redated(timestamptz, timestamptz)"),
    *("open_due()", "purge_import_batches()", "purge_unadhered()"),
    "purge_committees(integer, integer)",
}
REFUSED = {"42501"}
NOTHING: tuple[list[tuple], ...] = ([], [(None,)], [(False,)], [(0,)], [([],)])


@dataclass(frozen=True)
class Call:
    """`rightful`: who may, with the values of `given`. `others`: (who, values that differ from `given`)."""

    function: str
    statement: str
    given: dict[str, Any]
    rightful: str
    others: tuple[tuple[str, dict[str, Any]], ...]
    states: frozenset[str] = field(default=frozenset())


class Targets:
    """The rows the calls are about, and who is called by which name."""

    def __init__(self, stage: Stage) -> None:
        world = self.world = stage.world
        self.stranger_admin = member(world.halles, Role.ADMIN)
        self.stranger_dpo = member(world.halles, Role.DPO)
        self.guest = member(world.rural, Role.WORKER, last_name="Invité").membership.user
        self.case = Case(pk=self._case_of(stage, "granted"), household_id=stage.households["granted"][0])
        (self.person, self.person_public), *_ = sql(
            "SELECT p.id, p.public_id FROM cases_person p JOIN cases_personlink l ON l.person_id = p.id"
            " WHERE p.household_id = %s",
            self.case.household_id,
        )
        self.link_token = self._link()
        self.kept_by = unit(Capacity.COMMITTEE_SECRETARY, Capacity.COMMITTEE_SEAT)
        self.secretary = member(self.kept_by, Role.CLERK, Capacity.COMMITTEE_SECRETARY)
        elsewhere = unit(Capacity.COMMITTEE_SECRETARY)
        self.other_secretary = member(elsewhere, Role.CLERK, Capacity.COMMITTEE_SECRETARY)
        self.committee, version = h.committee_of(self.kept_by)
        self._guests(h.Hall(world, self.kept_by, self.secretary, self.committee, version))
        ((self.number,),) = sql("SELECT number FROM cases_case WHERE id = %s", self.case.pk)
        w.identity(self.case, w.Person(pk=self.person), world.ines, "Vasseur", "Josiane", born_on=BORN)
        self.draft = self._draft(stage)
        self.invitation, self.invited_token = self._invitation()
        stage.superuser.execute(
            "INSERT INTO cases_readinglog (id, membership_id, unit_id, capacity, purpose, route, case_ids, basis)"
            " VALUES (%s, %s, %s, 'operator', 'case', 'case', ARRAY[%s]::bigint[], '')",
            [uuid4(), world.ines.membership.id, world.montaubre.id, self.case.pk],
        )

    def _guests(self, hall: h.Hall) -> None:
        """A session that is sent, and the links to it of its holders, who have no account: one waits for its code, one is open."""
        hall.holders = {(seat, "titular"): h.name_holder(hall, seat, "titular") for seat in h.SEATS}
        self.session, self.holder = h.session(hall), hall.holders["landlord", "titular"]
        h.move(hall, self.session, "sent")
        code = {"code_digest": "sec.digest_of(sec.digest_of('guest token') || '123456')", "tries_left": "5"}
        code["code_until"] = "now() + interval '2 hours'"
        waiting = h.link(self.session, hall.holders["state", "titular"], token="guest token", opened=False, **code)
        self.guest_link = Acting(Capacity.COMMITTEE_SEAT, (waiting,))
        self.guest_inside = h.link(self.session, hall.holders["ccas", "titular"])

    @staticmethod
    def _case_of(stage: Stage, state: str) -> int:
        ((case_id,),) = sql(
            "SELECT id FROM cases_case WHERE household_id = %s AND kind = 'accompaniment'", stage.households[state][0]
        )
        return case_id

    def _draft(self, stage: Stage) -> int:
        world = self.world
        held = w.tenancy(world.nadia)
        tenant = w.person(held, world.nadia)
        recipient = Audience.objects.get(unit=world.montaubre, capacity="operator", kind="unit")
        with within(world.nadia):
            columns = w.content(held, world.nadia)
            told = {"told_how": "letter", "told_on": date(2026, 11, 2)}
            draft = Referral.objects.create(
                **columns, **told, agreement=world.agreement, recipient=recipient, origin="arrears_meeting"
            )
            ReferralSheet.objects.create(
                **columns, **told, referral=draft, person=tenant, last_name="Oudin", first_name="Luc", stage="none",
                postcode="33000", commune="Bordeaux", balance_cents=1, balance_on=date(2026, 11, 1),
            )  # fmt: skip
        return draft.pk

    def _link(self) -> str:
        by, token = self.world.ines, uuid4().hex
        with within(by), connection.cursor() as cursor:
            cursor.execute(
                "SELECT sec.make_link(%s, %s, %s, %s)",
                [by.unit_audience, self.case.pk, self.person, digest_of(token)],
            )
        return token

    def _invitation(self) -> tuple[int, str]:
        by, token = self.world.admin, uuid4().hex
        with within(by), connection.cursor() as cursor:
            cursor.execute(
                "SELECT sec.invite(%s, 'worker', '', %s, %s, %s, 72)",
                [self.world.montaubre.id, self.guest.email, digest_of(token), by.membership.id],
            )
            return cursor.fetchone()[0], token

    def who(self, name: str) -> tuple[int, ...]:
        """The audiences signed for that name: none for nobody."""
        if name == "nobody":
            return ()
        acting: Acting = getattr(self, name, None) or getattr(self.world, name)
        return acting.audiences

    def calls(self) -> Iterator[Call]:
        yield from self._own_questions()
        yield from self._cases()
        yield from self._links()
        yield from self._person()
        yield from self._office()
        yield from self._memberships()
        yield from self._committees()

    def _own_questions(self) -> Iterator[Call]:
        yield Call("ctx()", "SELECT sec.ctx()", {}, "ines", (("nobody", {}),))
        yield Call("files()", "SELECT sec.files()", {}, "nadia", (("nobody", {}), ("ines", {}), ("dpo", {})))
        on = {"case": self.case.pk}
        others = [(name, {}) for name in ("bea", "bea_manager", "marc", "nadia", "admin", "nobody")]
        yield Call(
            "on_the_case(bigint)", "SELECT sec.on_the_case(%(case)s)", on, "ines", (*others, ("ines", {"case": -1}))
        )

    def _cases(self) -> Iterator[Call]:
        ines, nadia = self.world.ines, self.world.nadia
        yield Call(
            "open_case(bigint)", "SELECT sec.open_case(%(author)s)", {"author": ines.unit_audience}, "ines",
            (("bea", {}), ("nadia", {}), ("nobody", {}), ("ines", {"author": -1}),
             ("ines", {"author": ines.member_audience}), ("ines", {"author": nadia.unit_audience}),
             ("admin", {"author": self.world.admin.audiences[1]})),
        )  # fmt: skip
        yield Call(
            "submit_referral(bigint)", "SELECT sec.submit_referral(%(referral)s)", {"referral": self.draft}, "nadia",
            (("litigator", {}), ("ines", {}), ("other_clerk", {}), ("nobody", {}), ("nadia", {"referral": -1})),
        )  # fmt: skip

    def _links(self) -> Iterator[Call]:
        author, token = self.world.ines.unit_audience, self.link_token
        given = {"author": author, "case": self.case.pk, "person": self.person, "digest": uuid4().hex}
        mine = {"author": self.world.bea.unit_audience}
        yield Call(
            "make_link(bigint, bigint, bigint, text)",
            "SELECT sec.make_link(%(author)s, %(case)s, %(person)s, %(digest)s)", given, "ines",
            (("bea", {}), ("bea", mine), ("bea_manager", mine), ("marc", {}), ("nobody", {}), ("ines", {"case": -1}),
             ("ines", {"person": -1}), ("nadia", {"author": self.world.nadia.unit_audience})),
        )  # fmt: skip
        yield Call(
            "link_open(text)", "SELECT sec.link_open(%(token)s)", {"token": token}, "nobody",
            (("ines", {"token": "x"}), ("nobody", {"token": ""}), ("nobody", {"token": digest_of(token)})),
        )  # fmt: skip
        yield Call(
            "redeem_link(text, date)", "SELECT sec.redeem_link(%(token)s, %(born)s)", {"token": token, "born": BORN},
            "nobody", (
                *(("nobody", {"token": "x"}), ("nobody", {"token": digest_of(token)})),
                *(("nobody", {"born": date(1984, 5, 18)}), ("ines", {"born": None})),
            ),
        )  # fmt: skip

    def _person(self) -> Iterator[Call]:
        her = {"person": self.person_public}
        strangers = tuple((name, {}) for name in ("bea", "rural_worker", "other_clerk", "litigator", "dpo", "nobody"))
        unknown = ("ines", {"person": uuid4()})
        team_only = (*strangers, ("marc", {}), ("nadia", {}), unknown)
        yield Call(
            "stop_everything(uuid, text, text)", "SELECT sec.stop_everything(%(person)s, 'letter', 'R-1')", her,
            "nadia", (*strangers, unknown),
        )  # fmt: skip
        yield Call("who_sees(uuid)", "SELECT * FROM sec.who_sees(%(person)s)", her, "ines", team_only)
        yield Call("who_looked(uuid)", "SELECT * FROM sec.who_looked(%(person)s)", her, "laurent", team_only)
        landlord = self.world.nadia.unit_audience
        yield Call(
            "agreed(bigint, bigint, text)", "SELECT sec.agreed(%(case)s, %(to)s, 'housing')",
            {"case": self.case.pk, "to": landlord}, "ines",
            (*((name, {}) for name in ("bea", "marc", "nadia", "nobody")), ("ines", {"case": -1})),
        )  # fmt: skip
        # The rows that differ from their sources, of any household: a number that is always 0, for unknown ones too.
        yield Call(
            "drift(bigint)", "SELECT sec.drift(%(household)s)", {"household": self.case.household_id}, "ines",
            (("nobody", {}), ("bea", {}), ("bea", {"household": -1})),
        )  # fmt: skip

    def _office(self) -> Iterator[Call]:
        outside = tuple((name, {}) for name in ("ines", "laurent", "nadia", "admin", "stranger_admin", "nobody"))
        yield Call("office_figures()", "SELECT * FROM sec.office_figures()", {}, "dpo", outside)
        named = {"number": self.number, "last": "Vasseur", "first": "Josiane"}
        yield Call(
            "office_stop_everything(text, text, text, text, text)",
            "SELECT sec.office_stop_everything(%(number)s, %(last)s, %(first)s, 'letter', 'R-2')", named, "dpo",
            (*outside, ("stranger_dpo", {}), ("dpo", {"number": "M-2026-00000"}), ("dpo", {"last": "Personne"})),
        )  # fmt: skip

    def _memberships(self) -> Iterator[Call]:
        world = self.world
        outside = tuple((name, {}) for name in ("ines", "laurent", "dpo", "stranger_admin", "nadia", "nobody"))
        invite = {"unit": world.montaubre.id, "role": "worker", "by": world.admin.membership.id}
        yield Call(
            "invite(bigint, text, text, text, text, bigint, int)",
            "SELECT sec.invite(%(unit)s, %(role)s, '', 'x@example.test', 'digest', %(by)s, 72)", invite, "admin",
            (*outside, ("stranger_admin", {"by": self.stranger_admin.membership.id}), ("admin", {"role": "service"}),
             ("admin", {"by": world.ines.membership.id}), ("admin", {"unit": world.halles.id}),
             ("admin", {"unit": -1})),
        )  # fmt: skip
        held = {"membership": world.marc.membership.id}
        wrong = (("admin", {"membership": world.bea.membership.id}), ("admin", {"membership": -1}))
        herself = (("admin", {"membership": world.admin.membership.id}),)
        yield Call(
            "end_membership(bigint)", "SELECT sec.end_membership(%(membership)s)", held, "admin",
            (*outside, *wrong, *herself), frozenset({"P0F05"}),
        )  # fmt: skip
        yield Call(
            "change_role(bigint, text, text)", "SELECT sec.change_role(%(membership)s, %(role)s, '')",
            held | {"role": "manager"}, "admin",
            (*outside, *wrong, *herself, ("admin", {"role": "service"})), frozenset({"P0F05"}),
        )  # fmt: skip
        yield Call(
            "cancel_invitation(bigint)", "SELECT sec.cancel_invitation(%(invitation)s)",
            {"invitation": self.invitation}, "admin", (*outside, ("admin", {"invitation": -1})),
        )  # fmt: skip
        token = {"token": self.invited_token}
        kept = {"token": digest_of(self.invited_token)}
        yield Call(
            "directory_of_invitation(text)", "SELECT * FROM sec.directory_of_invitation(%(token)s)", token, "nobody",
            (("admin", {"token": "x"}), ("nobody", {"token": ""}), ("nobody", kept)),
        )  # fmt: skip
        yield Call(
            "accept_invitation(text, bigint)", "SELECT sec.accept_invitation(%(token)s, %(user)s)",
            token | {"user": self.guest.id}, "nobody",
            (("bea", {"user": world.bea.membership.user_id}), ("nobody", {"token": "x"}), ("nobody", kept), ("nobody", {"user": -1})),
            frozenset({"P0F04"}),
        )  # fmt: skip

    def _committees(self) -> Iterator[Call]:
        named = {"committee": self.committee.pk, "membership": self.secretary.membership.id}
        outside = tuple((name, {}) for name in ("other_secretary", "ines", "laurent", "admin", "nadia", "nobody"))
        yield Call(
            "name_holder(bigint, text, text, text, text, bigint)",
            "SELECT sec.name_holder(%(committee)s, 'ccas', 'titular', 'X', 'x@example.test', %(membership)s)", named,
            "secretary",
            (*outside, ("other_secretary", {"committee": -1}), ("secretary", {"committee": -1}),
             ("secretary", {"membership": self.world.bea.membership.id}), ("secretary", {"membership": -1})),
        )  # fmt: skip
        made = {"session": self.session.pk, "holder": self.holder.pk, "digest": uuid4().hex}
        yield Call(
            "make_guest_link(bigint, bigint, text)",
            "SELECT sec.make_guest_link(%(session)s, %(holder)s, %(digest)s)", made, "secretary",
            (*outside, ("guest_link", {}), ("other_secretary", {"session": -1}), ("secretary", {"session": -1}),
             ("secretary", {"holder": -1})),
        )  # fmt: skip
        token = {"token": "guest token"}
        unknown = tuple(("nobody", {"token": each}) for each in ("", "x", digest_of("guest token")))
        for name in ("guest_link_open", "ask_guest_code"):
            yield Call(f"{name}(text)", f"SELECT sec.{name}(%(token)s)", token, "nobody", unknown)
        yield Call(
            "redeem_guest_code(text, text)", "SELECT sec.redeem_guest_code(%(token)s, %(code)s)",
            token | {"code": "123456"}, "nobody",
            (*unknown, ("nobody", {"code": "654321"}), ("nobody", {"code": ""}), ("nobody", {"code": None})),
        )  # fmt: skip
        waiting = {"audience": self.guest_link.audiences[0], "code": "777777"}
        yield Call(
            "new_guest_code(bigint, text)", "SELECT sec.new_guest_code(%(audience)s, %(code)s)", waiting, "guest_link",
            (*outside, ("secretary", {}), ("guest_link", {"audience": -1}), ("guest_link", {"audience": self.guest_inside})),
        )  # fmt: skip
        yield Call(
            "guest_seat(bigint)", "SELECT * FROM sec.guest_seat(%(audience)s)", {"audience": self.guest_inside}, "nobody",
            (("nobody", {"audience": -1}), ("nobody", {"audience": waiting["audience"]}),
             ("secretary", {"audience": self.holder.audience_id})),
        )  # fmt: skip


def answer(connection: psycopg.Connection, targets: Targets, call: Call, who: str, values: dict) -> tuple[str, list]:
    """(SQLSTATE or "", rows) of the call, undone."""
    try:
        with signed(connection, targets.who(who)):
            return "", connection.execute(call.statement, call.given | values).fetchall()
    except psycopg.Error as error:
        return error.sqlstate or type(error).__name__, []
