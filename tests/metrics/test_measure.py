"""Every sum and every KPI of a day written by hand, against figures worked out on paper (tests/metrics/paper_day.py)."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from paper_day import CONTACTS, FRESH, LATER, ORDER, REFUND, TEAM, paper_centre, paper_day, row, served

from ccsim.metrics.measure import check_sums, measure
from ccsim.metrics.registry import KPIS
from ccsim.metrics.sums import IdentityError, Sums
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.timegrid import TICKS_PER_S

TICKS = int(TICKS_PER_S)

COUNTS = {
    "contacts": 8,  # A0 B0 C0 C1 D0 E0 E1 F1
    "beyond": 1,  # B1
    "repeats": 3,  # C1 E1 F1
    "bot_sessions": 8,
    "bot_asked": 4,  # C0 C1 E1 F1
    "bot_attempts": 4,  # A0 B0 D0 E0
    "bot_transferred": 2,  # D0 E0
    "transferred": 6,
    "bot_resolved": 1,
    "bot_left": 1,
    "contained": 2,
    "offered": 6,
    "answered": 4,  # C0 D0 E1 F1
    "answered_in_time": 2,  # C0 (0 s) and E1 (10 s)
    "balked": 1,
    "abandoned": 1,
    "abandoned_early": 2,  # C1 at exactly 20 s, and the balker
    "unfinished": 0,
    "legs": 4,
    "closed": 6,
    "resolved": 4,  # A0 C0 E1 F1
    "human_resolved": 3,
    "complex_closed": 2,  # C0 D0
    "complex_resolved": 1,
    "issues": 5,  # F arose the day before
    "issue_contacts": 8,  # A 1, B 2 (one beyond), C 2, D 1, E 2
    "first_contact_resolved": 2,  # A C
    "eventually_resolved": 4,  # all but D; B by the walk after the horizon
    "resolved_first_by_bot": 1,  # A
    "fcr_1d": 3,  # A B D: B returns after two days; E's first contact was not closed
    "fcr_3d": 2,
    "fcr_7d": 2,
    "issues_truncated": 0,
    "days": 1,
    "satisfied_n": 8,
    "satisfied_ppb": 3_000_000_000,  # four resolved at 1/2, four not at 1/4
    "survey_satisfied_ppb": 425_000_000,  # 0.2 x (0.5 + 0.25) x 0.5 + 0.2 x (0.5 + 0.25 + 0.5 + 0.5)
    "survey_ppb": 1_575_000_000,  # and 0.4 x (0.5 + 0.75) x 0.5 + 0.4 x (0.5 + 0.75 + 0.5 + 0.5) = 1.15 more
    "replies_micro": 82_000_000,  # team 1000 x 0.05 + 400 x 0.05 + 100 x 0.08, partner 100 x 0.04
    "replies_in_3min_micro": 77_700_000,  # 47.5 + 19 + 7.2 + 4
    "response_weighted": 920_000_000,  # 50 x 10 + 20 x 10 + 8 x 20 + 4 x 15
    "rounds_micro": 78_000_000,  # the partner's 4 are before 08:00
    "rounds_in_3min_micro": 73_653_220,  # 73.7, less D0's first reply: 0.9 - (1 - 0.1^(150/180)) = 0.046780
    "rounds_unanswered_micro": 2_000_000,  # C1 and E0
    "runs": 1,
    "peak_backlog_micro": 8_796,  # 190 s of the first 21,600 s; test_peaks.py
}
SECONDS = {
    "wait_ticks": 250,  # C1 20, D0 30, E1 10, F1 190
    "wait_answered_ticks": 230,
    "talk_ticks": 800,
    "wrap_ticks": 60,
    "first_response_ticks": 290,  # C0 0+10, D0 30+20, E1 10+15, F1 190+15
    "leg_response_ticks": 48,
    "bot_ticks": 230,  # 60 + 30 + 10 + 10 + 60 + 40 + 10 + 10
    "queue_area_ticks": 250,
    "bot_area_ticks": 230,
    "recovery_ticks": 21600,
    "backlog_ticks": 21600,
    "duty_ticks": 29100,
    "drain_ticks": 100,
    "busy_ticks": 1600,
    "slot_ticks": 1700,
    "slot_capacity_ticks": 51200,  # team 22000 x 2, partner 7200
    "hands_on_ticks": 830,  # 500 + 200 + 90 + 40
    "paid_ticks": 86400,
    "elapsed_ticks": 86400,
}
NONE = {
    "unfinished_in_bot", "unfinished_waiting", "unfinished_deferred", "blocked", "timed_out", "disconnected",
    "closed_out", "deferred", "deferral_ticks", "ghosts", "ghosts_assigned", "ghosts_in_time", "ghost_wait_ticks",
    "ghost_ticks",
}  # fmt: skip
"""Worked out in test_queue_measures.py or below."""
KPI_VALUES = {
    "contacts": 8,
    "issues": 5,
    "contacts_per_issue": 8 / 5,
    "bot_sessions": 8,
    "offered": 6,
    "human_legs": 4,
    "unfinished": 0,
    "aht": 860 / 4,
    "talk_time": 200,
    "wrap_up_time": 15,
    "attention_per_leg": 830 / 4,
    "asa": 230 / 4,
    "wait_mean": 250 / 6,
    "first_human_response": 290 / 4,
    "mean_in_service_response": 920 / 82,
    "mean_in_service_response_per_leg": 12,
    "response_3min_rate": 73.653220 / 78,
    "response_3min_rate_incl_unanswered": 73.653220 / 80,
    "queue_length": 250 / 86400,
    "peak_backlog": 8_796e-6,
    "time_to_recover": 21600,
    "time_above_normal": 21600,
    "bot_in_flight": 230 / 86400,
    "service_level": 2 / 6,
    "service_level_of_served": 2 / 4,
    "service_level_excl_early_abandon": 2 / 4,
    "left_queue_within": 4 / 6,
    "answer_rate": 4 / 6,
    "abandonment": 2 / 6,
    "abandonment_excl_early": 0,
    "balking": 1 / 6,
    "containment": 2 / 8,
    "bot_true_resolution": 1 / 8,
    "false_containment": 1 / 8,
    "false_share_of_contained": 1 / 2,
    "bot_resolution_of_attempts": 1 / 4,
    "transfer_rate": 6 / 8,
    "fcr_1d": 3 / 5,
    "fcr_3d": 2 / 5,
    "fcr_7d": 2 / 5,
    "first_contact_resolution": 2 / 5,
    "eventual_resolution": 4 / 5,
    "repeat_rate": 3 / 8,
    "human_resolution": 3 / 4,
    "complex_resolution": 1 / 2,
    "issues_truncated": 0,
    "occupancy": 1700 / 51200,
    "utilisation": 830 / 29200,
    "human_legs_per_agent_day": 4 / (29100 / 28800),
    "human_legs_per_rostered_agent_day": 4 / 3,
    "closed_per_agent_day": 6 / (29100 / 28800),
    "closed_per_rostered_agent_day": 6 / 3,
    "agent_days": 29100 / 28800,
    "rostered_agent_days": 3,
    "csat_true": 3 / 8,
    "csat_surveyed": 0.425 / 1.575,
}


@pytest.fixture(scope="module")
def sums() -> Sums:
    return measure(*paper_day())


@pytest.mark.parametrize("name", COUNTS)
def test_counts(sums: Sums, name: str) -> None:
    assert sums.totals[name] == COUNTS[name]


@pytest.mark.parametrize("name", SECONDS)
def test_times(sums: Sums, name: str) -> None:
    assert sums.totals[name] == SECONDS[name] * TICKS


def test_every_sum_is_worked_out_on_paper(sums: Sums) -> None:
    assert set(sums.totals) == COUNTS.keys() | SECONDS.keys() | NONE


@pytest.mark.parametrize("name", sorted(NONE))
def test_what_the_day_does_not_have(sums: Sums, name: str) -> None:
    assert sums.totals[name] == 0


@pytest.mark.parametrize("name", KPI_VALUES)
def test_kpis(sums: Sums, name: str) -> None:
    kpi = KPIS[name]
    numerator = sum(weight * sums.totals[part] for part, weight in kpi.numerator.items())
    denominator = sum(weight * sums.totals[part] for part, weight in kpi.denominator.items())
    assert numerator / denominator == pytest.approx(KPI_VALUES[name], rel=1e-9)


def test_every_kpi_but_money_and_quantiles_is_worked_out_on_paper() -> None:
    others = {name for name, kpi in KPIS.items() if kpi.is_money or kpi.kind == "quantile"}
    assert others == {name for name in KPIS if name.startswith(("cost_", "customer_loss", "wait_p"))}
    elsewhere = {name for name, kpi in KPIS.items() if kpi.missing_in(paper_centre())}  # test_queue_measures.py, ...
    assert list(KPI_VALUES) == [name for name in KPIS if name not in others | elsewhere]


def test_contacts_belong_to_their_interval_of_arrival(sums: Sums) -> None:
    by = sums.by["interval"]
    assert by["contacts"].tolist() == [1, 4, 3, 0]
    assert by["repeats"].tolist() == [1, 1, 1, 0]
    assert by["issues"].tolist() == [0, 3, 2, 0]
    assert (by["wait_ticks"] // TICKS).tolist() == [190, 20, 40, 0]


def test_agents_belong_to_the_interval_of_the_clock(sums: Sums) -> None:
    by = sums.by["interval"]
    assert (by["duty_ticks"] // TICKS).tolist() == [7200, 21000, 900, 0]
    assert (by["hands_on_ticks"] // TICKS).tolist() == [40, 500, 290, 0]
    assert "rounds_unanswered_micro" not in by  # no rate by interval: replies and corrections fall into different ones
    assert by["days"].tolist() == [1, 1, 1, 1]


def test_intents_queues_and_groups(sums: Sums) -> None:
    assert sums.by["intent"]["contacts"].tolist() == [5, 3]
    assert sums.by["intent"]["beyond"].tolist() == [1, 0]
    assert sums.by["queue"]["offered"].tolist() == [3, 3]
    assert (sums.by["queue"]["queue_area_ticks"] // TICKS).tolist() == [200, 50]
    assert sums.by["group"]["contacts"].tolist() == [2, 2]
    assert sums.by["group"]["human_resolved"].tolist() == [1, 2]
    assert (sums.by["group"]["paid_ticks"] // TICKS).tolist() == [57600, 28800]
    assert sums.waits.sum() == 6
    assert sums.waits[0] == 2  # C0 and E0 did not wait
    assert sums.waits_by_queue.sum(axis=1).tolist() == [3, 3]


def test_the_identities_hold(sums: Sums) -> None:
    check_sums(sums)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("contacts", "contacts: contacts 9"),
        ("offered", "queue: offered 7"),
        ("bot_sessions", "bot: bot_sessions 9"),
        ("contained", "containment: contained 3"),
        ("transferred", "transferred 7"),
        ("bot_asked", "hand-overs: transferred 6"),
        ("legs", "closed: closed 6"),
        ("human_resolved", "resolved: resolved 4"),
        ("fcr_7d", "fcr_7d 3 exceeds fcr_3d 2"),
        ("talk_ticks", "talk_ticks: .* by interval"),
    ],
)
def test_a_wrong_sum_breaks_an_identity(sums: Sums, name: str, said: str) -> None:
    wrong = dataclasses.replace(sums, totals={**sums.totals, name: sums.totals[name] + 1})
    with pytest.raises(IdentityError, match=said):
        check_sums(wrong)


def test_an_answer_by_a_group_that_does_not_serve_the_queue_is_noticed(sums: Sums) -> None:
    inputs, log = paper_day()
    log.contacts["group"][4] = 1  # C0 is a refund; the partner does not serve that queue
    with pytest.raises(IdentityError, match="does not serve"):
        check_sums(measure(inputs, log))


def test_warm_up_is_not_measured() -> None:
    """With the measured time from 12:00, only D0, E0 and E1 count, and of the issues D and E."""
    inputs, log = paper_day(measure_from_s=43200.0)
    sums = measure(dataclasses.replace(inputs, paid_s=np.zeros((2, 1))), log)
    assert sums.totals["contacts"] == 3
    assert sums.totals["issues"] == 2
    assert sums.totals["duty_ticks"] == 900 * TICKS
    assert sums.totals["queue_area_ticks"] == 40 * TICKS
    assert [array.size for array in sums.by["interval"].values()] == [2] * len(sums.by["interval"])


def cut(horizon_s: float) -> tuple[Any, Any]:
    """The contacts of a run stopped hard at `horizon_s`: one in the bot, one waiting, one talking, one in wrap-up."""
    nan = np.nan
    talking = {**served(horizon_s - 100, 10, 5, 300, 0, group=TEAM, level=1), "end_s": nan, "release_s": nan}
    wrapping = {**served(horizon_s - 100, 10, 5, 75, 0, group=TEAM, level=2, resolved=True), "release_s": nan}
    waiting = {"arrival_s": horizon_s - 60, "bot_end_s": horizon_s - 50, "enqueue_s": horizon_s - 50}
    contacts = [
        row(0, 0, ORDER, BotOutcome.ASKED, Outcome.UNFINISHED, FRESH, **{**talking, "response_s": nan}),
        row(1, 0, ORDER, BotOutcome.ASKED, Outcome.SERVED, FRESH, **wrapping),
        row(2, 0, REFUND, BotOutcome.TRANSFERRED, Outcome.UNFINISHED, FRESH, **waiting),
        row(3, 0, ORDER, BotOutcome.RESOLVED, Outcome.UNFINISHED, FRESH, arrival_s=horizon_s - 5),
    ]
    return paper_day(contacts, stop_hard=True)


def test_a_run_that_is_cut_counts_what_it_saw() -> None:
    inputs, log = cut(86400.0)
    sums = measure(inputs, log)
    check_sums(sums)
    total = sums.totals
    assert (total["contacts"], total["answered"], total["legs"]) == (4, 2, 1)
    assert (total["unfinished"], total["unfinished_waiting"], total["unfinished_in_bot"]) == (2, 1, 1)
    assert total["wait_ticks"] == 60 * TICKS  # 5 + 5, and 50 until the cut
    assert total["talk_ticks"] == 75 * TICKS
    assert total["wrap_ticks"] == 10 * TICKS  # the wrap-up is seen for ten seconds
    assert total["transferred"] == 3


def test_issues_that_a_run_cuts_are_walked_on() -> None:
    """The talking one is resolved by the walk (u_resolve 0.5 < 0.8); so are the waiting one and the bot's."""
    total = measure(*cut(86400.0)).totals
    assert total["issue_contacts"] == total["issues"] == 4
    assert total["eventually_resolved"] == 4
    assert total["resolved_first_by_bot"] == 1
    assert total["fcr_7d"] == 1  # only one contact was closed


def test_who_was_the_first_to_resolve_an_issue_counts() -> None:
    """C's further question goes to the bot; it resolves both, but a person came first. A's and a second one of A's: once."""
    asked_again = row(2, 1, REFUND, BotOutcome.RESOLVED, Outcome.BOT_RESOLVED, LATER,
                      arrival_s=29110, bot_end_s=29150, end_s=29150, resolved=True)  # fmt: skip
    first = {**CONTACTS[1], "next_s": 29000.0, "has_next": True}
    again = row(0, 1, ORDER, BotOutcome.RESOLVED, Outcome.BOT_RESOLVED, LATER,
                arrival_s=29000, bot_end_s=29060, end_s=29060, resolved=True)  # fmt: skip
    total = measure(*paper_day([first, again, CONTACTS[4], asked_again])).totals
    assert (total["issues"], total["bot_resolved"], total["eventually_resolved"]) == (2, 3, 2)
    assert total["resolved_first_by_bot"] == 1


def test_an_issue_cut_off_at_the_last_attempt_is_counted() -> None:
    """Two attempts are allowed; the second one, beyond the horizon, would not be resolved (u_resolve 0.95 > 0.8)."""
    first, later = dict(CONTACTS[2]), {**CONTACTS[3], "u_resolve": 0.95}
    total = measure(*paper_day([first, later])).totals
    assert (total["issues_truncated"], total["eventually_resolved"], total["issue_contacts"]) == (1, 0, 2)


def test_a_wait_across_intervals_is_shared_out() -> None:
    """A wait from 05:59:50 to 06:00:30 puts ten seconds into the first interval and thirty into the second."""
    waiting = row(
        0, 0, ORDER, BotOutcome.ASKED, Outcome.SERVED, FRESH, **served(21580, 10, 40, 60, 0, group=0, level=1)
    )
    sums = measure(*paper_day([waiting]))
    assert (sums.by["interval"]["queue_area_ticks"] // TICKS).tolist() == [10, 30, 0, 0]
    assert (sums.by["interval"]["wait_ticks"] // TICKS).tolist() == [40, 0, 0, 0]


def test_nothing_happened() -> None:
    inputs, log = paper_day([row(0, 0, ORDER, BotOutcome.NONE, Outcome.NEVER, LATER)])
    total = measure(inputs, log).totals
    assert total["contacts"] == total["issues"] == total["offered"] == 0


def test_an_empty_day() -> None:
    inputs, log = paper_day([])
    sums = measure(inputs, log)
    check_sums(sums)
    assert sums.totals["contacts"] == 0
    assert sums.waits.sum() == 0
