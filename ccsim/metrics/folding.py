"""Long runs in short: the sums of many days as those of a day, by month, and of classes of tenure as those of teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

import numpy as np

from ccsim.metrics.sums import Ints, Sums


def over_a_day(sums: Sums, per_day: int) -> Sums:
    """The same sums with `per_day` intervals: what falls into the same time of any day is added up.

    Counts there stay sums over all days, so ratios are means over them.
    """

    def day(values: Ints, keys: int) -> Ints:
        return np.asarray(values.reshape(keys, -1, per_day).sum(axis=1).ravel())

    by, groups = dict(sums.by), next(iter(sums.by["group"].values())).size
    by["interval"] = {name: day(values, 1) for name, values in sums.by["interval"].items()}
    by["group_interval"] = {name: day(values, groups) for name, values in sums.by.get("group_interval", {}).items()}
    group_day = sums.by.get("group_day", {}).items()
    by["group_day"] = {name: np.asarray(values.reshape(groups, -1).sum(axis=1)) for name, values in group_day}
    return replace(sums, by=by)


def by_month(sums: Sums, intervals: Sequence[int]) -> list[dict[str, int]]:
    """Sums that exist by interval, for months of so many intervals each, which together are all there are."""
    bounds = [0, *accumulate(intervals)]
    by = sums.by["interval"]
    return [{name: int(values[a:b].sum()) for name, values in by.items()} for a, b in pairwise(bounds)]


def over_teams(sums: Sums, team_of_group: Sequence[int], teams: int) -> Sums:
    """The same sums with several groups taken as one, `team_of_group` (G,): what is counted by group is added up.

    Sums by group and interval, or group and day, are left out.
    """

    def joined(values: Ints) -> Ints:
        found = np.zeros(teams, np.int64)
        np.add.at(found, np.asarray(team_of_group), values)
        return found

    by = {**sums.by, "group": {name: joined(values) for name, values in sums.by["group"].items()}}
    return replace(sums, by={**by, "group_interval": {}, "group_day": {}})
