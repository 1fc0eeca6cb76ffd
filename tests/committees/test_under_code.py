"""What is presented under a code is tied to nobody by what stands around it: who presents it, how often it came."""

import pytest
from django.utils import timezone

from cases.actions.flags import set_flag
from committees.actions import sheets
from committees.actions.sitting import Said
from committees.enums import Ceiling
from committees.queries.sessions import Times, agenda, items_of, times
from tests.cases.landlord import signed_in
from tests.committees import done as d
from tests.committees import hall as h
from tests.committees import presented as p
from tests.committees.test_pages import said, url
from tests.harness import within

ADJOURN = Said("adjourn", reason="Une pièce manque.")
UNDER_ITS_NUMBER = "Fiche présentée sous son numéro"
TWICE = "Cette demande a déjà été ajournée 2 fois."
PRESENTER = "Présenté par"


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def case(world):
    return p.followed(world)


def presented_again(hall, case, world, former, *, is_coded=False):
    """The team takes that sheet back, and files another of the same household."""
    with within(world.ines):
        sheets.withdraw(sheet=p.fresh(former), by=world.ines)
    made = p.draft(hall, case, world.ines, is_coded=is_coded)
    with within(world.ines):
        sheets.file(sheet=made, read_over_on=None if is_coded else timezone.localdate(), by=world.ines)
    return made


def counted(hall, sheet) -> Times:
    with within(hall.secretary):
        return times(hall.committee, [p.fresh(sheet)])[sheet.pk]


def screen(hall, made, item) -> str:
    return said(signed_in(hall.secretary).get(url("sitting", made, item)))


def test_a_demand_presented_under_a_code_counts_alone_and_for_no_other(hall, case, world):
    """« Déjà ajournée 2 fois » would say whose number it is to all who saw it adjourned by name."""
    first = p.filed(hall, case, world.ines)
    for _ in range(2):
        d.signed(hall, (first, ADJOURN))
    under_code = presented_again(hall, case, world, first, is_coded=True)
    assert counted(hall, under_code) == Times()
    assert TWICE not in said(signed_in(hall.secretary).get(url("committee", hall.committee)))
    for adjourned in (1, 2):
        d.signed(hall, (under_code, ADJOURN))
        assert counted(hall, under_code) == Times(adjourned=adjourned)
    made, (item,) = d.opened(hall, under_code)
    assert TWICE in screen(hall, made, item)


def test_what_was_decided_under_a_code_counts_for_no_name(hall, case, world):
    under_code = p.filed(hall, case, world.ines, is_coded=True)
    d.signed(hall, (under_code, ADJOURN))
    h.agree(hall, case.referred.case, case.referred.tenant, world.ines)
    by_name = presented_again(hall, case, world, under_code)
    assert counted(hall, by_name) == Times()
    d.signed(hall, (by_name, ADJOURN))
    assert counted(hall, by_name) == Times(adjourned=1)


def test_nor_while_the_sheet_under_a_code_is_still_read(hall, case, world):
    d.signed(hall, (p.filed(hall, case, world.ines, is_coded=True), ADJOURN))
    h.agree(hall, case.referred.case, case.referred.tenant, world.ines)
    assert counted(hall, h.sheet(hall, world.ines, case.case)) == Times()


def test_where_a_number_is_shown_for_a_name_the_sheet_counts_alone(hall, case, world):
    first = p.filed(hall, case, world.ines)
    for _ in range(2):
        d.signed(hall, (first, ADJOURN))
    again = presented_again(hall, case, world, first)
    made, (item,) = d.opened(hall, again)
    with within(hall.secretary):
        for ceiling, adjourned in ((Ceiling.FULL, 2), (Ceiling.HOUSING, 2), (Ceiling.CODED, 0)):
            (line,) = agenda(made, items_of(made), ceiling)
            assert (line.times.adjourned, line.is_under_code) == (adjourned, ceiling == Ceiling.CODED)
    assert TWICE in screen(hall, made, item)
    with within(world.ines):
        set_flag(case=case.case, person=case.referred.tenant, by=world.ines)
    assert TWICE not in screen(hall, made, item)


def test_the_room_does_not_read_who_presents_what_stands_under_a_code(hall, case, world):
    by_name, under_code = p.filed(hall, case, world.ines), p.filed(hall, p.followed(world), world.ines, is_coded=True)
    made, (named, coded) = d.opened(hall, by_name, under_code)
    named_shown, shown = screen(hall, made, named), screen(hall, made, coded)
    assert PRESENTER in named_shown
    assert UNDER_ITS_NUMBER not in named_shown
    assert UNDER_ITS_NUMBER in shown
    assert "Version complète" not in shown
    assert f"Dossier {under_code.number}" in shown
    assert "Garder son logement" in shown
    assert PRESENTER not in shown
    assert world.montaubre.organisation.name not in shown
    h.attend(hall, made, "state", "present")
    assert PRESENTER not in screen(hall, made, named), "a seat that is there reads numbers alone"
