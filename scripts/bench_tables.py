"""Cells of ruled tables on scans: the part `tables` of `scripts/bench`.

    scripts/bench tables

All plans of `fixtures/` with a ruled table, and plans that `scripts/make_fixtures.py` makes, are worn with seeds that
nothing was tuned on, so that the tables lie upright and turned; only the pages with tables are read. Two figures: the
cells of tables as they were read (each at its row and column, with the same digits and nearly the same words; `exact`:
with the same words), and the amounts of the record's tables of money. `VNPLAN_BENCH_SEEDS` (names, separated by commas)
chooses other seeds.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
SEEDS = ("autumn", "winter")
MADE_PLANS = 4  #: of each seed
LEVELS = ("light", "hard")
_LIKE = 0.8  #: least similarity of the words of a cell; its digits must be the same


def main() -> None:
    """Print the figures of each level, upright and turned, and of all."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    seeds = tuple(filter(None, os.environ.get("VNPLAN_BENCH_SEEDS", "").split(","))) or SEEDS
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VNPLAN_CACHE"] = folder
        groups: dict[str, Tally] = {}
        for plan, level, seed in _cases(seeds):
            _measure(plan, level, seed, groups)
    everything = Tally()
    for name, tally in sorted(groups.items()):
        tally.show(name)
        everything.add(tally)
    everything.show("all")


@dataclass
class Tally:
    """Counts of cells: of the tables as read, and of the amounts of the record."""

    wanted: int = 0
    found: int = 0
    alike: int = 0
    exact: int = 0
    amounts: list[int] = field(default_factory=lambda: [0, 0, 0])  #: hits, missed, extra

    def add(self, other: Tally) -> None:
        """Add the counts of another."""
        self.wanted += other.wanted
        self.found += other.found
        self.alike += other.alike
        self.exact += other.exact
        self.amounts = [one + more for one, more in zip(self.amounts, other.amounts, strict=True)]

    def show(self, name: str) -> None:
        """Print the F1 of both."""
        hits, missed, extra = self.amounts
        cells = max(1, self.wanted + self.found)
        amounts = f"{2 * hits / (2 * hits + missed + extra):.3f}" if any(self.amounts) else "–"
        print(
            f"table cells, {name:15} F1 {2 * self.alike / cells:.3f} (exact {2 * self.exact / cells:.3f}) of"
            f" {self.wanted} cells; amounts F1 {amounts} of {hits + missed}"
        )


def _cases(seeds: Sequence[str]) -> Iterator[tuple[Any, str, str]]:
    from plan_fixtures import model
    from plan_fixtures.catalogue import CATALOGUE, random_spec
    from plan_fixtures.compose import compose

    for seed in seeds:
        specs = [random_spec(f"{seed} tables", index) for index in range(MADE_PLANS)]
        made = [replace(spec, money="table", form="plan", work="table") for spec in specs]
        for index, spec in enumerate([*CATALOGUE, *made]):
            plan = compose(spec)
            if any(isinstance(block, model.Grid) for block in plan.blocks):
                yield plan, LEVELS[index % len(LEVELS)], seed


def _measure(plan: Any, level: str, seed: str, groups: dict[str, Tally]) -> None:
    from plan_fixtures.render_scan import as_pdf, render_scan

    from vnplan_extract import pipeline
    from vnplan_extract.evaluation.scoring import FIELDS, judge

    scan = render_scan(plan, level, seed)
    pages = [_pages_of(rows, scan.pages) for rows in scan.tables]
    numbers = sorted({number for some in pages for number in some})
    scan = scan.only(numbers, range(len(scan.tables)))
    name = f"{plan.name} {level} {seed}"
    document = pipeline.read_document(as_pdf(scan), name)
    found = [_cells_of(document, table) for table in document.tables]
    for rows, some in zip(scan.tables, pages, strict=True):
        wanted = {
            (row, column): text for row, cells in enumerate(rows) for column, text in enumerate(cells) if text.strip()
        }
        best = max(found, key=lambda cells: _shared(wanted, cells), default={})
        if _shared(wanted, best):
            found.remove(best)
        else:
            best = {}
        tally = _compared(name, wanted, best)
        turned = any(scan.pages[numbers.index(number)].turn for number in some)
        groups.setdefault(f"{level}, {'turned' if turned else 'upright'}", Tally()).add(tally)
    rest = sum(map(len, found))
    if rest:
        print(f"    {name}: {rest} cells of tables that are none")
    cells = next(field for field in FIELDS if field.name == "table cells")
    record = pipeline.extract_record(document).model_dump(mode="json")
    gold = cells.items(plan.truth)
    verdicts = judge(cells, name, gold, cells.items(record))
    for outcome in verdicts:
        for note in outcome.notes():
            print("    " + note)
    counts = [sum(outcome.verdict == verdict for outcome in verdicts) for verdict in ("hit", "missed", "extra")]
    turned = any(page.turn for page in scan.pages)
    group = groups.setdefault(f"{level}, {'turned' if turned else 'upright'}", Tally())
    group.add(Tally(found=rest, amounts=counts))


def _pages_of(rows: Sequence[Sequence[str]], pages: Sequence[Any]) -> range:
    """The numbers of the pages on which a table stands: those that hold rows of it whole, and the one with its unit."""
    held = []
    for number, page in enumerate(pages, 1):
        words = set(page.text.split())
        held += [number] * (sum(set(" ".join(row).split()) <= words for row in rows) >= 2)
    return range(max(1, min(held) - 1), max(held) + 1) if held else range(1, len(pages) + 1)


def _cells_of(document: Any, table: Any) -> dict[tuple[int, int], str]:
    value = document.text.value
    texts = {(cell.row, cell.column): value[cell.start : cell.end] for cell in table.cells}
    return {place: text for place, text in texts.items() if text.strip()}


def _shared(wanted: dict[tuple[int, int], str], found: dict[tuple[int, int], str]) -> int:
    return sum(_is_alike(text, found.get(place, "")) for place, text in wanted.items())


def _compared(name: str, wanted: dict[tuple[int, int], str], found: dict[tuple[int, int], str]) -> Tally:
    from vnplan_extract.evaluation.text_metrics import plain

    tally = Tally(len(wanted), len(found))
    for place, text in wanted.items():
        alike = _is_alike(text, found.get(place, ""))
        tally.alike += alike
        tally.exact += plain(text) == plain(found.get(place, ""))
        if not alike:
            print(f"    {name}: cell {place} {text[:60]!r}, read {found.get(place, '')[:60]!r}")
    for place in found.keys() - wanted.keys():
        print(f"    {name}: no cell {place}, read {found[place][:60]!r}")
    return tally


def _is_alike(wanted: str, got: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    from vnplan_extract.evaluation.text_metrics import plain

    one, other = plain(wanted), plain(got)
    digits = ["".join(filter(str.isdecimal, text)) for text in (one, other)]
    return digits[0] == digits[1] and Levenshtein.normalized_similarity(one, other) >= _LIKE


if __name__ == "__main__":
    main()
