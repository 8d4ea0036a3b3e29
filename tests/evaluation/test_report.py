from __future__ import annotations

import json
from typing import Any

import pytest

from vnplan_extract.evaluation import evaluate
from vnplan_extract.evaluation.gain_loss import compare_evaluations
from vnplan_extract.evaluation.report import Calibration
from vnplan_extract.evaluation.scoring import Outcome


def agencies(*names: str, confidence: float = 0.9, kind: str = "named") -> dict[str, Any]:
    return {"agencies": [{"name": name, "kind": kind, "confidence": confidence} for name in names]}


PAIRS = [
    ("one", agencies("Sở Y tế", "Sở Nội vụ"), agencies("Sở Y tế", "Sở Tài chính")),
    ("two", agencies("Sở Công Thương"), agencies("Sở Công Thương", confidence=0.3)),
    ("three", agencies("Sở Ngoại vụ"), {}),
]


def test_figures_are_pooled_and_told_by_document() -> None:
    evaluation = evaluate(PAIRS)
    micro = evaluation.micro
    assert (micro.hits, micro.extra, micro.missed) == (2, 1, 2)
    assert evaluation.by_document["one"].f1 == 0.5
    assert evaluation.by_document["three"].recall == 0
    assert list(evaluation.by_document) == ["one", "two", "three"]


def test_json_has_a_key_for_each_field_and_more() -> None:
    figures = json.loads(json.dumps(evaluate(PAIRS).to_json()))
    assert figures["agencies"]["hits"] == figures["micro_average"]["hits"] == 2
    assert figures["documents"]["two"]["f1"] == 1.0
    assert figures["calibration"]["count"] == 3


def test_tables_hold_a_line_for_each_field_and_document() -> None:
    evaluation = evaluate(PAIRS)
    lines = evaluation.table().splitlines()
    assert len(lines) == 1 + 10 + 1
    assert lines[-1].split() == ["all", "0.667", "0.500", "0.571", "2", "1", "2"]
    assert [line.split()[0] for line in evaluation.document_table().splitlines()] == ["document", "one", "two", "three"]
    assert "expected calibration error" in evaluation.calibration_table()
    assert evaluate([]).calibration_table() == ""


def outcome(confidence: float | None, right: bool) -> Outcome:
    return Outcome("d", "agencies", "hit" if right else "extra", "", confidence=confidence)


def test_calibration_error_is_the_mean_distance_by_items() -> None:
    outcomes = (
        [outcome(0.9, True)] * 8 + [outcome(0.9, False)] * 2 + [outcome(0.5, True)] * 2 + [outcome(0.5, False)] * 3
    )
    calibration = Calibration.of([*outcomes, outcome(None, False)])
    assert [(b.low, b.count, b.accuracy) for b in calibration.buckets] == [(0.5, 5, 0.4), (0.9, 10, 0.8)]
    assert calibration.error == pytest.approx((10 * 0.1 + 5 * 0.1) / 15)


@pytest.mark.parametrize(("confidence", "low"), [(0, 0), (0.1, 0.1), (0.999, 0.9), (1, 0.9)])
def test_every_confidence_has_a_bucket(confidence: float, low: float) -> None:
    (bucket,) = Calibration.of([outcome(confidence, True)]).buckets
    assert bucket.low == low


def test_no_confidence_no_calibration() -> None:
    assert Calibration.of([outcome(None, True)]).error is None


def test_gain_and_loss() -> None:
    gold = {"agencies": [{"name": "Sở Y tế", "kind": "named"}, {"name": "Sở Nội vụ", "kind": "named"}]}
    old = evaluate([("d", gold, agencies("Sở Y tế", "Hội Chữ thập đỏ"))])
    new = evaluate([("d", gold, agencies("Sở Nội vụ", "Sở Xây dựng", "Sở Xây dựng", kind="group"))])
    found = compare_evaluations(old, new)
    assert found.gained == (
        "d agencies: name='Sở Nội vụ' kind='named'",
        "d agencies: extra name='Hội Chữ thập đỏ' kind='named' (gone)",
    )
    assert found.lost == (
        "d agencies: name='Sở Y tế' kind='named'",
        "d agencies.kind: name='Sở Y tế' kind='named'",
        *["d agencies: extra name='Sở Xây dựng' kind='group' (new)"] * 2,
    )
    assert found.to_json()["f1"]["agencies"] == [old.fields["agencies"].f1, new.fields["agencies"].f1]
    assert found.table().splitlines()[-1] == "gained 2, lost 4"


def test_nothing_gained_where_nothing_changed() -> None:
    evaluation = evaluate(PAIRS)
    found = compare_evaluations(evaluation, evaluation)
    assert (found.gained, found.lost) == ((), ())
