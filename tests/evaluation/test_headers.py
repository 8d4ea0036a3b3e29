from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import vnplan_extract
from vnplan_extract.errors import PlanError
from vnplan_extract.evaluation.headers import (
    Defect,
    Head,
    HeaderField,
    agrees,
    evaluate_headers,
    label_defect,
    run_header_evaluation,
)
from vnplan_extract.record import Header

HEAD = (
    "UBND TỈNH ĐÔNG SƠN SỞ Y TẾ ------- CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc -------- "
    "Số: 4 1/202 4 /KH – SYT Đông Sơn , ng ày 0 6 tháng 4 năm 20 24 KẾ HOẠCH THỰC HIỆN QUYẾT ĐỊNH SỐ 9/QĐ-UBND NGÀY "
    "05/3/2024 CỦA ỦY BAN NHÂN DÂN TỈNH Căn cứ Luật Đê điều ngày 29 tháng 11 năm 2006; Số: 7/QĐ-BYT"
)
BOTTOM_UP = "THỦ TƯỚNG CHÍNH PHỦ Số: 5/QĐ-TTg CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM Hà Nội, ngày 5/6/2020 QUYẾT ĐỊNH"
MINISTRY = "BỘ GIAO THÔNG VẬN TẢI ***** Số: 21/QĐ-BGTVT CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@pytest.mark.parametrize(
    ("number", "printed"),
    [("41/2024/KH-SYT", True), ("41/2024/KH", False), ("41/202", False), ("1/2024/KH-SYT", False), ("7/QĐ-BYT", False)],
)
def test_a_number_is_printed_whole_behind_its_word(number: str, printed: bool) -> None:
    assert Head.of(HEAD).has_number(number) is printed


@pytest.mark.parametrize(
    ("date", "printed"),
    [("2024-04-06", True), ("2024-03-05", False), ("2006-11-29", False), ("2024-04", False), ("06/04/2024", False)],
)
def test_a_date_is_printed_in_the_dateline(date: str, printed: bool) -> None:
    assert Head.of(HEAD).has_date(date) is printed


def test_the_letterhead_is_what_stands_before_the_number() -> None:
    assert Head.of(HEAD).letterhead == "ủybannhândântỉnhđôngsơnsởytế"
    assert Head.of(BOTTOM_UP).letterhead == "thủtướngchínhphủ"


@pytest.mark.parametrize(
    ("field", "label", "found", "expected"),
    [
        ("number", "5/KH-UBND", "5 /KH–UBND", True),
        ("number", "5/KH-UBND", "5/KH-UB", False),
        ("number", "5/KH-UBND", None, False),
        ("issuer", "CHÍNH PHỦ ----", "Chính phủ", True),
        ("issuer", "UỶ BAN NHÂN DÂN |TỈNH ĐÔNG SƠN", "Ủy ban nhân dân tỉnh Đông Sơn", True),
        ("issuer", "CHÍNH PHỦ", "Thủ tướng Chính phủ", False),
        ("issued_on", "2024-04-06", "2024-04-06", True),
        ("issued_on", "2024-04-06", "2024-04", False),
    ],
)
def test_agrees(field: HeaderField, label: str, found: str | None, expected: bool) -> None:
    assert agrees(field, label, found) is expected


@pytest.mark.parametrize(
    ("field", "text", "label", "found", "defect"),
    [
        ("number", HEAD, "2006/QH11", "41/2024/KH-SYT", "not_printed_in_head"),
        ("number", HEAD, "41/2024/KH-", "41/2024/KH-SYT", "cut_short"),
        ("number", HEAD, "41/2024/KH-SYT", "9/QĐ-UBND", None),  # the label is right
        ("number", HEAD, "41/2024/KH-SYT", "41/2024/KH", None),  # ours is cut
        ("number", HEAD, "2006/QH11", "9/KH-UBND", None),  # ours is not printed either
        ("number", HEAD, "2006/QH11", None, None),
        ("issued_on", HEAD, "2006-11-29", "2024-04-06", "not_printed_in_head"),
        ("issued_on", HEAD, "2024-04-06", "2024-03-05", None),
        ("issued_on", HEAD, "2006-11-29", "2024-03-05", None),  # both are of other documents
        ("issuer", BOTTOM_UP, "CHÍNH PHỦ ---", "Thủ tướng Chính phủ", "cut_in_front"),
        ("issuer", BOTTOM_UP, "Chính phủ về một số giải pháp", "Thủ tướng Chính phủ", "not_printed_in_head"),
        ("issuer", BOTTOM_UP, "Thủ tướng Chính phủ", "Chính phủ", None),  # ours is cut
        ("issuer", MINISTRY, "BỘ GIAO THÔNG VẬN", "Bộ Giao thông vận tải", "cut_short"),
        ("issuer", MINISTRY, "BỘ GTVT Căn cứ Luật", "Bộ Giao thông vận tải", "runs_on"),
        ("issuer", MINISTRY, "BỘ GIAO THÔNG VẬN TẢI", "Bộ Giao thông", None),  # ours is cut
        ("issuer", MINISTRY, "BỘ TRƯỞNG", "Bộ Xây dựng", None),  # ours is printed nowhere
        ("issuer", HEAD, "ỦY BAN NHÂN DÂN TỈNH ĐÔNG SƠN", "Sở Y tế tỉnh Đông Sơn", "upper_of_two"),
        ("issuer", HEAD, "UBND TỈNH ĐÔNG SƠN SỞ Y TẾ", "Sở Y tế", "upper_of_two"),
        ("issuer", HEAD, "SỞ Y TẾ", "Ủy ban nhân dân tỉnh Đông Sơn", None),  # ours is the upper one
        ("issuer", HEAD, "ỦY BAN NHÂN DÂN TỈNH ĐÔNG SƠN", "UBND tỉnh Đông Sơn Sở Y tế", None),  # ours is both
        ("issuer", HEAD, "SỞ Y TẾ", "Y tế", None),
    ],
)
def test_label_defect(field: HeaderField, text: str, label: str, found: str | None, defect: Defect | None) -> None:
    assert label_defect(field, label, found, Head.of(text)) == defect


ROWS = [
    {"text": HEAD, "number": "41/2024/KH-SYT", "issued_on": "2024-04-06", "issuer": "SỞ Y TẾ"},
    {"text": MINISTRY, "number": "21/QĐ-BGTVT", "issued_on": "2006-01-02", "issuer": "BỘ GIAO THÔNG VẬN"},
    {"text": BOTTOM_UP, "number": "5/QĐ-TTg", "issued_on": "", "issuer": None},
]
FOUND = {
    HEAD: {"number": "41/2024/KH-SYT", "issued_on": "2024-04-06", "issuer": "Sở Y tế tỉnh Đông Sơn"},
    MINISTRY: {"number": "21/QĐ-BGTVT", "issued_on": None, "issuer": "Bộ Giao thông vận tải"},
    BOTTOM_UP: {"number": "6/QĐ-TTg", "issued_on": "2020-06-05", "issuer": "Thủ tướng Chính phủ"},
}


def extract(text: str) -> Mapping[str, Any]:
    return FOUND[text]


@pytest.fixture(params=["rows.jsonl", "rows.jsonl.xz"])
def path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS).encode() + b"\n\n"
    place: Path = tmp_path / request.param
    place.write_bytes(lzma.compress(data) if place.suffix == ".xz" else data)
    return place


def test_raw_and_adjusted_figures(path: Path) -> None:
    evaluation = evaluate_headers(path, extract)
    figures = {name: (f.right, f.wrong, f.label_errors, f.raw, f.adjusted) for name, f in evaluation.fields.items()}
    assert figures == {
        "number": (2, 1, 0, pytest.approx(2 / 3), pytest.approx(2 / 3)),
        "issued_on": (1, 1, 0, 0.5, 0.5),
        "issuer": (1, 1, 1, 0.5, 1.0),
    }
    assert evaluation.documents == 3
    assert [line.partition(":")[0] for line in evaluation.misses()] == [
        "line 2 issued_on",
        "line 3 number",
        "line 2 issuer",
    ]
    assert json.loads(json.dumps(evaluation.to_json()))["fields"]["issuer"]["adjusted_accuracy"] == 1.0
    assert len(evaluation.table().splitlines()) == 4


def test_the_pipelines_header_stage_is_evaluated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = SimpleNamespace(extract_header=lambda text: Header(**FOUND[text]))
    monkeypatch.setattr(vnplan_extract, "pipeline", pipeline, raising=False)
    assert run_header_evaluation(path) == evaluate_headers(path, extract)
    assert run_header_evaluation(path, limit=2).documents == 2


def test_a_limit_of_documents(path: Path) -> None:
    assert evaluate_headers(path, extract, limit=1).documents == 1
    assert evaluate_headers(path, extract, limit=0).fields["number"].raw == 1.0


@pytest.mark.parametrize("content", [b"{", b"[]\n", b'{"number": "5"}\n', b"\xff\xff"])
@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.xz"])
def test_what_is_no_labelled_text_is_an_error(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"rows.{suffix}"
    path.write_bytes(content)
    with pytest.raises(PlanError) as caught:
        evaluate_headers(path, extract)
    assert caught.value.kind.code == "E204"


def test_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as caught:
        evaluate_headers(tmp_path / "none.jsonl", extract)
    assert caught.value.kind.code == "E201"
