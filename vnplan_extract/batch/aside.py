"""A folder for the time of writing: its files are renamed at the end; what a kill leaves of it the next removes."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

_PREFIX = ".tmp-vnplan-"


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A temporary folder inside `folder`, on its file system; removed at the end.

    It is locked for as long as it is in use. What is unlocked there was left by a process that was killed, and is
    removed first.

    Args:
        folder: made where it is missing.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    remove_left(folder)
    path, lock = _locked(folder)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def remove_left(folder: Path) -> None:
    """Remove the temporary folders in `folder` that no living process uses."""
    for path in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # it is in use, or gone
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)


def _locked(folder: Path) -> tuple[Path, int]:
    """A new folder and its lock."""
    while True:
        path = Path(mkdtemp(prefix=_PREFIX, dir=folder))
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        with suppress(OSError):  # a file system without locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return path, lock
        os.close(lock)  # another process took it for a left one before it was locked
