"""What is kept of a release makes the same release again, and masks the next report as the release itself would."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from cases.periods import year
from reports.cells import Dimension
from reports.composing import Composed, kind_of, outline_of, pack, suspects, title_of, unpack
from reports.documents.given import Former, Line, Money
from reports.enums import ReportKind
from reports.freezing import SHAPE, freeze, thaw
from reports.outline import Categories
from tests.reports import people
from tests.reports.report_scene import AT, CATEGORIES


def kept(release):
    return thaw(json.loads(json.dumps(freeze(release))))


@given(people.stories("groups"))
@settings(max_examples=30)
def test_a_release_comes_back(story):
    world, threshold, reports = story
    for asked in reports:
        release = world.issue(asked, (), threshold)
        assert kept(release) == release


@pytest.mark.parametrize("name", people.WORLDS)
def test_the_next_report_is_masked_alike(name):
    """So that what is proved of reports in turn (test_masking_attacked) is proved of those that were kept meanwhile."""

    @given(people.stories(name))
    @settings(max_examples=10)
    def check(story):
        world, threshold, reports = story
        direct, stored = [], []
        for asked in reports:
            direct.append(world.issue(asked, direct, threshold))
            stored.append(kept(world.issue(asked, stored, threshold)))
        assert stored == direct

    check()


@given(people.stories("groups"))
@settings(max_examples=1)
def test_another_shape_is_told(story):
    world, threshold, reports = story
    with pytest.raises(ValueError, match="shape"):
        thaw(freeze(world.issue(reports[0], (), threshold)) | {"shape": SHAPE + 1})


@given(people.stories("groups"))
@settings(max_examples=5)
def test_all_that_a_report_is_printed_from_comes_back(story):
    world, threshold, reports = story
    release = world.issue(reports[0], (), threshold)
    grouped = Categories(Dimension("a", ("x", "y"), (("both", ("x", "y")),)), {"x": "X", "y": "Y", "both": "X et Y"})
    lines = (Line("FNAVDL", "État", 100, 40), Line("FSL", "Département", 10, 0, in_euros=False))
    composed = Composed(
        release,
        CATEGORIES | {"a": grouped},
        AT,
        threshold,
        Former(year(2024), release),
        Money(lines),
    )
    assert unpack(json.loads(json.dumps(pack(composed)))) == composed
    bare = replace(composed, former=None, money=None)
    assert unpack(json.loads(json.dumps(pack(bare)))) == bare


def test_a_period_says_what_its_report_is():
    assert (kind_of(year(2025)), title_of(year(2025))) == (ReportKind.ANNUAL, "Rapport annuel 2025")
    assert outline_of(year(2025)).key == "year"


def test_a_section_left_out_is_nowhere():
    whole = outline_of(year(2025))
    left = outline_of(year(2025), ["visits", "glance"])
    assert {each.key for each in whole.sections} - {each.key for each in left.sections} == {"visits"}
    assert (left.glance.figures, left.glance.tables, left.glance.charts) == ([], [], [])
    assert whole.glance.figures


@given(people.stories("groups"))
@settings(max_examples=3)
def test_sections_to_take_out_count_what_holds_together_with_what_is_exposed(story):
    world, threshold, reports = story
    release = world.issue(reports[0], (), threshold)
    address = next(iter(release.figures))._replace(cell="arrears-cleared")
    outline = outline_of(year(2025))
    assert suspects(outline, replace(release, exposed=frozenset())) == []
    found = {each.key for each in suspects(outline, replace(release, exposed=frozenset({address})))}
    assert {"rent", "glance"} <= found
    assert "training" not in found
