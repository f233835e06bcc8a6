"""The bot's limit and outages in a file, and as an engine sees them."""

import numpy as np
from scenario_text import load

from ccsim.demand.contacts import largest_return
from ccsim.model.bot import BotRoute
from ccsim.model.events import BotOutcome
from ccsim.scenario.centre import centre_of

BOT = """
run: {start: 2025-06-02, days: 2, history: {days: 1, method: simulated}}
patience: {after_bot: 0.5}
handling: {extra_replies_after_bot: 2}
bot:
  kind: llm
  limit: {sessions: 40, max_wait: 90 s, then: lose}
  outages:
    - {date: 2025-06-03, at: "10:00", length: 30 min, route: wait}
    - {day: 0, at: "09:00", length: 1 h}
"""


def test_times_count_from_the_first_simulated_midnight_in_order(tmp_path):
    capacity = centre_of(load(tmp_path, BOT).scenario).bot_capacity
    assert (capacity.sessions, capacity.max_wait_s, capacity.then) == (40, 90.0, BotRoute.LOSE)
    day = 86400.0
    assert capacity.outage_start_s.tolist() == [day + 9 * 3600, 2 * day + 10 * 3600]
    assert capacity.outage_end_s.tolist() == [day + 10 * 3600, 2 * day + 10.5 * 3600]
    assert capacity.outage_route.tolist() == [BotRoute.HUMAN, BotRoute.WAIT]


def test_what_a_failed_bot_costs_the_person_after_it(tmp_path):
    centre = centre_of(load(tmp_path, BOT).scenario)
    assert (centre.after_bot_work_s, centre.after_bot_patience) == (2 * (13 + 45), 0.5)


def test_a_bot_without_limit_and_outages_takes_everybody(tmp_path):
    assert centre_of(load(tmp_path, "bot: {kind: llm}").scenario).bot_capacity is None
    assert centre_of(load(tmp_path).scenario).bot_capacity is None


def test_every_contact_may_be_lost_and_try_again(tmp_path):
    text = "patience: {retry: {probability: 0.5}}\nbot: {kind: llm"
    solved = np.array([BotOutcome.RESOLVED], np.int8)
    for limit, expected in (("}", 0.0), (", limit: {sessions: 5}}", 0.5)):
        centre = centre_of(load(tmp_path, text + limit).scenario)
        assert largest_return(centre, np.zeros(1, np.int64), solved).tolist() == [expected]
