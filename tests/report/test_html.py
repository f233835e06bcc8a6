"""The report is one safe, complete, reproducible page."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from types import SimpleNamespace

import made_result as made
import pytest

from ccsim.report.catalogue import words_of
from ccsim.report.formats import Formats
from ccsim.report.html import render_html
from ccsim.report.sections import cost_bars, ledger_tables, staffing_table
from ccsim.report.sources import source_table

WORDS = words_of("en")


class Page(HTMLParser):
    """Elements, their attributes and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render_html([made.result()], request.param))


def test_the_page_loads_nothing_and_runs_nothing(page: Page) -> None:
    loading = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source", "base", "form"}
    assert not loading & {tag for tag, _ in page.tags}
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes), tag
        for name in ("href", "xlink:href", "src"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
    policy = [attributes for tag, attributes in page.tags if attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy[0]["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_styles_fetch_nothing() -> None:
    text = render_html([made.result()], "en")
    assert "@import" not in text
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", text))


def test_every_link_leads_somewhere_and_no_id_is_twice() -> None:
    for results in ([made.result()], [made.result(), made.result(name="second")]):
        tags = Page(render_html(results, "en")).tags
        ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
        assert len(ids) == len(set(ids))
        for _, attributes in tags:
            for name in ("href", "xlink:href"):
                if attributes.get(name):
                    assert str(attributes[name])[1:] in ids, attributes


def test_hostile_words_are_shown_not_obeyed() -> None:
    result = made.result(title={"en": made.HOSTILE, "zh": made.HOSTILE})
    result.ledger.loc[0, "group"] = made.HOSTILE
    result.breakdown.loc[0, "key"] = made.HOSTILE
    result.kpis["fcr_3d"].estimate.why = made.HOSTILE
    result.warnings = (made.HOSTILE,)
    result.provenance['x"><img src=x onerror=alert(1)>'] = SimpleNamespace(
        source=(made.HOSTILE,), kind="none", low=None, high=None, note=made.HOSTILE, file="", line=1
    )
    result.resolved['x"><img src=x onerror=alert(1)>'] = "1 </script>"
    for results in ([result], [result, made.result(name="second")]):
        found = Page(render_html(results, "en"))
        assert not {"script", "img"} & {tag for tag, _ in found.tags}
        assert "alert('1')" in found.text


def test_the_first_screen_answers_the_planners_question(page: Page) -> None:
    words = words_of("zh" if "带机器人" in page.text else "en")
    start = page.text[page.text.index("</style>") if "</style>" in page.text else 0 :]
    assert start.index(words("verdict.met")) < start.index(words("section.day"))
    for row in ("tile.contacts", "tile.cost_per_resolved_issue"):
        assert start.index(words(row)) < start.index(words("figure.load.title"))


def test_a_missing_kpi_says_why() -> None:
    why = "the sky fell on the counting house"
    result = made.result()
    result.kpis["fcr_3d"].estimate.why = why
    assert why in Page(render_html([result], "en")).text
    result.kpis["fcr_3d"].estimate.why = ""
    assert WORDS("table.not_observed") in Page(render_html([result], "en")).text


def test_a_kpi_that_the_catalogue_lacks_is_still_shown() -> None:
    result = made.result()
    result.kpis["brand_new"] = SimpleNamespace(
        name="brand_new", unit="furlongs", estimate=made.estimate(5.0, 1.0), note=""
    )
    text = Page(render_html([result], "en")).text
    assert "brand_new" in text
    assert "furlongs" in text


def test_the_same_result_gives_the_same_bytes() -> None:
    assert render_html([made.result()], "zh") == render_html([made.result()], "zh")
    slower = made.result()
    slower.seconds = {"staffing": 99.0}
    assert render_html([slower], "en") == render_html([made.result()], "en"), "how long it took is not a result"


def test_rendering_is_quick() -> None:
    render_html([made.result()], "en")
    started = time.process_time()
    render_html([made.result()], "en")
    assert time.process_time() - started < 2


def test_few_replications_and_given_rosters_are_said_aloud() -> None:
    result = made.result(replications=3, given=True)
    result.warnings = ("only 3 replications: intervals are indicative (at least 20 are needed to rely on them)",)
    chinese = Page(render_html([result], "zh")).text
    assert "只有 3 次重复" in chinese
    assert words_of("zh")("staffing.given_note") in chinese


def test_several_scenarios_are_compared_first() -> None:
    text = Page(render_html([made.result(), made.result(name="dearer", factor=1.3, title={"en": "Dearer"})], "en")).text
    assert text.index(WORDS("section.comparison")) < text.index(WORDS("section.day"))
    assert text.count(WORDS("section.method")) == 4  # contents and heading of each


def test_no_result_is_no_report() -> None:
    with pytest.raises(ValueError, match="at least one"):
        render_html([], "en")


def test_doubtful_numbers_are_marked_and_counted() -> None:
    table, counts = source_table(made.result(), WORDS)
    assert counts == {"independent": 1, "article": 1, "assumption": 0, "none": 1, "override": 1}
    paths = [row[0].value for row in table.rows]
    assert [paths[row] for row in table.marked] == ["handling.hands_on_per_reply", "bot.ask_human"]
    wage = table.rows[paths.index("groups.own_team.labour.wage")]
    assert [cell.value for cell in wage[1:5]] == ["5200 CNY/month", "4500 CNY/month", "6000 CNY/month", "bureau"]


def test_choices_that_are_not_numbers_need_no_source() -> None:
    result = made.result()
    none = SimpleNamespace(source=(), kind="none", low=None, high=None, note="", file="", line=1)
    result.provenance |= {"patience.distribution": none, "run.start": none, "sources.bureau.title": none}
    result.resolved |= {"patience": {"distribution": "weibull"}, "run": {"start": "2025-06-04"}}
    table, counts = source_table(result, WORDS)
    assert counts["none"] == 1
    assert [row[-1].value for row in table.rows[-2:]] == [WORDS("kind.choice")] * 2


def test_the_ledger_multiplies_out_and_adds_up() -> None:
    for _, table in ledger_tables(made.result(), WORDS, Formats(WORDS, "CNY")):
        amounts = [number(row[-1].value) for row in table.rows]
        assert sum(amounts[:-1]) == pytest.approx(amounts[-1], abs=0.05)
        for row in table.rows[:-1]:
            assert number(row[3].value) * number(row[4].value) == pytest.approx(number(row[5].value), rel=1e-3)


def test_costs_are_sorted_and_small_ones_put_together() -> None:
    bars = cost_bars(made.result(), WORDS, Formats(WORDS, "CNY"), most=4)
    amounts = [amount for _, amount, _ in bars]
    assert amounts[:-1] == sorted(amounts[:-1], reverse=True)
    assert bars[-1][0] == WORDS("cost.other")
    ledger = made.ledger()
    assert sum(amounts) == pytest.approx(ledger.loc[ledger["payer"] == "buyer", "amount"].sum())


def test_staffing_lists_each_change_once() -> None:
    result = made.result()
    result.schedule.levels[:] = 5
    result.schedule.levels[0, 20:] = 6
    table, cut = staffing_table(result, WORDS)
    assert not cut
    assert [[cell.value for cell in row] for row in table.rows] == [
        ["00:00", "10:00", "5", "5", "10"], ["10:00", "24:00", "6", "5", "11"],
    ]  # fmt: skip


def number(text: str) -> float:
    return float(re.sub(r"[^0-9.]", "", text.split("/")[0]))
