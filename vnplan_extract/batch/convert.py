"""Many files to records, each in a disposable child process that the rest does not depend on."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path

from vnplan_extract.batch import process, store
from vnplan_extract.batch.apart import facts_apart
from vnplan_extract.batch.aside import remove_left
from vnplan_extract.batch.files import failed_record, sha256_of
from vnplan_extract.batch.fingerprint import limits_fingerprint
from vnplan_extract.batch.ledger import Entry, Ledger, State, now
from vnplan_extract.batch.plan import Task, all_tasks
from vnplan_extract.batch.shard import Shard
from vnplan_extract.batch.sources import EXPORT, RECORDS, SourceFile, Unreadable, find_sources
from vnplan_extract.batch.worker import READY, Converted, Costs, Job, PagesRead, write_record
from vnplan_extract.errors import PlanError, Status
from vnplan_extract.limits import Limits
from vnplan_extract.record import Problem

__all__ = ["Converted", "Setting", "convert_paths", "convert_sources", "convert_with_ledger", "prepare", "run_tasks"]

#: Makes the record of a file, in the worker.
EXTRACT_FILE = "vnplan_extract.batch.files:extract_file"

#: What tells equal files: size, hash, ending of the name (which a reader may look at).
Key = tuple[int, str, str]
#: Told of a file and how many of its pages are read, of how many.
PageWatcher = Callable[[Path, int, int], None]

_START_SECONDS = 120  # for a worker to load its modules, on a machine under load
_START_ATTEMPTS = 3
_EXIT_SECONDS = 1.0  # between a worker's last word and its end
_GRACE_SECONDS = 2.0  # between the request to end and the end
_LOST_WORKERS = 2  # that one document may cost
_WORK = ".work"  # the workers' folders for temporary files, in the output folder
_TEMPORARY = ".tmp-"


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
    paths: Iterable[Path],
    out: Path,
    limits: Limits | None = None,
    *,
    writes: bool = True,
    shard: Shard | None = None,
) -> tuple[list[SourceFile], list[Unreadable]]:
    """Find what is to be converted (by `shard`) and, if it `writes`, try the output folder, before any work.

    Raises:
        PlanError: E203 the output folder cannot be written, E207 there is nothing to convert, E235 a URL that cannot be
            used; where nothing can be read, why not.
    """
    arguments = list(paths)
    store.check_url(out)
    sources, unreadable = find_sources(arguments, out, limits, shard)
    if not sources and unreadable:
        raise unreadable[0].error
    if not sources and not shard:
        raise PlanError("E207", path=", ".join(map(store.shown, arguments)))
    if writes:
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
        yield cannot_read(entry)
    setting = Setting(out, jobs, limits or Limits.from_environment(), extract_file, on_pages=on_pages)
    for attempt in run_tasks(all_tasks(sources), setting):
        if attempt.state != "lost":
            yield attempt.result


def cannot_read(entry: Unreadable) -> Converted:
    """What became of a file or folder that cannot be gone into."""
    problem = Problem(code=entry.error.kind.code, message=entry.error.message())
    return Converted(entry.path, None, Status.MALFORMED, (problem,))


@dataclass(frozen=True, slots=True)
class Setting:
    """How a run is done."""

    out: Path
    jobs: int
    limits: Limits
    extract_file: str = EXTRACT_FILE
    on_begin: Callable[[Path], None] | None = None
    on_pages: PageWatcher | None = None
    writes: bool = True  #: whether records are written
    part: str = ""  #: the shard that is worked on
    store: Path | None = None  #: the URL of the results, where they do not stay in `out`
    page_jobs: int | None = None  #: pages that a worker may read by OCR at a time; its share of the cores by default

    @property
    def records(self) -> Path:
        """Where the records go."""
        return (self.store or self.out) / RECORDS

    @property
    def work(self) -> Path:
        """Where the workers have their folders."""
        return self.out / (f"{_WORK}-{self.part}" if self.part else _WORK)

    @property
    def mark(self) -> str:
        """What marks the processes of runs with this setting, and where `part` is empty those of all shards."""
        mark = hashlib.sha256(os.fsencode(self.out.resolve())).hexdigest()[:16]
        return f"{mark}-{self.part}-" if self.part else f"{mark}-"

    @property
    def temporary(self) -> str:
        """How the names of unfinished records begin; machines may share the folder."""
        return f"{_TEMPORARY}{self.part}-" if self.part else _TEMPORARY


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a document, and what came of it. Where it is `lost`, another follows."""

    task: Task
    number: int
    state: State
    result: Converted


def run_tasks(
    tasks: Sequence[Task], setting: Setting, known: Mapping[Key, Path] | None = None
) -> Generator[Attempt, None, None]:
    """Work on `tasks`, and tell each attempt as it ends.

    A document of which a worker died is tried once more, behind all others; if that worker dies too, it is
    quarantined. Of equal files (same bytes, same ending) one is converted, and the others' records are made from its.

    Args:
        tasks: the documents.
        setting: how.
        known: the records of documents that are done, by what tells equal files.

    Raises:
        PlanError: E107 no worker can be started.
    """
    pool = _Pool(tasks, setting, known or {})
    try:
        yield from pool.run(max(1, min(setting.jobs, len(tasks))))
    finally:
        pool.stop()


def convert_with_ledger(
    tasks: Sequence[Task], done: Sequence[tuple[SourceFile, Entry]], setting: Setting, ledger: Ledger, fingerprint: str
) -> Generator[Converted, None, None]:
    """Work on `tasks`, a line in the ledger for each attempt, and give what became of each document.

    Args:
        tasks: what is to be done, from `make_plan`.
        done: what is done already, from `make_plan`.
        setting: how.
        ledger: of the output folder.
        fingerprint: of this run.

    Raises:
        PlanError: E107 no worker can be started, E203 the ledger cannot be written.
    """
    clean(setting)
    known = {
        (entry.bytes, entry.sha256, source.path.suffix.lower()): setting.records / source.record
        for source, entry in done
    }
    of_limits = limits_fingerprint(setting.limits)
    for attempt in run_tasks(tasks, setting, known):
        ledger.add(replace(_entry(attempt, fingerprint, of_limits), run=ledger.run))
        if attempt.state != "lost":
            yield attempt.result


def clean(setting: Setting) -> None:
    """End and remove what a run that was killed has left in the output folder; only for who holds its ledger."""
    process.end_marked(setting.mark)
    for folder in [setting.work] if setting.part else setting.out.glob(f"{_WORK}*"):
        shutil.rmtree(folder, ignore_errors=True)
    for left in (setting.out / RECORDS).glob(f"{setting.temporary}*"):
        left.unlink(missing_ok=True)
    for folder in () if setting.part else (setting.out, setting.out / EXPORT):
        remove_left(folder)


def _entry(attempt: Attempt, fingerprint: str, of_limits: str) -> Entry:
    result, task = attempt.result, attempt.task
    return Entry(
        source=store.shown(store.absolute(task.source.path)),
        record=str(task.source.record),
        status=result.status.value,
        state=attempt.state,
        written=result.record is not None,
        attempt=attempt.number,
        sha256=result.facts.sha256,
        bytes=result.facts.bytes,
        stamp=task.stamp,
        fingerprint=fingerprint,
        limits=of_limits,
        seconds=round(result.seconds, 4),
        stages=dict(result.costs.stages),
        pages=result.facts.pages,
        peak_bytes=result.costs.peak_bytes,
        problems=dict(Counter(problem.code for problem in result.problems)),
        is_copy=result.facts.is_copy,
        worker=result.costs.worker,
        ended=now(),
        media_type=result.facts.media_type,
        scanned=result.facts.scanned,
        found=dict(result.facts.found),
        confidence=list(result.facts.confidence),
    )


def _check_writable(folder: Path) -> None:
    probe = folder / f"{_TEMPORARY}{secrets.token_hex(8)}"
    if url := store.as_url(probe):
        store.write(url, b"")
        store.remove(url)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink(missing_ok=True)
    except OSError as error:
        raise PlanError("E203", path=folder, detail=error.strerror) from error


def _page_jobs(jobs: int) -> int:
    """How many pages one of so many workers may read by OCR at a time."""
    return max(1, len(os.sched_getaffinity(0)) // jobs)


class _Worker:
    """A child process in a process group of its own, with at most one document in hand."""

    def __init__(self, setting: Setting, jobs: int, number: int) -> None:
        ours, theirs = socket.socketpair()
        search = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)  # noqa: PTH100 - '' is here
        name = f"{os.getpid()}-{number}"
        self.folder = Path(os.path.abspath(setting.work / name))  # noqa: PTH100
        self.mark = f"{setting.mark}{name}."
        self.folder.mkdir(parents=True, exist_ok=True)
        environment = {
            "VNPLAN_OCR_JOBS": str(setting.page_jobs or _page_jobs(jobs)), **os.environ,
            "PYTHONPATH": search, "TMPDIR": str(self.folder), process.MARK: self.mark,
        }  # fmt: skip
        with theirs:
            self.process = subprocess.Popen(
                [
                    sys.executable, "-P", "-m", "vnplan_extract.batch.worker", str(theirs.fileno()),
                    setting.extract_file, str(os.getpid()), self.folder,
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=environment,
            )  # fmt: skip
        self.connection = Connection(ours.detach())
        self.temporary = setting.out / RECORDS / f"{setting.temporary}{self.process.pid}"
        self.limits = setting.limits
        self.ready = False
        self.task: Task | None = None
        self.key: Key | None = None  # of the file in hand, where another may be equal to it
        self.documents = 0
        self.begun = self.heard = time.monotonic()
        self.ending: PlanError | None = None  # why it was asked to end
        self.patience = 0.0  # till when, then

    def give(self, task: Task, job: Job) -> None:
        self.task = task
        self.begun = self.heard = time.monotonic()
        with suppress(BrokenPipeError, ConnectionResetError):  # it is dead, and is found so
            self.connection.send(job)

    def deadline(self) -> float:
        """When its patience ends, on the monotonic clock."""
        if self.ending:
            return self.patience
        if not self.ready:
            return self.begun + _START_SECONDS
        if not self.task:
            return float("inf")
        return min(self.begun + self.limits.document_seconds, self.heard + self.limits.silence_seconds)

    def overdue(self) -> PlanError:
        """Why its time is over."""
        if self.ready and time.monotonic() < self.begun + self.limits.document_seconds:
            return PlanError("E114", seconds=self.limits.silence_seconds)
        return PlanError("E106", seconds=self.limits.document_seconds)

    def ask_to_end(self, error: PlanError) -> None:
        self.ending = error
        self.patience = time.monotonic() + _GRACE_SECONDS
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)

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
        process.end_marked(self.mark)
        self.connection.close()
        self.temporary.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        return signal.Signals(-code).name if code < 0 else f"exit {code}"


class _Pool:
    """Workers over a queue of documents. A worker that dies or hangs costs the document that it holds."""

    def __init__(self, tasks: Iterable[Task], setting: Setting, known: Mapping[Key, Path]) -> None:
        self.queue = deque(tasks)
        self.setting = setting
        self.limits = setting.limits
        self.folder = setting.records
        self.workers: list[_Worker] = []
        self.started = 0
        self.failed_starts = 0
        self.sizes = Counter(task.size for task in self.queue)
        self.sizes.update(size for size, _, _ in known)
        self.equal = dict(known)
        self.waiting: dict[Key, list[Task]] = {}  # for the end of an equal file that is in hand
        self.retried: dict[Path, Key] = {}

    def run(self, jobs: int) -> Iterator[Attempt]:
        while self.queue or any(worker.task for worker in self.workers):
            idle = sum(worker.task is None for worker in self.workers)
            while len(self.workers) < jobs and idle < len(self.queue):
                self.started += 1
                self.workers.append(_Worker(self.setting, jobs, self.started))
                idle += 1
            for worker in self.workers:
                if worker.ready and worker.task is None:
                    self._give(worker)
            if not self.workers:
                continue
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
        with suppress(OSError):  # another run may have folders there
            self.setting.work.rmdir()

    def _give(self, worker: _Worker) -> None:
        """Give a worker the next document that does not wait for an equal one."""
        while self.queue:
            task = self.queue.popleft()
            key = self._key(task)
            if key and key in self.waiting and not task.lost:
                self.waiting[key].append(task)
                continue
            copy_of = self.equal.get(key) if key and not task.lost else None
            worker.key = key
            if key and not copy_of:
                self.waiting.setdefault(key, [])
            record = self.folder / task.source.record if self.setting.writes else None
            worker.give(task, Job(task.source.path, record, worker.temporary, self.limits, copy_of))
            if self.setting.on_begin:
                self.setting.on_begin(task.source.path)
            return

    def _key(self, task: Task) -> Key | None:
        """What tells a file, where there is another of its size."""
        if task.lost and (key := self.retried.pop(task.source.path, None)):
            return key
        if not self.setting.writes or not 0 < task.size <= self.limits.file_bytes or self.sizes[task.size] < 2:
            return None
        with suppress(OSError):
            if task.source.path.is_file():
                return task.size, sha256_of(task.source.path), task.source.path.suffix.lower()
        return None

    def _heard(self, worker: _Worker) -> Iterator[Attempt]:
        try:
            said = worker.connection.recv()
        except Exception:  # the end of the stream, or what a dying process left of a message
            yield from self._gone(worker)
            return
        worker.heard = time.monotonic()
        if worker.ending:
            return
        if said == READY:
            worker.ready = True
            self.failed_starts = 0
        elif isinstance(said, PagesRead):
            if self.setting.on_pages and worker.task:
                self.setting.on_pages(worker.task.source.path, said.done, said.total)
        elif isinstance(said, Converted) and worker.task:
            attempt = self._finished(worker, worker.task, "done", said)
            worker.documents += 1
            if worker.documents >= self.limits.worker_documents or said.costs.held_bytes >= self.limits.worker_bytes:
                self.workers.remove(worker)
                worker.kill()
            else:
                self._give(worker)  # it does not wait until this attempt is in the ledger
            yield attempt

    def _finished(self, worker: _Worker, task: Task, state: State, result: Converted) -> Attempt:
        """A document is done: those that are equal to it can be."""
        key, worker.task, worker.key = worker.key, None, None
        if key:
            if result.record and result.facts.sha256 == key[1]:
                self.equal[key] = result.record
            self.queue.extendleft(reversed(self.waiting.pop(key, [])))
        return Attempt(task, task.attempts + 1, state, result)

    def _overdue(self, worker: _Worker) -> Iterator[Attempt]:
        if worker.ending:
            worker.kill()
            yield from self._lost(worker, worker.ending)
        elif worker.task:
            worker.ask_to_end(worker.overdue())
        else:  # it did not start
            worker.kill()
            yield from self._lost(worker, worker.overdue())

    def _gone(self, worker: _Worker) -> Iterator[Attempt]:
        """Its connection has ended, and so will it."""
        how = worker.end()
        if worker.ending:
            yield from self._lost(worker, worker.ending)
        elif how == "SIGXCPU":
            seconds = self.limits.cpu_seconds
            error = PlanError("E105", limit="cpu_seconds", requested=f">{seconds}", granted=seconds, env="CPU_SECONDS")
            yield from self._lost(worker, error)
        else:
            yield from self._lost(worker, PlanError("E107", detail=how))

    def _lost(self, worker: _Worker, error: PlanError) -> Iterator[Attempt]:
        """What the end of a worker leaves: a second try of the document that it held, or its record."""
        self.workers.remove(worker)
        task = worker.task
        if task is None:
            if not worker.ready:
                self.failed_starts += 1
                if self.failed_starts == _START_ATTEMPTS:
                    raise error
            return
        seconds = time.monotonic() - worker.begun
        costs = Costs(worker=worker.process.pid)
        lost = task.lost + 1
        if error.kind.code == "E107" and lost < _LOST_WORKERS:
            problem = Problem(code=error.kind.code, message=error.message())
            result = Converted(task.source.path, None, Status.CRASHED, (problem,), seconds, costs=costs)
            self.queue.append(replace(task, attempts=task.attempts + 1, lost=lost))
            if worker.key:  # files equal to it go on waiting
                self.retried[task.source.path] = worker.key
            yield Attempt(task, task.attempts + 1, "lost", result)
            return
        facts = facts_apart(task.source.path, self.limits)
        record = self.folder / task.source.record if self.setting.writes else None
        job = Job(task.source.path, record, worker.temporary, self.limits)
        result = write_record(job, failed_record(task.source.path, error, facts), seconds)
        state: State = "quarantined" if lost >= _LOST_WORKERS else "done"
        yield self._finished(worker, task, state, replace(result, costs=costs))
