"""Vietnamese numbers in digits and in words.

Vietnamese writes `.` between thousands and `,` before decimals: `1.067.674`, `4.035,45`. The
foreign style does the reverse. A number that can be read in one way only is read that way
wherever it stands (`1,234,567`, `1.5`); `31,600` is Vietnamese unless the caller says that
its table or document writes the foreign style (`is_foreign`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from vnplan_extract.values._tables import any_of, led_by, span_of, table
from vnplan_extract.values.dates import find_dates

Style = Literal["plain", "vietnamese", "foreign", "words"]

#: More digits than this are a code, never a quantity.
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands.

    `value` is an `int` where no decimals are printed, else a `Decimal` with the printed ones;
    `places` is how many decimals are printed. `text[start:end]` parses to the same value.
    """

    start: int
    end: int
    value: int | Decimal
    places: int
    style: Style

    @property
    def plain(self) -> int | float:
        """The value as JSON has it."""
        return float(self.value) if isinstance(self.value, Decimal) else self.value


def scale_of(word: str) -> int | None:
    """What a word multiplies the number before it by (`nghìn`, `triệu`, `tỷ`), None for another word."""
    found: int | None = table("scales").get(word)
    return found


def parse_number(text: str, *, foreign: bool = False) -> Number | None:
    """The number that the whole of `text` is, or `None`.

    Args:
        text: digits with separators, blanks around them allowed.
        foreign: read what is ambiguous (`31,600`, `31.600`) in the foreign style.
    """
    token = text.strip()
    read = _read(token, foreign)
    if read is None:
        return None
    start = text.index(token)
    value, places, style = read
    return Number(start, start + len(token), value, places, style)


def find_numbers(text: str, start: int = 0, end: int | None = None, *, foreign: bool = False) -> Iterator[Number]:
    """Every number in digits of `text[start:end]`, in order.

    Left out are numbers of documents (`176/KH-UBND`, `60-NQ/TW`, `QH15`), dates with their
    `ngày`, `tháng`, `năm`, ratios (`1/1000`, `24/24`), times (`11h30`), telephone numbers and
    codes (`l8.577`, `12A`). Bare years (`2010–2015`) and section numbers are left to the caller.
    """
    start, end = span_of(text, start, end)
    dates = find_dates(text, start, end)
    date = next(dates, None)
    for match in _number_pattern().finditer(text, start, end):
        if match.lastgroup is None:
            continue
        first, last = match.span()
        while date is not None and date.end <= first:
            date = next(dates, None)
        if date is not None and date.start < last:
            continue
        read = _read(match[0], foreign)
        if read is not None:
            yield Number(first, last, *read)


def is_foreign(text: str) -> bool:
    """Whether the numbers of `text` (a table, a document) are written in the foreign style.

    The evidence is what can be read in one way only: `1,234,567` and `1,234.5` are foreign,
    `1.234.567`, `1.234,5` and `0,5` Vietnamese. Foreign where that side has more of it.
    """
    found = [match.lastgroup for match in _evidence_pattern().finditer(text)]
    return found.count("foreign") > found.count("vietnamese")


def parse_words(text: str) -> Number | None:
    """The number in words that the whole of `text` is (`hai mươi lăm`), or `None`."""
    words = [(m.start(), m.end(), m[0].lower()) for m in re.finditer(r"\S+", text)]
    read = _read_words(words, 0)
    if read is None or read[1] != len(words):
        return None
    return Number(words[0][0], words[-1][1], read[0], 0, "words")


def find_words(text: str, start: int = 0, end: int | None = None) -> Iterator[Number]:
    """Every number in words of `text[start:end]`, in order.

    A single word counts only in small letters and where it is unambiguous: `năm` (year), `không`
    (not), `tư` (private) never do; nor ordinals (`thứ hai`), `một số`, names (`Hai Bà Trưng`).
    """
    start, end = span_of(text, start, end)
    for match in _words_pattern().finditer(text, start, end):
        yield from _numbers_of_run(text, match.start(), match.end(), end)


def _read(token: str, foreign: bool) -> tuple[int | Decimal, int, Style] | None:
    """Value, places and style of digits with separators."""
    if not token.isascii() or not token[:1].isdigit() or not token[-1].isdigit():
        return None
    if token.isdigit():
        if len(token) > _MOST_DIGITS or (token[0] == "0" and len(token) > 3):
            return None
        return int(token), 0, "plain"
    dots, commas = token.count("."), token.count(",")
    if len(token) - dots - commas > _MOST_DIGITS or not token.replace(".", "").replace(",", "").isdigit():
        return None
    if dots and commas:
        if token.rfind(",") > token.rfind("."):
            return _grouped(token, ".", "vietnamese")
        return _grouped(token, ",", "foreign")
    mark = "." if dots else ","
    if dots + commas > 1:
        return _grouped(token, mark, "vietnamese" if dots else "foreign")
    head, _, tail = token.partition(mark)
    groups = len(tail) == 3 and len(head) <= 3 and head[0] != "0"
    if groups and foreign == (mark == ","):
        return int(head + tail), 0, "foreign" if foreign else "vietnamese"
    if mark == ".":
        # `05.000` and `1500.000` are neither groups of thousands nor, among groups, decimals.
        if not foreign and len(tail) == 3 and head != "0":
            return None
        if head[0] == "0" and len(head) > 1:
            return None
        return Decimal(f"{head}.{tail}"), len(tail), "foreign"
    return Decimal(f"{head}.{tail}"), len(tail), "vietnamese"


def _grouped(token: str, mark: str, style: Style) -> tuple[int | Decimal, int, Style] | None:
    """A number with groups of thousands, and perhaps decimals behind the other mark."""
    whole, _, decimals = token.partition("," if mark == "." else ".")
    first, *others = whole.split(mark)
    if not 1 <= len(first) <= 3 or first[0] == "0" or any(len(group) != 3 for group in others):
        return None
    if not decimals:
        return (int(whole.replace(mark, "")), 0, style) if token == whole else None
    if not decimals.isdigit():
        return None
    return Decimal(whole.replace(mark, "") + "." + decimals), len(decimals), style


@cache
def _number_pattern() -> re.Pattern[str]:
    # The number is from the match's start to the end of the group `number`; a match without it is skipped.
    return re.compile(
        r"""
        [0-9](?<!\w[0-9])(?<!\w\.[0-9])(?<![0-9][,/:][0-9])(?<![0-9]/\s[0-9])(?<![^\W\d_]-[0-9])
        (?<![§@$&*?!~^\\|<>][.,][0-9])                     # the rest of `§.699`, whose head a scan misread
        (?:
            (?<=0)[0-9]{2,3}(?:[ .-][0-9]{2,4}){2,3}(?![0-9]|[.,][0-9])                 # telephone
          | [0-9]?(?:[hH](?![^\W\d_])|[gG:](?=[0-9]{2}(?![0-9])))(?:[0-9]{2}(?![0-9]))?   # time of day
          | (?P<number>[0-9]*+(?:[.,][0-9]++)*+)
            (?!\s?/\s?[0-9]|\s?/\s?[A-ZĐ]{2}|/[A-ZĐ]\w*-|-[A-ZĐ]{2}|[A-ZĐ](?!\w)|[_@])
        )
        """,
        re.VERBOSE,
    )


@cache
def _evidence_pattern() -> re.Pattern[str]:
    return re.compile(
        r"""
        [0-9](?<![\w.,/-][0-9])
        (?: (?P<foreign>[0-9]{0,2}(?:,[0-9]{3})+(?:,[0-9]{3}|\.[0-9]{1,9})(?![\w/]|[.,][0-9]))
          | (?P<vietnamese>[0-9]{0,2}(?:\.[0-9]{3})+(?:\.[0-9]{3}|,[0-9]{1,9})(?![\w/]|[.,][0-9])
              | [0-9]{0,8},(?:[0-9]{1,2}|[0-9]{4,8})(?![\w/]|[.,][0-9]))
        )
        """,
        re.VERBOSE,
    )


#: A word of a text: where it begins and ends, and itself in small letters.
_Word = tuple[int, int, str]


def _read_words(words: list[_Word], at: int) -> tuple[int, int] | None:
    """The longest number that begins with `words[at]`: its value and the index behind it."""
    scales: dict[str, int] = table("scales")
    total, limit, value_end = 0, 0, at
    while True:
        group = _read_group(words, value_end, joined=bool(limit))
        if group is None:
            break
        value, index, hundreds = group
        scale = 1
        while index < len(words) and words[index][2] in scales and (scale == 1 or scales[words[index][2]] > scale):
            scale *= scales[words[index][2]]
            index += 1
        if limit and (scale >= limit or (scale == 1 and not hundreds)):
            break
        total += value * scale
        limit, value_end = scale, index
        if scale == 1:
            break
        if index < len(words) and words[index][2] == "rưỡi":
            return total + scale // 2, index + 1
    return (total, value_end) if value_end > at else None


def _read_group(words: list[_Word], at: int, *, joined: bool) -> tuple[int, int, bool] | None:
    """A number below 1,000: its value, the index behind it, whether its hundreds are named.

    `joined` says that it stands behind a scale, where `linh năm` stands for five.
    """
    digits: dict[str, int] = table("digits")

    def word(index: int) -> str:
        return words[index][2] if index < len(words) else ""

    if word(at) in digits and word(at) != "tư" and word(at + 1) == "trăm":
        hundreds = digits[word(at)] * 100
        at += 2
        if word(at) in ("linh", "lẻ") and word(at + 1) in digits:
            return hundreds + digits[word(at + 1)], at + 2, True
        if word(at) == "rưỡi":
            return hundreds + 50, at + 1, True
        tens = _read_tens(words, at)
        return (hundreds + tens[0], tens[1], True) if tens else (hundreds, at, True)
    if joined and word(at) in ("linh", "lẻ") and word(at + 1) in digits:
        return digits[word(at + 1)], at + 2, True
    if tens := _read_tens(words, at):
        return tens[0], tens[1], False
    if word(at) in digits and word(at) != "tư":
        return digits[word(at)], at + 1, False
    return None


def _read_tens(words: list[_Word], at: int) -> tuple[int, int] | None:
    """A number from 10 to 99. `mười năm` and `hai mươi năm` are ten and twenty years."""
    digits: dict[str, int] = table("digits")
    after: dict[str, int] = table("digits_after_ten")

    def word(index: int) -> str:
        return words[index][2] if index < len(words) else ""

    if word(at) == "mười":
        value, at = 10, at + 1
    elif digits.get(word(at), 0) >= 2 and word(at + 1) == "mươi":
        value, at = digits[word(at)] * 10, at + 2
    else:
        return None
    last = word(at)
    if value > 10 and last in after:
        return value + after[last], at + 1
    if value == 10 and last in ("lăm", "nhăm"):
        return value + 5, at + 1
    if last in digits and last not in ("không", "năm", "tư") and (value == 10 or last != "một"):
        return value + digits[last], at + 1
    return value, at


def _numbers_of_run(text: str, start: int, end: int, limit: int) -> Iterator[Number]:
    """The numbers in a run of number words."""
    alone, rules = set(table("words")["alone"]), table("words")
    words = [(m.start(), m.end(), m[0].lower()) for m in _word_pattern().finditer(text, start, end)]
    at = 0
    while at < len(words):
        read = _read_words(words, at)
        if read is None:
            at += 1
            continue
        value, behind = read
        first, last = words[at][0], words[behind - 1][1]
        written = text[first:last]
        single = behind == at + 1
        name = any(text[s].isupper() for s, _, _ in words[at + (not single) : behind]) and not written.isupper()
        if single:
            wanted = not name and written in alone and not _preceded(text, first, rules["not_after"])
        else:
            wanted = not name and not _preceded(text, first, rules["not_after"][:2])
        if written == "một" and _word_behind(text, last, limit) in rules["one_not_before"]:
            wanted = False
        if words[at][2] == "năm" and _preceded(text, first, rules["year_after"]):
            wanted = False  # `hàng năm trăm …`
        if wanted:
            yield Number(first, last, value, 0, "words")
        at = behind


def _preceded(text: str, start: int, phrases: list[str]) -> bool:
    before = text[max(0, start - 20) : start].rstrip().lower()
    return any(before.endswith(phrase) and not before[: -len(phrase)][-1:].isalnum() for phrase in phrases)


def _word_behind(text: str, end: int, limit: int) -> str:
    match = _word_pattern().search(text, end, min(limit, end + 20))
    return match[0].lower() if match else ""


@cache
def _word_pattern() -> re.Pattern[str]:
    return re.compile(r"\w+")


@cache
def _words_pattern() -> re.Pattern[str]:
    firsts = [*table("digits"), "mười"]
    others = [*firsts, *table("digits_after_ten"), *table("scales"), "mươi", "trăm", "linh", "lẻ", "rưỡi"]
    return re.compile(rf"{led_by(firsts)}(?!\w)(?:\s{{1,20}}{any_of(others)}(?!\w)){{0,40}}")
