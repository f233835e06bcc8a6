"""The table of docs/people.md is what the command gives."""

from __future__ import annotations

from pathlib import Path

from ccsim.experiment.people import MEASURES, run_people
from ccsim.scenario.load import load_scenario

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = {
    "leavers": "{:.1f} ({:.1f} – {:.1f})",
    "mean_tenure": "{:.1f} months ({:.1f} – {:.1f})",
    "vacancies": "{:.2f} ({:.2f} – {:.2f})",
    "effective_agents": "{:.1f} ({:.1f} – {:.1f})",
    "unit_cost": "{:,.0f} CNY ({:,.0f} – {:,.0f})",
}


def row(rate: int) -> str:
    result = run_people(load_scenario(ROOT / "configs" / f"attrition_year_{rate}.yaml").scenario)
    found = {one.name: result.teams["agents"].whole(one) for one in MEASURES}
    cells = [form.format(found[name].value, found[name].low, found[name].high) for name, form in COLUMNS.items()]
    return f"| {rate}% a year | {' | '.join(cells)} |"


def test_the_three_rates_are_as_the_page_says() -> None:
    page = (ROOT / "docs" / "people.md").read_text(encoding="utf-8")
    assert [rate for rate in (15, 35, 55) if row(rate) not in page] == []
