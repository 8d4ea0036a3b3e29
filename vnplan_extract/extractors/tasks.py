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
from vnplan_extract.extractors.agencies import Mention
from vnplan_extract.extractors.blocks import Block, Style
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.grids import grids
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.record import Agency, BudgetItem, Deadline, Target, Task

_BODY_WORDS = r"(?:cơ\s+quan|đơn\s+vị|tổ\s+chức|sở|ngành|bộ\s+phận|các\s+đơn\s+vị|các\s+cơ\s+quan)"
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
    r"thực\s+trạng|tình\s+hình|kết\s+quả\s+(?:đạt|thực)|đánh\s+giá\s+(?:chung|tình|kết)|đặc\s+điểm|mục\s+đích|mục\s+tiêu|quan\s+điểm|khó\s+khăn|hạn\s+chế|nguyên\s+nhân|căn\s+cứ|sự\s+cần\s+thiết|chỉ\s+tiêu|phạm\s+vi|đối\s+tượng"
)
_FUNDING = re.compile(r"(?:nguồn\s+)?(?:kinh\s+phí|nguồn\s+vốn|dự\s+toán|nguồn\s+lực\s+tài\s+chính)", re.IGNORECASE)
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
_VERBS = re.compile(
    r"\s*[,:]?\s*(?:\([^)]{0,60}\)\s*)?(?:(?:có\s+trách\s+nhiệm|chịu\s+trách\s+nhiệm|là\s+(?:cơ\s+quan|đơn\s+vị|đầu\s+mối)|làm\s+(?:đầu\s+mối|chủ)|chủ\s+trì|chủ\s+động|phối\s+h?ợ?p?|tham\s+mưu|đôn\s+đốc|"
    r"hướng\s+dẫn|chỉ\s+đạo|tổ\s+chức|xây\s+dựng|triển\s+khai|thực\s+hiện|theo\s+dõi|kiểm\s+tra|rà\s+soát|tổng\s+hợp|căn\s+cứ|bố\s+trí|cân\s+đối|đẩy\s+mạnh|tăng\s+cường|tiếp\s+tục|tuyên\s+truyền|vận\s+động|"
    r"thẩm\s+định|báo\s+cáo|cung\s+cấp|tập\s+trung|khẩn\s+trương|chuẩn\s+bị|lập|quản\s+lý|đảm\s+bảo|bảo\s+đảm|nghiên\s+cứu|hằng\s+năm|hàng\s+năm|trên\s+cơ\s+sở|theo\s+chức\s+năng|định\s+kỳ|phân\s+công|giám\s+sát|huy\s+động|tham\s+gia|đưa|duy\s+trì|phát\s+hành|đăng\s+tải|thông\s+báo|tiếp\s+nhận|cử|trình|đề\s+xuất|cập\s+nhật|hỗ\s+trợ|đào\s+tạo|lồng\s+ghép|bám\s+sát|làm\s+tốt|quán\s+triệt|phổ\s+biến|giúp|trong\s+phạm\s+vi|phát\s+huy|ban\s+hành|hoàn\s+thiện|hoàn\s+thành|chủ\s+đầu\s+tư|sử\s+dụng|thống\s+nhất|xem\s+xét|đánh\s+giá|vận\s+hành|quyết\s+định|phối)(?!\w)|:)",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"(?:trên\s+đây\s+là|trong\s+quá\s+trình|yêu\s+cầu\s+(?:các|thủ)|căn\s+cứ\s+(?:nội\s+dung\s+)?kế\s+hoạch|đề\s+nghị\s+các)", re.IGNORECASE)
_BINDING = re.compile(r"chịu\s+trách\s+nhiệm\s+(?:thi\s+hành|thực\s+hiện)\s+(?:quyết\s+định|nghị\s+quyết|chỉ\s+thị)", re.IGNORECASE)
_DONE = re.compile(r"(?:đã\s+(?:khắc\s+phục|hoàn\s+thành|thực\s+hiện|triển\s+khai)\s+xong|đã\s+hoàn\s+thành)", re.IGNORECASE)
_BY = re.compile(r"(?:trước|chậm\s+nhất|hoàn\s+thành|xong|muộn\s+nhất|không\s+quá|hạn)[^.;]{0,60}$", re.IGNORECASE)
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
    bodies = _Bodies(mentions)
    drafts = [
        *_from_tables(context, bodies),
        *_from_labels(context, bodies),
    ]
    taken = [draft.span for draft in drafts]
    drafts += _from_items(context, header, bodies, taken)
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
        bare = start == block.body and not flat[match.end() : block.end].strip(" .:")
        if colon or bare:
            found.append((role, start, colon.end() if colon else match.end()))
    for (role, start, value), following in zip(found, [*found[1:], None], strict=True):
        end = following[1] if following else block.end
        if not flat[value:end].strip(" .;") and following is None and block.last > block.index + 1:
            end = context.span(block)[1]  # the value stands below: `Đơn vị chủ trì:` and a list
        yield _Label(role, start, (value, end), block)


def _from_labels(context: Context, bodies: _Bodies) -> list[_Draft]:
    """Items with `Cơ quan chủ trì: …` and the like below or in them."""
    owners: dict[int, list[_Label]] = {}
    lowered = context.lower
    if "chủ trì" not in lowered and "thực hiện" not in lowered and "phối hợp" not in lowered:
        return []
    for block in context.blocks:
        if block.style == Style.ZONE:
            continue
        for label in _labels_of(context, block):
            owner = _owner(context, label)
            if owner is not None:
                owners.setdefault(owner.index, []).append(label)
    drafts = []
    for index, labels in sorted(owners.items()):
        if not any(label.role in ("lead", "coordinating") for label in labels):
            labels_with_bodies = [
                m for label in labels if label.role == "time" for m in bodies.within(*label.value)
            ]
            if not labels_with_bodies or not any(label.role == "time" for label in labels):
                continue
        owner = context.blocks[index]
        draft = _draft(context, owner, "task.labels", 0.94)
        for label in labels:
            _apply(context, bodies, draft, label)
        if draft.lead or draft.coordinating:
            drafts.append(draft)
    return drafts


def _apply(context: Context, bodies: _Bodies, draft: _Draft, label: _Label) -> None:
    if label.role in ("lead", "coordinating"):
        text = context.flat[slice(*label.value)]
        split = _COORDINATE.search(text) if label.role == "lead" else None
        border = label.value[0] + split.start() if split else label.value[1]
        draft.add(label.role, (m.name for m in bodies.within(label.value[0], border)))
        if split:
            draft.add("coordinating", (m.name for m in bodies.within(border, label.value[1])))
    elif label.role == "time":
        draft.times.append(label.value)
        for match in _ASSIGN.finditer(context.flat, *label.value):
            draft.add("lead", (m.name for m in bodies.listed(context, match.end(), label.value[1])))
    elif label.role == "budget":
        draft.money.append((label.start, context.span(label.block)[1]))
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
        return outer
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
    context: Context, header: HeaderResult, bodies: _Bodies, taken: list[tuple[int, int]]
) -> list[_Draft]:
    drafts: list[_Draft] = []
    done: set[int] = set()
    taken_starts = {start for start, _ in taken}
    kinds = _section_kinds(context)
    for block in context.blocks:
        if block.index in done or header.in_tail(block.start) or block.start < header.head_end:
            continue
        kind = kinds[block.index]
        if kind == "none" or block.style == Style.ZONE or block.start in taken_starts:
            continue
        if any(start < block.start < end for start, end in _near(taken, block.start)):
            continue
        draft = _item(context, bodies, block, kind)
        if draft is None:
            continue
        drafts.append(draft)
        done.update(range(block.index, block.last))
    return drafts


def _near(spans: list[tuple[int, int]], offset: int) -> list[tuple[int, int]]:
    return [span for span in spans if span[0] < offset < span[1]]


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


def _item(context: Context, bodies: _Bodies, block: Block, kind: str) -> _Draft | None:
    """The task of an item, or None where it names no body to do work."""
    if not block.numbered and not (block.style in (Style.DASH, Style.STAR, Style.PLUS) and _under_heading(context, block)):
        return None
    own = context.flat[block.body : block.end]
    if _CLOSING.match(own) and not block.numbered or _BINDING.search(own) or _FUNDING.match(own):
        return None
    lead = _leading(context, bodies, block)
    if not lead and block.style <= Style.CAPITAL:
        return None
    if not lead and any(_leading(context, bodies, child) and child.numbered for child in context.children(block)):
        return None  # each numbered child is a task of its own
    if not lead:
        lead = _assigned_below(context, bodies, block)
    if not lead:
        return None
    draft = _draft(context, block, f"task.{'implementation' if kind == 'implementation' else 'assigned'}", 0.9)
    draft.add("lead", (m.name for m in lead))
    start, end = context.span(block)
    for match in _COORDINATE.finditer(context.flat, start, end):
        draft.add("coordinating", (m.name for m in bodies.listed(context, match.end(), end)))
    for match in re.finditer(r"(?:ngày\s+)?\d{1,2}\s*[/-]\s*\d{1,2}\s*[/-]\s*\d{4}|(?:tháng|quý)\s+\w+\s*(?:/|năm\s*)\s*\d{4}", context.flat[start:end]):
        before = context.flat[max(start, start + match.start() - 80) : start + match.start()]
        if _BY.search(before) and not re.search(r"số\s+\S+\s*,?\s*(?:ngày\s*)?$", before):
            cue = _BY.search(before)
            offset = start + match.start() - len(before) + (cue.start() if cue else 0)
            draft.times.append((offset, start + match.end()))
            break
    return draft


def _under_heading(context: Context, block: Block) -> bool:
    """Whether a bullet stands directly under a section's heading, with no numbered item between."""
    parent = context.blocks[block.parent] if block.parent is not None else None
    return parent is not None and parent.style <= Style.CAPITAL


def _leading(context: Context, bodies: _Bodies, block: Block) -> list[Mention]:
    """The bodies that a block begins with, where they are its heading or do the work."""
    flat = context.flat
    lead_in = _LEAD_IN.match(flat, block.body, block.end)
    start = lead_in.end() if lead_in else block.body
    given = bool(_ASSIGN.match(flat, block.body, block.end)) or start > block.body
    for begin in dict.fromkeys((start, block.body)):
        listed = bodies.listed(context, begin, block.end)
        if not listed:
            continue
        end = _skip_vague(flat, listed[-1].end, block.end)
        rest = flat[end : block.end]
        if not rest.strip(" .:;") or given or _VERBS.match(rest) or re.match(r"\s*[.:;,(]", rest):
            return listed
    return []


def _skip_vague(flat: str, start: int, end: int) -> int:
    match = _LIST_GAP.match(flat, start, end)
    return max(start, match.end() if match else start)


def _assigned_below(context: Context, bodies: _Bodies, block: Block) -> list[Mention]:
    """Bodies that the sentences and bullets of an item give work: `Giao Sở …`, `- Sở … đôn đốc …`."""
    found: list[Mention] = []
    pieces = [block, *(b for b in context.descendants(block) if not b.numbered)]
    for piece in pieces:
        if _DONE.search(context.flat, piece.body, min(piece.end, piece.body + 120)):
            continue
        if piece is not block:
            found += _leading(context, bodies, piece)
        for match in _ASSIGN.finditer(context.flat, piece.body, piece.end):
            if match.start() == piece.body or match.group().lower().startswith(("giao", "phân công")):
                found += bodies.listed(context, match.end(), piece.end)
        for match in re.finditer(r"(?<=[.;:])\s+", context.flat[piece.body : piece.end]):
            listed = bodies.listed(context, piece.body + match.end(), piece.end)
            if listed and _VERBS.match(context.flat, listed[-1].end, piece.end):
                found += listed
    return found


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
    for row in sorted(grid):
        cells = grid[row]
        named = _roles(context, cells)
        if not columns:
            if "lead" in named.values() and "title" in named.values():
                columns = named
            continue
        if named and set(named.values()) >= {"lead", "title"}:
            columns = named  # the heading row again, on the next page
            continue
        by_role: dict[str, list[tuple[int, int]]] = {}
        for column, span in sorted(cells.items()):
            by_role.setdefault(columns.get(column, "other"), []).append(span)
        titles = [s for s in by_role.get("title", []) if context.flat[slice(*s)].strip()]
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
