"""Generated cases are the same in every run of the suite, so that a change is judged by what it changes.

`HYPOTHESIS_PROFILE=explore pytest ...` looks for new ones.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("explore", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
