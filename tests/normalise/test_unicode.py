"""Unicode forms."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.normalise import unicode
from vnplan_extract.text import Text

VIETNAMESE = "Ủy ban nhân dân tỉnh: thực hiện kế hoạch ứng phó sự cố ở Đắk Lắk, Sóc Trăng – 2021"


def normalised(source: str) -> Text:
    text = Text(source)
    text = text.apply(unicode.signs(text.value))
    return text.apply(unicode.composition(text.value))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Ƣu tiên, đƣợc", "Ưu tiên, được"),
        ("Ðiều 1, Ðồng Nai", "Điều 1, Đồng Nai"),
        ("ðường", "đường"),
        ("nǎm", "năm"),
        ("kế\u200b hoạch\ufeff\u00ad", "kế hoạch"),
        ("17\u201130/KH", "17-30/KH"),
        ("－１２％", "-12%"),
        ("\uf0b7 Sở", "• Sở"),
        ("ﬁn", "fin"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("Кế hoạch", "Kế hoạch"),  # a Cyrillic К
        ("Россия", "Россия"),  # a Cyrillic word
        ("a\u0301\u0302", "ấ"),  # the tone typed before the circumflex
        ("o\u0301\u031b", "ớ"),
        ("ươ\u0300ng", "ường"),
        ("năm 2021, 1.067.674 đồng", "năm 2021, 1.067.674 đồng"),
    ],
)
def test_forms(source: str, expected: str) -> None:
    assert normalised(source).value == expected


def test_decomposed_text_is_composed_by_least_edits() -> None:
    source = unicodedata.normalize("NFD", VIETNAMESE)
    text = normalised(source)
    assert text.value == VIETNAMESE
    assert all(edit.end - edit.start <= 3 for edit in text.edits)
    at = VIETNAMESE.index("hiện")
    start, end = text.span_to_source(at, at + 4)
    assert unicodedata.normalize("NFC", source[start:end]) == "hiện"


def test_clean_text_has_no_edits() -> None:
    assert normalised(VIETNAMESE + "\nDòng  hai\t– hết").edits == ()


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_ends_in_nfc(source: str) -> None:
    value = normalised(source).value
    assert unicodedata.is_normalized("NFC", value)
    assert "\r" not in value


@settings(deadline=None)
@given(st.text("aâươ\u0301\u0302\u031b\u0323\u200b\r\n đÐ", max_size=40))
def test_no_edit_leaves_its_source_as_it_was(source: str) -> None:
    text = normalised(source)
    assert all(source[e.start : e.end] != e.replacement for e in text.edits)
    assert normalised(text.value).value == text.value


@settings(deadline=None)
@given(st.text(VIETNAMESE, max_size=60))
def test_nfc_and_nfd_give_one_value(source: str) -> None:
    assert normalised(unicodedata.normalize("NFD", source)).value == normalised(source).value
