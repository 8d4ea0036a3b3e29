"""Why an item is in a record, and how a person reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vnplan_extract import PlanError, data, explain, extract
from vnplan_extract.export.explanation_view import shown
from vnplan_extract.record import Finding, Record, from_json, to_json

FIXTURES = Path(__file__).parents[2] / "fixtures"
PLAN = """ỦY BAN NHÂN DÂN
TỈNH HÀ NAM
Số: 45/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nam, ngày 12 tháng 3 năm 2019

KẾ HOẠCH
Trồng cây ven đường năm 2019

Căn cứ Nghị định số 64/2010/NĐ-CP ngày 11 tháng 6 năm 2010 của Chính phủ về quản lý cây xanh đô thị.

I. MỤC TIÊU
- Phấn đấu 90% tuyến đường có cây xanh.

II. NHIỆM VỤ
1. Ươm cây giống
- Cơ quan chủ trì: Sở Xây dựng.
- Cơ quan phối hợp: Sở Tài chính.
- Thời gian hoàn thành: tháng 9/2019.
- Kinh phí: 250 triệu đồng.
"""


@pytest.fixture(scope="module")
def record() -> Record:
    return extract(PLAN.encode())


def test_value_rule_and_rows(record: Record) -> None:
    why = explain(record, record.citations[0].id)
    assert (why.field, why.value["number"], why.confidence) == (
        "citations", "64/2010/NĐ-CP", record.citations[0].confidence,
    )  # fmt: skip
    assert why.rule is not None
    assert why.rule.vi == data.rules()["citation.numbered"].vi
    assert [(row.attribute, row.table, row.row["name"]) for row in why.rows] == [
        ("type", "document_types.tsv", "Nghị định"),
        ("issuer", "agencies.tsv", "Chính phủ"),
    ]


def test_evidence_with_the_text_around_it(record: Record) -> None:
    place = explain(record, record.citations[0].id).evidence[0]
    assert record.text[: place.evidence.start].endswith(place.before)
    assert record.text[place.evidence.end :].startswith(place.after)
    assert place.before.endswith("Căn cứ ")
    assert place.after.startswith(" về quản lý cây xanh đô thị.")
    assert (place.origin, place.changes) == ("text", [])


def test_links_in_both_directions(record: Record) -> None:
    task = next(task for task in record.tasks if task.lead)
    there = explain(record, task.id).links
    assert {link.attribute for link in there if link.direction == "to"} >= {"agencies", "deadline", "budget"}
    for link in there:
        back = [(one.item, one.attribute) for one in explain(record, link.item).links if one.direction == "from"]
        assert link.direction == "from" or (task.id, link.attribute) in back


def test_finding_and_what_it_is_about(record: Record) -> None:
    target = record.targets[0]
    odd = Finding(
        id="f9", evidence=target.evidence, confidence=0.8, rule="finding.share", kind="share_mismatch", note="lệch"
    )
    both = record.model_copy(update={"findings": [odd]})
    assert [link.item for link in explain(both, "f9").links] == [target.id]
    assert [query.item for query in explain(both, target.id).findings] == ["f9"]
    assert explain(record, target.id).findings == []


def test_finding_in_a_table() -> None:
    record = extract(FIXTURES / "plans/nong-thon-moi-duc-trong-2025.txt")
    odd = next(finding for finding in record.findings if finding.rule == "finding.table_row")
    table = record.tables[0]
    assert odd.id in [query.item for query in explain(record, table.id).findings]
    assert table.id in [link.item for link in explain(record, odd.id).links]


def test_field_of_the_header(record: Record) -> None:
    why = explain(record, "header.place")
    assert (why.value, why.evidence[0].evidence.quote, why.rows[0].table) == ("Hà Nam", "Hà Nam", "provinces.tsv")
    unsaid = explain(record, "header.promulgated_by")
    assert (unsaid.value, unsaid.rule, unsaid.evidence) == (None, None, [])


def test_what_was_restored() -> None:
    spoilt = extract(
        "KE HOACH\nTrong cay nam 2024\n\nCan cứ Quyet dinh so 15/2020/QD-TTg ngay 02 thang 6 nam 2020 cua Thu tuong "
        "Chinh phu ve phat trien rung va che bien go, bao ve moi truong.\n".encode()
    )
    place = explain(spoilt, spoilt.citations[0].id).evidence[0]
    assert place.evidence.raw is not None
    assert ("tuong", "tướng") in [(change.source, change.text) for change in place.changes]


def test_other_forms() -> None:
    record = extract(
        "KẾ HOẠCH\nTrồng cây năm 2024\n\nI. VIỆC\n1. Sở GD&ĐT trồng cây. Sở Giáo dục và Đào tạo tưới.\n".encode()
    )
    agency = record.agencies[0].model_copy(update={"also": ["Sở GD&ĐT"]})
    assert explain(record.model_copy(update={"agencies": [agency]}), agency.id).alternatives == ["Sở GD&ĐT"]


@pytest.mark.parametrize("item", ["c99", "", "header", "header.colour", "C1"])
def test_unknown_item(record: Record, item: str) -> None:
    with pytest.raises(PlanError) as error:
        explain(record, item)
    assert error.value.kind.code == "E211"
    assert "header.number" in error.value.message("vi")
    assert record.citations[0].id in error.value.message("en")


def test_rule_without_a_row(record: Record) -> None:
    odd = record.citations[0].model_copy(update={"rule": "ner.citation"})
    why = explain(record.model_copy(update={"citations": [odd]}), odd.id)
    assert why.rule is not None
    assert (why.rule.name, why.rule.vi) == ("ner.citation", "")
    assert "không có trong bảng quy tắc" in shown(why)


def test_view_of_every_item_in_both_languages(record: Record) -> None:
    items = [one.id for one in record.items()] + [f"header.{name}" for name in type(record.header).model_fields]
    for item in items:
        why = explain(record, item)
        vi, en = (shown(why, language) for language in ("vi", "en"))
        assert vi.startswith(f"{item} · ")
        assert "Giá trị" in vi
        assert "Value" in en
        assert "\x1b" not in vi + en
        assert json.loads(why.model_dump_json())["item"] == item


def test_view_marks_the_quote(record: Record) -> None:
    text = " ".join(shown(explain(record, "header.number")).split())
    assert "Số: ⟦45/KH-UBND⟧ CỘNG HÒA" in text


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", '{"schema_version": "1.0"}'])
def test_what_is_no_record(text: str) -> None:
    with pytest.raises(PlanError) as error:
        from_json(text, "x.json")
    assert error.value.kind.code == "E204"
    assert "x.json" in error.value.message()


def test_record_there_and_back(record: Record) -> None:
    assert from_json(to_json(record)) == record
