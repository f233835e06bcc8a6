"""Engine against engine on generated days: not one bit may differ.

Here a few hundred days; ten thousand, with counts of what they met, by
`pytest -m long tests/differential -s` (the number of days: environment variable CCSIM_DAYS).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

sys.path.insert(0, str(Path(__file__).parent))

from agreement import difference, disagreement
from chance import Seeded
from coverage_counts import CORNERS, TIES, VALUES, count
from days import FEATURES, FULL, TINY, a_day
from strategies import days

from ccsim.engine import engine
from ccsim.model.inputs import RunInputs

HERE = Path(__file__).parent
DAYS = 240
LONG_DAYS = int(os.environ.get("CCSIM_DAYS", "10000"))


def generated(number: int) -> RunInputs:
    """Every twentieth day is tiny: empty tapes and rosters, nobody on duty, one contact."""
    return a_day(Seeded(number), TINY if number % 20 == 0 else FULL)


def with_everything(number: int) -> RunInputs:
    """A day that has every feature."""
    return a_day(Seeded(number), FULL, dict.fromkeys(FEATURES, True))


def compare(numbers: range, day: Callable[[int], RunInputs] = generated) -> tuple[Counter[str], int]:
    """Run days on every engine; what they met, and how many had more than 200 human legs."""
    met: Counter[str] = Counter()
    busy = 0
    for number in numbers:
        inputs = day(number)
        found, log = disagreement(inputs)
        assert not found, f"day {number}: {found}"
        seen = count(inputs, log)
        met.update(seen)
        busy += seen["legs"] > 200
    return met, busy


def rare(met: Counter[str], number: int) -> list[str]:
    """What so many days have met less often than 200 times in ten thousand days."""
    return [name for name in [*VALUES, *TIES, *CORNERS] if met[name] < 200 * number / 10_000]


def test_generated_days():
    met, busy = compare(range(DAYS))
    assert not rare(met, DAYS)
    assert busy >= 0.7 * DAYS


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(inputs=days())
def test_days_that_shrink(inputs):
    found, _ = disagreement(inputs)
    assert not found


def test_without_the_compiler():
    """The kernels as plain Python: indices out of bounds raise, and nothing depends on how numba reads the code."""
    program = (
        f"import sys; sys.path[:0] = [{str(HERE)!r}]\n"
        "from test_engines_agree import compare, with_everything\n"
        "assert compare(range(6))[0]['Outcome.SERVED'] > 500\n"
        "assert compare(range(2), with_everything)[0]['called again'] > 0\n"
    )
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_harness_sees_a_single_bit():
    inputs = generated(1)
    log, other = engine("compiled")(inputs), engine("compiled")(inputs)
    assert difference(log, other) == ""
    other.contacts["end_s"][7] += 2.0**-20
    assert "row 7: end_s" in difference(log, other)
    other = engine("compiled")(inputs)
    other.load_ticks[0, 0, 0] += 1
    assert "load_ticks" in difference(log, other)


@pytest.mark.long
def test_ten_thousand_days():
    met, busy = compare(range(LONG_DAYS))
    print(f"\n{LONG_DAYS} days, no bit differs; {busy / LONG_DAYS:.1%} of them with more than 200 human legs")
    for name in [*VALUES, *TIES, *CORNERS]:
        print(f"  {name:45} {met[name]:>10,}")
    assert not rare(met, LONG_DAYS)
    assert busy >= 0.8 * LONG_DAYS
