"""The parts of a scenario that families share, as one would write them in YAML: quantities carry their units."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ccsim.model.timegrid import DAY_S
from ccsim.scenario.messages import clock_text
from ccsim.verification.cases import Parameters

FORGOTTEN_AFTER = 30
"""Relaxation times after which a start from empty has no influence: exp(-30) is 1e-13."""


class LossForm(NamedTuple):
    """Blocks of a scenario in which nobody waits, and of the work in it."""

    work: dict[str, Any]
    patience: dict[str, Any]
    more: dict[str, Any]


_LEAVE = {"distribution": "infinite", "balk": "100%"}
LOSS_FORMS = {
    "exponential": LossForm({"distribution": "exponential"}, _LEAVE, {}),
    "lognormal cv 1.5": LossForm({"distribution": "lognormal", "cv": 1.5}, _LEAVE, {}),
    "deterministic": LossForm({"distribution": "deterministic"}, _LEAVE, {}),
    "no room to wait": LossForm(
        {"distribution": {"kind": "erlang", "stages": 3}},
        {"distribution": "infinite"},
        {"queues": {"human": {"capacity": 0}}},
    ),
}
"""Loss systems that must all come out the same: who finds no slot free leaves at once, or is turned away."""


def seconds(value_s: float) -> str:
    """A duration."""
    return f"{value_s:.17g} s"


def per_day(rate_per_s: float) -> str:
    """A volume."""
    return f"{rate_per_s * DAY_S:.17g}/day"


def volume(rate_per_s: float) -> dict[str, Any]:
    """Arrivals at a constant rate; further contacts of an issue come on top."""
    return {"kind": "poisson", "volume": per_day(rate_per_s), "counted": "issues"}


def team(agents: int, **more: Any) -> dict[str, Any]:
    """A group of so many agents at any time; what they cost does not matter here."""
    return {"labour": {"wage": 0}, "roster": [{"at": "00:00", "agents": agents}], **more}


def one_kind(**more: Any) -> dict[str, Any]:
    """Intents of contacts that are all alike, and resolved at once."""
    return {"any": {"share": 1, "replies": 1, "resolution": 1, **more}}


def scenario(
    arrivals: Mapping[str, Any], handling: Mapping[str, Any], patience: Mapping[str, Any], agents: int, **more: Any
) -> dict[str, Any]:
    """A centre with one group and one kind of contact; `more` adds blocks or replaces them."""
    return {
        "arrivals": dict(arrivals),
        "intents": one_kind(),
        "handling": dict(handling),
        "patience": dict(patience),
        "groups": {"team": team(agents)},
        **more,
    }


def handling(mean_s: float, service: str, parameters: Parameters, key: str = "service") -> dict[str, Any]:
    """The `handling` block of a service time given in words: "exponential", "lognormal cv 1.5", "Erlang-2" ..."""
    return {"hands_on_per_reply": seconds(mean_s), **form(service, parameters, key)}


def form(words: str, parameters: Parameters, key: str) -> dict[str, Any]:
    """The distribution of an amount of work that is described in words, for the `handling` block."""
    said = words.lower()
    number = re.search(r"(\d+(?:\.\d+)?)\s*$", said.strip())
    if "hyperexponential" in said or said.startswith("h2"):
        square = re.search(r"cv\^?2?\s*=?\s*(\d+(?:\.\d+)?)", said)
        if square is None:
            raise parameters.wrong(key, words, 'a squared coefficient of variation, "cv^2=3"')
        squared = float(square[1]) if "cv^2" in said or "cv2" in said else float(square[1]) ** 2
        if squared <= 1:
            raise parameters.wrong(key, words, "a coefficient of variation above 1")
        return {"distribution": {"kind": "hyperexponential", "cv": math.sqrt(squared)}}
    if said.startswith("erlang"):
        if number is None or not 1 <= float(number[1]) == int(float(number[1])):
            raise parameters.wrong(key, words, 'a whole number of stages, "Erlang-2"')
        return {"distribution": {"kind": "erlang", "stages": int(float(number[1]))}}
    if said.startswith("lognormal"):
        cv = parameters.positive("service_cv", float(number[1]) if number else 1.0)
        return {"distribution": "lognormal", "cv": cv}
    if said.startswith("deterministic"):
        return {"distribution": "deterministic"}
    if said.startswith("exponential"):
        return {"distribution": "exponential"}
    raise parameters.wrong(
        key, words, "exponential, deterministic, lognormal, Erlang-k or hyperexponential, as docs/verification.md says"
    )


def exponential_patience(mean_s: float) -> dict[str, Any]:
    """The `patience` block; an infinite mean is endless patience."""
    return {"distribution": "infinite"} if math.isinf(mean_s) else {"mean": seconds(mean_s)}


def days_to_forget(relaxation_s: float) -> int:
    """Days of warm-up, at least one."""
    return max(1, math.ceil(FORGOTTEN_AFTER * relaxation_s / DAY_S))


def relaxation_s(agents: int, arrivals_per_s: float, handling_s: float, patience_s: float = math.inf) -> float:
    """Roughly the time in which a queue with n agents forgets: 1 / (n mu (1 - sqrt(rho))^2), at least a handling time.

    With abandonment the queue forgets at least as fast as patience runs out. Raises ValueError without a steady state.
    Source: Abate and Whitt (1987).
    """
    rho = arrivals_per_s * handling_s / agents
    slowest = math.inf if rho >= 1 else handling_s / agents / (1 - math.sqrt(rho)) ** 2
    relaxation = min(slowest, patience_s)
    if math.isinf(relaxation):
        raise ValueError(f"no steady state: {rho:g} contacts offered per contact that can be served, endless patience")
    return max(handling_s, relaxation)


def roster(levels: Sequence[float], interval_s: float, first_s: float = 0.0) -> list[dict[str, Any]]:
    """Headcounts by interval of the day from `first_s` on; the last one holds until they begin again."""
    steps: list[dict[str, Any]] = []
    for number, level in enumerate(levels):
        at_s = round(first_s + number * interval_s)
        if not steps or steps[-1]["agents"] != round(level):
            steps.append({"at": clock_text(at_s), "agents": round(level)})
    return steps


def stated_rates(per_hour: Sequence[float], interval_s: float) -> dict[str, Any]:
    """Arrivals at given rates, interval by interval, again and again."""
    rates = {"interval": seconds(interval_s), "per_hour": list(per_hour)}
    return {"kind": "poisson", "counted": "issues", "rates": rates}
