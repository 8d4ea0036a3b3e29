"""What the search for legacy encodings has found so far."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vnplan_extract.text import Edit


@dataclass(frozen=True)
class Conversion:
    """What was found: edits over the text, in order, and the encodings that they convert."""

    edits: tuple[Edit, ...] = ()
    encodings: tuple[str, ...] = ()


@dataclass
class Found:
    """What has been found so far in `value`."""

    value: str
    edits: list[Edit] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    #: Spans that are decided (start, end), in order: no other evidence is looked for in them.
    decided: list[tuple[int, int]] = field(default_factory=list)

    def add(self, edits: Sequence[Edit], encoding: str) -> None:
        """Add edits, in any order."""
        self.edits += edits
        self.counts[encoding] += len(edits)

    def decide(self, spans: Iterable[tuple[int, int]]) -> None:
        """Mark spans as decided."""
        self.decided = sorted([*self.decided, *spans])

    def is_decided(self, offset: int) -> bool:
        """Whether the character at `offset` is decided."""
        at = bisect_right(self.decided, (offset, len(self.value)))
        return at > 0 and self.decided[at - 1][1] > offset

    def conversion(self) -> Conversion:
        """All that was found; of two edits that overlap, the first."""
        edits: list[Edit] = []
        for edit in sorted(self.edits, key=lambda edit: (edit.start, edit.end)):
            if not edits or edits[-1].end <= edit.start:
                edits.append(edit)
        return Conversion(tuple(edits), tuple(name for name, count in self.counts.most_common() if count))
