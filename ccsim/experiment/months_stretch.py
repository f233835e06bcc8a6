"""Days one after another in one session of an engine: drawn, simulated and measured some at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.draw import draw_days
from ccsim.demand.messages import draw_replies
from ccsim.demand.reserves import draw_reserves
from ccsim.engine import session
from ccsim.engine.session import group_sizes
from ccsim.errors import CcsimError
from ccsim.experiment.replications import Stopwatch
from ccsim.metrics.measure import check_sums, measure_agents, measure_contacts
from ccsim.metrics.peaks import with_peaks
from ccsim.metrics.sums import Sums, add
from ccsim.metrics.surge import Called
from ccsim.model.inputs import Centre
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.afterwards import steps_afterwards

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Draws:
    """Where a stretch's randomness comes from, and how many days are drawn at a time."""

    def __init__(self, seed: int, replication: int, purpose: str, epoch_days: int) -> None:
        self.seed, self.replication, self.purpose, self.epoch_days = seed, replication, purpose, epoch_days


class Stretch:
    """A run under way; its days are given in any number of parts, in order."""

    def __init__(
        self, scenario: Scenario, centre: Centre, engine: str, sizes: Ints, draws: Draws, watch: Stopwatch
    ) -> None:
        """`scenario`, `centre`: of all its days; `sizes` (G,): the largest headcounts that it may come to."""
        self._scenario, self.centre, self._draws, self._watch = scenario, centre, draws, watch
        self._reserves = draw_reserves(scenario, centre, draws.seed, draws.replication, draws.purpose)
        self._sizes, self._run = sizes, session(engine)(centre, sizes, self._reserves)
        self._rosters: list[NDArray[np.void]] = []
        self._paid: list[Floats] = []
        self._sums: Sums | None = None

    def simulate(self, first_day: int, until_day: int, roster: NDArray[np.void], paid_s: Floats) -> None:
        """Go through these days. `roster`: all their steps; `paid_s` (G, days). CcsimError for too many agents."""
        if (group_sizes(roster, self._sizes.size) > self._sizes).any():
            raise CcsimError(f"{self._scenario.name}: a team grows to several times what its schedule takes")
        self._rosters.append(roster)
        self._paid.append(paid_s)
        draws, scenario, centre = self._draws, self._scenario, self.centre
        for day in range(first_day, until_day, draws.epoch_days):
            until = min(day + draws.epoch_days, until_day)
            tape = draw_days(scenario, centre, draws.seed, draws.replication, day, until, draws.purpose)
            replies = draw_replies(scenario, tape, draws.seed, draws.replication, draws.purpose)
            self._watch.lap("drawing")
            steps = roster[(roster["at_s"] >= day * DAY_S) & (roster["at_s"] < until * DAY_S)]
            more = () if replies is None else (replies,)
            finished = self._run.advance(tape, steps, until * DAY_S, *more)
            self._watch.lap("engine")
            self._take(measure_contacts(centre, finished.all_tape, finished.all_contacts, finished.over))

    def load_ticks(self, first_day: int, until_day: int) -> Ints:
        """Agents' time (G, intervals, levels) in ticks on days that are over."""
        per_day = round(DAY_S / self.centre.interval_s)
        return self._run.booked()[:, first_day * per_day : until_day * per_day]

    def close(self) -> Sums:
        """Follow what is left to its end; the sums of all days, checked."""
        roster, paid_s = np.concatenate(self._rosters), np.concatenate(self._paid, axis=1)
        finished, log = self._run.close(roster=steps_afterwards(self.centre, roster))
        self._watch.lap("engine")
        self._take(measure_contacts(self.centre, finished.all_tape, finished.all_contacts, finished.over))
        called = None if self._reserves is None or log.surge is None else Called(self._reserves, log.surge)
        agents = measure_agents(self.centre, log.load_ticks, roster, paid_s, log.attention, called=called)
        assert self._sums is not None
        sums = with_peaks(self.centre, add(self._sums, agents))
        check_sums(sums)
        return sums

    def _take(self, sums: Sums) -> None:
        self._sums = sums if self._sums is None else add(self._sums, sums)
        self._watch.lap("measuring")
