"""The one error tree: what ccsim says when something is wrong, and with which exit code it stops."""

from __future__ import annotations

from dataclasses import dataclass


class CcsimError(Exception):
    """Anything ccsim refuses or cannot do; the message is meant for the person at the terminal."""

    exit_code = 1


class UsageError(CcsimError):
    """The command line asks for something that does not exist."""

    exit_code = 2


@dataclass(frozen=True)
class Problem:
    """One mistake in a scenario.

    `where` is "file:line:column"; `path` the key path ("groups.team.concurrency"); `found` what stands there;
    `expected` what is allowed; `hint` the nearest valid name, if any.
    """

    where: str
    path: str
    found: str
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.path}: found {self.found}; {self.expected}"
        if self.hint:
            text += f" (did you mean {self.hint!r}?)"
        return "".join(letter if letter.isprintable() else " " for letter in text)  # always one line


class ScenarioError(CcsimError):
    """A scenario file is wrong; lists every mistake at once."""

    exit_code = 2

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class DataError(CcsimError):
    """A data file that a scenario names is missing, malformed or has gaps."""

    exit_code = 2


class TargetMissedError(CcsimError):
    """No roster within the allowed range meets the scenario's target."""

    exit_code = 3
