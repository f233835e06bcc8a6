"""Which room makes studies of which family, and which families no scenario can express."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ccsim.verification.cases import Case, CaseError, check_known_values
from ccsim.verification.families import chat, people, published, repeats, single_queue, skills, time_varying
from ccsim.verification.quantities import refuse_unknown
from ccsim.verification.study import Design, Unchecked


class Family(NamedTuple):
    """What makes studies of a case, and the quantities that it knows."""

    design: Callable[[Case], Design]
    quantities: Sequence[str]


FAMILIES = {
    "A": Family(single_queue.erlang, single_queue.QUANTITIES),
    "B": Family(single_queue.waiting, single_queue.QUANTITIES),
    "C": Family(time_varying.time_varying, time_varying.QUANTITIES),
    "D": Family(chat.chat, chat.QUANTITIES),
    "E": Family(skills.skills, skills.QUANTITIES),
    "F": Family(repeats.repeats, repeats.QUANTITIES),
    "G": Family(people.people, people.QUANTITIES),
    "H": Family(single_queue.waiting, single_queue.QUANTITIES),
    "P": Family(published.published, published.QUANTITIES),
}
"""By letter."""

NOT_SIMULATED = {
    "R": "records of real centres, observed and not calculated; docs/recorded-arrivals.md says how they are replayed",
}
"""Families of the file without a scenario, and why."""


def designs(cases: Sequence[Case]) -> Design:
    """Studies and unchecked quantities of all cases. Raises CaseError for an unknown family, parameter or quantity."""
    whole = Design()
    for case in cases:
        if case.letter in NOT_SIMULATED:
            whole.unchecked.append(Unchecked(case.id, "all", NOT_SIMULATED[case.letter]))
            continue
        if case.letter not in FAMILIES:
            known = ", ".join([*FAMILIES, *NOT_SIMULATED])
            raise CaseError(f"{case.id}: family: found {case.family!r}; expected one that begins with {known}")
        design = _design(case, FAMILIES[case.letter])
        whole.studies += design.studies
        whole.unchecked += design.unchecked
    return whole


def _design(case: Case, family: Family) -> Design:
    """What the family makes of a case; CaseError also where parameters do not fit together in a way nobody foresaw."""
    check_known_values(case)
    try:
        design = family.design(case)
    except ValueError as error:
        raise CaseError(f"{case.id}: params: {error}") from error
    except (ArithmeticError, LookupError) as error:
        raise CaseError(f"{case.id}: params: nothing can be made of them: {error!r}") from error
    refuse_unknown(case, design, family.quantities)
    return Design([study for study in design.studies if study.checks], design.unchecked)
