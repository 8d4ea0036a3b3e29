"""Documents cited by number: `Quyết định số 112/QĐ-TTg ngày 22/01/2021 của Thủ tướng Chính phủ`.

The kind stands before the number, the date and the issuer behind it in either order, or the issuer before
(`Sở … tại Công văn số …`); what is not stated is what the code says. In lists the kind stands once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from heapq import merge

from vnplan_extract import data
from vnplan_extract.data import DocumentNumber
from vnplan_extract.extractors.agency_home import home_of
from vnplan_extract.extractors.agency_names import Mention, find_mentions
from vnplan_extract.extractors.agency_words import unit_name
from vnplan_extract.extractors.citation_parts import (
    Reference,
    compact,
    date_at,
    gap_between,
    kind_name,
    pinpoints_before,
)
from vnplan_extract.extractors.context import Context, lies_in
from vnplan_extract.extractors.header_parts import is_unfilled
from vnplan_extract.text import LOWER

_CODE = r"[A-ZĐÐƯ][A-Za-zĐđÐƯư0-9&]*"
_NUMBER = re.compile(
    r"\d{1,6}[a-zA-ZđĐ]?(?:\s{0,2}/\s{0,2}(?:19|20)\d\d)?\s{0,2}[/\-–]\s{0,2}"
    rf"{_CODE}(?:,[A-ZĐ]{{1,6}}(?!\w))*"
    rf"(?:\s{{0,2}}[-–/.]\s{{0,2}}(?:{_CODE}|\d{{1,4}}[A-Za-z]\w*|\d{{1,2}}(?=/\d{{0,2}}[A-Za-z]))"
    r"(?:,[A-ZĐ]{1,6}(?!\w))*)*"
)
#: The grammar of the 1990s: a blank behind the running number, `58 TC/TCT`, `104 TTg`.
_OLD_NUMBER = re.compile(
    r"\d{1,5}\s{1,2}(?:[A-ZĐÐ]{2,}[A-Za-zĐđ]*(?:\s?[-/]\s?[A-ZĐÐ]{2,}[A-Za-zĐđ]*)+|TTg|CP)(?![\w/-])"
)
_OLD_ISSUER = re.compile(r"(?<=\d)(?=(?:TTg|CP)$)")
_LAST_PIECE = re.compile(r"(?P<before>\s*)[-–/.](?P<after>\s*)(?P<code>[\wĐđÐƯư&,]+)$")
_HAS_CODE = re.compile(r"[/\-–]\s*[A-ZĐÐƯ]")
_ONLY_RUN = re.compile(r"\d+\w*")
_NO = re.compile(r"(?<!\w)(?:[Ss]ố|SỐ)\s*[:.]?\s*$")
#: `Mẫu số 21/CKTC-NSH`: the number of a form.
_FORM = re.compile(r"(?i)(?<!\w)(?:mẫu|biểu|phụ lục)\s+(?:số\s*)?:?\s*$")
_OWN_BLANK = re.compile(r"(?:Số|SỐ)\s*:[\s….]*(?P<rest>/\s?(?:\d{4}\s?/\s?)?[A-ZĐ]\w*(?:\s?-\s?[A-ZĐ][\w&]*)+)")
_OWN_NO = re.compile(r"(?:Số|SỐ)\s*:\s*$")
#: Words between the kind and `số` that the kind is printed with, though it is not named by them.
_QUALIFIED = (
    r"(?:\s+(?:phối\s+hợp|hành\s+động|kết\s+luận|liên\s+ngành|liên\s+tịch|liên\s+sở|chuyên\s+đề|khung|chung"
    r"|tổng\s+thể))?"
)
_MORE_KINDS = ("Chương trình phối hợp", "Chương trình hành động", "Văn bản", "Kết luận", "Bản tin", "Sắc lệnh")
_AFTER_LAW = re.compile(r"[\s,(]*(?:(?:luật\s+)?số\s*:?)?\s*", re.IGNORECASE)
_LIST_GAP = re.compile(r"[\s,;]*(?:và|hoặc|cùng)?\s*(?:[Ss]ố)?\s*:?\s*")
_NO_BEHIND_ISSUER = re.compile(r"\s+(?:[Ss]ố|SỐ)\s*:?\s*$")
#: Before a date whose `ngày` was misread (`raày 12/3/2022`) too.
_TAIL_GAP = re.compile(
    r"\s*[,(]?\s*(?:[-–]\s*)?(?:(?:ban\s+hành|ký|được\s+ban\s+hành)\s+)?"
    r"(?:(?!ngày)\w{0,4}[aàáảâ]y\s+(?=\d{1,2}\s?[/.]\s?\d{1,2}\s?[/.]\s?(?:19|20)\d\d))?"
)
_OF = re.compile(r"\s*[,(]?\s*(?:của|CỦA|do|giữa)\s+(?:[Ll]iên\s+)?(?:ngành\s+)?(?:các\s+)?(?=\S)")
_BEFORE_FIRST = re.compile(
    r"\s*(?:(?:các\s+)?(?:đồng\s+chí\s+)?(?:(?:Phó\s+)?Thủ\s+tướng|(?:Phó\s+)?Chủ\s+tịch|(?:Phó\s+)?Giám\s+đốc|Bộ\s+trưởng"
    r"|Thống\s+đốc|Tổng\s+Thanh\s+tra|Thường\s+trực|Lãnh\s+đạo|Tổng\s+Kiểm\s+toán|Chánh\s+án|Viện\s+trưởng|Chánh|Trưởng))?\s*",
    re.IGNORECASE,
)
_BETWEEN_ISSUERS = re.compile(r"\s*(?:,|-|–|và|với|;)\s*(?:liên\s+)?", re.IGNORECASE)
_DASH = re.compile(r"\s*[-–]\s*")
_DASHED_BODY = re.compile(r"\s*[-–]\s*(?:Bộ|Sở)\s")
_JOINTLY = re.compile(r"(?i)(?:giữa|liên)\s*$")
_ISSUED_AT = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:[,:]\s*)?(?:tại|(?:đã\s+|vừa\s+)?(?:ban\s+hành|có|ký|ra))\s+(?:các\s+)?$"
)
_SHORT = re.compile(
    r"(?<!\w)(?P<kind>Quyết định|Nghị định|Nghị quyết|Thông tư liên tịch|Thông tư|Kế hoạch|Chỉ thị|Công văn|Thông báo"
    r"|Kết luận|Hướng dẫn|Văn bản|Tờ trình|Đề án|Chương trình)\s+(?:số\s+)?(?P<number>\d{1,5}(?:/(?:19|20)\d\d)?)"
    r"(?![\d\w])(?!\s{0,2}[/\-–]\s{0,2}[\dA-ZĐ])(?![.,]\d)"
)
#: The organ that acts for a council or a party committee signs with the number of its body.
_STANDING = re.compile(r"(?:Thường trực|(?:Ban )?Thường vụ|Ban Chấp hành) ")
#: Posts that are told of an issuer; others stand for their body.
_TITLES = frozenset({"thủ tướng", "chủ tịch", "phó chủ tịch", "bộ trưởng", "giám đốc"})
#: Kinds that are cited with their year alone, `Nghị định 168/2024`.
_YEARLY_KINDS = frozenset({"Nghị định", "Thông tư", "Thông tư liên tịch"})
_LOCAL = frozenset({"UBND", "HĐND", "TU", "TW"})
#: How far apart the numbers of one list stand, with the abstracts between them, and what ends it.
_LIST_REACH = 250
_LIST_ENDS = re.compile(r"[;.!?]\s|(?<!\w)(?:của|Căn cứ)\s")
#: Codes that go on with a number behind a spaced dash.
_COMMON_CODES = frozenset({"UBND", "HĐND", "TTg", "CP", "TW", "TU", "UB"})


class NumberReader:
    """The numbered citations of one document.

    Args:
        context: the document.
        header: the result of `header.extract`.
    """

    def __init__(self, context: Context, header: object) -> None:
        self.context = context
        self.flat = context.flat
        self.home = home_of(context, header)
        self.mentions = find_mentions(context, header)
        self.starts = [mention.start for mention in self.mentions]
        self.by_end = sorted((mention.end, index) for index, mention in enumerate(self.mentions))
        inner = getattr(header, "header", None)
        self.head_end = int(getattr(header, "head_end", 0) or 0)
        self.issued_on = getattr(inner, "issued_on", None)
        self.own_issuer = getattr(inner, "issuer", None)
        self.own_codes = self._own_codes(getattr(inner, "number", None))

    def _own_codes(self, number: str | None) -> tuple[str, ...]:
        """The issuer's codes in the document's own number, also where a blank stands for the number itself."""
        if not number:
            blank = _OWN_BLANK.search(self.flat, 0, self.head_end)
            number = blank["rest"] if blank else None
        parsed = data.parse_document_number(number) if number else None
        return parsed.issuer_codes if parsed else ()

    def references(self, named: list[Reference]) -> tuple[list[Reference], set[int]]:
        """The numbered references, and the ids (`id()`) of the laws by name that are part of them.

        Args:
            named: the laws cited by name, in the order of the text.
        """
        flat = self.flat
        laws = [(law.start, law.end) for law in named]
        law_ends = [law.end for law in named]
        found: list[Reference] = []
        merged: set[int] = set()
        for match in self._numbers():
            start = match.start()
            if lies_in(laws, start):
                continue  # a number inside the name of an amending law
            if _is_inside_number(flat, start) or is_unfilled(flat, start):
                continue
            end = match.end() if match.re is _OLD_NUMBER else _number_end(flat, start, match.end())
            if end is None:
                continue
            number = compact(flat[start:end])
            parsed = data.parse_document_number(_OLD_ISSUER.sub("/", number))
            reference = Reference(start, end, number=number, parsed=parsed)
            law = bisect_right(law_ends, start) - 1
            if law >= 0 and _AFTER_LAW.fullmatch(gap_between(flat, law_ends[law], start)):
                merged.add(id(named[law]))
                reference.start, reference.kind, reference.name = named[law].start, named[law].kind, named[law].name
                reference.date, reference.pinpoints = named[law].date, named[law].pinpoints
            else:
                self._kind(reference, found[-1] if found else None)
            if reference.kind is None and not self._is_number(reference):
                continue
            if start < self.head_end and reference.start == start and _OWN_NO.search(flat[max(0, start - 8) : start]):
                continue  # the document's own number
            self._tail(reference)
            self._issuer(reference, found[-1] if found else None)
            reference.pinpoints = reference.pinpoints or pinpoints_before(self.context, reference.start)
            reference.kind = reference.kind or _kind_of(reference.parsed)
            found.append(reference)
        found.extend(self._short_forms(found))
        return found, merged

    def _numbers(self) -> Iterator[re.Match[str]]:
        """What can be numbers, in order; those in the old grammar only behind a kind."""
        old = (
            match
            for match in _OLD_NUMBER.finditer(self.flat)
            if _kinds().search(self.flat, max(0, match.start() - 70), match.start())
        )
        return merge(_NUMBER.finditer(self.flat), old, key=lambda match: match.start())

    def _is_number(self, reference: Reference) -> bool:
        """Whether a number without a kind before it is one: `số` stands there, or its code is known."""
        parsed = reference.parsed
        if parsed is None or _FORM.search(self.flat[max(0, reference.start - 20) : reference.start]):
            return False
        if _NO.search(self.flat[max(0, reference.start - 12) : reference.start]):
            return True
        if " " in self.flat[reference.start : reference.end].split("/")[0]:
            return False  # the end of a number torn apart, `15 1 /2018/NĐ-CP`
        reference.confidence = 0.85
        local = any(code in _LOCAL for code in parsed.issuer_codes)
        if parsed.type is not None:
            return bool(parsed.issuer_codes)
        return bool(data.issuer_of_code(parsed.issuer_codes) and (local or parsed.unit_codes)) or (
            local and bool(parsed.unit_codes)
        )

    def _kind(self, reference: Reference, previous: Reference | None) -> None:
        """The kind printed before a number, or before the list that it stands in."""
        flat = self.flat
        begin = max(0, reference.start - 70)
        window = flat[begin : reference.start]
        coded = reference.parsed.type if reference.parsed else None
        if match := _kinds().search(window):
            reference.kind, reference.start = kind_name(match["kind"]), begin + match.start("kind")
            if coded and coded.name != reference.kind:
                # `Thông báo Kết luận số 212-TB/TU` is a Thông báo.
                before = re.search(rf"(?i){re.escape(coded.name)}\s+$", window[: match.start("kind")])
                if before:
                    reference.kind, reference.start = coded.name, begin + before.start()
            return
        of = _NO_BEHIND_ISSUER.search(window)
        issuer = self._mention_ending(begin + of.start()) if of else None
        if issuer:  # `Nghị định của Chính phủ số 13/2010/NĐ-CP`
            begin = max(0, issuer.start - 50)
            if match := _kinds_of().search(flat[begin : issuer.start]):
                reference.kind, reference.start = kind_name(match["kind"]), begin + match.start("kind")
                reference.issuer, reference.stated = _issuer_name(issuer), True
                return
        if coded is None and (match := _kinds_with_words().search(window)):  # `Phương án nổ mìn số`
            reference.kind, reference.start = kind_name(match["kind"]), begin + match.start("kind")
            return
        if previous is None or (coded is not None and coded.name != previous.kind):
            return
        if _LIST_GAP.fullmatch(gap_between(flat, previous.end, reference.start)):
            reference.kind, reference.rule = previous.kind, "citation.list"

    def _tail(self, reference: Reference) -> None:
        """The date and the issuer behind a number, in either order."""
        flat = self.flat
        several = reference.parsed is not None and len(reference.parsed.issuer_codes) > 1
        for _ in range(3):
            gap = _TAIL_GAP.match(flat, reference.end)
            date = date_at(flat, gap.end() if gap else reference.end) if reference.date is None else None
            if date:
                reference.date, reference.end = date
                continue
            of = _OF.match(flat, reference.end) if reference.issuer is None else None
            names, end = self._issuers_at(of.end(), several) if of else ([], 0)
            if not names:
                return
            reference.issuer, reference.stated, reference.end = "; ".join(names), True, end

    def _issuers_at(self, at: int, several: bool) -> tuple[list[str], int]:
        """The bodies named from `at` on: one, or the joint issuers, and where the last name ends."""
        flat = self.flat
        index = bisect_left(self.starts, at)
        names: list[str] = []
        end = at
        joint = several or bool(_JOINTLY.search(flat[max(0, at - 8) : at]))
        while index < len(self.mentions):
            mention = self.mentions[index]
            gap = gap_between(flat, end, mention.start)
            if mention.kind == "group" or not (_BETWEEN_ISSUERS if names else _BEFORE_FIRST).fullmatch(gap):
                break
            if names and not joint and not _DASH.fullmatch(gap):
                break
            names.append(_issuer_name(mention))
            end = mention.end
            index += 1
            if not joint and not _DASHED_BODY.match(flat, end):
                break
        return names, end

    def _mention_ending(self, end: int) -> Mention | None:
        """The body whose name ends at `end`, blanks apart."""
        index = bisect_right(self.by_end, (end, len(self.mentions))) - 1
        if index < 0:
            return None
        mention = self.mentions[self.by_end[index][1]]
        return mention if not gap_between(self.flat, mention.end, end).strip() else None

    def _issuer(self, reference: Reference, previous: Reference | None) -> None:
        """The issuer: stated behind, stated before, or what the code says."""
        coded = self.issuers_of(reference.parsed, reference.date)
        if reference.issuer:
            stated, all_of_them = reference.issuer.split("; "), (coded or "").split("; ")
            if len(stated) < len(all_of_them) and set(stated) < set(all_of_them):
                reference.issuer = coded  # `của liên Bộ Y tế - Tài chính`
            return
        listed = reference.kind is None or reference.rule == "citation.list"
        if listed and previous is not None and self._same_list(previous, reference):
            reference.issuer, reference.stated = previous.issuer, True
            return
        begin = max(0, reference.start - 30)
        match = _ISSUED_AT.search(self.flat[begin : reference.start])
        mention = self._mention_ending(begin + match.start()) if match else None
        if mention and mention.kind == "named":
            before = _issuer_name(mention)
            private = before.startswith(("Công ty", "Doanh nghiệp", "Hợp tác xã"))  # its codes are its own
            standing = _STANDING.match(before)
            if (
                coded is None
                or private
                or _bare(before[standing.end() if standing else 0 :]).split()[:2] == _bare(coded).split()[:2]
            ):
                reference.issuer, reference.stated = before, True
                return
        reference.issuer = coded

    def _same_list(self, previous: Reference, reference: Reference) -> bool:
        """Whether a number goes on with a list whose issuer is named before it: `Ban … tại các Công văn số …, số …`."""
        one, other = previous.parsed, reference.parsed
        if not previous.stated or one is None or other is None or one.issuer_codes != other.issuer_codes:
            return False
        between = self.flat[previous.end : reference.start]
        return len(between) < _LIST_REACH and not _LIST_ENDS.search(between)

    def issuers_of(self, parsed: DocumentNumber | None, date: str | None) -> str | None:
        """What the code of a number says of the issuer; local codes are those of the document's own bodies."""
        if parsed is None:
            return None
        on = date or (str(parsed.year) if parsed.year else None) or (str(self.issued_on) if self.issued_on else None)
        names: list[str] = []
        for code in parsed.issuer_codes:
            local = self._local_body(code)
            known = [local] if local else data.issuer_of_code(("TTg" if code in ("Tg", "TTG") else code,), on)
            own = self.own_issuer if (code,) == self.own_codes else None
            names.extend(known or ([own] if own else []))
        return "; ".join(dict.fromkeys(names)) or None

    def _local_body(self, code: str) -> str | None:
        """The own committee, council or party committee that a code means, or None."""
        home = self.home
        if code in ("UBND", "UB"):
            return f"Ủy ban nhân dân {home.lowest or ''}".strip()
        if code == "HĐND":
            return f"Hội đồng nhân dân {home.lowest or ''}".strip()
        if code == "TU":
            return f"{'Thành ủy' if home.is_city else 'Tỉnh ủy'} {unit_name(home.province or '')}".strip()
        if code in ("HU", "ThU", "QU") and home.district:
            level = "Thị xã" if home.district.startswith("thị") else home.district.split()[0].capitalize()
            name = home.district.split(" ", 2 if level in ("Thị xã", "Thành") else 1)[-1]
            return f"{'Thị' if level == 'Thị xã' else level} ủy {name}"
        return None

    def _short_forms(self, found: list[Reference]) -> Iterator[Reference]:
        """`Quyết định 112`, `Nghị định 20/2021`: a kind and the first part of a number given in full elsewhere."""
        full: dict[tuple[str, str], dict[tuple[str, ...], Reference]] = {}
        for reference in found:
            if reference.parsed is not None and reference.kind:
                of_run = full.setdefault((reference.kind, reference.parsed.number.lstrip("0")), {})
                of_run.setdefault(number_key(reference.parsed), reference)
        known = [(reference.start, reference.end) for reference in found]
        for match in _SHORT.finditer(self.flat):
            if lies_in(known, match.start()):
                continue
            kind = " ".join(match["kind"].split())
            number = compact(match["number"])
            run, _, year = number.partition("/")
            candidates = [
                reference
                for reference in full.get((kind, run.lstrip("0")), {}).values()
                if not year or _is_of_year(reference, year)
            ]
            reference = Reference(match.start(), match.end(), kind=kind, number=number)
            if len(candidates) == 1:
                reference.parsed, reference.short, reference.rule = candidates[0].parsed, True, "citation.short"
                yield reference
            elif year and not candidates and kind in _YEARLY_KINDS:
                reference.rule, reference.confidence = "citation.year_only", 0.8
                reference.issuer = "Chính phủ" if kind == "Nghị định" else None
                self._tail(reference)
                reference.pinpoints = pinpoints_before(self.context, match.start())
                yield reference


def number_key(parsed: DocumentNumber) -> tuple[str, ...]:
    """What two forms of one number share: `32/2010/QĐ-TTg` and `32/QĐ-TTg`, `212-TB/TU` and `212/TB-TU`."""
    kind = parsed.type.name if parsed.type else ""
    # A decree is the Government's whatever its code says.
    codes = ("CP",) if kind == "Nghị định" else (*parsed.issuer_codes, *parsed.unit_codes)
    codes = tuple(code.upper() for code in codes)  # `CT-TTG` in a title
    return (parsed.number.lstrip("0"), kind, *codes)


def _is_of_year(reference: Reference, year: str) -> bool:
    number_year = reference.parsed.year if reference.parsed else None
    return number_year == int(year) if number_year else (reference.date or "").startswith(year)


def _is_inside_number(flat: str, start: int) -> bool:
    """Whether the digits at `start` go on with something: `1.234/KH-…`, `31/08/2023-…`."""
    before = flat[max(0, start - 2) : start]
    return before[-1:].isalnum() or (before[-1:] in ("/", ".", ",", "-", "–", "&", "_", "(") and before[:1].isdigit())


def _number_end(flat: str, start: int, end: int) -> int | None:
    """Where a number really ends: a piece behind a spaced dash must be a code. None where it is no number."""
    while end > start:
        text = flat[start:end]
        piece = _LAST_PIECE.search(text)
        if not piece:
            return end if _HAS_CODE.search(text) else None
        if len(piece["code"]) == 1 and flat[end : end + 1].isalpha():
            end = start + piece.start()  # the first letter of a word
            continue
        blanks = bool(piece["before"]) + bool(piece["after"])
        if not blanks or _ONLY_RUN.fullmatch(text[: piece.start()]):
            return end
        code = piece["code"]
        capitals = sum(letter.isupper() for letter in code)
        if not flat[end : end + 1].isalpha():
            if code in ("CP", "TTg"):
                return end
            if capitals >= 2 and (blanks == 1 or _is_code(code, capitals)):
                return end
        end = start + piece.start()
    return None


def _is_code(code: str, capitals: int) -> bool:
    if code in _COMMON_CODES or data.issuer_of_code((code,)):
        return True
    return capitals >= 3 and data.parse_document_number(f"1/QĐ-{code}") is not None


def _kind_of(parsed: DocumentNumber | None) -> str:
    """The kind that a number says where none is printed."""
    if parsed is None:
        return "Văn bản"
    if parsed.type is not None:
        return parsed.type.name
    if any(code.startswith("UBTVQH") for code in parsed.issuer_codes):
        return "Nghị quyết"
    return "Luật" if any(code.startswith("QH") for code in parsed.issuer_codes) else "Công văn"


def _issuer_name(mention: Mention) -> str:
    """The issuer as stated: the post where it is one that issues, else the body."""
    if mention.title.lower() in _TITLES:
        return f"{mention.title.capitalize()} {mention.name}"
    return mention.name


def _bare(name: str) -> str:
    return re.sub(r"^(?:thủ tướng|chủ tịch|bộ trưởng|giám đốc) (?!chính)", "", name.lower())


def _alternation() -> str:
    names = {*data.type_names_longest_first(), *_MORE_KINDS}
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in ordered)


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|(?<=\W))(?P<kind>{_alternation()}){_QUALIFIED}\s*(?::\s*(?=số))?(?:[Ss]ố|SỐ)?\s*[:.]?\s*$",
        re.IGNORECASE,
    )


@cache
def _kinds_with_words() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|(?<=\W))(?P<kind>{_alternation()})(?!\w)(?:\s+(?!của|tại|theo|ngày|về|và|do|này)[{LOWER}]+){{1,4}}\s+[Ss]ố\s*:?\s*$"
    )


@cache
def _kinds_of() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=\W))(?P<kind>{_alternation()})\s+của\s+$", re.IGNORECASE)
