"""What a synthetic plan is made of: layout blocks, and the true record that grows beside them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]
"""One item of a gold file."""


@dataclass(frozen=True)
class Letterhead:
    """The two columns at the top: the issuer's names with the number, the motto with the dateline."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    number_line: str | None
    date_line: str | None
    subject_line: str | None = None
    """Of an official letter: its `V/v …`, under the number."""


@dataclass(frozen=True)
class Title:
    """Centred lines: the type of document, the subject, a note in brackets."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A numbered heading; the number is printed before the text with its own punctuation."""

    number: str
    text: str
    level: int

    @property
    def printed(self) -> str:
        """The heading as one line."""
        return f"{self.number} {self.text}" if self.number else self.text


@dataclass(frozen=True)
class Paragraph:
    """Running text; a mark such as `-` or `a)` is part of it unless `automatic` says that a list prints it."""

    text: str
    mark: str = ""
    italic: bool = False

    @property
    def printed(self) -> str:
        """The paragraph with its mark."""
        return f"{self.mark} {self.text}" if self.mark else self.text


@dataclass(frozen=True)
class Grid:
    """A table: its rows, of which the first `header_rows` are the header, and the unit line above it."""

    rows: tuple[tuple[str, ...], ...]
    header_rows: int = 1
    caption: str | None = None
    widths: tuple[float, ...] = ()
    """Shares of the text width, one a column."""
    spans: tuple[tuple[int, int, int], ...] = ()
    """Merged header cells: row, first column, last column."""


@dataclass(frozen=True)
class Closing:
    """The end of a document: the recipients at the left, the signature at the right."""

    recipients: tuple[str, ...]
    signature: tuple[str, ...]
    name: str | None
    second: tuple[str, ...] = ()
    """Of a joint document: the lines of the other signer, his name last."""


Block = Letterhead | Title | Heading | Paragraph | Grid | Closing


@dataclass(frozen=True)
class Body:
    """A public body: its full name, how it may be written, what kind it is."""

    name: str
    forms: tuple[str, ...] = ()
    kind: str = "named"
    also: tuple[str, ...] = ()
    optional: bool = False

    def written(self) -> tuple[str, ...]:
        """All forms, the full name where no other is given."""
        return self.forms or (self.name,)


@dataclass(frozen=True)
class Source:
    """A legal or administrative document that a plan may cite."""

    type: str
    number: str | None
    name: str | None = None
    issuer: str | None = None
    """As the record has it."""
    issuer_printed: str | None = None
    date: str | None = None
    subject: str = ""
    """What follows the number, date and issuer in a full citation."""
    short_number: str | None = None
    """A second form of the number, without its year."""


def _first_day(date: str | None) -> str | None:
    """`2012`, `2012-01` and `2012-01-01` begin on one day."""
    return date and date + "-01-01"[len(date) - 4 :]


def _last_day(date: str | None) -> str | None:
    """`2012`, `2012-12` and `2012-12-31` end on one day."""
    if not date or len(date) == 10:
        return date
    year, month = int(date[:4]), int(date[5:] or 12)
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}"


@dataclass
class Truth:
    """The true record; what is added twice is kept once, required before optional."""

    header: Item = field(default_factory=dict)
    citations: dict[str, Item] = field(default_factory=dict)
    agencies: dict[str, Item] = field(default_factory=dict)
    deadlines: dict[tuple[str | None, ...], Item] = field(default_factory=dict)
    targets: list[Item] = field(default_factory=list)
    budget: list[Item] = field(default_factory=list)
    tables: list[Item] = field(default_factory=list)
    tasks: list[Item] = field(default_factory=list)
    findings: list[Item] = field(default_factory=list)

    def agency(self, body: Body, quote: str, optional: bool = False) -> None:
        """Records a mention of a body."""
        debatable = optional or body.optional
        known = self.agencies.get(body.name)
        if known is not None and (debatable or not known.get("optional")):
            return
        item: Item = {"name": body.name, "kind": body.kind, "quote": quote}
        if body.also:
            item["also"] = list(body.also)
        if debatable:
            item["optional"] = True
        self.agencies[body.name] = item

    def deadline(
        self,
        kind: str,
        start: str | None,
        end: str | None,
        recurrence: str | None,
        quote: str,
        also: Iterable[Item] = (),
        optional: bool = False,
    ) -> None:
        """Records a time; other readings in `also` are accepted for it and are optional beside it."""
        key = (kind, _first_day(start), _last_day(end), recurrence)
        known = self.deadlines.get(key)
        if known is not None and (optional or not known.get("optional")):
            return
        item: Item = {"kind": kind, "start": start, "end": end, "recurrence": recurrence, "quote": quote}
        others = list(also)
        if others:
            item["also"] = others
        if optional:
            item["optional"] = True
        self.deadlines[key] = item
        for other in others:
            self.deadline(other["kind"], other["start"], other["end"], None, quote, optional=True)

    def citation(self, source: Source, quote: str, pinpoints: Iterable[str] = (), dated: bool = False) -> None:
        """Records a citation; a date is known once any mention of the document gives it."""
        key = source.number or source.name or ""
        item = self.citations.get(key)
        if item is None:
            item = {
                "type": source.type,
                "number": source.number,
                "also": [],
                "name": source.name,
                "issuer": source.issuer,
                "date": None,
                "pinpoints": [],
                "quote": quote,
            }
            self.citations[key] = item
        if dated and item["date"] is None:
            item["date"] = source.date
        item["pinpoints"] += [p for p in pinpoints if p not in item["pinpoints"]]

    def record(self) -> Item:
        """The gold file's content."""
        for items in (self.agencies, self.deadlines):
            for item in items.values():
                item.setdefault("also", [])
        return {
            "header": self.header,
            "citations": list(self.citations.values()),
            "agencies": list(self.agencies.values()),
            "deadlines": list(self.deadlines.values()),
            "targets": self.targets,
            "budget": self.budget,
            "tables": self.tables,
            "tasks": self.tasks,
            "findings": self.findings,
        }


@dataclass(frozen=True)
class Layout:
    """How the text file is written."""

    columns: str = "stacked"
    """`stacked`: the left column, then the right; `side`: side by side with spaces; `tab`: with a tab."""
    wrap: int = 0
    """Characters a line, or 0 for a line a paragraph."""
    cells: str = "row"
    """Tables: `row`, a line a row with tabs between cells; `cell`, a line a cell, each after a tab."""
    newline: str = "\n"
    bom: bool = False
    blank_lines: bool = True
    automatic_numbers: bool = False
    """Word files: headings and dashes are numbered by lists, not typed."""
    rtf_encoding: str = "unicode"
    """RTF files: `unicode`, or `tcvn3` in its fonts."""


@dataclass(frozen=True)
class Plan:
    """A finished plan: what to render and what is true of it."""

    name: str
    blocks: tuple[Block, ...]
    truth: Item
    layout: Layout


def squeeze(text: str) -> str:
    """Text with all white space runs as one space, for comparison."""
    return re.sub(r"\s+", " ", text).strip()
