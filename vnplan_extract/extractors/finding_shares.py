"""Shares that their own figures do not give: `A người, chiếm X%` of a total that the text prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from vnplan_extract.extractors.blocks import Block
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.queries import Figure, Query, counted, figures, percent_printed, printed, rounded
from vnplan_extract.values.numbers import Number, parse_number

_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
_SHARE = re.compile(
    rf"(?<!\w)chiếm(?:\s+(?:tỷ|tỉ)\s+(?:lệ|trọng))?\s*:?\s*(?P<share>{_NUMBER})\s?%(?P<also>(?:[^%.;,()0-9]{{0,40}})(?<!\w)và\s+(?P<second>{_NUMBER})\s?%)?"
)
_RATIO = re.compile(
    rf"(?<![\w./,-])(?P<part>{_NUMBER})\s?/\s?(?P<whole>{_NUMBER})(?=\s+[^\W\d_])(?P<between>[^.;,%()0-9]{{1,70}}?)[\s,(]+"
    rf"(?:(?:đạt|chiếm|bằng)\s+)?(?:(?:tỷ|tỉ)\s+lệ\s+)?(?P<share>{_NUMBER})\s?%(?!\s*(?:kế\s+hoạch|so|dự\s+toán|chỉ\s+tiêu|mục\s+tiêu|kh\b))"
)
_NO_RATIO = re.compile(r"(?<!\w)(?:tăng|giảm|hoặc|trên|dưới|khoảng|gần|hơn|lãi|thuế|vượt|tối|ít|từ|đến|và|năm)(?!\w)")
_OF_NUMBER = re.compile(rf"\s*(?:,\s*)?(?:so\s+với|so|trong|trên|của)\s+(?:tổng\s+(?:số\s+)?)?(?={_NUMBER})")
#: Before `tổng số` any preposition will do (`tính trên`, `theo`), but no verb that says what becomes of the total.
_OF_TOTAL = re.compile(
    r"\s*(?:(?:,\s*)?(?:so\s+với|so|trong|trên|của)\s+|(?:(?!(?:nâng|đưa|tăng|giảm|và|với|làm)(?!\w))[^\W\d_]+\s+){0,2}(?=tổng\s+số\s)|,\s*)?"
    r"(?P<total>tổng\s+(?:số\s+)?(?:dân\s+số|[^\W\d_]+(?:\s+[^\W\d_]+){0,4})|dân\s+số)"
)
_STOPS = re.compile(r"\s*(?:[.,;)]|$|(?:và|trong\s+đó)\s)")
#: How far before a share its total is looked for, in code points.
_REACH = 2_000
#: A list whose items are shares of what opens it is not longer than this.
_LIST_LENGTH = 15
_BULLETS = ("-", "+", "*")
#: Words that end the name of a total: what follows says where or when.
_NAME_ENDS = re.compile(
    r"\s+(?:toàn|của|trên|trong|ở|tại|năm|tỉnh|huyện|thành\s+phố|xã|cả|và|là|hiện|có|được|đang|thuộc|theo|với|tăng|giảm|cao|thấp)(?!\w).*"
)
_POPULATION = re.compile(
    r"(?<!\w)dân\s+số(?:\s+(?:toàn|của|trung\s+bình|trên\s+địa\s+bàn|hiện\s+nay))*(?:\s+(?:tỉnh|thành\s+phố|huyện|thị\s+xã|xã|phường|quận|thị\s+trấn)"
    r"(?:\s+[^\W\d_]+){0,3}?)?(?:\s+năm\s+[0-9]{4})?\s*(?:là|có|gồm|đạt|:|,)?\s*(?=[0-9])"
)
_HOUSEHOLDS = re.compile(r"(?<!\w)tổng\s+số\s+hộ(?:\s+[^\W\d_]+){0,6}?\s*(?:là|có|:|,)?\s*(?=[0-9])")
#: Nouns of totals that mean the same.
_SAME = {
    **dict.fromkeys(("gia đình", "hộ gia đình", "hộ dân", "số hộ", "hộ"), "hộ"),
    **dict.fromkeys(("dân số", "dân", "nhân khẩu", "dân cư", "số dân"), "người"),
}
_WORD = re.compile(r"[^\s.,;:()]+")
_WITHIN = re.compile(r"trong\s+đó(?!\w)")
_LIST_OPENS = re.compile(r"(?:trong\s+đó|gồm|cụ\s+thể|như\s+sau|chia\s+ra|phân\s+ra)\s*(?:có|là)?\s*:?\s*$")
_ABOUT = re.compile(r"(?<!\w)(?:khoảng|gần|trên|hơn|xấp\s+xỉ|ước)\s*$")


def shares(context: Context) -> Iterator[Query]:
    """Every share that is no share of the total that it names."""
    lower = context.lower
    if "%" not in lower:
        return
    yield from _ratios(context)
    totals = _Totals(context)
    for match in _SHARE.finditer(lower):
        sentence = context.sentence(match.start())
        before = figures(context, sentence[0], match.start())
        if not before or before[-1].about or match.start() - before[-1].close > 80:
            continue
        part = before[-1]
        if lower[part.end : match.start()].count(",") > 2 or len(part.ranges) > 1:
            continue
        first_end = match.start("also") if match["also"] else match.end()
        share = parse_number(match["share"])
        if share:
            yield from _share(context, totals, part, before[:-1], share, (part.start, first_end), sentence)
        second = parse_number(match["second"]) if match["second"] else None
        if second:
            yield from _share(
                context, totals, part, before[:-1], second, (match.start("second"), match.end()), sentence
            )


def _share(
    context: Context,
    totals: _Totals,
    part: Figure,
    others: list[Figure],
    share: Number,
    span: tuple[int, int],
    sentence: tuple[int, int],
) -> Iterator[Query]:
    lower = context.lower
    close = span[1]
    limit = max(close, min(sentence[1], close + 120))
    wholes: list[Figure] = []
    if of := _OF_NUMBER.match(lower, close, limit):
        wholes = figures(context, of.end(), limit)[:1]
        end = wholes[0].close if wholes else close
        if wholes and not wholes[0].unit:
            return
    elif of := _OF_TOTAL.match(lower, close, limit):
        name = _NAME_ENDS.sub("", " ".join(of["total"].split()).removeprefix("tổng ").removeprefix("số "))
        wholes = totals.named(name, part)
        end = _end_of_words(lower, of.start("total"), _lead_words(of["total"]) + len(name.split()))
    elif _STOPS.match(lower, close, limit):
        wholes = totals.around(part, others, sentence)
        end = close
    else:
        return
    wholes = [whole for whole in wholes if whole.value > 0 and len(whole.ranges) == 1]
    if not wholes or any(whole.about for whole in wholes):
        return
    wanted = rounded(Decimal(share.value), share.places)
    if any(part.range.percent_of(whole.range).meets(wanted) for whole in wholes):
        return
    whole = wholes[-1]
    if part.value > whole.value:
        return
    found = part.value * 100 / whole.value
    note = (
        f"{part} / {whole} {whole.unit} = "
        f"{percent_printed(found, share.places)} % (làm tròn {printed(found, share.places)} %); "
        f"in {printed(Decimal(share.value), share.places)} %"
    )
    spans = [(span[0], end)]
    if not span[0] <= whole.start < end:
        spans.append((whole.start, whole.close))
    yield Query("share_mismatch", "finding.share", note, tuple(spans), 0.85)


def _lead_words(total: str) -> int:
    """How many words `tổng số` takes up in the name of a total."""
    words = total.split()
    return 0 if words[0] != "tổng" else 2 if words[1:2] == ["số"] else 1


def _end_of_words(text: str, start: int, count: int) -> int:
    """The offset behind the first `count` words from `start`."""
    end = start
    for position, word in enumerate(_WORD.finditer(text, start)):
        if position == count:
            break
        end = word.end()
    return end


def _ratios(context: Context) -> Iterator[Query]:
    """`45/50 xã, đạt 95%`."""
    lower = context.lower
    for match in _RATIO.finditer(lower):
        if _NO_RATIO.search(lower, match.start("between"), match.start("share")):
            continue
        part, whole, share = (parse_number(match[name]) for name in ("part", "whole", "share"))
        unit, kind, _ = counted(lower, match.end("whole"), match.end("between"))
        if not part or not whole or not share or not unit or kind == "time" or part.places or whole.places:
            continue
        if not 0 < part.value <= whole.value or (whole.style == "plain" and 1900 <= whole.value <= 2100):
            continue
        found = Decimal(part.value) * 100 / Decimal(whole.value)
        wanted = rounded(Decimal(share.value), share.places)
        if wanted.low <= found <= wanted.high:
            continue
        note = (
            f"{printed(part.value)} / {printed(whole.value)} = {percent_printed(found, share.places)} %; "
            f"in {printed(Decimal(share.value), share.places)} %"
        )
        yield Query("share_mismatch", "finding.ratio", note, (match.span(),), 0.8)


class _Totals:
    """The totals that a document prints, looked up when a share names one."""

    def __init__(self, context: Context) -> None:
        self.context = context

    @cached_property
    def _of_area(self) -> list[Figure]:
        """Population and households of the whole area."""
        found: list[Figure] = []
        for pattern in (_POPULATION, _HOUSEHOLDS):
            for match in pattern.finditer(self.context.lower):
                end = min(self.context.sentence(match.end())[1], match.end() + 60)
                for figure in figures(self.context, match.end(), end)[:2]:
                    if figure.unit in ("người", "hộ", "nhân khẩu", "khẩu", "người dân"):
                        found.append(figure)
        return found

    def named(self, name: str, part: Figure) -> list[Figure]:
        """The totals that a name such as `dân số` or `người khuyết tật` can mean."""
        unit = _SAME.get(name)
        if unit:
            kinds = ("hộ",) if unit == "hộ" else ("người", "nhân khẩu", "khẩu", "người dân")
            return [figure for figure in self._of_area if figure.unit in kinds and not figure.about]
        lower = self.context.lower
        block = self.context.block_at(part.start)
        if block is None:
            return []
        head = " ".join(name.split()[:2])
        nearby = figures(self.context, max(block.start, part.start - _REACH), part.start)
        found: list[Figure] = []
        last = max(block.start, part.start - _REACH)
        for figure in nearby:
            words = " ".join(lower[figure.end : figure.end + 60].split())
            lead = " ".join(lower[max(last, figure.start - 120) : figure.start].split())
            specific = name.startswith(f"{figure.unit} ")  # a longer unit is of a part: `trường mầm non` of `trường`
            if (words.startswith(name) and specific) or (name in lead and figure.unit and head.startswith(figure.unit)):
                found.append(figure)
            last = figure.close
        return found

    def around(self, part: Figure, others: list[Figure], sentence: tuple[int, int]) -> list[Figure]:
        """The totals that a part without a named total can be of: before `trong đó`, or in the item over a list."""
        lower = self.context.lower
        within = [match.start() for match in _WITHIN.finditer(lower, sentence[0], part.start)]
        if within:
            wholes = [figure for figure in others if figure.end <= within[-1] and figure.same_unit(part)]
            return wholes if wholes and _adjoins(lower, wholes[-1], within[-1]) else []
        block = self.context.block_at(part.start)
        parent = self._over_list(block) if block is not None and not others else None
        if parent is None or not _LIST_OPENS.search(lower[max(parent.body, parent.end - 60) : parent.end]):
            return []
        return [
            figure
            for figure in figures(self.context, max(parent.body, parent.end - _REACH), parent.end)
            if figure.same_unit(part)
        ]

    def _over_list(self, block: Block) -> Block | None:
        """The item or paragraph that opens the list in which a block stands."""
        blocks = self.context.blocks
        if block.number in _BULLETS:
            for other in reversed(blocks[max(0, block.index - _LIST_LENGTH) : block.index]):
                if other.parent == block.parent and other.number not in _BULLETS:
                    return other
        return blocks[block.parent] if block.parent is not None else None


def _adjoins(lower: str, whole: Figure, at: int) -> bool:
    """Whether nothing but words of the same clause stands between a total and `trong đó`."""
    return not re.search(r"[0-9;]", lower[whole.close : at])
