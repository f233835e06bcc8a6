"""Engines: deterministic functions from one replication's inputs to its log. All of them must agree bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ccsim.model.inputs import RunInputs
from ccsim.model.log import RunLog

ENGINES = {"reference": "ccsim.engine.reference"}
"""Name -> module with `run(inputs) -> RunLog`; imported when first used."""


def engine(name: str) -> Callable[[RunInputs], RunLog]:
    """The engine called `name`; `auto` takes the fastest that covers every scenario."""
    module = import_module(ENGINES["reference" if name == "auto" else name])
    run: Callable[[RunInputs], RunLog] = module.run
    return run
