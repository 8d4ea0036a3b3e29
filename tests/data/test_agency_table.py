"""Bodies by id, code, name and date."""

from __future__ import annotations

import pytest

from vnplan_extract.data import agencies, agencies_by_code, agency_by_id, agency_by_name, successors


@pytest.mark.parametrize(
    ("name", "on", "agency_id"),
    [
        ("Bộ Lao động - Thương binh và Xã hội", None, "bo-lao-dong-thuong-binh-va-xa-hoi"),
        ("BỘ LAO ĐỘNG – THƯƠNG BINH VÀ XÃ HỘI", None, "bo-lao-dong-thuong-binh-va-xa-hoi"),
        ("Sở Văn hoá, Thể thao & Du lịch", None, "so-van-hoa-the-thao-va-du-lich"),
        ("Đài Phát thanh - Truyền hình", None, "dai-phat-thanh-truyen-hinh"),
        ("Mặt trận Tổ quốc", None, "mat-tran-to-quoc"),
        ("Ban Bí thư", None, "ban-bi-thu"),
        ("Bộ Nội vụ", "1995", "bo-noi-vu-1998"),
        ("Bộ Nội vụ", "2010-05-01", "bo-noi-vu"),
        ("Bộ Nội vụ", None, "bo-noi-vu"),
        ("Bộ Nội vụ", "2000", None),
        ("Phòng Kinh tế", "2020", "phong-kinh-te"),
        ("Phòng Kinh tế", "2026", "phong-kinh-te-xa"),
        ("Sở Giao thông vận tải", "2025-03-01", None),
        ("Sở Phép thuật", None, None),
    ],
)
def test_by_name(name: str, on: str | None, agency_id: str | None) -> None:
    row = agency_by_name(name, on)
    assert (row.id if row else None) == agency_id


@pytest.mark.parametrize(
    ("code", "on", "ids"),
    [
        ("BNV", "1997", ["bo-noi-vu-1998"]),
        ("BNV", "2004-04-08", ["bo-noi-vu"]),
        ("BNV", None, ["bo-noi-vu-1998", "bo-noi-vu"]),
        ("BGD&ĐT", None, ["bo-giao-duc-va-dao-tao"]),
        ("BNNPTNT", "2025-03-01", []),
        ("TTg", None, ["thu-tuong"]),
        ("TTCP", None, ["thanh-tra-chinh-phu"]),
        ("XYZ", None, []),
    ],
)
def test_by_code(code: str, on: str | None, ids: list[str]) -> None:
    assert [row.id for row in agencies_by_code(code, on)] == ids


@pytest.mark.parametrize(
    ("agency_id", "on", "ids"),
    [
        ("bo-thuy-san", "2006", ["bo-thuy-san"]),
        ("bo-thuy-san", "2010-01-01", ["bo-nong-nghiep-va-phat-trien-nong-thon"]),
        ("bo-thuy-san", "2025-06-01", ["bo-nong-nghiep-va-moi-truong"]),
        ("so-lao-dong-thuong-binh-va-xa-hoi", "2025-06-01", ["so-noi-vu", "so-y-te", "so-giao-duc-va-dao-tao"]),
        ("bo-y-te", "2025-06-01", ["bo-y-te"]),
    ],
)
def test_successors(agency_id: str, on: str, ids: list[str]) -> None:
    assert [row.id for row in successors(agency_by_id(agency_id), on)] == ids


def test_the_ministries_of_each_government() -> None:
    now = {row.name for row in agencies() if row.kind == "ministry" and row.valid("2025-07-01")}
    before = {row.name for row in agencies() if row.kind == "ministry" and row.valid("2015-07-01")}
    # Nghị quyết 176/2025/QH15: 17 bodies; Nghị quyết 01/2007/QH12 and 2011: 22.
    assert len(now) == 17
    assert len(before) == 22
    assert "Bộ Dân tộc và Tôn giáo" in now - before
    assert {"Bộ Giao thông vận tải", "Bộ Kế hoạch và Đầu tư", "Ủy ban Dân tộc"} <= before - now


def test_an_unknown_id() -> None:
    with pytest.raises(KeyError):
        agency_by_id("bo-phep-thuat")
