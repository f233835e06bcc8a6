"""Progress of long work on stderr: a bar on a terminal, a line per stage elsewhere."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType

from ccsim.cli import interrupt

STAGES = {
    "staffing": "deriving the roster, trial",
    "replications": "replications",
    "pilots": "pilots",
    "points": "points drawn from the priors",
    "cells": "points",
}


class Progress:
    """Use as a context manager and call with (stage, done, total)."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._live = sys.stderr.isatty()
        self._shown = ""
        self._started = self._last = monotonic()
        self._width = 0

    def __enter__(self) -> Progress:
        return self

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Show that `done` of `total` steps of a stage are finished; `total` None if nobody knows.

        Raises KeyboardInterrupt if an interrupt was lost on the way.
        """
        interrupt.check()
        now = monotonic()
        if self._live:
            if done != total and now - self._last < 0.1:
                return
            text = f"{self._name}: {STAGES.get(stage, stage)} {_bar(done, total)} {now - self._started:.0f} s"
            sys.stderr.write("\r" + text.ljust(self._width))
            self._width = len(text)
        elif stage != self._shown or done == total:
            sys.stderr.write(f"{self._name}: {STAGES.get(stage, stage)} {_bar(done, total)}\n")
        self._shown, self._last = stage, now
        sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live and self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()


def _bar(done: int, total: int | None) -> str:
    if total is None:
        return str(done)
    filled = round(24 * done / max(total, 1))
    return f"[{'#' * filled}{'.' * (24 - filled)}] {done}/{total}"
