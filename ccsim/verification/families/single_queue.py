"""Families A, B and H: one queue, one group, one contact at a time, in steady state.

A: Erlang B (blocked contacts are lost, whatever the distribution of handling times), C (endless patience) and A
(exponential patience). B: general patience. H: general handling times.
"""

from __future__ import annotations

import math
from typing import Any

from ccsim.model.timegrid import DAY_S
from ccsim.verification import composing as compose
from ccsim.verification.cases import Case, Parameters
from ccsim.verification.quantities import KNOWN, sort_out
from ccsim.verification.study import Check, Design, Study

QUANTITIES = KNOWN
"""Names that a file may use."""


def erlang(case: Case) -> Design:
    """Family A."""
    return loss(case) if "offered_load_erlang" in case.params else waiting(case)


def loss(case: Case) -> Design:
    """Erlang B, with several forms of the handling time; who finds no agent free is turned away or leaves."""
    given, design = Parameters(case), Design()
    agents, mean_s = given.whole("n", least=1), given.positive("AHT_s")
    rate_per_s = given.positive("arrival_rate_per_s")
    load = given.positive("offered_load_erlang")
    given.finish()
    if not math.isclose(load, rate_per_s * mean_s, rel_tol=1e-9):
        raise given.wrong("offered_load_erlang", load, f"arrival_rate_per_s x AHT_s = {rate_per_s * mean_s:g}")
    checks = sort_out(case, design)
    for label, loss_form in compose.LOSS_FORMS.items():
        scenario = compose.scenario(
            compose.volume(rate_per_s),
            {"hands_on_per_reply": compose.seconds(mean_s), **loss_form.work},
            loss_form.patience,
            agents,
            **loss_form.more,
        )
        design.studies.append(_steady(case, label, scenario, checks, rate_per_s, mean_s))
    return design


def waiting(case: Case) -> Design:
    """A queue in which everybody waits as long as their patience lasts."""
    given, design = Parameters(case), Design()
    agents, mean_s = given.whole("n", least=1), given.positive("AHT_s")
    rate_per_s = given.positive("calls_per_hour") / 3600
    given.note("T_s", "p1", "rate1_per_s", "rate2_per_s")
    handling = compose.handling(mean_s, given.text("service", "exponential"), given)
    patience, patience_mean_s = _patience(given)
    given.finish()
    scenario = compose.scenario(compose.volume(rate_per_s), handling, patience, agents)
    relaxation_s = compose.relaxation_s(agents, rate_per_s, mean_s, patience_mean_s)
    cv = float(handling.get("cv", 1.0))
    stretched = relaxation_s * max(1.0, (1 + cv**2) / 2)  # more variable work makes a busy queue forget more slowly
    design.studies.append(_steady(case, "", scenario, sort_out(case, design), rate_per_s, stretched))
    return design


def _steady(
    case: Case, label: str, scenario: dict[str, Any], checks: tuple[Check, ...], rate_per_s: float, relaxation_s: float
) -> Study:
    # First come, first served: nobody's wait depends on later contacts, so the last ones need no company.
    return Study(
        case,
        label,
        scenario,
        checks,
        contacts_per_day=rate_per_s * DAY_S,
        warm_up_days=compose.days_to_forget(relaxation_s),
        relaxation_s=relaxation_s,
    )


def _patience(given: Parameters) -> tuple[dict[str, Any], float]:
    """The `patience` block of the words and numbers of a case, and the mean patience (s)."""
    words = given.text("patience", "" if given.has("patience_mean_s") else "infinite").lower()
    mean_s = given.mean_or_none("patience_mean_s")
    if words == "infinite" or (not words and math.isinf(mean_s)):
        return {"distribution": "infinite"}, math.inf
    if words.startswith("exponential") or not words:
        return compose.exponential_patience(mean_s), mean_s
    if words.startswith("deterministic"):
        return {"distribution": "deterministic", "mean": compose.seconds(given.positive("patience_s"))}, mean_s
    if words.startswith("weibull"):
        scale_s, shape = given.positive("scale_s"), given.positive("k")
        mean_s = scale_s * math.gamma(1 + 1 / shape)
        return {"distribution": "weibull", "mean": compose.seconds(mean_s), "shape": shape}, mean_s
    if words.startswith("lognormal"):
        mean_s = given.positive("mean_s")
        return {"distribution": "lognormal", "mean": compose.seconds(mean_s), "shape": given.positive("cv")}, mean_s
    if words.startswith("with prob balk"):
        block = compose.exponential_patience(given.positive("exp_mean_s"))
        return {**block, "balk": given.share("balk")}, mean_s
    if words.startswith("hyperexponential"):
        share, means = given.share("p"), (given.positive("mean1_s"), given.positive("mean2_s"))
        branches = {"shares": [share, 1 - share], "means": [compose.seconds(one) for one in means]}
        return {"distribution": {"kind": "hyperexponential", **branches}}, mean_s
    if words.startswith("piecewise-constant hazard"):
        edges, hazards = given.numbers("edges_s"), given.numbers("hazard_per_s")
        if len(edges) != len(hazards) or edges[0] != 0 or edges != sorted(set(edges)):
            raise given.wrong("edges_s", edges, f"{len(hazards)} edges that begin at 0 and rise, one for each hazard")
        steps = {"edges": [compose.seconds(edge) for edge in edges], "hazards": [f"{one:.17g}/s" for one in hazards]}
        return {"distribution": {"kind": "hazard", **steps}}, mean_s
    raise given.wrong("patience", words, "one of the forms that docs/verification.md lists")
