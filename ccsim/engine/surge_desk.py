"""Reserves in the reference engine: checks of the queues, calls, those who come, and sending them home.

Source: docs/surge.md#rules.
"""

from __future__ import annotations

from collections.abc import Generator
from math import inf

import numpy as np
from simpy import Environment, Event

from ccsim.engine.columns import LogColumns
from ccsim.engine.headcounts import RESERVES, Headcounts
from ccsim.engine.instants import At
from ccsim.model.events import EventKind
from ccsim.model.inputs import Centre
from ccsim.model.surge import Effect, Reserves, Surge, has_held, is_calm, is_pressed, stays_on


class Reserve:
    """One reserve, and how far the call that is under way has come."""

    def __init__(self, index: int, surge: Surge, reserves: Reserves) -> None:
        self.effect, self.group = Effect(int(surge.effect[index])), int(surge.group[index])
        self.asked = int(surge.asked[index])
        self.watches: list[int] = np.flatnonzero(surge.watches[index]).tolist()
        self.longer_than, self.wait_over_s = int(surge.longer_than[index]), float(surge.wait_over_s[index])
        self.shorter_than, self.wait_under_s = int(surge.shorter_than[index]), float(surge.wait_under_s[index])
        self.lasting_s, self.calm_s = float(surge.lasting_s[index]), float(surge.calm_s[index])
        self.delay_s, self.stay_s = float(surge.delay_s[index]), float(surge.stay_s[index])
        self.longest_s = float(surge.longest_s[index])
        self.per_day, self.first_call = int(surge.per_day[index]), int(surge.first_call[index])
        self.planned_s: list[float] = reserves.planned_s[index].tolist()
        self.called_on, self.calls = -1, 0  # the last day on which it was called, and how often on that day
        self.pressed_since_s = inf  # since when its condition has held at every check; inf if it does not
        self.calm_since_s = inf  # the same for sending home
        self.call = -1  # number of the call under way, or -1
        self.called_s = 0.0
        self.coming: list[float] = []  # instants at which those who have not come yet will be there, the next one last
        self.came = 0


class SurgeDesk:
    """All reserves of a run."""

    def __init__(
        self,
        env: Environment,
        centre: Centre,
        reserves: Reserves,
        log: LogColumns,
        headcounts: Headcounts,
        shut: list[int],
    ) -> None:
        assert centre.surge is not None
        assert log.surge is not None
        self.env, self.surge, self.drawn, self.log = env, centre.surge, reserves, log.surge
        self.headcounts, self.shut = headcounts, shut
        self.queues = headcounts.floor.queues
        self.all = [Reserve(s, self.surge, reserves) for s in range(len(self.surge.names))]
        env.process(self.checks(centre.horizon_s))

    def checks(self, horizon_s: float) -> Generator[Event, None, None]:
        """Look at the queues again and again, before the horizon."""
        number = 1
        while number * self.surge.check_s < horizon_s:
            yield At(self.env, number * self.surge.check_s, EventKind.CHECK, 0)
            for reserve in self.all:
                self.check(reserve, number // self.surge.checks_per_day)
            number += 1

    def check(self, reserve: Reserve, day: int) -> None:
        """Call a reserve in, or send it home, or leave it as it is."""
        now_s = self.env.now
        waiting, wait_s = self.queues.state(reserve.watches, now_s)
        if reserve.call >= 0:
            calm = is_calm(waiting, wait_s, reserve.shorter_than, reserve.wait_under_s)
            reserve.calm_since_s = min(reserve.calm_since_s, now_s) if calm else inf
            there_s = reserve.called_s + reserve.delay_s
            if now_s >= there_s + reserve.longest_s or (
                not stays_on(now_s, there_s, reserve.stay_s) and has_held(reserve.calm_since_s, now_s, reserve.calm_s)
            ):
                self.send_home(reserve)
            return
        pressed = is_pressed(waiting, wait_s, reserve.longer_than, reserve.wait_over_s)
        reserve.pressed_since_s = min(reserve.pressed_since_s, now_s) if pressed else inf
        calls = reserve.calls if reserve.called_on == day else 0
        due = has_held(reserve.pressed_since_s, now_s, reserve.lasting_s) or now_s >= reserve.planned_s[day]
        if due and calls < reserve.per_day:
            reserve.called_on, reserve.calls = day, calls + 1
            self.call_in(reserve, reserve.first_call + day * reserve.per_day + calls)

    def call_in(self, reserve: Reserve, call: int) -> None:
        """Those of this call are on their way."""
        now_s = self.env.now
        reserve.call, reserve.called_s, reserve.came = call, now_s, 0
        reserve.pressed_since_s = reserve.calm_since_s = inf
        first, last = self.drawn.first[call : call + 2].tolist()
        reserve.coming = [now_s + offset_s for offset_s in reversed(self.drawn.offset_s[first:last].tolist())]
        self.log["called_s"][call] = now_s
        self.expect(reserve)

    def expect(self, reserve: Reserve) -> None:
        """Wait for the next of those on their way."""
        if not reserve.coming:
            return
        call, at_s = reserve.call, reserve.coming[-1]

        def there(_: Event) -> None:
            if reserve.call == call:  # else they were sent home before
                self.come(reserve)

        At(self.env, at_s, EventKind.LOG_ON, RESERVES).callbacks.append(there)

    def come(self, reserve: Reserve) -> None:
        """All who are due by now are there."""
        number = 0
        while reserve.coming and reserve.coming[-1] <= self.env.now:
            reserve.coming.pop()
            number += 1
        reserve.came += number
        self.log["came"][reserve.call] = reserve.came
        self.take_effect(reserve, number)
        self.headcounts.pull()
        self.expect(reserve)

    def send_home(self, reserve: Reserve) -> None:
        """Those who are there leave when they can; those on their way turn back."""
        self.log["home_s"][reserve.call] = self.env.now
        if reserve.came:
            self.take_effect(reserve, -reserve.came)
        reserve.call, reserve.coming, reserve.came = -1, [], 0
        reserve.pressed_since_s = reserve.calm_since_s = inf

    def take_effect(self, reserve: Reserve, number: int) -> None:
        """So many more (or fewer) are there."""
        if reserve.effect is Effect.HEADS:
            self.headcounts.reinforce(reserve.group, number)
        elif reserve.effect is Effect.SLOTS:
            self.headcounts.floor.raise_cap(reserve.group, number * reserve.asked)
        else:
            for queue in reserve.watches:
                self.shut[queue] += number
