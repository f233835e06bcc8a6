"""Parts of generated scenarios, as a file states them: who comes, what the bot does, how long people wait and come back.

Everything is valid by construction and small: some hundred contacts a day. Shares are sixteenths; clock times and
durations are round, so that outages, openings, rosters and deterministic delays meet at the same instant.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from chance import SIXTEENTHS, Choices

Block = dict[str, Any]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OCCASIONS = {
    "2025-06-16": ["sale618_eve", "sale618"],
    "2025-09-30": ["statutory_holiday", "day_off"],
    "2025-11-10": ["double11_eve", "double11"],
}
"""First days of runs with a name in the calendar or among the sales."""


def share(choices: Choices) -> float:
    return choices.integer(0, SIXTEENTHS) / SIXTEENTHS


def shares(choices: Choices, size: int) -> list[float]:
    """Sixteenths above 0 that sum to 1."""
    cuts = sorted({choices.integer(1, SIXTEENTHS - 1) for _ in range(size - 1)})
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, SIXTEENTHS], strict=True)]
    return [part / SIXTEENTHS for part in parts]


def seconds(choices: Choices, *options: float) -> str:
    return f"{choices.pick(options):g} s"


def clock(hour: float) -> str:
    """Hours after midnight as a scenario writes them."""
    minutes = round(60 * hour)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def some(choices: Choices, block: Block) -> Block:
    """About two thirds of the keys, so that defaults are met as well."""
    return {key: value for key, value in block.items() if choices.integer(0, 2)}


def distribution(choices: Choices, where: str) -> Any:
    """Of an "amount" (no mean of its own), of "patience" (perhaps without an end), or of a "delay" (with a mean)."""
    words = {
        "amount": ["lognormal", "exponential", "deterministic"],
        "patience": ["exponential", "weibull", "lognormal", "deterministic", "infinite"],
    }
    if where in words and choices.one_in(2):
        return choices.pick(words[where])
    last = choices.pick(["1/min", "0.05/s"] if where != "patience" else ["1/min", 0])
    means: list[Block] = [{"mean": "1 min"}, {"mean": "5 min"}, {"mean": "2 h"}]
    if where == "amount":
        means = [{}]
    elif where == "patience":
        means = [*means, {}]
    with_mean: list[Block] = [
        {"kind": "exponential"},
        {"kind": "deterministic"},
        {"kind": "erlang", "stages": choices.integer(1, 4)},
        {"kind": "lognormal", "cv": 0.5},
        {"kind": "weibull", "shape": 0.7},
        {"kind": "gamma", "shape": 2.5},
        {"kind": "gamma", "cv": 2},
        {"kind": "hyperexponential", "cv": 2},
    ]
    of_its_own: list[Block] = [
        {"kind": "hyperexponential", "shares": [0.25, 0.75], "means": [0, "2 min"]},
        {"kind": "hazard", "edges": [0, "30 s", "5 min"], "hazards": ["2/min", 0, last]},
        {"kind": "empirical", "values": [0, "1 min", "30 min"], "weights": [1, 2, 1]},
        {"kind": "empirical", "values": ["1 min", "20 min"], "interpolate": True},
        {"kind": "quantiles", "probabilities": [0, 0.5, 1], "values": [0, "1 min", "1 h"]},
        {"kind": "uniform", "least": "30 s", "most": "10 min"},
    ]
    if choices.one_in(2):
        return choices.pick(of_its_own)
    return {**choices.pick(with_mean), **choices.pick(means)}


def arrivals(choices: Choices, run: Block, intents: list[str]) -> Block:
    """A volume with a profile, or rates as they are; busy days, special days."""
    volume = choices.pick([60, 120, 200, 300])
    found: Block = {"kind": "poisson", "counted": choices.pick(["contacts", "issues"])}
    form = choices.pick(["volume", "volume", "volume", "rates", "sinusoid"])
    if form == "volume":
        found["volume"] = f"{volume}/day"
        if choices.integer(0, 2):
            found["profile"] = _profile(choices)
    elif form == "rates":
        per_hour = [choices.pick([0, volume / 24, volume / 8]) for _ in range(choices.pick([6, 24, 48]))]
        found["rates"] = {"interval": "1 h", "per_hour": [volume / 24, *per_hour[1:]]}
    else:
        amplitude = choices.pick([0, volume / 2, volume])
        found["sinusoid"] = {"mean": f"{volume}/day", "amplitude": f"{amplitude:g}/day", "period": "12 h", "phase": 1}
    found |= some(
        choices,
        {
            "weekday": [choices.pick([0.5, 1, 2]) for _ in DAYS],
            "month": [1, 1, 1, 1, 1, choices.pick([0.5, 2]), 1, 1, 1, 1, 1, 1],
            "day_busyness_cv": choices.pick([0.2, 0.8]),
            "halfhour_busyness_cv": choices.pick([0.1, 0.6]),
            "mix_concentration": choices.pick([1, 30]),
            "special_days": _special_days(choices, run, intents),
        },
    )
    if "halfhour_busyness_cv" in found:
        found["halfhour_correlation"] = choices.pick([0, 0.6, 0.9])
    return found


def _profile(choices: Choices) -> list[float]:
    """Relative rates of hours, some of them without arrivals."""
    return [1, *(choices.pick([0, 1, 1, 4, 12]) for _ in range(choices.pick([5, 23])))]


def _special_days(choices: Choices, run: Block, intents: list[str]) -> list[Block]:
    days: list[Block] = [{"day": day} for day in range(-1, run["days"]) if choices.one_in(2)]
    if run["start"] in OCCASIONS and choices.one_in(2):
        days = [{"on": occasion} for occasion in OCCASIONS[run["start"]]]
    elif choices.one_in(4):
        days = [{"date": run["start"]}]
    for day in days:
        spike = {"at": clock(choices.integer(0, 23)), "peak": choices.pick([1, 8, 30]), "decay": "20 min"}
        after = {"factor": choices.pick([0.5, 2]), "days": 1.5, "intents": choices.pick([[], intents[:1]])}
        rest = {
            "factor": choices.pick([0.5, 1, 2]),
            "profile": _profile(choices),
            "spikes": [spike] * choices.integer(1, 2),
            "intents": {intents[-1]: choices.pick([0.5, 3])},
            "after": after,
        }
        day |= some(choices, rest)
    return days


def intents(choices: Choices, queues: list[str], bot: bool) -> dict[str, Block]:
    """Up to four kinds of request; every queue is wanted by one of them at least."""
    found = {}
    parts = shares(choices, choices.integer(len(queues), 4))
    while len(parts) < len(queues):  # two cuts fell on one place
        parts = [parts[0] / 2, parts[0] / 2, *parts[1:]]
    for number, part in enumerate(parts):
        optional = {
            "wrap_up": seconds(choices, 0, 30, 120),
            "patience_factor": choices.pick([0.5, 2]),
            "priority": choices.integer(0, 3),
            "priority_gain": choices.pick([0, 0.25, 2]),
            "complex": choices.one_in(2),
        }
        found[f"intent{number}"] = {
            "share": part,
            "replies": choices.pick([0.5, 4, 8, 16]),
            "resolution": share(choices),
            "queue": queues[number] if number < len(queues) else choices.pick(queues),
            **({"bot_resolution": {"llm": share(choices)}} if bot else {}),
            **some(choices, optional),
        }
    return found


def classes(choices: Choices) -> dict[str, Block]:
    return {
        f"class{number}": {
            "share": part,
            **some(choices, {"priority_shift": choices.integer(-2, 2), "patience_factor": choices.pick([0.5, 3])}),
        }
        for number, part in enumerate(shares(choices, choices.integer(1, 3)))
    }


def handling(choices: Choices) -> Block:
    optional = {
        "customer_think": seconds(choices, 0, 20, 60),
        "switch_cost": choices.pick([0, 0.1, 0.5]),
        "brevity": choices.pick([0.5, 1.5]),
        "distribution": distribution(choices, "amount"),
        "wrap_up_distribution": distribution(choices, "amount"),
        "extra_replies_after_bot": choices.pick([1, 2]),
        "quality_drop_per_level": choices.pick([0.05, 0.3]),
        "quality_free_levels": choices.integer(1, 3),
    }
    found = {"hands_on_per_reply": seconds(choices, 10, 60, 180), **some(choices, optional)}
    if isinstance(found.get("wrap_up_distribution"), str):  # a word there is none for
        found["wrap_up_distribution"] = {"kind": found["wrap_up_distribution"]}
    return found


def patience(choices: Choices, retry: bool) -> Block:
    optional = {
        "distribution": distribution(choices, "patience"),
        "mean": seconds(choices, 30, 600, 1800),
        "shape": choices.pick([0.5, 2]),
        "after_bot": choices.pick([0.5, 1.5]),
        "balk": choices.pick([0, 0, 0.25, 1]),
        "silent": share(choices),
        "silent_work": seconds(choices, 0, 30),
    }
    found = some(choices, optional)
    if retry:
        again: Block = {"probability": share(choices)}
        if choices.one_in(2):
            again |= {"median_delay": seconds(choices, 60, 3600), "sigma": 1}
        else:
            again["distribution"] = distribution(choices, "delay")
        found["retry"] = again
    return found


def repeats(choices: Choices) -> Block:
    bands = [
        {"share": part, "earliest": seconds(choices, 0, 600), "latest": seconds(choices, 1200, 86400)}
        for part in shares(choices, choices.integer(1, 2))
    ]
    found = some(
        choices,
        {
            "if_unresolved": share(choices),
            "decay": share(choices),
            "delay": bands,
            "follow_up": share(choices) / 2,
            "follow_up_within": seconds(choices, 60, 86400),
            "distribution": distribution(choices, "delay"),
            "follow_up_distribution": distribution(choices, "delay"),
        },
    )
    return {**found, "max_attempts": choices.integer(1, 5)}


def emotion(choices: Choices, bot: bool) -> Block:
    steps = [{"after": seconds(choices, 0, 30, 120, 600), "add": share(choices) / 2} for _ in range(2)]
    optional = {
        "per_failed_attempt": share(choices),
        "per_wait": steps,
        "handling_factor": choices.pick([0.5, 1.5]),
        "satisfaction": -1,
    }
    detector = {"recall": share(choices), "false_alarm": share(choices), "after_turns": choices.integer(1, 3)}
    found = {"negative": share(choices), **some(choices, optional)}
    return found | ({"detector": detector} if bot and choices.one_in(2) else {})


def errors(choices: Choices, again: bool) -> Block:
    optional = {
        "human": share(choices),
        "per_level_above": choices.pick([0.1, 0.5]),
        "bot": share(choices),
        "detected_after": seconds(choices, 60, 3600, 86400),
        "refund": "20 CNY",
        "refund_share": share(choices),
        "inspection": {"share": share(choices), "finds": share(choices), "per_contact": "1 CNY/session"},
    }
    return some(choices, optional) | ({"contact_again": share(choices)} if again else {})


def customer_loss(choices: Choices, names: list[str]) -> Block:
    optional = {
        "churn": {"share": share(choices), "value": "150 CNY"},
        "sales": {
            "intents": names[: choices.integer(1, len(names))],
            "margin": "39 CNY",
            "lost_unresolved": share(choices),
            "lost_by_bot": share(choices),
        },
    }
    return some(choices, optional) or {"churn": optional["churn"]}


def bot(choices: Choices, run: Block, warm_up: int) -> Block:
    start = date.fromisoformat(run["start"])
    promotion = {"first": str(start), "last": str(start + timedelta(days=1))}
    optional = {
        "ask_human": share(choices) / 2,
        "leave_if_failed": share(choices) / 2,
        "fresh_draw": share(choices),
        "turns": choices.pick([1, 4]),
        "time_per_turn": seconds(choices, 0, 20, 300, 1200),
        "time_to_ask": seconds(choices, 0, 15),
        "outages": _outages(choices, run, warm_up),
        "price": {"per_session": "0.5 CNY/session", "per_resolution": "1 CNY/session", "build": "1000 CNY"},
    }
    found: Block = {"kind": "llm", **some(choices, optional)}
    if choices.one_in(3):
        found["limit"] = _limit(choices)
    if choices.one_in(3):
        found |= {"updated": str(start - timedelta(days=90)), "knowledge_decay": "2%/month"}
    if choices.one_in(3):
        found |= {"promotion_drop": 0.1, "promotion_days": [promotion]}
    return found


def _limit(choices: Choices) -> Block:
    rest = {"max_wait": seconds(choices, 10, 120), "then": choices.pick(["human", "lose"])}
    return {"sessions": choices.pick([1, 1, 2, 5]), **some(choices, rest)}


def _outages(choices: Choices, run: Block, warm_up: int) -> list[Block]:
    """One after the other, some of them at once after the one before, the last perhaps past the run's end."""
    found, at_h = [], choices.integer(0, 20) - 24 * warm_up
    while at_h < 24 * run["days"] and len(found) < 4:
        length_h = choices.pick([1, 2, 5])
        route = choices.pick(["human", "wait", "lose"])
        found.append({"day": at_h // 24, "at": clock(at_h % 24), "length": f"{length_h} h", "route": route})
        at_h += length_h + choices.pick([0, 1, 7])
    return found
