"""Reads the whole database from outside the gate and states it as the oracle's facts.

Uses a superuser connection of the test cluster, so that nothing here depends on the policies under attack.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from tests.attack import oracle_facts as o

#: Oracle's table -> database table, and a harmless change of a row in place (None: no column of it is ever changed).
TABLES: dict[str, tuple[str, str | None]] = {
    "tenant_account": ("cases_tenantaccount", "phone = 'x'"),
    "account_statement": ("cases_accountstatement", "rent_cents = 1"),
    "import_batch": ("cases_importbatch", "written = 1"),
    "household": ("cases_household", None),
    "person": ("cases_person", None),
    "case": ("cases_case", None),
    "identity_statement": ("cases_identitystatement", None),
    "contact_statement": ("cases_contactstatement", None),
    "referral": ("cases_referral", "told_by = 'x'"),
    "referral_answer": ("cases_referralanswer", "reason = 'x', answered_by_id = %(member)s"),
    "referral_feedback": ("cases_referralfeedback", None),
    "referral_sheet": ("cases_referralsheet", "phone = 'x'"),
    "rent_statement": ("cases_rentstatement", "rent_cents = 1"),
    "visit": ("cases_visit", "kind = 'office'"),
    "visit_time": ("cases_visittime", "visit_minutes = 15"),
    "visit_note": ("cases_visitnote", "text = 'x'"),
    "visit_shared": ("cases_visitshared", None),
    "accompaniment": ("cases_accompaniment", "kind = 'access'"),
    "accompaniment_course": ("cases_accompanimentcourse", "state = 'suspended'"),
    "consent": ("cases_consent", "ended_at = now(), ended_how = 'withdrawn'"),
    "grant": ("cases_grant", "ended_at = now()"),
    "evidence": ("cases_evidence", None),
    "team_member": ("cases_teammember", "is_referent = false"),
    "violence_flag": ("cases_violenceflag", "lifted_by_id = NULL"),
    "person_link": ("cases_personlink", "revoked_at = now()"),
    "access": ("cases_access", None),
    "person_access": ("cases_personaccess", None),
    "access_lock": ("cases_accesslock", None),
    "document": ("common_document", "progress = 1"),
    "common_part": ("cases_commonpart", "content = '{}'"),
    "annex": ("cases_annex", "content = '{}'"),
    "signature": ("cases_signature", None),
    "budget_statement": ("cases_budgetstatement", None),
    "contact": ("cases_contact", "phone = 'x'"),
    "step": ("cases_step", "text = 'x'"),
    "step_shared": ("cases_stepshared", None),
    "visit_revision": ("cases_visitrevision", None),
    "suspension": ("cases_suspension", "planned_until = NULL"),
    "entry_statement": ("cases_entrystatement", "stage = 'summons'"),
    "earlier_activity": ("cases_earlieractivity", None),
    "alert": ("cases_alert", "received_at = now(), received_by_id = %(member)s"),
    "task": ("cases_task", "title = 'x'"),
    "repayment_plan": ("cases_repaymentplan", "ended_on = NULL"),
    "procedure_event": ("cases_procedureevent", "cancelled_at = now()"),
}
#: What numbers a row where it is not `id`; and which rows of it have not passed their time.
KEYS = {
    "access": "case_id * 1000000 + audience_id",
    "person_access": "(case_id * 1000000 + audience_id) * 1000000 + person_id",
    "access_lock": "household_id",
}
LIVE = {"access": "present_until > now()", "person_access": "name_until > now()"}


class Bridge:
    """`facts()` of the database behind a superuser connection."""

    def __init__(self, superuser: psycopg.Connection) -> None:
        self.cursor = superuser.cursor(row_factory=namedtuple_row)
        self.audience = {row.id: row for row in self._rows("partners_audience")}

    def _rows(self, table: str) -> Iterator[Any]:
        return iter(self.cursor.execute(f"SELECT * FROM {table}").fetchall())

    def _by(self, audience_id: int | None) -> dict[str, Any]:
        row = self.audience.get(audience_id)
        return {"unit": row.unit_id, "capacity": row.capacity} if row else {"unit": None, "capacity": None}

    def _member(self, audience_id: int | None) -> int | None:
        row = self.audience.get(audience_id)
        return row.membership_id if row else None

    def facts(self) -> o.Facts:
        self.audience = {row.id: row for row in self._rows("partners_audience")}
        self.household = {row.id: row.household_id for row in self._rows("cases_case")}
        people = {row.audience_id: row.id for row in self._rows("cases_person") if row.audience_id}
        return o.Facts(
            organisations=tuple(o.Organisation(row.id) for row in self._rows("partners_organisation")),
            units=tuple(o.Unit(row.id, row.organisation_id) for row in self._rows("partners_unit")),
            capacities=tuple(o.UnitCapacity(row.unit_id, row.capacity) for row in self._rows("partners_unitcapacity")),
            memberships=tuple(
                o.Membership(row.id, row.unit_id, row.role, row.started_at, row.ended_at, row.user_id)
                for row in self._rows("partners_membership")
            ),
            households=tuple(o.Household(row.id, **self._by(row.author_id)) for row in self._rows("cases_household")),
            persons=tuple(
                o.Person(row.id, row.household_id, row.is_adult, row.is_party) for row in self._rows("cases_person")
            ),
            cases=tuple(
                o.Case(row.id, row.household_id, row.kind, referred_from=row.tenancy_id, **self._by(row.holder_id))
                for row in self._rows("cases_case")
            ),
            referrals=tuple(self._referrals()),
            answers=tuple(self._answers()),
            sheets=tuple(self._sheets()),
            accompaniments=tuple(self._accompaniments()),
            team=tuple(self._team()),
            grants=tuple(self._grants()),
            flags=tuple(
                o.ViolenceFlag(
                    row.id,
                    row.household_id,
                    row.person_id,
                    row.case_id,
                    self._by(row.author_id)["unit"],
                    row.created_at,
                    row.lifted_at,
                )
                for row in self._rows("cases_violenceflag")
            ),
            links=tuple(
                o.PersonLink(
                    row.id, row.person_id, row.created_at, row.expires_at, row.revoked_at or self._used_up(row)
                )
                for row in self._rows("cases_personlink")
            ),
            rows=tuple(self._content(people)),
        )

    @staticmethod
    def _used_up(link: Any) -> datetime | None:
        """Five tries, then the link is dead (T16)."""
        return None if link.tries_left else link.created_at

    def _referrals(self) -> Iterator[o.Referral]:
        for row in self._rows("cases_referral"):
            receiver = self._by(row.recipient_id)["unit"]
            yield o.Referral(
                row.id,
                row.case_id,
                receiver=receiver,
                case=row.receiving_case_id,
                submitted_at=row.submitted_at,
                withdrawn_at=row.withdrawn_at,
                **self._by(row.author_id),
            )

    def _answers(self) -> Iterator[o.ReferralAnswer]:
        for row in self._rows("cases_referralanswer"):
            state = {"closed": "accepted", "received": "waiting"}.get(row.state, row.state)
            yield o.ReferralAnswer(
                row.id,
                row.referral_id,
                state,
                row.answered_at or row.received_at,
                membership=self._member(row.answered_by_id),
                **self._by(row.author_id),
            )

    def _sheets(self) -> Iterator[o.ReferralSheet]:
        submitted = {row.id: row.submitted_at for row in self._rows("cases_referral")}
        for row in self._rows("cases_referralsheet"):
            name = f"{row.last_name} {row.first_name}"
            yield o.ReferralSheet(row.id, row.referral_id, submitted[row.referral_id], name)

    def _accompaniments(self) -> Iterator[o.Accompaniment]:
        courses = {row.case_id: row for row in self._rows("cases_accompanimentcourse")}
        for row in self._rows("cases_accompaniment"):
            course = courses[row.case_id]
            yield o.Accompaniment(
                row.id,
                row.case_id,
                state=course.state,
                engaged_at=course.engaged_at,
                ended_at=course.ended_at,
                archived_at=course.ended_at if course.state == "archived" else None,
                course=course.id,
                **self._by(row.author_id),
            )

    def _team(self) -> Iterator[o.TeamAssignment]:
        for row in self._rows("cases_teammember"):
            ends = [end for end in (row.until, row.ended_at) if end]
            yield o.TeamAssignment(
                row.id,
                row.case_id,
                row.membership_id,
                starts_at=row.starts_at,
                ends_at=min(ends, default=None),
                **self._by(row.author_id),
            )

    def _grants(self) -> Iterator[o.Grant]:
        recorded = {row.id: row.recorded_by_id for row in self._rows("cases_consent")}
        for row in self._rows("cases_grant"):
            author, recipient = self._by(row.author_id), self._by(row.recipient_id)
            member = self._member(row.recipient_id)
            yield o.Grant(
                row.id,
                row.basis,
                row.case_id,
                recipient["unit"],
                recipient["capacity"],
                frozenset(row.scopes),
                row.valid_from,
                row.until,
                row.ended_at,
                row.person_id,
                frozenset({member}) if member else frozenset(),
                how="oral" if row.basis == "oral_agreement" else "screen",
                consent=row.consent_id,
                recorder=author["unit"],
                recorder_capacity=author["capacity"],
                recorder_membership=self._member(recorded.get(row.consent_id)),
            )

    def _content(self, people: dict[int, int]) -> Iterator[o.Row]:
        for table in ("tenant_account", "account_statement", "import_batch"):
            for row in self._rows(TABLES[table][0]):
                more = {}
                if table == "tenant_account":
                    more = {"case": row.case_id, "name": f"{row.last_name} {row.first_name}"}
                    more["household"] = self.household.get(row.case_id)
                yield o.Row(table, row.id, **more, **self._by(row.author_id))
        yield from self._on_cases("identity_statement", person="person_id", named=True)
        yield from self._on_cases("contact_statement", person="person_id")
        yield from self._on_cases("referral_feedback", visible_from="visible_from", referral="referral_id")
        yield from self._on_cases("rent_statement")
        yield from self._on_cases("visit", member="logged_by_id")
        yield from self._on_cases("visit_time", member="worker_id")
        yield from self._on_cases("visit_note", member="written_by_id")
        yield from self._on_cases("visit_shared")
        yield from self._on_cases("evidence")
        yield from self._on_cases("person_link", person="person_id")
        yield from self._parts()
        for table in ("access", "person_access"):
            yield from self._access(table, people)
        for row in self._rows("cases_accesslock"):
            yield o.Row("access_lock", row.household_id, row.household_id)
        for row in self._rows("common_document"):
            yield o.Row(
                "document",
                row.id,
                household=self.household.get(row.case_id),
                case=row.case_id,
                membership=self._member(row.asker_id),
                person=people.get(row.asker_id),
                recipient_unit=self._by(row.recipient_id)["unit"],
                recipient_capacity=self._by(row.recipient_id)["capacity"],
                issued=row.state == "ready",
                **self._by(row.asker_id),
            )

    def _parts(self) -> Iterator[o.Row]:
        for table in ("budget_statement", "contact", "step_shared", "earlier_activity", "entry_statement", "task"):
            yield from self._on_cases(table)
        yield from (row for table in ("repayment_plan", "procedure_event") for row in self._on_cases(table))
        yield from self._on_cases("step", member="written_by_id")
        yield from self._on_cases("visit_revision", member="written_by_id")
        yield from self._on_cases("suspension", member="recorded_by_id")
        yield from self._on_cases("signature", member="recorded_by_id", person="person_id")
        for table, member in (("common_part", ""), ("annex", "written_by_id")):
            issued = {row.id: row.issued_at is not None for row in self._rows(TABLES[table][0])}
            yield from (replace(row, issued=issued[row.id]) for row in self._on_cases(table, member=member))
        alerts = {row.id: row for row in self._rows("cases_alert")}
        for row in self._on_cases("alert"):
            recipient = self._by(alerts[row.id].recipient_id)
            yield replace(
                row,
                issued=alerts[row.id].received_at is not None,
                recipient_unit=recipient["unit"],
                recipient_capacity=recipient["capacity"],
            )

    def _access(self, table: str, people: dict[int, int]) -> Iterator[o.Row]:
        """A row whose time has passed is as good as gone: to see one is a leak like any other."""
        live = f"SELECT {KEYS[table]} AS number, * FROM {TABLES[table][0]} WHERE {LIVE[table]}"
        for row in self.cursor.execute(live).fetchall():
            audience = self.audience[row.audience_id]
            yield o.Row(
                table,
                row.number,
                row.household_id,
                row.case_id,
                person=people.get(row.audience_id),
                unit=audience.unit_id,
                membership=audience.membership_id,
                capacity=audience.capacity if audience.unit_id else None,
                role=o.MANAGER if audience.kind == "manager" else None,
            )

    def _on_cases(self, table: str, *, member: str = "", named: bool = False, **columns: str) -> Iterator[o.Row]:
        for row in self._rows(TABLES[table][0]):
            more = {name: getattr(row, column) for name, column in columns.items()}
            if member:
                more["membership"] = self._member(getattr(row, member))
            if named:
                more["name"] = f"{row.last_name} {row.first_name}"
            yield o.Row(table, row.id, row.household_id, row.case_id, **more, **self._by(row.author_id))
