"""What a run over months adds to the sums, and long runs folded to a day and to months: by hand."""

import numpy as np
import pytest

from ccsim.metrics.folding import by_month, over_a_day
from ccsim.metrics.people import PEOPLE_SUMS, people_totals
from ccsim.metrics.registry import KPIS
from ccsim.metrics.sums import Sums

NONE = np.zeros(0, np.int64)


def sums_by_interval(values: list[int], **totals: int) -> Sums:
    by = {"interval": {"contacts": np.array(values)}, "intent": {"contacts": np.array([sum(values)])}}
    by |= {
        "group": {"paid_ticks": np.array([3, 4])},
        "group_day": {"paid_ticks": np.array([1, 1, 1, 2, 1, 1])},
        "group_interval": {"duty_ticks": np.arange(2 * len(values))},
    }
    return Sums({"contacts": sum(values), **totals}, by, NONE, NONE)


def test_the_same_time_of_any_day_is_added_up() -> None:
    sums = sums_by_interval([1, 2, 10, 20, 100, 200])  # three days of two intervals
    folded = over_a_day(sums, 2)
    assert folded.by["interval"]["contacts"].tolist() == [111, 222]
    assert folded.by["intent"] == sums.by["intent"]
    assert folded.by["group_interval"]["duty_ticks"].tolist() == [0 + 2 + 4, 1 + 3 + 5, 6 + 8 + 10, 7 + 9 + 11]
    assert folded.by["group_day"]["paid_ticks"].tolist() == [3, 4]
    assert folded.totals == sums.totals


def test_months_of_different_lengths() -> None:
    found = by_month(sums_by_interval([1, 2, 10, 20, 100, 200]), [4, 2])
    assert [month["contacts"] for month in found] == [33, 300]


def test_people_become_kpis() -> None:
    """Two teams over two months: 10 and 5 agents at first, one of the ten gone halfway through the second month."""
    one = {
        "head_months": [[10.0, 9.5]], "missing_months": [[0.0, 0.5]], "training_months": [[0.0, 0.25]],
        "nesting_months": [[0.0, 0.0]], "beginner_months": [[0.0, 0.0]], "tenure_area": [[100.0, 105.0]],
        "leavers": [[0.0, 1.0]], "starters": [[0.0, 1.0]],
    }  # fmt: skip
    other = {name: [[0.0, 0.0]] for name in one} | {"head_months": [[5.0, 5.0]], "tenure_area": [[50.0, 40.0]]}
    teams = [{name: np.array(values) for name, values in team.items()} for team in (one, other)]
    base = sums_by_interval([1], hands_on_ticks=1000)
    totals = people_totals(base, dict(zip("ab", teams, strict=True)), {"a": 30, "b": 20}).totals

    def kpi(name: str) -> float:
        above, below = (
            sum(weight * totals[part] for part, weight in weights.items())
            for weights in (KPIS[name].numerator, KPIS[name].denominator)
        )
        return above / below

    assert set(PEOPLE_SUMS) == totals.keys() - base.totals.keys()
    assert kpi("trained_agents") == pytest.approx((15 + 14.5) / 2)
    assert kpi("leavers_per_year") == pytest.approx(6)  # one in two months
    assert kpi("attrition") == pytest.approx(12 / 29.5)
    assert kpi("mean_tenure") == pytest.approx(295 / 29.5)
    assert kpi("vacancies") == pytest.approx(0.25)
    assert kpi("in_training") == pytest.approx(0.125)
    assert kpi("learning_share") == pytest.approx(0.05)
