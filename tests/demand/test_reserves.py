"""Who of the reserves comes and when, and what a shared pool has left."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from ccsim.demand.reserves import draw_reserves
from ccsim.demand.streams import TapeStreams
from ccsim.demand.supplier import demand_of_others, share_obtained
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.surge import Supplier

HOUR, DAY = 3600.0, 86400.0
POOL = {
    "group": "pool", "size": 1000, "trigger": {"queue_longer_than": 5}, "delay": "10 min", "ramp": "20 min",
    "show_up": "80%", "calls_per_day": 2,
}  # fmt: skip


def scenario(reserves: dict[str, Any], days: int = 3, **blocks: Any) -> Scenario:
    suppliers = blocks.pop("suppliers", {})
    groups = {name: {"labour": {"wage": "4000 CNY/month"}, "roster": []} for name in ("team", "pool")}
    groups["team"]["roster"] = None
    return Scenario.model_validate(
        {
            "run": {"days": days, "history": {"days": 0}, "interval": "1 h"},
            "arrivals": {"kind": "poisson", "volume": "2400/day", "profile": [1, 1, 1, 3], "day_busyness_cv": 0.3},
            "intents": {"any": {"share": 1, "replies": 5, "resolution": 1}},
            "handling": {"hands_on_per_reply": "20 s", "customer_think": "20 s"},
            "groups": groups,
            "surge": {"reserves": reserves, "suppliers": suppliers},
            **blocks,
        }
    )


def drawn(one: Scenario, replication: int = 0):
    reserves = draw_reserves(one, centre_of(one), 7, replication)
    assert reserves is not None
    return reserves


def offsets(reserves, call: int) -> np.ndarray:
    return reserves.offset_s[reserves.first[call] : reserves.first[call + 1]]


def test_a_share_of_those_asked_for_comes_evenly_over_the_ramp() -> None:
    reserves = drawn(scenario({"pool": POOL}))
    assert reserves.first.size == 7  # two calls on each of three days
    for call in range(6):
        late = offsets(reserves, call)
        assert (np.diff(late) >= 0).all()
        assert 600 <= late.min() <= late.max() <= 1800
        assert abs(late.size - 800) < 5 * np.sqrt(1000 * 0.8 * 0.2)
        assert abs(late.mean() - 1200) < 5 * 1200 / np.sqrt(12 * 800)
        assert (late * 2**20 == np.rint(late * 2**20)).all()
    assert len({offsets(reserves, call).tobytes() for call in range(6)}) == 6
    assert reserves.obtained.tolist() == [1000] * 6


def test_a_larger_reserve_or_a_further_one_changes_nothing_about_those_before() -> None:
    fewer = drawn(scenario({"pool": {**POOL, "size": 10}}))
    more = drawn(scenario({"other": POOL, "pool": {**POOL, "size": 20}}))
    for call in range(6):
        assert set(offsets(fewer, call)) <= set(offsets(more, 6 + call))
    later = drawn(scenario({"pool": {**POOL, "size": 10, "show_up": "90%", "delay": "20 min"}}))
    assert set(offsets(fewer, 0) + 600) <= set(offsets(later, 0))


def test_what_is_no_people_is_there_after_its_delay() -> None:
    chats = {"kind": "concurrency", "group": "team", "size": 2, "trigger": {"queue_longer_than": 5}, "delay": "90 s"}
    reserves = drawn(scenario({"chats": chats}))
    assert reserves.first.tolist() == [0, 1, 2, 3]
    assert reserves.offset_s.tolist() == [90.0] * 3


def test_by_the_clock() -> None:
    said = {"at": "20:30", "dates": ["2025-06-02", "2025-06-04"]}
    planned = drawn(scenario({"pool": {**POOL, "trigger": said, "longest": "3 h", "calls_per_day": 1}})).planned_s
    assert planned.tolist() == [[20.5 * HOUR, np.inf, 2 * DAY + 20.5 * HOUR]]
    assert np.isinf(drawn(scenario({"pool": POOL})).planned_s).all()


def test_by_the_forecast() -> None:
    # 2,400 a day, 200 an hour from 18:00 on and 67 before: above 100 an hour from 18:00 on, two hours earlier.
    said = {"forecast_above": "100/h", "lead": "2 h"}
    pool = {**POOL, "trigger": said, "longest": "3 h", "calls_per_day": 1}
    assert drawn(scenario({"pool": pool})).planned_s.tolist() == [[16 * HOUR, DAY + 16 * HOUR, 2 * DAY + 16 * HOUR]]
    never = {**pool, "trigger": {"forecast_above": "300/h"}}
    assert np.isinf(drawn(scenario({"pool": never})).planned_s).all()
    # The planner errs: on some days the forecast stays below.
    wrong = scenario({"pool": {**pool, "trigger": {"forecast_above": "200/h"}}}, 30, forecast={"day_cv": 0.3})
    called = np.isfinite(drawn(wrong).planned_s)
    assert 5 < called.sum() < 25


def test_a_lead_may_reach_into_the_day_before() -> None:
    pool = {**POOL, "trigger": {"forecast_above": "100/h", "lead": "20 h"}, "longest": "3 h", "calls_per_day": 1}
    # Called at 22:00 the day before; on the first day, from the start.
    assert drawn(scenario({"pool": pool})).planned_s.tolist() == [[0.0, DAY + 22 * HOUR, np.inf]]


PAGE = {"agents": 3000, "merchants": 20, "ask": 1000.0, "ask_cv": 0.6}


def supplier(**changes: Any) -> Supplier:
    return Supplier(**{"agents": 1000, "merchants": 5, "ask": 500.0, **changes})


def share(one: Supplier, asked: int = 500, days: int = 4000) -> np.ndarray:
    return share_obtained("cloud", one, asked, np.arange(days), TapeStreams(3, 0, "run"))


class TestSharedPool:
    def test_alone_one_gets_what_there_is(self) -> None:
        assert (share(supplier(merchants=1)) == 1).all()
        assert (share(supplier(merchants=1, agents=200)) == 0.4).all()
        assert (share(supplier(merchants=1, agents=200, allocation="first_come")) == 0.4).all()

    def test_in_proportion(self) -> None:
        # Five ask for 500 each, and there are 1,000.
        assert share(supplier()) == pytest.approx(0.4)
        assert (share(supplier(agents=2500)) == 1).all()

    def test_first_come(self) -> None:
        # The first two of five in random order get all.
        found = share(supplier(allocation="first_come"))
        assert set(found.tolist()) == {0.0, 1.0}
        assert abs(found.mean() - 0.4) < 5 * np.sqrt(0.4 * 0.6 / found.size)

    def test_others_ask_for_as_much_as_stated_on_average(self) -> None:
        u = np.random.default_rng(1).random((20_000, 6))
        for calling in (1.0, 0.3):
            one = supplier(ask_cv=0.8, correlation=0.5, calling=calling)
            asked = demand_of_others(one, u[:, 0], u[:, 1], u[:, 2:])
            assert abs((asked > 0).mean() - calling) < 0.01
            assert asked[asked > 0].mean() == pytest.approx(500, rel=0.03)

    def test_the_correlation_is_that_of_the_logarithms_and_holds_with_the_own_day(self) -> None:
        u = np.random.default_rng(2).random((20_000, 6))
        logs = np.log(demand_of_others(supplier(ask_cv=0.8, correlation=0.6), u[:, 0], u[:, 1], u[:, 2:]))
        table = np.corrcoef(np.column_stack([ndtri(u[:, 0]), logs]).T)
        assert table[np.triu_indices(5, 1)] == pytest.approx(0.6, abs=0.03)
        together = demand_of_others(supplier(ask_cv=0.8, correlation=1.0), u[:, 0], u[:, 1], u[:, 2:])
        assert np.allclose(together, together[:, :1])

    def test_peaks_that_coincide_leave_less(self) -> None:
        # Ten merchants of whom a tenth calls on a day, this one among them: the more they call together, the less is left.
        pools = [supplier(merchants=10, calling=0.1, correlation=rho) for rho in (0.0, 0.5, 0.9)]
        busy = TapeStreams(3, 0, "run").busyness(np.arange(4000))[:, 0] > 0.9
        left = [share(pool)[busy].mean() for pool in pools]
        assert left[0] > left[1] + 0.1 > left[2] + 0.2

    def test_what_one_obtains_is_what_is_sent(self) -> None:
        pool = {**POOL, "supplier": "cloud", "show_up": "100%"}
        said = {"cloud": {"agents": 1000, "merchants": 5, "ask": 500}}
        found = drawn(scenario({"pool": pool, "second": {**pool, "size": 500}}, suppliers=said))
        # 1,500 asked for here and 2,000 elsewhere: 2 of 7 each.
        assert found.obtained.tolist() == [285] * 6 + [142] * 6
        assert np.diff(found.first).tolist() == found.obtained.tolist()

    def test_the_table_of_the_page(self) -> None:
        page = (Path(__file__).resolve().parents[2] / "docs" / "surge.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| ([\d.]+) \| (\d+)% \| (\d+)% \| (\d+)% \|$", page, re.MULTILINE)
        days, streams = np.arange(20_000), TapeStreams(1, 0, "run")
        busy = streams.busyness(days)[:, 0] > 0.9
        assert [rho for rho, *_ in rows] == ["0", "0.3", "0.6", "0.9"]
        for rho, *told in rows:
            few, all_ = (
                share_obtained("cloud", supplier(**PAGE, correlation=float(rho), calling=calling), 1000, days, streams)
                for calling in (0.1, 1.0)
            )
            found = few[busy].mean(), (few[busy] >= 1).mean(), all_[busy].mean()
            assert [round(100 * share) for share in found] == [int(share) for share in told]
