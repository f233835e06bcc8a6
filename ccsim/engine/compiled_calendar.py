"""The calendar of the compiled engine: a wheel of narrow buckets, each in exact order of (time, kind, id).

A node has at most one event; it is taken out when void, so nothing stale is ever met. Buckets are as wide as events
are far apart on average: one gets about one event in all, and keeping it sorted costs less than a heap. The wheel spans
the run; what is due after it waits unsorted in the last bucket until the others are empty. Source: Brown (1988),
calendar queues.
"""

from __future__ import annotations

from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_records import NOBODY, NOTHING, Records
from ccsim.engine.compiled_state import Hall


@part
def comes_before(nodes: Records, one: int, other: int) -> bool:
    """Whether node `one`'s event comes before that of `other`."""
    a, b = at(nodes, one), at(nodes, other)
    if a.at_s != b.at_s:
        return bool(a.at_s < b.at_s)
    if a.kind != b.kind:
        return bool(a.kind < b.kind)
    return bool(a.id < b.id)


@part
def schedule(hall: Hall, who: int, at_s: float, kind: int) -> None:
    """Give a node without an event one at `at_s`."""
    node = at(hall.nodes, who)
    node.at_s = at_s
    node.kind = kind
    _insert(hall, who)


@part
def _insert(hall: Hall, who: int) -> None:
    nodes, buckets, calendar = hall.nodes, hall.buckets, hall.calendar[0]
    node = at(nodes, who)
    beyond = buckets.size - 1
    place = (node.at_s - calendar.base_s) * calendar.per_s
    bucket = beyond if place >= beyond else max(0, int(place))
    earlier, later = NOBODY, at(buckets, bucket)
    if bucket != beyond:
        while later != NOBODY and comes_before(nodes, later, who):
            earlier = later
            later = at(nodes, later).later
        calendar.cursor = min(calendar.cursor, bucket)
    node.bucket = bucket
    node.earlier = earlier
    node.later = later
    if later != NOBODY:
        at(nodes, later).earlier = who
    if earlier == NOBODY:
        buckets[bucket] = who
    else:
        at(nodes, earlier).later = who


@part
def cancel(hall: Hall, who: int) -> None:
    """Void a node's event."""
    nodes = hall.nodes
    node = at(nodes, who)
    node.kind = NOTHING
    if node.later != NOBODY:
        at(nodes, node.later).earlier = node.earlier
    if node.earlier == NOBODY:
        hall.buckets[node.bucket] = node.later
    else:
        at(nodes, node.earlier).later = node.later


@part
def next_due(hall: Hall, until_s: float) -> int:
    """The node whose event comes first, or NOBODY if none comes at or before `until_s`.

    Nothing is looked for beyond that: a sparse calendar would be searched over and over again.
    """
    buckets, calendar = hall.buckets, hall.calendar[0]
    beyond = buckets.size - 1
    while True:
        place = (until_s - calendar.base_s) * calendar.per_s
        end = beyond if place >= beyond else max(1, int(place) + 1)  # the first bucket also holds what lies before
        cursor = calendar.cursor
        while cursor < end and at(buckets, cursor) == NOBODY:
            cursor += 1
        calendar.cursor = cursor
        if cursor < end:
            return int(at(buckets, cursor))
        if end < beyond or at(buckets, beyond) == NOBODY:
            return NOBODY
        _turn(hall)


@part
def _turn(hall: Hall) -> None:
    """Start the wheel again at the first event beyond it."""
    nodes, buckets, calendar = hall.nodes, hall.buckets, hall.calendar[0]
    beyond = buckets.size - 1
    first = at(buckets, beyond)
    base_s = at(nodes, first).at_s
    who = first
    while who != NOBODY:
        base_s = min(base_s, at(nodes, who).at_s)
        who = at(nodes, who).later
    calendar.base_s = base_s
    buckets[beyond] = NOBODY
    who = first
    while who != NOBODY:
        following = at(nodes, who).later
        _insert(hall, who)
        who = following
