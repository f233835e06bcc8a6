"""YAML text -> a tree of nodes that know their file, line and column; whatever could hide a surprise is refused.

The parser's event stream is read one event at a time, so that a file built to exhaust memory (aliases, deep nesting,
millions of nodes) is stopped at the limit and never expanded. Plain scalars follow the core schema of YAML 1.2:
"no" and "09:00" are texts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ccsim.errors import Problem

MAX_BYTES = 5_000_000
MAX_DEPTH = 32
MAX_NODES = 100_000

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONSTANTS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_LARGEST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; line and column count from 1, and line 0 is the file (or override) as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A single value: None, bool, int, float or str."""

    value: bool | int | float | str | None
    where: Mark


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list."""

    items: tuple[Node, ...]
    where: Mark


class Entry(NamedTuple):
    """A key's place and its value."""

    where: Mark
    node: Node


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and values in the order of the file; `replace` says that it takes the place of what it extends."""

    entries: dict[str, Entry]
    where: Mark
    replace: bool = False


@dataclass(frozen=True, slots=True)
class ValueNode:
    """A value with what the file says about where it comes from; made by `provenance.with_sources`."""

    node: Node
    where: Mark
    sources: tuple[ScalarNode, ...] = ()
    low: Node | None = None
    high: Node | None = None
    note: str = ""
    override: bool = False


Node = ScalarNode | ListNode | MappingNode | ValueNode


def plain(node: Node) -> Any:
    """The node's content as dict, list and scalars; values without their sources."""
    match node:
        case ValueNode():
            return plain(node.node)
        case MappingNode():
            return {key: plain(entry.node) for key, entry in node.entries.items()}
        case ListNode():
            return [plain(item) for item in node.items]
        case ScalarNode():
            return node.value


def read_file(path: Path, shown_as: str) -> tuple[MappingNode | None, list[Problem]]:
    """The tree of a YAML file; None if the file cannot be read as one mapping."""

    def refused(found: str, expected: str) -> tuple[None, list[Problem]]:
        return None, [Problem(shown_as, "file", found, expected)]

    try:
        if path.is_dir():
            return refused("a directory", "expected a YAML file")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return refused("no such file", "expected the path of a YAML file")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return refused(f"an unreadable file ({reason or error})", "expected the path of a YAML file")
    if len(raw) > MAX_BYTES:
        return refused("a file of more than 5 MB", "a scenario is a small text; data belong into files that it names")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        return None, [Problem(f"{shown_as}:{line}:{column}", "file", "bytes that are no text", "expected UTF-8 text")]
    return read_text(text, shown_as)


def read_text(text: str, shown_as: str) -> tuple[MappingNode | None, list[Problem]]:
    """The tree of a YAML text that holds one mapping."""
    node, problems = read_node(text, shown_as)
    if node is not None and not isinstance(node, MappingNode):
        empty = isinstance(node, ScalarNode) and node.value is None
        found = "an empty file" if empty else "a list" if isinstance(node, ListNode) else "a single value"
        problems.append(Problem(str(node.where), "file", found, "expected keys with values, such as `arrivals:`"))
        node = None
    return node, problems


def read_node(text: str, shown_as: str, lines: bool = True) -> tuple[Node | None, list[Problem]]:
    """The tree of any YAML value; None if it breaks off. `lines` is False where places in the text mean nothing."""
    builder = _Builder(shown_as, lines)
    try:
        unreadable = _UNREADABLE.search(text)
        if unreadable:
            before = text[: unreadable.start()]
            mark = builder.mark(before.count("\n"), len(before) - before.rfind("\n") - 1)
            builder.stop(mark, "file", f"the character U+{ord(unreadable[0]):04X}", "expected readable text")
        return builder.document(YAML(typ="safe", pure=True).parse(StringIO(text))), builder.problems
    except _StopReadingError:
        return None, builder.problems
    except MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        mark = builder.mark(at.line, at.column) if at else Mark(shown_as)
        builder.report(mark, "file", f"broken YAML: {_in_words(error)}", "expected `key: value` lines")
    except (
        YAMLError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        AssertionError,
        NotImplementedError,
    ) as error:
        # The parser answers some malformed texts with other exceptions than its own.
        builder.report(Mark(shown_as), "file", f"broken YAML ({type(error).__name__})", "expected `key: value` lines")
    return None, builder.problems


class _StopReadingError(Exception):
    """The text is refused as a whole."""


class _Builder:
    """Builds nodes from events and collects what is wrong with them."""

    def __init__(self, file: str, lines: bool) -> None:
        self.file, self.lines, self.problems, self.nodes = file, lines, list[Problem](), 0

    def mark(self, line: int, column: int) -> Mark:
        return Mark(self.file, line + 1, column + 1) if self.lines else Mark(self.file)

    def report(self, mark: Mark, path: str, found: str, expected: str) -> None:
        self.problems.append(Problem(str(mark), path or "file", found, expected))

    def stop(self, mark: Mark, path: str, found: str, expected: str) -> None:
        self.report(mark, path, found, expected)
        raise _StopReadingError

    def document(self, events: Iterator[Any]) -> Node:
        """The only document of the stream."""
        root: Node = ScalarNode(None, self.mark(0, 0))
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    mark = self.mark(event.start_mark.line, event.start_mark.column)
                    self.stop(mark, "file", 'a second document ("---")', "a file holds one scenario")
            elif isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent)):
                root = self.node(event, events, 1, "")
        return root

    def node(self, event: Any, events: Iterator[Any], depth: int, path: str) -> Node:
        mark = self.mark(event.start_mark.line, event.start_mark.column)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.stop(mark, path, f"more than {MAX_NODES:,} values", "a scenario is a small text")
        if depth > MAX_DEPTH:
            self.stop(mark, _shortened(path), f"nesting deeper than {MAX_DEPTH} levels", "no scenario needs that")
        if isinstance(event, AliasEvent):
            self.stop(mark, path, f"the alias *{event.anchor}", "aliases are not allowed; use `extends`")
        if event.anchor is not None:
            self.stop(mark, path, f"the anchor &{event.anchor}", "anchors are not allowed; use `extends`")
        if event.tag is not None:
            self.stop(mark, path, "a YAML tag (!...)", "tags are not allowed; quote texts that begin with !")
        if isinstance(event, ScalarEvent):
            return self.scalar(event, mark, path)
        if isinstance(event, SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(item := next(events), SequenceEndEvent):
                items.append(self.node(item, events, depth + 1, f"{path}.{len(items)}".lstrip(".")))
            return ListNode(tuple(items), mark)
        entries: dict[str, Entry] = {}
        while not isinstance(item := next(events), MappingEndEvent):
            self.entry(item, events, depth, path, entries)
        return MappingNode(entries, mark)

    def entry(self, event: Any, events: Iterator[Any], depth: int, path: str, entries: dict[str, Entry]) -> None:
        """One key and its value; a key that is refused still has its value read, for what is wrong in there."""
        key = self.node(event, events, depth + 1, path)
        name = key.value if isinstance(key, ScalarNode) and isinstance(key.value, str) else None
        if name == "<<" and event.style is None:
            self.stop(key.where, path, "the merge key <<", "merge keys are not allowed; use `extends`")
        below = f"{path}.{'?' if name is None else name}".lstrip(".")
        value = self.node(next(events), events, depth + 1, below)
        if name is None:
            shown = str(plain(key)) if isinstance(key, ScalarNode) else "a list or mapping"
            expected = f'keys are texts; write "{shown}" in quotes' if isinstance(key, ScalarNode) else "keys are texts"
            self.report(key.where, path, f"the key {shown}", expected)
        elif name in entries:
            first = entries[name].where
            self.report(key.where, below, f"the key {name!r} a second time", f"it stands at {first} already")
        else:
            entries[name] = Entry(key.where, value)

    def scalar(self, event: ScalarEvent, mark: Mark, path: str) -> ScalarNode:
        text: str = event.value
        if event.style is not None:
            return ScalarNode(text, mark)
        if text in _CONSTANTS:
            return ScalarNode(_CONSTANTS[text], mark)
        value: int | float | str = text
        if _NOT_FINITE.fullmatch(text):
            value = math.nan
        elif _INT.fullmatch(text):
            value = math.nan if len(text) > _LARGEST_DIGITS else int(text, 0 if text[:2] in ("0o", "0x") else 10)
        elif len(text) < 400 and _FLOAT.fullmatch(text):
            value = float(text)
        if isinstance(value, float) and not math.isfinite(value):
            self.report(mark, path, _shortened(text), "expected a finite number of a usual size")
        return ScalarNode(value, mark)


_PARSER_WORDS = (
    ("<stream end>", "a quote or bracket that is never closed"),
    ("unexpected end of stream", "a quote that is never closed"),
    ("'\\t'", "a tab; indent with spaces"),
    ("<block end>", "a line that is indented differently from its neighbours"),
    ("mapping values are not allowed", 'a second ":" in one line; quote the text'),
    ("could not find expected ':'", "a line without `key:`"),
    ("expected ',' or", "a missing comma, or a bracket that is never closed"),
)


def _in_words(error: MarkedYAMLError) -> str:
    """What the parser means, for somebody who does not know its terms."""
    said = " ".join(part for part in (error.context, error.problem) if part)
    return next((words for term, words in _PARSER_WORDS if term in said), said.replace("\x00", "end of text"))


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
