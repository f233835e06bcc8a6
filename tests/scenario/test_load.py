"""From files and overrides to a scenario: merging, places, names, resolved form."""

import os
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from scenario_text import BASE, load, mistakes

from ccsim.errors import ScenarioError
from ccsim.scenario.arrivals import LogArrivals
from ccsim.scenario.load import load_scenario


def test_units_arrive_in_seconds_shares_and_counts(tmp_path: Path) -> None:
    scenario = load(tmp_path, "staffing: {target: {within: 1 min}}\nrun: {interval: 0.5 h}").scenario
    assert scenario.staffing.target.within == 60
    assert scenario.run.interval == 1800
    assert scenario.intents["question"].share == 0.6
    assert scenario.groups["team"].labour.wage == 4700


def test_mappings_merge_and_lists_replace(tmp_path: Path) -> None:
    child = "arrivals: {profile: [5, 6]}\nhandling: {cv: 0.5}"
    scenario = load(tmp_path, child).scenario
    assert scenario.arrivals.model_dump()["profile"] == [5, 6]
    assert (scenario.handling.cv, scenario.handling.customer_think) == (0.5, 45)


def test_later_bases_win_and_the_file_itself_last(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "one.yaml").write_text("handling: {cv: 0.1, brevity: 0.1, switch_cost: 0.1}")
    (tmp_path / "two.yaml").write_text("handling: {brevity: 0.2, switch_cost: 0.2}")
    top = tmp_path / "top.yaml"
    top.write_text("extends: [base.yaml, one.yaml, two.yaml]\nhandling: {switch_cost: 0.3}")
    loaded = load_scenario(top)
    handling = loaded.scenario.handling
    assert (handling.cv, handling.brevity, handling.switch_cost) == (0.1, 0.2, 0.3)
    assert [path.name for path in loaded.files] == ["top.yaml", "base.yaml", "one.yaml", "two.yaml"]


def test_null_removes_an_optional_block(tmp_path: Path) -> None:
    with_bot = BASE + "bot: {kind: llm}\n"
    assert load(tmp_path, base=with_bot).scenario.bot is not None
    assert load(tmp_path, "bot: null", base=with_bot).scenario.bot is None


def test_replace_true_does_not_merge(tmp_path: Path) -> None:
    child = "groups: {replace: true, night: {labour: {wage: 5000 CNY/month}}}"
    assert list(load(tmp_path, child).scenario.groups) == ["night"]
    assert list(load(tmp_path, child.replace("true", "false")).scenario.groups) == ["team", "night"]


def test_another_kind_of_arrivals_inherits_nothing(tmp_path: Path) -> None:
    child = "arrivals: {kind: log, file: data/log.csv, time_column: when}"
    arrivals = load(tmp_path, child).scenario.arrivals
    assert isinstance(arrivals, LogArrivals)
    assert arrivals.file == str(tmp_path / "data" / "log.csv")


def test_the_kind_of_a_bot_is_no_reason_to_replace_it(tmp_path: Path) -> None:
    base = BASE.replace("llm: 50%", "llm: 50%, faq: 20%").replace("llm: 30%", "llm: 30%, faq: 10%")
    bot = load(tmp_path, "bot: {kind: faq}", base=base + "bot: {kind: llm, ask_human: 15%}\n").scenario.bot
    assert bot is not None
    assert (bot.kind, bot.ask_human) == ("faq", 0.15)


def test_a_data_file_is_relative_to_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    arrivals = "arrivals: {kind: counts, file: counts.csv, count_column: n, time_column: t, slot: 5 min}\n"
    (tmp_path / "parts" / "base.yaml").write_text(BASE.replace(BASE.splitlines()[5] + "\n", arrivals))
    top = tmp_path / "top.yaml"
    top.write_text("extends: parts/base.yaml")
    assert load_scenario(top).scenario.arrivals.model_dump()["file"] == str(tmp_path / "parts" / "counts.csv")
    set_here = load_scenario(top, ["arrivals.file=mine.csv"]).scenario.arrivals.model_dump()["file"]
    assert set_here == os.path.abspath("mine.csv")


def test_a_mistake_is_placed_where_the_value_stands(tmp_path: Path) -> None:
    base = BASE.replace("customer_think: 45 s", "customer_think: 45")
    wrong_in_base, wrong_in_child = mistakes(tmp_path, "\nhandling: {cv: -1}", base=base)
    assert wrong_in_base.where == f"{tmp_path / 'base.yaml'}:10:54"
    assert wrong_in_child.where == f"{tmp_path / 'child.yaml'}:3:16"


def test_a_scenario_is_called_like_its_file_not_like_its_base(tmp_path: Path) -> None:
    assert load(tmp_path, base=BASE + "name: base\ntitle: {en: Base}\n").scenario.name == "child"
    assert load(tmp_path, base=BASE + "title: {en: Base}\n").scenario.title == {}
    assert load(tmp_path, "name: mine").scenario.name == "mine"
    odd = tmp_path / "客服 (1).yaml"
    odd.write_text(BASE)
    assert load_scenario(odd).scenario.name == "1"


def test_the_resolved_form_gives_the_same_scenario(tmp_path: Path) -> None:
    child = "handling: {source: paper, note: read twice, cv: {value: 1.1, low: 0.9, high: 1.3}}"
    loaded = load(tmp_path, child, "groups.team.concurrency=4", "arrivals.profile.1=7")
    path = tmp_path / "elsewhere" / "resolved.yaml"
    path.parent.mkdir()
    YAML(typ="safe").dump(loaded.resolved, path)
    again = load_scenario(path)
    assert again.scenario == loaded.scenario
    assert loaded.resolved["handling"]["cv"] == {
        "value": 1.1, "source": ["paper"], "low": 0.9, "high": 1.3, "note": "read twice",
    }  # fmt: skip
    assert again.provenance["handling.cv"].source == ("paper",)


def test_extending_the_same_file_twice_is_no_circle(tmp_path: Path) -> None:
    (tmp_path / "left.yaml").write_text("extends: base.yaml\nhandling: {cv: 0.5}")
    (tmp_path / "right.yaml").write_text("extends: base.yaml\nhandling: {brevity: 0.5}")
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "top.yaml").write_text("extends: [left.yaml, right.yaml]")
    loaded = load_scenario(tmp_path / "top.yaml")
    assert len(loaded.files) == 4
    # right's base comes after left and brings nothing about cv, so left's value stays.
    assert (loaded.scenario.handling.cv, loaded.scenario.handling.brevity) == (0.5, 0.5)


def test_a_long_chain_of_files_is_refused(tmp_path: Path) -> None:
    for i in range(30):
        (tmp_path / f"{i}.yaml").write_text(f"extends: {i + 1}.yaml")
    (tmp_path / "30.yaml").write_text(BASE)
    with pytest.raises(ScenarioError, match="fewer steps"):
        load_scenario(tmp_path / "0.yaml")


def test_a_mistake_does_not_hide_broken_rules_elsewhere(tmp_path: Path) -> None:
    found = mistakes(tmp_path, "handling: {cv: -1}\nintents: {question: {share: 10%}}\nrun: {interval: 7 min}")
    assert {problem.path for problem in found} == {"handling.cv", "intents", "run.interval"}


def test_a_mistake_in_the_base_is_told_once(tmp_path: Path) -> None:
    assert len(mistakes(tmp_path, base=BASE.replace("45 s", "45 parsecs"))) == 1


def test_warnings_about_what_is_probably_not_meant(tmp_path: Path) -> None:
    roster = 'groups: {team: {roster: [{at: "08:00", agents: 3}, {at: "20:00", agents: 0}]}}'
    loaded = load(tmp_path, f"{roster}\npatience: {{distribution: infinite}}")
    assert len(loaded.warnings) == 1
    assert "until the next day" in loaded.warnings[0]
    assert "cv is ignored" in load(tmp_path, "handling: {cv: 2, distribution: exponential}").warnings[0]
    assert load(tmp_path, roster).warnings == ()


@pytest.mark.parametrize(
    ("child", "ignored"),
    [
        ("emotion: {negative: 10%, detector: {recall: 50%}}", "emotion.detector"),
        ("errors: {bot: 5%, human: 1%}", "errors.bot"),
        ("patience: {distribution: infinite, silent: 20%}", "patience.silent"),
    ],
)
def test_warnings_about_what_has_nothing_to_act_on(tmp_path: Path, child: str, ignored: str) -> None:
    assert [warning for warning in load(tmp_path, child).warnings if f"{ignored} is ignored" in warning]


def test_recorded_issues_may_repeat_but_recorded_contacts_may_not(tmp_path: Path) -> None:
    child = "repeats: {if_unresolved: 50%}\narrivals: {kind: log, file: log.csv, time_column: t, counted: issues}"
    assert load(tmp_path, child).scenario.repeats.if_unresolved == 0.5
    assert len(mistakes(tmp_path, child.replace("issues", "contacts"))) == 1
