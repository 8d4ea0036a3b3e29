"""What came of a run so far: counts, pages, failures, rate and time left."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from vnplan_extract.batch import store
from vnplan_extract.batch.estimate import Estimate
from vnplan_extract.batch.ledger import Entry
from vnplan_extract.batch.plan import Task
from vnplan_extract.batch.sources import RECORDS, SourceFile
from vnplan_extract.batch.worker import Converted, Costs, Facts
from vnplan_extract.errors import PlanError, Status
from vnplan_extract.record import Problem, from_json


@dataclass(frozen=True, slots=True)
class Now:
    """How far a run is."""

    documents: int  #: that have an end
    pages: int  #: done, those of documents in hand included
    pages_left: int | None  #: about; None where nothing tells
    seconds: float  #: since it began
    seconds_left: float | None  #: about; None where nothing is done
    failures: dict[str, int]  #: documents of which nothing was extracted, by status, the most frequent first
    reading: list[tuple[Path, int, int]]  #: of documents in hand with several pages: those read, of how many
    slowest: tuple[Path, float] | None  #: the document that is in hand for the longest, and its seconds

    @property
    def documents_a_minute(self) -> float:
        """The rate so far."""
        return 60 * self.documents / max(self.seconds, 1e-9)

    @property
    def pages_a_minute(self) -> float:
        """The rate so far."""
        return 60 * self.pages / max(self.seconds, 1e-9)


class Tally:
    """Counts what is done of `tasks`. It may be asked `now` by another thread than the one that tells it."""

    def __init__(self, tasks: Iterable[Task] = (), jobs: int = 1) -> None:
        self.begun = time.monotonic()
        self.counts: Counter[str] = Counter()
        self.failed: list[Converted] = []
        self.pages = 0
        self.documents = 0  #: of this run
        self.earlier = 0  #: done by runs before
        self.slowest: Converted | None = None
        self.in_hand: dict[Path, float] = {}
        self.read: dict[Path, tuple[int, int]] = {}  #: pages read of those in hand that have several, of how many
        self.estimate = Estimate(tasks, jobs)
        self._lock = RLock()

    @property
    def total(self) -> int:
        """Documents with an end, of this run and those before."""
        return sum(self.counts.values())

    @property
    def seconds(self) -> float:
        """Wall time of this run."""
        return time.monotonic() - self.begun

    def tell_jobs(self, jobs: int) -> None:
        """So many documents are processed at a time now."""
        with self._lock:
            self.estimate.tell_jobs(jobs)

    def begin(self, path: Path) -> None:
        """A document is taken in hand."""
        with self._lock:
            self.in_hand[path] = time.monotonic()
            self.estimate.begin(path)

    def add_pages(self, path: Path, done: int, total: int) -> None:
        """So many pages of a document in hand are read."""
        with self._lock:
            self.read[path] = done, total
            self.estimate.read(path, done, total)

    def add(self, result: Converted) -> None:
        """A document has its end."""
        with self._lock:
            self.in_hand.pop(result.source, None)
            self.read.pop(result.source, None)
            self.estimate.end(result.source, result.facts.bytes, result.facts.pages, result.seconds)
            self._count(result)
            self.documents += 1
            self.pages += result.facts.pages
            if self.slowest is None or result.seconds > self.slowest.seconds:
                self.slowest = result

    def add_earlier(self, source: SourceFile, entry: Entry, out: Path) -> None:
        """A document was done by a run before."""
        self.earlier += 1
        self._count(result_of(source, entry, out / RECORDS))

    def look(self) -> None:
        """Let the estimate look at files that are left, where someone looks at it."""
        with self._lock:
            self.estimate.look()

    def now(self) -> Now:
        """How far the run is."""
        with self._lock:
            slowest = min(self.in_hand.items(), key=lambda item: item[1], default=None)
            return Now(
                documents=self.documents,
                pages=self.pages + sum(done for done, _ in self.read.values()),
                pages_left=self.estimate.pages_left(),
                seconds=self.seconds,
                seconds_left=self.estimate.seconds_left(),
                failures={name: count for name, count in self.counts.most_common() if not Status(name).is_done},
                reading=[(path, done, total) for path, (done, total) in self.read.items()],
                slowest=slowest and (slowest[0], time.monotonic() - slowest[1]),
            )

    def _count(self, result: Converted) -> None:
        self.counts[result.status.value] += 1
        if not result.is_done:
            self.failed.append(result)


def result_of(source: SourceFile, entry: Entry, records: Path) -> Converted:
    """What became of a document, from its line in the ledger and, where it failed, its record."""
    status, record = Status(entry.status), records / source.record
    problems: tuple[Problem, ...] = ()
    if not status.is_done:
        with suppress(OSError, PlanError):
            problems = tuple(from_json(store.read(record)).problems)
    facts = Facts(entry.sha256, entry.bytes, pages=entry.pages, is_copy=entry.is_copy)
    costs = Costs(entry.stages, entry.peak_bytes, worker=entry.worker)
    return Converted(source.path, record if entry.written else None, status, problems, entry.seconds, facts, costs)
