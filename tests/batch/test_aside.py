"""What a killed process leaves of its writing is removed by the next, and nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vnplan_extract.batch.aside import aside, remove_left
from vnplan_extract.batch.convert import Setting, clean
from vnplan_extract.limits import Limits

WRITE = """
import sys, time
from pathlib import Path
from vnplan_extract.batch.aside import aside
with aside(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("half")
    print(folder.name, flush=True)
    time.sleep(60)
"""


@contextmanager
def writer(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that is writing to `folder`, and its temporary folder."""
    with subprocess.Popen([sys.executable, "-c", WRITE, folder], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process, folder / process.stdout.readline().strip()
        finally:
            process.kill()


def test_it_is_gone_at_the_end(tmp_path: Path) -> None:
    def fail() -> None:
        with aside(tmp_path / "new") as folder:
            (folder / "file").write_text("")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list((tmp_path / "new").iterdir()) == []


def test_what_a_kill_leaves_is_removed_by_the_next(tmp_path: Path) -> None:
    with writer(tmp_path) as (process, left):
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (left / "half").is_file()
        with aside(tmp_path) as folder:
            assert list(tmp_path.iterdir()) == [folder]


def test_what_is_in_use_stays(tmp_path: Path) -> None:
    with writer(tmp_path) as (_, used), aside(tmp_path) as folder:
        assert set(tmp_path.iterdir()) == {used, folder}
        remove_left(tmp_path)
        assert set(tmp_path.iterdir()) == {used, folder}


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / ".tmp-mine").mkdir()
    (tmp_path / ".tmp-vnplan-file").write_text("")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".tmp-vnplan-link").symlink_to(tmp_path / "elsewhere")
    before = set(tmp_path.iterdir())
    remove_left(tmp_path)
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("inside", ["", "export"])
def test_a_run_removes_it_too(tmp_path: Path, inside: str) -> None:
    with writer(tmp_path / inside) as (process, left):
        process.kill()
        process.wait()
        assert left.is_dir()
        clean(Setting(tmp_path, 1, Limits()))
        assert not left.exists()
