"""A made-up Result with plausible figures, for tests of what people look at; nothing here was simulated."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from ccsim.experiment.reserves import MEASURES
from ccsim.report.families import FAMILIES
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.shift_plan import given_plan

WAGE = {"value": "5200 CNY/month", "source": "bureau", "low": "4500 CNY/month", "high": "6000 CNY/month"}
HOSTILE = "<script>alert('1')</script>"

SHARES = {
    "service_level": (0.8123, 0.008), "answer_rate": (0.954, 0.003), "abandonment": (0.046, 0.003),
    "response_3min_rate": (0.9731, 0.001), "containment": (0.412, 0.002), "bot_true_resolution": (0.334, 0.002),
    "false_containment": (0.19, 0.002), "transfer_rate": (0.588, 0.002), "first_contact_resolution": (0.671, 0.004),
    "eventual_resolution": (0.8712, 0.004), "fcr_1d": (0.703, 0.003), "repeat_rate": (0.21, 0.002),
    "occupancy": (0.732, 0.011), "utilisation": (0.641, 0.01), "csat_true": (0.803, 0.004), "csat_surveyed": (0.84, 0.006),
}  # fmt: skip
SECONDS = {
    "aht": (613.4, 3.1), "attention_per_leg": (262.0, 1.2), "asa": (14.83, 1.4), "wait_p50": (0.0, 0.0),
    "wait_p90": (52.3, 4.1), "wait_p99": (214.0, 19.0), "first_human_response": (41.2, 1.8),
    "mean_in_service_response": (33.91, 0.4),
}  # fmt: skip
PLAIN = {
    "contacts": (13712.4, 64.2, "1/day"), "issues": (10844.1, 51.0, "1/day"),
    "human_legs_per_agent_day": (61.3, 0.7, "1/agent-day"),
    "human_legs_per_rostered_agent_day": (48.2, 0.6, "1/agent-day"),
    "closed_per_agent_day": (104.1, 1.1, "1/agent-day"),
    "closed_per_rostered_agent_day": (81.9, 0.9, "1/agent-day"),
    "cost_per_contact": (3.4217, 0.021, "CNY"), "cost_per_human_leg": (5.72, 0.04, "CNY"),
    "cost_per_issue": (4.318, 0.031, "CNY"), "cost_per_resolved_issue": (4.957, 0.041, "CNY"),
}  # fmt: skip


def reserves_table() -> pd.DataFrame:
    """Two reserves, of which the second was never called."""
    rows = [
        {
            "reserve": name, "measure": measure, "value": value, "low": value, "high": value,
            "unit": "CNY" if unit == "money" else unit,
        }
        for name, value in (("pool", 90.0), ("overtime", np.nan))
        for measure, (*_, unit) in MEASURES.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


class MadeSchedule(SimpleNamespace):
    """A schedule whose parts a test may change."""

    @property
    def given(self) -> bool:
        return not all(self.derived)


def scenario(bot: bool = True, **changes: Any) -> Scenario:
    """A small scenario with two intents and two groups, the second one outsourced."""
    labour = {"wage": "5200 CNY/month"}
    whole: dict[str, Any] = {
        "name": "made-up",
        "title": {"en": "Made-up shop with a bot", "zh": "带机器人的示例网店"},
        "sources": {"bureau": {"title": "Statistics bureau, wages 2024", "confidence": "A"}},
        "arrivals": {"kind": "poisson", "volume": "13700/day"},
        "intents": {
            "where_is_my_parcel": {"share": 0.6, "replies": 4, "resolution": 0.9, "queue": "human"},
            "退换货": {"share": 0.4, "replies": 7, "resolution": 0.8, "queue": "returns"},
        },
        "handling": {"hands_on_per_reply": "30 s", "customer_think": "40 s"},
        "groups": {
            "own_team": {"serves": ["human", "returns"], "concurrency": 3, "labour": labour},
            "outsourced": {"concurrency": 3, "labour": labour, "contract": {"per_seat": "7000 CNY/month"}},
        },
        "bot": {"kind": "llm"} if bot else None,
        "staffing": {"target": {"service_level": "80%", "within": "30 s", "abandonment": "5%"}},
    }
    return Scenario.model_validate(whole | changes)


def estimate(value: float | None, half: float | None = None, why: str = "") -> SimpleNamespace:
    """An Estimate with a symmetric interval."""
    bounds = (None, None) if value is None or half is None else (value - half, value + half)
    return SimpleNamespace(value=value, low=bounds[0], high=bounds[1], why=why)


def kpis(factor: float = 1.0, given: bool = False, bot: bool = True) -> dict[str, Any]:
    """All KPIs of the families for which figures are made up."""
    found: dict[str, Any] = {}
    for name in (name for members in FAMILIES.values() for name in members):
        if name in SHARES:
            value, half, unit = (*SHARES[name], "share")
        elif name in SECONDS:
            value, half, unit = (*SECONDS[name], "s")
        elif name in PLAIN:
            value, half, unit = PLAIN[name]
            value *= factor
        else:
            continue
        made = estimate(value, half)
        if name in FAMILIES["bot"] and not bot:
            made = estimate(None, why="no bot in this scenario")
        note = "input: follows from a roster given by hand" if given and "agent_day" in name else ""
        found[name] = SimpleNamespace(name=name, unit=unit, estimate=made, note=note)
    for name in ("fcr_3d", "fcr_7d"):
        missing = estimate(None, why="nothing to count: the denominator is zero in every replication")
        found[name] = SimpleNamespace(name=name, unit="share", estimate=missing, note="")
    return found


def series(days: int = 1) -> pd.DataFrame:
    """A day with two humps, night hours thin."""
    start = np.arange(48 * days) * 1800.0
    hour = start / 3600 % 24
    hump = np.exp(-((hour - 11) ** 2) / 14) + 1.2 * np.exp(-((hour - 20.5) ** 2) / 8) + 0.05
    arrivals = 560 * hump
    offered = 0.6 * arrivals
    busy = offered / 9
    scheduled = np.ceil(busy * 1.35 + 2)
    wait = 9 + 14 * (busy / scheduled) ** 6 + 4 * np.sin(hour * 2)
    level = np.clip(0.92 - wait / 160, 0, 1)
    measures = {
        "arrivals": (arrivals, 0.01), "bot_contained": (0.4 * arrivals, 0.02), "offered": (offered, 0.01),
        "abandoned": (0.04 * offered, 0.2), "mean_wait_s": (wait, 0.3), "service_level": (level, 0.04),
        "duty_agents": (0.94 * scheduled, 0.01), "scheduled_agents": (scheduled, 0.0), "busy_agents": (busy, 0.02),
        "occupancy": (busy / scheduled + 0.1, 0.02), "utilisation": (busy / scheduled, 0.02),
        "queue_length": (wait * offered / 1800, 0.2), "bot_in_flight": (arrivals / 40, 0.02),
        "duty_agents:own_team": (0.6 * scheduled, 0.01), "duty_agents:outsourced": (0.34 * scheduled, 0.01),
    }  # fmt: skip
    columns: dict[str, Any] = {"start_s": start}
    for name, (value, width) in measures.items():
        columns |= {name: value, f"{name}_low": value * (1 - width), f"{name}_high": value * (1 + width)}
    for name in ("arrivals", "queue_length", "bot_in_flight"):
        columns |= {f"{name}_p05": 0.8 * columns[name], f"{name}_p95": 1.2 * columns[name]}
    columns |= {f"above_normal{end}": np.zeros_like(arrivals) for end in ("", "_low", "_high")}
    columns |= {"forecast": 0.97 * arrivals, "forecast_p05": 0.9 * arrivals, "forecast_p95": 1.1 * arrivals}
    columns["service_level_high"] = np.minimum(columns["service_level_high"], 1.0)
    return pd.DataFrame(columns)


def days_table(days: int = 1) -> pd.DataFrame:
    """Figures of every day, all alike."""
    measures = {
        "contacts": ("1/day", 13712.0), "offered": ("1/day", 8062.0), "service_level": ("share", 0.81),
        "abandonment": ("share", 0.05), "peak_backlog": ("number", 31.0), "time_to_recover": ("s", 5400.0),
        "time_above_normal": ("s", 7200.0), "cost_per_day": ("CNY", 40100.0),
    }  # fmt: skip
    rows = [
        (day + 1, name, value, 0.9 * value, 1.1 * value, unit)
        for name, (unit, value) in measures.items()
        for day in range(days)
    ]
    return pd.DataFrame(rows, columns=["day", "kpi", "value", "low", "high", "unit"])


def hours_table() -> pd.DataFrame:
    """The day hour by hour; nobody comes at three."""
    hour = np.arange(24)
    columns = {"start_s": hour * 3600.0, "scheduled_agents": 20.0 + hour}
    for name, value in (
        ("contacts", 500.0 + hour), ("service_level", np.full(24, 0.8)), ("duty_agents", 19.0 + hour),
        ("utilisation", np.full(24, 0.6)), ("cost", 900.0 + hour), ("cost_per_contact", 2.0 + hour / 10),
    ):  # fmt: skip
        columns |= {name: value, f"{name}_low": 0.9 * value, f"{name}_high": 1.1 * value}
    frame = pd.DataFrame(columns)
    frame.loc[3, ["cost_per_contact", "cost_per_contact_low", "cost_per_contact_high"]] = np.nan
    return frame


def ledger(factor: float = 1.0) -> pd.DataFrame:
    """Entries of a buyer and of a supplier; amount = quantity x price to the cent."""
    lines = [
        ("buyer", "wages_on_duty", "own_team", "on_duty", "agent-month", 3.91, 5200.0),
        ("buyer", "wages_shrinkage", "own_team", "planned_shrinkage", "agent-month", 1.02, 5200.0),
        ("buyer", "on_costs", "own_team", "paid_time", "agent-month", 4.93, 1508.0),
        ("buyer", "workplace", "own_team", "headcount", "agent-month", 4.93, 600.0),
        ("buyer", "contract_fees", "outsourced", "per_seat", "agent-month", 1.4, 7000.0),
        ("buyer", "bot_sessions", "", "sessions", "session", 13712.4, 0.35),
        ("buyer", "bot_build", "", "calendar", "month of amortisation", 0.03285, 12500.0),
        ("supplier", "wages_on_duty", "outsourced", "on_duty", "agent-month", 1.1, 4600.0),
        ("supplier", "training", "outsourced", "turnover", "agent-month", 1.4, 75.0),
    ]
    frame = pd.DataFrame(lines, columns=["payer", "category", "group", "cause", "unit", "quantity", "price"])
    frame["amount"] = (factor * frame["quantity"] * frame["price"]).round(2)
    frame["low"], frame["high"] = 0.99 * frame["amount"], 1.01 * frame["amount"]
    return frame


def breakdown(intents: list[str]) -> pd.DataFrame:
    """Three KPIs by intent, queue and group."""
    rows = []
    for dimension, keys in (
        ("intent", intents),
        ("queue", ["human", "returns"]),
        ("group", ["own_team", "outsourced"]),
    ):
        for place, key in enumerate(keys):
            for kpi, unit, value in (
                ("contacts", "1/day", 8200.0),
                ("asa", "s", 12.0),
                ("aht", "s", 540.0),
                ("service_level", "share", 0.8),
            ):
                value *= 1 - 0.1 * place
                rows.append((dimension, key, kpi, value, 0.98 * value, 1.02 * value, unit))
        rows.append((dimension, keys[0], "csat_true", None, None, None, "share"))
    return pd.DataFrame(rows, columns=["dimension", "key", "kpi", "value", "low", "high", "unit"])


def totals(days: int = 1) -> dict[str, int]:
    """Counts of one replication that add up."""
    day = {
        "contacts": 13712, "bot_sessions": 13712, "bot_resolved": 4580, "bot_left": 1070, "transferred": 8062,
        "offered": 8062, "answered": 7690, "balked": 71, "abandoned": 301, "legs": 7690, "human_resolved": 6390,
    }  # fmt: skip
    return {name: days * count for name, count in day.items()}


def result(
    *, replications: int = 30, days: int = 1, bot: bool = True, given: bool = False, factor: float = 1.0, **changes: Any
) -> Any:
    """A whole Result; `changes` replace blocks of the scenario."""
    made = scenario(bot, run={"days": days}, **changes)
    origin = {"low": None, "high": None, "note": None, "file": "made-up.yaml", "line": 3}
    provenance = {
        "arrivals.volume": SimpleNamespace(source=("article_1",), kind="article", **origin),
        "groups.own_team.labour.wage": SimpleNamespace(
            source=("bureau",), kind="independent", **(origin | {"low": 4500.0, "high": 6000.0})
        ),
        "handling.hands_on_per_reply": SimpleNamespace(source=(), kind="none", **origin),
        "bot.ask_human": SimpleNamespace(source=(), kind="override", **origin),
    }
    rows = series(days)
    scheduled = rows["scheduled_agents"].to_numpy()
    levels = np.array([np.ceil(0.7 * scheduled), np.floor(0.3 * scheduled)], np.int64)
    return SimpleNamespace(
        scenario=made, provenance=provenance,
        resolved={
            "arrivals": {"volume": {"value": "13700/day", "source": "article_1"}},
            "groups": {"own_team": {"labour": {"wage": WAGE}}},
            "handling": {"hands_on_per_reply": "30 s"},
        },
        seed=7, replications=replications, engine="reference", confidence=0.95,
        schedule=MadeSchedule(
            levels=levels, interval_s=1800.0, derived=(not given, True), rule="Erlang-A with concurrency",
            factor=1.0437, pilot={"service_level": 0.806, "asa": 14.1}, shifts={}, required=None,
        ),
        sums=[SimpleNamespace(totals=totals(days), by={}) for _ in range(3)],
        kpis=kpis(factor, given, bot), breakdown=breakdown(list(made.intents)), ledger=ledger(factor), series=rows,
        days=days_table(days), hours=hours_table(), reserves=pd.DataFrame(),
        seconds={"staffing": 3.2, "simulate": 21.94}, warnings=(), months=None,
    )  # fmt: skip


def on_a_roster(given: bool = True) -> Any:
    """A result whose one group works three days and a night, given by hand or derived."""
    patterns = {
        "day": {"start": "08:00", "length": "9 h", "breaks": [{"after": "4 h", "length": "1 h", "turns": 2}]},
        "night": {"start": "22:00", "length": "8 h", "breaks": [{"after": "4 h", "length": "1 h", "paid": True}]},
    }
    numbered = {name: {**patterns[name], "agents": n} for name, n in zip(patterns, (3, 1), strict=True)}
    labour = {"wage": "4000 CNY/month", "premiums": {"night_allowance": "25 CNY"}}

    def on(shifts: dict[str, Any]) -> Scenario:
        return scenario(
            groups={"team": {"serves": ["human", "returns"], "labour": labour, "shifts": {"patterns": shifts}}}
        )

    plan = given_plan(on(numbered), on(numbered).groups["team"], 1, 0)
    made = result()
    made.scenario = on(numbered if given else patterns)
    levels = plan.levels(1800.0)[None]
    made.schedule = SimpleNamespace(
        levels=levels, required=np.maximum(levels - 1, 0), interval_s=1800.0, derived=(not given,), given=given,
        rule="by rule",
        factor=1.0, pilot={}, shifts={0: plan},
    )  # fmt: skip
    required = made.schedule.required[0].astype(float)
    made.series = made.series.assign(required_agents=required)
    made.hours = hours_table().assign(required_agents=1.0)
    return made
