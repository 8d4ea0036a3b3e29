"""Times by which, or during which, something is to be done.

A time is first read (`times_in`: which days, point, period or recurring), then judged by its
place: the plan's title, a label (`Thời gian thực hiện:`), a heading (`Giai đoạn 2016-2020`) or a
sentence. Times in the names and dates of other documents, of past events and results, and what
a change is measured from are no deadlines.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from vnplan_extract.extractors.blocks import Block, Style
from vnplan_extract.extractors.context import Context, lies_in
from vnplan_extract.extractors.grids import grids
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.extractors.phrases import any_of
from vnplan_extract.record import Citation, Deadline, Evidence
from vnplan_extract.values.dates import Date, find_dates
from vnplan_extract.values.periods import Period, find_periods
from vnplan_extract.values.recurrences import find_recurrences

Kind = Literal["point", "period", "recurring"]
#: What tells times apart: kind, first day, last day, recurrence.
Value = tuple[str, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Time:
    """A time stated in the text.

    `first` and `last` bound its words in `Context.text`; `start` and `end` are ISO dates of reduced
    precision, `recurrence` an RFC 5545 RRULE. `form` is how it is written (`range`, `until`,
    `before`, `since`, `open`, `day`, `month`, `quarter`, `year`, `recurring`).
    """

    kind: Kind
    start: str | None
    end: str | None
    recurrence: str | None
    first: int
    last: int
    form: str

    @property
    def value(self) -> Value:
        """What tells it from other times."""
        return self.kind, _first_day(self.start), _last_day(self.end), self.recurrence


def _first_day(iso: str | None) -> str | None:
    """The first day of a day, month or year."""
    return None if iso is None else (iso + "-01-01")[:10] if len(iso) == 4 else (iso + "-01")[:10]


def _last_day(iso: str | None) -> str | None:
    """The last day of a day, month or year."""
    if iso is None or len(iso) == 10:
        return iso
    year, month = int(iso[:4]), int(iso[5:7] or 12)
    return f"{year:04d}-{month:02d}-{monthrange(year, month)[1]:02d}"


# --- reading -------------------------------------------------------------------------------------


def _any(name: str) -> str:
    return any_of("deadlines", name)


_HINT = re.compile(r"\d|h[àằ]ng\s|mỗi\s|định\s+kỳ|lần|hai|ba\s")
_BASELINE = re.compile(
    r"so\s+với\s+(?:cùng\s+kỳ|thời\s+điểm|cuối|đầu|mức|số\s+liệu|kết\s+quả|bình\s+quân|(?:ước\s+)?thực\s+hiện|ước)?\s*(?:của\s+)?(?:trong\s+)?$"
)
_BY = re.compile(
    rf"{_any('finish')}(?<!trước\shết)[^.;:]{{0,40}}[\s:(]*$"
    r"|(?:hoàn\s+thành|kết\s+thúc)[^.;:]{0,20}:\s*[^.;:]{0,20}$"
)
_TO_NOW = re.compile(r"\s*,?\s*đến\s+nay\b")
_UP_TO = re.compile(_any("up_to") + r"\s+(?:là\s+)?(?:hết\s+)?(?:thời\s+điểm\s+)?$")
_LABEL = re.compile(_any("label") + r"(?:[^\W\d]|[\s,/()-]){0,50}:[^:]{0,90}$")
_TIME_HEAD = re.compile(r"\W*(?:thời\s+(?:gian|hạn)|tiến\s+độ|lộ\s+trình|hạn(?!\s+mức)|hoàn\s+thành|kết\s+thúc)(?!\w)")
#: The heading of a column of times by which work is to be done.
_FINISH_HEAD = re.compile(
    r"\W*(?:(?:thời\s+gian|tiến\s+độ|ngày)\s+(?:hoàn\s+thành|kết\s+thúc)|thời\s+hạn|hạn(?!\s+mức)|hoàn\s+thành|kết\s+thúc)(?!\w)"
)
_TOWARDS = re.compile(r"(?:hướng\s+tới|hướng\s+đến|vào|tầm\s+nhìn|định\s+hướng)\s+$")
_OPENING_WORDS = re.compile(r"^.*:\s*$|^\W*(?:phấn đấu|mục tiêu|chỉ tiêu|trong|đến)?\W*(?:trong)?\W*$")
_AIM_BEHIND = re.compile(r"[^.;:]{0,160}?(?:\d\s*%|\bđạt\b|phấn đấu|\btăng\b|\bgiảm\b|\bcó\b[^.;]{0,30}\d)")


def _labelled(context: Context, offset: int) -> bool:
    """Whether a label that announces a time stands before `offset` in its item, or heads its column."""
    block = context.block_at(offset)
    start = max(block.start if block else 0, offset - 150)
    if _LABEL.search(context.lower, start, offset):
        return True
    return lies_in(_time_cells(context), offset)


def _time_cells(context: Context, head: re.Pattern[str] = _TIME_HEAD) -> list[tuple[int, int]]:
    """The spans of the cells in the columns of times of all tables, in order; `head` begins their headings."""

    def make() -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        for table in context.document.tables:
            heads = [cell for cell in table.cells if cell.row < 2]
            columns = {cell.column for cell in heads if head.match(context.lower, cell.start, cell.end)}
            spans += [(cell.start, cell.end) for cell in table.cells if cell.row and cell.column in columns]
        return sorted(spans)

    return context.once(f"deadlines.cells {head.pattern}", make)


def times_in(context: Context, header: HeaderResult, start: int, end: int) -> list[Time]:
    """The times stated in `text[start:end]`, in order, without overlaps.

    What is only the date of a document (a bare day without `trước`, `đến`, … before it) and what a
    change is compared with (`so với năm 2015`) are left out; whether a time is a deadline of the
    plan is not judged here.

    Args:
        context: the document.
        header: its header, from which a day without a year takes the year.
        start: first code point of the stretch.
        end: code point behind it.
    """
    if not _HINT.search(context.lower, start, end):
        return []
    flat = context.flat
    year = _only_year(header)
    found: list[tuple[int, int, int, Time]] = []
    for recurrence in find_recurrences(flat, start, end):
        time = Time("recurring", None, None, recurrence.rule, recurrence.start, recurrence.end, "recurring")
        found.append((0, recurrence.start, recurrence.end, time))
    for period in find_periods(flat, start, end, year=year):
        if (read := _of_period(context, period, end)) is not None:
            found.append((1, period.start, period.end, read))
    for day in find_dates(flat, start, end):
        if (dated := _of_day(context, day, year)) is not None:
            found.append((2, day.start, day.end, dated))
    for match in _BARE_YEAR.finditer(flat, start, end):
        if _labelled(context, match.start()) and _alone(context, *match.span()):
            time = Time("period", match.group(), match.group(), None, *match.span(), "year")
            found.append((2, *match.span(), time))
    found.sort(key=lambda item: (item[1], -item[2], item[0]))
    return _joined(context, list(_apart(found)))


_BARE_YEAR = re.compile(r"(?<![\w/.,-])20\d\d(?![\w/-])")


def _alone(context: Context, start: int, end: int) -> bool:
    """Whether a year is all that its label or cell says: `Thời gian: 2024`."""
    block = context.block_at(start)
    if block is None:
        return False
    return context.flat[block.start : start].rstrip()[-1:] in ("", ":") and not context.flat[end : block.end].strip(
        " .;"
    )


_COMMA = re.compile(r"\s*(?:,|và|,\s*và)\s*$")


def _joined(context: Context, times: list[Time]) -> list[Time]:
    """The times with neighbouring periods made one (`Quý IV năm 2024, năm 2025 và các năm tiếp theo`)."""
    joined: list[Time] = []
    for time in times:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind == time.kind == "period"
            and last.end is not None
            and time.start is not None
            and _COMMA.fullmatch(context.flat, last.last, time.first)
            and _day_behind(last.end) == _first_day(time.start)
        ):
            joined[-1] = replace(last, end=time.end, last=time.last, form=time.form)
        else:
            joined.append(time)
    return joined


def _day_behind(iso: str) -> str | None:
    """The day behind the last one of a time."""
    last = date.fromisoformat(_last_day(iso) or iso)
    return (last + timedelta(days=1)).isoformat() if last < date.max else None


def _apart(found: list[tuple[int, int, int, Time]]) -> Iterator[Time]:
    """Of times that overlap, the recurring ones, then the longer one."""
    reserved = [(first, last) for rank, first, last, _ in found if rank == 0]
    at = 0
    reach = -1
    for rank, first, last, time in found:
        if rank:
            while at < len(reserved) and reserved[at][1] <= first:
                at += 1
            if first < reach or (at < len(reserved) and reserved[at][0] < last):
                continue
            reach = last
        yield time


def _of_period(context: Context, period: Period, limit: int) -> Time | None:
    """A period as a time; None for what is only compared with or stated as of a day."""
    first, last, rule = period.first, period.last, period.rule
    if rule == "as_of" or (first is None and last is None):
        return None
    if "\t" in context.text[period.start : period.end] or not all(day.valid for day in period.dates):
        return None  # the columns of a table; a date that cannot be
    if _BASELINE.search(context.lower, max(0, period.start - 40), period.start):
        return None
    if rule == "since" and _TO_NOW.match(context.lower, period.end):
        return None
    kind: Kind = "period" if first is not None else "point"
    to_finish = lies_in(_time_cells(context, _FINISH_HEAD), period.start)
    if rule in ("quarters", "months", "month", "within_month", "within_day"):
        blank_day = context.lower.startswith("ngày", period.start) and rule == "month"
        if blank_day:
            return None  # a dateline whose day is blank
        if rule == "within_day" or _BY.search(context.lower, max(0, period.start - 70), period.start) or to_finish:
            kind = "point"
    elif to_finish and first == last:
        kind = "point"  # one month said again for the next item of the cell
    elif rule in ("year", "within_year") and _is_of_an_aim(context, period, limit):
        kind = "point"
    return Time(kind, first if kind == "period" else None, last, None, period.start, period.end, _FORMS.get(rule, rule))


#: The forms of `values.periods` that are told apart here no further.
_FORMS = {
    "within_day": "day", "within_month": "month", "months": "month", "quarters": "quarter", "within_year": "year",
    "years": "range", "from_to": "from_to",
}  # fmt: skip


def _of_day(context: Context, day: Date, year: int | None) -> Time | None:
    """A day as a time, where a label or a word before it makes it one; else it is a document's date."""
    if day.kind not in ("day", "day_month") or not day.valid:
        return None
    if year is not None and day.kind == "day_month":
        block = context.block_at(day.start)
        if block is not None and _CALENDAR.search(context.lower, block.start, block.end):
            return None  # the first and last day of every fiscal year
        day = day.with_year(year)
    if day.kind != "day":
        return None
    if _UP_TO.search(context.lower, max(0, day.start - 30), day.start) or _labelled(context, day.start):
        return Time("point", None, day.iso, None, day.start, day.end, "day")
    return None


def _is_of_an_aim(context: Context, period: Period, limit: int) -> bool:
    """Whether a year is the one of an aim or event (`vào năm 2020`, `Năm 2020 … đạt 50%`)."""
    lower = context.lower
    if lower.startswith(("vào", "hướng"), period.start):
        return True
    if _TOWARDS.search(lower, max(0, period.start - 20), period.start):
        return True
    sentence, _ = context.sentence(period.start)
    opening = _OPENING_WORDS.sub("", lower[sentence : period.start])
    return not opening.strip() and bool(_AIM_BEHIND.match(lower, period.end, min(limit + 200, len(lower))))


def _only_year(header: HeaderResult) -> int | None:
    """The year of a day without one: the plan's, where it covers one year only, else its own date's."""
    period = header.header.period
    if period is not None:
        one = period.start is not None and period.end is not None and period.start[:4] == period.end[:4]
        return int(period.end[:4]) if one and period.end else None
    return int(header.header.issued_on[:4]) if header.header.issued_on else None


# --- judging -------------------------------------------------------------------------------------

#: What was aimed at and is now told of: `Kết quả thực hiện các mục tiêu, nhiệm vụ`.
CARRIED_OUT = re.compile(
    r"(?<!\w)thực\s+hiện\s+(?:các\s+)?(?:(?:mục\s+tiêu|chỉ\s+tiêu|nhiệm\s+vụ|giải\s+pháp|phương\s+hướng)(?:\s*,\s*|\s+và\s+)?)+"
)
_PAST_HEADING = re.compile(any_of("headings", "past") + r"(?!\s+(?:mới|cần\s+đạt))")
_TO_DO = re.compile(any_of("headings", "to_do"))
_REMEDY = re.compile(any_of("headings", "remedy") + r"|\bgiao\s")
_DOCUMENT = re.compile(rf"{_any('documents')}(?!\s+{_any('documents_not_before')})")
_OWN_TIME = re.compile(r"(?:[,:]|\b(?:phấn\s+đấu|đảm\s+bảo|bảo\s+đảm|hoàn\s+thành|trong))\s*$")
#: A time of the work, whatever is named before it: `thực hiện Chương trình trong cả giai đoạn 2021 - 2025`.
_WITHIN = re.compile(r"\btrong\s+(?:cả|suốt|toàn)\s+$")
_CITED = re.compile(r"số\s*\d|\d/[a-zđ0-9-]*[a-zđ]{2}")
_OVER = re.compile(_any("over") + r"\b")
_CALENDAR = re.compile(_any("calendar"))
_IN_FORCE = re.compile(rf"{_any('in_force')}|{_any('state_before')}\s*$")
_VAGUE = re.compile(r"(?:kể\s+)?từ\s+(?:đầu|giữa|cuối)\b")
#: Plans and budgets made every year, where nothing is said of what is to be done with them.
_YEARLY_PAPER = re.compile(rf"{_any('yearly_papers')}(?:\s+{_any('yearly_papers_go_on')}|,){{0,4}}\s*$")
_YEARLY_WORK = re.compile(_any("yearly_work") + r"\b")
#: The same where a sentence begins with it, or with a body that does it.
_YEARLY_WORK_BEGINS = re.compile(rf"\W*(?:[^\W\d_]+\s+){{0,5}}?{_any('yearly_work')}\s+(?:[^\W\d_]+\s+){{0,3}}$")
#: What is annual or daily by its nature or only consulted.
_ANNUAL = re.compile(
    r"(?:\bcây|công\s+việc|đi\s+lại|sinh\s+hoạt|đời\s+sống|căn\s+cứ(?:\s+[^\W\d_]+){1,8}|hoạt\s+động|làm\s+việc|quan\s+hệ"
    r"|quản\s+lý\s+nhà\s+nước|bản\s+tin(?:\s+[^\W\d_]+){0,2}|\bbáo(?:\s+chí)?(?:\s+đến)?|đến\s+và\s+đi)\s*$"
)
#: What follows a time at which something is, not is to be done: `hàng năm còn lại 5 tỷ`.
_STATED = re.compile(r"\s*(?:sẽ\s+)?(?:còn|chiếm|vẫn|ước\s+tính)(?!\w)")
_HOURS = re.compile(r"(?<!trước )(?<!\d)\d{1,2}\s*(?:h|giờ|g)\s*\d{0,2}[^.;]{0,30}$|24/(?:24|7)")
_SET_WORK = re.compile(_any("set_work") + r"\b")
_DONE = re.compile(r"\bđã\b")
_DONE_EACH_TIME = re.compile(r".{0,25}?\b(?:đều|đã)\b")
_AT_TIME = re.compile(r"(?:\b(?:trong|vào|từ|là|hoàn\s+thành|thực\s+hiện)|[:(])\s*$")
_SENTENCE_OPENING = re.compile(r"^(?:trong|giai\s+đoạn|phấn\s+đấu|mục\s+tiêu|thời\s+kỳ|\(?[ivx]+\)|\W)+")
_STRIVEN_FOR = re.compile(r"phấn\s+đấu|mục\s+tiêu")
_BENEFIT = re.compile(_any("benefits") + r"[^.;:,]{0,40}$")
_OPENING = re.compile(_any("opening") + r"\b")
_RESULTS = re.compile(r"^\W*kết\s+quả(?:\s+(?:trong|của|từ))?\s*$")
_GONE = re.compile(r"\s*(?:(?:vừa|đã)\s+qua|chuyển\s+(?:sang|qua))(?!\w)")
_DONE_COLUMN = re.compile(
    r"\W*(?:(?:ước\s+)?(?:thực\s+hiện|th|đạt|kết\s+quả|số\s+liệu)|số\s+lượng|tổng\s+số|hiện\s+(?:có|trạng))\W[^.;:]{0,30}\d{4}\W*"
)
_HEADING_ROWS = 3
_YEAR_NUMBER = re.compile(r"\d{4}")
_NAMED_YEAR = re.compile(r"\bnăm\s+(?:[^\W\d_]+\s+){1,6}(?P<year>20\d\d)\b(?!\s*[-–/])")


@dataclass(frozen=True)
class _Candidate:
    time: Time
    rule: str
    confidence: float


def extract(context: Context, header: HeaderResult, citations: list[Citation]) -> list[Deadline]:
    """The deadlines of the plan, each different time once, in the order of the text.

    Args:
        context: the document.
        header: its header: the title, the period, the date before which a time is over.
        citations: the documents it cites, whose latest date stands in for a missing own date.
    """
    today = _today(header, citations)
    found: list[_Candidate] = [*_of_title(context, header, today)]
    own = {candidate.time.value for candidate in found}
    reports = header.header.doc_type == "Báo cáo"
    for block, opening in _body(context, header):
        if reports and not _in_outlook(context, block):
            continue
        for time in times_in(context, header, block.start, block.end):
            if opening and not _STRIVEN_FOR.search(context.lower, max(block.start, time.first - 80), time.first):
                continue
            if (judged := _judged(context, header, block, time, today, own)) is not None:
                found.append(judged)
    if not any(c.rule == "deadline.title" for c in found) and (given := _of_header(header)):
        found.append(given)
    return context.numbered("d", _deadlines(context, header, found))


def _today(header: HeaderResult, citations: list[Citation]) -> str | None:
    """The document's own date; where it has none, its latest citation's or its plan's beginning."""
    if header.header.issued_on:
        return header.header.issued_on
    period = header.header.period
    bounds = [citation.date for citation in citations if citation.date and len(citation.date) == 10]
    if period is not None and (period.start or period.end):
        start = period.start or period.end or ""
        return min([max(bounds, default=start), start])
    return max(bounds, default=None)


def _of_title(context: Context, header: HeaderResult, today: str | None) -> Iterator[_Candidate]:
    """The plan's own times, from its title, without those of a document named in it."""
    if header.title_span is None:
        return
    start, end = header.title_span
    ahead = _AHEAD_IN_TITLE.match(context.lower, start, end)
    for time in times_in(context, header, start, end):
        if ahead and time.first < ahead.end():
            continue  # of the results that a report tells of before the work to come
        if (
            ahead is None
            and time.form in ("day", "month")
            and not _UP_TO.search(context.lower[max(start, time.first - 20) : time.first])
        ):
            continue
        if time.kind == "recurring" or _over(time, today):
            continue
        yield _Candidate(_whole(time), "deadline.title", 0.95)
    if named := _NAMED_YEAR.search(context.lower, start, end):  # `Năm An toàn giao thông 2023`
        year = named["year"]
        time = Time("period", year, year, None, *named.span(), "year")
        if not _over(time, today):
            yield _Candidate(time, "deadline.title", 0.93)


#: A report of results and of the work to come, up to the latter: `Tình hình … tháng 9 và nhiệm vụ tháng 10`.
_AHEAD_IN_TITLE = re.compile(
    r"\W*(?:(?:về|báo\s+cáo)\s+)*(?:tình\s+hình|kết\s+quả|đánh\s+giá|tổng\s+kết|sơ\s+kết).*?\d\W*\s(?:(?:và|,|;|-|–)\s+)?(?:một\s+số\s+)?"
    r"(?:kế\s+hoạch|phương\s+hướng|nhiệm\s+vụ|chương\s+trình\s+công\s+tác|mục\s+tiêu|dự\s+kiến)(?!\w)"
)


def _whole(time: Time) -> Time:
    """A year in a title is the time of the work, not of an aim."""
    if time.form == "year" and time.kind == "point" and time.end:
        return replace(time, kind="period", start=time.end)
    return time


def _of_header(header: HeaderResult) -> _Candidate | None:
    """The plan's period as the header has it, where the title does not state it."""
    period = header.header.period
    evidence = header.evidence.get("period") if header.evidence else None
    if period is None or period.end is None or evidence is None:
        return None
    place = evidence.evidence[0]
    kind: Kind = "period" if period.start else "point"
    time = Time(kind, period.start, period.end, None, place.start, place.end, "range")
    return _Candidate(time, "deadline.title", 0.85)


def _body(context: Context, header: HeaderResult) -> Iterator[tuple[Block, bool]]:
    """The blocks behind the title, each with whether it is of the opening, which tells of other documents."""
    begin = text_start(header)
    blocks = [block for block in context.blocks if block.start >= begin and not header.in_tail(block.start)]
    first = next((i for i, block in enumerate(blocks) if Style.PART <= block.style <= Style.DECIMAL), None)
    has_opening = header.header.doc_type is not None and first is not None
    for index, block in enumerate(blocks):
        opening = has_opening and first is not None and index < first
        if block.style == Style.PARAGRAPH and _OPENING.match(context.lower, block.body, block.end):
            opening = opening or bool(_CITED.search(context.lower, block.body, block.end))
        yield block, opening


def text_start(header: HeaderResult) -> int:
    """Where the text begins behind the title, its opening paragraphs included."""
    if header.title_span is not None:
        return header.title_span[1]
    return header.head_end if header.header.doc_type is not None else 0


def _over(time: Time, today: str | None) -> bool:
    """Whether the time had ended before the document's own date."""
    end = _last_day(time.end)
    return today is not None and end is not None and end < (_first_day(today) or "")


def _judged(
    context: Context, header: HeaderResult, block: Block, time: Time, today: str | None, own: set[Value]
) -> _Candidate | None:
    """The time as a deadline with the rule that says so, or None."""
    lower = context.lower
    before = lower[context.sentence(time.first)[0] : time.first]
    near = before[-60:]
    if (time.kind != "recurring" and _IN_FORCE.search(near)) or (
        time.form == "since" and _VAGUE.match(lower, time.first)
    ):
        return None
    if time.kind != "recurring" and (_of_results(context, time, before) or _of_every_year(context, time)):
        return None
    if time.kind == "recurring":
        if header.header.doc_type is None and not _YEARLY_WORK_BEGINS.match(before[-120:]):
            return None  # a text of no type tells how often things are done
        return _Candidate(time, "deadline.recurring", 0.85) if _recurs(context, block, time, near) else None
    labelled = _labelled(context, time.first)
    on_a_day = time.form in ("before", "day")
    if _OVER.search(near) and (labelled or not (on_a_day or time.form == "until")):
        return None
    if labelled:
        return _Candidate(time, "deadline.label", 0.97)
    begun = time.end is None and today is not None and time.start is not None and time.start[:4] < today[:4]
    if begun or (_over(time, today) and not (on_a_day and _SET_WORK.search(near))):
        return None
    if time.value in own:
        return _Candidate(time, "deadline.repeated", 0.92)
    if not on_a_day and any(of_the_past(context, above) for above in context.ancestors(block)):
        return None
    if block.numbered and time.first <= block.body + 12 and time.last >= block.end - 20:
        return _Candidate(time, "deadline.heading", 0.95)
    opens = not _SENTENCE_OPENING.sub("", before).strip()
    if on_a_day or opens:
        return _Candidate(time, f"deadline.{time.form}", 0.9)
    if time.form == "quarter" or (time.form == "month" and (time.kind == "point" or _AT_TIME.search(before))):
        return _Candidate(time, f"deadline.{time.form}", 0.85)
    if time.form == "month" or in_name(before, appended=time.form == "range" or _goes_on(lower, time)):
        return None
    if time.form == "year" and time.kind == "period" and not _AT_TIME.search(before):
        return None
    return _Candidate(time, f"deadline.{time.form}", 0.8)


def _of_results(context: Context, time: Time, before: str) -> bool:
    """Whether words beside a time say that it is of what was done: `Kết quả tháng 9`, a column `Thực hiện năm 2023`."""
    if _RESULTS.search(before) or _GONE.match(context.lower, time.last):
        return True
    return lies_in(_done_heads(context), time.first)


def _done_heads(context: Context) -> list[tuple[int, int]]:
    """The spans of the headings of columns that hold what was done or is, in order."""

    def make() -> list[tuple[int, int]]:
        heads = [cell for table in grids(context) for cell in table.cells if cell.row < _HEADING_ROWS]
        return sorted((c.start, c.end) for c in heads if _DONE_COLUMN.fullmatch(context.lower, c.start, c.end))

    return context.once("deadlines.done_heads", make)


def _of_every_year(context: Context, time: Time) -> bool:
    """Whether a day without a year is the first or last one of a fiscal year."""
    if time.form not in ("day", "since", "from_to", "before") or _YEAR_NUMBER.search(
        context.lower, time.first, time.last
    ):
        return False
    return _CALENDAR.search(context.lower, *context.sentence(time.first)) is not None


def _recurs(context: Context, block: Block, time: Time, near: str) -> bool:
    """Whether a recurring time is one of work to be done."""
    if _BENEFIT.search(near) or _ANNUAL.search(near) or _DONE_EACH_TIME.match(context.lower, time.last):
        return False
    if time.recurrence == "FREQ=DAILY" and _HOURS.search(near):
        return False
    if _YEARLY_PAPER.search(near) and not _YEARLY_WORK.search(near):
        return False
    if "INTERVAL" not in (time.recurrence or "") and _DONE.search(near):
        return False
    if _STATED.match(context.lower, time.last):
        return False
    return not any(of_the_past(context, above) for above in context.ancestors(block))


def _goes_on(lower: str, time: Time) -> bool:
    """Whether a time goes on from another one: `…, tầm nhìn đến năm 2045`."""
    return lower.startswith(("tầm nhìn", "định hướng"), time.first)


_OUTLOOK = re.compile(_any("outlook"))
_REVIEW = re.compile(any_of("headings", "past") + r"|(?<!\w)(?:đánh\s+giá|thực\s+hiện)(?!\w)")


def _in_outlook(context: Context, block: Block) -> bool:
    """Whether a part of a report tells of work to be done, not of results."""
    for above in (block, *context.ancestors(block)):
        heading = heading_of(context, above, 120) if above.numbered else ""
        outlook = _OUTLOOK.search(heading)
        if outlook and not _REVIEW.search(heading, 0, outlook.start()):
            return True
    return False


def heading_of(context: Context, block: Block, length: int) -> str:
    """The first words of an item in lower case; of the line below where its number stands alone (`Phần I`)."""
    if block.end - block.body < 2 and block.index + 1 < block.last:
        block = context.blocks[block.index + 1]
    return context.lower[block.body : min(block.end, block.body + length)]


def of_the_past(context: Context, block: Block) -> bool:
    """Whether a heading announces what was and is."""
    if not block.numbered:
        return False
    heading = heading_of(context, block, 200)
    past = _PAST_HEADING.search(heading[:60])
    if past is None or _TO_DO.search(heading, 0, past.start()):
        return False
    return not _REMEDY.search(CARRIED_OUT.sub(" ", heading))


def in_name(before: str, *, appended: bool = False) -> bool:
    """Whether a time stands in the name of a document or programme that begins before it.

    Args:
        before: the sentence up to the time, in lower case.
        appended: the time is of a form that ends a name also behind a comma (`…, giai đoạn 2021 - 2025`).
    """
    clause = before[max(before.rfind("; "), 0) :]
    if _WITHIN.search(clause):
        return False
    names = [match.end() for match in _DOCUMENT.finditer(clause)]
    return bool(names) and (appended or not _OWN_TIME.search(clause, names[-1]))


def _deadlines(context: Context, header: HeaderResult, found: Iterable[_Candidate]) -> Iterator[Deadline]:
    """One deadline for each different time, with every place that states it, the surest rule's first."""
    grouped: dict[Value, list[_Candidate]] = {}
    for candidate in found:
        grouped.setdefault(candidate.time.value, []).append(candidate)
    for (kind, start, end, _), group in list(grouped.items()):
        # `năm 2024` of the title and `năm 2024 đạt …` are one time.
        year = end[:4] if end else ""
        if kind == "point" and start is None and group[0].time.form == "year":
            whole = ("period", f"{year}-01-01", f"{year}-12-31", None)
            if whole in grouped:
                grouped[whole] += grouped.pop((kind, start, end, None))
    for group in grouped.values():
        best = max(group, key=lambda candidate: candidate.confidence)
        places = sorted({(c.time.first, c.time.last) for c in group})
        first = (best.time.first, best.time.last)
        places.remove(first)
        yield Deadline(
            id="",
            kind=best.time.kind,
            start=best.time.start,
            end=best.time.end,
            recurrence=best.time.recurrence,
            evidence=[_evidence(context, header, *place) for place in (first, *places[:4])],
            confidence=best.confidence,
            rule=best.rule,
        )


def _evidence(context: Context, header: HeaderResult, first: int, last: int) -> Evidence:
    """The time with the words beside it that say what it is the time of."""
    flat = context.flat
    block = context.block_at(first)
    sentence, sentence_end = context.sentence(first)
    title = header.title_span
    floor = title[0] if title and title[0] <= first < title[1] else 0
    start = min(max(sentence, first - 80, block.start if block else 0, floor), first)
    if start > floor and flat[start - 1].isalnum():
        start = flat.find(" ", start, first) + 1 or first
    while start < first and flat[start] in " ,;:.":
        start += 1
    if first - start < 12 and sentence_end > last:
        cut = flat.find(" ", min(last + 60, sentence_end), sentence_end)
        last = max(last, min(sentence_end, cut if cut > 0 else sentence_end))
    return context.evidence(start, last)
