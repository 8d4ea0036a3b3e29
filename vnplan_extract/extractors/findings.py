"""What a careful reader would query, from the document itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vnplan_extract.extractors import (
    finding_changes,
    finding_dates,
    finding_documents,
    finding_shares,
    finding_sums,
    finding_table_shares,
    finding_tables,
)
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.extractors.queries import Query
from vnplan_extract.record import BudgetItem, Finding, MoneyTable


def extract(
    context: Context, header: HeaderResult, budget: Sequence[BudgetItem], tables: Sequence[MoneyTable]
) -> list[Finding]:
    """What contradicts itself in a document: wrong arithmetic, impossible dates, one thing said in two ways.

    The evidence of a finding begins with the odd place; other places that it contradicts follow.
    """
    findings: list[Finding] = []
    seen: set[tuple[str, int, int]] = set()
    for query in _queries(context, header, budget, tables):
        key = (query.kind, *query.spans[0])
        if key in seen:
            continue
        seen.add(key)
        findings.append(
            Finding(
                id="f",
                evidence=[context.evidence(start, end) for start, end in query.spans],
                confidence=query.confidence,
                rule=query.rule,
                kind=query.kind,
                note=query.note,
            )
        )
    return context.numbered("f", findings)


def _queries(
    context: Context, header: HeaderResult, budget: Sequence[BudgetItem], tables: Sequence[MoneyTable]
) -> Iterator[Query]:
    yield from finding_shares.shares(context)
    yield from finding_changes.changes(context)
    yield from finding_sums.sums(context, budget)
    yield from finding_tables.table_sums(context, tables, budget)
    yield from finding_table_shares.table_shares(context)
    yield from finding_dates.dates(context, header)
    yield from finding_documents.documents(context, header)
