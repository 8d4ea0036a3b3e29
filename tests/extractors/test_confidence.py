"""From stated confidences to probabilities."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vnplan_extract import data, pipeline
from vnplan_extract.data import Measured
from vnplan_extract.extractors.confidence import MOST, calibrate, probability, sureness
from vnplan_extract.record import Evidence
from vnplan_extract.text import Edit

PLAN = """KẾ HOẠCH
Trồng cây năm 2024

Căn cứ Quyết định số 15/2020/QĐ-TTg ngày 02/6/2020;
1. Sở Xây dựng trồng 20 cây.
"""
ROW = Measured("citation.list", 40, 0.9, 0.95)


@pytest.mark.parametrize(
    ("stated", "sureness", "expected"),
    [
        (0.9, 1.0, 0.95),  # the usual item of its rule
        (0.8, 1.0, 0.844),  # less sure than usual
        (1.0, 1.0, MOST),  # nothing is certain
        (0.9, 0.5, 0.855),  # its words were restored, and one is doubtful
        (0.9, 0.0, 0.76),
    ],
)
def test_probability(stated: float, sureness: float, expected: float) -> None:
    assert probability(ROW, stated, sureness, doubt=0.2) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("citation.numbered", "citation.numbered"),
        ("citation.of_a_new_rule", "citation.*"),  # a rule that was not measured is as good as its field
        ("ner.citation", None),  # a model states probabilities of its own
    ],
)
def test_row_of_a_rule(rule: str, row: str | None) -> None:
    found = data.measured(rule)
    assert (found.rule if found else None) == row


def test_every_field_was_measured() -> None:
    fields = {rule.partition(".")[0] for rule in data.rules()}
    assert all(data.measured(f"{field}.*") for field in fields)


def test_items_of_a_record() -> None:
    document = pipeline.read_document(PLAN.encode(), "plan.txt")
    stated = pipeline.extract_record(document, calibrated=False)
    record = pipeline.extract_record(document)
    for before, after in zip(stated.items(), record.items(), strict=True):
        row = data.measured(before.rule)
        assert row is not None
        assert after.confidence == probability(row, before.confidence, 1.0)
    for name, entry in record.header_evidence.items():
        row = data.measured(entry.rule)
        assert row is not None
        assert entry.confidence == probability(row, stated.header_evidence[name].confidence, 1.0)


def test_evidence_that_two_fields_share_is_calibrated_once() -> None:
    document = pipeline.read_document(PLAN.encode(), "plan.txt")
    record = pipeline.extract_record(document, calibrated=False)
    shared = record.header_evidence["title"]
    record.header_evidence["period"] = shared
    stated = shared.confidence
    calibrate(document, record)
    row = data.measured(shared.rule)
    assert row is not None
    assert record.header_evidence["period"].confidence == probability(row, stated, 1.0)


def test_the_least_sure_edit_of_the_evidence_counts() -> None:
    document = pipeline.read_document("KẾ HOẠCH\nTrồng cây".encode(), "plan.txt")
    text = document.text
    start = text.value.index("Trồng")
    edits = [(start, 5, "restored", 0.7), (start + 6, 3, "tone_placement", 0.1)]
    changed = replace(
        document,
        text=text.apply(Edit(at, at + size, text.value[at : at + size], why, sure) for at, size, why, sure in edits),
    )

    def of(begin: int, end: int) -> float:
        quote = changed.text.value[begin:end]
        return sureness(changed, [Evidence(page=1, start=begin, end=end, quote=quote)])

    assert of(0, 8) == 1.0
    assert of(0, start) == 1.0
    assert of(start + 4, start + 9) == 0.7
    assert of(start + 5, start + 9) == 1.0  # only its tone mark stands elsewhere
