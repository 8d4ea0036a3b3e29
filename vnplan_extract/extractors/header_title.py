"""The type and the abstract of a document (Nghị định 30/2020/NĐ-CP, Annex I, II.5), or the headline of an article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vnplan_extract import data
from vnplan_extract.extractors import naming
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.header_number import Dateline, says_promulgated
from vnplan_extract.extractors.header_parts import (
    MOTTO,
    NATION,
    RULE,
    alone_on_line,
    begins_line,
    body_head_pattern,
    is_capital_word,
    position_pattern,
)
from vnplan_extract.extractors.misread_names import bare_letters
from vnplan_extract.text import LOWER, UPPER

#: How far behind the number and the dateline the type can stand, and how long an abstract can be, in code points.
_TYPE_REACH = 1_500
_ABSTRACT_LIMIT = 1_500
_SUBJECT_LIMIT = 400
_SUBJECT = re.compile(r"(?<!\w)(?:V/v|V/V|Về việc|VỀ VIỆC)\s*:?\s*")
#: Types that are not printed above an abstract.
_NEVER_PRINTED = frozenset({"CÔNG VĂN", "VĂN BẢN", "HIẾN PHÁP"})


@dataclass(frozen=True)
class Heading:
    """The type of a document as printed above its abstract; `name` is in the case of running text."""

    name: str
    start: int
    end: int


@cache
def _type_names() -> dict[str, str]:
    return {name.upper(): name for name in data.type_names_longest_first() if name.upper() not in _NEVER_PRINTED}


@cache
def _type_pattern() -> re.Pattern[str]:
    spaced = "|".join(r"\s+".join(map(re.escape, name.split())) for name in _type_names())
    return re.compile(rf"(?<![\w/-])(?:{spaced})(?![\w/-])")


@cache
def _standard_types() -> frozenset[str]:
    """The types of the standard, without those that are in use beside it (`Kế hoạch hành động`)."""
    return frozenset(row.name.upper() for row in data.document_types() if row.source != "in-use")


def heading(
    context: Context,
    head_end: int,
    number: re.Match[str] | None,
    dateline: Dateline | None,
    nation: re.Match[str] | None,
) -> Heading | None:
    """The type in capitals, behind the number and the dateline; before them where a line has nothing else."""
    flat = context.flat
    begin = max(number.end() if number else 0, dateline.end if dateline else 0, nation.end() if nation else 0)
    if (motto := MOTTO.search(flat, 0, head_end)) and motto.end() < head_end:
        begin = max(begin, motto.end())
    for match in _type_pattern().finditer(flat, begin, min(len(flat), begin + _TYPE_REACH)):
        if begins_line(context, match.start()) or 0 < begin > match.start() - 60:
            return _heading_at(context, match)
    if begin and (misread := _misread_heading(context, begin)):
        return misread
    # The abstract of a công văn stands under its number; a type before the number is a centred title.
    first = min((x for x in (number and number.start(), dateline and dateline.start) if x), default=0)
    if first and (found := _type_pattern().search(flat, 0, first)) and alone_on_line(context, *found.span()):
        return _heading_at(context, found)
    return None


@cache
def _types_by_letters() -> dict[str, str]:
    return {bare_letters(upper): name for upper, name in _type_names().items()}


def _misread_heading(context: Context, begin: int) -> Heading | None:
    """The type on a line of its own in capitals that were set apart or lost marks: `K Ế HOẠCH`, `KÉHOẠCH`."""
    for line in re.finditer(r"[^\n]+", context.text[begin : begin + _TYPE_REACH]):
        content = line.group().strip()
        if content.isupper() and (name := _types_by_letters().get(bare_letters(content))):
            start = begin + line.start() + line.group().index(content)
            return Heading(name, start, start + len(content))
    return None


def _heading_at(context: Context, match: re.Match[str]) -> Heading:
    """The type that a match names: a longer name in use counts where it has a line of its own."""
    words = list(re.finditer(r"\S+", match.group()))
    names = [" ".join(word.group() for word in words[:size]) for size in range(len(words), 0, -1)]
    if names[0] not in _standard_types() and not alone_on_line(context, *match.span()):
        for size, name in zip(range(len(words), 0, -1), names, strict=True):
            if name in _standard_types():
                return Heading(_type_names()[name], match.start(), match.start() + words[size - 1].end())
    return Heading(_type_names()[names[0]], match.start(), match.end())


def clean_title(text: str) -> str:
    """An abstract on one line, without rules, outer marks and the words `Về việc`."""
    title = one_line(RULE.sub(" ", text)).strip(" .,;:*_-–")
    return _SUBJECT.sub("", title, count=1) if _SUBJECT.match(title) else title


def title_span(
    context: Context,
    of_type: Heading | None,
    number: re.Match[str] | None,
    official: bool,
    head_end: int,
    issuers: frozenset[str],
) -> tuple[int, int] | None:
    """The span of the abstract: behind the type, else the subject of a công văn, else the headline of an article.

    Args:
        context: the document.
        of_type: the type, where one is printed.
        number: the match of the document's own number.
        official: whether it is an administrative document.
        head_end: where the text begins.
        issuers: the issuing bodies as printed.
    """
    if of_type:
        return _abstract(context, of_type.end, head_end, issuers)
    if official:
        return _subject(context, number.end() if number else 0, head_end)
    for page in context.document.pages:
        for line in page.lines:
            if content := context.flat[line.start : line.end].strip():
                return None if _heads_a_part(context, line.start, content) else (line.start, line.end)
    return None


_CONTENTS = re.compile(r"\W*(?:mục\s+lục|nội\s+dung)\W*", re.IGNORECASE)


def _heads_a_part(context: Context, start: int, content: str) -> bool:
    """Whether a line is the heading of a part of the text, not of the whole: a numbered one, `MỤC LỤC`."""
    block = context.block_at(start)
    return _CONTENTS.fullmatch(content) is not None or (block is not None and block.start >= start and block.numbered)


_ANNEX_TITLE_LINES = 4


def annex_title(context: Context, attached: int) -> tuple[int, int] | None:
    """The span of the title of an annex without a type: the lines in capitals right above `(Kèm theo …)`."""
    span = None
    above = list(re.finditer(r"[^\n]*\S[^\n]*", context.text[:attached]))[-_ANNEX_TITLE_LINES:]
    for line in reversed(above):
        content = line.group().strip()
        if not content.isupper() or body_head_pattern().match(content) or naming.is_territory(content):
            break
        start = line.start() + line.group().index(content)
        span = (start, span[1] if span else start + len(content))
    return span


_BEHIND_SUBJECT = re.compile(
    rf"Kính\s+gửi|KÍNH\s+GỬI|\n\s*\n|[{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]+)*\s*,\s*ngày|{NATION.pattern}"
)


def _subject(context: Context, begin: int, head_end: int) -> tuple[int, int] | None:
    """`V/v …` of a công văn, under its number."""
    subject = _SUBJECT.search(context.flat, begin, head_end)
    if subject is None:
        return None
    behind = _BEHIND_SUBJECT.search(context.text, subject.end(), min(head_end, subject.end() + _SUBJECT_LIMIT))
    return subject.start(), behind.start() if behind else min(head_end, subject.end() + 200)


def _abstract(context: Context, begin: int, head_end: int, issuers: frozenset[str]) -> tuple[int, int] | None:
    """Trích yếu: what stands between the type and the text."""
    flat = context.flat
    limit = min(len(flat), max(head_end, begin), begin + _ABSTRACT_LIMIT)
    while begin < limit and (flat[begin] in " :.*" or RULE.match(flat, begin)):
        rule = RULE.match(flat, begin)
        begin = rule.end() if rule else begin + 1
    if begin >= limit:
        return None
    if _runs_in_capitals(flat, begin, limit):
        end = _capitals_end(flat, begin, limit, issuers)
    else:
        end = _lines_end(context, begin, limit)
    return (begin, end) if end > begin else None


_RUNS_INTO_TEXT = re.compile(
    r"(?<=[.:;\w])\s+(?=(?:Căn cứ|Thực hiện|Kính gửi)\s+(?:Luật|Quyết|Nghị|Kế hoạch|Chỉ|Thông|Công|Chương|:))"
)


def _lines_end(context: Context, begin: int, limit: int) -> int:
    """Where an abstract in running case ends: before the line that begins the text, or behind a full stop."""
    flat = context.flat
    end = begin
    for line in re.finditer(r"[^\n]+", context.text[begin:limit]):
        start, stop = begin + line.start(), begin + line.end()
        content = flat[start:stop].strip()
        if not content:
            continue
        first = start + len(flat[start:stop]) - len(flat[start:stop].lstrip())
        if end > begin and _starts_text(context, first, content):
            break
        if content[0] == "(" and (end > begin or says_promulgated(content)):
            break
        if RULE.fullmatch(content) or NATION.match(content):
            break
        opening = _RUNS_INTO_TEXT.search(flat, first, stop)
        if opening and len(content) > 120:
            return opening.start()
        end = stop
        if content.endswith((".", ";")) or len(content) > 400:
            break
    return _before_margin(context, begin, end) if _AS_FOLLOWS.search(flat, begin, end) else end


#: What only the text says. Where its first words were not read, it seems to go on with the abstract.
_AS_FOLLOWS = re.compile(r"như\s+sau\s*:?\s*$")
_INDENT = 0.02  #: of the page's width, by which a centred line or the first of a paragraph stands in


def _before_margin(context: Context, begin: int, end: int) -> int:
    """The end of the centred lines above those at the margin; of the first line where no places are known."""
    lines = [
        line
        for page in context.document.pages
        for line in page.lines
        if begin <= line.start < end and context.flat[line.start : line.end].strip()
    ]
    left = min((line.box.x0 for line in lines if line.box), default=0.0)
    right = max((line.box.x1 for line in lines if line.box), default=1.0)
    for first, line in enumerate(lines[1:], 1):
        if line.box is None:
            return lines[0].end
        if line.box.x0 < left + _INDENT:
            above = lines[first - 1].box
            opens = first > 1 and above is not None and above.x1 > right - _INDENT
            return lines[first - 2 if opens else first - 1].end
    return end


#: Words with which the opening paragraph begins.
_OPENING = re.compile(
    r"(?:Căn cứ|Thực hiện|Để |Nhằm |Trên cơ sở|Triển khai|Theo |Xét |Tiếp tục|Thi hành|Sau khi|Ngày \d|Trong |Qua "
    r"|Năm \d{4}|Kính gửi|KÍNH GỬI|Ủy ban nhân dân|UBND|Bộ |Sở |Thừa ủy quyền|Phát huy|Hưởng ứng|Được sự|Trước "
    r"|Với |Từ |Hiện nay)"
)


def _starts_text(context: Context, start: int, content: str) -> bool:
    """Whether a line behind the type belongs to the text and no more to the abstract."""
    if _is_authority_line(content):
        return True
    content = content.lstrip("-–—+* ")
    block = context.block_at(start)
    if block is not None and block.start == start and block.numbered:
        return True
    if not _OPENING.match(content):
        return len(content) > 160 and content[0].isupper()
    sentence = context.flat.find(". ", start)
    paragraph = context.text.find("\n\n", start)
    length = min((x for x in (sentence, paragraph) if x > 0), default=start + 400) - start
    return length > 130 or content.startswith(("Căn cứ", "Kính gửi", "KÍNH GỬI"))


def _is_authority_line(content: str) -> bool:
    """`GIÁM ĐỐC SỞ Y TẾ`, `ỦY BAN NHÂN DÂN TỈNH …`: who decides, on a line of its own under the abstract."""
    if content.upper() != content:
        return False
    post = position_pattern().match(content)
    rest = content[post.end() :].strip() if post else content
    return bool(post and not rest) or bool(body_head_pattern().match(rest))


def _runs_in_capitals(flat: str, begin: int, limit: int) -> bool:
    words = [w for w in flat[begin : min(limit, begin + 120)].split() if any(c.isalpha() for c in w)][:3]
    return len(words) == 3 and all(map(is_capital_word, words))


#: What stands in a run of capitals without being one: figures, units, the number of a document.
_AMONG_CAPITALS = re.compile(r"\S*\d\S*|m2|km\S*|[“\"(]?[A-ZĐ]+[a-z]{1,3}[-/]\S*")
_ATTACHED = re.compile(r"\((?:BAN HÀNH|KÈM)")
#: The number of the first item, where the text runs on in one line.
_FIRST_ITEM = re.compile(rf"(?<=\s)(?:PHẦN\s+(?:THỨ\s+NHẤT|I|1|A)\b|(?:I|A|1)\s?[./])(?=\s+[{UPPER}]{{2}})")


def _capitals_end(flat: str, begin: int, limit: int, issuers: frozenset[str]) -> int:
    """Where a run of words in capitals ends; a bracket or the authority that decides is left out."""
    end = begin
    for word in re.finditer(r"\S+", flat[begin:limit]):
        text = word.group()
        if any(c.isalpha() for c in text) and not is_capital_word(text) and not _AMONG_CAPITALS.fullmatch(text):
            break
        if text.startswith("(") and _ATTACHED.match(flat, begin + word.start()):
            break
        end = begin + word.end()
    if item := _FIRST_ITEM.search(flat, begin + 10, end):
        end = item.start()
    return _before_authority(flat, begin, end, issuers)


#: A body behind one of these belongs to the abstract.
_GOES_ON = (" CỦA", " DO", " VÀ", " VỚI", " GIỮA", " TẠI", " THUỘC", " CHO", ",")
_AUTHORITY_LENGTH = 110


def _before_authority(flat: str, begin: int, end: int, issuers: frozenset[str]) -> int:
    """The end of an abstract in capitals without the authority that decides, which stands in capitals behind it."""
    low = max(begin + 10, end - _AUTHORITY_LENGTH)
    for head in body_head_pattern().finditer(flat, low, end):
        start = head.start()
        post = None
        for found in position_pattern().finditer(flat, low, start):
            if not flat[found.end() : start].strip():
                post = found
        start = post.start() if post else start
        before = flat[begin:start].rstrip()
        rest = one_line(re.sub(r"\s*(?:ĐIỆN|:)\s*$", "", flat[head.start() : end]))
        if before.endswith(_GOES_ON) or re.search(r"[.;,:]", rest):
            continue
        own = any(name == rest or (" " in rest and name.startswith(f"{rest} ")) for name in issuers)
        if own or (post and rest) or before.endswith((".", ":")):
            return start
    return end
