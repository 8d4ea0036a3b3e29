"""Names in capitals brought to the case of running text."""

from __future__ import annotations

import pytest

from vnplan_extract.extractors import naming


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP", "Ủy ban nhân dân tỉnh Đồng Tháp"),
        ("ỦY BAN NHÂN DÂN THỊ XÃ BỈM SƠN", "Ủy ban nhân dân thị xã Bỉm Sơn"),
        ("ỦY BAN NHÂN DÂN TP. ĐÀ NẴNG", "Ủy ban nhân dân thành phố Đà Nẵng"),
        ("SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("SỞ LAO ĐỘNG-THƯƠNG BINH VÀ XÃ HỘI", "Sở Lao động - Thương binh và Xã hội"),
        ("BỘ GIÁO DỤC VÀ ĐÀO TẠO", "Bộ Giáo dục và Đào tạo"),
        ("THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ"),
        ("HUYỆN ỦY BA TRI", "Huyện ủy Ba Tri"),
        ("Sở Y tế – Hà Giang", "Sở Y tế - Hà Giang"),
        ("BAN CHỈ ĐẠO DỌN KÊNH", "Ban chỉ đạo dọn kênh"),
    ],
)
def test_proper_case(printed: str, name: str) -> None:
    assert naming.proper_case(printed) == name


@pytest.mark.parametrize(
    ("printed", "territory"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH BÌNH ĐỊNH", "tỉnh Bình Định"),
        ("UBND TP HỒ CHÍ MINH", "thành phố Hồ Chí Minh"),
        ("UBND TX. BỈM SƠN", "thị xã Bỉm Sơn"),
        ("UBND THỊ  TRẤN PHÙ MỸ", "thị trấn Phù Mỹ"),
        ("SỞ Y TẾ", None),
        ("TỈNH ỦY", None),
    ],
)
def test_territory(printed: str, territory: str | None) -> None:
    assert naming.territory(printed) == territory


@pytest.mark.parametrize(
    ("committee", "territory"),
    [
        ("TỈNH ỦY HÀ GIANG", "tỉnh HÀ GIANG"),
        ("THÀNH ỦY HỘI AN", "thành phố HỘI AN"),
        ("ĐẢNG ỦY", ""),
        ("SỞ Y TẾ", "SỞ Y TẾ"),
    ],
)
def test_the_territory_of_a_party_committee(committee: str, territory: str) -> None:
    assert naming.of_committee(committee) == territory


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ", True),
        ("THÀNH ỦY", True),
        ("UBND TP.", True),
        ("SỞ Y TẾ", False),
        ("HỘI AN", False),
    ],
)
def test_ends_in_level(text: str, ends: bool) -> None:
    assert naming.ends_in_level(text) is ends


@pytest.mark.parametrize(
    ("text", "known"), [("UBND TỈNH HÀ GIANG", True), ("UBND TỈNH KHÔNG ĐÂU", False), ("SỞ Y TẾ", False)]
)
def test_is_territory(text: str, known: bool) -> None:
    assert naming.is_territory(text) is known


@pytest.mark.parametrize(
    ("text", "dashes"),
    [("Lao động–Thương binh", "Lao động - Thương binh"), ("Kinh tế-Hạ tầng", "Kinh tế-Hạ tầng"), ("A -B", "A - B")],
)
def test_dashes(text: str, dashes: str) -> None:
    assert naming.dashes(text) == dashes


def test_a_place_of_the_tables_has_its_form_there() -> None:
    assert naming.place_name("BÀ RỊA-VŨNG TÀU") == "Bà Rịa - Vũng Tàu"
    assert naming.place_name("ĐÔNG HÒA") == "Đông Hòa"
