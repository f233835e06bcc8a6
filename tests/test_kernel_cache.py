"""Compiled kernels are kept in a folder named by everything that enters them, or nowhere."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

pytest.importorskip("numba")

from ccsim.kernel_cache import COMPILER, UNUSED_FOR_S, CacheFolder, cache_folder, cached


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kernels"))
    source = tmp_path / "rule.py"
    source.write_text("limit = 1\n", encoding="utf-8")
    return source


def test_an_edited_source_or_option_has_a_folder_of_its_own(source: Path) -> None:
    first = cache_folder([source], {"nogil": True})
    assert first.path is not None
    assert first.path.is_dir()
    assert cache_folder([source], {"nogil": True}) == first
    assert cache_folder([source], {"nogil": False}) != first
    source.write_text("limit = 2\n", encoding="utf-8")
    assert cache_folder([source], {"nogil": True}) != first


def test_without_a_place_to_write_kernels_are_not_kept(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(source))  # a file, not a folder
    folder = cache_folder([source], {})
    assert folder.path is None
    assert "not kept" in folder.note


def test_the_compilers_setting_is_put_back(tmp_path: Path) -> None:
    before = COMPILER.CACHE_DIR
    with cached(CacheFolder(tmp_path)):
        assert str(tmp_path) == COMPILER.CACHE_DIR
    assert before == COMPILER.CACHE_DIR
    with cached(CacheFolder(None, "nowhere")):
        assert before == COMPILER.CACHE_DIR


def test_kernels_unused_for_a_month_go_when_others_are_made(source: Path) -> None:
    kept, old = (cache_folder([source], {"number": number}).path for number in (1, 2))
    assert kept is not None
    assert old is not None
    (old / "kernel.nbc").write_bytes(b"machine code")
    long_ago = time.time() - UNUSED_FOR_S - 60
    for folder in (kept, old):
        os.utime(folder, (long_ago, long_ago))
    assert cache_folder([source], {"number": 1}).path == kept  # in use again
    assert cache_folder([source], {"number": 3}).path is not None
    assert kept.exists()
    assert not old.exists()
