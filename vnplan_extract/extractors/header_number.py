"""The number, the dateline, and the decision that a document is attached to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vnplan_extract import data
from vnplan_extract.extractors import naming
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.header_parts import Found, begins_line, is_unfilled
from vnplan_extract.text import LOWER, UPPER

#: How far down the number can stand, in code points.
_NUMBER_LIMIT = 2_500
_NUMBER = re.compile(
    r"(?<!\w)[Ss][ốỐ]\s*(?P<colon>[:.;])?\s*"
    r"(?P<number>\d{1,6}(?:[A-Za-z]|\s*[A-ZĐ]{2}[\wĐđ]*(?=\s?/\s?[A-ZĐ]{2}))?"
    r"(?:[\s….]*[/-]\s*(?:(?:19|20)\s?\d\s?\d(?!\d)|\d{0,3}[A-ZĐƯÂÔ][\wĐđ&.,+]*))+(?:-[\wĐđ&]+)*(?:\([A-Z]\w{0,5}\))?)?"
    r"(?P<blank>\s*[….]*\s*[/-]\s*(?:\d{4}\s*[/-]\s*)?[A-ZĐ][\wĐđ&]+(?:\s*[-/]\s*[A-ZĐ][\wĐđ&]*)*)?"
)
#: Behind one of these `số` begins another document's number.
_CITES = re.compile(
    r"(quyết định|nghị định|nghị quyết|thông tư|kế hoạch|chỉ thị|luật|công văn|tờ trình|văn bản|điện thoại)\s*$",
    re.IGNORECASE,
)
_UNDER_MOTTO = re.compile(r"[-–_]{3,}\s*$|phúc\s*$", re.IGNORECASE)


def own_number(context: Context, head_end: int, official: bool) -> re.Match[str] | None:
    """The match of `Số: …` above the text, with the group `number`, or `blank` where only the code is printed.

    Not the number of a document that is cited there.

    Args:
        context: the document.
        head_end: where the text begins.
        official: whether the text has a national title.
    """
    for match in _NUMBER.finditer(context.flat, 0, min(head_end, _NUMBER_LIMIT)):
        first = begins_line(context, match.start())
        if not match["number"] and not match["blank"] and not (match["colon"] and first):
            continue
        before = context.flat[max(0, match.start() - 30) : match.start()]
        if _CITES.search(before):
            return match if match["colon"] and first and official else None
        if match["colon"] or first or (official and _UNDER_MOTTO.search(before)):
            return match
    return None


def clean_number(number: str) -> str:
    """A number without blanks, filler dots and final marks."""
    return re.sub(r"\s|[.…]+(?=[/-])", "", number).rstrip(".,-/")


@dataclass(frozen=True)
class Dateline:
    """Địa danh và thời gian ban hành (Nghị định 30/2020/NĐ-CP, Annex I, II.4).

    `date` is ISO 8601, as far as it is printed; spans count code points of the text.
    """

    start: int
    end: int
    place: str
    place_span: tuple[int, int]
    date: str | None
    date_span: tuple[int, int]


_BLANK = r"[\s….·_/-]*"
_DATELINE = re.compile(
    rf"(?:,|(?<=\w)\s)\s*ng[àa]y(?P<day>\s*\d\s?\d?\s*|{_BLANK})th[áa]ng(?P<month>\s*\d\s?\d?\s*|{_BLANK})n[ăa]m"
    rf"\s*(?P<year>\d{{4}}(?!\d)|20\s\d\s?\d(?!\d)|20\d\s\d(?!\d)|{_BLANK}|20\s*[….]+)",
    re.IGNORECASE,
)
#: With figures that were written by hand or stamped on, and read as other signs: `ngày@¿ tháng 1] năm 2024`.
_UNREADABLE_DATELINE = re.compile(
    r",\s*ng[àa]y?(?P<day>\s*[^\s,;]{0,4}\s*)th[áa]ng(?P<month>\s*[^\s,;]{0,4}\s*)n[ăa]m\s*(?P<year>\d{4}(?!\d))?",
    re.IGNORECASE,
)
_SLASH_DATELINE = re.compile(
    r",\s*ngày\s+(?P<day>\d{1,2})\s*/\s*(?P<month>\d{1,2})\s*/\s*(?P<year>\d{4})", re.IGNORECASE
)
_PLACE_WORD = re.compile(rf"(?:[{UPPER}][{LOWER}']*\.?|TP\.?|Tp\.?|[-–])$")
_PLACE_LEVEL = re.compile(r"^(?:TP\.?|Tp\.?|Thành phố|Tỉnh|Thị xã|Huyện|Quận|Xã|Phường)\s+(?=\S)")
_PLACE_REACH = 45
_MOST_PLACE_WORDS = 6


def dateline(flat: str, head_end: int) -> Dateline | None:
    """The first dateline above the text: a place's name and a date behind it."""
    patterns = (_DATELINE, _SLASH_DATELINE, _UNREADABLE_DATELINE)
    matches = [match for pattern in patterns for match in pattern.finditer(flat, 0, head_end)]
    for match in sorted(matches, key=lambda m: m.start()):  # stable: the stricter pattern's first
        start = _place_start(flat, match.start())
        if start is None:
            continue
        before = flat[max(0, start - 25) : start].rstrip().lower()
        if before.endswith(("của", "tại", "số", "định", "quyết", "luật", "theo")):
            continue
        place = _PLACE_LEVEL.sub("", naming.dashes(flat[start : match.start()]))
        date = _iso(match["year"], match["month"], match["day"])
        return Dateline(start, match.end(), place, (start, match.start()), date, (match.start() + 1, match.end()))
    return None


def _place_start(flat: str, end: int) -> int | None:
    """Where the words of a place's name begin that end at `end`; None where there are none."""
    low = max(0, end - _PLACE_REACH)
    words: list[tuple[int, str]] = []
    found = list(re.finditer(r"[^\s|]+", flat[low:end]))
    for word in reversed(found):
        text = word.group()
        capitals = len(text) > 2 and text.isupper() and text != "TP."
        if not _PLACE_WORD.match(text) or len(words) == _MOST_PLACE_WORDS or capitals:
            break
        words.insert(0, (low + word.start(), text))
    while words and words[0][1] in "-–":
        words.pop(0)
    if words:
        return words[0][0]
    # `Hà nội`: small letters inside a name that the tables of places know.
    for word in reversed(found[-_MOST_PLACE_WORDS:-1]):
        if word.group()[0].isupper() and data.province_of_place(flat[low + word.start() : end].strip()) is not None:
            return low + word.start()
    return None


def _iso(year: str | None, month: str | None, day: str | None) -> str | None:
    """A date as far as it is printed; digits that a bad text layer set apart (`20 24`) are the same digits."""
    year, month, day = (re.sub(r"\s", "", part or "") for part in (year, month, day))
    if not re.fullmatch(r"(?:19|20)\d\d", year):
        return None
    if not (month.isdecimal() and 1 <= int(month) <= 12):
        return year
    if not (day.isdecimal() and 1 <= int(day) <= 31):
        return f"{year}-{int(month):02d}"
    return f"{year}-{int(month):02d}-{int(day):02d}"


@dataclass(frozen=True)
class Promulgation:
    """The decision that a document is attached to (`Ban hành kèm theo Quyết định số …`), as far as it is printed."""

    number: str | None = None
    date: str | None = None
    issuer: str | None = None


_PROMULGATED = re.compile(
    r"(?:ban\s+hành\s+)?kèm\s+theo\s+(?P<type>quyết\s+định|nghị\s+quyết|công\s+văn|thông\s+tư|văn\s+bản|tờ\s+trình)"
    r"(?:\s+số)?\s*:?\s*"
    r"(?P<number>\d{1,6}(?:\s*/\s*\d{4})?\s*[/-]\s*[A-ZĐa-z][\wĐđ&]*(?:\s*[-/]\s*[A-ZĐ][\wĐđ&]*)*)?"
    r"(?P<blank>[\s….]*/\s*[A-ZĐ][\wĐđ&]*(?:\s*-\s*[A-ZĐ][\wĐđ&]*)*)?"
    r"\s*,?\s*(?:ngày\s*(?P<day>\d{1,2})?[\s….]*(?:/|tháng)\s*(?P<month>\d{1,2})?[\s….]*(?:/|năm)\s*(?P<year>\d{4})?)?"
    r"(?:\s*của\s+(?P<issuer>[^)\n;.]{3,90}))?",
    re.IGNORECASE,
)


def says_promulgated(text: str) -> bool:
    """Whether a text says that it is attached to a decision."""
    return _PROMULGATED.search(text) is not None


def attached(context: Context, head_end: int) -> int | None:
    """Where the line begins that says of an annex what it is attached to: `(Kèm theo Quyết định số …)`."""
    for match in _PROMULGATED.finditer(context.flat, 0, head_end):
        start = context.flat.rfind("(", max(0, match.start() - 3), match.start())
        if start >= 0 and begins_line(context, start):
            return start
    return None


def promulgation(context: Context, head_end: int, found: Found, number: str | None) -> Promulgation:
    """The decision that the document is attached to.

    Args:
        context: the document.
        head_end: where the text begins.
        found: takes the evidence of `promulgated_by`.
        number: the document's own number, which is not that of its decision.
    """
    limit = min(len(context.flat), max(head_end, 500) + 200)
    for match in _PROMULGATED.finditer(context.flat, 0, limit):
        if not match["number"] and not match["blank"]:
            continue
        if "(" not in context.flat[max(0, match.start() - 3) : match.start()] and not begins_line(
            context, match.start()
        ):
            continue
        cited = re.sub(r"\s", "", match["number"]) if match["number"] else None
        if cited == number or (cited and is_unfilled(context.flat, match.start("number"))):
            cited = None
        if cited:
            found.note("promulgated_by", match.start(), match.end(), 0.97, "promulgated")
        return Promulgation(cited, _iso(match["year"], match["month"], match["day"]), match["issuer"])
    return Promulgation()


_NEWS_DATE = re.compile(r"(?<!\d)(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>(?:19|20)\d\d)(?!\d)")
_NEWS_LINES = 15
_NEWS_LINE_LENGTH = 60


def news_date(context: Context, found: Found) -> str | None:
    """The date under the headline of a news article: a line of its own that is little more than a date."""
    for line in context.document.pages[0].lines[:_NEWS_LINES] if context.document.pages else ():
        content = context.flat[line.start : line.end].strip()
        if match := _NEWS_DATE.search(content):
            date = _iso(match["year"], match["month"], match["day"])
            if len(content) > _NEWS_LINE_LENGTH or date is None:
                return None
            if len(date) == 10:
                found.note("issued_on", line.start, line.end, 0.9, "news_date")
                return date
    return None
