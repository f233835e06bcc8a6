"""Each business rule once, as a small pure function that every engine calls."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import Routing
from ccsim.model.timegrid import grid

LEAST_LOADED, MOST_LOADED = int(Routing.LEAST_LOADED), int(Routing.MOST_LOADED)


def finish_time(now_s: float, virtual_s: float, finish_s: float, speed: float) -> float:
    """When a chat with finish value `finish_s` ends, if the agent's virtual clock runs on at `speed` from now."""
    left_s = max(0.0, finish_s - virtual_s)
    if speed != 1.0:  # for most chats there is nothing to divide
        left_s = left_s / speed
    return max(now_s, grid(now_s + left_s))


def work_amount(work_s: float, work_factor: float) -> float:
    """Virtual time that a human leg takes up with an agent of this work factor; on the grid."""
    return grid(work_s * work_factor)


def response_time(area: float, work_s: float, if_no_work_s: float) -> float:
    """Mean time to a reply of a leg: the integral of response time over its work; on the grid."""
    return grid(area / work_s if work_s > 0 else if_no_work_s)


def attention_time(hands_on_s: float, switch_cost: float, level: int) -> float:
    """How long an agent attends to a message that takes `hands_on_s` with one chat open, with `level` open chats."""
    return grid(hands_on_s * (1.0 + switch_cost * (level - 1)))


def score(priority: int, gain: float, waited_s: float) -> float:
    """Who is taken first: the lowest score; it falls by `gain` with every minute of waiting."""
    return priority - gain * waited_s / 60.0


def routing_load(routing: int, load: int) -> int:
    """What routing goes by first among agents with a free slot (then the last change of load, then the id)."""
    if routing == LEAST_LOADED:
        return load
    return -load if routing == MOST_LOADED else 0


def work_unlike_tape(work_s: float, after_bot_s: float, failed: bool) -> float:
    """Work of a contact drawn as coming from no bot that comes from a failed one (`failed`), or the other way round.

    `after_bot_s`: work (grid) that a failed bot adds.
    """
    return work_s + after_bot_s if failed else max(0.0, work_s - after_bot_s)


def patience_unlike_tape(patience_s: float, after_bot: float, failed: bool) -> float:
    """The same for patience; `after_bot`: the failed bot's factor on it."""
    if patience_s == math.inf:
        return patience_s
    return grid(patience_s * after_bot if failed else patience_s / after_bot)


def balks(u_balk: float, p_balk: float) -> bool:
    """Whether a contact that would have to wait leaves at once."""
    return u_balk < p_balk


def resolves(u_resolve: float, p_resolve: float) -> bool:
    """Whether a human leg resolves the issue."""
    return u_resolve < p_resolve


def steps_passed(wait_s: float, after_s: Sequence[float] | NDArray[np.float64]) -> int:
    """How many of these rising steps a wait has passed; a wait equal to a step has not."""
    passed = 0
    while passed < len(after_s) and wait_s > after_s[passed]:
        passed += 1
    return passed


def is_negative(u_mood: float, p_negative: float) -> bool:
    """Whether a customer is in a negative state."""
    return u_mood < p_negative


def is_wrong(u_error: float, p_error: float) -> bool:
    """Whether a contact that is closed as resolved holds a wrong answer."""
    return u_error < p_error


def returns(u_return: float, p_return: float) -> bool:
    """Whether the issue makes a further contact."""
    return u_return < p_return


def full(waiting: int, capacity: int) -> bool:
    """Whether a queue with `waiting` contacts in it takes no further one; a capacity of -1 takes any number."""
    return 0 <= capacity <= waiting


def leaves_silently(u_silent: float, p_silent: float) -> bool:
    """Whether a contact whose patience runs out leaves without the centre noticing."""
    return u_silent < p_silent


def next_opening(opens_s: Sequence[float], closes_s: Sequence[float], now_s: float) -> float:
    """From when on somebody may be asked for: `now_s` if the queue is open, the next opening, or inf if there is none.

    The queue is open in the spans [opens_s[n], closes_s[n]), which rise and do not touch; inf fills up the tables.
    """
    low, high = 0, len(closes_s)  # the first span that ends after now
    while low < high:
        middle = (low + high) // 2
        if closes_s[middle] > now_s:
            high = middle
        else:
            low = middle + 1
    if low == len(closes_s):
        return math.inf
    return max(now_s, opens_s[low])
