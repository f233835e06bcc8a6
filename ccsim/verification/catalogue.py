"""Which room makes studies of which family, and which families no scenario can express."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ccsim.verification.cases import Case, CaseError
from ccsim.verification.families import chat, people, published, repeats, single_queue, skills, time_varying
from ccsim.verification.study import Design, Unchecked

FAMILIES: dict[str, Callable[[Case], Design]] = {
    "A": single_queue.erlang,
    "B": single_queue.waiting,
    "C": time_varying.time_varying,
    "D": chat.chat,
    "E": skills.skills,
    "F": repeats.repeats,
    "G": people.people,
    "H": single_queue.waiting,
    "P": published.published,
}
"""By letter."""

NOT_SIMULATED = {
    "R": "records of real centres, observed and not calculated; docs/verification.md says how they are replayed",
}
"""Families of the file without a scenario, and why."""


def designs(cases: Sequence[Case]) -> Design:
    """Studies and unchecked quantities of all cases. Raises CaseError for an unknown family or parameter."""
    whole = Design()
    for case in cases:
        if case.letter in NOT_SIMULATED:
            whole.unchecked.append(Unchecked(case.id, "all", NOT_SIMULATED[case.letter]))
            continue
        if case.letter not in FAMILIES:
            known = ", ".join([*FAMILIES, *NOT_SIMULATED])
            raise CaseError(f"{case.id}: family: found {case.family!r}; expected one that begins with {known}")
        design = FAMILIES[case.letter](case)
        whole.studies += design.studies
        whole.unchecked += design.unchecked
    return whole
