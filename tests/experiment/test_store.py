import os
import time
from pathlib import Path

import pytest

from ccsim.experiment.store import Store

KEY, OTHER = "ab" + "0" * 38, "ab" + "1" * 38


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.get(KEY) is None
    store.put(KEY, b"content")
    assert Store(tmp_path).get(KEY) == b"content"
    store.put(KEY, b"other")
    assert store.get(KEY) == b"other"
    assert store.damaged == []


def test_every_flipped_byte_is_noticed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(KEY, b"some content that is long enough")
    sound = store.path(KEY).read_bytes()
    for place in range(len(sound)):
        store.path(KEY).write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        assert store.get(KEY) is None
    assert len(store.damaged) == len(sound)


@pytest.mark.parametrize("length", [0, 1, 20, 90])
def test_a_file_cut_short_is_noticed(tmp_path: Path, length: int) -> None:
    store = Store(tmp_path)
    store.put(KEY, bytes(range(256)))
    store.path(KEY).write_bytes(store.path(KEY).read_bytes()[:length])
    assert store.get(KEY) is None
    assert store.damaged == [store.path(KEY)]


def test_a_file_under_another_key_is_noticed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(KEY, b"content")
    os.rename(store.path(KEY), store.path(OTHER))
    assert store.get(OTHER) is None
    assert store.damaged == [store.path(OTHER)]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.put(KEY, b"content")
    assert list(store.path(KEY).parent.iterdir()) == []


def test_what_killed_processes_left_is_deleted_when_it_is_old(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(KEY, b"content")
    old, new = (store.path(KEY).with_name(f".unfinished-{name}") for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    store.tidy()
    assert not old.exists()
    assert new.exists()
    assert store.get(KEY) == b"content"
