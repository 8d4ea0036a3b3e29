"""How often what a rule finds is right (`confidence.tsv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnplan_extract.data._tsv import read_table

COLUMNS = ("rule", "items", "usual", "base")


@dataclass(frozen=True, slots=True)
class Measured:
    """A rule, or all of a field (`citation.*`).

    `items` is how many items it was measured on, by the weight of their documents; `usual` the mean confidence that the
    extractor states for them; `base` the share of them that is right, smoothed.
    """

    rule: str
    items: float
    usual: float
    base: float


def read() -> list[list[str]]:
    """Give the rows as the file has them."""
    return read_table("confidence.tsv", COLUMNS)


@cache
def _rows() -> dict[str, Measured]:
    return {rule: Measured(rule, float(items), float(usual), float(base)) for rule, items, usual, base in read()}


def field_of(rule: str) -> str:
    """The name of the row of all rules of a field: `citation.*` of `citation.list`."""
    return f"{rule.partition('.')[0]}.*"


def measured(rule: str) -> Measured | None:
    """Give the row of a rule; of its field where the rule was not measured; None where neither was."""
    return _rows().get(rule) or _rows().get(field_of(rule))
