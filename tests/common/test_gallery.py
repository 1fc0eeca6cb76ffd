"""The gallery in a real browser: no accessibility violation, no sideways scroll, keys, signature, policy."""

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.test import override_settings
from playwright.sync_api import Browser, Page, Route, expect

from common.typography import typographic_html
from common.views.gallery import components
from tests.browser import answer_static, chromium_opened

ORIGIN = "http://palier.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
ACTING = SimpleNamespace(
    organisation_name="Habitat des Deux Vallées",
    unit_name="Agence Montaubre Nord",
    capacity_label="bailleur",
    person_name="Nadia Roussel",
    title="Chargée de recouvrement",
)
NAVIGATION = [
    {"label": label, "icon": icon, "url": "#contenu", "count": count, "current": label == "Locataires"}
    for label, icon, count in (
        ("Accueil", "house", None),
        ("Locataires", "users", 40),
        ("Importer", "upload", None),
        ("Alertes", "bell", 2),
        ("Logements", "building", None),
        ("Comités", "gavel", None),
    )
]
PLAIN_STATIC = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(scope="module")
def markup() -> str:
    with override_settings(STORAGES=PLAIN_STATIC):
        return render_to_string(
            "common/gallery.html",
            {
                **components(),
                "acting": ACTING,
                "navigation": NAVIGATION,
                "can_switch": [{"url": "/agir/2", "label": "Pôle social, bailleur"}],
            },
        )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium_opened() as opened:
        yield opened


@pytest.fixture
def open_page(browser: Browser, markup: str) -> Iterator[Callable[..., Page]]:
    contexts, complaints = [], []

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/":
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
            route.fulfill(body=markup, headers=headers)
            return
        answer_static(route, path.removeprefix("/static/"))

    def opener(width: int = 1440, height: int = 900, scheme: str = "light", **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.route("**/*", serve)
        page.goto(f"{ORIGIN}/")
        return page

    yield opener
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 900, 1440])
def test_no_accessibility_violation(open_page: Callable[..., Page], width: int, scheme: str) -> None:
    # Only this check needs code of its own in the page: the policy stays on in all the others.
    page = open_page(width, scheme=scheme, bypass_csp=True)
    found = Axe().run(page, options=RULES).response
    assert len(found["passes"]) > 30
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]] == []


@pytest.mark.parametrize("width", [320, 360, 640, 768, 1024, 1440])
def test_no_sideways_scroll(open_page: Callable[..., Page], width: int) -> None:
    assert open_page(width, 640).evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1440])
def test_targets_are_large(open_page: Callable[..., Page], width: int) -> None:
    small = open_page(width).evaluate(
        """() => [...document.querySelectorAll("a, button, summary, select, label.check, input.input")]
            .filter((e) => e.checkVisibility() && !e.closest(".visually-hidden, p, table, .skip-link"))
            .filter((e) => !e.matches(".sheet__cell-link, .button--tool") && !e.closest(".breadcrumb"))
            .filter((e) => Math.round(e.getBoundingClientRect().height) < 44)
            .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_no_text_is_under_sixteen_pixels(open_page: Callable[..., Page]) -> None:
    small = open_page(360).evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
            .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 16)
            .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_both_typefaces_are_used(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)")
    assert {family.strip('"') for family in loaded} == {"Palier Sans", "Palier Serif"}


def test_the_page_is_typeset(markup: str) -> None:
    assert typographic_html(markup) == markup


def test_focus_goes_to_the_error_summary_and_its_link_leads_to_the_field(
    open_page: Callable[..., Page],
) -> None:
    page = open_page()
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_visit_on"
    described = page.get_attribute("#id_visit_on", "aria-describedby")
    assert "Novembre a 30 jours" in page.inner_text(f"#{described.split()[0]}")


SWAP = """(marked) => {
    const say = (name) => document.dispatchEvent(new CustomEvent(name, { bubbles: true }));
    const part = document.querySelector(".button-row");
    part.querySelector("button").focus();
    say("htmx:beforeSwap");
    part.innerHTML = `<a href="#contenu" ${marked ? "data-after-swap" : ""}>Télécharger</a>`;
    say("htmx:afterSettle");
    return document.activeElement.id || document.activeElement.textContent;
}"""


def test_what_a_swap_takes_away_gives_its_focus_to_what_it_brings(open_page: Callable[..., Page]) -> None:
    assert open_page().evaluate(SWAP, True) == "Télécharger"


def test_what_a_swap_takes_away_gives_its_focus_to_the_page(open_page: Callable[..., Page]) -> None:
    assert open_page().evaluate(SWAP, False) == "contenu"


SWAP_TO_A_PLACE = """() => {
    const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    const part = document.querySelector(".button-row");
    part.querySelector("button").focus();
    say("htmx:beforeSwap");
    const lines = "<p>Ligne</p>".repeat(200);
    part.innerHTML = `<a href="#contenu" data-after-swap>Plus</a>${lines}<h2 id="plus-bas" tabindex="-1">Plus bas</h2>`;
    say("htmx:afterSettle", { pathInfo: { anchor: "plus-bas" } });
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    return [document.activeElement.id, top >= 0 && bottom <= innerHeight];
}"""


def test_a_link_to_a_place_of_what_is_swapped_leads_there(open_page: Callable[..., Page]) -> None:
    assert open_page().evaluate(SWAP_TO_A_PLACE) == ["plus-bas", True]


@pytest.mark.parametrize(("written", "asked"), [("Vu ce matin", ["beforeunload"]), (" ", [])])
def test_a_written_text_is_not_left_unasked(open_page: Callable[..., Page], written: str, asked: list[str]) -> None:
    page = open_page()
    form = '<form method="post"><textarea id="note" aria-label="Note"></textarea></form>'
    page.evaluate("(form) => document.querySelector('main').insertAdjacentHTML('afterbegin', form)", form)
    page.click("#note")
    page.keyboard.type(written)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    page.goto(f"{ORIGIN}/")
    assert dialogs == asked


def test_a_file_field_speaks_in_our_words(open_page: Callable[..., Page]) -> None:
    page = open_page(360)
    field = page.locator("#id_export")
    expect(field).to_have_accessible_name("Fichier des impayés Choisir un fichier")
    name = page.locator("[data-file-name]").first
    assert name.inner_text() == "ou déposez-le ici"
    content = {"name": "impayés.csv", "mimeType": "text/csv", "buffer": b"x" * 2_400}
    # Listened to before the key is pressed: the browser is told, and has answered what comes between.
    page.on("filechooser", lambda chooser: chooser.set_files(content))
    page.click("h1")  # a browser opens its chooser to somebody who is there
    page.focus("#id_export")
    page.keyboard.press("Space")
    expect(name).to_have_text("impayés.csv, 2\u00a0Ko")
    assert field.evaluate("(input) => input.files.length") == 1


def test_focus_is_a_thick_ring(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.focus(".button--filled")
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement);"
        " return [s.outlineStyle, s.outlineWidth, s.outlineOffset]; })()"
    )
    assert style == ["solid", "3px", "2px"]


def test_table_keys(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.focus("tr[data-row]")
    assert "1\u00a0locataire choisi" in page.inner_text("[data-chosen-count]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert page.inner_text("[data-chosen-count]") == "2\u00a0locataires choisis"
    assert page.inner_text("[data-chosen-sum]") == "7\u202f266,90\u00a0€ de dette"
    page.keyboard.press("Shift+ArrowDown")
    assert page.inner_text("[data-chosen-count]") == "3\u00a0locataires choisis"
    assert page.is_checked("[data-choose-all]")
    page.keyboard.press("Enter")
    assert page.url.endswith("#contenu")
    page.focus("tr[data-row]")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "chercher"
    page.click("[data-choose-none]")
    assert page.is_hidden("[data-chosen-bar]")


def test_table_keys_can_be_switched_off(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.focus("tr[data-row]")
    page.keyboard.press("?")
    assert page.is_visible("#raccourcis")
    page.click("#raccourcis .switch")
    page.click("#raccourcis [data-close-dialog]")
    page.focus("tr[data-row]")
    page.keyboard.press("Space")
    assert page.inner_text("[data-chosen-count]") == "1\u00a0locataire choisi"
    page.reload()
    assert not page.is_checked("[data-shortcuts]")


def test_keys_are_inert_outside_the_table(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.focus("#id_rent")
    page.keyboard.press("?")
    assert page.is_hidden("#raccourcis")


def test_a_signature_is_kept_as_strokes_and_can_be_erased(open_page: Callable[..., Page]) -> None:
    page = open_page(360)
    canvas = page.locator("[data-signature] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=5)
    page.mouse.up()
    kept = json.loads(page.input_value("#id_signature"))
    assert kept["width"] == round(box["width"])
    assert len(kept["strokes"]) == 1
    first, last = kept["strokes"][0][0], kept["strokes"][0][-1]
    assert first[:2] == [40, 60]
    assert last[:2] == [120, 90]
    assert first[2] == 0
    assert last[2] >= 0
    page.click("[data-erase]")
    assert page.input_value("#id_signature") == ""


def test_answers_start_empty_and_are_chosen_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page(360)
    assert page.locator("[name=identity]:checked").count() == 0
    page.focus("[name=identity][value=yes]")
    page.keyboard.press("Space")
    assert page.is_checked("[name=identity][value=yes]")
    page.keyboard.press("ArrowRight")
    assert page.is_checked("[name=identity][value=no]")


def test_a_dialog_starts_on_the_safe_answer_and_gives_the_focus_back(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.click("[data-open-dialog=retirer]")
    assert page.evaluate("document.activeElement.innerText") == "Garder l’accord"
    page.keyboard.press("Escape")
    assert page.is_hidden("#retirer")
    assert page.evaluate("document.activeElement.dataset.openDialog") == "retirer"


def test_a_refused_button_keeps_the_focus_and_does_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page()
    refused = page.locator("[aria-disabled=true]").first
    refused.focus()
    page.keyboard.press("Enter")
    assert page.url == f"{ORIGIN}/"
    described = refused.get_attribute("aria-describedby")
    assert page.inner_text(f"#{described}") == "Il manque la date de fin du contrat."


def test_problem_and_cell_lead_to_each_other(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.click("[data-cell='41-C']")
    assert "is-current" in page.get_attribute("[data-problem='41-C']", "class")
    page.click("[data-problem='38-F'] button >> nth=0")
    assert "is-current" in page.get_attribute("[data-cell='38-F']", "class")
    assert page.locator(".sheet .is-current").count() == 1


def test_the_theme_is_remembered(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.click("[data-preference=theme][data-value=dark]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "palier-theme=dark" in page.evaluate("document.cookie")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 23, 20)"


def test_a_telephone_shows_five_places_and_more(open_page: Callable[..., Page]) -> None:
    page = open_page(360, 800)
    places = page.locator(".nav__item:visible")
    assert places.count() == 5
    page.click("[data-nav-more]")
    assert page.locator(".nav__item:visible").count() == 7


def test_the_menu_folds_on_a_tablet(open_page: Callable[..., Page]) -> None:
    page = open_page(900)
    assert page.locator("#navigation").is_hidden()
    page.click("[data-nav-toggle]")
    assert page.locator("#navigation").is_visible()
    assert page.get_attribute("[data-nav-toggle]", "aria-expanded") == "true"


def test_the_switcher_closes_with_escape(open_page: Callable[..., Page]) -> None:
    page = open_page(360)
    page.click(".switcher summary")
    assert page.locator(".switcher__menu").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".switcher__menu").is_hidden()


def test_sticky_bars_let_go_of_a_low_window(open_page: Callable[..., Page]) -> None:
    page = open_page(640, 320)
    assert page.evaluate("getComputedStyle(document.querySelector('.bottom-bar')).position") == "static"
    assert page.evaluate("getComputedStyle(document.querySelector('.nav')).position") == "static"


def test_focus_is_never_under_the_bars(open_page: Callable[..., Page]) -> None:
    page = open_page(360, 800)
    page.focus("[data-erase]")
    covered = page.evaluate(
        """() => { const box = document.activeElement.getBoundingClientRect();
            return document.activeElement.contains(
                document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)) }"""
    )
    assert covered
