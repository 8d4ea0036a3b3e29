"""What the modules of the findings share: a query about the document, figures with their nouns, checks with tolerance.

Arithmetic is checked with a tolerance of half a unit in the last printed digit of every figure in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from vnplan_extract import data
from vnplan_extract.extractors.context import Context
from vnplan_extract.values.numbers import Number, find_numbers, parse_number, scale_of

Kind = Literal["sum_mismatch", "share_mismatch", "reversed_period", "change_mismatch", "suspect_number", "suspect_date"]
Span = tuple[int, int]

_PERCENT = re.compile(r"\s?%")
_WORD = re.compile(r"\s*([^\W\d_]+)")
_ABOUT = re.compile(
    r"(?:(?<!\w)(?:khoảng|gần|trên|hơn|xấp\s+xỉ|ước(?:\s+(?:tính|đạt))?|dưới|không\s+quá|tối\s+đa|tối\s+thiểu|ít\s+nhất|từ|đến)|[~><≥≤])\s*$"
)
#: A number behind a letter that stands for a digit or for a word: `l8.577` is 18.577 or `là 8.577`.
_LETTERED = re.compile(r"(?<![\w.,/-])[lI](?P<number>[0-9]{1,3}(?:\.[0-9]{3})+)(?![\w/]|[.,][0-9])")


@dataclass(frozen=True)
class Query:
    """What a careful reader would ask: the kind, what is wrong (in Vietnamese), and where, the odd place first."""

    kind: Kind
    rule: str
    note: str
    spans: tuple[Span, ...]
    confidence: float


@dataclass(frozen=True)
class Range:
    """The values that a printed figure can stand for."""

    low: Decimal
    high: Decimal

    def meets(self, other: Range) -> bool:
        """Whether one value can be both."""
        return self.low <= other.high and other.low <= self.high

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        return Range(self.low - other.high, self.high - other.low)

    def percent_of(self, whole: Range) -> Range:
        """What share of `whole` this is, in per cent; `whole` is above zero."""
        least = max(whole.low, Decimal("0.000001"))
        return Range(self.low * 100 / whole.high, self.high * 100 / least)


def rounded(value: Decimal | int, places: int) -> Range:
    """The values that round to a printed one: half a unit in its last digit to both sides."""
    half = Decimal(5).scaleb(-places - 1)
    return Range(value - half, value + half)


@dataclass(frozen=True)
class Figure:
    """A counted or measured number of running text.

    `start` and `end` bound the number itself, `close` is behind its noun. `unit` is the noun (empty where none is
    known), `kind` its class in `data/units.tsv` (`money` for amounts), `about` whether it is given as approximate;
    `ranges` are its possible values, more than one where a letter stands in it.
    """

    start: int
    end: int
    close: int
    value: Decimal
    places: int
    unit: str
    kind: str
    about: bool
    ranges: tuple[Range, ...]

    @property
    def range(self) -> Range:
        """Its values, where no letter makes them doubtful."""
        return self.ranges[0]

    def __str__(self) -> str:
        return printed(self.value, self.places)

    def same_unit(self, other: Figure) -> bool:
        """Whether both count the same: one noun, the shorter form of it (`vụ`, `vụ cháy`), or persons."""
        if not self.unit or not other.unit:
            return False
        short, long = sorted((self.unit, other.unit), key=len)
        return f"{long} ".startswith(f"{short} ") or self.kind == other.kind == "person"


def figures(context: Context, start: int, end: int) -> list[Figure]:
    """The figures of a span with their nouns, in order; years, dates, document numbers and percentages are none."""
    return sorted(_figures(context, start, end), key=lambda figure: figure.start)


def _figures(context: Context, start: int, end: int) -> Iterator[Figure]:
    for number in find_numbers(context.flat, start, end):
        if number.style == "plain" and 1900 <= number.value <= 2100:
            continue
        if (figure := _figure(context, number, end)) is not None:
            yield figure
    for match in _LETTERED.finditer(context.flat, start, end):
        read = parse_number(match["number"])
        if read is not None:
            number = Number(match.start(), match.end(), read.value, read.places, read.style)
            figure = _figure(context, number, end)
            other = parse_number("1" + match["number"])
            if figure is not None and other is not None:
                either = (*figure.ranges, Range(Decimal(other.value), Decimal(other.value)))
                yield replace(figure, ranges=either)


def _figure(context: Context, number: Number, end: int) -> Figure | None:
    lower = context.lower
    if _PERCENT.match(lower, number.end, end):
        return None
    scale, at = 1, number.end
    if (word := _WORD.match(lower, at, end)) and (factor := scale_of(word[1])):
        scale, at = factor, word.end()
    unit, kind, close = counted(lower, at, end)
    value = Decimal(number.value) * scale
    exact = not number.places and scale == 1
    half = Decimal(0) if exact else Decimal(5).scaleb(-number.places - 1) * scale
    about = bool(_ABOUT.search(lower[max(0, number.start - 16) : number.start]))
    return Figure(
        number.start, number.end, close, value, number.places, unit, kind, about, (Range(value - half, value + half),)
    )


def counted(lower: str, at: int, end: int) -> tuple[str, str, int]:
    """The noun that begins at `at`, its class and where it ends; empty where no unit is known."""
    words: list[re.Match[str]] = []
    close = at
    while len(words) < 4 and (word := _WORD.match(lower, close, end)):
        words.append(word)
        close = word.end()
    if words and words[0][1] in ("đồng", "vnđ", "đ"):
        return "đồng", "money", words[0].end()
    for count in range(len(words), 0, -1):
        row = data.unit_named(" ".join(word[1] for word in words[:count]))
        if row is not None:
            return row.name, row.kind, words[count - 1].end()
    return "", "", at


def printed(value: Decimal | int, places: int = 0) -> str:
    """A number as Vietnamese writes it: `1.067.674`, `4,96`."""
    text = f"{Decimal(value):,.{places}f}"
    return text.translate(str.maketrans(",.", ".,"))


def percent_printed(value: Decimal, places: int) -> str:
    """A percentage with two decimals more than it is compared with, without trailing zeros."""
    text = printed(value, max(2, places + 2))
    return text.rstrip("0").rstrip(",") if "," in text else text
