"""The header: the components of an administrative document (Nghị định 30/2020/NĐ-CP, Annex I).

Components are looked for in the order of the standard: the national title, the issuing body, the
number, the dateline, the type and abstract above the text; the signature and the recipients below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from vnplan_extract import data
from vnplan_extract.extractors import naming
from vnplan_extract.extractors.blocks import Style
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.record import Header, HeaderEvidence, Period, Signer
from vnplan_extract.text import LOWER, UPPER

#: How far into a text its head can reach, in code points.
_HEAD_LIMIT = 6_000
_NATION = re.compile(r"CỘNG\s+H[ÒO][ÀA]\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM", re.IGNORECASE)
_MOTTO = re.compile(r"Độc\s+lập\s*[-–—−.]?\s*Tự\s+do\s*[-–—−.]?\s*Hạnh\s+phúc", re.IGNORECASE)
_PARTY = re.compile(r"ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
_RULE = re.compile(r"[-–—_*=.]{3,}|[\uf000-\uf8ff]|\(\s*$")
_NUMBER = re.compile(
    r"(?<![\w])[Ss][ốỐ]\s*(?P<colon>[:.;])?\s*"
    r"(?P<number>\d{1,6}[A-Za-z]?(?:[\s….]*[/-]\s*(?:(?:19|20)\s?\d\s?\d(?!\d)|\d{0,3}[A-ZĐƯÂÔ][\wĐđ&.,+]*))+(?:-[\wĐđ&]+)*(?:\([A-Z]\w{0,5}\))?)?"
    r"(?P<blank>\s*[….]*\s*[/-]\s*(?:\d{4}\s*[/-]\s*)?[A-ZĐ][\wĐđ&]+(?:\s*[-/]\s*[A-ZĐ][\wĐđ&]*)*)?"
)
_BLANK = r"[\s….·_/-]*"
_DATELINE = re.compile(
    rf"(?:,|(?<=\w)\s)\s*ng[àa]y(?P<day>\s*\d\s?\d?\s*|{_BLANK})th[áa]ng(?P<month>\s*\d\s?\d?\s*|{_BLANK})n[ăa]m"
    rf"\s*(?P<year>\d{{4}}(?!\d)|20\s\d\s?\d(?!\d)|20\d\s\d(?!\d)|{_BLANK}|20\s*[….]+)",
    re.IGNORECASE,
)
_SLASH_DATELINE = re.compile(r",\s*ngày\s+(?P<day>\d{1,2})\s*/\s*(?P<month>\d{1,2})\s*/\s*(?P<year>\d{4})")
_PROMULGATED = re.compile(
    r"(?:ban\s+hành\s+)?kèm\s+theo\s+(?P<type>quyết\s+định|nghị\s+quyết|công\s+văn|thông\s+tư|văn\s+bản|tờ\s+trình)"
    r"(?:\s+số)?\s*:?\s*(?P<number>\d{1,6}(?:\s*/\s*\d{4})?\s*[/-]\s*[A-ZĐa-z][\wĐđ&]*(?:\s*[-/]\s*[A-ZĐ][\wĐđ&]*)*)?"
    r"(?P<blank>[\s….]*/\s*[A-ZĐ][\wĐđ&]*(?:\s*-\s*[A-ZĐ][\wĐđ&]*)*)?"
    r"\s*,?\s*(?:ngày\s*(?P<day>\d{1,2})?[\s….]*(?:/|tháng)\s*(?P<month>\d{1,2})?[\s….]*(?:/|năm)\s*(?P<year>\d{4})?)?"
    r"(?:\s*của\s+(?P<issuer>[^)\n;.]{3,90}))?",
    re.IGNORECASE,
)
#: Words with which the opening paragraph begins.
_OPENING = re.compile(
    r"(?:Căn cứ|Thực hiện|Để |Nhằm |Trên cơ sở|Triển khai|Theo |Xét |Tiếp tục|Thi hành|Sau khi|Ngày \d|Trong |Qua "
    r"|Năm \d{4}|Kính gửi|KÍNH GỬI|Ủy ban nhân dân|UBND|Bộ |Sở |Thừa ủy quyền|Phát huy|Hưởng ứng|Được sự|Trước |Với |Từ |Hiện nay)"
)
_SUBJECT = re.compile(r"(?<!\w)(?:V/v|V/V|Về việc|VỀ VIỆC)\s*:?\s*")
_AUTHORITY = re.compile(r"(?:(?:TM|KT|TL|TUQ|Q)\s?[./]|(?:T/M|K/T|T/L|TU/Q)(?!\w)\.?)\s*[^\W\d_]")
_POSITIONS = (
    "PHÓ CHỦ TỊCH THƯỜNG TRỰC", "PHÓ CHỦ TỊCH", "CHỦ TỊCH", "PHÓ TỔNG GIÁM ĐỐC", "TỔNG GIÁM ĐỐC", "PHÓ GIÁM ĐỐC",
    "GIÁM ĐỐC", "THỨ TRƯỞNG", "BỘ TRƯỞNG", "PHÓ TỔNG CỤC TRƯỞNG", "TỔNG CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG",
    "CHI CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG", "CỤC TRƯỞNG", "PHÓ VỤ TRƯỞNG", "VỤ TRƯỞNG", "PHÓ THỦ TƯỚNG", "THỦ TƯỚNG",
    "PHÓ CHÁNH VĂN PHÒNG", "CHÁNH VĂN PHÒNG", "PHÓ CHÁNH THANH TRA", "CHÁNH THANH TRA", "PHÓ CHỦ NHIỆM", "CHỦ NHIỆM",
    "PHÓ TRƯỞNG BAN THƯỜNG TRỰC", "PHÓ TRƯỞNG BAN", "TRƯỞNG BAN", "PHÓ TRƯỞNG PHÒNG", "TRƯỞNG PHÒNG", "PHÓ HIỆU TRƯỞNG",
    "HIỆU TRƯỞNG", "PHÓ BÍ THƯ THƯỜNG TRỰC", "PHÓ BÍ THƯ", "BÍ THƯ", "PHÓ VIỆN TRƯỞNG", "VIỆN TRƯỞNG", "PHÓ CHÁNH ÁN",
    "CHÁNH ÁN", "PHÓ TRƯỞNG ĐOÀN", "TRƯỞNG ĐOÀN", "PHÓ THỐNG ĐỐC", "THỐNG ĐỐC", "PHÓ TỔNG THANH TRA", "TỔNG THANH TRA",
    "ỦY VIÊN THƯ KÝ", "ỦY VIÊN", "CHỈ HUY TRƯỞNG", "PHÓ CHỈ HUY TRƯỞNG", "CHÍNH ỦY", "TỔNG THƯ KÝ", "PHÓ TỔNG THƯ KÝ",
    "TRƯỞNG CÔNG AN", "PHÓ TRƯỞNG CÔNG AN", "KẾ TOÁN TRƯỞNG", "TỔ TRƯỞNG", "NGƯỜI LẬP BIỂU", "TRƯỞNG TIỂU BAN",
)  # fmt: skip
_POSITION = re.compile(r"(?<![\w])(?:" + "|".join(sorted(_POSITIONS, key=len, reverse=True)) + r")(?![\w])")
_SURNAMES = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh trương lương mai đào đoàn vương "
    "lâm phùng hà cao tạ thái châu tô tăng chu la quách kiều lưu tống thạch đàm lại lò vi nông hứa mã cù khuất doãn ninh "
    "từ bạch triệu giàng ma sùng vàng lục long thào hầu cầm quàng đồng nghiêm mạc kim sơn danh văn lữ thân ong viên ân "
    "y hoa tôn âu khổng diệp giang phó thiều nhâm cấn phí hàn lã ông đậu cung kha tòng trang cồ đới vừ điểu hạ sầm liêu "
    "bế chung hoàn chẩu tòng lường quan nhữ cổ úc thiệu tiêu thi trà tưởng ưng bàn phù nhan siu ksor rơ rcom rmah kpă "
    "nay hờ".split()
)
_NAME = re.compile(
    rf"(?:(?:(?:GS|PGS|TS|ThS|BS|CKI|CKII|KS|CN|Th\.?s|Ths|Đại tá|Thiếu tướng|Thượng tá|Trung tướng|Dr)\.?\s*){{0,4}})"
    rf"(?P<name>[{UPPER}][{LOWER}]*(?:\s+[{UPPER}][{LOWER}]*){{1,4}})\s*$"
)
_RECIPIENTS = re.compile(r"N[ơƠ][iI]\s+[nN][hH][ậẬ][nN]\s*:?")
_BODY_HEADS = (
    "ỦY BAN NHÂN DÂN", "UBND", "HỘI ĐỒNG NHÂN DÂN", "HĐND", "ỦY BAN MẶT TRẬN", "ỦY BAN", "HỘI ĐỒNG", "BAN CHẤP HÀNH",
    "BAN THƯỜNG VỤ", "BAN CHỈ ĐẠO", "BAN CHỈ HUY", "BAN QUẢN LÝ", "BAN ĐIỀU HÀNH", "BAN TỔ CHỨC", "BAN DÂN TỘC", "BAN TUYÊN GIÁO",
    "BAN", "BỘ CHỈ HUY", "BỘ", "SỞ", "TỔNG CỤC", "CHI CỤC", "CỤC", "VỤ", "HỌC VIỆN", "VIỆN KIỂM SÁT", "BỆNH VIỆN", "VIỆN", "TRƯỜNG",
    "PHÒNG", "TRUNG TÂM", "CHÍNH PHỦ", "THỦ TƯỚNG CHÍNH PHỦ", "CHỦ TỊCH NƯỚC", "QUỐC HỘI", "TỈNH ỦY", "THÀNH ỦY", "HUYỆN ỦY", "THỊ ỦY", "QUẬN ỦY",
    "ĐẢNG ỦY", "ĐẢNG BỘ", "HỘI", "LIÊN ĐOÀN", "CÔNG ĐOÀN", "ĐOÀN ĐẠI BIỂU QUỐC HỘI", "ĐOÀN", "TỈNH ĐOÀN", "TÒA ÁN", "CÔNG AN", "KHO BẠC", "NGÂN HÀNG",
    "BẢO HIỂM XÃ HỘI", "THANH TRA", "VĂN PHÒNG", "TỔNG CÔNG TY", "CÔNG TY", "TẬP ĐOÀN", "ĐẠI HỌC", "LIÊN MINH", "MẶT TRẬN", "KIỂM TOÁN",
    "ĐÀI", "BÁO", "CHI NHÁNH", "TỔ CÔNG TÁC", "TIỂU BAN", "QUỸ", "HẠT", "ĐỘI", "NHÀ XUẤT BẢN",
)  # fmt: skip
_BODY_HEAD = re.compile(r"(?<!\w)(?:" + "|".join(sorted(_BODY_HEADS, key=len, reverse=True)) + r")(?!\w)")

Level = Literal["central", "province", "district", "commune"]


@dataclass(frozen=True)
class HeaderResult:
    """The header and what the other extractors need to know of it.

    Attributes:
        header: the record's header.
        evidence: the evidence of each of its fields.
        own_province: the territory that the document is of, as `tỉnh Tây Ninh`, `thành phố Hà Nội`.
        own_district: likewise of a district, town or commune, `thị xã Bỉm Sơn`.
        title_span: the span of the abstract.
        head_end: where the head ends and the text begins.
        tails: the spans of the signature and the recipients.
    """

    header: Header
    evidence: dict[str, HeaderEvidence] = field(default_factory=dict)
    own_province: str | None = None
    own_district: str | None = None
    title_span: tuple[int, int] | None = None
    head_end: int = 0
    tails: tuple[tuple[int, int], ...] = ()

    def in_tail(self, offset: int) -> bool:
        """Whether `offset` lies in a signature or among recipients."""
        return any(start <= offset < end for start, end in self.tails)


class _Found:
    """The fields as they are found, with their evidence."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.evidence: dict[str, HeaderEvidence] = {}

    def note(self, name: str, start: int, end: int, confidence: float, rule: str) -> None:
        text = self.context.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            evidence = self.context.evidence(start, end)
            self.evidence[name] = HeaderEvidence(evidence=[evidence], confidence=confidence, rule=f"header.{rule}")


def extract(context: Context) -> HeaderResult:
    """The header of a document.

    Returns:
        the header; a field that the document does not say is None.
    """
    flat = context.flat
    found = _Found(context)
    head_end = _head_end(context)
    nation = _NATION.search(flat, 0, head_end) or _PARTY.search(flat, 0, head_end)
    number_match = _own_number(context, head_end, nation is not None)
    dateline = _dateline(flat, head_end)
    heading = _heading(context, head_end, number_match, dateline, nation)
    official = bool(nation or heading or (number_match and dateline))

    number = None
    if number_match and number_match["number"]:
        number = re.sub(r"\s|[.…]+(?=[/-])", "", number_match["number"]).rstrip(".,-/")
        found.note("number", *number_match.span("number"), 0.97, "number")
    place, issued_on = None, None
    if dateline is not None:
        place, issued_on = dateline.place, dateline.date
        if place:
            found.note("place", *dateline.place_span, 0.97, "dateline")
        if issued_on:
            found.note("issued_on", *dateline.date_span, 0.98, "dateline")

    doc_type = heading.name if heading else None
    if heading:
        found.note("doc_type", heading.start, heading.end, 0.98, "type")
    issuer_lines = _issuer_lines(context, nation, number_match, dateline, heading)
    issuers = frozenset(name for name, _, _ in issuer_lines.names)
    title_span = _title(context, heading, number_match, dateline, nation, official, head_end, issuers)
    title = None
    if title_span:
        title = _clean_title(flat[slice(*title_span)])
        found.note("title", *title_span, 0.92, "abstract" if official else "headline")
    if doc_type is None and official and (number_match or nation) and title_span:
        doc_type = "Công văn"

    tails = _tails(context, head_end)
    promulgated, promulgated_on, promulgator = _promulgation(context, head_end, found, number)
    if official and issued_on is None and promulgated_on and promulgated:
        issued_on = promulgated_on
        if "promulgated_by" in found.evidence:
            found.evidence["issued_on"] = found.evidence["promulgated_by"]
    if not official and not tails:
        issued_on = issued_on or _news_date(context, found)

    year = issued_on[:10] if issued_on else None
    own_province, own_district = _territories(context, issuer_lines, place, promulgator, year, official)
    issuer = None
    if official:
        issuer = _issuer(context, issuer_lines, own_province, own_district, tails, promulgator, year, found)

    header = Header(
        doc_type=doc_type if official else None,
        number=number,
        issuer=issuer,
        place=place,
        issued_on=issued_on,
        title=title,
        promulgated_by=promulgated,
        period=_period(context, title_span, head_end, issued_on, found) if official else None,
        signer=_signer(context, tails, found) if official else None,
        recipients=_recipients(context, tails, found),
    )
    return HeaderResult(header, found.evidence, own_province, own_district, title_span, head_end, tuple(tails))


def _head_end(context: Context) -> int:
    """Where the first numbered item begins."""
    for block in context.blocks:
        if block.start > _HEAD_LIMIT:
            break
        if Style.PART <= block.style <= Style.DECIMAL and block.start > 0:
            return block.start
    return min(len(context.flat), _HEAD_LIMIT)


def _line_start(context: Context, offset: int) -> bool:
    before = context.text[:offset].rstrip(" \t\u00a0") if offset < 200 else context.text[offset - 200 : offset].rstrip(" \t\u00a0")
    return not before or before.endswith("\n")


def _own_number(context: Context, head_end: int, official: bool) -> re.Match[str] | None:
    """The match of `Số: …` above the text; not the number of a document that is cited there."""
    for match in _NUMBER.finditer(context.flat, 0, min(head_end, 2_500)):
        starts_line = _line_start(context, match.start())
        if not match["number"] and not match["blank"] and not (match["colon"] and starts_line):
            continue
        before = context.flat[max(0, match.start() - 30) : match.start()]
        if re.search(r"(?i)(quyết định|nghị định|nghị quyết|thông tư|kế hoạch|chỉ thị|luật|công văn|tờ trình|văn bản|điện thoại)\s*$", before):
            return None if starts_line and not official else match if match["colon"] and starts_line else None
        if match["colon"] or starts_line or (official and re.search(r"[-–_]{3,}\s*$|phúc\s*$", before, re.IGNORECASE)):
            return match
    return None


@dataclass(frozen=True)
class _Dateline:
    start: int
    end: int
    place: str | None
    place_span: tuple[int, int]
    date: str | None
    date_span: tuple[int, int]


_PLACE_WORD = re.compile(rf"(?:[{UPPER}][{LOWER}']*\.?|TP\.?|Tp\.?|[-–])$")


def _dateline(flat: str, head_end: int) -> _Dateline | None:
    """Địa danh và thời gian ban hành, the first one above the text."""
    for match in sorted(
        [*_DATELINE.finditer(flat, 0, head_end), *_SLASH_DATELINE.finditer(flat, 0, head_end)], key=lambda m: m.start()
    ):
        words: list[tuple[int, str]] = []
        for word in reversed(list(re.finditer(r"\S+", flat[max(0, match.start() - 45) : match.start()]))):
            text = word.group()
            if not _PLACE_WORD.match(text) or len(words) == 6 or (len(text) > 2 and text.isupper() and text != "TP."):
                break
            words.insert(0, (max(0, match.start() - 45) + word.start(), text))
        while words and words[0][1] in "-–":
            words.pop(0)
        if not words or (match.re is _SLASH_DATELINE and len(words) > 4):
            continue
        start = words[0][0]
        before = flat[max(0, start - 25) : start].rstrip().lower()
        if before.endswith(("của", "tại", "số", "định", "quyết", "luật", "theo")):
            continue
        place = naming.dashes(flat[start : match.start()])
        # Digits that a bad text layer set apart (`20 24`) are the same digits.
        day, month, year = (re.sub(r"\s", "", match[name]) for name in ("day", "month", "year"))
        date = year if re.fullmatch(r"(19|20)\d\d", year) else None
        if date and month.isdigit() and 1 <= int(month) <= 12:
            date += f"-{int(month):02d}"
            if day.isdigit() and 1 <= int(day) <= 31:
                date += f"-{int(day):02d}"
        place = re.sub(r"^(?:TP\.?|Tp\.?|Thành phố|Tỉnh|Thị xã|Huyện|Quận|Xã|Phường)\s+(?=\S)", "", place)
        return _Dateline(start, match.end(), place, (start, match.start()), date, (match.start() + 1, match.end()))
    return None


@dataclass(frozen=True)
class _Heading:
    name: str
    start: int
    end: int
    capitals: bool


@cache
def _type_pattern() -> re.Pattern[str]:
    names = sorted({name.upper() for name in data.type_names_longest_first()} - {"CÔNG VĂN", "VĂN BẢN", "HIẾN PHÁP"}, key=len, reverse=True)
    spaced = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    return re.compile(rf"(?<![\w/-])(?:{spaced})(?![\w/-])")


@cache
def _type_names() -> dict[str, str]:
    return {name.upper(): name for name in data.type_names_longest_first()}


@cache
def _standard_types() -> frozenset[str]:
    """The types of the standard, without those that are in use beside it (`Kế hoạch hành động`)."""
    return frozenset(row.name.upper() for row in data.document_types() if row.source != "in-use")


def _heading_at(context: Context, match: re.Match[str]) -> _Heading:
    """The type that a match names: a longer name in use counts where it has a line of its own."""
    words = one_line(match.group()).split()
    end = match.end()
    if " ".join(words) not in _standard_types() and not _alone_on_line(context, *match.span()):
        for size in range(len(words) - 1, 0, -1):
            if " ".join(words[:size]) in _standard_types():
                words = words[:size]
                pieces = list(re.finditer(r"\S+", match.group()))
                end = match.start() + pieces[size - 1].end()
                break
    return _Heading(_type_names()[" ".join(words)], match.start(), end, True)


def _heading(
    context: Context,
    head_end: int,
    number: re.Match[str] | None,
    dateline: _Dateline | None,
    nation: re.Match[str] | None,
) -> _Heading | None:
    """The type in capitals, behind the number and the dateline."""
    flat = context.flat
    begin = max(number.end() if number else 0, dateline.end if dateline else 0, nation.end() if nation else 0)
    if motto := _MOTTO.search(flat, 0, head_end):
        begin = max(begin, motto.end()) if motto.end() < head_end else begin
    first = min((x for x in (number and number.start(), dateline and dateline.start) if x), default=0)
    limit = min(len(flat), begin + 1_500)
    for match in _type_pattern().finditer(flat, begin, limit):
        if begin == 0 or _line_start(context, match.start()) or match.start() - begin < 60:
            if not begin and not _line_start(context, match.start()):
                continue
            return _heading_at(context, match)
    # The abstract of a công văn stands under its number; a type before the number is a centred title.
    if first and (match := _type_pattern().search(flat, 0, first)) and _alone_on_line(context, *match.span()):
        return _heading_at(context, match)
    return None


def _alone_on_line(context: Context, start: int, end: int) -> bool:
    rest = context.text[end : end + 40].split("\n")[0]
    return _line_start(context, start) and not rest.strip()


def _clean_title(text: str) -> str:
    title = one_line(_RULE.sub(" ", text)).strip(" .,;:*_-–")
    return _SUBJECT.sub("", title, count=1) if _SUBJECT.match(title) else title


def _title(
    context: Context,
    heading: _Heading | None,
    number: re.Match[str] | None,
    dateline: _Dateline | None,
    nation: re.Match[str] | None,
    official: bool,
    head_end: int,
    issuers: frozenset[str],
) -> tuple[int, int] | None:
    flat = context.flat
    if heading:
        return _abstract(context, heading.end, head_end, issuers)
    if official:
        subject = _SUBJECT.search(flat, number.end() if number else 0, head_end)
        if subject is None:
            return None
        end = min(
            (
                m.start()
                for m in (
                    re.search(r"Kính\s+gửi|KÍNH\s+GỬI", flat[subject.end() : head_end]),
                    re.search(r"\n\s*\n", context.text[subject.end() : head_end]),
                    _NATION.search(flat[subject.end() : head_end]),
                    re.search(rf"[{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]+)*\s*,\s*ngày", flat[subject.end() : head_end]),
                )
                if m
            ),
            default=200,
        )
        return subject.start(), subject.end() + min(end, 400)
    for page in context.document.pages:
        for line in page.lines:
            if context.flat[line.start : line.end].strip():
                return line.start, line.end
    return None


def _abstract(context: Context, begin: int, head_end: int, issuers: frozenset[str]) -> tuple[int, int] | None:
    """Trích yếu: what stands between the type and the text."""
    flat, text = context.flat, context.text
    limit = min(len(flat), max(head_end, begin), begin + 1_500)
    while begin < limit and (flat[begin] in " :.*" or _RULE.match(flat, begin)):
        rule = _RULE.match(flat, begin)
        begin = rule.end() if rule else begin + 1
    if begin >= limit:
        return None
    if _runs_in_capitals(flat, begin, limit):
        end = _capitals_end(flat, begin, limit, issuers)
        return (begin, end) if end > begin else None
    end = begin
    for line in re.finditer(r"[^\n]+", text[begin:limit]):
        start, stop = begin + line.start(), begin + line.end()
        content = flat[start:stop].strip()
        if not content:
            continue
        first = start + len(flat[start:stop]) - len(flat[start:stop].lstrip())
        if end > begin and _starts_text(context, first, content):
            break
        if content[0] == "(" and (end > begin or _PROMULGATED.search(content)):
            break
        if _RULE.fullmatch(content) or _NATION.match(content):
            break
        opening = re.search(r"(?<=[.:;\w])\s+(?=(?:Căn cứ|Thực hiện|Kính gửi)\s+(?:Luật|Quyết|Nghị|Kế hoạch|Chỉ|Thông|Công|Chương|:))", flat[first:stop])
        if opening and len(content) > 120:
            return begin, first + opening.start()
        end = stop
        if content.endswith((".", ";")) or len(content) > 400:
            break
    return (begin, end) if end > begin else None


def _starts_text(context: Context, start: int, content: str) -> bool:
    """Whether a line behind the type belongs to the text and no more to the abstract."""
    if _AUTHORITY_LINE.match(content):
        return True
    block = context.block_at(start)
    if block is not None and block.start == start and block.numbered:
        return True
    if not _OPENING.match(content):
        return len(content) > 160 and content[0].isupper()
    end = context.flat.find(". ", start)
    paragraph = context.text.find("\n\n", start)
    length = min((x for x in (end, paragraph) if x > 0), default=start + 400) - start
    return length > 130 or content.startswith(("Căn cứ", "Kính gửi", "KÍNH GỬI"))


_AUTHORITY_LINE = re.compile(
    r"(?:CHỦ TỊCH |GIÁM ĐỐC |BỘ TRƯỞNG |TRƯỞNG BAN |CỤC TRƯỞNG |THỐNG ĐỐC )?"
    rf"(?:ỦY BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|BỘ |SỞ |CHÍNH PHỦ|THỦ TƯỚNG|QUỐC HỘI|ỦY BAN|BAN |TỈNH ỦY|THÀNH ỦY|CỤC |TỔNG CỤC|ĐOÀN |HỘI )[^{LOWER}]*$"
    r"|(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG CHÍNH PHỦ|HIỆU TRƯỞNG)\s*$"
)


def _is_capital_word(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return bool(letters) and all(c.isupper() for c in letters)


def _runs_in_capitals(flat: str, begin: int, limit: int) -> bool:
    words = [w for w in flat[begin : min(limit, begin + 120)].split() if any(c.isalpha() for c in w)][:4]
    return len(words) >= 3 and all(map(_is_capital_word, words[:3]))


def _capitals_end(flat: str, begin: int, limit: int, issuers: frozenset[str]) -> int:
    """Where a run of words in capitals ends; an authority line or a bracket at its end is left out."""
    end = begin
    for word in re.finditer(r"\S+", flat[begin:limit]):
        text = word.group()
        if any(c.isalpha() for c in text) and not _is_capital_word(text) and not re.fullmatch(r"\S*\d\S*|m2|km\S*|[“\"(]?[A-ZĐ]+[a-z]{1,3}[-/]\S*", text):
            break
        if text.startswith("(") and re.match(r"\((?:BAN HÀNH|KÈM)", flat[begin + word.start() :]):
            break
        end = begin + word.end()
    run = flat[begin:end]
    # The authority that decides stands in capitals too, behind the abstract and before the text.
    for match in _DECIDING.finditer(run):
        before = run[: match.start()].rstrip()
        if match.start() < 10 or len(run) - match.start() > 110 or before.endswith((" CỦA", " DO", " VÀ", " VỚI", " GIỮA", ",")):
            continue
        if match["post"] or before.endswith((".", ":")) or one_line(match.group()) in issuers:
            return begin + match.start()
    return end


_DECIDING = re.compile(
    r"(?<!\w)(?P<post>(?:CHỦ\s+TỊCH|BỘ\s+TRƯỞNG|GIÁM\s+ĐỐC|CỤC\s+TRƯỞNG|TỔNG\s+CỤC\s+TRƯỞNG|THỐNG\s+ĐỐC|TRƯỞNG\s+BAN|VIỆN\s+TRƯỞNG|TỔNG\s+THANH\s+TRA|CHÁNH\s+ÁN)\s+)?"
    rf"(?:{_BODY_HEAD.pattern})[^.;:,]*$"
)


def _promulgation(
    context: Context, head_end: int, found: _Found, own_number: str | None
) -> tuple[str | None, str | None, str | None]:
    """(number, date, issuer) of the decision that the document is attached to."""
    limit = min(len(context.flat), max(head_end, 500) + 200)
    for match in _PROMULGATED.finditer(context.flat, 0, limit):
        before = context.flat[max(0, match.start() - 3) : match.start()]
        if not match["number"] and not match["blank"]:
            continue
        if "(" not in before and not _line_start(context, match.start()):
            continue
        number = re.sub(r"\s", "", match["number"]) if match["number"] else None
        date = match["year"]
        if date and match["month"] and 1 <= int(match["month"]) <= 12:
            date += f"-{int(match['month']):02d}" + (f"-{int(match['day']):02d}" if match["day"] else "")
        if number and number != own_number:
            found.note("promulgated_by", match.start(), match.end(), 0.97, "promulgated")
        return number if number != own_number else None, date, match["issuer"]
    return None, None, None


_NEWS_DATE = re.compile(r"(?<!\d)(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>(?:19|20)\d\d)(?!\d)")


def _news_date(context: Context, found: _Found) -> str | None:
    """The date under a headline: a line of its own that is little more than a date."""
    for line in context.document.pages[0].lines[:15] if context.document.pages else ():
        content = context.flat[line.start : line.end].strip()
        if match := _NEWS_DATE.search(content):
            if len(content) > 60:
                return None
            day, month, year = int(match["day"]), int(match["month"]), match["year"]
            if 1 <= month <= 12 and 1 <= day <= 31:
                found.note("issued_on", line.start, line.end, 0.9, "news_date")
                return f"{year}-{month:02d}-{day:02d}"
    return None


@dataclass(frozen=True)
class _IssuerLines:
    """The names of the issuing bodies as printed, the upper one first, with their spans."""

    names: tuple[tuple[str, int, int], ...]
    joint: bool


def _issuer_lines(
    context: Context,
    nation: re.Match[str] | None,
    number: re.Match[str] | None,
    dateline: _Dateline | None,
    heading: _Heading | None,
) -> _IssuerLines:
    """Tên cơ quan ban hành: what is left above the number when the national title is taken out."""
    ends = [m for m in (number and number.start(), dateline and dateline.start, heading and heading.start) if m]
    if not ends or not (nation or number):
        return _IssuerLines((), False)
    end = min(ends)
    pieces: list[tuple[int, int]] = []
    last = 0
    for pattern in (_NATION, _MOTTO, _PARTY, _RULE):
        for match in pattern.finditer(context.flat, 0, end):
            pieces.append(match.span())
    spans: list[tuple[int, int]] = []
    for start, stop in sorted(pieces):
        if start > last:
            spans.append((last, start))
        last = max(last, stop)
    spans.append((last, end))
    names: list[list[int]] = []
    joint = False
    for start, stop in spans:
        for line in re.finditer(r"[^\n]+", context.text[start:stop]):
            first, stop_line = start + line.start(), start + line.end()
            content = context.flat[first:stop_line].strip(" *_-–.")
            if not content or not any(c.isalpha() for c in content) or re.match(r"(?i)(dự thảo|bản sao|mật|khẩn|hỏa tốc|phụ lục)\b", content):
                continue
            letters = [c for c in content if c.isalpha()]
            if sum(c.isupper() for c in letters) < 0.7 * len(letters) and not _title_case_body(content):
                continue
            first += context.flat[first:stop_line].index(content[0])
            cuts = [first] if _BODY_HEAD.match(content.upper()) or not names else []
            for head in _BODY_HEAD.finditer(content):
                before = content[: head.start()].rstrip()
                if head.start() and (before.endswith(("-", "–")) or (_complete(before) and not before.endswith((" VÀ", " CỦA", "&", " THUỘC")))):
                    cuts.append(first + head.start())
                    joint = joint or before.endswith(("-", "–"))
            if not cuts and names:
                names[-1][1] = first + len(content)
                continue
            if cuts and cuts[0] != first and names:
                names[-1][1] = cuts[0]
            for cut, following in zip(cuts, [*cuts[1:], first + len(content)], strict=True):
                if names and cut == first and context.flat[names[-1][0] : names[-1][1]].rstrip().endswith(("-", "–")):
                    joint = True
                names.append([cut, following])
    return _IssuerLines(
        tuple((_without_breaks(context, a, b), a, b) for a, b in names if context.flat[a:b].strip()), joint
    )


def _without_breaks(context: Context, start: int, end: int) -> str:
    text = context.flat[start:end]
    for pattern in (_NATION, _MOTTO, _PARTY, _RULE):
        text = pattern.sub(" ", text)
    return one_line(text).strip(" -–*_.")


def _title_case_body(content: str) -> bool:
    return len(content) < 80 and bool(_BODY_HEAD.match(content.upper())) and not content.endswith((".", ";"))


def _complete(before: str) -> bool:
    """Whether what stands before a body's head word is a whole name: `UBND TỈNH A` before `SỞ B`."""
    return naming.is_territory(before) or data.agency_by_name(before) is not None


def _territories(
    context: Context,
    lines: _IssuerLines,
    place: str | None,
    promulgator: str | None,
    on: str | None,
    official: bool,
) -> tuple[str | None, str | None]:
    """The province and the district, town or commune that the document is of."""
    province: data.Province | None = None
    district: str | None = None
    for text in (*(name for name, _, _ in lines.names), promulgator or ""):
        found = naming.territory(naming.of_committee(text.strip(" ).")), on)
        if found is None:
            continue
        row = data.province_named(found, on) or data.province_named(found)
        if row is not None and found.startswith(("tỉnh", "thành phố")):
            province = province or row
        else:
            district = district or found
    if province is None and place:
        province = data.province_of_place(place, on)
    if province is None and district:
        province = data.province_of_place(district, on)
    own_province = province.full_name if province else _most_named(context, on, official)
    return own_province, district


_PROVINCE_MENTION = re.compile(
    rf"(?:[Tt]ỉnh|TỈNH|[Tt]hành phố|THÀNH PHỐ)\s+((?:[{UPPER}]\w*)(?:(?:\s+|\s*[-–]\s*)[{UPPER}]\w*){{0,4}})"
)
_BARE_PROVINCE = re.compile(rf"(?:ở|tại|Báo)\s+((?:[{UPPER}][{LOWER}]*)(?:(?:\s+|\s*[-–]\s*)[{UPPER}][{LOWER}]*){{0,3}})")


def _most_named(context: Context, on: str | None, official: bool) -> str | None:
    """The province that the text names most; the earlier one of two."""
    counts: Counter[str] = Counter()
    patterns: Iterable[re.Pattern[str]] = (_PROVINCE_MENTION,) if official else (_PROVINCE_MENTION, _BARE_PROVINCE)
    for pattern in patterns:
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


def _issuer(
    context: Context,
    lines: _IssuerLines,
    own_province: str | None,
    own_district: str | None,
    tails: list[tuple[int, int]],
    promulgator: str | None,
    on: str | None,
    found: _Found,
) -> str | None:
    if lines.names:
        chosen = lines.names if lines.joint else lines.names[-1:]
        found.note("issuer", chosen[0][1], chosen[-1][2], 0.95, "issuer")
        return "; ".join(_full_name(name, own_province, own_district, on) for name, _, _ in chosen)
    for start, end in tails:
        if match := re.search(rf"(?:TM|T/M)\s?[./]?\s*([^{LOWER}\n]{{4,80}})", context.text[start:end]):
            name = one_line(match[1]).strip(" ,.;")
            found.note("issuer", start + match.start(1), start + match.end(1), 0.9, "issuer_signature")
            return _full_name(name, own_province, own_district, on)
    if promulgator:
        expanded = _expanded(one_line(promulgator).strip(" )."))
        if "promulgated_by" in found.evidence:
            found.evidence["issuer"] = found.evidence["promulgated_by"]
        return _full_name(expanded, own_province, own_district, on)
    return _opening_issuer(context, own_province, own_district, on, found)


_OPENING_ISSUER = re.compile(
    rf"(?P<name>(?:Ủy\s+ban\s+nhân\s+dân|UBND|Sở|Bộ|Ban|Hội|Phòng|Tỉnh\s+ủy|Huyện\s+ủy|Thành\s+ủy)(?:\s+(?:tỉnh|Tỉnh|thành\s+phố|Thành\s+phố|huyện|thị\s+xã|quận|xã|phường))?"
    rf"(?:(?:\s+|\s*[-–,]\s*)(?:và\s+)?[{UPPER}]\w*(?:\s+[{LOWER}]+){{0,3}}?)*?)\s+(?:đã\s+)?(?:xây\s+dựng|ban\s+hành)\s+(?:và\s+\w+\s+\w+\s+)?[Kk]ế\s+hoạch"
)


def _opening_issuer(
    context: Context, own_province: str | None, own_district: str | None, on: str | None, found: _Found
) -> str | None:
    """The body that says in the opening paragraph that it makes the plan."""
    match = _OPENING_ISSUER.search(context.flat, 0, _HEAD_LIMIT)
    if not match:
        return None
    found.note("issuer", *match.span("name"), 0.8, "issuer_opening")
    return _full_name(_expanded(one_line(match["name"])), own_province, own_district, on)


def _expanded(name: str) -> str:
    return re.sub(r"^HĐND(?=\s|$)", "Hội đồng nhân dân", re.sub(r"^UBND(?=\s|$)", "Ủy ban nhân dân", name))


def _full_name(name: str, own_province: str | None, own_district: str | None, on: str | None) -> str:
    """The name in running case with its place."""
    name = _expanded(re.sub(r"^(?:UBND|ỦY BAN ND)(?=\s|$)", "ỦY BAN NHÂN DÂN", re.sub(r"^HĐND(?=\s|$)", "HỘI ĐỒNG NHÂN DÂN", name)))
    name = naming.proper_case(name, on) if name.isupper() else naming.dashes(name)
    lowered = name.lower()
    for level in ("tỉnh", "thành phố", "thị xã", "huyện", "quận", "xã", "phường"):
        if lowered.endswith(f" {level}"):
            own = own_district if own_district and own_district.startswith(f"{level} ") else own_province
            if own and own.startswith(f"{level} "):
                return f"{name[: -len(level)]}{own}"
    if re.fullmatch(r"(?i)(ủy ban nhân dân|hội đồng nhân dân)", name) and (own_district or own_province):
        return f"{name} {own_district or own_province}"
    if re.match(r"(?i)(?:ủy ban|hội đồng) nhân dân (?:tỉnh|thành phố|thị xã|huyện|quận|xã|phường|thị trấn) ", name):
        head, level, place = re.match(  # type: ignore[union-attr]
            r"(?i)((?:ủy ban|hội đồng) nhân dân) (tỉnh|thành phố|thị xã|huyện|quận|xã|phường|thị trấn) (.+)", name
        ).groups()
        return f"{head} {level.lower()} {place}"
    if re.match(r"Sở ", name) and own_province and own_province.split(" ", 1)[-1].lower() not in lowered:
        return f"{name} {own_province}"
    return name


def _tails(context: Context, head_end: int) -> list[tuple[int, int]]:
    """The spans of signatures and recipients, each with its annex or second document left out."""
    flat = context.flat
    starts: list[int] = []
    for match in _RECIPIENTS.finditer(flat, min(head_end, 500)):
        if match.group().endswith(":") or _line_start(context, match.start()):
            block = context.block_at(match.start())
            quoted = flat[max(0, match.start() - 2) : match.start()].strip()[-1:] in ("“", '"', "‘")
            if not quoted and (block is None or match.start() - block.start < 3 or flat[max(0, match.start() - 12) : match.start()].rstrip()[-1:] in "./"):
                starts.append(match.start())
    for block in context.blocks:
        if block.style == Style.ZONE and _AUTHORITY.match(flat, block.start):
            starts.append(block.start)
    spans: list[tuple[int, int]] = []
    for start in sorted(starts):
        if spans and start < spans[-1][1]:
            continue
        spans.append((_back_over_signature(context, start), _tail_end(context, start)))
    if not spans and (signature := _closing_signature(context)):
        spans.append(signature)
    return spans


def _back_over_signature(context: Context, start: int) -> int:
    """Where the tail begins: behind the `./.` that ends the text, where that stands a little above."""
    end = context.flat.rfind("./.", max(0, start - 400), start)
    return end + 3 if end >= 0 else start


_ANNEX = re.compile(r"PHỤ LỤC|BIỂU|DANH MỤC|DANH SÁCH|MẪU SỐ|CỘNG H[ÒO][ÀA] XÃ HỘI|KẾ HOẠCH|QUY CHẾ|QUY ĐỊNH|CHƯƠNG TRÌNH|ĐỀ ÁN|Phụ lục")


def _tail_end(context: Context, start: int) -> int:
    limit = min(len(context.flat), start + 4_000)
    for block in context.blocks[context.block_at(start).index + 1 if context.block_at(start) else 0 :]:  # type: ignore[union-attr]
        if block.start >= limit:
            break
        if block.style == Style.ZONE and _ANNEX.match(context.flat, block.start):
            return block.start
        if block.style <= Style.DECIMAL and block.style != Style.ZONE and block.end - block.start > 30:
            return block.start
    return limit


def _closing_signature(context: Context) -> tuple[int, int] | None:
    """The last lines of a text that ends in `./.` and a name."""
    end = context.flat.rfind("./.")
    if end < 0 or len(context.flat) - end > 1_500:
        return None
    return end + 3, len(context.flat)


@dataclass(frozen=True)
class _Piece:
    """A piece of a line of the tail, in the left column (recipients) or the right one (signature)."""

    text: str
    start: int
    end: int
    right: bool


_COLUMN_GAP = re.compile(r"\t[ \t\u00a0]*|[ \u00a0]{3,}")


def _tail_pieces(context: Context, tails: list[tuple[int, int]]) -> list[_Piece]:
    """The lines of the first tail, taken apart where a tab or a wide gap sets two columns beside each other."""
    if not tails:
        return []
    start, end = tails[0]
    pieces: list[_Piece] = []
    for line in re.finditer(r"[^\n]+", context.text[start:end]):
        at = start + line.start()
        right = bool(re.match(r"\t|[ \u00a0]{15,}", line.group()))
        for text in _COLUMN_GAP.split(line.group()):
            at = context.text.index(text, at)
            if text.strip():
                first = at + len(text) - len(text.lstrip())
                pieces.append(_Piece(one_line(text), first, at + len(text.rstrip()), right))
                right = True
            at += len(text)
    return pieces


_BULLET = re.compile(r"\s*[-–—•+*·]\s*")


def _recipients(context: Context, tails: list[tuple[int, int]], found: _Found) -> list[str]:
    """Nơi nhận, an item a line."""
    pieces = [piece for piece in _tail_pieces(context, tails) if not piece.right]
    heads = [index for index, piece in enumerate(pieces) if _RECIPIENTS.match(piece.text)]
    if not heads:
        return []
    head = pieces[heads[0]]
    behind = _RECIPIENTS.sub("", head.text, count=1).strip()
    items: list[str] = []
    last = head.end
    lines = ([behind] if behind else []) + [piece.text for piece in pieces[heads[0] + 1 :]]
    for content in lines:
        if _signature_line(content):
            if items and re.match(r"(?i)lưu\b", items[-1]):
                break
            continue
        if items and re.match(r"(?i)lưu\b", items[-1]) and not _BULLET.match(content):
            if len(content) <= 6 and content.isupper():
                items[-1] += f" {content}"
                continue
            break
        for piece in re.split(r"(?<=[;.])\s+(?=[-–•+]\s*[^\W\d_])", content):
            bullet = _BULLET.match(piece)
            if bullet:
                items.append(piece[bullet.end() :])
            elif items and len(piece) < 120 and not (piece.startswith("(") and _finished(items[-1])):
                items[-1] += f" {piece}"  # a line without a dash goes on with the item above it
            elif not items and len(content) < 100:
                items.append(piece)
    cleaned = [c for item in items if (c := _clean_recipient(item))]
    if cleaned:
        for piece in pieces[heads[0] :]:
            if any(piece.text.rstrip(" ;.").endswith(item[-12:]) for item in cleaned):
                last = piece.end
        found.note("recipients", head.start, max(head.end, last), 0.93, "recipients")
    return cleaned


def _finished(item: str) -> bool:
    return bool(re.search(r"[;.]\s*(?:\([^)]*\))?\s*$", item))


def _clean_recipient(item: str) -> str:
    item = re.split(r"\s(?:TM|KT|TL|TUQ)\.\s?[A-ZĐ]", item)[0]
    item = re.sub(r";\s*\([^)]*\)\s*$", "", item)  # a note set by a brace beside several lines
    position = _POSITION.search(item)
    if position and position.start() > 3 and position.end() >= len(item.rstrip()):
        item = item[: position.start()]
    if (parts := re.split(r"(?<=[;.])\s+", item)) and len(parts) > 1 and _person(parts[-1]):
        item = " ".join(parts[:-1])
    return one_line(item).strip(" ;,.")


def _signature_line(content: str) -> bool:
    return bool(_AUTHORITY.match(content) or _POSITION.match(content) or _person(content) or _RULE.fullmatch(content))


def _person(content: str) -> str | None:
    """The name of a person that a line holds, in title case."""
    content = content.strip(" .,;")
    match = _NAME.match(content)
    if match and match["name"].split()[0].lower() in _SURNAMES and len(match["name"].split()) >= 2:
        return one_line(match["name"])
    if content.isupper() and 2 <= len(content.split()) <= 5 and content.split()[0].lower() in _SURNAMES and not _BODY_HEAD.match(content) and not _POSITION.search(content):
        return naming.title_words(content)
    return None


def _signer(context: Context, tails: list[tuple[int, int]], found: _Found) -> Signer | None:
    """Chức vụ, họ tên và chữ ký của người có thẩm quyền."""
    pieces = _tail_pieces(context, tails)
    if any(piece.right and (_AUTHORITY.match(piece.text) or _POSITION.match(piece.text)) for piece in pieces):
        pieces = [piece for piece in pieces if piece.right or not _BULLET.match(piece.text)]
    authority: list[str] = []
    position: str | None = None
    name: str | None = None
    used: list[_Piece] = []
    for piece in _split_beside_recipients(pieces):
        if _AUTHORITY.match(piece.text):
            if name is None and position is None and len(authority) < 3:
                authority.append(piece.text.strip(" ,;"))
                used.append(piece)
        elif (match := _POSITION.match(piece.text)) and name is None:
            if position is None:
                position = match.group()
                used.append(piece)
        elif name is None and (person := _person(piece.text)) and (position or authority or not _BULLET.match(piece.text)):
            name = person
            used.append(piece)
        if name and (position or authority):
            break
    if not (name or position or authority):
        return None
    if position is None and authority and not authority[-1].startswith(("KT", "TL", "TUQ", "K/T")):
        own = _POSITION.search(authority[-1])
        position = own.group() if own else None
    found.note("signer", min(p.start for p in used), max(p.end for p in used), 0.93, "signature")
    return Signer(
        name=name,
        position=_position_case(position) if position else None,
        authority="; ".join(authority) or None,
    )


def _split_beside_recipients(pieces: list[_Piece]) -> Iterable[_Piece]:
    """The pieces, with what stands behind a recipient on its line (`- Như trên; CHỦ TỊCH`) as one of its own."""
    for piece in pieces:
        yield piece
        if _BULLET.match(piece.text) or _RECIPIENTS.match(piece.text):
            match = re.search(r"(?<=[;:,.)])\s+(?=[A-ZĐ]{2})", piece.text)
            if match and _signature_line(piece.text[match.end() :]):
                yield _Piece(piece.text[match.end() :], piece.start + match.end(), piece.end, True)


def _position_case(position: str) -> str:
    """`PHÓ CHỦ TỊCH` as `Phó Chủ tịch`: the post has a capital behind `Phó` too (Nghị định 30/2020, Annex II, IV.2)."""
    words = position.lower().split()
    if words[0] == "phó" and len(words) > 1:
        return f"Phó {words[1].capitalize()} {' '.join(words[2:])}".strip()
    return " ".join(words).capitalize()


_SPAN = re.compile(
    r"(?:giai\s+đoạn|thời\s+kỳ|các\s+năm|từ\s+năm|nhiệm\s+kỳ|năm\s+học)\s*(?:từ\s+)?(?:năm\s+)?(?P<a>(?:19|20)\d\d)\s*(?:[-–—−]|đến(?:\s+hết)?(?:\s+năm)?)\s*(?P<b>(?:19|20)\d\d)"
)
_TO = re.compile(r"đến(?:\s+hết)?\s+năm\s+(?P<b>(?:19|20)\d\d)")
_IN = re.compile(r"(?<!đến )(?<!hết )năm\s+(?P<y>(?:19|20)\d\d)(?!\s*[-–]\s*\d{4})")
_RANGE = re.compile(r"(?<![\d/])(?P<a>(?:19|20)\d\d)\s*[-–—−]\s*(?P<b>(?:19|20)\d\d)(?![\d/])")
_OUTLOOK = re.compile(r"(?:định\s+hướng|tầm\s+nhìn|và\s+định\s+hướng|hướng\s+tới)[^,;.]{0,20}$")
_CITED = re.compile(r"số\s+\d|/\s*[a-zđ]+\s*-")


def _period(
    context: Context, title_span: tuple[int, int] | None, head_end: int, issued_on: str | None, found: _Found
) -> Period | None:
    """The years that the plan itself covers."""
    spans = [title_span] if title_span else []
    if title_span and (opening := _opening_span(context, title_span[1], head_end)):
        spans.append(opening)
    for start, end in spans:
        text = context.lower[start:end]
        if cited := _CITED.search(text):
            text = text[: cited.start()]
        for pattern, single in ((_SPAN, False), (_RANGE, False), (_TO, False), (_IN, True)):
            for match in pattern.finditer(text):
                if _OUTLOOK.search(text[: match.start()]):
                    continue
                first = match["y"] if single else match.groupdict().get("a")
                last = match["y"] if single else match["b"]
                if issued_on and last < issued_on[:4]:
                    continue
                found.note("period", start + match.start(), start + match.end(), 0.93, "period")
                return Period(start=first, end=last)
    return None


def _opening_span(context: Context, start: int, head_end: int) -> tuple[int, int] | None:
    """The sentence in which the issuer says what plan it makes."""
    match = re.compile(r"(?:ban\s+hành|xây\s+dựng|triển\s+khai|phê\s+duyệt)\s+(?:kế\s+hoạch|chương\s+trình)").search(
        context.lower, start, min(len(context.lower), max(head_end, start) + 200)
    )
    if not match:
        return None
    last = None
    for last in re.compile(r"(?:ban\s+hành|xây\s+dựng)\s+(?:kế\s+hoạch|chương\s+trình)").finditer(context.lower, start, max(head_end, start)):
        pass
    begin = (last or match).start()
    end = context.flat.find(":", begin, begin + 600)
    return begin, end if end > 0 else min(len(context.flat), begin + 300)
