"""Which drawn shape belongs to which group, in the drawings of a Word 97-2003 document ([MS-ODRAW] 2.2)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_DRAWINGS, _DRAWING, _GROUP, _SHAPE, _IDENTITY = 0xF000, 0xF002, 0xF003, 0xF004, 0xF00A
_MAX_DEPTH = 50  #: groups within groups; what is deeper is left out


def outermost_groups(drawings: bytes) -> dict[int, int]:
    """Id of each shape -> id of the outermost group that it is in, its own where it is in none.

    Args:
        drawings: the part `DggInfo`: one record for all drawings, then each drawing behind a byte that tells
            whether it is of the text or of the heads ([MS-DOC] 2.9.172).
    """
    found: dict[int, int] = {}
    kind, start, size = next(_records(drawings), (0, 0, 0))
    if kind != _DRAWINGS:
        return found
    at = start + size
    while at + 9 <= len(drawings):
        size = int.from_bytes(drawings[at + 5 : at + 9], "little")
        record = drawings[at + 1 : at + 9 + size]
        for kind, start, length in _records(record):
            if kind == _DRAWING:
                _walk(record[start : start + length], None, 0, found)
        at += 9 + size
    return found


def _walk(raw: bytes, group: int | None, depth: int, found: dict[int, int]) -> None:
    """Note the shapes of a drawing (depth 0), of its root group (1), of a group (2 and more)."""
    if depth > _MAX_DEPTH:
        return
    first = True
    for kind, start, size in _records(raw):
        body = raw[start : start + size]
        if kind == _GROUP:
            _walk(body, group, depth + 1, found)
        elif kind == _SHAPE:
            identity = next((body[at : at + 4] for inner, at, _ in _records(body) if inner == _IDENTITY), b"")
            shape = int.from_bytes(identity, "little")
            if group is None and first and depth > 1:
                group = shape  # the first shape of a group stands for the group itself
            found[shape] = shape if group is None else group
        first = False


def _records(raw: bytes) -> Iterator[tuple[int, int, int]]:
    """(type, start of the content, its length) of the records that stand side by side."""
    at = 0
    while at + 8 <= len(raw):
        kind, size = struct.unpack_from("<HI", raw, at + 2)
        yield kind, at + 8, size
        at += 8 + size
