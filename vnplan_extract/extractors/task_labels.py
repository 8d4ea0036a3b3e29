"""Tasks told by labels under or in an item: `Cơ quan chủ trì: …`, `Thời gian: …`, `Kinh phí: …`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vnplan_extract.extractors.blocks import Block, Style
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.grids import in_table
from vnplan_extract.extractors.task_drafts import ASSIGN, FINISH, Bodies, Draft, by_role, draft_of, due, words

_BODY = r"(?:(?:các\s+)?(?:cơ\s+quan|đơn\s+vị|bộ\s+phận|sở|ngành|phòng|ban))"
_BODY_LIST = rf"{_BODY}(?:,\s*{_BODY})*"
_LABELS = (
    (
        "lead",
        rf"{_BODY_LIST}\s+(?:được\s+(?:giao|phân\s+công)\s*)?"
        r"(?:chủ\s+trì|(?:tổ\s+chức\s+)?thực\s+hiện|đầu\s+mối|chịu\s+trách\s+nhiệm|phụ\s+trách|tham\s+mưu|triển\s+khai"
        r"|(?<=giao)|(?<=phân\scông))"
        r"(?:\s+(?:thực\s+hiện|chính|tham\s+mưu|triển\s+khai|soạn\s+thảo|xây\s+dựng))*",
    ),
    (
        "lead",
        r"(?:phân\s+công\s+)?chủ\s+trì(?:\s+(?:thực\s+hiện|tham\s+mưu))?|giao\s+chủ\s+trì|phân\s+công\s+thực\s+hiện"
        r"|trách\s+nhiệm\s+thực\s+hiện|người\s+thực\s+hiện|đầu\s+mối\s+thực\s+hiện",
    ),
    (
        "coordinating",
        rf"{_BODY_LIST}\s+(?:tham\s+gia\s+)?phối\s+hợp(?:\s+(?:thực\s+hiện|tham\s+mưu|triển\s+khai|chính))*"
        r"|phối\s+hợp(?:\s+thực\s+hiện)?",
    ),
    ("joining", rf"{_BODY_LIST}\s+(?:cùng\s+)?tham\s+gia(?:\s+(?:thực\s+hiện|phối\s+hợp))?"),
    (
        "time",
        r"(?:thời\s+gian|thời\s+hạn|tiến\s+độ|thời\s+điểm|lộ\s+trình)"
        r"(?:\s+(?:thực\s+hiện|hoàn\s+thành|triển\s+khai|tổ\s+chức|dự\s+kiến|báo\s+cáo|và\s+địa\s+điểm|trình|ban\s+hành))*"
        r"|(?:hạn\s+)?hoàn\s+thành",
    ),
    (
        "budget",
        r"(?:dự\s+kiến\s+|tổng\s+)?(?:kinh\s+phí|dự\s+toán|nguồn\s+kinh\s+phí|nguồn\s+vốn)(?:\s+(?!là\b)[^\s:]+){0,5}",
    ),
    (
        "product",
        r"(?:dự\s+kiến\s+)?(?:sản\s+phẩm|kết\s+quả\s+đầu\s+ra|kết\s+quả|đầu\s+ra)(?:\s*[,/]\s*(?:sản\s+phẩm|kết\s+quả))?"
        r"(?:\s+(?:dự\s+kiến|đầu\s+ra|đạt\s+được|cần\s+đạt|hoàn\s+thành|thực\s+hiện))*",
    ),
)
_LABEL = re.compile("|".join(f"(?P<{name}{i}>(?:{form}))" for i, (name, form) in enumerate(_LABELS)), re.IGNORECASE)
#: A label inside a block: behind the end of a sentence or a bracket, `… đúng quy định. Đơn vị chủ trì: Sở Y tế`.
_INNER_LABEL = re.compile(
    rf"(?:(?<=[.;:,)])\s+|(?<=\())(?=(?:{'|'.join(form for _, form in _LABELS)})\s*:)", re.IGNORECASE
)
#: A time behind its label without a colon: `- Hoàn thành trong quý III năm 2024`.
_TIME_FOLLOWS = re.compile(
    r"\s+(?=(?:trong|trước|từ|đến|vào|chậm\s+nhất|xong|quý|tháng|năm|ngày)(?!\w))", re.IGNORECASE
)
_TIME_LENGTH = 80
_COLON = re.compile(r"\s*(?:\([^)]{0,40}\))?\s*:")
#: A heading that only holds labels: the task is the item above it.
_CONTAINER = re.compile(rf"{words('container_heading')}[^.;]{{0,60}}$", re.IGNORECASE)
_CONTAINER_LENGTH = 90
_LABEL_HEADING_LENGTH = 40
#: Where so many words stand before a label in a block without a number, they are the work that it is of.
_WORK_WORDS = 4


@dataclass(frozen=True)
class Label:
    """A label and where its value stands.

    `role` is what it tells: `lead`, `coordinating`, `joining`, `time`, `budget` or `product`.
    """

    role: str
    start: int
    value: tuple[int, int]
    block: Block


def labels_by_owner(context: Context) -> dict[int, list[Label]]:
    """The labels of a document under the index of the block that they belong to."""
    owners: dict[int, list[Label]] = {}
    for block in context.blocks:
        if block.style == Style.ZONE or in_table(context, block.start):
            continue
        for label in _labels_of(context, block):
            owner = _owner(context, label)
            if owner is not None:
                owners.setdefault(owner.index, []).append(label)
    labelled = {label.block.index for labels in owners.values() for label in labels}
    apart: dict[int, list[Label]] = {}
    for index, labels in owners.items():
        roles = [label.role for label in labels]
        several = roles.count("lead") > 1 or roles.count("time") > 1
        for label in labels:
            # Several groups of labels under one item: each is of the paragraph or bullet above it.
            owner_index = _above(label.block, labelled, index) if several else index
            apart.setdefault(owner_index, []).append(label)
    return apart


def _labels_of(context: Context, block: Block) -> Iterator[Label]:
    """The labels of a block, at its beginning and behind sentence ends, with their values' spans."""
    flat = context.flat
    starts = [block.body, *(m.end() for m in _INNER_LABEL.finditer(flat, block.body, block.end))]
    found: list[tuple[str, int, int]] = []
    for start in starts:
        match = _LABEL.match(flat, start, block.end)
        if not match:
            continue
        role = re.sub(r"\d+$", "", match.lastgroup or "")
        colon = _COLON.match(flat, match.end(), block.end)
        bare = start == block.body and block.style >= Style.LETTER and not flat[match.end() : block.end].strip(" .:")
        short = role == "time" and start == block.body and block.end - start <= _TIME_LENGTH
        if colon or bare or (short and _TIME_FOLLOWS.match(flat, match.end(), block.end)):
            found.append((role, start, colon.end() if colon else match.end()))
    ends = [*(start for _, start, _ in found[1:]), block.end]
    for (role, start, value), end in zip(found, ends[: len(found)], strict=True):
        if end == block.end and not flat[value:end].strip(" .;"):
            end = _list_end(context, block)  # the value stands below: `Đơn vị chủ trì:` and a list
        yield Label(role, start, (value, _bracket_end(flat, block.body, start, end)), block)


_LISTED_LENGTH = 200
_BRACKET_REACH = 400


def _depth(flat: str, start: int, end: int) -> int:
    """How many brackets are open at `end` that opened behind `start`, not far before it."""
    start = max(start, end - _BRACKET_REACH)
    return flat.count("(", start, end) - flat.count(")", start, end)


def _list_end(context: Context, block: Block) -> int:
    """Where the list ends that stands under or behind a label without a value.

    A list behind it is one of bullets, or of lines, up to the next label, number or long paragraph.
    """
    end = context.span(block)[1]
    if block.last > block.index + 1:
        return end
    style: Style | None = None
    for index in range(block.last, len(context.blocks)):
        item = context.blocks[index]
        style = item.style if style is None else style
        over = item.numbered or item.style == Style.ZONE or item.end - item.start > _LISTED_LENGTH
        if over or item.style != style:
            break
        if _LABEL.match(context.flat, item.body, item.end):
            break
        end = item.end
    return end


def _bracket_end(flat: str, body: int, start: int, end: int) -> int:
    """Where a label's value ends: with the bracket in which the label stands."""
    if _depth(flat, body, start) <= 0:
        return end
    level = 0
    for at in range(start, end):
        level += (flat[at] == "(") - (flat[at] == ")")
        if level < 0:
            return at
    return end


def _owner(context: Context, label: Label) -> Block | None:
    """The item that a label belongs to: the block itself where work is named before the label."""
    block = label.block
    if _names_work(context, block, label.start):
        return block
    for outer in context.ancestors(block):
        length = outer.end - outer.body
        container = length < _CONTAINER_LENGTH and outer.style > Style.CAPITAL
        if container and _CONTAINER.match(context.flat, outer.body, outer.end):
            continue
        if length < _LABEL_HEADING_LENGTH and _LABEL.match(context.flat, outer.body, outer.end):
            continue
        return None if outer.style == Style.ZONE else outer
    return None


def _names_work(context: Context, block: Block, end: int) -> bool:
    """Whether a block tells of work before a label at `end`."""
    flat = context.flat
    if end - block.body > _BRACKET_REACH or _depth(flat, block.body, end) > 0:
        return True
    before = flat[block.body : end].strip(" .:;,-")
    label = _LABEL.match(before)
    if label and _COLON.match(before, label.end()):
        return False  # labels in a row
    if label or _CONTAINER.match(before):
        return len(before) > _LABEL_HEADING_LENGTH
    return bool(before) and (block.numbered or len(before.split()) >= _WORK_WORDS)


def _above(block: Block, labelled: set[int], owner: int) -> int:
    """The index of the last block over `block` that holds no label and belongs to `owner`; `owner` if there is none."""
    index = block.index
    while index > owner and index in labelled:
        index -= 1
    return index


def drafts(context: Context, bodies: Bodies, owners: dict[int, list[Label]]) -> Iterator[Draft]:
    """The items whose labels name a body."""
    for index, labels in sorted(owners.items()):
        if not any(label.role in ("lead", "coordinating") for label in labels):
            continue
        draft = draft_of(context, context.blocks[index], "task.labels", 0.94)
        for label in labels:
            apply(context, bodies, draft, label)
        for block in (context.blocks[index], *(label.block for label in labels)):
            if not draft.times and (when := due(context.flat, block)):
                draft.times.append(when)
        if draft.lead or draft.coordinating:
            yield draft


def apply(context: Context, bodies: Bodies, draft: Draft, label: Label) -> None:
    """Add to a task what a label tells of it."""
    flat = context.flat
    if label.role in ("lead", "coordinating", "joining"):
        for role, mention in by_role(context, bodies, *label.value):
            draft.add(role if label.role == "lead" else "coordinating", [mention.name])
    elif label.role == "time":
        draft.times.append(label.value)
        draft.finish = draft.finish or FINISH.search(flat, label.start, label.value[0]) is not None
        for match in ASSIGN.finditer(flat, *label.value):
            draft.add("lead", (m.name for m in bodies.listed(context, match.end(), label.value[1])))
    elif label.role == "budget":
        draft.money.append((label.block.start, context.span(label.block)[1]))
    elif label.role == "product":
        product = one_line(flat[slice(*label.value)]).rstrip(" .;")
        if product.count(")") > product.count("("):  # the bracket opens in a line above
            product = product.removesuffix(")")
        draft.product = draft.product or product or None
