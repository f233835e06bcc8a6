"""The arms of a comparison: from files, or from values that vary."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccsim.errors import UsageError
from ccsim.experiment.arms import arm_specs, split_values, unique

ONE, TWO = Path("one.yaml"), Path("two.yaml")


def test_two_files_are_two_arms():
    assert [(arm.path, arm.varied) for arm in arm_specs([ONE, TWO], ["run.days=2"], [])] == [(ONE, ""), (TWO, "")]
    assert arm_specs([ONE, TWO], ["run.days=2"], [])[1].overrides == ("run.days=2",)


def test_one_file_with_varied_values():
    arms = arm_specs([ONE], ["run.days=2"], ["groups.agents.roster.0.agents=9,10,11"])
    assert [arm.varied for arm in arms] == ["agents=9", "agents=10", "agents=11"]
    assert arms[2].overrides == ("run.days=2", "groups.agents.roster.0.agents=11")


def test_several_varied_keys_go_together():
    arms = arm_specs([ONE], [], ["a.agents=9,10", "b.wait=20 s,30 s"])
    assert [arm.varied for arm in arms] == ["agents=9, wait=20 s", "agents=10, wait=30 s"]
    assert arm_specs([ONE], [], ["a.agents=1,2", "b.agents=3,4"])[0].varied == "a.agents=1, b.agents=3"


def test_every_file_gets_every_value():
    assert [(arm.path, arm.varied) for arm in arm_specs([ONE, TWO], [], ["a=1,2"])] == [
        (ONE, "a=1"), (ONE, "a=2"), (TWO, "a=1"), (TWO, "a=2"),
    ]  # fmt: skip


def test_commas_inside_a_value_do_not_split_it():
    assert split_values("[1, 2],[3]") == ["[1, 2]", "[3]"]
    assert split_values('{a: 1, b: 2}, "x, y",z') == ["{a: 1, b: 2}", '"x, y"', "z"]


@pytest.mark.parametrize("text", ["agents", "agents=9", "=9,10", "agents=9,"])
def test_a_value_alone_does_not_vary(text):
    with pytest.raises(UsageError, match="at least two values"):
        arm_specs([ONE], [], [text])


def test_values_must_pair_up():
    with pytest.raises(UsageError, match="a: 2, b: 3"):
        arm_specs([ONE], [], ["a=1,2", "b=1,2,3"])


def test_one_arm_is_no_comparison():
    with pytest.raises(UsageError, match="found one scenario"):
        arm_specs([ONE], [], [])


def test_labels_are_told_apart():
    assert unique(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]
