"""Provinces, districts and communes of both eras."""

from __future__ import annotations

import pytest

from vnplan_extract.data import (
    communes,
    communes_named,
    district_named,
    districts,
    name_key,
    province_by_id,
    province_named,
    province_of_place,
    province_successors,
    province_words,
    provinces,
)
from vnplan_extract.data.places import MAX_PROVINCE_WORDS, REFORM

# Nghị quyết 202/2025/QH15 and the codes of the General Statistics Office: the new unit keeps its seat's old code.
NEW_CODES = {
    "Hà Nội": "01", "Cao Bằng": "04", "Tuyên Quang": "08",
    "Điện Biên": "11", "Lai Châu": "12", "Sơn La": "14", "Lào Cai": "15",
    "Thái Nguyên": "19", "Lạng Sơn": "20", "Quảng Ninh": "22", "Bắc Ninh": "24", "Phú Thọ": "25", "Hải Phòng": "31",
    "Hưng Yên": "33", "Ninh Bình": "37", "Thanh Hóa": "38",
    "Nghệ An": "40", "Hà Tĩnh": "42", "Quảng Trị": "44", "Huế": "46",
    "Đà Nẵng": "48", "Quảng Ngãi": "51", "Gia Lai": "52",
    "Khánh Hòa": "56", "Đắk Lắk": "66", "Lâm Đồng": "68", "Đồng Nai": "75",
    "Hồ Chí Minh": "79", "Tây Ninh": "80", "Đồng Tháp": "82",
    "Vĩnh Long": "86", "An Giang": "91", "Cần Thơ": "92", "Cà Mau": "96",
}  # fmt: skip
OLD_CODES = {
    "Gia Lai": "64", "Bắc Ninh": "27", "An Giang": "89",
    "Tây Ninh": "72", "Đồng Tháp": "87", "Lào Cai": "10", "Quảng Trị": "45",
    "Bắc Giang": "24", "Yên Bái": "15", "Bình Định": "52", "Quảng Bình": "44", "Long An": "80", "Tiền Giang": "82",
}  # fmt: skip


def test_the_34_with_their_codes() -> None:
    assert {row.name: row.code for row in provinces("2025-07-01")} == NEW_CODES
    assert sum(row.kind == "thành phố" for row in provinces("2025-07-01")) == 6


def test_the_63_with_their_codes() -> None:
    old = {row.name: row.code for row in provinces("2025-06-30")}
    assert len(old) == 63
    assert old.items() >= OLD_CODES.items()


def test_eleven_did_not_change() -> None:
    same = {row.name for row in provinces("2025-06-30")} & {
        row.name for row in provinces("2025-07-01") if row.valid_from != REFORM
    }
    assert len(same) == 11


@pytest.mark.parametrize(
    ("name", "on", "province_id"),
    [
        ("TP. Hồ Chí Minh", None, "ho-chi-minh-moi"),
        ("TP.HCM", "2020-01-01", "ho-chi-minh"),
        ("TPHCM", "2020-01-01", "ho-chi-minh"),
        ("THÀNH PHỐ HỒ CHÍ MINH", "2020-01-01", "ho-chi-minh"),
        ("tỉnh Bà Rịa – Vũng Tàu", None, "ba-ria-vung-tau"),
        ("BÀ RỊA-VŨNG TÀU", None, "ba-ria-vung-tau"),
        ("Thừa Thiên - Huế", None, "thua-thien-hue"),
        ("Thừa Thiên Huế", "2025-01-01", None),
        ("thành phố Huế", "2025-01-01", "hue"),
        ("thành phố Huế", "2024-12-31", None),
        ("Hoà Bình", None, "hoa-binh"),
        ("Khánh Hoà", "2010", "khanh-hoa"),
        ("Đắc Lắc", "2003", "dak-lak-2004"),
        ("Đắc Lắc", "2005", "dak-lak"),
        ("Gia Lai", "2025-06-30", "gia-lai"),
        ("Gia Lai", "2025-07-01", "gia-lai-moi"),
        ("Gia Lai", None, "gia-lai-moi"),
        ("Bình Định", None, "binh-dinh"),
        ("Bình Định", "2026", None),
        ("Hà Tây", None, "ha-tay"),
        ("tỉnh Cần Thơ", "2003-12-31", "can-tho-2004"),
        ("tỉnh Cần Thơ", "2004-01-01", None),
        ("thành phố Thanh Hóa", None, None),
        ("tỉnh Hà Nội", None, None),
        ("huyện Cao Bằng", None, None),
        ("Atlantis", None, None),
        ("", None, None),
    ],
)
def test_province_named(name: str, on: str | None, province_id: str | None) -> None:
    row = province_named(name, on)
    assert (row.id if row else None) == province_id


@pytest.mark.parametrize("row", provinces(), ids=lambda row: row.id)
def test_every_province_is_found_by_its_full_name(row: object) -> None:
    from vnplan_extract.data import Province

    assert isinstance(row, Province)
    on = row.valid_from or (
        "2025-06-30" if row.valid_to == REFORM else "1996-01-01" if row.valid_to < "1998" else "2003-01-01"
    )
    assert province_named(row.full_name.upper(), on) == row


def test_where_a_province_went() -> None:
    ha_tay = province_by_id("ha-tay")
    assert [row.id for row in province_successors(ha_tay, "2005-01-01")] == ["ha-tay"]
    assert [row.id for row in province_successors(ha_tay, "2010-01-01")] == ["ha-noi"]
    minh_hai = province_by_id("minh-hai")
    assert [row.id for row in province_successors(minh_hai, "2026-01-01")] == ["ca-mau-moi"]


@pytest.mark.parametrize(
    ("name", "province", "full_name", "province_id"),
    [
        ("thị xã Bỉm Sơn", None, "thị xã Bỉm Sơn", "thanh-hoa"),
        ("TX. BỈM SƠN", None, "thị xã Bỉm Sơn", "thanh-hoa"),
        ("Vinh", None, "thành phố Vinh", "nghe-an"),
        ("thị xã Sầm Sơn", None, "thành phố Sầm Sơn", "thanh-hoa"),
        ("Quận 1", None, "quận 1", "ho-chi-minh"),
        ("quận 2", None, "quận 2", "ho-chi-minh"),
        ("thành phố Phan Rang-Tháp Chàm", None, "thành phố Phan Rang - Tháp Chàm", "ninh-thuan"),
        ("huyện Châu Thành", "Bến Tre", "huyện Châu Thành", "ben-tre"),
        ("TP. Đà Lạt", "Lâm Đồng", "thành phố Đà Lạt", "lam-dong"),
    ],
)
def test_district_named(name: str, province: str | None, full_name: str, province_id: str) -> None:
    row = district_named(name, province_named(province) if province else None)
    assert row is not None
    assert (row.full_name, row.province) == (full_name, province_id)


@pytest.mark.parametrize("name", ["huyện Châu Thành", "2", "1", "huyện Không Có", ""])
def test_district_not_named(name: str) -> None:
    assert district_named(name) is None


@pytest.mark.parametrize(
    ("place", "on", "province_id"),
    [
        ("Hà Nội", "2012-03-01", "ha-noi"),
        ("Hà Nội", "2003-03-01", "ha-noi-2008"),
        ("Vinh", "2008-01-07", "nghe-an"),
        ("Quy Nhơn", "2020-01-01", "binh-dinh"),
        ("Quy Nhơn", "2025-08-01", "gia-lai-moi"),
        ("Bỉm Sơn", "2021-01-01", "thanh-hoa"),
        ("Bỉm Sơn", "2025-09-01", "thanh-hoa"),
        ("Huế", "2015-01-01", "thua-thien-hue"),
        ("Huế", "2025-01-01", "hue"),
        ("Tân An", "2015-03-02", "long-an"),
        ("Châu Thành", "2015-03-02", None),
        ("Atlantis", "2015-03-02", None),
    ],
)
def test_province_of_place(place: str, on: str, province_id: str | None) -> None:
    row = province_of_place(place, on)
    assert (row.id if row else None) == province_id


def test_communes() -> None:
    (long_bien,) = communes_named("phường Long Biên")
    assert (long_bien.province, long_bien.old) == ("ha-noi", False)
    assert communes_named("phường Không Có") == ()
    assert len(communes_named("xã Tân Tiến", None, True)) > 5
    assert {row.kind for row in communes(True)} == {"xã", "phường", "thị trấn"}
    assert {row.kind for row in communes()} == {"xã", "phường", "đặc khu"}


def test_the_index_of_communes_folds_as_names_do() -> None:
    for old in (False, True):
        for row in communes(old)[::37]:
            assert row in communes_named(row.full_name, None, old), row
    assert sum(name_key(row.name) != row.name.lower().replace(" - ", " ") for row in communes()) == 0


def test_the_words_of_provinces() -> None:
    words = province_words()
    assert words["bà", "rịa", "vũng", "tàu"].name == "Bà Rịa - Vũng Tàu"
    assert words["gia", "lai"].id == "gia-lai-moi"
    assert max(map(len, words)) <= MAX_PROVINCE_WORDS
    assert all(tuple(name_key(row.name).split()) in words for row in provinces())


def test_the_number_of_districts() -> None:
    assert sum(row.valid_to == REFORM for row in districts()) == 696
