"""The bench measures what it is asked to, in processes of their own, and says what it could not."""

import json

import pytest

from ccsim.benchmark import bench as bench_module
from ccsim.benchmark.answers import Measure
from ccsim.benchmark.bench import Bench, Plan, Timing, bench
from ccsim.benchmark.contenders import CIW, COMPILED, CONTENDERS, REFERENCE, TEXTBOOK, WORKLOADS, Contender, Ran
from ccsim.benchmark.goals import Goal, goals
from ccsim.benchmark.memory import forget_peak, peak_bytes, resident_bytes
from ccsim.benchmark.tables import goal_line, plain, text
from ccsim.benchmark.worker import First, Worker
from ccsim.errors import CcsimError


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("P1", 0.2), ("P2", 0.002), ("year", 1.0)):
        monkeypatch.setitem(WORKLOADS, name, WORKLOADS[name]._replace(quick_size=size))
    monkeypatch.setattr(bench_module, "LONG_ENOUGH_S", 1e-4)
    monkeypatch.setattr(bench_module, "QUICK_SHARE", 0.02)


@pytest.mark.usefixtures("tiny")
def test_engines_and_peers_take_turns() -> None:
    said: list[str] = []
    result = bench(Plan((COMPILED, REFERENCE, TEXTBOOK), ("P1", "P2"), rounds=2, quick=True), said.append)
    measured = [(one.contender, one.workload) for one in result.timings]
    assert measured == [(COMPILED, "P1"), (REFERENCE, "P1"), (TEXTBOOK, "P1"), (COMPILED, "P2"), (REFERENCE, "P2")]
    for one in result.timings:
        assert len(one.runs_s) == 2
        assert one.first.ran.contacts > 0
        assert (one.ns_per_event is not None) == (one.contender == COMPILED)
        assert set(one.answers) == ({"small"} if one.workload == "P1" else set())
        assert one.right
    compiled, reference = result.of(COMPILED, "P2"), result.of(REFERENCE, "P2")
    assert compiled is not None
    assert reference is not None
    assert compiled.first.ran[:3] == reference.first.ran[:3]
    assert set(result.speed_up) == {"threads", "processes"}
    assert "P1: round 2 of 2" in said


@pytest.mark.usefixtures("tiny")
def test_an_absent_peer_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONTENDERS, CIW, Contender(CIW, "no-such-distribution", "ccsim.benchmark.ciw_model"))
    result = bench(Plan((REFERENCE, CIW), ("P1",), rounds=1, quick=True), lambda said: None)
    assert result.absent == {CIW: "not installed"}
    assert ["Ciw", "not", "installed"] in [line.split() for line in text(result).splitlines()]


def test_an_error_in_a_process_is_told_and_does_not_end_it() -> None:
    with Worker(REFERENCE, "P1", 0.1) as worker:
        with pytest.raises(CcsimError, match="reference: TypeError"):
            worker.ask("cpu", "many")
        assert worker.ask("draw") >= 0


def test_memory_counts_what_is_held() -> None:
    forget_peak()
    before = peak_bytes()
    if not before:
        pytest.skip("nobody counts memory here")
    held = bytearray(64 << 20)
    held[::4096] = b"x" * len(held[::4096])
    assert peak_bytes() - before > 50 << 20
    assert resident_bytes() <= peak_bytes()


def made(contender: str, workload: str, run_s: float, events: int = 0, agrees: bool = True) -> Timing:
    first = First(Ran(1000, 900, 1200, events), 2 * run_s, 120_000, 10_000_000)
    measure = Measure("mean wait (s)", 2.0 if agrees else 9.0, 2.3, 0.5)
    return Timing(contender, workload, 0.5, 0.1, first, (run_s, 3 * run_s, 2 * run_s), {"P1": (measure,)})


def test_figures_of_a_timing() -> None:
    one = made(COMPILED, "P1", 0.05, events=2000)
    assert one.run_s == 0.1
    assert one.contacts_per_s == 10_000
    assert one.contacts_per_s_with_drawing == 5_000
    assert one.ns_per_event == pytest.approx(50_000)
    assert one.bytes_per_row == 100


def test_goals_compare_with_the_same_run() -> None:
    timings = (made(COMPILED, "P1", 0.001, 2000), made(TEXTBOOK, "P1", 0.512), made(CIW, "P1", 0.5))
    result = Bench(Plan((COMPILED, TEXTBOOK, CIW), ("P1",)), timings, {}, {})
    lines = [" ".join(goal_line(goal).split()) for goal in goals(result)]
    assert "P1: compiled / textbook SimPy goal >= 400x: 512x, reached" in lines
    assert "P1: compiled / Ciw goal >= 1,000x: 500x, missed" in lines
    assert "P1: compiled / salabim goal >= 5,000x: not measured" in lines
    assert not any(line.startswith("P2") for line in lines)


@pytest.mark.parametrize(("value", "reached"), [(9.0, True), (10.0, True), (11.0, False), (None, None)])
def test_a_limit_from_above(value: float | None, reached: bool | None) -> None:
    assert Goal("time", 10, "s", False, value).reached is reached


def test_wrong_answers_stand_out() -> None:
    result = Bench(Plan((TEXTBOOK,), ("P1",)), (made(TEXTBOOK, "P1", 0.1, agrees=False),), {}, {})
    assert not result.timings[0].right
    assert "WRONG" in text(result)


def test_plain_data_is_json() -> None:
    result = Bench(Plan((COMPILED,), ("P1",)), (made(COMPILED, "P1", 0.1, 2000),), {CIW: "not installed"}, {})
    again = json.loads(json.dumps(plain(result)))
    assert again["timings"][0]["ns_per_event"] == pytest.approx(1e5)
    assert again["not_measured"] == {"Ciw": "not installed"}
    assert {goal["reached"] for goal in again["goals"]} >= {None, False}
