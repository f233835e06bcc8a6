"""The compiled engine in epochs: only what is still alive is carried over, so a year fits into bounded memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.engine.checks import check_centre, check_reserves, check_roster, check_stretch
from ccsim.engine.compiled import known_arrivals
from ccsim.engine.compiled_loop import book, close_accounts, note_hours, reinsert, settle, simulate
from ccsim.engine.compiled_records import NO_NODE, NODE_DTYPE, records
from ccsim.engine.compiled_state import calendar_for, exact, open_hall
from ccsim.engine.session import NO_STEPS, NO_TAPE, Finished
from ccsim.model.inputs import TAPE_DTYPE, Centre, Ints
from ccsim.model.log import RunLog, empty_log
from ccsim.model.rows import chosen, joined
from ccsim.model.surge import Reserves


def open_session(centre: Centre, sizes: Ints, reserves: Reserves | None = None) -> CompiledSession:
    """A run in epochs; `sizes` (G,): the largest headcount that the roster of the whole run has for each group."""
    return CompiledSession(centre, sizes, reserves)


class CompiledSession:
    """A `Session` of the compiled engine."""

    def __init__(self, centre: Centre, sizes: Ints, reserves: Reserves | None = None) -> None:
        check_centre(centre)
        check_reserves(centre, reserves)
        self._centre = centre
        self._log = empty_log(centre, 0)  # owns the agents' ticks; contacts live in the hall
        self._tape = np.zeros(0, TAPE_DTYPE)
        self._hall = open_hall(centre, sizes, self._tape, self._log, reserves)
        self._others = int(self._hall.clock[0].nodes_used)
        note_hours(self._hall)
        self._now_s = 0.0
        self.events = 0

    def advance(self, tape: NDArray[np.void], roster: NDArray[np.void], until_s: float) -> Finished:
        """See `Session`. Raises ValueError for rows that no drawing produces."""
        check_stretch(roster, until_s)
        return self._hand_over(self._simulate(tape, roster, until_s))

    def booked(self) -> Ints:
        """See `Session`."""
        book(self._hall, min(self._now_s, self._centre.horizon_s))
        return self._log.load_ticks.copy()

    def close(self, tape: NDArray[np.void] = NO_TAPE, roster: NDArray[np.void] = NO_STEPS) -> tuple[Finished, RunLog]:
        """See `Session`."""
        self._simulate(tape, roster, np.inf)
        close_accounts(self._hall)
        finished = self._hand_over(np.ones(self._tape.size, np.bool_))
        return finished, self._log

    def _simulate(self, tape: NDArray[np.void], roster: NDArray[np.void], until_s: float) -> NDArray[np.bool_]:
        """Run up to `until_s`; which rows belong to issues that are over."""
        check_roster(self._centre, roster)
        carried = self._tape.size
        self._admit(tape, until_s)
        hall = self._hall
        simulate(hall, known_arrivals(hall, carried), exact(roster).view(np.recarray))
        self._now_s = until_s
        self.events = int(hall.clock[0].events)
        over = np.zeros(self._tape.size, np.bool_)
        settle(hall, over)
        return over

    @property
    def _contacts(self) -> NDArray[np.void]:
        return np.asarray(self._hall.log)

    def _admit(self, tape: NDArray[np.void], until_s: float) -> None:
        """Put further rows behind those carried over, and the calendar on the stretch of time ahead."""
        hall, used = self._hall, int(self._hall.clock[0].nodes_used)
        nodes = records(NODE_DTYPE, max(used, self._others + self._tape.size + tape.size))
        nodes[:used] = hall.nodes[:used]
        contacts = joined(self._contacts, empty_log(self._centre, tape.size).contacts)
        self._tape = exact(joined(self._tape, tape))
        calendar, buckets = calendar_for(self._tape.size, self._now_s, min(until_s, self._centre.horizon_s))
        hall.clock["pause_s"] = until_s
        self._hall = hall._replace(
            nodes=nodes,
            node_of_row=np.append(hall.node_of_row, np.zeros(tape.size, np.int32)),
            tape=self._tape.view(np.recarray),
            log=contacts.view(np.recarray),
            calendar=calendar,
            buckets=buckets,
        )
        reinsert(self._hall)

    def _hand_over(self, over: NDArray[np.bool_]) -> Finished:
        """Give away the rows that are over, and close ranks among the others."""
        hall, kept = self._hall, ~over
        finished = Finished(self._tape, self._contacts, over)
        place = np.cumsum(kept) - 1
        node_of_row = hall.node_of_row[kept]
        with_node = np.flatnonzero(node_of_row != NO_NODE)
        hall.nodes["row"][node_of_row[with_node]] = with_node
        if hall.chats.size:
            row = np.clip(hall.chats["row"], 0, max(over.size - 1, 0))  # places beyond an agent's load hold old rows
            hall.chats["row"] = place[row] if over.size else 0
        self._tape = chosen(self._tape, kept)
        self._hall = hall._replace(
            node_of_row=node_of_row,
            tape=exact(self._tape).view(np.recarray),
            log=exact(chosen(self._contacts, kept)).view(np.recarray),
        )
        return finished
