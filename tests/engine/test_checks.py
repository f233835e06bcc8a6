"""Both engines refuse what neither could make sense of."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre, contact, day

from ccsim.engine import engine


@pytest.fixture(params=["reference", "compiled"])
def run(request):
    return engine(request.param)


def test_an_interval_off_the_time_grid(run):
    inputs = day(centre(horizon=1000.0, interval=1000.0 / 7), [contact(0)], 1)
    with pytest.raises(ValueError, match="whole number of intervals"):
        run(inputs)


def test_two_headcounts_for_one_group_at_one_instant(run):
    inputs = day(centre(), [contact(0)], [(0, 0, 1), (0, 0, 2)])
    with pytest.raises(ValueError, match="one for each"):
        run(inputs)


def test_a_group_that_does_not_exist(run):
    inputs = day(centre(), [contact(0)], [(0, 3, 1)])
    with pytest.raises((ValueError, IndexError)):
        run(inputs)


def test_agents_who_stand_still(run):
    inputs = day(centre(), [contact(0)], 1)
    still = replace(inputs.centre, speed=np.zeros_like(inputs.centre.speed))
    with pytest.raises(ValueError, match="speed above 0"):
        run(replace(inputs, centre=still))
