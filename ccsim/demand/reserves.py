"""One replication's reserves: how many of each come and when, for every call that could be made.

Source: docs/surge.md#who-comes.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.calendar import first_date
from ccsim.demand.forecast import forecast_legs
from ccsim.demand.forecast_error import forecast_errors
from ccsim.demand.streams import TapeStreams
from ccsim.demand.supplier import share_obtained
from ccsim.model.inputs import Centre
from ccsim.model.surge import Reserves, Surge
from ccsim.model.timegrid import DAY_S, grid, grid_array
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.surge import Reserve
from ccsim.scenario.surge import Surge as SurgeBlock

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_AGENT_BITS = 32


def draw_reserves(
    scenario: Scenario, centre: Centre, seed: int, replication: int, purpose: str = "run"
) -> Reserves | None:
    """What one replication gets of the scenario's reserves; None if it has none.

    Whether somebody comes, and how late, belongs to (reserve, call, person): a larger reserve, or one that is asked
    more often, changes nothing about the others.
    """
    block, surge = scenario.surge, centre.surge
    if block is None or surge is None:
        return None
    streams = TapeStreams(seed, replication, purpose)
    sent = _sent(block, surge, streams)
    offsets = []
    for s, (name, reserve) in enumerate(block.reserves.items()):
        first, last = surge.first_call[s : s + 2].tolist()
        offsets += [_coming(name, reserve, call, n, streams) for call, n in enumerate(sent[first:last].tolist())]
    return Reserves(
        first=np.cumsum([0, *(one.size for one in offsets)]).astype(np.int64),
        offset_s=np.concatenate(offsets),
        obtained=sent,
        planned_s=_planned(scenario, centre, block, surge, streams),
    )


def _coming(name: str, reserve: Reserve, call: int, sent: int, streams: TapeStreams) -> Floats:
    """From a call to when each of those who come is there (s), rising; one instant if it is no people."""
    if reserve.kind != "people":
        return np.array([grid(reserve.delay)])
    draws = streams.reserve(name, (np.int64(call) << _AGENT_BITS) + np.arange(sent, dtype=np.int64))
    late = draws[draws[:, 0] < reserve.show_up, 1]
    return np.sort(grid_array(reserve.delay + reserve.ramp * late))


def _sent(block: SurgeBlock, surge: Surge, streams: TapeStreams) -> Ints:
    """(calls,) people whom the reserves send at each call: all that are asked for, or what a shared pool has left."""
    days = np.arange(surge.days, dtype=np.int64)
    sent = []
    for s, reserve in enumerate(block.reserves.values()):
        of_day = np.full(surge.days, surge.asked[s])
        if reserve.supplier is not None:
            asked = sum(one.size or 0 for one in block.reserves.values() if one.supplier == reserve.supplier)
            supplier = block.suppliers[reserve.supplier]
            of_day = np.floor(of_day * share_obtained(reserve.supplier, supplier, asked, days, streams)).astype(
                np.int64
            )
        sent.append(np.repeat(of_day, surge.per_day[s]))
    return np.concatenate(sent)


def _planned(scenario: Scenario, centre: Centre, block: SurgeBlock, surge: Surge, streams: TapeStreams) -> Floats:
    """(S, days) when clock or forecast calls each reserve; inf for not."""
    planned = np.full((len(surge.names), surge.days), np.inf)
    per_day: Floats | None = None
    for s, reserve in enumerate(block.reserves.values()):
        said = reserve.trigger
        dates = {first_date(scenario) + timedelta(days=day): day for day in range(surge.days)}
        days = [day for date, day in dates.items() if not said.dates or date in said.dates]
        if said.at is not None:
            planned[s, days] = np.array(days) * DAY_S + grid(said.at)
        elif said.forecast_above is not None:
            per_day = planned_contacts(scenario, centre, streams) if per_day is None else per_day
            for day in days:
                above = np.flatnonzero(per_day[day] > said.forecast_above)
                if above.size:
                    at_s = max(0.0, day * DAY_S + above[0] * centre.interval_s - grid(said.lead))
                    on = int(at_s // DAY_S)
                    planned[s, on] = min(planned[s, on], at_s)
    return planned


def planned_contacts(scenario: Scenario, centre: Centre, streams: TapeStreams) -> Floats:
    """The planner's forecast of contacts for people, its errors included: per day, by (day, reporting interval)."""
    legs = forecast_legs(scenario, centre).sum(axis=0)
    slots = round(DAY_S / centre.interval_s)
    errors = forecast_errors(scenario, centre.days, slots, streams) * (1 + scenario.forecast.bias)
    return np.asarray((legs * errors).reshape(centre.days, slots) * slots)
