import pytest
from django.utils.safestring import SafeString, mark_safe
from hypothesis import example, given
from hypothesis import strategies as st

from common.templatetags.typography import typo
from common.typography import typographic, typographic_html

THIN, HARD = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Que s'est-il passé ?", f"Que s’est-il passé{THIN}?"),
        ("Que s'est-il passé?", f"Que s’est-il passé{THIN}?"),
        ("Bonjour !", f"Bonjour{THIN}!"),
        ("reçu ; signé", f"reçu{THIN}; signé"),
        ("Procédure : aucune", f"Procédure{HARD}: aucune"),
        ("Procédure: aucune", f"Procédure{HARD}: aucune"),
        ("Il manque :", f"Il manque{HARD}:"),
        ("« Garder son toit »", f"«{THIN}Garder son toit{THIN}»"),
        ("«Garder son toit»", f"«{THIN}Garder son toit{THIN}»"),
        ("« Commandement » ?", f"«{THIN}Commandement{THIN}»{THIN}?"),
        ("60 €", f"60{HARD}€"),
        ("60€ et 76%", f"60{HARD}€ et 76{HARD}%"),
        ("1 284,50 €", f"1{THIN}284,50{HARD}€"),
        ("1 234 567 lignes", f"1{THIN}234{THIN}567 lignes"),
        ("le 3 novembre 2026", f"le 3{HARD}novembre 2026"),
        ("avant le 26 nov.", f"avant le 26{HARD}nov."),
        ("1er nov.", f"1ᵉʳ{HARD}nov."),
        ("12, rue des Tisserands, esc. B, 3e étage", "12, rue des Tisserands, esc. B, 3ᵉ étage"),
        ("à 10 h 12, 45 min", f"à 10{HARD}h{HARD}12, 45{HARD}min"),
        ("de 9 h à 11 h", f"de 9{HARD}h à 11{HARD}h"),
        ("M. et Mme Ferreira", f"M. et Mme{HARD}Ferreira"),
        ("chez M. Lecomte", f"chez M.{HARD}Lecomte"),
        ("dossier n° 12", f"dossier n°{HARD}12"),
        ("aujourd'hui, l'équipe", "aujourd’hui, l’équipe"),
        ("dit l'« accord »", f"dit l’«{THIN}accord{THIN}»"),
        ("Envoi...", "Envoi…"),
    ],
)
def test_sets_french_text(typed: str, printed: str) -> None:
    assert typographic(typed) == printed


@pytest.mark.parametrize(
    "text",
    [
        "https://palier.example/dossiers?page=2;tri=dette#fin",
        "ines.caron@pas-de-porte.example",
        "à 10:12",
        "06 00 00 41 27",
        "C:\\impayes",
        "M-2026-XXXXX",
        "empreinte 3f9a 71c2 e0b8",
        "1.284,5O",
        "",
        "Bonjour",
    ],
)
def test_leaves_alone_what_is_not_prose(text: str) -> None:
    assert typographic(text) == text


def test_sets_the_sentence_around_an_address() -> None:
    text = "Écrivez à aide@palier.example : c'est lu ! Ou https://palier.example/aide ?"
    assert typographic(text) == (
        f"Écrivez à aide@palier.example{HARD}: c’est lu{THIN}! Ou https://palier.example/aide{THIN}?"
    )


def test_tags_and_attributes_are_untouched_and_text_between_them_is_set() -> None:
    page = "<p title=\"l'accord ?\"><strong>Dette</strong> : 60 €</p><textarea>l'accord ?</textarea>"
    assert typographic_html(page) == (
        f"<p title=\"l'accord ?\"><strong>Dette</strong>{HARD}: 60{HARD}€</p><textarea>l'accord ?</textarea>"
    )


@pytest.mark.parametrize("name", ["script", "style", "textarea", "code", "pre", "samp", "kbd"])
def test_verbatim_elements_are_untouched(name: str) -> None:
    page = f"<{name}>l'un ; l'autre ?</{name}><p>l'un</p>"
    assert typographic_html(page) == f"<{name}>l'un ; l'autre ?</{name}><p>l’un</p>"


def test_an_escaped_apostrophe_is_set_and_other_entities_keep_their_meaning() -> None:
    assert typographic_html("l&#x27;accord &lt;b&gt; &amp; suite ?") == (f"l’accord &lt;b&gt; &amp; suite{THIN}?")


def test_the_filter_escapes_plain_text_and_keeps_safe_markup() -> None:
    assert typo("<b>l'un</b>") == "&lt;b&gt;l’un&lt;/b&gt;"
    assert typo(mark_safe("<b>l'un</b>")) == "<b>l’un</b>"
    assert isinstance(typo("l'un"), SafeString)
    assert typo(None) == ""


@given(st.text(alphabet="aàAMme'’ ;:!?«»€%.,0123456789eér\u00a0\u202fhn°<>&/@-", max_size=60))
@example("1 1er 1e 1 €%;!:?")
@example("...!»? ;'a")
def test_setting_twice_changes_nothing(text: str) -> None:
    once = typographic(text)
    assert typographic(once) == once
    escaped = str(typo(text))
    assert typographic_html(typographic_html(escaped)) == typographic_html(escaped)


@given(st.text(max_size=80))
def test_the_filter_never_lets_markup_in(text: str) -> None:
    printed = str(typo(text))
    assert "<" not in printed
    assert ">" not in printed
