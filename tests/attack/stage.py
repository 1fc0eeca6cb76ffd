"""The world of an attack, and what every scene needs: households accompanied, links, exits, days that pass.

Ageing moves every instant of a household back by whole days, Access included: what ends must have ended without
any job, which is what the attack proves.
"""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

import psycopg
from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.utils import timezone

from cases.models import AccompanimentCourse, Case, Evidence, Grant, Person, PersonLink, TenantAccount
from common.models import Document
from partners.acting import Acting
from tests.factories import work
from tests.factories import world as w
from tests.harness import KEEPER, as_role, within

#: States of T18; each must be met by at least 1 % of the attempts.
STATES = (
    "own_row",
    "other_unit_same_organisation",
    "other_organisation",
    "granted",
    "expired",
    "withdrawn",
    "narrowed",
    "future_text",
    "one_of_two_adults",
    "violence_flag",
    "other_capacity",
    "former_member",
    "moved_case",
    "team_ended",
    "second_operator",
    "former_stay",
    "former_landlord",
    "landlord_asks_social",
    "no_context",
    "forged_context",
)


EXPIRED_KEY_ID, EXPIRED_KEY = "retired", b"a key whose ninety days are over"
_numbers = itertools.count(1)


@dataclass
class Stage:
    """The world of an attack: who may act, and which households each state is looked for in."""

    world: w.World
    superuser: psycopg.Connection
    actors: list[Acting] = field(default_factory=list)
    #: (person, her link, her audience)
    persons: list[tuple[int, int, int]] = field(default_factory=list)
    households: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    actors_of: dict[str, list[Acting]] = field(default_factory=lambda: defaultdict(list))

    def put(self, state: str, case: Case, *actors: Acting) -> None:
        self.households[state].append(case.household_id)
        for actor in actors:
            if actor not in self.actors_of[state]:
                self.actors_of[state].append(actor)


def beat(superuser: psycopg.Connection) -> None:
    """The scheduled job that applies the starts that have come (an end needs none)."""
    with superuser.transaction():
        superuser.execute("SET LOCAL ROLE palier_keeper")
        superuser.execute("SELECT sec.open_due()")


def retired_key(superuser: psycopg.Connection) -> None:
    """A signing key of the context whose time has passed."""
    padded = EXPIRED_KEY.ljust(64, b"\0")
    with superuser.transaction():
        superuser.execute("SET LOCAL ROLE palier_keeper")
        superuser.execute(
            "INSERT INTO sec.key VALUES (%s, %s, %s, now() - interval '1 day') ON CONFLICT DO NOTHING",
            [EXPIRED_KEY_ID, bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded)],
        )


@cache
def _instants(superuser: psycopg.Connection) -> dict[tuple[str, str], list[str]]:
    """The columns that hold an instant, of every table that has a household."""
    columns = superuser.execute(
        "SELECT c.table_schema, c.table_name, c.column_name FROM information_schema.columns c JOIN pg_tables t ON"
        " t.schemaname = c.table_schema AND t.tablename = c.table_name WHERE c.data_type = 'timestamp with time zone'"
        " AND EXISTS (SELECT 1 FROM information_schema.columns h WHERE h.table_schema = c.table_schema"
        " AND h.table_name = c.table_name AND h.column_name = 'household_id')"
    ).fetchall()
    by_table: dict[tuple[str, str], list[str]] = defaultdict(list)
    for schema, table, column in columns:
        by_table[schema, table].append(column)
    return by_table


def age(superuser: psycopg.Connection, days: int, household_id: int | None = None) -> None:
    """Everything about that household (or all of them) happened `days` earlier at the same hour of Paris, and nothing was
    recomputed since."""
    earlier = 'CASE WHEN "{0}" >= \'9999-01-01\' THEN "{0}" ELSE "{0}" - %(days)s * interval \'1 day\' END'
    with superuser.transaction():
        superuser.execute("SET LOCAL session_replication_role = replica; SET LOCAL TimeZone = 'Europe/Paris'")
        for (schema, table), names in _instants(superuser).items():
            moved = ", ".join(f'"{name}" = {earlier.format(name)}' for name in names)
            superuser.execute(
                f"UPDATE {schema}.{table} SET {moved}"
                " WHERE %(household)s::bigint IS NULL OR household_id = %(household)s",
                {"days": days, "household": household_id},
            )
        superuser.execute("SET LOCAL session_replication_role = origin")


def followed(stage: Stage, **fields) -> w.Referred:
    """A referral accepted by Inès and engaged, with a visit, a rent statement and what else a case holds."""
    world = stage.world
    referred = w.refer(world.nadia, world.agreement, **fields)
    w.accept(referred, world.ines)
    w.engage(referred, world.ines)
    w.visit(referred.case, world.ines, text="Note de l’équipe")
    w.rent(referred.tenancy, world.nadia)
    with within(world.nadia):
        TenantAccount.objects.create(
            author_id=world.nadia.unit_audience,
            lease_ref=f"L{referred.case.pk}",
            last_name="Vasseur",
            postcode="33000",
            commune="Bordeaux",
            balance_cents=1,
            balance_on=timezone.localdate(),
            stage="none",
            case_id=referred.tenancy.pk,
        )
    with within(world.ines):
        Document.objects.create(
            asker_id=world.ines.member_audience, kind="receipt", title="Reçu", template="x", case_id=referred.case.pk
        )
    work.of_operator(referred, world.ines, world.laurent, to=landlord(stage))
    work.of_landlord(referred, world.nadia, to=world.ines.unit_audience)
    return referred


def landlord(stage: Stage) -> int:
    return w.unit_audience(stage.world.branch, "landlord").id


def link(stage: Stage, referred: w.Referred, of: Person | None = None) -> int:
    """A personal link of one adult (the tenant), who may act by it from then on. Returns its number."""
    world, person = stage.world, of or referred.tenant
    with within(world.ines), connection.cursor() as cursor:
        digest = f"digest-{person.pk}-{next(_numbers)}"
        cursor.execute(
            "SELECT sec.make_link(%s, %s, %s, %s)",
            [world.ines.unit_audience, referred.case.pk, person.pk, digest],
        )
        (audience,) = cursor.fetchone()
        made = PersonLink.objects.get(token_digest=digest)
    stage.persons.append((person.pk, made.pk, audience))
    return made.pk


def evidence(case: Case, of: Grant, by: Acting) -> None:
    """The signature of a consent."""
    with within(by):
        Evidence.objects.create(**w.content(case, by), consent_id=of.consent_id, strokes=[], digest="")


def end(case: Case, by: Acting) -> None:
    with within(by):
        AccompanimentCourse.objects.filter(case_id=case.pk).update(
            state="ended", outcome="kept", ended_at=TransactionNow()
        )


def leave(former: Acting) -> None:
    with as_role(KEEPER), connection.cursor() as cursor:
        cursor.execute("SELECT sec.close_membership(%s)", [former.membership.id])
