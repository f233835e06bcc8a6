"""A team's money, worked out by hand."""

import numpy as np
import pytest

from ccsim.economics.people_cost import CASH, people_costs
from ccsim.scenario.groups import Labour
from ccsim.scenario.workforce import Overtime

LABOUR = Labour.model_validate(
    {"wage": "4000 CNY/month", "bonus": 0.1, "on_cost": 0.25, "hours_per_day": "8 h", "days_per_month": 20,
     "hire_cost": "3000 CNY"}
)  # fmt: skip
SUMS = {
    "head_months": np.array([[8.0, 2.0]]), "missing_months": np.array([[1.0, 3.0]]),
    "training_months": np.array([[0.5, 0.0]]), "nesting_months": np.array([[0.25, 0.0]]),
    "nesting_effective": np.array([[0.1, 0.0]]), "effective_months": np.array([[7.6, 2.0]]),
    "starters": np.array([[2.0, 0.0]]),
}  # fmt: skip


def test_parts_by_hand() -> None:
    found = people_costs(LABOUR, Overtime(), SUMS)
    loaded = 4000 * 1.1 * 1.25  # 5,500
    assert found["wages"].tolist() == [[8 * loaded, 2 * loaded]]
    assert found["hiring"].tolist() == [[6000, 0]]
    assert found["training"].tolist() == [[pytest.approx(0.75 * loaded), 0]]
    # 160 h a month: one missing agent is covered by eight who could work 36 h longer; three are not by two
    assert found["covered_months"].tolist() == [[1.0, pytest.approx(2 * 36 / 160)]]
    assert found["undone_months"].tolist() == [[0.0, pytest.approx(3 - 0.45)]]
    hourly = 4000 * 1.25 / 160
    assert found["overtime"].tolist() == [[pytest.approx(160 * hourly * 1.5), pytest.approx(72 * hourly * 1.5)]]
    assert found["vacancies"] == pytest.approx(found["overtime"] - loaded * SUMS["missing_months"])
    assert found["slowness"].tolist() == [[pytest.approx(loaded * (8 - 7.5)), 0.0]]
    assert found["cost"] == pytest.approx(sum(found[part] for part in CASH))


def test_twice_the_prices_cost_twice_as_much() -> None:
    twice = Labour.model_validate({**LABOUR.model_dump(exclude={"premiums"}), "wage": "8000 CNY/month", "hire_cost": "6000 CNY",
                                   "hours_per_day": "8 h", "attrition": 0, "training_days": 0})  # fmt: skip
    one, two = people_costs(LABOUR, Overtime(), SUMS), people_costs(twice, Overtime(), SUMS)
    for part in (*CASH, "cost", "vacancies", "slowness"):
        assert two[part] == pytest.approx(2 * one[part])
