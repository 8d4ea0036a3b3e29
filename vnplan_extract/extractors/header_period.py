"""The years that a plan itself covers, from its title or its opening."""

from __future__ import annotations

import re

from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.header_parts import Found
from vnplan_extract.record import Period

_YEAR = r"(?:19|20)\d\d"
#: The forms of a period, the surest first; one year alone (`y`) is both start and end.
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:giai\s+đoạn|thời\s+kỳ|các\s+năm|từ\s+năm|nhiệm\s+kỳ|năm\s+học)\s*(?:từ\s+)?(?:năm\s+)?"
        rf"(?P<a>{_YEAR})\s*(?:[-–—−]|đến(?:\s+hết)?(?:\s+năm)?)\s*(?P<b>{_YEAR})",
        rf"(?<![\d/])(?P<a>{_YEAR})\s*[-–—−]\s*(?P<b>{_YEAR})(?![\d/])",
        rf"đến(?:\s+hết)?\s+năm\s+(?P<b>{_YEAR})",
        rf"(?<!đến )(?<!hết )năm\s+(?P<y>{_YEAR})(?!\s*[-–]\s*\d{{4}})",
        # `Năm Thanh niên 2025`
        rf"(?<!đến )(?<!hết )(?<!\d )(?<!\w)năm\s+(?:[^\W\d_]+\s+){{1,6}}?(?P<y>{_YEAR})(?![\d/-])",
    )
)
#: A title that looks back and then ahead: the year that its plan covers is the later one.
_BACK_AND_AHEAD = re.compile(
    r"(?<!\w)(?:tình\s+hình|kết\s+quả|tổng\s+kết|đánh\s+giá|báo\s+cáo).*?(?<!\w)năm\s+\d{4}.*"
    r"(?<!\w)(?:phương\s+hướng|nhiệm\s+vụ|kế\s+hoạch|chương\s+trình|dự\s+toán)(?!\w)[^;.]*?(?<!\w)năm\s+(?=\d{4})"
)
_LONGEST_TITLE = 400
_OUTLOOK = re.compile(r"(?:định\s+hướng|tầm\s+nhìn|và\s+định\s+hướng|hướng\s+tới)[^,;.]{0,20}$")
#: Behind one of these a year is another document's.
_CITED = re.compile(r"số\s+\d|/\s*[a-zđ]+\s*-")
_LAW = re.compile(r"(?<!\w)(?<!pháp )luật\s[^,;.]{0,60}$")
_OPENING_REACH = 600
_MAKES = re.compile(r"(?:ban\s+hành|xây\s+dựng|triển\s+khai|phê\s+duyệt)\s+(?:kế\s+hoạch|chương\s+trình)")
_MAKES_LAST = re.compile(r"(?:ban\s+hành|xây\s+dựng)\s+(?:kế\s+hoạch|chương\s+trình)")


def period(
    context: Context, title_span: tuple[int, int] | None, head_end: int, issued_on: str | None, found: Found
) -> Period | None:
    """The years that the plan covers, without an outlook (`định hướng đến …`, `tầm nhìn đến …`).

    Args:
        context: the document.
        title_span: the span of its abstract.
        head_end: where the text begins.
        issued_on: its date, ISO 8601; a period that was over by then is not the plan's.
        found: takes the evidence of `period`.
    """
    if title_span is None:
        return None
    spans = [title_span]
    if opening := _opening(context, title_span[1], head_end):
        spans.append(opening)
    for start, end in spans:
        text = context.lower[start:end]
        if cited := _CITED.search(text):
            text = text[: cited.start()]
        ahead = _BACK_AND_AHEAD.match(text, 0, _LONGEST_TITLE)
        for form in _FORMS:
            for match in form.finditer(text, max(0, ahead.end() - 5) if ahead else 0):
                years = match.groupdict()
                last = years.get("b") or years["y"]
                before = text[: match.start()]
                if _OUTLOOK.search(before) or (issued_on and last < issued_on[:4]):
                    continue
                if "y" in years and _LAW.search(before):
                    continue
                found.note("period", start + match.start(), start + match.end(), 0.93, "period")
                return Period(start=years.get("a") or years.get("y"), end=last)
    return None


def _opening(context: Context, start: int, head_end: int) -> tuple[int, int] | None:
    """The sentence in which the issuer says what plan it makes."""
    lower = context.lower
    makes = _MAKES.search(lower, start, min(len(lower), max(head_end, start) + 200))
    if not makes:
        return None
    begin = makes.start()
    for again in _MAKES_LAST.finditer(lower, start, max(head_end, start)):
        begin = again.start()
    end = context.flat.find(":", begin, begin + _OPENING_REACH)
    return begin, end if end > 0 else min(len(context.flat), begin + _OPENING_REACH // 2)
