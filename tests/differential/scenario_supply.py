"""Parts of generated scenarios, as a file states them: queues with limits and hours, groups, and reserves for peaks."""

from __future__ import annotations

from typing import Any

from chance import Choices
from scenario_demand import DAYS, Block, clock, seconds, share, some


def queues(choices: Choices, names: list[str]) -> dict[str, Block]:
    """Limits and opening hours of some of the queues."""
    found = {}
    for name in names:
        optional = {
            "capacity": choices.pick([0, 1, 5, 20, 20]),
            "max_wait": seconds(choices, 60, 120, 1800),
        }
        hours = {
            "opening": [_opening(choices) for _ in range(choices.pick([1, 2, 5]))],
            "outside": choices.pick(["defer", "lose"]),
            "closing": choices.pick(["serve", "disconnect", "disconnect"]),
        }
        if choices.integer(0, 2):
            found[name] = some(choices, optional) | choices.pick([{}, hours, hours])
    return found


def _opening(choices: Choices) -> Block:
    """A span of hours, some of them past midnight, on all or some days of the week."""
    start = choices.integer(0, 23)
    until = (start + choices.pick([1, 1, 3, 8, 20])) % 24
    found: Block = {"from": clock(start), "until": "24:00" if until == 0 else clock(until)}
    if choices.one_in(2):
        first = choices.integer(0, 6)
        found["days"] = [DAYS[(first + day) % 7] for day in range(choices.integer(1, 6))]
    return found


def groups(choices: Choices, names: list[str], queue_names: list[str], intents: list[str]) -> dict[str, Block]:
    """Groups of a few agents; every queue is somebody's own."""
    own: dict[str, list[str]] = {name: [] for name in names}
    for number, queue in enumerate(queue_names):
        own[names[number % len(names)]].append(queue)
    found = {}
    for name in names:
        serves = own[name] or [choices.pick(queue_names)]
        serves += [queue for queue in queue_names if queue not in serves and choices.one_in(4)]
        others = [queue for queue in queue_names if queue not in serves]
        concurrency = choices.pick([1, 1, 2, 3, 4])
        optional = {
            "slowdown": _slowdown(choices, concurrency),
            "hands_on_factor": choices.pick([0.7, 1.5]),
            "handling_factor": {choices.pick(intents): choices.pick([0.5, 2])},
            "resolution_shift": choices.pick([-0.25, 0.25]),
            "nominal_level": choices.integer(1, concurrency),
            "assist": {"throughput_gain": 0.01, "resolution_gain": 0.05, "licence": "100 CNY/month"},
            "seat": {"workplace": "500 CNY/month"},
            "contract": _contract(choices),
        }
        found[name] = {
            "serves": serves,
            "concurrency": concurrency,
            "labour": {"wage": "5000 CNY/month"},
            "secondary": {queue: seconds(choices, 0, 30, 60) for queue in others if choices.one_in(2)},
            **some(choices, optional),
            **_presence(choices),
            **_staffing(choices),
        }
    return found


def _slowdown(choices: Choices, concurrency: int) -> Any:
    return choices.pick(["derived", 0.35, [1, 0.75, 0.5, 0.4][:concurrency]])


def _contract(choices: Choices) -> Block:
    tiers = {"steps": [{"above": 0, "price": "3 CNY/session"}, {"above": 100, "price": "2 CNY/session"}]}
    night = {"factor": 1.5, "at": "22:00", "until": "08:00"}
    return some(choices, {"per_leg": "2 CNY/session", "per_hour": "30 CNY/h", "tiers": tiers, "night": night})


def _presence(choices: Choices) -> Block:
    return {"shrinkage": 0.3, "absence": choices.pick([0.1, 0.3])} if choices.one_in(2) else {}


def _staffing(choices: Choices) -> Block:
    """A roster by hand, shifts by hand, headcounts derived from the target, or these covered by shifts."""
    form = choices.pick(["roster"] * 5 + ["shifts"] * 3 + ["derived", "derived", "covered"])
    if form == "roster":
        return {"roster": roster(choices)}
    return {} if form == "derived" else {"shifts": _shifts(choices, given=form == "shifts")}


def roster(choices: Choices) -> list[Block]:
    """Steps at full and half hours, nobody at times."""
    at_h = sorted({choices.integer(0, 47) / 2 for _ in range(choices.integer(1, 5))})
    heads = [choices.pick([0, 1, 1, 1, 2, 3]) for _ in at_h]
    return [
        {"at": clock(hour), "agents": agents} for hour, agents in zip(at_h, [max(1, heads[0]), *heads[1:]], strict=True)
    ]


def _shifts(choices: Choices, given: bool) -> Block:
    """Three shifts round the clock, with breaks in turns; given by hand they may be fewer."""
    patterns = {}
    for number, start in enumerate((6, 14, 22)):
        after, turns = choices.pick([2, 3]), choices.pick([1, 2])
        pause = {"after": f"{after} h", "length": "30 min", "turns": turns if given else 2}
        pattern = {"start": clock(start), "length": "8 h", **some(choices, {"breaks": [pause]})}
        if given:
            pattern |= {"agents": choices.integer(1 - min(number, 1), 3)}
            pattern |= some(choices, {"days": list(DAYS[: choices.integer(1, 7)])})
        patterns[f"shift{number}"] = pattern
    found: Block = {"patterns": patterns}
    if choices.one_in(2):
        found["lateness"] = {"share": share(choices), "mean": "10 min"}
    return found


def surge(choices: Choices, group_blocks: dict[str, Block], queue_names: list[str]) -> Block:
    """Up to three reserves; groups with a list of speeds are not asked for more chats."""
    reserves, suppliers = {}, {}
    for number in range(choices.integer(1, 3)):
        kind = choices.pick(["people", "people", "concurrency", "bot_only"])
        able = [n for n, g in group_blocks.items() if kind == "people" or not isinstance(g.get("slowdown"), list)]
        if kind != "bot_only" and not able:
            kind = "bot_only"
        reserve: Block = {"kind": kind, **_calls(choices)}
        reserve |= some(choices, {"queues": [choices.pick(queue_names)], "delay": seconds(choices, 0, 60, 600)})
        if kind != "bot_only":
            reserve |= {"group": choices.pick(able), "size": choices.integer(1, 3)}
        if kind == "people":
            reserve |= some(choices, {"ramp": seconds(choices, 0, 300), "show_up": share(choices)})
            price = {"retainer": "500 CNY/month", "per_head": "20 CNY", "per_hour": "30 CNY/h", "premium": 0.5}
            reserve |= some(choices, {"price": {"per_call": "50 CNY", **price}})
            if choices.one_in(3):
                reserve["supplier"] = "pool"
                agents, merchants = choices.integer(0, 4), choices.integer(1, 4)
                suppliers["pool"] = {"agents": agents, "merchants": merchants, "ask": 2, "ask_cv": 0.5, "calling": 0.5}
                suppliers["pool"]["allocation"] = choices.pick(["proportional", "first_come"])
        reserves[f"reserve{number}"] = reserve
    return {"check": choices.pick(["1 min", "5 min", "30 s"]), "reserves": reserves, "suppliers": suppliers}


def _calls(choices: Choices) -> Block:
    """What calls a reserve, how long it stays, and what sends it home."""
    stay_min = choices.pick([0, 10, 60])
    longest = {"longest": f"{stay_min + choices.pick([1, 60, 300])} min"}
    home = choices.pick([{"queue_shorter_than": 1}, {"wait_shorter_than": "30 s"}])
    stand_down = {"stand_down": {**home, **some(choices, {"lasting": "2 min"})}}
    found: Block = {"stay": f"{stay_min} min"}
    if choices.integer(0, 2):
        longer, waits = {"queue_longer_than": choices.integer(0, 3)}, {"wait_longer_than": seconds(choices, 0, 60)}
        trigger = choices.pick([longer, waits, {**longer, **waits}])
        found["trigger"] = {**trigger, **some(choices, {"lasting": "2 min"})}
        found["calls_per_day"] = choices.integer(1, 8)
        return found | choices.pick([{}, longest, stand_down, {**longest, **stand_down}])
    by_clock, by_forecast = {"at": clock(choices.integer(0, 22))}, {"forecast_above": "5/h", "lead": "1 h"}
    found["trigger"] = choices.pick([by_clock, by_forecast])
    return found | choices.pick([longest, stand_down])
