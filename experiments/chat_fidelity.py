"""Do both fidelities of a chat describe the same centre? Prints the two tables of docs/chat-fidelity.md.

    python experiments/chat_fidelity.py                  some five minutes on one core
    python experiments/chat_fidelity.py --scale 0.1      a tenth of the days, three times the intervals

First one agent who always has k chats open: simulated message by message, against the mean-value analysis that the
session level takes its speeds and response times from; with the spread of attention that a scenario has by default, and
with exponential attention, for which that analysis is exact. Then a whole small centre, day by day with the same
customers at both levels.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.messages import draw_replies
from ccsim.engine.reference import run
from ccsim.experiment.replications import Job, draw_inputs
from ccsim.experiment.staffing import derive_schedule
from ccsim.experiment.statistics import linearise, student
from ccsim.metrics.measure import measure
from ccsim.metrics.registry import KPIS
from ccsim.model.chat import level_table
from ccsim.model.inputs import ROSTER_DTYPE, TAPE_DTYPE, RunInputs, contact_id
from ccsim.model.replies import Attention
from ccsim.model.timegrid import TICKS_PER_S, grid_array
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]

HANDS_ON_S, THINK_S, SWITCH_COST = 13.0, 45.0, 0.08
"""The shipped scenarios' chat; spreads are the scenario language's defaults: thinking sigma 1, attention cv 0.8."""
REPLIES = 10
TOLERANCE = {"throughput": 0.03, "response": 0.07}
"""What is accepted between both fidelities, stated before anything was simulated."""


class Compared(NamedTuple):
    """A quantity at message level beside its value at session level, each with the half-width of its 95% interval."""

    messages: float
    messages_half: float
    session: float
    session_half: float
    difference: float
    """Relative: messages / session - 1."""
    difference_half: float


def scenario(fidelity: str, concurrency: int, **blocks: Any) -> Scenario:
    """One group and one intent of 10 replies; nobody comes back."""
    fields = {
        "run": {"history": {"days": 0}, "interval": "1 h"},
        "arrivals": {"kind": "poisson", "volume": "1000/day"},
        "intents": {"any": {"share": 1, "replies": REPLIES, "resolution": 1, "wrap_up": blocks.pop("wrap_up", 0)}},
        "handling": {
            "hands_on_per_reply": f"{HANDS_ON_S} s",
            "customer_think": f"{THINK_S} s",
            "switch_cost": SWITCH_COST,
            "fidelity": fidelity,
        },
        "groups": {"team": {"concurrency": concurrency, "labour": {"wage": 0}, **blocks.pop("team", {})}},
    }
    return Scenario.model_validate({**fields, **blocks})


# --- one agent, always k chats ----------------------------------------------------------------------------------


def saturated(k: int, seed: int, replications: int, replies: int, exponential: bool = False) -> Iterator[Attention]:
    """What an agent with k open chats at any time does; each replication about `replies` replies, in hours.

    `exponential`: attention is exponential instead of lognormal.

    All contacts are there from the start and have all patience, so a chat that ends is followed by the next at once:
    the closed network "one agent, k customers who think". The first hour only sets the scene.
    """
    table = level_table(HANDS_ON_S, THINK_S, SWITCH_COST, k)
    hours = 1 + ceil(replies / table.replies_per_s[k] / 3600)
    contacts = k + ceil(1.5 * hours * 3600 * table.replies_per_s[k] / REPLIES)
    described = scenario("messages", k)
    centre = replace(centre_of(described), horizon_s=hours * 3600.0, days=ceil(hours / 24), stop_hard=True)
    tape = np.zeros(contacts, TAPE_DTYPE)
    tape["contact_id"], tape["patience_s"] = contact_id(0, np.arange(contacts), 0), np.inf
    tape["work_s"] = grid_array(np.full(contacts, REPLIES * (HANDS_ON_S + THINK_S)))
    roster = np.array([(0.0, 0, 1)], ROSTER_DTYPE)
    for replication in range(replications):
        drawn = draw_replies(described, tape, seed, replication)
        inputs = RunInputs(centre, tape, roster, np.zeros((1, centre.days)), drawn)
        log = run(with_exponential_attention(inputs, seed, replication) if exponential else inputs)
        assert np.isnan(log.contacts["assign_s"]).any(), "more contacts were needed"
        assert log.attention is not None
        yield log.attention


def with_exponential_attention(inputs: RunInputs, seed: int, replication: int) -> RunInputs:
    """The same replies with exponential hands-on times of the same means."""
    assert inputs.replies is not None
    amount = inputs.tape["work_s"] / (HANDS_ON_S + THINK_S)
    mean_s = HANDS_ON_S * np.repeat(np.minimum(amount, 1.0), np.diff(inputs.replies.first))
    rng = np.random.default_rng([seed, replication])
    return replace(inputs, replies=replace(inputs.replies, hands_on_s=grid_array(rng.exponential(mean_s))))


class Sample(NamedTuple):
    """Numerators and denominators (R,) of a quantity, and its value by mean-value analysis."""

    numerators: Floats
    denominators: Floats
    expected: float


def samples(k: int, runs: Sequence[Attention]) -> dict[str, Sample]:
    """Throughput (replies/s), response (s) and share of time with hands on at level k, beside the level table's."""
    table = level_table(HANDS_ON_S, THINK_S, SWITCH_COST, k)
    replies, response_s, hands_on_s = (
        np.array([getattr(one, name)[0, 1:].sum() / unit for one in runs])
        for name, unit in (("replies", 1.0), ("response_ticks", TICKS_PER_S), ("ticks", TICKS_PER_S))
    )
    time_s = np.array([3600.0 * (one.replies.shape[1] - 1) for one in runs])
    return {
        "throughput": Sample(replies, time_s, float(table.replies_per_s[k])),
        "response": Sample(response_s, replies, float(table.response_s[k])),
        "hands on": Sample(hands_on_s, time_s, float(table.hands_on[k])),
    }


def beside(sample: Sample) -> Compared:
    """A quantity with its interval beside its expected value."""
    found = linearise(sample.numerators, sample.denominators)
    ratio, half = float(found.ratio[0]), float(found.se[0]) * student(0.95, sample.numerators.size)
    return Compared(ratio, half, sample.expected, 0.0, ratio / sample.expected - 1, half / sample.expected)


# --- a whole centre ---------------------------------------------------------------------------------------------

CENTRES: dict[str, dict[str, Any]] = {
    "light, 35/h": {"volume": 840},
    "usual, 55/h": {"volume": 1320},
    "heavy, 70/h": {"volume": 1680},
    "overload, 90/h": {"volume": 2160},
    "usual, 30 s wrap-up": {"volume": 1320, "wrap_up": "30 s"},
    "heavy, exponential attention": {"volume": 1680, "exponential": True},
}
"""Four agents with up to four chats each could finish 73 chats an hour; contacts wait 2 minutes on average."""
QUANTITIES = {
    "asa": ("mean wait, answered (s)", 1.0),
    "abandonment": ("abandoned (%)", 100.0),
    "service_level": ("answered within 30 s (%)", 100.0),
    "talk_time": ("chat duration (s)", 1.0),
    "mean_in_service_response": ("response time (s)", 1.0),
    "response_3min_rate": ("replies within 3 min (%)", 100.0),
    "occupancy": ("slots in use (%)", 100.0),
    "utilisation": ("hands on (%)", 100.0),
    "attention_per_leg": ("attention per leg (s)", 1.0),
    "human_legs": ("legs per day", 1.0),
}


def centre(fidelity: str, volume: int, wrap_up: str | int = 0) -> Scenario:
    """Four agents round the clock, concurrency 4, constant rate of arrivals, exponential patience of 2 minutes."""
    return scenario(
        fidelity,
        4,
        wrap_up=wrap_up,
        arrivals={"kind": "poisson", "volume": f"{volume}/day", "counted": "issues"},
        patience={"mean": "2 min", "distribution": "exponential"},
        team={"roster": [{"at": "00:00", "agents": 4}]},
        staffing={"target": {"within": "30 s", "service_level": 0.8}},
    )


def compare_centre(days: int, seed: int, exponential: bool = False, **of_centre: Any) -> dict[str, Compared]:
    """KPIs of the same customers' days at both levels; every day starts empty and is followed to its end."""
    sums = {}
    for fidelity in ("messages", "session"):
        described = centre(fidelity, **of_centre)
        tables = centre_of(described)
        job = Job(described, tables, derive_schedule(described, tables).levels, seed, "reference", 1)
        inputs = (draw_inputs(job, day) for day in range(days))
        if exponential and fidelity == "messages":
            inputs = (with_exponential_attention(one, seed, day) for day, one in enumerate(inputs))
        sums[fidelity] = [measure(one, run(one)).totals for one in inputs]
    return {name: _paired(name, sums["messages"], sums["session"]) for name in QUANTITIES}


def _paired(name: str, messages: list[dict[str, int]], session: list[dict[str, int]]) -> Compared:
    """A KPI at both levels; the difference's interval makes use of the days being the same."""
    kpi = KPIS[name]
    t = student(0.95, len(messages))

    def ratio(totals: list[dict[str, int]]) -> tuple[float, Floats]:
        parts = (
            np.array([sum(weight * one[sum_name] for sum_name, weight in terms.items()) for one in totals], np.float64)
            for terms in (kpi.numerator, kpi.denominator)
        )
        found = linearise(*parts)
        return float(found.ratio[0]), found.residuals[:, 0]

    def half(residuals: Floats) -> float:
        runs = residuals.size
        return float(t * np.sqrt((residuals**2).sum() / (runs * (runs - 1))))

    (a, error_a), (b, error_b) = ratio(messages), ratio(session)
    if b == 0:
        return Compared(a, half(error_a), b, half(error_b), np.nan, np.nan)
    return Compared(a, half(error_a), b, half(error_b), a / b - 1, half(error_a / b - a / b**2 * error_b))


# --- tables -----------------------------------------------------------------------------------------------------


def mean_value_rows(scale: float, exponential: bool = False) -> Iterator[str]:
    """One agent at k = 1..8, row by row."""
    yield (
        "| k | replies/h, messages | analysis | difference | response (s), messages | analysis | difference "
        "| hands on (%), messages | analysis | difference |"
    )
    yield "|" + "---:|" * 10
    for k in range(1, 9):
        runs = list(saturated(k, k, 20, round(10_000 * scale), exponential))
        cells = []
        for (name, sample), unit in zip(samples(k, runs).items(), (3600.0, 1.0, 100.0), strict=True):
            found = beside(sample)
            mark = " beyond" if abs(found.difference) > TOLERANCE.get(name, np.inf) else ""
            cells += [
                f"{unit * found.messages:.1f} ± {unit * found.messages_half:.1f}",
                f"{unit * found.session:.1f}",
                f"{found.difference:+.1%} ± {found.difference_half:.1%}{mark}",
            ]
        yield f"| {k} | {' | '.join(cells)} |"


def centre_rows(scale: float) -> Iterator[str]:
    """A whole centre, row by row."""
    yield "| centre | quantity | messages | session | difference |"
    yield "|---|---|---:|---:|---:|"
    for name, of_centre in CENTRES.items():
        found = compare_centre(max(3, round(80 * scale)), seed=1, **of_centre)
        for kpi, c in found.items():
            label, unit = QUANTITIES[kpi]
            yield (
                f"| {name} | {label} | {unit * c.messages:.4g} ± {unit * c.messages_half:.1g} "
                f"| {unit * c.session:.4g} ± {unit * c.session_half:.1g} "
                f"| {c.difference:+.1%} ± {c.difference_half:.1%} |"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full study")
    scale = parser.parse_args().scale
    for title, rows in (
        ("One agent with k open chats, lognormal attention", mean_value_rows(scale)),
        ("The same with exponential attention", mean_value_rows(scale, exponential=True)),
        ("A whole centre", centre_rows(scale)),
    ):
        print(f"{title}\n")
        for row in rows:
            print(row, flush=True)
        print()
