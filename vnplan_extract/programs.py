"""Running an external program within a time, with all that it starts."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import BinaryIO


class ProgramTimeoutError(Exception):
    """The program did not end in its time, and was ended."""


def run_program(
    arguments: Sequence[str],
    data: bytes = b"",
    *,
    seconds: float,
    extra_environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program in a process group of its own, and end the whole group when its time is over.

    Args:
        arguments: the program and what it is given; no shell is used.
        data: its standard input.
        seconds: wall time that it may take.
        extra_environment: variables to set beside those of this process.

    Returns:
        Its exit code, standard output and standard error.

    Raises:
        FileNotFoundError: there is no such program.
        ProgramTimeoutError: it was ended.
    """
    if shutil.which(arguments[0]) is None:
        raise FileNotFoundError(arguments[0])
    with _in_memory(data) as given:
        process = subprocess.Popen(
            [*_dies_with_us(), *arguments],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(extra_environment or {})},
            process_group=0,
        )
    try:
        output, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise ProgramTimeoutError(arguments[0]) from None
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # what it left behind, too
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream:
                with suppress(OSError):
                    stream.close()
    return subprocess.CompletedProcess(list(arguments), process.returncode, output, errors)


def _in_memory(data: bytes) -> BinaryIO:
    """A file that lies in memory: a pipe would take a thousand small writes for an image."""
    file = os.fdopen(os.memfd_create("input"), "w+b")
    file.write(data)
    file.seek(0)
    return file


@cache
def _dies_with_us() -> tuple[str, ...]:
    """A prefix that has the kernel end the program when this process is killed: its group is not ours any more."""
    return ("setpriv", "--pdeathsig", "KILL", "--") if shutil.which("setpriv") else ()
