"""Figures counted in real programmes give what those programmes published (domain 4.10), and nothing of it is masked."""

import pytest

from cases.programmes.reading import Invalid, parse
from reports.cells import households
from reports.equations import to_count
from reports.indicators.catalogue import shipped
from reports.masking import Release, mask
from reports.published.results import Crossed, Results, published
from reports.readings import read

RESULTS = {each.key: each for each in published()}


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def released(results: Results) -> Release:
    tables = [each.table(results.period) for each in results.figures]
    counts = {address: figure for each in results.figures for address, figure in each.figures(results.period).items()}
    assert to_count(shipped(), tables) == counts.keys()
    return mask(shipped(), tables, counts)


def test_the_results_are_those_of_the_specification():
    assert list(RESULTS) == ["epernay", "gironde", "rhone"]
    assert RESULTS["epernay"].period.name == "du 1ᵉʳ\xa0septembre 2014 au 15\xa0juin 2015"


@pytest.mark.parametrize(
    ("results", "printed"),
    [(each, printed) for each in RESULTS.values() for printed in each.printed],
    ids=lambda value: value.key if isinstance(value, Results) else f"{value.indicator} {value.category or ''}",
)
def test_what_was_published_is_printed(results, printed):
    release, catalogue = released(results), shipped()
    indicator = catalogue.indicator[printed.indicator]
    crossed = next(each for each in results.figures if each.cell == indicator.numerator)
    where = ((crossed.dimension or "", printed.category),) if printed.category else ()
    assert plain(read(catalogue, indicator, release, results.period, where).text) == printed.reads
    assert release.figures.keys() == release.shown


def test_gironde_makes_more_than_three_quarters_of_what_it_plans():
    release = released(RESULTS["gironde"])
    rate = read(shipped(), shipped().indicator["effective-rate"], release, RESULTS["gironde"].period)
    assert rate.value is not None
    assert rate.value > 0.75


def test_the_other_cause_of_three_households_would_be_left_out():
    """Épernay with one cause more, rare: it is masked alone, for a household may have several."""
    results = RESULTS["epernay"]
    causes, *others = results.figures
    rare = causes.model_copy(update={"categories": {**causes.categories, "separation": 3}})
    release = released(results.model_copy(update={"figures": [rare, *others]}))
    hidden = [address.where for address in release.figures if address not in release.shown]
    assert hidden == [(("reason", "separation"),)]


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("total: 449", "total: 450", "figures.2.categories : les catégories ne font pas le total."),
        ("    dimension: delay\n", "", "figures.2.categories : des catégories et leur dimension vont ensemble."),
        ("reads: 90 %", "read: 90 %", "printed.3.read : cette clé n’existe pas"),
    ],
)
def test_a_mistake_is_told_by_its_line_and_its_key(written, instead, told):
    from reports.published.results import FOLDER

    text = (FOLDER / "rhone.yaml").read_text()
    assert written in text
    with pytest.raises(Invalid) as refused:
        parse(Results, text.replace(written, instead, 1))
    assert [mistake for mistake in refused.value.mistakes if told in str(mistake)]


def test_visits_are_not_households():
    found = Crossed(cell="visits-held", total=12, households=2).figures(RESULTS["rhone"].period)
    assert list(found.values()) == [(12, 2)]
    assert households(3) == (3, 3)
