"""Matching a record's items with the gold's, field by field, and the figures pooled from it.

Every item that counts ends in one `Outcome`: a hit, a missed gold item, or an extra found item.
All figures (pooled, by document, calibration, gain and loss) are counted from the outcomes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from vnplan_extract.evaluation import items as record_items
from vnplan_extract.evaluation import matching
from vnplan_extract.evaluation.matching import Item

Verdict = Literal["hit", "missed", "extra"]


@dataclass(frozen=True)
class Field:
    """One field of the record: which items match, and which attributes are then compared.

    `items` gives the field's items of a record or gold file; `fits` says how well a found item
    fits a gold item (0 for not at all); `free` says of a found item that matched nothing
    whether it is of a kind that the guidelines make optional.
    """

    name: str
    items: Callable[[Item], list[Item]]
    fits: Callable[[Item, Item], float]
    attributes: tuple[str, ...] = ()
    free: Callable[[Item, list[Item]], bool] = record_items.never_free


#: The fields in the order in which they are reported.
FIELDS: tuple[Field, ...] = (
    Field("header", record_items.header_items, matching.fits_header),
    Field(
        "citations",
        record_items.listed("citations"),
        matching.fits_citation,
        ("type", "issuer", "date"),
        record_items.free_citation,
    ),
    Field("agencies", record_items.listed("agencies"), matching.fits_agency, ("kind",), record_items.free_agency),
    Field("deadlines", record_items.listed("deadlines"), matching.fits_deadline, (), record_items.free_deadline),
    Field(
        "targets",
        record_items.listed("targets"),
        matching.fits_target,
        ("by", "comparator", "change", "baseline"),
        record_items.free_target,
    ),
    Field(
        "budget",
        record_items.listed("budget"),
        matching.fits_budget,
        ("source", "role", "start", "end", "comparator"),
    ),
    Field("table cells", record_items.cells, matching.fits_cell),
    Field("task roles", record_items.task_roles, matching.fits_role, (), record_items.free_role),
    Field("task values", record_items.task_values, matching.fits_task_value, (), record_items.free_task_value),
    Field("findings", record_items.listed("findings"), matching.fits_finding, ("kind",)),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item that counts.

    `shown` is the item in short (the gold item of a hit or a miss, the found item of an extra);
    `gold` is the gold item's place in its list, None for an extra; `wrong` maps the attributes
    of a hit that differ to (wanted, got); `confidence` is the found item's, None where the
    record states none or nothing was found.
    """

    document: str
    field: str
    verdict: Verdict
    shown: str
    gold: int | None = None
    wrong: dict[str, tuple[Any, Any]] = dataclasses.field(default_factory=dict)
    confidence: float | None = None

    def notes(self) -> list[str]:
        """One line for each thing that is not right."""
        if self.verdict != "hit":
            return [f"{self.document} {self.field}: {self.verdict} {self.shown}"]
        return [
            f"{self.document} {self.field}.{attribute}: want {wanted!r}, got {got!r} at {self.shown}"
            for attribute, (wanted, got) in self.wrong.items()
        ]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of outcomes, and the figures that follow from them.

    `right` counts, for each compared attribute, the hits that have it right.
    """

    hits: int = 0
    extra: int = 0
    missed: int = 0
    right: dict[str, int] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, outcomes: Iterable[Outcome], attributes: Iterable[str] = ()) -> Figures:
        """The figures of `outcomes`, with those `attributes` counted."""
        counts = {"hit": 0, "extra": 0, "missed": 0}
        right = dict.fromkeys(attributes, 0)
        for outcome in outcomes:
            counts[outcome.verdict] += 1
            if outcome.verdict == "hit":
                for attribute in right:
                    right[attribute] += attribute not in outcome.wrong
        return cls(counts["hit"], counts["extra"], counts["missed"], right)

    @property
    def precision(self) -> float:
        """Share of the found items that are right; 1 where nothing was found."""
        return self.hits / (self.hits + self.extra) if self.hits + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold items that were found; 1 where there are none."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def attributes(self) -> dict[str, float | None]:
        """Accuracy of each attribute over the hits; None without hits."""
        return {name: count / self.hits if self.hits else None for name, count in self.right.items()}

    def as_json(self) -> dict[str, Any]:
        """The figures as a JSON object."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "hits": self.hits,
            "extra": self.extra,
            "missed": self.missed,
            "attributes": self.attributes,
        }


def judge(what: Field, document: str, gold: list[Item], found: list[Item]) -> list[Outcome]:
    """Match the found items of one field of one document with the gold ones, one to one.

    Required gold items are matched before optional ones, better fits first, and among equal
    fits in the order of the lists. A found item that matched nothing is not held against the
    record where it fits an optional gold item or is of a kind that is optional; a second report
    of a matched item is one too many.

    Returns:
        the outcomes: hits in the order of matching, then missed gold items, then extra ones.
    """
    pairs = [
        (score, g, f)
        for g, wanted in enumerate(gold)
        for f, got in enumerate(found)
        if (score := what.fits(wanted, got)) > 0
    ]
    fits_optional = {f for _, g, f in pairs if gold[g].get("optional")}
    pairs.sort(key=lambda pair: (bool(gold[pair[1]].get("optional")), -pair[0]))
    used_gold: set[int] = set()
    used_found: set[int] = set()
    outcomes: list[Outcome] = []
    for _, g, f in pairs:
        if g in used_gold or f in used_found:
            continue
        used_gold.add(g)
        used_found.add(f)
        if not gold[g].get("optional"):
            outcomes.append(_hit(what, document, g, gold[g], found[f]))
    outcomes += [
        Outcome(document, what.name, "missed", show(wanted), g)
        for g, wanted in enumerate(gold)
        if g not in used_gold and not wanted.get("optional")
    ]
    outcomes += [
        Outcome(document, what.name, "extra", show(got), confidence=_confidence(got))
        for f, got in enumerate(found)
        if f not in used_found and f not in fits_optional and not what.free(got, gold)
    ]
    return outcomes


def _hit(what: Field, document: str, place: int, wanted: Item, got: Item) -> Outcome:
    wrong = {
        attribute: (wanted.get(attribute), got.get(attribute))
        for attribute in what.attributes
        if not matching.same(wanted.get(attribute), got.get(attribute), attribute)
    }
    return Outcome(document, what.name, "hit", show(wanted), place, wrong, _confidence(got))


def _confidence(item: Item) -> float | None:
    value = item.get("confidence")
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


_SHOWN = (
    "type", "number", "name", "kind", "start", "end", "recurrence", "value", "unit", "by", "amount_vnd", "per",
    "row", "column", "role", "agency", "task", "field", "text", "quote",
)  # fmt: skip


def show(item: Item) -> str:
    """An item in short, on one line."""
    return " ".join(f"{key}={str(item[key])[:70]!r}" for key in _SHOWN if item.get(key) not in (None, ""))
