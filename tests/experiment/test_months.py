"""Runs over months: two months by hand, both engines alike, the people of `ccsim people`, and where the money goes."""

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ccsim.errors import ScenarioError
from ccsim.experiment import months_stretch
from ccsim.experiment.months import MonthsReplication, replicate_months
from ccsim.experiment.months_job import MonthsJob, months_job
from ccsim.experiment.months_plan import Month, months_of, plan_months
from ccsim.experiment.months_run import needed_agents
from ccsim.experiment.people import MEASURES, run_people
from ccsim.experiment.run import run_scenario
from ccsim.model.inputs import TAPE_DTYPE, contact_id
from ccsim.model.timegrid import TICKS_PER_S
from ccsim.randomness import stream
from ccsim.scenario.load import load_scenario
from ccsim.scenario.workforce import Workforce

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
SHOP = f"""
extends: [{CONFIGS}/small_shop.yaml]
run: {{replications: 2}}
workforce:
  months: 3
  contacts: {{days: 1}}
  groups:
    agents:
      headcount: 12
      tenure_months: [0.2, 2, 20]
      attrition: {{rate: 300%/yr, occupancy_from: 1%, occupancy_slope: 50}}
      hiring: {{lead_time: 3 days}}
      training: {{length: 2 days, nesting: 10 days, nesting_speed: 0.5}}
      learning: {{kind: exponential, start: 1.5, months: 1.8, resolution_gap: 5%}}
"""
BY_NAME = {one.name: one for one in MEASURES}


def written(folder: Path, text: str, *overrides: str) -> Path:
    path = folder / "months.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def job_of(path: Path, *overrides: str, engine: str = "reference") -> MonthsJob:
    scenario = load_scenario(path, overrides).scenario
    return months_job(scenario, plan_months(scenario, jobs=1, engine=engine), 1, engine, 2)


def same(one: MonthsReplication, other: MonthsReplication) -> bool:
    """Whether two replications agree in every bit."""
    for mine, theirs in ((one.load, other.load), (one.busy, other.busy)):
        assert all(mine[name].tobytes() == theirs[name].tobytes() for name in mine)
    for team in one.people:
        assert all(one.people[team][name].tobytes() == other.people[team][name].tobytes() for name in one.people[team])
    assert one.sums.totals == other.sums.totals
    assert one.sums.waits.tobytes() == other.sums.waits.tobytes()
    return one.ledger == other.ledger


# --- two months by hand ---------------------------------------------------------------------------------------------

BY_HAND = """
run: {start: 2025-06-02, days: 1, history: {days: 0}}
arrivals: {kind: poisson, volume: 2/day}
intents: {any: {share: 100%, replies: 1, resolution: 100%}}
handling: {hands_on_per_reply: 1 h}
patience: {distribution: infinite}
repeats: {if_unresolved: 0, follow_up: 0}
groups:
  team:
    roster: [{at: "00:00", agents: 4}]
    labour: {wage: 3000 CNY/month, hours_per_day: 24 h, days_per_month: 30.4375, hire_cost: 1000 CNY}
workforce:
  months: 2
  contacts: {days: 1}
  groups:
    team:
      headcount: 4
      tenure_months: 100
      attrition: {rate: 60%/yr, occupancy_from: 50%, occupancy_slope: 20}
      hiring: {policy: freeze}
      overtime: {hours_per_month: 0}
"""


def test_two_months_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four agents, paid round the clock; on the one day of the first month three of them are busy for 24 hours."""

    def three_long_contacts(*_: object) -> np.ndarray:
        tape = np.zeros(3, TAPE_DTYPE)
        tape["contact_id"] = contact_id(0, np.arange(3), 0)
        tape["patience_s"], tape["work_s"] = np.inf, 86_400.0
        tape["u_return"] = 0.5
        return tape

    monkeypatch.setattr(months_stretch, "draw_days", three_long_contacts)
    job = job_of(written(tmp_path, BY_HAND))
    assert needed_agents(job, "team") == pytest.approx([4, 4])
    assert job.classes["team"][0].name == "team"  # nobody learns: one class, the group itself
    uniforms = stream(1, 0, "attrition/team").uniforms(((np.arange(4)[:, None] << 10) + np.arange(2)).ravel(), 1)
    spent = -np.log1p(-uniforms.reshape(4, 2))
    hazard = 0.6 / 12  # a month; 60% a year and no other effect
    assert (spent[:, 0] > hazard).all()  # with this seed nobody leaves in the first month
    # occupancy 3 x 24 h / 4 x 24 h = 75%, 25 points above 50%, times 20 points a year each: 60% + 500% a year
    faster = hazard * (1 + 20 * 0.25 / 0.6)
    leave = spent[:, 1] < faster
    assert 0 < leave.sum() < 4
    moments = np.where(leave, spent[:, 1] / faster, 1.0)  # of the second month

    found = replicate_months(job, 0)

    people = found.people["team"]
    assert found.busy["team"][0].tolist()[0] == 3 * 86_400 * TICKS_PER_S
    assert found.busy["team"][1].tolist()[0] == 4 * 86_400 * TICKS_PER_S
    assert people["leavers"].tolist() == [[0.0, leave.sum()]]
    assert people["head_months"][0] == pytest.approx([4, moments.sum()], abs=1e-12)
    # the second month's roster: the mean headcount, rounded by this day's phase
    phase = (stream(1, 0, "run/roster-phase").uniforms(np.zeros(1, np.int64), 2)[0, 0] + 0.6180339887498949) % 1
    on_duty = math.floor(moments.sum() + phase)
    assert found.sums.totals["duty_ticks"] == (4 + on_duty) * 86_400 * TICKS_PER_S
    # a day's pay is 3000 / 30.4375 of an agent's month; nobody is hired under a freeze
    assert found.ledger.total_micro() == pytest.approx((4 + on_duty) * 3000e6 / 30.4375, abs=2)
    assert found.sums.totals["leavers"] == leave.sum()

    alone = replicate_months(replace(job, scenario=without_feedback(job)), 0)
    assert alone.people["team"]["leavers"].tolist() == [[0.0, (spent[:, 1] < hazard).sum()]]


def without_feedback(job: MonthsJob) -> object:
    block = job.scenario.workforce
    assert block is not None
    assert block.contacts is not None
    contacts = block.contacts.model_copy(update={"feedback": False})
    return job.scenario.model_copy(update={"workforce": block.model_copy(update={"contacts": contacts})})


# --- engines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", ["1", "all"])
def test_both_engines_give_the_same_months(tmp_path: Path, days: str) -> None:
    path = written(tmp_path, SHOP)
    changed = (f"workforce.contacts.days={days}", f"workforce.months={2 if days == 'all' else 3}")
    job = job_of(path, *changed)
    reference, compiled = replicate_months(job, 1), replicate_months(replace(job, engine="compiled"), 1)
    assert same(reference, compiled)
    assert reference.people["agents"]["leavers"].sum() > 0
    assert len({tuple(months) for months in reference.busy["agents"].T.tolist()}) > 1
    assert same(reference, replicate_months(replace(job, epoch_days=1), 1))  # how many days at a time is no matter


def test_feedback_acts_from_the_second_month_on(tmp_path: Path) -> None:
    path = written(tmp_path, SHOP)
    fed, stated = (replicate_months(job_of(path, f"workforce.contacts.feedback={on}"), 0) for on in ("true", "false"))
    one, other = fed.people["agents"]["leavers"][0], stated.people["agents"]["leavers"][0]
    assert one[0] == other[0]
    assert one[1:].sum() > other[1:].sum()


def test_without_feedback_people_are_those_of_the_people_command(tmp_path: Path) -> None:
    loaded = load_scenario(written(tmp_path, SHOP), ["workforce.contacts.feedback=false"])
    found = run_scenario(loaded, replications=2, engine="compiled").months
    assert found is not None
    alone, together = run_people(loaded.scenario, replications=2).teams["agents"], found.teams["agents"]
    assert sorted(alone.sums) == sorted(together.sums)
    for name, values in alone.sums.items():
        np.testing.assert_array_equal(values, together.sums[name], name)
    assert together.whole(BY_NAME["leavers"]) == alone.whole(BY_NAME["leavers"])


# --- money ----------------------------------------------------------------------------------------------------------


def test_the_ledger_has_its_causes(tmp_path: Path) -> None:
    path = written(tmp_path, SHOP)
    job = job_of(path, engine="compiled")
    found = replicate_months(job, 0)
    labour, people = job.scenario.groups["agents"].labour, found.people["agents"]
    entries = {(entry.category.value, entry.cause): entry for entry in found.ledger.entries}
    assert len(entries) == len(found.ledger.entries)
    assert {entry.group for entry in found.ledger.entries} == {"agents"}  # classes are one team again
    sampled = 1 / 30.4375
    hires = entries["hiring", "hires"]
    assert hires.amount_micro == pytest.approx(people["starters"].sum() * labour.hire_cost * 1e6 * sampled, abs=1)
    learning = entries["wages_on_duty", "learning"]
    on_duty = entries["wages_on_duty", "on_duty"]
    assert 0 < learning.quantity < on_duty.quantity
    assert learning.quantity == found.sums.totals["learning_ticks"]
    assert learning.quantity + on_duty.quantity == found.sums.totals["duty_ticks"]
    loaded = labour.wage * (1 + labour.bonus) * (1 + labour.on_cost)
    training = people["training_months"].sum() * loaded * sampled  # nesting is worked, and paid, on the roster
    assert entries["training", "trainees"].amount_micro == pytest.approx(training * 1e6, rel=1e-6)
    missing, heads = people["missing_months"][0], people["head_months"][0]
    assert missing.sum() > 0
    hours = labour.hours_per_day / 3600 * labour.days_per_month
    premium = labour.wage * (1 + labour.on_cost) * 1.5 - loaded
    covered = np.minimum(missing, 36 / hours * heads).sum()
    assert entries["premiums", "vacancies"].amount_micro == pytest.approx(covered * premium * sampled * 1e6, rel=1e-6)


def test_people_are_scheduled_for_the_time_that_they_are_paid_for(tmp_path: Path) -> None:
    path = written(tmp_path, SHOP.replace("days: 1}", "days: all}").replace("months: 3", "months: 2"))
    job = job_of(path, engine="compiled")
    found = replicate_months(job, 0)
    people, labour = found.people["agents"], job.scenario.groups["agents"].labour
    hours = labour.hours_per_day / 3600 * labour.days_per_month
    covered = np.minimum(people["missing_months"], 36 / hours * people["head_months"])
    worked = (people["head_months"] + people["nesting_months"] + covered).sum()
    paid = found.sums.totals["paid_ticks"] / TICKS_PER_S / 3600 / hours
    assert paid == pytest.approx(worked, rel=0.03)  # whole agents by the half hour, and never nobody
    assert found.sums.totals["head_micro"] == round(people["head_months"].sum() * 1e6)


# --- days -----------------------------------------------------------------------------------------------------------


def block(days: object, months: int = 12) -> Workforce:
    return Workforce.model_validate({"months": months, "contacts": {"days": days}, "groups": {"a": {"headcount": 1}}})


def test_whole_months_leave_no_day_out() -> None:
    months = months_of(block("all", 48))
    assert months[0] == Month(0, 30)
    assert sum(month.days for month in months) == 4 * 365 + 1
    assert all(a.first_day + a.days == b.first_day for a, b in pairwise(months))


def test_sampled_days_lie_in_the_middle() -> None:
    months = months_of(block(3, 2))
    assert months == (Month(13, 3), Month(44, 3))  # days 0-29 and 30-60


def test_what_cannot_go_over_months_is_refused(tmp_path: Path) -> None:
    changes = ("run.history.method=simulated", "workforce.contacts.tenure_classes=[3, 1]")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(tmp_path, SHOP), changes)
    assert "workforce.contacts" in str(caught.value)
    assert "tenure_classes" in str(caught.value)


def test_days_that_nobody_is_rostered_for_are_planned_as_ordinary_ones(tmp_path: Path) -> None:
    """Sampled months plan every month anew, and have to leave out special days where staffing does."""
    middle = (
        "arrivals.special_days=[{date: 2025-06-19, factor: 5}]"  # months begin on 4 June: in the middle of the first
    )
    changes = ("workforce.months=1", "workforce.contacts.days=3")
    for planned, more in (("true", True), ("false", False)):
        job = job_of(written(tmp_path, SHOP), *changes, middle, f"staffing.special_days={planned}", engine="compiled")
        plain = job_of(written(tmp_path, SHOP), *changes, engine="compiled")
        assert (job.planned[0].levels.sum() > plain.planned[0].levels.sum()) == more


# --- reserves -------------------------------------------------------------------------------------------------------

RESERVES = (
    "surge.check=1 min",
    "surge.reserves.longer={group: agents, size: 1, trigger: {at: '12:00'}, longest: 3 h, price: {premium: 50%}}",
    "surge.reserves.pool={group: pool, size: 3, trigger: {at: '20:00'}, show_up: 60%, ramp: 1 h, longest: 2 h,"
    " price: {retainer: 300 CNY/month, per_head: 5 CNY}}",
    "surge.reserves.shut={kind: bot_only, trigger: {wait_longer_than: 5 min}, stand_down: {queue_shorter_than: 1}}",
)
POOL = """
groups:
  pool:
    roster: []
    serves: [human]
    concurrency: 2
    labour: {wage: 3000 CNY/month}
    contract: {per_hour: 35 CNY/h}
"""


def with_reserves(folder: Path, days: str, months: int) -> MonthsJob:
    changed = (f"workforce.contacts.days={days}", f"workforce.months={months}", *RESERVES)
    return job_of(written(folder, SHOP + POOL.strip("\n") + "\n"), *changed)


@pytest.mark.parametrize(("days", "months"), [("2", 3), ("all", 1)])
def test_reserves_are_called_over_months_on_both_engines(tmp_path: Path, days: str, months: int) -> None:
    job = with_reserves(tmp_path, days, months)
    reference, compiled = replicate_months(job, 0), replicate_months(replace(job, engine="compiled"), 0)
    assert same(reference, compiled)
    assert same(reference, replicate_months(replace(job, epoch_days=1), 0))
    totals = reference.sums.totals
    simulated = sum(month.days for month in job.months)
    assert totals["surge_calls:pool"] == simulated  # by the clock, once a day
    assert totals["surge_calls:longer"] > 0
    assert 0 < totals["surge_came:pool"] < 3 * simulated
    raised = totals["surge_ticks:pool"] + totals["surge_ticks:longer"]
    assert reference.sums.by["group"]["surge_ticks"].sum() == raised
    groups = job.centres[0].groups
    practised = reference.sums.by["group"]["surge_ticks"][groups.index("agents/8+")]
    assert practised == totals["surge_ticks:longer"]  # who works longer is practised


def test_what_reserves_cost_over_months(tmp_path: Path) -> None:
    job = replace(with_reserves(tmp_path, "2", 3), engine="compiled")
    found = replicate_months(job, 0)
    entries = {(entry.category.value, entry.group, entry.cause): entry for entry in found.ledger.entries}
    assert len(entries) == len(found.ledger.entries)
    totals, labour = found.sums.totals, job.scenario.groups["agents"].labour
    # three stand by on all of the six days, each for a part of a month
    assert entries["reserve_retainer", "pool", "calendar"].amount_micro == pytest.approx(3 * 300e6 * 6 / 30.4375, abs=2)
    assert entries["reserve_calls", "pool", "heads"].amount_micro == 5_000_000 * totals["surge_came:pool"]
    assert entries["contract_fees", "pool", "per_hour"].amount_micro == pytest.approx(
        35e6 * totals["surge_ticks:pool"] / TICKS_PER_S / 3600, rel=1e-6
    )
    hourly = labour.wage * (1 + labour.on_cost) / (labour.hours_per_day / 3600 * labour.days_per_month)
    premium = 0.5 * hourly * totals["surge_ticks:longer"] / TICKS_PER_S / 3600
    assert entries["reserve_use", "longer", "premium"].amount_micro == pytest.approx(premium * 1e6, rel=1e-6)


def test_the_result_shows_reserves_of_a_mean_day(tmp_path: Path) -> None:
    path = written(tmp_path, SHOP + POOL.strip("\n") + "\n")
    found = run_scenario(load_scenario(path, RESERVES), replications=2, engine="compiled")
    table = found.reserves.set_index(["reserve", "measure"])["value"]
    assert table["pool", "calls"] == pytest.approx(1.0)
    in_all = {name: table[name, "cost_in_all"] - table[name, "cost"] for name in ("pool", "longer")}
    assert in_all["pool"] == pytest.approx(35 * table["pool", "hours"], rel=1e-6)
    assert in_all["longer"] > 10 * table["longer", "hours"]  # a team is on one payroll, whatever its classes
    there = found.series["reserve:pool"]
    assert len(there) == 48
    assert there[42] > 0  # 21:00
    assert there[:40].sum() == 0


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (
            "surge.reserves.r={kind: concurrency, group: agents, size: 1, trigger: {queue_longer_than: 3}}",
            "reserves.r.group",
        ),
        (
            "surge.reserves.r={group: pool, size: 1, trigger: {queue_longer_than: 3},"
            " price: {retainer: 1 CNY/month, retained_days: 365}}",
            "price.retained_days",
        ),
        (
            "surge.reserves.r={group: pool, size: 1, trigger: {at: '08:00', dates: [2025-10-01]}, longest: 1 h}",
            "trigger.dates.0",
        ),
        ("groups.agents.contract={per_hour: 30 CNY/h, cap: 1000 CNY/month}", "groups.agents.contract.cap"),
        ("groups.agents.contract={cost_plus: 10%}", "groups.agents.contract.cost_plus"),
        ("groups.pool.contract.minimum={fee: 100 CNY/month}", "groups.pool.contract.minimum"),
    ],
)
def test_what_reserves_and_contracts_cannot_do_over_months(tmp_path: Path, change: str, path: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(tmp_path, SHOP + POOL.strip("\n") + "\n"), [change])
    assert path in str(caught.value)


# --- contracts ------------------------------------------------------------------------------------------------------


def test_an_outsourced_team_is_billed_as_one_and_its_leavers_are_the_suppliers(tmp_path: Path) -> None:
    changes = ("groups.agents.contract={per_hour: 35 CNY/h, per_leg: 0.2 CNY/session, management: 5%}",)
    job = job_of(written(tmp_path, SHOP), *changes, engine="compiled")
    found, own = replicate_months(job, 0), replicate_months(job_of(written(tmp_path, SHOP), engine="compiled"), 0)
    assert found.sums.totals == own.sums.totals  # a price changes nobody's day
    by_payer = {(entry.payer, entry.category.value, entry.cause): entry for entry in found.ledger.entries}
    assert len(by_payer) == len(found.ledger.entries)
    totals = found.sums.totals
    hours, legs = totals["paid_ticks"] / TICKS_PER_S / 3600, int(found.sums.by["group"]["legs"].sum())
    fees = 35 * hours + 0.2 * legs
    assert found.ledger.total_micro("buyer") == pytest.approx(1.05 * fees * 1e6, rel=1e-6)
    supplier = {key[1:]: entry for key, entry in by_payer.items() if key[0] == "supplier"}
    assert supplier["hiring", "hires"].amount_micro > 0
    assert found.ledger.total_micro("supplier") == own.ledger.total_micro("buyer")
