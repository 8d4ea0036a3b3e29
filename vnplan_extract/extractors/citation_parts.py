"""What the readings of citations share: a reference, its date, its pinpoints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vnplan_extract.data import DocumentNumber
from vnplan_extract.extractors.context import Context
from vnplan_extract.values.dates import find_dates

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"Ð": "Đ"})
_SPACES = re.compile(r"\s+")
_DATE_BEGINS = re.compile(r"(?:ngày|Ngày|NGÀY|tháng|năm|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4})")
#: How far before a citation its pinpoints may begin.
_PINPOINT_WINDOW = 160
_PINPOINT = re.compile(
    r"(?:(?:[đĐ]iểm|[kK]hoản|Điều|điều|ĐIỀU|[cC]hương|[mM]ục|tiết|[pP]hần|Phụ\s+lục|đoạn)\s+\w{1,8}"
    r"(?:\s*\([^()]{1,90}\))?"
    r"(?:\s*(?:,|và|;|đến|-|–)\s*(?:[\dIVX]{1,3}[a-zđ]?|[a-zđ])(?![\w/]))*[\s,;]*(?:và\s+)?(?:các\s+)?)+"
    r"(?:của|tại|trong|thuộc)?\s*(?:các\s+)?$"
)
_ARTICLE = re.compile(
    r"(?i)(điều|chương)\s+((?:\d{1,3}[a-zđ]?|[IVXL]{1,6})"
    r"(?:\s*(?:,|và|;|-|–|đến)\s*(?:\d{1,3}[a-zđ]?(?![\w/])|[IVXL]{1,6}(?!\w)))*)"
)


@dataclass(slots=True, eq=False)
class Reference:
    """One place in the text that cites a document.

    `kind` is the printed one; `parsed` the number taken apart; `name` a law's; `stated` says that the issuer is
    named in the text and not only by the code; a `short` one only points to a full one (`Quyết định 112`).
    """

    start: int
    end: int
    kind: str | None = None
    number: str | None = None
    parsed: DocumentNumber | None = None
    name: str | None = None
    issuer: str | None = None
    stated: bool = False
    date: str | None = None
    pinpoints: list[str] = field(default_factory=list)
    short: bool = False
    rule: str = "citation.numbered"
    confidence: float = 0.98


def compact(text: str) -> str:
    """A number without blanks, with plain hyphens, without punctuation at its end."""
    return _SPACES.sub("", text.translate(_DASHES)).rstrip(".,;:-/")


def kind_name(printed: str) -> str:
    """The kind of a document in sentence case: `NGHỊ  QUYẾT` gives `Nghị quyết`."""
    return " ".join(printed.split()).capitalize()


def gap_between(flat: str, start: int, end: int) -> str:
    """The text from `start` to `end`; one character that matches nothing where it is longer than 40."""
    return flat[start:end] if end - start <= 40 else "\x00"


def date_at(flat: str, begin: int) -> tuple[str, int] | None:
    """The date that begins at `begin`, ISO 8601, and where it ends."""
    if not _DATE_BEGINS.match(flat, begin):
        return None
    date = next(iter(find_dates(flat, begin, min(len(flat), begin + 60))), None)
    return (date.iso, date.end) if date is not None and date.start <= begin + 1 and date.iso else None


def pinpoints_before(context: Context, start: int) -> list[str]:
    """`khoản 4 Điều 8, Điều 9 của`, `Chương II` before a citation: its articles and chapters."""
    begin = max(0, start - _PINPOINT_WINDOW)
    window = context.lower[begin:start]
    if "điều" not in window and "chương" not in window:
        return []
    match = _PINPOINT.search(context.flat[begin:start])
    if not match:
        return []
    found = [
        f"{part[1].capitalize()} {item}"
        for part in _ARTICLE.finditer(match.group())
        for item in re.findall(r"\d{1,3}[a-zđ]?|[IVXL]+", part[2])
    ]
    return list(dict.fromkeys(found))
