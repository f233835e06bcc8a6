"""The tape's rows: every attempt that can happen, none that cannot, and draws that no other part disturbs."""

from importlib.util import find_spec

import numpy as np
import pytest
from demand_checks import BUSY, DELAYS, fresh, one_intent, same_draws, scenario, tape_of
from hypothesis import given, settings
from hypothesis import strategies as st

from ccsim.demand.contacts import by_arrival
from ccsim.demand.draw import draw_tape
from ccsim.model.events import BotOutcome
from ccsim.model.inputs import Origin, attempt_of, issue_of
from ccsim.model.timegrid import TICKS_PER_S
from ccsim.scenario.centre import centre_of

TIMES = ("bot_s", "patience_s", "work_s", "wrap_s", "repeat_delay_s", "follow_up_delay_s", "retry_delay_s")
HANDLING = {"hands_on_per_reply": "25 s", "customer_think": "30 s"}


def assert_ragged(tape, centre):
    """The rule of the rows, spelled out contact by contact."""
    for k, row in enumerate(tape):
        attempt = int(attempt_of(row["contact_id"]))
        ends = {
            BotOutcome.RESOLVED: [centre.p_return_resolved[attempt]],
            BotOutcome.LEFT: [centre.p_return_unresolved[attempt]],
        }.get(
            row["bot_outcome"],
            [centre.p_return_resolved[attempt], centre.p_return_unresolved[attempt], centre.p_retry[attempt]],
        )
        assert row["has_next"] == any(row["u_return"] < p for p in ends)
        if row["has_next"]:
            assert tape[k + 1]["contact_id"] == row["contact_id"] + 1
            assert tape[k + 1]["intent"] == row["intent"]
            assert tape[k + 1]["origin"] == Origin.LATER
            assert np.isnan(tape[k + 1]["arrival_s"])
        elif k + 1 < tape.size:
            assert tape[k + 1]["origin"] != Origin.LATER
            assert not np.isnan(tape[k + 1]["arrival_s"])


def test_every_row_that_can_happen_is_there_and_no_other():
    s = scenario(arrivals={"kind": "poisson", "volume": "1500/day"}, **BUSY)
    tape = tape_of(s)
    assert_ragged(tape, centre_of(s))
    assert {Origin.FRESH, Origin.HISTORY, Origin.LATER} == set(tape["origin"])
    assert attempt_of(tape["contact_id"]).max() == 4  # max_attempts 5: the fifth is the last


@settings(max_examples=25, deadline=None)
@given(
    unresolved=st.floats(0, 1),
    follow_up=st.floats(0, 1),
    retry=st.floats(0, 1),
    decay=st.floats(0, 1),
    attempts=st.integers(1, 12),
    bot=st.booleans(),
    seed=st.integers(0, 2**63 - 1),
)
def test_rows_follow_the_rule_whatever_the_probabilities(unresolved, follow_up, retry, decay, attempts, bot, seed):
    repeats = {"if_unresolved": unresolved, "follow_up": follow_up, "decay": decay, "max_attempts": attempts}
    s = scenario(
        arrivals={"kind": "poisson", "volume": "60/day", "counted": "issues"},
        repeats=repeats,
        patience={"retry": {"probability": retry}},
        run={"days": 1, "history": {"days": 1}},
        bot=BUSY["bot"] if bot else None,
        intents=one_intent(bot_resolution={"llm": 0.5}),
    )
    tape = tape_of(s, seed=seed)
    assert_ragged(tape, centre_of(s))
    assert attempt_of(tape["contact_id"]).max(initial=0) < attempts


def test_issues_are_sorted_by_first_arrival_and_attempts_follow():
    tape = tape_of(scenario(**BUSY))
    first = tape[tape["origin"] != Origin.LATER]
    order = np.lexsort((first["contact_id"], first["arrival_s"]))
    assert np.array_equal(order, np.arange(first.size))
    assert np.unique(tape["contact_id"]).size == tape.size


def test_all_times_lie_on_the_grid_and_all_uniforms_inside_0_and_1():
    tape = tape_of(scenario(**BUSY))
    for name in TIMES:
        assert (tape[name] * TICKS_PER_S % 1 == 0).all()
        assert (tape[name] >= 0).all()
    assert (fresh(tape)["arrival_s"] * TICKS_PER_S % 1 == 0).all()
    history = tape[tape["origin"] == Origin.HISTORY]
    assert (history["arrival_s"] * TICKS_PER_S % 1 == 0).all()
    for name in ("u_balk", "u_resolve", "u_return"):
        assert ((tape[name] > 0) & (tape[name] < 1)).all()


def common_rows(a, b):
    ids = np.intersect1d(a["contact_id"], b["contact_id"])
    a, b = a[np.argsort(a["contact_id"])], b[np.argsort(b["contact_id"])]
    return a[np.searchsorted(a["contact_id"], ids)], b[np.searchsorted(b["contact_id"], ids)]


@pytest.mark.parametrize(
    ("change", "may_change"),
    [
        ({"handling": HANDLING | {"brevity": 2.0, "cv": 0.3}}, {"work_s"}),
        ({"handling": HANDLING | {"distribution": "exponential"}}, {"work_s"}),
        ({"patience": {"mean": "1 min", "balk": 0.5, "retry": {"probability": 0.4}}}, {"patience_s"}),
        ({"bot": None}, {"bot_outcome", "bot_s", "patience_s", "has_next"}),
        ({"bot": BUSY["bot"] | {"ask_human": 0.7}}, {"bot_outcome", "bot_s", "patience_s", "has_next"}),
        ({"repeats": BUSY["repeats"] | {"if_unresolved": 0.9}}, {"has_next"}),
        ({"repeats": BUSY["repeats"] | {"follow_up_within": "5 days"}}, {"follow_up_delay_s"}),
        ({"patience": BUSY["patience"] | {"retry": {"probability": 0.4, "sigma": 0.1}}}, {"retry_delay_s"}),
    ],
)
def test_a_change_of_one_part_leaves_all_other_draws(change, may_change):
    """Volume counted in issues: the same issues arise, and each keeps what the change does not speak of."""
    arrivals = {"kind": "poisson", "volume": "2000/day", "counted": "issues"}
    base = tape_of(scenario(arrivals=arrivals, **BUSY))
    other = tape_of(scenario(arrivals=arrivals, **(BUSY | change)))
    assert np.array_equal(fresh(base)["contact_id"], fresh(other)["contact_id"])
    assert np.array_equal(fresh(base)["arrival_s"], fresh(other)["arrival_s"])
    a, b = common_rows(fresh(base), fresh(other))
    for name in set(base.dtype.names) - may_change:
        assert same_draws(a, b, name), name
    assert any(not np.array_equal(a[name], b[name]) for name in may_change - {"bot_outcome"})


def test_fresh_draws_of_the_bot_concern_further_attempts_only():
    base, other = (tape_of(scenario(**(BUSY | {"bot": BUSY["bot"] | {"fresh_draw": f}}))) for f in (0.0, 1.0))
    assert fresh(base).tobytes() == fresh(other).tobytes()
    assert base.size != other.size


def test_later_attempts_draw_anew():
    tape = tape_of(scenario(**BUSY))
    later = tape["origin"] == Origin.LATER
    before = np.flatnonzero(later) - 1
    for name in ("work_s", "u_balk", "u_resolve", "u_return"):
        assert (tape[name][later] != tape[name][before]).mean() > 0.999
    both = tape["has_next"][later] & tape["has_next"][before]
    for name in DELAYS:
        assert (tape[name][later][both] != tape[name][before][both]).mean() > 0.999
    assert (issue_of(tape["contact_id"][later]) == issue_of(tape["contact_id"][before])).all()


def test_delays_are_drawn_where_a_further_attempt_can_follow():
    tape = tape_of(scenario(**BUSY))
    for name in DELAYS:
        assert (tape[name][tape["has_next"]] > 0).all()
        assert not tape[name][~tape["has_next"]].any()
    assert not tape_of(scenario(repeats={"if_unresolved": 0, "follow_up": 0}))["retry_delay_s"].any()


def test_contacts_are_in_the_order_of_arrival_and_of_ids_where_tied():
    rng = np.random.default_rng(3)
    for instants in (1, 5, 10_000):
        at_s, ids = rng.integers(0, instants, 500) / 4.0, rng.permutation(500)
        assert np.array_equal(by_arrival(at_s, ids), np.lexsort((ids, at_s)))
    assert by_arrival(np.zeros(0), np.zeros(0, np.int64)).size == 0


def test_groups_and_staffing_play_no_part_in_the_fresh_tape():
    small = {"team": {"concurrency": 1, "labour": {"wage": "5000 CNY/month"}}}
    s = BUSY | {"run": {"days": 1, "history": {"days": 0}}}
    assert tape_of(scenario(**s)).tobytes() == tape_of(scenario(**(s | {"groups": small}))).tobytes()


def test_a_tape_can_be_drawn_twice_bit_for_bit():
    s = scenario(**BUSY)
    c = centre_of(s)
    assert draw_tape(s, c, 5, 3).tobytes() == draw_tape(s, c, 5, 3).tobytes()


@pytest.mark.skipif(find_spec("numba") is None, reason="there is nothing to compare without numba")
@pytest.mark.parametrize("change", [{}, {"patience": {"mean": "5 min", "silent": 0.2}}])
def test_the_kernel_writes_the_rows_of_the_definition(change, monkeypatch):
    drawn, tapes = scenario(**BUSY | change), []
    for compiled in (False, True):
        monkeypatch.setattr("ccsim.demand.contacts.worth_compiling", lambda blocks, answer=compiled: answer)
        tapes.append(draw_tape(drawn, centre_of(drawn), 3, 1))
    assert tapes[0].size > 5000
    assert tapes[0].tobytes() == tapes[1].tobytes()
