"""The tables of legacy encodings: each letter both ways, whole texts both ways."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.normalise.encodings import (
    MOJIBAKE,
    SYMBOLS,
    TABLES,
    FontEncoding,
    decode,
    encode,
    encode_runs,
    is_mojibake,
    of_font,
    table,
)

SMALL = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
LETTERS = SMALL + SMALL.upper()
#: In TCVN3 the others are the small letters in a font of capitals.
TCVN3_LETTERS = SMALL + "ĂÂÊÔƠƯĐ"


def letters_of(name: str) -> str:
    return TCVN3_LETTERS if name == "tcvn3" else LETTERS


def test_there_are_all_letters() -> None:
    assert len(set(LETTERS)) == 134


@pytest.mark.parametrize(("name", "letter"), [(name, letter) for name in TABLES for letter in letters_of(name)])
def test_each_letter_both_ways(name: str, letter: str) -> None:
    stored = encode(letter, name)
    assert decode(stored, name) == letter
    assert table(name).stored[letter] == stored


@pytest.mark.parametrize("name", TABLES)
def test_no_two_letters_are_stored_alike(name: str) -> None:
    stored = [table(name).stored[letter] for letter in letters_of(name)]
    assert len(set(stored)) == len(stored)


@pytest.mark.parametrize("letter", LETTERS)
def test_windows_1258_is_that_of_python(letter: str) -> None:
    """A letter as Python's codec stores it, in one code or in two, comes back."""
    marks = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
    base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tone))
    stored = (base + tone).encode("cp1258").decode("cp1252")
    assert decode(stored, "windows-1258") == letter


@pytest.mark.parametrize(
    ("name", "stored", "text"),
    [
        ("vni", "Uûy ban nhaân daân huyeän", "Ủy ban nhân dân huyện"),
        ("vni", "UÛY BAN NHAÂN DAÂN", "ỦY BAN NHÂN DÂN"),
        ("vni", "Ñieàu kieän, ñöôøng xaù", "Điều kiện, đường xá"),
        ("tcvn3", "KÕ ho¹ch ph¸t triÓn n\xadíc s¹ch", "Kế hoạch phát triển nước sạch"),
        ("viscii", "Kª hoÕch", "Kế hoạch"),
        ("vps", "K‰ hoåch", "Kế hoạch"),
        ("vps", "K\x89 hoåch", "Kế hoạch"),  # read as Latin-1
        ("windows-1258", "Kêì hoaòch", "Kế hoạch"),
        ("viqr", "Ke^' hoa.ch nu*o*'c sa.ch xong\\.", "Kế hoạch nước sạch xong."),
        (MOJIBAKE, "Káº¿ hoáº¡ch Ä‘iá»\x87n", "Kế hoạch điện"),
    ],
)
def test_words(name: str, stored: str, text: str) -> None:
    assert decode(stored, name) == text


WORDS = st.text(
    alphabet=st.sampled_from(LETTERS + "abcdeghiklmnopqrstuvxyABCDEGHIKLMNOPQRSTUVXY .,?'()-+*^`~\\/0123456789\n")
)


@pytest.mark.parametrize("name", [*TABLES, MOJIBAKE])
@given(text=WORDS)
def test_any_text_comes_back(name: str, text: str) -> None:
    if name == "tcvn3":
        stored, spans = encode_runs(text, name)
        decoded = decode(stored, name)
        assert len(decoded) == len(text)  # one character for one
        for start, end in spans:
            decoded = decoded[:start] + decoded[start:end].upper() + decoded[end:]
        assert decoded == text
    else:
        assert decode(encode(text, name), name) == text


@pytest.mark.parametrize(
    ("name", "text"), [("tcvn3", "Ầ"), ("tcvn3", "5 ® 6"), ("vni", "œ≥"), ("viscii", "5 – 6"), ("vps", "“a”")]
)
def test_what_cannot_be_stored(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="cannot store"):
        encode(text, name)


def test_unknown_encoding() -> None:
    with pytest.raises(KeyError):
        decode("a", "ebcdic")


def test_capitals_stand_in_a_font_of_capitals() -> None:
    assert encode_runs("KẾ HOẠCH", "tcvn3") == ("KÕ HO¹CH", [(1, 2), (5, 6)])
    assert encode_runs("ÁẾ Đ", "tcvn3") == ("¸Õ §", [(0, 2)])
    assert encode_runs("KẾ HOẠCH", "vni") == ("KEÁ HOAÏCH", [])


@pytest.mark.parametrize(
    ("font", "told"),
    [
        (".VnTime", FontEncoding("tcvn3")),
        (".VnTimeH", FontEncoding("tcvn3", capitals=True)),
        (".VnTimeh", FontEncoding("tcvn3", capitals=True)),
        ("ABCDEF+.VnTimeH,BoldItalic", FontEncoding("tcvn3", capitals=True)),
        (".VnArial NarrowH", FontEncoding("tcvn3", capitals=True)),
        (".VnArialH-Bold", FontEncoding("tcvn3", capitals=True)),
        (".VnTimeH Tur", FontEncoding("tcvn3", capitals=True)),
        (".VnHelvetIns", FontEncoding("tcvn3")),
        ("VNI-Times", FontEncoding("vni")),
        ("vni-times", FontEncoding("vni")),
        ("VNI-Helve-Condense", FontEncoding("vni")),
        ("VPS Times", FontEncoding("vps")),
        ("VI Times", FontEncoding("viscii")),
        ("VI Times H", FontEncoding("viscii", capitals=True)),
        ("Heo May", FontEncoding("viscii")),
        ("Symbol", SYMBOLS),
        ("Wingdings", SYMBOLS),
        ("Times New Roman", None),
        ("Arial", None),
        ("VnExpress", None),
        ("Visual", None),
        ("", None),
    ],
)
def test_fonts(font: str, told: FontEncoding | None) -> None:
    assert of_font(font) == told


def test_mojibake_is_told() -> None:
    assert is_mojibake(encode("Kế hoạch năm, việc cần làm", MOJIBAKE))
    assert not is_mojibake("Kế hoạch năm, việc cần làm")
    assert not is_mojibake("KÕ ho¹ch n¨m, viÖc cÇn lµm")
