"""From the confidence that an extractor states to a probability.

An extractor knows what makes one item of a rule less sure than another; how often the rule is right is measured
(`data/confidence.tsv`, made by `scripts/fit_confidence.py`). The confidence of an item is the rule's share of right
items, times what the extractor says of this item beside its usual one, times what the restoration of its words leaves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Final

from vnplan_extract import data
from vnplan_extract.data.confidence_table import Measured
from vnplan_extract.document import Document
from vnplan_extract.record import Evidence, HeaderEvidence, Item, Record
from vnplan_extract.text import Edit

#: No item is surer than this, whatever its rule.
MOST: Final = 0.99
#: By how much an item is less often right where the least sure edit of its words is surely wrong; fitted too.
DOUBT: Final = 0.18
#: Edits that can be wrong; the others only write the same letters in another way.
_UNSURE = frozenset(("restored", "ocr"))


def calibrate(document: Document, record: Record) -> None:
    """Set the confidence of every item of a record, as the extractors left it, to a probability."""
    sureness = Sureness(document)
    for one in found_in(record):
        row = data.measured(one.rule)
        if row is not None:
            one.confidence = probability(row, one.confidence, sureness.of(one.evidence))


def found_in(record: Record) -> list[Item | HeaderEvidence]:
    """What a record states a confidence of, once each: two fields of a header may share their evidence."""
    found: list[Item | HeaderEvidence] = [*record.items(), *record.header_evidence.values()]
    return list({id(one): one for one in found}.values())


def probability(row: Measured, stated: float, sureness: float, doubt: float = DOUBT) -> float:
    """The probability that an item is right.

    Args:
        row: what was measured of its rule.
        stated: the confidence that the extractor states.
        sureness: of the edits of its words, 1 where there are none.
        doubt: how much an item suffers from an edit that is surely wrong.

    >>> row = Measured("citation.list", 40, 0.9, 0.95)
    >>> probability(row, 0.9, 1.0), probability(row, 0.8, 1.0), probability(row, 0.9, 0.5, doubt=0.2)
    (0.95, 0.844, 0.855)
    """
    return round(min(MOST, row.base * modifier(row, stated, sureness, doubt)), 3)


def modifier(row: Measured, stated: float, sureness: float, doubt: float = DOUBT) -> float:
    """By how much an item is surer than the usual one of its rule."""
    return stated / row.usual * (1 - doubt * (1 - sureness))


@dataclass(frozen=True)
class Sureness:
    """How sure the edits of a document's text are, by where they stand in it."""

    document: Document
    _edits: list[Edit] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        edits = self.document.text.edits
        grown = accumulate((len(e.replacement) - (e.end - e.start) for e in edits), initial=0)
        here = [
            Edit(edit.start + before, edit.start + before + len(edit.replacement), "", edit.reason, edit.confidence)
            for edit, before in zip(edits, grown, strict=False)
            if edit.reason in _UNSURE
        ]
        object.__setattr__(self, "_edits", here)

    @cached_property
    def _ends(self) -> list[int]:
        return [edit.end for edit in self._edits]

    def of(self, evidence: Sequence[Evidence]) -> float:
        """The confidence of the least sure edit in the first piece of evidence; 1 where there is none."""
        start, end = evidence[0].start, evidence[0].end
        least = 1.0
        for index in range(bisect_left(self._ends, start + 1), len(self._edits)):
            if self._edits[index].start >= end:
                break
            least = min(least, self._edits[index].confidence)
        return least
