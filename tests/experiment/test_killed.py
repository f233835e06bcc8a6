"""An experiment that is killed and resumed ends with the tables of one that ran through, byte for byte.

`pytest -m long tests/experiment/test_killed.py` does it with every shipped experiment, made small, and twenty kills;
with CCSIM_FULL=1 in the environment at its full size (hours).
"""

import os
from pathlib import Path
from typing import Any

import pytest
from killing import run_killed, run_whole, tables
from ruamel.yaml import YAML
from small_experiment import CUBE, experiment

SHIPPED = Path(__file__).parents[2] / "experiments"
NAMES = sorted(path.stem for path in SHIPPED.glob("*.yaml") if path.stem != "bank_1999")
SMALL = {"arrivals.volume": "40/day", "staffing.pilot_days": 2, "run.history.days": 1, "run.interval": "6 h"}


def test_killed_twice_on_two_cores_is_the_same_as_whole_on_one(tmp_path: Path) -> None:
    loaded = experiment(tmp_path, CUBE)
    run_whole(loaded.path, tmp_path / "whole", 1)
    assert run_killed(loaded.path, tmp_path / "killed", 2, kills=2, seed=1) == 2
    found = tables(tmp_path / "killed" / "sweep")
    assert found == tables(tmp_path / "whole" / "sweep")
    assert {"table.csv", "kpis.csv", "spread.csv", "order.csv", "priors.csv", "draws.csv"} <= found.keys()


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("jobs", [1, 2])
def test_shipped_experiments_survive_twenty_kills(tmp_path: Path, name: str, jobs: int) -> None:
    path = SHIPPED / f"{name}.yaml"
    if os.environ.get("CCSIM_FULL") != "1":
        path = _made_small(path, tmp_path)
    run_whole(path, tmp_path / "whole", 3 - jobs)
    hits = run_killed(path, tmp_path / "killed", jobs, kills=20, seed=jobs, most=1)
    assert hits >= 15, f"only {hits} of 20 kills came before the end"
    assert tables(tmp_path / "killed" / name) == tables(tmp_path / "whole" / name)


def _made_small(path: Path, folder: Path) -> Path:
    """The experiment with little traffic, few levels and few replications; enough pieces of work for twenty kills."""
    yaml = YAML(typ="safe")
    told: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"))
    told["scenarios"] = [str((path.parent / name).resolve()) for name in told["scenarios"]]
    if "people" not in told:  # where a point is one piece of work, all are needed for twenty kills
        told["grid"] = {key: _ends(levels) for key, levels in told.get("grid", {}).items()}
    if "latin_hypercube" in told:
        told["latin_hypercube"]["points"] = 5
    cells = len(told["scenarios"]) * (told.get("latin_hypercube", {}).get("points", 1))
    for levels in told["grid"].values():
        cells *= len(levels if isinstance(levels, list) else next(iter(levels.values())))
    told["replications"] = max(2, -(-60 // cells))
    if "people" in told:
        told["people"] = {"months": 6}
        told["replications"] = 50
    else:
        told["set"] = SMALL | told.get("set", {}) | {"arrivals.volume": "40/day"}
        if "arrivals.volume" in told["grid"]:
            del told["set"]["arrivals.volume"]
            told["grid"]["arrivals.volume"] = ["30/day", "60/day"]
    small = folder / path.name
    with small.open("w", encoding="utf-8") as stream:
        yaml.dump(told, stream)
    return small


def _ends(levels: Any) -> Any:
    """The first, a middle and the last level."""
    if isinstance(levels, dict):
        return {how: _ends(values) for how, values in levels.items()}
    return [levels[0], levels[len(levels) // 2], levels[-1]] if len(levels) > 3 else levels
