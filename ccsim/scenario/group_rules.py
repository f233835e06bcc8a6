"""What groups must agree on: rosters given by hand, speeds by open chats, absence, and gains of assistance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from ccsim.model.timegrid import DAY_S
from ccsim.scenario.centre import hands_on_factor, nominal_level
from ccsim.scenario.clock_rules import BEFORE_MIDNIGHT
from ccsim.scenario.finding import Mistake
from ccsim.scenario.groups import Group
from ccsim.scenario.messages import clock_text
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.surge import Surge


def roster_mistakes(groups: Mapping[str, Group], surge: Surge | None) -> Iterator[Mistake]:
    """A roster given by hand is a sequence of steps, with somebody on at some time, be it reserves."""
    reserves = () if surge is None else surge.reserves.values()
    raised = {reserve.group for reserve in reserves if reserve.kind == "people"}
    for name, group in groups.items():
        path, roster = f"groups.{name}.roster", group.roster
        if roster is None or (not roster and name in raised):
            continue
        if not roster:
            expected = "expected at least one step, no roster to have it derived, or a reserve that raises the group"
            yield path, "an empty roster", expected
            continue
        for i, (earlier, later) in enumerate(pairwise(roster), 1):
            if later.at <= earlier.at:
                found = f"{clock_text(later.at)} after {clock_text(earlier.at)}"
                yield f"{path}.{i}.at", found, "expected rising times"
        if roster[-1].at >= DAY_S:
            yield f"{path}.{len(roster) - 1}.at", "24:00", BEFORE_MIDNIGHT
        if name not in raised and not any(level.agents for level in roster):
            yield path, "nobody at any time", "expected a step with at least one agent"


def level_mistakes(groups: Mapping[str, Group]) -> Iterator[Mistake]:
    """Concurrency, its speeds, the nominal level and absence fit together."""
    for name, group in groups.items():
        path = f"groups.{name}"
        if isinstance(group.slowdown, list):
            if len(group.slowdown) != group.concurrency:
                found = f"{len(group.slowdown)} speeds"
                expected = f"expected one for each of 1 to {group.concurrency} open chats"
                yield f"{path}.slowdown", found, expected
            if group.slowdown and group.slowdown[0] != 1:
                yield f"{path}.slowdown", f"first speed {group.slowdown[0]:g}", "expected 1 with one open chat"
        if group.nominal_level is not None and group.nominal_level > group.concurrency:
            expected = f"expected at most the concurrency, {group.concurrency}"
            yield f"{path}.nominal_level", str(group.nominal_level), expected
        if group.absence > group.shrinkage:
            expected = f"expected at most the shrinkage, {group.shrinkage:.4g}: absence is a part of it"
            yield f"{path}.absence", f"{group.absence:.4g}", expected


def assistance_mistakes(scenario: Scenario) -> Iterator[Mistake]:
    """A gain in throughput must be reachable by shortening hands-on time alone."""
    for name, group in scenario.groups.items():
        if group.assist is None or nominal_level(group) > group.concurrency:
            continue
        try:
            hands_on_factor(scenario, group)
        except ValueError as error:
            found = f"{group.assist.throughput_gain:.4g}"
            expected = f"expected a gain that shorter hands-on time can bring ({error})"
            yield f"groups.{name}.assist.throughput_gain", found, expected
