"""A plan as plain text."""

from __future__ import annotations

import textwrap

from .model import Block, Closing, Grid, Heading, Layout, Letterhead, Paragraph, Plan, Title


def _columns(left: list[str], right: list[str], how: str) -> list[str]:
    if how == "stacked":
        return [*left, *right]
    height = max(len(left), len(right))
    left += [""] * (height - len(left))
    right += [""] * (height - len(right))
    if how == "tab":
        return [f"{a}\t{b}".rstrip() for a, b in zip(left, right, strict=True)]
    width = max(map(len, left)) + 6
    return [f"{a:<{width}}{b}".rstrip() for a, b in zip(left, right, strict=True)]


def _letterhead(head: Letterhead, layout: Layout) -> list[str]:
    left, right = list(head.left), list(head.right)
    if head.number_line or head.date_line:
        height = max(len(left), len(right)) if layout.columns != "stacked" else 0
        left += [""] * (height - len(left))
        right += [""] * (height - len(right))
        left.append(head.number_line or "")
        right.append(head.date_line or "")
    if head.subject_line:
        left.append(head.subject_line)
    lines = _columns(left, right, layout.columns)
    return [line for line in lines if line]


def _closing(closing: Closing, layout: Layout) -> list[str]:
    left = ["Nơi nhận:", *(f"- {line}" for line in closing.recipients)] if closing.recipients else []
    right = [*closing.signature, *([""] * 2 if closing.name else []), *([closing.name] if closing.name else [])]
    if closing.second:
        right = [*closing.second, "", *right]
    if not right:
        return left
    if layout.columns == "stacked" or not left:
        return [*left, "", *right]
    return _columns(left, right, layout.columns)


def _grid(grid: Grid, layout: Layout) -> list[str]:
    lines = [grid.caption, ""] if grid.caption else []
    if layout.cells == "cell":
        for row in grid.rows:
            lines += ["\t" + cell for cell in row]
            lines.append("")
        return lines
    return [*lines, *("\t".join(row) for row in grid.rows)]


def _lines(block: Block, layout: Layout) -> list[str]:
    if isinstance(block, Letterhead):
        return _letterhead(block, layout)
    if isinstance(block, Closing):
        return _closing(block, layout)
    if isinstance(block, Grid):
        return _grid(block, layout)
    if isinstance(block, Title):
        source = list(block.lines)
    elif isinstance(block, Heading | Paragraph):
        source = [block.printed]
    if not layout.wrap:
        return source
    return [
        line
        for text in source
        for line in textwrap.wrap(text, layout.wrap, break_long_words=False, break_on_hyphens=False)
    ]


def text_of(plan: Plan, layout: Layout | None = None) -> str:
    """The plan as text with LF line ends, blank lines between blocks where the layout wants them."""
    layout = layout or plan.layout
    between = "\n\n" if layout.blank_lines else "\n"
    parts = ["\n".join(_lines(block, layout)).strip("\n") for block in plan.blocks]
    return between.join(parts) + "\n"


def render_text(plan: Plan) -> bytes:
    """The plan as the bytes of a text file in its own layout, UTF-8."""
    text = text_of(plan).replace("\n", plan.layout.newline)
    return text.encode("utf-8-sig" if plan.layout.bom else "utf-8")
