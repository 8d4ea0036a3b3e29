"""Tasks told by an item's own words: `1. Sở Y tế: …`, `Giao Sở …`, `do Sở A chủ trì, Sở B phối hợp`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from vnplan_extract import data
from vnplan_extract.extractors.agencies import Mention
from vnplan_extract.extractors.blocks import Block, Style
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.grids import in_table
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.extractors.task_drafts import (
    ASSIGN,
    COORDINATE,
    Bodies,
    Draft,
    cut,
    draft_of,
    due,
    skip_vague,
    words,
)
from vnplan_extract.extractors.task_labels import Label, apply
from vnplan_extract.text import LOWER, UPPER

_IMPLEMENTATION = re.compile(words("implementation_heading"))
#: Sections that tell what is or was, or what is aimed at, and assign nothing.
_NO_TASKS = re.compile(words("no_task_heading"))
#: Sections that tell what a body is there for.
_DESCRIBES = re.compile(words("describing_heading"))
_HEADING_LENGTH = 200
_BULLETS = (Style.DASH, Style.STAR, Style.PLUS)
_FUNDING = re.compile(words("funding_heading"), re.IGNORECASE)
_NO_WORK_LABEL = re.compile(rf"{words('no_work_label')}(?:\s[^:.;]{{0,40}})?:", re.IGNORECASE)
_LEAD_IN = re.compile(rf"(?:bước\s+\d+\s*[:.]\s*)?(?:{words('before_body')}\s*:?\s+)*", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:trên\s+đây\s+là|trong\s+quá\s+trình|yêu\s+cầu\s+(?:các|thủ)|căn\s+cứ\s+(?:nội\s+dung\s+)?kế\s+hoạch"
    r"|đề\s+nghị\s+các)",
    re.IGNORECASE,
)
_BINDING = re.compile(
    r"chịu\s+trách\s+nhiệm\s+(?:thi\s+hành|thực\s+hiện)\s+(?:quyết\s+định|nghị\s+quyết|chỉ\s+thị)", re.IGNORECASE
)
_DONE = re.compile(
    r"đã\s+(?:khắc\s+phục|hoàn\s+thành|thực\s+hiện|triển\s+khai)\s+xong|đã\s+hoàn\s+thành", re.IGNORECASE
)
_DONE_REACH = 80


def drafts(
    context: Context, header: HeaderResult, bodies: Bodies, labels: dict[int, list[Label]], taken: set[tuple[int, int]]
) -> Iterator[Draft]:
    """The items that give bodies work, outside the spans that are `taken` by tasks already found."""
    if header.header.doc_type in data.task_words("document_without_tasks"):
        return
    kinds = _section_kinds(context)
    inside_until = 0
    spans = dict(taken)
    absorbed: set[int] = set()
    for block in context.blocks:
        inside_until = max(inside_until, spans.get(block.start, 0))
        if block.start < max(inside_until, header.head_end) or header.in_tail(block.start):
            continue
        if block.index in absorbed or kinds[block.index] == "none" or block.style == Style.ZONE:
            continue
        if in_table(context, block.start):
            continue
        lead = _own_lead(context, bodies, block, kinds[block.index])
        region = _region(context, bodies, block, spans, lead)
        told = header.header.doc_type is None and kinds[block.index] != "implementation"
        draft = _item(context, bodies, block, lead, region, kinds[block.index], told=told)
        if draft is None:
            continue
        for label in labels.get(block.index, ()):
            apply(context, bodies, draft, label)
        absorbed.update(part.index for part in region)
        yield draft


def is_part_of_a_body_s_item(context: Context, bodies: Bodies, draft: Draft) -> bool:
    """Whether a task without a lead stands under an item that a body heads: it is part of that body's task."""
    block = context.block_at(draft.span[0])
    return block is not None and any(
        above.numbered and above.style > Style.CAPITAL and _leading(context, bodies, above)
        for above in context.ancestors(block)
    )


def _section_kinds(context: Context) -> list[str]:
    """For each block: `implementation`, `none` (a section without tasks) or `tasks`, by its headings."""
    kinds: list[str] = []
    for block in context.blocks:
        inherited = kinds[block.parent] if block.parent is not None else "tasks"
        kind = inherited
        if Style.ZONE < block.style <= Style.DECIMAL_4 and block.end - block.body < _HEADING_LENGTH:
            heading = context.lower[block.body : block.end]
            if inherited == "tasks" and _DESCRIBES.match(heading):
                kind = "none"
            elif inherited != "none" and _IMPLEMENTATION.search(heading):
                kind = "implementation"
            elif _NO_TASKS.match(heading) and inherited != "implementation":
                kind = "none"
        kinds.append(kind)
    return kinds


def _own_lead(context: Context, bodies: Bodies, block: Block, kind: str) -> list[Mention]:
    """The bodies that an item begins with and that do its work; none where it cannot be a task."""
    bullet = block.style in _BULLETS and (_under_heading(context, block) or _is_task(context, bodies, block))
    if not block.numbered and not bullet:
        return []
    own = context.flat[block.body : block.end]
    if _gives_no_work(own) or (bullet and _CLOSING.match(own)):
        return []
    lead = _leading(context, bodies, block, kind)
    if lead and block.last == block.index + 1 and not _behind(context, lead, block) and _is_listed(context, block):
        return []
    return lead


_LISTS = re.compile(r"(?<!\w)gồm(?:\s+có)?(?:\s[^.;:]{0,60})?:\s*$", re.IGNORECASE)
_LISTS_LENGTH = 80
_LIST_REACH = 30


def _behind(context: Context, lead: list[Mention], block: Block) -> str:
    """What stands behind the bodies that a block begins with."""
    return context.flat[lead[-1].end : block.end].strip(" .;,:")


def _is_listed(context: Context, block: Block) -> bool:
    """Whether an item is one of a list that only counts bodies up: `Các đơn vị tham gia gồm có:`."""
    for index in range(block.index - 1, max(-1, block.index - _LIST_REACH), -1):
        before = context.blocks[index]
        if before.style != block.style:
            return _LISTS.search(context.flat, max(before.start, before.end - _LISTS_LENGTH), before.end) is not None
    return False


def _is_task(context: Context, bodies: Bodies, block: Block, led: Collection[str] = ()) -> bool:
    """Whether a bullet names a time and a lead of its own, which is none of those that its item is of."""
    if block.style not in _BULLETS or due(context.flat, block) is None:
        return False
    if _is_done(context, block):
        return False
    return any(mention.name not in led for mention in _leading(context, bodies, block))


def _is_done(context: Context, block: Block) -> bool:
    """Whether a block begins by telling that its work is done."""
    return _DONE.search(context.flat, block.body, min(block.end, block.body + _DONE_REACH)) is not None


def _gives_no_work(own: str) -> bool:
    """Whether the words of a block are of something else than a body's work: who is bound by a rule, who pays."""
    return bool(_BINDING.search(own) or _FUNDING.match(own) or _NO_WORK_LABEL.match(own))


def _region(context: Context, bodies: Bodies, block: Block, taken: dict[int, int], lead: list[Mention]) -> list[Block]:
    """The block and what below it belongs to the same task.

    An item below that names a lead of its own is an item of its own: a numbered one that begins with a body, a
    dashed one that tells its time, too. So is one numbered `1.`, `1.1.`, unless the item over it is a body's.
    """
    led = {mention.name for mention in lead}
    region = [block]
    index = block.index + 1
    while index < block.last:
        part = context.blocks[index]
        own = _is_task(context, bodies, part, led)
        if part.numbered and not own:
            own = bool(_leading(context, bodies, part))
            if not own and part.style <= Style.DECIMAL_4:
                below = context.blocks[part.index : part.last]
                own = not led or any(m.name not in led for m in _assigned_below(context, bodies, below)[0])
        if own or part.start in taken or in_table(context, part.start):
            index = part.last
            continue
        region.append(part)
        index += 1
    return region


#: Words that give work to the body before them, whatever the text is of.
_IN_SO_MANY_WORDS = re.compile(
    r"[^.;:]{0,60}?(?<!\w)(?:chủ\s+trì|chịu\s+trách\s+nhiệm|có\s+trách\s+nhiệm|được\s+(?:giao|phân\s+công)|làm\s+đầu\s+mối"
    r"|là\s+(?:cơ\s+quan|đơn\s+vị)\s+(?:chủ|đầu))(?!\w)",
    re.IGNORECASE,
)
_GIVEN_REACH = 60


def _is_told(context: Context, mention: Mention) -> bool:
    """Whether words beside a body give it work: a text of no type describes more bodies than it gives work."""
    flat = context.flat
    given = any(True for _ in ASSIGN.finditer(flat, max(0, mention.start - _GIVEN_REACH), mention.start))
    return given or _IN_SO_MANY_WORDS.match(flat, mention.end) is not None


def _item(
    context: Context, bodies: Bodies, block: Block, lead: list[Mention], region: list[Block], kind: str, *, told: bool
) -> Draft | None:
    """The task of an item, or None where it names no body to do work; with `told`, it must say so in so many words."""
    flat = context.flat
    own = flat[block.body : block.end]
    if not lead and (not block.numbered or _gives_no_work(own)):
        return None
    source: Block | None = None
    if not lead and block.style > Style.CAPITAL:
        lead, source = _assigned_below(context, bodies, region)
    if told:
        lead = [mention for mention in lead if _is_told(context, mention)]
    if not lead:
        return None
    draft = draft_of(context, block, "task.implementation" if kind == "implementation" else "task.assigned", 0.9)
    if source is not None and source is not block and len(context.body(block).split()) <= 30:
        draft.title = cut(f"{context.body(block).rstrip(' .:;')}: {context.body(source)}")
    draft.add("lead", (m.name for m in lead))
    if source is None:
        draft.add("lead", (m.name for m in _next_clauses(context, bodies, block, lead[-1].end)))
    for part in region:
        draft.add("coordinating", (m.name for m in _coordinating(context, bodies, part)))
        if not draft.times and (when := due(flat, part)):
            draft.times.append(when)
    return draft


def _under_heading(context: Context, block: Block) -> bool:
    """Whether a bullet stands directly under a section's heading, with no numbered item between."""
    parent = context.blocks[block.parent] if block.parent is not None else None
    return parent is not None and parent.style <= Style.CAPITAL


# --- who leads -------------------------------------------------------------------------------

#: An unknown name and a colon behind a body: `Sở A, Khu quản lý B: …`.
_NAMES_AND_COLON = re.compile(
    rf"\s*[,;](?:[\s,;()\-–]++(?:[{UPPER}][\w.&]*+|[{LOWER}]{{1,7}}+(?!\w)))+[\s)]*:(?=\s*\D)"
)
_NAMES_REACH = 200
#: Where a sentence begins inside a block; not behind the number of a quoted item (`“4. Ủy ban …`).
_NEXT_SENTENCE = re.compile(r"(?<=[^\d\s][.;:])\s+(?=\w)")
#: `do Sở A chủ trì, Sở B và Sở C phối hợp`
_BY_BODY = re.compile(r"(?<!\w)do\s+|\(\s*(?:giao\s+)?", re.IGNORECASE)
_CHAIRS = re.compile(
    r"\s*(?:là\s+(?:cơ\s+quan|đơn\s+vị)\s+)?(?:chủ\s+trì|thực\s+hiện|đảm\s+nhiệm|làm\s+đầu\s+mối|chịu\s+trách\s+nhiệm)",
    re.IGNORECASE,
)
#: How a sentence begins that tells what is done so far.
_AT_PRESENT = re.compile(
    r"\W*(?:hiện\s+(?:nay|tại)|trước\s+đây|thời\s+gian\s+qua|những\s+năm\s+qua|từ\s+trước\s+(?:đến|tới)\s+nay)(?!\w)",
    re.IGNORECASE,
)
_IS_CHAIR = re.compile(r"(?<!\w)(?:là\s+(?:cơ\s+quan|đơn\s+vị)\s+)?chủ\s+trì(?!\w)", re.IGNORECASE)
_PAUSE = re.compile(r"[,;:.]\s+(?=\w)")
_CHAIR_REACH = 200
_BRACKET = re.compile(r"[^.;:()]{0,50}\(\s*(?:(?:cụ\s+thể|bao\s+gồm|gồm|là)\s*:?\s*)?")


def _leading(context: Context, bodies: Bodies, block: Block, kind: str = "tasks") -> list[Mention]:
    """The bodies that a block begins with, where they are its heading or do the work.

    In an implementation section an item that begins with a body is that body's, whatever it is to do.
    """
    flat = context.flat
    lead_in = _LEAD_IN.match(flat, block.body, block.end)
    start = lead_in.end() if lead_in else block.body
    given = kind == "implementation" or bool(ASSIGN.match(flat, block.body, block.end)) or start > block.body
    for begin in dict.fromkeys((start, block.body)):
        listed = bodies.listed(context, begin, block.end)
        if not listed:
            continue
        end = listed[-1].end
        if given or _works(flat, end, block.end):
            return listed
        if heading := _NAMES_AND_COLON.match(flat, end, min(block.end, end + _NAMES_REACH)):
            return listed + bodies.within(end, heading.end())
    return []


#: What follows a body that is the subject of no work: `đã …`, `của …`, `gồm …`.
_NO_WORK = re.compile(
    rf"{words('no_work')}|thông\s+báo(?=[^.;]{{0,60}}\sbiết(?!\w))|được(?!\s+giao|\w)|là(?!\s+(?:cơ\s+quan|đơn\s+vị|đầu\s+mối|thường\s+trực|chủ)|\w)"
    r"|có(?!\s+(?:trách\s+nhiệm|nhiệm\s+vụ|kế\s+hoạch|giải\s+pháp|văn\s+bản|biện\s+pháp)|\w)"
)
_CONSISTS = re.compile(r"\s+(?:bao\s+)?gồm(?!\w)")
_MARK = re.compile(r"\s*[,.;]?\s*(?:\([^)]{0,60}\)\s*)?")


def _works(flat: str, end: int, limit: int, alone: bool = True) -> bool:
    """Whether bodies named up to `end` are the heading of an item or the subject of the work that follows.

    Args:
        flat: the text.
        end: where the list of bodies ends.
        limit: where their item ends.
        alone: whether they may stand without work behind them.
    """
    if _CONSISTS.match(flat, end, limit):
        return False
    begin = skip_vague(flat, end, limit)
    if ":" in flat[end:begin]:
        return not flat[begin : begin + 1].isdigit()  # `Trung tâm …: 0243.…` is a telephone's number
    mark = _MARK.match(flat, begin, limit)
    begin = mark.end() if mark else begin
    if begin >= limit or not flat[begin:limit].strip(" .:;"):
        return alone
    if flat[begin] in ":(":
        return alone or flat[begin] == ":"
    return flat[begin].islower() and not _NO_WORK.match(flat, begin, limit)


def _assigned_below(context: Context, bodies: Bodies, region: Sequence[Block]) -> tuple[list[Mention], Block | None]:
    """Bodies that the sentences and bullets of an item give work: `Giao Sở …`, `- Sở … đôn đốc …`.

    Returns:
        the bodies, and the block that names the first of them.
    """
    found: list[Mention] = []
    source: Block | None = None
    for index, part in enumerate(region):
        here: list[Mention] = []
        if index and _NO_WORK_LABEL.match(context.flat, part.body, part.end):
            continue
        if index and not _is_done(context, part):
            here += _leading(context, bodies, part)
        here += _assigned(context, bodies, part)
        if here and source is None:
            source = part
        found += here
    if not found:
        for part in region:
            if here := list(_chairing(context, bodies, part)):
                return here, part
    return found, source


def _assigned(context: Context, bodies: Bodies, part: Block) -> Iterator[Mention]:
    """Bodies that the sentences of a block give work."""
    flat = context.flat
    for match in ASSIGN.finditer(flat, part.body, part.end):
        if match.start() == part.body or match.group().lower().startswith(("giao", "phân công")):
            listed = bodies.listed(context, match.end(), part.end)
            yield from listed or _in_brackets(context, bodies, match.end(), part.end)
    for match in _BY_BODY.finditer(flat, part.body, part.end):
        if _AT_PRESENT.match(flat, context.sentence(match.start())[0]):
            continue
        listed = bodies.listed(context, match.end(), part.end)
        if listed and _CHAIRS.match(flat, skip_vague(flat, listed[-1].end, part.end), part.end):
            yield from listed
    yield from _next_clauses(context, bodies, part, part.body)


def _next_clauses(context: Context, bodies: Bodies, part: Block, begin: int) -> Iterator[Mention]:
    """Bodies with which the further clauses of a block begin: `…; Sở B bố trí kinh phí`."""
    flat = context.flat
    for match in _NEXT_SENTENCE.finditer(flat, begin, part.end):
        listed = bodies.listed(context, match.end(), part.end)
        if not listed or not _works(flat, listed[-1].end, part.end, alone=False):
            continue
        behind = skip_vague(flat, listed[-1].end, part.end)
        if flat[match.start() - 1] == "." or not _JOINS.match(flat, behind, part.end):
            yield from listed


def _chairing(context: Context, bodies: Bodies, part: Block) -> Iterator[Mention]:
    """Bodies that a sentence names before `chủ trì`, behind the work: `Dọn kênh, Sở A là cơ quan chủ trì`."""
    flat = context.flat
    for match in _IS_CHAIR.finditer(flat, part.body, part.end):
        low = max(part.body, match.start() - _CHAIR_REACH)
        begin = max((m.end() for m in _PAUSE.finditer(flat, low, match.start())), default=match.start())
        listed = bodies.listed(context, begin, match.start())
        if listed and not flat[listed[-1].end : match.start()].strip():
            yield from listed


def _in_brackets(context: Context, bodies: Bodies, start: int, end: int) -> list[Mention]:
    """Bodies that brackets name behind a class of them: `Giao các đơn vị (Sở A, Sở B) chủ trì`."""
    match = _BRACKET.match(context.flat, start, end)
    return bodies.listed(context, match.end(), end) if match else []


# --- with whom, and by when ------------------------------------------------------------------

_CHAIRED = re.compile(r"(?:chủ\s+trì|thực\s+hiện)\s*[,;.]\s*(?:có\s+sự\s+)?", re.IGNORECASE)
_JOINS = re.compile(
    r"\s*(?:là\s+(?:các\s+)?(?:cơ\s+quan|đơn\s+vị)\s+|cùng\s+|tham\s+gia\s+)?phối\s+hợp(?!\s+(?:với|cùng)(?!\w))",
    re.IGNORECASE,
)


def _coordinating(context: Context, bodies: Bodies, part: Block) -> Iterator[Mention]:
    """Bodies that a block names behind `phối hợp với`, or between `chủ trì,` and `phối hợp`."""
    flat = context.flat
    for match in COORDINATE.finditer(flat, part.body, part.end):
        yield from bodies.listed(context, match.end(), part.end)
    for match in _CHAIRED.finditer(flat, part.body, part.end):
        listed = bodies.listed(context, match.end(), part.end)
        if listed and _JOINS.match(flat, skip_vague(flat, listed[-1].end, part.end), part.end):
            yield from listed
