"""Ten times the lines cost ten times the time, not more, and next to no memory."""

import time
import tracemalloc
from collections.abc import Callable
from datetime import date

import pytest

from cases.imports import check, read_file
from partners.communes import CommuneDirectory

GROWTH = 5
#: What a line may take of memory, packed: the cells kept of it, its typed values, and what it is compared by.
BYTES_A_LINE = 500


@pytest.fixture(scope="module")
def file_of(sample: Callable[[str], bytes]) -> Callable[[int], bytes]:
    """A file of so many distinct tenants, made from the lines of the sample."""
    header, *lines = sample("impayes_gironde.csv").decode("cp1252").splitlines()

    def build(count: int) -> bytes:
        made = [header]
        for number in range(count):
            cells = lines[number % len(lines)].split(";")
            cells[0], cells[2], cells[9] = f"L{number}", f"{cells[2]} {number}", f"{number}, {cells[9]}"
            made.append(";".join(cells))
        return "\r\n".join(made).encode("cp1252")

    return build


def test_a_line_takes_next_to_no_memory(
    file_of: Callable[[int], bytes], communes: CommuneDirectory, today: date
) -> None:
    def peak(count: int) -> int:
        content = file_of(count)
        tracemalloc.start()
        check(read_file(content), communes=communes, today=today)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(100)

    assert peak(1_800) - peak(600) < 1_200 * BYTES_A_LINE


def test_time_grows_with_the_lines(file_of: Callable[[int], bytes], communes: CommuneDirectory, today: date) -> None:
    def seconds(count: int) -> float:
        before = time.process_time()
        checked = check(read_file(files[count]), communes=communes, today=today)
        assert checked.counts.ready == count
        return time.process_time() - before

    few, many = 1_000, 1_000 * GROWTH
    files = {few: file_of(few), many: file_of(many)}
    seconds(few)
    runs = [(seconds(few), seconds(many)) for _ in range(3)]

    assert min(each for _, each in runs) < 1.6 * GROWTH * min(each for each, _ in runs)
