"""The surge block -> what an engine and the measures see of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.model.surge import NO_LENGTH, NO_WAIT, Effect, Surge
from ccsim.model.timegrid import DAY_S, grid_array
from ccsim.scenario.groups import Group
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.surge import Reserve, StandDown

EFFECTS = {"people": Effect.HEADS, "concurrency": Effect.SLOTS, "bot_only": Effect.SHUT}
_NO_STAND_DOWN = (0, np.inf, 0.0)


def surge_tables(scenario: Scenario, queues: tuple[str, ...], days: int) -> Surge | None:
    """The reserves of a run over so many simulated days; None if there are none."""
    if scenario.surge is None:
        return None
    reserves, groups = list(scenario.surge.reserves.values()), list(scenario.groups)
    home = np.array([_NO_STAND_DOWN if one.stand_down is None else _stand_down(one.stand_down) for one in reserves])

    def seconds(values: list[float | None], if_absent: float) -> NDArray[np.float64]:
        return grid_array(np.array([if_absent if value is None else value for value in values], np.float64))

    return Surge(
        names=tuple(scenario.surge.reserves),
        check_s=scenario.surge.check,
        checks_per_day=round(DAY_S / scenario.surge.check),
        days=days,
        effect=np.array([EFFECTS[one.kind] for one in reserves], np.int64),
        group=np.array([-1 if one.group is None else groups.index(one.group) for one in reserves], np.int64),
        asked=np.array([one.size or 1 for one in reserves], np.int64),
        watches=np.array([[queue in watched(scenario, one, queues) for queue in queues] for one in reserves], np.bool_),
        longer_than=np.array([_longer_than(one) for one in reserves], np.int64),
        wait_over_s=seconds([one.trigger.wait_longer_than for one in reserves], NO_WAIT),
        lasting_s=seconds([one.trigger.lasting for one in reserves], 0.0),
        shorter_than=home[:, 0].astype(np.int64),
        wait_under_s=grid_array(home[:, 1]),
        calm_s=grid_array(home[:, 2]),
        delay_s=seconds([one.delay for one in reserves], 0.0),
        stay_s=seconds([one.stay for one in reserves], 0.0),
        longest_s=seconds([one.longest for one in reserves], np.inf),
        per_day=np.array([one.calls_per_day for one in reserves], np.int64),
    )


def watched(scenario: Scenario, reserve: Reserve, queues: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the queues that a reserve looks at."""
    if reserve.queues:
        return tuple(reserve.queues)
    if reserve.group is None:
        return queues
    group = scenario.groups[reserve.group]
    return (*group.serves, *group.secondary)


def largest_cap(scenario: Scenario, name: str) -> int:
    """Chats that a group's agents may have open at most, with all that reserves add."""
    group: Group = scenario.groups[name]
    if scenario.surge is None:
        return group.concurrency
    added = (
        one.size or 1 for one in scenario.surge.reserves.values() if one.kind == "concurrency" and one.group == name
    )
    return group.concurrency + sum(added)


def _longer_than(reserve: Reserve) -> int:
    trigger = reserve.trigger
    if trigger.queue_longer_than is not None:
        return trigger.queue_longer_than
    by_state = trigger.wait_longer_than is not None
    return NO_LENGTH if by_state else np.iinfo(np.int64).max  # by clock or forecast alone


def _stand_down(rule: StandDown) -> tuple[float, float, float]:
    length = 2.0**52 if rule.queue_shorter_than is None else rule.queue_shorter_than
    return length, np.inf if rule.wait_shorter_than is None else rule.wait_shorter_than, rule.lasting
