"""Replayed arrivals."""

from ccsim.demand.arrivals import Issues
from ccsim.demand.streams import TapeStreams
from ccsim.scenario.arrivals import CountArrivals, LogArrivals
from ccsim.scenario.scenario import Scenario


def replayed_issues(
    scenario: Scenario, arrivals: CountArrivals | LogArrivals, days: int, streams: TapeStreams
) -> Issues:
    """Placeholder until the reader is there."""
    raise NotImplementedError
