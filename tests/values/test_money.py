from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.values.money import find_money, unit_vnd

MILLION, BILLION = 10**6, 10**9


@pytest.mark.parametrize(
    ("text", "quote", "amount", "last_digit"),
    [
        ("1,7 tỷ đồng", "1,7 tỷ đồng", 1_700 * MILLION, 100 * MILLION),
        ("cần 03 tỷ.", "03 tỷ", 3 * BILLION, BILLION),
        ("03 tỷ để sửa trụ sở", "03 tỷ", 3 * BILLION, BILLION),
        ("4.200 triệu đồng", "4.200 triệu đồng", 4_200 * MILLION, MILLION),
        ("339,477 triệu đồng", "339,477 triệu đồng", 339_477_000, 1_000),
        ("68.000.000 đồng", "68.000.000 đồng", 68 * MILLION, 1),
        ("250.000.000 đồng/năm", "250.000.000 đồng", 250 * MILLION, 1),
        ("1.500 tỉ", "1.500 tỉ", 1_500 * BILLION, BILLION),
        ("157 nghìn tỷ đồng", "157 nghìn tỷ đồng", 157_000 * BILLION, 1_000 * BILLION),
        ("500 nghìn đồng", "500 nghìn đồng", 500_000, 1_000),
        ("200 ngàn đồng", "200 ngàn đồng", 200_000, 1_000),
        ("1.200.000đ", "1.200.000đ", 1_200_000, 1),
        ("500đ/m2", "500đ", 500, 1),
        ("1.200.000 VNĐ", "1.200.000 VNĐ", 1_200_000, 1),
        ("1,250,000 đồng", "1,250,000 đồng", 1_250_000, 1),
        ("31,600 đồng", "31,600 đồng", 31_600, 1),
        ("2.500.000,5 đồng", "2.500.000,5 đồng", 2_500_001, 1),
        ("2 tỷ 500 triệu đồng", "2 tỷ 500 triệu đồng", 2_500 * MILLION, MILLION),
        ("2 tỷ 500 triệu", "2 tỷ 500 triệu", 2_500 * MILLION, MILLION),
        ("1 triệu 500.000 đồng", "1 triệu 500.000 đồng", 1_500_000, 1),
        ("2 tỷ rưỡi", "2 tỷ rưỡi", 2_500 * MILLION, 100 * MILLION),
        ("45 tr.đ", "45 tr.đ", 45 * MILLION, MILLION),
        ("15.700 trđ", "15.700 trđ", 15_700 * MILLION, MILLION),
        ("KINH PHÍ 3 TỶ ĐỒNG", "3 TỶ ĐỒNG", 3 * BILLION, BILLION),
        ("hỗ trợ 15 triệu/hộ", "15 triệu", 15 * MILLION, MILLION),
        ("40 (Bốn mươi) triệu đồng", "40 (Bốn mươi) triệu đồng", 40 * MILLION, MILLION),
        ("chi quản lý: 7.269,10 triệu đông, chi", "7.269,10 triệu", 7_269_100_000, 10_000),
        ("ba (03) triệu đồng", "(03) triệu đồng", 3 * MILLION, MILLION),
        ("hai tỷ năm trăm triệu đồng", "hai tỷ năm trăm triệu đồng", 2_500 * MILLION, MILLION),
        ("(bằng chữ: Năm mươi nghìn đồng)", "Năm mươi nghìn đồng", 50_000, 1_000),
        ("500 triệu đồng tiền thưởng", "500 triệu đồng", 500 * MILLION, MILLION),
        ("trên  45   tỷ  đồng", "45   tỷ  đồng", 45 * BILLION, BILLION),
    ],
)
def test_an_amount_is_found(text: str, quote: str, amount: int, last_digit: int) -> None:
    found = list(find_money(text))
    assert [(text[money.start : money.end], money.amount_vnd, money.last_digit_vnd) for money in found] == [
        (quote, amount, last_digit)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "03 tỷ lệ", "3 triệu người", "1,2 triệu lượt khách", "36 nghìn ha", "02 đồng chí", "2024 đồng thời triển khai",
        "năm 2024, đồng thời", "25 triệu đồng bào", "1.067.674 đồng bào", "Hội đồng nhân dân", "5 tỷ USD",
        "3 triệu EUR",
        "điểm 9đ khoản 5", "557252 đ", "hàng trăm tỷ đồng", "vài tỷ đồng", "ĐVT: 1.000 đồng",
        "Đơn vị tính: 1.000.000 đồng",
        "hai mươi đồng chí", "mục 9. Đồng ý", "tăng 1,5 triệu", "45 tr. 30", "huyện 5 Đồng Nai",
        "là §.699,28 triệu đồng", "25 triệu đông dân",
    ],
)  # fmt: skip
def test_what_is_no_amount(text: str) -> None:
    assert list(find_money(text)) == []


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("từ 2 đến 3 tỷ đồng", [2 * BILLION, 3 * BILLION]),
        ("200-300 triệu đồng", [200 * MILLION, 300 * MILLION]),
        ("từ 20.000.000 đồng đến 30.000.000 đồng", [20 * MILLION, 30 * MILLION]),
        ("từ 20.000.000 đến 30.000.000 đồng", [20 * MILLION, 30 * MILLION]),
        ("năm 2024 - 5.000 tỷ đồng", [5_000 * BILLION]),
        ("lớp 7 - 5 tỷ đồng", [5 * BILLION]),
    ],
)
def test_the_low_end_of_a_range_takes_the_unit(text: str, amounts: list[int]) -> None:
    assert [money.amount_vnd for money in find_money(text)] == amounts


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Đơn vị tính: Triệu đồng", MILLION),
        ("ĐVT: 1.000 đồng", 1_000),
        ("ĐVT: 1,000 đ", 1_000),
        ("ĐVT: 1.000.000 đồng", MILLION),
        ("nghìn đồng", 1_000),
        ("đồng", 1),
        ("tỷ đồng", BILLION),
        ("(Đơn vị tính tiền: Triệu đồng)", MILLION),
        ("Kinh phí (triệu đồng)", MILLION),
        ("Số tiền (đồng)", 1),
        ("ĐVT: tr.đ", MILLION),
        ("Đơn vị: triệu", MILLION),
        ("triệu đồng/năm", MILLION),
        ("ĐƠN VỊ: ĐỒNG", 1),
        ("VNĐ", 1),
        ("Hội đồng", None),
        ("Hợp đồng", None),
        ("Đơn vị tính: người", None),
        ("ĐVT: %", None),
        ("500 triệu đồng", None),
        ("Tỷ lệ", None),
        ("", None),
    ],
)
def test_the_unit_of_a_table(label: str, unit: int | None) -> None:
    assert unit_vnd(label) == unit


@given(
    st.integers(0, 10**9),
    st.sampled_from([("đồng", 1), ("nghìn đồng", 1_000), ("triệu đồng", MILLION), ("tỷ đồng", BILLION)]),
)
def test_an_amount_written_the_vietnamese_way_reads_back(count: int, unit: tuple[str, int]) -> None:
    written = f"{count:,}".replace(",", ".") + " " + unit[0]
    text = f"Kinh phí là {written} từ ngân sách."
    assert [(text[m.start : m.end], m.amount_vnd, m.unit_vnd) for m in find_money(text)] == [
        (written, count * unit[1], unit[1])
    ]


TEXTS = st.lists(
    st.sampled_from(
        [
            "1",
            "20",
            "3.000",
            "2,5",
            "0",
            "2024",
            "(",
            ")",
            " ",
            " ",
            "-",
            "đến",
            "tỷ",
            "triệu",
            "đồng",
            "đ",
            "/",
            ".",
            ",",
            "năm",
            "hai",
            "trăm",
            "mươi",
            "chí",
            "rưỡi",
            "tr",
            "người",
            "ĐVT:",
        ]
    ),
    max_size=14,
).map("".join)


@given(TEXTS | st.text())
def test_spans_lie_in_the_text_and_amounts_are_whole(text: str) -> None:
    for money in find_money(text):
        assert 0 <= money.start < money.end <= len(text)
        assert money.start <= money.number.start < money.number.end <= money.end
        assert money.amount_vnd >= 0
        assert money.last_digit_vnd >= 1
        quote = text[money.start : money.end]
        if "đồng" in quote:  # with its currency an amount is one also without its surroundings
            assert money.amount_vnd in [again.amount_vnd for again in find_money(quote)]
    unit_vnd(text)
