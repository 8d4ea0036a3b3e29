"""What a run has to do: which documents are new, changed, stale or to be tried again."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vnplan_extract.batch import store
from vnplan_extract.batch.fingerprint import limits_fingerprint
from vnplan_extract.batch.ledger import Entry
from vnplan_extract.batch.sources import SourceFile
from vnplan_extract.errors import PlanError, Status
from vnplan_extract.limits import Limits

#: `new`: never tried. `changed`: the file is another. `stale`: another version, model, table or option; or another
#: limit, where one ended it. `missing`: its record is gone or was never written. `unfinished`: its worker died, and the
#: run ended before the second try. `retry`: asked for.
Reason = Literal["new", "changed", "stale", "missing", "unfinished", "retry"]

#: What `--retry` takes beside the statuses.
QUARANTINED = "quarantined"
_OF_LIMITS = (Status.LIMIT_EXCEEDED, Status.TIMEOUT)


@dataclass(frozen=True, slots=True)
class Task:
    """One document to convert."""

    source: SourceFile
    reason: Reason = "new"
    size: int = -1  #: of the file; -1 where it is unknown, as in an archive
    stamp: str = ""  #: see `Stamps`
    attempts: int = 0  #: made before
    lost: int = 0  #: workers that it has cost without an end
    pages: int = 0  #: that it had before; 0 where that is not known


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, and what is done already."""

    tasks: list[Task] = field(default_factory=list)
    done: list[tuple[SourceFile, Entry]] = field(default_factory=list)
    left: int = 0  #: documents beyond the number asked for


@dataclass(frozen=True, slots=True)
class Selection:
    """What of the work is asked for."""

    retry: Collection[str] = ()  #: statuses, or `quarantined`, to be converted again
    only: str | None = None  #: a pattern of paths, as of file names in a shell
    limit: int | None = None  #: at most so many documents


def make_plan(
    sources: Iterable[SourceFile],
    entries: Mapping[str, Entry],
    records: Path,
    *,
    fingerprint: str,
    limits: Limits,
    selection: Selection | None = None,
) -> Plan:
    """What of `sources` is to be done.

    Args:
        sources: all documents.
        entries: the last of each document, from `ledger.latest`.
        records: the folder or the URL of the records.
        fingerprint: of this run.
        limits: of this run.
        selection: what is asked for; all by default.
    """
    selection = selection or Selection()
    stamps = Stamps()
    of_limits = limits_fingerprint(limits)
    is_there = _record_check(records)
    plan = Plan()
    left = 0
    for source in sources:
        if selection.only is not None and not _fits(source, selection.only):
            continue
        entry = entries.get(str(source.record))
        size, stamp = stamps.of(source)
        reason = _reason(source, entry, stamp, is_there, fingerprint, of_limits, selection.retry)
        if reason is None and entry:
            plan.done.append((source, entry))
        elif reason and selection.limit is not None and len(plan.tasks) >= selection.limit:
            left += 1
        elif reason:
            attempts, lost, pages = (entry.attempt, int(entry.state == "lost"), entry.pages) if entry else (0, 0, 0)
            if reason == "changed":
                attempts = lost = pages = 0
            plan.tasks.append(Task(source, reason, size, stamp, attempts, lost, pages))
    return Plan(plan.tasks, plan.done, left)


def retry_names(text: str) -> frozenset[str]:
    """What a list like `timeout,crashed` asks to be converted again.

    Raises:
        ValueError: it names something that is no status.
    """
    names = frozenset(filter(None, (name.strip() for name in text.split(","))))
    if unknown := names - {status.value for status in Status} - {QUARANTINED}:
        raise ValueError(", ".join(sorted(unknown)))
    return names


def all_tasks(sources: Sequence[SourceFile]) -> list[Task]:
    """Every document, whatever was done before."""
    stamps = Stamps()
    return [Task(source, "new", *stamps.of(source)) for source in sources]


def _fits(source: SourceFile, pattern: str) -> bool:
    below = str(source.record).removesuffix(".json")
    return any(fnmatch.fnmatchcase(path, pattern) for path in (below, source.path.name, str(source.path)))


def _reason(
    source: SourceFile,
    entry: Entry | None,
    stamp: str,
    is_there: Callable[[Path], bool],
    fingerprint: str,
    of_limits: str,
    retry: Collection[str],
) -> Reason | None:
    """Why it is to be converted; None where it is done."""
    if entry is None:
        return "new"
    if entry.stamp != stamp and not _is_same_file(source.path, entry):
        return "changed"
    if not entry.is_final:
        return "unfinished" if entry.state == "lost" else "missing"
    if entry.fingerprint != fingerprint or (entry.status in _OF_LIMITS and entry.limits != of_limits):
        return "stale"
    if entry.status in retry or (entry.state == QUARANTINED and QUARANTINED in retry):
        return "retry"
    return None if is_there(source.record) else "missing"


def _record_check(records: Path) -> Callable[[Path], bool]:
    """Says whether a record is there; of a store, which is slow to ask, everything is asked for at once."""
    if url := store.as_url(records):
        try:
            names = {found.name for found in store.listing(url) if found.size}
        except PlanError as error:
            if error.kind.code != "E201":
                raise
            names = set()
        return lambda record: record.as_posix() in names

    def is_there(record: Path) -> bool:
        try:
            return (records / record).stat().st_size > 0
        except OSError:
            return False

    return is_there


def _is_same_file(path: Path, entry: Entry) -> bool:
    """Whether a file that was moved or touched has the content that was converted."""
    from vnplan_extract.batch.files import sha256_of

    try:
        return path.is_file() and path.stat().st_size == entry.bytes and sha256_of(path) == entry.sha256
    except OSError:
        return False


class Stamps:
    """Size and time of change of files; of one in an archive, those of the archive."""

    def __init__(self) -> None:
        self._of_archives: dict[Path, str] = {}

    def of(self, source: SourceFile) -> tuple[int, str]:
        """The size of a file (-1 in an archive) and its stamp, with its absolute path."""
        path = source.path
        if source.stamp:
            return source.size, source.stamp
        try:
            found = path.stat()
        except NotADirectoryError:
            return -1, self._of_archive(path.parent)
        except OSError:
            return -1, ""
        return found.st_size, _stamp(path, found)

    def _of_archive(self, path: Path) -> str:
        if path not in self._of_archives:
            try:
                self._of_archives[path] = _stamp(path, path.stat())
            except NotADirectoryError:
                self._of_archives[path] = self._of_archive(path.parent)
            except OSError:
                return ""
        return self._of_archives[path]


def _stamp(path: Path, found: os.stat_result) -> str:
    return f"{found.st_size}:{found.st_mtime_ns}:{os.path.abspath(path)}"  # noqa: PTH100 - keeps links
