"""The ledger of an output folder: one line for each document and attempt, appended and never changed.

`OUT/ledger.jsonl` is the truth. A line counts when its line feed is there: what a crash leaves of one is cut off by the
next run. `OUT/ledger.sqlite` is an index that is made from it and can be thrown away at any time.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO, Literal

from vnplan_extract.batch.files import patiently
from vnplan_extract.errors import PlanError

LEDGER = "ledger.jsonl"
INDEX = "ledger.sqlite"
RUN = "run.json"
#: What a run keeps in its output folder beside the records.
OWN_FILES = frozenset({LEDGER, INDEX, f"{INDEX}-journal", RUN})

#: `done`: there is a record, or nothing can be made one of. `lost`: its worker died, and it is to be tried once more.
#: `quarantined`: a second worker died of it.
State = Literal["done", "lost", "quarantined"]

_SYNC_SECONDS = 1.0  #: what a power failure costs of the ledger; such documents are converted again


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what came of one attempt at one document."""

    source: str  #: absolute path; bytes that are not UTF-8 as Python's `os.fsdecode` gives them
    record: str  #: path below `OUT/records/`, the key of the document
    status: str
    state: State = "done"
    written: bool = True  #: whether there is a record
    attempt: int = 1
    sha256: str = ""
    bytes: int = 0
    stamp: str = ""  #: size and time of change of the file, to tell cheaply that it is the same
    fingerprint: str = ""
    limits: str = ""  #: fingerprint of the limits
    seconds: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)  #: seconds of each
    pages: int = 0
    peak_bytes: int = 0  #: most memory that the worker held
    problems: dict[str, int] = field(default_factory=dict)  #: code -> how often
    is_copy: bool = False  #: made from the record of an equal file
    worker: int = 0  #: process number
    ended: str = ""  #: UTC, ISO 8601
    media_type: str = ""
    scanned: int = 0  #: of the pages
    found: dict[str, int] = field(default_factory=dict)  #: field of the record -> items
    confidence: list[int] = field(default_factory=list)  #: items by tenths of confidence

    @property
    def is_final(self) -> bool:
        """Whether the document needs no other attempt."""
        return self.state != "lost" and self.written


def to_line(entry: Entry) -> bytes:
    """An entry as it stands in the file."""
    values = {name: getattr(entry, name) for name in _FIELDS}  # `asdict` copies all that is in them, at some cost
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


_FIELDS = dict.fromkeys(f.name for f in fields(Entry))  # in their order


def now() -> str:
    """The time as the ledger writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def read_entries(path: Path, start: int = 0) -> Iterator[tuple[Entry, int]]:
    """The entries of a ledger from the byte `start` on, each with the byte behind its line.

    A line without its line feed, which was being written when the run ended, is none; nor is a damaged one.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        file.seek(start)
        end = start
        for line in file:
            if not line.endswith(b"\n"):
                return
            end += len(line)
            if entry := entry_of(line):
                yield entry, end


def entry_of(line: bytes | str) -> Entry | None:
    """The entry that a line holds; None where it is damaged."""
    try:
        values: dict[str, Any] = json.loads(line)
        return Entry(**{name: value for name, value in values.items() if name in _FIELDS})
    except (ValueError, TypeError, AttributeError):
        return None


def latest(path: Path) -> dict[str, Entry]:
    """The last entry of each document, by its record."""
    return {entry.record: entry for entry, _ in read_entries(path)}


class Ledger:
    """The ledger of `out`, open for one run, which nobody else may have at the same time.

    Raises:
        PlanError: E212 another run holds the output folder, E203 it cannot be written.
    """

    def __init__(self, out: Path) -> None:
        self.path = out / LEDGER
        try:
            out.mkdir(parents=True, exist_ok=True)
            self._lock = (out / RUN).open("a+b")
        except OSError as error:
            raise PlanError("E203", path=out, detail=error.strerror) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            run = read_run(out)
            self._lock.close()
            raise PlanError("E212", path=out, holder=f"{run.get('host', '?')}:{run.get('pid', '?')}") from error
        self.tell_run({})
        try:
            self._file = self.path.open("a+b")
            _cut_torn_line(self._file)
        except OSError as error:
            self._lock.close()
            raise PlanError("E203", path=self.path, detail=error.strerror) from error
        self._synced = time.monotonic()

    def add(self, entry: Entry) -> None:
        """Append one line.

        Raises:
            PlanError: E203, it cannot be written.
        """
        try:
            self._file.write(to_line(entry))
            patiently(self._file.flush)  # what is not written stays in its buffer
            if time.monotonic() - self._synced >= _SYNC_SECONDS:
                self._sync()
        except OSError as error:
            raise PlanError("E203", path=self.path, detail=error.strerror) from error

    def tell_run(self, run: Mapping[str, object]) -> None:
        """Say what this run is about, for who asks from outside."""
        told = {"pid": os.getpid(), "host": socket.gethostname(), "begun": now(), **run}
        with suppress(OSError):  # a convenience, which must end nothing
            self._lock.truncate(0)
            self._lock.write(json.dumps(told).encode() + b"\n")
            self._lock.flush()

    def close(self) -> None:
        """Let go of the output folder."""
        with suppress(OSError):
            self._sync()
        with suppress(OSError):
            self._file.close()
        self._lock.close()

    def _sync(self) -> None:
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()


def _cut_torn_line(file: BinaryIO) -> None:
    """Cut off what stands behind the last line feed."""
    size = end = file.seek(0, os.SEEK_END)
    while end:
        begin = max(0, end - 65536)
        file.seek(begin)
        at = file.read(end - begin).rfind(b"\n")
        if at >= 0:
            end = begin + at + 1
            break
        end = begin
    if end < size:
        file.truncate(end)
    file.seek(0, os.SEEK_END)


def read_run(out: Path) -> dict[str, Any]:
    """What the last run, or the one that goes on, told of itself."""
    try:
        told = json.loads((out / RUN).read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def is_running(out: Path) -> bool:
    """Whether a run holds `out` now."""
    try:
        with (out / RUN).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value);
CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY, record TEXT, source TEXT, status TEXT, state TEXT, attempt INTEGER, sha256 TEXT,
    bytes INTEGER, fingerprint TEXT, seconds REAL, pages INTEGER, peak_bytes INTEGER, worker INTEGER, ended TEXT,
    line TEXT
);
CREATE INDEX IF NOT EXISTS attempts_record ON attempts (record, id);
CREATE INDEX IF NOT EXISTS attempts_status ON attempts (status);
CREATE TABLE IF NOT EXISTS problems (attempt INTEGER, code TEXT, count INTEGER);
CREATE VIEW IF NOT EXISTS documents AS
    SELECT * FROM attempts WHERE id IN (SELECT max(id) FROM attempts GROUP BY record);
"""
_COLUMNS = ("record", "source", "status", "state", "attempt", "sha256", "bytes", "fingerprint", "seconds", "pages",
            "peak_bytes", "worker", "ended")  # fmt: skip


def open_index(out: Path, *, rebuild: bool = False) -> sqlite3.Connection:
    """The index of the ledger of `out`, with all its lines; in memory where the folder cannot be written.

    Tables: `attempts`, `problems`; the view `documents` has the last attempt of each document.

    Args:
        out: the output folder.
        rebuild: make it anew.
    """
    try:
        return _synced_index(out, str(out / INDEX), rebuild=rebuild)
    except sqlite3.DatabaseError:  # damaged, or it cannot be written
        pass
    try:
        return _synced_index(out, str(out / INDEX), rebuild=True)
    except (sqlite3.DatabaseError, OSError):
        return _synced_index(out, ":memory:", rebuild=False)


def _synced_index(out: Path, name: str, *, rebuild: bool) -> sqlite3.Connection:
    if rebuild and name != ":memory:":
        Path(name).unlink(missing_ok=True)
    connection = sqlite3.connect(name, timeout=30)
    try:
        _take_in(connection, out / LEDGER)
    except BaseException:
        connection.close()
        raise
    return connection


def _take_in(connection: sqlite3.Connection, ledger: Path) -> None:
    """Take in the lines that the index lacks; all, where the ledger is not the one that it was made from."""
    connection.executescript(_TABLES)
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        known = dict(connection.execute("SELECT name, value FROM meta"))
        start, head = int(known.get("end", 0)), known.get("head", b"")
        if head != _head(ledger, len(head)) or start > _size(ledger):
            connection.execute("DELETE FROM attempts")
            connection.execute("DELETE FROM problems")
            start = 0
        for entry, end in read_entries(ledger, start):
            row = [_shown(getattr(entry, column)) for column in _COLUMNS]
            marks = ", ".join("?" * (len(_COLUMNS) + 1))
            insert = f"INSERT INTO attempts ({', '.join(_COLUMNS)}, line) VALUES ({marks})"  # noqa: S608 - names of ours
            number = connection.execute(insert, [*row, to_line(entry).decode()]).lastrowid
            connection.executemany(
                "INSERT INTO problems VALUES (?, ?, ?)",
                [(number, _shown(code), count) for code, count in entry.problems.items()],
            )
            start = end
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('end', ?)", [start])
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('head', ?)", [_head(ledger, min(start, 256))])


def _shown(value: object) -> object:
    """A surrogate, which stands for a byte that is not UTF-8, cannot be stored as text."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _head(ledger: Path, count: int) -> bytes:
    try:
        with ledger.open("rb") as file:
            return file.read(count)
    except OSError:
        return b""


def _size(ledger: Path) -> int:
    try:
        return ledger.stat().st_size
    except OSError:
        return 0


@dataclass(frozen=True, slots=True)
class Overview:
    """What a ledger says of all its documents."""

    documents: int
    pages: int
    attempts: int
    by_status: dict[str, int]
    quarantined: int
    problems: dict[str, int]  #: code -> documents that have it
    slowest: list[tuple[str, float]]  #: record, seconds
    first: str  #: when the first attempt ended
    last: str


def overview(out: Path, *, rebuild: bool = False) -> Overview:
    """What the ledger of `out` says, over its index."""
    with closing(open_index(out, rebuild=rebuild)) as index:
        documents, pages, quarantined = index.execute(
            "SELECT count(*), coalesce(sum(pages), 0), coalesce(sum(state = 'quarantined'), 0) FROM documents"
        ).fetchone()
        attempts, first, last = index.execute(
            "SELECT count(*), coalesce(min(ended), ''), coalesce(max(ended), '') FROM attempts"
        ).fetchone()
        by_status = index.execute("SELECT status, count(*) AS n FROM documents GROUP BY 1 ORDER BY n DESC, 1")
        problems = index.execute(
            "SELECT code, count(*) FROM problems JOIN documents d ON d.id = problems.attempt GROUP BY 1 ORDER BY 1"
        )
        slowest = index.execute("SELECT record, seconds FROM documents ORDER BY seconds DESC, record LIMIT 5")
        return Overview(
            documents, pages, attempts, dict(by_status.fetchall()), quarantined, dict(problems.fetchall()),
            slowest.fetchall(), first, last,
        )  # fmt: skip
