"""What was decided, on a telephone and a desk in a real browser: no accessibility violation, nothing sideways."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from committees.actions.sitting import Said
from partners.acting import Acting
from tests.browser import chromium_opened
from tests.cases.agreements import browser as signed_in
from tests.cases.test_consent_screens import ORIGIN, check
from tests.committees import done as d
from tests.committees import hall as h
from tests.committees import presented as p
from tests.committees.test_effects import ADJOURN, MEASURE
from tests.committees.test_reading_screens import _answer
from tests.factories.directory import publish_next
from tests.factories.world import build_world
from tests.harness import sql

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_opened() as opened:
        yield opened


@pytest.fixture
def show(chromium: Browser) -> Iterator[Callable[[Acting], Page]]:
    """A browser of that member, through which each page of the product is asked."""
    contexts = []

    def opener(by: Acting) -> Page:
        client = signed_in(by)
        context = chromium.new_context(bypass_csp=True, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        # The first page waits for the fonts and the stylesheet to be made.
        page.set_default_navigation_timeout(120_000)
        page.route("**/*", lambda route: _answer(route, client))
        return page

    yield opener
    for context in contexts:
        context.close()


def test_the_pages_where_it_is_done_and_followed(show):
    world = build_world()
    publish_next("gironde", {"contract.beyond_maximum": "committee"})
    hall = h.build(world)
    of_team, paper, adjourned, ended = p.followed(world), p.typed(hall), p.typed(hall), p.followed(world)
    mine, theirs = p.filed(hall, of_team, world.ines), p.filed(hall, ended, world.ines)
    until = timezone.localdate() + timedelta(days=180)
    session = d.closed(
        hall,
        (mine, Said("go-on", starts_on=timezone.localdate(), until_on=until)),
        (paper, MEASURE),
        (adjourned, ADJOURN),
        (theirs, Said("end")),
    )
    claire, ines = show(hall.secretary), show(world.ines)
    _looks(claire, "session", session.public_id, "Il reste à signer le compte rendu")
    d.sign(hall, session)
    _looks(claire, "session", session.public_id, "Compte rendu signé le")
    sql("UPDATE committees_decisioneffect SET created_at = created_at - interval '40 days' WHERE kind = 'end'")
    _looks(claire, "committee", hall.committee.public_id, "Décisions à suivre")
    _looks(ines, "todo", None, "Décidé en commission")
    _looks(ines, "case", of_team.case.public_id, "Décidé en commission")
    _looks(ines, "present", of_team.case.public_id, "à faire depuis le")
    effect = d.effect_of(world.ines, mine)
    _looks(ines, "effect", effect.public_id, "À faire par votre équipe")
    _looks(ines, "effect", d.effect_of(world.ines, theirs).public_id, "En retard.")
    signed_in(world.ines).post(reverse("effect", args=[effect.public_id]))
    _looks(ines, "effect", effect.public_id, "C’est déjà fait")


def _looks(page: Page, route: str, key: object, says: str) -> None:
    page.goto(ORIGIN + reverse(route, args=[key] if key else []))
    expect(page.locator("main")).to_contain_text(says)
    check(page)
