"""Readers of one report, or of several in turn, who add and subtract all they are shown, learn of nobody (ADR 29).

Every masking that is taken apart is caught by the same attack.
"""

from dataclasses import replace
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reports import equations, masking, suppression
from reports.cells import Dimension, Table
from tests.reports import people
from tests.reports.worlds import World, catalogue_of, crossed, periods, protected, sizes, thresholds, told

PLAIN = catalogue_of({"key": "open", "secrecy": "open"}, {"key": "kept", "secrecy": "sensitive"})
#: Categories of each dimension, and over how many months.
SHAPES = [((3,), 3), ((4,), 2), ((6,), 1), ((2, 2), 3), ((2, 3), 2), ((3, 3), 1)]


def dimensions_of(shape):
    return {
        key: Dimension(key, tuple(f"{key}{n}" for n in range(size))) for key, size in zip("ab", shape, strict=False)
    }


@st.composite
def stories(draw):
    """A world, a threshold, and the tables of one to three reports in turn."""
    cell, (shape, longest) = draw(st.sampled_from(["open", "kept"])), draw(st.sampled_from(SHAPES))
    months = draw(st.integers(1, longest))
    dimensions = dimensions_of(shape)
    atoms = [(cell, *place) for place in product(range(months), *(each.categories for each in dimensions.values()))]
    world = World(PLAIN, {atom: draw(sizes) for atom in atoms}, crossed(dimensions))
    table = st.builds(
        Table, st.just(cell), periods(months), st.sets(st.sampled_from(list(dimensions.values()))).map(tuple)
    )
    return world, draw(thresholds), draw(st.lists(st.lists(table, min_size=1, max_size=2), min_size=1, max_size=3))


def attack(story):
    """Issue these reports one after the other, then read them all together."""
    world, threshold, reports = story
    releases = []
    for asked in reports:
        releases.append(world.issue(asked, releases, threshold))
    tables = [table for asked in reports for table in asked]
    assert told(world, releases, threshold, protected(world, tables, threshold)) == []


@given(stories())
@settings(max_examples=300)
def test_no_protected_figure_is_narrowed(story):
    attack(story)


@pytest.mark.parametrize("name", people.WORLDS)
def test_cells_that_hold_together_narrow_none_of_each_other(name):
    settings(max_examples=40)(given(people.stories(name))(attack))()


@given(people.stories("groups"), st.integers(2, 4))
@settings(max_examples=60)
def test_visits_and_euros_of_few_households_are_as_hidden(story, each):
    """What a household counts for is not known to the reader: he reads visits."""
    world, threshold, reports = story
    attack((replace(world, each=each), threshold, reports))


@given(stories(), st.sampled_from([0, 20, 80, 300]))
@settings(max_examples=150)
def test_what_is_left_out_whole_tells_nothing(story, steps):
    """Groups whose proof is not found within so many steps are left out whole."""
    with patch.object(suppression, "STEPS", steps):
        attack(story)


@pytest.mark.parametrize("name", people.WORLDS)
@pytest.mark.parametrize("steps", [0, 200])
def test_cells_that_hold_together_left_out_whole_tell_nothing(name, steps):
    with patch.object(suppression, "STEPS", steps):
        settings(max_examples=20)(given(people.stories(name))(attack))()


def without_complementary_suppression(patch):
    patch.setattr(suppression.Suppression, "_close", lambda self, places: None)
    patch.setattr(suppression.Suppression, "_audit", lambda self, places: None)


def without_audit(patch):
    patch.setattr(suppression.Suppression, "_audit", lambda self, places: None)


def unproved_groups_shown(patch):
    """The search ends, and what it was about is published as it stands."""
    patch.setattr(suppression, "STEPS", 0)
    patch.setattr(suppression.Suppression, "_leave_out", lambda self, equations, figures: None)


def unproved_groups_shown_in_part(patch):
    """Only what is protected is left out, and not all that stands with it."""
    patch.setattr(suppression, "STEPS", 0)
    whole = suppression.Suppression._leave_out
    patch.setattr(
        suppression.Suppression,
        "_leave_out",
        lambda self, equations, figures: whole(self, equations, figures & self.agreed.keys()),
    )


def without_former_reports(patch):
    whole = masking.mask
    patch.setattr("tests.reports.worlds.mask", lambda *given, **named: whole(*given[:3], **named))


def threshold_off_by_one(patch):
    whole = masking.mask
    patch.setattr(
        "tests.reports.worlds.mask",
        lambda *given, threshold, **named: whole(*given, threshold=max(2, threshold - 1), **named),
    )


def small_at_the_threshold_only(patch):
    """Protected figures may be told to be under the threshold: only their exact number is kept."""
    patch.setattr(suppression.Suppression, "_most", lambda self, figure, threshold: threshold - 1)


def zeros_shown(patch):
    whole = suppression.Suppression._is_nothing
    patch.setattr(
        suppression.Suppression,
        "_is_nothing",
        lambda self, number: not self.values[number] or whole(self, number),
    )


MUTANTS = [
    without_complementary_suppression,
    without_audit,
    unproved_groups_shown,
    unproved_groups_shown_in_part,
    without_former_reports,
    threshold_off_by_one,
    small_at_the_threshold_only,
    zeros_shown,
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_the_attack_catches_a_masking_taken_apart(mutant, monkeypatch):
    mutant(monkeypatch)
    attacked = given(stories())(attack)
    once = settings(max_examples=300, derandomize=True, database=None, phases=[Phase.generate])
    with pytest.raises(AssertionError):
        once(attacked)()


def test_the_attack_catches_one_figure_under_two_names(monkeypatch):
    monkeypatch.setattr(equations.System, "_tallies", lambda self: None)
    attacked = given(people.stories("tallies"))(attack)
    with pytest.raises(AssertionError):
        settings(max_examples=300, derandomize=True, database=None, phases=[Phase.generate])(attacked)()


@pytest.mark.parametrize("name", ["stays", "debts", "reasons"])
def test_the_attack_catches_cells_taken_one_by_one(name, monkeypatch):
    for link in ("_between_cells", "_over_longer_periods"):
        monkeypatch.setattr(equations.System, link, lambda self: None)
    monkeypatch.setattr(equations.System, "_sum_of_rests", lambda self, *each: None)
    attacked = given(people.stories(name))(attack)
    with pytest.raises(AssertionError):
        settings(max_examples=300, derandomize=True, database=None, phases=[Phase.generate])(attacked)()
