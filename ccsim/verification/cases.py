"""Cases with known answers: the file that holds them, and careful reading of a case's parameters.

A file is JSON: `{"meta": {...}, "cases": [{"id", "family", "model", "params": {...}, "quantities": {...}}, ...]}`.
Times are in seconds unless the key says otherwise. Source: docs/verification.md#the-file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from ccsim.errors import CcsimError

SHIPPED = "references.json"
"""The project's own cases, beside this module."""
LARGEST = 1e300
"""Numbers of a file lie below this, and above its opposite."""


class CaseError(CcsimError):
    """A file of cases, or a case in it, is not what can be read."""

    exit_code = 2


@dataclass(frozen=True)
class Case:
    """One model with known answers."""

    id: str
    family: str
    """A letter, and what it stands for: "A_erlang"."""
    model: str
    params: Mapping[str, Any] = field(default_factory=dict)
    quantities: Mapping[str, Any] = field(default_factory=dict)

    @property
    def letter(self) -> str:
        """The family's letter."""
        return self.family.partition("_")[0]

    def number(self, quantity: str) -> float:
        """The known value of a quantity that is one number. Raises CaseError if it is not."""
        return one_number(self, quantity, self.quantities[quantity])

    def wrong(self, quantity: str, value: Any, expected: str) -> CaseError:
        """What to raise about a known value."""
        return CaseError(f"{self.id}: quantities.{quantity}: found {value!r:.60}; expected {expected}")


def one_number(case: Case, quantity: str, value: Any) -> float:
    """A finite number of any sign. Raises CaseError for anything else."""
    if not is_number(value):
        raise case.wrong(quantity, value, "a finite number")
    return float(value)


def is_number(value: Any) -> bool:
    """Whether it is a finite number and not a truth value."""
    # an integer may be too long for a float
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LARGEST


def check_known_values(case: Case) -> None:
    """Raise CaseError unless every quantity is a finite number, a list of them, or such by name."""
    for quantity, value in case.quantities.items():
        parts = value.items() if isinstance(value, Mapping) else [("", value)]
        for name, part in parts:
            where = f"{quantity}.{name}" if name else quantity
            for one in part if isinstance(part, list) else [part]:
                one_number(case, where, one)


def read_cases(path: Path | None = None) -> tuple[Case, ...]:
    """The cases of a file, or the project's own. Raises CaseError."""
    source = files("ccsim.verification").joinpath(SHIPPED) if path is None else path
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CaseError(f"{path or SHIPPED}: cannot be read as JSON: {error}") from error
    cases = content.get("cases") if isinstance(content, dict) else None
    if not isinstance(cases, list) or not cases:
        raise CaseError(f'{path or SHIPPED}: expected an object with a list "cases" that is not empty')
    found = tuple(_case(one, f"{path or SHIPPED}: case {number}") for number, one in enumerate(cases, 1))
    ids = [case.id for case in found]
    repeated = sorted({name for name in ids if ids.count(name) > 1})
    if repeated:
        raise CaseError(f"{path or SHIPPED}: several cases are called {', '.join(repeated)}")
    return found


def _case(content: Any, where: str) -> Case:
    if not isinstance(content, dict):
        raise CaseError(f"{where}: expected an object, found {content!r:.40}")
    for key, kind in (("id", str), ("family", str), ("params", dict), ("quantities", dict)):
        if not isinstance(content.get(key), kind):
            raise CaseError(
                f"{content.get('id', where)}: {key}: expected {kind.__name__}, found {content.get(key)!r:.40}"
            )
    return Case(
        content["id"], content["family"], str(content.get("model", "")), content["params"], content["quantities"]
    )


def select(cases: Sequence[Case], families: Iterable[str] = (), ids: Iterable[str] = ()) -> tuple[Case, ...]:
    """The cases of some families (letters or whole names) and ids; all of them if neither is given.

    Raises CaseError for a family or an id that no case has.
    """
    families, ids = list(families), list(ids)
    _known(families, [name for case in cases for name in (case.letter, case.family)], "family")
    _known(ids, [case.id for case in cases], "case")
    return tuple(
        case
        for case in cases
        if (not families or case.letter in families or case.family in families) and (not ids or case.id in ids)
    )


def _known(wanted: Sequence[str], there: Sequence[str], what: str) -> None:
    for name in wanted:
        if name not in there:
            close = get_close_matches(name, there, n=1)
            hint = f" (did you mean {close[0]!r}?)" if close else ""
            raise CaseError(f"no {what} is called {name!r}{hint}; there are {', '.join(dict.fromkeys(there))}")


class Parameters:
    """A case's parameters, each to be taken once; what nobody takes is unknown."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._left = dict(case.params)
        self._taken: list[str] = []

    def has(self, key: str) -> bool:
        """Whether the parameter is given, taken already or not."""
        return key in self._case.params

    def take(self, key: str, *default: Any) -> Any:
        """The value as it stands; the default if there is none. Raises CaseError if it must be there."""
        self._taken.append(key)
        if key not in self._case.params:
            if default:
                return default[0]
            raise CaseError(f"{self._case.id}: params.{key}: missing")
        self._left.pop(key, None)
        return self._case.params[key]

    def number(self, key: str, *default: float) -> float:
        """A finite number, at least 0."""
        return self._number(key, self.take(key, *default))

    def positive(self, key: str, *default: float) -> float:
        """A finite number above 0."""
        return self._positive(key, self.take(key, *default))

    def share(self, key: str, *default: float) -> float:
        """A probability, at least 0 and at most 1."""
        value = self.number(key, *default)
        if value > 1:
            raise self.wrong(key, value, "a share, at least 0 and at most 1")
        return value

    def part(self, key: str, *default: float) -> float:
        """A probability that leaves something over, at least 0 and below 1."""
        value = self.number(key, *default)
        if value >= 1:
            raise self.wrong(key, value, "a share, at least 0 and below 1")
        return value

    def signed(self, key: str) -> float:
        """A finite number of any sign."""
        value = self.take(key)
        if not is_number(value):
            raise self.wrong(key, value, "a finite number")
        return float(value)

    def whole(self, key: str, *default: int, least: int = 0) -> int:
        """A whole number, at least `least`."""
        value = self.take(key, *default)
        if not is_number(value) or value != int(value) or value < least:
            raise self.wrong(key, value, f"a whole number, at least {least}")
        return int(value)

    def numbers(self, key: str, *default: Sequence[float]) -> list[float]:
        """A list of finite numbers, at least 0."""
        return [self._number(key, one) for one in self._list(key, *default)]

    def positives(self, key: str) -> list[float]:
        """A list of finite numbers above 0."""
        return [self._positive(key, one) for one in self._list(key)]

    def wholes(self, key: str, least: int = 0) -> list[float]:
        """A list of whole numbers, at least `least`."""
        values = self._list(key)
        if not all(is_number(one) and one == int(one) and one >= least for one in values):
            raise self.wrong(key, values, f"a list of whole numbers, at least {least}")
        return [float(one) for one in values]

    def text(self, key: str, *default: str) -> str:
        """A text."""
        value = self.take(key, *default)
        if not isinstance(value, str):
            raise self.wrong(key, value, "a text")
        return value

    def mean_or_none(self, key: str) -> float:
        """A mean (s) above 0; infinite where null or absent."""
        value = self.take(key, None)
        return math.inf if value is None else self._positive(key, value)

    def note(self, *keys: str) -> None:
        """Take parameters that only repeat, in words or another unit, what others say."""
        for key in keys:
            self.take(key, None)

    def wrong(self, key: str, value: Any, expected: str) -> CaseError:
        """What to raise about a value."""
        return CaseError(f"{self._case.id}: params.{key}: found {value!r:.60}; expected {expected}")

    def finish(self) -> None:
        """Raise CaseError if a parameter was not taken."""
        for key in self._left:
            close = get_close_matches(key, self._taken, n=1)
            hint = f" (did you mean {close[0]!r}?)" if close else ""
            known = ", ".join(dict.fromkeys(self._taken))
            raise CaseError(f"{self._case.id}: params.{key}: unknown parameter{hint}; known here: {known}")

    def _list(self, key: str, *default: Sequence[float]) -> list[Any]:
        value = self.take(key, *default)
        if not isinstance(value, (list, tuple)) or not value:
            raise self.wrong(key, value, "a list of numbers")
        return list(value)

    def _number(self, key: str, value: Any) -> float:
        if not is_number(value) or value < 0:
            raise self.wrong(key, value, "a finite number, at least 0")
        return float(value)

    def _positive(self, key: str, value: Any) -> float:
        if not is_number(value) or value <= 0:
            raise self.wrong(key, value, "a finite number above 0")
        return float(value)
