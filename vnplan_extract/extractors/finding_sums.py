"""Totals in running text that their parts do not add up to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from vnplan_extract.extractors.blocks import Block
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.queries import Figure, Query, Range, Span, figures, printed, rounded
from vnplan_extract.record import BudgetItem
from vnplan_extract.values.money import Money, find_money
from vnplan_extract.values.numbers import parse_number
from vnplan_extract.values.periods import find_periods

_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
_BULLET = re.compile(r"[.;]?\s*[-–+•*]\s")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[^\s\d]|\s*$)")
_CONSISTS = re.compile(r"(?<!\w)(?:bao\s+gồm|gồm|chia\s+ra|phân\s+ra)(?:\s+có)?(?!\w)\s*:?\s*")
_NESTED = re.compile(r"(?<!\w)(?:trong\s+đó|riêng|kể\s+cả)(?!\w)")
_SEXES = re.compile(
    rf"(?<!\w)(?P<one>nam|nữ)\s*(?:là|có|:)?\s*\.?(?P<a>{_NUMBER})(?P<a_percent>\s?%)?[^0-9.;%]{{0,20}}?[,;]?\s*(?:và\s+)?(?P<other>nam|nữ)\s*(?:là|có|:)?\s*\.?(?P<b>{_NUMBER})(?P<b_percent>\s?%)?"
)
_PARTS = re.compile(
    r"[\s,;:.()]*(?:trong\s+đó|gồm|bao\s+gồm|phân\s+ra|chia\s+ra|cụ\s+thể|từ\s+các\s+nguồn|như\s+sau|chia\s+theo\s+nguồn)(?!\w)"
)
_EXHAUSTIVE = re.compile(r"(?<!\w)(?:gồm|phân\s+ra|chia\s+ra|từ\s+các\s+nguồn|theo\s+nguồn|cơ\s+cấu)(?!\w)")
_FUND = re.compile(
    r"(?:[\s+*•:,;()–-]|(?:trong\s+đó|gồm|và|từ|đề\s+nghị|dự\s+kiến|các)(?!\w))*"
    r"(?:ngân\s+sách|nguồn|vốn|nsnn|nstw|nsđp|ns\s|xã\s+hội\s+hóa|đóng\s+góp|huy\s+động|tài\s+trợ|kinh\s+phí\s+(?:từ|trung|địa|xã\s+hội)|đề\s+nghị)"
)
_YEARLY = re.compile(r"\s*/\s*(?:0?1\s+)?năm(?!\w)")
_EACH_YEAR = re.compile(r"(?<!\w)(?:mỗi|hàng|hằng)\s+năm(?!\w)[^.;]*$")
_TOTAL = re.compile(r"(?<!\w)tổng(?!\w)")


def sums(context: Context, budget: Sequence[BudgetItem]) -> Iterator[Query]:
    """Every total of running text that its parts, by wording all of them, do not make up."""
    yield from _counted(context)
    yield from _sexes(context)
    yield from _yearly(context, budget)
    yield from _funds(context, budget)


def _passage_end(context: Context, block: Block, at: int) -> int:
    """The end of the sentence, past semicolons."""
    match = _SENTENCE_END.search(context.flat, at, block.end)
    return match.start() if match else block.end


def _counted(context: Context) -> Iterator[Query]:
    """`N hộ, gồm A hộ … và B hộ …`."""
    lower = context.lower
    for match in _CONSISTS.finditer(lower):
        block = context.block_at(match.start())
        if block is None:
            continue
        start = max(block.body, match.start() - 120)
        before = figures(context, start, match.start())
        if not before or not before[-1].unit or before[-1].about or before[-1].kind == "money":
            continue
        whole = before[-1]
        if re.search(r"[0-9.;%]", lower[whole.close : match.start()]):
            continue
        end = _passage_end(context, block, match.end())
        if _NESTED.search(lower, match.end(), end) or "%" in lower[match.end() : end] or _goes_on(context, block, end):
            continue
        parts = figures(context, match.end(), end)
        if not parts or parts[0].start > match.end() + 3 or len(parts) < 2:
            continue
        if any(part.unit != whole.unit or part.about or len(part.ranges) > 1 for part in (*parts, whole)):
            continue
        if any(re.search(r"[(/]", lower[a.end : b.start]) for a, b in pairwise(parts)):
            continue
        query = _added(whole, parts, ((whole.start, parts[-1].close),), whole.unit)
        if query is not None:
            yield query


def _goes_on(context: Context, block: Block, end: int) -> bool:
    """Whether a list that ends here goes on in bullets behind or under it."""
    if end < block.end:
        return bool(_BULLET.match(context.flat, end, block.end))
    following = context.blocks[block.index + 1] if block.index + 1 < len(context.blocks) else None
    return (
        following is not None
        and following.number in ("-", "+", "*")
        and following.parent in (block.index, block.parent)
    )


def _added(whole: Figure, parts: Sequence[Figure], spans: tuple[Span, ...], unit: str) -> Query | None:
    total = Range(Decimal(0), Decimal(0))
    for part in parts:
        total = total + part.range
    if total.meets(whole.range):
        return None
    places = max(part.places for part in parts)
    added = " + ".join(printed(part.value, part.places) for part in parts)
    note = (
        f"{added} = {printed(sum((part.value for part in parts), Decimal(0)), places)} {unit}; "
        f"in {printed(whole.value, whole.places)} {unit}"
    )
    return Query("sum_mismatch", "finding.sum", note, spans, 0.8)


def _sexes(context: Context) -> Iterator[Query]:
    """`N người (nam A người, nữ B người)`, `nam 45%, nữ 56%`."""
    lower = context.lower
    for match in _SEXES.finditer(lower):
        one, other = parse_number(match["a"]), parse_number(match["b"])
        if match["one"] == match["other"] or one is None or other is None:
            continue
        if match["a_percent"] and match["b_percent"]:
            whole = rounded(Decimal(one.value), one.places) + rounded(Decimal(other.value), other.places)
            if not whole.meets(Range(Decimal(100), Decimal(100))):
                both = printed(Decimal(one.value) + Decimal(other.value), max(one.places, other.places))
                note = f"{match['a']} % + {match['b']} % = {both} %, không phải 100 %"
                yield Query("share_mismatch", "finding.shares_of_whole", note, (match.span(),), 0.85)
            continue
        if match["a_percent"] or match["b_percent"]:
            continue
        block = context.block_at(match.start())
        if block is None:
            continue
        before = figures(context, max(block.body, match.start() - 60), match.start())
        if not before or before[-1].kind != "person" or before[-1].about or len(before[-1].ranges) > 1:
            continue
        total = before[-1]
        if not re.fullmatch(
            r"[\s,(:;]*(?:trong\s+đó|gồm|bao\s+gồm|chia\s+ra)?[\s:,(]*(?:có\s+)?", lower[total.close : match.start()]
        ):
            continue
        added = Decimal(one.value) + Decimal(other.value)
        if added != total.value and one.value <= total.value and other.value <= total.value:
            note = (
                f"{match['a']} + {match['b']} = {printed(added)} {total.unit}; in {printed(total.value)} {total.unit}"
            )
            yield Query("sum_mismatch", "finding.sum", note, ((total.start, match.end()),), 0.85)


def _yearly(context: Context, budget: Sequence[BudgetItem]) -> Iterator[Query]:
    """`A đồng/năm, giai đoạn 2021 - 2025 là B đồng`: a yearly amount and the total of stated years."""
    flat, lower = context.flat, context.lower
    items = sorted(budget, key=lambda item: item.evidence[0].end)
    for first, second in pairwise(items):
        start, end = first.evidence[0].end, second.evidence[0].end
        if first.per != "year" or second.per != "total" or first.comparator != "=" or second.comparator != "=":
            continue
        if not 0 < end - start < 160 or context.block_at(start) != context.block_at(end - 1):
            continue
        amounts = list(find_money(flat, first.evidence[0].start, end))
        if (
            len(amounts) != 2
            or not (
                _YEARLY.match(lower, amounts[0].end)
                or _EACH_YEAR.search(lower, amounts[0].start - 60, amounts[0].start)
            )
            or re.search(r"[.;]\s", flat[amounts[0].end : amounts[1].start])
        ):
            continue
        yearly, total = amounts
        years = None
        for period in find_periods(flat, yearly.end, total.start):
            if period.first and period.last and not period.reversed and len(period.first) == len(period.last) == 4:
                years = int(period.last) - int(period.first) + 1
                label = f"{period.first}-{period.last} là {years} năm"
        if years is None:
            stated = re.search(r"(?<!\w)(?:trong\s+)?(0?[2-9]|10)\s+năm(?!\w)", lower[yearly.end : total.start])
            if stated is None:
                continue
            years, label = int(stated[1]), f"{int(stated[1])} năm"
        one, whole = _money_range(yearly), _money_range(total)
        if Range(one.low * years, one.high * years).meets(whole):
            continue
        note = (
            f"{label}: {years} x {printed(yearly.amount_vnd)} = {printed(years * yearly.amount_vnd)} đồng; "
            f"in {printed(total.amount_vnd)} đồng"
        )
        yield Query("sum_mismatch", "finding.yearly_amounts", note, ((yearly.start, total.end),), 0.85)


def _money_range(money: Money) -> Range:
    half = Decimal(money.last_digit_vnd) / 2 if money.last_digit_vnd > 1 else Decimal(0)
    return Range(money.amount_vnd - half, money.amount_vnd + half)


def _funds(context: Context, budget: Sequence[BudgetItem]) -> Iterator[Query]:
    """`Tổng kinh phí: T, trong đó: ngân sách tỉnh A; xã hội hóa B`: a total and the funds listed behind or under it."""
    flat, lower = context.flat, context.lower
    for item in budget:
        start, end = item.evidence[0].start, item.evidence[0].end
        block = context.block_at(start)
        if item.per != "total" or item.comparator != "=" or item.source is not None or block is None:
            continue
        opened = _PARTS.match(lower, end, block.end)
        own = list(find_money(flat, start, end))
        if opened is None or not own:
            continue
        listed: list[Block] = []
        parts = list(find_money(flat, opened.end(), min(block.end, end + _FUNDS_REACH)))
        if not parts:
            listed = _children_of(context, block)
            firsts = [next(find_money(flat, child.start, child.end), None) for child in listed]
            parts = [money for money in firsts if money is not None]
            if len(parts) < len(listed):
                continue
        labels = _labels(context, opened.end(), parts, listed)
        if len(parts) < 2 or not all(_FUND.match(label) for label in labels):
            continue
        if any(_NESTED_MONEY.search(label) or _ABOUT_MONEY.search(label) for label in labels):
            continue
        added = Range(Decimal(0), Decimal(0))
        for money in parts:
            added = added + _money_range(money)
        amount = sum(money.amount_vnd for money in parts)
        some_left_out = amount < item.amount_vnd and len(parts) == 2 and not _EXHAUSTIVE.search(opened.group())
        if added.meets(_money_range(own[-1])) or some_left_out:
            continue
        note = f"Cộng các nguồn là {printed(amount)} đồng; in {printed(item.amount_vnd)} đồng"
        spans = ((start, end), *((money.start, money.end) for money in parts))
        yield Query("sum_mismatch", "finding.funds", note, spans, 0.8)


_FUNDS_REACH = 1_500
_NESTED_MONEY = re.compile(r"(?<!\w)(?:trong\s+đó|riêng|gồm|bao\s+gồm)(?!\w)|\(")
_ABOUT_MONEY = re.compile(r"(?<!\w)(?:khoảng|trên|hơn|gần|tối\s+đa|không\s+quá)\s*$")


def _children_of(context: Context, block: Block) -> list[Block]:
    """The items under a block, or, under a paragraph, the bullets beside it that follow."""
    children = list(context.children(block))
    if children:
        return children
    following: list[Block] = []
    for other in context.blocks[block.index + 1 : block.index + 12]:
        if other.parent != block.parent or other.number not in ("-", "+", "*"):
            break
        following.append(other)
    return following


def _labels(context: Context, start: int, parts: Sequence[Money], listed: Sequence[Block]) -> list[str]:
    """The words before each part."""
    labels, last = [], start
    for money in parts:
        begin = last
        for block in listed:
            if block.start <= money.start < block.end:
                begin = block.start
        labels.append(context.lower[begin : money.start])
        last = money.end
    return labels
