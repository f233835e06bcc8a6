"""The shipped scenarios: valid, sourced, comparable, and their sample data are what the script writes."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from ccsim.errors import ScenarioError
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import Loaded, load_scenario, numbers_without_source
from ccsim.scenario.provenance import is_setting

ROOT = Path(__file__).resolve().parents[2]
CONFIGS = ROOT / "configs"
NAMES = sorted(path.stem for path in CONFIGS.glob("*.yaml"))
CHATS = [name for name in NAMES if not name.startswith("replay_") and name != "small_centre"]
ATTRITION = ("attrition_year_15", "attrition_year_35", "attrition_year_55")
PARTS = {path.stem for path in (CONFIGS / "parts").glob("*.yaml")} - set(NAMES)
FOUR = ("in_house", "pure_bot", "traditional_outsourcer", "ai_outsourcer")


@cache
def loaded(name: str) -> Loaded:
    return load_scenario(CONFIGS / f"{name}.yaml")


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Leaves of nested mappings by key path."""
    if not isinstance(value, dict):
        return {path: value}
    return {key: leaf for name, inner in value.items() for key, leaf in flat(inner, f"{path}.{name}").items()}


@cache
def contents(name: str) -> dict[str, Any]:
    dumped = loaded(name).scenario.model_dump(exclude={"name", "title", "sources"})
    return {key[1:]: leaf for key, leaf in flat(dumped).items()}


def difference(one: str, other: str) -> set[str]:
    """Key paths at which two scenarios differ, a whole bot or contract counted once."""
    first, second = contents(one), contents(other)
    paths = {key for key in first.keys() | second.keys() if first.get(key) != second.get(key)}
    return {re.sub(r"^(bot|groups\.agents\.(?:labour|seat|contract|assist)).*", r"\1", path) for path in paths}


def test_the_readme_lists_every_scenario_and_no_other() -> None:
    readme = (CONFIGS / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`(\w+)\.yaml`", readme)) - PARTS
    for_claims = {path.stem for path in (CONFIGS / "claims").glob("*.yaml")}
    assert listed - for_claims == set(NAMES)
    assert set(FOUR) < listed


def test_the_readme_says_of_every_system_where_it_is_or_what_it_waits_for() -> None:
    readme = (CONFIGS / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (SYS-\d\d) \|(.*)\|$", readme, re.MULTILINE))
    assert list(rows) == [f"SYS-{number:02}" for number in range(1, 37)]
    for system, row in rows.items():
        assert re.search(r"`\w+\.yaml`|`ccsim |waits for|every report", row), system


@pytest.mark.parametrize("name", NAMES)
def test_valid_without_a_warning_and_every_number_has_a_source(name: str) -> None:
    one = loaded(name)
    assert one.scenario.name == name
    assert set(one.scenario.title) == {"en", "zh"}
    assert numbers_without_source(one) == []
    assert not one.warnings
    centre_of(one.scenario)


CONDITIONS = {
    "attrition_year_15": "groups.agents.labour.attrition",
    "minimum_20_seats": "groups.agents.roster",
    **{path.stem: "surge.reserves.pool" for path in CONFIGS.glob("surge_3000_seats_*.yaml")},
}
"""What a scenario takes from an article besides its volume: the condition that it is about."""


@pytest.mark.parametrize("name", NAMES)
def test_articles_give_at_most_the_volume(name: str) -> None:
    from_articles = {path for path, origin in loaded(name).provenance.items() if origin.kind == "article"}
    beside = from_articles - {"arrivals.volume"}
    assert all(name in CONDITIONS and path.startswith(CONDITIONS[name]) for path in beside), beside
    assert bool(beside) == (name in CONDITIONS)


def test_years_of_attrition_differ_in_attrition_alone() -> None:
    assert difference(*ATTRITION[:2]) == difference(*ATTRITION[1:]) == {"groups.agents.labour"}
    assert "workforce" not in "".join(difference("in_house", "ai_outsourcer"))
    rates = [loaded(name).scenario.groups["agents"].labour.attrition for name in ATTRITION]
    assert rates == [0.15, 0.35, 0.55]


@pytest.mark.parametrize("name", NAMES)
def test_ranges_contain_their_value(name: str) -> None:
    one = loaded(name)
    ranges = {path: origin for path, origin in one.provenance.items() if origin.low is not None}
    assert ranges
    for path, origin in ranges.items():
        assert origin.low <= value_at(one.scenario, path) <= origin.high, path
        assert not is_setting(path)


def value_at(scenario: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(scenario, list):
            scenario = scenario[int(part)]
        else:
            scenario = scenario[part] if isinstance(scenario, dict) else getattr(scenario, part)
    return scenario


OF_ITS_OWN = {"kind", "price", "updated", "knowledge_decay", "promotion_drop", "promotion_days", "limit", "outages"}
"""What a bot's scenario may be about; everything else about the bot is the same wherever there is one."""


def test_the_same_bot_wherever_there_is_one() -> None:
    bots = {name: loaded(name).scenario.bot for name in CHATS if loaded(name).scenario.bot is not None}
    assert {"pure_bot", "ai_outsourcer", "brand_60000"} < set(bots)
    plain = bots["pure_bot"]
    assert plain is not None
    assert plain.kind == "llm"
    assert bots["brand_60000"] == bots["ai_outsourcer"] == plain
    for name, bot in bots.items():
        assert bot is not None
        differing = {key for key, value in bot.model_dump().items() if value != plain.model_dump()[key]}
        assert differing <= OF_ITS_OWN or name == "ivr", name


def test_the_same_customers_ask_the_same_things() -> None:
    asked = [{key: one.model_copy(update={"queue": ""}) for key, one in loaded(name).scenario.intents.items()}
             for name in CHATS]  # fmt: skip
    assert all(one == asked[0] for one in asked)


@pytest.mark.parametrize("model", FOUR)
def test_double_11_adds_the_same_day_to_every_model(model: str) -> None:
    changed = difference(model, f"double11_{model}")
    expected = {"arrivals.volume", "arrivals.special_days", "arrivals.halfhour_busyness_cv", "run.start", "run.days",
                "arrivals.mix_concentration", "forecast.week_cv", "forecast.special_day_cv", "run.interval",
                "run.replications", "staffing.pilot_days"}  # fmt: skip
    assert changed == expected | ({"bot"} if model in ("pure_bot", "ai_outsourcer") else set())


def test_double_11_in_the_evening_is_double_11_four_hours_earlier() -> None:
    """Contacts from the opening on: the same in the first four hours, and nearly so in the first sixteen."""
    midnight, evening = (loaded(name).scenario.arrivals for name in ("double11", "double11_in_house"))
    day = midnight.special_days[0]
    before, after = evening.special_days
    rates = [np.array(one.profile) / np.mean(one.profile) * one.factor for one in (day, before, after)]
    late = np.concatenate(rates[1:])[20:]
    assert late[:4] == pytest.approx(rates[0][:4], rel=0.01)
    assert late[4:20] == pytest.approx(rates[0][4:20], rel=0.02)
    normal = np.array(midnight.profile) / np.mean(midnight.profile)
    assert rates[1][:20] == pytest.approx(normal[:20], rel=0.01)


def test_models_differ_only_in_the_parts_that_make_them() -> None:
    labour = {"groups.agents.labour", "groups.agents.seat"}
    target = {"staffing.target.service_level", "staffing.target.abandonment"}
    contract, assist = "groups.agents.contract", "groups.agents.assist"
    assert difference("in_house", "traditional_outsourcer") == {*labour, contract}
    assert difference("in_house", "pure_bot") == {"bot", *target}
    assert difference("traditional_outsourcer", "ai_outsourcer") == {"bot", assist, "groups.agents.labour"}
    assert difference("pure_bot", "brand_60000") == {*target, "arrivals.volume"}
    alone = {"groups.agents.absence", "staffing.pilot_days"}
    assert difference("in_house", "small_shop") == {*labour, *alone, "arrivals.volume"}
    in_turnover = {
        key for key, value in contents("ai_outsourcer").items() if value != contents("traditional_outsourcer").get(key)
    }
    assert {key for key in in_turnover if ".labour." in key} == {"groups.agents.labour.attrition"}


def test_a_shops_nights_differ_in_who_is_awake() -> None:
    assert difference("shop_night_closed", "shop_night_bot") == {"bot"}
    awake = {key.split(".")[0] for key in difference("shop_night_awake", "shop_night_closed")}
    assert awake == {"groups", "queues"}
    shifts = "groups.agents.shifts"
    assert {key for key in difference("round_the_clock", "round_the_clock_small") if not key.startswith(shifts)} == {
        "arrivals.volume", "run.replications",
    }  # fmt: skip


def test_the_base_asks_for_what_people_cost() -> None:
    with pytest.raises(ScenarioError, match=r"groups\.agents\.labour"):
        loaded("parts/base")


@pytest.mark.parametrize("part", sorted(path.name for path in (CONFIGS / "parts").glob("contract_*.yaml")))
def test_contracts_are_alternatives(part: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    bases = ["parts/base.yaml", "parts/labour_bpo.yaml", f"parts/{part}"]
    mine.write_text(f"extends: [{', '.join((CONFIGS / base).as_posix() for base in bases)}]\n", encoding="utf-8")
    contract = load_scenario(mine).scenario.groups["agents"].contract
    assert contract is not None
    assert (
        sum(
            isinstance(price, float) and price > 0
            for key, price in contract.model_dump().items()
            if key != "management"
        )
        == 1
    )


def test_examples_of_the_readme_are_valid(tmp_path: Path) -> None:
    readme = (CONFIGS / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    assert len(examples) == 2
    for number_, text in enumerate(examples):
        mine = tmp_path / f"example_{number_}.yaml"
        mine.write_text(re.sub(r"([\w/]+\.yaml)", rf"{CONFIGS.as_posix()}/\1", text), encoding="utf-8")
        load_scenario(mine)


def test_sources_page_lists_every_source_with_its_address() -> None:
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    sources = YAML(typ="safe").load(CONFIGS / "parts" / "sources.yaml")["sources"]
    rows = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert rows == set(sources)
    for name, source in sources.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert source["title"] in row
        assert source.get("url", "") in row
        assert f"| {source.get('kind', 'independent')} | {source['confidence']} |" in row


def test_every_source_is_used() -> None:
    texts = [path.read_text(encoding="utf-8") for path in CONFIGS.rglob("*.yaml") if path.name != "sources.yaml"]
    sources = YAML(typ="safe").load(CONFIGS / "parts" / "sources.yaml")["sources"]
    assert not [name for name in sources if not any(re.search(rf"\b{name}\b", text) for text in texts)]


def test_sample_data_are_what_the_script_writes(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_samples", CONFIGS / "data" / "make_samples.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.HERE = tmp_path
    script.main()
    for name in ("counts_5min.csv", "calls.csv", "contacts.csv"):
        assert (tmp_path / name).read_bytes() == (CONFIGS / "data" / name).read_bytes()
