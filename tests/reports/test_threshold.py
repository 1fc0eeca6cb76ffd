"""The threshold is a rule of the programme (ADR 38): what happens to reports in turn when it changes."""

import json
from dataclasses import replace

import pytest
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cases.periods import year
from cases.programmes.publishing import shipped
from cases.programmes.reading import Invalid, parse
from cases.programmes.rules import Rules
from common.refusal import Refused
from reports import masking
from reports.actions import issuing
from reports.cells import Table
from reports.freezing import FIRST_SHAPE, freeze, thaw
from reports.masking import THRESHOLD
from reports.queries.aims import threshold_of
from reports.queries.reports import composed_of
from reports.readings import footnote
from tests.cases.test_programmes import GIRONDE
from tests.factories.directory import publish_next
from tests.harness import within
from tests.reports import people, reported
from tests.reports.shelf import Shelf
from tests.reports.test_masking import YEAR, A, read, world_of
from tests.reports.test_masking_attacked import stories
from tests.reports.worlds import MONTHS, protected, span, told

LAST = timezone.localdate().year - 1


def attack(story, thresholds):
    """Issue these reports under these thresholds, then read them together.

    What the smallest one protects is as hidden as if it had been the only one. What only the last one protects is told no more than the
    reports before it told, which were issued under a smaller one.
    """
    world, _, reports = story
    releases = []
    for asked, threshold in zip(reports, thresholds, strict=False):
        releases.append(world.issue(asked, releases, threshold))
    used = [release.threshold for release in releases]
    assert used == [max(thresholds[: number + 1]) for number in range(len(used))]
    tables = [table for asked in reports[: len(used)] for table in asked]
    assert told(world, releases, used[0], protected(world, tables, used[0])) == []
    before = sum(each < used[-1] for each in used)
    assert told(world, releases, used[-1], protected(world, tables, used[-1]), before=before) == []


several = st.lists(st.sampled_from([2, 3, 5, 7]), min_size=3, max_size=3)


@given(stories(), several)
@settings(max_examples=150)
def test_no_figure_is_narrowed_when_the_threshold_changes(story, thresholds):
    attack(story, thresholds)


@pytest.mark.parametrize("name", people.WORLDS)
def test_nor_where_cells_hold_together(name):
    settings(max_examples=30)(given(people.stories(name), several)(attack))()


def only_the_last_threshold(patch):
    """What a larger one hid before is not protected any more."""
    whole = masking.mask
    patch.setattr(
        "tests.reports.worlds.mask",
        lambda catalogue, tables, counts, issued, threshold: replace(
            whole(
                catalogue, tables, counts, [replace(each, threshold=threshold) for each in issued], threshold=threshold
            ),
            threshold=max(threshold, *(each.threshold for each in issued), 0),
        ),
    )


@pytest.mark.parametrize("mutant", [only_the_last_threshold], ids=lambda mutant: mutant.__name__)
def test_the_attack_catches_a_threshold_taken_otherwise(mutant, monkeypatch):
    mutant(monkeypatch)
    attacked = given(stories(), several)(attack)
    with pytest.raises(AssertionError):
        settings(max_examples=300, derandomize=True, database=None, phases=[Phase.generate])(attacked)()


def test_a_raised_threshold_holds_for_what_is_new():
    world = world_of(30, 20, 7, 9)
    first = world.issue([YEAR], (), 5)
    assert read(first) == [66, 30, 20, 7, 9]
    again = world.issue([YEAR], [first], 11)
    assert (read(again), again.exposed, again.threshold) == ([66, 30, 20, 7, 9], frozenset(), 11)
    alone = world.issue([YEAR], (), 11)
    assert read(alone) == [66, 30, 20, None, None]


def test_a_lowered_threshold_waits_for_what_it_would_tell():
    world = world_of(30, 20, 7, 9)
    first = world.issue([YEAR], (), 11)
    again = world.issue([YEAR], [first], 5)
    assert (read(again), again.threshold) == ([66, 30, 20, None, None], 11)
    assert world.issue([YEAR], (), 5).threshold == 5


def test_what_was_hidden_under_the_smaller_one_holds_no_report_back():
    """2 and its neighbour were left out at 5; at 11 nothing can hide them better, and nothing is told more closely."""
    world = world_of(30, 20, 2, 6)
    first = world.issue([YEAR], (), 5)
    assert read(first) == [58, 30, 20, None, None]
    later = world.issue([Table("open", (MONTHS[0],), (A,)), Table("open", (span(0, 0),), (A,))], [first], 11)
    assert later.exposed == frozenset()


def test_it_is_kept_with_the_release():
    first = world_of(30, 20, 7, 9).issue([YEAR], (), 11)
    said = json.loads(json.dumps(freeze(first)))
    assert thaw(said) == first
    old = {key: value for key, value in said.items() if key != "threshold"} | {"shape": FIRST_SHAPE}
    assert thaw(old).threshold == THRESHOLD


def test_a_programme_asks_for_more_and_never_for_less():
    assert {rules.reports.threshold for rules in shipped()} == {THRESHOLD}
    said = parse(Rules, f"{GIRONDE}\nreports:\n  threshold: 11\n")
    assert said.reports.threshold == 11
    with pytest.raises(Invalid, match=r"reports\.threshold : il faut au moins 5, et non « 3 »"):
        parse(Rules, f"{GIRONDE}\nreports:\n  threshold: 3\n")
    assert "Moins de 11 ménages" in footnote(11)


@pytest.mark.django_db(transaction=True, databases=["default", "log", "statistics"])
class TestReports:
    def test_a_report_is_masked_and_worded_with_it(self, world):
        by, programme, shelf = world.laurent, world.agreement.programme, Shelf(world)
        before = reported.composed(by, programme, year(LAST - 1), shelf.helene)
        publish_next("gironde", {"reports.threshold": 11})
        assert threshold_of(programme) == 11
        with within(by), pytest.raises(Refused, match="Recomptez"):
            issuing.check(report=before, by=by)
        report = reported.issued(by, programme, year(LAST), shelf.helene)
        assert report.snapshot["threshold"] == 11
        assert "Moins de 11 ménages" in report.snapshot["footnote"]
        assert any("Moins de 11 ménages" in each["text"] for each in report.snapshot["method"])
        publish_next("gironde", {"reports.threshold": 5})
        later = reported.composed(by, programme, year(LAST - 2), shelf.helene)
        with within(by):
            assert (threshold_of(programme), composed_of(later).threshold) == (5, 11)
