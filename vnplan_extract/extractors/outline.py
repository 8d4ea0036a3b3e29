"""The outline: the numbered headings of a document with the stretch of text under each."""

from __future__ import annotations

from vnplan_extract.extractors.blocks import Style
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.record import OutlineEntry

#: A heading's title is cut at a sentence's end, or here, in code points.
_TITLE_LIMIT = 300


def extract(context: Context) -> list[OutlineEntry]:
    """The numbered items down to `1.1.1` as an outline, in the order of the text.

    `level` counts from 1 inside the document's own nesting; `start` and `end` bound the item with
    everything under it.
    """
    entries = []
    for block in context.blocks:
        if not Style.PART <= block.style <= Style.DECIMAL_4:
            continue
        level = 1 + sum(1 for outer in context.ancestors(block) if outer.numbered)
        start, end = context.span(block)
        title = heading_title(context.flat[block.body : block.end])
        entries.append(OutlineEntry(number=block.number, title=title, level=level, start=start, end=end))
    return entries


def heading_title(text: str) -> str:
    """The title in a heading's text: to its first colon or sentence end, on one line."""
    title = one_line(text)
    if len(title) > _TITLE_LIMIT:
        cut = title.find(". ")
        title = title[:cut] if 0 < cut < _TITLE_LIMIT else title[:_TITLE_LIMIT].rsplit(" ", 1)[0]
    return title.rstrip(" .:;")
