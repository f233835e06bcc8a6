"""Lines of agents and contacts in order of (since_s, id), linked through their nodes."""

from __future__ import annotations

from ccsim.engine.compiled_jit import part
from ccsim.engine.compiled_state import NOBODY, Records


@part
def enter(nodes: Records, lines: Records, index: int, who: int) -> None:
    """Let a node stand in line by its `since_s` and `id`; time only goes on, so its place is at or near the end."""
    line, node = lines[index], nodes[who]
    behind = NOBODY
    ahead = line.last
    while ahead != NOBODY and (
        nodes[ahead].since_s > node.since_s or (nodes[ahead].since_s == node.since_s and nodes[ahead].id > node.id)
    ):
        behind = ahead
        ahead = nodes[ahead].ahead
    node.ahead = ahead
    node.behind = behind
    if ahead == NOBODY:
        line.first = who
    else:
        nodes[ahead].behind = who
    if behind == NOBODY:
        line.last = who
    else:
        nodes[behind].ahead = who


@part
def leave(nodes: Records, lines: Records, index: int, who: int) -> None:
    """Take a node out of the line."""
    line, node = lines[index], nodes[who]
    if node.ahead == NOBODY:
        line.first = node.behind
    else:
        nodes[node.ahead].behind = node.behind
    if node.behind == NOBODY:
        line.last = node.ahead
    else:
        nodes[node.behind].ahead = node.ahead


@part
def stands_before(nodes: Records, one: int, other: int) -> bool:
    """Whether node `one` comes before `other` by (since_s, id)."""
    if nodes[one].since_s != nodes[other].since_s:
        return bool(nodes[one].since_s < nodes[other].since_s)
    return bool(nodes[one].id < nodes[other].id)
