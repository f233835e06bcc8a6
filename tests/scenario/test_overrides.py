"""`--set key.path=value`."""

from pathlib import Path

import pytest
from scenario_text import BASE, load, mistakes


def test_values_are_yaml(tmp_path: Path) -> None:
    scenario = load(
        tmp_path, "", "run.days=3", "handling.customer_think=1 min", "groups.team.serves=[human]",
        "groups.team.slowdown=0.2", "intents.refund.complex=true", "staffing.target={mean_wait: 9 s}",
    ).scenario  # fmt: skip
    assert (scenario.run.days, scenario.handling.customer_think, scenario.groups["team"].slowdown) == (3, 60, 0.2)
    assert scenario.intents["refund"].complex
    assert scenario.staffing.target.mean_wait == 9


def test_positions_in_lists(tmp_path: Path) -> None:
    base = BASE.replace(
        "concurrency: 3,", 'concurrency: 3, roster: [{at: "08:00", agents: 5}, {at: "20:00", agents: 1}],'
    )
    scenario = load(tmp_path, "", "groups.team.roster.0.agents=7", "arrivals.profile.3=9", base=base).scenario
    roster = scenario.groups["team"].roster
    assert roster is not None
    assert [level.agents for level in roster] == [7, 1]
    assert scenario.arrivals.model_dump()["profile"] == [1, 2, 3, 9]


def test_later_overrides_build_on_earlier_ones(tmp_path: Path) -> None:
    scenario = load(tmp_path, "", "bot.kind=llm", "bot.ask_human=20%", "bot.ask_human=25%").scenario
    assert scenario.bot is not None
    assert scenario.bot.ask_human == 0.25


def test_a_whole_new_intent_may_be_given(tmp_path: Path) -> None:
    new = "intents.spam={share: 0%, replies: 1, resolution: 1, bot_resolution: {llm: 1}}"
    assert "spam" in load(tmp_path, "", new).scenario.intents


def test_a_queue_and_the_first_of_several_numbers_may_begin_with_one_value(tmp_path: Path) -> None:
    overrides = ("queues.human.capacity=3", "queues.human.max_wait=5 min", "groups.team.handling_factor.refund=1.2")
    scenario = load(tmp_path, "", *overrides).scenario
    assert (scenario.queues["human"].capacity, scenario.queues["human"].max_wait) == (3, 300)
    assert scenario.groups["team"].handling_factor == {"refund": 1.2}


@pytest.mark.parametrize(
    ("override", "path", "words"),
    [
        ("handlng.cv=1", "handlng", "did you mean 'handling'?"),
        ("handling.cvv=1", "handling.cvv", "did you mean 'cv'?"),
        ("intents.refnd.share=1", "intents.refnd", "did you mean 'refund'?"),
        ("intents.refund.bot_resolution.lm=1", "intents.refund.bot_resolution.lm", "did you mean 'llm'?"),
        ("queues.humn.capacity=3", "queues.humn", "did you mean 'human'?"),
        ("groups.team.handling_factor.refnd=2", "groups.team.handling_factor.refnd", "did you mean 'refund'?"),
        ("groups.tema.concurrency=3", "groups.tema", "did you mean 'team'?"),
        ("arrivals.profile.4=1", "arrivals.profile.4", "a position below 4"),
        ("arrivals.profile.x=1", "arrivals.profile.x", "a position below 4"),
        ("arrivals.profile.1.y=1", "arrivals.profile.1.y", "a single value"),
        ("handling.cv.low=1", "handling.cv.low", "no list or mapping"),
        ("handling.cv=-1", "handling.cv", "from 0 to 20"),
        ("handling.cv=[", "handling.cv", "never closed"),
        ("handling.cv=.inf", "handling.cv", ".inf"),
        ("handling.cv={value: 1, source: nobody}", "handling.cv.source", "unknown source"),
        ("handling.cv={value: 1, lo: 2}", "handling.cv.lo", "did you mean 'low'?"),
        ("handling", "override", "key.path=value"),
        ("=3", "override", "key.path=value"),
        ("handling..cv=3", "override", "key.path=value"),
        ("intents.refund.share=10%", "intents", "sum to 0.7"),
    ],
)
def test_slips_are_named_with_the_number_of_the_override(tmp_path: Path, override: str, path: str, words: str) -> None:
    (problem,) = mistakes(tmp_path, "", "run.days=2", override)
    assert problem.path == path
    assert words in str(problem)
    assert problem.where == "--set 2" or path == "intents"
