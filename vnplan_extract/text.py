"""Immutable source text, recorded edits, exact spans both ways.

A `Text` is a source string that is never changed, and a sorted list of edits over it. Its
`value` is the source with the edits carried out. Applying further edits to the value gives a
new `Text` over the same source: edits compose, and any span of the value maps to the exact
span of the source that it came from.

Offsets count code points; a span is `[start, end)`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from sys import maxsize

_END = maxsize

#: The small and the capital letters of Vietnamese, for use inside a character class. A range such as `à-ỹ` will not
#: do: small and capital letters alternate in Unicode.
LOWER = "a-zàáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"


@dataclass(frozen=True, slots=True)
class Edit:
    """`source[start:end]` reads as `replacement`.

    `reason` names the stage that made the edit (`unicode`, `tone_placement`, `legacy`,
    `restored`, `ocr`); `confidence` is its probability of being right.
    """

    start: int
    end: int
    replacement: str
    reason: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Text:
    """A source and the edits over it.

    Raises:
        ValueError: the edits overlap, are out of order, or lie outside the source.
    """

    source: str
    edits: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        last = 0
        for edit in self.edits:
            if not last <= edit.start <= edit.end <= len(self.source):
                raise ValueError(f"edit {edit.start}:{edit.end} overlaps another or lies outside the source")
            last = edit.end

    @cached_property
    def value(self) -> str:
        """The source with every edit carried out."""
        parts: list[str] = []
        last = 0
        for edit in self.edits:
            parts += (self.source[last : edit.start], edit.replacement)
            last = edit.end
        parts.append(self.source[last:])
        return "".join(parts)

    def apply(self, edits: Iterable[Edit]) -> Text:
        """This text with further edits, whose offsets count in `value`.

        An edit that touches an earlier one is merged with it into one edit over the source, with the
        later reason and the lower confidence.

        Raises:
            ValueError: the edits overlap, are out of order, or lie outside the value.
        """
        later = Text(self.value, tuple(edits)).edits
        return Text(self.source, tuple(self._composed(later))) if later else self

    def _composed(self, later: tuple[Edit, ...]) -> Iterator[Edit]:
        first = list(zip(self.edits, self._value_starts, strict=True))
        at = 0
        shift = 0  # source offset minus value offset, after the edits already passed
        index = 0
        while index < len(later):
            while at < len(first) and first[at][1] + len(first[at][0].replacement) < later[index].start:
                edit, start = first[at]
                yield edit
                shift = edit.end - (start + len(edit.replacement))
                at += 1
            # The group of later edits and earlier ones that touch each other, as one stretch of the value.
            low = high = later[index].start
            begin_shift = shift
            members: list[Edit] = []
            covered: list[Edit] = []
            growing = True
            while growing:
                growing = False
                if index < len(later) and (later[index].start <= high if covered else not members):
                    members.append(later[index])
                    high = max(high, later[index].end)
                    index += 1
                    growing = True
                if at < len(first) and first[at][1] <= high:
                    edit, start = first[at]
                    covered.append(edit)
                    low = min(low, start)
                    high = max(high, start + len(edit.replacement))
                    shift = edit.end - (start + len(edit.replacement))
                    at += 1
                    growing = True
            last, replacement = low, list[str]()
            for member in members:
                replacement += (self.value[last : member.start], member.replacement)
                last = member.end
            replacement.append(self.value[last:high])
            confidence = min(edit.confidence for edit in (*members, *covered))
            yield Edit(low + begin_shift, high + shift, "".join(replacement), members[-1].reason, confidence)
        yield from (edit for edit, _ in first[at:])

    @cached_property
    def _value_starts(self) -> list[int]:
        growth = accumulate((len(e.replacement) - (e.end - e.start) for e in self.edits), initial=0)
        return [edit.start + before for edit, before in zip(self.edits, growth, strict=False)]

    @cached_property
    def _value_ends(self) -> list[int]:
        return [start + len(e.replacement) for start, e in zip(self._value_starts, self.edits, strict=True)]

    @cached_property
    def _source_starts(self) -> list[int]:
        return [edit.start for edit in self.edits]

    @cached_property
    def _source_ends(self) -> list[int]:
        return [edit.end for edit in self.edits]

    def span_to_source(self, start: int, end: int) -> tuple[int, int]:
        """The smallest span of the source that `value[start:end]` came from.

        A bound inside an edit's replacement widens to the whole edit.
        """
        low = bisect_right(self._value_ends, start)  # first edit that ends behind `start`
        if low < len(self.edits) and self._value_starts[low] < start:
            source_start = self.edits[low].start
        else:
            source_start = start + self._source_shift(low)
        high = bisect_left(self._value_starts, end)  # edits before this begin ahead of `end`
        if high and self._value_ends[high - 1] > end:
            source_end = self.edits[high - 1].end
        else:
            source_end = end + self._source_shift(high)
        return source_start, max(source_start, source_end)

    def edits_in(self, start: int, end: int) -> Iterator[Edit]:
        """The edits whose replacements lie in `value[start:end]`, or reach into it, in order."""
        for index in range(bisect_right(self._value_ends, start), len(self.edits)):
            if self._value_starts[index] >= end:
                break
            yield self.edits[index]

    def span_to_value(self, start: int, end: int) -> tuple[int, int]:
        """The smallest span of the value that holds all of `source[start:end]`.

        A bound inside an edit widens to the edit's whole replacement.
        """
        low = bisect_right(self._source_ends, start)
        if low < len(self.edits) and self.edits[low].start < start:
            value_start = self._value_starts[low]
        else:
            value_start = start - self._source_shift(low)
        high = bisect_left(self._source_starts, end)
        if high and self.edits[high - 1].end > end:
            value_end = self._value_ends[high - 1]
        else:
            value_end = end - self._source_shift(high)
        return value_start, max(value_start, value_end)

    def _source_shift(self, edits_before: int) -> int:
        """Source offset minus value offset behind the first `edits_before` edits."""
        if not edits_before:
            return 0
        return self.edits[edits_before - 1].end - self._value_ends[edits_before - 1]

    def since(self, earlier: Text) -> Text:
        """The step from `earlier`'s value to this value, as a text over `earlier.value`.

        `earlier` must be the text that this one came from by `apply`.
        """
        if not earlier.edits:
            return Text(earlier.value, self.edits)
        return Text(earlier.value, tuple(self._steps(earlier)))

    def _steps(self, earlier: Text) -> Iterator[Edit]:
        before, after = earlier.edits, self.edits
        i = j = 0
        while i < len(before) or j < len(after):
            # A group: edits of both that touch each other in the source, `before[i0:i]` and `after[j0:j]`.
            i0, j0 = i, j
            high = min(before[i].start if i < len(before) else _END, after[j].start if j < len(after) else _END)
            growing = True
            while growing:
                growing = False
                while i < len(before) and before[i].start <= high:
                    high = max(high, before[i].end)
                    i, growing = i + 1, True
                while j < len(after) and after[j].start <= high:
                    high = max(high, after[j].end)
                    j, growing = j + 1, True
            if before[i0:i] != after[j0:j]:
                yield earlier._step(self, (i0, i), (j0, j))

    def _step(self, later: Text, own: tuple[int, int], others: tuple[int, int]) -> Edit:
        """The edit over `value` that leads from the edits `own` of this text to the edits `others` of `later`."""
        (i0, i), (j0, j) = own, others
        while i0 < i and j0 < j and self.edits[i0] == later.edits[j0]:
            i0, j0 = i0 + 1, j0 + 1
        while i0 < i and j0 < j and self.edits[i - 1] == later.edits[j - 1]:
            i, j = i - 1, j - 1
        before, after = self.edits[i0:i], later.edits[j0:j]
        start = min(edit.start for edit in (*before, *after))
        end = max(edit.end for edit in (*before, *after))
        last, parts = start, list[str]()
        for edit in after:
            parts += (self.source[last : edit.start], edit.replacement)
            last = edit.end
        parts.append(self.source[last:end])
        made_by = after or before
        confidence = min(edit.confidence for edit in made_by)
        return Edit(
            start - self._source_shift(i0), end - self._source_shift(i), "".join(parts), made_by[-1].reason, confidence
        )

    def count_by_reason(self) -> dict[str, int]:
        """How many edits each reason has, by reason in alphabetical order."""
        return dict(sorted(Counter(edit.reason for edit in self.edits).items()))
