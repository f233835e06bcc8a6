"""Who is on duty, by where they come from: groups, and reserves on top of a group's own roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ccsim.experiment.result import Result

Floats = NDArray[np.float64]


class Source(NamedTuple):
    """A layer of the picture."""

    label: str
    group: str
    reserve: str | None
    """The reserve whose people it shows; None for the group without them."""


def sources(result: Result) -> list[Source]:
    """Groups, each with the reserves of people that raise it; a group of reserves alone is one source."""
    scenario, found = result.scenario, list[Source]()
    reserves = {} if scenario.surge is None else scenario.surge.reserves
    for group, said in scenario.groups.items():
        found.append(Source(group, group, None))
        if not said.of_reserves:
            found += [
                Source(name, group, name)
                for name, reserve in reserves.items()
                if reserve.kind == "people" and reserve.group == group and f"reserve:{name}" in result.series
            ]
    return found


def on_duty(result: Result, series: pd.DataFrame) -> list[Floats]:
    """Mean agents on duty by interval of `series`, source by source; together all who are on duty."""
    listed, several = sources(result), len(result.scenario.groups) > 1
    layers = []
    for source in listed:
        if source.reserve is None:
            layer = _column(series, f"duty_agents:{source.group}" if several else "duty_agents")
            for other in listed:
                if other.group == source.group and other.reserve is not None:
                    layer = layer - _column(series, f"reserve:{other.reserve}")
            layers.append(np.maximum(layer, 0.0))
        else:
            layers.append(_column(series, f"reserve:{source.reserve}"))
    return layers


def _column(series: pd.DataFrame, name: str) -> Floats:
    return np.asarray(np.nan_to_num(series[name].to_numpy(np.float64)))
