"""The same key promises the same result, and nothing that determines a result is left out of it."""

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_experiment import SCENARIO

import ccsim
from ccsim.experiment import keys
from ccsim.experiment.base_schedule import base_levels
from ccsim.experiment.keys import physics, price_key, replication_key, schedule_key
from ccsim.experiment.replications import Job, replicate, simulate
from ccsim.experiment.stored import sums_to_bytes
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.base import Block
from ccsim.scenario.centre import centre_of
from ccsim.scenario.contract import Contract
from ccsim.scenario.load import load_scenario
from ccsim.scenario.scenario import Scenario

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*.yaml"))
PRICED = """
bot: {kind: llm, price: {per_session: 1 CNY/session}}
errors:
  {human: 2%, bot: 5%, refund: 10 CNY, refund_share: 50%, inspection: {share: 10%, finds: 50%, per_contact: 1 CNY/session}}
surge: {reserves: {gig: {group: team, trigger: {at: "10:00"}, size: 2, longest: 2 h, price: {per_head: 3 CNY}}}}
"""
PRICES = (
    "groups.team.labour.wage=9000 CNY/month",
    "groups.team.labour.on_cost=0.4",
    "groups.team.labour.bonus=0.1",
    "groups.team.labour.leader_span=12",
    "groups.team.labour.leader_wage_factor=2",
    "groups.team.labour.support_ratio=0.1",
    "groups.team.labour.support_wage_factor=2",
    "groups.team.labour.hire_cost=3000 CNY",
    "groups.team.labour.hours_per_day=9 h",
    "groups.team.labour.days_per_month=20",
    "groups.team.labour.attrition=30%/yr",
    "groups.team.labour.training_days=12",
    "groups.team.seat={workplace: 300 CNY/month}",
    "groups.team.contract={per_leg: 2 CNY/session}",
    "bot.price={per_session: 3 CNY/session}",
    "errors.refund=20 CNY",
    "errors.refund_share=20%",
    "errors.inspection.per_contact=2 CNY/session",
    "surge.reserves.gig.price={retainer: 100 CNY/month, per_head: 5 CNY, premium: 50%}",
    "customer_loss={churn: {share: 5%, value: 100 CNY}}",
    "rollout={outlay: 1000 CNY, launch: {hands_on: 1.2}}",
)
LABELS = ("name=other", "title={en: Other}", "run.engine=compiled", "run.replications=7", "run.seed=9")
PHYSICS = (
    "arrivals.volume=160/day",
    "handling.cv=0.5",
    "intents.refund.resolution=71%",
    "patience.mean=100 s",
    "groups.team.concurrency=2",
    "groups.team.shrinkage=10%",
    "groups.team.labour.premiums={holiday: 4}",
    "groups.team.assist={throughput_gain: 5%}",
    "bot.ask_human=20%",
    "errors.human=3%",
    "errors.inspection.finds=60%",
    "surge.reserves.gig.size=3",
    "staffing.target.within=20 s",
    "run.days=2",
    "run.interval=1 h",
    "run.history.days=1",
    "satisfaction.base=1.5",
    "forecast.day_cv=10%",
)


def scenario(folder: Path, *overrides: str, text: str = SCENARIO + PRICED) -> Scenario:
    path = folder / "centre.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path, overrides).scenario


def shares_events(path: Path) -> bool:
    """Whether prices are money only in a shipped scenario; replays are left out, their volume cannot be made small."""
    one = load_scenario(path).scenario
    return bool(price_key(one)) and isinstance(one.arrivals, PoissonArrivals) and one.arrivals.volume is not None


def small(path: Path) -> Scenario:
    """A shipped scenario with some two hundred contacts in all."""
    one = load_scenario(path).scenario
    peak = max([1.0, *(day.factor for day in one.arrivals.special_days)])
    return load_scenario(path, [f"arrivals.volume={200 / (one.run.days * peak)}/day"]).scenario


def left_out(told: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """Keys of a scenario that its physics lacks, nested, with None for a key that is gone as a whole."""
    gone = {}
    for name, value in told.items():
        if name not in kept:
            gone[name] = None
        elif isinstance(value, dict) and (below := left_out(value, kept[name])):
            gone[name] = below
    return {name: value for name, value in gone.items() if name not in (*keys.LABELS, *keys.RUN_SETTINGS)}


def dearer(node: Any, what: dict[str, Any] | None) -> Any:
    """The same with every number under the keys of `what` raised, and a contract where there is none."""
    if isinstance(node, (Block, dict)):
        all_names = type(node).model_fields if isinstance(node, Block) else node
        new = {}
        for name in all_names if what is None else what:
            value = getattr(node, name) if isinstance(node, Block) else node[name]
            new[name] = dearer(value, None if what is None else what[name])
            if name == "contract" and value is None:
                new[name] = Contract(per_leg="2 CNY/session")
        return node.model_copy(update=new) if isinstance(node, Block) else {**node, **new}
    if isinstance(node, list):
        return [dearer(value, None) for value in node]
    return 1.5 * node + 0.25 if isinstance(node, (int, float)) and not isinstance(node, bool) else node


def what_happens(one: Scenario) -> tuple[bytes, ...]:
    """The derived headcounts of one replication, its log and all that was drawn for it, bit by bit."""
    centre = centre_of(one)
    derived = tuple(group.roster is None for group in one.groups.values())
    levels = base_levels(one, centre, derived)
    inputs, log = simulate(Job(one, centre, levels, 1, "reference", centre.days), 0)
    arrays = (log.contacts, log.load_ticks, log.drain_ticks, levels, inputs.tape, inputs.roster, inputs.paid_s)
    return (*(array.tobytes() for array in arrays), b"" if log.surge is None else log.surge.tobytes())


def sums_of(one: Scenario) -> bytes:
    centre = centre_of(one)
    slots = round(86400 / one.staffing.interval)
    levels = np.full((1, centre.days * slots), 3, np.int64)
    return sums_to_bytes(replicate(Job(one, centre, levels, 1, "reference", 1), 0).sums)


@pytest.mark.parametrize("change", [*PRICES, *LABELS])
def test_prices_and_labels_are_in_no_key_and_change_no_sum(tmp_path: Path, change: str) -> None:
    one, other = scenario(tmp_path), scenario(tmp_path, change)
    assert one != other
    assert schedule_key(one) == schedule_key(other)
    assert sums_of(one) == sums_of(other)


@pytest.mark.parametrize("path", [path for path in CONFIGS if shares_events(path)], ids=lambda path: path.stem)
def test_nothing_that_is_called_a_price_changes_a_bit_of_what_happens(path: Path) -> None:
    """All of them at once, on a small share of every shipped scenario's contacts."""
    one = small(path)
    other = dearer(one, left_out(one.model_dump(mode="json"), physics(one)))
    assert price_key(one) == price_key(other) != ""
    for name, group in one.groups.items():
        now = other.groups[name]
        assert now.seat != group.seat
        assert now.contract != group.contract
        assert all(getattr(now.labour, price) != getattr(group.labour, price) for price in keys.PRICES_OF_LABOUR)
    before, after = what_happens(one), what_happens(other)
    assert before[0] != b""
    assert before == after


def test_the_price_of_assistance_is_in_no_key(tmp_path: Path) -> None:
    help_, price = "groups.team.assist={throughput_gain: 5%}", "groups.team.assist.licence=90 CNY/month"
    one, other = scenario(tmp_path, help_), scenario(tmp_path, help_, price)
    assert schedule_key(one) == schedule_key(other)
    assert sums_of(one) == sums_of(other)


@pytest.mark.parametrize("change", PHYSICS)
def test_everything_else_is_in_the_key(tmp_path: Path, change: str) -> None:
    assert schedule_key(scenario(tmp_path)) != schedule_key(scenario(tmp_path, change))


def test_the_order_of_intents_is_in_the_key(tmp_path: Path) -> None:
    lines = SCENARIO.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("  question"))
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    other = scenario(tmp_path, text="\n".join(lines) + PRICED)
    assert other == scenario(tmp_path)
    assert schedule_key(other) != schedule_key(scenario(tmp_path))


def test_wages_are_in_the_key_where_people_may_leave_for_them(tmp_path: Path) -> None:
    people = SCENARIO + "workforce: {groups: {team: {headcount: 10, tenure_months: 12}}}\n"
    one = scenario(tmp_path, text=people)
    other = scenario(tmp_path, "groups.team.labour.wage=9000 CNY/month", text=people)
    assert schedule_key(one) != schedule_key(other)


def test_wages_are_in_the_key_where_shifts_are_chosen_by_cost(tmp_path: Path) -> None:
    patterns = "groups.team.shifts={patterns: {day: {start: '06:00', length: 6 h}}}"
    one = scenario(tmp_path, patterns)
    assert schedule_key(one) != schedule_key(scenario(tmp_path, patterns, "groups.team.labour.wage=9000 CNY/month"))


def test_seed_replication_and_schedule_are_in_a_replications_key(tmp_path: Path) -> None:
    one = scenario(tmp_path)
    found = {replication_key(one, schedule, seed, number) for schedule in "ab" for seed in (1, 2) for number in (0, 1)}
    assert len(found) == 8


def test_a_data_file_counts_by_its_content(tmp_path: Path) -> None:
    text = "\n".join(line for line in SCENARIO.splitlines() if not line.startswith("arrivals:"))
    text += "\nrepeats: {if_unresolved: 0, follow_up: 0}\npatience: {retry: {probability: 0}}\n"
    text += "arrivals: {kind: counts, file: FILE, date_column: day, slot_column: slot, count_column: n, slot: 12 h}\n"
    first, second, third = (tmp_path / f"{name}.csv" for name in "abc")
    first.write_text("day,slot,n\n2025-06-02,1,5\n2025-06-02,2,5\n", encoding="utf-8")
    second.write_bytes(first.read_bytes())
    third.write_text("day,slot,n\n2025-06-02,1,5\n2025-06-02,2,6\n", encoding="utf-8")
    made = [scenario(tmp_path, text=text.replace("FILE", str(path))) for path in (first, second, third)]
    a, b, c = (schedule_key(one) for one in made)
    assert a == b != c
    assert str(first) not in str(physics(made[0]))


def test_changed_code_is_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = scenario(tmp_path)
    before = schedule_key(one)
    monkeypatch.setattr(keys, "code_hash", lambda: "other code")
    assert schedule_key(one) != before


NOT_STORED = ("ccsim.economics", "ccsim.errors", "ccsim.kernel_cache", "ccsim.experiment.workers",
              "ccsim.experiment.statistics")  # fmt: skip
"""Money and intervals are computed from what is stored; the others say when something fails, or where it is done."""


def test_all_code_that_determines_results_is_hashed() -> None:
    """Everything that the makers of stored results import, step by step, is in CODE or listed above with a reason."""
    root = Path(ccsim.__file__).parent
    hashed = {root / name for name in keys.CODE}
    assert all(path.exists() for path in hashed)
    seen: set[str] = set()
    waiting = [f"ccsim.experiment.{name}" for name in ("replications", "staffing", "people", "stored")]
    while waiting:
        name = waiting.pop()
        if name in seen or (name.startswith(NOT_STORED) and name != "ccsim.economics.people_cost"):
            continue
        seen.add(name)
        path = root.joinpath(*name.split(".")[1:])
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if not file.exists():
            continue  # a name in a module
        covered = any(part in hashed for part in (file, *file.parents))
        assert covered or file.name == "__init__.py", f"{name} determines results but is in no key"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("ccsim"):
                waiting += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            if isinstance(node, ast.Import):
                waiting += [alias.name for alias in node.names if alias.name.startswith("ccsim")]
    assert len(seen) > 60
