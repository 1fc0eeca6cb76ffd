"""Agreements in a real browser: eight taps and a signature, the keyboard alone, no accessibility violation."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect

from cases.models import Case, Consent, Evidence
from common.typography import typographic_html
from tests.browser import answer_static, chromium_opened
from tests.cases.agreements import browser as signed_in
from tests.cases.agreements import case_of, engaged, sign
from tests.common.pdf_words import overlaps_of
from tests.factories.world import build_world, identity, visit
from tests.harness import within

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORIGIN = "http://testserver"
WIDTHS = (360, 1440)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_opened() as opened:
        yield opened


@pytest.fixture
def show(chromium: Browser) -> Iterator[Callable[[Client, str], Page]]:
    """Opens a page of the product as that client sees it, on a telephone."""
    contexts = []

    def opener(client: Client, path: str) -> Page:
        context = chromium.new_context(bypass_csp=True, viewport={"width": 360, "height": 780}, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", lambda route: _answer(route, client))
        page.goto(ORIGIN + path)
        return page

    yield opener
    for context in contexts:
        context.close()


def _answer(route: Route, client: Client) -> None:
    path = route.request.url.removeprefix(ORIGIN).partition("#")[0]
    if path.startswith("/static/"):
        answer_static(route, path.removeprefix("/static/"))
        return
    if route.request.method == "POST":
        body, kind = route.request.post_data_buffer or b"", route.request.headers["content-type"]
        answer = client.post(path, data=body, content_type=kind, follow=True)
    else:
        answer = client.get(path, follow=True)
    route.fulfill(status=answer.status_code, body=answer.content, content_type=answer["Content-Type"])


def check(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 780})
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 360, "height": 780})


def test_eight_taps_and_a_signature(show):
    world = build_world()
    referred = engaged(world)
    visit(referred.case, world.ines)
    page = show(signed_in(world.ines), reverse("consents", args=[case_of(referred, world.ines).public_id]))
    check(page)
    taps = 0

    def tap(selector: str) -> None:
        nonlocal taps
        page.locator(selector).click()
        taps += 1

    tap("a:has-text('Recueillir l’accord')")
    expect(page.locator("h1")).to_have_text("Votre accord")
    check(page)
    for name, answer in (
        ("identity", "yes"),
        ("housing", "yes"),
        ("budget", "no"),
        ("account", "yes"),
        ("months", "6"),
    ):
        tap(f"label:has(input[name={name}][value='{answer}'])")
    expect(page.locator("#apercu")).to_contain_text("Inès Caron")
    expect(page.locator("#apercu")).to_contain_text("1 faite en")
    check(page)
    tap("button:has-text('Continuer')")
    expect(page.locator("#avis")).to_contain_text("j’autorise")
    check(page)
    draw(page)
    tap("button:has-text('Je signe')")
    expect(page.locator("h1")).to_have_text("C’est signé.")
    check(page)
    assert overlaps_of(page.pdf(tagged=True)) == []
    assert taps == 8
    with within(world.ines):
        assert Consent.objects.count() == 2
        assert len(Evidence.objects.first().strokes["strokes"][0]) > 5


def test_what_was_missing_leaves_once_it_is_answered(show):
    """Also « Je signe » under the signature, which its error leads to."""
    world = build_world()
    referred = engaged(world)
    page = show(signed_in(world.ines), reverse("consents", args=[case_of(referred, world.ines).public_id]))
    page.locator("a:has-text('Recueillir l’accord')").click()
    page.locator("button:has-text('Continuer')").click()
    errors, summary = page.locator(".field__error"), page.locator("[data-error-summary]")
    for left, (name, answer) in enumerate(
        reversed([("months", "6"), ("account", "no"), ("budget", "no"), ("housing", "yes"), ("identity", "yes")])
    ):
        words = f"{5 - left} réponses manquent" if left < 4 else "Une réponse manque"
        expect(summary.locator("h2")).to_have_text(words)
        expect(errors).to_have_count(5 - left)
        page.locator(f"label:has(input[name={name}][value='{answer}'])").click()
    expect(errors).to_have_count(0)
    expect(summary).to_have_count(0)
    expect(page.locator(".answer-row--missing")).to_have_count(0)
    page.locator("button:has-text('Continuer')").click()
    page.locator("button:has-text('Je signe')").click()
    page.locator("[data-error-summary] a").click()
    assert page.evaluate("document.activeElement.tagName") == "CANVAS"
    check(page)
    draw(page)
    expect(errors).to_have_count(0)
    expect(summary).to_have_count(0)
    pad, signs = page.locator(".signature").bounding_box(), page.locator("button:has-text('Je signe')").bounding_box()
    assert signs["y"] - (pad["y"] + pad["height"]) < 24


def draw(page: Page) -> None:
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + 30 + step * 8, box["y"] + 60 + (-1) ** step * 20)
    page.mouse.up()


def test_the_keyboard_alone_records_and_withdraws(show):
    world = build_world()
    referred = engaged(world)
    page = show(signed_in(world.ines), reverse("consents", args=[case_of(referred, world.ines).public_id]))

    def reach(words: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if words in page.evaluate(FOCUSED):
                return
        raise AssertionError(f"{words} is not reached: {page.evaluate(FOCUSED)}")

    reach("Recueillir l’accord")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Votre accord")
    for name, key in (("identity", "Space"), ("housing", "Space"), ("budget", "ArrowRight"), ("account", "ArrowRight")):
        reach(name)
        page.keyboard.press(key)
    reach("months")
    page.keyboard.press("ArrowRight")
    reach("Continuer")
    page.keyboard.press("Enter")
    expect(page.locator("#avis")).to_contain_text("j’autorise")
    reach("La personne a dit oui")
    page.keyboard.press("Enter")
    reach("Enregistrer l’accord oral")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("C’est noté.")
    reach("Retirer l’accord de Josiane Vasseur")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Retirer un accord")
    check(page)
    reach("channel")
    page.keyboard.press("Space")
    reach("Retirer l’accord")
    page.keyboard.press("Enter")
    assert "Garder l’accord" in page.evaluate(FOCUSED)
    check(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("L’accord est retiré")
    check(page)


FOCUSED = """(() => {
  const one = document.activeElement;
  return [one.getAttribute("aria-label") || one.textContent, one.name].join(" ");
})()"""


def test_the_other_screens_and_their_typography(show):
    world = build_world()
    referred = engaged(world, co_tenant="Karim Vasseur")
    sign(referred, world.ines, also_return=True)
    case = case_of(referred, world.ines)
    with within(world.nadia):
        tenancy = Case.objects.get(pk=referred.tenancy.pk)
    operator = [
        reverse(name, args=[case.public_id])
        for name in ("consents", "consent_new", "consent_text", "stop_everything", "flag_set")
    ]
    operator.append(reverse("consent_colleague", args=[case.public_id, referred.tenant.public_id]))
    landlord = [reverse(name, args=[tenancy.public_id]) for name in ("landlord_case", "stop_everything")]
    for client, paths in ((signed_in(world.laurent), operator), (signed_in(world.nadia), landlord)):
        for path in paths:
            check(show(client, path))
            text = client.get(path).content.decode()
            assert typographic_html(text) == text, path


def test_a_swap_is_set_like_a_fresh_page():
    world = build_world()
    referred = engaged(world)
    case = case_of(referred, world.ines)
    client = signed_in(world.ines)
    with within(world.ines):
        unit = referred.referral.author.unit
    keys = [case.public_id, referred.tenant.public_id, unit.public_id]
    answers = {"identity": "yes", "housing": "yes", "budget": "yes", "months": "3"}
    fragment = client.post(reverse("consent_preview", args=keys), answers).content.decode()
    fresh = client.post(reverse("consent_choose", args=keys), answers | {"back": "yes"}).content.decode()
    assert typographic_html(fragment) == fragment
    assert fragment.strip() in fresh


def test_the_sheets_that_a_browser_prints(show):
    """The personal link and the receipt of a letter: each is shown once, to be printed."""
    world = build_world()
    referred = engaged(world)
    identity(referred.case, referred.tenant, world.ines, born_on=date(1958, 7, 23))
    sign(referred, world.ines)
    case = case_of(referred, world.ines)
    page = show(signed_in(world.ines), reverse("person_link_new", args=[case.public_id, referred.tenant.public_id]))
    page.locator("button:has-text('Faire le lien')").click()
    expect(page.locator(".link-code__address")).to_contain_text("/moi/lien/")
    assert overlaps_of(page.pdf(tagged=True)) == []
    page = show(signed_in(world.dpo), reverse("office_withdraw"))
    for name, value in {"case_number": case.number, "last_name": "Vasseur", "first_name": "Josiane"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("label:has([name=channel])").first.click()
    page.locator("button:has-text('Arrêter tous ses accords')").last.click()
    expect(page.locator("[data-print]")).to_have_count(1)
    assert "R-" in page.locator("main").inner_text()
    assert overlaps_of(page.pdf(tagged=True)) == []
