"""Files that are whole or not there: written beside their place, flushed, and renamed.

Whoever reads a name finds the old content or the new one, never half of it, also if the writing process is killed or
the disk is full. What a killed process left stands under names that `tidy` knows.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

UNFINISHED = ".unfinished-"
"""How the names of files and folders begin that are being written."""
_ABANDONED_AFTER_S = 3600.0
"""Age from which an unfinished file belongs to a process that was killed."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name to write under in place of `path`, with the same ending; it takes the place of `path` at the end.

    If the block or the flush to disk raises, `path` is as it was and nothing is left beside it. A link keeps being
    one: its target is replaced. What cannot be replaced, such as /dev/stdout, is written to directly. Errors of the
    file system name `path`.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    place = path.resolve()
    work = place.with_name(f"{UNFINISHED}{secrets.token_hex(8)}{place.suffix}")
    try:
        yield work
        with work.open("rb+") as written:
            os.fsync(written.fileno())
        os.replace(work, place)
    except OSError as error:
        if error.filename != str(work):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        with contextlib.suppress(OSError):
            work.unlink()


def write_bytes(path: Path, content: bytes) -> None:
    """Put `content` into the file of that name, in place of what is there. Raises OSError, e.g. if the disk is full."""
    with replacing(path) as work:
        work.write_bytes(content)


def write_text(path: Path, text: str) -> None:
    """As `write_bytes`, with text as UTF-8; line ends stay as they are."""
    write_bytes(path, text.encode("utf-8"))


def tidy(folder: Path) -> None:
    """Delete the files of a folder that killed processes began and never finished."""
    before = time.time() - _ABANDONED_AFTER_S
    for path in folder.glob(f"{UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
