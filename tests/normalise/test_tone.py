"""Tone placement."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.normalise import tone
from vnplan_extract.text import Text


def placed(value: str, placement: str = "old") -> str:
    return Text(value, tuple(tone.edits(value, placement))).value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("hoà", "hòa"),
        ("Hoà Bình", "Hòa Bình"),
        ("UỶ BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN"),
        ("thuỷ lợi", "thủy lợi"),
        ("khoẻ", "khỏe"),
        ("xã hội hoá.", "xã hội hóa."),
        ("tuỳ", "tùy"),
        ("luỹ kế", "lũy kế"),
        ("nghoẹo", "nghoẹo"),
        ("quỷ, quý, quỹ, quỳ", "quỷ, quý, quỹ, quỳ"),
        ("hoàn toàn, hoạch, khoản", "hoàn toàn, hoạch, khoản"),
        ("huỳnh, xoài, ngoái", "huỳnh, xoài, ngoái"),
        ("tòan, khỏan, HÒAN", "toàn, khoản, HOÀN"),
        ("qúy, qủa, Qúa", "quý, quả, Quá"),
        ("của, mùa, chùa", "của, mùa, chùa"),
        ("hòa, ủy", "hòa, ủy"),
        ("hoà2", "hòa2"),
    ],
)
def test_old(source: str, expected: str) -> None:
    assert placed(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"), [("hòa", "hoà"), ("ỦY BAN", "UỶ BAN"), ("khỏe", "khoẻ"), ("hoàn", "hoàn"), ("quý", "quý")]
)
def test_new(source: str, expected: str) -> None:
    assert placed(source, "new") == expected


def test_an_edit_covers_the_two_vowels() -> None:
    (edit,) = tone.edits("Sở Văn hoá")
    assert (edit.start, edit.end, edit.replacement, edit.reason) == (8, 10, "óa", "tone_placement")


@settings(deadline=None)
@given(st.text("hoàóaảuỷyqnt ĐòùưẠ", max_size=30))
def test_it_settles_at_once_and_keeps_the_length(source: str) -> None:
    once = placed(source)
    assert len(once) == len(source)
    assert placed(once) == once
