"""One cell of an experiment on people: the months of a scenario's teams, from the store or simulated."""

from __future__ import annotations

import json

import numpy as np

from ccsim.experiment.cells import CellResult, Group, Wanted
from ccsim.experiment.design import Cell
from ccsim.experiment.keys import people_key
from ccsim.experiment.people import MEASURES, run_people
from ccsim.experiment.result import KpiValue
from ccsim.experiment.statistics import CONFIDENCE, ratio_estimate
from ccsim.experiment.store import Store


def run_team_cell(wanted: Wanted, cell: Cell) -> CellResult:
    """Every team's measures over all months; all replications are one piece of work."""
    store = Store(wanted.store)
    key = people_key(cell.scenario, wanted.people_months, wanted.seed, wanted.replications)
    content = store.get(key)
    if content is None:
        found = run_people(cell.scenario, wanted.people_months, wanted.replications, wanted.seed)
        told = {
            name: {one.name: [side.tolist() for side in team.parts(one)] for one in MEASURES}
            for name, team in found.teams.items()
        }
        store.put(key, json.dumps(told, separators=(",", ":"), allow_nan=False).encode())
    else:
        told = json.loads(content)
    groups = {name: _group(measures, cell.scenario.currency) for name, measures in told.items()}
    return CellResult(
        groups,
        wanted.replications,
        computed=int(content is None),
        kept=int(content is not None),
        damaged=len(store.damaged),
    )


def _group(told: dict[str, list[list[float]]], currency: str) -> Group:
    parts = {name: (np.array(above), np.array(below)) for name, (above, below) in told.items()}
    kpis = {
        one.name: KpiValue(
            one.name,
            currency if one.unit == "money" else one.unit,
            ratio_estimate(*parts[one.name], one.kind, CONFIDENCE),
        )
        for one in MEASURES
    }
    return Group(kpis, parts)
