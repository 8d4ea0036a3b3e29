from __future__ import annotations

from typing import Any

import pytest

from vnplan_extract.evaluation.scoring import FIELDS, Figures, judge

BY_NAME = {field.name: field for field in FIELDS}


def verdicts(field: str, gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    return [outcome.verdict for outcome in judge(BY_NAME[field], "d", gold, found)]


def point(end: str, **more: Any) -> dict[str, Any]:
    return {"kind": "point", "end": end, **more}


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        ([], [], []),
        ([point("2024")], [point("2024")], ["hit"]),
        ([point("2024")], [], ["missed"]),
        ([], [point("2024")], ["extra"]),
        ([point("2024")], [point("2024"), point("2024-12")], ["hit", "extra"]),
        ([point("2024", optional=True)], [], []),
        ([point("2024", optional=True)], [point("2024"), point("2024-12")], []),
        # The required item is matched, though the optional one fits better.
        ([point("2024-12", optional=True), point("2024")], [point("2024-12")], ["hit"]),
        # A time without a date is of an optional kind.
        ([], [{"kind": "recurring"}], []),
    ],
)
def test_judge(gold: list[dict[str, Any]], found: list[dict[str, Any]], expected: list[str]) -> None:
    assert verdicts("deadlines", gold, found) == expected


def test_better_fits_are_matched_first() -> None:
    gold = [{"value": 5, "unit": "%", "subject": f"số xã có {what}", "by": "2024"} for what in ("điện", "nước sạch")]
    outcomes = judge(BY_NAME["targets"], "d", gold, [dict(gold[1]), dict(gold[0])])
    assert [(o.verdict, o.gold) for o in outcomes] == [("hit", 0), ("hit", 1)]


@pytest.mark.parametrize(
    ("field", "item", "free"),
    [
        ("citations", {"type": "Đề án", "name": "Đề án 5"}, True),
        ("citations", {"type": "Luật", "name": "Luật Đê"}, False),
        ("citations", {"type": "Đề án", "number": "5/ĐA-UBND"}, False),
        ("agencies", {"name": "các sở, ngành"}, True),
        ("agencies", {"name": "Chủ tịch Ủy ban nhân dân tỉnh"}, True),
        ("agencies", {"name": "Phòng Y tế"}, True),
        ("agencies", {"name": "Bộ Y tế"}, True),  # inside the name below
        ("agencies", {"name": "Sở Y tế"}, False),
        ("targets", {"value": 100, "unit": "%", "quote": "tất cả các xã"}, True),
        ("targets", {"value": 100, "unit": "%", "quote": "100% số xã"}, False),
        ("task roles", {"role": "lead", "agency": "đơn vị liên quan", "section": "", "task": "", "also": []}, True),
        ("task values", {"field": "end", "value": "2024", "task": "", "named": False}, True),
        ("findings", {"kind": "suspect_number", "quote": "5"}, False),
    ],
)
def test_what_the_guidelines_make_optional_is_no_extra(field: str, item: dict[str, Any], free: bool) -> None:
    gold = [{"name": "Cục Quản lý khám chữa bệnh, Bộ Y tế"}] if field == "agencies" else []
    assert ("extra" in verdicts(field, gold, [item])) is not free


def test_attributes_are_compared_on_hits() -> None:
    gold = [{"number": "1/QĐ-TTg", "type": "Quyết định", "issuer": "Thủ tướng Chính phủ", "date": "2020"}]
    found = [{"number": "1/QĐ-TTg", "type": "quyết định", "issuer": None, "date": "2021", "confidence": 0.25}]
    (outcome,) = judge(BY_NAME["citations"], "d", gold, found)
    assert outcome.wrong == {"issuer": ("Thủ tướng Chính phủ", None), "date": ("2020", "2021")}
    assert outcome.confidence == 0.25
    assert len(outcome.notes()) == 2
    figures = Figures.of([outcome], ("type", "issuer", "date"))
    assert figures.attributes == {"type": 1.0, "issuer": 0.0, "date": 0.0}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((0, 0, 0), (1, 1, 1)), ((0, 1, 1), (0, 0, 0)), ((1, 1, 0), (0.5, 1, 2 / 3)), ((3, 1, 1), (0.75, 0.75, 0.75))],
)
def test_figures(counts: tuple[int, int, int], expected: tuple[float, float, float]) -> None:
    figures = Figures(*counts)
    assert (figures.precision, figures.recall, figures.f1) == pytest.approx(expected)
    assert Figures(0, 0, 0, {"type": 0}).attributes == {"type": None}


def test_header_and_tasks_are_taken_apart_with_their_confidence() -> None:
    record = {
        "header": {"number": "1/KH-UBND", "title": "", "signer": {"name": "An"}, "recipients": ["A", "B"]},
        "header_evidence": {"number": {"confidence": 0.9}, "signer.name": {"confidence": 0.8}},
        "agencies": [{"name": "Sở Y tế", "also": ["SYT"]}],
        "tasks": [{"title": "x", "lead": ["Sở Y tế"], "coordinating": ["Sở Nội vụ"], "end": "2024", "confidence": 0.6}],
        "tables": [{"confidence": 0.7, "cells": [{"row": "r", "column": "c", "amount_vnd": 1}]}],
    }
    header = [(i["field"], i["confidence"]) for i in BY_NAME["header"].items(record)]
    assert header == [("number", 0.9), ("signer.name", 0.8), ("recipient", None), ("recipient", None)]
    roles = BY_NAME["task roles"].items(record)
    assert [(i["role"], i["agency"], i["also"], i["confidence"]) for i in roles] == [
        ("lead", "Sở Y tế", ["SYT"], 0.6),
        ("coordinating", "Sở Nội vụ", [], 0.6),
    ]
    assert [(i["field"], i["value"]) for i in BY_NAME["task values"].items(record)] == [("end", "2024")]
    assert [i["confidence"] for i in BY_NAME["table cells"].items(record)] == [0.7]
