"""What a finished piece of work depends on, as a key: the same key, the same result, to the last bit.

In a key: the scenario's physics, its data files' contents, seed and replication, and the code that determines
results. Not in it: prices (they change no event, docs/costs.md, and money is computed from stored sums), the way from
another model, the engine (engines agree bit for bit), names and titles, epochs, processes. Whatever is not listed
here as a price or a label counts as physics, so that a new key of a scenario can cost a repeated computation but
never a wrong answer.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ccsim
from ccsim.demand.recorded import file_hash
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.scenario import Scenario

CODE = (
    "units.py",
    "randomness.py",
    "randomness_kernel.py",
    "model",
    "scenario",
    "demand",
    "workforce",
    "engine",
    "metrics",
    "theory",
    "economics/people_cost.py",
    "experiment/base_schedule.py",
    "experiment/people.py",
    "experiment/pilot.py",
    "experiment/planned.py",
    "experiment/replications.py",
    "experiment/shift_plans.py",
    "experiment/staffing.py",
    "experiment/stored.py",
)
"""Files and folders of the package that determine what a replication, a roster or a team's months come out as."""
PACKAGES = ("numpy", "scipy", "holidays")
"""Libraries whose functions may change the last bit of a draw from version to version, and the one that knows which
days are holidays."""

LABELS = ("name", "title", "currency", "sources")
RUN_SETTINGS = ("replications", "seed", "engine")
BESIDE = "customer_loss"
"""What customers are worth changes no event: it is a price."""
WAY_HERE = "rollout"
"""What a change costs on the way; what is worse at launch is simulated as a scenario of its own (change.py)."""
PRICES_OF_A_GROUP = ("seat", "contract")
PRICES_OF_LABOUR = (
    "wage", "on_cost", "bonus", "hours_per_day", "days_per_month", "leader_span", "leader_wage_factor", "support_ratio",
    "support_wage_factor", "attrition", "hire_cost", "training_days",
)  # fmt: skip
"""Of a group without shifts, and without people over months (see `labour_is_money`)."""
PRICES_OF_ERRORS = ("refund", "refund_share")


def physics(scenario: Scenario) -> dict[str, Any]:
    """The scenario without labels, prices and settings of the run, with data files by their contents' hash.

    In the order of the file: the order of intents and groups decides ties.
    """
    told = scenario.model_dump(mode="json")
    for name in (*LABELS, WAY_HERE, BESIDE):
        del told[name]
    for name in RUN_SETTINGS:
        del told["run"][name]
    for name, group in told["groups"].items():
        _forget(group, PRICES_OF_A_GROUP)
        _forget(group["assist"], ("licence",))
        if labour_is_money(scenario, name):
            _forget(group["labour"], PRICES_OF_LABOUR)
    _forget(told["bot"], ("price",))
    if told["errors"] is not None:
        _forget(told["errors"], PRICES_OF_ERRORS)
        _forget(told["errors"]["inspection"], ("per_contact",))
    if told["surge"] is not None:
        for reserve in told["surge"]["reserves"].values():
            _forget(reserve, ("price",))
    if not isinstance(scenario.arrivals, PoissonArrivals):
        told["arrivals"]["file"] = file_hash(scenario.arrivals.file)
    return told


def labour_is_money(scenario: Scenario, group: str) -> bool:
    """Whether what a group's labour costs decides nothing else.

    Over months people leave for a wage and are trained before they answer; shifts are chosen for what they cost.
    """
    return scenario.workforce is None and scenario.groups[group].shifts is None


def price_key(scenario: Scenario) -> str:
    """Equal for scenarios whose contacts and agents are the same event by event under one seed: prices put on the sums
    of one are those of the other. Empty where what labour costs decides more than money: then nothing is shared.
    """
    if not all(labour_is_money(scenario, name) for name in scenario.groups):
        return ""
    return json.dumps(physics(scenario), separators=(",", ":"), allow_nan=False)


def _forget(block: dict[str, Any] | None, names: tuple[str, ...]) -> None:
    """Take keys out of a block, if the scenario has it."""
    if block is not None:
        for name in names:
            del block[name]


@cache
def code_hash() -> str:
    """A hash of the code that determines results."""
    root, digest = Path(ccsim.__file__).parent, hashlib.blake2b(digest_size=16)
    for name in CODE:
        place = root / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(f"{file.relative_to(root).as_posix()}\n".encode() + file.read_bytes())
    for name in PACKAGES:
        digest.update(f"{name} {version(name)}\n".encode())
    return digest.hexdigest()


def schedule_key(scenario: Scenario) -> str:
    """Key of a scenario's derived schedule; it does not depend on the run's seed."""
    return _key("schedule", physics(scenario))


def replication_key(scenario: Scenario, schedule: str, seed: int, replication: int) -> str:
    """Key of one replication's sums; `schedule` is the key of the schedule under which it ran."""
    return replication_keys(scenario, schedule, seed, [replication])[0]


def replication_keys(scenario: Scenario, schedule: str, seed: int, replications: list[int]) -> list[str]:
    """Keys of several replications of one scenario."""
    ground = _key("scenario", physics(scenario))
    return [_key("replication", [ground, schedule, seed, number]) for number in replications]


def people_key(scenario: Scenario, months: int | None, seed: int, replications: int) -> str:
    """Key of the months of a scenario's teams: prices included, because they are part of what is kept."""
    told = scenario.model_dump(mode="json", exclude={*LABELS})
    return _key("people", [told, months, seed, replications])


def _key(kind: str, content: Any) -> str:
    text = json.dumps([kind, code_hash(), content], separators=(",", ":"), allow_nan=False)
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()
