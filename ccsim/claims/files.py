"""YAML files of this room, read like scenarios: unknown keys refused, every mistake with file, line and key path."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from ccsim.errors import CcsimError, Problem
from ccsim.scenario.base import Block
from ccsim.scenario.messages import problems_of
from ccsim.scenario.shapes import BlockShape
from ccsim.scenario.tree import MappingNode, plain, read_file

Model = TypeVar("Model", bound=Block)

DATA = Path(str(files("ccsim.claims").joinpath("data")))


class ClaimError(CcsimError):
    """A file of claims is wrong; lists every mistake at once."""

    exit_code = 2

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def read_block(path: Path, model: type[Model], shown_as: str | None = None) -> tuple[Model, MappingNode]:
    """A file as a `model`, and its tree, which knows the lines. Raises ClaimError."""
    root, problems = read_file(path, shown_as or str(path))
    if root is None or problems:
        raise ClaimError(problems)
    try:
        return model.model_validate(plain(root)), root
    except ValidationError as error:
        raise ClaimError(problems_of(error.errors(include_url=False), root, BlockShape((model,)))) from error
