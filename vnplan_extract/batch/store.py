"""Files and objects: what lies at `s3://bucket/key` is read and written whole, over fsspec.

A URL goes through the program as a path, in which the two slashes are one (`Path("s3://bucket/key")`); `as_url` gives
it back. To write an object is atomic, and nothing is appended or renamed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.optional import optional

#: Where an object is written whole or not at all -> the package for it, which the extra of the same name brings.
_STORES = {"s3": "s3fs", "gs": "gcsfs", "abfs": "adlfs"}
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/+(.*)", re.DOTALL)
_UNFIT = ("", ".", "..")  # parts of a key that no path can hold


@dataclass(frozen=True, slots=True)
class Found:
    """An object below a URL."""

    name: str  #: its key below the URL; empty where the URL is that of an object
    size: int
    stamp: str  #: changes with the content


def as_url(path: Path | str) -> str | None:
    """The URL that a path means; None for a path of this machine."""
    found = _URL.fullmatch(str(path))
    return f"{found[1]}://{found[2]}" if found and found[1] in _STORES else None


def shown(path: Path | str) -> str:
    """A path as a person writes it."""
    return as_url(path) or str(path)


def absolute(path: Path) -> Path:
    """A path from the root of the file system, its links kept; a URL as it is."""
    return path if as_url(path) else Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def check_url(path: Path) -> None:
    """Raise E235 for what looks like a URL and is none that can be used."""
    found = _URL.fullmatch(str(path))
    if found and found[1] not in _STORES and not Path(path.parts[0]).exists():
        known = ", ".join(f"{name}://" for name in _STORES)
        raise PlanError("E235", url=f"{found[1]}://{found[2]}", detail=f"{found[1]}: {known}")


def read(path: Path | str, limits: Limits | None = None) -> bytes:
    """The bytes of a file of this machine or of an object.

    Raises:
        OSError: the file cannot be read.
        PlanError: the object cannot be read: E201 it is not there, E202 it may not be read, E206 a package is missing,
            E235 the store does not answer; E105 it is larger than `limits.file_bytes`.
    """
    if not (url := as_url(path)):
        return Path(path).read_bytes()
    with _told(url):
        files = _files(url)
        if limits:
            limits.check("file_bytes", files.info(url)["size"])
        data: bytes = files.cat_file(url)
        return data


def write(url: str, data: bytes, *, new: bool = False) -> bool:
    """Write an object; if it is to be `new`, say whether it is: one that was there is left.

    Raises:
        PlanError: E203 it cannot be written, E206 a package is missing.
    """
    with _told(url, writing=True):
        try:
            _files(url).pipe_file(url, data, mode="create" if new else "overwrite")
        except FileExistsError:
            return False
    return True


def upload(path: Path, url: str) -> None:
    """Write an object from a file, which may be large.

    Raises:
        PlanError: E203 it cannot be written, E206 a package is missing.
    """
    with _told(url, writing=True):
        _files(url).put_file(str(path), url)


def remove(url: str) -> None:
    """Remove an object, if it is there and may be removed."""
    with suppress(Exception):
        _files(url).rm_file(url)


def listing(url: str) -> list[Found]:
    """What lies below a URL, by name, a folder's objects before those of its subfolders; or what lies at it.

    Raises:
        PlanError: E201 there is nothing and no bucket, E202 it may not be listed, E206 a package is missing, E235 the
            store does not answer.
    """
    with _told(url):
        files = _files(url)
        root = files._strip_protocol(url).rstrip("/")
        entries = files.find(url, detail=True)
        found = [
            Found(name.removeprefix(root).removeprefix("/"), entry["size"], _stamp(entry))
            for name, entry in entries.items()
            if entry["type"] == "file" and not name.endswith("/")
        ]
        return sorted(found, key=lambda one: _place(one.name))


def _place(name: str) -> list[tuple[bool, str]]:
    """What sorts keys as a tree is gone through: the files of a folder by name, then its subfolders."""
    *folders, last = name.split("/")
    return [*((True, folder) for folder in folders), (False, last)]


def is_fit(name: str) -> bool:
    """Whether a key can be the path of a record: no part of it is empty, `.` or `..`."""
    return "\0" not in name and not any(part in _UNFIT for part in name.split("/"))


def modified(url: str) -> float | None:
    """When an object was written, in seconds since 1970; None where there is none."""
    try:
        with _told(url):
            return float(_files(url).modified(url).timestamp())
    except PlanError as error:
        if error.kind.code != "E201":
            raise
        return None


def _stamp(entry: dict[str, Any]) -> str:
    tag = entry.get("ETag") or entry.get("etag") or entry.get("LastModified") or entry.get("last_modified") or ""
    return f"{entry['size']}:{tag}".replace('"', "")


@cache
def _file_system(protocol: str) -> Any:
    optional(_STORES[protocol], protocol)
    return optional("fsspec", protocol).filesystem(protocol, use_listings_cache=False)


def _files(url: str) -> Any:
    return _file_system(url.partition(":")[0])


@contextmanager
def _told(url: str, *, writing: bool = False) -> Iterator[None]:
    """What a file system raises, as errors of the table."""
    try:
        yield
    except PlanError:
        raise
    except Exception as error:
        detail = str(error).strip().partition("\n")[0] or type(error).__name__
        if writing:
            raise PlanError("E203", path=url, detail=detail) from error
        if isinstance(error, FileNotFoundError):
            raise PlanError("E201", path=url) from error
        if isinstance(error, PermissionError):
            raise PlanError("E202", path=url) from error
        raise PlanError("E235", url=url, detail=detail) from error
