"""`python -m ccsim` is the command `ccsim`."""

import subprocess
import sys

from ccsim import __version__


def test_the_package_runs_as_a_module() -> None:
    said = subprocess.run([sys.executable, "-m", "ccsim", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout == f"ccsim, version {__version__}\n"
