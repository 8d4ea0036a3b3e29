"""Periods: the written forms of a time with a beginning, an end, or both.

The rule of a period names its written form:

=============  =====================================================  ====================
rule           forms                                                  first, last
=============  =====================================================  ====================
`range`        `2010–2015`, `giai đoạn 2021 - 2025`                   both
`from_to`      `từ năm 2026 đến năm 2030`, `từ ngày 01/3 đến 30/6/2024`  both
`quarters`     `Quý II, III/2012`, `trong quý II năm 2025`            both (months)
`months`       `tháng 7, 8/2024`, `6 tháng đầu năm 2024`              both (months)
`years`        `năm 2024 và 2025`, `các năm 2024, 2025`               both
`year`         `năm 2024` without a word that binds it                both the same
`month`        `tháng 6/2024`, likewise                               both the same
`within_year`  `trong năm 2024`; `within_month`, `within_day` likewise  both the same
`until`        `đến năm 2030`, `đến hết năm 2025`, `từ nay đến …`     only last
`as_of`        `tính đến 31/12/2023`                                  only last
`before`       `trước ngày 15/12/2024`, `chậm nhất ngày …`            only last
`since`        `từ năm 2025`, `kể từ ngày 01/7/2024`, `… trở đi`      only first
`open`         `năm 2024 và các năm tiếp theo`                        only first
=============  =====================================================  ====================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from vnplan_extract.values._tables import any_of, span_of, table
from vnplan_extract.values.dates import Date, Token, quarter_months, tokens


@dataclass(frozen=True, slots=True)
class Period:
    """A period and where it stands, with the words that bind it (`giai đoạn`, `từ`, `đến`).

    `first` and `last` are ISO 8601 with reduced precision, `None` where the period is open.
    `reversed` says that it ends before it begins, as printed (`2016-2010`). `dates` are the dates in
    it as written; `keyword` is the leading noun in small letters (`giai đoạn`, `năm học`, `tầm nhìn`), or empty.
    """

    start: int
    end: int
    first: str | None
    last: str | None
    rule: str
    reversed: bool = False
    dates: tuple[Date, ...] = ()
    keyword: str = ""


def find_periods(text: str, start: int = 0, end: int | None = None, *, year: int | None = None) -> Iterator[Period]:
    """Every period of `text[start:end]`, in order, without overlap.

    A part without a year takes it from the other part of its period (`từ tháng 3 đến tháng 6 năm 2024`; where the
    first month would come after the last, it is the year before). A day of a full date by itself is no period.

    Args:
        text: flat text.
        start: where to begin.
        end: where to stop.
        year: the year of months, quarters and days whose period names none; without it they are left out.
    """
    start, end = span_of(text, start, end)
    found = list(tokens(text, start, end))
    behind = start  # end of the last token or period before the present one
    index = 0
    while index < len(found):
        period, used = _period_at(text, found, index, behind, end, year)
        if period is not None:
            yield period
        behind = max(found[index + used - 1].date.end, period.end if period else 0)
        index += used


def _period_at(
    text: str, found: list[Token], index: int, behind: int, end: int, year: int | None
) -> tuple[Period | None, int]:
    """The period that begins with `found[index]`, if any, and how many dates it takes up."""
    token = found[index]
    lead = _lead(text, behind, token.date.start)
    if index + 1 < len(found):
        other = found[index + 1]
        gap = text[token.date.end : other.date.start] if other.date.start - token.date.end <= 40 else "?"
        if _joins(text, token, other, gap, lead, end):
            return _from_to(text, token, other, lead, gap, end, year), 2
        if _LIST_GAP.fullmatch(gap) and _neighbours(token, other):
            last = index + 1
            while last + 1 < len(found) and _neighbours(found[last], found[last + 1]):
                between = text[found[last].date.end : found[last + 1].date.start]
                if len(between) > 12 or not _LIST_GAP.fullmatch(between):
                    break
                last += 1
            return _listed(found[index : last + 1], lead, text, end), last + 1 - index
    return _single(text, token, lead, behind, end, year), 1


@dataclass(frozen=True, slots=True)
class _Lead:
    """The words that bind a date, right before it."""

    start: int
    keyword: str = ""
    now: bool = False
    until: str = ""
    before: str = ""
    since: str = ""
    within: str = ""


def _lead(text: str, behind: int, at: int) -> _Lead:
    window = text[max(behind, at - 60) : at]
    match = _lead_pattern().search(window)
    if match is None:
        return _Lead(at)
    groups = {name: " ".join(value.lower().split()) for name, value in match.groupdict().items() if value}
    now = groups.pop("now", "") != ""
    return _Lead(at - len(window) + match.start(), now=now, **groups)


@cache
def _lead_pattern() -> re.Pattern[str]:
    keywords = any_of(table("periods")["keywords"])
    return re.compile(
        rf"""
        (?<!\w)
        (?=[gtnckhđbvdmsGTNCKHĐBVDMS])
        (?:(?P<keyword>{keywords})(?:\s{{1,3}}(?:I{{1,3}}|[1-3]|(?i:một|hai)))?[\s:(“"]{{1,4}})?
        (?:
            (?P<now>(?i:(?:kể\s{{1,3}})?từ\s{{1,3}}nay)[\s,]{{1,4}})?
            (?P<until>(?i:(?:tính\s{{1,3}}|từ\s{{1,3}}đó\s{{1,3}})?(?:cho\s{{1,3}})?(?:đến|tới)))
            (?:\s{{1,3}}(?i:hết|cuối|trước|thời\s{{1,3}}điểm|mốc))?(?:\s{{1,3}}(?i:ngày|năm))?
          | (?P<before>(?i:(?:chậm|muộn)\s{{1,3}}nhất(?:\s{{1,3}}là)?(?:\s{{1,3}}(?:trong|đến|trước|vào))?
              |không\s{{1,3}}(?:quá|muộn\s{{1,3}}hơn)|trước(?:\s{{1,3}}thời\s{{1,3}}điểm|\s{{1,3}}hạn)?
              |xong\s{{1,3}}trước))(?:\s{{1,3}}(?i:ngày|năm))?
          | (?P<since>(?i:(?:kể\s{{1,3}}|bắt\s{{1,3}}đầu\s{{1,3}}|tính\s{{1,3}})?từ
              (?:\s{{1,3}}(?:sau|đầu|cuối|giữa))?))(?:\s{{1,3}}(?i:ngày|năm))?
          | (?P<within>(?i:trong|vào|hết|trong\s{{1,3}}cả)(?:\s{{1,3}}(?i:đầu|cuối|giữa|suốt))?)
        )?
        \s{{0,10}}\Z
        """,
        re.VERBOSE,
    )


_DASH = re.compile(r"\s{0,5}[-–—÷]\s{0,5}")
_TO = re.compile(
    r"[\s,]{0,5}(?:[-–—]\s{0,3})?(?i:đến|tới)(?:\s{1,3}(?i:hết|cuối|trước|ngày|năm|hết\s{1,3}ngày|hết\s{1,3}năm|cuối\s{1,3}năm))?"
    r"(?:\s{1,3}[0-9]{1,2}(?:h|g|giờ|:)[0-9]{0,2}(?:\s?phút)?(?:\s{1,3}(?i:ngày))?)?\s{0,5}"
)
_LIST_GAP = re.compile(r"\s{0,3}(?:[,;&]|(?i:và))?\s{0,3}(?:(?i:và|năm)\s{1,3}){0,2}")
_OPEN = re.compile(
    r"[\s,]{0,3}(?:(?i:và)\s{1,3})?(?:(?i:cho)\s{1,3})?(?i:các|những)\s{1,3}(?i:năm|giai\s{1,3}đoạn)\s{1,3}"
    r"(?i:(?:tiếp|kế|sắp|về)\s{1,3}(?:theo|tiếp|tới|sau)|sau|tới)(?!\w)(?:\s{1,3}(?i:đó)(?!\w))?"
)
_ONWARDS = re.compile(r"\s{1,3}(?i:trở\s{1,3}(?:đi|về\s{1,3}sau)|về\s{1,3}sau)(?!\w)")
_HALF_YEAR = re.compile(r"(?<![\w/.,])(0?[369])\s{1,3}(?i:tháng)\s{1,3}(?P<which>(?i:đầu|cuối))\s{1,3}\Z")
_FIRST_DAY = re.compile(
    r"(?<!\w)(?:(?i:từ)\s{1,3})?(?:(?i:ngày)\s{1,3})?(?<![\w/.,-])(?P<day>[0-3]?[0-9])\s{0,3}"
    r"(?:[-–—]|(?i:đến(?:\s{1,3}hết)?))\s{0,3}\Z"
)
_CLASSES = {"year": 1, "quarter": 2, "month": 2, "day": 3, "day_month": 3}


def _joins(text: str, token: Token, other: Token, gap: str, lead: _Lead, end: int) -> bool:
    """Whether two dates are the ends of one period."""
    if _TO.fullmatch(gap):
        return not lead.until or lead.now
    if not _DASH.fullmatch(gap) or _CLASSES[token.date.kind] != _CLASSES[other.date.kind]:
        return False
    if token.date.kind == "year" and token.bare and not (lead.keyword or lead.since):
        # A bare range may count something: `2010 - 2015 người`.
        return not _counted(text, other.date.end, end)
    return True


@cache
def _counted_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s{{0,3}}{any_of(table('periods')['not_years_before'])}(?!\w)")


def _counted(text: str, at: int, end: int) -> bool:
    return _counted_pattern().match(text, at, end) is not None


def _neighbours(token: Token, other: Token) -> bool:
    """Whether two dates of a list follow on each other: 2024 and 2025, Quý IV/2024 and Quý I/2025."""
    first, second = token.date, other.date
    if first.year is None or second.year is None or not (first.valid and second.valid):
        return False
    if second.kind == "year" and first.kind in ("quarter", "month"):  # `Quý IV năm 2024, năm 2025`
        return not other.bare and _months(first, first=False) == (second.year - 1) * 12 + 11
    if first.kind != second.kind:
        return False
    if first.kind == "year":
        return not token.bare and second.year == first.year + 1
    if first.kind in ("quarter", "month"):
        step = 3 if first.kind == "quarter" else 1
        return _months(second, first=True) - _months(first, first=True) == step and not other.parts
    return False


def _months(date: Date, *, first: bool) -> int:
    """Months since year 0."""
    month = quarter_months(date.quarter)[0 if first else 1] if date.quarter else date.month or (1 if first else 12)
    return (date.year or 0) * 12 + month - 1


def _listed(members: list[Token], lead: _Lead, text: str, end: int) -> Period:
    dates = tuple(member.date for member in members)
    rule = {"year": "years", "quarter": "quarters", "month": "months"}[dates[0].kind]
    first = _first_of(members[0], dates[0])
    period = Period(lead.start, dates[-1].end, first, dates[-1].last_iso, rule, dates=dates, keyword=lead.keyword)
    return _opened(text, period, end)


def _first_of(token: Token, date: Date) -> str:
    """The beginning of a date, or of its list."""
    part = token.parts[0] if token.parts else None
    if part is None or not date.valid:
        return date.first_iso
    if date.kind == "quarter":
        return replace(date, quarter=part).first_iso if 1 <= part <= 4 else date.first_iso
    return replace(date, month=part).first_iso if 1 <= part <= 12 else date.first_iso


def _from_to(text: str, token: Token, other: Token, lead: _Lead, gap: str, end: int, year: int | None) -> Period | None:
    first, last = token.date, other.date
    if first.year is None and last.year is None:
        if year is None:
            return None
        first, last = first.with_year(year), last.with_year(year)
    elif last.year is None:
        last = last.with_year(first.year or 0)
    elif first.year is None:
        first = first.with_year(last.year)
        if last.valid and first.valid and _lowest(first.first_iso) > _highest(last.last_iso):
            first = replace(first, year=last.year - 1)
    rule = "range" if first.kind == last.kind == "year" and _DASH.fullmatch(gap) else "from_to"
    begin, close = _first_of(token, first), last.last_iso
    turned = _lowest(begin) > _highest(close)
    period = Period(lead.start, last.end, begin, close, rule, turned, (token.date, other.date), lead.keyword)
    return _opened(text, period, end)


def _opened(text: str, period: Period, end: int) -> Period:
    """The period without an end where `và các năm tiếp theo` follows."""
    match = _OPEN.match(text, period.end, end)
    return replace(period, end=match.end(), last=None, rule="open") if match else period


def _lowest(iso: str) -> str:
    return (iso + "-01-01")[:10]


def _highest(iso: str) -> str:
    return (iso + "-12-31")[:10]


def _single(text: str, token: Token, lead: _Lead, behind: int, end: int, year: int | None) -> Period | None:
    date = token.date
    bound = lead.until or lead.before or lead.since or lead.keyword
    if date.year is None:
        if year is None:
            return None
        date = date.with_year(year)
    if token.bare and token.date.year is not None and (not bound or not _ends_a_phrase(text, date.end, end)):
        return None
    dates = (token.date,)
    if date.kind == "day" and (days := _day_range(text, date, behind)):
        return replace(days, dates=dates)
    open_end = _OPEN.match(text, date.end, end)
    if open_end and not lead.until:
        first = _first_of(token, date)
        return Period(lead.start, open_end.end(), first, None, "open", dates=dates, keyword=lead.keyword)
    onwards = _ONWARDS.match(text, date.end, end)
    if onwards or (lead.since and not lead.until):
        close = onwards.end() if onwards else date.end
        return Period(lead.start, close, _first_of(token, date), None, "since", dates=dates, keyword=lead.keyword)
    if lead.until or lead.keyword in ("tầm nhìn", "định hướng"):
        rule = "as_of" if lead.until.startswith("tính") else "until"
        close = open_end.end() if open_end else date.end
        return Period(lead.start, close, None, date.last_iso, rule, dates=dates, keyword=lead.keyword)
    if lead.before:
        return Period(lead.start, date.end, None, date.last_iso, "before", dates=dates, keyword=lead.keyword)
    if date.kind == "day":
        if not lead.within:
            return None
        return Period(lead.start, date.end, date.iso, date.iso, "within_day", dates=dates)
    if date.kind == "year" and (half := _HALF_YEAR.search(text, max(behind, date.start - 24), date.start)):
        count = int(half[1])
        low, high = (1, count) if half["which"].lower() == "đầu" else (13 - count, 12)
        first, last = f"{date.year:04}-{low:02}", f"{date.year:04}-{high:02}"
        return Period(half.start(), date.end, first, last, "months", dates=dates)
    first, last = _first_of(token, date), date.last_iso
    if date.kind == "quarter":
        rule = "quarters"
    elif token.parts:
        rule = "months"
    else:
        rule = f"within_{date.kind}" if lead.within else date.kind
    return Period(lead.start, date.end, first, last, rule, dates=dates, keyword=lead.keyword)


def _day_range(text: str, date: Date, behind: int) -> Period | None:
    """`từ ngày 01 đến ngày 15 tháng 6 năm 2024`: the first day stands alone before the full date."""
    match = _FIRST_DAY.search(text, max(behind, date.start - 30), date.start)
    if match is None or not date.valid or int(match["day"]) < 1:
        return None
    first = replace(date, day=int(match["day"]))
    if not first.valid:
        return None
    return Period(match.start(), date.end, first.iso, date.iso, "from_to", first.iso > date.iso)


def _ends_a_phrase(text: str, at: int, end: int) -> bool:
    """Whether a bare year stands before punctuation, the end, or a word that no counted noun is."""
    match = _NEXT_WORD.match(text, at, end)
    return match is None or match[1].lower() in table("money")["bare_before"]


_NEXT_WORD = re.compile(r"\s{1,10}([^\W\d_]+)")
