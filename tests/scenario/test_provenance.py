"""Which source a number has, after blocks, overrides and merging have had their say."""

from pathlib import Path

from scenario_text import BASE, load, mistakes

from ccsim.scenario.load import numbers_without_source


def test_a_value_with_its_source_range_and_note(tmp_path: Path) -> None:
    loaded = load(tmp_path, 'handling:\n  cv: {value: 120%, source: paper, low: 0.8, high: "150%", note: small sample}')
    told = loaded.provenance["handling.cv"]
    assert loaded.scenario.handling.cv == 1.2
    assert (told.source, told.kind, told.low, told.high, told.note) == (
        ("paper",),
        "independent",
        0.8,
        1.5,
        "small sample",
    )
    assert (Path(told.file).name, told.line) == ("child.yaml", 3)


def test_a_blocks_source_holds_for_its_numbers_unless_they_name_their_own(tmp_path: Path) -> None:
    child = (
        "handling: {source: guess, note: by eye, cv: 1, brevity: {value: 1, source: paper}, distribution: lognormal}"
    )
    provenance = load(tmp_path, child).provenance
    assert (provenance["handling.cv"].kind, provenance["handling.cv"].note) == ("assumption", "by eye")
    assert (provenance["handling.brevity"].kind, provenance["handling.brevity"].note) == ("independent", "")
    assert provenance["handling.distribution"].source == ()


def test_a_blocks_source_reaches_inner_blocks_and_lists(tmp_path: Path) -> None:
    child = """
groups:
  source: guess
  team:
    labour: {wage: 1 CNY/month}
    roster: {value: [{at: "08:00", agents: 3}, {at: "20:00", agents: {value: 1, source: claim}}], source: paper}
repeats: {source: paper, delay: [{share: 100%, earliest: 0 s, latest: 1 day}]}
"""
    provenance = load(tmp_path, child).provenance
    assert provenance["groups.team.labour.wage"].source == ("guess",)
    assert provenance["groups.team.roster.0.agents"].source == ("paper",)
    assert provenance["groups.team.roster.1.agents"].kind == "article"
    assert provenance["repeats.delay.0.share"].source == ("paper",)


def test_the_weakest_of_several_sources_counts(tmp_path: Path) -> None:
    def kind(sources: str) -> str:
        return load(tmp_path, f"handling: {{cv: {{value: 1, source: {sources}}}}}").provenance["handling.cv"].kind

    assert kind("[paper, guess]") == "assumption"
    assert kind("[paper, guess, claim]") == "article"
    assert kind("paper") == "independent"


def test_an_override_never_inherits_the_source_of_what_it_overrides(tmp_path: Path) -> None:
    base = BASE.replace("handling: {", "handling: {source: paper, ")
    assert load(tmp_path, base=base).provenance["handling.customer_think"].kind == "independent"
    bare = load(tmp_path, "handling: {customer_think: 30 s}", base=base)
    assert bare.provenance["handling.customer_think"].kind == "none"
    assert bare.provenance["handling.hands_on_per_reply"].kind == "independent"
    sourced = load(tmp_path, "handling: {customer_think: {value: 30 s, low: 20 s}}", base=base)
    assert sourced.provenance["handling.customer_think"].source == ()


def test_set_makes_an_override_even_of_a_sourced_value(tmp_path: Path) -> None:
    base = BASE.replace("customer_think: 45 s", "customer_think: {value: 45 s, source: paper}")
    loaded = load(tmp_path, "", "handling.customer_think=30 s", base=base)
    told = loaded.provenance["handling.customer_think"]
    assert (loaded.scenario.handling.customer_think, told.kind, told.source, told.file) == (
        30,
        "override",
        (),
        "--set 1",
    )
    assert loaded.resolved["handling"]["customer_think"] == "30 s"


def test_numbers_without_a_source_are_named_settings_and_texts_are_not(tmp_path: Path) -> None:
    child = """
run: {days: 2, seed: 5}
handling: {source: paper, hands_on_per_reply: 13 s, customer_think: 45 s, distribution: lognormal}
arrivals: {source: paper, volume: 10/day, profile: [1, 2]}
staffing: {interval: 1 h, target: {service_level: 80%}}
intents:
  question: {source: guess, share: 60%, replies: 5, resolution: 80%, priority: 2, bot_resolution: {llm: 1}}
"""
    bare = numbers_without_source(load(tmp_path, child, "groups.team.concurrency=2"))
    assert bare == [
        "intents.refund.share",
        "intents.refund.replies",
        "intents.refund.resolution",
        "intents.refund.bot_resolution.llm",
        "groups.team.labour.wage",
        "staffing.target.service_level",
    ]


def test_an_unknown_source_is_told_once_per_place(tmp_path: Path) -> None:
    found = mistakes(tmp_path, "handling: {source: papr, cv: 1, brevity: 1, switch_cost: 0.1}")
    assert [(problem.path, problem.hint) for problem in found] == [("handling.cv.source", "paper")]


def test_bounds_of_lists_are_lists(tmp_path: Path) -> None:
    good = "arrivals: {profile: {value: [1, 2], low: [0, 2], high: [3, 3], source: paper}}"
    assert load(tmp_path, good).provenance["arrivals.profile"].low == [0, 2]
    assert len(mistakes(tmp_path, good.replace("[0, 2]", "[0, 3]"))) == 1
    assert len(mistakes(tmp_path, good.replace("[0, 2]", "[0]"))) == 1
    assert len(mistakes(tmp_path, good.replace("[0, 2]", "0"))) == 1


def test_columns_may_be_called_like_reserved_words(tmp_path: Path) -> None:
    child = "arrivals: {kind: log, file: a.csv, time_column: t, where: {source: [phone], note: [a], replace: [b]}}"
    arrivals = load(tmp_path, child).scenario.arrivals.model_dump()
    assert arrivals["where"] == {"source": ["phone"], "note": ["a"], "replace": ["b"]}
