"""Scenarios and comparisons shared by the tests of demand."""

from typing import Any

import numpy as np

from ccsim.demand.draw import draw_tape
from ccsim.demand.streams import TapeStreams
from ccsim.model.inputs import Origin
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario

FALSE_ALARM_Z = 4.8916  # two-sided 1e-6
POWER_Z = 2.3263  # one-sided 0.99
STREAMS = TapeStreams(seed=7, replication=0, purpose="run")


def agrees(values: np.ndarray, expected: float, detects: float) -> bool:
    """Whether the mean of independent `values` is compatible with `expected` (false alarm 1e-6).

    Asserts that a relative bias of `detects` would be found with probability 0.99.
    """
    error = float(np.std(values, ddof=1)) / np.sqrt(values.size)
    caught = (FALSE_ALARM_Z + POWER_Z) * error / abs(expected)
    assert caught <= detects, f"this test catches {caught:.2%}, not {detects:.2%}"
    print(f"mean {np.mean(values):.6g}, expected {expected:.6g}, catches {caught:.2%}")
    return abs(float(np.mean(values)) - expected) < FALSE_ALARM_Z * error


def one_intent(**values: Any) -> dict[str, Any]:
    return {"help": {"share": 1, "replies": 5, "resolution": 0.75, "wrap_up": "20 s"} | values}


def scenario(**blocks: Any) -> Scenario:
    """A small scenario: 4,000 issues a day at a constant rate, one intent, no bot, nothing comes back; or as given."""
    base: dict[str, Any] = {
        "run": {"days": 1, "history": {"days": 0}},
        "arrivals": {"kind": "poisson", "volume": "4000/day", "counted": "issues"},
        "intents": one_intent(),
        "handling": {"hands_on_per_reply": "25 s", "customer_think": "30 s"},
        "groups": {"team": {"concurrency": 3, "labour": {"wage": "5000 CNY/month"}}},
    }
    return Scenario.model_validate(base | blocks)


BUSY = {
    "intents": {
        "status": {"share": 0.4, "replies": 4, "resolution": 0.8, "bot_resolution": {"llm": 0.6}},
        "refund": {"share": 0.6, "replies": 9, "resolution": 0.6, "wrap_up": "30 s", "bot_resolution": {"llm": 0.3}},
    },
    "patience": {"mean": "5 min", "after_bot": 0.5, "balk": 0.05, "retry": {"probability": 0.4}},
    "repeats": {
        "if_unresolved": 0.6,
        "decay": 0.8,
        "delay": [
            {"share": 0.5, "earliest": 0, "latest": "2 h"},
            {"share": 0.5, "earliest": "2 h", "latest": "3 days"},
        ],
        "follow_up": 0.15,
        "max_attempts": 5,
    },
    "bot": {"kind": "llm", "ask_human": 0.2, "leave_if_failed": 0.3, "fresh_draw": 0.3},
    "run": {"days": 1, "history": {"days": 3}},
}
"""Blocks in which everything happens: two intents, bot, balking, retries, repeats, follow-ups, history."""


def tape_of(s: Scenario, replication: int = 0, seed: int = 7) -> np.ndarray:
    return draw_tape(s, centre_of(s), seed, replication)


def fresh(tape: np.ndarray) -> np.ndarray:
    return tape[tape["origin"] == Origin.FRESH]


DELAYS = ("repeat_delay_s", "follow_up_delay_s", "retry_delay_s")


def same_draws(one: np.ndarray, other: np.ndarray, name: str) -> bool:
    """Whether rows side by side have the same draws; a delay is drawn only where a further attempt can follow."""
    both = one["has_next"] & other["has_next"] if name in DELAYS else np.ones(one.size, bool)
    return np.array_equal(one[name][both], other[name][both], equal_nan=name == "arrival_s")
