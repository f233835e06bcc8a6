"""Where the numbers of a scenario come from, as tables: every value with its range and source, and the sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ccsim.report.catalogue import Words
from ccsim.report.formats import NOTHING
from ccsim.report.sections import Cell, Table

if TYPE_CHECKING:
    from ccsim.experiment.result import Result

_NOT_SHOWN = ("name", "title", "currency", "sources")
"""Blocks of a scenario that say nothing about the centre."""
_NUMBER = re.compile(r"\[?[+-]?\.?\d(?!\d{3}-\d\d-\d\d)")
KINDS = ("independent", "article", "assumption", "none", "override")


class _Said(NamedTuple):
    """A value as the scenario's files write it."""

    value: str
    low: str = NOTHING
    high: str = NOTHING


def source_table(result: Result, words: Words) -> tuple[Table, dict[str, int]]:
    """Every value with its range and the ids of its sources, and how many numbers there are of each kind.

    Numbers without a source or changed on the command line are marked; choices that are not numbers need no source.
    """
    said = _flat(result.resolved)
    counts = dict.fromkeys(KINDS, 0)
    rows: list[list[Cell]] = []
    marked: list[int] = []
    for path, origin in result.provenance.items():
        if path.split(".")[0] in _NOT_SHOWN:
            continue
        value = said.get(path, _Said(NOTHING, _plain(origin.low), _plain(origin.high)))
        kind = str(origin.kind)
        if kind == "none" and not _NUMBER.match(value.value):
            kind = "choice"
        else:
            counts[kind] += 1
        if kind in ("none", "override"):
            marked.append(len(rows))
        source = words("text.between_items").join(origin.source) or (words("kind.none") if kind == "none" else NOTHING)
        texts = (path, value.value, value.low, value.high)
        rows.append([*(Cell(text) for text in texts), Cell(source, why=origin.note or ""), Cell(words(f"kind.{kind}"))])
    heads = [words(f"column.{name}") for name in ("path", "value", "low", "high", "source", "kind")]
    return Table(heads, rows, len(heads), tuple(marked)), counts


def reference_table(result: Result, words: Words) -> Table:
    """The sources that the values name: id, title, kind, confidence (A best), address as text."""
    used = {name for origin in result.provenance.values() for name in origin.source}
    rows = [
        [
            Cell(name),
            Cell(source.title, why=source.url or ""),
            Cell(words(f"kind.{source.kind}")),
            Cell(source.confidence),
        ]
        for name, source in result.scenario.sources.items()
        if name in used
    ]
    return Table([words(f"column.{name}") for name in ("source", "title", "kind", "confidence")], rows, 4)


def _flat(node: Any, path: str = "") -> dict[str, _Said]:
    """Every value of the resolved scenario by key path; a value with a source stands for itself."""
    if isinstance(node, dict) and "value" in node and not isinstance(node["value"], dict):
        found = {path: _Said(_plain(node["value"]), _plain(node.get("low")), _plain(node.get("high")))}
        return found | (_items(node["value"], path) if isinstance(node["value"], list) else {})
    if isinstance(node, dict):
        found = {}
        for key, value in node.items():
            found |= _flat(value, f"{path}.{key}" if path else str(key))
        return found
    if isinstance(node, list):
        return {path: _Said(_plain(node))} | _items(node, path)
    return {path: _Said(_plain(node))}


def _items(values: list[Any], path: str) -> dict[str, _Said]:
    found: dict[str, _Said] = {}
    for place, value in enumerate(values):
        found |= _flat(value, f"{path}.{place}")
    return found


def _plain(value: Any) -> str:
    if value is None:
        return NOTHING
    text = str(value)
    return text if len(text) <= 120 else text[:119] + "…"
