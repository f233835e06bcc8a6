"""The queues of the reference engine: who waits, and who of them is next.

Within a queue, contacts of the same priority and gain stand in one line: whoever came first leads it at all times, so
only the lines' heads need comparing. Source: docs/model.md#waiting-for-a-person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import Centre
from ccsim.model.rules import full, score


class Line:
    """Contacts of one queue, priority and gain in the order of their coming."""

    def __init__(self, priority: int, gain: float) -> None:
        self.priority, self.gain = priority, gain
        self.entries: list[tuple[float, int, int]] = []  # heap of (since, contact id, row); who has left stays in it


class Queues:
    """All lines of all queues."""

    def __init__(self, centre: Centre) -> None:
        self._queue_of_intent = centre.queue_of_intent
        self._contact_id: list[int] = []
        self._waiting: list[bool] = []
        self._lines: list[list[Line]] = [[] for _ in centre.queues]
        self._line_of_kind = {
            (intent, customer_class): self._line(queue, int(centre.priority(intent, customer_class)), gain)
            for intent, (queue, gain) in enumerate(
                zip(centre.queue_of_intent.tolist(), centre.priority_gain.tolist(), strict=True)
            )
            for customer_class in range(len(centre.class_shift))
        }
        self._line_of: list[Line] = []
        self._queue_of: list[int] = []
        self._capacity: list[int] = centre.queue_capacity.tolist()
        self._number = [0] * len(centre.queues)

    def _line(self, queue: int, priority: int, gain: float) -> Line:
        for line in self._lines[queue]:
            if (line.priority, line.gain) == (priority, gain):
                return line
        self._lines[queue].append(Line(priority, gain))
        return self._lines[queue][-1]

    def extend(self, tape: NDArray[np.void]) -> None:
        """Get to know further contacts."""
        self._contact_id += tape["contact_id"].tolist()
        self._waiting += [False] * tape.size
        self._queue_of += self._queue_of_intent[tape["intent"]].tolist()
        kinds = zip(tape["intent"].tolist(), tape["customer_class"].tolist(), strict=True)
        self._line_of += [self._line_of_kind[kind] for kind in kinds]

    def enter(self, row: int, now_s: float) -> None:
        """Let the contact wait from now on."""
        self._waiting[row] = True
        self._number[self._queue_of[row]] += 1
        heappush(self._line_of[row].entries, (now_s, self._contact_id[row], row))

    def leave(self, row: int) -> None:
        """The contact waits no more, whatever the reason."""
        self._waiting[row] = False
        self._number[self._queue_of[row]] -= 1

    def full_for(self, row: int) -> bool:
        """Whether the contact's queue takes no further one."""
        queue = self._queue_of[row]
        return full(self._number[queue], self._capacity[queue])

    def state(self, queues: Sequence[int], now_s: float) -> tuple[int, float]:
        """How many wait in these queues together, and how long the first of them has waited (s); 0 if nobody waits."""
        heads = [head for queue in queues for line in self._lines[queue] if (head := self._head(line))]
        return sum(self._number[queue] for queue in queues), max((now_s - head[0] for head in heads), default=0.0)

    def waiting_in(self, queue: int) -> list[int]:
        """The contacts that wait in a queue, in no particular order."""
        return [row for line in self._lines[queue] for _, _, row in line.entries if self._waiting[row]]

    def waits(self, row: int) -> bool:
        """Whether the contact waits."""
        return self._waiting[row]

    def first(self, skills: Iterable[tuple[int, float]], now_s: float) -> int | None:
        """Row of the next contact for someone with these skills: (queue, wait (s) from which on its contacts count).

        The one with the lowest score; among equals the one that came first, then the one with the lowest id.
        """
        best: tuple[float, float, int, int] | None = None
        for queue, after_s in skills:
            for line in self._lines[queue]:
                head = self._head(line)
                if head is None or now_s - head[0] < after_s:
                    continue
                candidate = (score(line.priority, line.gain, now_s - head[0]), *head)
                if best is None or candidate < best:
                    best = candidate
        return None if best is None else best[3]

    def _head(self, line: Line) -> tuple[float, int, int] | None:
        entries = line.entries
        while entries and not self._waiting[entries[0][2]]:
            heappop(entries)
        return entries[0] if entries else None
