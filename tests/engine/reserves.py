"""Surges of tiny days: listed as one would write them down, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ccsim.model.inputs import RunInputs
from ccsim.model.surge import NO_LENGTH, NO_WAIT, Effect, Reserves, Surge

INF = float("inf")


@dataclass(frozen=True)
class A:
    """A reserve that looks at all queues; `comes`: by call, after how many seconds each of those who come is there."""

    comes: tuple[tuple[float, ...], ...] = ((),)
    effect: Effect = Effect.HEADS
    group: int = 0
    asked: int = 1
    longer: int = NO_LENGTH
    wait: float = NO_WAIT
    lasting: float = 0.0
    shorter: int = 0
    under: float = INF
    calm: float = 0.0
    delay: float = 0.0
    stay: float = 0.0
    longest: float = INF
    planned: float = INF


def with_surge(inputs: RunInputs, *listed: A, check: float = 10.0, queues: int = 1) -> RunInputs:
    """The day with these listed; checks every `check` seconds, one calendar day."""

    def column(name: str, dtype: type) -> np.ndarray:
        return np.array([getattr(reserve, name) for reserve in listed], dtype)

    surge = Surge(
        names=tuple(f"reserve{s}" for s in range(len(listed))),
        check_s=check,
        checks_per_day=round(86400 / check),
        days=1,
        effect=column("effect", np.int64),
        group=column("group", np.int64),
        asked=column("asked", np.int64),
        watches=np.ones((len(listed), queues), np.bool_),
        longer_than=column("longer", np.int64),
        wait_over_s=column("wait", np.float64),
        lasting_s=column("lasting", np.float64),
        shorter_than=column("shorter", np.int64),
        wait_under_s=column("under", np.float64),
        calm_s=column("calm", np.float64),
        delay_s=column("delay", np.float64),
        stay_s=column("stay", np.float64),
        longest_s=column("longest", np.float64),
        per_day=np.array([len(reserve.comes) for reserve in listed], np.int64),
    )
    calls = [call for reserve in listed for call in reserve.comes]
    reserves = Reserves(
        first=np.cumsum([0, *(len(call) for call in calls)]),
        offset_s=np.array([offset for call in calls for offset in call], np.float64),
        obtained=np.array([len(call) for call in calls], np.int64),
        planned_s=np.array([[reserve.planned] for reserve in listed]),
    )
    return replace(inputs, centre=replace(inputs.centre, surge=surge), reserves=reserves)
