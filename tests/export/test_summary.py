"""A record as a person reads it."""

from __future__ import annotations

import pytest

from vnplan_extract.errors import PlanError, Status
from vnplan_extract.export.summary import summary_of
from vnplan_extract.record import (
    BudgetItem,
    Citation,
    Deadline,
    Evidence,
    Finding,
    Header,
    MoneyTable,
    PageInfo,
    Period,
    Problem,
    ProducedBy,
    Record,
    Signer,
    Source,
    TableCell,
    Target,
    Task,
)

TEXT = "kế hoạch trồng cây"
WHERE = Evidence(page=1, start=0, end=8, quote="kế hoạch")


def record(**fields: object) -> Record:
    return Record.model_validate(
        {
            "status": Status.OK,
            "source": Source(name="plan.txt", sha256="0", bytes=1, media_type="text/plain"),
            "pages": [PageInfo(number=1, start=0, end=len(TEXT), origin="text", quality=1)],
            "text": TEXT,
            "produced_by": ProducedBy(version="0", pipeline="test"),
            **fields,
        }
    )


def item(name: str) -> dict[str, object]:
    return {"id": name, "evidence": [WHERE], "confidence": 1.0, "rule": "test"}


def test_header() -> None:
    header = Header(
        doc_type="Kế hoạch",
        number="1/KH-UBND",
        period=Period(start="2024", end="2026"),
        signer=Signer(name="Lê Văn An", position="Phó Chủ tịch", authority="KT. CHỦ TỊCH"),
        recipients=["Như Điều 3", "Lưu: VT"],
    )
    lines = summary_of(record(header=header)).splitlines()
    assert lines == [
        "plan.txt",
        "Trạng thái: ok",
        "Loại văn bản: Kế hoạch",
        "Số, ký hiệu: 1/KH-UBND",
        "Thời kỳ: 2024 – 2026",
        "Người ký: KT. CHỦ TỊCH Phó Chủ tịch, Lê Văn An",
        "Nơi nhận: Như Điều 3; Lưu: VT",
    ]


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        (
            "citations",
            Citation(**item("c1"), type="Luật", name="Luật Đê điều", number="79/2006/QH11", date="2006-11-29"),
            "79/2006/QH11 (2006-11-29) Luật Đê điều",
        ),
        ("citations", Citation(**item("c1"), type="Luật", name="Luật Đê điều"), "Luật Đê điều"),
        (
            "citations",
            Citation(**item("c1"), type="Quyết định", number="12/QĐ-UBND", date="2020"),
            "Quyết định 12/QĐ-UBND (2020)",
        ),
        ("deadlines", Deadline(**item("d1"), kind="recurring", recurrence="FREQ=YEARLY"), "FREQ=YEARLY: kế hoạch"),
        ("deadlines", Deadline(**item("d1"), kind="point", end="2025"), "2025: kế hoạch"),
        (
            "targets",
            Target(**item("t1"), value=1234.5, value_max=2000, unit="ha", comparator=">=", subject="rừng", by="2030"),
            "rừng: >= 1.234,5 – 2.000 ha (đến 2030)",
        ),
        ("budget", BudgetItem(**item("b1"), amount_vnd=4_200_000_000, purpose="mua cây"), "4.200.000.000 đồng mua cây"),
        (
            "tables",
            MoneyTable(
                **item("m1"),
                unit_vnd=1,
                cells=[TableCell(row="a", column="b", amount_vnd=1, evidence=[WHERE])],
            ),
            "1 ô",
        ),
        (
            "tasks",
            Task(**item("k1"), title="Trồng cây", lead=["Sở A"], coordinating=["Sở B", "Sở C"], end="2025"),
            "Trồng cây; chủ trì Sở A; phối hợp Sở B, Sở C; 2025",
        ),
        ("findings", Finding(**item("f1"), kind="sum_mismatch", note="tổng sai"), "sum_mismatch: tổng sai"),
    ],
)
def test_one_item(field: str, value: object, line: str) -> None:
    assert summary_of(record(**{field: [value]})).splitlines()[-1] == f"  - {line}"


@pytest.mark.parametrize(("language", "more"), [("vi", "… và 3 mục nữa"), ("en", "… and 3 more")])
def test_first_items_only(language: str, more: str) -> None:
    items = [Deadline(**item(f"d{number}"), kind="point", end=str(2020 + number)) for number in range(8)]
    lines = summary_of(record(deadlines=items), language).splitlines()
    assert len(lines) == 2 + 2 + 5 + 1
    assert lines[-1] == f"  {more}"


def test_long_and_broken_lines_are_shortened() -> None:
    summary = summary_of(record(header=Header(title="trồng \n cây " * 80)))
    title = summary.splitlines()[-1]
    assert title.startswith("Trích yếu: trồng cây trồng cây")
    assert title.endswith("…")
    assert len(title) < 420


@pytest.mark.parametrize(("language", "message"), [("vi", "Tệp có mật khẩu"), ("en", "The file is encrypted")])
def test_problems(language: str, message: str) -> None:
    problem = Problem(code="E104", message=PlanError("E104").message("vi"))
    summary = summary_of(record(status=Status.ENCRYPTED, text="", pages=[], problems=[problem]), language)
    assert f"  E104: {message}" in summary
