"""Sums of a day at a busy bot, against figures worked out on paper."""

from __future__ import annotations

import pytest
from paper_day import FRESH, ORDER, paper_day, row

from ccsim.metrics.event_log import event_log
from ccsim.metrics.measure import check_sums, measure
from ccsim.metrics.registry import KPIS
from ccsim.model.bot import BotCapacity
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.timegrid import TICKS_PER_S

SOLVED, HANDED = BotOutcome.RESOLVED, BotOutcome.TRANSFERRED
CONTACTS = [
    # Taken at once, solved after 60 s.
    row(0, 0, ORDER, SOLVED, Outcome.BOT_RESOLVED, FRESH, arrival_s=0.0, bot_start_s=0.0, bot_end_s=60.0, end_s=60.0,
        resolved=True),
    # Waits 30 s, is handed over after 20 s of session, balks.
    row(1, 0, ORDER, HANDED, Outcome.BALKED, FRESH, arrival_s=0.0, bot_start_s=30.0, bot_end_s=50.0, enqueue_s=50.0,
        abandon_s=50.0, end_s=50.0),
    # Passed on after 40 s, balks.
    row(2, 0, ORDER, SOLVED, Outcome.BALKED, FRESH, arrival_s=0.0, bot_end_s=40.0, enqueue_s=40.0, abandon_s=40.0,
        end_s=40.0),
    # Lost after 10 s in line; lost when an outage cut its session after 5 s.
    row(3, 0, ORDER, SOLVED, Outcome.LOST_AT_BOT, FRESH, arrival_s=0.0, bot_end_s=10.0, end_s=10.0),
    row(4, 0, ORDER, SOLVED, Outcome.LOST_AT_BOT, FRESH, arrival_s=0.0, bot_start_s=0.0, bot_end_s=5.0, end_s=5.0),
    # Still in line when the run is cut at 86,400 s.
    row(5, 0, ORDER, SOLVED, Outcome.UNFINISHED, FRESH, arrival_s=86300.0),
    # No bot for this one.
    row(6, 0, ORDER, BotOutcome.NONE, Outcome.BALKED, FRESH, arrival_s=90.0, enqueue_s=90.0, abandon_s=90.0, end_s=90.0),
]  # fmt: skip
SUMS = {
    "bot_offered": 6, "bot_sessions": 3, "bot_passed": 1, "bot_refused": 1, "bot_cut_lost": 1, "lost_at_bot": 2,
    "unfinished_before_bot": 1, "unfinished_in_bot": 0, "bot_resolved": 1, "transferred": 1, "bot_transferred": 1,
    "bot_waited": 4, "satisfied_n": 6,
}  # fmt: skip


def busy_bot_day():
    return paper_day(CONTACTS, bot_capacity=BotCapacity(sessions=1), stop_hard=True)


def test_sums():
    sums = measure(*busy_bot_day())
    check_sums(sums)
    assert {name: sums.totals[name] for name in SUMS} == SUMS
    assert sums.totals["bot_wait_ticks"] == (30 + 40 + 10 + 100) * TICKS_PER_S
    assert sums.totals["bot_ticks"] == (60 + 20 + 5) * TICKS_PER_S


def test_kpis():
    totals = measure(*busy_bot_day()).totals
    for name, value in {"bot_wait": 180 / 6, "bot_waited": 4 / 6, "bot_passed": 1 / 6, "bot_lost": 2 / 6}.items():
        kpi = KPIS[name]
        numerator = sum(weight * totals[part] for part, weight in kpi.numerator.items())
        assert numerator / sum(totals[part] for part in kpi.denominator) == pytest.approx(value)


def test_the_list_of_events_shows_the_line_before_the_bot():
    inputs, log = busy_bot_day()
    events = event_log(inputs, log)
    second = events[events["entity_id"] == inputs.tape["contact_id"][1]]
    assert second["event"].tolist() == ["arrival", "waiting_for_bot", "bot", "waiting", "depart:balked"]
    assert second["time"].tolist() == [0.0, 0.0, 30.0, 50.0, 50.0]
    assert (events["event"] == "depart:lost_at_bot").sum() == 2
