"""What an annual report of twenty pages and twenty charts costs: time beside WeasyPrint's own, and memory of its worker.

`python3 run.py test -n0 -s tests/reports/test_annual_report_cost.py` prints both.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reports.report_cost import RATIO

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 400


@pytest.mark.serial
def test_making_it_costs_hardly_more_than_drawing_it_and_its_worker_holds_less_than_400_megabytes(capsys):
    run = [sys.executable, "-m", "tests.reports.report_cost"]
    done = subprocess.run(run, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True, timeout=900)
    cost = json.loads(done.stdout.splitlines()[-1])
    with capsys.disabled():
        print(
            f"\n{cost['pages']} pages, {cost['charts']} charts: WeasyPrint alone {cost['seconds']:.2f} s, ours x{cost['ratio']:.3f}, "
            f"all files x{cost['whole']:.2f}; their worker held {cost['megabytes']} MB at most"
        )
    assert (cost["pages"] >= 20, cost["charts"]) == (True, 20)
    assert cost["ratio"] <= RATIO
    assert cost["megabytes"] < MEGABYTES
