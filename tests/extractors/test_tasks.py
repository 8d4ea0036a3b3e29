"""Tasks: who leads, who coordinates, by when, for how much, in each of the forms in which plans say it."""
# ruff: noqa: E501, SIM905 - tables of cases, a case a line

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Cell, Document, Line, Page, Table
from vnplan_extract.evaluation import matching
from vnplan_extract.evaluation.items import task_roles, task_values
from vnplan_extract.evaluation.matching import Item
from vnplan_extract.extractors import agencies, budget, deadlines, header, tasks
from vnplan_extract.extractors.blocks import Style
from vnplan_extract.extractors.context import Context
from vnplan_extract.limits import Limits
from vnplan_extract.readers import read
from vnplan_extract.record import Target, Task
from vnplan_extract.text import Text

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from plan_fixtures.catalogue import random_spec
from plan_fixtures.compose import compose
from plan_fixtures.render_text import render_text

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH HÀ GIANG\nSố: 12/KH-UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Hà Giang, ngày 05 tháng 3 năm 2024\n\nKẾ HOẠCH\nDọn kênh mương năm 2024\n\n"
)
TAIL = "\nNơi nhận:\n- Sở Y tế;\n- Lưu: VT.\nCHỦ TỊCH\nTrần Văn An\n"


def document_of(text: str, tables: tuple[Table, ...] = (), wrapped: bool = False) -> Document:
    lines = tuple(Line(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    page = Page(1, 0, len(text), lines)
    return Document("a.txt", "0" * 64, len(text), "text/plain", Text(text), (page,), tables, wrapped=wrapped)


def tasks_of(document: Document) -> list[Task]:
    context = Context(document)
    head = header.extract(context)
    mentions = agencies.find_mentions(context, head)
    named = agencies.extract(context, head)
    times = deadlines.extract(context, head, [])
    return tasks.extract(context, head, mentions, named, times, budget.extract(context, head))


def found(body: str, wrapped: bool = False) -> list[Task]:
    return tasks_of(document_of(HEAD + body + TAIL, wrapped=wrapped))


def who(items: list[Task]) -> list[tuple[str | None, list[str], list[str]]]:
    return [(item.section, item.lead, item.coordinating) for item in items]


# --- labels ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "II. NHIỆM VỤ\n1. Dọn kênh chính\n- Đơn vị chủ trì: Sở Y tế.\n- Đơn vị phối hợp: Sở Nội vụ, Công an tỉnh.\n- Thời gian: Quý II/2024.\n",
        "II. NHIỆM VỤ\n1. Dọn kênh chính\na) Nạo vét kênh.\nb) Cơ quan chủ trì: Sở Y tế.\nc) Cơ quan phối hợp: Sở Nội vụ, Công an tỉnh.\nd) Thời gian thực hiện: Quý II/2024.\n",
        "II. NHIỆM VỤ\n1. Dọn kênh chính\nCơ quan chủ trì: Sở Y tế\nCơ quan phối hợp: Sở Nội vụ và Công an tỉnh\nThời gian: Quý II năm 2024\n",
        "II. NHIỆM VỤ\n1. Dọn kênh chính theo đúng quy trình. Đơn vị chủ trì: Sở Y tế; đơn vị phối hợp: Sở Nội vụ, Công an tỉnh; thời gian: Quý II/2024.\n",
        "II. NHIỆM VỤ\n1. Dọn kênh chính\n1.1. Phân công thực hiện\n- Chủ trì: Sở Y tế.\n- Phối hợp: Sở Nội vụ, Công an tỉnh.\n- Thời hạn: từ tháng 4 đến tháng 6 năm 2024.\n",
        "II. NHIỆM VỤ\n1. Dọn kênh chính\n- Đơn vị chủ trì:\n+ Sở Y tế;\n- Đơn vị phối hợp:\n+ Sở Nội vụ;\n+ Công an tỉnh;\n- Thời gian: Quý II/2024.\n",
        "II. NHIỆM VỤ\n1. Dọn kênh chính\n- Sở chủ trì: Sở Y tế phối hợp với Sở Nội vụ, Công an tỉnh.\n- Thời gian: Quý II/2024.\n",
    ],
    ids=["dashes", "letters", "paragraphs", "inline", "nested", "lists below", "both in one label"],
)
def test_labels_under_an_item(body: str) -> None:
    (task,) = found(body)
    assert (task.section, task.lead, task.coordinating) == ("II.1", ["Sở Y tế"], ["Sở Nội vụ", "Công an tỉnh Hà Giang"])
    assert (task.start, task.end) == ("2024-04", "2024-06")
    assert task.title.startswith("Dọn kênh chính")
    assert task.rule == "task.labels"


def test_each_item_has_its_own_labels() -> None:
    body = "".join(
        f"{n}. Việc thứ {n}\n- Đơn vị chủ trì: {lead}.\n- Thời gian: Quý {quarter}/2024.\n- Kinh phí: {n}0 triệu đồng.\n"
        for n, (lead, quarter) in enumerate((("Sở Y tế", "I"), ("Sở Nội vụ", "II"), ("Sở Tài chính", "III")), 1)
    )
    assert [(t.lead, t.end, t.amount_vnd) for t in found(f"II. NHIỆM VỤ\n{body}")] == [
        (["Sở Y tế"], "2024-03", 10_000_000),
        (["Sở Nội vụ"], "2024-06", 20_000_000),
        (["Sở Tài chính"], "2024-09", 30_000_000),
    ]


def test_groups_of_labels_under_one_item_belong_to_the_paragraphs_above_them() -> None:
    body = (
        "II. NHIỆM VỤ\n1. Dọn kênh\n- Kênh chính phía đông;\nĐơn vị chủ trì: Sở Y tế\nThời gian: Quý I/2024\n"
        "- Kênh nhánh phía tây;\nĐơn vị chủ trì: Sở Nội vụ\nThời gian: Quý II/2024\n"
    )
    assert [(t.lead, t.end) for t in found(body)] == [(["Sở Y tế"], "2024-03"), (["Sở Nội vụ"], "2024-06")]


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("Thời gian hoàn thành: Tháng 7/2024", None, "2024-07"),
        ("Thời gian thực hiện: Quý III/2024", "2024-07", "2024-09"),
        ("Thời gian: năm 2024", "2024", "2024"),
        ("Thời gian: từ năm 2024 đến năm 2026", "2024", "2026"),
        ("Hoàn thành: trước ngày 15/12/2024", None, "2024-12-15"),
        ("Thời gian thực hiện: Thường xuyên", None, None),
        ("Thời hạn: đến hết năm 2025", None, "2025"),
    ],
)
def test_the_time_of_a_label(label: str, start: str | None, end: str | None) -> None:
    (task,) = found(f"II. NHIỆM VỤ\n1. Dọn kênh chính\n- Đơn vị chủ trì: Sở Y tế.\n- {label}.\n")
    assert (task.start, task.end) == (start, end)


def test_the_product_and_the_links() -> None:
    (task,) = found(
        "II. NHIỆM VỤ\n1. Dọn kênh chính\n- Đơn vị chủ trì: Sở Y tế.\n- Thời gian: Quý II/2024.\n- Kinh phí: 30 triệu đồng.\n- Sản phẩm: Báo cáo kết quả.\n"
    )
    assert task.product == "Báo cáo kết quả"
    assert task.amount_vnd == 30_000_000
    assert len(task.agencies) == len(task.budget) == 1
    assert task.deadline is not None


@pytest.mark.parametrize(
    ("labels", "coordinating", "end"),
    [
        (
            "- Cơ quan được giao: Sở Y tế.\n- Cơ quan tham gia: Sở Nội vụ.\n- Hoàn thành trong quý III năm 2024.",
            ["Sở Nội vụ"],
            "2024-09",
        ),
        (
            "- Đơn vị phụ trách: Sở Y tế.\n- Đơn vị phối hợp triển khai: Sở Nội vụ.\n- Lộ trình thực hiện: 2024 - 2025.",
            ["Sở Nội vụ"],
            "2025",
        ),
        (
            "- Đơn vị thực hiện: Sở Y tế chủ trì; Sở Nội vụ và Công an tỉnh phối hợp.\n- Thời gian: 2024.",
            ["Sở Nội vụ", "Công an tỉnh Hà Giang"],
            "2024",
        ),
        (
            "- Đơn vị thực hiện: Sở Y tế (chủ trì), Sở Nội vụ (phối hợp); hoàn thành trong tháng 5/2024.",
            ["Sở Nội vụ"],
            "2024-05",
        ),
        (
            "- Đơn vị chủ trì:\n- Sở Y tế\n- Đơn vị phối hợp:\n- Sở Nội vụ\n- Thời hạn: 30/6/2024",
            ["Sở Nội vụ"],
            "2024-06-30",
        ),
    ],
)
def test_other_words_of_labels(labels: str, coordinating: list[str], end: str) -> None:
    (task,) = found(f"II. NHIỆM VỤ\n1. Dọn kênh chính\n{labels}\n")
    assert (task.section, task.lead, task.coordinating, task.end) == ("II.1", ["Sở Y tế"], coordinating, end)


def test_labels_in_dashed_tasks() -> None:
    body = (
        "II. NHIỆM VỤ\n- Dọn kênh chính phía đông. Chủ trì: Sở Y tế. Thời gian: Quý II/2024.\n"
        "- Dọn kênh nhánh phía tây. Chủ trì: Sở Nội vụ. Thời gian: Quý III/2024.\n"
    )
    assert [(t.lead, t.end) for t in found(body)] == [(["Sở Y tế"], "2024-06"), (["Sở Nội vụ"], "2024-09")]


def test_labels_run_together_in_one_line() -> None:
    body = (
        "II. NHIỆM VỤ 1. Dọn kênh chính cho kịp mùa mưa - Chủ trì thực hiện: Sở Y tế. - Đơn vị phối hợp: Các Sở: Nội vụ, Tài chính. "
        "2. Trồng cây ven kênh - Chủ trì thực hiện: Sở Xây dựng. "
    )
    assert [(t.lead, t.coordinating) for t in found(body, wrapped=True)] == [
        (["Sở Y tế"], ["Sở Nội vụ", "Sở Tài chính"]),
        (["Sở Xây dựng"], []),
    ]


# --- implementation sections -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [("1. ", "2. "), ("a) ", "b) "), ("- ", "- "), ("1.1. ", "1.2. "), ("(1) ", "(2) ")],
    ids=["numbered", "lettered", "dashed", "second level", "parentheses"],
)
def test_each_body_of_an_implementation_section_has_a_task(first: str, second: str) -> None:
    body = (
        f"III. TỔ CHỨC THỰC HIỆN\n{first}Sở Y tế: Chủ trì, phối hợp với Sở Nội vụ dọn kênh.\n"
        f"{second}Công an tỉnh phối hợp với Sở Y tế giữ trật tự.\n"
    )
    assert [(t.lead, t.coordinating) for t in found(body)] == [
        (["Sở Y tế"], ["Sở Nội vụ"]),
        (["Công an tỉnh Hà Giang"], ["Sở Y tế"]),
    ]


@pytest.mark.parametrize(
    ("item", "lead"),
    [
        ("Sở Y tế\n- Dọn kênh chính.\n- Báo cáo kết quả.", ["Sở Y tế"]),
        ("Sở Y tế:", ["Sở Y tế"]),
        ("Sở Y tế, Sở Nội vụ: Dọn kênh.", ["Sở Y tế", "Sở Nội vụ"]),
        ("Giao Sở Y tế dọn kênh.", ["Sở Y tế"]),
        ("Đề nghị Hội Nông dân tỉnh vận động hội viên.", ["Hội Nông dân tỉnh Hà Giang"]),
        ("Yêu cầu Sở Y tế dọn kênh.", ["Sở Y tế"]),
        ("Trách nhiệm của Sở Y tế", ["Sở Y tế"]),
        ("Giám đốc Sở Y tế chỉ đạo việc dọn kênh.", ["Sở Y tế"]),
        ("Các Sở Y tế, Nội vụ dọn kênh.", ["Sở Y tế", "Sở Nội vụ"]),
        ("Sở Y tế mở lớp dạy bơi.", ["Sở Y tế"]),
        ("Phòng Nghiệp vụ dược (Sở Y tế) dọn kênh.", ["Phòng Nghiệp vụ dược", "Sở Y tế"]),
        ("Thủ trưởng các phòng thuộc Sở Y tế; Giám đốc Sở Nội vụ căn cứ kế hoạch này dọn kênh.", ["Sở Nội vụ"]),
        ("Đồng chí Chánh Văn phòng UBND tỉnh đôn đốc.", ["Văn phòng Ủy ban nhân dân tỉnh Hà Giang"]),
        ("Sở Y tế chủ trì thử nước; Sở Tài chính bố trí kinh phí.", ["Sở Y tế", "Sở Tài chính"]),
        ("Chủ tịch Ủy ban nhân dân UBND cấp xã đôn đốc dọn kênh.", ["Ủy ban nhân dân cấp xã"]),
        ("Chi cục Thủy lợi khu vực 3\n- Dọn kênh.", ["Chi cục Thủy lợi khu vực 3"]),
        ("Công ty Cổ phần Công trình Sông Lô\n- Dọn kênh.", ["Công ty Cổ phần Công trình Sông Lô"]),
        ("Kinh phí do Sở Tài chính cấp.", None),
        ("Trong quá trình thực hiện, nếu có vướng mắc, báo cáo Sở Y tế.", None),
    ],
)
def test_the_lead_of_an_item(item: str, lead: list[str] | None) -> None:
    items = found(f"III. TỔ CHỨC THỰC HIỆN\n1. {item}\n")
    assert [t.lead for t in items] == ([lead] if lead else [])


def test_an_item_with_an_unknown_name_in_its_heading() -> None:
    (task,) = found("II. NHIỆM VỤ\n1. Sở Y tế, Khu quản lý kênh số III: Dọn kênh chính.\n")
    assert task.lead == ["Sở Y tế"]


def test_a_body_of_two_names_is_one_as_among_the_agencies() -> None:
    text = "1. Dọn kênh\n- UBND cấp xã dọn kênh.\n2. Vớt bèo\n- UBND các xã, phường vớt bèo.\n- UBND cấp xã báo cáo.\n"
    one, two = found(f"II. NHIỆM VỤ\n{text}")
    assert len(two.lead) == 1
    assert one.lead == two.lead


def test_bodies_with_a_slash_between() -> None:
    labels = "- Cơ quan chủ trì: Sở Y tế/Sở Nội vụ.\n- Cơ quan phối hợp: Sở Xây dựng/Sở Tài chính.\n"
    expected = [("II.1", ["Sở Y tế", "Sở Nội vụ"], ["Sở Xây dựng", "Sở Tài chính"])]
    assert who(found(f"II. NHIỆM VỤ\n1. Dọn kênh\n{labels}")) == expected


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("1. Sở Y tế: phần số liệu về nước.\n2. Sở Nội vụ liên hệ với Sở Y tế qua mạng.\n", []),
        ("1. Mạng nước\n- Sở Y tế đo nước ở hai trạm.\n- Giao Sở Nội vụ lập danh sách.\n", [["Sở Nội vụ"]]),
        ("1. Mạng nước\nSở Y tế có trách nhiệm đo nước.\n", [["Sở Y tế"]]),
        ("1. Tổ chức thực hiện\n1.1. Sở Y tế\n- Đo nước.\n", [["Sở Y tế"]]),
    ],
)
def test_a_text_that_is_no_administrative_document_gives_work_in_so_many_words(
    text: str, lead: list[list[str]]
) -> None:
    assert [task.lead for task in tasks_of(document_of(f"MẠNG ĐO NƯỚC\n\n{text}"))] == lead


@pytest.mark.parametrize("heading", ["Chức năng, nhiệm vụ của Sở Y tế", "Cơ cấu tổ chức", "Quyền hạn của Sở Y tế"])
def test_what_describes_a_body_assigns_nothing(heading: str) -> None:
    assert found(f"II. BỘ MÁY\n1. {heading}\n- Sở Y tế theo dõi nước kênh.\n") == []


def test_telephone_numbers_are_no_work() -> None:
    assert found("II. NHIỆM VỤ\n1. Lập nhóm trực\n- Sở Y tế: 0219.386.0000\n") == []


# --- running text ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lead", "coordinating"),
    [
        (
            "Dọn kênh chính. Giao Sở Y tế chủ trì, phối hợp với Sở Nội vụ và các đơn vị liên quan thực hiện.",
            ["Sở Y tế"],
            ["Sở Nội vụ"],
        ),
        (
            "Dọn kênh chính. Việc này do Sở Y tế chủ trì, Sở Nội vụ và Công an tỉnh phối hợp.",
            ["Sở Y tế"],
            ["Sở Nội vụ", "Công an tỉnh Hà Giang"],
        ),
        ("Dọn kênh chính do Sở Y tế thực hiện.", ["Sở Y tế"], []),
        ("Dọn kênh chính. Sở Y tế chủ trì, phối hợp chặt chẽ với Sở Nội vụ triển khai.", ["Sở Y tế"], ["Sở Nội vụ"]),
        ("Dọn kênh chính. Phân công Sở Y tế cùng với Sở Nội vụ thực hiện.", ["Sở Y tế", "Sở Nội vụ"], []),
        ("Giao các đơn vị (Sở Y tế, Sở Nội vụ) dọn kênh.", ["Sở Y tế", "Sở Nội vụ"], []),
    ],
)
def test_an_assignment_in_running_text(text: str, lead: list[str], coordinating: list[str]) -> None:
    assert who(found(f"II. NHIỆM VỤ\n1. {text}\n")) == [("II.1", lead, coordinating)]


@pytest.mark.parametrize(
    "text",
    [
        "Sở Y tế đã dọn kênh chính.",
        "Kênh chính của Sở Y tế dài 3 km.",
        "Sở Y tế gồm bốn phòng.",
        "Dọn kênh. Sở Y tế hiện có hai máy xúc.",
        "Báo cáo kết quả về Sở Y tế.",
        "Dọn kênh. Chủ tịch Ủy ban nhân dân tỉnh yêu cầu các thôn ra quân.",
        "Địa điểm: Sở Y tế, số 1 đường Bờ Kênh.",
        "Kinh phí: Giao Sở Tài chính bố trí.",
        "Vớt bèo. Hiện nay việc này do Sở Y tế thực hiện.",
    ],
)
def test_what_assigns_nothing(text: str) -> None:
    assert found(f"II. NHIỆM VỤ\n1. {text}\n") == []


@pytest.mark.parametrize(
    "heading", ["MỤC TIÊU", "THỰC TRẠNG", "TÌNH HÌNH KÊNH MƯƠNG", "KẾT QUẢ ĐẠT ĐƯỢC", "CĂN CỨ", "ĐÁNH GIÁ CHUNG"]
)
def test_sections_that_tell_of_the_past_or_of_aims_have_no_tasks(heading: str) -> None:
    assert found(f"I. {heading}\n1. Sở Y tế chủ trì dọn kênh.\n") == []


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Giao Sở Y tế dọn kênh, hoàn thành trước ngày 30/4/2024.", "2024-04-30"),
        ("Giao Sở Y tế dọn kênh xong trong tháng 4 năm 2024.", "2024-04"),
        ("Giao Sở Y tế dọn kênh, thực hiện đến hết năm 2025.", "2025"),
        ("Giao Sở Y tế dọn kênh, chậm nhất ngày 30 tháng 4 năm 2024.", "2024-04-30"),
        ("Giao Sở Y tế dọn kênh theo Quyết định số 7/QĐ-UBND ngày 01/02/2024.", None),
        ("Giao Sở Y tế dọn kênh.", None),
    ],
)
def test_a_due_date_in_running_text(text: str, end: str | None) -> None:
    assert [(t.start, t.end) for t in found(f"II. NHIỆM VỤ\n1. {text}\n")] == [(None, end)]


def test_the_articles_of_a_decision() -> None:
    body = (
        "QUYẾT ĐỊNH:\nĐiều 1. Phê duyệt Kế hoạch dọn kênh.\nĐiều 2. Giao Sở Y tế chủ trì, phối hợp với Sở Nội vụ thực hiện.\n"
        "Điều 3. Chánh Văn phòng, Giám đốc Sở Y tế chịu trách nhiệm thi hành Quyết định này./.\n"
    )
    assert who(found(body)) == [("Điều 2", ["Sở Y tế"], ["Sở Nội vụ"])]


def test_nothing_is_assigned_among_recipients_or_in_the_head() -> None:
    assert found("II. NHIỆM VỤ\n1. Dọn kênh.\n") == []


def test_sub_items_belong_to_their_item_unless_they_name_a_body_of_their_own() -> None:
    body = (
        "II. NHIỆM VỤ\n1. Dọn kênh\na) Sở Y tế chủ trì dọn kênh chính.\nb) Sở Nội vụ chủ trì dọn kênh nhánh.\n"
        "2. Trồng cây\n- Giao Sở Xây dựng trồng cây.\n- Chăm sóc cây.\n"
    )
    assert who(found(body)) == [
        ("II.1.a", ["Sở Y tế"], []),
        ("II.1.b", ["Sở Nội vụ"], []),
        ("II.2", ["Sở Xây dựng"], []),
    ]


def test_a_body_s_item_takes_in_its_numbered_parts_but_not_those_of_others() -> None:
    body = (
        "III. TRÁCH NHIỆM CỦA CÁC SỞ\nĐiều 7. Sở Y tế\n1. Phối hợp với Sở Nội vụ dọn kênh.\n2. Báo cáo trước ngày 30/6/2024.\n"
        "3. Vớt bèo: Sở Xây dựng.\nĐiều 8. Công an tỉnh\n1. Giữ trật tự.\n"
    )
    assert [(t.section, t.lead, t.coordinating, t.end) for t in found(body)] == [
        ("III.Điều 7", ["Sở Y tế"], ["Sở Nội vụ"], "2024-06-30"),
        ("III.Điều 8", ["Công an tỉnh Hà Giang"], [], None),
    ]


def test_labels_without_a_lead_under_a_body_s_item_are_of_its_task() -> None:
    body = (
        "II. NHIỆM VỤ\n1. Sở Y tế\na) Dọn kênh chính; đơn vị phối hợp: Sở Nội vụ; thời gian hoàn thành: tháng 5/2024.\n"
        "b) Vớt bèo; đơn vị phối hợp: Sở Xây dựng.\n2. Sở Tư pháp\na) Soạn quy định.\n"
    )
    assert who(found(body)) == [("II.1", ["Sở Y tế"], ["Sở Nội vụ", "Sở Xây dựng"]), ("II.2", ["Sở Tư pháp"], [])]


def test_a_dashed_part_with_a_lead_and_a_time_of_its_own_is_a_task() -> None:
    body = (
        "II. NỘI DUNG\n1. Các bước dọn kênh\n- Bước 1: Sở Y tế lập danh sách kênh trước ngày 15/4/2024.\n"
        "- Bước 2: Sở Nội vụ chọn người trước ngày 30/4/2024.\n2. Sở Xây dựng\n- Sở Xây dựng đóng cọc trước ngày 31/5/2024.\n"
    )
    assert [(t.section, t.lead, t.end) for t in found(body)] == [
        ("II.1", ["Sở Y tế"], "2024-04-15"),
        ("II.1", ["Sở Nội vụ"], "2024-04-30"),
        ("II.2", ["Sở Xây dựng"], "2024-05-31"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "Các đơn vị được cấp xuồng gồm có:\n- Sở Y tế\n- Sở Nội vụ\n",
        "1. Dọn kênh\n- Thành phần: Sở Y tế, Sở Nội vụ cử người dự.\n",
        "1. Sở Y tế thông báo để mọi trạm bơm biết.\n",
        "1. Lịch vớt bèo\nNgày\tSáng\tChiều\n2/5\tSở Y tế\tSở Nội vụ\n3/5\tSở Xây dựng\tSở Tư pháp\n",
    ],
)
def test_what_only_names_bodies(body: str) -> None:
    assert found(f"II. NỘI DUNG\n{body}") == []


# --- tables ----------------------------------------------------------------------------------

COLUMNS = ("TT", "Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm")
ROWS = (
    ("1", "Dọn kênh chính", "Sở Y tế", "Sở Nội vụ, Công an tỉnh", "Quý II/2024", "Báo cáo"),
    ("2", "Trồng cây ven kênh", "Sở Xây dựng", "", "Trước ngày 15/12/2024", ""),
)


def document_with_table(*rows: tuple[str, ...]) -> Document:
    text = HEAD + "II. NHIỆM VỤ\n"
    begin = len(text)
    cells = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            cells.append(Cell(len(text), len(text) + len(cell), r, c))
            text += cell + ("\n" if c == len(row) - 1 else "\t")
    table = Table(begin, len(text), 1, tuple(cells))
    return document_of(text + "III. KINH PHÍ\n" + TAIL, (table,))


@pytest.mark.parametrize("repeated", [False, True], ids=["once", "heading again on the next page"])
def test_each_row_of_a_task_table_is_a_task(repeated: bool) -> None:
    rows = (COLUMNS, ROWS[0], COLUMNS, ROWS[1]) if repeated else (COLUMNS, *ROWS)
    items = tasks_of(document_with_table(*rows))
    assert [(t.section, t.title, t.lead, t.coordinating, t.start, t.end, t.product) for t in items] == [
        ("1", "Dọn kênh chính", ["Sở Y tế"], ["Sở Nội vụ", "Công an tỉnh Hà Giang"], None, "2024-06", "Báo cáo"),
        ("2", "Trồng cây ven kênh", ["Sở Xây dựng"], [], None, "2024-12-15", None),
    ]
    assert {t.rule for t in items} == {"task.table"}


def test_a_table_set_with_tabs_in_plain_text() -> None:
    text = HEAD + "II. NHIỆM VỤ\n" + "\n".join("\t".join(row) for row in (COLUMNS, *ROWS)) + "\nIII. KINH PHÍ\n" + TAIL
    assert [(t.lead, t.end) for t in tasks_of(document_of(text))] == [
        (["Sở Y tế"], "2024-06"),
        (["Sở Xây dựng"], "2024-12-15"),
    ]


def test_the_columns_of_money_and_of_days() -> None:
    columns = ("TT", "Hoạt động", "Trách nhiệm", "Bắt đầu", "Kết thúc", "Kinh phí (triệu đồng)")
    first = ("1", "Dọn kênh chính", "Sở Y tế", "01/4/2024", "30/6/2024", "1.250")
    (task,) = tasks_of(document_with_table(columns, first))
    assert (task.start, task.end, task.amount_vnd) == ("2024-04-01", "2024-06-30", 1_250_000_000)


def test_the_heading_over_a_table_names_who_leads_its_rows() -> None:
    columns, rows = (
        ("TT", "Nhiệm vụ", "Thời gian hoàn thành"),
        (("1", "Dọn kênh", "Tháng 6/2024"), ("2", "Vớt bèo", "Tháng 7/2024")),
    )
    text = HEAD + "II. NHIỆM VỤ\n"
    for name in ("1. Sở Y tế (2 nhiệm vụ):", "2. Phòng Kênh mương, Thủy lợi (2 nhiệm vụ):"):
        text += f"{name}\n" + "\n".join("\t".join(row) for row in (columns, *rows)) + "\n"
    assert [(t.section, t.lead, t.end) for t in tasks_of(document_of(text + TAIL))] == [
        ("1", ["Sở Y tế"], "2024-06"),
        ("2", ["Sở Y tế"], "2024-07"),
        ("1", ["Phòng Kênh mương, Thủy lợi"], "2024-06"),
        ("2", ["Phòng Kênh mương, Thủy lợi"], "2024-07"),
    ]


def test_a_table_goes_on_as_a_table_of_its_own() -> None:
    text, tables = HEAD + "II. NHIỆM VỤ\n", []
    for rows in ((COLUMNS, ROWS[0]), (ROWS[1],)):
        begin, cells = len(text), []
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                cells.append(Cell(len(text), len(text) + len(cell), r, c))
                text += cell + ("\n" if c == len(row) - 1 else "\t")
        tables.append(Table(begin, len(text), 1, tuple(cells)))
        text += "2\n"
    work = tasks_of(document_of(text + TAIL, tuple(tables)))
    assert [(t.lead, t.end) for t in work] == [(["Sở Y tế"], "2024-06"), (["Sở Xây dựng"], "2024-12-15")]


def test_a_table_without_a_column_for_who_leads_has_no_tasks() -> None:
    assert tasks_of(document_with_table(("TT", "Nội dung", "Kinh phí"), ("1", "Sở Y tế dọn kênh", "30"))) == []


# --- links -----------------------------------------------------------------------------------


def test_a_target_belongs_to_the_smallest_task_that_holds_it() -> None:
    text = (
        HEAD
        + "II. NHIỆM VỤ\n1. Giao Sở Y tế dọn kênh.\n- Dọn 30 km kênh.\n2. Giao Sở Nội vụ trồng cây.\n- Trồng 500 cây.\n"
        + TAIL
    )
    context = Context(document_of(text))
    work = tasks_of(context.document)

    def aim(quote: str) -> Target:
        start = text.index(quote)
        return Target(
            id="t", evidence=[context.evidence(start, start + len(quote))], confidence=1, rule="r", value=1, unit="km", subject="kênh"
        )  # fmt: skip

    aims = [aim("30 km"), aim("500 cây"), aim("năm 2024")]
    tasks.link(context, work, aims, [])
    assert [a.task for a in aims] == ["k1", "k2", None]


# --- properties ------------------------------------------------------------------------------


def fits(truth: Item, item: Item) -> bool:
    return (matching.fits_role if "agency" in truth else matching.fits_task_value)(truth, item) > 0


@pytest.mark.slow
def test_nothing_of_a_task_attaches_to_another() -> None:
    """On plans of known truth, a body, time or amount is never found at another task than that which has it."""
    started = time.perf_counter()
    total = missed = 0
    strayed: list[Item] = []
    for index in range(40):
        plan = compose(random_spec("tasks", index))
        work = [task.model_dump(mode="json") for task in tasks_of(read(render_text(plan), "plan.txt", Limits()))]
        for kind in (task_values, task_roles):
            wanted, got = kind(plan.truth), kind({"tasks": work})
            total += len(got)
            missed += sum(not any(fits(w, item) for item in got) for w in wanted if not w.get("optional"))
            strayed += [
                item
                for item in got
                if not any(fits(w, item) for w in wanted)
                and any(fits({**w, "task": item["task"]}, item) for w in wanted)
            ]
    assert total > 900
    assert strayed == []
    assert missed / total < 0.03
    assert time.perf_counter() - started < 20


PIECES = st.sampled_from(
    [*"I. |II. |1. |2. |a) |- |\n|Sở Y tế |Sở Nội vụ|Giao |chủ trì, |phối hợp với |Đơn vị chủ trì: |Thời gian: |Quý II/2024|Kinh phí: 30 triệu đồng"
     "|TỔ CHỨC THỰC HIỆN\n|Điều 2. |do |; |. |, |các đơn vị |\t|TT\tNội dung\tCơ quan chủ trì\n|Phòng Nghiệp vụ |Nơi nhận:\n".split("|")]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(max_size=150), st.lists(PIECES, max_size=40).map("".join)), st.booleans())
def test_any_text_has_tasks_with_exact_quotes_and_bodies_apart(text: str, wrapped: bool) -> None:
    text = HEAD + text + "\n"
    for index, task in enumerate(tasks_of(document_of(text, wrapped=wrapped)), 1):
        assert task.id == f"k{index}"
        assert task.lead or task.coordinating
        assert not set(task.lead) & set(task.coordinating)
        assert len(set(task.lead)) == len(task.lead)
        for evidence in task.evidence:
            assert evidence.quote == text[evidence.start : evidence.end] != ""


def test_time_grows_with_the_length_only() -> None:
    body = "1. Giao Sở Y tế chủ trì, phối hợp với Sở Nội vụ, Công an tỉnh dọn kênh. Đơn vị phối hợp: Sở Tài chính; thời gian: Quý II/2024.\n"
    document = document_of(HEAD + body * (1_000_000 // len(body)))
    context = Context(document)
    started = time.perf_counter()
    assert sum(block.style == Style.DECIMAL for block in context.blocks) > 5_000
    head = header.extract(context)
    assert time.perf_counter() - started < 4
    mentions = agencies.find_mentions(context, head)
    started = time.perf_counter()
    assert len(tasks.extract(context, head, mentions, [], [], [])) > 5_000
    assert time.perf_counter() - started < 8
