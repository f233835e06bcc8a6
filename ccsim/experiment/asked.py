"""What a run was asked for, with what the scenario says where nobody said otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ccsim.experiment.statistics import CONFIDENCE

ENOUGH = 20
"""Fewer replications are printed as indicative. Source: docs/statistics.md."""

Tell = Callable[..., Callable[[int], None]]
"""Given a stage ("staffing", "replications") and how much of it there is (None if not known): what to tell how much is
done."""


class Asked(NamedTuple):
    """How a scenario is to be run; none but `replications`, `seed` and `confidence` changes a number."""

    replications: int
    seed: int
    jobs: int
    engine: str
    """The engine itself, no longer "auto"."""
    epoch_days: int
    on_threads: bool
    """Whether workers are threads rather than processes."""
    tell: Tell
    warnings: tuple[str, ...]
    confidence: float = CONFIDENCE
