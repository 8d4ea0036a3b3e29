"""One file to one record: reading, extracting, writing, and the record of what could not be read."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from vnplan_extract.batch import store
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import sniff
from vnplan_extract.readers.archive import is_archive, read_member
from vnplan_extract.readers.content import Progress
from vnplan_extract.record import Record

_HEAD_BYTES = 1 << 16  # enough to tell a file's type
_FULL_SECONDS = 10.0  # a full disk is waited for: a document may have filled it, whose files go with its end


def read_file(path: Path, limits: Limits) -> bytes:
    """The bytes of the file at `path`, which may lie in a ZIP archive (`plans.zip/2024/plan.pdf`) or be a URL.

    Raises:
        PlanError: E201 it is not there, E202 it may not be read, E209 it is a folder, E105 it is
            larger than `limits.file_bytes` (then it is not read); of one in an archive also E103 damaged, E104
            encrypted; of an object also E206 a package is missing, E235 the store does not answer.
    """
    if store.as_url(path):
        return store.read(path, limits)
    try:
        with path.open("rb") as file:
            limits.check("file_bytes", os.fstat(file.fileno()).st_size)
            data = file.read(limits.file_bytes + 1)
    except NotADirectoryError as error:
        if inside := split_at_archive(path):
            return _read_inside(*inside, limits)
        raise PlanError("E201", path=path) from error
    except FileNotFoundError as error:
        raise PlanError("E201", path=path) from error
    except IsADirectoryError as error:
        raise PlanError("E209", path=path) from error
    except OSError as error:
        raise PlanError("E202", path=path) from error
    limits.check("file_bytes", len(data))
    return data


def sha256_of(path: Path) -> str:
    """The hash of a file, which is not held in memory.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def split_at_archive(path: Path) -> tuple[Path, str] | None:
    """The archive that `path` leads into and the name in it; None where no part of the path is a ZIP archive."""
    for parent in path.parents:
        if parent.is_file():
            with suppress(OSError), parent.open("rb") as file:
                return (parent, path.relative_to(parent).as_posix()) if is_archive(file) else None
            return None
    return None


def _read_inside(archive: Path, member: str, limits: Limits) -> bytes:
    try:
        with archive.open("rb") as file:
            limits.check("file_bytes", os.fstat(file.fileno()).st_size)
            return read_member(file, member, limits)
    except PlanError as error:
        if error.kind.code == "E201":
            raise PlanError("E201", path=archive / member) from error
        raise
    except OSError as error:
        raise PlanError("E202", path=archive) from error


def extract_file(
    path: Path, limits: Limits, progress: Progress | None = None, on_stage: Callable[[str], None] | None = None
) -> Record:
    """The record of the file at `path`, also where it is no document that can be read.

    Args:
        path: of the file.
        limits: the bounds to keep.
        progress: called with (pages read, pages in all) after each page.
        on_stage: called with the name of each stage of `pipeline.run` as it begins.

    Raises:
        PlanError: E201, E202 or E209, as `read_file` says: there is nothing to make a record of.
    """
    from vnplan_extract import pipeline

    try:
        data = read_file(path, limits)
    except PlanError as error:
        if error.kind.status is None:
            raise
        return failed_record(path, error)
    return pipeline.run(data, shown_name(path), limits=limits, progress=progress, on_stage=on_stage)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a record says of its source beside the name; the defaults are those of no bytes."""

    sha256: str = hashlib.sha256().hexdigest()
    bytes: int = 0
    media_type: str = sniff.TEXT


def file_facts(path: Path, limits: Limits) -> FileFacts:
    """The facts of the file at `path`; of one that cannot be read those of no bytes.

    A file is not read but for its hash and its beginning; one in an archive is unpacked, an object read.
    """
    if store.as_url(path) or split_at_archive(path):
        with suppress(PlanError):
            data = read_file(path, limits)
            return FileFacts(hashlib.sha256(data).hexdigest(), len(data), sniff.media_type(data))
        return FileFacts()
    with suppress(OSError), path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileFacts(digest, file.tell(), sniff.media_type(head))
    return FileFacts()


def failed_record(path: Path, error: PlanError, facts: FileFacts | None = None) -> Record:
    """The record of a file of which `error` left nothing.

    Args:
        path: of the file.
        error: what went wrong.
        facts: of the file, where they are known; `file_facts` gives them.
    """
    from vnplan_extract import pipeline

    facts = facts or file_facts(path, Limits.from_environment())
    record = pipeline.failed(b"", shown_name(path), error)
    return record.model_copy(update={"source": record.source.model_copy(update=asdict(facts))})


def shown_name(path: Path) -> str:
    """The name of the file, without its folders; bytes that are not UTF-8 are shown as U+FFFD."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def write_atomically(path: Path, text: str, temporary: Path) -> None:
    """Write `text` as UTF-8 to `path`, which then holds either all of it or what it held before.

    Args:
        path: its folders are made. It may be a URL.
        text: what to write.
        temporary: a path on the same file system, for the time of writing.

    Raises:
        PlanError: E203 it cannot be written.
    """
    if url := store.as_url(path):
        store.write(url, text.encode())
        return

    def write() -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())  # or a power failure could leave an empty file under the final name
            temporary.replace(path)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
            raise

    try:
        patiently(write)
    except OSError as error:
        raise PlanError("E203", path=path, detail=error.strerror) from error


def patiently(write: Callable[[], object]) -> None:
    """Write something, again for some seconds where the disk is full.

    Args:
        write: does it; can be called again where it failed.

    Raises:
        OSError: as `write` does.
    """
    patience = time.monotonic() + _FULL_SECONDS
    while True:
        try:
            write()
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT) or time.monotonic() > patience:
                raise
            time.sleep(0.1)
        else:
            return
