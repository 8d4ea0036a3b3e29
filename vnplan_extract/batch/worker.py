"""The worker: a child process that converts one document after another, and may die of any of them.

Run by the supervisor (`batch.convert`) as `python -m vnplan_extract.batch.worker FD FUNCTION PARENT FOLDER`, where
FD is a socket to it, FUNCTION (`module:name`) makes the record of a file, PARENT is the supervisor's process number,
with whose end the worker ends, and FOLDER is its own, for temporary files. It says `READY`, then answers every `Job`
with a `Converted`, before it with `PagesRead` and `StageBegun`, and ends when the socket is closed. What a document has
started or left in FOLDER is ended and removed before the answer.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

from vnplan_extract.batch import process, store
from vnplan_extract.batch.contents import confidence_of, found_in
from vnplan_extract.batch.files import failed_record, shown_name, write_atomically
from vnplan_extract.errors import PlanError, Status
from vnplan_extract.limits import Limits
from vnplan_extract.readers.content import Progress
from vnplan_extract.record import Problem, Record, from_json, to_json

READY = "ready"

#: Told of the stages of a document as they begin.
OnStage = Callable[[str], None]
_SECONDS_BETWEEN = 0.25  # two reports of pages, or of stages


@dataclass(frozen=True, slots=True)
class Job:
    """One document for a worker."""

    source: Path
    record: Path | None  #: where its record goes; None where none is to be written
    temporary: Path  #: where it is written first
    limits: Limits
    copy_of: Path | None = None  #: the record of an equal file


@dataclass(frozen=True, slots=True)
class PagesRead:
    """How many pages of the document in hand are read, of how many."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class StageBegun:
    """What is done now with the document in hand."""

    name: str


@dataclass(frozen=True, slots=True)
class Costs:
    """What a document cost."""

    stages: Mapping[str, float] = field(default_factory=dict)  #: wall seconds of each stage
    peak_bytes: int = 0  #: most memory that the worker held
    held_bytes: int = 0  #: what it holds now
    worker: int = 0  #: its process number


@dataclass(frozen=True, slots=True)
class Facts:
    """What the record of a document says of it, for the ledger and the survey."""

    sha256: str = ""
    bytes: int = 0
    media_type: str = ""
    pages: int = 0
    scanned: int = 0  #: pages that were, or would have to be, read by OCR
    encodings: tuple[str, ...] = ()
    is_copy: bool = False  #: made from the record of an equal file
    found: Mapping[str, int] = field(default_factory=dict)  #: see `contents.found_in`
    confidence: Sequence[int] = ()  #: see `contents.confidence_of`
    letters: int = 0  #: of its text, where that is looked at and has no pages


#: Makes the record of a file, or finds but the facts of it, telling its progress; raises `PlanError` for one that
#: cannot be opened.
ExtractFile = Callable[[Path, Limits, Progress, OnStage], Record | Facts]


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
    facts: Facts = Facts()
    costs: Costs = Costs()

    @property
    def is_done(self) -> bool:
        """Whether something was extracted."""
        return self.status.is_done


class _Stages:
    """A clock of the stages of one document."""

    def __init__(self, told: OnStage) -> None:
        self.seconds: dict[str, float] = {}
        self._told = told
        self._name = ""
        self._begun = time.monotonic()

    def begin(self, name: str) -> None:
        now = time.monotonic()
        if self._name:
            self.seconds[self._name] = round(self.seconds.get(self._name, 0.0) + now - self._begun, 4)
        self._name, self._begun = name, now
        if name:
            self._told(name)


def convert_file(
    job: Job, extract_file: ExtractFile, progress: Progress, on_stage: OnStage, clean: Callable[[], None]
) -> Converted:
    """Convert one file, `clean` up, write its record; never raises, but where the supervisor is gone."""
    begun = time.monotonic()
    stages = _Stages(on_stage)
    made: Record | Facts | None = _copied(job)
    is_copy = made is not None
    if made is None:
        try:
            made = extract_file(job.source, job.limits, progress, stages.begin)
        except PlanError as error:
            made = failed_record(job.source, error)
        except (BrokenPipeError, ConnectionResetError):  # nobody is there to be told
            raise
        except Exception as error:  # a fault of ours must cost this document alone
            made = failed_record(job.source, PlanError("E107", detail=type(error).__name__))
    clean()  # before writing: what it left may fill the disk
    stages.begin("write")
    if isinstance(made, Facts):
        result = Converted(job.source, None, Status.OK, (), time.monotonic() - begun, made)
    else:
        result = write_record(job, made, time.monotonic() - begun)
    stages.begin("")
    held, peak = process.memory()
    facts = replace(result.facts, is_copy=is_copy)
    return replace(result, facts=facts, costs=Costs(stages.seconds, peak, held, os.getpid()))


def _copied(job: Job) -> Record | None:
    """The record of an equal file under the name of this one; None where that cannot be had."""
    if job.copy_of is None:
        return None
    try:
        record = from_json(store.read(job.copy_of))
    except (OSError, PlanError):
        return None
    if record.source.name + ".json" != shown_name(job.copy_of):  # a document inside the file gave it its name
        return None
    source = record.source.model_copy(update={"name": shown_name(job.source)})
    return record.model_copy(update={"source": source})


def write_record(job: Job, record: Record, seconds: float) -> Converted:
    """Write the record of a job, and say what became of it."""
    scanned = sum(page.origin == "ocr" for page in record.pages)
    source = record.source
    facts = Facts(
        source.sha256, source.bytes, source.media_type, len(record.pages), scanned, tuple(source.encodings),
        found=found_in(record), confidence=confidence_of(record),
    )  # fmt: skip
    try:
        if job.record:
            write_atomically(job.record, to_json(record), job.temporary)
    except PlanError as error:
        problem = Problem(code=error.kind.code, message=error.message())
        return Converted(job.source, None, Status.CRASHED, (problem,), seconds, facts)
    return Converted(job.source, job.record, record.status, tuple(record.problems), seconds, facts)


def main(fd: int, function: str, parent: int, folder: Path) -> None:
    """Convert what comes through the socket `fd` until it is closed."""
    os.set_inheritable(fd, False)  # or a program started here would keep the socket open after our death
    process.bind_to(parent)
    module, _, name = function.partition(":")
    importlib.import_module("vnplan_extract.pipeline")  # its loading is not on the first document's time
    extract_file: ExtractFile = getattr(importlib.import_module(module), name)
    with Connection(fd) as connection, suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send(READY)
        while True:
            job: Job = connection.recv()
            process.bind_resources(job.limits)
            process.grant_processor_time(job.limits.cpu_seconds)
            process.forget_peak()
            result = convert_file(
                job, extract_file, _pages_told(connection), _stages_told(connection), lambda: _clean(folder)
            )  # fmt: skip
            connection.send(result)


def _clean(folder: Path) -> None:
    """End what a document has started, and remove what it left."""
    process.end_children()
    empty(folder)


def empty(folder: Path) -> None:
    """Remove what is in a folder."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with suppress(OSError):
                    os.unlink(entry.path)  # noqa: PTH108


def _pages_told(connection: Connection) -> Progress:
    """Tells the supervisor the pages of one document."""
    tell = _rarely(connection)
    return lambda done, total: tell(PagesRead(done, total)) if total > 1 else None


def _stages_told(connection: Connection) -> OnStage:
    """Tells the supervisor the stages of one document, whose beginning it knows."""
    tell = _rarely(connection, time.monotonic())
    return lambda stage: tell(StageBegun(stage))


def _rarely(connection: Connection, last: float = 0.0) -> Callable[[PagesRead | StageBegun], None]:
    """Tells the supervisor something, but not too often: each message costs it about as much as a line of the ledger.

    Args:
        connection: to the supervisor.
        last: when something was told before.
    """

    def tell(message: PagesRead | StageBegun) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _SECONDS_BETWEEN:
            last = now
            connection.send(message)

    return tell


if __name__ == "__main__":
    # Under its own name, so that what it sends has the classes that the supervisor knows.
    from vnplan_extract.batch import worker

    worker.main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
