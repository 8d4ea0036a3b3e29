"""Provinces, districts and communes before and after 2025-07-01 (`provinces.tsv`, `districts.tsv`, `communes_*.tsv`).

The same name may denote another territory after the reform (Gia Lai): each territory is a row with its dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from vnplan_extract.data._tsv import read_table, split_list, valid_on
from vnplan_extract.data.names import name_key

PROVINCE_COLUMNS = ("id", "code", "name", "kind", "valid_from", "valid_to", "successors", "aliases", "source")
DISTRICT_COLUMNS = ("code", "province", "kind", "name", "valid_to", "source")
OLD_COMMUNE_COLUMNS = ("code", "district", "kind", "name")
NEW_COMMUNE_COLUMNS = ("code", "province", "kind", "name")

REFORM = "2025-07-01"
"""The day on which the 34 provinces and the new communes began to work and districts ended (202/2025/QH15)."""

COMMUNE_KINDS = {"x": "xã", "p": "phường", "t": "thị trấn", "d": "đặc khu"}
_PROVINCE_WORDS = {"tỉnh": "tỉnh", "thành phố": "thành phố", "tp": "thành phố", "t p": "thành phố"}
_DISTRICT_WORDS = {
    "huyện": "huyện", "thị xã": "thị xã", "tx": "thị xã", "thành phố": "thành phố", "tp": "thành phố",
    "quận": "quận", "q": "quận",
}  # fmt: skip
_COMMUNE_WORDS = {
    "xã": "xã", "phường": "phường", "p": "phường", "thị trấn": "thị trấn", "tt": "thị trấn", "đặc khu": "đặc khu",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Province:
    """A province or centrally run city, valid from `valid_from` until before `valid_to` (ISO 8601, empty: open).

    `code` is its GSO code of the time, empty where not looked up; `kind` `tỉnh` or `thành phố`; `successors` are ids.
    """

    id: str
    code: str
    name: str
    kind: str
    valid_from: str
    valid_to: str
    successors: tuple[str, ...]
    aliases: tuple[str, ...]
    source: str

    @property
    def full_name(self) -> str:
        """The name with its level word: `tỉnh An Giang`, `thành phố Hà Nội`."""
        return f"{self.kind} {self.name}"

    def valid(self, on: str | None) -> bool:
        """Tell whether it existed `on` a date (ISO 8601, a day, month or year; None: whenever)."""
        return valid_on(self.valid_from, self.valid_to, on)


@dataclass(frozen=True, slots=True)
class District:
    """A district-level unit: its GSO code (or empty), its province's id, kind and name, and when it ended."""

    code: str
    province: str
    kind: str
    name: str
    valid_to: str
    source: str

    @property
    def full_name(self) -> str:
        """The name with its level word: `thị xã Bỉm Sơn`, `quận 1`."""
        return f"{self.kind} {self.name}"


class Commune(NamedTuple):
    """A commune-level unit: GSO code, province's id, kind and name; `old` until 2025-07-01, with its district's code.

    (A named tuple: thirteen thousand of them are made in a third of the time that frozen classes take.)
    """

    code: str
    province: str
    district: str
    kind: str
    name: str
    old: bool

    @property
    def full_name(self) -> str:
        """The name with its level word: `xã Tân Tiến`, `phường Bỉm Sơn`."""
        return f"{self.kind} {self.name}"


@cache
def _all_provinces() -> tuple[Province, ...]:
    return tuple(
        Province(row[0], row[1], row[2], row[3], row[4], row[5], split_list(row[6]), split_list(row[7]), row[8])
        for row in read_table("provinces.tsv", PROVINCE_COLUMNS)
    )


@cache
def provinces(on: str | None = None) -> tuple[Province, ...]:
    """Give the provinces and centrally run cities: all that are in the table, or those `on` a date (63, then 34)."""
    return tuple(row for row in _all_provinces() if row.valid(on))


@cache
def _province_ids() -> dict[str, Province]:
    return {row.id: row for row in _all_provinces()}


def province_by_id(province_id: str) -> Province:
    """Give the province with this id; raises KeyError."""
    return _province_ids()[province_id]


@cache
def _province_names() -> dict[str, tuple[Province, ...]]:
    """Name keys to rows, those that ended first before the others."""
    index: dict[str, tuple[Province, ...]] = {}
    for row in sorted(_all_provinces(), key=lambda item: item.valid_to or "9999"):
        for name in dict.fromkeys(name_key(name) for name in (row.name, *row.aliases)):
            index[name] = (*index.get(name, ()), row)
    return index


def _split_kind(key: str, words: dict[str, str]) -> tuple[str | None, str]:
    for word, kind in words.items():
        if key.startswith(word + " "):
            return kind, key[len(word) + 1 :]
    return None, key


@lru_cache(maxsize=2048)
def provinces_named(name: str, on: str | None = None) -> tuple[Province, ...]:
    """Give the provinces of this name, with or without its level word (`TP. Hồ Chí Minh`, `tỉnh BÀ RỊA – VŨNG TÀU`).

    Case, tone style, dashes and usual spellings (`Đắc Lắc`) do not count. Those valid `on` the date, without a date
    all, the last one last. A level word must be the province's own: `thành phố Thanh Hóa` is none.
    """
    key = name_key(name)
    index = _province_names()
    kind = None
    rows = index.get(key)
    if rows is None:
        kind, rest = _split_kind(key, _PROVINCE_WORDS)
        rows = index.get(rest, ()) if kind else ()
    return tuple(row for row in rows if row.valid(on) and (kind is None or row.kind == kind))


def province_named(name: str, on: str | None = None) -> Province | None:
    """Give the last of the provinces of this name, `on` a date or ever (see `provinces_named`), or None."""
    fitting = provinces_named(name, on)
    return fitting[-1] if fitting else None


def province_successors(province: Province, on: str) -> tuple[Province, ...]:
    """Give what had become of a province by the date `on`: itself while it is valid."""
    if not province.valid_to or on < province.valid_to:
        return (province,)
    found: list[Province] = []
    for ident in province.successors:
        found.extend(row for row in province_successors(province_by_id(ident), on) if row not in found)
    return tuple(found)


@cache
def districts() -> tuple[District, ...]:
    """Give the district-level units of before 2025-07-01."""
    return tuple(District(*row) for row in read_table("districts.tsv", DISTRICT_COLUMNS))


@cache
def _district_names() -> dict[str, tuple[District, ...]]:
    index: dict[str, tuple[District, ...]] = {}
    for row in districts():
        key = name_key(row.name)
        index[key] = (*index.get(key, ()), row)
    return index


def _in_province(unit: District | Commune, province: Province | None) -> bool:
    return province is None or unit.province == province.id or province.id in province_by_id(unit.province).successors


@lru_cache(maxsize=2048)
def district_named(name: str, province: Province | None = None) -> District | None:
    """Give the district-level unit of this name (`thị xã Bỉm Sơn`, `Vinh`, `quận 1`), in a province or anywhere.

    None where there is none, or where several fit and the province does not decide. A level word decides between
    namesakes, but a unit whose level has changed since (`thị xã Sầm Sơn`) is found all the same. A
    province of 2025 stands for those it was formed from.
    """
    key = name_key(name)
    index = _district_names()
    kind, rest = _split_kind(key, _DISTRICT_WORDS)
    rows = index.get(rest, ()) if kind else index.get(key, ())
    if not rows and kind:
        rows = index.get(key, ())
    if rest.isdigit() and kind != "quận":
        return None
    rows = tuple(row for row in rows if _in_province(row, province))
    exact = tuple(row for row in rows if row.kind == kind) or rows
    if len(exact) > 1:  # a unit that ended before the others gives way to its namesake
        exact = tuple(row for row in exact if row.valid_to == REFORM) or exact
    return exact[0] if len(exact) == 1 else None


@cache
def communes(old: bool = False) -> tuple[Commune, ...]:
    """Give the commune-level units since 2025-07-01, or those until then (`old`)."""
    if not old:
        return tuple(
            Commune(code, province, "", COMMUNE_KINDS[kind], name, False)
            for code, province, kind, name in read_table("communes_new.tsv", NEW_COMMUNE_COLUMNS)
        )
    province_of = {row.code: row.province for row in districts() if row.code}
    return tuple(
        Commune(code, province_of[district], district, COMMUNE_KINDS[kind], name, True)
        for code, district, kind, name in read_table("communes_old.tsv", OLD_COMMUNE_COLUMNS)
    )


@cache
def _commune_names(old: bool) -> dict[str, list[Commune]]:
    index: dict[str, list[Commune]] = {}
    for row in communes(old):
        # The table is folded already but for case and commas: name_key would cost ten times as much.
        index.setdefault(row.name.lower().replace(" - ", " "), []).append(row)
    return index


@lru_cache(maxsize=2048)
def communes_named(name: str, province: Province | None = None, old: bool = False) -> tuple[Commune, ...]:
    """Give the communes of this name (`phường Long Biên`), in a province or anywhere; `old`: until 2025-07-01."""
    key = name_key(name)
    index = _commune_names(old)
    kind, rest = _split_kind(key, _COMMUNE_WORDS)
    rows = index.get(key, []) or (index.get(rest, []) if kind else [])
    rows = [row for row in rows if _in_province(row, province)]
    return tuple([row for row in rows if row.kind == kind] or rows)


@lru_cache(maxsize=2048)
def province_of_place(name: str, on: str | None = None) -> Province | None:
    """Give the province of a place as in a dateline: a province itself, a district or town (`Vinh`), a commune.

    None where the place is unknown or is in several provinces. With a date the province is that of the time.
    """
    province = province_named(name, on)
    if province is not None:
        return province
    found: Province | None = None
    district = district_named(name)
    if district is not None and (on is None or on < REFORM):
        found = province_by_id(district.province)
    if found is None:
        old = on is not None and on < REFORM
        of_communes = {row.province for row in communes_named(name, None, old)}
        if len(of_communes) == 1:
            found = province_by_id(of_communes.pop())
    if found is None and district is not None:
        found = province_by_id(district.province)
    if found is None or on is None or found.valid(on):
        return found
    later = province_successors(found, on)
    if len(later) == 1 and later[0].valid(on):
        return later[0]
    # Before the unit began (a date before 2008 for Hà Nội): its earlier namesake.
    return province_named(found.name, on)


@cache
def province_words() -> dict[tuple[str, ...], Province]:
    """Give the names of provinces as folded words, for a scanner that goes through a text once.

    The keys are tuples of words as `name_key` gives them (`("bà", "rịa", "vũng", "tàu")`), of names and aliases
    without the level word; the values the last province of the name. No key is longer than `MAX_PROVINCE_WORDS`.
    """
    return {tuple(key.split()): rows[-1] for key, rows in _province_names().items()}


MAX_PROVINCE_WORDS = 5
