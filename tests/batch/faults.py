"""Makes records as the worker does, and goes wrong where a file says so."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from vnplan_extract.batch.worker import OnStage
from vnplan_extract.errors import Status
from vnplan_extract.limits import Limits
from vnplan_extract.readers.content import Progress
from vnplan_extract.record import ProducedBy, Record, Source


def extract_file(path: Path, limits: Limits, progress: Progress, on_stage: OnStage) -> Record:
    """The record of a text, or the fault that it names."""
    data = path.read_bytes()
    match data.decode().split():
        case ["kill"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["exit"]:
            os._exit(3)
        case ["raise"]:
            raise RuntimeError("a fault of ours")
        case ["memory"]:
            raise MemoryError
        case ["hang", where]:
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
            Path(where).write_text(str(child.pid), encoding="utf-8")
            time.sleep(120)
        case ["orphan", where]:  # dies, and leaves a process behind that holds what it inherited
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"], close_fds=False)
            Path(where).write_text(str(child.pid), encoding="utf-8")
            os.kill(os.getpid(), signal.SIGKILL)
        case ["pages"]:
            for number in range(1, 4):
                progress(number, 3)
                time.sleep(0.3)
        case ["shout"]:
            print("x" * 1_000_000, flush=True)
            print("x" * 1_000_000, flush=True, file=sys.stderr)
    return Record(
        status=Status.OK,
        source=Source(
            name=path.name, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), media_type="text/plain"
        ),
        text=data.decode(),
        produced_by=ProducedBy(version="0", pipeline="test"),
    )


def no_start(path: Path, limits: Limits, progress: Progress, on_stage: OnStage) -> Record:  # pragma: no cover
    """Named by a test, never run."""
    raise NotImplementedError
