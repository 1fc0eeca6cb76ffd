"""Households presented to a committee: a draft, a sheet that was filed, one that was decided of."""

from typing import TYPE_CHECKING

from django.utils import timezone

from committees.actions import sheets
from committees.actions.sitting import Said
from partners.enums import Capacity, Role
from tests.committees import hall as h
from tests.committees.done import effect_of, signed
from tests.committees.presented import SAID
from tests.factories import world as w
from tests.factories.directory import member, unit
from tests.harness import within
from tests.matrix.scenes import as_seen
from tests.matrix.things import Thing

if TYPE_CHECKING:
    from tests.matrix.stage import Stage

#: What is typed of a household, for the committee to which nobody is presented yet.
TYPED = {
    "competence": "measure",
    "how": "agreement",
    "heading": "Mme V., deux enfants",
    "name": "Mme Vasseur",
    "request": "Garder son logement",
}


def add(stage: "Stage") -> None:
    """Add these kinds to the stage."""
    kept_by = unit(Capacity.COMMITTEE_SECRETARY, name="Secrétariat")
    secretary = member(kept_by, Role.CLERK, Capacity.COMMITTEE_SECRETARY)
    committee, version = h.committee_of(kept_by)
    hall = h.Hall(None, kept_by, secretary, committee, version)
    for seat in h.SEATS:
        hall.holders[seat, "titular"] = h.name_holder(hall, seat, "titular")
    worker = stage.people.home.worker
    for state in ("own", "filed", "decided"):
        referred = w.refer(stage.people.named.clerk, stage.people.incoming, last_name=f"Marchand {state}")
        w.accept(referred, worker)
        w.engage(referred, worker)
        w.identity(referred.case, referred.tenant, worker, last_name="Marchand", first_name="Odile")
        h.agree(hall, referred.case, referred.tenant, worker)
        case = as_seen(stage.superuser, referred.case.pk)
        with within(worker):
            made = sheets.prepare(
                case=case,
                committee=committee,
                competence="measure",
                said=SAID,
                is_urgent=False,
                is_coded=False,
                by=worker,
            )
            if state != "own":
                sheets.file(sheet=made, read_over_on=timezone.localdate(), by=worker)
        if state == "decided":
            signed(hall, (made, Said("measure")))
            made = effect_of(worker, made)
        kind = ("effect", "own") if state == "decided" else ("presentation", state)
        stage.things[kind] = Thing((made.public_id,), (case.pk,), stage.followed["own"])
    free, _ = h.committee_of(kept_by)
    stage.things["free_committee", "own"] = Thing((free.key,))
