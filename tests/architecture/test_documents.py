"""What the documents say exists: paths, functions, tables, commands, pictures, and the words quoted from screens."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import get_commands

from cases.gate import install
from cases.management import layers, states
from cases.management.commands.generate_docs import TARGETS
from cases.transitions import ACCOMPANIMENT
from common.rls.declare import declared
from launcher import main as run_py
from launcher import production

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = sorted((ROOT / "docs" / "guide").glob("*.md"))
ENGLISH = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMED = [path for path in ENGLISH if path.name not in {"gate-tables.md", "design-system.md"}]
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
QUOTED = re.compile(r"«\s*([^»]+?)\s*»")
A_PATH = re.compile(r"^[\w.-]+(/[\w.*-]+)+/?$|^[\w-]+\.(md|py|toml|yml)$")
A_NAME = re.compile(r"^(cases|committees|funding|reports|partners|common)(\.\w+)+$")
FUNCTION = re.compile(r"\bsec\.(\w+)")
TABLE = re.compile(r"^(cases|committees|common|funding|partners)_[a-z]+$")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def missing_paths(path: Path) -> list[str]:
    """What looks like a path and is none: from the root, the document, or where templates and static files are."""
    said = {word for word in CODE.findall(text_of(path)) if A_PATH.match(word) and "__" not in word}
    said |= {word for word in LINK.findall(text_of(path)) if "://" not in word}
    places = (ROOT, path.parent, ROOT / "docs", ROOT / "templates", ROOT / "static")
    return sorted(word for word in said if not any(list(place.glob(word.rstrip("/"))) for place in places))


def exists(dotted: str) -> bool:
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


@pytest.mark.parametrize("path", [*ENGLISH, *GUIDE], ids=name)
def test_every_path_and_picture_exists(path):
    assert missing_paths(path) == []


@pytest.mark.parametrize("path", NAMED, ids=name)
def test_every_function_and_table_exists(path):
    assert install.DECLARATIONS
    words = CODE.findall(text_of(path))
    assert [word for word in words if A_NAME.match(word) and not exists(word)] == []
    assert {word for word in words if TABLE.match(word)} - set(declared()) == set()
    made = "".join(text_of(sql) for sql in (ROOT / "cases/gate/sql").glob("*.sql"))
    assert [word for word in FUNCTION.findall(text_of(path)) if f"FUNCTION sec.{word}(" not in made] == []


@pytest.mark.parametrize("path", [*ENGLISH, *GUIDE], ids=name)
def test_every_command_exists(path):
    text = text_of(path)
    managed = set(get_commands())
    of_run = re.findall(r"python3 run\.py((?: --[a-z-]+(?: [A-Z]+| /\S+)?)*) ([a-z_]+)(?: ([a-z_]+))?", text)
    assert [word for _, word, _ in of_run if word not in run_py.COMMANDS and word != "manage"] == []
    asked = {second for _, word, second in of_run if word == "manage" and second}
    asked |= set(re.findall(r"(?:manage\.py|palier-owner|`manage) ([a-z_]+)", text))
    assert asked - managed == set()
    assert set(re.findall(r"launcher\.production ([a-z]+)", text)) - served() == set()


def served() -> set[str]:
    """The commands of the production launcher, as its own help lists them."""
    source = text_of(Path(production.__file__))
    return set(re.findall(r'add_parser\(\s*"(\w+)"', source))


def plain(text: str) -> str:
    """Without what typography changes: apostrophes, spaces, and the case of a first letter."""
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")).casefold()


@pytest.fixture(scope="module")
def screens() -> str:
    """Every word the product may show: its templates and its code."""
    found = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.js")]
    for app in ("cases", "committees", "funding", "reports", "partners", "common"):
        found += [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    return plain(" ".join(text_of(path) for path in found))


@pytest.mark.parametrize("path", GUIDE, ids=name)
def test_what_the_guide_quotes_is_on_a_screen(path, screens):
    quoted = {part for words in QUOTED.findall(text_of(path)) for part in words.split("…")}
    assert sorted(part for part in quoted if plain(part).strip(" .?") not in screens) == []


# --- docs/states.md --------------------------------------------------------------------------------------
def row_of(text: str, act: str) -> str:
    return next(f"{line}\n" for line in text.splitlines() if line.startswith(f"| `{act}` |"))


def test_a_changed_table_changes_the_document(monkeypatch):
    before = states.document()
    shorter = tuple(row for row in ACCOMPANIMENT if row.act != "resume")
    monkeypatch.setattr("cases.management.machines.ACCOMPANIMENT", shorter)
    after = states.document()
    assert "suspended --> engaged : resume" in before
    assert "suspended --> engaged : resume" not in after
    assert after == before.replace("    suspended --> engaged : resume\n", "").replace(
        row_of(before, "resume"), ""
    ).replace("; resume: Suspendu → Accompagné", "")


def test_generated_documents_are_the_committed_ones():
    for target, make in TARGETS:
        assert text_of(ROOT / "docs" / target) == make(), target


def test_a_function_that_does_not_exist_stops_the_document():
    (machine, *_) = states.machines()
    astray = machine.steps[0]._replace(function="sec.no_such_function")
    with pytest.raises(LookupError, match="no_such_function"):
        states.document([states.Machine(machine.title, "", "", machine.states, (*machine.steps, astray))])


def test_a_state_that_nothing_leads_to_is_explained_or_refused():
    (machine, *_) = states.machines()
    lost = {**machine.states, "lost": "Perdue"}
    with pytest.raises(ValueError, match="lost"):
        states.document([states.Machine(machine.title, "", "", lost, machine.steps)])
    told = states.document([states.Machine(machine.title, "", "", lost, machine.steps, without_act={"lost": "why"})])
    assert "No arrow leads to `lost` « Perdue »: why." in told


# --- docs/apps.svg ---------------------------------------------------------------------------------------
def test_the_picture_of_the_apps_is_that_of_the_contracts(tmp_path):
    apps, inside = layers.contracts(ROOT)
    assert apps == ["config", "reports", "committees", "funding", "cases", "partners", "common"]
    assert {name for row in inside for name in row} <= {path.stem for path in (ROOT / "cases").iterdir()}
    contracts = text_of(ROOT / "pyproject.toml").replace('    "forms",\n', "")
    (tmp_path / "pyproject.toml").write_text(contracts, encoding="utf-8")
    assert layers.picture(tmp_path) != layers.picture(ROOT)
    assert ">forms</tspan>" not in layers.picture(tmp_path)
