"""The `rollout` block: how one gets from another operating model to this one, and what that costs on the way."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ccsim.scenario.base import Block
from ccsim.units import AnnualRate, Duration, Factor, Money, NonNegativeNumber, PositiveNumber, Share

_Months = Annotated[NonNegativeNumber, Field(le=120)]


class Launch(Block):
    """What is worse on the first day live; it fades as people and the bot's knowledge settle in."""

    bot_resolution: Share = 1.0
    """Factor on every probability that the bot resolves (0.8: a fifth less)."""
    hands_on: Annotated[Factor, Field(ge=1, le=5)] = 1.0
    """Factor on agents' hands-on time and wrap-up."""
    settling_months: Annotated[PositiveNumber, Field(ge=0.01, le=60)] = 2.0
    """The difference in cost fades with this time constant."""


class Rollout(Block):
    """The way to this model, for `ccsim roi`; nothing in it changes a simulated day."""

    setup: Duration = 0.0
    """From the order to going live; the model before runs on meanwhile."""
    outlay: Money = 0.0
    """One-off cost at the order beside the bot's build: integration, advice, moving."""
    double_running_months: _Months = 0.0
    """Time after going live in which what is replaced is still there and paid."""
    leaving: Literal["notice", "attrition", "both"] = "notice"
    """How own people who are no longer needed leave: notice: with notice and severance; attrition: nobody is
    replaced from going live on, nobody is dismissed; both: so until double running ends, then notice for the rest."""
    notice_months: _Months = 0.0
    """Notice, given at going live; who has it is paid until its end."""
    severance_months: _Months = 0.0
    """Severance per dismissed head in monthly wages."""
    training_lag_months: _Months = 0.0
    """Own people whom this model needs in addition are paid so long before going live."""
    launch: Launch | None = None
    """What is worse at first; null for nothing."""
    discount: AnnualRate = 0.0
    """Rate at which later money is worth less ("8%/yr")."""
