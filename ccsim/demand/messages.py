"""The replies of each contact at message level: how many, and how long customer and agent take for each.

Source: docs/chat-fidelity.md#replies.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.lognormal import lognormal
from ccsim.demand.streams import TapeStreams
from ccsim.model.replies import Replies
from ccsim.model.timegrid import grid_array
from ccsim.scenario.handling import Handling
from ccsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def draw_replies(
    scenario: Scenario, tape: NDArray[np.void], seed: int, replication: int, purpose: str = "run"
) -> Replies | None:
    """The replies of the tape's contacts, or None at session level. They depend on contact id and work alone.

    Raises nothing; a contact that the bot closes has replies too, which nobody gives.
    """
    handling = scenario.handling
    if handling.fidelity != "messages":
        return None
    streams = TapeStreams(seed, replication, purpose)
    ids = tape["contact_id"]
    amount = tape["work_s"] / (handling.hands_on_per_reply + handling.customer_think)
    number = number_of_replies(amount, streams.rounding(ids)[:, 0])
    return _drawn(handling, streams, ids, number, np.minimum(amount, 1.0))


def number_of_replies(amount: Floats, uniform: Floats) -> Ints:
    """Whole replies (n,) for amounts of work in replies: rounded up with the probability of the fraction, at least 1.

    The mean of what is rounded is its amount. An amount below 1 is one short reply, whose parts the caller shortens to
    the amount, so that the mean work of those legs is right as well.
    """
    below = np.floor(amount)
    return np.asarray(np.maximum(below + (uniform < amount - below), 1.0), np.int64)


def _drawn(handling: Handling, streams: TapeStreams, ids: Ints, number: Ints, short: Floats) -> Replies:
    """`short` (n,): factor on the parts of each contact's replies."""
    first = np.concatenate([[0], np.cumsum(number)])
    think_s, hands_on_s = np.empty(first[-1]), np.empty(first[-1])
    reply, going = 0, np.arange(ids.size)
    while going.size:
        u_think, u_hands_on = streams.reply(ids[going], reply).T
        place = first[going] + reply
        think_s[place] = _times(handling.customer_think, handling.think_cv, u_think) * short[going]
        hands_on_s[place] = _times(handling.hands_on_per_reply, handling.hands_on_cv, u_hands_on) * short[going]
        reply += 1
        going = going[number[going] > reply]
    return Replies(first, grid_array(think_s), grid_array(hands_on_s))


def _times(mean_s: float, cv: float, uniform: Floats) -> Floats:
    return lognormal(mean_s, cv, uniform) if mean_s > 0 else np.zeros(uniform.size)
