"""The `customer_loss` block: what it costs that customers stay away or do not buy, beside the cost of the service."""

from __future__ import annotations

from pydantic import Field

from ccsim.scenario.base import Block, Name
from ccsim.units import Money, Share


class Churn(Block):
    """Customers who stay away for good because an issue was never resolved: of all intents but those of sales."""

    share: Share
    """Share of them who stay away for that reason, beyond those who would have anyway."""
    value: Money
    """Margin that such a customer would have brought."""


class Sales(Block):
    """Orders that do not come about."""

    intents: list[Name] = Field(min_length=1, max_length=1000)
    """Intents of customers who are about to buy; all others are about something bought."""
    margin: Money
    """Margin of an order."""
    lost_unresolved: Share
    """Fall of the probability of an order where the issue is never resolved: gave up waiting, or got no answer."""
    lost_by_bot: Share = 0.0
    """Fall of the probability of an order where the bot was the first to resolve the issue, not a person."""


class CustomerLoss(Block):
    """What customers are worth. It changes no event and is in no cost of the service: it stands beside both."""

    churn: Churn | None = None
    """Customers who are lost for good; null if that is not counted."""
    sales: Sales | None = None
    """Orders that are lost; null if that is not counted."""
