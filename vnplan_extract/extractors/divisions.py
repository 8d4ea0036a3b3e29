"""Divisions inside a body, which a plan can give work: `Phòng Nghiệp vụ`, `Văn phòng Sở`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnplan_extract import data
from vnplan_extract.extractors import naming
from vnplan_extract.extractors.agencies import Mention
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.syllables import is_syllable
from vnplan_extract.text import LOWER, UPPER

#: An office of a body that is named by its kind alone.
_OFFICE = re.compile(
    r"(?<!\w)(?:Văn\s+phòng|Thanh\s+tra)\s+(?:Sở|Bộ|Ban|Cục|Tỉnh ủy|Thành ủy|Huyện ủy|Thị ủy|Quận ủy|Đảng ủy)"
    rf"(?!\w)(?! [{UPPER}])"
)
_ROOM = re.compile(
    rf"(?<!\w)(?:(?<!Văn\s)(?<!văn\s)(?:Phòng|phòng)|(?<!Bách\s)Khoa|Vụ)[^\S\t]+"
    rf"(?!(?:Đông|Xuân|Hè|Thu|Mùa)(?!\w))(?=[{UPPER}][{LOWER}])"
)
#: How a room's name goes on: ` - `, ` và `, `, ` before a capital, or a word.
_WORD = re.compile(
    rf"(?P<link>[^\S\t]*[-–][^\S\t]*|,[^\S\t]+|[^\S\t]+(?:và|&)[^\S\t]+|[^\S\t]+)(?P<word>[{UPPER}{LOWER}][\w&]*)"
)
_FIRST_WORD = re.compile(r"[\w&]+")
_MOST_WORDS = 12
#: Words with which the next body of a list begins.
_OTHER_BODY = re.compile(
    r"(?:Ban|Bộ|Cục|Chi cục|Công an|Công ty|Công đoàn|Hội|Khoa(?! học)|Phòng|Sở|Trung tâm|UBND|Ủy ban"
    r"|Văn phòng|Vụ|Đoàn)(?!\w)"
)


def find(context: Context, mentions: list[Mention]) -> Iterator[Mention]:
    """The divisions that are not among the mentions of bodies; each is a mention of its own, not an agency.

    Args:
        context: the document.
        mentions: the bodies that are named, in the order of the text.
    """
    taken = [(mention.start, mention.end) for mention in mentions]
    at = 0
    spans = [match.span() for match in _OFFICE.finditer(context.text)]
    spans += [(m.start(), _room_end(context, m.end())) for m in _ROOM.finditer(context.text)]
    for start, end in sorted(spans):
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at < len(taken) and taken[at][0] < end:
            continue
        name = naming.dashes(one_line(context.flat[start:end]))
        if _is_cut_short(name):
            continue
        name = name[:1].upper() + name[1:]
        yield Mention(
            start, end, name, "named", key=f"{name.lower()}|", optional=True, rule="agency.division", confidence=0.8
        )


def _is_cut_short(name: str) -> bool:
    """Whether the last word of a name is no syllable: what a scan's line or its end lost is not guessed."""
    last = name.rsplit(" ", 1)[-1]
    return last.isalpha() and last.islower() and not is_syllable(last)


def _room_end(context: Context, begin: int) -> int:
    """Where the name of a room ends whose first word begins at `begin`; it does not run out of its block."""
    block = context.block_at(begin)
    limit = block.end if block is not None else len(context.text)
    first = _FIRST_WORD.match(context.text, begin, limit)
    end = first.end() if first else begin
    behind_name = data.task_words("behind_division")
    for _ in range(_MOST_WORDS):
        match = _WORD.match(context.text, end, limit)
        if match is None:
            break
        word, link = match["word"], match["link"].strip()
        capital = word[0].isupper()
        if link == "," and not _continues_list(context.flat, match.end(), limit):
            break
        if (not capital and (link or word in behind_name)) or _OTHER_BODY.match(context.flat, match.start("word")):
            break
        end = match.end()
    return end


_HEADING_ENDS = re.compile(rf"(?:\s+[{LOWER}]+){{0,3}}\s*(?:\([^)]*\)\s*)?:?\s*$")
_LISTED = re.compile(rf"(?:\s+[{LOWER}]+){{0,3}}\s+và\s+[{UPPER}]")


def _continues_list(flat: str, at: int, limit: int) -> bool:
    """Whether a name goes on behind a comma: `Phòng Văn hóa, Khoa học và Thông tin`, `1. Phòng Văn hóa, Thông tin:`."""
    return _LISTED.match(flat, at, limit) is not None or _HEADING_ENDS.match(flat, at, limit) is not None
