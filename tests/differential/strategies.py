"""Hypothesis strategies of whole replications; small, so that a difference shrinks to a day that fits on paper."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from days import TINY, Scale, a_day
from hypothesis import strategies as st

from ccsim.model.inputs import RunInputs


class Drawn:
    """Choices of Hypothesis."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def integers(self, low: int, high: int, size: int) -> np.ndarray:
        numbers = st.lists(st.integers(low, high), min_size=size, max_size=size)
        return np.array(self._draw(numbers), np.int64)


@st.composite
def days(draw: st.DrawFn, scale: Scale = TINY, features: Mapping[str, bool] | None = None) -> RunInputs:
    """Inputs of one replication, valid by construction."""
    return a_day(Drawn(draw), scale, features)
