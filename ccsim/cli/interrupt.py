"""Ctrl-C that is not lost: Python drops an exception raised in a destructor or in a library's callback."""

from __future__ import annotations

import signal
import threading
from types import FrameType

_asked = False


def listen() -> None:
    """Remember an interrupt beside raising it; where the process ignores interrupts, it goes on doing so."""
    global _asked
    _asked = False
    alone = threading.current_thread() is threading.main_thread()  # others may not set signals
    if alone and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupted)


def check() -> None:
    """Raise KeyboardInterrupt if there was an interrupt, be it one that was dropped: at every step of long work."""
    if _asked:
        raise KeyboardInterrupt


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    global _asked
    _asked = True
    raise KeyboardInterrupt
