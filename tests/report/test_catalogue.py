"""Every word of the report exists in every language, is used, and fits what the rest of the program calls things."""

from __future__ import annotations

import re
import string
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import made_check
import made_comparison
import made_experiment
import made_result as made
import made_roi
import pytest
from made_months import months

from ccsim.claims.registry import shipped
from ccsim.economics.entry import Category
from ccsim.errors import UsageError
from ccsim.experiment import compare, estimates, months_run, paired, staffing, statistics, tables
from ccsim.experiment.people import run_people
from ccsim.experiment.run import _few, _not_replayed
from ccsim.metrics.registry import KPIS, WHY_NOT
from ccsim.report.catalogue import Words, in_language, languages, words_of
from ccsim.report.claims_page import render_check
from ccsim.report.claims_table import check_markdown, check_text
from ccsim.report.claims_text import list_text, show_text
from ccsim.report.compare_page import render_comparison
from ccsim.report.compare_table import compare_text
from ccsim.report.experiment_folder import tables_of
from ccsim.report.experiment_page import render_experiment
from ccsim.report.families import FAMILIES
from ccsim.report.html import render_html
from ccsim.report.peak_figure import peak_svg
from ccsim.report.people_figure import people_svg
from ccsim.report.people_table import people_text
from ccsim.report.roi_page import render_roi
from ccsim.report.tables import comparison_table, kpi_table
from ccsim.scenario.load import load_scenario
from ccsim.workforce import expected_people

NAMES_FROM_ELSEWHERE = (
    "kpi",
    "kpi_meaning",
    "category",
    "cause",
    "unit",
    "said",
    "currency",
    "family",
    "number",
    "people_measure",
)
PEOPLE = Path(__file__).resolve().parents[2] / "configs" / "attrition_year_35.yaml"
PLAN = ["workforce.groups.agents.hiring.policy=plan", "workforce.groups.agents.hiring.target=90"]


def test_all_languages_have_the_same_keys_and_the_same_fields() -> None:
    english = words_of("en").entries
    assert set(languages()) == {"en", "zh"}
    for language in languages():
        entries = words_of(language).entries
        assert sorted(entries) == sorted(english)
        for key, text in entries.items():
            assert fields(text) == fields(english[key]), f"{language}: {key}"


def test_a_file_says_its_language_unless_it_is_english() -> None:
    assert in_language("report.html", "en") == "report.html"
    assert in_language("report.html", "zh") == "report.zh.html"
    assert in_language("p.95.svg", "zh") == "p.95.zh.svg"


def test_chinese_is_chinese() -> None:
    unchanged = ("text.", "number.", "unit.", "currency.", "page.kicker")
    for key, text in words_of("zh").entries.items():
        if not key.startswith(unchanged):
            assert re.search(r"[\u4e00-\u9fff]", text), f"{key} is not translated: {text}"


def test_every_word_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: set[str] = set()
    plain_call, plain_known = Words.__call__, Words.known

    def call(self: Words, key: str, **values: object) -> str:
        seen.add(key)
        return plain_call(self, key, **values)

    def known(self: Words, family: str, name: str, default: str | None = None) -> str:
        seen.add(f"{family}.{name}")
        return plain_known(self, family, name, default)

    monkeypatch.setattr(Words, "__call__", call)
    monkeypatch.setattr(Words, "known", known)
    for results in every_kind_of_result():
        render_html(results, "en")
    kpi_table(made.result(), "en")
    comparison_table([made.result(), made.result(name="other")], "en")
    teams = [run_people(load_scenario(PEOPLE, [*policy]).scenario, 3, 20)
             for policy in ([], ["workforce.leaving=month_end", *PLAN])]  # fmt: skip
    people_text(teams, "en")
    people_svg(teams[0], "en")
    render_comparison(made_comparison.comparison(), "en")
    compare_text(made_comparison.comparison(), "en")
    list_text(shipped(), "en")
    for claim in shipped().claims:
        show_text(shipped(), claim, "en")
    peak_svg(made.result(), "en")
    render_roi(made_roi.roi(failed=1), "en")
    render_roi(made_roi.roi(), "en")
    render_roi(made_roi.roi(points=0, gain=0.4, rollout=False), "en")
    for kind in (made_experiment.GRID, made_experiment.CUBE, made_experiment.PEOPLE):
        found = made_experiment.result(tmp_path, kind)
        render_experiment(found, tables_of(found), "en")
    for check in (made_check.check(), made_check.check(quick=False, with_author_sources=False, seed=2)):
        render_check(check, "en")
        check_markdown(check, "en")
        check_text(check, "en")
    unused = {key for key in words_of("en").entries if key.split(".")[0] not in NAMES_FROM_ELSEWHERE} - seen
    assert unused == set()


def every_kind_of_result() -> list[list[Any]]:
    """Results that between them need every word: targets met, missed, open, unknown; rosters derived, given, mixed."""
    targets = (
        {"service_level": 0},
        {"service_level": "70%"},
        {"service_level": "90%"},
        {"service_level": "81%", "mean_wait": "20 s"},
    )
    found = [[made.result(staffing={"target": target})] for target in targets]
    found.append([made.result(staffing={"target": targets[3]}, given=True)])
    found += [[made.on_a_roster()], [made.on_a_roster(given=False)]]
    unknown = made.result(bot=False)
    unknown.kpis["service_level"].estimate.value = None
    unknown.kpis["cost_per_resolved_issue"].estimate.value = None
    unknown.kpis["cost_per_contact"].estimate.low = None
    unknown.kpis["fcr_7d"].estimate.why = ""
    given = made.result(given=True, replications=1)
    given.warnings = tuple(_few(1))
    guessed = SimpleNamespace(source=("guess",), kind="assumption", low=None, high=None, note="")
    given.provenance |= {"repeats.decay": guessed, "bot.kind": SimpleNamespace(**(vars(guessed) | {"kind": "none"}))}
    given.resolved |= {"repeats": {"decay": 0.5}, "bot": {"kind": "llm"}}
    given.schedule.derived = (False, False)
    given.sums[0].totals["offered"] += 120
    for sums in given.sums:
        sums.totals |= {"bot_cut_lost": 20, "bot_refused": 30, "bot_wrong": 10}
        sums.totals |= dict.fromkeys(("blocked", "timed_out", "disconnected", "told_later", "closed_out"), 9)
    crowded = made.result(days=15, forecast={"day_cv": 0.1})
    crowded.schedule.pilot = {"days": 5.0, "service_level": 0.81, "service_level_below": 0.79, "mean_wait_s": 9.0}
    crowded.kpis["abandonment"].estimate.value = None
    crowded.reserves = made.reserves_table()
    groups = dict(crowded.scenario.groups)
    last = list(groups)[-1]
    groups[last] = groups[last].model_copy(update={"roster": []})
    crowded.scenario = crowded.scenario.model_copy(update={"groups": groups})
    crowded.breakdown = crowded.breakdown.replace({"dimension": {"intent": "class"}})
    for one, until in ((crowded, 40), (unknown, 800)):
        one.series.loc[20:until, "queue_length"] *= 90.0
        one.series.loc[20:until, "above_normal"] = 1.0
    found.append([made.result(), made.result(name="other")])
    found[-1][0].months, found[-1][1].months = months(), months(sampled=False, feedback=False, length=1)
    many = [made.ledger().assign(category=name).head(1) for name in Category]
    many[-1] = many[-1].assign(payer="customer_loss")
    crowded.ledger = type(crowded.ledger)(
        {column: [row[column].iloc[0] for row in many] for column in crowded.ledger.columns}
    )
    return [*found, [unknown], [given], [crowded], [made.result(), made.result(name="second", given=True)]]


def test_the_catalogue_names_exactly_the_kpis_and_categories_there_are() -> None:
    entries = words_of("en").entries
    families = {name for members in FAMILIES.values() for name in members}
    assert families == set(KPIS)
    assert under("kpi", entries) == under("kpi_meaning", entries) == set(KPIS)
    assert under("category", entries) == {str(category) for category in Category}
    assert {kpi.unit for kpi in KPIS.values()} - under("unit", entries) == {"s", "share", "money"}
    assert under("family", entries) == {*FAMILIES, "other"}


def test_what_other_rooms_say_is_said_in_the_reports_language() -> None:
    statistics_say = [
        getattr(statistics, name)
        for name in (
            "NOTHING_TO_COUNT", "ONE_REPLICATION", "ALWAYS_THE_SAME", "NONE_SEEN", "ALL_SEEN", "ZERO_RATIO",
            "MOSTLY_ZERO", "BEYOND_BINS",
        )
    ]  # fmt: skip
    scenario = made.scenario()
    recorded = made.scenario(
        arrivals={"kind": "log", "file": "calls.csv", "time_column": "at", "counted": "issues"},
        run={"history": {"days": 0}},
    )
    rules = [staffing._rule(scenario, derived) for derived in ((True, True), (False, True))]
    sayings = [*WHY_NOT.values(), *statistics_say, tables.NO_LEDGER, estimates.GIVEN, staffing.GIVEN, *rules]
    sayings += [*_few(3), *_not_replayed(recorded, 27), *expected_people.REASONS, months_run.NO_EXPECTATION]
    sayings += [paired.IDENTICAL, paired.EXACT, paired.NOT_IN_BOTH, paired.NO_RATIO, paired.EXTREME, paired.NO_INTERVAL]
    sayings.append(compare.MISSING.format(arm="in_house"))
    chinese, english = words_of("zh"), words_of("en")
    recognised = set()
    for text in sayings:
        assert english.said(text) == text
        assert re.search(r"[\u4e00-\u9fff]", chinese.said(text)), f"not in the catalogue: {text}"
        recognised.add(chinese.said(text))
    assert len(recognised) == len(sayings) == len(under("said", english.entries))
    assert "own_team" in chinese.said(rules[1])
    assert chinese.said("never heard of") == "never heard of"


def test_a_language_without_a_file_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UsageError, match="en, zh"):
        words_of("fr")


def test_counted_words_depend_on_the_number() -> None:
    words = words_of("en")
    assert words.count("days", 1) == "1 day"
    assert words.count("days", 2) == "2 days"
    assert words.count("replications", 1200) == "1,200 replications"


def test_unlisted_names_stand_for_themselves() -> None:
    assert words_of("zh").known("category", "no such category") == "no such category"


def under(family: str, entries: dict[str, str]) -> set[str]:
    return {key.removeprefix(f"{family}.") for key in entries if key.startswith(f"{family}.")}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
