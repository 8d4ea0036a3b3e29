"""What came of a run so far: counts, pages, failures, rate and time left."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from vnplan_extract.batch import store
from vnplan_extract.batch.ledger import Entry
from vnplan_extract.batch.plan import Task
from vnplan_extract.batch.sources import RECORDS, SourceFile
from vnplan_extract.batch.worker import Converted, Costs, Facts
from vnplan_extract.errors import PlanError, Status
from vnplan_extract.record import Problem, from_json

_DONE = (Status.OK, Status.PARTIAL)


class Tally:
    """Counts what is done of `tasks`; the time left is that of the documents of each kind so far."""

    def __init__(self, tasks: Iterable[Task] = (), jobs: int = 1) -> None:
        self.begun = time.monotonic()
        self.counts: Counter[str] = Counter()
        self.failed: list[Converted] = []
        self.pages = 0
        self.documents = 0  #: of this run
        self.earlier = 0  #: done by runs before
        self.slowest: Converted | None = None
        self.in_hand: dict[Path, float] = {}
        self.jobs = jobs
        self._left = Counter(_kind(task.source.path) for task in tasks)
        self._seconds: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()

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
        self.jobs = max(1, jobs)

    def begin(self, path: Path) -> None:
        """A document is taken in hand."""
        self.in_hand[path] = time.monotonic()

    def add(self, result: Converted) -> None:
        """A document has its end."""
        self.in_hand.pop(result.source, None)
        self._count(result)
        self.documents += 1
        self.pages += result.facts.pages
        kind = _kind(result.source)
        self._left[kind] -= 1
        self._seen[kind] += 1
        self._seconds[kind] += result.seconds  # type: ignore[assignment]  # a Counter adds floats as well
        if self.slowest is None or result.seconds > self.slowest.seconds:
            self.slowest = result

    def add_earlier(self, source: SourceFile, entry: Entry, out: Path) -> None:
        """A document was done by a run before."""
        self.earlier += 1
        self._count(result_of(source, entry, out / RECORDS))

    def seconds_left(self) -> float | None:
        """An estimate, None where nothing is done yet."""
        seen = sum(self._seen.values())
        if not seen:
            return None
        mean = sum(self._seconds.values()) / seen
        left = sum(
            count * (self._seconds[kind] / self._seen[kind] if self._seen[kind] else mean)
            for kind, count in self._left.items()
            if count > 0
        )
        return left / self.jobs

    def slowest_now(self) -> tuple[Path, float] | None:
        """The document that is in hand for the longest, and for how many seconds."""
        if not self.in_hand:
            return None
        path, begun = min(self.in_hand.items(), key=lambda item: item[1])
        return path, time.monotonic() - begun

    def _count(self, result: Converted) -> None:
        self.counts[result.status.value] += 1
        if not result.is_done:
            self.failed.append(result)


def result_of(source: SourceFile, entry: Entry, records: Path) -> Converted:
    """What became of a document, from its line in the ledger and, where it failed, its record."""
    status, record = Status(entry.status), records / source.record
    problems: tuple[Problem, ...] = ()
    if status not in _DONE:
        with suppress(OSError, PlanError):
            problems = tuple(from_json(store.read(record)).problems)
    facts = Facts(entry.sha256, entry.bytes, pages=entry.pages, is_copy=entry.is_copy)
    costs = Costs(entry.stages, entry.peak_bytes, worker=entry.worker)
    return Converted(source.path, record if entry.written else None, status, problems, entry.seconds, facts, costs)


def _kind(path: Path) -> str:
    return path.suffix.lower()
