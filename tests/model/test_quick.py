"""The walk without queueing, on hand-made rows."""

import numpy as np
import pytest

from ccsim.model.events import BotOutcome
from ccsim.model.inputs import TAPE_DTYPE, contact_id
from ccsim.model.quick import answering_group, quick_end_s, quick_pace, quick_resolution, quick_walk
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario

LABOUR = {"labour": {"wage": "5000 CNY/month"}}


@pytest.fixture
def centre():
    """Intent a is answered by group two at level 1 (p = 0.5), b by group one at level 2 (p = 0.9)."""
    return centre_of(
        Scenario.model_validate(
            {
                "arrivals": {"kind": "poisson", "volume": "100/day"},
                "intents": {
                    "a": {"share": 0.5, "replies": 2, "resolution": 0.6, "queue": "phone"},
                    "b": {"share": 0.5, "replies": 2, "resolution": 0.9, "queue": "chat"},
                },
                "handling": {"hands_on_per_reply": "10 s", "customer_think": "30 s"},
                "repeats": {"if_unresolved": 0.8, "decay": 0.5, "follow_up": 0.1, "max_attempts": 3},
                "groups": {
                    "one": {"serves": ["chat"], "concurrency": 2, "slowdown": [1.0, 0.5]} | LABOUR,
                    "two": {"serves": ["phone"], "hands_on_factor": 2.0, "resolution_shift": -0.1} | LABOUR,
                    "three": {"serves": ["phone", "chat"]} | LABOUR,
                },
            }
        )
    )


def row(attempt, u_resolve, u_return, *, bot=BotOutcome.NONE, has_next=True, intent=0, ordinal=0):
    rows = np.zeros(1, TAPE_DTYPE)
    rows["contact_id"] = contact_id(0, ordinal, attempt)
    rows["u_resolve"], rows["u_return"] = u_resolve, u_return
    rows["bot_outcome"], rows["has_next"], rows["intent"] = bot, has_next, intent
    return rows


def test_the_first_group_that_serves_the_queue_answers_at_its_nominal_level(centre):
    assert answering_group(centre).tolist() == [1, 0]
    assert quick_resolution(centre) == pytest.approx([0.5, 0.9])
    # Work factor (10 x 2 + 30) / 40 at speed 1; and factor 1 at half speed.
    assert quick_pace(centre) == pytest.approx([1.25, 2.0])


def test_a_contact_ends_after_the_bot_and_the_person_it_needs(centre):
    outcome = np.array([BotOutcome.NONE, BotOutcome.TRANSFERRED, BotOutcome.RESOLVED, BotOutcome.LEFT], np.int8)
    intent = np.array([0, 1, 1, 0])
    end = quick_end_s(centre, intent, outcome, np.full(4, 1000.0), np.array([0, 10.0, 20.0, 30.0]), np.full(4, 80.0))
    assert end.tolist() == [1100.0, 1170.0, 1020.0, 1030.0]


@pytest.mark.parametrize(
    ("rows", "resolved", "contacts"),
    [
        ([row(0, 0.49, 0.05, has_next=True), row(1, 0.99, 0.99, has_next=False)], True, 2),  # follow-up
        ([row(0, 0.49, 0.10, has_next=True), row(1, 0.49, 0.99, has_next=False)], True, 1),  # 0.10 is not below 0.1
        ([row(0, 0.50, 0.79), row(1, 0.50, 0.39), row(2, 0.1, 0.0, has_next=False)], True, 3),
        ([row(0, 0.50, 0.79), row(1, 0.50, 0.40), row(2, 0.1, 0.0, has_next=False)], False, 2),  # decay halves 0.8
        ([row(0, 0.0, 0.5, bot=BotOutcome.LEFT), row(1, 0.9, 0.9, has_next=False)], False, 2),  # silent leavers failed
        ([row(0, 0.9, 0.5, bot=BotOutcome.RESOLVED, has_next=False)], True, 1),
        ([row(2, 0.9, 0.0, has_next=False)], False, 1),  # the last attempt
        ([row(0, 0.9, 0.0, has_next=False), row(0, 0.1, 0.9, ordinal=9)], False, 1),  # never on to another issue
    ],
)
def test_an_issue_is_walked_to_its_end(centre, rows, resolved, contacts):
    tape = np.concatenate(rows)
    walked = quick_walk(centre, tape, np.array([0]))
    assert walked.resolved.tolist() == [resolved]
    assert walked.contacts.tolist() == [contacts]
    assert walked.last_row.tolist() == [contacts - 1]


def test_many_issues_are_walked_at_once_from_any_row(centre):
    tape = np.concatenate(
        [
            row(0, 0.9, 0.1, ordinal=1), row(1, 0.9, 0.1, ordinal=1), row(2, 0.1, 0.1, has_next=False, ordinal=1),
            row(0, 0.1, 0.9, has_next=False, ordinal=2),
        ]
    )  # fmt: skip
    walked = quick_walk(centre, tape, np.array([3, 1]))
    assert walked.contacts.tolist() == [1, 2]
    assert walked.resolved.tolist() == [True, True]
    assert quick_walk(centre, tape, np.array([], np.int64)).contacts.size == 0
