"""What a record holds, in a few numbers: for the ledger, so that a report need not read the records again."""

from __future__ import annotations

from vnplan_extract.record import ITEM_LISTS, Header, Record

#: What can be found in a document, in the order of the record.
FIELDS = (*Header.model_fields, *ITEM_LISTS)
TENTHS = 10


def found_in(record: Record) -> dict[str, int]:
    """How many items each list has; of a field of the header 1. What is not found is left out."""
    counts = {name: int(bool(getattr(record.header, name))) for name in Header.model_fields}
    counts |= {name: len(getattr(record, name)) for name in ITEM_LISTS}
    return {name: count for name, count in counts.items() if count}


def confidence_of(record: Record) -> list[int]:
    """How many items and fields of the header state a confidence in each tenth, the last with 1; none: an empty list.

    >>> from vnplan_extract import extract
    >>> confidence_of(extract(b""))
    []
    """
    counts = [0] * TENTHS
    stated = [item.confidence for item in record.items()]
    stated += [entry.confidence for entry in record.header_evidence.values()]
    for confidence in stated:
        counts[min(int(confidence * TENTHS), TENTHS - 1)] += 1
    return counts if any(counts) else []
