"""The reference engine in epochs; it keeps every row, because it is meant to be read, not to be small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.engine.checks import check_stretch
from ccsim.engine.reference import Simulation
from ccsim.engine.session import NO_STEPS, NO_TAPE, Finished, alive
from ccsim.model.inputs import TAPE_DTYPE, Centre, Ints
from ccsim.model.log import RunLog
from ccsim.model.replies import Replies
from ccsim.model.surge import Reserves


def open_session(centre: Centre, sizes: Ints, reserves: Reserves | None = None) -> ReferenceSession:
    """A run in epochs; `sizes` (G,): the largest headcount that the roster of the whole run has for each group."""
    return ReferenceSession(centre, sizes, reserves)


class ReferenceSession:
    """A `Session`."""

    def __init__(self, centre: Centre, sizes: Ints, reserves: Reserves | None = None) -> None:
        self._simulation = Simulation(centre, sizes, reserves)
        self._tape = np.zeros(0, TAPE_DTYPE)
        self._over = np.zeros(0, np.bool_)
        self._now_s = 0.0

    def advance(
        self, tape: NDArray[np.void], roster: NDArray[np.void], until_s: float, replies: Replies | None = None
    ) -> Finished:
        """See `Session`."""
        check_stretch(roster, until_s)
        self._admit(tape, roster, replies)
        self._simulation.env.run(until=until_s)
        self._now_s = until_s
        contacts = self._simulation.log.log().contacts
        return self._hand_over(contacts, ~alive(self._tape, contacts, self._simulation.centre.horizon_s))

    def booked(self) -> Ints:
        """See `Session`."""
        self._simulation.floor.book_up_to(self._now_s)
        return np.array(self._simulation.log.load_ticks, np.int64)

    def close(
        self, tape: NDArray[np.void] = NO_TAPE, roster: NDArray[np.void] = NO_STEPS, replies: Replies | None = None
    ) -> tuple[Finished, RunLog]:
        """See `Session`."""
        self._admit(tape, roster, replies)
        log = self._simulation.finish()
        return self._hand_over(log.contacts, np.ones(self._tape.size, np.bool_)), log

    def _admit(self, tape: NDArray[np.void], roster: NDArray[np.void], replies: Replies | None) -> None:
        if tape.size or roster.size:
            self._tape = np.concatenate([self._tape, tape])
            self._over = np.append(self._over, np.zeros(tape.size, np.bool_))
            self._simulation.extend(tape, roster, replies)

    def _hand_over(self, contacts: NDArray[np.void], over: NDArray[np.bool_]) -> Finished:
        new = over & ~self._over
        self._over |= over
        return Finished(self._tape, contacts, new)
