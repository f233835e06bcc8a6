"""The message level against exact mean-value analysis, and both fidelities against each other.

False alarm 1e-6 per quantity; the biases that would be found with probability 0.99 are stated and asserted. The full
study is experiments/chat_fidelity.py, its tables are in docs/chat-fidelity.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from queue_runs import FALSE_ALARM, check
from scipy.stats import t

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "experiments"))
from chat_fidelity import TOLERANCE, beside, compare_centre, samples, saturated

from ccsim.experiment.statistics import linearise, student

RUNS = 40


@pytest.mark.parametrize(
    ("k", "detects"),
    [
        (1, {"throughput": 0.05, "response": 0.05, "hands on": 0.07}),
        (3, {"throughput": 0.06, "response": 0.10, "hands on": 0.05}),
        (6, {"throughput": 0.06, "response": 0.10, "hands on": 0.02}),
    ],
)
def test_exponential_attention_is_the_exact_network(k: int, detects: dict[str, float]) -> None:
    """With exponential attention first come first served the network has product form, whatever thinking is like."""
    runs = list(saturated(k, seed=k, replications=RUNS, replies=700, exponential=True))
    for name, sample in samples(k, runs).items():
        print(check(f"k = {k}, {name}", sample.expected, sample.numerators, sample.denominators, detects[name]))


@pytest.mark.parametrize("k", [2, 4, 7])
def test_lognormal_attention_stays_within_the_tolerance(k: int) -> None:
    """Real attention is not exponential; what that changes is within the tolerance, plus what 28,000 replies can say."""
    runs = list(saturated(k, seed=k, replications=RUNS, replies=700))
    critical = t.isf(FALSE_ALARM / 2, RUNS - 1)
    for name, tolerance in TOLERANCE.items():
        sample = samples(k, runs)[name]
        found = beside(sample)
        noise = critical * float(linearise(sample.numerators, sample.denominators).se[0]) / sample.expected
        print(f"k = {k}, {name}: {found.difference:+.1%}, tolerance {tolerance:.0%} and noise {noise:.1%}")
        assert abs(found.difference) < tolerance + noise
        assert noise < 0.06


def test_a_whole_centre_is_the_same_at_both_levels() -> None:
    """Same customers, same days: chats last, wait for replies and fill slots alike, within the tolerances."""
    days = 24
    found = compare_centre(days, seed=1, volume=1440)
    critical = t.isf(FALSE_ALARM / 2, days - 1) / student(0.95, days)
    limits = {"talk_time": 0.03, "mean_in_service_response": 0.07, "occupancy": 0.03, "utilisation": 0.03,
              "attention_per_leg": 0.03, "human_legs": 0.03, "service_level": 0.03}  # fmt: skip
    for name, limit in limits.items():
        noise = critical * found[name].difference_half
        print(f"{name}: {found[name].difference:+.1%}, tolerance {limit:.0%} and noise {noise:.1%}")
        assert abs(found[name].difference) < limit + noise
        assert noise < 0.05
    assert not np.isclose(found["talk_time"].messages, found["talk_time"].session, rtol=1e-4)  # two models, not one
