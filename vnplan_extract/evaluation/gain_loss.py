"""What a new version of the records gained and lost on the gold against an old one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vnplan_extract.evaluation.pairs import load_pairs
from vnplan_extract.evaluation.report import Evaluation, evaluate
from vnplan_extract.evaluation.scoring import FIELDS, Outcome


@dataclass(frozen=True)
class GainLoss:
    """The outcomes that differ, one line each.

    `gained`: gold items newly found, attributes newly right, extra items gone; `lost`: the reverse.
    """

    old: Evaluation
    new: Evaluation
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """F1 of each field before and after, and the items gained and lost."""
        return {
            "f1": {name: [self.old.fields[name].f1, self.new.fields[name].f1] for name in self.old.fields},
            "gained": list(self.gained),
            "lost": list(self.lost),
        }

    def table(self) -> str:
        """F1 of each field before and after, as text."""
        lines = [f"{'field':<12} {'old F1':>7} {'new F1':>7} {'change':>7}"]
        rows = [(f.name, self.old.fields[f.name].f1, self.new.fields[f.name].f1) for f in FIELDS]
        rows.append(("all", self.old.micro.f1, self.new.micro.f1))
        lines += [f"{name:<12} {old:7.3f} {new:7.3f} {new - old:+7.3f}" for name, old, new in rows]
        lines.append(f"gained {len(self.gained)}, lost {len(self.lost)}")
        return "\n".join(lines)


def compare(gold: Path, old: Path, new: Path) -> GainLoss:
    """Compare two folders of records on the same gold.

    Args:
        gold: as for `load_pairs`.
        old: the records of the earlier version.
        new: the records of the later version.

    Raises:
        PlanError: as `load_pairs` says.
    """
    return compare_evaluations(evaluate(load_pairs(gold, old)), evaluate(load_pairs(gold, new)))


def compare_evaluations(old: Evaluation, new: Evaluation) -> GainLoss:
    """Compare two evaluations on the same gold."""
    before, after = _good(old.outcomes), _good(new.outcomes)
    extra_before, extra_after = _extra(old.outcomes), _extra(new.outcomes)
    gained = [line for key, line in after.items() if key not in before]
    gained += [f"{line} (gone)" for line in (extra_before - extra_after).elements()]
    lost = [line for key, line in before.items() if key not in after]
    lost += [f"{line} (new)" for line in (extra_after - extra_before).elements()]
    return GainLoss(old, new, tuple(gained), tuple(lost))


def _good(outcomes: Iterable[Outcome]) -> dict[tuple[str, str, int | None, str], str]:
    """What is right, by document, field, place in the gold and attribute (`""` for the item)."""
    attributes = {field.name: field.attributes for field in FIELDS}
    good: dict[tuple[str, str, int | None, str], str] = {}
    for o in outcomes:
        if o.verdict == "hit":
            good[o.document, o.field, o.gold, ""] = f"{o.document} {o.field}: {o.shown}"
            for name in attributes[o.field]:
                if name not in o.wrong:
                    good[o.document, o.field, o.gold, name] = f"{o.document} {o.field}.{name}: {o.shown}"
    return good


def _extra(outcomes: Iterable[Outcome]) -> Counter[str]:
    return Counter(note for o in outcomes if o.verdict == "extra" for note in o.notes())
