"""Folding of names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.data import agencies, name_key, normalise_name, provinces


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Uỷ ban Nhân dân", "ủy ban nhân dân"),
        ("ỦY BAN NHÂN DÂN", "ủy ban nhân dân"),
        ("Hoà Bình", "hòa bình"),
        ("Lao động–Thương binh  và\u00a0Xã hội", "lao động - thương binh và xã hội"),
        ("Bà Rịa- Vũng Tàu", "bà rịa - vũng tàu"),
        ("Khoẻ, thuỷ, hoè, tuỳ", "khỏe, thủy, hòe, tùy"),
        ("Quý, quỹ, quỷ", "quý, quỹ, quỷ"),
        ("hoàn, toán, khoẻn, huỳnh", "hoàn, toán, khoẻn, huỳnh"),
        ("thúy, hóa, hòe", "thúy, hóa, hòe"),
        ("Ðồng Nai", "đồng nai"),  # U+00D0
        (unicodedata.normalize("NFD", "Thừa Thiên Huế"), "thừa thiên huế"),
        ("Ea H’leo", "ea h'leo"),
        ("", ""),
    ],
)
def test_normalise_name(text: str, folded: str) -> None:
    assert normalise_name(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bộ Văn hoá - Thể thao & Du lịch", "Bộ Văn hóa, Thể thao và Du lịch"),
        ("TP. Hồ Chí Minh", "TP Hồ Chí Minh"),
        ("Phát thanh - Truyền hình", "PHÁT THANH TRUYỀN HÌNH"),
    ],
)
def test_name_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_different_names_have_different_keys() -> None:
    assert name_key("Hà Nam") != name_key("Hà Năm")
    assert name_key("Sở Xây dựng") != name_key("Sở Xây")


@given(st.text(alphabet="aàáảãạăâeèéêiioòóỏôơuủúưyỳýỷqhntkHQUỶ –-—,. \u00a0Ðđ", max_size=30))
def test_folding_is_idempotent(text: str) -> None:
    assert normalise_name(normalise_name(text)) == normalise_name(text)
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize("name", [row.name for row in agencies()][::20] + [row.name for row in provinces()][::10])
def test_case_does_not_count(name: str) -> None:
    assert normalise_name(name.upper()) == normalise_name(name)
