"""Where recorded files for the tests are: synthetic ones beside the tests, real ones if this machine has them."""

import os
from pathlib import Path

import pytest

SYNTHETIC = Path(__file__).parents[1] / "data"
REPOSITORY = Path(__file__).parents[2]


def real(name: str) -> Path:
    """A real recorded file; skips the test where it is absent (folder: CCSIM_REAL_DATA, or ../shared/data)."""
    folder = Path(os.environ.get("CCSIM_REAL_DATA", REPOSITORY.parent / "shared" / "data"))
    if not (folder / name).is_file():
        pytest.skip(f"no {name}: set CCSIM_REAL_DATA to the folder that holds it")
    return folder / name
