"""Tasks: who does what, with whom, by when, for how much.

Plans say it in four forms: labels under a numbered item (`Cơ quan chủ trì: …`), the items of an
implementation section (`1. Sở Y tế: …`), an assignment in running text (`Giao Sở …`, `Sở … chủ trì`),
and the rows of a table. A task's owner and time are bound inside the smallest item or row that
holds them, so that they cannot attach to another task.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from vnplan_extract.document import Table
from vnplan_extract.extractors import deadlines as deadline_rules
from vnplan_extract.extractors import divisions
from vnplan_extract.extractors.agencies import Mention
from vnplan_extract.extractors.blocks import Block, Style
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.grids import grids
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.record import Agency, BudgetItem, Deadline, Target, Task
from vnplan_extract.text import LOWER, UPPER

_BODY_WORDS = r"(?:(?:các\s+)?(?:cơ\s+quan|đơn\s+vị|bộ\s+phận|sở|ngành|phòng|ban))"
_LABELS = (
    ("lead", rf"{_BODY_WORDS}(?:,\s*{_BODY_WORDS})*\s+(?:được\s+giao\s+)?(?:chủ\s+trì|thực\s+hiện|đầu\s+mối|chịu\s+trách\s+nhiệm)(?:\s+(?:thực\s+hiện|chính|tham\s+mưu))?"),
    ("lead", r"(?:phân\s+công\s+)?chủ\s+trì(?:\s+thực\s+hiện)?|giao\s+chủ\s+trì|phân\s+công\s+thực\s+hiện|trách\s+nhiệm\s+thực\s+hiện|người\s+thực\s+hiện|đầu\s+mối\s+thực\s+hiện"),
    ("coordinating", rf"{_BODY_WORDS}(?:,\s*{_BODY_WORDS})*\s+(?:tham\s+gia\s+)?phối\s+hợp(?:\s+thực\s+hiện)?|phối\s+hợp(?:\s+thực\s+hiện)?"),
    ("time", r"(?:thời\s+gian|thời\s+hạn|tiến\s+độ|thời\s+điểm)(?:\s+(?:thực\s+hiện|hoàn\s+thành|triển\s+khai|tổ\s+chức|dự\s+kiến|báo\s+cáo|và\s+địa\s+điểm))*|hoàn\s+thành"),
    ("budget", r"(?:dự\s+kiến\s+|tổng\s+)?(?:kinh\s+phí|dự\s+toán|nguồn\s+kinh\s+phí|nguồn\s+vốn)(?:\s+(?!là\b)[^\s:]+){0,5}"),
    ("product", r"(?:dự\s+kiến\s+)?(?:sản\s+phẩm|kết\s+quả\s+đầu\s+ra|kết\s+quả|đầu\s+ra)(?:\s+(?:dự\s+kiến|đầu\s+ra|đạt\s+được|hoàn\s+thành|thực\s+hiện))*"),
)  # fmt: skip
_LABEL = re.compile(
    "|".join(f"(?P<{name}{i}>(?:{pattern}))" for i, (name, pattern) in enumerate(_LABELS)), re.IGNORECASE
)
#: A label inside a block: behind the end of a sentence, `… đúng quy định. Đơn vị chủ trì: Sở Y tế`.
_INNER_LABEL = re.compile(rf"(?<=[.;:)])\s+(?=(?:{'|'.join(p for _, p in _LABELS)})\s*:)", re.IGNORECASE)
#: Headings that only hold labels: the task is the item above them.
_CONTAINER = re.compile(
    r"(?:nhiệm\s+vụ,\s+trách\s+nhiệm|phân\s+công|trách\s+nhiệm|tổ\s+chức\s+thực\s+hiện|nội\s+dung|thời\s+gian|cơ\s+quan\s+thực\s+hiện|đơn\s+vị\s+thực\s+hiện|kinh\s+phí)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_IMPLEMENTATION = re.compile(
    r"tổ\s+chức\s+(?:thực\s+hiện|triển\s+khai)|phân\s+công|trách\s+nhiệm|thực\s+hiện\s+kế\s+hoạch|nhiệm\s+vụ\s+của|triển\s+khai\s+thực\s+hiện"
)
#: Sections that tell what is or was, or what is aimed at, and assign nothing.
_NO_TASKS = re.compile(
    r"(?:thực|hiện)\s+trạng|tình\s+hình|kết\s+quả\s+(?:đạt|thực)|đánh\s+giá\s+(?:chung|tình|kết)|đặc\s+điểm|mục\s+đích|mục\s+tiêu|quan\s+điểm|khó\s+khăn|hạn\s+chế|nguyên\s+nhân|căn\s+cứ|sự\s+cần\s+thiết|chỉ\s+tiêu|phạm\s+vi|đối\s+tượng"
)
_FUNDING = re.compile(r"(?:nguồn\s+)?(?:kinh\s+phí|nguồn\s+vốn|dự\s+toán|nguồn\s+lực\s+tài\s+chính)", re.IGNORECASE)
#: Labels of what is no work.
_NO_WORK_LABEL = re.compile(
    r"(?:địa\s+(?:điểm|chỉ)|thành\s+phần|đối\s+tượng|hình\s+thức|ghi\s+chú|liên\s+hệ|điện\s+thoại)(?:\s[^:.;]{0,40})?:",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?:(?:đề\s+nghị|giao|yêu\s+cầu|phân\s+công|trách\s+nhiệm(?:\s+của)?|đối\s+với|kính\s+đề\s+nghị|thường\s+trực|nhiệm\s+vụ\s+của|lãnh\s+đạo|thủ\s+trưởng|giám\s+đốc|chủ\s+tịch|trưởng|các|đồng\s+chí|ban\s+giám\s+đốc)\s*:?\s+)*",
    re.IGNORECASE,
)
_ASSIGN = re.compile(r"(?<!\w)(?:giao(?:\s+cho)?|phân\s+công|ủy\s+quyền\s+cho|đề\s+nghị|yêu\s+cầu)\s+", re.IGNORECASE)
_COORDINATE = re.compile(
    r"(?<!\w)(?:phối\s+hợp|phối\s+với|cùng\s+với)(?:\s+(?:chặt\s+chẽ|đồng\s+bộ|thường\s+xuyên|hiệu\s+quả))?(?:\s*,?\s*(?:với|cùng|và))?\s*:?\s*",
    re.IGNORECASE,
)
#: What may stand between the bodies of one list.
_LIST_GAP = re.compile(
    r"(?:[\s,;:/&()\-–]|\b(?:và|với|cùng|các|những|một\s+số|sở|ban|ngành|bộ|hội|đoàn\s+thể|cơ\s+quan|đơn\s+vị|địa\s+phương|tổ\s+chức|liên\s+quan|có|khác|chức\s+năng"
    r"|chuyên\s+môn|trực\s+thuộc|thuộc|tỉnh|huyện|thành\s+phố|thị\s+xã|xã|phường|phòng|chính\s+trị|xã\s+hội|doanh\s+nghiệp|trong|cấp|lực\s+lượng|cá\s+nhân|chủ\s+đầu\s+tư|nhà\s+thầu|hoặc|Trung\s+ương|trung\s+ương|Sở|Ban|Bộ|Hội|UBMTTQVN|đó|gồm|như|sau|theo)\b)*"
)
#: What follows a body that is the subject of no work: `đã …`, `của …`, `gồm …`.
_NO_WORK = re.compile(
    r"(?:đã|vừa|đang|hiện|được(?!\s+giao)|bị|gồm|bao\s+gồm|của|tại|năm|thuộc|với|cũng|còn|vẫn|như|mà|nếu|để|do|khi|nhằm|về|này|trên|nêu|theo\s+quy|từ|đến|sẽ\s+được"
    r"|là(?!\s+(?:cơ\s+quan|đơn\s+vị|đầu\s+mối|thường\s+trực|chủ))|có(?!\s+(?:trách\s+nhiệm|nhiệm\s+vụ|kế\s+hoạch|giải\s+pháp|văn\s+bản|biện\s+pháp)))(?!\w)"
)
_CLOSING = re.compile(r"(?:trên\s+đây\s+là|trong\s+quá\s+trình|yêu\s+cầu\s+(?:các|thủ)|căn\s+cứ\s+(?:nội\s+dung\s+)?kế\s+hoạch|đề\s+nghị\s+các)", re.IGNORECASE)
_BINDING = re.compile(r"chịu\s+trách\s+nhiệm\s+(?:thi\s+hành|thực\s+hiện)\s+(?:quyết\s+định|nghị\s+quyết|chỉ\s+thị)", re.IGNORECASE)
_DONE = re.compile(r"(?:đã\s+(?:khắc\s+phục|hoàn\s+thành|thực\s+hiện|triển\s+khai)\s+xong|đã\s+hoàn\s+thành)", re.IGNORECASE)
_BY = re.compile(r"(?:trước|chậm\s+nhất|hoàn\s+thành|xong|muộn\s+nhất|không\s+quá|hạn)[^.;]{0,60}$", re.IGNORECASE)
_DATE = re.compile(
    r"(?:ngày\s+)?\d{1,2}\s*[/-]\s*\d{1,2}\s*[/-]\s*\d{4}|(?:ngày\s+\d{1,2}\s+)?tháng\s+\d{1,2}\s*(?:/|năm)\s*\d{4}|quý\s+[IV\d]+\s*(?:/|năm)\s*\d{4}", re.IGNORECASE
)
#: A label or column with one of these is of the time by which work is to be done, and tells nothing of its beginning.
_FINISH = re.compile(r"hoàn\s+thành|thời\s+hạn|kết\s+thúc", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)từ(?!\w)|\d\s*[-–—]\s*\w|[IV]\s*,\s*[IV]", re.IGNORECASE)
#: `do Sở A chủ trì, Sở B và Sở C phối hợp`
_BY_BODY = re.compile(r"(?<!\w)do\s+", re.IGNORECASE)
_CHAIRS = re.compile(r"\s*(?:chủ\s+trì|thực\s+hiện|đảm\s+nhiệm|làm\s+đầu\s+mối|chịu\s+trách\s+nhiệm)", re.IGNORECASE)
_CHAIRED = re.compile(r"chủ\s+trì\s*[,;]\s*(?:có\s+sự\s+)?", re.IGNORECASE)
_JOINS = re.compile(r"\s*(?:cùng\s+)?phối\s+hợp", re.IGNORECASE)
_BRACKET = re.compile(r"[^.;:()]{0,50}\(\s*(?:(?:cụ\s+thể|bao\s+gồm|gồm|là)\s*:?\s*)?")
_UNTIL = re.compile(
    r"(?:thực\s+hiện|hoàn\s+thành|triển\s+khai)\s+(?:xong\s+)?(?P<time>(?:từ\s+nay\s+)?(?:đến\s+(?:hết\s+)?|trước\s+|trong\s+)(?:(?:quý|tháng)\s+[IV\d]+\s*(?:/|năm)\s*|năm\s+)\d{4})", re.IGNORECASE
)
#: Where a sentence begins inside a block; not behind the number of a quoted item (`“4. Ủy ban …`).
_NEXT_SENTENCE = re.compile(r"(?<=[^\d\s][.;:])\s+(?=\w)")
#: Documents that tell, ask or certify, and give nobody work in running text.
_ASSIGNS_NOTHING = frozenset({"Phiếu trình", "Tờ trình", "Báo cáo", "Biên bản", "Giấy mời", "Giấy giới thiệu", "Hợp đồng"})
_TITLE_LIMIT = 320


@dataclass
class _Draft:
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
    money: list[tuple[int, int]] = field(default_factory=list)
    product: str | None = None

    def add(self, role: str, names: Iterable[str]) -> None:
        """Add bodies to `lead` or `coordinating`, each once; a lead does not coordinate with itself."""
        target = self.lead if role == "lead" else self.coordinating
        for name in names:
            if name not in self.lead and name not in target:
                target.append(name)


class _Bodies:
    """The mentions of bodies, to be looked up by place."""

    def __init__(self, mentions: list[Mention]) -> None:
        self.mentions = sorted(mentions, key=lambda m: (m.start, -m.end))
        self.starts = [m.start for m in self.mentions]

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions inside a span, in order."""
        index = bisect_left(self.starts, start)
        found = []
        while index < len(self.mentions) and self.mentions[index].start < end:
            if self.mentions[index].end <= end:
                found.append(self.mentions[index])
            index += 1
        return found

    def listed(self, context: Context, start: int, end: int) -> list[Mention]:
        """The bodies of the list that begins at `start`: they end where other words stand between."""
        found: list[Mention] = []
        at = start
        for mention in self.within(start, end):
            if mention.start < at:
                continue
            if not _LIST_GAP.fullmatch(context.flat, at, mention.start):
                break
            found.append(mention)
            at = mention.end
        return found


def extract(
    context: Context,
    header: HeaderResult,
    mentions: list[Mention],
    agencies: list[Agency],
    deadlines: list[Deadline],
    budget: list[BudgetItem],
) -> list[Task]:
    """The tasks of a document, each with the ids of its agencies, deadline and budget."""
    bodies = _Bodies([*mentions, *divisions.find(context, mentions)])
    labels = _labels_by_owner(context)
    drafts = [*_from_tables(context, bodies), *_from_labels(context, bodies, labels)]
    drafts += _from_items(context, header, bodies, labels, {draft.span for draft in drafts})
    return context.numbered("k", (_finish(context, header, d, agencies, deadlines, budget) for d in drafts))


def link(context: Context, tasks: list[Task], targets: list[Target], budget: list[BudgetItem]) -> None:
    """Name in each target and amount the task that it belongs to: the smallest one that holds it."""
    spans = []
    for task in tasks:
        start = task.evidence[0].start
        block = context.block_at(start)
        if block is not None and block.start == start:
            spans.append((*context.span(block), task.id))
    for task in tasks:
        for item in budget:
            if item.id in task.budget:
                item.task = task.id
    for aim in targets:
        holding = [(b - a, name) for a, b, name in spans if a <= aim.evidence[0].start < b]
        if holding:
            aim.task = min(holding)[1]


def _finish(
    context: Context,
    header: HeaderResult,
    draft: _Draft,
    agencies: list[Agency],
    deadlines: list[Deadline],
    budget: list[BudgetItem],
) -> Task:
    start, end = None, None
    for span in draft.times:
        for time in deadline_rules.times_in(context, header, *span):
            if time.kind in ("point", "period"):
                start, end = time.start, time.end
                if draft.finish and not _FROM.search(context.flat, *span):
                    start = None
                break
        if start or end:
            break
    amounts = [
        item
        for span in draft.money
        for item in budget
        if span[0] <= item.evidence[0].start < span[1]
    ]
    total = next((item.amount_vnd for item in amounts if item.per == "total"), None)
    same_time = next(
        (d.id for d in deadlines if (start or end) and (d.start, d.end) == (start, end) and d.kind != "recurring"), None
    )
    ids = {name: agency.id for agency in agencies for name in (agency.name, *agency.also)}
    names = [*draft.lead, *draft.coordinating]
    return Task(
        id="k",
        evidence=[context.evidence(*draft.quote)],
        confidence=draft.confidence,
        rule=draft.rule,
        section=draft.section,
        title=draft.title,
        lead=draft.lead,
        coordinating=[name for name in draft.coordinating if name not in draft.lead],
        start=start,
        end=end,
        amount_vnd=total,
        product=draft.product,
        agencies=list(dict.fromkeys(ids[name] for name in names if name in ids)),
        deadline=same_time,
        budget=[item.id for item in amounts],
    )


# --- labels under an item --------------------------------------------------------------------


@dataclass(frozen=True)
class _Label:
    role: str
    start: int
    value: tuple[int, int]
    block: Block


def _labels_of(context: Context, block: Block) -> Iterator[_Label]:
    """The labels of a block, at its beginning and behind sentence ends, with their values' spans."""
    flat = context.flat
    starts = [block.body, *(m.end() for m in _INNER_LABEL.finditer(flat, block.body, block.end))]
    found: list[tuple[str, int, int]] = []
    for start in starts:
        match = _LABEL.match(flat, start, block.end)
        if not match:
            continue
        role = re.sub(r"\d+$", "", match.lastgroup or "")
        colon = re.compile(r"\s*(?:\([^)]{0,40}\))?\s*[:]").match(flat, match.end(), block.end)
        bare = start == block.body and block.style >= Style.LETTER and not flat[match.end() : block.end].strip(" .:")
        if colon or bare:
            found.append((role, start, colon.end() if colon else match.end()))
    for (role, start, value), following in zip(found, [*found[1:], None], strict=False):
        end = following[1] if following else block.end
        if not flat[value:end].strip(" .;") and following is None and block.last > block.index + 1:
            end = context.span(block)[1]  # the value stands below: `Đơn vị chủ trì:` and a list
        yield _Label(role, start, (value, end), block)


def _labels_by_owner(context: Context) -> dict[int, list[_Label]]:
    """The labels of a document under the index of the block that they belong to."""
    owners: dict[int, list[_Label]] = {}
    for block in context.blocks:
        if block.style == Style.ZONE:
            continue
        for label in _labels_of(context, block):
            owner = _owner(context, label)
            if owner is not None:
                owners.setdefault(owner.index, []).append(label)
    labelled = {label.block.index for labels in owners.values() for label in labels}
    apart: dict[int, list[_Label]] = {}
    for index, labels in owners.items():
        roles = [label.role for label in labels]
        several = roles.count("lead") > 1 or roles.count("time") > 1
        for label in labels:
            # Several groups of labels under one item: each is of the paragraph or bullet above it.
            owner_index = _above(context, label.block, labelled, index) if several else index
            apart.setdefault(owner_index, []).append(label)
    return apart


def _above(context: Context, block: Block, labelled: set[int], owner: int) -> int:
    """The index of the last block over `block` that holds no label and belongs to `owner`; `owner` if there is none."""
    index = block.index
    while index > owner and index in labelled:
        index -= 1
    return index


def _from_labels(context: Context, bodies: _Bodies, owners: dict[int, list[_Label]]) -> list[_Draft]:
    """Items with `Cơ quan chủ trì: …` and the like below or in them."""
    drafts = []
    for index, labels in sorted(owners.items()):
        if not any(label.role in ("lead", "coordinating") for label in labels):
            continue
        draft = _draft(context, context.blocks[index], "task.labels", 0.94)
        for label in labels:
            _apply(context, bodies, draft, label)
        if draft.lead or draft.coordinating:
            drafts.append(draft)
    return drafts


def _apply(context: Context, bodies: _Bodies, draft: _Draft, label: _Label) -> None:
    if label.role in ("lead", "coordinating"):
        named = bodies.within(*label.value)
        border = label.value[1]
        for match in _COORDINATE.finditer(context.flat, *label.value):
            inside = any(m.start <= match.start() < m.end for m in named)  # `Hội đồng Phối hợp phổ biến …`
            if label.role == "lead" and not inside:
                border = match.start()
                break
        draft.add(label.role, (m.name for m in named if m.start < border))
        draft.add("coordinating", (m.name for m in named if m.start >= border))
    elif label.role == "time":
        draft.times.append(label.value)
        draft.finish = draft.finish or bool(_FINISH.search(context.flat, label.start, label.value[0]))
        for match in _ASSIGN.finditer(context.flat, *label.value):
            draft.add("lead", (m.name for m in bodies.listed(context, match.end(), label.value[1])))
    elif label.role == "budget":
        draft.money.append((label.block.start, context.span(label.block)[1]))
    elif label.role == "product":
        draft.product = draft.product or one_line(context.flat[slice(*label.value)]).rstrip(" .;") or None


def _owner(context: Context, label: _Label) -> Block | None:
    """The item that a label belongs to: the block itself where work is named before the label."""
    block = label.block
    if label.start > block.body + 25:
        return block
    for outer in context.ancestors(block):
        if _CONTAINER.match(context.flat, outer.body, outer.end) and outer.end - outer.body < 90 and outer.style > Style.CAPITAL:
            continue
        if _LABEL.match(context.flat, outer.body, outer.end) and outer.end - outer.body < 40:
            continue
        return None if outer.style == Style.ZONE else outer
    return None


def _draft(context: Context, block: Block, rule: str, confidence: float) -> _Draft:
    return _Draft(
        span=context.span(block),
        section=context.path(block) or None,
        title=_title(context, block),
        quote=(block.start, min(block.end, block.start + 400)),
        rule=rule,
        confidence=confidence,
    )


def _title(context: Context, block: Block) -> str:
    """The heading's words; with the work where the heading is a body's name alone."""
    own = context.body(block)
    if len(own.split()) <= 16:
        children = list(context.children(block))
        if len(children) == 1 or (children and own.endswith(":") and not own.lower().startswith("nhiệm vụ")):
            own = f"{own.rstrip(' .:')}: {context.body(children[0])}"
    return _cut(own)


def _cut(text: str) -> str:
    for match in re.finditer(r"[;.](?=\s|$)", text):
        if match.start() >= 60:
            text = text[: match.start()]
            break
    if len(text) > _TITLE_LIMIT:
        text = text[:_TITLE_LIMIT].rsplit(" ", 1)[0]
    return text.strip(" .;:-")


# --- items of running text -------------------------------------------------------------------


def _from_items(
    context: Context,
    header: HeaderResult,
    bodies: _Bodies,
    labels: dict[int, list[_Label]],
    taken: set[tuple[int, int]],
) -> list[_Draft]:
    drafts: list[_Draft] = []
    if header.header.doc_type in _ASSIGNS_NOTHING:
        return drafts
    kinds = _section_kinds(context)
    inside_until = 0
    spans = {start: end for start, end in taken}
    absorbed: set[int] = set()
    for block in context.blocks:
        if block.start in spans:
            inside_until = max(inside_until, spans[block.start])
        if block.start < max(inside_until, header.head_end) or header.in_tail(block.start):
            continue
        if block.index in absorbed or kinds[block.index] == "none" or block.style == Style.ZONE:
            continue
        region = _region(context, bodies, block, spans)
        draft = _item(context, bodies, block, region, kinds[block.index])
        if draft is None:
            continue
        for label in labels.get(block.index, ()):
            _apply(context, bodies, draft, label)
        drafts.append(draft)
        absorbed.update(part.index for part in region)
    return drafts


def _region(context: Context, bodies: _Bodies, block: Block, taken: dict[int, int]) -> list[Block]:
    """The block and what below it belongs to the same task.

    A numbered item below that begins with a body, or that is numbered `1.`, `1.1.`, is an item of its own.
    """
    region = [block]
    index = block.index + 1
    while index < block.last:
        part = context.blocks[index]
        own = part.numbered and (part.style <= Style.DECIMAL_4 or bool(_leading(context, bodies, part)))
        if own or part.start in taken:
            index = part.last
            continue
        region.append(part)
        index += 1
    return region


def _section_kinds(context: Context) -> list[str]:
    """For each block: `implementation`, `none` (a section without tasks) or `tasks`, by its headings."""
    kinds: list[str] = []
    for block in context.blocks:
        inherited = kinds[block.parent] if block.parent is not None else "tasks"
        kind = inherited
        if block.style <= Style.DECIMAL_4 and block.style != Style.ZONE and block.end - block.body < 200:
            heading = context.lower[block.body : block.end]
            if _IMPLEMENTATION.search(heading):
                kind = "implementation"
            elif _NO_TASKS.match(heading) and inherited != "implementation":
                kind = "none"
        kinds.append(kind)
    return kinds


def _item(context: Context, bodies: _Bodies, block: Block, region: list[Block], kind: str) -> _Draft | None:
    """The task of an item, or None where it names no body to do work."""
    flat = context.flat
    if not block.numbered and not (block.style in (Style.DASH, Style.STAR, Style.PLUS) and _under_heading(context, block)):
        return None
    own = flat[block.body : block.end]
    if _BINDING.search(own) or _FUNDING.match(own) or _NO_WORK_LABEL.match(own) or (_CLOSING.match(own) and not block.numbered):
        return None
    lead = _leading(context, bodies, block, kind)
    source: Block | None = None
    if not lead and block.style > Style.CAPITAL:
        lead, source = _assigned_below(context, bodies, region)
    if not lead:
        return None
    draft = _draft(context, block, f"task.{'implementation' if kind == 'implementation' else 'assigned'}", 0.9)
    if source is not None and source is not block and len(context.body(block).split()) <= 30:
        draft.title = _cut(f"{context.body(block).rstrip(' .:;')}: {context.body(source)}")
    draft.add("lead", (m.name for m in lead))
    for part in region:
        for match in _COORDINATE.finditer(flat, part.body, part.end):
            draft.add("coordinating", (m.name for m in bodies.listed(context, match.end(), part.end)))
        for match in _CHAIRED.finditer(flat, part.body, part.end):
            listed = bodies.listed(context, match.end(), part.end)
            if listed and _JOINS.match(flat, _skip_vague(flat, listed[-1].end, part.end), part.end):
                draft.add("coordinating", (m.name for m in listed))
        if not draft.times and (due := _due(flat, part)):
            draft.times.append(due)
    return draft


def _due(flat: str, part: Block) -> tuple[int, int] | None:
    """The span of a day, month or quarter by which the work is to be done: `trước ngày 30/9/2024`."""
    for match in _DATE.finditer(flat, part.body, part.end):
        before = flat[max(part.body, match.start() - 80) : match.start()]
        cue = _BY.search(before)
        if cue and not re.search(r"số\s+\S+\s*,?\s*(?:ngày\s*)?$", before):
            return match.start() - len(before) + cue.start(), match.end()
    until = _UNTIL.search(flat, part.body, part.end)
    return until.span("time") if until else None


def _under_heading(context: Context, block: Block) -> bool:
    """Whether a bullet stands directly under a section's heading, with no numbered item between."""
    parent = context.blocks[block.parent] if block.parent is not None else None
    return parent is not None and parent.style <= Style.CAPITAL


def _leading(context: Context, bodies: _Bodies, block: Block, kind: str = "tasks") -> list[Mention]:
    """The bodies that a block begins with, where they are its heading or do the work.

    In an implementation section an item that begins with a body is that body's, whatever it is to do.
    """
    flat = context.flat
    lead_in = _LEAD_IN.match(flat, block.body, block.end)
    start = lead_in.end() if lead_in else block.body
    given = kind == "implementation" or bool(_ASSIGN.match(flat, block.body, block.end)) or start > block.body
    for begin in dict.fromkeys((start, block.body)):
        listed = bodies.listed(context, begin, block.end)
        if not listed:
            continue
        if given or _works(flat, listed[-1].end, block.end):
            return listed
        # An unknown name goes on with the list: `Sở A, Khu quản lý B: …`.
        if heading := _NAMES_AND_COLON.match(flat, listed[-1].end, block.end):
            return listed + bodies.within(listed[-1].end, heading.end())
    return []


def _works(flat: str, end: int, limit: int, alone: bool = True) -> bool:
    """Whether bodies named up to `end` are heading of an item or subject of the work that follows.

    Args:
        flat: the text.
        end: where the list of bodies ends.
        limit: where their item ends.
        alone: whether they may stand without work behind them.
    """
    begin = _skip_vague(flat, end, limit)
    if ":" in flat[end:begin]:
        return not flat[begin : begin + 1].isdigit()  # `Trung tâm …: 0243.…` is a telephone's number
    mark = _MARK.match(flat, begin, limit)
    begin = mark.end() if mark else begin
    if begin >= limit or not flat[begin:limit].strip(" .:;"):
        return alone
    if flat[begin] in ":(" :
        return alone or flat[begin] == ":"
    return flat[begin].islower() and not _NO_WORK.match(flat, begin, limit)


_NAMES_AND_COLON = re.compile(rf"\s*[,;](?:\s*(?:[{UPPER}][\w.&]*|[{LOWER}]{{1,7}}|[-–,();]))+?\s*:(?=\s*\D)")
_MARK = re.compile(r"\s*[,.;]?\s*(?:\([^)]{0,60}\)\s*)?")


def _skip_vague(flat: str, start: int, end: int) -> int:
    match = _LIST_GAP.match(flat, start, end)
    return max(start, match.end() if match else start)


def _assigned_below(context: Context, bodies: _Bodies, region: list[Block]) -> tuple[list[Mention], Block | None]:
    """Bodies that the sentences and bullets of an item give work: `Giao Sở …`, `- Sở … đôn đốc …`.

    Returns:
        the bodies, and the block that names the first of them.
    """
    flat = context.flat
    found: list[Mention] = []
    source: Block | None = None
    for index, part in enumerate(region):
        here: list[Mention] = []
        if index and not _DONE.search(flat, part.body, min(part.end, part.body + 80)):
            here += _leading(context, bodies, part)
        for match in _ASSIGN.finditer(flat, part.body, part.end):
            if match.start() == part.body or match.group().lower().startswith(("giao", "phân công")):
                here += bodies.listed(context, match.end(), part.end) or _in_brackets(context, bodies, match.end(), part.end)
        for match in _BY_BODY.finditer(flat, part.body, part.end):
            listed = bodies.listed(context, match.end(), part.end)
            if listed and _CHAIRS.match(flat, _skip_vague(flat, listed[-1].end, part.end), part.end):
                here += listed
        for match in _NEXT_SENTENCE.finditer(flat, part.body, part.end):
            listed = bodies.listed(context, match.end(), part.end)
            if listed and _works(flat, listed[-1].end, part.end, alone=False):
                here += listed
        if here and source is None:
            source = part
        found += here
    return found, source


def _in_brackets(context: Context, bodies: _Bodies, start: int, end: int) -> list[Mention]:
    """Bodies that brackets name behind a class of them: `Giao các đơn vị (Sở A, Sở B) chủ trì`."""
    match = _BRACKET.match(context.flat, start, end)
    return bodies.listed(context, match.end(), end) if match else []


# --- tables ----------------------------------------------------------------------------------

_COLUMNS = (
    ("coordinating", re.compile(r"phối\s+hợp", re.IGNORECASE)),
    ("lead", re.compile(r"chủ\s+trì|(?:cơ\s+quan|đơn\s+vị|bộ\s+phận)\s+(?:được\s+giao\s+)?(?:thực\s+hiện|tham\s+mưu)|đầu\s+mối|phân\s+công|người\s+thực\s+hiện", re.IGNORECASE)),
    ("time", re.compile(r"thời\s+(?:gian|hạn|điểm)|tiến\s+độ|hoàn\s+thành", re.IGNORECASE)),
    ("product", re.compile(r"sản\s+phẩm|kết\s+quả|đầu\s+ra", re.IGNORECASE)),
    ("budget", re.compile(r"kinh\s+phí|dự\s+toán", re.IGNORECASE)),
    ("title", re.compile(r"nội\s+dung|nhiệm\s+vụ|công\s+việc|hoạt\s+động|giải\s+pháp|tên\s+|chỉ\s+tiêu", re.IGNORECASE)),
    ("section", re.compile(r"^\s*(?:stt|tt|số\s+tt|số\s+thứ\s+tự)\s*$", re.IGNORECASE)),
)  # fmt: skip


def _from_tables(context: Context, bodies: _Bodies) -> list[_Draft]:
    """The rows of task tables: content, lead, coordination, time, product."""
    drafts: list[_Draft] = []
    for table in grids(context):
        drafts += _rows(context, bodies, table)
    return drafts


def _rows(context: Context, bodies: _Bodies, table: Table) -> Iterator[_Draft]:
    grid: dict[int, dict[int, tuple[int, int]]] = {}
    for cell in table.cells:
        grid.setdefault(cell.row, {})[cell.column] = (cell.start, cell.end)
    columns: dict[int, str] = {}
    finish = False
    for row in sorted(grid):
        cells = grid[row]
        named = _roles(context, cells)
        if not columns:
            if "lead" in named.values() and "title" in named.values():
                columns = named
                finish = any(named.get(c) == "time" and _FINISH.search(context.flat, *s) for c, s in cells.items())
            continue
        if named and set(named.values()) >= {"lead", "title"}:
            columns = named  # the heading row again, on the next page
            continue
        by_role: dict[str, list[tuple[int, int]]] = {}
        for column, span in sorted(cells.items()):
            by_role.setdefault(columns.get(column, "other"), []).append(span)
        titles = [s for s in by_role.get("title", []) if len(context.flat[slice(*s)].strip(" ()")) > 2]
        leads = [m.name for s in by_role.get("lead", []) for m in bodies.within(*s)]
        if not titles or not (leads or any(context.flat[slice(*s)].strip() for s in by_role.get("coordinating", []))):
            continue
        number = " ".join(context.flat[slice(*s)] for s in by_role.get("section", [])).strip(" .")
        span = (min(s[0] for s in cells.values()), max(s[1] for s in cells.values()))
        draft = _Draft(
            span=span,
            section=number or None,
            title=_cut(one_line(" ".join(context.flat[slice(*s)] for s in titles))),
            quote=titles[0],
            rule="task.table",
            confidence=0.93,
            times=by_role.get("time", []),
            finish=finish,
            money=by_role.get("budget", []),
        )
        draft.add("lead", leads)
        draft.add("coordinating", (m.name for s in by_role.get("coordinating", []) for m in bodies.within(*s)))
        products = [one_line(context.flat[slice(*s)]) for s in by_role.get("product", [])]
        draft.product = next((p for p in products if p), None)
        yield draft


def _roles(context: Context, cells: dict[int, tuple[int, int]]) -> dict[int, str]:
    roles: dict[int, str] = {}
    for column, span in cells.items():
        text = context.flat[slice(*span)]
        if len(text) > 90:
            return {}
        for role, pattern in _COLUMNS:
            if pattern.search(text):
                roles[column] = role
                break
    return roles
