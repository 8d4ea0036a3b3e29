"""What a cell of a spreadsheet shows: its value written by its number format (ISO/IEC 29500-1, 18.8.31).

Separators are those of Vietnam, `1.234,5`, whatever the machine was on which the file was made: a format names no
signs, it asks for those of the reader's country. For the same reason a date whose parts are numbers is written with
the day before the month and the year in full, and the names of months and days are written as numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise

#: The formats that have a number and no code in the file (ISO/IEC 29500-1, 18.8.30).
BUILT_IN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: "#,##0;-#,##0", 6: "#,##0;-#,##0", 7: "#,##0.00;-#,##0.00", 8: "#,##0.00;-#,##0.00",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm",
    37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', 42: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)', 44: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip

_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?)|\\(?P<escaped>.)|(?P<skipped>_.|\*.|\\)|\[(?P<bracket>[^\]]*)\]
    |(?P<general>General)|(?P<half>AM/PM|A/P)|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|b+|e+(?![+-]))
    |(?P<exponent>E[+-])|(?P<digits>[0#?]+)|(?P<other>.)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_LONGEST_CODE = 1_000  # code points; Excel allows 255
_MOST_PLACES = 30
_DAYS = 2_958_466  # 10000-01-01


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None

    def has(self, kind: str) -> bool:
        return any(token.kind == kind for token in self.tokens)


def show(value: float, code: str, *, epoch_1904: bool = False) -> str:
    """What a cell with the number `value` shows.

    Args:
        value: the number; of a date, the days since the epoch.
        code: the number format, `#,##0.0`.
        epoch_1904: whether days are counted from 1904-01-01, not from 1899-12-31.

    >>> show(1234567.891, "#,##0.0"), show(0.125, "0.0%"), show(45356, "m/d/yyyy"), show(484.492, "General")
    ('1.234.567,9', '12,5%', '5/3/2024', '484,492')
    """
    number = Decimal(f"{value:.15g}")
    if not number.is_finite():
        return "#NUM!"
    sections = _sections(code)
    section, sign = _chosen(sections, number)
    if section is None or section.has("fraction"):
        return general(number)
    if section.has("date") or section.has("elapsed"):
        shown = _date(value, section, epoch_1904)
        return general(number) if shown is None else shown
    if not section.tokens and len(sections) == 1:
        return general(number)
    if section.has("text"):
        return "".join(general(number) if token.kind == "text" else _literal(token) for token in section.tokens)
    return sign + _number(abs(number) if sign or len(sections) > 1 else number, section)


def show_text(text: str, code: str) -> str:
    """What a cell with a text shows: formats may put signs around it (`@" đồng"`)."""
    if "@" not in code:
        return text
    section = next((section for section in reversed(_sections(code)) if section.has("text")), None)
    if section is None or any(token.kind in ("digits", "date") for token in section.tokens):
        return text
    return "".join(text if token.kind == "text" else _literal(token) for token in section.tokens)


def general(number: Decimal) -> str:
    """A number as a cell without a format shows it: at most ten digits of which some are decimals.

    A whole number is written out: every digit of it is known.
    """
    if number == number.to_integral_value() and abs(number) < Decimal(10) ** 21:
        return f"{number:f}".partition(".")[0]
    exponent = number.adjusted()
    if exponent < -9 or exponent > 20:
        return f"{number:.5E}".replace(".", ",")
    places = max(0, min(9, 9 - max(0, exponent)))
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    found: list[_Section] = []
    tokens: list[_Token] = []
    condition: tuple[str, Decimal] | None = None
    for match in _TOKEN.finditer(code[:_LONGEST_CODE]):
        kind, text = match.lastgroup or "other", match[match.lastgroup or 0]
        if kind == "other" and text == ";":
            found.append(_Section(tuple(tokens), condition))
            tokens, condition = [], None
        elif kind == "bracket":
            if said := _CONDITION.fullmatch(text):
                condition = said[1], Decimal(said[2])
            elif _ELAPSED.fullmatch(text):
                tokens.append(_Token("elapsed", text.lower()))
            elif text.startswith("$") and (currency := text[1:].split("-")[0]):
                tokens.append(_Token("literal", currency))
        elif kind != "skipped":
            tokens.append(_token(kind, text))
    found.append(_Section(tuple(tokens), condition))
    return tuple(found)


def _token(kind: str, text: str) -> _Token:
    if kind == "quoted":
        return _Token("literal", text.strip('"'))
    if kind == "escaped":
        return _Token("literal", text)
    if kind == "other":
        named = {".": "point", ",": "comma", "%": "percent", "@": "text", "/": "slash"}
        return _Token(named.get(text, "literal"), text)
    if kind == "date":
        return _Token("date", text.lower())
    return _Token(kind, text)


def _literal(token: _Token) -> str:
    return token.text if token.kind in ("literal", "slash", "percent") else ""


def _chosen(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section | None, str]:
    """The section for a number, and the sign that stands before it."""
    minus = "-" if number < 0 else ""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None:
                return section, minus
            if _holds(section.condition, number):
                sign, bound = section.condition
                return section, "" if sign.startswith("<") and bound <= 0 else minus
        return None, minus
    numeric = [section for section in sections[:3] if not section.has("text")] or list(sections[:1])
    if len(numeric) > 1 and number < 0:
        return numeric[1], ""
    if len(numeric) > 2 and number == 0:
        return numeric[2], ""
    return numeric[0], minus


def _holds(condition: tuple[str, Decimal], number: Decimal) -> bool:
    sign, bound = condition
    return {
        "<": number < bound, ">": number > bound, "=": number == bound,
        "<=": number <= bound, ">=": number >= bound, "<>": number != bound,
    }[sign]  # fmt: skip


def _number(number: Decimal, section: _Section) -> str:
    tokens = section.tokens
    if section.has("exponent"):
        return f"{number:.2E}".replace(".", ",")
    digits = [index for index, token in enumerate(tokens) if token.kind == "digits"]
    if any(token.kind == "slash" for token in tokens) and len(digits) > 1:
        return general(number)  # a fraction: `# ?/?`
    if not digits:
        if section.has("general"):
            return "".join(general(number) if token.kind == "general" else _literal(token) for token in tokens)
        return "".join(map(_literal, tokens))
    point = next((index for index, token in enumerate(tokens) if token.kind == "point"), None)
    before = [index for index in digits if point is None or index < point]
    after = [index for index in digits if point is not None and index > point]
    last = digits[-1]
    scale = 0
    for token in tokens[(before[-1] if before else last) + 1 : point]:
        scale += token.kind == "comma"  # commas behind the last digit: in thousands
    for token in tokens[last + 1 :] if point is not None else ():
        scale += token.kind == "comma"
    grouped = any(token.kind == "comma" for low, high in pairwise(before) for token in tokens[low + 1 : high])
    number = number.scaleb(2 * sum(token.kind == "percent" for token in tokens) - 3 * scale)
    pattern = "".join(tokens[index].text for index in after)[:_MOST_PLACES]
    try:
        rounded = number.quantize(Decimal(1).scaleb(-len(pattern)), ROUND_HALF_UP)
    except InvalidOperation:
        return general(number)
    whole, _, decimals = f"{abs(rounded):f}".partition(".")
    least = sum(tokens[index].text.count("0") for index in before)
    whole = whole.lstrip("0").rjust(least, "0")
    if grouped:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ".", whole)
    while decimals and decimals[-1] == "0" and pattern[len(decimals) - 1] != "0":
        decimals = decimals[:-1]
    shown = [_literal(token) for token in tokens]
    for index in reversed(before[1:] if not grouped else ()):  # signs between digits: `# ##0`, `0000-000`
        width = len(tokens[index].text)
        whole, shown[index] = whole[:-width], whole[-width:]
    if before:
        shown[before[0]] = whole
    if point is not None and decimals:
        shown[point] = ("" if before else whole) + "," + decimals
    if rounded < 0:
        shown.insert(digits[0], "-")
    return "".join(shown)


def _date(value: float, section: _Section, epoch_1904: bool) -> str | None:
    """A date or time; None where there is no such day."""
    if not 0 <= value < _DAYS:
        return None
    finest = any(token.kind == "date" and token.text.startswith("s") for token in section.tokens)
    moment = _moment(value, epoch_1904, dt.timedelta(seconds=1) if finest else dt.timedelta(minutes=1))
    tokens = _day_first([token for token in section.tokens if token.kind != "digits"])
    has_half = any(token.kind == "half" for token in tokens)
    shown: list[str] = []
    for index, token in enumerate(tokens):
        if token.kind == "elapsed":
            unit = {"h": 24, "m": 1440, "s": 86400}[token.text[0]]
            shown.append(str(int(Decimal(f"{value:.15g}") * unit)).rjust(len(token.text), "0"))
        elif token.kind == "half":
            shown.append("AM" if moment.hour < 12 else "PM")
        elif token.kind == "date":
            shown.append(_date_part(moment, token.text, _is_minute(tokens, index), has_half))
        else:
            shown.append(token.text if token.kind in ("literal", "slash", "point", "comma") else "")
    return "".join(shown).strip()


def _moment(value: float, epoch_1904: bool, step: dt.timedelta) -> dt.datetime:
    """The day and time, rounded to `step`; Excel counts a 29 February 1900 that was not."""
    if epoch_1904:
        begin = dt.datetime(1904, 1, 1)
    else:
        begin = dt.datetime(1899, 12, 31) if value < 60 else dt.datetime(1899, 12, 30)
    days = int(value)
    seconds = round((value - days) * 86400 / step.total_seconds()) * step.total_seconds()
    return begin + dt.timedelta(days=days, seconds=seconds)


def _day_first(tokens: list[_Token]) -> list[_Token]:
    """The tokens with the day before the month: who reads a Vietnamese document takes 3/4 for 3 April."""
    months = [i for i, t in enumerate(tokens) if t.kind == "date" and t.text[0] == "m" and not _is_minute(tokens, i)]
    days = [i for i, t in enumerate(tokens) if t.kind == "date" and t.text in ("d", "dd")]
    years = [i for i, t in enumerate(tokens) if t.kind == "date" and t.text[0] in "ye"]
    ordered = list(tokens)
    if len(months) == len(days) == 1 and months[0] < days[0] and not (years and years[0] < months[0]):
        month = tokens[months[0]]
        ordered[months[0]], ordered[days[0]] = _Token("date", "d" * min(2, len(month.text))), month
    return ordered


def _is_minute(tokens: list[_Token], index: int) -> bool:
    """Whether an `m` counts minutes: behind hours or before seconds."""
    if tokens[index].text[0] != "m" or len(tokens[index].text) > 2:
        return False
    timed = [i for i, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    place = timed.index(index)
    before = tokens[timed[place - 1]].text[0] if place else ""
    behind = tokens[timed[place + 1]].text[0] if place + 1 < len(timed) else ""
    return before == "h" or behind == "s"


def _date_part(moment: dt.datetime, text: str, is_minute: bool, has_half: bool) -> str:
    letter, width = text[0], len(text)
    if letter in "ye":
        return f"{moment.year:04d}"
    if letter == "b":
        return f"{moment.year + 543}"
    if letter == "m" and is_minute:
        return f"{moment.minute:0{width}d}"
    if letter == "m":
        return f"{moment.month:0{min(2, width)}d}"
    if letter == "d":
        return f"{moment.day:0{width}d}" if width < 3 else _WEEKDAYS[moment.weekday()]
    if letter == "h":
        hour = (moment.hour % 12 or 12) if has_half else moment.hour
        return f"{hour:0{min(2, width)}d}"
    return f"{moment.second:0{min(2, text.count('s'))}d}"


_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
