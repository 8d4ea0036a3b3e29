"""Recurring times, as RFC 5545 recurrence rules without their prefix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from vnplan_extract.values._tables import any_of, span_of, table
from vnplan_extract.values.numbers import parse_number, parse_words


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurring time. Items of one expression (`ngày 01/6 và 01/12 hàng năm`) share its span.

    `rule` is an RRULE: `FREQ=YEARLY`, `FREQ=MONTHLY;INTERVAL=3`, `FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1`.
    """

    start: int
    end: int
    rule: str


#: No recurring time is written without one of these.
_LITERALS = ("hàng", "hằng", "định", "lần", "cuối", "6", "sáu")


def find_recurrences(text: str, start: int = 0, end: int | None = None) -> Iterator[Recurrence]:
    """Every recurring time of `text[start:end]`, in order.

    `hàng năm`, `định kỳ 6 tháng`, `03 năm một lần`, `6 tháng/lần`, lists of such (`hàng quý, 6 tháng và năm`), with
    their days (`trước ngày 15/12 hàng năm`, `định kỳ hàng năm (vào ngày 01/12)`, `thứ sáu hàng tuần`).
    `mỗi năm` counts only with `một lần`; `thường xuyên` and `định kỳ` without an interval do not.
    """
    start, end = span_of(text, start, end)
    last = start
    lower = text[start:end].lower()
    if not any(word in lower for word in _LITERALS):
        return
    for match in _anchor_pattern().finditer(text, start, end):
        if match.start() < last:
            continue
        found = _at(text, match, last, end)
        if found is None:
            continue
        first, last, rules = found
        for rule in dict.fromkeys(rules):
            yield Recurrence(first, last, rule)


#: A longer list is none, and would make the search quadratic.
_MOST_ITEMS = 8
#: Start, end, rules.
_Found = tuple[int, int, list[str]]


def _at(text: str, anchor: re.Match[str], behind: int, end: int) -> _Found | None:
    begin = anchor.start()
    if anchor["every"]:
        if not anchor["every"].lower().startswith("hằng") and _is_goods(text, begin):
            return None
        return _items(text, begin, anchor.start("every"), behind, end)
    if anchor["regularly"]:
        return _items(text, begin, anchor.end("regularly"), behind, end)
    if anchor["each"]:
        return begin, anchor.end(), [_unit(anchor["each"].split()[-1], 1)]
    if anchor["per"]:
        return begin, anchor.end(), [_unit(anchor["per_unit"], 1)]
    if anchor["once"]:
        count = _count(anchor["count"])
        return (begin, anchor.end(), [_unit(anchor["once_unit"], count)]) if count else None
    if anchor["last_month"]:
        day = f";BYMONTHDAY={int(anchor['last_day'])}" if anchor["last_day"] else ""
        return begin, anchor.end(), [f"FREQ=MONTHLY;INTERVAL=3{day}"]
    if anchor["list"]:
        return _items(text, begin, begin, behind, end, needs_year=True)
    return None


def _is_goods(text: str, begin: int) -> bool:
    before = text[max(0, begin - 12) : begin].rstrip().lower()
    word = re.split(r"\W", before)[-1]
    return word in table("recurrences")["goods"]


def _unit(word: str, count: int) -> str:
    frequency, interval = table("recurrences")["units"][word.lower()]
    interval *= count
    return f"FREQ={frequency}" + (f";INTERVAL={interval}" if interval > 1 else "")


def _count(written: str | None) -> int:
    """How many units: 1 where none is written, 0 where it is no count."""
    if not written:
        return 1
    number = parse_number(written) or parse_words(written)
    value = int(number.value) if number else 0
    return value if 1 <= value <= 60 else 0


def _items(text: str, begin: int, at: int, behind: int, end: int, *, needs_year: bool = False) -> _Found | None:
    """The items of a list that begins at `at`, with the days before and behind them."""
    rules: list[str] = []
    last = begin
    units: list[str] = []
    lead = _gap_pattern().match(text, at, end)
    at = lead.end() if lead else at
    while len(units) < _MOST_ITEMS and (item := _item_pattern().match(text, at, end)):
        if units and not (item["every"] or item["count"] or item["unit"].lower() not in ("ngày", "tuần")):
            break
        count = _count(item["count"])
        if not count:
            break
        if item["count"] and count == 9 and item["unit"].lower() == "tháng":
            rule = ""  # the nine-month report of a list, once a year
        else:
            rule = _unit(item["unit"], count)
        units.append(item["unit"].lower())
        last = item.end()
        dated = _days_behind(text, last, end, item["unit"].lower())
        if dated is not None:
            last, dated_rules = dated
            rules += dated_rules
        elif rule:
            rules.append(rule)
        joint = _joint_pattern().match(text, last, end)
        if joint is None:
            break
        at = joint.end()
    if not rules or (needs_year and (len(units) < 2 or units[-1] != "năm")):
        return None
    days = _days_before(text, begin, behind, units[0])
    if days is not None:
        begin, day_rules = days
        rules = day_rules + rules[1:]
    if once := _ONCE_BEHIND.match(text, last, end):
        last = once.end()
    return begin, last, rules


_DAY_MONTH = (
    r"(?:(?i:ngày)\s{1,3})?(?P<day>[0-3]?[0-9])(?:\s?/\s?|\s{1,3}(?i:tháng)\s{1,3})(?P<month>1[0-2]|0?[1-9])"
    r"(?![\d/]|\s?/|\s{1,3}(?i:năm)\s{1,3}[0-9])"
)
_DAY_MONTH_PLAIN = re.sub(r"\?P<\w+>", "", _DAY_MONTH)
_BEFORE = r"(?:(?i:vào|trước|chậm\s{1,3}nhất|muộn\s{1,3}nhất|là|trong|đến)\s{1,3}){0,3}"
_JOINT = r"\s{0,3}(?:[,;&]|(?i:và|hoặc)(?=\s))\s{0,3}(?:(?i:và)\s{1,3})?"
_NOTE = r"(?:\s{0,3}\([^()]{0,60}\))?"
_FIND_DAY_MONTH = re.compile(_DAY_MONTH)
_BRACKETS = re.compile(r"\([^()]*\)")

_DAYS_BEFORE_YEAR = re.compile(
    rf"(?<![\w/])(?:{_BEFORE}{_DAY_MONTH_PLAIN}{_NOTE}(?:{_JOINT})?){{1,6}}[\s,]{{0,5}}"
    r"(?:(?i:định\s{1,3}k[ỳì]|của)\s{1,3})?\Z"
)
_MONTHS_BEFORE_YEAR = re.compile(
    r"(?<!\w)(?i:tháng)\s{1,3}(?P<months>(?:1[0-2]|0?[1-9])"
    r"(?:\s{0,3}(?:,|(?i:và))\s{0,3}(?:(?i:tháng)\s{1,3})?(?:1[0-2]|0?[1-9])){0,5})\s{1,3}\Z"
)
_QUARTER_BEFORE_YEAR = re.compile(r"(?<!\w)(?i:qu[ýí])\s{1,3}(?P<quarter>IV|I{1,3}|[1-4])\s{1,3}\Z")
_DAYS_BEFORE_MONTH = re.compile(
    rf"(?<!\w){_BEFORE}(?i:ngày)\s{{1,3}}"
    r"(?P<days>[0-3]?[0-9](?:\s{0,3}(?:,|(?i:và))\s{0,3}(?:(?i:ngày)\s{1,3})?[0-3]?[0-9]){0,3})"
    r"(?:\s{1,3}(?i:của|định\s{1,3}k[ỳì]))?\s{1,3}\Z"
)
_LAST_MONTH_DAY = re.compile(
    rf"(?<!\w){_BEFORE}(?i:ngày)\s{{1,3}}(?P<days>[0-3]?[0-9])\s{{1,3}}(?:(?i:của)\s{{1,3}})?"
    r"(?i:tháng\s{1,3}cuối)(?:\s{1,3}(?i:của))?\s{1,3}\Z"
)
_WEEKDAY_BEFORE = re.compile(
    r"(?<!\w)(?:(?i:thứ)\s{1,3}(?P<weekday>[^\W\d_]{1,4}|[2-7])|(?P<sunday>(?i:chủ\s{1,3}nhật)))\s{1,3}\Z"
)

_DAYS_BEHIND_YEAR = re.compile(
    rf"[\s,:]{{0,3}}\(?\s?{_BEFORE}{_DAY_MONTH_PLAIN}{_NOTE}(?:{_JOINT}{_BEFORE}{_DAY_MONTH_PLAIN}{_NOTE}){{0,5}}(?:\s?\))?"
)
_DAYS_BEHIND_MONTH = re.compile(
    rf"[\s,:]{{0,3}}\(?\s?{_BEFORE}(?i:ngày)\s{{1,3}}(?P<day>[0-3]?[0-9])(?![\w/]|\s?/|\s{{1,3}}(?i:tháng)\s{{1,3}}[0-9])"
    r"(?:\s{1,3}(?:(?i:của|hàng|hằng)\s{1,3})?(?i:tháng)"
    r"(?:\s{1,3}(?i:cuối|đầu|sau)(?:\s{1,3}(?:(?i:của|hàng|hằng)\s{1,3})?(?i:qu[ýí]))?)?)?(?:\s?\))?"
)
_ONCE_BEHIND = re.compile(r"(?:\s{1,3}(?i:một|1|01)\s{1,3}|\s?/\s?(?:(?i:một|1|01)\s{1,3})?)(?i:lần)(?!\w)")


def _monthday(day: int) -> str:
    return f";BYMONTHDAY={day}"


def _yearly_days(written: str) -> list[str]:
    plain = _BRACKETS.sub("", written.strip().lstrip("("))
    return [
        f"FREQ=YEARLY;BYMONTH={int(match['month'])};BYMONTHDAY={int(match['day'])}"
        for match in _FIND_DAY_MONTH.finditer(plain)
        if 1 <= int(match["day"]) <= 31
    ]


def _days_before(text: str, begin: int, behind: int, unit: str) -> tuple[int, list[str]] | None:
    """The days that stand before `hàng năm`, `hàng tháng` …, where they begin, and their rules."""
    low = max(behind, begin - 160)
    if unit == "năm":
        if (match := _DAYS_BEFORE_YEAR.search(text, low, begin)) and (rules := _yearly_days(match[0])):
            return match.start(), rules
        if match := _MONTHS_BEFORE_YEAR.search(text, low, begin):
            months = re.findall(r"[0-9]+", match["months"])
            return match.start(), [f"FREQ=YEARLY;BYMONTH={int(month)}" for month in months]
        if match := _QUARTER_BEFORE_YEAR.search(text, low, begin):
            written = match["quarter"]
            quarter = {"I": 1, "II": 2, "III": 3, "IV": 4}.get(written) or int(written)
            return match.start(), [f"FREQ=YEARLY;BYMONTH={3 * quarter}"]
    if unit in ("tháng", "quý", "quí"):
        match = _LAST_MONTH_DAY.search(text, low, begin) if unit != "tháng" else None
        match = match or _DAYS_BEFORE_MONTH.search(text, low, begin)
        if match:
            days = [int(day) for day in re.findall(r"[0-9]+", match["days"])]
            if all(1 <= day <= 31 for day in days):
                return match.start(), [_unit(unit, 1) + _monthday(day) for day in days]
    if unit == "tuần" and (match := _WEEKDAY_BEFORE.search(text, low, begin)):
        day = "SU" if match["sunday"] else table("recurrences")["weekdays"].get(match["weekday"].lower())
        if day:
            return match.start(), [f"FREQ=WEEKLY;BYDAY={day}"]
    return None


def _days_behind(text: str, at: int, end: int, unit: str) -> tuple[int, list[str]] | None:
    """The days that stand behind a unit: `(vào ngày 01/12)`, `(trước ngày 25)`."""
    if unit in ("năm", "tháng") and (match := _DAYS_BEHIND_YEAR.match(text, at, end)):
        rules = _yearly_days(match[0])
        if rules:
            return match.end(), rules
    if unit in ("tháng", "quý", "quí") and (match := _DAYS_BEHIND_MONTH.match(text, at, end)):
        day = int(match["day"])
        if 1 <= day <= 31:
            return match.end(), [_unit(unit, 1) + _monthday(day)]
    return None


def _unit_words() -> str:
    return any_of(table("recurrences")["units"])


def _count_words() -> str:
    digits = set(table("digits")) - {"không", "tư"}
    return rf"(?:[0-9]{{1,2}}|{any_of([*digits, 'mười', 'mười hai'])})"


#: Behind a unit that recurs: no number of a date, nothing that makes another word or time of it.
_NOT_BEHIND = (
    r"(?!\w)(?!\s{1,3}(?:[12][0-9]{3}(?!\w)|(?i:càng|học|tài\s{1,3}chính|sau|tới|nay|qua|đầu|cuối|hai|một\s{1,3}ngàn"
    r"|trước(?!\s{1,3}(?i:ngày|[0-9])))(?!\w)))"
)


@cache
def _anchor_pattern() -> re.Pattern[str]:
    unit, count = _unit_words(), _count_words()
    once = r"(?:(?i:một|1|01)\s{1,3}(?i:lần)(?!\w))"
    return re.compile(
        rf"""
        (?P<every>[hH](?<!\w[hH])(?:[àằ]ng|[ÀẰ]NG)\s{{1,3}}(?=(?:{unit}){_NOT_BEHIND}))
      | (?P<regularly>[đĐ](?<!\w[đĐ])(?i:ịnh)\s{{1,3}}(?i:k[ỳìýí])(?!\w))
      | (?P<each>[mM](?<!\w[mM])(?i:ỗi)\s{{1,3}}{unit})(?:\s{{1,3}}[^\W\d_]+){{0,4}}?\s{{1,3}}{once}
      | (?P<per>(?<!\w)(?:01|1|(?i:một))\s{{1,3}}(?i:lần)\s{{0,2}}(?:/|(?i:mỗi|trong)\s)\s{{0,2}}
            (?:(?i:một|1|01)\s{{1,3}})?(?P<per_unit>{unit}))(?!\w)
      | (?P<last_month>(?<!\w)(?:(?i:ngày)\s{{1,3}}(?P<last_day>[0-3]?[0-9])\s{{1,3}}(?:(?i:của)\s{{1,3}})?)?
            (?i:tháng)\s{{1,3}}(?i:cuối)\s{{1,3}}(?:(?i:của)\s{{1,3}})?(?:(?i:hàng|hằng|mỗi)\s{{1,3}})?(?i:qu[ýí]))(?!\w)
      | (?P<once>(?<![\w.,/])(?P<count>{count})\s{{1,3}}(?P<once_unit>{unit})
            (?:(?:\s{{1,3}}[^\W\d_]+){{0,4}}?\s{{1,3}}{once}|\s?/\s?(?:(?i:một|1|01)\s{{1,3}})?(?i:lần)(?!\w)))
      | (?P<list>(?<![\w.,/])(?:(?i:qu[ýí])\s{{0,3}},\s{{0,3}})?(?:0?6|(?i:sáu))\s{{1,3}}(?i:tháng)\s{{0,3}}
            (?:,|/|(?i:và)(?=\s))\s{{0,3}}(?=\S.{{0,40}}(?i:năm)|(?i:năm)))
        """,
        re.VERBOSE,
    )


@cache
def _item_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<every>(?i:hàng|hằng|mỗi|theo|từng))\s{{1,3}})?(?:(?P<count>{_count_words()})\s{{1,3}})?"
        rf"(?:(?i:cả)\s{{1,3}})?(?P<unit>{_unit_words()}){_NOT_BEHIND}(?!\s{{1,3}}[0-9])"
    )


@cache
def _gap_pattern() -> re.Pattern[str]:
    return re.compile(r"[\s(:,]{1,4}(?:(?i:theo)\s{1,3})?")


@cache
def _joint_pattern() -> re.Pattern[str]:
    return re.compile(r"\s{0,3}(?:[,;/&]|(?i:và|hoặc)(?=\s))\s{0,3}(?:(?i:và|hoặc)\s{1,3})?(?=\w)")
