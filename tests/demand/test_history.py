"""Quick history: the run inherits the right number of repeat contacts, at the right times."""

import numpy as np
from demand_checks import BUSY, STREAMS, agrees, one_intent, scenario, tape_of

from ccsim.demand.arrivals import poisson_issues
from ccsim.demand.contacts import Start
from ccsim.demand.contacts import tape_of as rows_of
from ccsim.model.inputs import Origin, attempt_of, day_of
from ccsim.model.quick import quick_end_s, quick_resolved, quick_returns
from ccsim.scenario.centre import centre_of

SLOW = {
    "if_unresolved": 0.8,
    "delay": [{"share": 1, "earliest": "1 h", "latest": "2 days"}],
    "follow_up": 0.2,
    "follow_up_within": "1 day",
}


def history(tape):
    return tape[tape["origin"] == Origin.HISTORY]


def contacts_in_run(s, tape):
    """How many contacts a walk without queueing makes within the run."""
    c = centre_of(s)
    rows = np.flatnonzero(tape["origin"] != Origin.LATER)
    arrival_s = tape["arrival_s"][rows]
    total = 0
    while rows.size:
        rows, arrival_s = rows[arrival_s < c.horizon_s], arrival_s[arrival_s < c.horizon_s]
        total += rows.size
        at = tape[rows]
        solved = quick_resolved(c, at["intent"], at["bot_outcome"], at["u_resolve"])
        end_s = quick_end_s(c, at["intent"], at["bot_outcome"], arrival_s, at["bot_s"], at["work_s"])
        back = quick_returns(c, attempt_of(at["contact_id"]), solved, at["u_return"])
        next_s = end_s + np.where(solved, at["follow_up_delay_s"], at["repeat_delay_s"])
        rows, arrival_s = rows[back] + 1, next_s[back]
    return total


def test_history_rows_are_further_attempts_of_earlier_days_within_the_run():
    tape = tape_of(scenario(**BUSY))
    found = history(tape)
    assert found.size > 100
    assert (attempt_of(found["contact_id"]) > 0).all()
    assert (day_of(found["contact_id"]) < 0).all()
    assert (day_of(found["contact_id"]) >= -3).all()
    assert ((found["arrival_s"] >= 0) & (found["arrival_s"] < 86400)).all()


def test_with_history_a_day_sees_the_stated_gross_volume():
    """Stationary rates, tenured agents, no bot: contacts in the run average the scenario's volume."""
    s = scenario(
        arrivals={"kind": "poisson", "volume": "5000/day"},
        repeats=SLOW | {"decay": 0.9},
        run={"days": 1, "history": {"days": 20}},
    )
    totals = np.array([contacts_in_run(s, tape_of(s, replication)) for replication in range(20)])
    assert agrees(totals, 5000, detects=0.04)


def test_without_history_the_run_starts_empty():
    tape = tape_of(scenario(repeats=SLOW))
    assert history(tape).size == 0


def test_no_history_where_nothing_comes_back():
    tape = tape_of(scenario(repeats={}, run={"history": {"days": 5}}))
    assert history(tape).size == 0


def test_simulated_history_puts_warm_up_days_on_the_tape_instead():
    s = scenario(repeats=SLOW, run={"days": 1, "history": {"days": 2, "method": "simulated"}})
    tape = tape_of(s)
    assert history(tape).size == 0
    first = tape[tape["origin"] == Origin.FRESH]
    assert set(day_of(first["contact_id"])) == {0, 1, 2}


def test_more_days_of_history_only_add_contacts():
    short, long = (tape_of(scenario(repeats=SLOW, run={"history": {"days": days}})) for days in (1, 4))
    assert np.isin(history(short)["contact_id"], history(long)["contact_id"]).all()
    assert history(long).size > history(short).size


def test_a_history_contact_arrives_when_a_walk_of_its_issue_says():
    """Every issue of the day before is walked by hand on the tape of a run that simulates that day."""
    blocks = {"repeats": SLOW, "bot": BUSY["bot"], "intents": one_intent(bot_resolution={"llm": 0.4})}
    quick = scenario(run={"days": 1, "history": {"days": 1}}, **blocks)
    found = history(tape_of(quick))
    two_days = scenario(run={"days": 2, "history": {"days": 0}}, **blocks)
    c = centre_of(two_days)
    # The draws of history issues are those of their ids, so rows made for these ids are the rows that were walked.
    issues = poisson_issues(quick, quick.arrivals, -1, 1, STREAMS)
    size = issues.contact_id.size
    origin = np.full(size, Origin.FRESH, np.int8)
    start = Start(issues.contact_id, issues.arrival_s, np.zeros(size, np.int64), origin)
    tape = rows_of(quick, c, STREAMS, start)
    expected = {}
    for row in np.flatnonzero(tape["origin"] == Origin.FRESH):
        arrival_s = tape["arrival_s"][row]
        while arrival_s < 0:
            at = tape[row]
            human = at["bot_outcome"] not in (2, 3)
            solved = at["bot_outcome"] == 2 or (human and at["u_resolve"] < c.p_resolve[0, 0, 3])
            work_s = round(at["work_s"] / c.speed[0, 3] * 2**20) / 2**20 if human else 0.0
            limit = (c.p_return_resolved if solved else c.p_return_unresolved)[attempt_of(at["contact_id"])]
            if at["u_return"] >= limit:
                break
            delay_s = at["follow_up_delay_s"] if solved else at["repeat_delay_s"]
            arrival_s = arrival_s + at["bot_s"] + work_s + delay_s
            row += 1
        else:
            if arrival_s < 86400:
                expected[int(tape["contact_id"][row])] = arrival_s
    assert len(expected) > 100
    assert expected == dict(zip(found["contact_id"].tolist(), found["arrival_s"].tolist(), strict=True))
