"""What is simulated for a case, and what is compared: a scenario, its window of measurement, and checks.

A check is a ratio of sums over what was observed, held against a reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ccsim.verification.cases import Case

Term = tuple[str, int | None, float]
"""Name of a sum, its cell (None for the total over cells), and a coefficient."""


class OtherModel(NamedTuple):
    """A value of the file that is shown beside the reference and decides nothing, because it is of another model."""

    reference: float
    what: str
    """What that model does otherwise."""


@dataclass(frozen=True)
class Check:
    """A quantity with a known value, as a ratio of sums."""

    quantity: str
    """Name in the file, with a position where it is a list: "E_wait_by_class[0]"."""
    reference: float
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]
    goal: bool = False
    """Whether the budget is shared out for its sake: mean waits, abandonment, service levels."""
    rare: float | None = None
    """Probability, per unit of the denominator, of the events behind it; where so few of them are expected that no
    standard error can be trusted, the check is listed as too rare. None if they are plentiful."""
    reference_se: float = 0.0
    """Standard error of the reference itself; 0 if it is exact."""
    shown_as: str = ""
    """What stands beside the quantity, if it is checked in another form than the file gives it."""
    other: OtherModel | None = None
    """The file's value, if the reference is not that."""


class Cells(NamedTuple):
    """How contacts are told apart."""

    kind: str = "one"
    """"one": not at all; "queue_group": by queue and group; "interval": by the interval of the day in which they
    arrive."""
    per_day: int = 1
    """Intervals of a day."""
    active: tuple[bool, ...] = ()
    """By day of the week of the run: whether it counts; all do if empty. Others let the queue run empty."""


ALL_ALIKE = Cells()


class PeopleQuestion(NamedTuple):
    """What is asked of a team over months, instead of contacts."""

    group: str
    times: tuple[float, ...]
    """When it is looked at (months); for "curve" tenures, or numbers of contacts."""
    how: str
    """"drawn", person by person; "expected", calculated; "curve", the learning curve alone."""


@dataclass(frozen=True)
class Study:
    """One scenario of a case and all that is compared with it."""

    case: Case
    label: str
    """Tells the studies of a case apart; empty if there is one."""
    scenario: Mapping[str, Any]
    """As one would write it in YAML, without the run's days."""
    checks: tuple[Check, ...]
    contacts_per_day: float
    """Expected contacts on an average day of the run."""
    warm_up_days: int
    """Days before the measured ones; 0 starts empty."""
    cool_down_days: int = 0
    """Days after the measured ones, so that what happens to the last contacts is as for all others."""
    week_days: int = 1
    """The measured days are a multiple of this."""
    cells: Cells = ALL_ALIKE
    probes: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    """Further observations of the log: name and arguments (ccsim/verification/probes.py)."""
    relaxation_s: float = 0.0
    """How fast the model forgets its start (s); 0 if every day starts empty."""
    single_days: bool = False
    """Whether a replication is one day, because no day is like the first."""
    people: PeopleQuestion | None = None
    """A study about a team over months; then a day is a team and a contact is a person."""

    @property
    def calculated(self) -> bool:
        """Whether every replication gives the same."""
        return self.people is not None and self.people.how != "drawn"

    @property
    def name(self) -> str:
        """The case's id and the label."""
        return f"{self.case.id} ({self.label})" if self.label else self.case.id


class Unchecked(NamedTuple):
    """A quantity, or a whole case, that is not simulated, and why."""

    case: str
    quantity: str
    why: str


@dataclass
class Design:
    """What a family makes of a case."""

    studies: list[Study] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)


def total(*names: str, minus: Sequence[str] = (), scale: float = 1.0) -> tuple[Term, ...]:
    """Sums over all cells."""
    return (*((name, None, scale) for name in names), *((name, None, -scale) for name in minus))


def at(cell: int, *names: str, minus: Sequence[str] = (), scale: float = 1.0) -> tuple[Term, ...]:
    """Sums of one cell."""
    return (*((name, cell, scale) for name in names), *((name, cell, -scale) for name in minus))


def scaled(terms: Sequence[Term], factor: float) -> tuple[Term, ...]:
    """The same terms times a factor."""
    return tuple((name, cell, factor * coefficient) for name, cell, coefficient in terms)
