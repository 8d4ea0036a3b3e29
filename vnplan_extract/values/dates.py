"""Vietnamese dates in every written form.

Spans include the word that belongs to the form: `ngày 07 tháng 6 năm 2021`, `ngày 25/3`,
`tháng 6/2010`, `Quý II/2012`, `năm 2024`; `31/08/2023` where no word stands before it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from vnplan_extract.values._tables import any_of, span_of, table

Kind = Literal["day", "month", "quarter", "year", "day_month"]


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written; `None` for what it does not say.

    `kind` is the most precise part that is written: a blank day (`ngày … tháng 4 năm 2026`) makes
    a `month`, a day without a year a `day_month`. Parts are as printed, also where no calendar
    has them (`31/02/2024`): then `valid` is false, and `iso` holds what is possible (`2024-02`).
    """

    start: int
    end: int
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None

    @property
    def valid(self) -> bool:
        """Whether a calendar can have this date (29/02 without a year can)."""
        if self.quarter is not None and not 1 <= self.quarter <= 4:
            return False
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        if self.day is None or self.month is None:
            return True
        return 1 <= self.day <= monthrange(self.year or 2000, self.month)[1]

    @property
    def iso(self) -> str:
        """ISO 8601 with reduced precision; a quarter's last month; empty without a year."""
        return self.last_iso

    @property
    def first_iso(self) -> str:
        """As `iso`, with the first month of a quarter."""
        return self._iso(first=True)

    @property
    def last_iso(self) -> str:
        """As `iso`: with the last month of a quarter."""
        return self._iso(first=False)

    def _iso(self, *, first: bool) -> str:
        if self.year is None:
            return ""
        if self.quarter is not None and 1 <= self.quarter <= 4:
            return f"{self.year:04}-{quarter_months(self.quarter)[0 if first else 1]:02}"
        if self.month is None or not 1 <= self.month <= 12:
            return f"{self.year:04}"
        if self.day is None or not self.valid:
            return f"{self.year:04}-{self.month:02}"
        return f"{self.year:04}-{self.month:02}-{self.day:02}"

    def with_year(self, year: int) -> Date:
        """This date in `year` where it has none of its own: a `day_month` becomes a `day`."""
        if self.year is not None:
            return self
        return replace(self, year=year, kind="day" if self.kind == "day_month" else self.kind)


@dataclass(frozen=True, slots=True)
class Token:
    """A date, or what is one only in a period: for `periods.py`."""

    date: Date
    #: Months or quarters of a list that ends with the date's own: `Quý II, III/2012`.
    parts: tuple[int, ...] = ()
    #: A bare year, `6/2024` without `tháng`, or `tháng 6`, `quý II` without a year.
    bare: bool = False


def quarter_months(quarter: int) -> tuple[int, int]:
    """The first and the last month of a quarter, 1 to 4."""
    return 3 * quarter - 2, 3 * quarter


def parse_date(text: str) -> Date | None:
    """The date that the whole of `text` is, or `None`. Bare years and `01/12` count."""
    stripped = text.strip()
    start = text.find(stripped)
    for token in tokens(text, loose=True):
        if (token.date.start, token.date.end) == (start, start + len(stripped)):
            return token.date
    if stripped[:1].isdigit() and "tháng" in stripped.lower():  # `01 tháng 3 năm 2027`
        date = parse_date("ngày " + stripped)
        return replace(date, start=start, end=start + len(stripped)) if date else None
    return None


def find_dates(
    text: str, start: int = 0, end: int | None = None, *, bare_years: bool = False, bare_months: bool = False
) -> Iterator[Date]:
    """Every date of `text[start:end]`, in order, without overlap.

    Document numbers (`13/2010/NĐ-CP`), law numbers and ratios (`1/1000`, `15/20`) hold none, and the
    year that opens a range (`năm 2021 - 2025`) is none. A list (`Quý II, III/2012`) is its last date.

    Args:
        text: flat text.
        start: where to begin.
        end: where to stop.
        bare_years: also years without a word before them, and those of ranges.
        bare_months: also `tháng 6` and `quý II` without a year (`iso` is empty).
    """
    for token in tokens(text, start, end):
        date = token.date
        if date.kind == "year":
            if not bare_years and (token.bare or _RANGE_GOES_ON.match(text, date.end)):
                continue
        elif token.bare and (date.year is not None or not bare_months):
            continue
        yield date


_RANGE_GOES_ON = re.compile(r"\s{0,3}[-–—÷]\s{0,3}(?:19|20)[0-9]{2}(?![0-9])")


def tokens(text: str, start: int = 0, end: int | None = None, *, loose: bool = False) -> Iterator[Token]:
    """Every date of `text[start:end]` and all that can be part of a period.

    Args:
        text: flat text.
        start: where to begin.
        end: where to stop.
        loose: a day and month are a date whatever stands before them.
    """
    start, end = span_of(text, start, end)
    last = start
    previous: Token | None = None
    for match in _anchors().finditer(text, start, end):
        at = match.start()
        if at < last:
            continue
        letter = text[at]
        token = _READERS[letter.lower() if not letter.isdigit() else "0"](text, at, end)
        if token is None:
            continue
        date = token.date
        if date.kind == "day_month" and letter.isdigit() and not (loose or _is_day_month(text, date, previous)):
            continue
        yield token
        previous, last = token, date.end


def _is_day_month(text: str, date: Date, previous: Token | None) -> bool:
    """Whether `25/3` is a date here, and no ratio."""
    if not date.valid or date.day == 0:
        return False
    before = text[max(0, date.start - 24) : date.start].rstrip().lower()
    rules = table("dates")
    for phrase in rules["day_month_after"]:
        if before.endswith(phrase) and not before[: -len(phrase)][-1:].isalnum():
            return True
    if previous is not None and previous.date.kind in ("day_month", "day") and date.start - previous.date.end <= 20:
        joint = " ".join(text[previous.date.end : date.start].split()).lower()
        if joint in rules["day_month_joins"]:
            return True
    return bool(_YEARLY.match(text, date.end)) or bool(_DAY_RANGE.match(text, date.end))


_YEARLY = re.compile(r"\s{1,3}(?i:h[àằ]ng|mỗi)\s{1,3}(?i:năm)")
_DAY_RANGE = re.compile(r"\s?[-–—]\s?[0-9]{1,2}/[0-9]{1,2}/[12][0-9]{3}(?![0-9])")

_BLANK = r"[\s.…_,·]{1,40}"
_YEAR = r"(?P<year>[12][0-9]{3})(?![0-9])"
#: Behind a date with slashes no more of a document's number may follow.
_END = r"(?!\s?/\s?[\dA-ZĐ])(?!-[^\W\d_])(?![.,]?[0-9])"


@cache
def _anchors() -> re.Pattern[str]:
    return re.compile(
        r"[nN](?<!\w[nN])(?:(?:gày|GÀY)(?=[\W_0-9])|(?:ăm|ĂM)(?=[\W_]))"
        r"|[tT](?<!\w[tT])(?:háng|HÁNG)(?=[\W_])"
        r"|[qQ](?<!\w[qQ])(?:u[ýí]|U[ÝÍ]|úy|ÚY)(?=\W)"
        r"|[0-9](?<![\w/][0-9])(?<![0-9][.,][0-9])(?<![0-9]/\s[0-9])(?<![^\W\d_]-[0-9])"
        r"(?:[0-9]?\s?/\s?[0-9]|[0-9]?[.-][0-9]{1,2}[.-][0-9]|[0-9]{3}(?!\w))"
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


def _number(match: re.Match[str], name: str) -> int | None:
    digits = match[name]
    return int(digits) if digits else None


def _read_day(text: str, at: int, end: int) -> Token | None:
    """`ngày …`: in words (`ngày 07 tháng 6 năm 2021`), or with slashes, dots or hyphens.

    A blank inside a number (`tháng 0 6 năm 20 16`), which text layers have, is overlooked.
    """
    match = _compiled(
        rf"""
        (?i:ngày){_BLANK} (?:(?i:mùng|mồng)\s{{1,3}})? (?:(?P<day>0\s[1-9]|[0-9]{{1,2}}){_BLANK})?
        (?i:tháng)(?:(?:{_BLANK})?(?P<month>0\s[1-9](?=\s)|1\s[0-2](?=\s)|[0-9]{{1,2}})(?![0-9]))?
        (?:(?:{_BLANK})?(?:(?i:năm)(?:{_BLANK})?|\s?/\s?|-)
           (?P<year>[12][0-9]{{3}}|(?:19|20)\s[0-9]{{2}})(?![0-9]){_END})?
        """
    ).match(text, at, end)
    if match and match["month"] and not match["year"] and _UNREAD_YEAR.match(text, match.end(), end):
        return None
    if match and match["month"] and (match["year"] or match["day"]):
        return _day_token(match, at)
    if match and match["year"]:
        return Token(Date(at, match.end(), "year", int(match["year"])))
    match = _compiled(
        rf"""
        (?i:ngày)[\s.…_]{{0,40}}
        (?:
            (?P<day>[0-9]{{1,2}})?[\s.…_]{{0,20}}/[\s.…_]{{0,20}}(?P<month>[0-9]{{1,2}})?
            (?:[\s.…_]{{0,20}}/[\s…_]{{0,20}}|\s{{1,3}}(?i:năm)\s{{1,3}}){_YEAR}{_END}
          | (?P<day_2>[0-9]{{1,2}})(?P<mark>[.-])(?P<month_2>[0-9]{{1,2}})(?P=mark)(?P<year_2>[12][0-9]{{3}}){_END}
          | (?P<day_3>[0-9]{{1,2}})\s?/\s?(?P<month_3>[0-9]{{1,2}})(?![0-9]|\s?/|-[^\W\d_]|[.,][0-9])
        )
        """
    ).match(text, at, end)
    return _day_token(match, at) if match else None


_UNREAD_YEAR = re.compile(r"[\s,]{0,20}(?i:năm)\s{0,20}[0-9]|\s[0-9]")


def _day_token(match: re.Match[str], at: int) -> Token:
    parts = {name: value for name, value in match.groupdict().items() if value and name != "mark"}
    numbers = {name.partition("_")[0]: int("".join(value.split())) for name, value in parts.items()}
    year, month, day = numbers.get("year"), numbers.get("month"), numbers.get("day")
    kind: Kind = "year" if month is None else "month" if day is None else "day" if year else "day_month"
    return Token(Date(at, match.end(), kind, year, month, day if month is not None else None))


def _read_numeric(text: str, at: int, end: int) -> Token | None:
    """A date without a word: `01/7/2011`, `31-08-2023`, `2023-08-31`, `01/12`, `6/2024`, `2024`."""
    match = _compiled(
        rf"""
        (?P<day>[0-9]{{1,2}})(?:\s?/\s?(?P<month>[0-9]{{1,2}})\s?/\s?|(?P<mark>[.-])(?P<month_2>[0-9]{{1,2}})(?P=mark))
        {_YEAR}{_END}
      | (?P<day_3>[0-9]{{1,2}})\s?/\s?(?P<month_3>[0-9]{{1,2}})(?![0-9]|\s?/|-[^\W\d_]|[.,][0-9])
      | (?P<month_4>[0-9]{{1,2}})\s?/\s?(?P<year_4>(?:19|20)[0-9]{{2}})(?![0-9]){_END}
      | (?P<year_5>[12][0-9]{{3}})-(?P<month_5>[0-9]{{2}})-(?P<day_5>[0-9]{{2}})(?![\w/-])
      | (?P<year_6>(?:19|20)[0-9]{{2}})(?!\w|[.,/][0-9]|/[A-ZĐ]|-[^\W\d_])
        """
    ).match(text, at, end)
    if match is None:
        return None
    token = _day_token(match, at)
    if match["month_4"] and not 1 <= int(match["month_4"]) <= 12:
        return None
    return replace(token, bare=True) if match["year_4"] or match["year_6"] else token


def _read_month(text: str, at: int, end: int) -> Token | None:
    """`tháng 6/2010`, `tháng 6 năm 2010`, `tháng Tám năm 1945`, `tháng 7, 8/2024`, and `tháng 6` alone."""
    match = _compiled(
        rf"""
        (?i:tháng)(?:
            \s{{1,20}}(?P<list>[0-9]{{1,2}}(?:\s?(?:[,;&–—÷-]|(?i:và))\s?(?:(?i:tháng)\s{{1,3}})?[0-9]{{1,2}}(?![0-9])){{0,11}})(?![0-9])
            (?: (?:\s?[/.-]\s?|[\s,]{{0,20}}(?i:năm){_BLANK}){_YEAR}{_END} )?
          | \s{{1,3}}(?P<word>{any_of(table("months"))})\s{{1,3}}(?i:năm)\s{{1,3}}(?P<year_2>[12][0-9]{{3}})(?![0-9])
          | {_BLANK}(?i:năm){_BLANK}(?P<year_3>[12][0-9]{{3}})(?![0-9]){_END}
        )
        """
    ).match(text, at, end)
    if match is None:
        return None
    if match["year_3"]:
        return Token(Date(at, match.end(), "year", int(match["year_3"])))
    if match["word"]:
        month = table("months")[" ".join(match["word"].lower().split())]
        return Token(Date(at, match.end(), "month", int(match["year_2"]), month))
    year = _number(match, "year")
    if year is None:
        month = _MONTH_ALONE.match(text, at, end)
        if month is None:
            return None
        return Token(Date(at, month.end(), "month", None, int(month[1])), bare=True)
    parts = _parts(match["list"], 12)
    if len(parts) == 1 and (day := _DAY_BEFORE_MONTH.search(text, max(0, at - 24), at)):
        return Token(Date(day.start(1), match.end(), "day", year, parts[0], int(day[1])))
    return Token(Date(at, match.end(), "month", year, parts[-1]), parts if len(parts) > 1 else ())


#: `trước 01 tháng 3 năm 2027`, without `ngày`.
_DAY_BEFORE_MONTH = re.compile(
    r"(?<!\w)(?i:trước|từ|đến|tới|sau|hết|sáng|chiều|tối|vào)\s{1,3}(0?[1-9]|[12][0-9]|3[01])\s{1,3}\Z"
)
_MONTH_ALONE = re.compile(r"(?i:tháng)\s{1,3}(0?[1-9]|1[0-2])(?![\w/%]|[.,][0-9])")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
#: Among strokes a scan shows an `I` as `1` or `l`: `II1`.
_MISREAD_QUARTER = re.compile(r"(?=[1l|]{0,2}I)[I1l|]{2,3}")
_QUARTER = rf"IV|{_MISREAD_QUARTER.pattern}|I{{1,3}}|[0-9]"
_RANGE_MARK = re.compile(r"[-–—÷]")


def _read_quarter(text: str, at: int, end: int) -> Token | None:
    """`quý IV năm 2010`, `Quý II/2012`, `Quý II, III/2012`, and `quý II` alone."""
    match = _compiled(
        rf"""
        (?i:qu[ýí]|qúy)\s{{1,20}}
        (?P<list>(?:{_QUARTER})(?![^\W_])
           (?:\s?(?:[,;&–—÷/-]|(?i:và)|(?i:đến))\s?(?:(?i:qu[ýí])\s{{1,3}})?(?:{_QUARTER})(?![^\W_])){{0,5}})
        (?: (?:\s?[/-]\s?|[\s,]{{0,20}}(?i:năm){_BLANK}){_YEAR}{_END} )?
        """
    ).match(text, at, end)
    if match is None:
        return None
    year = _number(match, "year")
    parts = _parts(_MISREAD_QUARTER.sub(lambda misread: "I" * len(misread[0]), match["list"]), 4)
    if len(parts) > 1 and parts[-1] == parts[-2]:
        return None
    if year is None and len(parts) == 1 and not match["list"].isalpha() and not 1 <= parts[0] <= 4:
        return None
    date = Date(at, match.end(), "quarter", year, quarter=parts[-1])
    return Token(date, parts if len(parts) > 1 else (), bare=year is None)


def _parts(written: str, most: int) -> tuple[int, ...]:
    """The numbers of a list of months or quarters; a range of two is written out."""
    numbers = [_ROMAN.get(part) or int(part) for part in re.findall(r"IV|I{1,3}|[0-9]+", written)]
    is_range = len(numbers) == 2 and (_RANGE_MARK.search(written) or "đến" in written.lower())
    if is_range and 1 <= numbers[0] < numbers[1] <= most:
        return tuple(range(numbers[0], numbers[1] + 1))
    return tuple(numbers)


def _read_year(text: str, at: int, end: int) -> Token | None:
    """`năm 2024`."""
    match = _YEAR_WORD.match(text, at, end)
    return Token(Date(at, match.end(), "year", int(match[1]))) if match else None


_YEAR_WORD = re.compile(r"(?i:năm)[\s_]{1,40}([12][0-9]{3})(?!\w|[.,][0-9]{3}|/[0-9A-ZĐ])")


def _read_n(text: str, at: int, end: int) -> Token | None:
    return _read_day(text, at, end) if text[at + 1] in "gG" else _read_year(text, at, end)


_READERS = {"n": _read_n, "t": _read_month, "q": _read_quarter, "0": _read_numeric}
