"""What a worker process and all that it starts are bound by, and how they are found and ended (Linux)."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from vnplan_extract.limits import Limits

#: In the environment of a worker and all that it starts; its value names the run and the worker.
MARK = "VNPLAN_WORKER"

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PROC = Path("/proc")


def bind_to(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, and give it the orphans of what it starts.

    Args:
        parent: the process number of the parent; where it has ended already, so does this process.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def bind_resources(limits: Limits) -> None:
    """Bound the address space, the size of files and the number of open ones; no core is dumped."""
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_AS, limits.memory_bytes)
    _lower(resource.RLIMIT_FSIZE, limits.output_bytes)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)


def grant_processor_time(seconds: int) -> None:
    """Let this process use so much more processor time; SIGXCPU ends it behind that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _lower(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def forget_peak() -> None:
    """Begin to measure the peak of memory anew."""
    with suppress(OSError):  # a kernel or container that does not let us: then the peak is that of all documents so far
        (_PROC / "self/clear_refs").write_bytes(b"5")


def memory() -> tuple[int, int]:
    """Memory that this process holds, and the most that it held since `forget_peak`, in bytes."""
    found = {b"VmRSS": 0, b"VmHWM": 0}
    with suppress(OSError, ValueError):
        for name, value in _MEMORY.findall((_PROC / "self/status").read_bytes()):
            found[name] = int(value) * 1024
    return found[b"VmRSS"], found[b"VmHWM"]


_MEMORY = re.compile(rb"^(VmRSS|VmHWM):\s*(\d+)", re.MULTILINE)


def end_children() -> None:
    """End what this process has started, and the orphans of that."""
    for _ in range(100):  # one that is killed leaves its own children to us
        if not _has_children():
            return
        children = [pid for file in _PROC.glob("self/task/*/children") for pid in _numbers(file)]
        if not children:
            return
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in children:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _has_children() -> bool:
    """Asked of the kernel in one call: most documents start nothing."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _numbers(file: Path) -> list[int]:
    try:
        return [int(number) for number in file.read_text(encoding="ascii").split()]
    except OSError:
        return []


def end_marked(mark: str) -> None:
    """End every process with a `MARK` that begins with `mark`, whatever group or session it went to."""
    wanted = f"{MARK}={mark}".encode()
    for _ in range(100):  # one may start another while we look
        found = list(_marked(wanted))
        if not found:
            return
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _marked(wanted: bytes) -> Iterator[int]:
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            with suppress(OSError):  # another user's, or gone; of one that has ended it is empty
                environment = (folder / "environ").read_bytes()
                if environment.startswith(wanted) or b"\0" + wanted in environment:
                    yield int(folder.name)
