"""Cash month by month on the way from one operating model to another: what is saved on paper, and what can be realised.

Time counts in calendar months (365.25 / 12 days) from the order. Source: docs/roi.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 48
"""Steps of a month in which flows are added up."""


class Running(NamedTuple):
    """What a model costs its buyer in a calendar month once it runs, in currency, and what of it hangs on heads."""

    own: float
    """Everything for own people: pay, overheads, seats, turnover."""
    heads: float
    """Own people on the payroll (agent-months per month)."""
    wage: float
    """Their mean gross monthly wage, without on-costs: what severance is counted in."""
    attrition: float
    """Their leavers per head and year."""
    seat_fees: float
    """Contract fees per seat, with the buyer's own management of them."""
    seats: float
    """Seats so billed (seat-months per month)."""
    fees: float
    """All other contract fees with their management, less penalties; and reserves for peaks."""
    bot: float
    """The bot without its build."""
    build: float
    """One-off cost of the bot's build."""
    loss: float = 0.0
    """Customer loss: beside the cost, never in it."""

    @property
    def cost(self) -> float:
        """All of the buyer's running cost in a month; one-off cost and customer loss apart."""
        return self.own + self.seat_fees + self.fees + self.bot

    def in_whole_heads(self) -> Running:
        """The same with own people and billed seats rounded up to whole ones, at the same price per head."""
        own, heads = _whole(self.own, self.heads)
        seat_fees, seats = _whole(self.seat_fees, self.seats)
        return self._replace(own=own, heads=heads, seat_fees=seat_fees, seats=seats)


@dataclass(frozen=True)
class Plan:
    """How the change is made; times in months. Source: docs/scenario.md#rollout."""

    months: int
    setup: float = 0.0
    outlay: float = 0.0
    double_running: float = 0.0
    leaving: Literal["notice", "attrition", "both"] = "notice"
    notice: float = 0.0
    severance: float = 0.0
    training_lag: float = 0.0
    settling: float = 1.0
    discount: float = 0.0
    new_bot: bool = True
    """Whether the bot has yet to be built."""


class CashFlow(NamedTuple):
    """Amounts by month, arrays (months + 1,): index 0 is the order itself, index m the m-th month after it."""

    avoided: Floats
    """What the model before would have cost from going live on."""
    running: Floats
    """What the new one costs, with whatever is worse at launch."""
    dip: Floats
    """Of that, what the launch adds."""
    overlap: Floats
    """What is paid for people and suppliers who are no longer needed."""
    one_off: Floats
    """Build, outlay, severance, and new people's pay before going live."""
    heads: Floats
    """Own people on the payroll, mean of the month."""

    @property
    def net(self) -> Floats:
        """Avoided less everything that is paid."""
        return self.avoided - self.running - self.overlap - self.one_off


class Returns(NamedTuple):
    """What the cash flow comes to at a horizon; None where it is not defined."""

    saving: float
    """Avoided less running cost, without one-off cost and overlap."""
    outlay: float
    """One-off cost and overlap."""
    net: float
    npv: float
    roi_total_cost: float | None
    """(benefit - total cost) / total cost; the benefit is the cost avoided, the total cost everything paid instead."""
    roi_investment: float | None
    """(saving - outlay) / outlay."""
    payback_month: int | None
    """First month at whose end the sum so far is not negative; None if there is none up to the horizon."""


def cash_flow(before: Running, after: Running, launch_cost: float, plan: Plan) -> CashFlow:
    """The realisable cash flow: whole heads, setup, double running, notice, attrition's pace, launch.

    `launch_cost` is what the new model costs in a month on its first day live; the difference to its running cost fades
    exponentially. Source: docs/roi.md#realisable.
    """
    before, after = before.in_whole_heads(), after.in_whole_heads()
    time = (np.arange(plan.months * STEPS) + 0.5) / STEPS
    live = time >= plan.setup
    since = np.maximum(time - plan.setup, 0.0)
    dip = np.where(live, (launch_cost - after.cost) * np.exp(-since / max(plan.settling, 1e-9)), 0.0)
    heads, dismissed_at, dismissed = _heads(before, after, plan, time)
    per_head = before.own / before.heads if before.heads else 0.0
    surplus = np.where(live, np.maximum(heads - after.heads, 0.0), 0.0)
    doubled = live & (since < plan.double_running)
    suppliers = sum(max(0.0, getattr(before, name) - getattr(after, name)) for name in ("seat_fees", "fees", "bot"))
    overlap = surplus * per_head + np.where(doubled, suppliers, 0.0)
    one_off = np.zeros(plan.months + 1)
    one_off[0] = plan.outlay + (after.build if plan.new_bot else 0.0)
    if dismissed and dismissed_at < plan.months:
        one_off[math.ceil(dismissed_at) if dismissed_at > 0 else 0] += dismissed * plan.severance * before.wage
    more = max(0.0, after.heads - before.heads)
    early = (time >= plan.setup - plan.training_lag) & ~live
    pay = after.own / after.heads if after.heads else 0.0
    one_off += _by_month(np.where(early, more * pay, 0.0), plan.months)
    if plan.training_lag > plan.setup:  # hired before the order, as it were: paid at the order
        one_off[0] += more * pay * (plan.training_lag - plan.setup)
    return CashFlow(
        avoided=_by_month(np.where(live, before.cost, 0.0), plan.months),
        running=_by_month(np.where(live, after.cost, 0.0) + dip, plan.months),
        dip=_by_month(dip, plan.months),
        overlap=_by_month(overlap, plan.months),
        one_off=one_off,
        heads=_by_month(heads, plan.months),
    )


def paper_flow(before: Running, after: Running, plan: Plan) -> CashFlow:
    """The cash flow as it is often promised: the whole saving from the first month on, in parts of heads."""
    months = np.concatenate([[0.0], np.ones(plan.months)])
    one_off = np.zeros(plan.months + 1)
    one_off[0] = plan.outlay + (after.build if plan.new_bot else 0.0)
    zero = np.zeros(plan.months + 1)
    return CashFlow(before.cost * months, after.cost * months, zero, zero, one_off, after.heads * months)


def returns(flow: CashFlow, horizon: int, discount: float = 0.0) -> Returns:
    """Savings, ROI by both definitions, NPV and payback of the first `horizon` months; `discount` per year."""
    part = slice(0, horizon + 1)
    avoided, running = float(flow.avoided[part].sum()), float(flow.running[part].sum())
    outlay = float((flow.overlap + flow.one_off)[part].sum())
    net = flow.net[part]
    worth = (1 + discount) ** (-np.arange(horizon + 1) / 12)
    total, saving = running + outlay, avoided - running
    so_far = np.cumsum(net)
    back = np.flatnonzero(so_far >= -1e-9 * max(1.0, outlay))
    back = back[(back > 0) & (flow.avoided[back] > 0)]
    return Returns(
        saving=saving,
        outlay=outlay,
        net=saving - outlay,
        npv=float((net * worth).sum()),
        roi_total_cost=(avoided - total) / total if total > 0 else None,
        roi_investment=(saving - outlay) / outlay if outlay > 0 else None,
        payback_month=int(back[0]) if back.size else None,
    )


def _heads(before: Running, after: Running, plan: Plan, time: Floats) -> tuple[Floats, float, float]:
    """Own people on the payroll at every step; when the rest is dismissed, and how many that are.

    Before going live, and where more people are needed than before, it is the old headcount, then the new one.
    """
    live = time >= plan.setup
    if after.heads >= before.heads:
        return np.where(live, after.heads, before.heads), 0.0, 0.0
    since = np.maximum(time - plan.setup, 0.0)
    heads = np.full(time.shape, before.heads)
    if plan.leaving != "notice":
        heads = np.maximum(np.ceil(before.heads * np.exp(-before.attrition / 12 * since) - 1e-9), after.heads)
    if plan.leaving == "attrition":
        return heads, 0.0, 0.0
    last = plan.setup + max(plan.double_running, plan.notice)
    left = before.heads
    if plan.leaving == "both":
        gone = math.exp(-before.attrition / 12 * (last - plan.setup))
        left = max(math.ceil(before.heads * gone - 1e-9), after.heads)
    return np.where(time >= last, after.heads, heads), last, left - after.heads


def _by_month(flow: Floats, months: int) -> Floats:
    """Rates per month at every step -> amounts by month, nothing at the order itself."""
    return np.concatenate([[0.0], flow.reshape(months, STEPS).mean(axis=1)])


def _whole(amount: float, heads: float) -> tuple[float, float]:
    """An amount and its heads, scaled to whole heads."""
    whole = float(math.ceil(heads - 1e-6))
    return (amount * whole / heads, whole) if heads > 0 else (amount, heads)
