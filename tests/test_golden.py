"""The whole way over the synthetic plans, in each of their formats, against their true records."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from vnplan_extract import pipeline
from vnplan_extract.errors import Status
from vnplan_extract.evaluation import Evaluation, evaluate
from vnplan_extract.evaluation.matching import Item

FIXTURES = Path(__file__).parent.parent / "fixtures"
FORMATS = ("txt", "docx", "pdf", "rtf")
LEAST = {
    "header": 0.99,
    "citations": 0.9,
    "agencies": 0.9,
    "deadlines": 0.9,
    "targets": 0.9,
    "budget": 0.9,
    "table cells": 0.9,
    "task roles": 0.9,
    "task values": 0.9,
    "findings": 0.8,
}


@cache
def pairs(kind: str) -> list[tuple[str, Item, Item]]:
    """(name, gold, record) of each fixture of a format."""
    found = []
    for path in sorted((FIXTURES / "plans").glob(f"*.{kind}")):
        gold = json.loads((FIXTURES / "gold" / f"{path.stem}.gold.json").read_text(encoding="utf-8"))
        record = pipeline.run(path.read_bytes(), path.name)
        assert record.status == Status.OK, (path.name, record.problems)
        found.append((path.name, gold, record.model_dump(mode="json")))
    return found


@cache
def evaluation(kind: str) -> Evaluation:
    return evaluate(pairs(kind))


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("field", LEAST)
def test_each_field_reaches_its_bound(kind: str, field: str) -> None:
    result = evaluation(kind)
    figures = result.fields[field]
    assert figures.f1 >= LEAST[field], [m for m in result.misses() if f" {field}" in m][:20]


@pytest.mark.slow
def test_every_fixture_is_scored() -> None:
    assert sum(len(pairs(kind)) for kind in FORMATS) == len(list((FIXTURES / "plans").glob("*")))
