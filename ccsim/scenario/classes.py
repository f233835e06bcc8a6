"""The `classes` block: kinds of customers, whatever they ask for."""

from __future__ import annotations

from pydantic import Field

from ccsim.scenario.base import Block
from ccsim.units import Factor, Share


class CustomerClass(Block):
    """Customers who are served earlier or later, or wait longer, than others with the same request."""

    share: Share
    """Share of issues; the shares of all classes sum to 1."""
    priority_shift: int = Field(default=0, ge=-100, le=100)
    """Added to the intent's priority; below 0 is served earlier."""
    patience_factor: Factor = 1.0
    """On patience, with the intent's own factor."""
