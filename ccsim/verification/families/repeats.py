"""Family F: contacts that come back, after service or after leaving the queue."""

from __future__ import annotations

from typing import Any

from ccsim.model.timegrid import DAY_S
from ccsim.verification import composing as compose
from ccsim.verification.cases import Case, Parameters
from ccsim.verification.quantities import KNOWN, PROBED, RATIOS, sort_out, unchecked
from ccsim.verification.study import Check, Design, Study, at, scaled, total

MOST_ATTEMPTS = 60
"""Contacts per issue; with at most half of them coming back, one in 10^18 issues would make more."""
MOST_IF_RESOLVED_OR_NOT = 20
"""The same where the tape must hold all of them for every issue; with at most 30% coming back, one in 10^10."""
SAME = {
    "E_wait_all_per_attempt": "E_wait_all",
    "P_abandon_per_attempt": "P_abandon",
    "P_wait_per_attempt": "P_wait",
}
OWN = (*SAME, "effective_calls_per_hour", "total_calls_per_hour", "E_time_to_resolution", "fraction_issues_lost")
QUANTITIES = (*KNOWN, *PROBED, *OWN, "E_in_service_at_t", "E_orbit_at_t")
"""Names that a file may use."""
DELAYS: dict[str, dict[str, Any]] = {
    "exponential": {"kind": "exponential"},
    "lognormal": {"kind": "lognormal", "cv": 1.5},
    "deterministic": {"kind": "deterministic"},
}
"""Forms of the delay that must make no difference: the orbit has room for everybody."""
WAYS = {"exponential": "unresolved", "lognormal": "follow-up", "deterministic": "unresolved"}
"""How the scenario says that a served contact comes back, by the form of the delay."""


def repeats(case: Case) -> Design:
    """Studies of a case with repeat contacts."""
    if "t_s" in case.params:
        return from_empty(case)
    given, design = Parameters(case), Design()
    agents, work_s = given.whole("n", least=1), given.positive("AHT_s")
    rate_per_s = given.positive("first_calls_per_hour") / 3600
    handling = compose.handling(work_s, given.text("service", "exponential"), given)
    again, retry = given.part("p_repeat_after_service"), given.part("p_retry_after_abandon", 0.0)
    patience_s = given.mean_or_none("patience_mean_s")
    delay_s = given.positive("repeat_delay_mean_s" if given.has("repeat_delay_mean_s") else "delay_mean_s")
    any_form = "any" in given.text("repeat_delay_distribution", "exponential")
    given.note("T_s")
    given.finish()
    all_rate = rate_per_s / (1 - max(again, retry))
    relaxation_s = delay_s + compose.relaxation_s(agents, rate_per_s / (1 - again), work_s, patience_s)
    days = compose.days_to_forget(relaxation_s)
    checks = _checks(case, design)
    for label in DELAYS if any_form else ["exponential"]:
        content = compose.scenario(
            compose.volume(rate_per_s),
            handling,
            {**compose.exponential_patience(patience_s), **_retry(retry, delay_s, label)},
            agents,
            **_coming_back(again, delay_s, label, WAYS[label]),
        )
        design.studies.append(
            Study(
                case,
                label if any_form else "",
                content,
                checks,
                contacts_per_day=all_rate * DAY_S,
                warm_up_days=days,
                cool_down_days=days,
                probes=(("orbit", ()), ("issues", ()), ("all_busy", ((agents,),))),
                relaxation_s=relaxation_s,
            )
        )
    return design


def from_empty(case: Case) -> Design:
    """Nobody ever waits, everything starts empty: who is in service and who is to come back at given times."""
    given, design = Parameters(case), Design()
    rate_per_s, work_s = given.positive("first_calls_per_hour") / 3600, given.positive("AHT_s")
    again, delay_s = given.part("p_repeat_after_service"), given.positive("delay_mean_s")
    times_s = given.numbers("t_s")
    if max(times_s) > DAY_S:
        raise given.wrong("t_s", times_s, "times within the first day")
    given.finish()
    load = rate_per_s * work_s / (1 - again)
    agents = round(load + 20 * load**0.5 + 20)
    content = compose.scenario(
        compose.volume(rate_per_s),
        {"hands_on_per_reply": compose.seconds(work_s), "distribution": "exponential"},
        {"distribution": "infinite"},
        agents,
        **_coming_back(again, delay_s, "exponential", "resolved or not"),
    )
    checks = []
    for quantity, value in case.quantities.items():
        name = {"E_in_service_at_t": "in_service_at", "E_orbit_at_t": "orbit_at"}.get(quantity)
        if name is None or not isinstance(value, list) or len(value) != len(times_s):
            design.unchecked.append(unchecked(case.id, quantity, _limit(quantity)))
            continue
        checks += [Check(f"{quantity}[{i}]", v, at(i, name), total("days")) for i, v in enumerate(value)]
    design.studies.append(
        Study(
            case,
            "",
            content,
            tuple(checks),
            contacts_per_day=rate_per_s / (1 - again) * DAY_S,
            warm_up_days=0,
            probes=(("snapshots", (tuple(times_s), (agents,) * len(times_s))),),
            single_days=True,
        )
    )
    return design


def _limit(quantity: str) -> str:
    return "the limit of the same curve, whose last point is checked" if quantity.endswith("_inf") else ""


def _coming_back(probability: float, delay_s: float, form: str, way: str) -> dict[str, Any]:
    """Blocks that make a served contact come back with this probability, independently each time.

    `way`: "unresolved": nothing is ever resolved, and so many try again; "follow-up": all is resolved, and so many have
    a further question; "resolved or not": what is not resolved always comes back.
    """
    delay = {**DELAYS[form], "mean": compose.seconds(delay_s)}
    if way == "follow-up":
        block = {"follow_up": probability, "follow_up_distribution": delay, "max_attempts": MOST_ATTEMPTS}
        return {"repeats": block}
    if way == "unresolved":
        block = {"if_unresolved": probability, "distribution": delay, "max_attempts": MOST_ATTEMPTS}
        return {"intents": compose.one_kind(resolution=0), "repeats": block}
    block = {"if_unresolved": 1, "distribution": delay, "max_attempts": MOST_IF_RESOLVED_OR_NOT}
    return {"intents": compose.one_kind(resolution=1 - probability), "repeats": block}


def _retry(probability: float, delay_s: float, form: str) -> dict[str, Any]:
    if not probability:
        return {}
    return {"retry": {"probability": probability, "distribution": {**DELAYS[form], "mean": compose.seconds(delay_s)}}}


def _checks(case: Case, design: Design) -> tuple[Check, ...]:
    checks, left = list(sort_out(case, design, probed=True)), []
    for entry in design.unchecked:
        more = _rate(entry.quantity, case) if not entry.why else []
        checks += more
        left += [] if more else [entry]
    design.unchecked = left
    return tuple(checks)


def _rate(quantity: str, case: Case) -> list[Check]:
    """Checks of the family's own quantities; none if it is not one of them."""
    per_hour = 3600 * 2.0**20
    if quantity not in OWN:
        return []
    value = case.number(quantity)
    if quantity in SAME:
        ratio = RATIOS[SAME[quantity]]
        return [Check(quantity, value, total(*ratio.above, scale=ratio.scale), total(*ratio.below), goal=ratio.goal)]
    if quantity in ("effective_calls_per_hour", "total_calls_per_hour"):
        return [Check(quantity, value, total("contacts", scale=per_hour), total("elapsed_ticks"))]
    if quantity == "E_time_to_resolution":
        # Little's law: all that waits, is served or is to come back, over the issues that arise
        spent = total("queue_area_ticks", "slot_ticks", "orbit_ticks")
        return [Check(quantity, value, scaled(spent, 2.0**-20), total("issues"))]
    return [Check(quantity, value, total("gone_for_good"), total("issues"), goal=True)]
