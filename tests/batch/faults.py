"""Makes records as the worker does, and goes wrong where a file says so; what must come of each fault."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from vnplan_extract.batch.files import shown_name
from vnplan_extract.batch.process import MARK
from vnplan_extract.batch.worker import OnStage
from vnplan_extract.errors import Status
from vnplan_extract.limits import Limits
from vnplan_extract.readers.content import Progress
from vnplan_extract.record import ProducedBy, Record, Source

#: Faults by name: what the file holds (`{where}` is a path that may be written); the statuses, each with the code of
#: its problem, of which one must come of it.
FAULTS: dict[str, tuple[str, set[tuple[str, str]]]] = {
    "hang": ("silent", {("timeout", "E106")}),
    "deaf": ("deaf", {("timeout", "E106")}),
    "segv": ("segv", {("crashed", "E107")}),
    "kill": ("kill", {("crashed", "E107")}),
    # Whether enough is left to say so when memory ends, or the worker is lost, is chance.
    "memory": ("fill-memory", {("limit_exceeded", "E105"), ("crashed", "E107")}),
    "disk": ("fill-disk", {("crashed", "E107")}),
    "garbage": ("garbage", {("ok", "")}),
    "children": ("grandchildren {where}", {("ok", "")}),
    "daemon": ("daemon-kill", {("crashed", "E107")}),
    "files": ("leave-files", {("ok", "")}),
    "processor": ("burn", {("limit_exceeded", "E105")}),
    "change": ("change", {("ok", "")}),
}


def marked(out: Path) -> list[str]:
    """The processes of runs on `out`; others may go on beside them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            environment = path.read_bytes()
        except OSError:
            continue
        if (
            f"{MARK}=".encode() in environment
            and str(out).encode() in environment
            and (path.parent / "cmdline").exists()
        ):
            found.append(path.parent.name)
    return found


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
        case ["segv"]:
            os.kill(os.getpid(), signal.SIGSEGV)
        case ["fill-memory"]:
            held = []
            while True:
                held.append(bytearray(50_000_000))
        case ["fill-disk"]:
            with tempfile.NamedTemporaryFile(delete=False) as file:
                while True:
                    file.write(bytes(1_000_000))
        case ["garbage"]:
            for number in (1, 2):
                os.write(number, os.urandom(100_000))
        case ["deaf"]:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(120)
        case ["silent"]:
            time.sleep(120)
        case ["burn"]:
            while True:
                pass
        case ["grandchildren", where]:  # that have left the group and the session, and are nobody's children
            code = "import os, time; os.fork() and os._exit(0); os.setsid(); time.sleep(120)"
            subprocess.run([sys.executable, "-c", code], check=True)
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"], process_group=0)
            Path(where).touch()
        case ["daemon-kill"]:
            code = "import os, time; os.fork() and os._exit(0); os.setsid(); time.sleep(120)"
            subprocess.run([sys.executable, "-c", code], check=True)
            os.kill(os.getpid(), signal.SIGKILL)
        case ["leave-files"]:
            Path(tempfile.mkdtemp(), "left").write_bytes(b"left")
            Path(tempfile.gettempdir(), "left").write_bytes(b"left")
        case ["fill-all"]:  # the file system, and holds it for a while
            try:
                for number in range(1_000):
                    Path(tempfile.gettempdir(), f"{number}").write_bytes(bytes(1_000_000))
            except OSError:
                time.sleep(2)
                raise
        case ["change"]:  # its file becomes another behind its back
            path.write_text("other", encoding="utf-8")
        case ["once", where]:  # dies the first time
            if not Path(where).exists():
                Path(where).touch()
                os.kill(os.getpid(), signal.SIGKILL)
        case ["kill-parent", where]:  # kills the supervisor, the first time
            if not Path(where).exists():
                with suppress(OSError):
                    Path(where).touch()
                os.kill(os.getppid(), signal.SIGKILL)
                time.sleep(120)
        case ["slow", seconds, *_]:
            time.sleep(float(seconds))
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
            name=shown_name(path), sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), media_type="text/plain"
        ),
        text=data.decode(),
        produced_by=ProducedBy(version="0", pipeline="test"),
    )


def kill(path: Path, limits: Limits, progress: Progress, on_stage: OnStage) -> Record:
    """Kills the worker, whatever there is to read."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def no_start(path: Path, limits: Limits, progress: Progress, on_stage: OnStage) -> Record:  # pragma: no cover
    """Named by a test, never run."""
    raise NotImplementedError
