"""Bodies named in a text: where names end, lists, places, posts, and what is reported."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Document, Line, Page
from vnplan_extract.extractors import agencies
from vnplan_extract.extractors.agency_home import definitions, home_of
from vnplan_extract.extractors.agency_places import Home, parse_places
from vnplan_extract.extractors.agency_words import post_before
from vnplan_extract.extractors.context import Context
from vnplan_extract.text import Text


def make_context(text: str, *, wrapped: bool = False) -> Context:
    lines: list[Line] = []
    at = 0
    for line in text.split("\n"):
        if line:
            lines.append(Line(at, at + len(line)))
        at += len(line) + 1
    page = Page(1, 0, len(text), tuple(lines))
    return Context(Document("a.txt", "0" * 64, len(text), "text/plain", Text(text), (page,), wrapped=wrapped))


def make_header(
    issuer: str | None = "Ủy ban nhân dân tỉnh Hà Nam", province: str | None = "tỉnh Hà Nam", **more: object
) -> SimpleNamespace:
    inner = SimpleNamespace(issuer=issuer, number=more.get("number"), issued_on=more.get("issued_on", "2023-03-01"))
    return SimpleNamespace(header=inner, own_province=province, head_end=0)


def mentioned(text: str, header: SimpleNamespace | None = None, *, wrapped: bool = False) -> list[str]:
    found = agencies.find_mentions(make_context(text, wrapped=wrapped), header or make_header())
    return [mention.name for mention in found]


def reported(text: str, header: SimpleNamespace | None = None) -> list[tuple[str, str]]:
    return [(item.name, item.kind) for item in agencies.extract(make_context(text), header or make_header())]


OWN = "Ủy ban nhân dân tỉnh Hà Nam"
LABOUR = "Sở Lao động - Thương binh và Xã hội"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # committees and councils
        ("trình UBND tỉnh xem xét", [OWN]),
        ("trình Ủy ban nhân dân Tỉnh xem xét", [OWN]),
        ("văn bản của UBND tỉnh Lạng Sơn", ["Ủy ban nhân dân tỉnh Lạng Sơn"]),
        ("UBND TP. Hồ Chí Minh đã gửi", ["Ủy ban nhân dân thành phố Hồ Chí Minh"]),
        ("báo cáo HĐND, UBND tỉnh", ["Hội đồng nhân dân tỉnh Hà Nam", OWN]),
        ("HĐND và UBND các cấp", ["Hội đồng nhân dân các cấp", "Ủy ban nhân dân các cấp"]),
        ("UBND các huyện, thị xã, thành phố thực hiện", ["Ủy ban nhân dân các huyện, thị xã, thành phố"]),
        ("UBND huyện, thị xã chịu trách nhiệm", ["Ủy ban nhân dân huyện, thị xã"]),
        ("UBND cấp huyện, cấp xã rà soát", ["Ủy ban nhân dân cấp huyện", "Ủy ban nhân dân cấp xã"]),
        ("UBND các huyện Bình Lục, Lý Nhân", ["Ủy ban nhân dân huyện Bình Lục", "Ủy ban nhân dân huyện Lý Nhân"]),
        ("UBND huyện Bình Lục và Lý Nhân tổ chức", ["Ủy ban nhân dân huyện Bình Lục", "Ủy ban nhân dân huyện Lý Nhân"]),
        ("UBND các huyện, thị, thành phố; Sở Y tế", ["Ủy ban nhân dân các huyện, thị, thành phố", "Sở Y tế"]),
        ("giữa UBND tỉnh và các huyện, thị.", [OWN, "Ủy ban nhân dân các huyện, thị"]),
        ("số 20/TTr- UBND ngày 4", []),
        ("UBND phường Lam Hạ làm chủ đầu tư", ["Ủy ban nhân dân phường Lam Hạ"]),
        ("Ủy ban nhân dân ban hành kế hoạch này", [OWN]),
        # departments and their lists
        ("Giao Sở Y tế chủ trì", ["Sở Y tế"]),
        ("Sở LĐ-TB&XH phối hợp", [LABOUR]),
        ("Sở Lao động-TB&XH phối hợp", [LABOUR]),
        ("Sở Lao động – Thương binh và Xã hội", [LABOUR]),
        ("các Sở Tài chính, Lao động – Thương binh và Xã hội và Nội vụ", ["Sở Tài chính", LABOUR, "Sở Nội vụ"]),
        ("các Sở: Nội vụ; Tài chính; Tư pháp.", ["Sở Nội vụ", "Sở Tài chính", "Sở Tư pháp"]),
        ("Sở Nội vụ và Sở Tài chính", ["Sở Nội vụ", "Sở Tài chính"]),
        ("Sở Kế hoạch và Đầu tư và Sở Y tế", ["Sở Kế hoạch và Đầu tư", "Sở Y tế"]),
        ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Liên Bộ Tài chính và Bộ GD&ĐT", ["Bộ Tài chính", "Bộ Giáo dục và Đào tạo"]),
        ("Sở Y tế, Xây dựng kế hoạch năm", ["Sở Y tế"]),
        ("CÁC CƠ SỞ GIÁO DỤC và Trụ Sở Xây dựng mới", []),
        ("UBTW Mặt trận Tổ quốc Việt Nam; Ủy ban TW MTTQ Việt Nam", 2 * [
            "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
        ]),
        ("mã số BHXH, đóng BHXH tự nguyện; BHXH tỉnh", ["Bảo hiểm xã hội tỉnh Hà Nam"]),
        ("do ngành Công an cấp sang; Công an cấp tỉnh", ["Công an cấp tỉnh"]),
        ("Ban ATGT các huyện Bình Lục, Lý Nhân", [
            "Ban An toàn giao thông huyện Bình Lục", "Ban An toàn giao thông huyện Lý Nhân",
        ]),
        # lists that share a class of places
        ("Phòng Kinh tế và Hạ tầng, Trung tâm Y tế, Trung tâm Dịch vụ nông nghiệp các huyện, thị xã", [
            "Phòng Kinh tế và Hạ tầng các huyện, thị xã", "Trung tâm Y tế các huyện, thị xã",
            "Trung tâm Dịch vụ nông nghiệp các huyện, thị xã",
        ]),
        ("Sở Y tế, UBND các huyện", ["Sở Y tế", "Ủy ban nhân dân các huyện"]),
        ("Phòng Nội vụ, UBND các xã", ["Phòng Nội vụ", "Ủy ban nhân dân các xã"]),
        # bodies named by another
        ("VP UBND tỉnh; TT HĐND tỉnh", [f"Văn phòng {OWN}", "Thường trực Hội đồng nhân dân tỉnh Hà Nam"]),
        ("TTr-TU (b/c)", ["Thường trực Tỉnh ủy"]),
        ("Ban Thường vụ Tỉnh ủy giao", ["Ban Thường vụ Tỉnh ủy Hà Nam"]),
        ("Thường vụ Tỉnh ủy; Thường vụ Bộ Chính trị", ["Ban Thường vụ Tỉnh ủy Hà Nam", "Thường vụ Bộ Chính trị"]),
        ("Ban Tài chính tỉnh ủy, Ban Kinh tế Tỉnh ủy", ["Ban Tài chính Tỉnh ủy", "Ban Kinh tế Tỉnh ủy"]),
        ("Văn phòng tỉnh ủy", ["Văn phòng Tỉnh ủy Hà Nam"]),
        ("TTTU-TTHĐND tỉnh", ["Thường trực Tỉnh ủy", "Thường trực Hội đồng nhân dân tỉnh Hà Nam"]),
        ("Văn phòng HĐND&UBND thị xã", ["Văn phòng Hội đồng nhân dân và Ủy ban nhân dân thị xã"]),
        ("VP: Tỉnh ủy, Đoàn ĐBQH và HĐND tỉnh", [
            "Văn phòng Tỉnh ủy Hà Nam", "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Hà Nam",
        ]),
        ("Ban KTNS, HĐND tỉnh", ["Ban Kinh tế - Ngân sách Hội đồng nhân dân tỉnh Hà Nam"]),
        ("Cục BTXH - Bộ LĐTBXH", ["Cục Bảo trợ xã hội", "Bộ Lao động - Thương binh và Xã hội"]),
        # other bodies
        ("Công an tỉnh phối hợp", ["Công an tỉnh Hà Nam"]),
        ("Ban ATGT tỉnh", ["Ban An toàn giao thông tỉnh Hà Nam"]),
        ("Đài PT-TH tỉnh, Báo Hà Nam", ["Đài Phát thanh và Truyền hình tỉnh Hà Nam", "Báo Hà Nam"]),
        ("Ủy ban MTTQ Việt Nam tỉnh", ["Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Hà Nam"]),
        ("Đoàn TNCS Hồ Chí Minh tỉnh", ["Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh Hà Nam"]),
        ("Trung tâm Ươm tạo và Phát triển sáng tạo trẻ chủ trì", ["Trung tâm Ươm tạo và Phát triển sáng tạo trẻ"]),
        ("Trung tâm Công tác xã hội tỉnh tổ chức lớp", ["Trung tâm Công tác xã hội tỉnh Hà Nam"]),
        ("Công ty TNHH MTV Cấp nước Phủ Lý thực hiện", [
            "Công ty trách nhiệm hữu hạn một thành viên Cấp nước Phủ Lý",
        ]),
        ("các Công ty TNHH MTV Thủy lợi sông Châu, sông Đáy", [
            "Công ty trách nhiệm hữu hạn một thành viên Thủy lợi sông Châu",
            "Công ty trách nhiệm hữu hạn một thành viên Thủy lợi sông Đáy",
        ]),
        ("BHXH tỉnh, LĐLĐ tỉnh", ["Bảo hiểm xã hội tỉnh Hà Nam", "Liên đoàn Lao động tỉnh Hà Nam"]),
        ("Liên minh các HTX tỉnh", ["Liên minh các Hợp tác xã tỉnh Hà Nam"]),
        # where a name ends
        ("Trung tâm Đo lường tổng hợp kết quả", ["Trung tâm Đo lường"]),
        ("Trung tâm Đo lường phục vụ cho kiểm tra", ["Trung tâm Đo lường"]),
        ("Ban QLDA Châu Giang - Chỉ đạo nhà thầu", ["Ban Quản lý dự án Châu Giang"]),
        ("Tổng công ty Thủy nông Sông Châu đây nhanh thi công", ["Tổng công ty Thủy nông Sông Châu"]),
        ("Ban Quản lý Khu kinh tế Châu Giang và các khu công nghiệp tỉnh", [
            "Ban Quản lý Khu kinh tế Châu Giang và các khu công nghiệp tỉnh Hà Nam",
        ]),
        ("Viện Nghiên cứu ngân hàng; Cục Quản trị nước ngoài", [
            "Viện Nghiên cứu ngân hàng", "Cục Quản trị nước ngoài",
        ]),
        ("Cục Đường sắt Việt Nam tổng hợp báo cáo", ["Cục Đường sắt Việt Nam"]),
        # no bodies
        ("các Sở Ban Ngành khác; Hội đồng Quy định mức thu", []),
        ("Ban Chấp hành bàn bạc việc thả cá", []),
        ("các sở, ban, ngành liên quan", []),
        ("các cơ sở giáo dục và trụ sở UBND", [OWN]),
        ("phòng chống thiên tai, hội thảo, Ban hành", []),
        ("phường Hội An, dãy Trường Sơn", []),
        ("Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân", []),
        ("số 15/KH-UBND và 3/HĐND-VX", []),
    ],
)  # fmt: skip
def test_mentions(text: str, names: list[str]) -> None:
    assert mentioned(text) == names


def test_a_name_ends_where_its_paragraph_ends() -> None:
    assert mentioned("Sở Tài chính\nKế hoạch năm") == ["Sở Tài chính"]
    assert mentioned("Sở Giáo dục và\nĐào tạo", wrapped=True) == ["Sở Giáo dục và Đào tạo"]


def test_a_central_document_has_no_committee_of_its_own() -> None:
    header = make_header("Bộ Tài chính", "thành phố Hà Nội")
    assert mentioned("UBND, Sở Nội vụ, Cục Thống kê các tỉnh, thành phố", header) == [
        "Ủy ban nhân dân các tỉnh, thành phố", "Sở Nội vụ các tỉnh, thành phố", "Cục Thống kê các tỉnh, thành phố",
    ]  # fmt: skip
    assert reported("UBND tỉnh phê duyệt", header) == [("Ủy ban nhân dân tỉnh", "group")]
    assert reported("thẩm quyền của Ủy ban nhân dân", header) == []


def test_a_unit_named_by_its_level_alone_is_the_only_one_of_the_document() -> None:
    about_one = "UBND huyện Lý Nhân giao việc. Công an huyện Lý Nhân. UBND huyện Lý Nhân báo cáo. "
    assert reported(about_one + "Trình UBND huyện phê duyệt.") == [
        ("Ủy ban nhân dân huyện Lý Nhân", "named"), ("Công an huyện Lý Nhân", "named"),
    ]  # fmt: skip
    assert ("Ủy ban nhân dân huyện", "group") in reported(about_one + "UBND huyện Bình Lục. UBND huyện rà soát.")
    assert ("Ủy ban nhân dân huyện", "group") in reported(about_one + "Một số huyện và các huyện khác. UBND huyện.")
    assert ("Ủy ban nhân dân huyện, thị xã", "group") in reported(about_one + "UBND huyện, thị xã rà soát.")


def test_party_committees_of_districts_named_alone_are_a_class() -> None:
    assert reported("giữa các Ban và Huyện ủy") == [("Huyện ủy", "group")]


def test_district_document_resolves_its_own_bodies() -> None:
    header = make_header("Ủy ban nhân dân huyện Lý Nhân", "tỉnh Hà Nam")
    text = "UBND huyện giao phòng Nội vụ UBND huyện, Công an huyện báo cáo UBND tỉnh"
    assert mentioned(text, header) == [
        "Ủy ban nhân dân huyện Lý Nhân", "Phòng Nội vụ huyện Lý Nhân", "Công an huyện Lý Nhân", OWN,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("issuer", "province", "home"),
    [
        (OWN, None, Home("tỉnh Hà Nam")),
        ("Ủy ban nhân dân thành phố Hà Nội", None, Home("thành phố Hà Nội")),
        ("Ủy ban nhân dân thành phố Phủ Lý", "tỉnh Hà Nam", Home("tỉnh Hà Nam", "thành phố Phủ Lý")),
        ("Huyện ủy Ba Tri", "Bến Tre", Home("tỉnh Bến Tre", "huyện Ba Tri")),
        ("Ủy ban nhân dân xã Đức Trọng", "tỉnh Lâm Đồng", Home("tỉnh Lâm Đồng", None, "xã Đức Trọng")),
        ("Sở Y tế", "tỉnh Hà Nam", Home("tỉnh Hà Nam")),
        (None, None, Home()),
    ],
)
def test_home(issuer: str | None, province: str | None, home: Home) -> None:
    assert home_of(make_context(""), make_header(issuer, province)) == home


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("Giám đốc Sở Y tế", "Giám đốc", "Sở Y tế"),
        ("Chủ tịch UBND tỉnh", "Chủ tịch", OWN),
        ("CT, các PCT UBND tỉnh", "các PCT", OWN),
        ("Chánh Văn phòng UBND tỉnh", "Chánh", f"Văn phòng {OWN}"),
        ("Bộ trưởng Bộ Tài chính", "Bộ trưởng", "Bộ Tài chính"),
        ("Thủ tướng Chính phủ", "Thủ tướng", "Chính phủ"),
    ],
)
def test_posts_are_mentions_but_no_agencies(text: str, title: str, name: str) -> None:
    (mention,) = agencies.find_mentions(make_context(text), make_header())
    assert (mention.post, mention.title, mention.name) == (True, title, name)
    assert reported(text) == []


def test_no_post_behind_a_comma() -> None:
    text = "đồng chí Giám đốc, Sở Y tế"
    assert post_before(text, text.index("Sở")) == ""


def test_each_body_is_reported_once_with_its_fullest_name() -> None:
    text = (
        "UBND tỉnh giao Sở LĐTBXH. Sở Lao động - Thương binh và Xã hội báo cáo Ủy ban nhân dân tỉnh Hà Nam. "
        "Văn phòng ủy ban nhân dân tỉnh; VP UBND tỉnh. "
        "Ban Dân vận; Ban Dân vận Tỉnh ủy; Ban Dân vận tỉnh ủy. "
        "Trung tâm Bảo trợ xã hội; Trung tâm Bảo trợ xã hội tỉnh. Mặt trận Tổ quốc; UBMTTQ tỉnh."
    )
    names = [name for name, _ in reported(text)]
    assert names == [
        OWN, LABOUR, f"Văn phòng {OWN}", "Ban Dân vận Tỉnh ủy", "Trung tâm Bảo trợ xã hội tỉnh Hà Nam",
        "Ủy ban Mặt trận Tổ quốc tỉnh Hà Nam",
    ]  # fmt: skip


def test_two_names_of_one_class_are_one_group() -> None:
    assert reported("UBND cấp huyện và UBND các huyện, thành phố; UBND cấp xã") == [
        ("Ủy ban nhân dân các huyện, thành phố", "group"), ("Ủy ban nhân dân cấp xã", "group"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Phòng Kế hoạch tổng hợp", "Công ty cổ phần Xây dựng Sông Nhuệ", "Trung tâm y tế", "Ban Chỉ đạo",
        "UBND cùng cấp", "Sở ABC",
    ],
)  # fmt: skip
def test_optional_kinds_are_not_reported(text: str) -> None:
    assert reported(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # a syllable is missing
        ("trình Ủy ban nhân tỉnh xem xét", OWN),
        ("Hội đồng nhân huyện Lý Nhân", "Hội đồng nhân dân huyện Lý Nhân"),
        ("Giao Sở Lao động - binh và Xã hội dọn kênh", LABOUR),
        ("Sở Nông nghiệp và triển nông thôn", "Sở Nông nghiệp và Phát triển nông thôn"),
        # a mark is wrong
        ("Ủy ban nhân dẫn tỉnh", OWN),
        ("Sở Kế hoạch và Đâu tư rà soát", "Sở Kế hoạch và Đầu tư"),
        ("Sở Nông nghiệp và Phát triễn nông thôn", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("Sở Khoa hoc và Công nghệ", "Sở Khoa học và Công nghệ"),
        # a letter is wrong
        ("Sở Thông tin và Truyển thông tỉnh", "Sở Thông tin và Truyền thông tỉnh Hà Nam"),
        ("Sở Tài nguyên và Môi trưởng", "Sở Tài nguyên và Môi trường"),
        ("Bộ Giáo dục và Đào tao", "Bộ Giáo dục và Đào tạo"),
        ("Sở Giáo dục và Đàa tạo", "Sở Giáo dục và Đào tạo"),
        # a stray full stop
        ("Ban Quản. lý các khu công nghiệp tỉnh", "Ban Quản lý các khu công nghiệp tỉnh Hà Nam"),
    ],
)
def test_a_damaged_name_is_brought_home(text: str, name: str) -> None:
    (item,) = agencies.extract(make_context(text), make_header())
    assert item.name == name
    assert item.confidence < 0.95 or "." in text
    assert item.evidence[0].quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Sở Du lịch", "Sở Công Thương", "Trung tâm Khuyến ngư Sao Mai", "Trung tâm Văn hóa Sao Mai",
        "Hội Nông nghiệp sạch", "Cục Hàng hóa nguy hiểm", "Ủy ban dân số tỉnh", "Tòa án nhân dân các cấp",
        "Ban Quản lý khu nông nghiệp Sao Mai", "Trung tâm Y tế, Phòng Giáo dục", "Kiểm toán Nhà nước năm 2015",
        "Thanh tra, số lượng", "Sở Văn hóa và Du lịch Sao Mai",
    ],
)  # fmt: skip
def test_a_body_of_its_own_is_no_slip(text: str) -> None:
    assert all(mention.rule != "agency.slip" for mention in agencies.find_mentions(make_context(text), make_header()))


def test_an_abbreviation_that_the_document_explains() -> None:
    context = make_context("Trung tâm Quản lý Hạ tầng đô thị (HTĐT) và Trung tâm Quản lý HTĐT tỉnh")
    assert definitions(context) == {"HTĐT": "Hạ tầng đô thị"}
    assert len(agencies.extract(context, make_header())) == 1


def test_agency_id_is_of_the_table() -> None:
    (item,) = agencies.extract(make_context("Sở Y tế"), make_header())
    assert item.agency_id == "so-y-te"


GIA_LAI = "Ủy ban nhân dân tỉnh Gia Lai"


@pytest.mark.parametrize(
    ("text", "issuer", "on", "agency_id", "level", "valid_to", "place_id", "confidence"),
    [
        # a ministry that was divided, merged or renamed
        ("Bộ Nội vụ", OWN, "1996-05-02", "bo-noi-vu-1998", "central", "1998-05-07", None, 0.97),
        ("Bộ Nội vụ", OWN, "2010", "bo-noi-vu", "central", None, None, 0.97),
        ("Bộ NN&PTNT", OWN, "2024-12", "bo-nong-nghiep-va-phat-trien-nong-thon", "central", "2025-03-01", None, 0.97),
        ("Bộ NN&PTNT", OWN, "2025-03-01", "bo-nong-nghiep-va-phat-trien-nong-thon", "central", "2025-03-01", None, 0.7),
        ("Bộ NN&MT", OWN, "2012-01-05", "bo-nong-nghiep-va-moi-truong", "central", None, None, 0.5),
        # a department, of the own province
        ("Sở LĐTBXH", OWN, "2023-03-01", "so-lao-dong-thuong-binh-va-xa-hoi", "province", "2025-03-01",
         "provinces/ha-nam", 0.97),
        ("Sở Y tế", OWN, None, "so-y-te", "province", "2025-07-01", "provinces/ha-nam", 0.9),
        ("Cục Thống kê", OWN, "2012", "cuc-thong-ke-tinh", "province", "2025-03-01", "provinces/ha-nam", 0.97),
        ("Cục Thống kê", "Bộ Tài chính", "2026", "cuc-thong-ke-trung-uong", "central", None, None, 0.97),
        # one name, two territories
        ("UBND tỉnh", GIA_LAI, "2024-02-03", "uy-ban-nhan-dan", "province", "2025-07-01", "provinces/gia-lai", 0.97),
        ("UBND tỉnh", GIA_LAI, "2026-02-03", "uy-ban-nhan-dan", "province", None, "provinces/gia-lai-moi", 0.97),
        ("UBND tỉnh", GIA_LAI, None, "uy-ban-nhan-dan", "province", None, None, 0.9),
        ("UBND tỉnh Bình Định", GIA_LAI, "2026-02-03", "uy-ban-nhan-dan", "province", "2025-07-01",
         "provinces/binh-dinh", 0.7),
        ("UBND phường Ba Đình", "Ủy ban nhân dân thành phố Hà Nội", "2025-09-01", "uy-ban-nhan-dan", "commune", None,
         "communes_new/00004", 0.97),
        ("UBND phường Trúc Bạch", "Ủy ban nhân dân thành phố Hà Nội", "2020", "uy-ban-nhan-dan", "commune",
         "2025-07-01", "communes_old/00004", 0.97),
        ("Công an Thành phố", "Ủy ban nhân dân thành phố Hà Nội", "2020", "cong-an-thanh-pho", "province", None,
         "provinces/ha-noi", 0.97),
        # districts ended
        ("UBND huyện Lý Nhân", OWN, "2024-05", "uy-ban-nhan-dan", "district", "2025-07-01", "districts/353", 0.97),
        ("UBND các huyện", OWN, "2024-05", "uy-ban-nhan-dan", "district", "2025-07-01", None, 0.97),
        ("Công an các huyện, thị xã", OWN, "2024-05", "cong-an-huyen", "district", "2025-03-01", None, 0.97),
        ("Phòng Nội vụ các huyện", OWN, "2026", "phong-noi-vu", "district", "2025-07-01", None, 0.7),
        # no row
        ("Trung tâm Ươm tạo Sao Mai tỉnh", OWN, "2023", None, "province", "2025-07-01", "provinces/ha-nam", 0.97),
        ("Viện Nghiên cứu Sao Mai", OWN, "2023", None, None, None, None, None),
    ],
)  # fmt: skip
def test_links(
    text: str, issuer: str, on: str | None, agency_id: str | None, level: str | None, valid_to: str | None,
    place_id: str | None, confidence: float | None,
) -> None:  # fmt: skip
    (item,) = agencies.extract(make_context(text), make_header(issuer, None, issued_on=on))
    found = (item.agency_id, item.level, item.valid_to, item.place_id, item.link_confidence)
    assert found == (agency_id, level, valid_to, place_id, confidence)


def test_links_name_the_successors() -> None:
    text = "UBND tỉnh; Sở Kế hoạch và Đầu tư"
    committee, department = agencies.extract(make_context(text), make_header(issued_on="2024-01-05"))
    assert (committee.successors, committee.place_successors) == ([], ["provinces/ninh-binh-moi"])
    assert department.successors == ["so-tai-chinh"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (" tỉnh", [("named", "tỉnh Hà Nam")]),
        (" tỉnh và các huyện", [("named", "tỉnh Hà Nam"), ("group", "các huyện")]),
        (" các tỉnh, thành phố", [("group", "các tỉnh, thành phố")]),
        (" các huyện và thành phố Phủ Lý", [("group", "các huyện"), ("named", "thành phố Phủ Lý")]),
        (" cấp tỉnh", [("group", "cấp tỉnh")]),
        (" cấp quận, huyện, thị xã", [("group", "cấp quận, huyện, thị xã")]),
        (" cấp huyện, cấp xã", [("group", "cấp huyện"), ("group", "cấp xã")]),
        (" huyện, xã", [("group", "huyện"), ("group", "xã")]),
        (" xã hội", []),
        (" của nhân dân", []),
    ],
)
def test_places(text: str, places: list[tuple[str, str]]) -> None:
    found = parse_places(text, 0, len(text), Home("tỉnh Hà Nam"))
    assert [(place.kind, place.text) for place in found] == places


_PIECES = st.lists(
    st.sampled_from(
        ["UBND", "tỉnh", "các", "Sở", "Y tế", ",", " và ", "Tài chính", "VP", ":", "Tỉnh ủy", "\n", "(", "cấp xã", "TT",
         "Trung tâm", "Hà Nội", "Giám đốc", "Luật", "Công an", "-", "\t", "TU", "HĐND", "Đảng ủy", "a)", "1."]
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), _PIECES.map(" ".join)))
def test_any_text_gives_exact_spans(text: str) -> None:
    context = make_context(text)
    header = make_header()
    last = 0
    for mention in agencies.find_mentions(context, header):
        assert last <= mention.start < mention.end <= len(text)
        assert mention.name
        assert mention.key
        last = mention.start
    items = agencies.extract(context, header)
    assert [item.id for item in items] == [f"a{number}" for number in range(1, len(items) + 1)]
    for item in items:
        for evidence in item.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote


@pytest.mark.parametrize(
    "unit", ["Sở ", "UBND các huyện, ", "VP: Tỉnh ủy, ", "Đảng ủy ", "Trung tâm A và ", "Sở TTTTTTTT "]
)
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        context = make_context(unit * (size // len(unit)))
        began = time.perf_counter()
        agencies.find_mentions(context, make_header())
        return time.perf_counter() - began

    seconds(2_000)
    assert seconds(64_000) < 40 * max(seconds(8_000), 0.005)
