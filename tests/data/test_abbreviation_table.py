"""Abbreviations expanded in names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.data import abbreviations, abbreviations_of, expand_abbreviation, expand_name


@pytest.mark.parametrize(
    ("text", "name", "certain"),
    [
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh", True),
        ("Sở LĐTBXH", "Sở Lao động - Thương binh và Xã hội", True),
        ("Sở LĐ-TB&XH", "Sở Lao động - Thương binh và Xã hội", True),
        ("Sở LĐ - TBXH", "Sở Lao động - Thương binh và Xã hội", True),
        ("Phòng LĐTB và XH", "Phòng Lao động - Thương binh và Xã hội", True),
        ("Sở Lao động - TB&XH", "Sở Lao động - Thương binh và Xã hội", True),
        ("Sở GD-ĐT", "Sở Giáo dục và Đào tạo", True),
        ("Sở GD&ĐT, Sở NN&PTNT", "Sở Giáo dục và Đào tạo, Sở Nông nghiệp và Phát triển nông thôn", True),
        ("Sở NN và PTNT", "Sở Nông nghiệp và Phát triển nông thôn", True),
        ("Sở VH, TT & DL", "Sở Văn hóa, Thể thao và Du lịch", True),
        ("Sở VHTT&DL", "Sở Văn hóa, Thể thao và Du lịch", True),
        ("Đài PT-TH tỉnh", "Đài Phát thanh - Truyền hình tỉnh", True),
        ("TT HĐND tỉnh", "Thường trực Hội đồng nhân dân tỉnh", True),
        ("TT. HĐND huyện", "Thường trực Hội đồng nhân dân huyện", True),
        ("TT.Tỉnh ủy", "Thường trực Tỉnh ủy", True),
        ("TT Y tế", "Trung tâm Y tế", False),
        ("VP.UBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh", True),
        ("CT, các PCT UBND tỉnh", "Chủ tịch, các Phó Chủ tịch Ủy ban nhân dân tỉnh", True),
        ("BCH Quân sự huyện", "Ban Chỉ huy Quân sự huyện", True),
        ("BCH Quân sự tỉnh", "Bộ Chỉ huy Quân sự tỉnh", True),
        ("BCH Đoàn xã", "Ban Chấp hành Đoàn xã", True),
        ("Phòng VHTT", "Phòng Văn hóa và Thông tin", True),
        ("UBND, HĐND", "Ủy ban nhân dân, Hội đồng nhân dân", True),
        ("Ban QLDA ĐTXD", "Ban Quản lý dự án đầu tư xây dựng", True),
        ("Hội LHPN", "Hội Liên hiệp Phụ nữ", True),
        ("SỞ LĐTBXH TỈNH", "SỞ Lao động - Thương binh và Xã hội TỈNH", True),
        ("ỦY BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN", True),
        ("BAN CA MÚA", "BAN CA MÚA", True),
        ("TT-CB", "TT-CB", False),
        ("Tổ XKZ", "Tổ XKZ", False),
        ("Ban Chỉ đạo 35", "Ban Chỉ đạo 35", True),
        ("khóa XV", "khóa XV", True),
        ("Sở Nội vụ", "Sở Nội vụ", True),
        ("", "", True),
    ],
)
def test_expand_name(text: str, name: str, certain: bool) -> None:
    assert expand_name(text) == (name, certain)


@pytest.mark.parametrize(
    ("text", "before", "after", "expansion"),
    [
        ("LĐTB&XH", "", "", "Lao động - Thương binh và Xã hội"),
        ("MTTQ", "", "", "Mặt trận Tổ quốc"),
        ("TT", "", "", None),
        ("TT", "", " HĐND tỉnh", "Thường trực"),
        ("TU", "", "", None),
        ("CT", "Sở ", "", "Công Thương"),
        ("CT", "", " UBND tỉnh", "Chủ tịch"),
        ("CT", "", "", None),
        ("NHƯNG", "", "", None),
    ],
)
def test_expand_abbreviation(text: str, before: str, after: str, expansion: str | None) -> None:
    assert expand_abbreviation(text, before, after) == expansion


def test_every_reading_is_given() -> None:
    assert {row.expansion for row in abbreviations_of("TT")} >= {"Thường trực", "Trung tâm"}
    assert abbreviations_of("ABCXYZ") == ()


@pytest.mark.parametrize(
    "row", [row for row in abbreviations() if row.certain and not row.preceded_by and not row.followed_by]
)
def test_a_certain_reading_is_reached(row: object) -> None:
    from vnplan_extract.data import Abbreviation

    assert isinstance(row, Abbreviation)
    assert expand_abbreviation(row.abbreviation) == row.expansion


@given(st.text(alphabet="UBNDTHĐVPCSởtỉnh &-,. và", max_size=60))
def test_any_text_is_expanded_without_loss(text: str) -> None:
    name, _ = expand_name(text)
    if not any(char.isupper() for char in text):
        assert name == text


def test_a_long_run_takes_linear_time() -> None:
    text = "UBND - " * 20000
    assert expand_name(text)[0].count("Ủy ban nhân dân") == 20000
