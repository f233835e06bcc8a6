"""`extends`: several trees become one, and every value keeps its place.

Mappings merge key by key; values, lists and null replace what was there. A block that is told apart by a key
(`arrivals.kind`) is replaced as a whole if that key changes, because the other kind's keys mean nothing to it; a
mapping that says `replace: true` is never merged.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from ccsim.errors import Problem
from ccsim.scenario.messages import found_text
from ccsim.scenario.provenance import with_sources
from ccsim.scenario.shapes import BlockShape, NamedShape, Shape
from ccsim.scenario.tree import (
    Entry,
    ListNode,
    MappingNode,
    Mark,
    Node,
    ScalarNode,
    ValueNode,
    plain,
    read_file,
)

MAX_EXTENDS = 20
NOT_INHERITED = ("name", "title")


def merged(parent: Node, child: Node, shape: Shape | None) -> Node:
    """`child` laid over `parent`, both as `provenance.with_sources` gives them.

    A mapping stands where the child's does, unless the child is an override.
    """
    if not isinstance(parent, MappingNode) or not isinstance(child, MappingNode) or child.replace:
        return child
    if not isinstance(shape, (BlockShape, NamedShape)) or _other_kind(parent, child, shape):
        return child
    entries = dict(parent.entries)
    for key, entry in child.entries.items():
        below = shape.item if isinstance(shape, NamedShape) else shape.field(key)
        node = merged(entries[key].node, entry.node, below) if key in entries else entry.node
        stands = entries[key].where if key in entries and not entry.where.line else entry.where
        entries[key] = Entry(stands, node)
    return MappingNode(entries, child.where if child.where.line else parent.where, parent.replace)


def _other_kind(parent: MappingNode, child: MappingNode, shape: BlockShape | NamedShape) -> bool:
    key = shape.discriminator if isinstance(shape, BlockShape) else None
    if key is None or key not in child.entries:
        return False
    return key not in parent.entries or plain(child.entries[key].node) != plain(parent.entries[key].node)


class Files:
    """Reads scenario files and what they extend, each once; collects what is wrong with them."""

    def __init__(self, shape: BlockShape) -> None:
        self.shape = shape
        self.problems: list[Problem] = []
        self.read: list[Path] = []
        self.complete = True
        """False once a file that another extends could not be used: then what is missing may have stood there."""
        self._trees: dict[str, MappingNode | None] = {}

    def tree(self, path: Path, chain: tuple[Path, ...] = (), named_at: Mark | None = None) -> MappingNode | None:
        """The file's tree merged over the files that it extends; None if it cannot be read."""
        key = os.path.realpath(path)
        if key in self._trees:
            return self._trees[key]
        node, problems = read_file(path, str(path))
        if named_at is not None:
            # A file that cannot be opened is a mistake of the one that names it.
            problems = [
                Problem(str(named_at), "extends", f"{p.found}: {path}", p.expected) if p.where == str(path) else p
                for p in problems
            ]
        else:
            problems = list(problems)
        self.problems += problems
        self.read.append(path)
        self._trees[key] = None if node is None else self._extended(node, path, (*chain, path))
        return self._trees[key]

    def with_absolute_files(self, root: MappingNode) -> MappingNode:
        """The tree with data files named by overrides made absolute, relative to the working directory."""
        return with_absolute_file(root, Path("--set"))

    def _extended(self, node: MappingNode, path: Path, chain: tuple[Path, ...]) -> MappingNode:
        result: Node = MappingNode({}, node.where)
        for named in self._extends(node):
            base = path.parent / str(named.value)
            cycle = [link for link in chain if os.path.realpath(link) == os.path.realpath(base)]
            if cycle:
                links = " -> ".join(str(link) for link in (*chain[chain.index(cycle[0]) :], base))
                self._refuse(named.where, f"a circle: {links}", "a file cannot extend itself")
            elif len(chain) > MAX_EXTENDS:
                self._refuse(
                    named.where, f"more than {MAX_EXTENDS} files in a row", "expected fewer steps of `extends`"
                )
            else:
                parent = self.tree(Path(os.path.normpath(base)), chain, named.where)
                self.complete = self.complete and parent is not None
                if parent is not None:
                    kept = {key: entry for key, entry in parent.entries.items() if key not in NOT_INHERITED}
                    result = merged(result, MappingNode(kept, parent.where), self.shape)
        own = MappingNode({key: entry for key, entry in node.entries.items() if key != "extends"}, node.where)
        sourced = with_sources(own, self.shape, self.problems)
        assert isinstance(sourced, MappingNode)
        sourced = with_absolute_file(sourced, path)
        result = merged(result, sourced, self.shape)
        assert isinstance(result, MappingNode)
        return result

    def _extends(self, node: MappingNode) -> list[ScalarNode]:
        if "extends" not in node.entries:
            return []
        value = node.entries["extends"].node
        items = value.items if isinstance(value, ListNode) else (value,)
        paths = [item for item in items if isinstance(item, ScalarNode) and isinstance(item.value, str)]
        paths = [item for item in paths if item.value and "\0" not in str(item.value)]
        if len(paths) < len(items):
            self._refuse(value.where, found_text(value), "expected the path of a scenario file, or a list of paths")
        return paths

    def _refuse(self, where: Mark, found: str, expected: str) -> None:
        self.complete = False
        self.problems.append(Problem(str(where), "extends", found, expected))


def with_absolute_file(root: MappingNode, path: Path) -> MappingNode:
    """`arrivals.file` made absolute: it is meant relative to the file (`path`) in which it stands."""
    arrivals = root.entries.get("arrivals")
    if arrivals is None or not isinstance(arrivals.node, MappingNode) or "file" not in arrivals.node.entries:
        return root
    block = arrivals.node
    key, stated = block.entries["file"]
    named = plain(stated)
    if not isinstance(stated, ValueNode) or not isinstance(named, str) or not named or "\0" in named:
        return root
    settled = replace(stated, node=ScalarNode(os.path.abspath(path.parent / named), stated.node.where))
    inner = replace(block, entries={**block.entries, "file": Entry(key, settled)})
    return replace(root, entries={**root.entries, "arrivals": Entry(arrivals.where, inner)})
