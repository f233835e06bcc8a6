"""The report of a check: the buyer's page first, every verdict with its reason and command, nothing unescaped."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import made_check as made
import pytest

from ccsim.claims.registry import registry_of
from ccsim.claims.verdicts import Draws
from ccsim.report.catalogue import words_of
from ccsim.report.claims_figure import rows_of
from ccsim.report.claims_page import render_check, write_report
from ccsim.report.claims_table import check_markdown, check_plain, check_text
from ccsim.report.claims_text import show_text
from ccsim.report.claims_verdict import break_even_text, command_of, percent, reason


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_tells_every_claim_its_verdict_and_its_command(language: str) -> None:
    page = render_check(made.check(), language)
    for claim in made.check().claims:
        assert f'id="claim-{claim.id}"' in page
        assert f"ccsim claims check --only {claim.id} --quick" in page
    assert "<script" not in page
    assert not re.search(r'(src|href)="https?:', page)
    assert page == render_check(made.check(), language)


def test_the_first_thing_on_the_page_is_the_picture_and_the_verdicts() -> None:
    page = render_check(made.check(), "en")
    order = [page.index(part) for part in ("<svg", 'id="verdicts"', 'id="break-evens"', 'id="demand"', 'id="each"')]
    assert order == sorted(order)


def test_the_picture_has_the_claims_that_can_be_a_multiple() -> None:
    rows = {row.id: row for row in rows_of(made.check())}
    assert set(rows) == {"throughput_ai", "cost_ai", "transfers", "bot_dearer", "surge_seats"}
    saving = made.judged("cost_ai", "contradicted", replace(made.reading("cost_ai", 0, "contradicted", Draws(0, 70, 0)), over_ignorance=(-0.4, -0.1, 0.2)))  # fmt: skip
    assert rows_of(replace(made.check(), claims=(saving,))) == []
    assert rows["cost_ai"].band == pytest.approx((0.75, 1.25))
    assert rows["cost_ai"].middle == pytest.approx(0.8)


def test_reasons_name_the_reading_the_break_even_and_what_it_hangs_on() -> None:
    words = words_of("en")
    by_id = {claim.id: reason(claim, words) for claim in made.check().claims}
    assert "all closed sessions" in by_id["throughput_ai"]
    assert "does not hold for: sessions a person handled" in by_id["throughput_ai"]
    assert "handling.hands_on_per_reply at 4.5 alone, 2 times outside" in by_id["cost_ai"]
    assert "groups.agents.concurrency at 8 alone, inside" in by_id["cost_ai"]
    assert "No value of groups.agents.shrinkage that was tried makes it hold alone" in by_id["cost_ai"]
    assert "groups.agents.labour.attrition" in by_id["cost_ai"]
    assert "0.3" in by_id["attrition_traditional"]
    assert "A19" in by_id["brand_return"]
    assert by_id["throughput_bot"]
    assert "outside its independent range" in break_even_text(made.EVENS[3], words)


def test_a_command_repeats_what_was_done() -> None:
    check = made.check(quick=False, with_author_sources=False, seed=7)
    assert command_of(check.claims[0], check, "my claims.yaml") == (
        "ccsim claims check 'my claims.yaml' --only throughput_ai --seed 7 --without-author-sources"
    )


def test_nearly_all_is_not_all() -> None:
    assert [percent(x) for x in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0%", "<1%", "50%", ">99%", "100%"]


def test_the_table_for_the_documentation() -> None:
    text = check_markdown(made.check())
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) == len(made.check().claims) + sum(len(claim.readings) for claim in made.check().claims)
    assert "`ccsim claims check --quick --markdown docs/claims.md`" in text
    assert all(line.count("|") - line.count("\\|") == 4 for line in rows[: len(made.check().claims)])
    assert "判定" in check_markdown(made.check(), "zh")


def test_the_table_says_by_which_command_it_was_written() -> None:
    check = made.check(with_author_sources=False, seed=7)
    assert check_markdown(check, "zh", "mine.yaml", ("cost_ai", "transfers"), "my table.md").splitlines()[2] == (
        "本页由命令 `ccsim claims check mine.yaml --only cost_ai --only transfers --quick --seed 7 "
        "--without-author-sources --lang zh --markdown 'my table.md'` 生成，请勿手工修改。"
    )


def test_text_and_json_say_the_same(tmp_path: Path) -> None:
    text = check_text(made.check(), "en")
    assert "throughput_ai: SUPPORTED" in text
    plain = json.loads(json.dumps(check_plain(made.check()), allow_nan=False))
    assert [one["status"] for one in plain["claims"]][:3] == ["supported", "contradicted", "undetermined"]
    assert plain["claims"][1]["readings"][0]["break_evens"][0]["outside"] == 2.0
    page = write_report(made.check(), tmp_path / "out")
    assert sorted(path.name for path in page.parent.iterdir()) == ["claims.html", "claims.json", "claims.zh.html"]


def test_a_claim_of_ones_own_is_shown_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("claims: {fast: {said: Fast., high: 9, tests: [{measure: asa, scenarios: [in_house]}]}}")
    shown = show_text(registry_of(path), "fast", "en", "mine.yaml")
    assert "Reading: asa [in_house]" in shown
    assert shown.endswith("ccsim claims check mine.yaml --only fast")
