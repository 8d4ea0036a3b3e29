"""The structure of a text: numbered items, bullets and paragraphs, each under its heading.

Plans are numbered in many ways (`Phần I`, `I.`, `A.`, `1.`, `1.1.`, `Điều 2.`, `a)`, `(1)`, `-`,
`+`), and the order of the styles differs from plan to plan. A block is one item with its own
text; its parent is the item that it stands under. The components of a text are those of Nghị
định 30/2020/NĐ-CP, Annex I, part II, 5: phần, chương, mục, điều, khoản, điểm.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from vnplan_extract.document import Document
from vnplan_extract.text import LOWER, UPPER


class Style(IntEnum):
    """The style of a block's number; a smaller one stands outside a larger one."""

    ZONE = 0  #: what ends the numbered text: Nơi nhận, the signature, an annex, a second document
    PART = 1  #: Phần I
    CHAPTER = 2  #: Chương I
    ROMAN = 3  #: I.
    CAPITAL = 4  #: A.
    ARTICLE = 5  #: Điều 2.
    DECIMAL = 6  #: 1.
    DECIMAL_2 = 7  #: 1.1.
    DECIMAL_3 = 8  #: 1.1.1.
    DECIMAL_4 = 9
    LETTER = 10  #: a) or a.
    LETTER_2 = 11  #: a.1)
    PARENTHESIS = 12  #: (1)
    STAR = 13  #: *
    DASH = 14
    PLUS = 15
    PARAGRAPH = 16


@dataclass(frozen=True, slots=True)
class Block:
    """One item of the text.

    `start` and `end` bound its own text without its children and without outer whitespace;
    `body` is where the text behind its number begins; `last` is the index behind its last
    descendant in the list of blocks; `number` is as printed, without punctuation (`II`, `1.2`,
    `a`, `Điều 2`), `-`, `+` or `*` for a bullet, None for a paragraph.
    """

    index: int
    start: int
    end: int
    body: int
    number: str | None
    style: Style
    parent: int | None
    last: int

    @property
    def numbered(self) -> bool:
        """True for an item with a number or letter of its own, False for bullets and paragraphs."""
        return Style.PART <= self.style <= Style.PARENTHESIS


_NUMBER = re.compile(
    r"""
    (?P<part>(?:PHẦN|Phần)\s+(?:thứ\s+\w+|THỨ\s+\w+|[IVX]{1,5}|[A-H]|\d{1,2})\b\s*[.:]?)
  | (?P<chapter>(?:CHƯƠNG|Chương)\s+(?:[IVX]{1,6}|\d{1,2})\b\s*[.:]?)
  | (?P<article>(?:ĐIỀU|Điều)\s+\d{1,3}\s*[.:])
  | (?P<roman>[IVX]{1,6}\s?[.)](?=\s|[^\W\d_]|$)|[IVX]{1,6}(?:/|\s+[-–])(?=\s)
              |(?=[^.]{0,3}[IVXH])(?=[^.]{0,3}[HL1l|\]!n])[IVXHL1l|\]!n]{2,5}\.   # misread
               (?=\s+[A-ZĐ][^\Wa-z\d_]+\s+[^\Wa-z\d_]{2}))
  | (?P<capital>[A-H]\s?[.)/](?=\s|$))
  | (?P<decimal>\d{1,2}(?:\.\d{1,2}){0,3}\s?(?:[.)/]|\.\))(?=\s*[^\W\d_“"(]|\s|$)|\d{1,2}(?:\.\d{1,2}){1,3}(?=\s)
                |\d{1,2},(?=\s[A-ZĐ][^\W\d_]))  # a point read as a comma
  | (?P<letter2>[a-zđ]\.?\d{1,2}\s?[.)](?=\s))
  | (?P<letter>[a-zđ](?:\s?\)|\.|/)(?=\s|$))
  | (?P<parenthesis>\(\d{1,2}\)\.?(?=\s|[^\W\d_]))
  | (?P<star>[*•●▪◦✓](?=\s|[^\W\d_*]))
  | (?P<dash>[-–—−](?=\s|[^\W\d_]))
  | (?P<plus>\+(?=\s|[^\W\d_]))
    """,
    re.VERBOSE,
)
_STYLES = {
    "part": Style.PART, "chapter": Style.CHAPTER, "article": Style.ARTICLE, "roman": Style.ROMAN,
    "capital": Style.CAPITAL, "letter": Style.LETTER, "letter2": Style.LETTER_2,
    "parenthesis": Style.PARENTHESIS, "star": Style.STAR, "dash": Style.DASH, "plus": Style.PLUS,
}  # fmt: skip
_BULLETS = {Style.STAR: "*", Style.DASH: "-", Style.PLUS: "+"}
#: Words with which the label of a task begins.
_LABEL_WORDS = (
    r"Đơn\svị|Cơ\squan|Thời\sgian|Thời\shạn|Tiến\sđộ|Kinh\sphí|Dự\stoán|Sản\sphẩm|Chủ\strì|Phối\shợp|Địa\sđiểm"
    r"|Đối\stượng|Thành\sphần"
)
# Where an item can begin inside a line: text pasted from web pages runs its paragraphs together.
_INLINE = re.compile(
    rf"""(?<=[\s])(?:
        (?:Phần|PHẦN|Chương|CHƯƠNG)\s+[IVX]{{1,5}}\.?(?=\s+[{UPPER}])
      | (?:Điều|ĐIỀU)\s\d{{1,3}}[.:](?=\s+[{UPPER}“"])
      | [IVX]{{1,5}}\.(?=\s+[{UPPER}]{{2}})
      | \d{{1,2}}(?:\.\d{{1,2}}){{0,3}}[.)](?=\s+[{UPPER}])
      | \d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?=\s+[{UPPER}])
      | [a-zđ]\)(?=\s+[{UPPER}])
      | (?<=[.;:”"…]\s)[-–+*](?=\s+[{UPPER}\d])
      | [-–+](?=\s+(?:{_LABEL_WORDS})[^.;:]{{0,30}}:)
      | N[ơƠ][iI]\s[nN][hH][ậẬ][nN]\s?:
      | (?<=[{UPPER}]{{2}}\s)[{UPPER}][{LOWER}]\w*(?=\s+[{LOWER}])
    )""",
    re.VERBOSE,
)
#: Words before a number that make it a reference (`khoản 4`), not the number of an item.
_REFERENCE = re.compile(
    r"(?:điều|khoản|điểm|mục|phần|chương|số|ngày|tháng|năm|quý|phụ lục|mẫu|biểu|bảng|đợt|giai đoạn|tiết|thứ|lần|khóa"
    r"|và|,)\s*$",
    re.IGNORECASE,
)
#: Lines that end the numbered text (Nghị định 30/2020/NĐ-CP, Annex I, part II: 1, 7, 9; part III).
_ZONE = re.compile(
    rf"(?i:nơi nhận\s*:)|(?:TM|KT|TL|TUQ|Q|T/M|K/T)\.\s*[{UPPER}]"
    r"|(?:CỘNG H[ÒO][ÀA] XÃ HỘI CHỦ NGHĨA|ĐẢNG CỘNG SẢN) VIỆT NAM"
    r"|(?:PHỤ LỤC|Phụ lục|BIỂU|BIỂU MẪU|DANH MỤC|DANH SÁCH)(?:\s+(?:số\s*)?[IVX\d]+)?\s*[:.]?\s*$"
    r"|(?:KẾ HOẠCH|QUYẾT ĐỊNH|CHƯƠNG TRÌNH|ĐỀ ÁN|QUY CHẾ|QUY ĐỊNH|NGHỊ QUYẾT|THÔNG BÁO|BÁO CÁO)\s*:?\s*$"
)
#: Lines that begin with a label of a task: each is a paragraph, even where the line above does not look ended.
_LABEL_LINE = re.compile(rf"(?:{_LABEL_WORDS})(?:[^\S\n]+[^\s:.;,]+){{0,5}}\s*:")
_RECIPIENTS = re.compile(r"nơi\s+nhận", re.IGNORECASE)
_STROKES = str.maketrans({"H": "II", "n": "II", **dict.fromkeys("L1l|]!", "I")})
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_ALPHABET = "abcdđeghiklmnopqrstuvxy"


def _style_of(match: re.Match[str]) -> tuple[Style, str]:
    kind = match.lastgroup or ""
    text = match.group()
    if kind == "decimal":
        number = text.strip(" .,)/")
        return Style(Style.DECIMAL + number.count(".")), number
    style = _STYLES[kind]
    if style in _BULLETS:
        return style, _BULLETS[style]
    if style in (Style.PART, Style.CHAPTER, Style.ARTICLE):
        return style, " ".join(text.strip(" .:").capitalize().split()[:1] + text.strip(" .:").split()[1:])
    if style == Style.PARENTHESIS:
        return style, text.rstrip(".")
    if style == Style.ROMAN:  # a scan shows `III` as `HI`, `II1`, `II]`, `In`
        return style, text.strip(" .)/-–").translate(_STROKES)
    return style, text.strip(" .)/-–")


def _ordinal(style: Style, number: str) -> int | None:
    """The place of an item in its list, 1 for the first; None where it has none."""
    if style in (Style.ROMAN, Style.PART, Style.CHAPTER):
        letters = number.split()[-1]
        if letters.isdigit():
            return int(letters)
        values = [_ROMAN_VALUES.get(letter, 0) for letter in letters]
        if not all(values):
            return None
        return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    if style == Style.CAPITAL:
        return ord(number) - 64
    if style == Style.LETTER:
        return _ALPHABET.find(number) + 1 or None
    digits = re.findall(r"\d+", number)
    return int(digits[-1]) if digits else None


class _Places:
    """Which item of which style was last, to tell the next item of a list from a stray number."""

    def __init__(self) -> None:
        self.stack: list[tuple[Style, int | None]] = []

    def continues(self, style: Style, number: str) -> bool:
        """True where the item is the first of a new list or the next of an open one."""
        ordinal = _ordinal(style, number)
        if ordinal is None:
            return True
        for open_style, last in reversed(self.stack):
            if open_style == style:
                return last is None or ordinal == last + 1 or (ordinal == 1 and style >= Style.DECIMAL_2)
            if open_style < style:
                break
        return ordinal == 1

    def push(self, style: Style, number: str | None) -> None:
        while self.stack and self.stack[-1][0] >= style:
            self.stack.pop()
        self.stack.append((style, _ordinal(style, number) if number else None))


class _Quotes:
    """The spans between quotation marks: text of another document, whose items are not ours."""

    def __init__(self, flat: str) -> None:
        spans = [m.span() for m in re.finditer(r"[“”][^“”]{0,1500}”", flat)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def hold(self, at: int) -> bool:
        """Whether `at` lies inside a quotation, not at its first mark."""
        index = bisect_left(self._starts, at) - 1
        return index >= 0 and at < self._ends[index]


_ENDS = frozenset('.;:!?…”"/)]')


def _starts(document: Document, flat: str) -> list[int]:
    """Where a block begins, in order."""
    cells = {cell.start for table in document.tables for cell in table.cells}
    return sorted(cells | set(_Lines(document, flat).starts()))


class _Lines:
    """The lines of a document, to find those at which an item or a paragraph begins.

    In text whose lines are paragraphs, each line begins one. In wrapped text an item begins with a number that
    its list expects, and a paragraph behind a line that ends a sentence and is short. Items can begin inside a line.
    """

    def __init__(self, document: Document, flat: str) -> None:
        self.flat = flat
        self.text = document.text.value
        self.wrapped = document.wrapped
        self.misread = any(edit.reason == "restored" for edit in document.text.edits)
        self.boxes = {line.start: line.box for page in document.pages for line in page.lines}
        self.lines = [(line.start, line.end) for page in document.pages for line in page.lines]
        if not self.lines:
            self.lines = [m.span() for m in re.finditer(r"[^\n]+", self.text)]
        lengths = sorted(end - start for start, end in self.lines)
        self.width = lengths[int(len(lengths) * 0.9)] if lengths else 0
        self.quotes = _Quotes(flat if self.wrapped else "")
        self.places = _Places()
        self.number_end = 0  # behind the last number found, which may run over its line's end

    def starts(self) -> Iterator[int]:
        """Where a block begins, in order."""
        previous: tuple[int, int] | None = None
        for start, end in self.lines:
            content = self.flat[start:end]
            first = start + len(content) - len(content.lstrip())
            if first >= end:
                previous = None
                continue
            match = _NUMBER.match(self.flat, first, min(len(self.flat), end + 12))
            if self._begins(first, end, match, previous):
                yield first
                if match:
                    self._open(match)
            if self.wrapped:
                yield from self._inside(first, end)
            previous = (start, end)

    def _open(self, match: re.Match[str]) -> None:
        self.places.push(*_style_of(match))
        self.number_end = match.end()

    def _begins(self, first: int, end: int, number: re.Match[str] | None, previous: tuple[int, int] | None) -> bool:
        """Whether a block begins at the first character of a line."""
        if not self.wrapped or previous is None:
            return True
        if self.text.count("\n", previous[1], first) > 1:
            # An engine without Vietnamese sees blank lines where there are none: a sentence goes on behind them.
            last = self.flat[previous[1] - 1]
            goes_on = self.flat[first].islower() and (last.isalpha() or last == ",")
            return bool(number) or not (self.misread and goes_on)
        if first < self.number_end or self.quotes.hold(first):
            return False
        if number:
            return self._item_begins(first, previous, *_style_of(number))
        if _ZONE.match(self.flat, first, end) or _LABEL_LINE.match(self.flat, first, end):
            return True
        return self._paragraph_begins(first, end, previous)

    def _item_begins(self, first: int, previous: tuple[int, int], style: Style, number: str) -> bool:
        """Whether the number at the beginning of a wrapped line is an item's, not part of a sentence."""
        before = self.flat[max(0, first - 40) : first].rstrip()
        ended = not before or before[-1] in _ENDS
        if style in _BULLETS:
            # A dash inside a name can come to stand at the beginning of a line; that line's words did not fit above.
            word = self.flat[first : first + 20].split()[0]
            broken_early = previous[1] - previous[0] + len(word) + 1 < self.width * 0.9
            return ended or (broken_early and self.flat[first + 1 : first + 3].strip()[:1].isupper())
        return not _REFERENCE.search(before) and (ended or self.places.continues(style, number))

    def _paragraph_begins(self, first: int, end: int, previous: tuple[int, int]) -> bool:
        """Whether a wrapped line without a number begins a paragraph."""
        before = self.flat[previous[0] : previous[1]].rstrip()
        if _ends_in_capitals(before):
            if not _is_capitals(self.flat[first:end].split(maxsplit=1)[0]):
                return True
        elif _begins_in_capitals(self.flat[first:end]):
            return True
        if before[-1:] not in ".;:!?”" or not self.flat[first : first + 1].isupper():
            return False
        box, box_before = self.boxes.get(first), self.boxes.get(previous[0])
        if box is not None:
            indented = box_before is not None and box.x0 > box_before.x0 + 0.02
            return len(before) < self.width * 0.8 or indented
        return len(before) < self.width * (0.75 if before[-1] in ".:" else 0.5)

    def _inside(self, first: int, end: int) -> Iterator[int]:
        """Where items begin inside a line: pasted text runs its paragraphs together."""
        for inline in _INLINE.finditer(self.flat, first + 1, min(len(self.flat), end + 12)):
            at = inline.start()
            if at >= end or self.quotes.hold(at):
                continue
            number = _NUMBER.match(self.flat, at)
            if number is None:
                if _RECIPIENTS.match(self.flat, at) or _capitals_end_at(self.flat, at):
                    yield at
                continue
            if _REFERENCE.search(self.flat, max(0, at - 12), at):
                continue
            style, printed = _style_of(number)
            if style in _BULLETS or self.places.continues(style, printed):
                self._open(number)
                yield at


def _ends_in_capitals(line: str) -> bool:
    """Whether a line ends in words in capitals."""
    return _is_capitals(" ".join(line.split()[-4:]))


def _begins_in_capitals(line: str) -> bool:
    """Whether a line begins with three words or more in capitals."""
    words = line.split(maxsplit=4)[:4]
    return len(words) > 2 and _is_capitals(" ".join(words))


def _capitals_end_at(flat: str, at: int) -> bool:
    """Whether four words or more in capitals end before `at`."""
    words = flat[max(0, at - 60) : at].split()[-4:]
    return len(words) == 4 and all(_is_capitals(word) or not any(c.isalpha() for c in word) for word in words)


def _is_capitals(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    return len(letters) >= 2 and sum(c.isupper() for c in letters) > 0.85 * len(letters)


def split(document: Document, flat: str) -> tuple[Block, ...]:
    """The blocks of a document in reading order.

    Args:
        document: the document, normalised.
        flat: its text with every whitespace character replaced by a space, one for one.
    """
    starts = _starts(document, flat)
    ends = [*starts[1:], len(flat)] if starts else []
    rows: list[tuple[int, int, int, str | None, Style]] = []
    for start, limit in zip(starts, ends, strict=True):
        end = start + len(flat[start:limit].rstrip())
        if end <= start:
            continue
        match = _NUMBER.match(flat, start, end)
        if match:
            style, number = _style_of(match)
            body = match.end()
            while body < end and flat[body] == " ":
                body += 1
            rows.append((start, end, body, number, style))
        else:
            style = Style.ZONE if _ZONE.match(flat, start, end) else Style.PARAGRAPH
            title = rows[-1] if rows else None
            if title and style == Style.PARAGRAPH and title[4] <= Style.CAPITAL and title[1] == title[2] and title[3]:
                # `Phần I` on a line of its own: its heading stands on the next one.
                rows[-1] = (title[0], end, start, title[3], title[4])
                continue
            rows.append((start, end, start, None, style))
    return tuple(_nested(rows))


def _nested(rows: list[tuple[int, int, int, str | None, Style]]) -> list[Block]:
    parents: list[int | None] = []
    last = [0] * len(rows)
    stack: list[tuple[Style, int]] = []
    for index, (_, _, _, _, style) in enumerate(rows):
        # A paragraph stands under the item that is open, beside its bullets.
        outer = Style.STAR if style == Style.PARAGRAPH else style
        while stack and stack[-1][0] >= outer:
            last[stack.pop()[1]] = index
        parents.append(stack[-1][1] if stack else None)
        stack.append((style, index))
    for _, index in stack:
        last[index] = len(rows)
    return [
        Block(index, start, end, body, number, style, parents[index], last[index])
        for index, (start, end, body, number, style) in enumerate(rows)
    ]
