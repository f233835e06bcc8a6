"""Finished work on disk, one file per piece under a key that says all that it depends on.

A killed process leaves whole files or none (ccsim/atomic.py); a file's first line holds a digest of key and content, so
that a damaged one counts as missing. Who asks for a key gets exactly the bytes that were put there. What keys are made
of: keys.py.
"""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

from ccsim import atomic

_FORMAT = b"ccsim-store 1"


class Store:
    """Bytes by key under a folder; several processes may use one at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.damaged: list[Path] = []
        """Files that `get` found broken since this object was made."""

    def path(self, key: str) -> Path:
        """Where the content of a key is, or would be."""
        return self.root / key[:2] / key

    def get(self, key: str) -> bytes | None:
        """The content under a key; None if there is none, or if its file is damaged."""
        path = self.path(key)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return None
        head, _, body = raw.partition(b"\n")
        if head != _head(key, body):
            self.damaged.append(path)
            return None
        return zlib.decompress(body)

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under a key, in place of what is there. Raises OSError, e.g. if the disk is full."""
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        body = zlib.compress(content, 3)
        atomic.write_bytes(path, _head(key, body) + b"\n" + body)

    def tidy(self) -> None:
        """Delete what killed processes began and never finished."""
        for folder in self.root.glob("*/"):
            atomic.tidy(folder)


def _head(key: str, body: bytes) -> bytes:
    digest = hashlib.blake2b(key.encode() + b"\n" + body, digest_size=20).hexdigest()
    return b" ".join((_FORMAT, key.encode(), digest.encode()))
