"""Which row of the tables a body is that a document names: the document's date decides.

A name may have stood for another body before a reform (`Bộ Nội vụ` was the ministry of the police until 1998), and
a place's name for another territory (`tỉnh Gia Lai`, `phường Ba Đình` before and since 2025-07-01). What existed on the
date is taken. A body that had ended by then is still what its name denotes (a plan of 2026 cites the `Sở Kế hoạch
và Đầu tư` of 2024), with a lower confidence; where the date leaves two territories of one name, none is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from vnplan_extract import data
from vnplan_extract.extractors.agency_names import Mention
from vnplan_extract.extractors.agency_places import Home
from vnplan_extract.extractors.agency_words import PLACE_TAIL

Level: TypeAlias = Literal["central", "party_central", "province", "district", "commune", "local", "any"]

#: How likely the row is meant: it existed on the date; there is no date; it had ended; it had not begun.
_VALID, _UNDATED, _ENDED, _LATER = 0.97, 0.9, 0.7, 0.5
_LEVEL_OF_TIER: dict[str, Level] = {"tỉnh": "province", "huyện": "district", "xã": "commune"}
#: The level words under which the tables have a body of a level: `Công an huyện` stands for those of quận too.
_TABLE_WORDS = {"province": ("tỉnh", "thành phố"), "district": ("huyện", "thị xã"), "commune": ("xã",)}
_COMMUNES = ("xã", "phường", "thị trấn", "đặc khu")


@dataclass(frozen=True, slots=True)
class Link:
    """The rows of a body and of its place, and when both were there (ISO 8601, the end exclusive; None: open)."""

    agency_id: str | None = None
    level: Level | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successors: tuple[str, ...] = ()
    place_id: str | None = None
    place_successors: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class _Territory:
    """A row of the tables of places: `key` is the table and the row's id or code in it."""

    key: str
    level: Level
    valid_from: str = ""
    valid_to: str = ""
    successors: tuple[str, ...] = ()


def link(mention: Mention, on: str | None, home: Home) -> Link:
    """The rows that a mention stands for.

    Args:
        mention: the body.
        on: the document's date (ISO 8601, a day, month or year), or None.
        home: where the document is from; a body of the province that it names without a place is of this one.
    """
    proper = any(char.isupper() for char in mention.place)  # `các huyện` is a class of places
    place = _territory(mention.place, on, home) if proper else None
    level = place.level if place else _LEVEL_OF_TIER.get(mention.tier)
    row = _row(mention, level, on, home)
    if place is None and mention.kind == "named" and not mention.place and row is not None:
        own = {"province": home.province, "district": home.district, "commune": home.commune}.get(row.level)
        place = _territory(own, on, home) if own else None
    if row is None and place is None:
        return Link()
    if level is None or (row is not None and row.level not in ("local", "any")):
        level = _level(row) if row is not None else level
    valid_from = max(row.valid_from if row else "", place.valid_from if place else "")
    ends = [row.valid_to if row else "", place.valid_to if place else "", data.REFORM if level == "district" else ""]
    valid_to = min(filter(None, ends), default="")
    return Link(
        agency_id=row.id if row else None,
        level=level,
        valid_from=valid_from or None,
        valid_to=valid_to or None,
        successors=row.successors if row else (),
        place_id=place.key if place else None,
        place_successors=place.successors if place else (),
        confidence=_confidence(valid_from, valid_to, on),
    )


def _level(row: data.AgencyRow) -> Level:
    level: Level = row.level  # type: ignore[assignment]  # the check of the tables holds it to these
    return level


def _confidence(valid_from: str, valid_to: str, on: str | None) -> float:
    if on is None:
        return _UNDATED
    if data.valid_on(valid_from, valid_to, on):
        return _VALID
    return _ENDED if data.valid_on(valid_from, "", on) else _LATER


# ---------------------------------------------------------------- bodies


def _row(mention: Mention, level: Level | None, on: str | None, home: Home) -> data.AgencyRow | None:
    """The body's row: one of the date before any other, and of the level that its place says."""
    names = list(_names(mention, level, home))
    for date in (on, None) if on else (None,):
        for name in names:
            row = data.agency_by_name(name, date)
            if row is not None and (level is None or row.level in (level, "local", "any")):
                return row
    return None


def _names(mention: Mention, level: Level | None, home: Home) -> Iterator[str]:
    """The names under which the tables may have a body, the likeliest first."""
    name = mention.name.removeprefix("các ")
    yield name
    bare = PLACE_TAIL.sub("", name)
    words = _TABLE_WORDS.get(level or "", ())
    for word in sorted(words, key=lambda word: not mention.place.startswith(word)):
        yield f"{bare} {word}"
    yield bare
    yield mention.key.split("|")[0]
    if level is None and home.province is not None:
        yield f"{bare} tỉnh"


# ---------------------------------------------------------------- places


def _territory(text: str, on: str | None, home: Home) -> _Territory | None:
    """The row of a place given with its level word, or None where the tables or the date leave it open."""
    word = next((word for word in _COMMUNES if text.startswith(word + " ")), None)
    if word:
        return _commune(text, word, on, home)
    return _province(text, on) or _district(text, home) or _province(text, None)


def _province(text: str, on: str | None) -> _Territory | None:
    rows = data.provinces_named(text, on)
    if len(rows) != 1:
        return None
    row = rows[0]
    successors = tuple(f"provinces/{ident}" for ident in row.successors)
    return _Territory(f"provinces/{row.id}", "province", row.valid_from, row.valid_to, successors)


def _district(text: str, home: Home) -> _Territory | None:
    province = data.province_named(home.province) if home.province else None
    row = data.district_named(text, province)
    return _Territory(f"districts/{row.code}", "district", "", row.valid_to) if row is not None and row.code else None


def _commune(text: str, word: str, on: str | None, home: Home) -> _Territory | None:
    """The commune-level unit; of the own province where that is known."""
    province = data.province_named(home.province, on) or data.province_named(home.province) if home.province else None
    district = data.district_named(home.district, province) if home.district else None
    of_date = [
        old for old in (True, False) if data.valid_on("" if old else data.REFORM, data.REFORM if old else "", on)
    ]
    for tables in (of_date, [True, False]):
        rows = [row for old in tables for row in data.communes_named(text, province, old) if row.kind == word]
        if district is not None and len(rows) > 1:
            rows = [row for row in rows if row.district in ("", district.code)]
        if len(rows) == 1:
            row = rows[0]
            if row.old:
                return _Territory(f"communes_old/{row.code}", "commune", "", data.REFORM)
            return _Territory(f"communes_new/{row.code}", "commune", data.REFORM, "")
        if rows:
            return None
    return None
