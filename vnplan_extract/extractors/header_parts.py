"""What the stages of the header share: the patterns of its fixed parts, places in the text, and what was found."""

from __future__ import annotations

import re
from functools import cache

from vnplan_extract import data
from vnplan_extract.extractors.blocks import Style
from vnplan_extract.extractors.context import Context
from vnplan_extract.record import HeaderEvidence
from vnplan_extract.text import UPPER

#: How far into a text its head can reach, in code points.
HEAD_LIMIT = 6_000

# The national title and motto, and the Party's (Nghị định 30/2020/NĐ-CP, Annex I, II.1).
NATION = re.compile(r"CỘNG\s+H[ÒO][ÀA]\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM", re.IGNORECASE)
MOTTO = re.compile(r"Độc\s+lập\s*[-–—−.]?\s*Tự\s+do\s*[-–—−.]?\s*Hạnh\s+phúc", re.IGNORECASE)
PARTY = re.compile(r"ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
#: A rule drawn with characters, a symbol of a drawing font, a bracket left open.
RULE = re.compile(r"[-–—_*=.]{3,}|[\uf000-\uf8ff]|\(\s*$|\|")
#: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`, `T/M …`: for whom, or in whose place, one signs (Annex I, II.7).
AUTHORITY = re.compile(r"(?:(?:TM|KT|TL|TUQ|Q)\s?[./]|(?:T/M|K/T|T/L|TU/Q)(?!\w)\.?)\s*[^\W\d_]")
RECIPIENTS = re.compile(r"N[ơƠ][iI]\s+[nN][hH][ậẬ][nN]\s*:?")
BULLET = re.compile(r"\s*[-–—•+*·]\s*")


class Found:
    """The evidence of the fields, as they are found."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.evidence: dict[str, HeaderEvidence] = {}

    def note(self, name: str, start: int, end: int, confidence: float, rule: str) -> None:
        """Keep `text[start:end]`, without outer whitespace, as the evidence of the field `name`."""
        text = self.context.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            evidence = self.context.evidence(start, end)
            self.evidence[name] = HeaderEvidence(evidence=[evidence], confidence=confidence, rule=f"header.{rule}")

    def same(self, name: str, other: str) -> None:
        """Let the field `name` have the evidence of the field `other`, where that has one."""
        if other in self.evidence:
            self.evidence[name] = self.evidence[other]


_CONTENTS = re.compile(r"\s*MỤC\s+LỤC\s*$", re.MULTILINE)


def head_end(context: Context) -> int:
    """Where the first numbered item begins, and with it the text; a table of contents above is passed over."""
    begin = 0
    if _CONTENTS.match(context.text):
        title = NATION.search(context.flat, 0, HEAD_LIMIT) or PARTY.search(context.flat, 0, HEAD_LIMIT)
        begin = title.end() if title else 0
    for block in context.blocks:
        if block.start > HEAD_LIMIT:
            break
        if block.start < begin:
            continue
        if Style.PART <= block.style <= Style.DECIMAL and block.start > 0:
            return block.start
    return min(len(context.flat), HEAD_LIMIT)


_UNFILLED = re.compile(r"[Ss][ốỐ]\s*:?[\s\u00a0.…]{4,}$")
_YEAR = re.compile(r"(?:19|20)\d\d\s*/")


def is_unfilled(flat: str, start: int) -> bool:
    """Whether the number at `start` is what a form prints behind a gap left for it: `số :         2006/QĐ-UBND`."""
    return bool(_YEAR.match(flat, start) and _UNFILLED.search(flat[max(0, start - 40) : start]))


def begins_line(context: Context, offset: int) -> bool:
    """Whether nothing but blanks stands before `offset` on its line."""
    before = context.text[max(0, offset - 200) : offset].rstrip(" \t\u00a0")
    return not before or before.endswith("\n")


def alone_on_line(context: Context, start: int, end: int) -> bool:
    """Whether nothing but blanks stands beside `text[start:end]` on its line."""
    rest = context.text[end : end + 40].split("\n")[0]
    return begins_line(context, start) and not rest.strip()


def _spaced(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))


@cache
def position_pattern() -> re.Pattern[str]:
    """A post in capitals."""
    return re.compile(r"(?<!\w)(?:" + "|".join(_spaced(post.upper()) for post in data.positions()) + r")(?!\w)")


@cache
def body_head_pattern() -> re.Pattern[str]:
    """The first words of a body's name in capitals."""
    heads = "|".join(_spaced(head.upper()) for head in data.body_heads())
    return re.compile(rf"(?<!\w)(?!BAN\s+HÀNH\s)(?!TỈNH\s+ỦY\s+BAN\s)(?:{heads})(?!\w)")


def is_capital_word(word: str) -> bool:
    """Whether a word has letters, and all of them capitals."""
    letters = [c for c in word if c.isalpha()]
    return bool(letters) and all(c.isupper() for c in letters)


#: Words of a name in title case.
NAME_WORDS = rf"[{UPPER}][\w&]*(?:(?:\s+|\s*[-–]\s*)[{UPPER}][\w&]*)*"
