"""Family G: people over months, and days on which agents are absent or customers many.

Teams are drawn person by person and calculated as expectations, both from a scenario's `workforce` block; absence and
busyness go through the engines like any other day.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from ccsim.model.timegrid import DAY_S, MONTH_S
from ccsim.verification import composing as compose
from ccsim.verification.cases import Case, CaseError, Parameters, is_number
from ccsim.verification.families.team import Known, Team, and_settled, no_longer_unchecked, per_team
from ccsim.verification.quantities import PLAIN, RATIOS, unchecked
from ccsim.verification.study import Cells, Check, Design, Study, at, total

HOURS = range(2, 23)
"""Of a day that begins with other agents than the day before ended with: its steady state."""


QUANTITIES = (
    *("E_headcount", "E_trainees", "E_headcount_inf", "Var_headcount", "E_cumulative_separations"),
    *("E_separations_per_month_inf", "mean_tenure_at_exit_months", "stationary_fraction_tenure_lt_3m"),
    *("E_headcount_month_0..M", "E_leavers_month_1..M", "E_effective_agents", "stationary_mean_speed"),
    *("contacts_per_busy_hour_mean_stationary", "AHT_at_tenure_M_M", "mean_AHT_over_first_K", "AHT_of_Kth"),
    *PLAIN,
)
"""Names that a file may use."""
_TENURES = re.compile(r"AHT_at_tenure_\d+(?:_\d+)*")


def people(case: Case) -> Design:
    """Studies of a case of family G."""
    for key, made in _BY_KEY.items():
        if key in case.params:
            return made(case)
    raise CaseError(f"{case.id}: params: none of the models that docs/verification.md lists")


def constant_hires(case: Case) -> Design:
    """Requisitions that come at random, a lead time, and training that some do not complete."""
    given = Parameters(case)
    hazard = given.number("attrition_hazard_per_month")
    staff = {
        "headcount": given.whole("H0_productive", least=1),
        "tenure_months": 0,
        "attrition": {"rate": _rate(hazard)},
        "hiring": {
            **_hires(given.number("requisitions_per_month")),
            "lead_time": _months(given.number("lead_time_months")),
        },
        "training": {
            "length": _months(given.number("training_months")),
            "leave": _rate(given.number("trainee_hazard_per_month")),
        },
    }
    times = given.wholes("t_months")
    given.finish()
    lists = {"E_headcount": "heads", "E_trainees": "trainees"}
    return Team(case, staff, times).design(lists, {"E_headcount_inf": per_team("long_run_heads")}, variance=True)


def replacement(case: Case) -> Design:
    """Every leaver has a successor after a fixed time."""
    given = Parameters(case)
    staff = {
        "headcount": given.whole("H0", least=1),
        "tenure_months": 0,
        "attrition": {"rate": _rate(given.number("attrition_hazard_per_month"))},
        "hiring": {"policy": "replace", "lead_time": _months(given.number("delay_months"))},
        "training": {"length": 0},
    }
    times = given.wholes("t_months")
    given.finish()
    return Team(case, staff, times).design({"E_headcount": "heads"}, {"E_headcount_inf": per_team("long_run_heads")})


def renewal(case: Case) -> Design:
    """Successors at once, a hazard by tenure; all begin together, or the team has long been so."""
    given = Parameters(case)
    edges, hazards = given.numbers("tenure_edges_months"), given.numbers("hazard_per_month")
    seats, times = given.whole("seats", least=1), given.wholes("t_months", least=1)
    if len(edges) != len(hazards) or edges[0] != 0 or edges != sorted(set(edges)):
        raise given.wrong(
            "tenure_edges_months", edges, f"{len(hazards)} edges that begin at 0 and rise, one for each hazard"
        )
    given.finish()
    staff = {
        "headcount": seats,
        "tenure_months": 0,
        "attrition": {"by_tenure": _steps(edges, hazards)},
        "training": {"length": 0},
    }
    design = Team(case, staff, times).design({"E_cumulative_separations": "leavers"}, {})
    last = len(times) - 1
    settled: Known = {
        "E_separations_per_month_inf": (at(last, "leavers", scale=1 / times[last]), total("teams")),
        "mean_tenure_at_exit_months": (at(last, "leaver_tenure"), at(last, "leavers")),
        "stationary_fraction_tenure_lt_3m": (total("beginners"), total("heads")),
    }
    return and_settled(design, Team(case, {**staff, "tenure_months": "settled"}, times, "settled"), settled)


def month_ends(case: Case) -> Design:
    """Everything happens at the ends of months."""
    given = Parameters(case)
    steps = given.take("q_by_completed_tenure_months")
    if not isinstance(steps, list) or not steps or not all(_is_step(one) for one in steps):
        raise given.wrong("q_by_completed_tenure_months", steps, "a list of [tenure below, probability below 1]")
    edges = [0.0, *(float(until) for until, _ in steps[:-1])]
    hazards = [-math.log1p(-float(share)) for _, share in steps]
    if edges != sorted(set(edges)):
        raise given.wrong("q_by_completed_tenure_months", steps, "tenures that rise")
    months = given.whole("months", least=1)
    staff = {
        "headcount": given.whole("H0", least=1),
        "tenure_months": given.number("H0_initial_tenure_months"),
        "attrition": {"by_tenure": _steps(edges, hazards)},
        "hiring": {"lead_time": _months(given.number("lead_month_ends")), "replace_trainees": False},
        "training": {
            "length": _months(given.number("training_month_ends")),
            "leave": _rate(-math.log1p(-given.part("trainee_q_per_month_end"))),
        },
    }
    given.finish()
    team = Team(case, staff, list(range(months + 1)), leaving="month_end")
    return team.design({"E_headcount_month_0..M": "heads", "E_leavers_month_1..M": "leavers_since"}, {})


def learning(case: Case) -> Design:
    """Constant hires from nobody, who become faster."""
    given = Parameters(case)
    hazard, hires = given.positive("attrition_hazard_per_month"), given.positive("hires_per_month")
    aht_s, times = given.positive("AHT_ref_s"), given.wholes("t_months")
    staff = {
        "headcount": 0,
        "attrition": {"rate": _rate(hazard)},
        "hiring": _hires(hires),
        "training": {"length": 0},
        "learning": {
            "kind": "speed",
            "start": given.positive("s0"),
            "final": given.positive("s_inf"),
            "months": given.positive("kappa_months"),
        },
    }
    given.finish()
    design = Team(case, staff, times).design({"E_headcount": "heads", "E_effective_agents": "effective"}, {})
    per_hour = 3600 / aht_s
    settled: Known = {
        "stationary_mean_speed": (total("effective"), total("heads")),
        "contacts_per_busy_hour_mean_stationary": (total("effective", scale=per_hour), total("heads")),
    }
    team = Team(case, {**staff, "headcount": round(hires / hazard)}, times, "settled")
    design = and_settled(design, team, settled)
    for quantity in [name for name in case.quantities if name.startswith("AHT_at_tenure_")]:
        if not _TENURES.fullmatch(quantity):
            continue
        tenures = [float(part) for part in quantity.removeprefix("AHT_at_tenure_").split("_")]
        curve = Team(case, staff, tenures, "curve", "curve")
        no_longer_unchecked(design, quantity, curve.listed(quantity, "handling", scale=aht_s))
        design.studies.append(curve.study(curve.listed(quantity, "handling", scale=aht_s)))
    return design


def power_law(case: Case) -> Design:
    """Handling time falls with every contact."""
    given = Parameters(case)
    first_s, exponent, contacts = given.positive("AHT_1_s"), given.part("b"), given.wholes("K", least=1)
    given.finish()
    staff = {
        "headcount": 1,
        "tenure_months": 0,
        "learning": {"kind": "power", "start": 100, "exponent": exponent, "contacts_per_month": 1},
    }
    curve = Team(case, staff, contacts, "curve", "curve")
    checks, design = [], Design()
    for quantity, name in {"mean_AHT_over_first_K": "mean_handling_of_first", "AHT_of_Kth": "handling_of"}.items():
        if quantity in case.quantities:
            checks += curve.listed(quantity, name, scale=first_s / 100)
    done = {check.quantity.partition("[")[0] for check in checks}
    design.unchecked += [unchecked(case.id, name) for name in case.quantities if name not in done]
    design.studies.append(curve.study(checks))
    return design


def absence(case: Case) -> Design:
    """Each scheduled agent is away for the whole day with a probability."""
    given = Parameters(case)
    share = given.part("absence_prob")
    more = {"shrinkage": share, "absence": share}
    return _days(case, given, given.whole("n_scheduled", least=1), given.positive("calls_per_hour") / 3600, more, {})


def busyness(case: Case) -> Design:
    """Each day's rate has a gamma factor."""
    given = Parameters(case)
    arrivals = {"day_busyness_cv": 1 / math.sqrt(given.positive("alpha0"))}
    return _days(case, given, given.whole("n", least=1), given.positive("mean_calls_per_hour") / 3600, {}, arrivals)


_BY_KEY = {
    "requisitions_per_month": constant_hires,
    "delay_months": replacement,
    "seats": renewal,
    "q_by_completed_tenure_months": month_ends,
    "s0": learning,
    "AHT_1_s": power_law,
    "absence_prob": absence,
    "alpha0": busyness,
}


def _days(
    case: Case, given: Parameters, agents: int, rate_per_s: float, group: dict[str, Any], arrivals: dict[str, Any]
) -> Design:
    work_s, patience_s = given.positive("AHT_s"), given.positive("patience_mean_s")
    given.finish()
    content = compose.scenario(
        {**compose.volume(rate_per_s), **arrivals},
        {"hands_on_per_reply": compose.seconds(work_s), "distribution": "exponential"},
        compose.exponential_patience(patience_s),
        agents,
        groups={"team": compose.team(agents, **group)},
    )
    design, checks = Design(), []
    for quantity in case.quantities:
        if quantity not in PLAIN:
            design.unchecked.append(unchecked(case.id, quantity))
            continue
        ratio = RATIOS[quantity]
        above = tuple(t for h in HOURS for t in at(h, *ratio.above, minus=ratio.minus, scale=ratio.scale))
        below = tuple(t for h in HOURS for t in at(h, *ratio.below, minus=ratio.off))
        checks.append(
            Check(quantity, case.number(quantity), above, below, goal=ratio.goal, shown_as="days without their ends")
        )
    cells = Cells("interval", 24)
    design.studies.append(Study(case, "", content, tuple(checks), rate_per_s * DAY_S, 0, cells=cells))
    return design


def _hires(per_month: float) -> dict[str, Any]:
    return {"policy": "constant", "per_month": per_month, "spread": "random"}


def _steps(edges: Sequence[float], hazards: Sequence[float]) -> list[dict[str, Any]]:
    return [{"from_months": e, "rate": _rate(h)} for e, h in zip(edges, hazards, strict=True)]


def _is_step(step: Any) -> bool:
    """Whether it is [tenure below, probability below 1]."""
    return (
        isinstance(step, list) and len(step) == 2 and all(is_number(one) and one >= 0 for one in step) and step[1] < 1
    )


def _rate(per_month: float) -> str:
    return f"{12 * per_month:.17g}/yr"


def _months(months: float) -> str:
    return compose.seconds(months * MONTH_S)
