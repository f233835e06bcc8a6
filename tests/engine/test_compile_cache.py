"""Kernels kept between processes: never those of other rules, and no trouble where nothing can be kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from ccsim.engine import compile_cache
from ccsim.engine.compile_cache import CacheFolder, cache_folder, cached


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user's cache folder of its own."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


def test_the_folder_depends_on_sources_and_options(home, monkeypatch):
    source = home / "rules.py"
    source.write_text("a < b")
    monkeypatch.setattr(compile_cache, "SOURCES", (source,))
    before = cache_folder({"nogil": True})
    assert before.path is not None
    assert before.path.is_relative_to(home)
    assert cache_folder({"nogil": True}) == before
    assert cache_folder({"nogil": False}) != before
    source.write_text("a <= b")
    assert cache_folder({"nogil": True}) != before


def test_every_file_that_enters_a_kernel_counts():
    names = {path.name for path in compile_cache.SOURCES}
    assert {
        "rules.py",
        "timegrid.py",
        "events.py",
        "inputs.py",
        "log.py",
        "compiled_loop.py",
        "compiled_jit.py",
    } <= names


def test_a_folder_that_cannot_be_written_is_noted(home, monkeypatch):
    (home / "file").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(home / "file"))
    folder = cache_folder({})
    assert folder.path is None
    assert "not kept" in folder.note


@pytest.mark.skipif(sys.platform != "linux", reason="other systems name the folder otherwise")
def test_a_user_without_a_home_is_noted(home, monkeypatch):
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", nowhere)
    assert "home directory" in cache_folder({}).note


def test_other_users_of_numba_keep_their_folder(home):
    before = numba.config.CACHE_DIR
    with cached(CacheFolder(home)):
        assert str(home) == numba.config.CACHE_DIR
    assert before == numba.config.CACHE_DIR
    with cached(CacheFolder(None, "nowhere")):
        assert before == numba.config.CACHE_DIR


KERNEL = """
import sys
from pathlib import Path
from ccsim.engine import compile_cache
compile_cache.SOURCES = (Path("rule.py"), Path("entry.py"))
from ccsim.engine.compiled_jit import kernel, register_jitable
from ccsim.engine.compile_cache import cache_folder
from rule import balks
register_jitable(balks)

@kernel(cache_folder({}))
def entry(draw, probability):
    return balks(draw, probability)

print(entry(0.5, 0.5), sum(entry.stats.cache_hits.values()))
"""


def test_an_edited_rule_is_compiled_again(tmp_path):
    def run(rule: str) -> str:
        (tmp_path / "rule.py").write_text(f"def balks(draw, probability):\n    return {rule}\n")
        environment = {
            **os.environ,
            "NUMBA_CACHE_DIR": str(tmp_path / "kept"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(Path(compile_cache.__file__).parents[2]),
        }
        environment.pop("NUMBA_DISABLE_JIT", None)
        done = subprocess.run(
            [sys.executable, "entry.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    (tmp_path / "entry.py").write_text(KERNEL)
    assert run("draw < probability") == "False 0"
    assert run("draw < probability") == "False 1"  # kept
    assert run("draw <= probability") == "True 0"  # entry.py is the same; its kernel is not
