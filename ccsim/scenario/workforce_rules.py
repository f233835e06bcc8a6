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

DAYS_PER_MONTH = 30.4375
"""A twelfth of a year of 365.25 days."""


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


def days_of_run(run: Run, block: Workforce | None) -> int:
    """Days from the run's first to its last: `run.days`, or all months of a run over months."""
    if block is None or block.contacts is None:
        return run.days
    return round(block.months * DAYS_PER_MONTH)


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
    for name, group in groups.items():
        yield from _bill(name, group, name in block.groups)
    yield from _reserves(surge, block)


def _bill(name: str, group: Group, over_months: bool) -> Iterator[Mistake]:
    """A bill of many months must be the sum of what was delivered: clauses that each month settles anew are not."""
    contract = group.contract
    if contract is None:
        return
    settled = {
        "tiers": contract.tiers,
        "minimum": contract.minimum,
        "cap": contract.cap,
        "penalties": contract.penalties,
    }
    for clause in (clause for clause, said in settled.items() if said):
        expected = (
            "expected none in a run over months (workforce.contacts): every month settles it anew, and the ledger "
            "adds all months up; run a month of it"
        )
        yield f"groups.{name}.contract.{clause}", "a clause", expected
    if over_months and contract.cost_plus:
        expected = (
            "expected none in a run over months (workforce.contacts): what the supplier's people cost in hiring and "
            "training is known only after the bill"
        )
        yield f"groups.{name}.contract.cost_plus", f"{contract.cost_plus:.4g}", expected


def _reserves(surge: Surge | None, block: Workforce) -> Iterator[Mistake]:
    """Reserves stand by through all months, and more chats need a group without classes of tenure."""
    for name, reserve in ({} if surge is None else surge.reserves).items():
        path = f"surge.reserves.{name}"
        if reserve.price.retained_days is not None:
            expected = "expected none in a run over months (workforce.contacts): they are the days of standing by"
            yield f"{path}.price.retained_days", f"{reserve.price.retained_days:g}", expected
        if reserve.kind == "concurrency" and reserve.group in block.groups:
            expected = (
                "expected a group beside workforce.groups for the kind concurrency in a run over months: a team is "
                "several groups there, by tenure"
            )
            yield f"{path}.group", f'"{reserve.group}"', expected


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
