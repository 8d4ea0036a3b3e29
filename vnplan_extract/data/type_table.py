"""The kinds of documents and their codes (`document_types.tsv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnplan_extract.data._tsv import read_table, split_list
from vnplan_extract.data.names import normalise_name

COLUMNS = ("name", "code", "other_codes", "systems", "issuers", "joint", "source")

SYSTEMS = ("administrative", "normative", "party", "other")


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One kind of document.

    `name` is the printed head in sentence case (`Kế hoạch`); `code` the code in numbers (`KH`), empty
    where there is none; `other_codes` further codes in use; `systems` those of the three number
    grammars (or `other`) in which the kind occurs; `issuers` the names of the issuing bodies where the kind
    fixes them; `joint` whether it is issued by several bodies together; `source` where the row is from.
    """

    name: str
    code: str
    other_codes: tuple[str, ...]
    systems: tuple[str, ...]
    issuers: tuple[str, ...]
    joint: bool
    source: str


@cache
def document_types() -> tuple[DocumentType, ...]:
    """Give every kind of document, in the order of the table."""
    return tuple(
        DocumentType(name, code, split_list(other), split_list(systems), split_list(issuers), joint == "yes", source)
        for name, code, other, systems, issuers, joint, source in read_table("document_types.tsv", COLUMNS)
    )


@cache
def _by_code() -> dict[str, tuple[DocumentType, ...]]:
    index: dict[str, tuple[DocumentType, ...]] = {}
    for row in document_types():
        for code in (row.code, *row.other_codes):
            if code:
                index[code] = (*index.get(code, ()), row)
    return index


@cache
def _by_name() -> dict[str, DocumentType]:
    return {normalise_name(row.name): row for row in document_types()}


def type_by_code(code: str, system: str | None = None) -> DocumentType | None:
    """Give the kind of document a code of a number stands for, or None.

    Case counts (`CT` is Chỉ thị, `CTr` Chương trình). A code of two kinds gives the one whose main code it is in
    `system`, then the first of the table: `QĐ` of the Party is Quyết định, though Quy định is so numbered too.
    """
    rows = _by_code().get(code.replace("Ð", "Đ"), ())
    in_system = [row for row in rows if system is None or system in row.systems]
    for row in in_system:
        if row.code == code:
            return row
    return in_system[0] if in_system else (rows[0] if rows else None)


def type_by_name(name: str) -> DocumentType | None:
    """Give the kind of document with this printed name (any case, tone style and spacing), or None."""
    return _by_name().get(normalise_name(name))


@cache
def type_names_longest_first() -> tuple[str, ...]:
    """Give the names of all kinds, the longest first: the order for an alternation of a pattern."""
    return tuple(sorted((row.name for row in document_types()), key=lambda name: (-len(name), name)))
