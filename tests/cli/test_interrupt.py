"""An interrupt that falls into a place where Python drops exceptions still ends long work."""

from __future__ import annotations

import subprocess
import sys

DROPPED = """
import signal, sys
from ccsim.cli import interrupt
from ccsim.cli.progress import Progress

class Closing:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
interrupt.listen()
closing = Closing()
try:
    del closing  # "Exception ignored in": the interrupt is lost here
    print("goes on")
    Progress("test")("cells", 1, 9)
except KeyboardInterrupt:
    print("ended")
"""
IGNORED = """
import signal
from ccsim.cli import interrupt

signal.signal(signal.SIGINT, signal.SIG_IGN)
interrupt.listen()
signal.raise_signal(signal.SIGINT)
interrupt.check()
print("goes on")
"""


def said(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_an_interrupt_within_a_destructor_ends_work_at_its_next_step() -> None:
    assert said(DROPPED).split("\n")[:2] == ["goes on", "ended"]


def test_a_process_that_ignores_interrupts_goes_on_ignoring_them() -> None:
    assert said(IGNORED) == "goes on\n"
