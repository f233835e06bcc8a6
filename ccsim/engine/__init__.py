"""Engines: deterministic functions from one replication's inputs to its log. All of them must agree bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from ccsim.engine.coverage import refuse
from ccsim.engine.session import Session
from ccsim.errors import UsageError
from ccsim.model.inputs import Centre, Ints, RunInputs
from ccsim.model.log import RunLog
from ccsim.model.surge import Reserves

ENGINES = {"reference": "ccsim.engine.reference", "compiled": "ccsim.engine.compiled"}
"""Name -> module with `run(inputs) -> RunLog`; imported when first used."""
SESSIONS = {name: f"{module}_session" for name, module in ENGINES.items()}
"""Name -> module with `open_session(centre, sizes, reserves) -> Session`."""

REPAYS_FROM = 50_000.0
"""Contacts in a command from which loading compiled kernels (under a second) takes less time than it saves."""


def choose(name: str, contacts: float, lacking: Sequence[str] = ()) -> str:
    """The engine that `name` ("auto", "reference" or "compiled") stands for.

    `contacts`: expected contacts of the whole command, all replications together; `lacking`: what the inputs need and
    the compiled engine does not have. `auto` takes the compiled engine where it can be imported, covers the inputs and
    saves time. Raises UsageError if the compiled engine is asked for and lacks something.
    """
    if name == "auto":
        worth_it = contacts >= REPAYS_FROM and not lacking and find_spec("numba") is not None
        return "compiled" if worth_it else "reference"
    if name == "compiled":
        refuse(lacking)
    if name not in ENGINES:
        raise UsageError(f"there is no engine {name!r}; there are auto, {', '.join(ENGINES)}")
    return name


def engine(name: str) -> Callable[[RunInputs], RunLog]:
    """The engine called `name`, one of ENGINES; `auto` is what `choose` makes of a run of unknown size."""
    module = import_module(ENGINES["reference" if name == "auto" else name])
    run: Callable[[RunInputs], RunLog] = module.run
    return run


class OpenSession(Protocol):
    """What opens a run in epochs."""

    def __call__(self, centre: Centre, sizes: Ints, reserves: Reserves | None = None) -> Session:
        """`sizes` (G,): largest headcounts of the roster; `reserves`: of a centre with a surge, for the whole run."""


def session(name: str) -> OpenSession:
    """What opens a run in epochs with the engine called `name`, one of ENGINES."""
    module = import_module(SESSIONS[name])
    opening: OpenSession = module.open_session
    return opening


def notes(name: str) -> tuple[str, ...]:
    """What a person should know about how the engine called `name` runs on this machine; it changes no result."""
    module = import_module(ENGINES[name])
    return tuple(module.notes()) if hasattr(module, "notes") else ()
