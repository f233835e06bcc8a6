"""With what a run was made: the program, Python, the libraries, the machine."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from ccsim import __version__

PACKAGES = ("simpy", "numba", "numpy", "scipy", "pandas", "pydantic", "matplotlib")
"""Libraries that numbers and pictures are made with."""


def versions() -> list[str]:
    """The versions, for people."""
    found = [("ccsim", __version__), ("Python", platform.python_version())]
    return [f"{name} {said}" for name, said in (*found, *((name, version(name)) for name in PACKAGES))]


def environment(command: Sequence[str], written: datetime | None = None) -> dict[str, Any]:
    """The same for programs, with the time of writing (now, if not given) and the command."""
    return {
        "written": (written or datetime.now(UTC)).isoformat(timespec="seconds"),
        "command": list(command),
        "ccsim": __version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "packages": {name: version(name) for name in PACKAGES},
    }
