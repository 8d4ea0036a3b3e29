"""Many files to records, each in a disposable child process that the rest does not depend on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path

from vnplan_extract.batch.apart import facts_apart
from vnplan_extract.batch.files import failed_record
from vnplan_extract.batch.sources import RECORDS, SourceFile, Unreadable, find_sources
from vnplan_extract.batch.worker import READY, Converted, Job, PagesRead, write_record
from vnplan_extract.errors import PlanError, Status
from vnplan_extract.limits import Limits
from vnplan_extract.record import Problem

__all__ = ["Converted", "convert_paths", "convert_sources", "prepare"]

#: Makes the record of a file, in the worker.
EXTRACT_FILE = "vnplan_extract.batch.files:extract_file"

#: Told of a file and how many of its pages are read, of how many.
PageWatcher = Callable[[Path, int, int], None]

_START_SECONDS = 120  # for a worker to load its modules, on a machine under load
_START_ATTEMPTS = 3
_EXIT_SECONDS = 1.0  # between a worker's last word and its end


def convert_paths(paths: Iterable[Path], out: Path, *, jobs: int = 1, limits: Limits | None = None) -> list[Converted]:
    """Convert files and folders; the records go to `out/records/`.

    Args:
        paths: files and folders; see `find_sources` for what is taken of a folder.
        out: the output folder; made where it is missing.
        jobs: how many documents are processed at a time. The records do not depend on it.
        limits: the bounds for each document; those of the environment by default.

    Returns:
        What became of each file, in their order; first what cannot be read.

    Raises:
        PlanError: as `prepare` and `convert_sources` say.
    """
    sources, unreadable = prepare(paths, out, limits)
    place = {source.path: index for index, source in enumerate(sources)}
    results = convert_sources(sources, unreadable, out, jobs=jobs, limits=limits)
    return sorted(results, key=lambda result: place.get(result.source, -1))


def prepare(
    paths: Iterable[Path], out: Path, limits: Limits | None = None
) -> tuple[list[SourceFile], list[Unreadable]]:
    """Find what is to be converted and try the output folder, before any work.

    Raises:
        PlanError: E203 the output folder cannot be written, E207 there is nothing to convert; where nothing
            can be read, why not.
    """
    arguments = list(paths)
    sources, unreadable = find_sources(arguments, out, limits)
    if not sources and unreadable:
        raise unreadable[0].error
    if not sources:
        raise PlanError("E207", path=", ".join(map(str, arguments)))
    _check_writable(out / RECORDS)
    return sources, unreadable


def convert_sources(
    sources: Sequence[SourceFile],
    unreadable: Sequence[Unreadable],
    out: Path,
    *,
    jobs: int = 1,
    limits: Limits | None = None,
    extract_file: str = EXTRACT_FILE,
    on_pages: PageWatcher | None = None,
) -> Generator[Converted, None, None]:
    """What became of each of `sources`, as each is done; first what cannot be read.

    Args:
        sources: the files, from `prepare`.
        unreadable: what cannot be read, from `prepare`.
        out: the output folder.
        jobs: how many documents are processed at a time.
        limits: the bounds for each document; those of the environment by default.
        extract_file: `module:name` of the function that makes a record, in the worker.
        on_pages: called with a file and its (pages read, pages in all) while it is read.

    Raises:
        PlanError: E107 no worker can be started.
    """
    for entry in unreadable:
        problem = Problem(code=entry.error.kind.code, message=entry.error.message())
        yield Converted(entry.path, None, Status.MALFORMED, (problem,))
    pool = _Pool(sources, out / RECORDS, limits or Limits.from_environment(), extract_file, on_pages)
    try:
        yield from pool.run(max(1, min(jobs, len(sources))))
    finally:
        pool.stop()


def _check_writable(folder: Path) -> None:
    probe = folder / f".tmp-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise PlanError("E203", path=folder, detail=error.strerror) from error


def _page_jobs(jobs: int) -> int:
    """How many pages one of so many workers may read by OCR at a time."""
    return max(1, len(os.sched_getaffinity(0)) // jobs)


class _Worker:
    """A child process in a process group of its own, with at most one document in hand."""

    def __init__(self, folder: Path, extract_file: str, jobs: int) -> None:
        ours, theirs = socket.socketpair()
        search = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)  # noqa: PTH100 - '' is here
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "vnplan_extract.batch.worker", str(theirs.fileno()), extract_file],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={"VNPLAN_OCR_JOBS": str(_page_jobs(jobs)), **os.environ, "PYTHONPATH": search},
            )
        self.connection = Connection(ours.detach())
        self.temporary = folder / f".tmp-{self.process.pid}"
        self.ready = False
        self.job: Job | None = None
        self.begun = time.monotonic()

    def give(self, job: Job) -> None:
        self.job = job
        self.begun = time.monotonic()
        with suppress(BrokenPipeError, ConnectionResetError):  # it is dead, and is found so
            self.connection.send(job)

    def deadline(self) -> float:
        """When its patience ends, on the monotonic clock."""
        if not self.ready:
            return self.begun + _START_SECONDS
        return self.begun + self.job.limits.document_seconds if self.job else float("inf")

    def end(self) -> str:
        """Kill it with all that it started, and say how it ended: a signal's name or `exit N`."""
        self.connection.close()
        patience = time.monotonic() + _EXIT_SECONDS
        # Seen to be dead, but not yet waited for, its process group cannot have become another's.
        while not os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            if time.monotonic() > patience:
                break
            time.sleep(0.005)
        return self.kill()

    def kill(self) -> str:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        self.connection.close()
        self.temporary.unlink(missing_ok=True)
        return signal.Signals(-code).name if code < 0 else f"exit {code}"


class _Pool:
    """Workers over a queue of documents. A worker that dies or hangs costs the document that it holds."""

    def __init__(
        self,
        sources: Iterable[SourceFile],
        folder: Path,
        limits: Limits,
        extract_file: str,
        on_pages: PageWatcher | None,
    ) -> None:
        self.queue = deque(sources)
        self.folder = folder
        self.limits = limits
        self.extract_file = extract_file
        self.on_pages = on_pages
        self.workers: list[_Worker] = []
        self.failed_starts = 0

    def run(self, jobs: int) -> Iterator[Converted]:
        while self.queue or any(worker.job for worker in self.workers):
            idle = sum(worker.job is None for worker in self.workers)
            while len(self.workers) < jobs and idle < len(self.queue):
                self.workers.append(_Worker(self.folder, self.extract_file, jobs))
                idle += 1
            for worker in self.workers:
                if worker.ready and worker.job is None and self.queue:
                    worker.give(self._job(self.queue.popleft(), worker))
            patience = min(worker.deadline() for worker in self.workers) - time.monotonic()
            spoken = wait([worker.connection for worker in self.workers], max(0.0, min(patience, 3600.0)))
            for worker in list(self.workers):
                if worker.connection in spoken:
                    yield from self._heard(worker)
                elif time.monotonic() >= worker.deadline():
                    yield from self._overdue(worker)

    def stop(self) -> None:
        for worker in self.workers:
            worker.kill()
        self.workers.clear()

    def _job(self, source: SourceFile, worker: _Worker) -> Job:
        return Job(source.path, self.folder / source.record, worker.temporary, self.limits)

    def _heard(self, worker: _Worker) -> Iterator[Converted]:
        try:
            said = worker.connection.recv()
        except Exception:  # the end of the stream, or what a dying process left of a message
            yield from self._lost(worker, PlanError("E107", detail=worker.end()))
            return
        if said == READY:
            worker.ready = True
            self.failed_starts = 0
        elif isinstance(said, PagesRead):
            if self.on_pages and worker.job:
                self.on_pages(worker.job.source, said.done, said.total)
        else:
            worker.job = None
            yield said

    def _overdue(self, worker: _Worker) -> Iterator[Converted]:
        worker.kill()
        yield from self._lost(worker, PlanError("E106", seconds=self.limits.document_seconds))

    def _lost(self, worker: _Worker, error: PlanError) -> Iterator[Converted]:
        """What the end of a worker leaves: the record of the document that it held."""
        self.workers.remove(worker)
        if worker.job is not None:
            seconds = time.monotonic() - worker.begun
            facts = facts_apart(worker.job.source, self.limits)
            yield write_record(worker.job, failed_record(worker.job.source, error, facts), seconds)
        elif not worker.ready:
            self.failed_starts += 1
            if self.failed_starts == _START_ATTEMPTS:
                raise error
