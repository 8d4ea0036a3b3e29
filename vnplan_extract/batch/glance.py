"""How many pages a file has, as far as a look at its beginning and its end tells; nothing of it is trusted."""

from __future__ import annotations

import os
import re
import stat
import zlib
from pathlib import Path

_HEAD, _TAIL = 1 << 14, 1 << 16
_MOST_UNPACKED = 1 << 20
#: The first object of a file for the web says how many pages there are (ISO 32000-1, F.3.3).
_LINEARIZED = re.compile(rb"/Linearized\b[^>]{0,300}?/N\s+(\d{1,7})\b")
#: The root of the tree of pages counts all of them (7.7.3.2); nodes below it have a parent.
_TREE = re.compile(rb"/Type\s*/Pages\b")
_COUNT = re.compile(rb"/Count\s+(\d{1,7})\b")
#: Objects may be packed together (7.5.7).
_PACKED = re.compile(rb"/ObjStm\b[^>]{0,300}>>\s*stream\r?\n")


def pages_at_a_glance(path: Path) -> int | None:
    """The pages of a PDF, read from at most 80 KB of it; None where that does not tell, or of another file."""
    try:
        head, tail = _ends(path)
    except OSError:
        return None
    if b"%PDF-" not in head[:1024]:
        return None
    if found := _LINEARIZED.search(head):
        return int(found[1])
    parts = [tail, head, *_unpacked(tail), *_unpacked(head)]
    return max((count for part in parts for count in _roots(part)), default=None)


def _ends(path: Path) -> tuple[bytes, bytes]:
    """The beginning and the end of a plain file; of a pipe or a device nothing."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - it is open already
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return b"", b""
        head = file.read(_HEAD)
        file.seek(max(len(head), found.st_size - _TAIL))
        return head, file.read(_TAIL)


def _unpacked(part: bytes) -> list[bytes]:
    unpacked = []
    for stream in _PACKED.finditer(part):
        try:
            unpacked.append(zlib.decompressobj().decompress(part[stream.end() :], _MOST_UNPACKED))
        except zlib.error:
            continue
    return unpacked


def _roots(part: bytes) -> list[int]:
    """What the roots of trees of pages in a part of a file count."""
    counts = []
    for node in _TREE.finditer(part):
        begin, end = part.rfind(b"<<", 0, node.start()), part.find(b">>", node.end())
        dictionary = part[max(begin, 0) : end if end >= 0 else len(part)]
        count = _COUNT.search(dictionary)
        if count and b"/Parent" not in dictionary:
            counts.append(int(count[1]))
    return counts
