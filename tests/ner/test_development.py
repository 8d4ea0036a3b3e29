# ruff: noqa: E402 - the reader of the set is a script, not an installed package
"""The development set of the recogniser holds together, and its lines are where it says."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import ner_development as ner

SHARED = ROOT.parent / "shared"
ROWS = ner.rows()


def test_size() -> None:
    assert len(ROWS) >= 300
    counts = Counter(label for row in ROWS for _, _, label in row.spans)
    assert set(counts) == set(ner.LABELS)
    assert min(counts.values()) >= 40


def test_lines_differ() -> None:
    assert len(ner.hashes()) == len(ROWS)
    assert {row.kind for row in ROWS} == set(ner.KINDS)


def test_spans_are_in_order_and_apart() -> None:
    for row in ROWS:
        assert all(0 <= start < end <= row.length for start, end, _ in row.spans), row.hash
        assert all(one[1] <= other[0] for one, other in pairwise(row.spans)), row.hash


def test_offsets_in_whole_documents() -> None:
    for row in ROWS:
        assert bool(row.document) is row.file.endswith(".jsonl.xz")
        assert not row.document or row.end - row.start == row.length


@pytest.mark.skipif(not (SHARED / "corpora").exists(), reason="needs the shared corpora")
def test_lines_of_the_corpora_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    found = list(ner.development(SHARED, kinds=["admin"]))
    assert not capsys.readouterr().err
    assert len(found) == sum(row.kind == "admin" for row in ROWS)
    for text, _, spans in found:
        assert all(text[start:end] == text[start:end].strip() for start, end, _ in spans), text


def test_lines_of_a_document(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Kính gửi:\n\nỦy ban nhân dân\nxã Đồng Cỏ\n", encoding="utf-8")
    row = ner.Row("letter.txt", "document", "", len("Ủy ban nhân dân xã Đồng Cỏ"), ())
    assert "Ủy ban nhân dân xã Đồng Cỏ" in ner._candidates(path, [row])
