"""Document numbers taken apart, and the issuers of their codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.data import (
    issuer_of_code,
    parse_document_number,
    type_by_code,
    type_by_name,
    type_names_longest_first,
)

A, N, P = "administrative", "normative", "party"


@pytest.mark.parametrize(
    ("text", "number", "year", "kind", "issuers", "units", "system"),
    [
        ("176/KH-UBND", "176", None, "Kế hoạch", ("UBND",), (), A),
        ("08/2019/QĐ-TTg", "08", 2019, "Quyết định", ("TTg",), (), N),
        ("32/QĐ-TTg", "32", None, "Quyết định", ("TTg",), (), A),
        ("11/2011/TTLT-BTC-BLĐTBXH", "11", 2011, "Thông tư liên tịch", ("BTC", "BLĐTBXH"), (), N),
        ("4126/SLĐTBXH-BTXH", "4126", None, None, ("SLĐTBXH",), ("BTXH",), A),
        ("3954/UBND-VX", "3954", None, None, ("UBND",), ("VX",), A),
        ("17/KL-BCA-A03", "17", None, "Kết luận", ("BCA",), ("A03",), A),
        ("2152/QĐ-BNN-TCTL", "2152", None, "Quyết định", ("BNN",), ("TCTL",), A),
        ("924/QC-SNNMT-SXD", "924", None, "Quy chế", ("SNNMT", "SXD"), (), A),
        ("12/QĐ-UBND-SNV", "12", None, "Quyết định", ("UBND",), ("SNV",), A),
        ("23-CT/TW", "23", None, "Chỉ thị", ("TW",), (), P),
        ("1781-CV/TU", "1781", None, "Công văn", ("TU",), (), P),
        ("27/CTr/TU", "27", None, "Chương trình", ("TU",), (), P),
        ("15-KH/TU", "15", None, "Kế hoạch", ("TU",), (), P),
        ("05-KH/ĐU", "05", None, "Kế hoạch", ("ĐU",), (), P),
        ("11-HD/VPTW", "11", None, "Hướng dẫn", ("VPTW",), (), P),
        ("26-HD/BTGTW", "26", None, "Hướng dẫn", ("BTGTW",), (), P),
        ("202/2025/QH15", "202", 2025, None, ("QH15",), (), N),
        ("1313/NQ-UBTVQH15", "1313", None, "Nghị quyết", ("UBTVQH15",), (), A),
        ("23/2001/PL-UBTVQH10", "23", 2001, "Pháp lệnh", ("UBTVQH10",), (), N),
        ("01/KHPH-A-B-C", "01", None, "Kế hoạch phối hợp", ("A", "B", "C"), (), A),
        ("1842b/CTPH-BVHTTDL-TLĐLĐVN", "1842b", None, "Chương trình phối hợp", ("BVHTTDL", "TLĐLĐVN"), (), A),
        ("05/2009/NQLT-BLĐTBXH-TLĐLĐVN", "05", 2009, "Nghị quyết liên tịch", ("BLĐTBXH", "TLĐLĐVN"), (), N),
        ("48/KH-MTTQ-BTT", "48", None, "Kế hoạch", ("MTTQ",), ("BTT",), A),
        ("02-L/CTN", "02", None, "Lệnh", ("CTN",), (), A),
        ("36/CP", "36", None, None, ("CP",), (), A),
        ("91-CP", "91", None, None, ("CP",), (), A),
        ("13/98/NĐ-CP", "13", 1998, "Nghị định", ("CP",), (), N),
        ("61/2008/QĐ.UBND", "61", 2008, "Quyết định", ("UBND",), (), N),
        ("12/QĐUBND", "12", None, "Quyết định", ("UBND",), (), A),
        ("36/2002/TT-BCA(C11)", "36", 2002, "Thông tư", ("BCA",), ("C11",), N),
        ("15/2005/QĐ-BGTVTngày", "15", 2005, "Quyết định", ("BGTVT",), (), N),
        ("30/2020/NĐ–CP", "30", 2020, "Nghị định", ("CP",), (), N),
        ("30 / 2020 / NĐ - CP", "30", 2020, "Nghị định", ("CP",), (), N),
        ("7/QÐ-UBND", "7", None, "Quyết định", ("UBND",), (), A),  # U+00D0
        ("Số: 176/KH-UBND;", "176", None, "Kế hoạch", ("UBND",), (), A),
        ("Số:      /KH-UBND", "", None, "Kế hoạch", ("UBND",), (), A),
        ("/2025/QĐ-UBND", "", 2025, "Quyết định", ("UBND",), (), N),
        ("25/GP", "25", None, "Giấy phép", (), (), A),
    ],
)
def test_parse(
    text: str,
    number: str,
    year: int | None,
    kind: str | None,
    issuers: tuple[str, ...],
    units: tuple[str, ...],
    system: str,
) -> None:
    parsed = parse_document_number(text)
    assert parsed is not None
    assert (parsed.number, parsed.year, parsed.issuer_codes, parsed.unit_codes, parsed.system) == (
        number, year, issuers, units, system,
    )  # fmt: skip
    assert (parsed.type.name if parsed.type else None) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "176",
        "15/12/2024",
        "1/500",
        "24/24",
        "5/Km12",
        "2-Km6",
        "2,4-D",
        "7-Tây",
        "6/2026",
        "và/hoặc",
        "Số",
        "/",
        "-CT/TW",
        "QĐ-UBND",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert parse_document_number(text) is None


@pytest.mark.parametrize(
    ("codes", "on", "names"),
    [
        (("TTg",), None, ["Thủ tướng Chính phủ"]),
        (("Ttg",), None, ["Thủ tướng Chính phủ"]),
        (("CP",), None, ["Chính phủ"]),
        (("QH15",), None, ["Quốc hội"]),
        (("UBTVQH15",), None, ["Ủy ban Thường vụ Quốc hội"]),
        (("BTC", "BLĐTBXH"), None, ["Bộ Tài chính", "Bộ Lao động - Thương binh và Xã hội"]),
        (("SLĐTBXH",), None, ["Sở Lao động - Thương binh và Xã hội"]),
        (("SLĐTB&XH",), None, ["Sở Lao động - Thương binh và Xã hội"]),
        (("SLDTBXH",), None, ["Sở Lao động - Thương binh và Xã hội"]),  # one letter wrong
        (("BNNPTTN",), None, ["Bộ Nông nghiệp và Phát triển nông thôn"]),  # two letters changed about
        (("BNN",), "2012-05-09", ["Bộ Nông nghiệp và Phát triển nông thôn"]),
        (("BNNMT",), "2025-10-01", ["Bộ Nông nghiệp và Môi trường"]),
        (("BGTVT",), "2026-01-01", ["Bộ Giao thông vận tải"]),  # it was no more, but the code has no other
        (("SCT",), None, ["Sở Công Thương"]),
        (("SXD", "STTTT"), None, ["Sở Xây dựng", "Sở Thông tin và Truyền thông"]),
        (("SVHTT",), "2006-01-01", ["Sở Văn hóa - Thông tin"]),
        (("SVHTT",), "2020-01-01", ["Sở Văn hóa và Thể thao"]),
        (("UBND",), None, []),
        (("TU",), None, []),
        (("TW",), None, []),
        (("HĐND", "UBND"), None, []),
        (("A", "B"), None, []),
        ("BYT", None, ["Bộ Y tế"]),
    ],
)
def test_issuers(codes: tuple[str, ...], on: str | None, names: list[str]) -> None:
    assert issuer_of_code(codes, on) == names


@given(st.text(alphabet="0123456789/-–.() QĐÐTgUBNDHVPKCWabc&\n", max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    parsed = parse_document_number(text)
    if parsed is not None:
        assert " " not in parsed.text
        assert parsed.text.startswith(parsed.number)
        assert parse_document_number(parsed.text) == parsed


@given(st.integers(0, 99999), st.integers(1945, 2099), st.sampled_from(["QĐ-UBND", "NĐ-CP", "TT-BYT", "TTLT-BTC-BNV"]))
def test_year_and_number_are_kept_as_they_are(number: int, year: int, symbol: str) -> None:
    parsed = parse_document_number(f"{number:02d}/{year}/{symbol}")
    assert parsed is not None
    assert (parsed.number, parsed.year, parsed.system) == (f"{number:02d}", year, "normative")


@pytest.mark.parametrize(
    ("code", "system", "name"),
    [
        ("KH", None, "Kế hoạch"), ("CT", None, "Chỉ thị"), ("CTr", None, "Chương trình"), ("TTr", None, "Tờ trình"),
        ("TT", None, "Thông tư"), ("TT", "party", "Thông tri"),
        ("QĐ", None, "Quyết định"), ("QĐ", "party", "Quyết định"),
        ("QyĐ", None, "Quy định"), ("QÐ", None, "Quyết định"),
        ("CV", "party", "Công văn"), ("SL", "normative", "Sắc lệnh"),
        ("SL", "administrative", "Bản sao lục"), ("NQLT", None, "Nghị quyết liên tịch"),
    ],
)  # fmt: skip
def test_type_by_code(code: str, system: str | None, name: str) -> None:
    row = type_by_code(code, system)
    assert row is not None
    assert row.name == name


def test_types_by_name() -> None:
    assert type_by_code("XYZ") is None
    row = type_by_name("KẾ HOẠCH")
    assert row is not None
    assert row.code == "KH"
    assert type_by_name("Bánh mì") is None


def test_the_longest_name_is_first() -> None:
    names = type_names_longest_first()
    assert names.index("Chương trình hành động") < names.index("Chương trình")
    assert names.index("Thông tư liên tịch") < names.index("Thông tư")
    assert [len(name) for name in names] == sorted((len(name) for name in names), reverse=True)
