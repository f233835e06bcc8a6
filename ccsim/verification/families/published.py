"""Family P: examples that others have published, as far as their exact answers are known."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from ccsim.model.timegrid import DAY_S, TICKS_PER_S
from ccsim.verification import composing as compose
from ccsim.verification.cases import Case, CaseError, Parameters, one_number
from ccsim.verification.quantities import BY_THRESHOLD, RATIOS, Ratio, terms, unchecked, with_threshold
from ccsim.verification.study import Cells, Check, Design, Study, Term, at, total

HOUR_S = 3600.0
NORMAL_95 = 1.96
"""Half-width of a 95% interval in standard errors."""
OPENING = re.compile(r"(\d+):00, (\d+) one-hour periods$")
WITHOUT_INTERVAL = ("arrivals", "blocked", "disconnected", "speed_of_answer_min")
"""Published figures that are not compared."""
QUANTITIES = (
    *("exact_in_target", "exact_service_level", "exact_service_level_of_served"),
    *("exact_service_level_with_abandonment", "exact_abandoned", "exact_speed_of_answer_min"),
    *("exact_occupancy", "exact_occupancy_0_Hh", "published"),
    *("exact_SLT_by_hour", "exact_SLT_all", "exact_abandoned_by_event_hour"),
    *(f"exact_{c}_{name}" for c in "CA" for name in ("wait_s", "queue", "P_abandon", "occupancy", "wait_q90_s")),
)
"""Names that a file may use."""
_SL_BY_HOUR = re.compile(r"exact_SL(\d+)_by_hour$")
_SL_ALL = re.compile(r"exact_SL(\d+)_all$")


def published(case: Case) -> Design:
    """Studies of a published example."""
    if "day_min" in case.params:
        return one_shift(case)
    if "opening" in case.params:
        return hourly(case)
    if "calls_per_min" in case.params:
        return with_and_without_patience(case)
    if "trunks" in case.params:
        return lines(case)
    raise CaseError(f"{case.id}: params: none of the published examples that docs/verification.md lists")


def one_shift(case: Case) -> Design:
    """A queue from empty, with arrivals at a constant rate for some hours, then nobody until all has ended."""
    given, design = Parameters(case), Design()
    rate_per_h, agents = 60 * given.positive("arrival_rate_per_min"), given.whole("n", least=1)
    work_s, minutes = 60 / given.positive("service_rate_per_min"), given.whole("day_min", least=1)
    if minutes >= 1440:
        raise given.wrong("day_min", minutes, "less than a day, so that all can end before the next")
    patience_s = 60 * given.mean_or_none("patience_mean_min")
    threshold_s = given.number("T_awt_s")
    given.note("replications")
    given.finish()
    part = math.gcd(minutes, 1440)
    open_parts = minutes // part
    content = compose.scenario(
        compose.stated_rates([rate_per_h if k < open_parts else 0.0 for k in range(1440 // part)], 60.0 * part),
        {"hands_on_per_reply": compose.seconds(work_s), "distribution": "exponential"},
        compose.exponential_patience(patience_s),
        agents,
    )
    in_time = f"answered_in_time@{threshold_s!r}"
    early = f"abandoned_early@{threshold_s!r}"
    known: dict[str, tuple[tuple[Term, ...], tuple[Term, ...]]] = {
        "exact_in_target": (total(in_time), total("days")),
        "exact_service_level": (total(in_time), total("answered")),
        "exact_service_level_of_served": (total(in_time), total("answered")),
        "exact_service_level_with_abandonment": (total(in_time), total("offered", minus=(early,))),
        "exact_abandoned": (total("balked", "abandoned"), total("days")),
        "exact_speed_of_answer_min": (total("wait_answered_ticks", scale=1 / TICKS_PER_S / 60), total("answered")),
    }
    shift = (
        tuple(("busy_ticks", k, 1.0) for k in range(open_parts)),
        tuple(("duty_ticks", k, 1.0) for k in range(open_parts)),
    )
    known |= {"exact_occupancy": shift, f"exact_occupancy_0_{minutes // 60}h": shift}
    goals = (
        "exact_service_level",
        "exact_speed_of_answer_min",
        "exact_abandoned",
        "exact_service_level_with_abandonment",
    )
    checks = []
    for quantity in case.quantities:
        if quantity in known:
            checks.append(Check(quantity, case.number(quantity), *known[quantity], goal=quantity in goals))
        else:
            design.unchecked.append(unchecked(case.id, quantity))
    contacts = rate_per_h * minutes / 60
    design.studies.append(Study(case, "", content, tuple(checks), contacts, 0, cells=Cells("interval", 1440 // part)))
    return design


def lines(case: Case) -> Design:
    """A few hours a day with a limited number of lines and a longest wait; closing time ends the queue.

    Known are another simulator's means over many weeks, each with a 95% interval.
    """
    given, design = Parameters(case), Design()
    rate_per_h, hours, days = (
        given.positive("calls_per_hour"),
        given.whole("hours_per_day", least=1),
        given.whole("days", least=1),
    )
    if hours > 23:
        raise given.wrong("hours_per_day", hours, "at most 23 hours, so that all can end before the next day")
    agents = given.whole("n", least=1)
    trunks = given.whole("trunks", least=agents)
    work_s, patience_s = 60 * given.positive("service_mean_min"), 60 * given.positive("patience_mean_min")
    longest_s, threshold_s = 60 * given.positive("max_wait_min"), 60 * given.number("T_awt_min")
    given.note("service", "patience", "closing", "replications")
    given.finish()
    queue = {
        "capacity": trunks - agents,
        "max_wait": compose.seconds(longest_s),
        "opening": [{"from": "00:00", "until": f"{hours:02d}:00"}],
        "outside": "lose",
        "closing": "disconnect",
    }
    content = compose.scenario(
        compose.stated_rates([rate_per_h] * hours + [0.0] * (24 - hours), HOUR_S),
        {"hands_on_per_reply": compose.seconds(work_s), "distribution": "exponential"},
        compose.exponential_patience(patience_s),
        agents,
        queues={"human": queue},
    )
    in_time, week = f"answered_in_time@{threshold_s!r}", total("days", scale=1 / days)
    open_ticks = total("days", scale=agents * hours * HOUR_S * TICKS_PER_S)
    known: dict[str, tuple[str, tuple[Term, ...], tuple[Term, ...]]] = {
        "served": ("served_ci95", total("answered"), week),
        "abandoned": ("abandoned_ci95", total("abandoned"), week),
        "messages_after_2min": ("messages_ci95", total("timed_out"), week),
        "in_target": ("in_target_ci95", total(in_time), week),
        "service_level_percent": ("sl_ci95", total(in_time, scale=100), total("offered")),
        "occupancy_percent": ("occ_ci95", total("busy_ticks", scale=100), open_ticks),
    }
    checks = []
    for quantity, value in case.quantities.items():
        if quantity != "published" or not isinstance(value, Mapping):
            design.unchecked.append(unchecked(case.id, quantity))
            continue
        for name, (interval, above, below) in known.items():
            if name not in value and interval not in value:
                continue
            mean, se = _published(case, value, name, interval)
            checks.append(Check(f"{quantity}.{name}", mean, above, below, reference_se=se))
        intervals = [interval for interval, _, _ in known.values()]
        for name in sorted(value.keys() - known.keys() - set(intervals)):
            if name not in WITHOUT_INTERVAL:
                expected = f"one of the names {', '.join([*known, *intervals, *WITHOUT_INTERVAL])}"
                raise case.wrong(f"{quantity}.{name}", value[name], expected)
            design.unchecked.append(unchecked(case.id, f"{quantity}.{name}", "published without an interval"))
    design.studies.append(Study(case, "", content, tuple(checks), rate_per_h * hours, 0))
    return design


def _published(case: Case, values: Mapping[str, Any], name: str, interval: str) -> tuple[float, float]:
    """A published mean and its standard error, from the 95% interval."""
    mean, ends = one_number(case, f"published.{name}", values.get(name)), values.get(interval)
    if not isinstance(ends, list) or len(ends) != 2 or not ends[0] < ends[1]:
        raise case.wrong(f"published.{interval}", ends, f"[low, high], the 95% interval of {name}")
    return mean, (ends[1] - ends[0]) / 2 / NORMAL_95


def hourly(case: Case) -> Design:
    """Hourly rates and headcounts, balking, and a night in which all ends."""
    given, design = Parameters(case), Design()
    opening = given.text("opening")
    match = OPENING.match(opening)
    rates, staff = given.numbers("calls_per_hour"), given.wholes("staff")
    if match is None or int(match[2]) != len(rates) or len(staff) != len(rates):
        raise given.wrong("opening", opening, f'"HH:00, {len(rates)} one-hour periods" and as many headcounts')
    first = int(match[1])
    if first + len(rates) > 24 or not sum(rates):
        raise given.wrong("opening", opening, "hours of one day, with some rate above 0")
    patience = compose.exponential_patience(given.mean_or_none("patience_mean_s"))
    if balk := given.share("balk_prob", 0.0):
        patience["balk"] = balk
    handling = compose.handling(given.positive("AHT_s"), given.text("service", "exponential"), given)
    given.note("patience", "T_s")
    given.finish()
    table = [0.0] * 24
    table[first : first + len(rates)] = rates
    content = compose.scenario(
        compose.stated_rates(table, HOUR_S),
        handling,
        patience,
        0,
        groups={"team": {"labour": {"wage": 0}, "roster": compose.roster(staff, HOUR_S, first * HOUR_S)}},
        staffing={"interval": "1 h"},
    )
    hours = range(first, first + len(rates))
    checks: list[Check] = []
    for quantity, value in case.quantities.items():
        found = _hourly_checks(case, quantity, value, hours)
        checks += found
        if not found:
            design.unchecked.append(unchecked(case.id, quantity))
    probes: tuple[tuple[str, tuple[Any, ...]], ...] = (("leaving", ()),)
    cells = Cells("interval", 24)
    design.studies.append(Study(case, "", content, tuple(checks), sum(rates), 0, cells=cells, probes=probes))
    return design


def _hourly_checks(case: Case, quantity: str, value: Any, hours: range) -> list[Check]:
    by_hour = isinstance(value, list) and len(value) == len(hours)
    if by_hour and (match := _SL_BY_HOUR.match(quantity)):
        ratio = with_threshold(BY_THRESHOLD["SL_excl_early_abandon"], float(match[1]))
        return [Check(f"{quantity}[{h}]", v, *terms(ratio, h), goal=True) for h, v in zip(hours, value, strict=True)]
    if by_hour and quantity == "exact_abandoned_by_event_hour":
        return [
            Check(f"{quantity}[{h}]", v, at(h, "left_in"), total("days")) for h, v in zip(hours, value, strict=True)
        ]
    if match := _SL_ALL.match(quantity):
        ratio = with_threshold(BY_THRESHOLD["SL_excl_early_abandon"], float(match[1]))
        return [Check(quantity, case.number(quantity), *terms(ratio), goal=True)]
    if quantity == "exact_occupancy":
        busy, duty = (tuple((name, h, 1.0) for h in hours) for name in ("busy_ticks", "duty_ticks"))
        return [Check(quantity, case.number(quantity), busy, duty)]
    return []


def with_and_without_patience(case: Case) -> Design:
    """The same load in steady state, once with endless and once with exponential patience."""
    given, design = Parameters(case), Design()
    agents, rate_per_s = given.whole("n", least=1), given.positive("calls_per_min") / 60
    work_s, patience_s = 60 * given.positive("service_mean_min"), 60 * given.positive("patience_mean_min")
    given.finish()
    names: dict[str, Ratio] = {
        "wait_s": RATIOS["E_wait_all"],
        "queue": RATIOS["E_queue"],
        "P_abandon": RATIOS["P_abandon"],
        "occupancy": RATIOS["occupancy"],
    }
    known = {"exact_C_": ("Erlang C", math.inf), "exact_A_": ("Erlang A", patience_s)}
    for prefix, (label, mean_s) in known.items():
        checks = []
        for quantity in case.quantities:
            name = quantity.removeprefix(prefix)
            if name == quantity or name not in (*names, "wait_q90_s"):
                continue
            value = case.number(quantity)
            if name in names:
                checks.append(Check(quantity, value, *terms(names[name]), goal=names[name].goal))
            else:
                ratio = with_threshold(BY_THRESHOLD["P_wait_le"], value)
                checks.append(Check(quantity, 0.9, *terms(ratio), shown_as=f"share of waits up to {value:.6g} s"))
        relaxation_s = compose.relaxation_s(agents, rate_per_s, work_s, mean_s)
        content = compose.scenario(
            compose.volume(rate_per_s),
            {"hands_on_per_reply": compose.seconds(work_s), "distribution": "exponential"},
            compose.exponential_patience(mean_s),
            agents,
        )
        days = compose.days_to_forget(relaxation_s)
        per_day = rate_per_s * DAY_S
        design.studies.append(Study(case, label, content, tuple(checks), per_day, days, relaxation_s=relaxation_s))
    done = {check.quantity for study in design.studies for check in study.checks}
    design.unchecked += [unchecked(case.id, quantity) for quantity in case.quantities if quantity not in done]
    return design
