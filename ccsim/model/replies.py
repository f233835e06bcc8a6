"""What the message-level chat adds to inputs and log: the replies of every contact, and what agents did reply by reply.

Source: docs/chat-fidelity.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Replies:
    """The replies that a person would give to each contact of a tape, in a row, contact by contact.

    Contact r of the tape has the replies `first[r]` to before `first[r + 1]`, so `first` (n + 1,) for n contacts; the
    other arrays have one entry per reply, in seconds on the grid.
    """

    first: Ints
    think_s: Floats
    """How long the customer takes to write the message that is answered."""
    hands_on_s: Floats
    """Attention of a tenured agent with no other chat open."""


@dataclass(frozen=True)
class Attention:
    """What agents did, (G, intervals): time by the interval in which it passes, replies by that in which they are sent.

    Everything is cut at the horizon, as all time of agents is.
    """

    ticks: Ints
    """Time with hands on: messages and wrap-up."""
    replies: Ints
    replies_in_3min: Ints
    """Replies sent at most 180 s after the customer's message."""
    response_ticks: Ints
    """Time from the customer's message to the reply, over the replies sent."""
