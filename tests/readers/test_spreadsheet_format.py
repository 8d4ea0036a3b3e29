"""What cells show: values under their number formats."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.readers.spreadsheet_format import BUILT_IN, general, show, show_text
from vnplan_extract.values.numbers import parse_number

ACCOUNTING = '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (1234567.891, "#,##0.0", "1.234.567,9"),
        (999.95, "#,##0.0", "1.000,0"),
        (1234, "#,##0", "1.234"),
        (12, "#,##0", "12"),
        (0, "#,##0", "0"),
        (0, "#,###", ""),
        (1234, "0", "1234"),
        (7, "000", "007"),
        (0.5, "0.00", "0,50"),
        (0.5, "#.00", ",50"),
        (1234.5, "#,##0.##", "1.234,5"),
        (1234, "#,##0.##", "1.234"),
        (1.005, "0.00", "1,01"),  # as Excel rounds: the decimals that are shown, not the binary ones
        (2.5, "0", "3"),
        (0.125, "0.0%", "12,5%"),
        (0.33, "0%", "33%"),
        (-5, "0.00", "-5,00"),
        (-1234.5, "#,##0.0_);(#,##0.0)", "(1.234,5)"),
        (12730000, ACCOUNTING, "12.730.000"),
        (-12730000, ACCOUNTING, "(12.730.000)"),
        (0, ACCOUNTING, "-"),
        (1234567, "#,##0,", "1.235"),
        (1500000, '0.0,,"tr"', "1,5tr"),
        (5, 'General" đồng"', "5 đồng"),
        (5, '"Số "0', "Số 5"),
        (5, "[Red]0", "5"),
        (1500, "#,##0 [$₫-42A]", "1.500 ₫"),
        (1234, "# ##0", "1 234"),
        (987654321, "0000-000-000", "0987-654-321"),
        (100, '[>=100]"nhiều";0', "nhiều"),
        (99, '[>=100]"nhiều";0', "99"),
        (-3.2, '[<0]"âm "0.0;0.0', "âm 3,2"),
        (0.25, "# ?/?", "0,25"),
        (-3, "@", "-3"),
        (1e20, "#,##0", "100.000.000.000.000.000.000"),
        # dates
        (45356, "dd/mm/yyyy", "05/03/2024"),
        (45356, "m/d/yyyy", "5/3/2024"),
        (45356, "mm-dd-yy", "05-03-2024"),
        (45356, "yyyy-mm-dd", "2024-03-05"),
        (45356, "d-mmm-yy", "5-03-2024"),
        (45356, "mmm-yy", "03-2024"),
        (45356, "[$-42A]dd/mm/yyyy;@", "05/03/2024"),
        (45356, '"ngày "dd" tháng "mm" năm "yyyy', "ngày 05 tháng 03 năm 2024"),
        (45356, "dddd", "Thứ Ba"),
        (45356.75, "h:mm", "18:00"),
        (45356.75, "dd/mm/yyyy hh:mm", "05/03/2024 18:00"),
        (45356.75, "h:mm AM/PM", "6:00 PM"),
        (0.5 + 1 / 86400, "mm:ss", "00:01"),
        (1.5, "[h]:mm", "36:00"),
        (1, "dd/mm/yyyy", "01/01/1900"),
        (61, "dd/mm/yyyy", "01/03/1900"),
        (-1, "dd/mm/yyyy", "-1"),
        (1e9, "dd/mm/yyyy", "1000000000"),
    ],
)
def test_show(value: float, code: str, expected: str) -> None:
    assert show(value, code) == expected


def test_epoch_of_1904() -> None:
    assert show(45356 - 1462, "dd/mm/yyyy", epoch_1904=True) == "05/03/2024"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("12", "12"), ("484.492", "484,492"), ("33.74668725180189", "33,74668725"), ("-0.5", "-0,5"),
        ("123456789012", "123456789012"), ("0.1", "0,1"), ("100000.5", "100000,5"), ("1.5E-12", "1,50000E-12"),
    ],
)  # fmt: skip
def test_general(number: str, expected: str) -> None:
    assert general(Decimal(number)) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [("General", "abc"), (ACCOUNTING, "abc"), ("@", "abc"), ('@" đồng"', "abc đồng"), ("0.0", "abc")],
)
def test_text_is_exact(code: str, expected: str) -> None:
    assert show_text("abc", code) == expected


@given(st.integers(-(10**12), 10**12), st.integers(0, 3))
def test_a_shown_number_reads_as_its_value(units: int, places: int) -> None:
    value = float(Decimal(units).scaleb(-places))
    code = "#,##0" + ("." + "0" * places if places else "")
    shown = show(value, code)
    read = parse_number(shown.lstrip("-"))
    assert read is not None
    assert read.value == abs(Decimal(units).scaleb(-places))
    assert shown.startswith("-") == (units < 0)


@given(st.floats(allow_nan=False, allow_infinity=True), st.text(max_size=20) | st.sampled_from([*BUILT_IN.values()]))
def test_any_format_shows_something(value: float, code: str) -> None:
    assert isinstance(show(value, code), str)
