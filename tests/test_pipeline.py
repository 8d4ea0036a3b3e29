"""The pipeline: what becomes of a document of each kind, and that no record is ever wrong in itself."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract import pipeline
from vnplan_extract.batch.convert import convert_paths
from vnplan_extract.errors import Status
from vnplan_extract.limits import Limits
from vnplan_extract.record import ITEM_LISTS, Citation, Evidence, Header, Record

PLAN = """ỦY BAN NHÂN DÂN
HUYỆN BA TRI
Số: 12/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Ba Tri, ngày 05 tháng 3 năm 2024

KẾ HOẠCH
Dọn kênh mương năm 2024

Căn cứ Quyết định số 7/QĐ-UBND ngày 01/02/2024 của Ủy ban nhân dân tỉnh Bến Tre;
I. MỤC TIÊU
- Đến năm 2025, 80% số kênh không còn rác.
II. NHIỆM VỤ
1. Dọn kênh chính
- Đơn vị chủ trì: Phòng Nông nghiệp huyện.
- Thời gian: Quý II/2024.
- Kinh phí: 30 triệu đồng từ ngân sách huyện.
III. TỔ CHỨC THỰC HIỆN
1. Công an huyện giữ trật tự, báo cáo trước ngày 15/12 hàng năm.
Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Văn An
"""
FIXTURES = sorted((Path(__file__).parent.parent / "fixtures" / "plans").glob("*"))


def docx_bytes(*paragraphs: str) -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_plan_gives_every_field() -> None:
    record = pipeline.run(PLAN.encode(), "plan.txt")
    assert (record.status, record.problems) == (Status.OK, [])
    assert record.header.number == "12/KH-UBND"
    assert [c.number for c in record.citations] == ["7/QĐ-UBND"]
    assert [(t.section, t.lead) for t in record.tasks] == [
        ("II.1", ["Phòng Nông nghiệp huyện Ba Tri"]),
        ("III.1", ["Công an huyện Ba Tri"]),
    ]
    assert [(b.amount_vnd, b.task) for b in record.budget] == [(30_000_000, record.tasks[0].id)]
    assert [t.value for t in record.targets] == [80]
    assert record.tasks[0].deadline in {d.id for d in record.deadlines}
    assert [e.number for e in record.outline] == ["I", "II", "1", "III", "1"]


@pytest.mark.parametrize(
    ("make", "status", "codes"),
    [
        (lambda: PLAN.encode(), Status.OK, []),
        (lambda: PLAN.encode("utf-16"), Status.OK, []),
        (lambda: ("\ufeff" + PLAN).encode(), Status.OK, []),
        (lambda: PLAN.replace("\n", "\r\n").encode(), Status.OK, []),
        (lambda: docx_bytes("KẾ HOẠCH", "Dọn kênh"), Status.OK, []),
        (lambda: b"", Status.EMPTY, ["E101"]),
        (lambda: b" \n\t\n", Status.EMPTY, ["E101"]),
        (lambda: b"\0" * 500, Status.EMPTY, ["E101"]),
        (lambda: PLAN.encode() + b"\xff\xfe\xfd", Status.PARTIAL, ["E110"]),
        (lambda: b"%PDF-1.7\n1 0 obj\n<<", Status.MALFORMED, ["E103"]),
        (lambda: b"PK\x03\x04 no zip at all", Status.MALFORMED, ["E103"]),
        (lambda: docx_bytes("KẾ HOẠCH")[:-200], Status.MALFORMED, ["E103"]),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 40, None, None),
    ],
    ids=[
        "text",
        "utf-16",
        "bom",
        "crlf",
        "docx",
        "nothing",
        "blanks",
        "zeros",
        "bad-utf-8",
        "cut-pdf",
        "no-zip",
        "cut-docx",
        "image",
    ],
)
def test_the_status_of_a_document(make: Callable[[], bytes], status: Status | None, codes: list[str] | None) -> None:
    record = pipeline.run(make(), "folder/name.bin")
    if status is None:
        assert record.status not in (Status.OK, Status.CRASHED)
    else:
        assert record.status == status
        assert [problem.code for problem in record.problems] == codes
    assert record.source.name == "name.bin"
    assert (record.status == Status.OK) == (not record.problems)
    Record.model_validate_json(record.model_dump_json())


def test_a_limit_is_kept() -> None:
    record = pipeline.run(PLAN.encode(), "plan.txt", limits=Limits(file_bytes=100))
    assert (record.status, [p.code for p in record.problems]) == (Status.LIMIT_EXCEEDED, ["E105"])
    record = pipeline.run(PLAN.encode(), "plan.txt", limits=Limits(text_characters=100))
    assert record.status in (Status.LIMIT_EXCEEDED, Status.PARTIAL)


@pytest.mark.parametrize("name", ["plan.txt", "/home/an/plan.txt", "C:\\an\\plan.txt", "../plan.txt"])
def test_a_path_is_not_told(name: str) -> None:
    assert pipeline.run(PLAN.encode(), name).source.name == "plan.txt"


@pytest.mark.parametrize("path", FIXTURES[::6], ids=lambda path: path.name)
def test_the_same_bytes_give_the_same_bytes(path: Path) -> None:
    data = path.read_bytes()
    assert pipeline.run(data, path.name).model_dump_json() == pipeline.run(data, path.name).model_dump_json()


@pytest.mark.parametrize(
    "module",
    ["header", "citations", "agencies", "deadlines", "targets", "budget", "tables", "tasks", "findings", "outline"],
)
def test_a_crash_in_an_extractor_costs_that_document_alone(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("kênh tắc")

    monkeypatch.setattr(f"vnplan_extract.extractors.{module}.extract", crash)
    record = pipeline.run(PLAN.encode(), "plan.txt")
    assert record.status == Status.CRASHED
    assert [problem.code for problem in record.problems] == ["E107"]
    assert "RuntimeError" in record.problems[0].message
    assert "kênh tắc" not in record.problems[0].message  # it could quote the document
    monkeypatch.undo()
    assert pipeline.run(PLAN.encode(), "plan.txt").status == Status.OK


def bad_citation(quote: str, start: int, end: int, **more: Any) -> Citation:
    evidence = Evidence(page=1, start=start, end=end, quote=quote, raw=None)
    return Citation(**{"id": "c1", "evidence": [evidence], "confidence": 1, "rule": "r", "type": "Luật"} | more)


@pytest.mark.parametrize(
    "items",
    [
        [bad_citation("no quote of it", 0, 14)],
        [bad_citation("", 10**6, 10**6)],
        [bad_citation("ỦY", 0, 2), bad_citation("ỦY", 0, 2)],
    ],
    ids=["another quote", "outside the text", "one id twice"],
)
def test_a_record_that_does_not_validate_is_never_written(
    items: list[Citation], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vnplan_extract.extractors.citations.extract", lambda *_: items)
    record = pipeline.run(PLAN.encode(), "plan.txt")
    assert (record.status, [p.code for p in record.problems], record.citations) == (Status.CRASHED, ["E107"], [])
    Record.model_validate_json(record.model_dump_json())

    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    convert_paths([tmp_path / "plan.txt"], tmp_path / "out")
    for path in (tmp_path / "out" / "records").rglob("*.json"):
        Record.model_validate_json(path.read_text(encoding="utf-8"))


def test_the_header_alone() -> None:
    header = pipeline.extract_header(PLAN)
    assert isinstance(header, Header)
    assert header == pipeline.run(PLAN.encode(), "plan.txt").header


@pytest.mark.parametrize("path", FIXTURES[1::5], ids=lambda path: path.name)
def test_the_invariants_of_the_contract(path: Path) -> None:
    record = pipeline.run(path.read_bytes(), path.name)
    pages = {page.number: page for page in record.pages}
    assert record.status == Status.OK
    for evidence in record.all_evidence():
        assert evidence.quote == record.text[evidence.start : evidence.end]
        assert pages[evidence.page].start <= evidence.start <= evidence.end <= pages[evidence.page].end
        assert all(0 <= x <= 1 for box in evidence.boxes for x in box)
        assert bool(evidence.boxes) == (pages[evidence.page].width is not None and bool(evidence.quote.strip()))
    for name in ITEM_LISTS:
        items = getattr(record, name)
        assert (
            [item.id for item in items] == [f"{items[0].id[0]}{n}" for n in range(1, len(items) + 1)] if items else True
        )
        assert all(0 <= item.confidence <= 1 and item.rule for item in items)
    again = json.loads(record.model_dump_json())
    assert Record.model_validate(again) == record


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300), st.lists(st.sampled_from(PLAN.splitlines(keepends=True)), max_size=30).map("".join)
    )
)
def test_any_text_gives_a_record_and_no_crash(text: str) -> None:
    record = pipeline.run(text.encode("utf-8", "surrogatepass"), "text.txt")
    assert record.status != Status.CRASHED, record.problems


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_record_and_no_crash(data: bytes) -> None:
    assert pipeline.run(data, "a.bin").status != Status.CRASHED
