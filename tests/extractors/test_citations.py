"""Documents that a text cites: numbers, kinds, dates, issuers, pinpoints, laws by name, and their joining."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Document, Line, Page
from vnplan_extract.extractors import citations
from vnplan_extract.extractors.context import Context
from vnplan_extract.record import Citation
from vnplan_extract.text import Text


def make_context(text: str) -> Context:
    lines: list[Line] = []
    at = 0
    for line in text.split("\n"):
        if line:
            lines.append(Line(at, at + len(line)))
        at += len(line) + 1
    page = Page(1, 0, len(text), tuple(lines))
    return Context(Document("a.txt", "0" * 64, len(text), "text/plain", Text(text), (page,)))


def found(text: str, number: str | None = "15/KH-UBND", issuer: str = "Ủy ban nhân dân tỉnh Hà Nam") -> list[Citation]:
    inner = SimpleNamespace(issuer=issuer, number=number, issued_on="2023-03-01")
    header = SimpleNamespace(header=inner, own_province="tỉnh Hà Nam", head_end=0)
    return citations.extract(make_context(text), header)


def one(text: str, **more: str) -> Citation:
    items = found(text, **more)
    assert len(items) == 1, [item.number or item.name for item in items]
    return items[0]


OWN = "Ủy ban nhân dân tỉnh Hà Nam"


@pytest.mark.parametrize(
    ("text", "kind", "number", "issuer", "date"),
    [
        # the three grammars
        ("Quyết định số 71/QĐ-TTg ngày 09/5/2022 của Thủ tướng Chính phủ",
         "Quyết định", "71/QĐ-TTg", "Thủ tướng Chính phủ", "2022-05-09"),
        ("Nghị định số 98/2019/NĐ-CP", "Nghị định", "98/2019/NĐ-CP", "Chính phủ", None),
        ("Chỉ thị số 09-CT/TW ngày 02/3/2021 của Ban Bí thư",
         "Chỉ thị", "09-CT/TW", "Ban Bí thư", "2021-03-02"),
        ("Nghị quyết số 19-NQ/TW", "Nghị quyết", "19-NQ/TW", None, None),
        ("Nghị quyết số 61/2022/QH15", "Nghị quyết", "61/2022/QH15", "Quốc hội", None),
        ("Thông tư 05/2020/TT-BYT", "Thông tư", "05/2020/TT-BYT", "Bộ Y tế", None),
        # noise
        ("Quyết định số: 71 /QĐ -TTg", "Quyết định", "71/QĐ-TTg", "Thủ tướng Chính phủ", None),
        ("Nghị định số 98/\n2019/NĐ-\nCP ngày 3 tháng 7 năm\n2019",
         "Nghị định", "98/2019/NĐ-CP", "Chính phủ", "2019-07-03"),
        ("Quyết định số 71/QÐ-UBND", "Quyết định", "71/QĐ-UBND", OWN, None),
        ("Kế hoạch số 44/KH-UBND - 07/6/2022", "Kế hoạch", "44/KH-UBND", OWN, "2022-06-07"),
        ("Kế hoạch số 44/KH-UBND - Ủy ban", "Kế hoạch", "44/KH-UBND", OWN, None),
        # the grammar of the 1990s
        ("Thông tư số 58 TC/TCT ngày 3/4/1996 của Bộ Tài chính",
         "Thông tư", "58TC/TCT", "Bộ Tài chính", "1996-04-03"),
        ("Quyết định số 104 TTg ngày 3/4/1996", "Quyết định", "104TTg", "Thủ tướng Chính phủ", "1996-04-03"),
        # a date whose first word was misread
        ("Công văn số 55/SNV-TCBC raày 12/3/2022 của Sở Nội vụ",
         "Công văn", "55/SNV-TCBC", "Sở Nội vụ", "2022-03-12"),
        # kinds as printed
        ("Phương án nổ mìn số 6/PANM-AL ngày 3/4/2022", "Phương án", "6/PANM-AL", None, "2022-04-03"),
        ("văn bản số 120/UBND-VX", "Văn bản", "120/UBND-VX", OWN, None),
        ("tại số 120/UBND-VX", "Công văn", "120/UBND-VX", OWN, None),
        ("Chương trình hành động số 8-CTr/TU", "Chương trình hành động", "8-CTr/TU", "Tỉnh ủy Hà Nam", None),
        ("Quy chế phối hợp số 2/QC-SYT-SXD", "Quy chế", "2/QC-SYT-SXD", "Sở Y tế; Sở Xây dựng", None),
        ("Thông báo Kết luận số 30-TB/TU", "Thông báo kết luận", "30-TB/TU", "Tỉnh ủy Hà Nam", None),
        ("Thông tư liên tịch số 4/2013/TTLT-BTC-BYT", "Thông tư liên tịch", "4/2013/TTLT-BTC-BYT",
         "Bộ Tài chính; Bộ Y tế", None),
        # issuers stated before and behind
        ("Sở Tư pháp tại Tờ trình số 12/TTr-STP ngày 05/01/2023", "Tờ trình", "12/TTr-STP", "Sở Tư pháp", "2023-01-05"),
        ("Quyết định số 9/QĐ-UBND của UBND tỉnh Lạng Sơn ngày 01/02/2020",
         "Quyết định", "9/QĐ-UBND", "Ủy ban nhân dân tỉnh Lạng Sơn", "2020-02-01"),
        ("Nghị định của Chính phủ số 98/2019/NĐ-CP", "Nghị định", "98/2019/NĐ-CP", "Chính phủ", None),
        ("Quyết định số 9/QĐ-UBND ngày 01/02/2020 của Chủ tịch UBND tỉnh",
         "Quyết định", "9/QĐ-UBND", f"Chủ tịch {OWN}", "2020-02-01"),
        ("Chương trình phối hợp số 3/CTPH-BYT-TLĐLĐVN giữa Bộ Y tế và Tổng Liên đoàn Lao động Việt Nam",
         "Chương trình phối hợp", "3/CTPH-BYT-TLĐLĐVN", "Bộ Y tế; Tổng Liên đoàn Lao động Việt Nam", None),
    ],
)  # fmt: skip
def test_numbered(text: str, kind: str, number: str, issuer: str | None, date: str | None) -> None:
    item = one(text)
    assert (item.type, item.number, item.issuer, item.date) == (kind, number, issuer, date)


@pytest.mark.parametrize(
    ("text", "issuers"),
    [
        # the organ that acts for a council or committee, told before the numbers
        ("Thường trực Hội đồng nhân dân tỉnh tại các Công văn: số 2/HĐND-VP ngày 3/4/2022 về việc trồng cây, "
         "số 5/HĐND-VP ngày 5/4/2022",
         ["Thường trực Hội đồng nhân dân tỉnh Hà Nam"] * 2),
        ("Thường trực Tỉnh ủy tại Thông báo số 44-TB/TU; Căn cứ Kết luận số 45-KL/TU",
         ["Thường trực Tỉnh ủy Hà Nam", "Tỉnh ủy Hà Nam"]),
        ("Văn phòng UBND tỉnh tại Công văn số 44/UBND-VX", [OWN]),
        # the short way to write joint issuers
        ("Thông tư liên tịch số 9/2010/TTLT-BYT-BTC của liên Bộ: Y tế – Tài chính", ["Bộ Y tế; Bộ Tài chính"]),
    ],
)  # fmt: skip
def test_issuers(text: str, issuers: list[str]) -> None:
    assert [citation.issuer for citation in found(f"Căn cứ {text}.")] == issuers


def test_a_code_of_the_own_number_is_the_own_body() -> None:
    text = "Số: 7/KH-TTHX\nQuyết định số 214/QĐ-TTHX ngày 4/5/2022, Quyết định số 3/QĐ-TTHY."
    items = found(text, number="7/KH-TTHX", issuer="Trường Tiểu học Xuân Mai")
    assert [citation.issuer for citation in items] == ["Trường Tiểu học Xuân Mai", None]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nghị định số 1/2020/NĐ-CP, 2/2021/NĐ-CP và 3/2022/NĐ-CP", ["1/2020/NĐ-CP", "2/2021/NĐ-CP", "3/2022/NĐ-CP"]),
        ("các Quyết định số 11/QĐ-UBND; số 12/QĐ-UBND ngày 3/4/2022;", ["11/QĐ-UBND", "12/QĐ-UBND"]),
        ("Công văn số 5/UBND-VX, số 6/UBND-KT", ["5/UBND-VX", "6/UBND-KT"]),
    ],
)
def test_lists(text: str, numbers: list[str]) -> None:
    items = found(text)
    assert [item.number for item in items] == numbers
    assert len({item.type for item in items}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "tỷ lệ 1/500, ngày 25/3, 24/7, km 12+300", "điện thoại 0226.385.1234", "trạm 110/22kV, mạng 4G/5G",
        "Số: 15/KH-UBND", "Quyết định này; Luật này; pháp luật; luật sư; Hội Luật gia",
        "Số:     /KH-UBND", "gồm 3 dự án:\n1 - Dự án trồng cây bóng mát",
    ],
)  # fmt: skip
def test_no_citations(text: str) -> None:
    assert found(text) == []


def test_own_number_of_another_year_is_another_document() -> None:
    assert one("Kế hoạch số 15/KH-UBND ngày 02/02/2021").date == "2021-02-02"


@pytest.mark.parametrize(
    ("text", "pinpoints"),
    [
        ("Điều 23, Điều 24 của Nghị định số 98/2019/NĐ-CP", ["Điều 23", "Điều 24"]),
        ("điểm b khoản 4 Điều 8 Nghị định số 98/2019/NĐ-CP", ["Điều 8"]),
        ("Chương II và các điều 5, 6 Nghị định số 98/2019/NĐ-CP", ["Chương II", "Điều 5", "Điều 6"]),
        ("Điều 2 (trách nhiệm) Nghị định số 98/2019/NĐ-CP", ["Điều 2"]),
        ("theo Điều 3 kế hoạch, và Nghị định số 98/2019/NĐ-CP", []),
    ],
)
def test_pinpoints(text: str, pinpoints: list[str]) -> None:
    assert one(text).pinpoints == pinpoints


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("thực hiện Luật Người cao tuổi và chính sách", "Luật", ["Luật Người cao tuổi"]),
        ("Luật Trật tự, an toàn giao thông đường bộ, Luật Đường bộ", "Luật", [
            "Luật Trật tự, an toàn giao thông đường bộ", "Luật Đường bộ",
        ]),
        ("các Luật: Đất đai, Nhà ở và Xây dựng", "Luật", ["Luật Đất đai", "Luật Nhà ở", "Luật Xây dựng"]),
        ("Bộ luật Lao động năm 2019", "Bộ luật", ["Bộ luật Lao động"]),
        ("Luật sửa đổi, bồ sung một số điều của Luật Xây dựng và Luật Nhà ở ngày 17/6/2020", "Luật", [
            "Luật sửa đổi, bổ sung một số điều của Luật Xây dựng và Luật Nhà ở",
        ]),
        ("Luật sửa đổi, bổ sung một số điều của Luật Xây dựng ngày 17/6/2020", "Luật", [
            "Luật sửa đổi, bổ sung một số điều của Luật Xây dựng",
        ]),
        ("Luật sửa đổi bổ sung một số điều của Luật Giá và Luật Phí và lệ phí", "Luật", [
            "Luật sửa đổi, bổ sung một số điều của Luật Giá và Luật Phí và lệ phí",
        ]),
        ("Luật sửa đổi, bổ sung một số điều của Luật Giá, Luật Đầu tư", "Luật", [
            "Luật sửa đổi, bổ sung một số điều của Luật Giá", "Luật Đầu tư",
        ]),
        ("bí mật nhà nước (BMNN), Luật Bảo vệ BMNN", "Luật", ["Luật Bảo vệ bí mật nhà nước"]),
        ("theo quy định của Luật ngân sách.", "Luật", ["Luật ngân sách"]),
        ("Luật Quản lý rừng cộng đồng và các văn bản", "Luật", ["Luật Quản lý rừng cộng đồng"]),
        ("Pháp lệnh Ưu đãi người có công với cách mạng", "Pháp lệnh", ["Pháp lệnh Ưu đãi người có công với cách mạng"]),
        ("dự thảo Luật Dân số", "Luật", []),
    ],
)  # fmt: skip
def test_laws(text: str, kind: str, names: list[str]) -> None:
    items = found(text)
    assert [item.name for item in items] == names
    assert {item.type for item in items} <= {kind}
    assert all(item.issuer is None and item.number is None for item in items)


def test_law_with_its_number_is_joined_to_its_name() -> None:
    item = one("Luật Đường bộ số 35/2024/QH15 ngày 27/6/2024. Khoản 2 Điều 9 Luật Đường bộ")
    assert (item.type, item.number, item.name) == ("Luật", "35/2024/QH15", "Luật Đường bộ")
    assert (item.issuer, item.date, item.pinpoints) == ("Quốc hội", "2024-06-27", ["Điều 9"])


@pytest.mark.parametrize(
    ("text", "number", "also"),
    [
        ("Quyết định số 32/QĐ-TTg ngày 25/3/2010; Quyết định số 32/2010/QĐ-TTg", "32/2010/QĐ-TTg", ["32/QĐ-TTg"]),
        ("Thông báo số 7/TB-TU; Thông báo số 7-TB/TU", "7-TB/TU", ["7/TB-TU"]),
        ("Quyết định số 876/QĐ-TTg; theo Quyết định 876", "876/QĐ-TTg", ["876"]),
        ("Nghị định số 20/2021/NĐ-CP; Nghị định 20/2021", "20/2021/NĐ-CP", ["20/2021"]),
        ("Thông tư số 24/2020/TT-BCA và Thông tư 24/2020/TT", "24/2020/TT-BCA", ["24/2020/TT"]),
        ("Nghị định số 26/2020/NĐ-TTg; Nghị định số 26/2020/NĐ-CP", "26/2020/NĐ-CP", ["26/2020/NĐ-TTg"]),
        ("CHỈ THỊ SỐ 23/CT-TTG; Chỉ thị số 23/CT-TTg", "23/CT-TTg", ["23/CT-TTG"]),
        (
            "Quyết định số 95/QĐ-UEND ngày 3/4/2022; Quyết định số 95/QĐ-UBND ngày 3/4/2022",
            "95/QĐ-UBND",
            ["95/QĐ-UEND"],
        ),
        ("Nghị định 168/2024 về xử phạt", "168/2024", []),
    ],
)
def test_forms_of_one_number_are_one_item(text: str, number: str, also: list[str]) -> None:
    item = one(text)
    assert (item.number, item.also) == (number, also)


def test_a_date_given_anywhere_is_kept() -> None:
    item = one("Quyết định số 71/QĐ-TTg; Quyết định số 71/QĐ-TTg ngày 09/5/2022")
    assert item.date == "2022-05-09"
    assert "ngày 09/5/2022" in item.evidence[0].quote


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Kế hoạch số 8/KH-UBND ngày 01/02/2021; Kế hoạch số 8/KH-UBND ngày 05/3/2022", 2),
        ("Kế hoạch số 8/KH-UBND ngày 01/02/2021; Kế hoạch số 8/KH-UBND ngày 01/02/2022", 1),  # a slip
        ("Quyết định số 1996/QĐ-TTg ngày 01/02/2021; Quyết định số 1996/QĐ-TTg ngày 05/3/2022", 1),
        ("Quyết định số 5/2019/QĐ-UBND; Quyết định số 5/2020/QĐ-UBND", 2),
    ],
)
def test_years_tell_documents_apart(text: str, count: int) -> None:
    assert len(found(text)) == count


def test_district_document_cites_its_own_committee() -> None:
    item = one("Kế hoạch số 8/KH-UBND", issuer="Ủy ban nhân dân huyện Lý Nhân")
    assert item.issuer == "Ủy ban nhân dân huyện Lý Nhân"


_PIECES = st.lists(
    st.sampled_from(
        [
            "Quyết định", "số", "12", "/", "QĐ", "-", "UBND", "2020", "ngày", "01/02/2020", "của", "Bộ Y tế", "Luật",
            ",", "Đất đai", "sửa đổi", "một số điều của", "và", "Điều 5", "khoản 1", "\n", "TTg", "Nghị định", ";", "(",
            "NĐ-CP",
        ]
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), _PIECES.map(" ".join), _PIECES.map("".join)))
def test_any_text_gives_exact_spans(text: str) -> None:
    items = found(text)
    assert [item.id for item in items] == [f"c{number}" for number in range(1, len(items) + 1)]
    for item in items:
        assert item.type
        assert item.number or item.name
        assert item.number is None or not set(item.number) & set(" \n")
        for evidence in item.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote


@pytest.mark.parametrize("unit", ["1/QĐ-", "số 1/2020/QĐ - ", "Luật ", "Điều 1, ", "Quyết định số 1/QĐ-UBND, "])
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        began = time.perf_counter()
        found(unit * (size // len(unit)))
        return time.perf_counter() - began

    seconds(2_000)
    assert seconds(64_000) < 40 * max(seconds(8_000), 0.005)
