"""Masking ends, whatever the size of the programme: its quarters, then its year (ADR 29).

python3 run.py test tests/reports/test_masking_ends.py -n0 -q -s       # prints the table of the ADR
"""

from time import process_time

import pytest

from reports import suppression
from reports.walk import Budget
from tests.reports.programme import QUARTERS, YEAR, Programme

#: Seconds of one core for a report: on two cores shared with other work each takes a third of it at most.
MOST = 30


class Counted(Budget):
    """`taken`: of all, since the last reading."""

    taken = 0

    def take(self, steps: int) -> None:
        type(self).taken += steps
        super().take(steps)


@pytest.mark.parametrize("households", [38, 100, 300, 2_000])
def test_a_year_after_its_quarters_is_issued(households, monkeypatch, capsys):
    monkeypatch.setattr(suppression, "Budget", Counted)
    programme, former = Programme(households), []
    for period in [*QUARTERS, YEAR]:
        Counted.taken, began = 0, process_time()
        issued = programme.issue(period, former)
        seconds = process_time() - began
        former.append(issued.release)
        with capsys.disabled():
            print(
                f"\n{households:>5} households, {period.name}: {issued.masked:.0%} masked, "
                f"{len(issued.release.exposed)} exposed, {Counted.taken:,} steps, {seconds:.1f} s",
                end="",
            )
        assert len(issued.release.figures) == 77 - 2
        assert seconds < MOST
