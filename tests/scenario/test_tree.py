"""Reading YAML: limits that hold before anything is expanded, and places that are right."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccsim.scenario import tree
from ccsim.scenario.tree import MAX_BYTES, MappingNode, plain, read_file, read_node, read_text


def test_plain_scalars_follow_yaml_1_2() -> None:
    node, problems = read_text(
        "{a: 09:00, b: no, c: 1e3, d: 0x10, e: ~, f: 'true', g: true, h: 2025-06-02, i: 1_000}", "t"
    )
    assert not problems
    assert node is not None
    assert plain(node) == {
        "a": "09:00", "b": "no", "c": 1000.0, "d": 16, "e": None, "f": "true", "g": True, "h": "2025-06-02",
        "i": "1_000",
    }  # fmt: skip


def test_places_count_from_one() -> None:
    node, _ = read_text("a:\n  - 1\n  - b: two\n", "t.yaml")
    assert isinstance(node, MappingNode)
    assert str(node.entries["a"].where) == "t.yaml:1:1"
    inner = node.entries["a"].node.items[1].entries["b"].node  # type: ignore[union-attr]
    assert str(inner.where) == "t.yaml:3:8"


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 200_000,
        "a: " + "{" * 200_000,
        "- " * 100_000,
        "{? " * 50_000,
        "a: &x 1\nb: *x",
    ],
)
def test_bombs_stop_at_the_limit(text: str) -> None:
    started = time.process_time()
    node, problems = read_text(text, "bomb")
    assert node is None
    assert len(problems) == 1
    assert time.process_time() - started < 20


def test_a_file_of_too_many_values_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tree.MAX_NODES == 100_000
    monkeypatch.setattr(tree, "MAX_NODES", 1000)
    assert read_text("x: [" + "1, " * 997 + "]", "t")[1] == []
    assert "more than 1,000 values" in read_text("x: [" + "1, " * 998 + "]", "t")[1][0].found


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    node, problems = read_file(path, "huge.yaml")
    assert node is None
    assert "5 MB" in problems[0].found


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_file(path, "bom.yaml")[1] == []


def test_huge_numbers_are_refused() -> None:
    for text in ("a: " + "9" * 5000, "a: 1" + "0" * 18, "a: -.inf", "a: .NaN", "a: 1e400"):
        assert len(read_text(text, "t")[1]) == 1


@given(st.text(alphabet=st.sampled_from("ab: -\n\t[]{},'\"|>&*!%#?@`\\0<~\u4e2d\x07\ufeff"), max_size=40))
def test_any_text_gives_a_tree_or_problems(text: str) -> None:
    node, problems = read_node(text, "any")
    assert node is not None or problems
