"""The issuing body and the territory that it is of (Nghị định 30/2020/NĐ-CP, Annex I, II.2)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from vnplan_extract import data
from vnplan_extract.extractors import naming
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.header_parts import (
    HEAD_LIMIT,
    MOTTO,
    NAME_WORDS,
    NATION,
    PARTY,
    RULE,
    Found,
    body_head_pattern,
)
from vnplan_extract.extractors.misread_names import restored
from vnplan_extract.text import LOWER, UPPER


@dataclass(frozen=True)
class IssuerLines:
    """The names of the issuing bodies as printed, the upper one first, with their spans.

    `joint` is true where they issue the document together.
    """

    names: tuple[tuple[str, int, int], ...] = ()
    joint: bool = False


#: Marks on a document that are no part of the letterhead.
_STAMP = re.compile(r"(?i)(dự thảo|bản sao|mật|khẩn|hỏa tốc|phụ lục|mục lục)\b|.*(?:\t|\.{3,})\s*\d{1,3}$")
#: Words over the names of bodies that issue a document together.
_JOINTLY = re.compile(r"(?<!\w)LIÊN\s+(?P<of>NGÀNH|SỞ|BỘ|TỊCH)(?!\w)[\s:–-]*")
#: The organ of a people's committee stands below it and is no joint issuer, also where a rule was read as a dash.
_COMMITTEE = re.compile(r"(?:UBND|ỦY BAN N)")
_ORGAN = re.compile(r"(?:SỞ|PHÒNG)\s")
_NO_NAME = (NATION, MOTTO, PARTY, RULE)


def issuer_lines(context: Context, end: int) -> IssuerLines:
    """Tên cơ quan ban hành: what is left of the letterhead when the national title is taken out.

    Args:
        context: the document.
        end: where the first of the number, the dateline and the type begins; 0 if none was found.
    """
    names: list[tuple[int, int]] = []
    joint = False
    above: str | None = None
    for start, stop in _letterhead_lines(context, end):
        content = context.flat[start:stop]
        if together := _JOINTLY.search(content):
            above = context.flat[slice(*names[-1])] if names else None
            names, joint = [], True
            if short := _short_names(context, start + together.end(), stop, together["of"], above):
                return IssuerLines(short, joint)
            if _JOINTLY.match(content) and together.end() == len(content):
                continue
            start += together.end()
            start += len(context.flat[start:stop]) - len(context.flat[start:stop].lstrip())
            content = context.flat[start:stop]
        cuts = _cuts(content, context.flat[slice(*names[-1])] if names else None)
        if not cuts and names:
            names[-1] = (names[-1][0], stop)
            continue
        if cuts and cuts[0] and names:
            names[-1] = (names[-1][0], start + cuts[0])
        for cut, following in zip(cuts, [*cuts[1:], len(content)], strict=True):
            before = context.flat[names[-1][0] : start + cut].rstrip() if names else ""
            own_organ = _COMMITTEE.match(before) and _ORGAN.match(content, cut)
            joint = joint or (before.endswith(("-", "–")) and not own_organ)
            names.append((start + cut, start + following))
    return IssuerLines(tuple((restored(_without_breaks(context.flat[a:b])), a, b) for a, b in names), joint)


def _short_names(
    context: Context, start: int, stop: int, of: str, above: str | None
) -> tuple[tuple[str, int, int], ...]:
    """The bodies of `LIÊN SỞ: Y TẾ - TÀI CHÍNH`, which stand without the word that they share; none if they do not.

    Bodies of one `LIÊN NGÀNH` under a province's committee are its departments.
    """
    word = of if of in ("SỞ", "BỘ") else "SỞ" if above and _COMMITTEE.match(above) else None
    content = context.flat[start:stop]
    if word is None or not content.strip() or body_head_pattern().search(content):
        return ()
    pieces = list(re.finditer(r"[^\s–-](?:[^–-]*[^\s–-])?", content))
    if any(data.agency_by_name(f"{word} {piece.group()}") is None for piece in pieces):
        return ()
    return tuple((f"{word} {piece.group()}", start + piece.start(), start + piece.end()) for piece in pieces)


def _letterhead_lines(context: Context, end: int) -> Iterable[tuple[int, int]]:
    """The spans of the lines above `end`, without the national title, that can hold a body's name."""
    flat = context.flat
    pieces = sorted(match.span() for pattern in _NO_NAME for match in pattern.finditer(flat, 0, end))
    last = 0
    for start, stop in [*pieces, (end, end)]:
        for line in re.finditer(r"[^\n]+", context.text[last : max(last, start)]):
            first = last + line.start()
            content = flat[first : last + line.end()].strip(" *_-–.")
            letters = [c for c in content if c.isalpha()]
            if not letters or _STAMP.match(content):
                continue
            if sum(c.isupper() for c in letters) < 0.7 * len(letters) and not _title_case_body(content):
                continue
            first = flat.index(content[0], first)
            # A dash at the line's end stays: it joins the name to the one on the next line.
            yield first, first + len(flat[first : last + line.end()].rstrip(" *_."))
        last = max(last, stop)


def _cuts(content: str, above: str | None) -> list[int]:
    """Where the names of bodies begin on a line of the letterhead; `above` is the name over it."""
    begins = body_head_pattern().match(content.upper()) and not (above and _is_place_word(above, content))
    cuts = [0] if above is None or begins else []
    for head in body_head_pattern().finditer(content):
        before = content[: head.start()].rstrip()
        if not before or _is_place_word(before, content[head.start() :]):
            continue
        joined = before.endswith((" VÀ", " CỦA", "&", " THUỘC"))
        if before.endswith(("-", "–")) or (_complete(before) and not joined):
            cuts.append(head.start())
    return cuts


def _is_place_word(before: str, rest: str) -> bool:
    """Whether the head of a body is the first word of a place's name: `THÀNH ỦY HỘI AN`."""
    if not naming.ends_in_level(before):
        return False
    words = rest.split()
    return any(data.province_of_place(" ".join(words[:size])) is not None for size in (2, 3, 4) if len(words) >= size)


def _without_breaks(text: str) -> str:
    for pattern in _NO_NAME:
        text = pattern.sub(" ", text)
    return one_line(text).strip(" -–*_.")


_LEVEL = re.compile(rf"(?:{naming.LEVELS})\s+[{UPPER}]", re.IGNORECASE)


def _title_case_body(content: str) -> bool:
    """Whether a line in title case holds a body's name, or the territory at its end."""
    if len(content) >= 80 or content.endswith((".", ";")):
        return False
    return bool(body_head_pattern().match(content.upper()) or _LEVEL.match(content))


def _complete(before: str) -> bool:
    """Whether what stands before a body's head word is a whole name: `UBND TỈNH A` before `SỞ B`."""
    return naming.is_territory(before) or data.agency_by_name(before) is not None


# --- the territory ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Territories:
    """What the document is of: the province, and the district, town or commune, each with its level word."""

    province: str | None = None
    district: str | None = None

    @property
    def lowest(self) -> str | None:
        """The smaller one of those known."""
        return self.district or self.province


_OF_PLACE = re.compile(
    rf"(?:địa\s+bàn|của)\s+(?:toàn\s+)?(?P<name>(?:{naming.LEVELS})\s+{NAME_WORDS})"
    rf"|ĐỊA\s+BÀN\s+(?P<capitals>(?:{naming.LEVELS.upper().replace('S+', 's+')})"
    r"(?:\s+(?!NĂM|GIAI|ĐẾN|TỪ|TRONG|THỜI|DỊP|VÀ)[^\s,;.()]+){1,5})"
)


def territories(
    context: Context,
    lines: IssuerLines,
    place: str | None,
    promulgator: str | None,
    title: str | None,
    on: str | None,
    official: bool,
) -> Territories:
    """The territories that the document is of.

    Args:
        context: the document.
        lines: the issuing bodies as printed.
        place: the place of the dateline.
        promulgator: the body that issued the decision which the document is attached to.
        title: its abstract.
        on: its date, ISO 8601: places had other names at other times.
        official: whether it is an administrative document.
    """
    province: data.Province | None = None
    district: str | None = None
    names = [name for name, _, _ in lines.names] + [promulgator or ""]
    if not lines.names and title and (match := _OF_PLACE.search(title)):
        names.append(match["name"] or match["capitals"])
    for text in names:
        found = naming.territory(naming.of_committee(text.strip(" ).")), on)
        if found is None:
            continue
        row = data.province_named(found, on) or data.province_named(found)
        if row is not None and found.startswith(("tỉnh", "thành phố")):
            province = province or row
        else:
            district = district or found
    for name in (place, district):
        if province is None and name:
            province = data.province_of_place(name, on)
    return Territories(province.full_name if province else _most_named(context, on, official), district)


_PROVINCE_MENTION = re.compile(
    rf"(?:[Tt]ỉnh|TỈNH|[Tt]hành phố|THÀNH PHỐ)\s+((?:[{UPPER}]\w*)(?:(?:\s+|\s*[-–]\s*)[{UPPER}]\w*){{0,4}})"
)
_BARE_PROVINCE = re.compile(
    rf"(?:ở|tại|Báo)\s+((?:[{UPPER}][{LOWER}]*)(?:(?:\s+|\s*[-–]\s*)[{UPPER}][{LOWER}]*){{0,3}})"
)


def _most_named(context: Context, on: str | None, official: bool) -> str | None:
    """The province that the text names most; the earlier one of two."""
    counts: Counter[str] = Counter()
    for pattern in (_PROVINCE_MENTION,) if official else (_PROVINCE_MENTION, _BARE_PROVINCE):
        for match in pattern.finditer(context.flat):
            words = match[1].split()
            for size in range(len(words), 0, -1):
                row = data.province_named(" ".join(words[:size]), on) or data.province_named(" ".join(words[:size]))
                if row is not None:
                    counts[row.full_name] += 1
                    break
        if counts:
            break
    return counts.most_common(1)[0][0] if counts else None


# --- the name --------------------------------------------------------------------------------

_ON_BEHALF = re.compile(rf"(?:TM|T/M)\s?[./]?\s*([^{LOWER}\n]{{4,80}})")
_OPENING = re.compile(
    r"(?P<name>(?:Ủy\s+ban\s+nhân\s+dân|UBND|Sở|Bộ|Ban|Hội|Phòng|Tỉnh\s+ủy|Huyện\s+ủy|Thành\s+ủy)"
    r"(?:\s+(?:tỉnh|Tỉnh|thành\s+phố|Thành\s+phố|huyện|thị\s+xã|quận|xã|phường))?"
    rf"(?:(?:\s+|\s*[-–,]\s*)(?:và\s+)?[{UPPER}][\w&]*(?:\s+[{LOWER}]+){{0,3}}?)*?)"
    r"\s+(?:đã\s+)?(?:xây\s+dựng|ban\s+hành)\s+(?:và\s+\w+\s+\w+\s+)?[Kk]ế\s+hoạch"
)
_MOST_NAME_WORDS = 14
#: The leadership of the body named above it, which is nothing without its name.
_LEADERSHIP = re.compile(r"BAN\s+(?:CHẤP\s+HÀNH|THƯỜNG\s+VỤ)")


def _sentence(name: str) -> str:
    """`BAN CHẤP HÀNH` as running text prints it: `Ban Chấp hành`."""
    first, *rest = name.split()
    return " ".join([first.capitalize(), rest[0].capitalize(), *(word.lower() for word in rest[1:])])


def issuer(
    context: Context,
    lines: IssuerLines,
    of: Territories,
    tails: Iterable[tuple[int, int]],
    promulgator: str | None,
    on: str | None,
    found: Found,
) -> str | None:
    """The full name of the issuing body: of two names above the number the lower one; joint issuers joined with `; `.

    Where the letterhead is missing: from the signature, the decision that promulgates the document, its opening.
    """
    if lines.names:
        chosen = lines.names if lines.joint else lines.names[-1:]
        if not lines.joint and len(lines.names) > 1 and _LEADERSHIP.fullmatch(chosen[0][0]):
            chosen = lines.names[-2:]
            found.note("issuer", chosen[0][1], chosen[-1][2], 0.9, "issuer")
            return f"{_sentence(chosen[1][0])} {full_name(chosen[0][0], of, on)}"
        found.note("issuer", chosen[0][1], chosen[-1][2], 0.95, "issuer")
        names = [full_name(name, of, on) for name, _, _ in chosen]
        shared = naming.territory(names[-1], on) if len(names) > 1 else None
        if shared:  # `LIÊN ĐOÀN LAO ĐỘNG - SỞ VĂN HÓA … / TỈNH AN GIANG`
            names = [name if naming.territory(name, on) else f"{name} {shared}" for name in names]
        return "; ".join(_spelled_out(context, name) for name in names)
    for start, end in tails:
        if match := _ON_BEHALF.search(context.text, start, end):
            name = one_line(match[1]).strip(" ,.;")
            if whole := _in_opening(context, name):
                found.note("issuer", *whole.span("name"), 0.85, "issuer_signature")
                return full_name(one_line(whole["name"]), of, on)
            found.note("issuer", match.start(1), match.end(1), 0.9, "issuer_signature")
            return full_name(name, of, on)
    if promulgator:
        found.same("issuer", "promulgated_by")
        return full_name(_expanded(one_line(promulgator).strip(" ).")), of, on)
    opening = _OPENING.search(context.flat, 0, HEAD_LIMIT)
    if opening:
        found.note("issuer", *opening.span("name"), 0.8, "issuer_opening")
        name, certain = data.expand_name(_expanded(one_line(opening["name"])))
        return full_name(name if certain else one_line(opening["name"]), of, on)
    return None


_SHORT_NAME = re.compile(r"(?P<head>\w+) (?P<short>[BCDĐFGHJKLMNPQRSTVWXZ]{2,8})")


def _spelled_out(context: Context, name: str) -> str:
    """`Phòng QLCN` as the text writes it out: the words behind `Phòng` whose first letters these are."""
    short = _SHORT_NAME.fullmatch(name)
    if short is None:
        return name
    for match in re.finditer(rf"(?<!\w){short['head']}\s", context.flat):
        words = context.flat[match.end() : match.end() + 100].split()[: len(short["short"])]
        letters = "".join(word[0].upper() for word in words)
        if letters == short["short"] and words[0][0].isupper() and all(word.isalpha() for word in words[:-1]):
            return f"{short['head']} {' '.join(words).rstrip('.,;:')}"
    return name


def _in_opening(context: Context, name: str) -> re.Match[str] | None:
    """The body that signs by a short name, as the opening calls it: `Ban Điều hành Chương trình … tỉnh xây dựng …`."""
    words = r"\s+".join(map(re.escape, name.split()))
    return re.search(
        rf"(?P<name>(?i:{words})(?:\s+[^\W\d_]+){{1,{_MOST_NAME_WORDS}}}?)\s+(?:đã\s+)?(?:xây\s+dựng|ban\s+hành)"
        r"\s+[Kk]ế\s+hoạch",
        context.flat[:HEAD_LIMIT],
    )


def _expanded(name: str) -> str:
    return re.sub(r"^HĐND(?=\s|$)", "Hội đồng nhân dân", re.sub(r"^UBND(?=\s|$)", "Ủy ban nhân dân", name))


_SHORT_CAPITALS = (
    (re.compile(r"^(?:UBND|ỦY BAN ND)(?=\s|$)"), "ỦY BAN NHÂN DÂN"),
    (re.compile(r"^HĐND(?=\s|$)"), "HỘI ĐỒNG NHÂN DÂN"),
)
_COUNCIL = re.compile(
    r"(?i)(?P<body>(?:ủy ban|hội đồng) nhân dân)(?:\s+(?P<level>" + naming.LEVELS + r")(?:\s+(?P<place>.+))?)?$"
)
_CITY = re.compile(r"\s(?:TP|Tp)\.?$")


def full_name(name: str, of: Territories, on: str | None) -> str:
    """A body's name in the case of running text, with the document's own place where the name leaves it out."""
    for short, long in _SHORT_CAPITALS:
        name = short.sub(long, name)
    name = re.sub(r"\s&\s", " VÀ " if name.isupper() else " và ", name)
    name = _expanded(_CITY.sub(" THÀNH PHỐ" if name.isupper() else " thành phố", name))
    name = naming.proper_case(name, on) if name.isupper() else naming.dashes(name)
    for level in naming.LEVEL_WORDS:
        if name.lower().endswith(f" {level}"):
            for own in (of.district, of.province):
                if own and own.startswith(f"{level} "):
                    return f"{name[: -len(level)]}{own}"
    if naming.territory(name, on) == name:
        return f"Ủy ban nhân dân {name}"  # the line with the committee's own words is lost
    if council := _COUNCIL.match(name):
        if not council["level"]:
            return f"{name} {of.lowest}" if of.lowest else name
        if council["place"]:
            return f"{council['body']} {council['level'].lower()} {council['place']}"
    if name.startswith("Sở ") and of.province and of.province.split(" ", 1)[-1].lower() not in name.lower():
        return f"{name} {of.province}"
    return name
