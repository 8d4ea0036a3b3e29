"""Quantified aims: how much of what the plan means to reach or deliver, and by when.

A number is an aim by its place: under a heading of aims, behind a verb of aiming or delivering
(`phấn đấu`, `xây dựng 01 …`), with a comparator (`ít nhất 50%`). Numbers of the past and of what
exists (`hiện có`, under `Thực trạng`) are statistics; money, shares of money, conditions
(`doanh nghiệp có từ 500 lao động`) and numbers of documents are neither.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from typing import Literal

from vnplan_extract import data
from vnplan_extract.extractors.blocks import Block, Style
from vnplan_extract.extractors.context import Context, lies_in, one_line
from vnplan_extract.extractors.deadlines import (
    CARRIED_OUT,
    Time,
    heading_of,
    in_name,
    of_the_past,
    text_start,
    times_in,
)
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.extractors.phrases import any_of
from vnplan_extract.extractors.target_tables import SUBJECT_WORDS, of_tables
from vnplan_extract.record import Comparator, Deadline, Target
from vnplan_extract.values.numbers import parse_number, scale_of


def _any(name: str) -> str:
    return any_of("targets", name)


# --- figures -------------------------------------------------------------------------------------

_NUM = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,9}(?:[.,]\d{1,4})?"
_DASH = r"(?:-|–|—|÷|~|đến|tới)"
_PERCENT = re.compile(
    rf"(?<![\w.,/])(?P<first>{_NUM})\s*(?:(?:%\s*)?{_DASH}\s*(?P<second>{_NUM})\s*)?"
    r"(?:%|phần\s+trăm)(?P<rate>\s*/\s*năm)?",
)
_COUNT = re.compile(
    rf"(?<![\w.,/%+–—-])(?P<first>{_NUM})(?:\s*{_DASH}\s*(?P<second>{_NUM}))?(?:\s+(?P<scale>nghìn|ngàn|triệu))?"
    r"\s+(?P<noun>[^\W\d_]+(?:\s+[^\W\d_]+){0,3})"
)
_WORD_COUNT = re.compile(
    r"(?P<first>một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
    r"(?:\s+(?:đến|hoặc)\s+(?P<second>hai|ba|bốn|năm|sáu|bảy|tám|chín|mười))?"
    r"\s+(?P<noun>[^\W\d_]+(?:\s+[^\W\d_]+){0,3})"
)
_MEASURES = frozenset({"length", "area", "volume", "mass", "power"})


@cache
def _measure_pattern() -> re.Pattern[str]:
    """A number with a unit of measure (`3,2m`, `310mm/2 ngày`)."""
    names = {name.lower() for row in data.units() if row.kind in _MEASURES for name in (row.name, *row.aliases)}
    units = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=lambda n: (-len(n), n)))
    return re.compile(
        rf"(?<![\w.,/])(?P<first>{_NUM})(?:\s*{_DASH}\s*(?P<second>{_NUM}))?"
        rf"\s*(?P<unit>(?:{units})[23²³]?(?:/(?:\d\s+)?[^\W\d_]+)?)(?!\w)"
    )


_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_NO_COUNT = re.compile(_any("not_counted") + r"\b")

# --- comparators and changes ---------------------------------------------------------------------

_FILLER = rf"(?:\s+{_any('filler')}){{0,2}}[\s+(]*$"
_AT_LEAST = re.compile(rf"{_any('at_least')}{_FILLER}|[≥>]\s*$")
_AT_MOST = re.compile(rf"{_any('at_most')}{_FILLER}|[≤<]\s*$")
_ABOUT = re.compile(_any("about") + _FILLER)
_FROM = re.compile(r"\btừ\s+(?:mức\s+)?$")
_ONTO = re.compile(r"[^,;.%\d]{0,30}(?:\d{4}[^,;.%\d]{0,12})?(?<!trở )\b(?:lên|xuống|còn)\b")
_REACHED_LEVEL = re.compile(r"\b(?:lên|xuống|còn)\s+(?:[^\W\d_]+\s+){0,2}$")
_UPWARDS = re.compile(r"\s*(?:[^\W\d_]+\s+){0,5}?trở\s+lên")
_DOWNWARDS = re.compile(r"\s*(?:[^\W\d_]+\s+){0,5}?trở\s+xuống")
_RISE = re.compile(r"\btăng(?!\s+cường)\b")
_FALL = re.compile(r"\bgiảm(?!\s+(?:thiểu|nghèo|nhẹ|sát|dần))\b")
_LEVEL = re.compile(_any("level") + r"\b")
_BASELINE = re.compile(
    r"so\s+với\s+(?:(?:cùng\s+kỳ|thời\s+điểm|cuối|đầu|bình\s+quân|mức|kết\s+quả|của|ước|thực\s+hiện)\s+)*(?:năm\s+|giai\s+đoạn\s+)?"
    r"(?P<year>\d{4}(?:\s*[-–]\s*\d{4})?)"
)
_BASELINE_WORDS = re.compile(
    r"so\s+với\s+(?P<words>[^\d.,;:()]{3,40}?)(?=\s+(?:trên|về|cả|ở|của|trong|tại|và)\b|\s*[.,;:()]|\s*$)"
)
_YEARLY = re.compile(_any("yearly") + r"[^.;%]{0,60}$")
_YEARLY_BEHIND = re.compile(r"\s*(?:[^\W\d_]+\s+){0,3}?(?:(?:[^\W\d_]+\s*)?/\s*năm|(?:mỗi|một)\s+năm)\b")

# --- place ---------------------------------------------------------------------------------------

_AIM_HEADING = re.compile(any_of("headings", "aim"))
_AIM = re.compile(_any("aim") + r"\b")
_STRONG_AIM = re.compile(r"phấn\s+đấu|mục\s+tiêu|chỉ\s+tiêu|đến\s+(?:hết\s+|cuối\s+)?năm\s+20\d\d")
#: What says of a number among results that it is an aim: the word, not that there was one.
_AHEAD_AIM = re.compile(r"phấn\s+đấu|đề\s+ra\s+mục\s+tiêu|đến\s+(?:hết\s+|cuối\s+)?năm\s+20\d\d")
_REACHED = re.compile(r"(?<!\w)(?:đạt|bằng)\s+(?:được\s+)?$")
_OF_PLAN = re.compile(r"\s*(?:so\s+với\s+)?(?:chỉ\s+tiêu|kế\s+hoạch|dự\s+toán)(?!\w)")
_DELIVER = re.compile(rf"{_any('deliver')}(?:\s+{_any('deliver_goes_on')}){{0,3}}\s*$")
_OVER = re.compile(
    rf"\bđã\b(?!\s+(?:được\s+)?{_any('done_not_before')})|{_any('over')}"
    r"|(?<!chứng )\bchỉ\s+(?:đạt|có)\s+(?:\d|$)|xảy\s+ra\s+(?:\d|$)|hiện\s+có\s+(?:[^\W\d_]+\s+){0,4}(?:\d|$)"
)
_DONE_BEHIND = re.compile(r"\s*(?:[^\W\d_]+\s+){0,2}đã\b")
_CONDITION = re.compile(rf"(?:^|[,(:]\s*|\s){_any('condition')}\b[^,]*$")
_QUALIFIER = re.compile(rf"(?:{_any('qualifier')}\s+(?:từ|trên|dưới|đủ|từ\s+đủ)|{_any('degree')}[^.;,]{{0,20}})\s*$")
_COST = re.compile(_any("cost") + r"\s*(?:[^\W\d_]+\s+){0,4}[:(]?\s*$")
_COST_BEHIND = re.compile(rf"\s*(?:của\s+)?(?:tổng\s+)?{_any('cost_behind')}\b")
_AMOUNT = re.compile(r"\d\s*(?:tỷ|triệu|nghìn|ngàn)?\s*đồng\b")
_SCOPE = re.compile(_any("scope") + r"\s*$")
_LIMIT_VERB = re.compile(_any("limit") + r"\b")
_EQUIVALENT = re.compile(r"\(\s*(?:khoảng|tương\s+đương|tương\s+ứng|bằng|ước)?\s*(?:khoảng\s+)?$")
_LISTED = re.compile(r"(?:,|;|\bvà)\s*$")
_REACHES = re.compile(r"\b(?:đạt|có|phấn\s+đấu)\s+(?:được\s+)?(?:từ\s+)?$")
_STATES = re.compile(r"\b(?:có|được|cho|đạt)\s*$|:\s*$")
#: A sentence that only supposes: `Nếu đạt được …, thì … tăng 7%`.
_SUPPOSES = re.compile(r"[\W\d\u00b9\u00b2\u00b3\u2070-\u2079]*(?:nếu|giả\s+sử)(?!\w)")
#: What was planned, beside what came of it: `đạt 8% (kế hoạch là 9%)`.
_SET_BESIDE = re.compile(r"\(\s*(?:kế\s+hoạch|kh|mục\s+tiêu|chỉ\s+tiêu)(?!\w)[^()%]{0,40}$")
#: A number in the name of a programme: `Dự án trồng mới 5 triệu ha rừng`.
_NAMED_AFTER = re.compile(r"(?<!\w)(?:dự\s+án|chương\s+trình|đề\s+án|phong\s+trào)\s+(?:[^\W\d_]+\s+){0,3}$")
#: Types of document that tell what is or rule what may be, and set no aims (Nghị định 30/2020/NĐ-CP, Annex III).
_NO_PLANS = (
    "Báo cáo", "Thông báo", "Thông tư", "Nghị định", "Luật", "Quy chế", "Quy định", "Biên bản", "Giấy", "Công điện",
    "Phiếu",
)  # fmt: skip

# --- subject -------------------------------------------------------------------------------------

_DIGIT = re.compile("[0-9]")
_LEAD = re.compile(rf"^\W*(?:\(?[ivx]+\)\s*)?(?:{_any('lead')}\b\W*)*", re.IGNORECASE)
_TIME_LEAD = re.compile(
    r"^(?:(?:từ\s+nay\s+)?(?:đến|từ|trong|vào)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?\d{4}|(?:trong\s+)?năm\s+\d{4}"
    r"|giai\s+đoạn\s+\d{4}\s*[-–]\s*\d{4})\s*[:,]?\s*",
    re.IGNORECASE,
)
_TRIM_END = re.compile(rf"(?:\s+|^|\(){_any('trim_end')}[\s(+:]*$", re.IGNORECASE)
_CHANGE_ALONE = re.compile(r"(?:và\s+)?(?:tăng|giảm)(?:\s+thêm)?")
_BASELINE_PHRASE = re.compile(
    r"\s*\(?so\s+với\s+(?:cùng\s+kỳ\s+)?(?:thời\s+điểm\s+)?(?:năm\s+)?(?:\d{4}(?:\s*[-–]\s*\d{4})?"
    r"|[^,;.()]{3,40}?(?=\s+(?:trên|về|cả)\b|\s*[,;.()]|$))\)?",
    re.IGNORECASE,
)
_ONLY_TIME = re.compile(
    r"(?:(?:vào|trong|đến|từ|giai\s+đoạn)\s+)?(?:hết\s+|cuối\s+)?(?:năm\s+)?\d{4}(?:\s*[-–]\s*\d{4})?", re.IGNORECASE
)
#: Where one aim of a sentence ends and the next begins.
_BETWEEN = re.compile(r",\s*trong\s+đó|;|,|\s+và\s|\(|\s+trong\s+đó|:")
_NEXT_WORK = re.compile(rf"\s+và\s+{_any('next_work')}\b")

Shape = Literal["percent", "count", "measure"]
Section = Literal["aim", "work", "past"]


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number with its unit; `first` and `last` bound number and sign, without the noun counted."""

    shape: Shape
    value: int | float
    value_max: int | float | None
    unit: str
    first: int
    last: int
    known: bool = True  #: whether the unit is one of the table


def extract(context: Context, header: HeaderResult, deadlines: list[Deadline]) -> list[Target]:
    """The quantified aims of the plan in the order of the text.

    Args:
        context: the document.
        header: its header: the end of its period is the year of an aim without a year.
        deadlines: its deadlines.
    """
    reader = _Reader(context, header, deadlines)
    seen: set[tuple[object, ...]] = set()
    begin = text_start(header)
    doc_type = header.header.doc_type
    told = doc_type is not None and doc_type.startswith(_NO_PLANS)
    targets, tables = ([], []) if told else of_tables(context, header, is_plan=doc_type is not None)
    for block in context.blocks:
        if block.start < begin or header.in_tail(block.start) or lies_in(tables, block.start):
            continue
        for target in reader.of_block(block):
            key = (target.value, target.value_max, target.unit, target.by, target.subject.lower())
            if key not in seen:
                seen.add(key)
                targets.append(target)
    return context.numbered("t", targets)


class _Reader:
    """Reads the aims of one document."""

    def __init__(self, context: Context, header: HeaderResult, deadlines: list[Deadline]) -> None:
        self.context = context
        self.header = header
        self.lower = context.lower
        self.deadlines = deadlines
        self._times: dict[int, list[Time]] = {}
        self._sections: dict[int | None, Section] = {}
        self._sentences: dict[int, tuple[int, int]] = {}

    # --- place

    @cached_property
    def _is_plan(self) -> bool:
        """Whether the document as a whole is of aims; a report, a rule or an article is not."""
        doc_type = self.header.header.doc_type
        return doc_type is not None and not doc_type.startswith(_NO_PLANS)

    def _section(self, block: Block) -> Section:
        """What the headings over a block say that it is of; the nearest that says it counts."""
        parent = block.parent
        if parent in self._sections:
            return self._sections[parent]
        section: Section = "work"
        if parent is not None:
            above = self.context.blocks[parent]
            title = heading_of(self.context, above, 120).split(". ")[0].split(": ")[0]
            if not above.numbered:
                section = self._section(above)
            elif _AIM_HEADING.search(CARRIED_OUT.sub(" ", title)):
                section = "aim"
            elif of_the_past(self.context, above):
                section = "past"
            else:
                section = self._section(above)
                if section == "aim" and above.style <= Style.ROMAN:
                    section = "work"
        self._sections[parent] = section
        return section

    def _own_section(self, block: Block) -> Section:
        """The section of a block, its own heading (`1. Mục tiêu chung: …`) included."""
        title = self.lower[block.body : min(block.end, block.body + 40)]
        if block.numbered and ":" in title and _AIM_HEADING.search(CARRIED_OUT.sub(" ", title.split(":")[0])):
            return "aim"
        if block.numbered and ":" in title and of_the_past(self.context, block):
            return "past"
        return self._section(block)

    # --- reading

    def of_block(self, block: Block) -> Iterator[Target]:
        """The aims that a block's own text states."""
        figures = list(self._figures(block))
        if not figures:
            return
        section = self._own_section(block)
        taken: list[_Figure] = []
        for index, figure in enumerate(figures):
            rule = self._rule(block, section, figure, taken)
            if rule:
                taken.append(figure)
                target = self._target(block, index, figures, taken, *rule)
                if target is not None:
                    yield target

    def _figures(self, block: Block) -> Iterator[_Figure]:
        """The numbers of a block that have a unit, in order, without overlaps."""
        flat, lower = self.context.flat, self.lower
        start, end = block.body, block.end
        found: list[tuple[int, int, re.Match[str], Shape]] = []
        if _DIGIT.search(flat, start, end):
            patterns: tuple[tuple[Shape, re.Pattern[str]], ...] = (
                ("percent", _PERCENT), ("measure", _measure_pattern()), ("count", _COUNT),
            )  # fmt: skip
            for shape, pattern in patterns:
                found += [(m.start(), m.end(), m, shape) for m in pattern.finditer(lower, start, end)]
        if "ít nhất" in lower[start:end] or "tối thiểu" in lower[start:end]:
            for match in _WORD_COUNT.finditer(lower, start, end):
                if _AT_LEAST.search(lower, max(start, match.start() - 25), match.start()):
                    found.append((match.start(), match.end(), match, "count"))
        order = {"percent": 0, "measure": 1, "count": 2}
        found.sort(key=lambda item: (item[0], order[item[3]]))
        reach = -1
        for first, _, match, shape in found:
            if first < reach:
                continue
            figure = self._figure(match, shape)
            if figure is not None:
                reach = figure.last
                yield figure

    def _figure(self, match: re.Match[str], shape: Shape) -> _Figure | None:
        groups = match.groupdict()
        first = _value(match["first"])
        second = _value(groups["second"]) if groups.get("second") else None
        if first is None or (second is not None and second <= first):
            return None
        unit, last, known = "%", match.end(), True
        if shape == "percent":
            if groups["rate"]:
                unit = "%/năm"
        elif shape == "measure":
            unit = one_line(self.context.flat[match.start("unit") : match.end("unit")])
            if unit == "G":
                return None  # `5G` is no mass
        else:
            noun = one_line(match["noun"])
            if _NO_COUNT.match(noun):
                return None
            scale = scale_of(groups.get("scale") or "") or 1
            first, second = _scaled(first, scale), None if second is None else _scaled(second, scale)
            row = _unit(noun)
            if row is not None and row.kind in ("time", "score"):
                return None
            unit, known = (row.name, True) if row is not None else (_noun(noun), False)
            last = match.start("noun")
        return _Figure(shape, first, second, unit, match.start(), last, known)

    def _rule(self, block: Block, section: Section, figure: _Figure, taken: list[_Figure]) -> tuple[str, float] | None:
        """The rule by which a number is an aim and its confidence, or None."""
        start, end = self._sentence(figure)
        start = max(start, block.body)
        before, after = self.lower[start : figure.first], self.lower[figure.last : end]
        whole = self.lower[self._full_stop(block, figure.first) : figure.first]
        aim = _STRONG_AIM if section != "past" else _AHEAD_AIM
        strong = bool(aim.search(whole) or aim.search(after[:120]))
        if _OVER.search(whole[-300:]) or (not strong and self._is_no_aim(block, section, after)):
            return None
        times = self._times_beside(block, figure)
        if times and all(self._past(time) for time in times) and not _REACHED_LEVEL.search(before):
            return None
        clause = figure.first - len(before) + max(before.rfind(","), before.rfind(";"), 0)
        own = [time for time in times if clause <= time.first < figure.first]
        if own and all(self._past(time) for time in own) and (section == "past" or not _REACHED_LEVEL.search(before)):
            return None  # `năm 2018 đạt 99%` behind an aim
        if section != "aim" and _REACHED.search(before) and _OF_PLAN.match(after) and not _AHEAD_AIM.search(whole):
            return None  # `đạt 61% kế hoạch`
        if _SUPPOSES.match(before) or _SET_BESIDE.search(before) or _NAMED_AFTER.search(before):
            return None
        if _FROM.search(before) and _ONTO.match(after):
            return None  # what it is to rise or fall from
        if figure.shape == "percent":
            return self._share(section, figure, before, after, strong)
        if _QUALIFIER.search(before):
            return None
        if figure.shape == "measure":
            return self._measure(section, before, after)
        beside = self._beside(start, figure, taken[-1]) if taken else None
        return beside or self._count(section, figure, before, after, strong)

    def _is_no_aim(self, block: Block, section: Section, after: str) -> bool:
        """Whether the place of a number makes it no aim where its sentence does not say that it is one."""
        if section == "past" or _DONE_BEHIND.match(after):
            return True
        if not self._is_plan:
            return not self._announced(block)
        if block.start < self.header.head_end:
            return True  # the opening tells of what was
        in_article = any(b.style == Style.ARTICLE for b in (block, *self.context.ancestors(block)))
        return in_article and section != "aim"

    def _share(
        self, section: Section, figure: _Figure, before: str, after: str, strong: bool
    ) -> tuple[str, float] | None:
        if _COST.search(before[-60:]) or _COST_BEHIND.match(after) or (not strong and _AMOUNT.search(before[-100:])):
            return None
        if section == "aim":
            return "target.percent", 0.92
        if strong or _is_compared(before, after) or _AIM.search(before[-120:]):
            return "target.percent", 0.88
        return ("target.all", 0.85) if figure.value == 100 else None

    def _measure(self, section: Section, before: str, after: str) -> tuple[str, float] | None:
        condition = _CONDITION.search(before)
        if condition and not _LIMIT_VERB.search(before, 0, condition.start()):
            return None
        if _is_compared(before, after) and _LIMIT_VERB.search(before[-120:]):
            return "target.limit", 0.8
        if section == "aim" and _LIMIT_VERB.search(before[-90:]):
            return "target.measure", 0.8
        return ("target.measure", 0.75) if _DELIVER.search(before[-60:]) else None

    def _beside(self, start: int, figure: _Figure, last: _Figure) -> tuple[str, float] | None:
        """A count beside an aim of its sentence: `50% cán bộ (khoảng 20 người)`, `01 trạm, 02 điểm`."""
        if last.shape == "measure" or last.first < start:
            return None
        between = self.lower[last.last : figure.first]
        if _EQUIVALENT.search(between):
            return "target.equivalent", 0.85
        if last.shape == "count" and len(between) < 160 and _LISTED.search(between):
            return "target.list", 0.8
        return None

    def _count(
        self, section: Section, figure: _Figure, before: str, after: str, strong: bool
    ) -> tuple[str, float] | None:
        if _SCOPE.search(before[-25:]) or (_UPWARDS.match(after) and not _REACHES.search(before)):
            return None  # `các vụ từ 30 người mắc trở lên` is a condition
        compared = _is_compared(before, after)
        if not figure.known and not compared and section != "aim":
            return None
        if _DELIVER.search(before[-70:]):
            return "target.deliver", 0.85
        if (section == "aim" or strong) and _change(before[-40:]):
            return "target.change", 0.8
        if compared and (section == "aim" or _AIM.search(before[-60:])):
            return "target.at_least", 0.85
        if section == "aim" and (not before.strip(" -+*•:") or _STATES.search(before)):
            return "target.count", 0.8
        return None

    def _sentence(self, figure: _Figure) -> tuple[int, int]:
        """The sentence (or item between semicolons) of a number."""
        if figure.first not in self._sentences:
            self._sentences[figure.first] = self.context.sentence(figure.first)
        return self._sentences[figure.first]

    def _full_stop(self, block: Block, offset: int) -> int:
        """Where the sentence begins that holds `offset`, semicolons not ending it."""
        low = max(block.body, offset - 4_000)
        return max(low, *(self.context.flat.rfind(mark, low, offset) + len(mark) for mark in (". ", "! ", "? ")))

    def _lead(self, block: Block) -> Block | None:
        """The paragraph or item ending in a colon that announces a block, not further than its heading."""
        for index in range(block.index - 1, max(block.index - 40, -1), -1):
            other = self.context.blocks[index]
            if index == block.parent or other.style < block.style:
                return other if self.context.flat[other.end - 1] == ":" else None
            if other.parent == block.parent and self.context.flat[other.end - 1] == ":":
                return other
        return None

    def _announced(self, block: Block) -> bool:
        """Whether a text that is no plan announces what follows as work to be done."""
        lead = self._lead(block)
        if lead is None:
            return False
        today = (self.header.header.issued_on or "")[:4]
        return any(time.end is not None and time.end[:4] > today for time in self._times_of(lead))

    def _times_of(self, block: Block) -> list[Time]:
        if block.index not in self._times:
            self._times[block.index] = times_in(self.context, self.header, block.start, block.end)
        return self._times[block.index]

    # --- attributes

    def _target(
        self, block: Block, index: int, figures: list[_Figure], taken: list[_Figure], rule: str, confidence: float
    ) -> Target | None:
        figure = figures[index]
        start, end = self._sentence(figure)
        start = max(start, block.body)
        before, after = self.lower[start : figure.first], self.lower[figure.last : end]
        change = _change(before)
        unit = figure.unit
        if "năm" not in unit and (
            _YEARLY_BEHIND.match(after) or ((change or figure.shape == "count") and _YEARLY.search(before))
        ):
            unit += "/năm"
        subject, first, last = self._subject(block, index, figures, taken, rule)
        if not subject:
            return None
        return Target(
            id="",
            value=figure.value,
            value_max=figure.value_max,
            unit=unit,
            comparator=_comparator(before, after),
            change=change,
            baseline=self._baseline(before, after) if change else None,
            subject=subject,
            by=self._by(block, figure),
            evidence=[self.context.evidence(first, last)],
            confidence=confidence,
            rule=rule,
        )

    def _baseline(self, before: str, after: str) -> str | None:
        match = _BASELINE.search(after) or _BASELINE.search(before)
        if match:
            return re.sub(r"\s+", "", match["year"]).replace("–", "-")
        match = _BASELINE_WORDS.search(after) or _BASELINE_WORDS.search(before)
        return one_line(match["words"]) if match else None

    def _by(self, block: Block, figure: _Figure) -> str | None:
        """The year or date by which it is to be reached: its sentence's, its item's, its heading's, the plan's."""
        begin = self._full_stop(block, figure.first)
        times = [time for time in self._times_beside(block, figure) if not self._past(time)]
        earlier = [t for t in times if t.first < figure.first and not self._named(begin, t)]
        later = [t for t in times if t.first >= figure.first and not self._named(figure.last, t)]
        if later and later[0].first - figure.last <= 2:
            return _year_of(later[0])
        if earlier:
            return _year_of(earlier[-1])
        if later:
            return _year_of(later[0])
        if label := self._label_time(block):
            return label
        lead = self._lead(block)
        seen = {block.index}
        for above in ([lead] if lead else []) + list(self.context.ancestors(block)):
            if above.index in seen:
                continue
            seen.add(above.index)
            for time in reversed(self._times_of(above)):
                if time.kind != "recurring" and not self._named(above.body, time) and not self._past(time):
                    return _year_of(time)
        period = self.header.header.period
        if period is not None and period.end:
            return period.end
        return next((d.end for d in self.deadlines if d.rule == "deadline.title"), None)

    def _times_beside(self, block: Block, figure: _Figure) -> list[Time]:
        """The times of a number's sentence that do not recur."""
        known = self._times_of(block)
        begin, end = self._full_stop(block, figure.first), self._sentence(figure)[1]
        low, high = (bisect_left(known, place, key=lambda time: time.first) for place in (begin, end))
        return [time for time in known[low:high] if time.kind != "recurring"]

    def _past(self, time: Time) -> bool:
        """Whether a time ended in a year before the document's own."""
        year = _year_of(time)
        header = self.header.header
        issued = header.issued_on or (header.period.start if header.period else None)
        return year is not None and issued is not None and year[:4] < issued[:4]

    def _named(self, begin: int, time: Time) -> bool:
        """Whether a time belongs to the name of a document."""
        return time.form not in ("before", "day", "until") and in_name(self.lower[begin : time.first])

    def _label_time(self, block: Block) -> str | None:
        """The end of the `Thời gian thực hiện:` that stands beside the block in its item."""
        for item in self.context.ancestors(block):
            if not item.numbered:
                continue
            if item.style < Style.DECIMAL:
                return None
            for child in self.context.blocks[item.index + 1 : min(item.last, item.index + 41)]:
                if self.lower.startswith(("thời gian", "tiến độ", "thời hạn"), child.body):
                    # The label of another item of the list is not this one's.
                    if not any(a.index == item.index for a in self.context.ancestors(child)):
                        continue
                    if child.parent != item.index and child.parent != block.parent:
                        continue
                    for time in self._times_of(child):
                        if time.kind != "recurring" and (year := _year_of(time)):
                            return year
        return None

    def _subject(
        self, block: Block, index: int, figures: list[_Figure], taken: list[_Figure], rule: str
    ) -> tuple[str, int, int]:
        """What is counted or reached, on one line, and the span that says it."""
        flat = self.context.flat
        figure = figures[index]
        begin = max(self._sentence(figure)[0], block.body)
        start, end = begin, self._sentence(figure)[1]
        if rule != "target.equivalent":
            start, end = self._own_part(figures, index, taken, start, end)
        left = _trimmed(_TIME_LEAD.sub("", _LEAD.sub("", flat[start : figure.first])))
        right = _BASELINE_PHRASE.sub("", flat[figure.last : end])
        right = right[: m.start()] if (m := _NEXT_WORK.search(right)) else right
        subject = _clean(f"{left} {right}")
        if len(taken) > 1 and _ONLY_TIME.fullmatch(subject) and taken[-2].first >= begin:
            # `đạt 42% vào năm 2024 và 45% vào năm 2025`: the second is of the same thing
            subject = _trimmed(_clean(_LEAD.sub("", flat[begin : taken[-2].first])))
        first, last = start, end
        if _is_short(subject):
            subject, first = self._completed(block, figure, taken, subject, right, start)
        while first < figure.first and not flat[first].isalnum():
            first += 1
        while last > figure.last and not flat[last - 1].isalnum() and flat[last - 1] not in ")”%":
            last -= 1
        return subject, first, max(last, figure.last)

    def _own_part(
        self, figures: list[_Figure], index: int, taken: list[_Figure], start: int, end: int
    ) -> tuple[int, int]:
        """The part of a sentence that is of one figure, between those beside it."""
        figure = figures[index]
        if len(taken) > 1 and figures[index - 1] is taken[-2] and taken[-2].first >= start:
            start = self._boundary(taken[-2].last, figure.first)
        for other in islice(figures, index + 1, index + 20):
            if other.first >= end:
                break
            if other.shape in (figure.shape, "percent"):
                return start, self._boundary(figure.last, other.first)
        return start, end

    def _completed(
        self, block: Block, figure: _Figure, taken: list[_Figure], subject: str, right: str, start: int
    ) -> tuple[str, int]:
        """A subject too short to say what it is of, with the words that do, and where those of its sentence begin."""
        flat = self.context.flat
        counts = _CHANGE_ALONE.fullmatch(subject.lower()) is None
        if counts and (whole := self._whole_of_part(block, figure, taken)):
            subject = f"{whole}: {subject}"  # `sản lượng gỗ 9 tấn, trong đó keo 5 tấn, mỡ 4 tấn`
        first = start
        if _is_short(subject):
            wide = self._full_stop(block, figure.first)
            colon = flat.find(":", wide, start)
            if colon >= 0:  # `Cơ cấu kinh tế: nông nghiệp 12%; công nghiệp 45%`
                subject = _clean(f"{_LEAD.sub('', flat[wide : colon + 1])} {subject}")
            else:
                subject, first = _clean(_LEAD.sub("", f"{flat[wide : figure.first]} {right}")), wide
        if _is_short(subject):
            lead = self._lead(block)
            above = lead or next(iter(self.context.ancestors(block)), None)
            if above is not None:
                subject = _clean(f"{one_line(flat[above.body : above.end])} {subject}")
        return subject, first

    def _whole_of_part(self, block: Block, figure: _Figure, taken: list[_Figure]) -> str:
        """What the aim before `trong đó` counts, of which those behind it in the sentence are parts."""
        begin = max(self._sentence(figure)[0], block.body)
        parts = self.lower.rfind("trong đó", begin, figure.first)
        whole = next((other for other in reversed(taken[:-1]) if begin <= other.first < parts), None)
        if whole is None:
            return ""
        return _clean(_trimmed(_TIME_LEAD.sub("", _LEAD.sub("", self.context.flat[begin : whole.first]))))

    def _boundary(self, start: int, end: int) -> int:
        """Where the aim that ends behind `start` gives way to the one whose number is at `end`."""
        starts = [match.start() for match in _BETWEEN.finditer(self.lower, start, end)]
        if starts and self.lower[start : starts[0] + 1].strip() in (",", ";"):
            return starts[0]  # what is counted stands before each number: `A, B tăng 4%, C và D tăng 5%`
        return starts[-1] if starts else end


def _value(text: str) -> int | float | None:
    """The value of digits or a number word."""
    if text in _WORDS:
        return _WORDS[text]
    number = parse_number(text)
    return None if number is None else number.plain


def _trimmed(text: str) -> str:
    """The text without the words at its end that only lead to a figure."""
    while (shorter := _TRIM_END.sub("", text)) != text:
        text = shorter
    return text


def _is_short(subject: str) -> bool:
    return len(subject.split()) < SUBJECT_WORDS


def _scaled(value: int | float, scale: int) -> int | float:
    scaled = value * scale
    return round(scaled) if scale > 1 else scaled


def _unit(noun: str) -> data.Unit | None:
    """The longest unit of count that begins `noun`."""
    words = noun.split()
    for count in range(len(words), 0, -1):
        if (row := data.unit_named(" ".join(words[:count]))) is not None:
            return row
    return None


def _noun(words: str) -> str:
    """The noun that begins some words: up to `viên` (`kiểm định viên`), else the first of them."""
    first = words.split()[:3]
    return " ".join(first[: first.index("viên") + 1]) if "viên" in first else first[0]


def _change(before: str) -> Literal["increase", "decrease"] | None:
    """Whether the number is a change: `tăng`, `giảm` with no `còn`, `lên`, `đạt` between."""
    clause = before[-140:]
    rises = [match.end() for match in _RISE.finditer(clause)]
    falls = [match.end() for match in _FALL.finditer(clause)]
    if not rises and not falls:
        return None
    at = max(rises + falls)
    if _LEVEL.search(clause, at):
        return None
    return "increase" if at in rises else "decrease"


def _is_compared(before: str, after: str) -> bool:
    """Whether `ít nhất`, `không quá`, `trở lên` or the like stands beside the number."""
    near = before[-40:]
    return bool(_AT_LEAST.search(near) or _AT_MOST.search(near) or _UPWARDS.match(after))


def _comparator(before: str, after: str) -> Comparator:
    near = before[-45:]
    if _AT_LEAST.search(near) or _UPWARDS.match(after):
        return ">="
    if _AT_MOST.search(near) or _DOWNWARDS.match(after):
        return "<="
    return "~" if _ABOUT.search(near) else "="


def _year_of(time: Time) -> str | None:
    """The end of a time; the start of one without an end (`từ năm 2025`)."""
    return time.end or time.start


def _clean(text: str) -> str:
    text = one_line(text).strip(" ,;:.-–+*•/")
    if text.count("(") > text.count(")"):
        text = text.rstrip("(") if text.endswith("(") else text + ")"
    elif text.count(")") > text.count("("):
        text = text.rstrip(")") if text.endswith(")") else text
    return text.strip(" ,;:.-–+*•/")
