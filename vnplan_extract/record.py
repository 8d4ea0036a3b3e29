"""The extraction record, version 1: the JSON contract.

One document in, one record out. The models here define the record and produce its JSON
Schema (2020-12) with `Record.model_json_schema()`; `docs/record.md` says what each field means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from vnplan_extract.errors import PlanError, Status

SCHEMA_VERSION: Final = "1.0"
#: The lists of items of a record.
ITEM_LISTS: Final = ("citations", "agencies", "deadlines", "targets", "budget", "tables", "tasks", "findings")

#: ISO 8601 with reduced precision: `2021`, `2021-06` or `2021-06-07`.
IsoDate = Annotated[str, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
Fraction = Annotated[float, Field(ge=0, le=1)]
Comparator = Literal["=", ">=", "<=", "~"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Evidence(_Model):
    """Where an item stands in the text and on the page."""

    page: int = Field(ge=1, description="1-based page on which the quote begins")
    start: int = Field(ge=0, description="first code point of the quote in `text`")
    end: int = Field(ge=0, description="code point behind the quote in `text`")
    quote: str = Field(description="text[start:end]")
    raw: str | None = Field(None, description="what the source had there, where it differs from the quote")
    boxes: list[tuple[float, float, float, float]] = Field(
        default_factory=list, description="[x0, y0, x1, y1] in fractions of the page, one a line"
    )


class Item(_Model):
    """What every item of the record has."""

    id: str = Field(description="stable for the same document and pipeline")
    evidence: list[Evidence] = Field(min_length=1)
    confidence: Fraction = Field(description="probability that the item is right")
    rule: str = Field(description="the rule or model that found it")


class Period(_Model):
    """The years that a plan covers."""

    start: IsoDate | None = None
    end: IsoDate | None = None


class Signer(_Model):
    """Who signed, in what post, with what authority."""

    name: str | None = None
    position: str | None = None
    authority: str | None = None


class Header(_Model):
    """The components of an administrative document (Nghị định 30/2020/NĐ-CP, Annex I)."""

    doc_type: str | None = None
    number: str | None = None
    issuer: str | None = None
    place: str | None = None
    issued_on: IsoDate | None = None
    title: str | None = None
    promulgated_by: str | None = None
    period: Period | None = None
    signer: Signer | None = None
    recipients: list[str] = Field(default_factory=list)


class HeaderEvidence(_Model):
    """The evidence of one field of the header."""

    evidence: list[Evidence] = Field(min_length=1)
    confidence: Fraction
    rule: str


class Citation(Item):
    """Another legal or administrative document that the text refers to, once."""

    type: str
    number: str | None = None
    also: list[str] = Field(default_factory=list, description="other forms in which its number is written")
    name: str | None = None
    issuer: str | None = None
    date: IsoDate | None = None
    pinpoints: list[str] = Field(default_factory=list)


class Agency(Item):
    """A public body, party body, mass organisation or public service unit."""

    name: str
    kind: Literal["named", "group"]
    also: list[str] = Field(default_factory=list, description="other forms of the name in this document")
    agency_id: str | None = Field(None, description="its row in the table of agencies")
    level: Literal["central", "party_central", "province", "district", "commune", "local", "any"] | None = Field(
        None, description="where it stands; `local` and `any` where its name leaves that open"
    )
    valid_from: IsoDate | None = Field(None, description="the first day of the body in its place; null where open")
    valid_to: IsoDate | None = Field(None, description="the first day on which it was no more; null where open")
    successors: list[str] = Field(default_factory=list, description="rows of the bodies that took over from it")
    place_id: str | None = Field(None, description="row of its place: `provinces/`, `districts/`, `communes_…/`")
    place_successors: list[str] = Field(default_factory=list, description="rows of what its place became part of")
    link_confidence: Fraction | None = Field(None, description="probability that these are the rows that are meant")


class Deadline(Item):
    """A time by which, or during which, something is to be done."""

    kind: Literal["point", "period", "recurring"]
    start: IsoDate | None = None
    end: IsoDate | None = None
    recurrence: str | None = Field(None, description="RFC 5545 RRULE without its prefix")


class Target(Item):
    """A quantified aim."""

    value: float | int
    value_max: float | int | None = None
    unit: str
    comparator: Comparator = "="
    change: Literal["increase", "decrease"] | None = None
    baseline: str | None = None
    subject: str
    by: IsoDate | None = None
    task: str | None = Field(None, description="id of the task it belongs to")


class BudgetItem(Item):
    """An amount of money in running text."""

    amount_vnd: int
    comparator: Comparator = "="
    per: Literal["total", "year", "month", "unit"] = "total"
    source: Literal["central", "provincial", "local", "district", "social", "state"] | None = None
    role: Literal["planned", "reported"] = "planned"
    start: IsoDate | None = None
    end: IsoDate | None = None
    purpose: str | None = None
    task: str | None = Field(None, description="id of the task it belongs to")


class TableCell(_Model):
    """One amount under its row and its column."""

    row: str
    column: str
    amount_vnd: int
    evidence: list[Evidence] = Field(min_length=1)


class MoneyTable(Item):
    """A table of money."""

    unit_vnd: int
    cells: list[TableCell]


class Task(Item):
    """Who does what by when."""

    section: str | None = None
    title: str
    lead: list[str] = Field(default_factory=list)
    coordinating: list[str] = Field(default_factory=list)
    start: IsoDate | None = None
    end: IsoDate | None = None
    amount_vnd: int | None = None
    product: str | None = None
    agencies: list[str] = Field(default_factory=list, description="ids of its agencies")
    deadline: str | None = Field(None, description="id of its deadline")
    budget: list[str] = Field(default_factory=list, description="ids of its budget items")


class Finding(Item):
    """What a careful reader would query."""

    kind: Literal[
        "sum_mismatch", "share_mismatch", "reversed_period", "change_mismatch", "suspect_number", "suspect_date"
    ]
    note: str


class OutlineEntry(_Model):
    """One heading; `start` and `end` bound what stands under it."""

    number: str | None
    title: str
    level: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Source(_Model):
    """The file that the record was made from."""

    name: str = Field(pattern=r"^[^/]*$", description="file name only, never a path")
    sha256: str
    bytes: int
    media_type: str
    encodings: list[str] = Field(default_factory=list)


class PageInfo(_Model):
    """One page: its size in points, its part of the text, where that came from."""

    number: int
    width: float | None = None
    height: float | None = None
    start: int
    end: int
    origin: Literal["text", "text_layer", "ocr"]
    rotation: int = 0
    quality: Fraction
    name: str | None = Field(None, description="of a sheet of a workbook: the name on its tab")
    treatment: str | None = Field(None, description="what was done to read it, and why, where it was not simply read")


class Problem(_Model):
    """What went wrong, by its code in the table of errors."""

    code: str
    message: str
    page: int | None = None


class ProducedBy(_Model):
    """What made the record."""

    version: str
    pipeline: str
    models: dict[str, str] = Field(default_factory=dict)


class Record(_Model):
    """What is said of one document.

    Raises:
        ValueError: an invariant of the contract does not hold.
    """

    model_config = ConfigDict(json_schema_extra={"$schema": "https://json-schema.org/draft/2020-12/schema"})

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    status: Status
    source: Source
    pages: list[PageInfo] = Field(default_factory=list)
    text: str = ""
    edits: dict[str, int] = Field(default_factory=dict)
    header: Header = Field(default_factory=Header)
    header_evidence: dict[str, HeaderEvidence] = Field(default_factory=dict)
    citations: list[Citation] = Field(default_factory=list)
    agencies: list[Agency] = Field(default_factory=list)
    deadlines: list[Deadline] = Field(default_factory=list)
    targets: list[Target] = Field(default_factory=list)
    budget: list[BudgetItem] = Field(default_factory=list)
    tables: list[MoneyTable] = Field(default_factory=list)
    tasks: list[Task] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
    outline: list[OutlineEntry] = Field(default_factory=list)
    problems: list[Problem] = Field(default_factory=list)
    produced_by: ProducedBy

    @model_validator(mode="after")
    def _invariants(self) -> Record:
        if self.status == Status.OK and self.problems:
            raise ValueError("status is ok, but there are problems")
        if self.status in (Status.OK, Status.PARTIAL) and not self.text.strip():
            raise ValueError(f"status is {self.status}, but there is no text")
        for page in self.pages:
            if not 0 <= page.start <= page.end <= len(self.text):
                raise ValueError(f"page {page.number} lies outside the text")
        pages = {page.number: page for page in self.pages}
        for evidence in self.all_evidence():
            if self.text[evidence.start : evidence.end] != evidence.quote:
                raise ValueError(f"the quote at {evidence.start} is not text[start:end]")
            home = pages.get(evidence.page)
            if home is None or not home.start <= evidence.start <= evidence.end <= home.end:
                raise ValueError(f"the quote at {evidence.start} lies outside page {evidence.page}")
        ids = [item.id for item in self.items()]
        if len(ids) != len(set(ids)):
            raise ValueError("two items have one id")
        for task in self.tasks:
            self._check_links(task.id, task.agencies, self.agencies)
            self._check_links(task.id, task.budget, self.budget)
            self._check_links(task.id, [task.deadline], self.deadlines)
        for target in self.targets:
            self._check_links(target.id, [target.task], self.tasks)
        for amount in self.budget:
            self._check_links(amount.id, [amount.task], self.tasks)
        return self

    @staticmethod
    def _check_links(owner: str, named: Sequence[str | None], items: Sequence[Item]) -> None:
        missing = sorted({name for name in named if name is not None} - {item.id for item in items})
        if missing:
            raise ValueError(f"{owner} names {', '.join(missing)}, which the record lacks there")

    def items(self) -> list[Item]:
        """Every item of every list, in the order of the record."""
        return [item for name in ITEM_LISTS for item in getattr(self, name)]

    def all_evidence(self) -> list[Evidence]:
        """Every piece of evidence of the record."""
        found = [evidence for item in self.items() for evidence in item.evidence]
        found += [evidence for entry in self.header_evidence.values() for evidence in entry.evidence]
        found += [evidence for table in self.tables for cell in table.cells for evidence in cell.evidence]
        return found


def to_json(record: Record) -> str:
    """The record as UTF-8 JSON text: the same bytes for the same record.

    Returns:
        JSON with one space of indent and a line feed at its end.
    """
    return record.model_dump_json(indent=1) + "\n"


def from_json(text: str | bytes, name: str = "-") -> Record:
    """The record that JSON text holds.

    Args:
        text: what `to_json` gives, or the same JSON in other spacing.
        name: of the file, for the error.

    Raises:
        PlanError: E204, it is no JSON, or no record of this version.
    """
    try:
        return Record.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise PlanError("E204", path=name, detail=f"{where}: {first['msg']}" if where else first["msg"]) from None
