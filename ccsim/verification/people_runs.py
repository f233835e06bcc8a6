"""Teams of a study: drawn person by person, calculated as expectations, or their learning curve alone.

Like every study they go the whole way: scenario, loader, plan. A task's "days" are teams here.
"""

from __future__ import annotations

from functools import cached_property
from time import thread_time

import numpy as np
from numpy.typing import NDArray

from ccsim.errors import CcsimError
from ccsim.scenario.load import Loaded
from ccsim.verification.study import Study
from ccsim.workforce.expected_people import expected_people, long_run_heads
from ccsim.workforce.learning import PowerLaw, mean_of_first
from ccsim.workforce.people import simulate_people
from ccsim.workforce.people_plan import people_plan
from ccsim.workforce.people_sums import BEGINNER_MONTHS

Floats = NDArray[np.float64]
TEAMS = 64
"""Drawn at a time."""


class Teams:
    """A study about people, loaded."""

    def __init__(self, study: Study, loaded: Loaded) -> None:
        assert study.people is not None
        self._question = study.people
        self._plan = people_plan(loaded.scenario, study.people.group)
        self._times = np.array(study.people.times)

    def sums(self, seed: int, first: int, teams: int) -> tuple[dict[str, Floats], int, dict[str, float]]:
        """Sums by time over so many teams, people in them, and CPU seconds by stage."""
        if self._question.how != "drawn":
            return self._calculated, 1, {"drawing": 0.0, "engine": 0.0, "measuring": 0.0}
        sums: dict[str, Floats] = {}
        people, drawing, measuring = 0, 0.0, 0.0
        for start in range(first, first + teams, TEAMS):
            size = min(TEAMS, first + teams - start)
            began = thread_time()
            everybody = simulate_people(self._plan, seed, range(start, start + size))
            drawn = thread_time()
            found = self._observed(everybody.replication, everybody.productive, everybody.left, everybody.started, size)
            sums = {name: value + sums.get(name, 0.0) for name, value in found.items()}
            people += everybody.left.size
            drawing, measuring = drawing + drawn - began, measuring + thread_time() - drawn
        return sums, people, {"drawing": drawing, "engine": 0.0, "measuring": measuring}

    def _observed(
        self, team: NDArray[np.int64], productive: Floats, left: Floats, started: Floats, teams: int
    ) -> dict[str, Floats]:
        t = self._times
        trained = left > productive
        there = trained[:, None] & (productive[:, None] <= t) & (left[:, None] > t)
        gone = trained[:, None] & (left[:, None] <= t)
        age = t - productive[:, None]
        heads = np.array([np.bincount(team[there[:, i]], minlength=teams) for i in range(t.size)])
        leavers = gone.sum(axis=0).astype(np.float64)
        tenure = np.where(gone, left[:, None] - productive[:, None], 0.0)
        return {
            "teams": np.array([float(teams)]),
            "heads": heads.sum(axis=1).astype(np.float64),
            "heads_squared": (heads**2).sum(axis=1).astype(np.float64),
            "trainees": ((started[:, None] <= t) & (np.minimum(productive, left)[:, None] > t))
            .sum(axis=0)
            .astype(float),
            "leavers": leavers,
            "leavers_since": np.diff(leavers, prepend=0.0),
            "leaver_tenure": tenure.sum(axis=0),
            "effective": np.where(there, self._plan.curve.speed(np.maximum(age, 0.0)), 0.0).sum(axis=0),
            "beginners": (there & (age < BEGINNER_MONTHS)).sum(axis=0).astype(np.float64),
        }

    @cached_property
    def _calculated(self) -> dict[str, Floats]:
        one, at = np.ones(1), self._times
        if self._question.how == "expected":
            months = np.round(at).astype(np.int64)
            if not np.array_equal(months, at):
                raise CcsimError("expectations are calculated for whole months")
            found = {name: values[months] for name, values in expected_people(self._plan).items()}
            since = np.diff(found["leavers"], prepend=0.0)
            return {**found, "leavers_since": since, "long_run_heads": one * long_run_heads(self._plan), "teams": one}
        curve = self._plan.curve
        by_tenure = {"handling": 1 / curve.speed(at), "teams": one}
        if not isinstance(curve, PowerLaw):
            return by_tenure
        means = np.array([mean_of_first(curve, int(k)) for k in at])
        return {**by_tenure, "handling_of": curve.handling(at), "mean_handling_of_first": means}
