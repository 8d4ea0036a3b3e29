"""The figures of an output folder, out of the index of its ledger: no record is read, no list of all documents held."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from vnplan_extract.batch.contents import TENTHS
from vnplan_extract.batch.ledger import Entry, entry_of, is_running, open_index, read_run
from vnplan_extract.errors import ERRORS, Status

_MOST_SLOW = 10
_MOST_EXAMPLES = 10  #: documents named for one problem
_MOST_EQUAL = 5  #: files named of one group
MOST_NAMED = 50  #: documents in quarantine, groups of equal files, paths that cannot be gone into

_T = TypeVar("_T", str, tuple[bool, str], tuple[float, str, int])


@dataclass(slots=True)
class Trouble:
    """The documents that have a problem of one code."""

    documents: int = 0
    failed: int = 0  #: of which nothing was extracted
    examples: list[tuple[bool, str]] = field(default_factory=list)  #: whether extracted, record: the first


@dataclass(slots=True)
class Run:
    """What the run that goes on, or the last one, did."""

    begun: str = ""
    ended: str = ""  #: its last document
    documents: int = 0
    pages: int = 0
    version: str = ""
    unreadable: list[tuple[str, str]] = field(default_factory=list)  #: path, code: what it could not go into


@dataclass(slots=True)
class Figures:
    """What the ledger says of the last attempt of each document."""

    documents: int = 0
    extracted: int = 0  #: documents of which something was
    pages: int = 0
    scanned: int = 0  #: of the pages
    attempts: int = 0
    is_running: bool = False
    run: Run = field(default_factory=Run)
    by_status: Counter[str] = field(default_factory=Counter)
    by_format: dict[str, Counter[str]] = field(default_factory=dict)  #: media type -> status -> documents
    seconds: float = 0.0  #: of a process, for all documents
    stages: dict[str, float] = field(default_factory=dict)  #: of these
    confidence: list[int] = field(default_factory=lambda: [0] * TENTHS)
    having: Counter[str] = field(default_factory=Counter)  #: field of the record -> documents that have it
    items: Counter[str] = field(default_factory=Counter)  #: field of the record -> items of all
    troubles: dict[str, Trouble] = field(default_factory=dict)  #: by code
    quarantined: int = 0
    in_quarantine: list[str] = field(default_factory=list)  #: records, the first
    slowest: list[tuple[float, str, int]] = field(default_factory=list)  #: minus seconds, record, pages
    copies: int = 0  #: files beyond the first of each group of equal ones
    groups: int = 0  #: of equal files
    equal: dict[str, tuple[int, list[str]]] = field(default_factory=dict)  #: hash -> files, their first records
    peak_bytes: int = 0
    peak_record: str = ""
    fingerprints: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Count the last attempt of a document."""
        is_extracted = entry.status in (Status.OK, Status.PARTIAL)
        self.documents += 1
        self.extracted += is_extracted
        self.pages += entry.pages
        self.scanned += entry.scanned
        self.by_status[entry.status] += 1
        self.by_format.setdefault(entry.media_type, Counter())[entry.status] += 1
        self.fingerprints[entry.fingerprint] += 1
        for code in entry.problems:
            trouble = self.troubles.setdefault(code, Trouble())
            trouble.documents += 1
            trouble.failed += not is_extracted
            _keep(trouble.examples, (is_extracted, entry.record), _MOST_EXAMPLES)
        if entry.state == "quarantined":
            self.quarantined += 1
            _keep(self.in_quarantine, entry.record, MOST_NAMED)
        if entry.sha256 in self.equal and entry.bytes:
            _keep(self.equal[entry.sha256][1], entry.record, _MOST_EQUAL)
        self._add_contents(entry)
        self._add_costs(entry)

    def _add_contents(self, entry: Entry) -> None:
        for name, count in entry.found.items():
            self.having[name] += 1
            self.items[name] += count
        for tenth, count in enumerate(entry.confidence[:TENTHS]):
            self.confidence[tenth] += count

    def _add_costs(self, entry: Entry) -> None:
        self.seconds += entry.seconds
        for stage, seconds in entry.stages.items():
            self.stages[stage] = self.stages.get(stage, 0.0) + seconds
        _keep(self.slowest, (-entry.seconds, entry.record, entry.pages), _MOST_SLOW)
        if entry.peak_bytes > self.peak_bytes:
            self.peak_bytes, self.peak_record = entry.peak_bytes, entry.record
        if self.run.begun and entry.ended >= self.run.begun:
            self.run.ended = max(self.run.ended, entry.ended)
            self.run.documents += 1
            self.run.pages += entry.pages


def figures(out: Path, *, rebuild: bool = False) -> Figures:
    """The figures of an output folder.

    Args:
        out: the output folder, with a ledger.
        rebuild: make the index of the ledger anew.
    """
    found = Figures(is_running=is_running(out), run=_run(read_run(out)))
    with closing(open_index(out, rebuild=rebuild)) as index:
        (found.attempts,) = index.execute("SELECT count(*) FROM attempts").fetchone()
        groups = index.execute(
            "SELECT sha256, count(*) AS n FROM documents WHERE bytes > 0 GROUP BY 1 HAVING n > 1 ORDER BY n DESC, 1"
        )
        for sha256, count in groups:
            found.groups += 1
            found.copies += count - 1
            if found.groups <= MOST_NAMED:
                found.equal[sha256] = (count, [])
        for (line,) in index.execute("SELECT line FROM documents"):
            if entry := entry_of(line):
                found.add(entry)
    return found


def _run(told: dict[str, Any]) -> Run:
    """What `run.json` says, which another program may have damaged."""
    unreadable = told.get("unreadable")
    pairs = unreadable if isinstance(unreadable, list) else []
    return Run(
        begun=str(told.get("begun", "")),
        version=str(told.get("version", "")),
        unreadable=[
            (str(pair[0]), str(pair[1]))
            for pair in pairs
            if isinstance(pair, list) and len(pair) == 2 and str(pair[1]) in ERRORS
        ],
    )


def _keep(kept: list[_T], one: _T, most: int) -> None:
    """Keep the `most` first of many, in order."""
    if len(kept) < most or one < kept[-1]:
        insort(kept, one)
        del kept[most:]
