"""The worker: a child process that converts one document after another, and may die of any of them.

Run by the supervisor (`batch.convert`) as `python -m vnplan_extract.batch.worker FD FUNCTION`, where
FD is a socket to it and FUNCTION (`module:name`) makes the record of a file. It says `READY`, then answers
every `Job` with a `Converted`, before it with `PagesRead` from time to time, and ends when the socket is closed.
"""

from __future__ import annotations

import importlib
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from vnplan_extract.batch.files import failed_record, write_atomically
from vnplan_extract.errors import PlanError, Status
from vnplan_extract.limits import Limits
from vnplan_extract.readers.content import Progress
from vnplan_extract.record import Problem, Record, to_json

READY = "ready"

#: Makes the record of a file, telling its progress; raises `PlanError` for one that cannot be opened.
ExtractFile = Callable[[Path, Limits, Progress], Record]
_SECONDS_BETWEEN = 0.25  # two reports of pages


@dataclass(frozen=True, slots=True)
class Job:
    """One document for a worker."""

    source: Path
    record: Path  #: where its record goes
    temporary: Path  #: where it is written first
    limits: Limits


@dataclass(frozen=True, slots=True)
class PagesRead:
    """How many pages of the document in hand are read, of how many."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of one file or folder.

    `record` is the path of its record, or None where there is none: for a folder that cannot be
    read, or a record that cannot be written. `seconds` is wall time.
    """

    source: Path
    record: Path | None
    status: Status
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether something was extracted."""
        return self.status in (Status.OK, Status.PARTIAL)


def convert_file(job: Job, extract_file: ExtractFile, progress: Progress) -> Converted:
    """Convert one file and write its record; never raises."""
    begun = time.monotonic()
    try:
        record = extract_file(job.source, job.limits, progress)
    except PlanError as error:
        record = failed_record(job.source, error)
    except Exception as error:  # a fault of ours must cost this document alone
        record = failed_record(job.source, PlanError("E107", detail=type(error).__name__))
    return write_record(job, record, time.monotonic() - begun)


def write_record(job: Job, record: Record, seconds: float) -> Converted:
    """Write the record of a job, and say what became of it."""
    try:
        write_atomically(job.record, to_json(record), job.temporary)
    except PlanError as error:
        problem = Problem(code=error.kind.code, message=error.message())
        return Converted(job.source, None, Status.CRASHED, (problem,), seconds)
    return Converted(job.source, job.record, record.status, tuple(record.problems), seconds)


def main(fd: int, function: str) -> None:
    """Convert what comes through the socket `fd` until it is closed."""
    os.set_inheritable(fd, False)  # or a program started here would keep the socket open after our death
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module, _, name = function.partition(":")
    importlib.import_module("vnplan_extract.pipeline")  # its loading is not on the first document's time
    extract_file: ExtractFile = getattr(importlib.import_module(module), name)
    with Connection(fd) as connection:
        try:
            connection.send(READY)
            while True:
                job = connection.recv()
                connection.send(convert_file(job, extract_file, _told(connection)))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


def _told(connection: Connection) -> Progress:
    """Tells the supervisor the pages of one document, not too often."""
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if total > 1 and now - last >= _SECONDS_BETWEEN:
            last = now
            connection.send(PagesRead(done, total))

    return tell


if __name__ == "__main__":
    # Under its own name, so that what it sends has the classes that the supervisor knows.
    from vnplan_extract.batch import worker

    worker.main(int(sys.argv[1]), sys.argv[2])
