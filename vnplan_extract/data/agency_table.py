"""Bodies with their names, codes, dates and successors (`agencies.tsv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from vnplan_extract.data._tsv import read_table, split_list, valid_on
from vnplan_extract.data.names import name_key

COLUMNS = (
    "id", "name", "abbreviations", "number_codes", "aliases", "level", "kind",
    "valid_from", "valid_to", "successors", "source",
)  # fmt: skip

LEVELS = ("central", "party_central", "province", "district", "commune", "local", "any")

KINDS = (
    "association", "bank", "branch", "committee", "council", "council_committee", "court", "department",
    "department_unit", "division", "general_department", "government", "government_agency", "inspectorate",
    "management_board", "mass_organisation", "military", "ministry", "ministry_unit", "office", "party", "police",
    "press", "procuracy", "public_service", "state_enterprise", "state_organ", "steering_committee",
)  # fmt: skip

# Units of another body: in a number after their parent's code they are the drafting unit, not a joint issuer.
SUBORDINATE_KINDS = frozenset(
    {"general_department", "ministry_unit", "department_unit", "division", "council_committee", "branch", "police"}
)


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One body, or one kind of local body, under one name.

    `abbreviations` stand for the name or for its part after `Sở`, `Bộ`, `Phòng` …, written without `&`, `-`, commas
    and blanks; `number_codes` are those of document numbers; `aliases` other names in use. `level` is one of LEVELS
    (`local`: any of province, district and commune; `any`: also central), `kind` one of KINDS. It is valid from the day
    `valid_from` until before the day `valid_to` (ISO 8601, empty where open). `successors` are ids.
    """

    id: str
    name: str
    abbreviations: tuple[str, ...]
    number_codes: tuple[str, ...]
    aliases: tuple[str, ...]
    level: str
    kind: str
    valid_from: str
    valid_to: str
    successors: tuple[str, ...]
    source: str

    def valid(self, on: str | None) -> bool:
        """Tell whether it existed `on` a date (ISO 8601, a day, month or year; None: whenever)."""
        return valid_on(self.valid_from, self.valid_to, on)


@cache
def agencies() -> tuple[AgencyRow, ...]:
    """Give every row, in the order of the table."""
    return tuple(
        AgencyRow(
            row[0], row[1], split_list(row[2]), split_list(row[3]), split_list(row[4]),
            row[5], row[6], row[7], row[8], split_list(row[9]), row[10],
        )
        for row in read_table("agencies.tsv", COLUMNS)
    )  # fmt: skip


@cache
def _by_id() -> dict[str, AgencyRow]:
    return {row.id: row for row in agencies()}


@cache
def _by_code() -> dict[str, tuple[AgencyRow, ...]]:
    index: dict[str, tuple[AgencyRow, ...]] = {}
    for row in agencies():
        for code in row.number_codes:
            key = code_key(code)
            if row not in index.get(key, ()):
                index[key] = (*index.get(key, ()), row)
    return index


@cache
def _by_name() -> dict[str, tuple[AgencyRow, ...]]:
    names: dict[str, tuple[AgencyRow, ...]] = {}
    for row in agencies():
        key = name_key(row.name)
        names[key] = (*names.get(key, ()), row)
    others: dict[str, tuple[AgencyRow, ...]] = {}
    for row in agencies():
        for alias in row.aliases:
            key = name_key(alias)
            if key not in names:  # a body's own name goes before another's alias
                others[key] = (*others.get(key, ()), row)
    return names | others


def code_key(code: str) -> str:
    """Fold a code of a number: U+00D0 as Đ, no `&` (`BGD&ĐT` and `BGDĐT` are one). Case is kept: `TTr` is not `TTR`."""
    return code.replace("Ð", "Đ").replace("&", "")


def agency_by_id(agency_id: str) -> AgencyRow:
    """Give the row with this id; raises KeyError."""
    return _by_id()[agency_id]


def agencies_by_code(code: str, on: str | None = None) -> tuple[AgencyRow, ...]:
    """Give the bodies a code in a document number stands for, `on` a date (None: ever).

    `BNV` before May 1998 is the ministry of the police, after August 2002 that of home affairs.
    """
    return tuple(row for row in _by_code().get(code_key(code), ()) if row.valid(on))


@lru_cache(maxsize=2048)
def agency_by_name(name: str, on: str | None = None) -> AgencyRow | None:
    """Give the body with this full name or alias, in any case, tone style and with any dashes and commas.

    Of several bodies of the name (one before, one after a reform) the one valid `on` the date; without a
    date the last one. None where there is none: places in the name are not taken off.
    """
    rows = [row for row in _by_name().get(name_key(name), ()) if row.valid(on)]
    return rows[-1] if rows else None


def successors(row: AgencyRow, on: str) -> tuple[AgencyRow, ...]:
    """Give the bodies that had taken over from `row` by the date `on`: itself while it is valid."""
    if not row.successors or row.valid(on) or (row.valid_to and on < row.valid_to):
        return (row,)
    found: list[AgencyRow] = []
    for successor in row.successors:
        found.extend(item for item in successors(agency_by_id(successor), on) if item not in found)
    return tuple(found)
