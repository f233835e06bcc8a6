"""Reserves for generated days: called often, by every rule, so that those who come meet events of every kind."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from chance import Choices, instants

from ccsim.model.inputs import Centre
from ccsim.model.surge import NO_LENGTH, NO_WAIT, Effect, Reserves, Surge


def with_surge(
    choices: Choices, centre: Centre, roster: np.ndarray[Any, Any], unit_s: float, units: int
) -> tuple[Centre, Reserves]:
    """Up to four reserves; a day of checks may be shorter than the run, so that calls are counted anew within it."""
    number = choices.integer(1, 4)
    check_s = choices.pick([1, 1, 2, 5]) * unit_s
    checks = math.ceil(centre.horizon_s / check_s)
    per_day = choices.pick([checks + 1, max(1, checks // 3)])
    days = math.ceil((checks + 1) / per_day)
    effect = choices.picks([Effect.HEADS, Effect.HEADS, Effect.HEADS, Effect.SLOTS, Effect.SHUT], number)
    groups, queues = len(centre.groups), len(centre.queues)
    heads = effect == Effect.HEADS
    watches = choices.integers(0, 2, number * queues).reshape(number, queues) > 0
    surge = Surge(
        names=tuple(f"reserve{s}" for s in range(number)),
        check_s=check_s,
        checks_per_day=per_day,
        days=days,
        effect=effect.astype(np.int64),
        group=np.where(effect == Effect.SHUT, -1, choices.integers(0, groups - 1, number)),
        asked=np.where(heads, 5, choices.picks([1, 1, 2], number)),
        watches=watches,
        longer_than=choices.picks([NO_LENGTH, 0, 0, 1, 3, 8], number),
        wait_over_s=choices.picks([NO_WAIT, NO_WAIT, 0.0, unit_s, 3 * unit_s], number),
        lasting_s=choices.picks([0.0, 0.0, 0.0, check_s, 3 * unit_s], number),
        shorter_than=choices.picks([0, 1, 1, 4, 50], number),
        wait_under_s=choices.picks([np.inf, np.inf, unit_s, 4 * unit_s], number),
        calm_s=choices.picks([0.0, 0.0, check_s, 4 * unit_s], number),
        delay_s=choices.picks([0.0, unit_s, 3 * unit_s], number),
        stay_s=choices.picks([0.0, 0.0, 2 * unit_s, 6 * unit_s], number),
        longest_s=choices.picks([np.inf, np.inf, 0.0, 5 * unit_s, 20 * unit_s], number),
        per_day=choices.picks([1, 3, 8, 8], number),
    )
    return _wide_enough(replace(centre, surge=surge)), _reserves(choices, surge, roster, unit_s, units)


def _reserves(choices: Choices, surge: Surge, roster: np.ndarray[Any, Any], unit_s: float, units: int) -> Reserves:
    """Those who come do so at whole units of time, several at once and nobody included."""
    offsets = []
    for s, calls in enumerate(np.diff(surge.first_call).tolist()):
        of_people = surge.effect[s] == Effect.HEADS
        sizes = choices.integers(0, 5, calls) if of_people else np.ones(calls, np.int64)
        late = choices.integers(0, choices.pick([0, 3, 15]), int(sizes.sum()))
        parts = np.split(late, np.cumsum(sizes)[:-1]) if calls else []
        offsets += [surge.delay_s[s] + np.sort(part) * unit_s for part in parts]
    planned_s = np.full((len(surge.names), surge.days), np.inf)
    if choices.one_in(2):
        for s in range(len(surge.names)):
            found = instants(choices, roster, units, 1, unit_s)
            planned_s[s, min(surge.days - 1, int(found[0] // (surge.checks_per_day * surge.check_s)))] = found[0]
    first = np.cumsum([0, *(part.size for part in offsets)])
    return Reserves(first, np.concatenate(offsets), np.diff(first), planned_s)


def _wide_enough(centre: Centre) -> Centre:
    """Level tables for raised caps: what holds with the usual number of chats holds with more."""
    top = max(int(centre.largest_cap.max()), centre.max_level)
    tables = {}
    for name in ("speed", "response_s", "hands_on", "replies_per_s", "reply_in_3min"):
        table = np.pad(getattr(centre, name), ((0, 0), (0, top - centre.max_level)))
        for group, (usual, cap) in enumerate(zip(centre.concurrency, centre.largest_cap, strict=True)):
            table[group, usual + 1 : cap + 1] = table[group, usual]
        tables[name] = table
    wider = ((0, 0), (0, 0), (0, top - centre.max_level))
    errors = centre.errors
    if errors is not None:
        errors = replace(errors, human=np.pad(errors.human, (0, top - centre.max_level), mode="edge"))
    return replace(centre, **tables, p_resolve=np.pad(centre.p_resolve, wider, mode="edge"), errors=errors)
