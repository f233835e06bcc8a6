"""How kernels are compiled: one set of options, and the model's rules made callable from compiled code.

Rules stay plain Python functions in `model/`; here they are only registered, so that each is stated once. Floating
point is never reordered or fused, so that a kernel computes the very bits that Python computes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import njit
from numba.core.cpu import CPUTargetOptions
from numba.extending import register_jitable

from ccsim.engine.compile_cache import CacheFolder, cached
from ccsim.model import rules, surge, timegrid

Function = TypeVar("Function", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": False}
"""Options of every compiled function; numpy's error model only drops checks for divisions that inputs rule out."""

if hasattr(CPUTargetOptions, "_nrt"):
    OPTIONS["_nrt"] = False  # no kernel allocates, so arrays need no reference counts; counting them doubles the time

PART_OPTIONS = {**OPTIONS, "forceinline": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Options of functions that only kernels call: without entries for Python they compile in half the time."""

for _rule in (
    timegrid.grid,
    timegrid.ticks,
    rules.finish_time,
    rules.work_amount,
    rules.response_time,
    rules.work_unlike_tape,
    rules.patience_unlike_tape,
    rules.score,
    rules.full,
    rules.leaves_silently,
    rules.next_opening,
    rules.balks,
    rules.resolves,
    rules.steps_passed,
    rules.is_negative,
    rules.is_wrong,
    rules.returns,
    surge.is_pressed,
    surge.is_calm,
    surge.has_held,
    surge.stays_on,
):
    register_jitable(**PART_OPTIONS)(_rule)


def part(function: Function) -> Function:
    """A function that becomes part of whichever kernel calls it."""
    compiled: Function = njit(**PART_OPTIONS)(function)
    return compiled


def apart(function: Function) -> Function:
    """A function that kernels call without taking it in: for what is rare, so that the rest stays small and fast."""
    compiled: Function = njit(**{**PART_OPTIONS, "forceinline": False})(function)
    return compiled


@part
def at(records: Any, index: int) -> Any:
    """The element of an array at an index that is never negative.

    For a signed index the compiler would add the arithmetic of counting from the end, a fifth of the engine's time.
    """
    return records[np.uint64(index)]


def kernel(folder: CacheFolder) -> Callable[[Function], Function]:
    """A function that Python calls; its machine code is kept in `folder` if there is one."""

    def compile_(function: Function) -> Function:
        with cached(folder):
            compiled: Function = njit(cache=folder.path is not None, **OPTIONS)(function)
        return compiled

    return compile_
