"""Dates and periods that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.extractors.queries import Query
from vnplan_extract.values.dates import Date, find_dates
from vnplan_extract.values.periods import find_periods

_YEAR = r"(?:19|20)[0-9]{2}"
_RANGE = re.compile(rf"(?<![\w/.,-])(?P<first>{_YEAR})\s*[-–—]\s*(?:năm\s+)?(?P<last>{_YEAR})(?![\w/]|[.,-][0-9]|\s*=)")
_FROM_TO = re.compile(
    rf"(?<!\w)từ\s+[^.;()0-9]{{0,20}}(?:[0-9]{{1,2}}\s*[/.-]\s*){{0,2}}(?P<first>{_YEAR})\s+(?:đến|tới)\s+[^.;()0-9]{{0,20}}(?:[0-9]{{1,2}}\s*[/.-]\s*){{0,2}}(?P<last>{_YEAR})(?![\w/])"
)
_WRITTEN_DATE = re.compile(
    r"(?<!\w)ngày\s*(?P<day>[0-9]{1,2})\s*tháng\s*(?P<month>[0-9]{1,2})(?![0-9])(?:\s*năm\s*(?P<year>[0-9]{4}))?"
    r"|(?<![\w./-])(?P<day2>[0-9]{1,2})\s?(?P<mark>[/.-])\s?(?P<month2>[0-9]{1,2})\s?(?P=mark)\s?(?P<year2>(?:19|20)[0-9]{2})(?![\w/-]|[.][0-9])"
    r"|(?<!\w)tháng\s+(?P<month3>[0-9]{1,2})(?:\s*/\s*|\s+năm\s+)(?P<year3>(?:19|20)[0-9]{2})(?![\w/])"
)
_WEEKDAY = re.compile(
    r"(?<!\w)(?<!lần )(?<!phiên )(?<!kỳ )(?<!khóa )(?<!kỳ họp )(?<!cuộc họp )(?<!đợt )"
    r"(?:(?P<name>thứ\s+(?:hai|ba|tư|năm|sáu|bảy)|chủ\s+nhật)\s*,?\s*\(?|(?P<figure>thứ\s+[2-7])\s*[,(])\s*(?:ngày\s+)?(?=[0-9]{1,2}\s*(?:/|-|\.|tháng))"
)
_PAY = re.compile(r"lương|thưởng")
_WEEKDAYS = {
    "hai": 0,
    "2": 0,
    "ba": 1,
    "3": 1,
    "tư": 2,
    "4": 2,
    "năm": 3,
    "5": 3,
    "sáu": 4,
    "6": 4,
    "bảy": 5,
    "7": 5,
    "nhật": 6,
}
_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_BY = re.compile(
    r"(?<!\w)(?:xong\s+trước|chậm\s+nhất(?:\s+(?:là|vào))?|trước|hạn\s+(?:chót|cuối)(?:\s+là)?)\s+(?=ngày\s+[0-9])"
)
_WORK = re.compile(
    r"(?<!\w)(?:gửi|báo\s+cáo|hoàn\s+thành|nộp|tổng\s+hợp|trình|xây\s+dựng|ban\s+hành|triển\s+khai|thực\s+hiện|đăng\s+ký|lập|xong|tổ\s+chức)(?!\w)"
)
_DONE = re.compile(
    r"(?<!\w)(?:đã|được\s+(?:cấp|giao|thành|xây|phê|ban|ký|công)|có\s+hiệu\s+lực|hiệu\s+lực|sinh|kể\s+từ|tính\s+đến|trước\s+đây|căn\s+cứ|quy\s+định\s+tại|đối\s+với|trường\s+hợp|nếu|mà|tồn|hết\s+hạn|phát\s+sinh)(?!\w)"
)
#: An order's time that lies further back than this is no slip but a rule about the past, in days.
_LONG_OVER = 400


def dates(context: Context, header: HeaderResult) -> Iterator[Query]:
    """Periods that end before they begin, dates that no calendar has, wrong weekdays, times that were over."""
    yield from _reversed(context)
    yield from _impossible(context)
    yield from _weekdays(context)
    yield from _over(context, header)


def _reversed(context: Context) -> Iterator[Query]:
    for pattern in (_RANGE, _FROM_TO):
        for match in pattern.finditer(context.lower):
            if match["first"] < match["last"] or (pattern is _RANGE and match["first"] == match["last"]):
                continue
            start = max(0, match.start() - 20)
            for period in find_periods(context.flat, start, min(len(context.flat), match.end() + 3)):
                if period.reversed and period.start <= match.end("first") and match.start("last") <= period.end:
                    first, last = match["first"], match["last"]
                    if first == last:  # days, months or quarters of one year
                        first, last = period.first or first, period.last or last
                    note = f"Kết thúc ({last}) trước khi bắt đầu ({first})."
                    yield Query("reversed_period", "finding.reversed_period", note, ((period.start, period.end),), 0.95)


def _impossible(context: Context) -> Iterator[Query]:
    found: list[Date] = []
    for match in _WRITTEN_DATE.finditer(context.lower):
        day, month = match["day"] or match["day2"], match["month"] or match["month2"] or match["month3"]
        if int(month) <= 12 and (day is None or int(day) <= 28):
            continue
        if match["month3"] and _PAY.search(context.lower, max(0, match.start() - 30), match.start()):
            continue  # `lương tháng 13`
        window = max(0, match.start() - 5), min(len(context.flat), match.end() + 1)
        read = next(find_dates(context.flat, *window), None)
        if read is not None and not read.valid and read.start < match.end():
            found.append(read)
    turned = [
        read
        for read in found
        if read.day is not None and (read.month or 0) > 12 >= read.day and (read.month or 0) <= 31
    ]
    for read in found:
        if read in turned and len(turned) > 1:
            continue  # a document that writes the month first
        year = f" năm {read.year}" if read.year else ""
        what = (
            f"tháng {read.month}" if not 1 <= (read.month or 0) <= 12 else f"ngày {read.day} tháng {read.month}{year}"
        )
        start = max(context.sentence(read.start)[0], read.start - 40)
        yield Query(
            "suspect_date",
            "finding.impossible_date",
            f"Lịch không có {what}.",
            ((_word_start(context, start), read.end),),
            0.93,
        )


def _word_start(context: Context, at: int) -> int:
    """The beginning of the word at `at`, or of the next one."""
    flat = context.flat
    if at and flat[at - 1] != " ":
        at = flat.find(" ", at) + 1 or at
    while flat[at : at + 1] == " ":
        at += 1
    return at


def _weekdays(context: Context) -> Iterator[Query]:
    for match in _WEEKDAY.finditer(context.lower):
        name = match["name"] or match["figure"]
        behind = match.start() + len(name)
        found = next(find_dates(context.flat, behind, min(len(context.flat), match.end() + 40)), None)
        day = _calendar_day(found) if found else None
        if found is None or day is None or found.start > match.end() + 1:
            continue
        named = _WEEKDAYS[name.split()[-1]]
        if day.weekday() != named:
            note = f"Ngày {day:%d/%m/%Y} là {_NAMES[day.weekday()]}."
            yield Query("suspect_date", "finding.weekday", note, ((match.start(), found.end),), 0.9)


def _calendar_day(found: Date) -> date | None:
    if found.kind != "day" or not found.valid or not found.year or not found.month or not found.day:
        return None
    return date(found.year, found.month, found.day)


def _over(context: Context, header: HeaderResult) -> Iterator[Query]:
    """Work that is to be done before a day that lay before the document's own."""
    issued_on = header.header.issued_on
    if issued_on is None or len(issued_on) != 10:
        return
    issued = date.fromisoformat(issued_on)
    lower = context.lower
    for match in _BY.finditer(lower, header.head_end):
        found = next(find_dates(context.flat, match.end(), min(len(lower), match.end() + 40)), None)
        day = _calendar_day(found) if found else None
        if found is None or day is None or found.start > match.end() + 1 or header.in_tail(match.start()):
            continue
        if not 0 < (issued - day).days <= _LONG_OVER:
            continue
        start = max(context.sentence(match.start())[0], match.start() - 160)
        clause = lower[start : match.start()]
        block = context.block_at(match.start())
        if (
            not _WORK.search(clause)
            or _DONE.search(clause[-120:])
            or (block is not None and "“" in lower[block.start : match.start()])
        ):
            continue
        note = f"Thời hạn {day:%d/%m/%Y} đã qua vào ngày ban hành văn bản ({issued:%d/%m/%Y})."
        comma = max(lower.rfind(mark, start, match.start()) for mark in ",;:")
        begin = comma + 1 if comma >= start and match.start() - comma > 8 else start
        yield Query("suspect_date", "finding.time_over", note, ((_word_start(context, begin), found.end),), 0.85)
