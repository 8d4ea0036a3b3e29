"""Units of targets: nouns counted, measures, shares and rates (`units.tsv`). Money is no unit here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from vnplan_extract.data._tsv import read_table, split_list
from vnplan_extract.data.names import normalise_name

COLUMNS = ("unit", "class", "aliases", "source")

CLASSES = (
    "share", "person", "household", "organisation", "place", "work", "event", "document", "thing",
    "length", "area", "volume", "mass", "power", "time", "score", "rate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `name` as a record writes it, its class (one of CLASSES), other forms of it."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    source: str


@cache
def units() -> tuple[Unit, ...]:
    """Give every unit, in the order of the table."""
    return tuple(
        Unit(name, kind, split_list(aliases), source)
        for name, kind, aliases, source in read_table("units.tsv", COLUMNS)
    )


@cache
def _exact() -> dict[str, Unit]:
    return {name: row for row in units() for name in (row.name, *row.aliases)}


@cache
def _folded() -> dict[str, Unit]:
    index: dict[str, Unit] = {}
    for name, row in _exact().items():
        index.setdefault(normalise_name(name), row)
    return index


@lru_cache(maxsize=2048)
def unit_named(text: str) -> Unit | None:
    """Give the unit written so: first letter for letter (`MW`, `m` and `M` differ), then in any case and tone style."""
    return _exact().get(text) or _folded().get(normalise_name(text))


@cache
def unit_names_longest_first() -> tuple[str, ...]:
    """Give every unit and alias, the longest first: the order for an alternation of a pattern."""
    return tuple(sorted(_exact(), key=lambda name: (-len(name), name)))
