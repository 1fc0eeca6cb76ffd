"""What drawing a report of twenty pages and twenty charts costs, measured as a worker: `python -m tests.reports.report_cost`.

In a process of its own: in one that holds the suite, each collection of garbage walks through all of it.
"""

import importlib
import json
from pathlib import Path
from time import process_time

import django

#: How often each is drawn, in turn: at least, and at most while what else the machine does may still hide the ratio. The least of
#: each is compared: others only ever add.
ROUNDS, AT_MOST = 2, 8
#: The most that making the copy to read may take beside drawing the same pages with WeasyPrint alone.
RATIO = 1.1


def measured() -> dict[str, float]:
    """`ratio`: ours beside WeasyPrint alone on the same pages, the least of some rounds; `whole`: the three files beside it;
    `seconds`: WeasyPrint alone; `megabytes`: the most that this process held, after as many whole reports."""
    importlib.import_module("config.celery")
    django.setup()
    for name in ("cases.tasks", "committees.tasks", "reports.tasks"):
        importlib.import_module(name)
    import pypdfium2
    from django.template.loader import render_to_string
    from django.utils import timezone

    from common import pdf
    from reports.documents import files as made
    from reports.documents.annual_report import TEMPLATE
    from tests.reports.report_scene import twenty

    content, at = twenty(), timezone.now()
    html = render_to_string(TEMPLATE, made.context_of(content, at=at, is_sealed=True))
    with pypdfium2.PdfDocument(_alone(html)) as opened:
        pages = len(opened)

    def ours() -> bytes:
        return pdf.make(TEMPLATE, made.context_of(content, at=at, is_sealed=True))

    rounds: list[tuple[float, float]] = []
    while len(rounds) < ROUNDS or (len(rounds) < AT_MOST and _ratio(rounds) > RATIO):
        rounds.append((_spent(ours), _spent(lambda: _alone(html))))
    seconds = min(theirs for _, theirs in rounds)
    whole = min(_spent(lambda: made.files(content, at=at)) for _ in range(2))
    return {
        "pages": pages,
        "charts": sum(len(one["charts"]) for one in (content["glance"], *content["sections"])),
        "seconds": seconds,
        "ratio": _ratio(rounds),
        "whole": whole / seconds,
        "megabytes": _held(),
    }


def _ratio(rounds: list[tuple[float, float]]) -> float:
    mine, theirs = (min(each) for each in zip(*rounds, strict=True))
    return mine / theirs


def _alone(html: str) -> bytes:
    """The same pages by WeasyPrint, in the same variant, with the same fonts."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    from common import pdf

    pages = HTML(string=html, base_url=pdf.SCHEME, url_fetcher=pdf.StaticOnly()).render(font_config=FontConfiguration())
    return pages.write_pdf(pdf_variant=pdf.VARIANT, pdf_tags=True)


def _spent(work) -> float:
    """The seconds this process worked; others on the machine do not count."""
    before = process_time()
    work()
    return process_time() - before


def _held() -> int:
    """The most memory held since this program began. `ru_maxrss` would be that of who started it, when that is more."""
    said = Path("/proc/self/status").read_text()
    (line,) = (each for each in said.splitlines() if each.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    print(json.dumps(measured()))
