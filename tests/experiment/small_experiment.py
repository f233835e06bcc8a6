"""A small centre and a small experiment on disk, for the tests of experiments."""

from pathlib import Path

from ccsim.experiment.definition import LoadedExperiment, load_experiment

SCENARIO = """\
title: {en: Small centre}
sources: {guess: {title: A guess, kind: assumption}}
run: {history: {days: 0}, engine: reference}
arrivals: {kind: poisson, volume: 150/day, profile: [0, 1, 2, 1]}
intents:
  question: {share: 60%, replies: 5, resolution: {value: 80%, low: 60%, high: 90%}, bot_resolution: {llm: 50%}}
  refund: {share: 40%, replies: 9, resolution: {value: 70%, low: 50%, high: 85%}, bot_resolution: {llm: 30%}}
handling:
  hands_on_per_reply: {value: 13 s, low: 9 s, high: 19 s}
  customer_think: {value: 45 s, low: 30 s, high: 70 s}
staffing: {interval: 6 h, pilot_days: 2, target: {service_level: 80%, within: 30 s}}
groups:
  team: {concurrency: 3, labour: {wage: {value: 4700 CNY/month, low: 3000 CNY/month, high: 7000 CNY/month}}}
"""

GRID = """\
scenarios: [centre.yaml]
grid:
  groups.team.concurrency: [1, 3]
  intents.*.resolution: {odds: [0.5, 2]}
kpis: [human_legs_per_agent_day, service_level, first_contact_resolution, cost_per_contact]
replications: 3
"""

CUBE = """\
scenarios: [centre.yaml, other.yaml]
latin_hypercube: {points: 4}
kpis: [cost_per_contact, service_level]
replications: 2
"""


def experiment(folder: Path, text: str = GRID, name: str = "sweep") -> LoadedExperiment:
    """The experiment `text`, beside the scenarios that it names."""
    (folder / "centre.yaml").write_text(SCENARIO, encoding="utf-8")
    other = "extends: centre.yaml\nbot: {kind: llm, price: {per_session: 1 CNY/session}}\n"
    (folder / "other.yaml").write_text(other, encoding="utf-8")
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return load_experiment(path)
