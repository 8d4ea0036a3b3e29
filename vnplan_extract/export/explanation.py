"""Why an item is in a record: what found it, where it stands, what it is linked to.

Everything is told from the record and the tables of `data/`; the document itself is not needed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from difflib import SequenceMatcher
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from vnplan_extract import data
from vnplan_extract.errors import PlanError
from vnplan_extract.export.summary import item_line
from vnplan_extract.record import ITEM_LISTS, Evidence, Finding, Header, Item, MoneyTable, PageInfo, Record

#: The attributes that name other items, with the list that those are in.
LINKS = {"agencies": "agencies", "deadline": "deadlines", "budget": "budget", "task": "tasks"}
HEADER = "header."
_AROUND = 80  #: code points of context on either side of a quote
_WORD = re.compile(r"\s+|\S+")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RuleTold(_Part):
    """The rule or model that found an item; `vi`, `en` and `source` are empty for one that no table tells of."""

    name: str
    vi: str = ""
    en: str = ""
    source: str = ""


class Change(_Part):
    """Words of the source that the text has otherwise."""

    source: str
    text: str


class Place(_Part):
    """One piece of evidence with the text around it.

    `before` and `after` are what stands beside the quote on its page; `origin` is that of the page, `changes` are the
    words that were restored or normalised, where the source had others.
    """

    evidence: Evidence
    before: str
    after: str
    origin: Literal["text", "text_layer", "ocr"] | None = None
    changes: list[Change] = Field(default_factory=list)


class DataRow(_Part):
    """A row of a table of `data/` that an item is linked to, by the attribute that leads to it."""

    attribute: str
    table: str
    row: dict[str, Any]


class Link(_Part):
    """Another item that this one names (`to`), or that names this one (`from`), and by which attribute."""

    item: str
    direction: Literal["to", "from"]
    attribute: str
    shown: str


class Query(_Part):
    """A finding whose evidence overlaps that of the item."""

    item: str
    kind: str
    note: str


class Explanation(_Part):
    """Why an item is in a record.

    `item` is its id, or `header.FIELD`; `field` the list that it is in, or `header`. `value` holds its attributes, or
    the value of the field of the header. `rule` and `confidence` are none for a field of the header that the document
    does not say. `alternatives` are other forms of its name or number that the document has.
    """

    item: str
    field: str
    value: Any
    confidence: float | None = None
    rule: RuleTold | None = None
    evidence: list[Place] = Field(default_factory=list)
    rows: list[DataRow] = Field(default_factory=list)
    alternatives: list[str] = Field(default_factory=list)
    links: list[Link] = Field(default_factory=list)
    findings: list[Query] = Field(default_factory=list)


def explain(record: Record, item: str, language: str = "vi") -> Explanation:
    """Say why an item is in a record.

    Args:
        record: the record.
        item: the id of an item (`c1`, `k3`), or a field of the header (`header.number`).
        language: of the lines that show linked items, `vi` or `en`.

    Raises:
        PlanError: E211, the record has no such item.
    """
    if item.startswith(HEADER) and item.removeprefix(HEADER) in Header.model_fields:
        return _of_header(record, item.removeprefix(HEADER))
    for name in ITEM_LISTS:
        for one in getattr(record, name):
            if one.id == item:
                return _of_item(record, name, one, language)
    raise PlanError("E211", item=item, items=", ".join(_ids(record)) or "–")


def _ids(record: Record) -> Iterator[str]:
    """What can be explained: the ids of each list in short, and the fields of the header that are there."""
    for name in ITEM_LISTS:
        ids = [one.id for one in getattr(record, name)]
        if ids:
            yield ids[0] if len(ids) == 1 else f"{ids[0]} … {ids[-1]}"
    yield from (HEADER + name for name in record.header_evidence)


def _of_header(record: Record, name: str) -> Explanation:
    value = record.header.model_dump(mode="json")[name]
    found = record.header_evidence.get(name)
    evidence = found.evidence if found else []
    rows = {
        "doc_type": lambda: _type_row("doc_type", value),
        "issuer": lambda: _agency_row("issuer", value, record.header.issued_on),
        "place": lambda: _province_row("place", value, record.header.issued_on),
    }
    return Explanation(
        item=HEADER + name,
        field="header",
        value=value,
        confidence=found.confidence if found else None,
        rule=_told(found.rule) if found else None,
        evidence=[_place(record, one) for one in evidence],
        rows=rows[name]() if name in rows and value else [],
        findings=_findings(record, evidence),
    )


def _of_item(record: Record, field: str, item: Item, language: str) -> Explanation:
    value = item.model_dump(mode="json", exclude={"id", "evidence", "confidence", "rule", "also"})
    links = [*_links_to(record, item, language), *_links_from(record, field, item, language)]
    about: list[Query] = []
    if isinstance(item, Finding):
        links += [
            Link(item=other.id, direction="to", attribute="evidence", shown=item_line(other, language))
            for other in record.items()
            if not isinstance(other, Finding) and _overlap(item.evidence, _whole(other))
        ]
    else:
        about = _findings(record, _whole(item))
    return Explanation(
        item=item.id,
        field=field,
        value=value,
        confidence=item.confidence,
        rule=_told(item.rule),
        evidence=[_place(record, one) for one in item.evidence],
        rows=_rows(value, record.header.issued_on),
        alternatives=list(getattr(item, "also", [])),
        links=links,
        findings=about,
    )


def _whole(item: Item) -> list[Evidence]:
    """The evidence of an item, with that of the cells of a table."""
    cells = item.cells if isinstance(item, MoneyTable) else []
    return [*item.evidence, *(one for cell in cells for one in cell.evidence)]


def _told(name: str) -> RuleTold:
    row = data.rules().get(name)
    return RuleTold(name=name, vi=row.vi, en=row.en, source=row.source) if row else RuleTold(name=name)


def _place(record: Record, evidence: Evidence) -> Place:
    page = next((page for page in record.pages if page.number == evidence.page), None)
    before, after = _around(record.text, evidence, page)
    changes = [] if evidence.raw is None else list(_changes(evidence.raw, evidence.quote))
    return Place(evidence=evidence, before=before, after=after, origin=page.origin if page else None, changes=changes)


def _around(text: str, evidence: Evidence, page: PageInfo | None) -> tuple[str, str]:
    """What stands before and behind a quote on its page, cut between words."""
    low, high = (page.start, page.end) if page else (0, len(text))
    start, end = max(low, evidence.start - _AROUND), min(high, evidence.end + _AROUND)
    before, after = text[start : evidence.start], text[evidence.end : end]
    if start > low and not text[start - 1].isspace() and re.search(r"\s", before):
        before = re.split(r"\s", before, maxsplit=1)[1]
    if end < high and not text[end].isspace() and (cut := re.search(r"\s\S*$", after)):
        after = after[: cut.start()]
    return before, after


def _changes(source: str, text: str) -> Iterator[Change]:
    """The words in which the source and the text differ."""
    ours, theirs = _WORD.findall(source), _WORD.findall(text)
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Change(source="".join(ours[a:b]), text="".join(theirs[c:d]))


def _rows(value: dict[str, Any], on: str | None) -> list[DataRow]:
    """The rows of tables that the attributes of an item lead to."""
    found: list[DataRow] = []
    if agency := value.get("agency_id"):
        with suppress(KeyError):  # the record may be of a version with other rows
            found.append(DataRow(attribute="agency_id", table="agencies.tsv", row=asdict(data.agency_by_id(agency))))
    if kind := value.get("type"):
        found += _type_row("type", kind)
    if issuer := value.get("issuer"):
        found += _agency_row("issuer", issuer, value.get("date"))
    if unit := value.get("unit"):
        known = data.unit_named(unit) or data.unit_named(unit.partition("/")[0])
        found += [DataRow(attribute="unit", table="units.tsv", row=asdict(known))] if known else []
    for role in ("lead", "coordinating"):
        for name in value.get(role, ()):
            found += _agency_row(role, name, on)
    return found


def _type_row(attribute: str, name: str) -> list[DataRow]:
    row = data.type_by_name(name)
    return [DataRow(attribute=attribute, table="document_types.tsv", row=asdict(row))] if row else []


def _agency_row(attribute: str, name: str, on: str | None) -> list[DataRow]:
    rows = [data.agency_by_name(one.strip(), on) for one in name.split(";")]
    return [DataRow(attribute=attribute, table="agencies.tsv", row=asdict(row)) for row in rows if row]


def _province_row(attribute: str, name: str, on: str | None) -> list[DataRow]:
    row = data.province_named(name, on)
    return [DataRow(attribute=attribute, table="provinces.tsv", row=asdict(row))] if row else []


def _named(item: Item, attribute: str) -> list[str]:
    """The ids that an attribute of an item names."""
    value = getattr(item, attribute, None)
    return [value] if isinstance(value, str) else list(value or [])


def _links_to(record: Record, item: Item, language: str) -> Iterator[Link]:
    for attribute, name in LINKS.items():
        by_id = {one.id: one for one in getattr(record, name)}
        for other in _named(item, attribute):
            if other in by_id:
                yield Link(item=other, direction="to", attribute=attribute, shown=item_line(by_id[other], language))


def _links_from(record: Record, field: str, item: Item, language: str) -> Iterator[Link]:
    for attribute, name in LINKS.items():
        if name != field:
            continue
        for other in record.items():
            if item.id in _named(other, attribute):
                yield Link(item=other.id, direction="from", attribute=attribute, shown=item_line(other, language))


def _findings(record: Record, evidence: Sequence[Evidence]) -> list[Query]:
    return [
        Query(item=finding.id, kind=finding.kind, note=finding.note)
        for finding in record.findings
        if _overlap(finding.evidence, evidence)
    ]


def _overlap(some: Iterable[Evidence], others: Iterable[Evidence]) -> bool:
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in some:
        spans[one.page].append((one.start, one.end))
    return any(one.start < end and start < one.end for one in others for start, end in spans[one.page])
