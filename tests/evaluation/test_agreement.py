"""The evaluation and the project's scorer give the same figures on the same input."""

from __future__ import annotations

import copy
import importlib.util
import json
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from vnplan_extract.evaluation import evaluate, load_pairs

FROZEN = Path(__file__).parent / "frozen"
SHARED_GOLD = Path(__file__).parents[2].parent / "shared" / "gold"
SCORER = SHARED_GOLD / "score.py"
needs_scorer = pytest.mark.skipif(not SCORER.exists(), reason="../shared/gold is not here")

Pair = tuple[str, dict[str, Any], dict[str, Any]]


def frozen_pairs() -> list[Pair]:
    return load_pairs(FROZEN / "gold", FROZEN / "records")


def test_frozen_figures_are_the_scorers() -> None:
    """`frozen/expected.json` is what `score.py gold records --json` printed."""
    figures = evaluate(frozen_pairs()).to_json()
    expected = json.loads((FROZEN / "expected.json").read_text(encoding="utf-8"))
    assert {name: figures[name] for name in expected} == expected


def test_frozen_table_and_misses_are_the_scorers() -> None:
    """`frozen/expected.txt` is what `score.py gold records --misses` printed."""
    evaluation = evaluate(frozen_pairs())
    expected = (FROZEN / "expected.txt").read_text(encoding="utf-8").splitlines()
    table = evaluation.table().splitlines()
    assert table[:11] == expected[:11]
    assert evaluation.misses() == expected[11:]


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("shared_score", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def same_as(scorer: ModuleType, pairs: list[Pair]) -> None:
    fields = scorer.score(copy.deepcopy(pairs))
    evaluation = evaluate(pairs)
    figures = evaluation.to_json()
    assert {f.name: figures[f.name] for f in fields} == {f.name: f.result() for f in fields}
    assert evaluation.misses() == [line for f in fields for line in f.misses]


def perturbed(value: Any, chance: random.Random, rate: float) -> Any:
    """A copy of a record with items dropped, doubled and shuffled, and values changed."""
    if isinstance(value, dict):
        return {
            key: perturbed(inner, chance, rate)
            for key, inner in value.items()
            if key not in ("optional", "also") and chance.random() > rate / 4
        }
    if isinstance(value, list):
        kept = [perturbed(inner, chance, rate) for inner in value if chance.random() > rate]
        kept += [perturbed(inner, chance, rate) for inner in value if chance.random() < rate]
        if chance.random() < rate:
            chance.shuffle(kept)
        return kept
    if chance.random() > rate:
        return value
    if isinstance(value, str):
        words = value.split()
        changes = (
            value.upper(),
            value.replace("-", " – "),
            " ".join(words[: max(1, len(words) * 2 // 3)]),
            " ".join(reversed(words)),
            value + " trên địa bàn tỉnh",
            value[:7],
            value.replace("òa", "oà").replace("ủy", "uỷ"),
            "",
        )
        return chance.choice(changes)
    if isinstance(value, (int, float)):
        return chance.choice((value, value + 1, value * 10, None))
    return value


def as_record(gold: dict[str, Any]) -> dict[str, Any]:
    """Gold in the shape of a record: a confidence on each item, the quote as evidence.

    The tasks' names stay, since what a record must hold there is not optional.
    """
    record = copy.deepcopy(gold)
    for name in ("targets", "findings"):
        for item in record.get(name) or []:
            item["evidence"] = [{"quote": item.pop("quote", "")}]
            item["confidence"] = 0.5
    return record


@needs_scorer
@pytest.mark.parametrize("seed", range(6))
def test_frozen_records_changed_at_random_score_the_same(scorer: ModuleType, seed: int) -> None:
    chance = random.Random(seed)
    rate = (0.05, 0.2, 0.5)[seed % 3]
    same_as(scorer, [(name, gold, perturbed(as_record(gold), chance, rate)) for name, gold, _ in frozen_pairs()])
    same_as(scorer, [(name, gold, perturbed(record, chance, rate)) for name, gold, record in frozen_pairs()])


@needs_scorer
@pytest.mark.parametrize("path", sorted(SHARED_GOLD.glob("*.gold.json")), ids=lambda path: path.name.split(".")[0])
def test_gold_against_itself_and_changed_at_random_scores_the_same(scorer: ModuleType, path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    name = path.name.removesuffix(".gold.json")
    same_as(scorer, [(name, gold, gold)])
    chance = random.Random(len(name))
    same_as(scorer, [(name, gold, perturbed(as_record(gold), chance, 0.1))])


@needs_scorer
def test_the_scorers_command_prints_the_same(tmp_path: Path) -> None:
    chance = random.Random(7)
    gold = tmp_path / "gold"
    records = tmp_path / "records"
    (records / "deep").mkdir(parents=True)
    gold.mkdir()
    for number, source in enumerate(sorted(SHARED_GOLD.glob("*.gold.json"))[:3]):
        text = source.read_text(encoding="utf-8")
        name = source.name.removesuffix(".gold.json")
        (gold / source.name).write_text(text, encoding="utf-8")
        place = records / ("deep" if number % 2 else ".") / f"{name}.pdf.json"
        place.write_text(json.dumps(perturbed(json.loads(text), chance, 0.05)), encoding="utf-8")
    command = [sys.executable, str(SCORER), str(gold), str(records)]
    printed = subprocess.run([*command, "--json"], capture_output=True, check=True, encoding="utf-8").stdout
    table = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    evaluation = evaluate(load_pairs(gold, records))
    figures = evaluation.to_json()
    expected = json.loads(printed)
    assert {name: figures[name] for name in expected} == expected
    assert evaluation.table().splitlines()[:11] == table.splitlines()
