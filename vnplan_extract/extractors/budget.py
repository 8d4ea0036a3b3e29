"""Amounts of money in running text, with who pays, for what, in which years, and whether it was spent."""

from __future__ import annotations

import re
from typing import Literal

from vnplan_extract.extractors.blocks import Block, Style
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.grids import grids
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.record import BudgetItem
from vnplan_extract.values import money as money_values
from vnplan_extract.values import periods
from vnplan_extract.values.money import Money

_Source = Literal["central", "provincial", "local", "district", "social", "state"]
_SOURCES: tuple[tuple[_Source, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))  # type: ignore[misc]
    for name, pattern in (
        ("central", r"(?:ngân\s+sách|nguồn\s+vốn|nguồn|vốn|kinh\s+phí|ns)\s*(?:của\s+)?(?:cấp\s+)?(?:trung\s+ương|tw|tư)(?!\w)|nstw|trung\s+ương\s+(?:hỗ\s+trợ|cấp|bổ\s+sung)"),
        ("provincial", r"(?:ngân\s+sách|nguồn\s+vốn|nguồn|vốn|kinh\s+phí|ns)\s*(?:của\s+)?(?:cấp\s+)?(?:tỉnh|thành\s+phố|thành\s+phố\s+trực\s+thuộc)(?!\w)"),
        ("district", r"(?:ngân\s+sách|nguồn\s+vốn|nguồn|vốn|kinh\s+phí|ns)\s*(?:của\s+)?(?:các\s+)?(?:cấp\s+)?(?:huyện|thị\s+xã|quận|xã|phường)(?!\w|\s+hội)"),
        ("local", r"(?:ngân\s+sách|nguồn\s+vốn|nguồn|vốn|kinh\s+phí|ns)\s*(?:của\s+)?(?:các\s+)?địa\s+phương|nsđp"),
        ("social", r"xã\s+hội\s+hóa|doanh\s+nghiệp(?:\s+\w+){0,3}\s+(?:đóng\s+góp|tài\s+trợ|hỗ\s+trợ)|đóng\s+góp|tài\s+trợ|nhà\s+hảo\s+tâm|mạnh\s+thường\s+quân|huy\s+động\s+(?:từ|khác|xã\s+hội)|vốn\s+(?:doanh\s+nghiệp|dân|huy\s+động)|nhân\s+dân\s+đóng"),
        ("state", r"ngân\s+sách\s+nhà\s+nước|nsnn"),
    )
)  # fmt: skip
_MORE = re.compile(r"(?:trên|hơn|ít\s+nhất|tối\s+thiểu|từ|không\s+dưới|vượt|lớn\s+hơn)\s*$")
_LESS = re.compile(r"(?:tối\s+đa|không\s+quá|không\s+vượt\s+quá|dưới|chưa\s+đến|đến)\s*$")
_ABOUT = re.compile(r"(?:khoảng|gần|xấp\s+xỉ|bình\s+quân|ước\s+khoảng|ước\s+tính|~)\s*(?:là\s+)?$")
_YEARLY_AFTER = re.compile(r"\s*/\s*(?:01\s+)?năm(?!\w)|\s+(?:một|mỗi|01|hàng|hằng)\s+năm(?!\w)")
_MONTHLY_AFTER = re.compile(r"\s*/\s*(?:01\s+)?tháng(?!\w)|\s+(?:một|mỗi|hàng|hằng)\s+tháng(?!\w)")
_UNIT_AFTER = re.compile(
    r"\s*/\s*(?:01\s+|1\s+|một\s+)?(?:người|hộ|lớp|xã|phường|huyện|thôn|ấp|học\s+sinh|học\s+viên|cán\s+bộ|nhà|căn|mô\s+hình|ngày|buổi|đợt|lần|suất|ha|m2|m3|kg|tấn|km|chiếc|bộ|trường|đơn\s+vị|công\s+trình|dự\s+án|đối\s+tượng|lượt|giờ|tiết|cuộc|bài|tin|điểm|khu|cơ\s+sở|trẻ|em|sản\s+phẩm|hợp\s+tác\s+xã|doanh\s+nghiệp|báo\s+cáo|đề\s+tài)"
)
_YEARLY_BEFORE = re.compile(r"(?:mỗi\s+năm|hàng\s+năm|hằng\s+năm|bình\s+quân\s+(?:một|mỗi|hàng|hằng)?\s*năm|một\s+năm|/năm)[^.;]{0,60}$")
_SPENT = re.compile(
    r"trị\s+giá|(?<!\w)đã(?!\s+(?:được\s+)?(?:phê\s+duyệt|giao|bố\s+trí|ban\s+hành))|thực\s+hiện\s+được|đạt\s+được|giải\s+ngân|quyết\s+toán|thu\s+được|chi\s+trả|đang|tổng\s+giá\s+trị|(?:được|vốn\s+\w+\s+\w+)\s+cấp|với\s+kinh\s+phí\s+hơn"
)
_PLANNED = re.compile(r"dự\s+kiến|dự\s+toán|nhu\s+cầu|đề\s+nghị|bố\s+trí|phấn\s+đấu|kế\s+hoạch|sẽ|kinh\s+phí\s+thực\s+hiện")
_PAST_SECTION = re.compile(r"thực\s+trạng|kết\s+quả|tình\s+hình|đánh\s+giá|đặc\s+điểm|khó\s+khăn|thuận\s+lợi|sơ\s+kết|tổng\s+kết\s+(?:việc|tình|kết)")
_TIME_LABEL = re.compile(r"(?:thời\s+gian|thời\s+hạn|tiến\s+độ)(?:\s+thực\s+hiện)?\s*:")
_MONEY_LABEL = re.compile(
    r"^(?:[\s\-–+*]|(?:tổng\s+)?(?:mức\s+)?(?:kinh\s+phí|dự\s+toán|nguồn\s+vốn|nguồn|vốn|ngân\s+sách|trong\s+đó|dự\s+kiến|đề\s+nghị|ước|tổng|cộng|nhu\s+cầu|thực\s+hiện|giai\s+đoạn|trung\s+ương|tỉnh|huyện|hỗ\s+trợ|địa\s+phương|nhà\s+nước|là|từ|của|cấp|xã\s+hội\s+hóa|được|:|,|\(|\)|\d[\d–\-\s]*))+$"
)


def extract(context: Context, header: HeaderResult) -> list[BudgetItem]:
    """Every amount of money in running text, once for each different statement; those in tables are left out."""
    if "đ" not in context.lower and "vn" not in context.lower:
        return []
    tables = [(table.start, table.end) for table in grids(context)]
    at = 0
    items: list[BudgetItem] = []
    kinds: dict[int, bool] = {}
    for money in money_values.find_money(context.flat):
        while at < len(tables) and tables[at][1] <= money.start:
            at += 1
        if at < len(tables) and tables[at][0] <= money.start:
            continue
        item = _item(context, header, money, kinds)
        if item is not None:
            items.append(item)
    return context.numbered("b", _distinct(items))


def _distinct(items: list[BudgetItem]) -> list[BudgetItem]:
    """The same amount for the same purpose, source and years is one statement."""
    seen: dict[tuple[object, ...], BudgetItem] = {}
    for item in items:
        key = (item.amount_vnd, item.per, item.source, item.role, item.start, item.end, item.purpose)
        seen.setdefault(key, item)
    return list(seen.values())


def _item(context: Context, header: HeaderResult, money: Money, kinds: dict[int, bool]) -> BudgetItem | None:
    block = context.block_at(money.start)
    if block is None:
        return None
    lower = context.lower
    sentence = context.sentence(money.start)
    segment = _segment(context, block, money)
    before = lower[segment[0] : money.start]
    after = lower[money.end : min(block.end, money.end + 40)]
    if re.search(r"(?:mệnh\s+giá|mức\s+phạt|phạt\s+tiền)[^.;]{0,40}$", before):
        return None
    past = _is_past(context, header, block, kinds)
    role: Literal["planned", "reported"] = "reported" if _reported(lower, sentence, money, past) else "planned"
    start, end, own_time = _years(context, header, block, money, sentence, role)
    quote_start = max(segment[0], block.start)
    return BudgetItem(
        id="b",
        evidence=[context.evidence(*_quote(context, block, quote_start, money))],
        confidence=0.9 if own_time else 0.85,
        rule="budget.labelled" if re.search(r"kinh\s+phí|ngân\s+sách|vốn|dự\s+toán", before) else "budget.amount",
        amount_vnd=money.amount_vnd,
        comparator=_comparator(before),
        per=_per(before, after),
        source=_source(context, block, segment, money),
        role=role,
        start=start,
        end=end,
        purpose=_purpose(context, block, segment, money),
    )


def _segment(context: Context, block: Block, money: Money) -> tuple[int, int]:
    """The part of the sentence that speaks of this amount: from the amount or bracket before it to the next."""
    flat = context.flat
    start, end = context.sentence(money.start)
    start = max(start, block.body)
    cuts = [m.end() for m in re.finditer(r"(?:đồng|tỷ|triệu)(?:\s*/\s*\w+)?\s*[,;(]|\(|;", flat[start : money.start])]
    return (start + cuts[-1] if cuts else start), end


def _comparator(before: str) -> Literal["=", ">=", "<=", "~"]:
    tail = before[-30:]
    if _MORE.search(tail) and not re.search(r"(?:^|\s)từ\s*$", tail):
        return ">="
    if _LESS.search(tail) and not re.search(r"(?:^|\s)đến\s*$", tail):
        return "<="
    return "~" if _ABOUT.search(tail) else "="


def _per(before: str, after: str) -> Literal["total", "year", "month", "unit"]:
    if _UNIT_AFTER.match(after):
        return "unit"
    if _YEARLY_AFTER.match(after):
        return "year"
    if _MONTHLY_AFTER.match(after):
        return "month"
    if _YEARLY_BEFORE.search(before[-90:]):
        return "year"
    return "total"


def _source(context: Context, block: Block, segment: tuple[int, int], money: Money) -> _Source | None:
    before = context.lower[segment[0] : money.start]
    after = context.lower[money.end : min(segment[1], money.end + 60)]
    found: list[tuple[int, _Source]] = []
    for name, pattern in _SOURCES:
        for match in pattern.finditer(before):
            found.append((match.start(), name))
    if found:
        names = {name for _, name in found}
        if len(names) == 1:
            return found[0][1]
        return "state" if {"central", "local"} <= names or {"central", "provincial"} <= names else max(found)[1]
    follows = re.match(r"\s*,?\s*(?:từ|do|bằng|thuộc|nguồn)\b[^.;(]{0,50}", after)
    if follows:
        for name, pattern in _SOURCES:
            if pattern.search(follows.group()):
                return name
    if re.search(r"(?:tổ\s+chức\s+xã\s+hội|nhà\s+hảo\s+tâm|cá\s+nhân)[^.;]{0,120}$", before):
        return "social"
    return None


def _is_past(context: Context, header: HeaderResult, block: Block, kinds: dict[int, bool]) -> bool:
    """Whether the block stands in a section on what is or was."""
    if block.index in kinds:
        return kinds[block.index]
    past = False
    for outer in context.ancestors(block):
        if outer.numbered and _PAST_SECTION.search(context.lower, outer.body, min(outer.end, outer.body + 150)):
            past = True
            break
    kinds[block.index] = past
    return past


def _reported(lower: str, sentence: tuple[int, int], money: Money, past: bool) -> bool:
    nearby = lower[max(sentence[0], money.start - 120) : money.start]
    if past:
        return not re.search(r"dự\s+kiến|đề\s+nghị", nearby)
    spent = None
    for spent in _SPENT.finditer(nearby):
        pass
    if spent is None:
        return False
    planned = None
    for planned in _PLANNED.finditer(nearby):
        pass
    return planned is None or planned.start() < spent.start()


def _years(
    context: Context,
    header: HeaderResult,
    block: Block,
    money: Money,
    sentence: tuple[int, int],
    role: str,
) -> tuple[str | None, str | None, bool]:
    """(start, end, found near): the years from the sentence, a time label beside it, or a heading."""
    flat = context.flat
    near = _last_period(flat, max(sentence[0], money.start - 160), money.start) or _last_period(
        flat, money.end, min(sentence[1], money.end + 50)
    )
    if near:
        return (*near, True)
    for outer in (block, *context.ancestors(block)):
        if outer.parent is not None and outer.style > Style.CAPITAL:
            for sibling in context.children(context.blocks[outer.parent]):
                if label := _TIME_LABEL.search(context.lower, sibling.start, min(sibling.end, sibling.start + 60)):
                    if found := _last_period(flat, label.end(), sibling.end):
                        return (*found, True)
        if outer is not block and (found := _last_period(flat, outer.body, min(outer.end, outer.body + 200))):
            return (*found, True)
    period = header.header.period
    if role == "planned" and period is not None:
        return period.start, period.end, False
    return None, None, False


def _last_period(flat: str, start: int, end: int) -> tuple[str | None, str | None] | None:
    last = None
    for last in periods.find_periods(flat, start, end):
        pass
    if last is not None and not last.reversed and (last.first or last.last):
        return _year(last.first), _year(last.last)
    years = re.findall(r"(?:năm|các\s+năm)\s+((?:19|20)\d\d)(?!\s*/)", flat[start:end])
    return (years[-1], years[-1]) if years else None


def _year(value: str | None) -> str | None:
    return value[:4] if value and value[5:] in ("", "01", "12", "01-01", "12-31") else value


def _quote(context: Context, block: Block, start: int, money: Money) -> tuple[int, int]:
    flat = context.flat
    if start == block.body:
        start = block.start
    if money.start - start > 160:
        start = flat.find(" ", money.start - 150) + 1
    while start < money.start and flat[start] in " ,;.(":
        start += 1
    end = money.end
    if follow := re.match(r"\s*/\s*\w+", flat[money.end : block.end]):
        end += follow.end()
    return start, min(end, block.end)


def _purpose(context: Context, block: Block, segment: tuple[int, int], money: Money) -> str | None:
    """What it pays for: the words around the amount, or the heading of the item where those only say `Kinh phí`."""
    after = one_line(context.flat[money.end : segment[1]]).strip(" .;,)(")
    before = one_line(context.flat[segment[0] : money.start]).strip(" .;,:(")
    if not _MONEY_LABEL.match(before.lower()) and len(before.split()) > 3:
        words = re.sub(r"(?:,\s*)?(?:trị giá|với (?:tổng )?kinh phí|kinh phí|tổng giá trị|là|trên|hơn|khoảng|dự kiến|gần)[\s:]*$", "", before)
        return words.strip(" ,;:") or before
    if len(after.split()) > 3 and not re.match(r"(?:/|trong đó|gồm)", after):
        return after[:250]
    for outer in context.ancestors(block):
        heading = context.body(outer).rstrip(" .:;")
        if outer.numbered and not _MONEY_LABEL.match(heading.lower()) and len(heading.split()) > 2:
            return heading[:250]
    return before or None
