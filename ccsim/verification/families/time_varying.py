"""Family C: rates and headcounts that change during the day, from empty or in a periodic steady state."""

from __future__ import annotations

import math
import re
from typing import Any

from ccsim.model.timegrid import DAY_S
from ccsim.verification import composing as compose
from ccsim.verification.cases import Case, Parameters
from ccsim.verification.families.day_tables import QUANTITIES as IN_TABLES
from ccsim.verification.families.day_tables import day_table
from ccsim.verification.quantities import unchecked
from ccsim.verification.study import Check, Design, Study, Term, at, total

HOUR_S = 3600.0
_FROM_EMPTY = re.compile(r"m_from_empty_at_(\d+(?:_\d+)*)s$")
_SINE = re.compile(r"(\d+(?:\.\d+)?)\s*\+\s*(\d+(?:\.\d+)?)\s*sin\(t\)")
FOLLOWS = {
    "amplitude": "follows from the curve, whose points are checked",
    "min_P_delay": "an extreme of points that are checked",
    "max_P_delay": "an extreme of points that are checked",
    "E_queue_at_grid_if_capacity_shrinks_immediately": "of another rule: here an agent finishes what is in progress",
}


QUANTITIES = (
    *("m_periodic_at_t", "P_N_ge_at_quarter_period", "mean_level", "m_from_empty_at_T_Ts"),
    *("mean_P_delay_over_grid", "m_at_grid", "P_delay_at_grid"),
    *FOLLOWS,
    *IN_TABLES,
)
"""Names that a file may use."""


def time_varying(case: Case) -> Design:
    """Studies of a case: offered load, stabilised delay, or a table of intervals."""
    if "lbar_per_hour" in case.params:
        return offered_load(case)
    if "s_by_interval" in case.params:
        return stabilised(case)
    return day_table(case)


def sine(mean_per_h: float, amplitude_per_h: float, period_s: float, phase: float = 0.0) -> dict[str, Any]:
    """Arrivals at a rate A + B sin(2 pi t / P + phi)."""
    curve = {"mean": f"{mean_per_h:.17g}/h", "amplitude": f"{amplitude_per_h:.17g}/h"}
    curve |= {"period": compose.seconds(period_s), "phase": phase}  # type: ignore[dict-item]
    return {"kind": "poisson", "counted": "issues", "sinusoid": curve}


def offered_load(case: Case) -> Design:
    """So many agents that nobody waits: how many contacts are in service at given times of the period."""
    given, design = Parameters(case), Design()
    mean, amplitude = given.positive("lbar_per_hour"), given.number("beta_per_hour")
    period_s, work_s = given.positive("P_s"), given.positive("AHT_s")
    handling = compose.handling(work_s, given.text("service", "exponential"), given)
    times_s = given.numbers("t_s")
    given.finish()
    if amplitude > mean:
        raise given.wrong("beta_per_hour", amplitude, f"at most the mean rate, {mean:g}")
    if DAY_S % period_s:
        raise given.wrong("P_s", period_s, "a period that divides a day")
    most = (mean + amplitude) / HOUR_S * work_s
    agents = round(most + 20 * math.sqrt(most) + 20)
    content = compose.scenario(sine(mean, amplitude, period_s), handling, {"distribution": "infinite"}, agents)
    per_day = mean * 24
    quarter = int(case.number("k_used")) if "k_used" in case.quantities else 0
    grid = [*(t % period_s for t in times_s), period_s / 4]
    periods = round(DAY_S / period_s)
    instants = tuple(t + k * period_s for t in grid for k in range(periods))
    full = tuple(quarter for _ in instants)

    def over_periods(name: str, number: int) -> tuple[Term, ...]:
        return tuple((name, number * periods + k, 1 / periods) for k in range(periods))

    checks, empty = [], []
    for quantity, value in case.quantities.items():
        if quantity == "m_periodic_at_t" and isinstance(value, list) and len(value) == len(times_s):
            checks += [
                Check(f"{quantity}[{i}]", v, over_periods("in_system_at", i), total("days"))
                for i, v in enumerate(value)
            ]
        elif quantity == "P_N_ge_at_quarter_period":
            share = case.number(quantity)
            checks.append(Check(quantity, share, over_periods("full_at", len(times_s)), total("days"), rare=share))
        elif quantity == "mean_level":
            checks.append(Check(quantity, case.number(quantity), total("busy_ticks"), total("elapsed_ticks")))
        elif match := _FROM_EMPTY.match(quantity):
            early = [float(t) for t in match[1].split("_")]
            if not isinstance(value, list) or len(value) != len(early) or max(early) > DAY_S:
                raise case.wrong(quantity, value, f"{len(early)} numbers, of times within the first day")
            empty.append(_from_empty(case, content, per_day, quantity, early, value))
        else:
            design.unchecked.append(unchecked(case.id, quantity, FOLLOWS.get(quantity, "")))
    design.studies.append(
        Study(
            case,
            "periodic" if empty else "",
            content,
            tuple(checks),
            contacts_per_day=per_day,
            warm_up_days=compose.days_to_forget(work_s),
            probes=(("snapshots", (instants, full)),),
            relaxation_s=work_s,
        )
    )
    design.studies += empty
    return design


def _from_empty(
    case: Case, content: dict[str, Any], per_day: float, quantity: str, times_s: list[float], values: list[float]
) -> Study:
    checks = tuple(Check(f"{quantity}[{i}]", v, at(i, "in_system_at"), total("days")) for i, v in enumerate(values))
    probes = (("snapshots", (tuple(times_s), (0,) * len(times_s))),)
    return Study(case, "from empty", content, checks, per_day, 0, probes=probes, single_days=True)


def stabilised(case: Case) -> Design:
    """Patience as long as service on average, so that the number in the system is Poisson whatever the staffing.

    The unit of time becomes an hour, so that 24 of them are a day.
    """
    given, design = Parameters(case), Design()
    words = given.text("lambda")
    match = _SINE.match(words)
    if match is None:
        raise given.wrong("lambda", words, '"A+B sin(t) per mean service time"')
    mean, amplitude = float(match[1]), float(match[2])
    mu, theta, step = given.positive("mu"), given.positive("theta"), given.positive("staffing_interval")
    levels, times = given.wholes("s_by_interval"), given.numbers("t_grid")
    given.note("start", "target_delay_prob", "beta")
    given.finish()
    if round(24 / step) != len(levels):
        raise given.wrong("s_by_interval", f"{len(levels)} levels", f"{round(24 / step)}, for 24 units of time")
    if max(times) > 24:
        raise given.wrong("t_grid", times, "times within 24 units of time")
    group = {"labour": {"wage": 0}, "roster": compose.roster(levels, step * HOUR_S)}
    content = compose.scenario(
        sine(mean, amplitude, 2 * math.pi * HOUR_S),
        {"hands_on_per_reply": compose.seconds(HOUR_S / mu), "distribution": "exponential"},
        compose.exponential_patience(HOUR_S / theta),
        0,
        groups={"team": group},
        staffing={"interval": compose.seconds(step * HOUR_S)},
    )
    full = tuple(round(levels[min(math.floor(t / step + 1e-9), len(levels) - 1)]) for t in times)
    checks = []
    for quantity, value in case.quantities.items():
        if quantity == "mean_P_delay_over_grid":
            mean_share = case.number(quantity)
            checks.append(Check(quantity, mean_share, total("full_at", scale=1 / len(times)), total("days")))
            continue
        name = {"m_at_grid": "in_system_at", "P_delay_at_grid": "full_at"}.get(quantity)
        if name is None or not isinstance(value, list) or len(value) != len(times):
            design.unchecked.append(unchecked(case.id, quantity, FOLLOWS.get(quantity, "")))
            continue
        checks += [
            Check(f"{quantity}[{i}]", v, at(i, name), total("days"), rare=min(v, 1 - v) if name == "full_at" else None)
            for i, v in enumerate(value)
        ]
    probes = (("snapshots", (tuple(t * HOUR_S for t in times), full)),)
    design.studies.append(Study(case, "", content, tuple(checks), mean * 24, 0, probes=probes, single_days=True))
    return design
