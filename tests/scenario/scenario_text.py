"""A small valid scenario for the tests of this folder, as a text and on disk."""

from pathlib import Path

from ccsim.errors import Problem, ScenarioError
from ccsim.scenario.load import Loaded, load_scenario

BASE = """\
sources:
  guess: {title: A guess, kind: assumption}
  paper: {title: A paper}
  claim: {title: An article under test, kind: article}
run: {history: {days: 0}}
arrivals: {kind: poisson, volume: 1000/day, profile: [1, 2, 3, 2]}
intents:
  question: {share: 60%, replies: 5, resolution: 80%, bot_resolution: {llm: 50%}}
  refund: {share: 40%, replies: 9, resolution: 70%, bot_resolution: {llm: 30%}}
handling: {hands_on_per_reply: 13 s, customer_think: 45 s}
groups:
  team: {concurrency: 3, labour: {wage: 4700 CNY/month}}
"""


def load(folder: Path, child: str = "", *overrides: str, base: str = BASE) -> Loaded:
    """Load `child`, a file that extends `base`."""
    (folder / "base.yaml").write_text(base, encoding="utf-8")
    path = folder / "child.yaml"
    path.write_text(f"extends: base.yaml\n{child}", encoding="utf-8")
    return load_scenario(path, overrides)


def mistakes(folder: Path, child: str = "", *overrides: str, base: str = BASE) -> list[Problem]:
    """The problems of a scenario that must be refused."""
    try:
        load(folder, child, *overrides, base=base)
    except ScenarioError as error:
        return error.problems
    raise AssertionError("the scenario was accepted")
