"""What the catalogue of indicators says, and how a wrong one is refused (domain 4.10; rules 10)."""

import re

import pytest

from cases.programmes.publishing import shipped as programmes
from cases.programmes.reading import Invalid, parse
from reports.indicators.catalogue import MONTH, SHIPPED, Catalogue, shipped

SMALL = """\
dimensions:
  - {key: landlord, label: bailleur}
cells:
  - {key: entries, label: entrées, secrecy: open, dimensions: [landlord]}
  - {key: with-debt, label: avec dette, secrecy: sensitive, within: entries, dimensions: [landlord]}
  - {key: days, label: jours, unit: days, secrecy: sensitive}
  - {key: stock, label: en cours, secrecy: open, time: end}
  - {key: stock-before, label: en cours avant, secrecy: open, time: before, stock: stock}
relations:
  - {whole: entries, parts: [with-debt]}
indicators:
  - {key: debt, name: Avec une dette, definition: Part des entrées., source: Saisine, version: 1, since: 2026-01-01,
     unit: percent, kind: ratio, numerator: with-debt, denominator: entries, dimensions: [month, landlord]}
"""


def test_every_indicator_a_programme_asks_for_is_defined():
    asked = {key for rules in programmes() for key in rules.indicators}
    assert asked
    assert asked <= shipped().indicator.keys()


def test_every_cell_and_every_dimension_serves_an_indicator_or_a_relation():
    catalogue = shipped()
    used = {key for each in catalogue.indicators for key in (each.numerator, each.denominator)}
    used |= {key for each in catalogue.relations for key in (each.whole, *each.parts)}
    assert set(catalogue.by_key) <= used
    crossed = {key for each in catalogue.indicators for key in each.dimensions}
    assert {each.key for each in catalogue.dimensions} | {MONTH} == crossed


def test_definitions_are_sentences_that_name_nobody():
    for each in shipped().indicators:
        assert re.fullmatch(r"[A-ZÉÀÊ].*\.", each.definition, re.DOTALL), each.key
        assert "'" not in each.definition + each.name + each.source, each.key


def test_what_is_counted_of_an_entry_says_one_source():
    """What the team states of it stands in the place of the sheet (docs/adr/0039)."""
    debt = "Dette notée à l’adhésion ou depuis, sinon fiche de saisine ou relevé de compte"
    compared, newer = (
        f"{debt} ; dernier relevé de compte",
        "par un relevé de compte plus récent que la saisine et que cette dette",
    )
    said = {
        "arrears-at-entry": debt, "arrears-amount-at-entry": debt, "debt-reduced": compared, "debt-cleared": compared
    }  # fmt: skip
    assert {key: shipped().indicator[key].source for key in said} == said
    assert all(newer in shipped().indicator[key].definition for key in said if key != "arrears-at-entry")
    crossed = [shipped().indicator[key] for key in ("referrals-crossed", "entries-crossed")]
    assert len({each.source for each in crossed}) == 1
    assert all("ce que l’équipe en a noté, à défaut ce qu’en dit la fiche" in each.definition for each in crossed)


def test_every_definition_is_the_first_until_a_report_was_issued_under_it():
    assert {each.version for each in shipped().indicators} == {1}


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("key: with-debt", "key: entries", "ligne 5, cells.2.key : « entries » est déjà défini plus haut."),
        ("numerator: with-debt", "numerator: debts", "indicators.1.numerator : aucune cellule ne s’appelle « debts »."),
        ("within: entries", "within: people", "cells.2.within : aucune cellule ne s’appelle « people »."),
        ("[month, landlord]", "[commune]", "indicators.1.dimensions : aucune dimension ne s’appelle « commune »."),
        (
            "parts: [with-debt]",
            "parts: [entries]",
            "relations.1.whole : « entries » finit par être une part d’elle-même.",
        ),
        ("label: entrées, ", "label: entrées, within: with-debt, ", "« entries » finit par être une part d’elle-même."),
        ("stock: stock", "stock: entries", "cells.5.stock : « entries » n’est pas un stock de fin de période."),
        (", stock: stock", "", "un stock de début dit de quel stock de fin il est, et lui seul."),
        (", denominator: entries", "", "denominator : un taux ou une moyenne se rapporte à une autre cellule."),
        ("numerator: with-debt", "numerator: days", "dimensions : ce qu’il compte ne se croise pas par « landlord »."),
        ("denominator: entries", "denominator: with-debt", "over : une part de son propre total, et elle seule,"),
        ("kind: ratio", "kind: sensitive", "kind : ce qui se rapporte à une autre cellule est de type ratio."),
        ("unit: percent", "unit: hours", "unit : « with-debt » ne se compte pas ainsi."),
        (
            "numerator: with-debt, denominator: entries, dimensions: [month, landlord]",
            "numerator: days, denominator: entries",
            "denominator : un taux rapporte deux cellules de même unité.",
        ),
        (
            "unit: percent, kind: ratio, numerator: with-debt, denominator: entries",
            "unit: count, kind: simple_count, numerator: with-debt",
            "kind : ce type ne va pas avec le secret de la cellule, ses croisements ou son unité.",
        ),
        ("version: 1", "version: 0", "indicators.1.version"),
        ("secrecy: open", "secrecy: secret", "cells.1.secrecy"),
    ],
)
def test_a_mistake_is_told_by_its_line_and_its_key(written, instead, told):
    assert written in SMALL
    assert parse(Catalogue, SMALL)
    with pytest.raises(Invalid) as refused:
        parse(Catalogue, SMALL.replace(written, instead, 1))
    assert told in str(refused.value)


def test_the_shipped_file_is_what_is_loaded():
    assert parse(Catalogue, SHIPPED.read_text(encoding="utf-8")) == shipped()
