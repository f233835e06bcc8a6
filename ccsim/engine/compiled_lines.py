"""Lines of agents and contacts in order of (since_s, id), linked through their nodes."""

from __future__ import annotations

from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_records import NOBODY, Records


@part
def stands_before(nodes: Records, one: int, other: int) -> bool:
    """Whether node `one` comes before `other` by (since_s, id)."""
    if at(nodes, one).since_s != at(nodes, other).since_s:
        return bool(at(nodes, one).since_s < at(nodes, other).since_s)
    return bool(at(nodes, one).id < at(nodes, other).id)


@part
def enter(nodes: Records, lines: Records, index: int, who: int) -> None:
    """Let a node stand in line by its `since_s` and `id`; time only goes on, so its place is at or near the end."""
    line, node = at(lines, index), at(nodes, who)
    behind = NOBODY
    ahead = line.last
    while ahead != NOBODY and stands_before(nodes, who, ahead):
        behind = ahead
        ahead = at(nodes, ahead).ahead
    node.ahead = ahead
    node.behind = behind
    if ahead == NOBODY:
        line.first = who
    else:
        at(nodes, ahead).behind = who
    if behind == NOBODY:
        line.last = who
    else:
        at(nodes, behind).ahead = who


@part
def join(nodes: Records, lines: Records, index: int, who: int) -> None:
    """Let a node stand at the end of a line whose order does not matter."""
    line, node = at(lines, index), at(nodes, who)
    node.ahead = line.last
    node.behind = NOBODY
    if line.last == NOBODY:
        line.first = who
    else:
        at(nodes, line.last).behind = who
    line.last = who


@part
def leave(nodes: Records, lines: Records, index: int, who: int) -> None:
    """Take a node out of the line."""
    line, node = at(lines, index), at(nodes, who)
    if node.ahead == NOBODY:
        line.first = node.behind
    else:
        at(nodes, node.ahead).behind = node.behind
    if node.behind == NOBODY:
        line.last = node.ahead
    else:
        at(nodes, node.behind).ahead = node.ahead
