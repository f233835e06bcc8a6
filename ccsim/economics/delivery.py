"""What a contract counts: quantities delivered by a group, and the measures that promises are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.allocation import shared_out
from ccsim.economics.clauses import Delivered
from ccsim.metrics.registry import KPIS
from ccsim.model.inputs import Centre
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.contract import Contract, Night
from ccsim.scenario.scenario import Scenario


class Counted(Protocol):
    """The sums that money is made of: `metrics.Sums`, of which only these two fields are read."""

    @property
    def totals(self) -> Mapping[str, int]:
        """Sums by name."""

    @property
    def by(self) -> Mapping[str, Mapping[str, NDArray[np.int64]]]:
        """The same by dimension ("intent", "group") and name."""


def delivered(
    scenario: Scenario, centre: Centre, sums: Counted, group: int, paid_ticks: int, supplier_micro: int, days: int
) -> Delivered:
    """What the contract of a group counts; sums that none of its clauses needs are not read."""
    contract = list(scenario.groups.values())[group].contract
    by_group = sums.by["group"]
    found = Delivered(paid_ticks, int(by_group["legs"][group]), 0, days=days, supplier_micro=supplier_micro)
    if contract is None:
        return found
    if counts_bot(contract):
        closed = attributed(scenario, sums, sums.totals["contained"])[group]
        solved = attributed(scenario, sums, sums.totals["bot_resolved"])[group] if contract.per_resolved else 0
        found = found._replace(bot_closed=closed, bot_resolved=solved)
    if contract.per_resolved:
        found = found._replace(resolved=int(by_group["human_resolved"][group]))
    if contract.per_minute:
        found = found._replace(talk_ticks=int(by_group["talk_ticks"][group]))
    if contract.night is not None:
        legs = sums.by["interval"]["legs"]
        at_night = legs[night_intervals(contract.night, legs.size, centre.interval_s)]
        found = found._replace(night_legs=int(at_night.sum()), all_legs=int(legs.sum()))
    return found


def counts_bot(contract: Contract) -> bool:
    """Whether the contract bills what the bot closed or resolved."""
    tiers = contract.tiers is not None and contract.tiers.counted == "contacts"
    return contract.per_contact > 0 or contract.per_resolved > 0 or tiers


def attributed(scenario: Scenario, sums: Counted, count: int) -> list[int]:
    """Contacts of the bot attributed to the contracts that bill them, in proportion to human legs.

    Each is billed once, however many groups have such a contract.
    """
    groups = list(scenario.groups.values())
    billed = [g for g, group in enumerate(groups) if group.contract is not None and counts_bot(group.contract)]
    counts = [0] * len(groups)
    if billed:
        legs = [int(sums.by["group"]["legs"][g]) for g in billed]
        for g, part in zip(billed, shared_out(count, legs), strict=True):
            counts[g] = part
    return counts


def night_intervals(night: Night, intervals: int, interval_s: float) -> NDArray[np.bool_]:
    """Which measured intervals (counted from a midnight) begin at night."""
    start_s = np.arange(intervals) * interval_s % DAY_S
    if night.at <= night.until:
        return np.asarray((start_s >= night.at) & (start_s < night.until))
    return np.asarray((start_s >= night.at) | (start_s < night.until))


def promised(contract: Contract | None, sums: Counted) -> dict[str, float | None]:
    """The measures that the contract's penalties go by, of the whole centre; None where nothing was counted."""
    found: dict[str, float | None] = {}
    for promise in contract.penalties if contract is not None else ():
        kpi, totals = KPIS[promise.measure], sums.totals
        below = sum(weight * totals[name] for name, weight in kpi.denominator.items())
        above = sum(weight * totals[name] for name, weight in kpi.numerator.items())
        found[promise.measure] = above / below if below > 0 else None
    return found
