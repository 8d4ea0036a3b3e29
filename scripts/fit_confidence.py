"""Makes `data/confidence.tsv`: how often what each rule finds is right, measured against gold.

    python scripts/fit_confidence.py [--gold DIR ...] [--cache DIR] [--check]

The documents are those of `bench_extract.py`, each in three conditions: as it is, with its lines broken anew, and read
without Vietnamese and restored. As they are they tell little of documents not yet seen, for the rules were written with
their gold in view: that condition counts least. A synthetic plan counts less than a real one: its wording is ours too.

The share of a rule is smoothed towards that of its field, that of a field towards `PRIOR`. `--check` prints instead how
far the table holds on documents that it was not fitted on: each document in turn is left out, in all conditions.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import bench_extract as bench  # noqa: E402

from vnplan_extract.data.confidence_table import COLUMNS, Measured, field_of  # noqa: E402
from vnplan_extract.evaluation.report import Calibration  # noqa: E402
from vnplan_extract.evaluation.scoring import Outcome  # noqa: E402
from vnplan_extract.extractors import confidence  # noqa: E402

TABLE = ROOT / "vnplan_extract/data/confidence.tsv"
#: With the weight of an item in the fit: the same item in three conditions is one observation.
CONDITIONS = {"as it is": 0.2, "lines broken anew": 0.4, "without Vietnamese": 0.4}
#: The share that is right before anything is measured, and as how many items the share of what is wider counts for what
#: is narrower. By judgement: the gold is of few documents, whose items are alike.
PRIOR, STRENGTH = 0.9, 20.0
SYNTHETIC = 0.25  #: weight of a plan of `fixtures/` beside a real document
_DOUBTS = [step / 100 for step in range(0, 41, 2)]
_SCALE = 1 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """An item of a record that counts: of which document and rule, what was stated of it, whether it is right."""

    document: str
    condition: str
    is_real: bool
    rule: str
    stated: float
    sureness: float
    outcome: Outcome

    @property
    def weight(self) -> float:
        """How much it counts in the fit."""
        return CONDITIONS[self.condition] * (1.0 if self.is_real else SYNTHETIC)

    @property
    def is_right(self) -> bool:
        """Whether it matched an item of the gold."""
        return self.outcome.verdict == "hit"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the table, or check it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, nargs="+", default=[folder for folder in bench.GOLD if folder.is_dir()])
    parser.add_argument("--cache", type=Path, default=bench.CACHE)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    found = list(collect(list(bench.cases(given.gold)), given.cache))
    if given.check:
        show(found)
        return
    doubt = fit_doubt(found)
    if abs(doubt - confidence.DOUBT) > 1e-9:
        print(f"extractors/confidence.py: DOUBT is {confidence.DOUBT}, fitted {doubt}")
    TABLE.write_text(table_text(fit(found, confidence.DOUBT), found), encoding="utf-8")
    print(TABLE)


def collect(cases: Sequence[bench.Case], cache: Path) -> Iterator[Found]:
    """The items of the records of the cases in all conditions, as the extractors state them."""
    for case in cases:
        is_real = ROOT / "fixtures" not in case.path.parents
        name = f"{case.name}.txt"
        sources = (
            (case.path.read_bytes(), case.path.name),
            ("\n".join(case.lines).encode(), name),
            (bench.read_without_vietnamese(case, cache).encode(), name),
        )
        for condition, (data, of) in zip(CONDITIONS, sources, strict=True):
            for rule, stated, sureness, outcome in _items(case, data, of):
                yield Found(case.name, condition, is_real, rule, stated, sureness, outcome)


def _items(case: bench.Case, data: bytes, name: str) -> Iterator[tuple[str, float, float, Outcome]]:
    from vnplan_extract import pipeline
    from vnplan_extract.evaluation import evaluate

    document = pipeline.read_document(data, name)
    record = pipeline.extract_record(document, calibrated=False)
    known: list[tuple[str, float, float]] = []
    for one in confidence.found_in(record):
        known.append((one.rule, one.confidence, confidence.sureness(document, one.evidence)))
        one.confidence = len(known) / _SCALE  # by which the outcome is known again
    for outcome in evaluate([(case.name, case.gold, record.model_dump(mode="json"))]).outcomes:
        if outcome.confidence is not None:
            yield (*known[round(outcome.confidence * _SCALE) - 1], outcome)


def fit(found: Iterable[Found], doubt: float) -> dict[str, Measured]:
    """The table: the row of each rule and of each field, by name.

    The share of right items is by what the modifiers let expect: an item of which the extractor is less sure than usual
    counts for less than one.
    """
    groups: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        groups[one.rule].append(one)
        groups[field_of(one.rule)].append(one)
    rows = {name: _row(name, groups[name], PRIOR, doubt) for name in sorted(groups) if name.endswith(".*")}
    rows |= {
        name: _row(name, groups[name], rows[field_of(name)].base, doubt)
        for name in sorted(groups)
        if not name.endswith(".*")
    }
    return dict(sorted(rows.items()))


def _row(name: str, found: Sequence[Found], wider: float, doubt: float) -> Measured:
    items = sum(one.weight for one in found)
    usual = sum(one.weight * one.stated for one in found) / items
    bare = Measured(name, items, usual, wider)
    expected = sum(one.weight * confidence.modifier(bare, one.stated, one.sureness, doubt) for one in found)
    right = sum(one.weight for one in found if one.is_right)
    base = (right + STRENGTH * wider) / (expected + STRENGTH)
    return Measured(name, round(items, 2), round(usual, 4), round(min(confidence.MOST, base), 4))


def fit_doubt(found: Sequence[Found]) -> float:
    """By how much an edit that is surely wrong lowers the share: the value with the least squared error."""
    return min(_DOUBTS, key=partial(_squared_error, found))


def _squared_error(found: Sequence[Found], doubt: float) -> float:
    rows = fit(found, doubt)
    return sum(
        one.weight * (confidence.probability(rows[one.rule], one.stated, one.sureness, doubt) - one.is_right) ** 2
        for one in found
    )


def left_out(found: Sequence[Found]) -> Iterator[tuple[Found, float]]:
    """Each item with the confidence that a table fitted without its document gives it."""
    documents = dict.fromkeys(one.document for one in found)
    for document in documents:
        rows = fit((one for one in found if one.document != document), confidence.DOUBT)
        for one in found:
            if one.document == document:
                row = rows.get(one.rule) or rows.get(field_of(one.rule))
                yield one, confidence.probability(row, one.stated, one.sureness) if row else one.stated


def show(found: Sequence[Found]) -> None:
    """Print the expected calibration error as stated by the extractors and as measured, by condition and field."""
    judged = [(one, replace(one.outcome, confidence=value)) for one, value in left_out(found)]
    print(f"{'':<24} {'items':>6} {'right':>6}  expected calibration error: as stated, measured (document left out)")
    for condition in CONDITIONS:
        here = [pair for pair in judged if pair[0].condition == condition]
        _line(condition, here)
        real = [pair for pair in here if pair[0].is_real]
        if 0 < len(real) < len(here):
            _line("  real documents", real)
    for field in dict.fromkeys(one.outcome.field for one, _ in judged):
        _line(field, [pair for pair in judged if pair[0].outcome.field == field])


def _line(name: str, judged: Sequence[tuple[Found, Outcome]]) -> None:
    right = sum(one.is_right for one, _ in judged) / len(judged)
    stated: Any = Calibration.of(replace(one.outcome, confidence=one.stated) for one, _ in judged).error
    fitted: Any = Calibration.of(outcome for _, outcome in judged).error
    print(f"{name:<24} {len(judged):6d} {right:6.3f}  {stated:.3f}  {fitted:.3f}")


def table_text(rows: dict[str, Measured], found: Sequence[Found]) -> str:
    """The table as it stands in its file."""
    documents = {one.document: one.is_real for one in found}
    real = sum(documents.values())
    lines = [
        "# How often what a rule finds is right. Made by scripts/fit_confidence.py.",
        "# Columns: rule (or all of a field: citation.*); items (how many it was measured on, by weight); usual (mean",
        "# confidence that the extractor states for them); base (share of them that is right, smoothed).",
        f"# Source: the gold of {real} real documents and {len(documents) - real} synthetic ones (fixtures/), as they",
        "# are, with lines broken anew, and read without Vietnamese and restored.",
        "\t".join(COLUMNS),
    ]
    lines += [f"{row.rule}\t{row.items:g}\t{row.usual:g}\t{row.base:g}" for row in rows.values()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
