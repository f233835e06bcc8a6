"""A replication as a readable list of events, in the columns that the DES community's animators read."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.inputs import RunInputs
from ccsim.model.log import RunLog
from ccsim.model.surge import Surge, steps_there

COLUMNS = ("entity_id", "pathway", "event_type", "event", "time", "resource_id", "run")
ENDS = {
    Outcome.BOT_RESOLVED: "resolved_by_bot",
    Outcome.BOT_LEFT: "left_bot_unhelped",
    Outcome.BALKED: "balked",
    Outcome.ABANDONED: "abandoned",
    Outcome.BLOCKED: "blocked",
    Outcome.TIMED_OUT: "timed_out",
    Outcome.CLOSED: "closed",
    Outcome.DISCONNECTED: "disconnected",
    Outcome.SERVED: "served",
    Outcome.LOST_AT_BOT: "lost_at_bot",
    Outcome.TOLD_LATER: "told_later",
}


def event_log(inputs: RunInputs, log: RunLog, run: int = 0) -> pd.DataFrame:
    """One row per event, by time, then contact, then the order of the journey.

    entity_id: contact id; pathway: intent; event_type: arrival_departure, queue, resource_use or resource_use_end, or
    system for what reserves do (entity_id -1, pathway the reserve, resource_id how many came or went);
    event: what happened; time: seconds since the first simulated midnight; resource_id: agent, -1 for none; run:
    replication. The slot of an agent is in use until resource_use_end "wrap_up_end", after the customer's departure; an
    agent who is assigned the ghost of a silent abandoner is in use from "ghost" on.
    """
    rows = log.contacts
    ended = ~np.isnan(rows["end_s"])
    answered = ~np.isnan(rows["assign_s"])
    silent = rows["silent"]
    released = answered & ~np.isnan(rows["release_s"])
    none = np.full(rows.size, -1)
    met = inputs.tape["bot_outcome"] != BotOutcome.NONE
    start_s = rows["arrival_s"] if inputs.centre.bot_capacity is None else rows["bot_start_s"]
    pieces = [
        _piece(0, ~np.isnan(rows["arrival_s"]), "arrival_departure", "arrival", rows["arrival_s"], none),
        _piece(1, met & (start_s > rows["arrival_s"]), "queue", "waiting_for_bot", rows["arrival_s"], none),
        _piece(1, met & ~np.isnan(start_s), "queue", "bot", start_s, none),
        _piece(2, ~np.isnan(rows["enqueue_s"]), "queue", "waiting", rows["enqueue_s"], none),
        _piece(3, answered & ~silent, "resource_use", "talking", rows["assign_s"], rows["agent"]),
        _piece(5, answered & silent, "resource_use", "ghost", rows["assign_s"], rows["agent"]),
        *(
            _piece(5, ended & (rows["outcome"] == outcome), "arrival_departure", f"depart:{name}", rows["end_s"], none)
            for outcome, name in ENDS.items()
        ),
        _piece(6, released, "resource_use_end", "wrap_up_end", rows["release_s"], rows["agent"]),
    ]
    events = pd.concat([piece for piece in pieces if not piece.empty] or pieces[:1], ignore_index=True)
    row = events["row"].to_numpy()
    events["entity_id"] = inputs.tape["contact_id"][row]
    events["pathway"] = np.array(inputs.centre.intents)[inputs.tape["intent"][row]]
    events["run"] = run
    events = events[events["time"].notna()].sort_values(["time", "entity_id", "step"], kind="stable")
    events = pd.concat([part for part in (events, _of_reserves(inputs, log, run)) if not part.empty] or [events])
    return events.sort_values("time", kind="stable")[list(COLUMNS)].reset_index(drop=True)


def _of_reserves(inputs: RunInputs, log: RunLog, run: int) -> pd.DataFrame:
    """Calls of reserves, those who come, and those who are sent home; after all else of an instant."""
    surge, found = inputs.centre.surge, []
    if surge is None or inputs.reserves is None or log.surge is None:
        return pd.DataFrame()
    steps = steps_there(surge, inputs.reserves, log.surge)
    for s, name in enumerate(surge.names):
        called_s = log.surge["called_s"][surge.first_call[s] : surge.first_call[s + 1]]
        at_s, change = steps[s]
        events = np.where(change > 0, "reserve_comes", "reserve_leaves")
        calls = {"time": called_s[~np.isnan(called_s)], "event": "reserve_called", "resource_id": -1}
        both = pd.concat([pd.DataFrame(calls), pd.DataFrame({"time": at_s, "event": events, "resource_id": change})])
        found.append(both.assign(entity_id=-1, pathway=name, event_type="system", run=run))
    return pd.concat(found)


def calls_made(surge: Surge, log: NDArray[np.void]) -> pd.DataFrame:
    """The calls of reserves that were made: reserve, call (its number among all possible), called_s, came, home_s."""
    made = np.flatnonzero(~np.isnan(log["called_s"]))
    of_reserve = np.searchsorted(surge.first_call, made, side="right") - 1
    columns = {name: log[name][made] for name in log.dtype.names or ()}
    return pd.DataFrame({"reserve": np.array(surge.names)[of_reserve], "call": made, **columns})


def _piece(
    step: int,
    chosen: NDArray[np.bool_],
    event_type: str,
    event: str,
    time_s: NDArray[np.float64],
    resource: NDArray[np.generic],
) -> pd.DataFrame:
    row = np.flatnonzero(chosen)
    return pd.DataFrame(
        {
            "row": row,
            "step": step,
            "event_type": event_type,
            "event": event,
            "time": time_s[row],
            "resource_id": resource[row],
        }
    )
