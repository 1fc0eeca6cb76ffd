"""What a seat and a secretariat read of a household is told to who agreed to it, for the time she did; every mutant is noticed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from cases.queries.who_sees import who_looked
from partners.enums import Capacity
from tests.attack.mutants_of_functions import changed
from tests.committees import hall as h
from tests.factories import world as w
from tests.harness import OWNER, as_role, sql, undone_with, within

#: Who reads, and how many days before now. The agreement was given five days ago, and is withdrawn now.
READ = {
    "her seat, while she agreed": ("seat", 3),
    "her seat, before": ("seat", 7),
    "her seat, after she withdrew": ("seat", -0.02),
    "the secretariat, while she agreed": ("secretary", 3.1),
    "the secretariat, after": ("secretary", -0.03),
    "a landlord to whom she agreed to nothing": ("other landlord", 3.2),
    "the same unit, in another capacity": ("reserver", 3.3),
    "the team": ("team", 3.4),
    "her seat, of another household": ("seat elsewhere", 3.5),
    "her seat, of her tenancy, to which she agreed nothing": ("seat tenancy", 3.6),
    "her landlord, to whom she agreed": ("landlord", 3.7),
}


class Scene:
    """A couple, of whom one agreed to be presented for a while; who read what, at which moment."""

    def __init__(self, world: w.World) -> None:
        self.world, self.hall = world, h.build(world)
        self.referred = self._followed("Brahimi", "Karim Brahimi")
        self.neighbour = self._followed("Ott")
        w.identity(self.referred.case, self.referred.tenant, world.ines, last_name="Brahimi")
        w.identity(self.referred.case, self.referred.co_tenant, world.ines, last_name="Brahimi", first_name="Karim")
        grant = h.agree(self.hall, self.referred.case, self.referred.tenant, world.ines)
        w.consent(
            self.referred.case,
            self.referred.tenant,
            w.unit_audience(world.branch, "landlord").pk,
            world.ines,
            "housing",
        )
        sql("UPDATE cases_grant SET valid_from = now() - interval '5 days'")
        w.withdraw(grant, world.ines)
        for number, (who, days) in enumerate(READ.values()):
            self._read(who, days, number)

    def _followed(self, name: str, co_tenant: str = "") -> w.Referred:
        made = w.refer(self.world.nadia, self.world.agreement, last_name=name, co_tenant=co_tenant)
        w.accept(made, self.world.ines)
        w.engage(made, self.world.ines)
        return made

    def _read(self, who: str, days: float, number: int) -> None:
        by, capacity = {
            "seat": (self.hall.account, Capacity.COMMITTEE_SEAT),
            "seat elsewhere": (self.hall.account, Capacity.COMMITTEE_SEAT),
            "seat tenancy": (self.hall.account, Capacity.COMMITTEE_SEAT),
            "landlord": (self.world.nadia, Capacity.LANDLORD),
            "reserver": (self.hall.account, Capacity.RESERVER),
            "secretary": (self.hall.secretary, Capacity.COMMITTEE_SECRETARY),
            "other landlord": (self.world.other_clerk, Capacity.LANDLORD),
            "team": (self.world.ines, Capacity.OPERATOR),
        }[who]
        cases = {"seat elsewhere": self.neighbour.case.pk, "seat tenancy": self.referred.referral.case_id}
        sql(
            "INSERT INTO cases_readinglog (id, at, membership_id, unit_id, capacity, purpose, route, case_ids, presentation_sheet_ids,"
            " basis) VALUES (gen_random_uuid(), now() - make_interval(secs => %s), %s, %s, %s, %s, 'sheet_read', %s, '{}', '')",
            timedelta(days=days).total_seconds(),
            by.membership.pk,
            by.membership.unit_id,
            capacity.value,
            f"presented{number}",
            [cases.get(who, self.referred.case.pk)],
            role=OWNER,
        )

    def told(self, adult: str) -> set[str]:
        """What that adult is told was read about her."""
        with within(self.world.ines):
            found = {row.purpose for row in who_looked(getattr(self.referred, adult).public_id)}
        return {said for number, said in enumerate(READ) if f"presented{number}" in found}


@pytest.fixture
def scene(world):
    return Scene(world)


TOLD = {
    "tenant": {
        *("her seat, while she agreed", "the secretariat, while she agreed", "the team"),
        "her landlord, to whom she agreed",
    },
    # Who did not agree is told of her team alone.
    "co_tenant": {"the team"},
}


def test_each_is_told_what_she_agreed_to_while_she_did(scene):
    assert {adult: scene.told(adult) for adult in TOLD} == TOLD


#: What committees add to it, or depend on: the seat's own clause, whose agreement, and for how long.
OF_COMMITTEES = (
    *("a.unit_id = r.unit_id", "a.capacity = r.capacity", "a.capacity = 'committee_seat'", "'presentation' = ANY"),
    *(
        "g.recipient_id = a.id",
        "g.person_id = p.id",
        "r.at >= g.valid_from",
        "r.at < least",
        "least(",
        "g.case_id = ANY (r.case_ids)",
    ),
)


def noticed(scene: Scene, mutant) -> bool:
    seen = [True]
    try:
        with undone_with(seen):
            for role, statement in mutant.statements:
                with as_role(role), connection.cursor() as cursor:
                    cursor.execute(statement)
            seen[0] = any(scene.told(adult) != told for adult, told in TOLD.items())
    except DatabaseError:
        return True
    return seen[0]


def test_every_mutant_of_what_committees_add_is_noticed(scene):
    made = list(changed("about_her", "about"))
    ours = [each for each in made if any(each.name.startswith(f"about_her: {part}") for part in OF_COMMITTEES)]
    assert {part for part in OF_COMMITTEES if any(part in each.name for each in ours)} == set(OF_COMMITTEES)
    assert {mutant.name for mutant in ours if not noticed(scene, mutant)} == set()
