"""Rules of the house that a machine can keep."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

from cases.gate import install
from common.rls.declare import declared, protected
from tests.attack.bridge import TABLES
from tests.committees import picture as committees
from tests.funding import picture as funding
from tests.reports import cells_kept as cells
from tests.reports import picture as issued

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST = 400
#: Protected tables that the oracle speaks of under another name, and where they are proven.
PROVEN_ELSEWHERE = {
    "cases_accompanimentcourse": "the oracle's accompaniment; tests/gate/test_gate.py for its own policy",
    "cases_accountstatement": "as its account; tests/cases/test_imports.py",
    "cases_personaccess": "read by every search and name; tests/attack (search)",
    "cases_accesslock": "no policy but the keeper's; tests/gate/test_context.py",
    "cases_personlink": "tests/cases/test_person.py and tests/gate/test_context.py",
}


def tracked(*endings: str) -> list[Path]:
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [ROOT / name for name in names if name.endswith(endings)]


def test_every_model_is_declared_to_the_gate():
    assert install.DECLARATIONS
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert tables - set(declared()) == set()


def test_every_protected_table_is_attacked():
    attacked = {table for table, _ in TABLES.values()}
    apart = {name for name in protected() if name.startswith(("committees_", "funding_", "reports_"))}
    assert set(protected()) == attacked | set(PROVEN_ELSEWHERE) | apart
    # These have pictures of their own, mutants included: test_gate.py of tests/committees, tests/funding, tests/reports, test_issued_gate.py.
    pictured = {
        *committees.MODEL_TABLES,
        *committees.UNREAD,
        *funding.MODEL_TABLES,
        *cells.MODEL_TABLES,
        *issued.MODEL_TABLES,
    }
    assert apart == pictured


@pytest.mark.parametrize(
    "path", tracked(".py", ".html", ".css", ".js", ".sql"), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_long_file(path):
    limit = 1000 if "tests" in path.relative_to(ROOT).parts else LONGEST
    if "migrations" not in path.parts and path.exists():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


def test_no_exception_is_swallowed():
    silent = []
    for path in tracked(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if path.exists() else ():
            if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert silent == []


def test_no_programme_is_known_by_its_name():
    """Adding one needs no code: what depends on a programme is written in it (domain 6)."""
    names = {path.stem for path in (ROOT / "cases" / "programmes" / "templates").glob("*.yaml")}
    assert names >= {"gironde", "rouen"}
    apart = ("tests", "demo", "migrations", "docs")
    named = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in tracked(".py", ".html", ".sql", ".js")
        for name in names
        if path.exists()
        and not set(apart) & set(path.relative_to(ROOT).parts)
        and path.name not in {"demo_directory.py", "demo.py"}
        and re.search(rf"\b{name}\b", path.read_text(encoding="utf-8"))
    ]
    assert named == []


def test_settings_are_imported_by_nobody():
    offenders = [
        path.relative_to(ROOT)
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[0] in {"common", "partners", "cases", "committees", "funding", "reports"}
        and "from config" in path.read_text(encoding="utf-8")
    ]
    assert offenders == []


def test_no_form_leaves_its_errors_to_the_browser():
    """They would be bubbles in the browser's own words; ours say what is wrong and stand in a summary."""
    left = []
    for path in tracked(".html"):
        if "gallery" in path.name or not path.exists():
            continue
        for form in re.findall(r"<form\b.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
            opening = form.partition("{% csrf_token")[0]
            if "{% field " in form and 'method="post"' in opening and "novalidate" not in opening:
                left.append(f"{path.relative_to(ROOT)}: {opening[:80]}")
    assert left == []
