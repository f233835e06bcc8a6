"""Where compiled kernels are kept between processes, so that only the first run after a change compiles.

numba looks at the file of the function it caches, not at those of the functions called from it; a changed rule with an
old kernel would be a silent wrong answer. The folder's name is therefore a hash of everything that enters a kernel.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import llvmlite
import numba
import numpy as np

COMPILER: Any = numba.config
UNUSED_FOR_S = 30 * 86400.0
"""After so long without use, kernels are deleted when others are made."""
_ONE_AT_A_TIME = threading.RLock()  # the folder is a setting of the whole process


class CacheFolder(NamedTuple):
    """Where kernels are kept; `path` is None if nowhere, and `note` then says why."""

    path: Path | None
    note: str = ""


def cache_folder(sources: Iterable[Path], options: Mapping[str, Any]) -> CacheFolder:
    """The folder for kernels of these source files and compiler options, and of the versions in use; made if it can be.

    `sources` are all files that enter the kernels, those of called functions included.
    """
    try:
        path = _root() / f"kernels-{_key(sources, options)}"
        if not path.exists():
            path.mkdir(parents=True, exist_ok=True)
            _clear_out(path.parent)
        os.utime(path)  # it is in use
        with tempfile.TemporaryFile(dir=path):
            return CacheFolder(path)
    except (OSError, RuntimeError) as problem:
        return CacheFolder(None, f"compiled kernels are not kept between runs: {problem}")


@contextmanager
def cached(folder: CacheFolder) -> Iterator[None]:
    """Within the block, functions that numba is asked to cache go to `folder`, and to no place of anybody else's."""
    with _ONE_AT_A_TIME:
        before = COMPILER.CACHE_DIR
        if folder.path is not None:
            COMPILER.CACHE_DIR = str(folder.path)
        try:
            yield
        finally:
            COMPILER.CACHE_DIR = before


def _root() -> Path:
    """$NUMBA_CACHE_DIR if set, else the user's cache folder. Raises RuntimeError if the user has no home."""
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(chosen)
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "ccsim"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ccsim"
    if given := os.environ.get("XDG_CACHE_HOME"):
        return Path(given) / "ccsim"
    return Path.home() / ".cache" / "ccsim"


def _clear_out(root: Path) -> None:
    """Delete kernels that nobody has asked for lately: those of sources and versions that are gone."""
    for folder in root.glob("kernels-*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > UNUSED_FOR_S:
                shutil.rmtree(folder, ignore_errors=True)


def _key(sources: Iterable[Path], options: Mapping[str, Any]) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for path in sources:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    versions = (numba.__version__, llvmlite.__version__, np.__version__, sys.version, platform.machine())
    digest.update(repr((versions, sorted(options.items()))).encode())
    return digest.hexdigest()
