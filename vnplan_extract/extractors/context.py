"""What every extractor sees of a document: its text in forms that are quick to search, and its structure.

All offsets count code points of `text`. `flat` and `lower` have the same length as `text`, so that
offsets found in one hold in the others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar

from vnplan_extract.document import Box, Document, Line
from vnplan_extract.extractors.blocks import Block, split
from vnplan_extract.record import Evidence, Item
from vnplan_extract.text import UPPER

_WHITESPACE = re.compile(r"[\s\u00a0\u200b\ufeff]")
_Item = TypeVar("_Item", bound=Item)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Context:
    """A document prepared for extraction."""

    document: Document
    _made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, make: Callable[[], _T]) -> _T:
        """What `make` gives, made once for the document: others of this room ask for it again by the same name."""
        if name not in self._made:
            self._made[name] = make()
        made: _T = self._made[name]
        return made

    @cached_property
    def text(self) -> str:
        """The normalised text."""
        return self.document.text.value

    @cached_property
    def flat(self) -> str:
        """The text with every whitespace character replaced by one space."""
        return _WHITESPACE.sub(" ", self.text)

    @cached_property
    def lower(self) -> str:
        """`flat` in lower case."""
        lowered = self.flat.lower()
        if len(lowered) == len(self.flat):
            return lowered
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in self.flat)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The numbered items, bullets and paragraphs in reading order."""
        return split(self.document, self.flat)

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def block_at(self, offset: int) -> Block | None:
        """The block whose own text holds `offset`, or the last one that begins before it."""
        index = bisect_right(self._block_starts, offset) - 1
        return self.blocks[index] if index >= 0 else None

    def ancestors(self, block: Block) -> Iterator[Block]:
        """The blocks that `block` stands under, the nearest first."""
        while block.parent is not None:
            block = self.blocks[block.parent]
            yield block

    def children(self, block: Block) -> Iterator[Block]:
        """The blocks directly under `block`, in order."""
        index = block.index + 1
        while index < block.last:
            child = self.blocks[index]
            yield child
            index = child.last

    def span(self, block: Block) -> tuple[int, int]:
        """The span of `block` with everything under it."""
        return block.start, self.blocks[block.last - 1].end

    def body(self, block: Block) -> str:
        """The block's own text behind its number, on one line, spaces folded."""
        return one_line(self.flat[block.body : block.end])

    def path(self, block: Block) -> str:
        """The numbers of the block and of what it stands under, `II.1.2`."""
        numbers: list[str] = []
        for item in (block, *self.ancestors(block)):
            if item.numbered and item.number:
                if numbers and numbers[-1].startswith(f"{item.number}."):
                    continue  # 1.2 already says 1
                numbers.append(item.number)
        return ".".join(reversed(numbers))

    def sentence(self, offset: int) -> tuple[int, int]:
        """The sentence (or item between semicolons) around `offset`, inside its block.

        One that runs on for more than `_SENTENCE_REACH` code points is cut there, so that the time for a
        text in one piece grows with its length only.
        """
        block = self.block_at(offset)
        if block is None:
            return offset, offset
        low, high = max(block.body, offset - _SENTENCE_REACH), min(block.end, offset + _SENTENCE_REACH)
        start, end = block.start if low == block.body else low, high
        for match in _SENTENCE_END.finditer(self.flat, low, high):
            if match.end() <= offset:
                start = match.end()
            elif match.start() >= offset:
                end = match.start() + 1
                break
        return start, max(start, min(end, block.end))

    def evidence(self, start: int, end: int) -> Evidence:
        """The evidence of `text[start:end]`: page, quote, raw source and boxes.

        A span that runs over a page's end is cut there.
        """
        document = self.document
        page = document.page_at(start)
        end = min(end, page.end)
        quote = self.text[start:end]
        source_start, source_end = document.text.span_to_source(start, end)
        raw = document.text.source[source_start:source_end]
        boxes = [
            _box(line, line.box, start, end)
            for line in (page.lines if page.width is not None else ())  # only what has a size has boxes
            if line.box is not None and line.start < end and line.end > start
        ]
        return Evidence(
            page=page.number, start=start, end=end, quote=quote, raw=raw if raw != quote else None, boxes=boxes
        )

    def numbered(self, prefix: str, items: Iterable[_Item]) -> list[_Item]:
        """The items in the order of the text, with ids `prefix1`, `prefix2`, …"""
        ordered = sorted(items, key=lambda item: (item.evidence[0].start, item.evidence[0].end))
        for position, item in enumerate(ordered, 1):
            item.id = f"{prefix}{position}"
        return ordered


_SENTENCE_REACH = 4_000
#: A sentence ends at its mark, and where the notes at a page's foot break it off: `… tăng 5% (giá ³ Nếu tính …`.
_SENTENCE_END = re.compile(rf"[.;!?](?=\s+[^\s\d]|\s*$)|\s(?=[\u00b9\u00b2\u00b3\u2070-\u2079]{{1,3}}\s+[{UPPER}])")


def _box(line: Line, box: Box, start: int, end: int) -> tuple[float, float, float, float]:
    """The box of what of a line lies in a span: the line's own, or that of its words there."""
    words = [word.box for word in line.words if word.start < end and word.end > start]
    if (start <= line.start and line.end <= end) or not words:
        return box.x0, box.y0, box.x1, box.y1
    return min(w.x0 for w in words), min(w.y0 for w in words), max(w.x1 for w in words), max(w.y1 for w in words)


def lies_in(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether an offset lies in one of the spans, which are in order and apart from each other."""
    index = bisect_right(spans, offset, key=itemgetter(0)) - 1
    return index >= 0 and offset < spans[index][1]


def one_line(text: str) -> str:
    """The text on one line with single spaces."""
    return " ".join(text.split())
