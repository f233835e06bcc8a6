"""Days that start empty, with tables of rates and headcounts by interval: the Kolmogorov cases of families C and P."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from ccsim.model.timegrid import DAY_S, TICKS_PER_S
from ccsim.verification import composing as compose
from ccsim.verification.cases import Case, Parameters
from ccsim.verification.quantities import BY_THRESHOLD, RATIOS, TOGETHER, Ratio, cell_check, unchecked, with_threshold
from ccsim.verification.study import Cells, Check, Design, Study, at, total

TOTALS = {
    "total_offered": Ratio(("offered",), ("days",)),
    "total_P_abandon": RATIOS["P_abandon"],
    "total_E_wait_all": RATIOS["E_wait_all"],
    "total_P_wait": RATIOS["P_wait"],
}
FOLLOWS = {
    "peak_E_queue_at_interval_end": "the largest of points that are checked",
}
EVERY_SECOND_DAY = (True, False)
_BY_INTERVAL = re.compile(r"(SL|P_wait_le)_by_arrival_interval@(\d+(?:\.\d+)?)$")
_TOTAL = re.compile(r"total_(SL_all_offered|P_wait_le)@(\d+(?:\.\d+)?)$")
QUANTITIES = (
    *("E_offered", "P_wait_by_arrival_interval", "abandons_by_event_interval", "time_avg_queue", "time_avg_busy"),
    *("time_avg_P_all_busy", "E_queue_at_interval_end", "E_in_system_at_interval_end", "P_all_busy_at_interval_end"),
    *("SL_by_arrival_interval@T", "P_wait_le_by_arrival_interval@T"),
    *("total_SL_all_offered@T", "total_P_wait_le@T"),
    *TOTALS,
    *FOLLOWS,
)
"""Names that a file may use."""


def day_table(case: Case) -> Design:
    """A day of intervals with their own rates and headcounts; a day without arrivals follows, in which all ends."""
    given, design = Parameters(case), Design()
    interval_s, staff = given.positive("interval_s"), given.wholes("staff_by_interval")
    if DAY_S % interval_s:
        raise given.wrong("interval_s", interval_s, "an interval that divides a day")
    per_day = round(DAY_S / interval_s)
    if len(staff) != per_day:
        raise given.wrong("staff_by_interval", f"{len(staff)} headcounts", f"{per_day}, for a day")
    handling = compose.handling(given.positive("AHT_s"), given.text("service", "exponential"), given)
    patience = compose.exponential_patience(given.mean_or_none("patience_mean_s"))
    if balk := given.share("balk_prob_if_no_free_agent", 0.0):
        patience["balk"] = balk
    given.note("patience", "T_s")
    # Days that repeat one table need the same headcount at both ends, because an empty day follows; others stand alone.
    single = staff[0] != staff[-1]
    arrivals, contacts = _arrivals(given, case, per_day, interval_s, single)
    given.finish()
    group = {"labour": {"wage": 0}, "roster": compose.roster(staff, interval_s)}
    content = compose.scenario(
        arrivals, handling, patience, 0, groups={"team": group}, staffing={"interval": compose.seconds(interval_s)}
    )
    ends_s = tuple((j + 1) * interval_s for j in range(per_day))
    levels = tuple(round(level) for level in staff)
    active = () if single else _active(arrivals)
    design.studies.append(
        Study(
            case,
            "",
            content,
            _checks(case, design, per_day, interval_s),
            contacts_per_day=contacts * (sum(active) / len(active) if active else 1),
            warm_up_days=0,
            week_days=len(active) or 1,
            cells=Cells("interval", per_day, active),
            probes=(("snapshots", (ends_s, levels)), ("leaving", ()), ("all_busy", (levels,))),
            single_days=single,
        )
    )
    return design


def _active(arrivals: Mapping[str, Any]) -> tuple[bool, ...]:
    return tuple(bool(rate) for rate in arrivals["weekday"]) if "weekday" in arrivals else EVERY_SECOND_DAY


def _arrivals(
    given: Parameters, case: Case, per_day: int, interval_s: float, single: bool
) -> tuple[dict[str, Any], float]:
    """The `arrivals` block, and contacts of an active day."""
    if given.has("calls_per_hour_by_interval"):
        rates = given.numbers("calls_per_hour_by_interval")
        if len(rates) != per_day:
            raise given.wrong("calls_per_hour_by_interval", f"{len(rates)} rates", f"{per_day}, for a day")
        if not sum(rates):
            raise given.wrong("calls_per_hour_by_interval", rates, "some rate above 0")
        table = rates if single else [*rates, *(0.0 for _ in rates)]
        return compose.stated_rates(table, interval_s), sum(rates) * interval_s / 3600
    given.note("lambda_per_hour")
    mean, amplitude = given.positive("A_per_hour"), given.number("B_per_hour")
    if amplitude > mean:
        raise given.wrong("B_per_hour", amplitude, f"at most the mean rate, {mean:g}")
    period_s, phase = given.positive("P_s"), given.signed("phi_rad")
    curve: dict[str, Any] = {"mean": f"{mean:.17g}/h", "amplitude": f"{amplitude:.17g}/h", "phase": phase}
    block = {"kind": "poisson", "counted": "issues", "sinusoid": {**curve, "period": compose.seconds(period_s)}}
    contacts = mean * 24  # over whole periods
    if single or DAY_S % period_s:
        return block, contacts
    return _every_second_day(block), contacts


def _every_second_day(block: dict[str, Any]) -> dict[str, Any]:
    """The same rates on Monday, Wednesday and Friday; factors by weekday are scaled to mean 1, which is undone."""
    weekday = [1, 0, 1, 0, 1, 0, 0]
    curve = dict(block["sinusoid"])
    for key in ("mean", "amplitude"):
        curve[key] = f"{float(curve[key].removesuffix('/h')) * sum(weekday) / len(weekday):.17g}/h"
    return {**block, "sinusoid": curve, "weekday": weekday}


def _checks(case: Case, design: Design, per_day: int, interval_s: float) -> tuple[Check, ...]:
    checks: list[Check] = []
    for quantity, value in case.quantities.items():
        if isinstance(value, list) and len(value) == per_day:
            found = [_interval(case, quantity, j, float(v), interval_s) for j, v in enumerate(value)]
            checks += [check for check in found if check is not None]
            if None not in found:
                continue
        elif quantity in TOTALS:
            checks.append(_total(quantity, case.number(quantity), TOTALS[quantity]))
            continue
        elif match := _TOTAL.match(quantity):
            checks.append(
                _total(quantity, case.number(quantity), with_threshold(BY_THRESHOLD[match[1]], float(match[2])))
            )
            continue
        design.unchecked.append(unchecked(case.id, quantity, FOLLOWS.get(quantity, "")))
    return tuple(checks)


def _total(quantity: str, value: float, ratio: Ratio) -> Check:
    rare = value * TOGETHER if quantity == "total_P_abandon" else None
    above = total(*ratio.above, minus=ratio.minus, scale=ratio.scale)
    return Check(quantity, value, above, total(*ratio.below, minus=ratio.off), goal=ratio.goal, rare=rare)


def _interval(case: Case, quantity: str, j: int, value: float, interval_s: float) -> Check | None:
    """The check of one interval; None if the quantity is not known."""
    name = f"{quantity}[{j}]"
    waits = _of(case, "P_wait_by_arrival_interval", j) * TOGETHER
    busy = _of(case, "P_all_busy_at_interval_end", j)
    if match := _BY_INTERVAL.match(quantity):
        kind = "SL_all_offered" if match[1] == "SL" else "P_wait_le"
        ratio = with_threshold(BY_THRESHOLD[kind], float(match[2]))._replace(goal=False)
        return cell_check(name, value, ratio, j, rare=TOGETHER * min(value, 1 - value))
    elapsed = at(j, "elapsed_ticks")
    match quantity:
        case "E_offered":
            return Check(name, value, at(j, "offered"), total("days"))
        case "P_wait_by_arrival_interval":
            return cell_check(name, value, RATIOS["P_wait"], j, rare=TOGETHER * min(value, 1 - value))
        case "abandons_by_event_interval":
            return Check(name, value, at(j, "left_in"), total("days"), rare=value * TOGETHER)
        case "time_avg_queue" | "time_avg_P_all_busy":
            area = "queue_area_ticks" if quantity == "time_avg_queue" else "all_busy_ticks"
            per_tick = waits * _of(case, "E_offered", j) / interval_s / TICKS_PER_S
            return Check(name, value, at(j, area), elapsed, rare=per_tick)
        case "time_avg_busy":
            return Check(name, value, at(j, "busy_ticks"), elapsed)
        case "E_queue_at_interval_end":
            return Check(name, value, at(j, "waiting_at"), total("days"), rare=busy)
        case "E_in_system_at_interval_end":
            return Check(name, value, at(j, "in_system_at"), total("days"))
        case "P_all_busy_at_interval_end":
            return Check(name, value, at(j, "all_busy_at"), total("days"), rare=min(value, 1 - value))
    return None


def _of(case: Case, quantity: str, j: int) -> float:
    """The value of another quantity of the same interval; 1 if it is not given."""
    values = case.quantities.get(quantity)
    found = values[j] if isinstance(values, list) and j < len(values) else 1.0
    return float(found) if math.isfinite(found) else 1.0
