"""A text cut into tokens, and each token into what can be a word, a number and a sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from vnplan_extract.data.unit_table import units

SYMBOL_CLASSES = frozenset({"length", "area", "volume", "mass", "power", "rate"})  #: units that have symbols
#: Dots to be written on (`số......ngày......`) stand between tokens as white space does.
_LEADER = r"(?:\.{3,}|…+|_{3,})"
#: A measure that its exponent tells though blanks part it: `30 m3 /s`.
_POWER = r"\d[\d.,]* [kcdm]?m[23²³](?: ?/[a-z]{1,4})?"
_TOKEN = re.compile(rf"(?P<leader>{_LEADER}[.,;:…_]*)|(?<![\w.,]){_POWER}[.,;:)]*(?!\S)|(?:(?!{_LEADER})\S)+")
#: Two letters for two words: `để b/c`, `đ/c`.
_SHORT_FORM = re.compile(r"[^\W\d_]/[^\W\d_]")
#: Those that stand as they are (Nghị định 30/2020/NĐ-CP, Annex I): no words of a sentence.
_KEPT_SHORT_FORMS = frozenset({"V/v", "v/v", "T/M", "K/T", "T/L"})
OPENING = "([{\"'“‘«<„"
CLOSING = ")]}\"'”’»>.,;:!?…"
_NUMBER = re.compile(r"[.,:/%+×–-]*\d(?:[\d.,:/%+×–-]|(?<=\d)x(?=\d))*")
#: What can only be a date, an amount or a measure, also where a digit of it was read as a letter: `08/0l/2026`.
_SPOILT_NUMBER = re.compile(
    r"[\dlIOo|]{1,4}(?:[/.,-][\dlIOo|]{1,4}){1,3}%?"
    r"|[\dlIOo|]{1,6}(?:[.,][\dlIOo|]{1,3})?(?:mm|cm|km|ha|kg|tr|m|g|đ)[²³23]?"
)
#: Symbols of units that follow a number without a blank: `310mm/2`, `50mm/h`, `30kVA`, `1.800m3/h`. A single letter
#: stands behind two digits only, for `6m` is as often a word.
_SYMBOLS = sorted(
    (name for unit in units() if unit.kind in SYMBOL_CLASSES for name in (unit.name, *unit.aliases)),
    key=lambda name: (-len(name), name),
)
_SYMBOL = re.compile(r"[A-Za-z]{1,4}[23²³]?(?:/[A-Za-z]{1,4}[23²³]?)?")
_LONG_SYMBOLS, _LETTERS = (
    "|".join(map(re.escape, (name for name in _SYMBOLS if _SYMBOL.fullmatch(name) and (len(name) > 1) is is_long)))
    for is_long in (True, False)
)
_MEASURE = re.compile(
    rf"\d[\d.,]*(?i:{_LONG_SYMBOLS})(?:/\d+)?|(?:\d\d|\d[.,]\d)[\d.,]*(?:{_LETTERS})(?:/\d+)?"
    # Hours: `7h`, `11h30`, `24/24h`.
    r"|(?:\d{1,2}/)?\d{1,2}h(?:[0-5]\d)?"
    rf"|{_POWER}"
)
#: `112/QD-TTg`, `07/2013/TT-BLDTBXH`, `36-KH/TU`: digits, then a slash or hyphen, letters with a slash or hyphen.
_DOCUMENT_NUMBER = re.compile(
    r"\d+[A-Za-z]?(?:/(?:19|20)\d\d)?[/-][^\W\d_][^\s\d]*(?:/[^\s\d]+)?\d{0,2}|\d[\w./-]*[/-][\w./,&-]*[A-ZĐ]{2}\S*"
    r"|\d*/[A-ZĐ]{2,}-[A-ZĐ][^\s\d]*|\d+[A-ZĐ]{2,}-[A-ZĐ]{2}[^\s\d]*"  # the number, the slash may be missing
)
#: The signs that are words of the language model.
SEPARATORS = frozenset(',()[]“”"')
_DASHES = "-–—"
_END_OF_DOCUMENT = "./"  #: before a last point: Nghị định 30/2020/NĐ-CP, Annex I, II.6
_ENDS = re.compile(r".*[.;:!?…][\"'”’)\]]*")
_LIST_MARK = re.compile(r"[-–—+*•]|(?:\d{1,2}|[a-zđ]|[IVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?")


#: A line of so many characters was not broken to fit a page; one of a smaller part of the usual width ends a paragraph.
_LONGEST, _FULL = 180, 0.6


class Kind(Enum):
    """What a part of a token is."""

    WORD = auto()
    NUMBER = auto()
    DOCUMENT_NUMBER = auto()
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a token: `text` as read, from `start` to `end` of the source."""

    kind: Kind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """What stands between white space; `begins` tells whether a sentence begins with it."""

    text: str
    start: int
    begins: bool


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of `text[start:end]`."""
    begins = True
    last = start
    full = _FULL * _width(text, start, end)
    for match in _TOKEN.finditer(text, start, end):
        between = text[last : match.start()]
        if match["leader"]:
            yield Token(match[0], match.start(), False)
            last = match.end()
            continue
        marks = ("\n" in between or last == start) and _LIST_MARK.fullmatch(match[0]) is not None
        begins = begins or marks or between.count("\n") > 1
        if not begins and "\n" in between:
            line = last - max(start, text.rfind("\n", 0, last) + 1)
            begins = line < full or line > _LONGEST
        yield Token(match[0], match.start(), begins)
        begins = marks or _ENDS.fullmatch(match[0]) is not None
        last = match.end()


def _width(text: str, start: int, end: int) -> int:
    """How long most lines are at most."""
    lengths = sorted(len(line) for line in text[start:end].split("\n"))
    return lengths[len(lengths) * 9 // 10]


def parts(token: Token) -> list[Part]:
    """The token as it looks: signs around, and what stands between them as one part."""
    text, left, right = token.text, 0, len(token.text)
    while left < right and text[left] in OPENING:
        left += 1
    while right > left and (
        text[right - 1] in CLOSING
        or text[:right].endswith(_END_OF_DOCUMENT)
        or (text[right - 1] in _DASHES and right - left > 1 and text[right - 2] in CLOSING)
    ):
        right -= 1
    if left == right:
        return [Part(Kind.SIGN, text, token.start, token.start + len(text))]
    own = [(Kind.SIGN, 0, left), *_core(text, left, right), (Kind.SIGN, right, len(text))]
    return [Part(kind, text[a:b], token.start + a, token.start + b) for kind, a, b in own if a < b]


def _core(text: str, start: int, end: int) -> list[tuple[Kind, int, int]]:
    """What `text[start:end]` is, without the signs around it."""
    core = text[start:end]
    if _SHORT_FORM.fullmatch(core):
        if core in _KEPT_SHORT_FORMS:
            return [(Kind.SIGN, start, end)]
        return [(Kind.WORD, start, start + 1), (Kind.SIGN, start + 1, start + 2), (Kind.WORD, start + 2, end)]
    if (
        _NUMBER.fullmatch(core)
        or _MEASURE.fullmatch(core)
        or (sum(map(str.isdecimal, core)) > 1 and _SPOILT_NUMBER.fullmatch(core))
    ):
        return [(Kind.NUMBER, start, end)]
    if _DOCUMENT_NUMBER.fullmatch(core):
        return [(Kind.DOCUMENT_NUMBER, start, end)]
    if not any(c.isalnum() for c in core) and all(c in "-–—+*•=/_|~&·.%‰" for c in core):
        return [(Kind.SIGN, start, end)]
    return [(Kind.WORD, start, end)]
