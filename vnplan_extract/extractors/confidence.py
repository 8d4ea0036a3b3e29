"""From the confidence that an extractor states to a probability.

An extractor knows what makes one item of a rule less sure than another; how often the rule is right is measured
(`data/confidence.tsv`, made by `scripts/fit_confidence.py`). The confidence of an item is the rule's share of right
items, times what the extractor says of this item beside its usual one, times what the restoration of its words leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vnplan_extract import data
from vnplan_extract.data.confidence_table import Measured
from vnplan_extract.document import Document
from vnplan_extract.record import Evidence, HeaderEvidence, Item, Record

#: No item is surer than this, whatever its rule.
MOST: Final = 0.99
#: By how much an item is less often right where the least sure edit of its words is surely wrong; fitted too.
DOUBT: Final = 0.18
#: Edits that can be wrong; the others only write the same letters in another way.
_UNSURE = frozenset(("restored", "ocr"))


def calibrate(document: Document, record: Record) -> None:
    """Set the confidence of every item of a record, as the extractors left it, to a probability."""
    for one in found_in(record):
        row = data.measured(one.rule)
        if row is not None:
            one.confidence = probability(row, one.confidence, sureness(document, one.evidence))


def found_in(record: Record) -> list[Item | HeaderEvidence]:
    """What a record states a confidence of, once each: two fields of a header may share their evidence."""
    found: list[Item | HeaderEvidence] = [*record.items(), *record.header_evidence.values()]
    return list({id(one): one for one in found}.values())


def probability(row: Measured, stated: float, sure: float, doubt: float = DOUBT) -> float:
    """The probability that an item is right.

    Args:
        row: what was measured of its rule.
        stated: the confidence that the extractor states.
        sure: the confidence of the least sure edit of its words, 1 where there is none.
        doubt: how much an item suffers from an edit that is surely wrong.

    >>> row = Measured("citation.list", 40, 0.9, 0.95)
    >>> probability(row, 0.9, 1.0), probability(row, 0.8, 1.0), probability(row, 0.9, 0.5, doubt=0.2)
    (0.95, 0.844, 0.855)
    """
    return round(min(MOST, row.base * modifier(row, stated, sure, doubt)), 3)


def modifier(row: Measured, stated: float, sure: float, doubt: float = DOUBT) -> float:
    """By how much an item is surer than the usual one of its rule."""
    return stated / row.usual * (1 - doubt * (1 - sure))


def sureness(document: Document, evidence: Sequence[Evidence]) -> float:
    """The confidence of the least sure edit in the first piece of evidence; 1 where there is none."""
    edits = document.text.edits_in(evidence[0].start, evidence[0].end)
    return min((edit.confidence for edit in edits if edit.reason in _UNSURE), default=1.0)
