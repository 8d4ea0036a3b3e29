"""Blocks: every style of numbering, wrapped or not, and what is no number of an item."""
# ruff: noqa: E501, SIM905 - tables of cases, a case a line

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Cell, Document, Line, Page, Table
from vnplan_extract.extractors.blocks import Block, Style, split
from vnplan_extract.text import Edit, Text


def document_of(text: str, wrapped: bool = False, tables: tuple[Table, ...] = ()) -> Document:
    lines = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(Line(at, at + len(line)))
        at += len(line) + 1
    page = Page(1, 0, len(text), tuple(lines))
    return Document("a.txt", "0" * 64, len(text), "text/plain", Text(text), (page,), tables, wrapped=wrapped)


def blocks_of(text: str, wrapped: bool = False) -> tuple[Block, ...]:
    return split(document_of(text, wrapped), text.replace("\n", " ").replace("\t", " "))


def shape(text: str, wrapped: bool = False) -> list[tuple[str, str | None, str]]:
    """(style, number, first words) of each block."""
    return [
        (b.style.name, b.number, text[b.body : b.body + 12].split("\n")[0].strip()) for b in blocks_of(text, wrapped)
    ]


@pytest.mark.parametrize(
    ("line", "style", "number"),
    [
        ("Phần I. Đánh giá chung", "PART", "Phần I"),
        ("PHẦN THỨ NHẤT. ĐÁNH GIÁ", "PART", "Phần THỨ NHẤT"),
        ("Phần thứ hai: Nhiệm vụ", "PART", "Phần thứ hai"),
        ("Chương II Tổ chức", "CHAPTER", "Chương II"),
        ("Điều 2. Giao Sở Y tế", "ARTICLE", "Điều 2"),
        ("ĐIỀU 10: Hiệu lực", "ARTICLE", "Điều 10"),
        ("I. MỤC TIÊU", "ROMAN", "I"),
        ("IV/ Kinh phí", "ROMAN", "IV"),
        ("II - NỘI DUNG", "ROMAN", "II"),
        ("II) Nội dung", "ROMAN", "II"),
        ("HI. TỔ CHỨC THỰC HIỆN", "ROMAN", "III"),
        ("I1. NỘI DUNG CHÍNH", "ROMAN", "II"),
        ("II]. MỤC TIÊU CHUNG", "ROMAN", "III"),
        ("Ill. MỤC TIÊU CHUNG", "ROMAN", "III"),
        ("In. MỤC TIÊU CHUNG", "ROMAN", "III"),
        ("V!. MỤC TIÊU CHUNG", "ROMAN", "VI"),
        ("H. NỘI DUNG CHÍNH", "CAPITAL", "H"),
        ("11. NỘI DUNG CHÍNH", "DECIMAL", "11"),
        ("A. Phần chung", "CAPITAL", "A"),
        ("B/ Phần riêng", "CAPITAL", "B"),
        ("1. Mục đích", "DECIMAL", "1"),
        ("2) Yêu cầu", "DECIMAL", "2"),
        ("3/ Phạm vi", "DECIMAL", "3"),
        ("4, Phòng Văn hóa", "DECIMAL", "4"),
        ("4, 5 và 6 là ngày nghỉ", "PARAGRAPH", None),
        ("1.1. Chỉ tiêu chung", "DECIMAL_2", "1.1"),
        ("1.2 Chỉ tiêu riêng", "DECIMAL_2", "1.2"),
        ("2.1.3. Trồng rừng", "DECIMAL_3", "2.1.3"),
        ("2.1.3.1. Trồng keo", "DECIMAL_4", "2.1.3.1"),
        ("a) Tuyên truyền", "LETTER", "a"),
        ("đ. Kiểm tra", "LETTER", "đ"),
        ("c/ Tập huấn", "LETTER", "c"),
        ("a.1) Làm pano", "LETTER_2", "a.1"),
        ("b2. Phát tờ rơi", "LETTER_2", "b2"),
        ("(1) Họp dân", "PARENTHESIS", "(1)"),
        ("(2). Ký cam kết", "PARENTHESIS", "(2)"),
        ("* Giai đoạn đầu", "STAR", "*"),
        ("• Giai đoạn sau", "STAR", "*"),
        ("- Mở lớp", "DASH", "-"),
        ("– Mở lớp", "DASH", "-"),
        ("-Mở lớp", "DASH", "-"),
        ("+ Mở sổ", "PLUS", "+"),
        ("Nơi nhận:", "ZONE", None),
        ("TM. ỦY BAN NHÂN DÂN", "ZONE", None),
        ("KT. GIÁM ĐỐC", "ZONE", None),
        ("PHỤ LỤC II", "ZONE", None),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ZONE", None),
        ("KẾ HOẠCH", "ZONE", None),
        ("Căn cứ Luật Đê điều;", "PARAGRAPH", None),
        ("100 hộ được vay vốn", "PARAGRAPH", None),
        ("2.500 cây xanh được trồng", "PARAGRAPH", None),
        ("Vụ Đông năm nay", "PARAGRAPH", None),
    ],
)
def test_each_style_of_numbering(line: str, style: str, number: str | None) -> None:
    (block,) = blocks_of(line)
    assert (block.style.name, block.number) == (style, number)
    assert block.numbered == (Style.PART <= block.style <= Style.PARENTHESIS)


def test_items_nest_by_the_order_of_their_styles() -> None:
    text = "I. MỘT\n1. Hai\na) Ba\n- Bốn\n+ Năm\nb) Sáu\n2. Bảy\nII. TÁM"
    blocks = blocks_of(text)
    parents = [None if b.parent is None else blocks[b.parent].number for b in blocks]
    assert parents == [None, "I", "1", "a", "-", "1", "I", None]
    assert [b.last for b in blocks] == [7, 6, 5, 5, 5, 6, 7, 8]


def test_a_paragraph_stands_under_the_open_item_beside_its_bullets() -> None:
    blocks = blocks_of("1. Trồng cây\nMỗi hộ trồng hai cây.\n- Cây bóng mát\nTưới vào buổi sáng.")
    assert [b.parent for b in blocks] == [None, 0, 0, 0]


def test_wrapped_lines_belong_to_their_item() -> None:
    text = (
        "1. Tổ chức ba đợt ra quân làm sạch lòng kênh và hai\n"
        "bên bờ, mỗi đợt năm ngày, có dân các thôn tham gia.\n"
        "2. Phát dọn cỏ trên mặt đê theo kế hoạch đã giao cho\n"
        "các đội từ đầu mùa khô."
    )
    assert [number for _, number, _ in shape(text, wrapped=True)] == ["1", "2"]
    assert [number for _, number, _ in shape(text)] == ["1", None, "2", None]


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện các nội dung đã nêu tại điểm b khoản 4 Điều\n8. Quy chế của huyện, các đội báo cáo đầy đủ về xã",
        "Các xã gửi hồ sơ xin xác nhận theo hướng dẫn tại khoản\n4. Điều này áp dụng cho mọi hộ sống ở ven kênh",
        "Kế hoạch chia thành nhiều đợt, trong đó riêng đợt\n2. Mở ở các thôn vùng sâu và kéo dài hơn đợt còn lại",
        "Số hộ nghèo trong toàn xã theo kết quả rà soát còn\n15. Trong đó hộ không có sức lao động là phần nhiều",
    ],
)
def test_a_number_of_a_sentence_at_a_line_begin_is_no_item(text: str) -> None:
    assert len(blocks_of(text, wrapped=True)) == 1


def test_a_dash_inside_a_name_at_a_line_begin_is_no_bullet() -> None:
    text = (
        "1. Giao Phòng Nông nghiệp, Phòng Y tế và Phòng Lao động\n"
        "- Thương binh và Xã hội cùng tham mưu việc chăm lo cho\n"
        "các hộ khó khăn trong dịp Tết."
    )
    assert len(blocks_of(text, wrapped=True)) == 1


def test_items_run_together_in_one_line_are_told_apart() -> None:
    text = (
        "I. MỤC ĐÍCH 1. Giữ sạch lòng kênh. 2. Giảm rác ven bờ theo khoản 3 Điều 5 của Quy chế. "
        "II. NHIỆM VỤ 1. Ra quân hằng tuần: - Thôn Đông dọn kênh chính; - Thôn Đoài dọn kênh nhánh. "
        "a) Tập kết rác; b) Chở rác. Nơi nhận: - Các thôn;"
    )
    assert [number for _, number, _ in shape(text, wrapped=True)] == [
        "I", "1", "2", "II", "1", "-", "-", "a", "b", None, "-",
    ]  # fmt: skip


def test_items_of_a_quoted_text_are_not_items_of_this_one() -> None:
    text = "1. Sửa khoản 2 như sau: “2. Các thôn họp mỗi quý. 3. Biên bản gửi về xã.” 2. Bỏ khoản 5."
    assert [number for _, number, _ in shape(text, wrapped=True)] == ["1", "2"]


def test_a_label_begins_a_paragraph_in_wrapped_text() -> None:
    text = (
        "1. Nạo vét kênh chính và các kênh nhánh thuộc hai thôn\n"
        "Đơn vị chủ trì: Hợp tác xã Đông Hòa cùng các đội thủy lợi\n"
        "Thời gian: trong tháng 3 hằng năm và khi có yêu cầu của xã"
    )
    assert [b.parent for b in blocks_of(text, wrapped=True)] == [None, 0, 0]


def test_a_sentence_goes_on_behind_an_empty_line_that_a_misreading_engine_saw() -> None:
    text = "Các thôn họp dân để bàn\n\nviệc chung của làng xã.\n\nCác tổ báo cáo"
    document = document_of(text, wrapped=True)
    restored = replace(document, text=document.text.apply([Edit(0, 3, "Các", "restored", 0.9)]))
    flat = text.replace("\n", " ")
    assert [text[b.start : b.end] for b in split(restored, flat)] == [text[:48], "Các tổ báo cáo"]
    assert len(split(document, flat)) == 3


def test_an_empty_line_ends_a_paragraph_in_wrapped_text() -> None:
    assert len(blocks_of("Các thôn họp dân để bàn\n\nviệc chung của làng xã", wrapped=True)) == 2


def test_capitals_end_where_running_text_begins() -> None:
    text = "LÀM SẠCH KÊNH MƯƠNG NĂM\nHAI NGHÌN KHÔNG TRĂM\nNhững năm qua kênh mương đã được nạo vét nhưng còn rác"
    assert [first for _, _, first in shape(text, wrapped=True)] == ["LÀM SẠCH KÊN", "Những năm qu"]


def test_each_cell_of_a_table_begins_a_block() -> None:
    text = "Việc\tNgười\nDọn kênh\tÔng An"
    starts = [0, 5, 11, 20]
    cells = tuple(Cell(s, e, i // 2, i % 2) for i, (s, e) in enumerate(zip(starts, [4, 10, 19, 26], strict=True)))
    table = Table(0, len(text), 1, cells)
    found = split(document_of(text, tables=(table,)), text.replace("\n", " ").replace("\t", " "))
    assert [b.start for b in found] == starts


def test_nothing_in_an_empty_text() -> None:
    assert blocks_of("") == ()
    assert blocks_of(" \n \n") == ()


PIECES = st.sampled_from(
    "I. |II. |1. |2. |1.1. |a) |b) |- |+ |(1) |Điều 3. |Phần I |“|”|\n|\n\n|\t|KẾ HOẠCH\n|Nơi nhận: |Giao Sở Y tế |theo khoản "
    "|MỤC TIÊU |dọn kênh; |trồng cây. |TM. ỦY BAN |năm 2024 ".split("|")
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)), st.booleans())
def test_blocks_are_ordered_nested_and_inside_the_text(text: str, wrapped: bool) -> None:
    text = text.replace("\r", " ")
    blocks = blocks_of(text, wrapped)
    end = 0
    for index, block in enumerate(blocks):
        assert block.index == index
        assert end <= block.start <= block.body <= block.end <= len(text)
        assert text[block.start : block.end].strip()
        end = block.end
        assert index < block.last <= len(blocks)
        if block.parent is not None:
            parent = blocks[block.parent]
            assert block.parent < index < block.last <= parent.last
            assert parent.style < block.style or block.style == Style.PARAGRAPH
    held = sum(len(text[b.start : b.end].split()) for b in blocks)
    assert held >= len(text.split())  # nothing is left out


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("unit", ["1. Dọn kênh ở thôn Đông;\n", "“a) ", "phối hợp, ", "A B C D ", "- ", "I. "])
def test_time_grows_with_the_length_only(unit: str, wrapped: bool) -> None:
    text = unit * (300_000 // len(unit))
    started = time.perf_counter()
    blocks_of(text, wrapped)
    assert time.perf_counter() - started < 3
