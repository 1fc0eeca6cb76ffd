"""What every screen is looked at for would be seen: each fault is planted on a page of its own."""

import pytest
from playwright.sync_api import Browser

from tests.common.pdf_words import overlaps_of
from tests.e2e import looks
from tests.e2e.conftest import ROOT

pytestmark = pytest.mark.browser
RING = "<style>:focus-visible { outline: 3px solid black } .choice-input { opacity: 0 }</style>"
BAR = "<div style='position: fixed; inset: 0; background: white'></div>"
STOPS = {
    "a ring": (f"{RING}<button>Envoyer</button>", []),
    "no ring": ("<style>:focus { outline: 0 }</style><button>Envoyer</button>", ["no ring: Envoyer"]),
    "laid invisible over its drawing": (
        f"{RING}<label>Oui<input class='choice-input' type='radio'></label>",
        ['no ring: <input class="choice-input" type="radio">'],
    ),
    "under a bar": (f"{RING}<button>Envoyer</button>{BAR}", ["covered: Envoyer"]),
    "out of sight": (
        f"{RING}<button style='position: absolute; clip-path: inset(50%)'>Envoyer</button>",
        ["covered: Envoyer"],
    ),
    "closed": (
        f"<details><summary style='outline: 3px solid'>Plus</summary><button>Envoyer</button></details>{BAR}",
        ["covered: Plus"],
    ),
}
EDGES = {
    "an edge": ("<button style='border: 1px solid'>Envoyer</button>", []),
    "a link's line": ("<button style='border: 0; text-decoration: underline'>Envoyer</button>", []),
    "a tint alone": ("<button style='border: 0; background: green'>Envoyer</button>", ["no edge: Envoyer"]),
    "chosen by its tint": (
        "<label class='tile' style='border: 1px solid'>Oui<input class='choice-input' type='radio' checked></label>",
        ["not seen as chosen: Oui"],
    ),
    "a state without words": (
        "<span class='tag tag--late'></span>",
        ['says nothing: <span class="tag tag--late"></span>'],
    ),
    "a curve of the ground's colour": (
        "<body style='background: Canvas'><svg class='trend' style='stroke: Canvas'></svg>",
        ['not drawn: <svg class="trend" style="stroke: Canvas"></svg>'],
    ),
}


@pytest.mark.parametrize(("page_of", "seen"), STOPS.values(), ids=STOPS)
def test_a_stop_that_one_does_not_see_is_found(chromium: Browser, page_of, seen):
    page = chromium.new_page()
    page.set_content(page_of)
    page.keyboard.press("Tab")
    assert page.evaluate(looks.STOPS_NOT_SEEN) == seen
    page.close()


@pytest.mark.parametrize(("page_of", "seen"), EDGES.values(), ids=EDGES)
def test_what_loses_its_meaning_without_colours_is_found(chromium: Browser, page_of, seen):
    page = chromium.new_page(forced_colors="active")
    page.set_content(page_of)
    assert page.evaluate(looks.WITHOUT_COLOURS) == seen
    page.close()


def test_a_button_that_says_it_works_keeps_its_place(chromium: Browser):
    page = chromium.new_page()
    page.set_content(
        "<form><button data-busy='Import…'><span>Importer les 40 lignes prêtes</span></button><a href='#'>Télécharger</a></form>"
    )
    page.add_script_tag(path=ROOT / "static/js/interface.js")
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")
    before = page.locator("a").bounding_box()
    page.locator("button").click()
    assert page.locator("button").inner_text() == "Import…"
    assert page.locator("a").bounding_box() == before
    page.close()


@pytest.mark.parametrize(("moved", "seen"), [(0, []), (-30, ["page 1: 'Message' over 'Départ'"])])
def test_words_printed_over_each_other_are_found(chromium: Browser, moved, seen):
    page = chromium.new_page()
    page.set_content(
        f"<p>Une affiche <b>difficile</b>, du bureau.</p>Message<i style='margin-left: {moved}px'>Départ</i>"
    )
    assert overlaps_of(page.pdf(tagged=True)) == seen
    page.close()
