from types import SimpleNamespace

import pytest

from common.stairs import landings


def _steps(*states: str) -> list[dict]:
    return [{"name": f"Étape {index}", "state": state} for index, state in enumerate(states)]


def test_each_landing_is_higher_than_the_one_before() -> None:
    heights = [landing.height for landing in landings(_steps("passed", "passed", "current", "coming"))]
    assert heights == sorted(set(heights))


def test_a_step_back_goes_down() -> None:
    steps = _steps("passed", "passed", "current")
    steps[2]["back"] = True
    drawn = landings(steps)
    assert drawn[2].height < drawn[1].height
    assert drawn[2].back


def test_a_telephone_keeps_previous_current_and_next() -> None:
    drawn = landings(_steps("passed", "passed", "current", "coming", "coming"))
    assert [landing.far for landing in drawn] == [True, False, False, False, True]


def test_without_a_current_step_the_last_one_stands_for_it() -> None:
    assert [landing.far for landing in landings(_steps("passed", "passed", "passed"))] == [True, False, False]


def test_objects_do_as_well_as_mappings() -> None:
    step = SimpleNamespace(name="Saisine", detail="12 mars", state="current")
    assert landings([step])[0].detail == "12 mars"


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="rêvée"):
        landings([{"name": "Saisine", "state": "rêvée"}])
