"""Whatever is done to a valid scenario, loading gives a scenario or a list of mistakes, nothing else."""

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccsim.errors import ScenarioError
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import load_scenario, numbers_without_source

VALID: dict[str, Any] = {
    "sources": {"s": {"title": "A source"}},
    "run": {"start": "2025-06-02", "history": {"days": 0}},
    "arrivals": {"kind": "poisson", "volume": "100/day", "profile": [1, 2], "source": "s"},
    "intents": {
        "a": {"share": 0.5, "replies": 3, "resolution": {"value": "80%", "low": 0.7, "source": ["s"]},
              "bot_resolution": {"llm": "50%"}},
        "b": {"share": "50%", "replies": 3, "resolution": 0.8, "bot_resolution": {"llm": 0.1}, "queue": "other"},
    },
    "handling": {"hands_on_per_reply": "13 s", "customer_think": "45 s", "switch_cost": 0.1},
    "patience": {"distribution": "weibull", "shape": 0.9, "retry": {"probability": 0.1}},
    "repeats": {"if_unresolved": 0.5, "delay": [{"share": 1, "earliest": 0, "latest": "1 day"}]},
    "bot": {"kind": "llm", "price": {"tokens": None, "build": "5 CNY"}},
    "groups": {
        "g": {"serves": ["human", "other"], "concurrency": 2, "slowdown": [1, 0.8],
              "roster": [{"at": "08:00", "agents": 3}, {"at": "20:00", "agents": 0}],
              "assist": {"throughput_gain": "10%"}, "labour": {"wage": "4000 CNY/month"}},
    },
}  # fmt: skip

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**25), 10**25), st.floats(), st.text(max_size=6),
    st.sampled_from(
        ["5 min", "-3%", "1e308 weeks", "0.000001 s", "5 USD/month", "1e9 CNY", "counts", "log", "derived", "24:00",
         "9999-12-31", "replace", "extends", "s", "llm", "a\0b", 50, 1e-9, 1e15, {}, [], [[]], [{}], {"value": 1},
         {"value": {"value": 1}}, {"source": "s"}, {"replace": True}, {"low": 1, "value": "x"}]
    ),
    st.lists(st.integers(0, 3), max_size=3),
).map(copy.deepcopy)  # fmt: skip
KEYS = st.sampled_from(
    ["value", "source", "note", "low", "replace", "extends", "kind", "file", "a.b", "", "x", "share", "[key]", "poisson",
     "counts", "where", "slowdown", "roster", "counted", "0", "中"]
)  # fmt: skip


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [path] * bool(keys) + [place for key in keys for place in [(*path, key), *_places(node[key], (*path, key))]]


@st.composite
def mutants(draw: st.DrawFn) -> dict[str, Any]:
    """The valid scenario after one to three accidents."""
    tree = copy.deepcopy(VALID)
    for _ in range(draw(st.integers(1, 3))):
        *way, key = draw(st.sampled_from([place for place in _places(tree) if place] or [("x",)]))
        holder: Any = tree
        for step in way:
            holder = holder[step]
        accident = draw(st.sampled_from(["change", "change", "remove", "add", "wrap"]))
        if accident == "change":
            holder[key] = draw(JUNK)
        elif accident == "remove" and key in (holder if isinstance(holder, dict) else range(len(holder))):
            del holder[key]
        elif accident == "wrap":
            holder[key] = {"value": holder[key], "source": draw(JUNK), "note": draw(JUNK)} if way else holder[key]
        elif isinstance(holder, dict):
            holder[draw(KEYS)] = draw(JUNK)
    return tree


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    mutants(),
    st.lists(st.text(max_size=12) | st.sampled_from(["handling.cv=2", "bot=", "groups.g.roster.0=5"]), max_size=2),
)
def test_loading_gives_a_scenario_or_mistakes(tree: dict[str, Any], overrides: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mutant.yaml"
        path.write_text(json.dumps(tree), encoding="utf-8")
        try:
            loaded = load_scenario(path, overrides)
        except ScenarioError as error:
            loaded, problems = None, error.problems
    if loaded is None:
        assert problems
        assert all(problem.where and problem.path and "\n" not in str(problem) for problem in problems)
        return
    numbers_without_source(loaded)
    centre_of(loaded.scenario)


def test_an_empty_key_is_named_in_its_mistake(tmp_path: Path) -> None:
    (tmp_path / "empty_key.yaml").write_text(json.dumps({"": None}), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path / "empty_key.yaml")
    assert "''" in {problem.path for problem in caught.value.problems}
