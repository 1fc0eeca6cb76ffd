"""The page of a team in a real browser: its table stands within the page, however much each row says."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route

from cases.models import VisitTime
from tests.browser import answer_static, chromium_opened
from tests.cases.operator_world import accepted, client_of
from tests.factories import world as w
from tests.harness import within

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORIGIN = "http://testserver"


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium_opened() as chromium:
        yield chromium.new_page(bypass_csp=True)


def test_the_table_of_a_team_stays_within_its_page(page):
    world = w.build_world()
    _, case = accepted(world, last_name="Aubry")
    made = w.visit(case, world.ines, on=timezone.localdate().replace(day=1))
    w.assign(case, world.marc, world.laurent)
    with within(world.marc):
        VisitTime.objects.create(
            **w.content(case, world.marc),
            visit=made,
            worker_id=world.marc.member_audience,
            visit_minutes=1995,
            travel_minutes=1325,
            administration_minutes=1985,
        )
    w.visit(case, world.ines, on=timezone.localdate() - timedelta(days=40))
    laurent = client_of(world.laurent)

    def answer(route: Route) -> None:
        where = route.request.url.removeprefix(ORIGIN)
        if where.startswith("/static/"):
            answer_static(route, where.removeprefix("/static/"))
        else:
            found = laurent.get(where)
            route.fulfill(status=found.status_code, body=found.content, content_type=found["Content-Type"])

    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/accompagnement/equipe/")
    assert "visites" in page.content()
    for width in (1440, 1280, 1100, 1000, 900, 800, 360):
        page.set_viewport_size({"width": width, "height": 900})
        table = page.locator(".team-table").bounding_box()
        card = page.locator(".table-wrap", has=page.locator(".team-table")).bounding_box()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert table["x"] + table["width"] <= card["x"] + card["width"] + 1, width
        if where := os.environ.get("LOOK_AT"):
            page.screenshot(path=Path(where) / f"team-{width}.png")
