"""What the workforce block must agree on, in itself and with the groups."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

from ccsim.scenario.arrivals import Arrivals, PoissonArrivals
from ccsim.scenario.finding import Mistake
from ccsim.scenario.groups import Group
from ccsim.scenario.messages import nearest
from ccsim.scenario.run import Run
from ccsim.scenario.surge import Surge
from ccsim.scenario.workforce import Staff, Workforce


def workforce_mistakes(block: Workforce | None, groups: Mapping[str, Group]) -> Iterator[Mistake]:
    """Broken rules: key path, what stands there, what is allowed, and the nearest valid name."""
    for name, staff in ({} if block is None else block.groups).items():
        path = f"workforce.groups.{name}"
        if name not in groups:
            known = list(groups)
            yield path, f'"{name}"', f"there is no such group; groups are {', '.join(known)}", nearest(name, known)
            continue
        yield from _attrition(f"{path}.attrition", staff, groups[name])
        yield from _tenure(path, staff, groups[name])
        yield from _hiring(f"{path}.hiring", staff)


def months_mistakes(
    block: Workforce | None, arrivals: Arrivals, run: Run, groups: Mapping[str, Group], surge: Surge | None
) -> Iterator[Mistake]:
    """Broken rules of a run over months."""
    contacts = None if block is None else block.contacts
    if block is None or contacts is None:
        return
    path = "workforce.contacts"
    if any(a >= b for a, b in pairwise(contacts.tenure_classes)):
        yield f"{path}.tenure_classes", "tenures out of order", "expected each to be larger than the one before"
    if not isinstance(arrivals, PoissonArrivals):
        yield path, f"arrivals of kind {arrivals.kind}", "expected drawn arrivals: records do not go on for months"
    if run.history.method == "simulated":
        yield path, "run.history.method: simulated", "expected quick: every month begins with its own history"
    if surge is not None:
        yield "surge", "reserves", "expected none in a run over months (workforce.contacts): nobody calls them there"
    for name, group in groups.items():
        if group.shifts is not None:
            expected = "expected derived headcounts or a roster in a run over months (workforce.contacts)"
            yield f"groups.{name}.shifts", "shifts", expected
    for name in block.groups:
        if name in groups and groups[name].contract is not None:
            found = f"a group with a contract (groups.{name}.contract)"
            expected = (
                "expected own people in a run over months (workforce.contacts): a bill knows no classes of tenure"
            )
            yield f"workforce.groups.{name}", found, expected


def _attrition(path: str, staff: Staff, group: Group) -> Iterator[Mistake]:
    said = staff.attrition
    if said.by_tenure is not None:
        if said.rate is not None or said.early_leave is not None:
            yield f"{path}.by_tenure", "a hazard beside rate or early_leave", "expected one or the other"
        starts = [step.from_months for step in said.by_tenure]
        if not starts or starts[0] != 0:
            yield (
                f"{path}.by_tenure",
                f"a first step from {starts[0]:g} months" if starts else "no step",
                ("expected a first step from 0 months"),
            )
        if any(a >= b for a, b in pairwise(starts)):
            yield f"{path}.by_tenure", "steps out of order", "expected each to begin later than the one before"
        return
    rate = group.labour.attrition if said.rate is None else said.rate
    if said.early_leave and rate:
        stay = said.early_leave * said.early_months / -math.log1p(-said.early_leave)
        if stay >= 12 / rate:
            found = f"{said.early_leave:.4g} gone after {said.early_months:g} months"
            yield f"{path}.early_leave", found, f"expected fewer: with {rate:.4g} a year nobody could leave later"
    if isinstance(said.occupancy, list) and not said.occupancy:
        yield f"{path}.occupancy", "an empty list", "expected at least one month"


def _tenure(path: str, staff: Staff, group: Group) -> Iterator[Mistake]:
    said = staff.attrition
    if isinstance(staff.tenure_months, list) and not staff.tenure_months:
        yield f"{path}.tenure_months", "an empty list", "expected at least one tenure"
    if staff.tenure_months == "settled" and staff.headcount:
        rate = group.labour.attrition if said.rate is None else said.rate
        last = said.by_tenure[-1].rate if said.by_tenure else rate
        if last == 0:
            expected = "expected tenures in months: a team that some never leave is never settled"
            yield f"{path}.tenure_months", '"settled", with no attrition in the end', expected


def _hiring(path: str, staff: Staff) -> Iterator[Mistake]:
    said = staff.hiring
    if said.policy == "plan" and said.target is None:
        yield f"{path}.target", "none", "expected the planned headcount, for the policy plan"
    if isinstance(said.target, list) and not said.target:
        yield f"{path}.target", "an empty list", "expected at least one month"


def workforce_keys_ignored(block: Workforce | None) -> Iterator[str]:
    """Keys that are stated and have no effect, as sentences."""
    for name, staff in ({} if block is None else block.groups).items():
        path = f"workforce.groups.{name}"
        said, stated = staff.hiring, staff.hiring.model_fields_set
        for key, policy in (
            ("target", "plan"),
            ("anticipate", "plan"),
            ("per_month", "constant"),
            ("spread", "constant"),
        ):
            if key in stated and said.policy != policy:
                yield f"{path}.hiring.{key} is ignored: the policy is {said.policy}"
        if "early_months" in staff.attrition.model_fields_set and staff.attrition.early_leave is None:
            yield f"{path}.attrition.early_months is ignored: there is no early_leave"
        fed = block is not None and block.contacts is not None and block.contacts.feedback
        if staff.attrition.occupancy is None and staff.attrition.occupancy_slope and not fed:
            yield f"{path}.attrition.occupancy_slope is ignored: no occupancy is stated"
