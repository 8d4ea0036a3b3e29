"""The letters of document numbers: `112/QD-TTg` → `112/QĐ-TTg`, from the tables of document types and agencies.

Source: Nghị định 30/2020/NĐ-CP, Annex III, for the codes of types; the others as `data/` has them. The digits are
never touched.
"""

from __future__ import annotations

import re
from functools import cache

from vnplan_extract.data.agency_table import agencies
from vnplan_extract.data.document_numbers import LOCAL_CODES
from vnplan_extract.data.type_table import document_types
from vnplan_extract.normalise.restore.channel import Channel, align
from vnplan_extract.normalise.restore.letters import base, skeleton

_PART = re.compile(r"[^\W\d_]+")
_LEAST = -2.6  #: logarithm a letter below which a code explains too little
_MARGIN = 1.0


@cache
def _by_skeleton() -> dict[str, tuple[str, ...]]:
    types = {code for row in document_types() for code in (row.code, *row.other_codes) if code}
    bodies = {code for row in agencies() for code in row.number_codes}
    found: dict[str, set[str]] = {}
    for code in types | bodies | LOCAL_CODES:
        for part in _PART.findall(code):
            found.setdefault(skeleton(part), set()).add(part)
    # Of two codes of one skeleton that with Đ is the printed one: engines lose its stroke and never add one.
    return {key: tuple(sorted(parts, key=lambda part: (-_marks(part), part))) for key, parts in found.items()}


def _marks(code: str) -> int:
    return sum(letter in "ĐƯƠÂĂÊÔ" for letter in code)


def restored(number: str, channel: Channel) -> str:
    """The number with the letters of its codes as printed, where they are codes that the tables know.

    Args:
        number: `112/QD-TTg`, as read.
        channel: how the document's letters are misread.
    """
    first = re.search(r"[/-]", number)
    if first is None:
        return number
    head, tail = number[: first.start()], number[first.start() :]
    return head + _PART.sub(lambda match: code(match[0], channel), tail)


def code(read: str, channel: Channel) -> str:
    """One code as printed; as read where no code explains it."""
    known = _by_skeleton()
    if skeleton(read) in known and not read.islower():
        parts = known[skeleton(read)]
        return next((part for part in parts if _plain(part) == _plain(read)), parts[0])
    if len(read) < 2 or read.islower():
        return read
    ranked = sorted(
        (
            (align(part, read, channel)[0], part)
            for parts in known.values()
            for part in parts[:1]
            if abs(len(part) - len(read)) <= 1
        ),
        key=lambda item: (-item[0], item[1]),
    )
    if not ranked or ranked[0][0] < _LEAST * len(read):
        return read
    if len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _MARGIN:
        return read
    return ranked[0][1]


def _plain(code: str) -> str:
    return "".join(map(base, code))
