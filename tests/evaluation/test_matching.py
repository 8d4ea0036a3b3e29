from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.evaluation import matching as m


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        (None, ""),
        (12, "12"),
        ("  Sở   Y tế\n", "sở y tế"),
        ("Lao động – Thương binh", "lao động-thương binh"),
        ("UỶ BAN; ", "ủy ban"),
        ("quý, hoà, hoàn, thuỷ", "quý, hòa, hoàn, thủy"),
        ("“Kế hoạch”.", "kế hoạch"),
    ],
)
def test_norm(value: object, normal: str) -> None:
    assert m.norm(value) == normal


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("UỶ BAN NHÂN DÂN TỈNH ĐÔNG SƠN", "ủy ban nhân dân tỉnh đông sơn"),
        ("Ủy ban nhân dân các huyện", "ủy ban nhân dân huyện"),
        ("Sở Tài chính tỉnh Đông Sơn", "sở tài chính"),
        ("Tỉnh ủy Đông Sơn", "tỉnh ủy"),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "mặt trận tổ quốc"),
        ("Ủy ban nhân dân các huyện, thành phố", "ủy ban nhân dân huyện, thành phố"),
        ("Tỉnh", "tỉnh"),
    ],
)
def test_agency_key(name: str, key: str) -> None:
    assert m.agency_key(name) == key


def test_the_head_of_a_body_stands_for_it() -> None:
    assert m.body_key("Phó Giám đốc Sở Y tế") == m.body_key("Sở Y tế tỉnh Đông Sơn") == "sở y tế"


def test_joint_issuers_in_any_order() -> None:
    assert m.issuers("Bộ Y tế; Bộ Tài chính") == m.issuers("BỘ TÀI CHÍNH;Bộ Y tế")
    assert m.issuers("Bộ Y tế") != m.issuers("Bộ Y tế; Bộ Tài chính")


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2012", "2012-01-01", "2012-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2012-02-05", "2012-02-05", "2012-02-05"),
        (None, "", ""),
        ("2012-13", "2012-13", "2012-13"),
        ("Năm 2012", "năm 2012", "năm 2012"),
    ],
)
def test_day(date: str | None, first: str, last: str) -> None:
    assert (m.day(date), m.day(date, last=True)) == (first, last)


@pytest.mark.parametrize(
    ("a", "b", "what", "expected"),
    [
        (1, 1.0, "", True),
        (1, "1", "", True),
        (0.1 + 0.2, 0.3, "", True),
        (1, 2, "", False),
        (None, "", "", True),
        ("2012", "2012-12-31", "end", True),
        ("2012", "2012-01-01", "end", False),
        ("2012", "2012-01-01", "start", True),
        ("Sở Y tế tỉnh Đông Sơn", "Sở Y tế", "issuer", True),
        ("Sở Y tế tỉnh Đông Sơn", "Sở Y tế", "", False),
    ],
)
def test_same(a: object, b: object, what: str, expected: bool) -> None:
    assert m.same(a, b, what) is expected


def test_rules_of_recurrence_in_any_order() -> None:
    assert m.rrule("BYMONTH=6;FREQ=YEARLY;INTERVAL=1") == m.rrule("freq=yearly; bymonth=6")
    assert m.rrule("FREQ=MONTHLY;INTERVAL=3") != m.rrule("FREQ=MONTHLY")


@pytest.mark.parametrize(
    ("number", "key"), [("V.1.1", "1"), ("Điều 2", "2"), ("a)", "a"), ("Mục III", "iii"), (None, "")]
)
def test_section_key(number: str | None, key: str) -> None:
    assert m.section_key(number) == key


def similar_in_full(a: object, b: object, least: int = 1) -> float:
    """The definition of `similar`, without any shortcut."""

    def ratio(x: str, y: str) -> float:
        return SequenceMatcher(None, x, y, autojunk=False).ratio()

    left, right = set(m.norm(a).split()), set(m.norm(b).split())
    if not left or not right:
        return 1.0 if left == right else 0.0
    if min(len(left), len(right)) < least:
        return ratio(m.norm(a), m.norm(b))
    common = " ".join(sorted(left & right))
    one = (common + " " + " ".join(sorted(left - right))).strip()
    two = (common + " " + " ".join(sorted(right - left))).strip()
    return max(ratio(common, one), ratio(common, two), ratio(one, two)) if common else ratio(one, two)


VOCABULARY = ["xây", "trạm", "y", "tế", "xã", "An", "Phú", "mới", "-", "12", "hoà,", "của", "nhà"]
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=9).map(" ".join)


@given(
    WORDS | st.text(max_size=20), WORDS | st.text(max_size=20), st.sampled_from([1, 3]), st.sampled_from([0, 0.5, 0.8])
)
def test_similar_is_exact_from_its_floor_on(a: str, b: str, least: int, floor: float) -> None:
    exact = similar_in_full(a, b, least)
    told = m.similar(a, b, least, floor)
    assert told == exact if exact >= floor else told < floor


def item(**values: Any) -> dict[str, Any]:
    return values


@pytest.mark.parametrize(
    ("fits", "gold", "found", "score"),
    [
        (m.fits_citation, item(number="1/QĐ-TTg", also=["01/QĐ-TTg"]), item(number="01/QĐ–TTg"), 1),
        (m.fits_citation, item(number="1/QĐ-TTg"), item(number="2/QĐ-TTg"), 0),
        (m.fits_citation, item(number=None, name="Luật Đê"), item(name="luật đê"), 1),
        (m.fits_citation, item(number=None, name="Luật Đê"), item(name="Luật Đê", number="7/2006/QH11"), 0),
        (m.fits_deadline, item(kind="point", end="2024"), item(kind="point", end="2024"), 1),
        (m.fits_deadline, item(kind="point", end="2024"), item(kind="point", end="2024-12"), 0.9),
        (m.fits_deadline, item(kind="point", end="2024"), item(kind="period", end="2024"), 0),
        (m.fits_deadline, item(kind="point", end="2024", also=[item(end="2025")]), item(kind="point", end="2025"), 0.8),
        (m.fits_target, item(value=5, unit="lớp", subject="lớp"), item(value=5, unit="lớp/năm", subject="lớp"), 0),
        (m.fits_target, item(value=5, unit="%", subject="số xã"), item(value=5, unit="xã", subject="số xã"), 0),
        (m.fits_target, item(value=5, unit="xã", subject="xã", by="2024"), item(value=5, unit="xã", subject="xã"), 1),
        (m.fits_budget, item(amount_vnd=5, per="year"), item(amount_vnd=5, per="year"), 6),
        (m.fits_budget, item(amount_vnd=5, per="year"), item(amount_vnd=5, per="total"), 0),
        (m.fits_cell, item(row="A B", column="X", amount_vnd=0), item(row="a b c", column="x", amount_vnd=0), 1),
        (m.fits_cell, item(row="A B", column="X", amount_vnd=0), item(row="a b", column="y", amount_vnd=0), 0),
        (m.fits_cell, item(row="A B", column="X", amount_vnd=0), item(row="q", column="x", amount_vnd=0), 0),
        (m.fits_finding, item(quote="tổng 5 và 3"), item(evidence=[item(quote="tổng 6 và 2")]), 0),
    ],
)
def test_fits(fits: Any, gold: dict[str, Any], found: dict[str, Any], score: float) -> None:
    assert fits(gold, found) == score


def test_a_reversed_period_must_have_the_same_years() -> None:
    gold = item(kind="reversed_period", quote="giai đoạn 2025 - 2023 và năm 2030")
    assert m.fits_finding(gold, item(kind="reversed_period", quote="giai đoạn 2025 - 2023")) > 0
    assert m.fits_finding(gold, item(kind="reversed_period", quote="giai đoạn 2023 - 2025 và năm 2030")) == 0


@pytest.mark.parametrize(
    ("field", "wanted", "got", "fits"),
    [
        ("title", "Về việc sửa chữa cầu An Phú", "sửa chữa cầu An Phú", True),
        ("title", "sửa chữa cầu An Phú", "xây dựng đường Bình Hòa", False),
        ("number", "5/KH-UBND", "5 /KH – UBND", True),
        ("place", "Đông Sơn", "Tỉnh Đông Sơn", True),
        ("issuer", "Sở Y tế", "SỞ Y TẾ TỈNH ĐÔNG SƠN", True),
        ("issued_on", "2024-01-02", "2024-01", False),
    ],
)
def test_fits_header(field: str, wanted: str, got: str, fits: bool) -> None:
    gold, found = ({"field": field, "text": text, "optional": False} for text in (wanted, got))
    assert (m.fits_header(gold, found) > 0) is fits
