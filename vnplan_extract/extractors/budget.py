"""Amounts of money in running text, with who pays, for what, in which years, and whether it was spent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vnplan_extract.extractors.blocks import Block, Style
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.grids import grids
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.record import BudgetItem, Comparator, Funds, Per
from vnplan_extract.values import money as money_values
from vnplan_extract.values.money import Money
from vnplan_extract.values.periods import find_periods

_Years = tuple[str | None, str | None]

_FUNDS = r"(?<!\w)(?:(?:ngân\s+sách|nguồn\s+vốn|nguồn|vốn|kinh\s+phí)(?:\s+của)?(?:\s+các)?\s+(?:cấp\s+)?|ns\s*)"
#: Who pays, by the words before or behind an amount.
_SOURCES: tuple[tuple[Funds, re.Pattern[str]], ...] = (
    ("central", re.compile(_FUNDS + r"(?:trung\s+ương|tw)(?!\w)|trung\s+ương\s+(?:hỗ\s+trợ|cấp|bổ\s+sung)")),
    ("provincial", re.compile(_FUNDS + r"tỉnh(?!\w)|(?<!\w)tỉnh\s+(?:hỗ\s+trợ|cấp|bổ\s+sung)")),
    ("district", re.compile(_FUNDS + r"(?:huyện|thị\s+xã|quận)(?!\w)")),
    ("local", re.compile(_FUNDS + r"(?:(?:xã(?!\s+hội)|phường)(?!\w)|địa\s+phương)|nsđp")),
    (
        "social",
        re.compile(
            r"xã\s+hội\s+hóa|đóng\s+góp|tài\s+trợ|hảo\s+tâm|mạnh\s+thường\s+quân|(?:vốn|nguồn)\s+(?:doanh\s+nghiệp(?!\s+nhà\s+nước)|dân\s+cư"
            r"|huy\s+động|xã\s+hội)|huy\s+động\s+(?:từ|khác|xã\s+hội)|doanh\s+nghiệp\s+hỗ\s+trợ"
            r"|(?:vốn|đối\s+ứng)\s+(?:của\s+)?(?:nhân\s+)?dân(?!\w)|(?:các\s+tổ\s+chức(?:\s+xã\s+hội)?|doanh\s+nghiệp),?\s+(?:và\s+)?(?:các\s+)?(?:nhà(?!\s+nước)|cá\s+nhân)"
        ),
    ),
    ("state", re.compile(r"ngân\s+sách\s+nhà\s+nước|nsnn")),
)
#: Levels that share one `ngân sách`: central and local together, or several below the centre.
_SHARED: tuple[tuple[Funds, re.Pattern[str]], ...] = (
    (
        "state",
        re.compile(_FUNDS + r"(?:trung\s+ương|tw)\s*(?:,|và|với|\+)\s*(?:ngân\s+sách\s+)?(?:địa\s+phương|tỉnh)(?!\w)"),
    ),
    (
        "local",
        re.compile(
            _FUNDS + r"(?:tỉnh|huyện|thành\s+phố|thị\s+xã)"
            r"(?:\s*(?:,|và)\s*(?:cấp\s+)?(?:huyện|thành\s+phố|thị\s+xã|xã(?!\s+hội)|phường)(?!\w))+"
        ),
    ),
)
#: Before a fund that money goes to and does not come from.
_PAID_TO = re.compile(r"(?<!\w)(?:nộp|thu|thu\s+nộp)\s+(?:vào\s+)?$")
#: An item that says nothing but the level: `- Trung ương: 24 triệu đồng`.
_BARE_SOURCE = re.compile(
    r"(?:(?P<central>trung\s+ương|tw)|(?P<provincial>tỉnh)|(?P<local>địa\s+phương|xã)|(?P<district>huyện))\s*:"
)
#: `Ngân sách thành phố`: of a province-level city, or of a district-level one.
_CITY_FUNDS = re.compile(_FUNDS + r"thành\s+phố(?!\w)")
#: A heading over amounts that all come from what it names: `2. Nguồn ngân sách tỉnh:`.
_FUND_HEADING = re.compile(
    r"(?:nguồn|ngân\s+sách|vốn|từ\s+nguồn|từ\s+ngân|kinh\s+phí\s+từ|đóng\s+góp|xã\s+hội\s+hóa)(?!\w)"
)
#: … or that divides the estimates of a budget: `1. Điều chỉnh dự toán chi ngân sách nhà nước năm 2024`.
_ESTIMATE = re.compile(
    r"dự\s+toán\s+(?:(?:chi|thu)\s+)?ngân\s+sách\s+(?:nhà\s+nước|tỉnh|huyện|địa\s+phương|thành\s+phố)"
)
_JOINED = re.compile(r"(?:^|\s)(?:và|,|với|\+|cùng)(?:\s|$)")

_MORE = re.compile(r"(?<!\w)(?:trên|hơn|ít\s+nhất|tối\s+thiểu|không\s+dưới|vượt|lớn\s+hơn)(?:\s+là)?[\s:]*$")
_LESS = re.compile(r"(?<!\w)(?:tối\s+đa|không\s+quá|không\s+vượt\s+quá|dưới|chưa\s+đến)(?:\s+là)?[\s:]*$")
_ABOUT = re.compile(r"(?:(?<!\w)(?:khoảng|gần|xấp\s+xỉ|ước\s+tính|ước)|~)(?:\s+là)?[\s:]*$")
_UPWARDS = re.compile(r"(?:\s*/\s*\w+)?\s+trở\s+lên")

_PER_UNIT = re.compile(
    r"\s*/\s*(?:0?1\s*|một\s+)?(?!(?:0?1\s*)?(?:năm|tháng)(?!\w))[^\W\d_]"
    r"|\s+(?:một|mỗi|trên\s+một)\s+(?!năm|tháng)(?:người|hộ|lớp|suất|ngày|buổi|mô\s+hình|ha)(?!\w)"
)
_PER_YEAR = re.compile(r"\s*/\s*(?:0?1\s+)?năm(?!\w)|\s+(?:một|mỗi|hàng|hằng)\s+năm(?!\w)")
_PER_MONTH = re.compile(r"\s*/\s*(?:0?1\s+)?tháng(?!\w)|\s+(?:một|mỗi|hàng|hằng)\s+tháng(?!\w)")
_YEARLY_BEFORE = re.compile(r"(?<!\w)(?:mỗi|một|hàng|hằng)\s+năm(?!\w)[^.;]{0,60}$")

#: No money of a plan: what a fine or a share is.
_NO_BUDGET = re.compile(r"(?<!\w)(?:mệnh\s+giá|mức\s+(?:xử\s+)?phạt|phạt\s+tiền|bị\s+phạt)(?!\w)[^.;]{0,60}$")
_SPENT = re.compile(
    r"(?<!\w)(?:trị\s+giá|giá\s+trị|đã(?!\s+(?:được\s+)?(?:phê\s+duyệt|giao|bố\s+trí|ban\s+hành|xây\s+dựng|lập|đăng\s+ký|đề\s+ra|xác\s+định))|thực\s+hiện\s+được|đạt\s+được"
    r"|giải\s+ngân|quyết\s+toán|thu\s+được|chi\s+trả(?!\s+nợ)|đang|(?<!so\svới\s)ước\s+(?:đạt|thực\s+hiện)|(?:vốn|kinh\s+phí)(?:\s+\w+){0,3}\s+cấp(?!\s*:))(?!\w)"
)
_FULFILLED = re.compile(r"[\s,(]*(?:vượt|bằng|đạt)\s+[\d.,]+\s?%\s+(?:so\s+với\s+)?(?:kế\s+hoạch|dự\s+toán)(?!\w)")
_PLANNED = re.compile(
    r"(?<!\w)(?:dự\s+kiến|dự\s+toán|nhu\s+cầu|đề\s+nghị|bố\s+trí|phấn\s+đấu|sẽ|kinh\s+phí\s+thực\s+hiện)(?!\w)"
)
_PAST_SECTION = re.compile(
    r"(?:\w+\s+){0,2}?(?:thực\s+trạng|kết\s+quả|tình\s+hình|đánh\s+giá\s+(?:chung|tình|kết|thực)|đặc\s+điểm|khái\s+quát"
    r"|khó\s+khăn|thuận\s+lợi|tồn\s+tại|hạn\s+chế|sơ\s+kết|tổng\s+kết\s+(?:việc|tình|kết|\d))"
    r"(?!.{0,30}(?:dự\s+kiến|mong\s+đợi|cần\s+đạt|phấn\s+đấu))"
)
_TIME_LABEL = re.compile(r"(?:thời\s+gian|thời\s+hạn|tiến\s+độ)(?:\s+(?:thực\s+hiện|hoàn\s+thành|triển\s+khai))?\s*:")
#: Words that say nothing of what the money is for.
_MONEY_LABEL = re.compile(
    r"(?:[\s\-–+*:.,()/]|(?:đồng|triệu|tỷ|gồm|tổng|mức|kinh\s+phí|dự\s+toán|nguồn|vốn|ngân\s+sách|trong\s+đó|dự\s+kiến|đề\s+nghị|ước|cộng|nhu\s+cầu"
    r"|thực\s+hiện|giai\s+đoạn|các|mỗi|một|trung\s+ương|tỉnh|huyện|thành\s+phố|hỗ\s+trợ|địa\s+phương|nhà\s+nước|là|từ|của|cấp"
    r"|xã\s+hội\s+hóa|được|khoảng|đến|và|còn\s+lại|năm|\d+)(?!\w))*"
)
#: Words with which an amount says again, or goes on from, the one before it: the years alone.
_YEARS_ONLY = re.compile(r"(?:[\s/,:–—-]|(?:mỗi|một|hàng|hằng|năm|giai\s+đoạn|các|là|và|tổng|cộng|\d+)(?!\w))*")
_LEAD_IN = re.compile(
    r"(?:,\s*)?(?:với\s+)?(?:có\s+)?(?:tổng\s+)?(?:trị\s+giá|kinh\s+phí|giá\s+trị|số\s+tiền)?\s*(?:là|trên|hơn|khoảng|dự\s+kiến|gần)?[\s:]*$"
)
_MONTHS = re.compile(r"(?<!\w)\d{1,2}\s+tháng(?!\w)")
#: Between the two ends of a range.
_RANGE = re.compile(r"\s*(?:đồng\s*)?(?:[-–—]|đến|tới)\s*")
#: What stands before an amount and behind the one above it: `; năm 2024: `, `, phân kỳ: năm 2023 là `.
_NEXT_LABEL = re.compile(r"(?:[,;]|\((?![^()]*\)))[^,;(]*$")
#: The year of an amount right behind it: `15 triệu đồng (năm 2020)`.
_YEAR_BEHIND = re.compile(r"\s*\(?(?:(?:vào|trong)\s+)?năm\s+(?:19|20)\d\d(?![\w/])\)?")
#: Before a year that an amount is only compared with, or in whose prices it is given.
_BASE_YEAR = re.compile(
    r"(?:(?<!\w)(?:so\s+với|gấp\s+[\d,]+\s+lần)\s[^.;,()\d]{0,40}|(?<!\w)giá(?:\s+(?:so\s+sánh|cố\s+định|hiện\s+hành))?(?:\s+(?:của\s+)?năm)?\s*)$"
)
#: Between an amount and the same in words.
_IN_WORDS = re.compile(r"\s*\((?:\s*(?:viết\s+)?bằng\s+chữ\s*:)?[^()\d]*")
_BRACKET_IN_WORDS = re.compile(r"\s*\([^()\d]*đồng[^()\d]*\)")
_WORDS_LENGTH = 120
#: `/người`, behind an amount.
_FOR_EACH = re.compile(r"\s*/\s*\w+")
_PURPOSE_LENGTH = 250
#: How far below a total its parts are looked for, in amounts.
_MOST_PARTS = 60


@dataclass(frozen=True)
class _Amount:
    """An amount and the part of its sentence that speaks of it: from the amount or bracket before it to the next.

    `behind` is where the words behind it begin: those that say the amount again are passed over.
    """

    money: Money
    block: Block
    sentence: int
    start: int
    behind: int
    end: int
    before: str
    after: str


class _Sections:
    """What the sections of a text say of the amounts in them, looked up once for each section."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._past: dict[int, bool] = {}
        self._labelled: dict[int, _Years | None] = {}

    def past(self, block: Block) -> bool:
        """Whether the block stands in a section on what is or was."""
        if block.parent is None:
            return False
        if block.parent not in self._past:
            outer = self.context.blocks[block.parent]
            own = outer.numbered and outer.style < Style.LETTER
            end = min(outer.end, outer.body + 150)
            self._past[outer.index] = (
                own and bool(_PAST_SECTION.match(self.context.lower, outer.body, end))
            ) or self.past(outer)
        return self._past[block.parent]

    def labelled(self, block: Block) -> _Years | None:
        """The years behind a time label (`Thời gian thực hiện:`) beside the block, where it has both ends."""
        if block.parent is None or block.style <= Style.CAPITAL:
            return None
        if block.parent not in self._labelled:
            self._labelled[block.parent] = self._label_under(self.context.blocks[block.parent])
        return self._labelled[block.parent]

    def _label_under(self, parent: Block) -> _Years | None:
        for child in self.context.children(parent):
            label = _TIME_LABEL.search(self.context.lower, child.start, min(child.end, child.start + 60))
            if label and (found := _last_years(self.context.flat, label.end(), child.end)) and all(found):
                return found
        return None


def extract(context: Context, header: HeaderResult) -> list[BudgetItem]:
    """Every amount of money in running text, once for each different statement; those in tables are left out."""
    sections = _Sections(context)
    found: list[tuple[_Amount, BudgetItem]] = []
    fined: int | None = None
    for amount in _amounts(context):
        before, fined = fined, None
        if before is not None and _RANGE.fullmatch(context.lower, before, amount.money.start):
            continue  # `Phạt tiền từ 3 triệu đồng đến 5 triệu đồng`
        if header.in_tail(amount.money.start):
            continue
        if _NO_BUDGET.search(amount.before):
            fined = amount.money.end
            continue
        found.append((amount, _item(sections, header, amount, found[-1] if found else None)))
    _span_of_totals(found)
    return context.numbered("b", _distinct([item for _, item in found]))


def _distinct(items: list[BudgetItem]) -> list[BudgetItem]:
    """The same amount for the same purpose, source and years is one statement."""
    seen: dict[tuple[object, ...], BudgetItem] = {}
    for item in items:
        key = (item.amount_vnd, item.per, item.source, item.role, item.start, item.end, item.purpose)
        seen.setdefault(key, item)
    return list(seen.values())


def _amounts(context: Context) -> Iterator[_Amount]:
    """The amounts outside tables, each with the words that belong to it."""
    lower = context.lower
    if "tỷ" not in lower and "đ" not in lower:
        return
    tables = [(table.start, table.end) for table in grids(context)]
    at = last = 0
    moneys = _without_words(lower, sorted(money_values.find_money(context.flat), key=lambda money: money.start))
    for index, money in enumerate(moneys):
        while at < len(tables) and tables[at][1] <= money.start:
            at += 1
        block = context.block_at(money.start)
        if block is None or (at < len(tables) and tables[at][0] <= money.start):
            continue
        sentence, end = context.sentence(money.start)
        sentence = max(sentence, block.body)
        if "đ" not in lower[money.start : money.end] and _in_dollars(lower[sentence : money.start]):
            continue
        start = max(sentence, last)
        if start == last and (said := _YEAR_BEHIND.match(lower, last, money.start)) and said.group().endswith(")"):
            start = said.end()
        bracket = lower.rfind("(", start, money.start)
        if bracket >= 0 and ")" not in lower[bracket : money.start]:
            start = bracket + 1
        after = money.end
        following = moneys[index + 1 : index + 2]
        if following and following[0].start < end and _RANGE.fullmatch(lower, money.end, following[0].start):
            after = following[0].end  # what stands behind the second amount is said of both
            following = moneys[index + 2 : index + 3]
        if words := _BRACKET_IN_WORDS.match(lower, after, end):
            after = words.end()
        if following and following[0].start < end:
            end = max(after, following[0].start)
            if label := _NEXT_LABEL.search(lower, after, end):
                end = label.start()
        yield _Amount(money, block, sentence, start, after, end, lower[start : money.start], lower[after:end])
        last = money.end


def _in_dollars(before: str) -> bool:
    """Whether the currency named last is foreign: `dầu thô 5 tỷ USD, dệt may (4 tỷ)`."""
    return before.rfind("usd") > before.rfind("đồng")


def _without_words(lower: str, moneys: list[Money]) -> list[Money]:
    """The amounts without those that say the one before them again in words: `350 triệu đồng (Ba trăm …)`."""
    kept: list[Money] = []
    for money in moneys:
        words = not any(c.isdigit() for c in lower[money.start : money.end])
        if not (words and kept and _IN_WORDS.fullmatch(lower[kept[-1].end : money.start][-_WORDS_LENGTH:])):
            kept.append(money)
    return kept


def _item(
    sections: _Sections, header: HeaderResult, amount: _Amount, previous: tuple[_Amount, BudgetItem] | None
) -> BudgetItem:
    context = sections.context
    if previous is not None and _RANGE.fullmatch(context.lower, previous[0].money.end, amount.money.start):
        said = previous[1]
        evidence = [context.evidence(*_quote(context, amount))]
        return said.model_copy(update={"amount_vnd": amount.money.amount_vnd, "evidence": evidence})
    role: Literal["planned", "reported"] = "reported" if _reported(sections, amount) else "planned"
    source = _source(context, header, amount)
    if (
        source is None
        and previous is not None
        and previous[0].sentence == amount.sentence
        and _YEARS_ONLY.fullmatch(amount.before)
    ):
        source = previous[1].source
    years = _own_years(sections, amount)
    if years and _over(header, years) and not _PLANNED.search(amount.before):
        role = "reported"
    if years and _is_before_the_plan(header, years):
        role = "reported"
    start, end = years or (_period_of_plan(header) if role == "planned" else (None, None))
    labelled = re.search(r"kinh\s+phí|ngân\s+sách|vốn|dự\s+toán", amount.before)
    return BudgetItem(
        id="b",
        evidence=[context.evidence(*_quote(context, amount))],
        confidence=0.93 if labelled and years else 0.9 if labelled or years else 0.8,
        rule="budget.labelled" if labelled else "budget.amount",
        amount_vnd=amount.money.amount_vnd,
        comparator=_comparator(amount),
        per=_per(amount),
        source=source,
        role=role,
        start=start,
        end=end,
        purpose=_purpose(context, amount),
    )


def _comparator(amount: _Amount) -> Comparator:
    tail = amount.before[-30:]
    if _MORE.search(tail) or _UPWARDS.match(amount.after):
        return ">="
    if _LESS.search(tail):
        return "<="
    if _ABOUT.search(tail) or re.search(r"bình\s+quân[\s:]*$", tail):
        return "~"
    return "="


def _per(amount: _Amount) -> Per:
    if _PER_YEAR.match(amount.after):
        return "year"
    if _PER_MONTH.match(amount.after):
        return "month"
    if _PER_UNIT.match(amount.after):
        return "unit"
    return "year" if _YEARLY_BEFORE.search(amount.before[-100:]) else "total"


def _source(context: Context, header: HeaderResult, amount: _Amount) -> Funds | None:
    if found := _source_in(header, amount.before):
        return found
    bare = _BARE_SOURCE.match(context.lower, amount.block.body) if _per(amount) == "total" else None
    if bare and bare.end() <= amount.money.start:
        levels: dict[str, Funds] = {
            "central": "central", "provincial": "provincial", "local": "local", "district": "district",
        }  # fmt: skip
        return levels[bare.lastgroup or ""]
    follows = re.match(
        r"(?:\s*/\s*\w+)?[\s,]*(?:\(\s*)?(?:được\s+lấy\s+)?(?:từ|do|bằng|thuộc|nguồn|ngân\s+sách)[^.;]{0,70}",
        amount.after,
    )
    if follows and (found := _source_in(header, follows.group())):
        return found
    for outer in (amount.block, *context.ancestors(amount.block)):
        label = context.lower[outer.body : min(outer.end, outer.body + 120)]
        if outer is not amount.block and _FUND_HEADING.match(label):
            return _source_in(header, label)
        if estimate := _ESTIMATE.search(label):
            return _source_in(header, estimate.group())
    return None


def _source_in(header: HeaderResult, words: str) -> Funds | None:
    """The source that some words name: the nearest, or of several that are joined the level above them."""
    found: list[tuple[int, int, Funds]] = [
        (match.start(), match.end(), name) for name, pattern in _SOURCES for match in pattern.finditer(words)
    ]
    for match in _CITY_FUNDS.finditer(words):
        found.append((*match.span(), "provincial" if _is_city(header) else "district"))
    for name, pattern in _SHARED:
        for match in pattern.finditer(words):
            found = [item for item in found if item[1] <= match.start() or item[0] >= match.end()]
            found.append((*match.span(), name))
    found = sorted(item for item in found if not _PAID_TO.search(words[: item[0]]))
    names: set[Funds] = set()
    end = len(words)
    for start, close, name in reversed(found):
        if names and not _JOINED.search(words[close:end]):
            break
        names.add(name)
        end = start
    if len(names) <= 1:
        return names.pop() if names else None
    if "social" in names:
        return found[-1][2]
    return "state" if names & {"central", "state"} else "local"


def _is_city(header: HeaderResult) -> bool:
    """Whether `thành phố` in this document is one of the province's level."""
    own = header.own_province or ""
    return own.startswith("thành phố") or not (header.own_district or own)


def _reported(sections: _Sections, amount: _Amount) -> bool:
    """Whether the money was spent or given: by the section, or by the words before the amount."""
    nearby = amount.before[-120:]
    if sections.past(amount.block):
        return not re.search(r"dự\s+kiến|đề\s+nghị", nearby)
    if _FULFILLED.match(amount.after):
        return True
    spent = [match.start() for match in _SPENT.finditer(nearby)]
    planned = [match.start() for match in _PLANNED.finditer(nearby)]
    return bool(spent) and (not planned or planned[-1] < spent[-1])


def _own_years(sections: _Sections, amount: _Amount) -> _Years | None:
    """The years that the amount covers: from its sentence, a time label beside it, or a heading."""
    context, money, block = sections.context, amount.money, amount.block
    flat = context.flat
    if behind := _YEAR_BEHIND.match(flat, amount.behind, amount.end):
        return _last_years(flat, *behind.span())
    near = _last_years(flat, amount.start, money.start)
    if near is None:
        near = _last_years(flat, max(amount.sentence, money.start - 160), money.start)
        if near and _MONTHS.search(amount.before):  # `tháng 9 năm 2024 …, cộng 9 tháng …`
            near = near[0] and near[0][:4], near[1] and near[1][:4]
    near = near or _last_years(flat, amount.behind, min(amount.end, amount.behind + 50))
    if near:
        return near
    for outer in (block, *context.ancestors(block)):
        if labelled := sections.labelled(outer):
            return labelled
        if outer is not block and (found := _last_years(flat, outer.body, min(outer.end, outer.body + 200))):
            return found
    return None


def _last_years(flat: str, start: int, end: int) -> _Years | None:
    last = None
    for period in find_periods(flat, start, end):
        if period.reversed or period.rule in ("before", "as_of", "within_day"):
            continue
        if not _BASE_YEAR.search(flat[max(0, period.start - 60) : period.start].lower()):
            last = period
    return (_year(last.first), _year(last.last)) if last else None


def _year(value: str | None) -> str | None:
    """The year alone where a period begins or ends with it."""
    return value[:4] if value and value[5:] in ("", "01", "12", "01-01", "12-31") else value


def _is_before_the_plan(header: HeaderResult, years: _Years) -> bool:
    """Whether a report tells of years before those that it plans for: what it expects of them is a result."""
    period = header.header.period
    start = period.start if period else None
    return (
        header.header.doc_type == "Báo cáo" and start is not None and years[1] is not None and years[1][:4] < start[:4]
    )


def _over(header: HeaderResult, years: _Years) -> bool:
    """Whether these years were over in the year of the document."""
    issued, end = header.header.issued_on, years[1]
    return bool(issued and end and end[:4] < issued[:4])


def _period_of_plan(header: HeaderResult) -> _Years:
    period = header.header.period
    return (period.start, period.end) if period else (None, None)


def _span_of_totals(found: list[tuple[_Amount, BudgetItem]]) -> None:
    """Let a total cover the years of the numbered items under it whose amounts make it up."""
    for index, (amount, item) in enumerate(found):
        if item.role != "planned" or item.per != "total" or "tổng" not in amount.before:
            continue
        rest, parts = item.amount_vnd, list[BudgetItem]()
        heading = amount.block.index
        for later, part in found[index + 1 : index + 1 + _MOST_PARTS]:
            block = later.block
            if block.index == heading or not block.numbered or part.per != "total" or not (part.start and part.end):
                continue
            heading = block.index  # a heading's first amount is its sum
            parts.append(part)
            rest -= part.amount_vnd
            if rest <= 0:
                break
        if rest == 0 and len(parts) > 1:
            item.start = min(part.start or "" for part in parts)
            item.end = max(part.end or "" for part in parts)


def _quote(context: Context, amount: _Amount) -> tuple[int, int]:
    flat, money, block = context.flat, amount.money, amount.block
    start = block.start if amount.start == block.body else amount.start
    if money.start - start > 160:
        start = flat.find(" ", money.start - 150) + 1
    while start < money.start and flat[start] in " ,;.()/":
        start += 1
    end = money.end
    if follow := _FOR_EACH.match(flat, end, block.end):
        end = follow.end()
    return start, min(end, block.end)


def _purpose(context: Context, amount: _Amount) -> str | None:
    """What it pays for: the words around the amount, or the heading of the item where those only say `Kinh phí`."""
    flat = context.flat
    before = one_line(flat[amount.start : amount.money.start]).strip(" .;,:(/")
    after = one_line(flat[amount.behind : amount.end]).strip(" .;,)(")
    if not _MONEY_LABEL.fullmatch(before.lower()) and len(before.split()) > 3:
        return _LEAD_IN.sub("", before).strip(" ,;:")[:_PURPOSE_LENGTH] or before[:_PURPOSE_LENGTH]
    if len(after.split()) > 3 and not re.match(r"/|trong đó|gồm", after) and not _MONEY_LABEL.fullmatch(after.lower()):
        return after[:_PURPOSE_LENGTH]
    for outer in context.ancestors(amount.block):
        heading = context.body(outer).rstrip(" .:;")
        if outer.numbered and not _MONEY_LABEL.fullmatch(heading.lower()) and len(heading.split()) > 2:
            return heading[:_PURPOSE_LENGTH]
    sentence = one_line(flat[max(amount.sentence, amount.start - 150) : amount.start]).strip(" .;,:(/")
    return (sentence or before)[:_PURPOSE_LENGTH] or None
