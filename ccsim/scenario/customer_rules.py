"""Rules on what customers are worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ccsim.scenario.customer_loss import CustomerLoss
from ccsim.scenario.finding import Mistake
from ccsim.scenario.intents import Intent


def customer_loss_mistakes(block: CustomerLoss | None, intents: Mapping[str, Intent]) -> Iterator[Mistake]:
    """Something is counted; the intents of sales exist, each named once."""
    if block is None:
        return
    if block.churn is None and block.sales is None:
        yield "customer_loss", "neither churn nor sales", "expected at least one of them, or no customer_loss"
    if block.sales is None:
        return
    for i, name in enumerate(block.sales.intents):
        path = f"customer_loss.sales.intents.{i}"
        if name not in intents:
            yield path, f"{name!r}", f"expected one of the intents {', '.join(intents)}"
        elif name in block.sales.intents[:i]:
            yield path, f"{name!r} for the second time", "expected every intent once"
