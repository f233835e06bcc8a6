"""Errors on the tape, in the volume's baseline and in the forecast."""

import numpy as np
import pytest
from demand_checks import BUSY, agrees, fresh, one_intent, same_draws, scenario, tape_of

from ccsim.demand.forecast import forecast_legs
from ccsim.demand.volume import contacts_per_issue_baseline
from ccsim.scenario.centre import centre_of

ERRORS = {
    "human": 0.1, "per_level_above": 0.02, "bot": 0.2, "detected_after": "6 h", "contact_again": 0.8,
    "refund": "20 CNY", "refund_share": 0.5,
}  # fmt: skip


def test_draws_of_their_own_leave_all_others_as_they_were():
    plain, wrong = tape_of(scenario()), tape_of(scenario(errors=ERRORS))
    for name in plain.dtype.names:
        if name not in ("u_error", "error_delay_s", "has_next"):
            assert same_draws(plain, fresh(wrong), name), name
    assert not plain["u_error"].any()
    assert agrees(wrong["error_delay_s"], 6 * 3600, detects=0.15)


def test_tables_by_level_and_attempt():
    s = scenario(
        errors=ERRORS,
        handling={"hands_on_per_reply": "25 s", "quality_free_levels": 1},
        repeats={"decay": 0.5, "max_attempts": 3},
    )
    rates = centre_of(s).errors
    np.testing.assert_allclose(rates.human, [0.1, 0.1, 0.12, 0.14])
    np.testing.assert_allclose(rates.p_return, [0.8, 0.4, 0.0])
    assert centre_of(scenario()).errors is None
    inspected = scenario(errors=ERRORS | {"inspection": {"share": 0.5, "finds": 0.5}}, repeats={"max_attempts": 2})
    np.testing.assert_allclose(centre_of(inspected).errors.p_return, [0.6, 0.0])
    assert contacts_per_issue_baseline(inspected) == pytest.approx(1.06), "the issues are those of other scenarios"


def test_the_baseline_counts_what_a_wrong_answer_brings_back():
    # p = 0.75, of which 10% are wrong and come back with 0.8; nothing else comes back: 1 + 0.75 x 0.1 x 0.8.
    s = scenario(errors=ERRORS, repeats={"max_attempts": 2})
    assert contacts_per_issue_baseline(s) == pytest.approx(1.06)


def test_the_forecast_counts_it_too():
    """Found within days, so that the second attempt falls into the run: 4,000 (1 + 0.75 x 0.1 x 0.8) on an issue's day."""
    s = scenario(errors=ERRORS | {"detected_after": "1 s"}, repeats={"max_attempts": 2}, groups=one_group())
    assert forecast_legs(s, centre_of(s)).sum() == pytest.approx(4000 * 1.06, rel=2e-3)
    without = scenario(**BUSY)
    never = scenario(**BUSY, errors={"human": 0.0, "bot": 0.0})
    np.testing.assert_allclose(forecast_legs(never, centre_of(never)), forecast_legs(without, centre_of(without)))


def one_group():
    return {"team": {"concurrency": 1, "labour": {"wage": "5000 CNY/month"}}}


def test_history_walks_through_errors():
    """Of the contacts of earlier days that come back into the run, those found wrong are new."""
    run = {"days": 1, "history": {"days": 7}}
    plain = scenario(run=run, intents=one_intent(resolution=1.0), groups=one_group())
    wrong = scenario(run=run, intents=one_intent(resolution=1.0), groups=one_group(), errors=ERRORS)
    assert (tape_of(plain)["origin"] != 0).sum() == 0
    # Everything is resolved, 10% wrongly; 80% of those come back after 6 h on average: of a day's 4,000 x 0.08 about
    # a quarter does so on the next day (the mean of exp(-t / 6 h) over a day is 0.245).
    first = tape_of(wrong)
    history = (first["origin"] == 1).sum()
    assert history == pytest.approx(320 * 0.245, abs=6 * np.sqrt(80))
