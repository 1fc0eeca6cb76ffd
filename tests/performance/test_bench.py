"""What `manage bench` says of figures, and when it ends with 1."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.performance import cells, standalone
from tests.performance.imports import Import, _imported, file_of
from tests.performance.operations import OPERATIONS, Measured
from tests.performance.pages import Page
from tests.performance.plans import Cost

LIST = OPERATIONS[0]


def figures(*, milliseconds=1.4, page=15.0, imported=3.0, growth=1.1) -> standalone.Bench:
    measured = Measured(LIST, "huge", Cost(200, milliseconds), Cost(100, 1.0))
    return standalone.Bench(
        households=100_000,
        seconds=300.0,
        measured=[("manager", measured)],
        growth={"huge": growth},
        page=Page(page, 8.0),
        imported=Import(imported, 0.5, 70.0),
    )


def printed(monkeypatch, done: standalone.Bench, *options: str) -> str:
    out = io.StringIO()
    monkeypatch.setattr(standalone, "bench", lambda households, tell: done)
    call_command("bench", *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_each_operation_is_a_line_with_its_ratios(monkeypatch):
    said = printed(monkeypatch, figures())
    assert "list            huge    manager       200    2.0      1.4    1.4" in said
    assert "import of a file: 3.0 s, x6.0 of COPY, at most 70 MB held" in said
    assert "list page: 15.0 ms of server time, x1.88 of its floor" in said


def test_the_same_as_one_object(monkeypatch):
    said = json.loads(printed(monkeypatch, figures(), "--json"))
    assert said["rows"][0]["time_ratio"] == 1.4
    assert said["import"] == {"seconds": 3.0, "copy": 0.5, "megabytes": 70.0}
    assert said["missed"] == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"milliseconds": 1.6}, "manager, huge: list"),
        ({"page": 17.0}, "server time of the list page"),
        ({"imported": 5.5}, "import of a file"),
        ({"growth": 1.3}, "growth of the list, huge"),
    ],
)
def test_a_missed_target_is_named_and_ends_with_1(monkeypatch, changed, said):
    with pytest.raises(CommandError, match=said) as missed:
        printed(monkeypatch, figures(**changed))
    assert missed.value.returncode == 1


def test_too_small_a_number_is_refused():
    with pytest.raises(CommandError) as refused:
        call_command("bench", households=500)
    assert refused.value.returncode == 2


def test_the_file_of_the_benchmark_is_imported_whole(world):
    _imported(world.nadia, file_of(60, "A"))


def test_cells_are_counted_read_and_compared(monkeypatch, django_db_setup, django_db_blocker):
    """Few households, and no report drawn: that each thing measured is still there to measure."""
    monkeypatch.setattr(cells, "_draw", lambda: None)
    with django_db_blocker.unblock():
        done = standalone.cells_of(40)
    assert done.households == 40
    assert done.figures > done.of_report > 0
    assert {"requests", "stays"} <= done.families.keys()
    assert all(ours > 0 and floor > 0 for ours, floor in done.families.values())
