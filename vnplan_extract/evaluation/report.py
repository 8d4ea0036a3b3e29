"""The evaluation of records against gold: pooled figures, by document, and calibration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vnplan_extract.evaluation.matching import Item
from vnplan_extract.evaluation.scoring import FIELDS, Figures, Outcome, judge

_BUCKETS = 10


@dataclass(frozen=True, slots=True)
class Bucket:
    """Found items whose confidence is in `[low, high)`, the last bucket with its upper bound."""

    low: float
    high: float
    count: int
    confidence: float  #: mean confidence of its items
    accuracy: float  #: share of its items that are right

    def as_json(self) -> dict[str, float]:
        """The bucket as a JSON object."""
        return {
            "low": self.low,
            "high": self.high,
            "count": self.count,
            "confidence": self.confidence,
            "accuracy": self.accuracy,
        }


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far stated confidences are the probabilities that they are meant to be.

    An item is right when it matched a gold item (its attributes are not asked). Items that do
    not count (optional ones) and items without a confidence are left out.
    """

    buckets: tuple[Bucket, ...]

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Calibration:
        """The calibration of the found items among `outcomes`."""
        members: dict[int, list[tuple[float, bool]]] = {}
        for outcome in outcomes:
            if outcome.confidence is not None:
                place = min(max(int(outcome.confidence * _BUCKETS), 0), _BUCKETS - 1)
                members.setdefault(place, []).append((outcome.confidence, outcome.verdict == "hit"))
        return cls(
            tuple(
                Bucket(
                    low=place / _BUCKETS,
                    high=(place + 1) / _BUCKETS,
                    count=len(inside),
                    confidence=sum(confidence for confidence, _ in inside) / len(inside),
                    accuracy=sum(right for _, right in inside) / len(inside),
                )
                for place, inside in sorted(members.items())
            )
        )

    @property
    def count(self) -> int:
        """How many items state a confidence."""
        return sum(bucket.count for bucket in self.buckets)

    @property
    def error(self) -> float | None:
        """Expected calibration error: the mean distance of accuracy and confidence, by items.

        None where no item states a confidence.
        """
        if not self.count:
            return None
        return sum(b.count * abs(b.accuracy - b.confidence) for b in self.buckets) / self.count

    def as_json(self) -> dict[str, Any]:
        """The calibration as a JSON object."""
        return {
            "count": self.count,
            "expected_calibration_error": self.error,
            "buckets": [bucket.as_json() for bucket in self.buckets],
        }


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation found, from which every report is made."""

    documents: tuple[str, ...]
    outcomes: tuple[Outcome, ...]

    @cached_property
    def fields(self) -> dict[str, Figures]:
        """The figures of each field, pooled over the documents."""
        return {f.name: Figures.of((o for o in self.outcomes if o.field == f.name), f.attributes) for f in FIELDS}

    @cached_property
    def micro(self) -> Figures:
        """The figures of all fields and documents pooled."""
        return Figures.of(self.outcomes)

    @cached_property
    def by_document(self) -> dict[str, Figures]:
        """The figures of each document, pooled over the fields."""
        members: dict[str, list[Outcome]] = {document: [] for document in self.documents}
        for outcome in self.outcomes:
            members[outcome.document].append(outcome)
        return {document: Figures.of(inside) for document, inside in members.items()}

    @cached_property
    def calibration(self) -> Calibration:
        """The calibration of all fields together."""
        return Calibration.of(self.outcomes)

    def calibration_of(self, field: str) -> Calibration:
        """The calibration of one field."""
        return Calibration.of(o for o in self.outcomes if o.field == field)

    def to_json(self) -> dict[str, Any]:
        """All figures as a JSON object.

        A key for each field, and `micro_average`, `documents` (by name) and `calibration`.
        """
        fields: dict[str, Any] = {name: figures.as_json() for name, figures in self.fields.items()}
        return fields | {
            "micro_average": self.micro.as_json(),
            "documents": {name: figures.as_json() for name, figures in self.by_document.items()},
            "calibration": self.calibration.as_json(),
        }

    def table(self) -> str:
        """The figures of each field and of all together, as text."""
        lines = [f"{'field':<12} {_HEADINGS}  attributes"]
        for name, figures in self.fields.items():
            attributes = "  ".join(f"{a} {v:.3f}" for a, v in figures.attributes.items() if v is not None)
            lines.append(f"{name:<12} {_columns(figures)}  {attributes}")
        lines.append(f"{'all':<12} {_columns(self.micro)}")
        return "\n".join(lines)

    def document_table(self) -> str:
        """The figures of each document, as text."""
        width = max([len("document"), *(len(name) for name in self.documents)])
        lines = [f"{'document':<{width}} {_HEADINGS}"]
        lines += [f"{name:<{width}} {_columns(figures)}" for name, figures in self.by_document.items()]
        return "\n".join(lines)

    def calibration_table(self) -> str:
        """Confidence against correctness, as text; empty where no item states a confidence."""
        if self.calibration.error is None:
            return ""
        lines = [f"{'confidence':<12} {'items':>6} {'stated':>7} {'right':>7}"]
        lines += [
            f"{f'{b.low:.1f} - {b.high:.1f}':<12} {b.count:6d} {b.confidence:7.3f} {b.accuracy:7.3f}"
            for b in self.calibration.buckets
        ]
        lines.append(f"expected calibration error {self.calibration.error:.3f}")
        for field in FIELDS:
            calibration = self.calibration_of(field.name)
            if calibration.error is not None:
                lines.append(f"  {field.name:<12} {calibration.error:.3f}  ({calibration.count} items)")
        return "\n".join(lines)

    def misses(self) -> list[str]:
        """One line for each item missed, extra or with a wrong attribute, field by field."""
        return [note for f in FIELDS for o in self.outcomes if o.field == f.name for note in o.notes()]


_HEADINGS = f"{'P':>6} {'R':>6} {'F1':>6} {'hit':>5} {'extra':>5} {'miss':>5}"


def _columns(figures: Figures) -> str:
    return (
        f"{figures.precision:6.3f} {figures.recall:6.3f} {figures.f1:6.3f} "
        f"{figures.hits:5d} {figures.extra:5d} {figures.missed:5d}"
    )


def evaluate(pairs: Iterable[tuple[str, Item, Item]]) -> Evaluation:
    """Compare records with gold.

    Args:
        pairs: (name of the document, gold, record), gold and record as their JSON holds them.
    """
    documents: list[str] = []
    outcomes: list[Outcome] = []
    for document, gold, record in pairs:
        documents.append(document)
        for field in FIELDS:
            outcomes += judge(field, document, field.items(gold), field.items(record))
    return Evaluation(tuple(dict.fromkeys(documents)), tuple(outcomes))
