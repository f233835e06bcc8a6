"""How much time a run covers, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccsim.report.catalogue import Words

if TYPE_CHECKING:
    from ccsim.experiment.result import Result


def span_of(result: Result, words: Words) -> str:
    """How long a run is, in words: its days, or its months and how much of them was simulated."""
    found = result.months
    if found is None:
        return words.count("days", result.scenario.run.days)
    months = words.count("months_span", found.months)
    return months if found.whole else words("months.sampled", months=months, days=words.count("days", found.days[0]))
