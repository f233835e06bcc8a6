"""A made-up Comparison with plausible figures, for tests of what people look at; nothing here was simulated."""

from __future__ import annotations

import made_result as made

from ccsim.experiment.compare import Comparison, CostPair, KpiPair, Pairing
from ccsim.experiment.contributions import Combination, Contribution, Decomposition, Divided
from ccsim.experiment.paired import NOT_IN_BOTH, Paired
from ccsim.experiment.statistics import Estimate

NOTHING = Estimate(None, None, None, NOT_IN_BOTH, 100)
PARTS = {"bot": ("bot",), "assist": ("groups.own_team.assist",), "labour": ("groups.own_team.labour.wage",),
         "contract": ("groups.own_team.contract",), "other": ("staffing.target.abandonment",)}  # fmt: skip


def around(value, half):
    return Estimate(value, value - half, value + half, "", 100)


def pairs(money):
    """KPIs of an arm: a cheaper or dearer resolved issue, more or fewer points, seconds, and one that is missing."""
    shares = Paired(around(0.034, 0.006), around(1.042, 0.008), 7.4)
    seconds = Paired(around(-63.2, 4.0), around(0.41, 0.03), 112.0)
    return {
        "service_level": KpiPair("service_level", "share", shares),
        "asa": KpiPair("asa", "s", seconds),
        "contacts": KpiPair("contacts", "1/day", Paired(around(0.0, 0.0), around(1.0, 0.0), None)),
        "cost_per_contact": KpiPair("cost_per_contact", "CNY", Paired(money, around(0.7, 0.01), 3.0)),
        "cost_per_resolved_issue": KpiPair("cost_per_resolved_issue", "CNY", Paired(money, around(0.8, 0.02), 2.0)),
        "wait_p50": KpiPair("wait_p50", "s", Paired(NOTHING, NOTHING, None)),
    }


def decomposition(labels):
    rows = [Contribution(part, around(-0.3 + k / 10, 0.02), around(-0.2, 0.03), around(-0.4, 0.03), around(-0.2, 0.01))
            for k, part in enumerate(PARTS)]  # fmt: skip
    measures = [Divided(kpi, unit, around(-0.5, 0.05), rows)
                for kpi, unit in (("cost_per_contact", "CNY"), ("service_level", "share"))]  # fmt: skip
    kpis = {"cost_per_contact": around(3.4, 0.02), "service_level": around(0.81, 0.01)}
    return Decomposition(*labels, PARTS, measures, [Combination((), kpis), Combination(("bot", "assist"), kpis)], 2)


def comparison():
    """A base and four arms: clearly cheaper, undecided, without a figure, and with a varied value."""
    results = [made.result(name=name) for name in ("base", "cheaper", "open", "other")] + [made.result(name="base")]
    for result in results:
        result.indicative = False
    labels = ["base", "cheaper", "open", "other", "agents=10"]
    money = (around(-0.71, 0.02), around(-0.01, 0.02), NOTHING, around(0.3, 0.01))
    costs = [CostPair("bonus", around(0.3, 0.01), around(0.0, 0.0), Paired(around(-0.3, 0.01), NOTHING, 4.0))]
    pairings = [Pairing(place, pairs(one), costs, place != 3) for place, one in enumerate(money, 1)]
    return Comparison(results, labels, ["", "", "", "", "agents=10"], pairings, [decomposition(("base", "cheaper"))])
