"""External programs: output, time, and the end of all that they started."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from vnplan_extract.programs import ProgramTimeoutError, run_program


def test_input_output_and_exit_code() -> None:
    done = run_program(["sh", "-c", "cat; echo no >&2; exit 3"], b"xin ch\xc3\xa0o", seconds=10)
    assert (done.returncode, done.stdout, done.stderr) == (3, "xin chào".encode(), b"no\n")


def test_environment_is_added_to() -> None:
    done = run_program(["sh", "-c", "echo $A $HOME"], seconds=10, extra_environment={"A": "1"})
    assert done.stdout.decode().split() == ["1", os.environ["HOME"]]


def test_missing_program() -> None:
    with pytest.raises(FileNotFoundError):
        run_program(["vnplan-no-such-program"], seconds=1)


def test_all_that_a_program_started_ends_with_its_time(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    begun = time.monotonic()
    with pytest.raises(ProgramTimeoutError):
        run_program(["sh", "-c", f"sleep 60 & echo $! > {mark}; wait"], seconds=0.3)
    assert time.monotonic() - begun < 5
    child = int(mark.read_text())
    for _ in range(50):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            break
        time.sleep(0.05)
    else:
        pytest.fail("the grandchild lives on")
