from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.values.numbers import find_numbers, find_words, is_foreign, parse_number, parse_words


@pytest.mark.parametrize(
    ("written", "value", "places", "style"),
    [
        ("1.067.674", 1067674, 0, "vietnamese"),
        ("4.035,45", Decimal("4035.45"), 2, "vietnamese"),
        ("1000", 1000, 0, "plain"),
        ("03", 3, 0, "plain"),
        (" 7 ", 7, 0, "plain"),
        ("0,55", Decimal("0.55"), 2, "vietnamese"),
        ("1,70", Decimal("1.7"), 2, "vietnamese"),
        ("31,600", Decimal("31.6"), 3, "vietnamese"),
        ("1,234,567", 1234567, 0, "foreign"),
        ("1,234.5", Decimal("1234.5"), 1, "foreign"),
        ("1.234.567,8", Decimal("1234567.8"), 1, "vietnamese"),
        ("2.80", Decimal("2.8"), 2, "foreign"),
        ("0.555", Decimal("0.555"), 3, "foreign"),
    ],
)
def test_a_number_is_read(written: str, value: int | Decimal, places: int, style: str) -> None:
    number = parse_number(written)
    assert number is not None
    assert (number.value, number.places, number.style) == (value, places, style)
    assert isinstance(number.value, int) == (places == 0)


@pytest.mark.parametrize(
    "written",
    ["", "x", "1.2.3", "05.000", "1500.000", "0912345678", "1,2,3", "31,600.", ".5", "1..2", "12.34.567", "1.234,567.8",
     "9" * 30, "1 000", "٣", "01.5"],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed(written: str) -> None:
    assert parse_number(written) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("31,600", 31600),
        ("31.600", Decimal("31.6")),
        ("1.234.567", 1234567),
        ("31,6", Decimal("31.6")),
        ("1500.000", 1500),
    ],
)
def test_the_foreign_style_decides_only_what_is_ambiguous(written: str, value: int | Decimal) -> None:
    number = parse_number(written, foreign=True)
    assert number is not None
    assert number.value == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đạt 1.067.674 người, 4.035,45 ha và 0,5%.", ["1.067.674", "4.035,45", "0,5"]),
        ("theo Kế hoạch 176/KH-UBND và 60-NQ/TW, Luật số 202/2025/QH15", []),
        ("ngày 5/6/2024, tháng 7 năm 2024, quý II/2024, năm 2025", []),
        ("lúc 11h30 - 13h30, 7g15, 08:30", []),
        ("ĐT 0243.6269.37.23, 0912.345.678, 0912345678, 0912 345 678", []),
        ("số đối tượng l8.577 người, điểm 12A, mẫu B2", []),
        ("tỷ lệ 1/1000, trực 24/24", []),
        ("27-55 tuổi, giai đoạn 2010–2015", ["27", "55", "2010", "2015"]),
        ("70mm/h; 05ha; 22KV; +2.80m", ["70", "05", "22", "2.80"]),
        ("nữ .6.126 người", ["6.126"]),
        ("mục V.1.1 và Tr.5", []),
        ("Tổng 1.000.", ["1.000"]),
        ("05 lớp/năm, 500 đồng/02 người", ["05", "500", "02"]),
        ("COVID-19", []),
    ],
)
def test_numbers_are_found_but_never_in_codes(text: str, found: list[str]) -> None:
    assert [text[number.start : number.end] for number in find_numbers(text)] == found


def test_the_bounds_hold() -> None:
    text = "12 người, 34 người, 56 người"
    assert [number.value for number in find_numbers(text, 4, 20)] == [34]


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("31,600 | 1,234,567 | 40,000", True),
        ("1,234.5", True),
        ("31,600 | 1.234.567 | 40,5", False),
        ("31,600", False),
        ("", False),
        ("1.234,5 và 2,5 và 1,000,000", False),
    ],
)
def test_the_style_is_told_by_what_is_unambiguous(text: str, foreign: bool) -> None:
    assert is_foreign(text) is foreign


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("ba", 3),
        ("mười", 10),
        ("mười lăm", 15),
        ("hai mươi", 20),
        ("hai mươi mốt", 21),
        ("hai mươi lăm", 25),
        ("bốn mươi tư", 44),
        ("một trăm", 100),
        ("một trăm linh năm", 105),
        ("hai trăm lẻ ba", 203),
        ("một nghìn hai trăm", 1200),
        ("mười lăm tỷ", 15_000_000_000),
        ("hai nghìn tỷ", 2_000_000_000_000),
        ("hai tỷ năm trăm triệu", 2_500_000_000),
        ("hai triệu rưỡi", 2_500_000),
        ("Một triệu không trăm linh năm nghìn hai trăm ba mươi mốt", 1_005_231),
        ("năm trăm ngàn", 500_000),
        ("ba  triệu", 3_000_000),
    ],
)
def test_words_are_read(written: str, value: int) -> None:
    number = parse_words(written)
    assert number is not None
    assert (number.value, number.style) == (value, "words")


@pytest.mark.parametrize(
    "written", ["", "lớp", "mười năm", "trăm", "tỷ", "ba lớp", "hai ba", "một triệu hai tỷ", "mươi", "tư"]
)
def test_what_is_no_number_in_words(written: str) -> None:
    assert parse_words(written) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mỗi xã có ít nhất một cán bộ và ba lớp", [1, 3]),
        ("trong hai mươi năm qua", [20]),
        ("thứ hai, lần thứ mười, một số, một phần, ngã ba", []),
        ("đường Hai Bà Trưng, phố Ba Chín Đô", []),
        ("năm nay, đầu tư, không có", []),
        ("Hai mươi mốt triệu", [21_000_000]),
        ("MƯỜI CHÍN", [19]),
        ("hàng năm trăm hộ", []),
    ],
)
def test_words_are_found(text: str, found: list[int]) -> None:
    assert [number.value for number in find_words(text)] == found


DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def spell(value: int) -> str:
    """Standard Vietnamese for 1 to 999,999,999."""

    def below_1000(number: int, full: bool) -> list[str]:
        hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
        words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
        if tens == 0:
            if ones:
                words += (["linh"] if words else []) + [DIGITS[ones]]
        elif tens == 1:
            words += ["mười"] + ([{5: "lăm"}.get(ones, DIGITS[ones])] if ones else [])
        else:
            words += [DIGITS[tens], "mươi"] + ([{1: "mốt", 5: "lăm"}.get(ones, DIGITS[ones])] if ones else [])
        return words

    words: list[str] = []
    for size, name in ((1_000_000, ["triệu"]), (1_000, ["nghìn"]), (1, [])):
        group, value = divmod(value, size)
        if group:
            words += below_1000(group, full=bool(words)) + name
    return " ".join(words)


@given(st.integers(1, 999_999_999))
def test_a_number_spelt_out_reads_back(value: int) -> None:
    number = parse_words(spell(value))
    assert number is not None
    assert number.value == value


def group(value: int, mark: str) -> str:
    return f"{value:,}".replace(",", mark)


@given(st.integers(0, 10**12), st.text("0123456789", max_size=2))
def test_vietnamese_style_reads_back(value: int, decimals: str) -> None:
    written = group(value, ".") + ("," + decimals if decimals else "")
    number = parse_number(written)
    assert number is not None
    assert number.value == Decimal(f"{value}.{decimals or '0'}")
    assert number.places == len(decimals)
    found = list(find_numbers(f"đạt {written} người"))
    assert [(n.start, n.end, n.value) for n in found] == [(4, 4 + len(written), number.value)]


@given(st.integers(0, 10**12))
def test_foreign_style_reads_back(value: int) -> None:
    number = parse_number(group(value, ","), foreign=True)
    assert number is not None
    assert number.value == value


PIECES = [*"0123456789.,/-: hKlđ", "ngày ", "năm ", "một ", "mươi ", "trăm ", "triệu ", "hai ", "tư ", "rưỡi ", "linh "]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@given(TEXTS | st.text())
def test_spans_read_to_the_same_value(text: str) -> None:
    last = 0
    for number in find_numbers(text):
        assert last <= number.start < number.end <= len(text)
        last = number.end
        again = parse_number(text[number.start : number.end])
        assert again is not None
        assert (again.value, again.places, again.style) == (number.value, number.places, number.style)
    for number in find_words(text):
        again = parse_words(text[number.start : number.end])
        assert again is not None
        assert again.value == number.value
    is_foreign(text)
