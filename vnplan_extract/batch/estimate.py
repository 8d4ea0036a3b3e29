"""How much is left of a run: the pages of the documents that are left, and the time that pages like them took so far.

The pages of a document are known from a run before, from a glance at the file, or when it is in hand; of those that
are not known, they are taken to be what they are in the mean for documents of the same ending. Pages are alike where
their documents have the same ending and about as many bytes a page: that tells scans from text.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from vnplan_extract.batch.glance import pages_at_a_glance
from vnplan_extract.batch.plan import Task

#: Ending, and about how many bytes a page has: the power of four above; -1 where that is not known.
_Kind = tuple[str, int]

_FIRST_LOOK = 0.2  #: seconds to begin with for glances at files
_LOOK_SHARE = 0.005  #: of the time of the run for more of them


@dataclass(slots=True)
class _InHand:
    begun: float
    pages: float
    kind: _Kind
    read: int = 0


class Estimate:
    """What is left of `tasks`; it is told what becomes of them."""

    def __init__(
        self,
        tasks: Iterable[Task],
        jobs: int = 1,
        *,
        glance: Callable[[Path], int | None] = pages_at_a_glance,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._jobs = jobs
        self._glance = glance
        self._clock = clock
        self._begun = clock()
        self._looked = 0.0
        tasks = list(tasks)
        self._left = {task.source.path: task.size for task in tasks}
        self._known: dict[Path, int] = {}
        self._unknown = Counter(_ending(path) for path in self._left)  # documents
        self._known_documents: Counter[str] = Counter()
        self._known_pages: Counter[_Kind] = Counter()
        self._in_hand: dict[Path, _InHand] = {}
        self._means: dict[str, tuple[int, int]] = {}  # ending (`` for all) -> documents, pages
        self._rates: dict[str | _Kind, tuple[int, float]] = {}  # pages, seconds
        for task in tasks:
            if task.pages:
                self.know(task.source.path, task.pages)
        self._to_look = [path for path, size in self._left.items() if size > 0 and _ending(path) == ".pdf"]
        random.Random(0).shuffle(self._to_look)  # so that those looked at stand for the others

    def tell_jobs(self, jobs: int) -> None:
        """So many documents are processed at a time now."""
        self._jobs = max(1, jobs)

    def know(self, path: Path, pages: int) -> None:
        """Take in how many pages a document that is left has."""
        if path in self._left and path not in self._known and pages > 0:
            ending = _ending(path)
            self._known[path] = pages
            self._unknown[ending] -= 1
            self._known_documents[ending] += 1
            self._known_pages[_kind(ending, self._left[path], pages)] += pages

    def look(self) -> None:
        """Look at files that are left, for a small share of the time."""
        begun = self._clock()
        patience = begun + _FIRST_LOOK + _LOOK_SHARE * (begun - self._begun) - self._looked
        while self._to_look and self._clock() < patience:
            path = self._to_look.pop()
            if path in self._left and path not in self._known:
                self.know(path, self._glance(path) or 0)
        self._looked += self._clock() - begun

    def begin(self, path: Path) -> None:
        """A document is taken in hand."""
        size = self._left.get(path, -1)
        pages = self._take(path)
        ending = _ending(path)
        kind = _kind(ending, size, pages) if pages else (ending, -1)
        self._in_hand[path] = _InHand(self._clock(), pages or self._mean(ending) or 1, kind)

    def read(self, path: Path, done: int, total: int) -> None:
        """So many pages of a document in hand are read."""
        if (document := self._in_hand.get(path)) and total > 0:
            document.read, document.pages = done, max(done, total)

    def end(self, path: Path, size: int, pages: int, seconds: float) -> None:
        """A document has its end.

        Args:
            path: of it.
            size: its bytes.
            pages: as many as were read; 0 where that failed.
            seconds: that it took.
        """
        if path not in self._left and path not in self._in_hand:
            return  # no task: nothing was done for it
        expected = self._take(path)
        if document := self._in_hand.pop(path, None):
            expected = round(document.pages)
        ending = _ending(path)
        if pages:
            for key in (ending, ""):
                documents, sum_of_pages = self._means.get(key, (0, 0))
                self._means[key] = documents + 1, sum_of_pages + pages
        pages = pages or expected or 1
        for of in (_kind(ending, size, pages), ending, ""):
            sum_of_pages, sum_of_seconds = self._rates.get(of, (0, 0.0))
            self._rates[of] = sum_of_pages + pages, sum_of_seconds + seconds

    def pages_left(self) -> int | None:
        """About how many pages are left; None where nothing tells."""
        pages = sum(document.pages - document.read for document in self._in_hand.values())
        pages += sum(self._known_pages.values())
        for ending, documents in self._unknown.items():
            if documents:
                mean = self._mean(ending)
                if mean is None and self._rate("") is None:
                    return None
                pages += documents * (mean or 1)
        return round(pages)

    def seconds_left(self) -> float | None:
        """About how long it takes yet; None where nothing is done yet."""
        if self._rate("") is None:
            return None
        work = self._work_left()
        in_hand = [self._of(document) for document in self._in_hand.values()]
        return max((work + sum(in_hand)) / self._jobs, max(in_hand, default=0.0))

    def _work_left(self) -> float:
        """Seconds of one process for what is not in hand."""
        seconds: dict[str, float] = defaultdict(float)
        for kind, pages in self._known_pages.items():
            seconds[kind[0]] += pages * self._seconds_a_page(kind)
        for ending, documents in self._unknown.items():
            if known := self._known_documents[ending]:
                seconds[ending] *= 1 + documents / known
            else:
                seconds[ending] += documents * (self._mean(ending) or 1) * self._seconds_a_page((ending, -1))
        return sum(seconds.values())

    def _of(self, document: _InHand) -> float:
        """Seconds that a document in hand takes yet: as its own pages did so far, or those like them."""
        passed = self._clock() - document.begun
        if document.read:
            return passed / document.read * (document.pages - document.read)
        return max(0.0, document.pages * self._seconds_a_page(document.kind) - passed)

    def _take(self, path: Path) -> int:
        """Take a document from those that are left, and say how many pages it has; 0 where that is not known."""
        size = self._left.pop(path, None)
        if size is None:
            return 0
        ending = _ending(path)
        pages = self._known.pop(path, 0)
        if pages:
            self._known_documents[ending] -= 1
            self._known_pages[_kind(ending, size, pages)] -= pages
        else:
            self._unknown[ending] -= 1
        return pages

    def _mean(self, ending: str) -> float | None:
        """Pages of a document in the mean, first of those that are left and known."""
        if known := self._known_documents[ending]:
            return sum(pages for kind, pages in self._known_pages.items() if kind[0] == ending) / known
        documents, pages = self._means.get(ending) or self._means.get("") or (0, 0)
        return pages / documents if documents else None

    def _rate(self, of: str | _Kind) -> float | None:
        pages, seconds = self._rates.get(of, (0, 0.0))
        if not of and not pages:  # nothing is done: what was read of those in hand tells
            read = [document for document in self._in_hand.values() if document.read]
            pages = sum(document.read for document in read)
            seconds = sum(self._clock() - document.begun for document in read)
        return seconds / pages if pages else None

    def _seconds_a_page(self, kind: _Kind) -> float:
        rates = (self._rate(kind), self._rate(kind[0]), self._rate(""))
        return next((rate for rate in rates if rate is not None), 0.0)


def _ending(path: Path) -> str:
    return path.suffix.lower()


def _kind(ending: str, size: int, pages: int) -> _Kind:
    return ending, (max(size, 0) // max(pages, 1)).bit_length() // 2 if size > 0 else -1
