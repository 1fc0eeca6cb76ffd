"""docs/apps.svg: the apps and their layers, drawn from the import contracts of pyproject.toml."""

import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings

APPS = {
    "config": "settings, URLs, Celery, WSGI; imported by nobody",
    "reports": "indicators, cells, what a report leaves out, what is issued to funders",
    "committees": "commissions: presentation sheets, sessions, decisions; blind to funding",
    "funding": "rate cards, plans, measure-months, quotas; blind to committees",
    "cases": "households, consents and access, referrals, visits, landlords’ files",
    "partners": "organisations, units, people, agreements, accounts",
    "common": "row security, signed context, outbox, documents, components; no noun of the domain",
}
LAYERS = {
    "management": "commands",
    "demo": "the demonstration",
    "urls": "addresses, in French",
    "views": "fetch, which authorises; form; action; answer",
    "forms": "parse what was typed",
    "actions": "verbs: check, write, or refuse",
    "tasks": "work asked by the outbox",
    "documents": "what a PDF says",
    "queries": "reads, from Access",
    "permissions": "who may, in words",
    "permissions_consent": "of agreements",
    "policies": "values and rules without rows",
    "parts": "what is signed in two parts, typed",
    "programmes": "the rules of a partnership, as data",
    "formulas": "the law’s calculations",
    "models": "tables",
    "transitions": "what may become what",
    "enums": "closed lists",
}
WIDTH, MARGIN, APP, ROW, GAP = 840, 20, 56, 36, 10
STYLE = """<style>
.page{fill:#fff}.app{fill:#f4efe6;stroke:#8a7f6d}.row{fill:#fff;stroke:#b9ae9b}
text{font:15px system-ui,sans-serif;fill:#22282b}.name{font-weight:600}.said{fill:#4c5558}
@media (prefers-color-scheme:dark){.page{fill:#161b1e}.app{fill:#22282b;stroke:#8a9498}.row{fill:#161b1e;stroke:#5c676b}
text{fill:#f1eee8}.said{fill:#b9c2c5}}
</style>"""


def picture(project: Path | None = None) -> str:
    """SVG of the contracts of that project (this one). Raises KeyError for an app or a layer it has no words for."""
    apps, inside = contracts(project or Path(settings.BASE_DIR))
    drawn: list[str] = []
    top = MARGIN
    for app in apps:
        rows = inside if app == "cases" else []
        height = APP + len(rows) * ROW + (GAP if rows else 0)
        drawn.append(_box("app", MARGIN, top, WIDTH - 2 * MARGIN, height))
        drawn.append(_words(MARGIN + 16, top + 34, app, APPS[app]))
        for index, row in enumerate(rows):
            drawn += _row(row, top + APP + index * ROW)
        top += height + GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + MARGIN - GAP}" role="img" '
        'aria-labelledby="title desc">'
    )
    said = f"From top to bottom: {', '.join(apps)}. Inside cases: {'; '.join(', '.join(row) for row in inside)}."
    return "\n".join(
        [
            head,
            '<title id="title">The apps and their layers: each imports only from those below</title>',
            f'<desc id="desc">{escape(said)}</desc>',
            STYLE,
            f'<rect class="page" width="{WIDTH}" height="{top + MARGIN - GAP}"/>',
            *drawn,
            "</svg>\n",
        ]
    )


def contracts(project: Path) -> tuple[list[str], list[list[str]]]:
    """The apps, and the layers inside `cases` (those of one row beside each other), from the top."""
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    layered = [one for one in tomllib.loads(text)["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    (apps,) = (one["layers"] for one in layered if "containers" not in one)
    (inside,) = (one["layers"] for one in layered if one.get("containers") == ["cases"])
    return [name for row in apps for name in _side_by_side(row)], [_side_by_side(row) for row in inside]


def _side_by_side(row: str) -> list[str]:
    return row.replace("|", " ").replace(":", " ").split()


def _row(names: list[str], top: int) -> list[str]:
    left, whole = MARGIN + 16, WIDTH - 2 * MARGIN - 32
    width = (whole - GAP * (len(names) - 1)) // len(names)
    drawn = []
    for index, name in enumerate(names):
        x = left + index * (width + GAP)
        drawn += [_box("row", x, top, width, ROW - 6), _words(x + 12, top + 20, name, LAYERS[name])]
    return drawn


def _box(kind: str, x: int, y: int, width: int, height: int) -> str:
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>'


def _words(x: int, y: int, name: str, said: str) -> str:
    return (
        f'<text x="{x}" y="{y}"><tspan class="name">{escape(name)}</tspan>'
        f'<tspan class="said" dx="10">{escape(said)}</tspan></text>'
    )
