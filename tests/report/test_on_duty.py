"""Agents on duty by where they come from: layers that add up to all of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from ccsim.report.on_duty import on_duty, sources


def made(groups: dict[str, Any], reserves: dict[str, Any] | None, **columns: list[float]) -> Any:
    surge = None if reserves is None else SimpleNamespace(reserves=reserves)
    scenario = SimpleNamespace(groups=groups, surge=surge)
    return SimpleNamespace(scenario=scenario, series=pd.DataFrame(columns))


OWN, NOBODY = SimpleNamespace(of_reserves=False), SimpleNamespace(of_reserves=True)


def reserve(group: str | None, kind: str = "people") -> Any:
    return SimpleNamespace(group=group, kind=kind)


def test_overtime_is_taken_out_of_its_group_and_named_even_like_it() -> None:
    columns = {"duty_agents": [12.0, np.nan], "reserve:own": [4.0, 0.0], "reserve:chats": [1.0, 1.0]}
    result = made({"own": OWN}, {"own": reserve("own"), "chats": reserve("own", "concurrency")}, **columns)
    assert [tuple(source) for source in sources(result)] == [("own", "own", None), ("own", "own", "own")]
    assert [layer.tolist() for layer in on_duty(result, result.series)] == [[8.0, 0.0], [4.0, 0.0]]


def test_a_group_of_reserves_alone_is_one_layer_whatever_is_still_there() -> None:
    columns = {"duty_agents:own": [5.0], "duty_agents:pool": [3.0], "reserve:warm": [2.0]}
    result = made({"own": OWN, "pool": NOBODY}, {"warm": reserve("pool"), "shut": reserve(None, "bot_only")}, **columns)
    assert [source.label for source in sources(result)] == ["own", "pool"]
    assert sum(on_duty(result, result.series)).tolist() == [8.0]


def test_without_reserves_every_group_is_a_layer() -> None:
    result = made({"own": OWN}, None, duty_agents=[7.0])
    assert [layer.tolist() for layer in on_duty(result, result.series)] == [[7.0]]
