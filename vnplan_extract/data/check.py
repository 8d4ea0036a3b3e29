"""The check of the tables: `python -m vnplan_extract.data.check` prints what is wrong, and exits with 1 then."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from vnplan_extract.data import (
    abbreviation_table,
    agency_table,
    confidence_table,
    export_table,
    places,
    rule_table,
    type_table,
    unit_table,
)
from vnplan_extract.data._tsv import TableError, read_table, split_list
from vnplan_extract.data.names import normalise_name

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE = re.compile(r"[^\W\d_][\w&]*")
_MANY_BYTES = 1_000_000


def _twice(what: str, items: Iterable[object]) -> Iterator[str]:
    for item, count in Counter(items).items():
        if count > 1:
            yield f"{what}: {item!r} is there {count} times"


def _dates(what: str, begin: str, end: str) -> Iterator[str]:
    for date in (begin, end):
        if date and not _DATE.fullmatch(date):
            yield f"{what}: {date!r} is no ISO date"
    if begin and end and begin >= end:
        yield f"{what}: ends ({end}) before it begins ({begin})"


def _name(what: str, name: str) -> Iterator[str]:
    if not name or name != unicodedata.normalize("NFC", name) or name != " ".join(name.split()):
        yield f"{what}: {name!r} is empty, not NFC or badly spaced"
    elif len(normalise_name(name)) != len(name) or normalise_name(name) != name.lower():
        yield f"{what}: {name!r} has a dash without blanks, a new-style tone or a letter that only looks right"


def check_document_types() -> Iterator[str]:
    """Yield what is wrong with the kinds of documents."""
    rows = type_table.document_types()
    yield from _twice("document_types", (row.name for row in rows))
    for row in rows:
        yield from _name("document_types", row.name)
        if not row.source:
            yield f"document_types: {row.name} has no source"
        if not row.systems or any(system not in type_table.SYSTEMS for system in row.systems):
            yield f"document_types: {row.name} has an unknown system {row.systems}"
        for code in (row.code, *row.other_codes):
            if code and not _CODE.fullmatch(code):
                yield f"document_types: {row.name} has a malformed code {code!r}"
    annex = [row for row in rows if "ND30-III" in row.source and not row.name.startswith(("Bản sao", "Bản trích"))]
    if len(annex) != 27:
        yield f"document_types: {len(annex)} kinds with a code of Nghị định 30/2020/NĐ-CP, Annex III, expected 27"
    yield from _twice("document_types, administrative codes", (row.code for row in annex))


def check_agencies() -> Iterator[str]:
    """Yield what is wrong with the bodies."""
    rows = agency_table.agencies()
    ids = {row.id: row for row in rows}
    yield from _twice("agencies", (row.id for row in rows))
    for row in rows:
        what = f"agencies: {row.id}"
        if not _ID.fullmatch(row.id):
            yield f"{what}: malformed id"
        for name in (row.name, *row.aliases):
            yield from _name(what, name)
        yield from _dates(what, row.valid_from, row.valid_to)
        if row.level not in agency_table.LEVELS:
            yield f"{what}: unknown level {row.level!r}"
        if row.kind not in agency_table.KINDS:
            yield f"{what}: unknown kind {row.kind!r}"
        if not row.source:
            yield f"{what}: no source"
        yield from _twice(what, row.number_codes)
        for code in row.number_codes:
            if not _CODE.fullmatch(code):
                yield f"{what}: malformed code {code!r}"
        for short in row.abbreviations:
            if not short or short != abbreviation_table.abbreviation_key(short):
                yield f"{what}: abbreviation {short!r} is not in its folded form"
        for ident in row.successors:
            if ident not in ids:
                yield f"{what}: successor {ident!r} does not exist"
            elif row.valid_to and ids[ident].valid_to and ids[ident].valid_to <= row.valid_to:
                yield f"{what}: successor {ident!r} ended no later"
            elif row.valid_to and ids[ident].valid_from > row.valid_to:
                yield f"{what}: successor {ident!r} began only later"
        if row.id in row.successors:
            yield f"{what}: is its own successor"
    ministries = [row for row in rows if row.kind == "ministry" and row.valid("2025-07-01")]
    if len(ministries) != 17:  # Nghị quyết 176/2025/QH15: 14 ministries and 3 bodies of their rank
        yield f"agencies: {len(ministries)} ministries and bodies of their rank in 2025, expected 17"
    for on in ("2005-01-01", "2015-01-01", "2025-06-30", "2026-01-01"):
        yield from _twice(
            f"agencies: the code of a ministry on {on}",
            (code for row in rows if row.kind == "ministry" and row.valid(on) for code in row.number_codes),
        )


def check_abbreviations() -> Iterator[str]:
    """Yield what is wrong with the abbreviations."""
    rows = abbreviation_table.abbreviations()
    yield from _twice("abbreviations", ((row.abbreviation, row.preceded_by, row.followed_by) for row in rows))
    open_row: set[str] = set()
    for row in rows:
        what = f"abbreviations: {row.abbreviation}"
        if row.abbreviation != abbreviation_table.abbreviation_key(row.abbreviation):
            yield f"{what}: not in its folded form"
        yield from _name(what, row.expansion)
        if not row.source:
            yield f"{what}: no source"
        for pattern in (row.preceded_by, row.followed_by):
            try:
                re.compile(pattern)
            except re.error as error:
                yield f"{what}: {pattern!r} is no regular expression ({error})"
        if row.abbreviation in open_row:
            yield f"{what}: {row.expansion!r} stands after a row that fits every context"
        if not row.preceded_by and not row.followed_by:
            open_row.add(row.abbreviation)


def check_provinces() -> Iterator[str]:
    """Yield what is wrong with the provinces."""
    rows = places.provinces()
    ids = {row.id: row for row in rows}
    yield from _twice("provinces", (row.id for row in rows))
    for on, count in (
        ("1996-06-01", 53),
        ("2000-01-01", 61),
        ("2005-01-01", 64),
        ("2010-01-01", 63),
        ("2025-06-30", 63),
        ("2025-07-01", 34),
    ):
        there = places.provinces(on)
        if len(there) != count:
            yield f"provinces: {len(there)} on {on}, expected {count}"
        yield from _twice(f"provinces on {on}", (row.name for row in there))
        yield from _twice(f"provinces on {on}", (row.code for row in there if row.code))
    for row in rows:
        what = f"provinces: {row.id}"
        yield from _name(what, row.name)
        yield from _dates(what, row.valid_from, row.valid_to)
        if row.kind not in ("tỉnh", "thành phố"):
            yield f"{what}: unknown kind {row.kind!r}"
        if row.code and not re.fullmatch(r"\d\d", row.code):
            yield f"{what}: malformed code {row.code!r}"
        if bool(row.valid_to) != bool(row.successors):
            yield f"{what}: an end without successors or the reverse"
        for ident in row.successors:
            if ident not in ids:
                yield f"{what}: successor {ident!r} does not exist"
            elif ids[ident].valid_from and ids[ident].valid_from != row.valid_to:
                yield f"{what}: successor {ident!r} did not begin when it ended"
        if row.valid_from == places.REFORM:  # the new unit keeps the code of its seat's old unit
            seats = [old for old in rows if row.id in old.successors and old.code == row.code]
            if len(seats) != 1:
                yield f"{what}: code {row.code} is not that of exactly one of the units it was formed from"


def check_places() -> Iterator[str]:
    """Yield what is wrong with the districts and communes."""
    ids = {row.id for row in places.provinces()}
    district_codes = {row.code for row in places.districts() if row.code}
    current = [row for row in places.districts() if row.valid_to == places.REFORM]
    if len(current) != 696:
        yield f"districts: {len(current)} on 2025-06-30, expected 696"
    yield from _twice("districts", (row.code for row in current))
    yield from _twice("districts", ((row.province, row.kind, row.name) for row in places.districts()))
    for row in places.districts():
        if row.province not in ids:
            yield f"districts: {row.name}: unknown province {row.province!r}"
        if row.kind not in ("huyện", "quận", "thị xã", "thành phố"):
            yield f"districts: {row.name}: unknown kind {row.kind!r}"
        yield from _name("districts", row.name)
        yield from _dates(f"districts: {row.name}", "", row.valid_to)
    for old, expected in ((False, 3321), (True, 10035)):
        communes = places.communes(old)
        if len(communes) != expected:
            yield f"communes: {len(communes)}, expected {expected}"
        yield from _twice("communes", (row.code for row in communes))
        for commune in communes:
            if commune.province not in ids or (old and commune.district not in district_codes):
                yield f"communes: {commune.name}: unknown province or district"
            if not re.fullmatch(r"\d{5}", commune.code):
                yield f"communes: {commune.name}: malformed code {commune.code!r}"
            yield from _name("communes", commune.name)


def check_units() -> Iterator[str]:
    """Yield what is wrong with the units."""
    yield from _twice("units", (name for row in unit_table.units() for name in (row.name, *row.aliases)))
    for row in unit_table.units():
        if row.kind not in unit_table.CLASSES:
            yield f"units: {row.name}: unknown class {row.kind!r}"
        if re.match(r"(?:(?:nghìn|ngàn|triệu|tỷ) )*(?:đồng|VND)(?:/|$)", row.name):
            yield f"units: {row.name}: money is no unit here"
        if not row.source:
            yield f"units: {row.name}: no source"


def check_rules() -> Iterator[str]:
    """Yield what is wrong with the rules."""
    rows = rule_table.rules()
    yield from _twice("rules", (row[0] for row in read_table("rules.tsv", rule_table.COLUMNS)))
    for row in rows.values():
        if not re.fullmatch(r"[a-z]+\.[a-z_]+", row.name):
            yield f"rules: malformed name {row.name!r}"
        if not all((row.vi, row.en, row.source)):
            yield f"rules: {row.name} is not told in both languages with a source"


def check_confidence() -> Iterator[str]:
    """Yield what is wrong with the confidences."""
    rows = [confidence_table.Measured(row[0], *map(float, row[1:])) for row in confidence_table.read()]
    yield from _twice("confidence", (row.rule for row in rows))
    known = {name for rule in rule_table.rules() for name in (rule, confidence_table.field_of(rule))}
    for row in rows:
        if row.rule not in known:
            yield f"confidence: {row.rule} is no rule"
        if not (row.items > 0 and 0 < row.usual <= 1 and 0 < row.base <= 1):
            yield f"confidence: {row.rule} has a figure that cannot be"


def check_export() -> Iterator[str]:
    """Yield what is wrong with the tables of the export."""
    told = {row[0] for row in read_table("export_tables.tsv", export_table.TABLE_COLUMNS)}
    listed = read_table("export_columns.tsv", export_table.COLUMN_COLUMNS)
    for name in sorted({name for row in listed for name in split_list(row[0])} ^ told):
        yield f"export: {name} has no name or no columns"
    tables = export_table.tables().values()
    for language in (None, "vi", "en"):
        yield from _twice("export, sheets", (table.heading(language) for table in tables))
    for table in tables:
        if max(len(table.name), len(table.vi), len(table.en)) > 27 or re.search(r"[][:*?/\\]", table.vi + table.en):
            yield f"export: {table.name} has a name that Excel takes for no sheet"
        for language in (None, "vi", "en"):
            yield from _twice(f"export, {table.name}", (column.heading(language) for column in table.columns))
        for column in table.columns:
            if column.kind not in export_table.KINDS:
                yield f"export: {table.name}.{column.name}: unknown kind {column.kind!r}"


def check_files() -> Iterator[str]:
    """Yield what is wrong with the files: size, comments that name the source, no blank or carriage-return ends."""
    folder = Path(__file__).resolve().parent
    tables = sorted(folder.glob("*.tsv"))
    if sum(path.stat().st_size for path in tables) > _MANY_BYTES:
        yield f"the tables together exceed {_MANY_BYTES} bytes"
    for path in tables:
        text = path.read_text(encoding="utf-8")
        if not text.startswith("#"):
            yield f"{path.name}: no comment at the top that tells its columns and sources"
        if "\r" in text or not text.endswith("\n"):
            yield f"{path.name}: carriage returns, or no newline at the end"
        for number, line in enumerate(text.split("\n"), 1):
            if any(cell != cell.strip() for cell in line.split("\t")):
                yield f"{path.name}:{number}: a cell with blanks at its ends"


CHECKS = (
    check_files, check_document_types, check_agencies, check_abbreviations, check_provinces, check_places, check_units,
    check_rules, check_confidence, check_export,
)  # fmt: skip


def problems() -> list[str]:
    """Give everything that is wrong with the tables; an empty list when they are sound."""
    found: list[str] = []
    for check in CHECKS:
        try:
            found.extend(check())
        except (TableError, ValueError, KeyError, OSError) as error:
            found.append(f"{check.__name__}: {error}")
    return found


def main() -> int:
    """Print what is wrong; give 1 if anything is, else 0."""
    found = problems()
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        print("data: every table is sound")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
