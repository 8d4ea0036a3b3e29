"""The lists of a Word 97-2003 document ([MS-DOC] 2.4.6.3)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from vnplan_extract.readers.doc_file import Part, WordFile
from vnplan_extract.readers.list_numbers import Level, ListCounter, NumberedList

#: Kind of number ([MS-OSHARED] 2.2.1.3, MSONFC) -> its name in ISO/IEC 29500-1; others count in decimals.
_FORMATS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero",
    23: "bullet", 255: "none",
}  # fmt: skip
_LEVELS = 9
_ABSENT = 0x0FFF


@dataclass(slots=True)
class _Reader:
    raw: bytes
    at: int = 0

    def take(self, size: int) -> bytes:
        found = self.raw[self.at : self.at + size]
        self.at += size
        return found

    def level(self) -> Level | None:
        """The level that stands here ([MS-DOC] 2.9.150, LVL), None where the data ends."""
        head = self.take(28)
        if len(head) < 28:
            return None
        start, kind, flags = struct.unpack_from("<iBB", head)
        paragraph_size, restart = head[25], head[26]
        self.take(head[24] + paragraph_size)
        units = self.take(2 * int.from_bytes(self.take(2), "little"))
        text = "".join(
            f"%{unit + 1}" if unit < _LEVELS else chr(unit)
            for unit in struct.unpack(f"<{len(units) // 2}H", units[: len(units) // 2 * 2])
        )
        never = restart if flags & 0x08 else None
        return Level(start, _FORMATS.get(kind, "decimal"), text, never, bool(flags & 0x04))


class DocLists:
    """Which lists paragraphs may name, and how far each has counted."""

    def __init__(self, file: WordFile) -> None:
        levels, self._style_levels = _abstract_lists(*file.part_with_rest(Part.LISTS))
        uses = _uses(file.part(Part.LIST_USES))
        self._abstract = {key: use.abstract for key, use in uses.items()}
        self._counter = ListCounter(levels, uses)

    def next(self, use: int, level: int | None, style: int) -> str:
        """Count a paragraph on; its number or bullet as printed, `""` where it has none.

        Args:
            use: which use of a list, from 1.
            level: its level, from 0; None takes the one that is tied to the style.
            style: the number of the paragraph's style.
        """
        key = str(use)
        if key not in self._abstract:
            return ""
        if level is None:
            level = self._style_levels.get((self._abstract[key], style), 0)
        return self._counter.next(key, level)


def _abstract_lists(raw: bytes, rest: bytes) -> tuple[dict[str, dict[int, Level]], dict[tuple[str, int], int]]:
    """Lists by id, and the levels that are tied to styles: (list, style) -> level."""
    found: dict[str, dict[int, Level]] = {}
    styles: dict[tuple[str, int], int] = {}
    heads = _Reader(raw, 2)
    levels = _Reader(rest)
    for _ in range(int.from_bytes(raw[:2], "little")):
        head = heads.take(28)
        if len(head) < 28:
            break
        key = str(struct.unpack_from("<i", head)[0])
        simple = bool(head[26] & 1)
        for index, style in enumerate(struct.unpack_from(f"<{_LEVELS}H", head, 8)):
            if style != _ABSENT:
                styles.setdefault((key, style), index)
        of_list: dict[int, Level] = {}
        for index in range(1 if simple else _LEVELS):
            level = levels.level()
            if level is not None:
                of_list[index] = level
        found[key] = of_list
    return found, styles


def _uses(raw: bytes) -> dict[str, NumberedList]:
    """The uses of lists by number, from 1, with their own starts and levels ([MS-DOC] 2.9.131, LFO)."""
    count = int.from_bytes(raw[:4], "little")
    heads, more = _Reader(raw, 4), _Reader(raw, 4 + 16 * count)
    uses: dict[str, NumberedList] = {}
    for number in range(1, count + 1):
        head = heads.take(16)
        if len(head) < 16 or more.at > len(raw):
            break
        use = NumberedList(str(struct.unpack_from("<i", head)[0]))
        more.take(4)
        for _ in range(head[12]):
            override = more.take(8)
            if len(override) < 8:
                break
            start, flags = struct.unpack("<iI", override)
            if flags & 0x20:  # with a level of its own
                level = more.level()
                if level is not None:
                    use.levels[flags & 0x0F] = level
                    if flags & 0x10:
                        use.starts[flags & 0x0F] = level.start
            elif flags & 0x10:
                use.starts[flags & 0x0F] = start
        uses[str(number)] = use
    return uses
