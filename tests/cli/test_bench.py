"""`ccsim bench`: its options name what can be measured; figures go to stdout, progress to stderr."""

import json

import pytest
from click.testing import CliRunner

from ccsim.benchmark import bench as bench_module
from ccsim.benchmark import contenders
from ccsim.cli.bench import ENGINES, WORKLOADS
from ccsim.cli.main import cli
from ccsim.engine import ENGINES as THERE_ARE


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("P1", 0.2), ("P2", 0.002), ("year", 1.0)):
        monkeypatch.setitem(contenders.WORKLOADS, name, contenders.WORKLOADS[name]._replace(quick_size=size))
    monkeypatch.setattr(bench_module, "LONG_ENOUGH_S", 1e-4)


def test_choices_are_those_of_the_benchmark() -> None:
    assert set(WORKLOADS) == set(contenders.WORKLOADS)
    assert set(ENGINES) == set(THERE_ARE)


def test_a_table_of_one_engine_and_one_workload() -> None:
    done = CliRunner().invoke(cli, ["bench", "--quick", "--no-peers", "--engine", "reference", "-w", "P2", "-n", "1"])
    assert done.exit_code == 0, done.output
    assert "P2: 600,000 issues" in done.stdout
    assert "reference" in done.stdout
    assert "compiled " not in done.stdout.split("Goals")[0].replace("compiled is", "")
    assert "P2: reference, first run" in done.stderr


def test_json_alone_on_stdout() -> None:
    done = CliRunner().invoke(
        cli, ["bench", "--quick", "--no-peers", "--engine", "reference", "-w", "P2", "-n", "1", "--json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert [one["contender"] for one in told["timings"]] == ["reference"]


def test_a_wrong_answer_is_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_module.Timing, "right", property(lambda self: False))
    done = CliRunner().invoke(cli, ["bench", "--quick", "--no-peers", "--engine", "reference", "-w", "P2", "-n", "1"])
    assert done.exit_code == 1
    assert "wrong answers: reference" in done.stderr
