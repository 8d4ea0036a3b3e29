"""Numbers that cannot be, and documents and things that are given two dates, numbers or sizes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.extractors.queries import Query, figures
from vnplan_extract.values.dates import find_dates

_NUMBER = re.compile(
    r"(?<![\w/.-])(?P<digits>[0-9]{1,6})\s?/\s?(?:(?P<year>(?:19|20)[0-9]{2})\s?/\s?)?"
    r"(?P<code>[A-ZĐƯ]\w*(?:[-–][A-ZĐƯ][\w&]*|\s?[-–]\s?[A-ZĐƯ]{2}[\w&]*){1,4}|QH[0-9]{1,2}|UBTVQH[0-9]{1,2})(?![\w-])"
)
_TYPE = re.compile(
    r"(?P<type>Nghị\s+định|Quyết\s+định|Nghị\s+quyết|Thông\s+tư(?:\s+liên\s+tịch)?|Chỉ\s+thị|Kế\s+hoạch|Luật|Công\s+văn|Kết\s+luận|Chương\s+trình|Đề\s+án|Hướng\s+dẫn|Tờ\s+trình|Báo\s+cáo|Thông\s+báo)"
    r"(?:[^.;,()0-9]{0,40})?\s*(?:số)?\s*:?\s*$",
    re.IGNORECASE,
)
_DATE_BEHIND = re.compile(r"\s*,?\s*(?=ngày\s*[0-9])", re.IGNORECASE)
_FULL_BEHIND = re.compile(
    r"\s*,?\s*(?:của|do|về|v/v|ban\s+hành|phê\s+duyệt|quy\s+định|hướng\s+dẫn|sửa\s+đổi)", re.IGNORECASE
)
_ISSUER_BEHIND = re.compile(
    r"\s*,?\s*(?:của|do)\s+(?P<name>[^.;,()0-9]{2,60}?)(?=\s+(?:về|v/v|ban|phê|quy|hướng|sửa)|[.;,()]|$)", re.IGNORECASE
)
_NAME_BEHIND = re.compile(r"(?:về\s+(?:việc\s+)?|phê\s+duyệt\s+)(?P<name>[^.;]{20,90})", re.IGNORECASE)
#: Issuers whose code a kind of document must end in (Law on the promulgation of legal documents, article 4).
_CODES_OF = {"nghị định": ("CP",)}

_LETTER_IN_NUMBER = re.compile(
    r"(?<![\w.,/)\]-])(?:"
    r"[lI][0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"  # l8.577
    r"|[0-9]{1,3}(?:\.[0-9OolI]{3})*\.(?=[0-9OolI]{3}(?![\w.]))[0-9]*[OolI][0-9OolI]*"  # 1.5O0
    r"|[1-9][0-9]*[Ol](?:[0-9][0-9Ol]*|[Ol]+)"  # 1O0, 5OO
    r")(?![\w/-]|[.,][0-9]|\s?[°'’′])"
)
_BROKEN_GROUPS = re.compile(r"(?<![\w.,/-])[0-9]{1,3}(?:\.[0-9]{1,4}){2,5}(?![\w/-]|[.,][0-9])")
_COUNTED = re.compile(r"\s?(?:đồng|đ(?!\w)|vnđ|triệu|tỷ|người|hộ|lượt|tấn|ha(?!\w)|km|m2|m3|học|trẻ)")
_NEXT_WORD = re.compile(r"\s+[^\W\d_]+")
_IN_BRACKETS = re.compile(r"\(\s*(?P<size>[0-9][0-9.,]*)\s?(?P<unit>ha|m2|m²|m3|m³|km|người|hộ|tấn|MW)\s*\)")
_SIZE = re.compile(
    r"(?P<name>[A-ZĐÀ-Ỹ][^\W\d_]*(?:\s+(?:[A-ZĐÀ-Ỹ][^\W\d_]*|[0-9]{1,2}(?:\.[0-9])?(?![0-9])))+)\s*"
    + _IN_BRACKETS.pattern
)
_SIZE_REACH = 600


@dataclass(frozen=True)
class _Mention:
    """A document number in the text with the words around it."""

    start: int
    end: int
    kind: str
    digits: str
    year: str | None
    code: str
    date: str | None
    full: bool
    issuer: str
    name: str

    @property
    def number(self) -> str:
        return "/".join(part for part in (self.digits, self.year, self.code) if part)


def documents(context: Context, header: HeaderResult) -> Iterator[Query]:
    """Numbers with letters or broken groups, documents with two dates or codes, things with two sizes."""
    mentions = list(_mentions(context, header))
    yield from _two_dates(mentions)
    yield from _two_codes(mentions)
    yield from _two_numbers(mentions)
    yield from _letters(context)
    yield from _groups(context)
    yield from _two_sizes(context)


def _mentions(context: Context, header: HeaderResult) -> Iterator[_Mention]:
    flat = context.flat
    own = re.sub(r"\s", "", header.header.number or "")
    for match in _NUMBER.finditer(flat):
        code = re.sub(r"\s", "", match["code"]).replace("–", "-")
        number = "/".join(part for part in (match["digits"], match["year"], code) if part)
        if number == own or header.in_tail(match.start()):
            continue
        before = _TYPE.search(flat[max(0, match.start() - 70) : match.start()])
        if before is None:
            continue
        kind = " ".join(before["type"].lower().split())
        end = match.end()
        stated = None
        if (behind := _DATE_BEHIND.match(flat, end)) is not None:
            found = next(find_dates(flat, behind.end(), min(len(flat), behind.end() + 32)), None)
            if found is not None and found.kind == "day" and found.start <= behind.end() + 1 and found.valid:
                stated, end = found.iso, found.end
        rest = flat[end : end + 160]
        start = max(0, match.start() - 70) + before.start()
        yield _Mention(
            start, end, kind, match["digits"].lstrip("0"), match["year"], code, stated,
            bool(_FULL_BEHIND.match(rest)), _issuer_behind(rest), _name_behind(rest),
        )  # fmt: skip


def _issuer_behind(rest: str) -> str:
    """The first words of the issuer that is named behind a citation."""
    match = _ISSUER_BEHIND.match(rest)
    return " ".join(match["name"].lower().split()[:8]) if match else ""


def _name_behind(rest: str) -> str:
    """The first words of the abstract behind a citation, `của …` passed over."""
    match = _NAME_BEHIND.search(rest)
    return " ".join(match["name"].lower().split()[:9]) if match else ""


def _two_dates(mentions: list[_Mention]) -> Iterator[Query]:
    """One document with two dates: the odd one is the rarer, or the one cited short."""
    groups: dict[tuple[str, str | None, str], list[_Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.date is not None:
            groups[mention.digits, mention.year, mention.code].append(mention)
    for (_, year, code), group in groups.items():
        counts = Counter(mention.date for mention in group)
        if len(counts) < 2:
            continue
        usual = max(
            group,
            key=lambda mention: (
                counts[mention.date], bool(mention.year and mention.date and mention.date.startswith(mention.year)),
                mention.full, -mention.start,
            ),
        )  # fmt: skip
        seen: set[str | None] = {usual.date}
        for mention in group:
            if mention.date in seen:
                continue
            # Numbers begin anew each year: in another year it is another document, unless cited short.
            same_year = (mention.date or "")[:4] == (usual.date or "")[:4]
            if not same_year and year is None and (mention.full or not usual.full or "UB" in code):
                continue
            if _differ(mention.issuer, usual.issuer) or _differ(mention.name, usual.name):
                continue  # bodies of one kind number alike
            seen.add(mention.date)
            note = f"{usual.number} ở chỗ khác ghi ngày {_written(usual.date)}."
            yield Query(
                "suspect_date",
                "finding.two_dates",
                note,
                ((mention.start, mention.end), (usual.start, usual.end)),
                0.85,
            )


def _differ(one: str, other: str) -> bool:
    """Whether two issuers or names, where both are given, are not of one document."""
    if not one or not other:
        return False
    common = set(one.split()) & set(other.split())
    return len(common) * 2 < min(len(one.split()), len(other.split()))


def _written(iso: str | None) -> str:
    return "/".join(reversed((iso or "").split("-")))


def _two_codes(mentions: list[_Mention]) -> Iterator[Query]:
    """One document with two codes: same kind, number, year and date."""
    groups: dict[tuple[str, str, str | None], list[_Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.year is not None:
            groups[mention.kind, mention.digits, mention.year].append(mention)
    for (kind, _, _), group in groups.items():
        if len({mention.code for mention in group}) < 2:
            continue
        counts = Counter(mention.code for mention in group)
        usual = max(group, key=lambda mention: (_fits_kind(kind, mention.code), counts[mention.code], -mention.start))
        for mention in group:
            if _is_slip(mention.code, usual.code):
                continue
            dated = mention.date is not None and any(
                other.date == mention.date for other in group if other.code == usual.code
            )
            if dated or (not _fits_kind(kind, mention.code) and mention.date is None):
                note = f"Cùng văn bản này ở chỗ khác ghi {usual.number}."
                spans = ((mention.start, mention.end), (usual.start, usual.end))
                yield Query("suspect_number", "finding.two_codes", note, spans, 0.85)


def _is_slip(one: str, other: str) -> bool:
    """Whether two codes are one, but for marks or a letter too many, left out, changed, or in another place."""
    a, b = (code.upper().translate(str.maketrans("ĐÐƯ", "DDU")) for code in (one, other))
    if sorted(a) == sorted(b) or a in b or b in a or _one_left_out(a, b):
        return True
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _fits_kind(kind: str, code: str) -> bool:
    wanted = _CODES_OF.get(kind)
    return wanted is None or code.split("-")[-1] in wanted


def _two_numbers(mentions: list[_Mention]) -> Iterator[Query]:
    """One document with two numbers: same kind, code, date and name, and digits that are a slip apart."""
    groups: dict[tuple[str, str | None, str, str | None, str], list[_Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.date is not None and len(mention.name.split()) >= 6:
            groups[mention.kind, mention.year, mention.code, mention.date, mention.name].append(mention)
    for group in groups.values():
        counts = Counter(mention.digits for mention in group)
        if len(counts) != 2:
            continue
        usual = max(group, key=lambda mention: (counts[mention.digits], -mention.start))
        odd = next(mention for mention in group if mention.digits != usual.digits)
        if sorted(odd.digits) == sorted(usual.digits) or _one_left_out(odd.digits, usual.digits):
            note = f"Cùng văn bản, cùng ngày này ở chỗ khác ghi số {usual.number}."
            spans = ((odd.start, odd.end), (usual.start, usual.end))
            yield Query("suspect_number", "finding.two_numbers", note, spans, 0.75)


def _one_left_out(one: str, other: str) -> bool:
    """Whether one is the other without one of its characters (numbers that differ in one are often neighbours)."""
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _letters(context: Context) -> Iterator[Query]:
    flat = context.flat
    for match in _LETTER_IN_NUMBER.finditer(flat):
        if not any(c.isdigit() for c in match.group()):
            continue
        letter = next(c for c in match.group() if c.isalpha())
        start = max(context.sentence(match.start())[0], match.start() - 30)
        if start and flat[start - 1].isalnum():
            start = flat.find(" ", start) + 1
        noun = _NEXT_WORD.match(flat, match.end())
        digits = match.group().translate(str.maketrans("lIOo", "1100"))
        note = f"Chữ {letter!r} trong số {match.group()!r}: có thể là {digits}."
        close = noun.end() if noun else match.end()
        yield Query("suspect_number", "finding.letter_in_number", note, ((min(start, match.start()), close),), 0.85)


def _groups(context: Context) -> Iterator[Query]:
    """`1.25.000 đồng`: groups of thousands that are not of three digits."""
    lower = context.lower
    for match in _BROKEN_GROUPS.finditer(lower):
        first, *groups = match.group().split(".")
        if all(len(group) == 3 for group in groups) or len(groups[-1]) != 3 or first.startswith("0"):
            continue
        following = _COUNTED.match(lower, match.end())
        if following is None or ("000" not in groups and len(groups) < 3 and not groups[-1].endswith("0")):
            continue
        note = f"Số {match.group()!r} chia nhóm sai: mỗi nhóm sau dấu chấm phải có ba chữ số."
        start = max(context.sentence(match.start())[0], match.start() - 40)
        if start and lower[start - 1].isalnum():
            start = lower.find(" ", start) + 1
        yield Query(
            "suspect_number", "finding.broken_groups", note, ((min(start, match.start()), following.end()),), 0.85
        )


def _two_sizes(context: Context) -> Iterator[Query]:
    """One named thing with two sizes in one list."""
    last: dict[tuple[str, str], re.Match[str]] = {}
    if _IN_BRACKETS.search(context.flat) is None:
        return
    for match in _SIZE.finditer(context.flat):
        key = (" ".join(match["name"].lower().split()), match["unit"])
        previous = last.get(key)
        last[key] = match
        if previous is None or previous["size"] == match["size"] or match.start() - previous.end() > _SIZE_REACH:
            continue
        one, other = (figures(context, m.start("size"), m.end()) for m in (previous, match))
        if not one or not other or one[0].value == other[0].value:
            continue
        block = context.block_at(match.start())
        if (
            block is None
            or context.block_at(previous.start()) != block
            or ":" in context.flat[previous.end() : match.start()]
        ):
            continue
        note = (
            f"{match['name']} nêu hai lần trong một danh sách: {previous['size']} và {match['size']} {match['unit']}."
        )
        yield Query("suspect_number", "finding.two_sizes", note, ((previous.start(), match.end()),), 0.8)
