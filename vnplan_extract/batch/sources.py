"""What is to be converted, and where each record goes."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vnplan_extract.batch import store
from vnplan_extract.batch.apart import members_apart
from vnplan_extract.batch.files import split_at_archive
from vnplan_extract.batch.ledger import OWN_FILES, PARTS
from vnplan_extract.batch.shard import Shard
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers.archive import holds_archives, is_archive, is_left_out, members

#: The folder of the records, inside the output folder.
RECORDS = "records"
#: That of the tables which `vnplan export` makes of them.
EXPORT = "export"
#: The files of the report, and what they say near their beginning.
REPORTS = ("report.md", "report.html")
REPORT_MARK = "vnplan-extract report"
_REPORT_HEAD = 1000  # bytes that hold the mark
_NAME_BYTES = 255  # of a file name, on the usual file systems


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to convert, and the path of its record under `OUT/records/`."""

    path: Path
    record: Path
    size: int = -1  #: of an object
    stamp: str = ""  #: of an object; see `plan.Stamps`


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder that cannot be gone into, and why."""

    path: Path
    error: PlanError


def find_sources(
    paths: Sequence[Path], out: Path, limits: Limits | None = None, shard: Shard | None = None
) -> tuple[list[SourceFile], list[Unreadable]]:
    """The files of `paths`, folders with all their subfolders, by name; a folder's files before its subfolders.

    Left out of folders: hidden files and folders (`.name`), what office programs and desktops
    leave behind (`~$plan.docx`, `Thumbs.db`), linked folders (which may lead in a circle), and
    the output folder itself. A file that two arguments hold is taken once.

    A record's path is that of its file below the argument, `plan.pdf` giving `plan.pdf.json`. Where two
    arguments would give two files one record (or an archive of one be called like a folder of another), as much of each
    argument's own path is put in front as tells them apart.

    A ZIP archive is taken as a folder of its members: the path of one is `plans.zip/plan.pdf`, its record's
    `plans.zip/plan.pdf.json`. One that cannot be opened, or is over a limit, is a file itself.

    A URL is taken as a folder of the objects below it, or as the object at it; a ZIP archive there is not gone into.

    Args:
        paths: files, folders and URLs.
        out: the output folder.
        limits: the bounds for archives; those of the environment by default.
        shard: only the files of this shard, an archive with all its members. Whose a file is depends on the path of its
            record alone; no other shard's files are opened.

    Returns:
        The files, and what cannot be read (of a shard, only the first has it).

    Raises:
        PlanError: E235 what looks like a URL and cannot be used.
    """
    unreadable: list[Unreadable] = []
    taken: set[Path] = set()
    found: list[tuple[Path, list[tuple[Path, Path]]]] = []  # an argument's own folder; its files, path below it
    objects: dict[Path, store.Found] = {}
    for argument in paths:
        store.check_url(argument)
        root = _absolute(argument)
        here: Iterable[Path]
        if store.as_url(argument):
            here = listed = _objects(argument, out, unreadable)
            objects |= listed
            folder = root.parent if argument in listed else root
        else:
            here = _files(argument, out.resolve(), unreadable)
            folder = root if root.is_dir() else root.parent
        files = []
        for path in here:
            absolute = _absolute(path)
            if taken.isdisjoint((absolute, *absolute.parents)):  # a parent that is a file is an archive
                taken.add(absolute)
                files.append((path, absolute.relative_to(folder)))
        found.append((folder, files))
    depths = _prefix_depths([(folder, [below for _, below in files]) for folder, files in found])
    sources = []
    for (folder, files), depth in zip(found, depths, strict=True):
        for path, below in files:
            key = _prefix(folder, depth) / below
            if shard and not shard.holds(key):
                continue
            if path in objects:
                sources.append(SourceFile(path, _record_path(key), objects[path].size, objects[path].stamp))
            else:
                names = _members(path, limits or Limits.from_environment()) or [""]
                mine = (name for name in names if not name or _absolute(path / name) not in taken)
                sources += [SourceFile(path / name, _record_path(key / name)) for name in mine]
    if shard and shard.number > 1:
        unreadable.clear()
    return sources, unreadable


def is_own_report(path: Path) -> bool:
    """Whether a file is a report that was written here, and no document of that name.

    Raises:
        OSError: it cannot be read.
    """
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return is_report(file.read(_REPORT_HEAD))


def is_report(text: bytes) -> bool:
    """Whether a text, or its beginning, is that of a report."""
    return REPORT_MARK.encode() in text[:_REPORT_HEAD]


def _objects(argument: Path, out: Path, unreadable: list[Unreadable]) -> dict[Path, store.Found]:
    """The objects below a URL by name, or the one at it; left out is what `_files` leaves out."""
    try:
        listed = store.listing(str(store.as_url(argument)))
    except PlanError as error:
        unreadable.append(Unreadable(argument, error))
        return {}
    own = {out / RECORDS, out / PARTS, *(out / name for name in OWN_FILES)} if argument == out else {out}
    found = {}
    for entry in listed:
        path = argument / entry.name
        if not entry.name:
            found[path] = entry
        elif not store.is_fit(entry.name):
            url = f"{store.shown(argument)}/{entry.name}"
            unreadable.append(Unreadable(path, PlanError("E235", url=url, detail="'//', '.', '..'")))
        elif own.isdisjoint((path, *path.parents)) and not any(map(is_left_out, entry.name.split("/"))):
            found[path] = entry
    if not listed:
        unreadable.append(Unreadable(argument, PlanError("E201", path=store.shown(argument))))
    return found


def _members(path: Path, limits: Limits) -> list[str]:
    """The members of an archive, none of another file; one in which others are is to be unpacked by a child."""
    # What goes wrong here is told by the record of the archive itself.
    with suppress(OSError, PlanError), path.open("rb") as file:
        limits.check("file_bytes", os.fstat(file.fileno()).st_size)
        if is_archive(file):
            return members_apart(path, limits) if holds_archives(file, limits) else members(file, limits)
    return []


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links, whose names count here


def _record_path(below: Path) -> Path:
    name = below.name + ".json"
    encoded = os.fsencode(name)
    if len(encoded) > _NAME_BYTES:  # cut, and told apart by a hash
        mark = f"~{hashlib.sha256(encoded).hexdigest()[:16]}.json"
        name = os.fsdecode(os.fsencode(below.name)[: _NAME_BYTES - len(mark)]) + mark
    return below.with_name(name)


def _prefix(folder: Path, depth: int) -> Path:
    return Path(*folder.parts[1:][-depth:]) if depth else Path()


def _prefix_depths(arguments: list[tuple[Path, list[Path]]]) -> list[int]:
    """How many names of each argument's folder go in front of its records, so that no two are the same."""
    depths = [0] * len(arguments)
    while True:
        names = [
            {_prefix(folder, depth) / below for below in files}
            for (folder, files), depth in zip(arguments, depths, strict=True)
        ]
        counts = Counter(name for group in names for name in group)
        if len(names) > 1:  # a folder of one argument may be called like an archive of another, which is one too
            counts.update(folder for group in names for folder in {folder for name in group for folder in name.parents})
        clashing = [index for index, group in enumerate(names) if any(counts[name] > 1 for name in group)]
        grown = [index for index in clashing if depths[index] < len(arguments[index][0].parts) - 1]
        if not grown:
            return depths
        for index in grown:
            depths[index] += 1


def _files(argument: Path, out: Path, unreadable: list[Unreadable]) -> Iterator[Path]:
    try:
        mode = argument.stat().st_mode
    except OSError as error:
        if isinstance(error, NotADirectoryError) and split_at_archive(argument):
            yield argument
        else:
            unreadable.append(Unreadable(argument, _cannot_reach(argument, error)))
        return
    if not stat.S_ISDIR(mode):
        yield argument
        return
    pending = [argument]
    skipped = {out / RECORDS, out / PARTS, out / EXPORT} if argument.resolve() == out else {out}
    own = {argument / name for name in OWN_FILES} if argument.resolve() == out else set()
    reports = {argument / name for name in REPORTS} if argument.resolve() == out else set()
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as entries:
                children = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            unreadable.append(Unreadable(folder, _cannot_reach(folder, error)))
            continue
        subfolders = []
        for child in children:
            path = folder / child.name
            if is_left_out(child.name) or path in own:
                continue
            try:
                if path in reports and is_own_report(path):
                    continue
                if child.is_dir(follow_symlinks=False):
                    if path.resolve() not in skipped:
                        subfolders.append(path)
                elif child.is_file():
                    yield path
                elif child.is_symlink():
                    path.stat()  # a link to a folder is left out; one that leads nowhere is told
            except OSError as error:
                unreadable.append(Unreadable(path, _cannot_reach(path, error)))
        pending.extend(reversed(subfolders))


def _cannot_reach(path: Path, error: OSError) -> PlanError:
    is_missing = error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
    return PlanError("E201" if is_missing else "E202", path=path)
