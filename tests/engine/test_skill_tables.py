"""Tables of skills: what stands where a scenario says nothing, and what every engine refuses."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre

from ccsim.engine.checks import check_centre

HELPS = {"concurrency": (1, 1), "serves": ((True,), (False,))}


def test_defaults_of_tables() -> None:
    plain = centre(**HELPS)
    assert np.isinf(plain.overflow_s).all()
    assert plain.rank_of_queue.tolist() == [[1], [0]]
    assert centre(**HELPS, overflow_s=np.array([[np.inf], [30.0]])).rank_of_queue.tolist() == [[1], [2]]
    assert (plain.priority_gain.tolist(), plain.class_shift.tolist()) == ([0.0], [0])


@pytest.mark.parametrize("delay_s", [-1.0, 0.1])
def test_delays_off_the_grid_are_refused(delay_s: float) -> None:
    with pytest.raises(ValueError, match="on the time grid"):
        check_centre(centre(**HELPS, overflow_s=np.array([[np.inf], [delay_s]])))
