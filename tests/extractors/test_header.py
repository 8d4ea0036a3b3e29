"""The header: its parts in all the forms in which they are printed."""
# ruff: noqa: E501, SIM905 - tables of cases, a case a line

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Box, Document, Line, Page
from vnplan_extract.extractors import header
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.limits import Limits
from vnplan_extract.readers import read
from vnplan_extract.record import Header
from vnplan_extract.text import Text


def result_of(text: str) -> HeaderResult:
    return header.extract(Context(read(text.encode(), "plan.txt", Limits())))


def header_of(text: str) -> Header:
    return result_of(text).header


NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
BODY = "\nI. MỤC ĐÍCH\n1. Giữ sạch lòng kênh và hai bên bờ.\n2. Giảm rác thải nhựa trong các thôn.\n"


def plan(
    left: str = "ỦY BAN NHÂN DÂN\nHUYỆN BA TRI",
    number: str = "Số: 12/KH-UBND",
    dateline: str = "Ba Tri, ngày 05 tháng 3 năm 2024",
    title: str = "KẾ HOẠCH\nDọn kênh mương năm 2024",
    opening: str = "",
    tail: str = "",
) -> str:
    return f"{left}\n{number}\n{NATION}{dateline}\n\n{title}\n{opening}{BODY}{tail}"


# --- the letterhead --------------------------------------------------------------------------

LEFT, RIGHT = ("ỦY BAN NHÂN DÂN", "HUYỆN BA TRI"), tuple(NATION.split("\n")[:2])


@pytest.mark.parametrize(
    "head",
    [
        f"{LEFT[0]}\n{LEFT[1]}\n-----\nSố: 12/KH-UBND\n{NATION}-------\nBa Tri, ngày 05 tháng 3 năm 2024",
        f"{NATION}\n{LEFT[0]}\n{LEFT[1]}\nSố: 12/KH-UBND\nBa Tri, ngày 05 tháng 3 năm 2024",
        f"{LEFT[0]}\t{RIGHT[0]}\n{LEFT[1]}\t{RIGHT[1]}\nSố: 12/KH-UBND\tBa Tri, ngày 05 tháng 3 năm 2024",
        f"{LEFT[0]}          {RIGHT[0]}\n  {LEFT[1]}            {RIGHT[1]}\n"
        "Số: 12/KH-UBND          Ba Tri, ngày 05 tháng 3 năm 2024",
        f"{LEFT[0]} {LEFT[1]} ------- {RIGHT[0]} {RIGHT[1]} --------- Số: 12/KH-UBND Ba Tri, ngày 05 tháng 3 năm 2024",
    ],
    ids=["column after column", "national title first", "tabs", "wide gaps", "in one line"],
)
def test_a_letterhead_in_two_columns(head: str) -> None:
    found = header_of(f"{head}\n\nKẾ HOẠCH\nDọn kênh mương năm 2024\n{BODY}")
    assert found.issuer == "Ủy ban nhân dân huyện Ba Tri"
    assert (found.number, found.place, found.issued_on) == ("12/KH-UBND", "Ba Tri", "2024-03-05")
    assert (found.doc_type, found.title) == ("Kế hoạch", "Dọn kênh mương năm 2024")


@pytest.mark.parametrize(
    ("left", "issuer"),
    [
        ("ỦY BAN NHÂN DÂN\nTỈNH HÀ GIANG", "Ủy ban nhân dân tỉnh Hà Giang"),
        ("UBND TỈNH HÀ GIANG", "Ủy ban nhân dân tỉnh Hà Giang"),
        ("UBND TỈNH HÀ GIANG\nSỞ Y TẾ", "Sở Y tế tỉnh Hà Giang"),
        ("UBND TỈNH HÀ GIANG SỞ Y TẾ", "Sở Y tế tỉnh Hà Giang"),
        ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ ĐÀ NẴNG\n***", "Ủy ban nhân dân thành phố Đà Nẵng"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ\nHỘI AN", "Ủy ban nhân dân thành phố Hội An"),
        ("BỘ Y TẾ", "Bộ Y tế"),
        ("BỘ NỘI VỤ\nCỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC", "Cục Văn thư và Lưu trữ nhà nước"),
        ("SỞ Y TẾ - SỞ TÀI CHÍNH", "Sở Y tế; Sở Tài chính"),
        ("LIÊN NGÀNH\nSỞ Y TẾ - CÔNG AN", "Sở Y tế; Công an"),
        ("Ủy ban nhân dân\nHuyện Ba Tri", "Ủy ban nhân dân huyện Ba Tri"),
        ("DỰ THẢO\nSỞ Y TẾ", "Sở Y tế"),
    ],
)
def test_the_issuer(left: str, issuer: str) -> None:
    found = header_of(plan(left, dateline="ngày 05 tháng 3 năm 2024")).issuer
    assert found is not None
    assert found.lower() == issuer.lower()


def test_joint_issuers_without_the_word_that_they_share() -> None:
    joint = "Sở Y tế tỉnh Bến Tre; Sở Tài chính tỉnh Bến Tre"
    dateline = "Bến Tre, ngày 05 tháng 3 năm 2024"
    for left in ("LIÊN SỞ: Y TẾ - TÀI CHÍNH", "UBND TỈNH BẾN TRE\nLIÊN NGÀNH Y TẾ – TÀI CHÍNH"):
        assert header_of(plan(left=left, dateline=dateline)).issuer == joint


def test_a_leadership_is_that_of_the_body_above_it() -> None:
    text = plan(left="ĐOÀN THANH NIÊN HUYỆN BA TRI\nBAN CHẤP HÀNH", number="Số: 15 KH/HĐ-TN")
    assert header_of(text).issuer == "Ban Chấp hành Đoàn thanh niên huyện Ba Tri"
    assert header_of(text).number == "15KH/HĐ-TN"


def test_the_issuer_of_a_ministry_does_not_cut_an_abstract() -> None:
    text = (
        f"BỘ XÂY DỰNG ------- {' '.join(RIGHT)} Số: 9/QĐ-BXD Hà Nội, ngày 05 tháng 3 năm 2024 "
        "QUYẾT ĐỊNH VỀ KẾ HOẠCH QUÉT ĐƯỜNG BỘ Căn cứ Luật Xây dựng; " + "Điều 1. Quét đường. " * 40
    )
    assert header_of(text).title == "VỀ KẾ HOẠCH QUÉT ĐƯỜNG BỘ"


def test_a_short_name_that_the_text_writes_out() -> None:
    left = "UBND HUYỆN BA TRI\nPHÒNG QLTN"
    assert header_of(plan(left=left, tail="3. Phòng Quản lý Thủy nông theo dõi.")).issuer == "Phòng Quản lý Thủy nông"
    assert header_of(plan(left=left)).issuer == "Phòng QLTN"


def test_a_table_of_contents_above_the_letterhead() -> None:
    header = header_of(f"MỤC LỤC\nI. MỤC ĐÍCH\t3\nII. TỔ CHỨC\t7\n\n{plan()}")
    assert (header.number, header.issuer) == ("12/KH-UBND", "Ủy ban nhân dân huyện Ba Tri")
    assert (header.issued_on, header.title) == ("2024-03-05", "Dọn kênh mương năm 2024")


def test_joint_issuers_on_two_lines() -> None:
    found = header_of(plan("SỞ Y TẾ -\nSỞ TÀI CHÍNH", dateline="Hà Giang, ngày 05 tháng 3 năm 2024")).issuer
    assert found == "Sở Y tế tỉnh Hà Giang; Sở Tài chính tỉnh Hà Giang"


@pytest.mark.parametrize(
    ("left", "issuer"),
    [
        (
            "LIÊN ĐOÀN LAO ĐỘNG -\nSỞ Y TẾ\nTỈNH HÀ GIANG",
            "Liên đoàn Lao động tỉnh Hà Giang; Sở Y tế tỉnh Hà Giang",
        ),
        ("UBND TỈNH HÀ GIANG -\nSỞ Y TẾ", "Sở Y tế tỉnh Hà Giang"),
        ("ỦY BAN NHÂN DẦN\nTÍNH HÀ GIANG", "Ủy ban nhân dân tỉnh Hà Giang"),
        ("UBND TỈNH HÀ GIANG\nSỞ THÔNG TIN & TRUYỀN THÔNG", "Sở Thông tin và Truyền thông tỉnh Hà Giang"),
        ("UBND TỈNH HÀ GIANG\nSỞ THÔNG TIN & TRUYÈN THÔNG", "Sở Thông tin và Truyền thông tỉnh Hà Giang"),
    ],
)
def test_issuers_as_a_scan_shows_them(left: str, issuer: str) -> None:
    assert header_of(plan(left, dateline="Hà Giang, ngày 05 tháng 3 năm 2024")).issuer == issuer


def test_the_header_of_the_party() -> None:
    text = (
        "TỈNH ỦY QUẢNG NAM\nTHÀNH ỦY HỘI AN\n*\nSố 18-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nHội An, ngày 23 tháng 5 năm 2015\n\n"
        f"KẾ HOẠCH\nDọn kênh mương năm 2015\n{BODY}"
    )
    found = header_of(text)
    assert (found.issuer, found.number, found.place) == ("Thành ủy Hội An", "18-KH/TU", "Hội An")


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Số: 12/KH-UBND", "12/KH-UBND"),
        ("Số : 3070./KH-UBND", "3070/KH-UBND"),
        ("Số: 12 / KH - UBND", "12/KH-UBND"),
        ("Số 05-KH/HU", "05-KH/HU"),
        ("Số: 01/2024/QĐ-UBND", "01/2024/QĐ-UBND"),
        ("Số: 7/KHLT-SYT-STC", "7/KHLT-SYT-STC"),
        ("Số:        /KH-UBND", None),
        ("Số: …../KH-UBND", None),
        ("Số:", None),
    ],
)
def test_the_number(printed: str, number: str | None) -> None:
    assert header_of(plan(number=printed)).number == number


@pytest.mark.parametrize(
    ("printed", "place", "date"),
    [
        ("Ba Tri, ngày 05 tháng 3 năm 2024", "Ba Tri", "2024-03-05"),
        ("Ba Tri, ngày      tháng 3 năm 2024", "Ba Tri", "2024-03"),
        ("Ba Tri, ngày …. tháng … năm 2024", "Ba Tri", "2024"),
        ("Ba Tri, ngày    tháng    năm 20…", "Ba Tri", None),
        ("Bà Rịa – Vũng Tàu, ngày 1 tháng 12 năm 2020", "Bà Rịa - Vũng Tàu", "2020-12-01"),
        ("TP. Hồ Chí Minh, ngày 15 tháng 11 năm 2011", "Hồ Chí Minh", "2011-11-15"),
        ("Thành phố Hồ Chí Minh, ngày 15 tháng 11 năm 2011", "Hồ Chí Minh", "2011-11-15"),
        ("Ba Tri, ngày 05/3/2024", "Ba Tri", "2024-03-05"),
        ("Ba Tri, ngày 05 tháng 3 năm 20 24", "Ba Tri", "2024-03-05"),
        ("Ba Tri, ngày 05 tháng 13 năm 2024", "Ba Tri", "2024"),
        ("Ba Tri, ngày@¿ tháng 1] năm 2024", "Ba Tri", "2024"),
        ("Ba Tri, ngàyĐ8 tháng 4 năm 2024", "Ba Tri", "2024-04"),
        ("Ba Tri, ngà tháng 3 năm 2024", "Ba Tri", "2024-03"),
    ],
)
def test_the_dateline(printed: str, place: str, date: str | None) -> None:
    found = header_of(plan(dateline=printed))
    assert (found.place, found.issued_on) == (place, date)


def test_the_number_of_a_cited_decision_is_not_the_own_one() -> None:
    text = (
        f"KẾ HOẠCH\nDọn kênh mương năm 2024\n\nCăn cứ Quyết định số 12/QĐ-UBND ngày 01/02/2024 của UBND huyện;\n{BODY}"
    )
    found = header_of(text)
    assert (found.number, found.issued_on) == (None, None)


# --- type and abstract -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "doc_type", "title"),
    [
        ("KẾ HOẠCH\nDọn kênh mương năm 2024", "Kế hoạch", "Dọn kênh mương năm 2024"),
        ("KẾ HOẠCH\nDọn kênh mương\nnăm 2024\n-------", "Kế hoạch", "Dọn kênh mương năm 2024"),
        ("KẾ HOẠCH\nDỌN KÊNH MƯƠNG NĂM 2024", "Kế hoạch", "DỌN KÊNH MƯƠNG NĂM 2024"),
        ("QUYẾT ĐỊNH\nVề việc dọn kênh mương", "Quyết định", "dọn kênh mương"),
        ("CHỈ THỊ\nVề tăng cường dọn kênh mương", "Chỉ thị", "Về tăng cường dọn kênh mương"),
        ("KẾ HOẠCH DỌN KÊNH MƯƠNG NĂM 2024", "Kế hoạch", "DỌN KÊNH MƯƠNG NĂM 2024"),
        ("KẾ HOẠCH\nDọn kênh mương năm 2024\n(Kèm theo Công văn số 7/UBND-NN)", "Kế hoạch", "Dọn kênh mương năm 2024"),
        ("CHƯƠN G TRÌNH PHỐI HỢP\nVì dòng kênh xanh", "Chương trình phối hợp", "Vì dòng kênh xanh"),
        ("KÉHOẠCH\nDọn kênh mương năm 2024", "Kế hoạch", "Dọn kênh mương năm 2024"),
        ("CHƯƠNG TRÌNH HÀNH ĐỘNG\nVì dòng kênh xanh", "Chương trình hành động", "Vì dòng kênh xanh"),
    ],
)
def test_type_and_abstract(printed: str, doc_type: str, title: str) -> None:
    found = header_of(plan(title=printed))
    assert (found.doc_type, found.title) == (doc_type, title)


@pytest.mark.parametrize(
    "opening",
    [
        "Căn cứ Luật Thủy lợi ngày 19 tháng 6 năm 2017;\n",
        "Thực hiện Nghị quyết số 5-NQ/HU ngày 01/02/2024 của Huyện ủy về nếp sống văn minh, Ủy ban nhân dân huyện ban hành"
        " kế hoạch dọn kênh mương với các nội dung cụ thể như sau:\n",
        "ỦY BAN NHÂN DÂN HUYỆN BA TRI\nCăn cứ Luật Thủy lợi;\n",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN\nCăn cứ Luật Thủy lợi;\n",
        "\nKính gửi: Các xã, thị trấn\n",
    ],
)
def test_the_abstract_ends_where_the_text_begins(opening: str) -> None:
    assert header_of(plan(opening=opening)).title == "Dọn kênh mương năm 2024"


def test_text_whose_first_words_were_not_read_is_no_part_of_the_abstract() -> None:
    lines = [  # (left, right) in shares of the page's width
        ("ỦY BAN NHÂN DÂN HUYỆN BA TRI", 0.1, 0.4), ("Số: 12/KH-UBND", 0.2, 0.3), ("KẾ HOẠCH", 0.45, 0.55),
        ("Dọn kênh mương trên địa bàn huyện Ba Tri", 0.25, 0.75), ("năm 2024", 0.45, 0.55),
        ("hiện quả Nghị quyết số 5-NQ/HU ngày 01/02/2024 của Huyện ủy, Ủy ban", 0.22, 0.9),
        ("nhân dân huyện xây dựng kế hoạch dọn kênh mương năm 2024 với nội", 0.15, 0.9), ("dung như sau:", 0.15, 0.3),
        ("I. MỤC ĐÍCH", 0.2, 0.4),
    ]  # fmt: skip
    text = "\n".join(line for line, _, _ in lines)
    starts = [text.index(line) for line, _, _ in lines]
    page = Page(
        1, 0, len(text),
        tuple(
            Line(start, start + len(line), Box(x0, 0.1, x1, 0.12)) for start, (line, x0, x1) in zip(starts, lines, strict=True)
        ),
        595.0, 842.0,
    )  # fmt: skip
    document = Document("scan.pdf", "0" * 64, 1, "application/pdf", Text(text), (page,), wrapped=True)
    assert header.extract(Context(document)).header.title == "Dọn kênh mương trên địa bàn huyện Ba Tri năm 2024"


@pytest.mark.parametrize(
    ("abstract", "behind"),
    [
        ("VỀ VIỆC BAN HÀNH KẾ HOẠCH DỌN KÊNH MƯƠNG", "ỦY BAN NHÂN DÂN HUYỆN BA TRI"),
        ("VỀ VIỆC BAN HÀNH KẾ HOẠCH DỌN KÊNH MƯƠNG", "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN BA TRI"),
        ("PHÊ DUYỆT KẾ HOẠCH DỌN KÊNH MƯƠNG CỦA HỘI NÔNG DÂN HUYỆN BA TRI", ""),
        ("BAN HÀNH KẾ HOẠCH DỌN KÊNH MƯƠNG TRÊN ĐỊA BÀN HUYỆN", ""),
        ("BAN HÀNH KẾ HOẠCH DỌN KÊNH MƯƠNG CỦA TỈNH", "ỦY BAN NHÂN DÂN HUYỆN BA TRI"),
    ],
)
def test_who_decides_is_no_part_of_an_abstract_in_one_line(abstract: str, behind: str) -> None:
    text = (
        f"ỦY BAN NHÂN DÂN HUYỆN BA TRI ------- {' '.join(RIGHT)} Số: 9/QĐ-UBND Ba Tri, ngày 05 tháng 3 năm 2024 "
        f"QUYẾT ĐỊNH {abstract} {behind} Căn cứ Luật Thủy lợi; Xét đề nghị của Phòng Nông nghiệp, QUYẾT ĐỊNH: "
        + "Điều 1. Dọn kênh. "
        * 40
    )
    title = header_of(text).title
    assert title == abstract.removeprefix("VỀ VIỆC ")


def test_the_first_item_is_no_part_of_an_abstract_in_one_line() -> None:
    text = (
        f"ỦY BAN NHÂN DÂN HUYỆN BA TRI ------- {' '.join(RIGHT)} Số: 9/KH-UBND Ba Tri, ngày 05 tháng 3 năm 2024 "
        "KẾ HOẠCH DỌN KÊNH MƯƠNG NĂM 2024 I. TÌNH HÌNH KÊNH MƯƠNG NĂM 2023 Trong năm qua, " + "kênh đã sạch hơn, " * 60
    )
    assert header_of(text).title == "DỌN KÊNH MƯƠNG NĂM 2024"


@pytest.mark.parametrize(
    "subject", ["V/v dọn kênh mương năm 2024", "V/v: dọn kênh\nmương năm 2024", "Về việc dọn kênh mương năm 2024"]
)
def test_a_letter_has_its_subject_under_the_number(subject: str) -> None:
    text = (
        f"ỦY BAN NHÂN DÂN\nHUYỆN BA TRI\nSố: 77/UBND-NN\n{subject}\n{NATION}Ba Tri, ngày 05 tháng 3 năm 2024\n\n"
        "Kính gửi: Các xã, thị trấn.\n\nĐề nghị các xã dọn kênh trước ngày 10/4/2024.\n"
    )
    found = header_of(text)
    assert (found.doc_type, found.number, found.title) == ("Công văn", "77/UBND-NN", "dọn kênh mương năm 2024")


def test_a_news_article_has_a_headline_and_a_date_only() -> None:
    found = header_of(
        "Ba Tri: Dọn kênh đón Tết\n\n05/02/2024 08:00\n\nSáng nay, hơn trăm người dân đã ra quân dọn kênh.\n"
    )
    assert found == Header(title="Ba Tri: Dọn kênh đón Tết", issued_on="2024-02-05")


@pytest.mark.parametrize("first", ["MỤC LỤC", "1. MỘT SỐ CHỈ TIÊU", "I. TÌNH HÌNH", "Nội dung:"])
def test_the_heading_of_a_part_is_no_title(first: str) -> None:
    assert header_of(f"{first}\n\nKênh chính dài 3 km, kênh phụ dài 5 km.\n").title is None


def test_a_decision_with_its_plan_has_the_decisions_header() -> None:
    text = plan(
        number="Số: 9/QĐ-UBND",
        title="QUYẾT ĐỊNH\nVề việc ban hành Kế hoạch dọn kênh mương năm 2024",
        opening="Căn cứ Luật Thủy lợi;\nQUYẾT ĐỊNH:\nĐiều 1. Ban hành kèm theo Quyết định này Kế hoạch dọn kênh.\n",
        tail="\nNơi nhận:\n- Như trên;\n- Lưu: VT.\nCHỦ TỊCH\nTrần Văn An\n\nKẾ HOẠCH\nDọn kênh mương\n"
        "(Ban hành kèm theo Quyết định số 9/QĐ-UBND ngày 05/3/2024 của UBND huyện)\n",
    )
    found = header_of(text)
    assert (found.doc_type, found.number, found.promulgated_by) == ("Quyết định", "9/QĐ-UBND", None)
    assert found.title == "ban hành Kế hoạch dọn kênh mương năm 2024"
    assert (found.signer and found.signer.name, found.recipients) == ("Trần Văn An", ["Như trên", "Lưu: VT"])


@pytest.mark.parametrize(
    ("line", "number", "date"),
    [
        ("(Ban hành kèm theo Quyết định số 9/QĐ-UBND ngày 05/3/2024 của UBND huyện Ba Tri)", "9/QĐ-UBND", "2024-03-05"),
        (
            "(Kèm theo Quyết định số: 9/QĐ-UBND ngày 05 tháng 3 năm 2024\ncủa Ủy ban nhân dân huyện Ba Tri)",
            "9/QĐ-UBND",
            "2024-03-05",
        ),
        ("(Kèm theo Quyết định số :           2024/QĐ-UBND ngày   tháng   năm 2024 của UBND huyện Ba Tri)", None, None),
        ("(Ban hành kèm theo Quyết định số    /QĐ-UBND ngày   /  /2024 của UBND huyện Ba Tri)", None, None),
    ],
)
def test_an_annexed_plan_has_the_date_and_issuer_of_its_decision(
    line: str, number: str | None, date: str | None
) -> None:
    found = header_of(f"KẾ HOẠCH\nDọn kênh mương năm 2024\n{line}\n{BODY}")
    assert (found.promulgated_by, found.issued_on) == (number, date)
    assert found.issuer == "Ủy ban nhân dân huyện Ba Tri"


def test_an_annex_without_a_type() -> None:
    found = header_of(
        "TỈNH BẾN TRE\nUBND HUYỆN BA TRI\nMẫu số 4/KN\nCÂN ĐỐI CHI DỌN KÊNH NĂM 2024\n(Kèm theo Quyết định số:        2024/QĐ-UBND)\n"
        + BODY
    )
    assert (found.doc_type, found.number, found.promulgated_by) == (None, None, None)
    assert (found.issuer, found.title) == ("Ủy ban nhân dân huyện Ba Tri", "CÂN ĐỐI CHI DỌN KÊNH NĂM 2024")


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("KẾ HOẠCH\nDọn kênh trên địa bàn huyện Ba Tri năm 2024\n\nUBND huyện ban hành Kế hoạch như sau:\n", "Ủy ban nhân dân huyện Ba Tri"),
        ("KẾ HOẠCH\nDỌN KÊNH TRÊN ĐỊA BÀN TỈNH HÀ GIANG NĂM 2024\n\nSở KH&CN xây dựng Kế hoạch như sau:\n", "Sở Khoa học và Công nghệ tỉnh Hà Giang"),
        ("KẾ HOẠCH\nDọn kênh năm 2024\n", None),
    ],
)  # fmt: skip
def test_the_issuer_of_a_plan_without_a_letterhead(text: str, issuer: str | None) -> None:
    assert header_of(text + BODY).issuer == issuer


def test_the_issuer_of_a_plan_without_a_letterhead_from_its_signature() -> None:
    text = f"KẾ HOẠCH\nDọn kênh năm 2024\n{BODY}\nNơi nhận:\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN HUYỆN BA TRI\nCHỦ TỊCH\nTrần Văn An\n"
    assert header_of(text).issuer == "Ủy ban nhân dân huyện Ba Tri"


def test_the_body_that_signs_by_a_short_name_is_named_in_the_opening() -> None:
    text = (
        "KẾ HOẠCH\nDọn kênh năm 2024\n\nĐể nước chảy thông, Ban Điều hành Chương trình dòng kênh xanh huyện xây dựng Kế hoạch"
        f" dọn kênh trên địa bàn huyện Ba Tri như sau:\n{BODY}\nNơi nhận:\n- Lưu: VT.\nTM. BAN ĐIỀU HÀNH\nTRƯỞNG BAN\nTrần Văn An\n"
    )
    assert (header_of(text).issuer or "").startswith("Ban Điều hành Chương trình dòng kênh xanh huyện")


# --- the period ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "opening", "period"),
    [
        ("Dọn kênh năm 2024", "", ("2024", "2024")),
        ("Dọn kênh giai đoạn 2024 - 2026", "", ("2024", "2026")),
        ("Dọn kênh giai đoạn 2024–2026, định hướng đến năm 2030", "", ("2024", "2026")),
        ("Dọn kênh từ năm 2024 đến hết năm 2026", "", ("2024", "2026")),
        ("Dọn kênh đến năm 2026, tầm nhìn đến năm 2045", "", (None, "2026")),
        ("Dọn kênh các năm 2024-2025", "", ("2024", "2025")),
        ("Năm Thanh niên tình nguyện 2024", "", ("2024", "2024")),
        ("Dọn kênh", "UBND huyện ban hành Kế hoạch dọn kênh năm 2025 như sau:\n", ("2025", "2025")),
        ("Thực hiện Nghị quyết số 7/NQ-HĐND năm 2022 về kênh mương giai đoạn 2021 - 2025", "", None),
        ("Thi hành Luật Thủy lợi năm 2024", "", None),
        ("Tổng kết việc dọn kênh giai đoạn 2019 - 2023", "", None),
        ("Kết quả dọn kênh năm 2024 và phương hướng, nhiệm vụ năm 2025", "", ("2025", "2025")),
        ("Tình hình thực hiện kế hoạch năm 2024 và kế hoạch dọn kênh giai đoạn 2025 - 2027", "", ("2025", "2027")),
        ("Dọn kênh", "", None),
    ],
)
def test_the_period(title: str, opening: str, period: tuple[str | None, str] | None) -> None:
    found = header_of(plan(title=f"KẾ HOẠCH\n{title}", opening=opening)).period
    assert (found and (found.start, found.end)) == period


# --- the signature ---------------------------------------------------------------------------

RECIPIENTS = "\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n"


@pytest.mark.parametrize(
    ("lines", "authority", "position", "name"),
    [
        ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Văn An", "TM. ỦY BAN NHÂN DÂN", "Chủ tịch", "Trần Văn An"),
        ("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nTrần Văn An", "TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH", "Phó Chủ tịch", "Trần Văn An"),
        ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n(Đã ký)\nTrần Văn An", "KT. GIÁM ĐỐC", "Phó Giám đốc", "Trần Văn An"),
        ("TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG\nTRẦN VĂN AN", "TL. CHỦ TỊCH", "Chánh văn phòng", "Trần Văn An"),
        ("TUQ. GIÁM ĐỐC\nTRƯỞNG PHÒNG\nTrần Văn An", "TUQ. GIÁM ĐỐC", "Trưởng phòng", "Trần Văn An"),
        ("Q. GIÁM ĐỐC\nTrần Văn An", "Q. GIÁM ĐỐC", "Giám đốc", "Trần Văn An"),
        ("T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nTrần Văn An", "T/M BAN THƯỜNG VỤ", "Phó Bí thư", "Trần Văn An"),
        ("GIÁM ĐỐC\nThS. BS. Trần Văn An", None, "Giám đốc", "Trần Văn An"),
        ("GIÁM ĐỐC\nĐại tá Trần Văn An", None, "Giám đốc", "Trần Văn An"),
        ("GIÁM ĐỐC", None, "Giám đốc", None),
        ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊC\nTrần Văn An", "KT. CHỦ TỊCH", "Phó Chủ tịch", "Trần Văn An"),
        ("KT. GIÁM ĐỐC\nPH” GIÁM ĐỐC\nTrần Văn An", "KT. GIÁM ĐỐC", "Phó Giám đốc", "Trần Văn An"),
    ],
)  # fmt: skip
def test_the_signer_below_the_recipients(lines: str, authority: str | None, position: str, name: str | None) -> None:
    signer = header_of(plan(tail=f"{RECIPIENTS}{lines}\n")).signer
    assert signer is not None
    assert signer.authority == authority
    assert (signer.position or "").lower() == position.lower()
    assert signer.name == name


def test_a_signature_beside_the_recipients() -> None:
    tail = "\nNơi nhận:\tTM. ỦY BAN NHÂN DÂN\n- Như trên;\tKT. CHỦ TỊCH\n- Các xã, thị trấn;\tPHÓ CHỦ TỊCH\n- Lưu: VT.\n\tTrần Văn An\n"
    found = header_of(plan(tail=tail))
    assert found.recipients == ["Như trên", "Các xã, thị trấn", "Lưu: VT"]
    assert found.signer is not None
    assert (found.signer.authority, found.signer.position) == ("TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH", "Phó Chủ tịch")
    assert found.signer.name == "Trần Văn An"


def test_the_end_of_a_text_whose_line_breaks_were_lost() -> None:
    text = (
        f"ỦY BAN NHÂN DÂN HUYỆN BA TRI ------- {' '.join(RIGHT)} Số: 9/KH-UBND Ba Tri, ngày 05 tháng 3 năm 2024 "
        "KẾ HOẠCH DỌN KÊNH MƯƠNG NĂM 2024 Căn cứ Luật Thủy lợi. " + "Kênh đã sạch hơn. " * 80 + "Các xã thực hiện./. "
        "Nơi nhận: - Như trên; - Các phòng, ban thuộc huyện và các xã, thị trấn trên địa bàn huyện; - Thường trực Huyện ủy; - Lưu: VT. "
        "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Văn An"
    )
    found = header_of(text)
    assert found.recipients[0] == "Như trên"
    assert found.recipients[-1] == "Lưu: VT"
    assert found.signer is not None
    assert (found.signer.name, found.signer.position) == ("Trần Văn An", "Phó Chủ tịch")
    assert found.signer.authority == "TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH"


def test_a_signature_read_behind_the_title_of_the_annex() -> None:
    tail = "\nNơi nhận:\n- Như Điều 3;\n- Lưu: VT.\nKẾ HOẠCH\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn An\n"
    signer = header_of(plan(tail=tail)).signer
    assert signer is not None
    assert signer.name == "Trần Văn An"


# --- the recipients --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "recipients"),
    [
        ("Nơi nhận:\n- Như trên;\n- Lưu: VT, NN.", ["Như trên", "Lưu: VT, NN"]),
        ("NƠI NHẬN:\n- Như trên;\n- Lưu: VT, NN.", ["Như trên", "Lưu: VT, NN"]),
        ("Nơi nhận:\n– TT Huyện ủy (b/c);\n– Lưu VT.", ["TT Huyện ủy (b/c)", "Lưu VT"]),
        ("Nơi nhận:\n- Các phòng, ban\nthuộc huyện;\n- Lưu: VT.", ["Các phòng, ban thuộc huyện", "Lưu: VT"]),
        ("Nơi nhận: - Như trên;\n- Lưu: VT.", ["Như trên", "Lưu: VT"]),
        ("Nơi nhận:\n- Như trên;\nTT Huyện ủy;\n- Lưu: VT.", ["Như trên", "TT Huyện ủy", "Lưu: VT"]),
        ("Nơi nhận:\nNhư trên;\n- Lưu: VT.", ["Như trên", "Lưu: VT"]),
        (
            "Nơi nhận:\n- TT Huyện ủy; (để b/c)\n- TT HĐND huyện;\n- Lưu: VT.",
            ["TT Huyện ủy", "TT HĐND huyện", "Lưu: VT"],
        ),
        ("Nơi nhận:\n- Như trên;\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn An", ["Như trên", "Lưu: VT"]),
        ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn An\nNơi nhận:\n- Như trên;\n- Lưu: VT.", ["Như trên", "Lưu: VT"]),
        ("Nơi nhận:\n- Lưu: VT;\nBản điện tử:\n- Lãnh đạo huyện;\n- Các xã.", ["Lưu: VT", "Lãnh đạo huyện", "Các xã"]),
        ("Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nPHỤ LỤC\n- Danh sách các thôn", ["Như trên", "Lưu: VT"]),
    ],
)
def test_the_recipients(lines: str, recipients: list[str]) -> None:
    assert header_of(plan(tail=f"\n{lines}\n")).recipients == recipients


def test_recipients_named_in_the_text_are_none() -> None:
    text = plan(tail="\n3. Nơi nhận: ghi rõ các cơ quan nhận văn bản theo mẫu “Nơi nhận: …”.\n")
    assert result_of(text).header.signer is None


# --- what the others need --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "province", "district"),
    [
        ("UBND TỈNH HÀ GIANG\nSỞ Y TẾ", "tỉnh Hà Giang", None),
        ("ỦY BAN NHÂN DÂN\nHUYỆN BA TRI", "tỉnh Bến Tre", "huyện Ba Tri"),
        ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ ĐÀ NẴNG", "thành phố Đà Nẵng", None),
    ],
)
def test_the_own_territory(left: str, province: str, district: str | None) -> None:
    result = result_of(plan(left, dateline="ngày 05 tháng 3 năm 2024"))
    assert (result.own_province, result.own_district) == (province, district)


def test_the_spans() -> None:
    text = plan(tail=f"{RECIPIENTS}CHỦ TỊCH\nTrần Văn An\n")
    result = result_of(text)
    assert result.title_span is not None
    assert text[slice(*result.title_span)] == "Dọn kênh mương năm 2024"
    assert text[result.head_end :].startswith("I. MỤC ĐÍCH")
    assert result.in_tail(text.index("Trần Văn An"))
    assert not result.in_tail(text.index("1. Giữ sạch"))


def test_each_field_that_is_found_has_evidence() -> None:
    text = plan(tail=f"{RECIPIENTS}TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn An\n")
    result = result_of(text)
    filled = {name for name, value in result.header.model_dump().items() if value}
    assert set(result.evidence) == filled
    for evidence in result.evidence.values():
        for item in evidence.evidence:
            assert item.quote == text[item.start : item.end]
            assert item.quote.strip() == item.quote != ""


PIECES = st.sampled_from(
    "ỦY BAN NHÂN DÂN\n|HUYỆN BA TRI |Số: |12/KH-UBND|Ba Tri, ngày |05 tháng 3 năm 2024\n|KẾ HOẠCH\n|Dọn kênh |giai đoạn 2024 - 2026\n|V/v "
    "|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n|(Kèm theo Quyết định số 9/QĐ-UBND ngày 01/2/2024)\n|Nơi nhận:\n|- Như trên;\n|- Lưu: VT.\n"
    "|TM. |KT. CHỦ TỊCH\n|PHÓ CHỦ TỊCH |Trần Văn An\n|I. MỤC ĐÍCH\n|\t|      |./.\n|(|“|, |\n".split("|")
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(min_size=1, max_size=200), st.lists(PIECES, min_size=1, max_size=40).map("".join)))
def test_any_text_has_a_header_with_exact_quotes(text: str) -> None:
    lines = tuple(Line(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    page = Page(1, 0, len(text), lines)
    document = Document("a.txt", "0" * 64, 1, "text/plain", Text(text), (page,), wrapped=len(text) % 2 == 0)
    result = header.extract(Context(document))
    for evidence in result.evidence.values():
        for item in evidence.evidence:
            assert text[item.start : item.end] == item.quote
    assert all(0 <= start <= end <= len(text) for start, end in result.tails)
    assert not result.header.issued_on or result.header.issued_on[:2] in ("19", "20")
