"""Finished work on disk, one file per piece under a key that says all that it depends on.

A file is written beside its place, flushed and renamed, so a killed process leaves whole files or none; its first line
holds a digest of key and content, so that a damaged file counts as missing. Who asks for a key gets exactly the bytes
that were put there. What keys are made of: keys.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
import zlib
from pathlib import Path

_FORMAT = b"ccsim-store 1"
_UNFINISHED = ".unfinished-"
_ABANDONED_AFTER_S = 3600.0
"""Age from which an unfinished file belongs to a process that was killed."""


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
        handle, unfinished = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_head(key, body) + b"\n" + body)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(unfinished, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(unfinished)
            raise

    def tidy(self) -> None:
        """Delete what killed processes began and never finished."""
        before = time.time() - _ABANDONED_AFTER_S
        for path in self.root.glob(f"*/{_UNFINISHED}*"):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < before:
                    path.unlink()


def _head(key: str, body: bytes) -> bytes:
    digest = hashlib.blake2b(key.encode() + b"\n" + body, digest_size=20).hexdigest()
    return b" ".join((_FORMAT, key.encode(), digest.encode()))
