"""The two fidelities of a chat as a scenario states them."""

from pathlib import Path

import pytest
from scenario_text import load, mistakes

from ccsim.scenario.centre import centre_of

MESSAGES = "handling: {fidelity: messages}\n"


def test_a_chat_is_at_session_level_unless_it_is_said(tmp_path: Path) -> None:
    assert not centre_of(load(tmp_path).scenario).message_level
    assert centre_of(load(tmp_path, MESSAGES).scenario).message_level


@pytest.mark.parametrize(("given", "found"), [("0.2", "found 0.2"), ("[1, 0.9, 0.8]", "a table of speeds")])
def test_messages_make_their_own_slowdown(tmp_path: Path, given: str, found: str) -> None:
    groups = f"groups: {{team: {{slowdown: {given}}}}}\n"
    assert not load(tmp_path, groups).warnings
    (problem,) = mistakes(tmp_path, MESSAGES + groups)
    assert "groups.team.slowdown" in str(problem)
    assert found in str(problem)
    assert "the slowdown is simulated" in str(problem)


def test_replies_cannot_wait_for_what_the_bot_will_do(tmp_path: Path) -> None:
    busy = "bot: {kind: llm, limit: {sessions: 5}}\n"
    extra = "handling: {fidelity: messages, extra_replies_after_bot: 1}\n"
    (problem,) = mistakes(tmp_path, busy + extra)
    assert "handling.extra_replies_after_bot" in str(problem)
    assert load(tmp_path, busy + MESSAGES)
    assert load(tmp_path, busy + extra.replace("messages", "session"))


def test_spread_of_messages_without_messages_is_pointed_out(tmp_path: Path) -> None:
    (warning,) = load(tmp_path, "handling: {think_cv: 0.5}\n").warnings
    assert "handling.think_cv is ignored" in warning
    assert not load(tmp_path, "handling: {fidelity: messages, think_cv: 0.5}\n").warnings
