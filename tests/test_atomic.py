import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ccsim import atomic

HALF_WAY = """
import os, sys
from pathlib import Path
from ccsim import atomic

with atomic.replacing(Path(sys.argv[1])) as work:
    work.write_text("half of the ne")
    os._exit(9)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_written_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    atomic.write_text(path, "目标\nline\n")
    assert path.read_bytes() == "目标\nline\n".encode()
    atomic.write_bytes(path, b"\x00\r\n")
    assert path.read_bytes() == b"\x00\r\n"
    assert names(tmp_path) == ["table.csv"]


def test_while_it_is_written_the_old_content_is_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")
    with atomic.replacing(path) as work:
        work.write_text("half of the ne")
        assert path.read_text() == "old"
        assert work.suffix == ".csv"
    assert path.read_text() == "half of the ne"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_writer_that_fails_leaves_the_old_content_alone(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")
    with pytest.raises(error), atomic.replacing(path) as work:  # noqa: PT012
        work.write_text("half of the ne")
        raise error
    assert path.read_text() == "old"
    assert names(tmp_path) == ["table.csv"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_content_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space left"):
        atomic.write_text(path, "new")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["table.csv"]


def test_content_is_on_the_disk_before_it_takes_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    flush, rename = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("flushed"), flush(handle)))
    monkeypatch.setattr(os, "replace", lambda *names: (done.append("renamed"), rename(*names)))
    atomic.write_text(tmp_path / "table.csv", "new")
    assert done == ["flushed", "renamed"]


def test_a_killed_writer_leaves_the_old_content_and_a_file_that_tidying_deletes_when_it_is_old(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")
    assert subprocess.run([sys.executable, "-c", HALF_WAY, str(path)], check=False).returncode == 9
    assert path.read_text() == "old"
    (left,) = (one for one in tmp_path.iterdir() if one != path)
    atomic.tidy(tmp_path)
    assert left.exists()  # its writer may be alive
    os.utime(left, (time.time() - 7200,) * 2)
    atomic.tidy(tmp_path)
    assert names(tmp_path) == ["table.csv"]


def test_others_may_read_it_as_any_file(tmp_path: Path) -> None:
    plain, path = tmp_path / "plain", tmp_path / "table.csv"
    plain.write_text("")
    atomic.write_text(path, "")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link, target = tmp_path / "link.csv", tmp_path / "there" / "table.csv"
    target.write_text("old")
    link.symlink_to(target)
    atomic.write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert names(tmp_path / "there") == ["table.csv"]


def test_a_pipe_is_written_to() -> None:
    program = "from pathlib import Path; from ccsim import atomic; atomic.write_text(Path('/dev/stdout'), 'new')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("new", "")


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "table.csv"
    with pytest.raises(FileNotFoundError) as found:
        atomic.write_text(missing, "new")
    assert found.value.filename == str(missing)
    with pytest.raises(IsADirectoryError) as found:
        atomic.write_text(tmp_path, "new")
    assert found.value.filename == str(tmp_path)
