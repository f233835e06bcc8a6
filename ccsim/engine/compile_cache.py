"""Which sources and options enter the engine's kernels; `ccsim/kernel_cache.py` keeps them between processes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ccsim import kernel_cache
from ccsim.kernel_cache import COMPILER, CacheFolder, cached

__all__ = ["COMPILER", "CacheFolder", "cache_folder", "cached"]

ENGINE_ROOM = Path(__file__).parent
SOURCES = (*sorted(ENGINE_ROOM.glob("compile*.py")), *sorted((ENGINE_ROOM.parent / "model").glob("*.py")))
"""Files that enter a kernel: the engine's rooms, and the model with its rules, grid, kinds and record layouts."""


def cache_folder(options: Mapping[str, Any]) -> CacheFolder:
    """The folder for kernels of these sources, versions and compiler options; made if it can be."""
    return kernel_cache.cache_folder(SOURCES, options)
