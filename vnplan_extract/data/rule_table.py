"""What each rule of the extractors finds, for those who ask why an item is in a record (`rules.tsv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnplan_extract.data._tsv import read_table

COLUMNS = ("rule", "vi", "en", "source")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name in records, what it finds in Vietnamese and in English, what it follows."""

    name: str
    vi: str
    en: str
    source: str


@cache
def rules() -> dict[str, Rule]:
    """Give every rule by its name, in the order of the table."""
    return {row[0]: Rule(*row) for row in read_table("rules.tsv", COLUMNS)}
