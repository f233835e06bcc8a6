"""The `errors` block: contacts that were closed as resolved with a wrong answer."""

from __future__ import annotations

from ccsim.scenario.base import Block
from ccsim.units import Money, MoneyPerSession, PositiveDuration, Share


class Inspection(Block):
    """Checks of closed contacts: what they find in time is put right before the customer finds out."""

    share: Share
    """Share of closed contacts that are inspected."""
    finds: Share
    """Share of wrong answers among them that it finds in time: these neither come back nor are refunded."""
    per_contact: MoneyPerSession = 0.0
    """Price of inspecting a contact."""


class Errors(Block):
    """Wrong answers: nobody notices at closing, the issue is not resolved, and the customer finds out later."""

    human: Share = 0.0
    """Probability that a person's answer is wrong although the leg is closed as resolved, at low load."""
    per_level_above: Share = 0.0
    """Rise of it per open chat above `handling.quality_free_levels`."""
    bot: Share = 0.0
    """Probability that the bot's answer is wrong although it closes the contact as resolved."""
    detected_after: PositiveDuration = 86400.0
    """Mean of the exponential time from closing until the customer finds out."""
    contact_again: Share = 0.0
    """Probability that the issue then comes back, in place of a follow-up; falls with `repeats.decay` by attempt."""
    refund: Money = 0.0
    """What is paid back, on average, where something is."""
    refund_share: Share = 1.0
    """Share of errors for which it is."""
    inspection: Inspection | None = None
    """Inspection of closed contacts; null for none."""

    @property
    def escaping(self) -> float:
        """Share of wrong answers that no inspection finds in time."""
        return 1.0 - self.inspection.share * self.inspection.finds if self.inspection else 1.0
