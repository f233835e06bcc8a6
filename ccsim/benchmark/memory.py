"""Memory of the running process in bytes: what it holds now, and the most it ever held."""

from __future__ import annotations

import sys
from pathlib import Path

STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def resident_bytes() -> int:
    """What the process holds now; where the system does not tell, the most it held so far."""
    return _status("VmRSS") or peak_bytes()


def peak_bytes() -> int:
    """The most the process held since its start or `forget_peak`; 0 where nobody counts.

    The kernel's own account goes before getrusage, whose maximum a process inherits from the one that started it.
    """
    return _status("VmHWM") or _most_used()


def forget_peak() -> None:
    """Let the peak start again from what is held now, where the system allows it."""
    try:
        RESET.write_text("5")
    except OSError:
        return


def _status(field: str) -> int:
    try:
        lines = STATUS.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith(f"{field}:")), 0)


def _most_used() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most
