"""Whether a claim's measure is an input of the very scenario that tests it: found from provenance, never declared.

Source: docs/claims-method.md#circular.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ccsim.experiment.estimates import THROUGHPUT
from ccsim.metrics.registry import KPIS
from ccsim.scenario.load import Provenance

_ROSTER = r"groups\.[^.]+\.roster\.\d+\.agents"
_PER_LEG = r"groups\.[^.]+\.contract\.per_leg"
_PER_CONTACT = r"groups\.[^.]+\.contract\.(per_contact|per_resolved)"
_ANY_BILL = r"groups\.[^.]+\.contract\.(per_leg|per_contact|per_resolved)"
_RESERVE = r"surge\.reserves\.[^.]+\.size"
_RETAINER = r"surge\.reserves\.[^.]+\.price\.retainer"

INPUTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((*sorted(THROUGHPUT), "agent_days", "rostered_agent_days", "people", "occupancy", "utilisation"),
                    (_ROSTER,)),
    "cost_per_human_leg": (_PER_LEG,),
    "cost_per_contact": (_PER_CONTACT, _PER_LEG),
    "cost_per_issue": (_ANY_BILL,),
    "cost_per_resolved_issue": (_ANY_BILL,),
    "annual_cost": (_ANY_BILL,),
    "steady": (_ANY_BILL,),
    "people_per_call": (_RESERVE,),
    "standing_by_cost": (_RETAINER,),
}  # fmt: skip
"""Patterns of key paths by measure: if a scenario states one, the measure is that input, or it times a count.

A roster given by hand makes throughput, headcount and utilisation inputs; a price per leg or contact makes the cost of
one an input. What is not listed follows from inputs through simulation.
"""


def is_key_path(name: str) -> bool:
    """Whether a name in a measure is a scenario's key path rather than a KPI."""
    return "." in name


def input_of(name: str, provenance: Mapping[str, Provenance]) -> str:
    """The key path through which a measure is an input of a scenario; empty if it is none.

    `name` is a KPI, a quantity of claims/quantities.py, or a key path itself, which is an input by nature.
    """
    if name in provenance:
        return name
    if name not in KPIS and name not in INPUTS and any(path.startswith(f"{name}.") for path in provenance):
        return name
    patterns = [re.compile(pattern) for pattern in INPUTS.get(name, ())]
    return next(
        (
            path
            for path in provenance
            if any(pattern.fullmatch(path) for pattern in patterns) and not _is_shared(path, provenance)
        ),
        "",
    )


def _is_shared(path: str, provenance: Mapping[str, Provenance]) -> bool:
    """Whether a path is the size of a reserve from a pool that other merchants share: who else calls decides."""
    return re.fullmatch(_RESERVE, path) is not None and f"{path.removesuffix('.size')}.supplier" in provenance


def article_inputs(provenance: Mapping[str, Provenance], conditions: Iterable[str] = ()) -> list[str]:
    """Inputs that come from an article under test, apart from its `conditions`: what a verdict hangs on.

    A volume is a circumstance of a claim, and so is what the claim's own entry sets.
    """
    stated = {one.partition("=")[0].strip() for one in conditions} | {"arrivals.volume"}
    return [path for path, origin in provenance.items() if origin.kind == "article" and path not in stated]
