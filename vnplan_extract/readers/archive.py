r"""ZIP archives of documents: their members by name, each read within limits.

Nothing is written to disk, and no size that an archive states is trusted. A member's name is made safe (`../` and the
like are taken out, `\` is `/`), and one that two members share is told apart (`plan (2).pdf`). A member of an archive
inside an archive is named `inner.zip/plan.pdf`. Folders, links and what operating systems and office programs leave
behind are no members.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import sniff

_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, RuntimeError, EOFError, IndexError)
_ARCHIVE_ENDING = ".zip"
_NOT_DOCUMENTS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_CHUNK = 1 << 20
_SMALL = 2_000_000  #: bytes; below it no ratio of compression does harm
_LEAST_ENTRY = 46  #: bytes of an entry of the directory, its name aside
_LONGEST_PART = 200  #: bytes of one part of a name, so that a record can be named after it
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")
_SHOWN_MEMBERS = 10  # of an error


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked."""

    limits: Limits
    entries: int = 0
    bytes: int = 0

    def take(self, entries: int, unpacked: int) -> None:
        self.entries += entries
        self.bytes += unpacked
        self.limits.check("archive_entries", self.entries)
        self.limits.check("archive_bytes", self.bytes)


def is_left_out(name: str) -> bool:
    """Whether a name is that of no document: of a hidden file, or of what an office program or a desktop leaves."""
    return name.startswith((".", "~$")) or name.lower() in _NOT_DOCUMENTS


def is_archive(file: IO[bytes]) -> bool:
    """Whether an open file is a plain ZIP archive and no document that is kept as one (DOCX, XLSX, ODT)."""
    file.seek(0)
    head = file.read(1024)
    if not head.startswith(b"PK"):
        return False
    if sniff.directory_bytes(file) > sniff.MOST_DIRECTORY_BYTES:
        return True
    try:
        with zipfile.ZipFile(file) as archive:
            return sniff.zip_type(set(archive.namelist()), head) == sniff.ZIP
    except _BROKEN:
        return False


def holds_archives(file: IO[bytes], limits: Limits) -> bool:
    """Whether a member of an archive may be an archive, so that `members` unpacks it.

    Raises:
        PlanError: E103 damaged, E105 over a limit.
    """
    with _opened(file, limits) as archive:
        return any(name.lower().endswith(_ARCHIVE_ENDING) for name in _entries(archive, _Budget(limits)))


def members(file: IO[bytes], limits: Limits) -> list[str]:
    """The names of all members, those of archives inside it included, in the order of the archive.

    Raises:
        PlanError: E103 damaged, E105 over a limit.
    """
    return list(dict.fromkeys(name for name, _ in _walk(file, limits, _Budget(limits), 1)))


def read_member(file: IO[bytes], name: str, limits: Limits) -> bytes:
    """The bytes of the member with a name that `members` gives.

    Raises:
        PlanError: E103 damaged, E104 encrypted, E105 over a limit, E201 there is no such member.
    """
    data = _find(file, PurePosixPath(name).as_posix(), limits, _Budget(limits), 1)
    if data is None:
        raise PlanError("E201", path=name)
    return data


def only_member(data: bytes, limits: Limits) -> tuple[str, bytes]:
    """The one document of an archive: its name and its bytes.

    Raises:
        PlanError: E101 there is none, E103 damaged, E104 encrypted, E105 over a limit, E111 there are several.
    """
    file = io.BytesIO(data)
    names = members(file, limits)
    if not names:
        raise PlanError("E101")
    if len(names) > 1:
        shown = ", ".join(names[:_SHOWN_MEMBERS]) + (", …" if len(names) > _SHOWN_MEMBERS else "")
        raise PlanError("E111", count=len(names), members=shown)
    return names[0], read_member(file, names[0], limits)


def _walk(file: IO[bytes], limits: Limits, budget: _Budget, depth: int) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The members with their entries; an archive in it that cannot be opened is a member itself."""
    with _opened(file, limits) as archive:
        for name, entry in _entries(archive, budget).items():
            inner: list[str] | None = None
            if name.lower().endswith(_ARCHIVE_ENDING) and depth < limits.archive_depth:
                try:
                    data = io.BytesIO(_read(archive, entry, limits))
                    inner = [path for path, _ in _walk(data, limits, budget, depth + 1)] if is_archive(data) else None
                except PlanError as error:
                    if error.fields.get("limit") in ("archive_entries", "archive_bytes"):
                        raise
            if inner is None:
                yield name, entry
            else:
                yield from ((f"{name}/{path}", entry) for path in inner)


def _find(file: IO[bytes], name: str, limits: Limits, budget: _Budget, depth: int) -> bytes | None:
    with _opened(file, limits) as archive:
        entries = _entries(archive, budget)
        if name in entries:
            if name.lower().endswith(_ARCHIVE_ENDING):
                limits.check("archive_depth", depth + 1)
            return _read(archive, entries[name], limits)
        for outer, entry in entries.items():
            if name.startswith(outer + "/") and depth < limits.archive_depth:
                data = io.BytesIO(_read(archive, entry, limits))
                found = _find(data, name[len(outer) + 1 :], limits, budget, depth + 1) if is_archive(data) else None
                if found is not None:
                    return found
    return None


def _opened(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    if (size := sniff.directory_bytes(file)) > sniff.MOST_DIRECTORY_BYTES:
        limits.check("archive_entries", size // _LEAST_ENTRY)
    try:
        return zipfile.ZipFile(file)
    except _BROKEN as error:
        raise PlanError("E103", detail="the zip container cannot be opened") from error


def _entries(archive: zipfile.ZipFile, budget: _Budget) -> dict[str, zipfile.ZipInfo]:
    """The documents of an archive by safe and different names."""
    infos = archive.infolist()
    budget.take(len(infos), sum(info.file_size for info in infos))
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
            continue
        parts = _safe_parts(_stored_name(info))
        if not parts or any(is_left_out(part) for part in parts):
            continue
        path = PurePosixPath(*parts)
        name, count = path.as_posix(), 1
        while name in found:
            count += 1
            name = path.with_name(f"{path.stem} ({count}){path.suffix}").as_posix()
        found[name] = info
    return found


def _stored_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; many programs write UTF-8 without saying so."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _safe_parts(name: str) -> list[str]:
    parts = [part for part in _CONTROL.sub("_", name).replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if parts and _DRIVE.fullmatch(parts[0]):
        del parts[0]
    return [_cut(part) for part in parts]


def _cut(part: str) -> str:
    """A part of a name that a file system can hold, with its ending."""
    if len(part.encode("utf-8", "replace")) <= _LONGEST_PART:
        return part
    suffix = PurePosixPath(part).suffix[:16]
    stem = part.encode("utf-8", "replace")[: _LONGEST_PART - len(suffix.encode()) - 9].decode("utf-8", "ignore")
    return f"{stem}~{zlib.crc32(part.encode('utf-8', 'replace')):08x}{suffix}"


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """The bytes of an entry, unpacked piece by piece up to the limits."""
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise PlanError("E104")
    limits.check("file_bytes", info.file_size)
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as member:
            while part := member.read(_CHUNK):
                size += len(part)
                limits.check("file_bytes", size)
                if size > _SMALL:
                    limits.check("archive_ratio", size // max(1, info.compress_size))
                parts.append(part)
    except _BROKEN as error:
        raise PlanError("E103", detail=f"{_stored_name(info)}: {error}"[:150]) from error
    return b"".join(parts)
