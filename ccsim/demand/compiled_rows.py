"""Columns into tape rows, compiled: each row is written once, where NumPy goes over all rows for every column."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import numpy as np
from numba import from_dtype, njit, types
from numpy.typing import NDArray

from ccsim.kernel_cache import cache_folder, cached
from ccsim.model.inputs import TAPE_DTYPE

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": False}
FOLDER = cache_folder([Path(__file__)], {**OPTIONS, "row": str(TAPE_DTYPE)})


def _pack(
    rows: Any,
    contact_id: Any,
    intent: Any,
    origin: Any,
    has_next: Any,
    bot_outcome: Any,
    customer_class: Any,
    arrival_s: Any,
    bot_s: Any,
    patience_s: Any,
    work_s: Any,
    wrap_s: Any,
    u_balk: Any,
    u_resolve: Any,
    u_return: Any,
) -> None:
    """Write the columns (n,) into `rows` (n,)."""
    for i in range(rows.size):
        row = rows[i]
        row.contact_id, row.arrival_s, row.intent, row.origin = contact_id[i], arrival_s[i], intent[i], origin[i]
        row.has_next, row.bot_outcome, row.customer_class = has_next[i], bot_outcome[i], customer_class[i]
        row.bot_s, row.patience_s, row.work_s, row.wrap_s = bot_s[i], patience_s[i], work_s[i], wrap_s[i]
        row.u_balk, row.u_resolve, row.u_return = u_balk[i], u_resolve[i], u_return[i]


COLUMNS = tuple(inspect.signature(_pack).parameters)[1:]
"""What it writes, in the order of its arguments; the other columns of a row stay as they are."""
_SIGNATURE = types.void(
    types.Array(from_dtype(TAPE_DTYPE), 1, "C", aligned=False),
    *(types.Array(from_dtype(TAPE_DTYPE[name]), 1, "C", readonly=True) for name in COLUMNS),
)
with cached(FOLDER):
    _compiled = njit(_SIGNATURE, cache=FOLDER.path is not None, **OPTIONS)(_pack)


def pack(rows: NDArray[np.void], columns: dict[str, NDArray[Any]]) -> None:
    """Write `columns` (n,), which are those of `COLUMNS`, into `rows` (n,)."""
    given = [np.ascontiguousarray(columns[name], TAPE_DTYPE[name]) for name in COLUMNS]
    _compiled(rows, *given)
