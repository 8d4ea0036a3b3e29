"""What the four ways of finding tasks share: the task being put together, the bodies by place, words as patterns."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from vnplan_extract import data
from vnplan_extract.extractors.agencies import Mention
from vnplan_extract.extractors.blocks import Block
from vnplan_extract.extractors.context import Context

#: A task's title is cut at a sentence's end behind the first of these, and at the second, in code points.
_TITLE_LEAST = 60
_TITLE_LIMIT = 320
_QUOTE_LIMIT = 400
_HEADING_WORDS = 16


def words(name: str) -> str:
    """A pattern for any word of a list of `data.task_words`; no part of a longer word."""
    phrases = (r"\s+".join(map(re.escape, phrase.split())) for phrase in data.task_words(name))
    return r"(?:" + "|".join(phrases) + r")(?!\w)"


@dataclass
class Draft:
    """A task being put together. `span` is the item or row that holds all that belongs to it."""

    span: tuple[int, int]
    section: str | None
    title: str
    quote: tuple[int, int]
    rule: str
    confidence: float
    lead: list[str] = field(default_factory=list)
    coordinating: list[str] = field(default_factory=list)
    times: list[tuple[int, int]] = field(default_factory=list)
    finish: bool = False  #: the times are those by which the work is to be done
    begins: list[tuple[int, int]] = field(default_factory=list)  #: where the day stands on which the work begins
    money: list[tuple[int, int]] = field(default_factory=list)
    amount: int | None = None  #: its budget in đồng, where a table's column tells it
    product: str | None = None
    over: tuple[int, int] | None = None  #: the heading that names the lead of a table's rows, and is no task itself

    def add(self, role: str, names: Iterable[str]) -> None:
        """Add bodies to `lead` or `coordinating`, each once; a lead does not coordinate with itself."""
        target = self.lead if role == "lead" else self.coordinating
        for name in names:
            if name not in self.lead and name not in target:
                target.append(name)


def draft_of(context: Context, block: Block, rule: str, confidence: float) -> Draft:
    """A task for an item, with the item's title and number."""
    return Draft(
        span=context.span(block),
        section=context.path(block) or None,
        title=_title(context, block),
        quote=(block.start, min(block.end, block.start + _QUOTE_LIMIT)),
        rule=rule,
        confidence=confidence,
    )


def _title(context: Context, block: Block) -> str:
    """The heading's words; with the work where the heading is a body's name alone."""
    own = context.body(block)
    if len(own.split()) <= _HEADING_WORDS:
        children = list(context.children(block))
        if len(children) == 1 or (children and own.endswith(":") and not own.lower().startswith("nhiệm vụ")):
            own = f"{own.rstrip(' .:')}: {context.body(children[0])}"
    return cut(own)


def cut(text: str) -> str:
    """A text on one line cut at the end of a sentence, short enough for a title."""
    for match in re.finditer(r"[;.](?=\s|$)", text):
        if match.start() >= _TITLE_LEAST:
            text = text[: match.start()]
            break
    if len(text) > _TITLE_LIMIT:
        text = text[:_TITLE_LIMIT].rsplit(" ", 1)[0]
    return text.strip(" .;:-")


#: What may stand between the bodies of one list.
_BETWEEN = re.compile(rf"(?:[\s,;:/&()\-–]|\b(?i:{words('between')}))*")


_OWNED = re.compile(r"thuộc\s+(?:các\s+)?$")
_OWNED_UNITS = re.compile(r"(?<!\w)các\s[^,;:]{0,40}thuộc\s+(?:các\s+)?$", re.IGNORECASE)
_OWNED_REACH = 60


def skip_vague(flat: str, start: int, end: int) -> int:
    """Where the vague bodies and marks end that follow a body: `, các cơ quan, đơn vị liên quan`."""
    match = _BETWEEN.match(flat, start, end)
    return match.end() if match else start


class Bodies:
    """The mentions of bodies, to be looked up by place."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.mentions = sorted(mentions, key=lambda mention: (mention.start, -mention.end))
        self.starts = [mention.start for mention in self.mentions]

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions inside a span, in order."""
        index = bisect_left(self.starts, start)
        found = []
        while index < len(self.mentions) and self.mentions[index].start < end:
            if self.mentions[index].end <= end:
                found.append(self.mentions[index])
            index += 1
        return found

    def named(self, context: Context, start: int, end: int) -> list[Mention]:
        """The bodies inside a span, without those whose units alone are meant: `các đơn vị thuộc Sở A`."""
        found = self.within(start, end)
        return [m for m in found if not _OWNED_UNITS.search(context.flat, max(start, m.start - _OWNED_REACH), m.start)]

    def listed(self, context: Context, start: int, end: int) -> list[Mention]:
        """The bodies of the list that begins at `start`: they end where other words stand between."""
        found: list[Mention] = []
        at = start
        index = bisect_left(self.starts, start)
        while index < len(self.mentions) and self.mentions[index].end <= end:
            mention = self.mentions[index]
            index += 1
            if mention.start < at:
                continue
            if not _BETWEEN.fullmatch(context.flat, at, mention.start):
                break
            if not _OWNED.search(context.flat, at, mention.start):  # `các đơn vị thuộc Sở A` are not Sở A
                found.append(mention)
            at = mention.end
        return found


#: `phối hợp với …`, behind which the coordinating bodies are named.
COORDINATE = re.compile(
    r"(?<!\w)(?:phối\s+hợp|phối\s+với|cùng\s+với|(?<=chủ\strì,\s)cùng|(?<=chủ\strì\s)cùng)"
    r"(?:\s*,?\s*(?:chặt\s+chẽ|đồng\s+bộ|thường\s+xuyên|hiệu\s+quả|kịp\s+thời))*"
    r"(?:\s*,?\s*(?:với|cùng|và)|(?<=sự\sphối\shợp)\s+của)?\s*:?\s*",
    re.IGNORECASE,
)
#: `Giao …`, behind which the body is named that is to do the work.
ASSIGN = re.compile(r"(?<!\w)(?:giao(?:\s+cho)?|phân\s+công|ủy\s+quyền\s+cho|đề\s+nghị|yêu\s+cầu)\s+", re.IGNORECASE)
#: A label or column with one of these is of the time by which work is to be done, and tells nothing of its beginning.
FINISH = re.compile(r"hoàn\s+thành|thời\s+hạn|kết\s+thúc", re.IGNORECASE)


#: A word beside a body that says whether it chairs or coordinates: `Sở A chủ trì`, `Sở B (phối hợp)`, `Phối hợp: Sở C`.
_MARKS = re.compile(
    r"(?<!\w)(?:(?P<lead>chủ\s+trì|đầu\s+mối)|(?P<coordinating>phối\s+hợp))(?:\s+(?:thực\s+hiện|tham\s+mưu|chính))*"
    r"(?P<before>\s*:\s*|\s+(?:với|cùng)(?:\s+với)?(?!\w))?",
    re.IGNORECASE,
)
#: No list of bodies is longer than this.
_VALUE_REACH = 4_000
_STRAIGHT = re.compile(r"\s+(?:các\s+)?", re.IGNORECASE)
_CLAUSE = re.compile(r"[;.\n]|(?<=\))\s*,")


def by_role(
    context: Context, bodies: Bodies, start: int, end: int, *, several: bool = True
) -> Iterator[tuple[str, Mention]]:
    """The bodies that a label's value or a cell names, each with `lead` or `coordinating`, in order.

    A word beside a body tells its role. The others lead, unless one is told to; with a slash between
    them, those behind it coordinate.

    Args:
        context: the document.
        bodies: the mentions of bodies.
        start: first code point of the value.
        end: code point behind it.
        several: whether several without a word lead; else only the first does.
    """
    flat = context.flat
    end = min(end, start + _VALUE_REACH)
    named = bodies.named(context, start, end)
    told: dict[int, str] = {}
    marks = [m for m in _MARKS.finditer(flat, start, end) if not any(b.start <= m.start() < b.end for b in named)]
    ahead = [_stands_before(flat, mark, named) for mark in marks]
    low = start
    for index, mark in enumerate(marks):
        role = "lead" if mark["lead"] else "coordinating"
        if ahead[index]:
            low = mark.end()
            high = marks[index + 1].start() if index + 1 < len(marks) else end
            if index + 1 < len(marks) and not ahead[index + 1]:
                high = max((m.end() for m in _CLAUSE.finditer(context.text, low, high)), default=high)
            told.update({b.start: role for b in named if low <= b.start < high})
            low = high
        else:
            clause = max((m.end() for m in _CLAUSE.finditer(context.text, low, mark.start())), default=low)
            told.update({b.start: role for b in named if clause <= b.start < mark.start()})
            low = mark.end()
    chaired = "lead" in told.values()
    slash = flat.find("/", start, end)
    for index, body in enumerate(named):
        first = index == 0 or several or body.end <= slash
        yield told.get(body.start) or ("lead" if first and not chaired else "coordinating"), body


def _stands_before(flat: str, mark: re.Match[str], named: list[Mention]) -> bool:
    """Whether a word that tells a role stands before its bodies: `Chủ trì: Sở A`, `phối hợp với Sở B`."""
    follows = next((body.start for body in named if body.start >= mark.end()), None)
    return follows is not None and (
        mark["before"] is not None or _STRAIGHT.fullmatch(flat, mark.end(), follows) is not None
    )


_DATE = re.compile(
    r"(?:ngày\s+)?\d{1,2}\s*[/-]\s*\d{1,2}\s*[/-]\s*\d{4}|(?:ngày\s+\d{1,2}\s+)?tháng\s+\d{1,2}\s*(?:/|năm)\s*\d{4}"
    r"|quý\s+[IV\d]+\s*(?:/|năm)\s*\d{4}",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:trước|chậm\s+nhất|hoàn\s+thành|xong|muộn\s+nhất|không\s+quá|hạn)[^.;]{0,60}$", re.IGNORECASE)
_OF_DOCUMENT = re.compile(r"số\s+\S+\s*,?\s*(?:ngày\s*)?$")
_UNTIL = re.compile(
    r"(?:thực\s+hiện|hoàn\s+thành|triển\s+khai)\s+(?:xong\s+)?"
    r"(?P<time>(?:từ\s+nay\s+)?(?:đến\s+(?:hết\s+)?|trước\s+|trong\s+)(?:(?:quý|tháng)\s+[IV\d]+\s*(?:/|năm)\s*|năm\s+)\d{4})",
    re.IGNORECASE,
)
_BY_REACH = 80
#: `từ tháng 4 đến tháng 6 năm 2024`, `từ ngày 01/4/2024 đến ngày 30/6/2024`
_POINT = r"(?:hết\s+)?(?:ngày\s+)?(?:\d{1,2}\s*[/-]\s*\d{1,2}|(?:tháng|quý)\s+[IV\d]+)"
_YEAR = r"\s*(?:[/-]|năm)\s*\d{4}"
_RANGE = re.compile(rf"(?<!\w)từ\s+{_POINT}(?:{_YEAR})?\s+đến\s+{_POINT}{_YEAR}", re.IGNORECASE)


def due(flat: str, part: Block) -> tuple[int, int] | None:
    """The span of a day, month, quarter or year by which the work is to be done: `trước ngày 30/9/2024`."""
    for match in _DATE.finditer(flat, part.body, part.end):
        before = flat[max(part.body, match.start() - _BY_REACH) : match.start()]
        cue = _BY.search(before)
        if cue and not _OF_DOCUMENT.search(before):
            return match.start() - len(before) + cue.start(), match.end()
    if until := _UNTIL.search(flat, part.body, part.end):
        return until.span("time")
    span = _RANGE.search(flat, part.body, part.end)
    return span.span() if span else None
