"""The house rules that a machine can check: who imports whom, what starts quickly, what is shipped."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "ccsim"
TEXT_SUFFIXES = {".py", ".yaml", ".yml", ".j2", ".css", ".js", ".json", ".md", ".txt", ".csv"}
SHIPPED_TEXTS = [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in TEXT_SUFFIXES]

HEAVY = ("numpy", "numba", "pandas", "pydantic", "matplotlib", "simpy", "scipy", "pyarrow", "rich", "jinja2", "ruamel")


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


def test_imports_point_one_way() -> None:
    done = python(
        "-c",
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"[1-9]\d* kept, 0 broken", done.stdout), done.stdout


def test_every_room_is_under_a_layer() -> None:
    """A new room that no contract names would be free to import anything."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = {name.strip() for line in layers for name in line.split("|")}
    rooms = {f"ccsim.{path.name}" for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    rooms |= {f"ccsim.{path.stem}" for path in PACKAGE.glob("*.py") if path.stem not in ("__init__", "__main__")}
    assert rooms <= named, rooms - named


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        (
            "simpy",
            "engine/reference.py engine/bot_desk.py engine/headcounts.py engine/instants.py engine/surge_desk.py benchmark/textbook_model.py",
        ),
        ("numba", "engine/compile*.py kernel_cache.py randomness_kernel.py demand/compiled_*.py"),
        ("click", "cli/*.py"),
    ],
)
def test_a_library_stays_in_its_rooms(library: str, rooms: str) -> None:
    importing = re.compile(rf"^\s*(?:import|from) {library}\b", re.MULTILINE)
    found = {path for path in PACKAGE.rglob("*.py") if importing.search(path.read_text(encoding="utf-8"))}
    assert found
    assert found <= {path for room in rooms.split() for path in PACKAGE.glob(room)}


def test_files_take_their_names_whole() -> None:
    """Commands write through ccsim/atomic.py; what else writes does so in a folder that has no final name yet."""
    writing = re.compile(
        r"os\.replace\(|\.write_(?:text|bytes)\(|NamedTemporaryFile|mkstemp|\bwork\.(?:replace|rename)\("
    )
    through = re.compile(r"\batomic\.write_(?:text|bytes)\(|\bunfinished\.write_text\(")
    rooms = ("atomic.py", "report/folder.py", "report/compare_page.py", "report/roi_page.py", "report/export.py",
             "verification/observe.py", "benchmark/memory.py")  # fmt: skip
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if writing.search(through.sub("", path.read_text(encoding="utf-8")))
    }
    assert found == set(rooms)


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"]], ids=" ".join)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """What makes help slow is imports; their absence is checked instead of a time that depends on the machine."""
    program = (
        "import sys\n"
        "from ccsim.cli.main import main\n"
        f"sys.argv = ['ccsim', *{arguments!r}]\n"
        "try:\n    main()\n"
        "except SystemExit as stop:\n    assert not stop.code, stop.code\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not loaded, loaded\n"
    )
    done = python("-c", program)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


@pytest.mark.parametrize("path", SHIPPED_TEXTS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_shipped_files_name_no_place_of_one_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"(?<![\w.:/<>~)\]}])/(?:home|root|work|tmp|usr|opt|Users|mnt|srv|var|etc)/[\w./-]*", text)
    assert not found, found
    assert not re.search(r"\b[A-Z]:\\\\?[A-Za-z]", text)


def test_package_is_small_rooms() -> None:
    """A module is one idea; far beyond 300 lines it holds several."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert lines
    assert not {str(path.relative_to(ROOT)): count for path, count in lines.items() if count > 400}
    assert not list(PACKAGE.rglob("utils.py"))
