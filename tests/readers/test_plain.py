"""Plain text in its encodings and line forms."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Document
from vnplan_extract.limits import Limits
from vnplan_extract.readers import read

SHARED = Path(__file__).parents[3] / "shared"
TEXT = "KẾ HOẠCH\nDiễn tập ứng phó bão năm 2031\n\nThời gian: quý II."


def read_text(data: bytes, name: str = "a.txt") -> Document:
    return read(data, name, Limits())


def lines(document: Document) -> list[str]:
    return [document.text.value[line.start : line.end] for line in document.pages[0].lines]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32-le"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    document = read_text(data)
    assert document.text.value == TEXT
    assert document.encodings == (encoding,)
    assert document.problems == ()
    assert document.size == len(data)
    assert lines(document) == ["KẾ HOẠCH", "Diễn tập ứng phó bão năm 2031", "Thời gian: quý II."]


def test_decomposed_letters_and_line_ends_stay_in_the_source() -> None:
    source = unicodedata.normalize("NFD", TEXT).replace("\n", "\r\n")
    document = read_text(source.encode())
    assert document.text.source == source
    assert lines(document)[0] == unicodedata.normalize("NFD", "KẾ HOẠCH")


def test_invalid_bytes_are_replaced_and_counted() -> None:
    document = read_text("Sở Y tế".encode() + b"\xff\xfe \xe1\xba" + " và \ufffd".encode())
    (problem,) = document.problems
    assert problem.kind.code == "E110"
    assert problem.fields["count"] == 4
    assert document.text.value.startswith("Sở Y tế\ufffd")


def test_zeros_behind_the_text_are_counted_not_kept() -> None:
    document = read_text("Kế hoạch nạo vét kênh".encode() + bytes(8))
    assert document.text.value == "Kế hoạch nạo vét kênh"
    assert document.problems[0].fields["count"] == 8


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_text_comes_back(source: str) -> None:
    text = "kế hoạch " + source
    assert read_text(text.encode()).text.source == text


WRAPPED = """KẾ HOẠCH Tổ chức hội thi tuyên truyền viên giỏi trên địa bàn
huyện năm 2031 I. MỤC ĐÍCH, YÊU CẦU 1. Mục đích: nâng cao kỹ
năng của đội ngũ tuyên truyền viên cơ sở, tạo sân chơi để các
đơn vị giao lưu, học hỏi kinh nghiệm lẫn nhau trong công tác
vận động nhân dân thực hiện nếp sống văn minh ở khu dân cư và
xây dựng gia đình văn hóa.
"""
PARAGRAPHS = """KẾ HOẠCH
Tổ chức hội thi tuyên truyền viên giỏi trên địa bàn huyện năm 2031
I. MỤC ĐÍCH, YÊU CẦU
1. Nâng cao kỹ năng của đội ngũ tuyên truyền viên cơ sở, tạo sân chơi để các đơn vị giao lưu.
a) Mỗi xã cử một đội.
b) Mỗi đội năm người.
- kinh phí tự túc;
"""


@pytest.mark.parametrize(("text", "wrapped"), [(WRAPPED, True), (PARAGRAPHS, False), ("Một dòng", False)])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_wrapping(text: str, wrapped: bool, end: str) -> None:
    assert read_text(text.replace("\n", end).encode()).wrapped is wrapped


@pytest.mark.skipif(not SHARED.exists(), reason="no shared documents")
@pytest.mark.parametrize(("folder", "wrapped"), [("plans", False), ("documents", True)])
def test_wrapping_of_real_documents(folder: str, wrapped: bool) -> None:
    for path in sorted((SHARED / folder).glob("*.txt")):
        if not path.name.startswith("003_"):  # lines of a scan
            assert read_text(path.read_bytes()).wrapped is wrapped, path.name


def test_letters_of_one_byte_are_read_as_windows_1252() -> None:
    document = read_text("KÕ ho¹ch ®Çu t\xad – “n\xadíc s¹ch”\x81".encode("cp1252", "ignore") + b"\x81")
    assert document.encodings == ("windows-1252",)
    assert document.text.source == "KÕ ho¹ch ®Çu t\xad – “n\xadíc s¹ch”\x81"
    assert not document.problems


def test_a_few_invalid_bytes_in_utf_8_are_not() -> None:
    document = read_text("Kế hoạch đầu tư nước sạch ".encode() + b"\xd5 \xb9 \xae \xc7 \xad")
    assert document.encodings == ("utf-8",)
    assert document.problems[0].fields["count"] == 5
