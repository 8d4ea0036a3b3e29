"""PDF: reading order, page numbers, tables, pages that cannot be read."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from vnplan_extract.document import Document, Origin
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import read
from vnplan_extract.readers.pdf_layout import Glyphs, reading_order, rows_of, text_of

reportlab = pytest.importorskip("reportlab")
from reportlab.lib.pagesizes import A4, landscape  # noqa: E402
from reportlab.lib.pdfencrypt import StandardEncryption  # noqa: E402
from reportlab.pdfbase import pdfmetrics  # noqa: E402
from reportlab.pdfbase.ttfonts import TTFont  # noqa: E402
from reportlab.pdfgen.canvas import Canvas  # noqa: E402

FONTS = Path("/usr/share/fonts/truetype/dejavu")
SHARED = Path(__file__).parents[3] / "shared" / "documents"
pytestmark = pytest.mark.skipif(not FONTS.exists(), reason="needs fonts-dejavu-core")

WIDTH, HEIGHT = A4
BODY = [
    "Thực hiện chương trình công tác năm 2031, Ủy ban nhân dân huyện xây dựng",
    "kế hoạch diễn tập ứng phó bão mạnh trên địa bàn với những nội dung cụ thể",
    "như sau, các xã và đơn vị có liên quan căn cứ tổ chức thực hiện nghiêm túc.",
]
HEADER_LEFT = ["ỦY BAN NHÂN DÂN", "HUYỆN AN PHÚC", "Số: 12/KH-UBND"]
HEADER_RIGHT = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "An Phúc, ngày 05 tháng 3 năm 2031",
]
FOOTER_LEFT = ["Nơi nhận:", "- Thường trực Huyện ủy;", "- Các phòng, ban;", "- UBND các xã;", "- Lưu: VT."]
FOOTER_RIGHT = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Văn Sáng"]


def make(*draw_pages: Callable[[Canvas], None], **options: object) -> bytes:
    for name, file in (("Plain", "DejaVuSans.ttf"), ("Bold", "DejaVuSans-Bold.ttf")):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, **options)
    for draw in draw_pages:
        canvas.setFont("Plain", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def read_pdf(data: bytes, limits: Limits | None = None) -> Document:
    return read(data, "a.pdf", limits or Limits())


def lines(document: Document, page: int = 1) -> list[str]:
    return [document.text.value[line.start : line.end] for line in document.pages[page - 1].lines]


def header(canvas: Canvas, top: float = 780) -> None:
    canvas.setFont("Bold", 9)
    for index, (left, right) in enumerate(zip(HEADER_LEFT, HEADER_RIGHT, strict=True)):
        canvas.drawCentredString(150, top - 16 * index, left)
        canvas.drawCentredString(405, top - 16 * index, right)
    canvas.line(370, top - 19, 440, top - 19)
    canvas.setFont("Plain", 11)


def body(canvas: Canvas, top: float = 680, texts: list[str] = BODY) -> None:
    for index, text in enumerate(texts):
        canvas.drawString(70, top - 16 * index, text)


def footer(canvas: Canvas, top: float = 300, right_top: float = 300) -> None:
    for index, text in enumerate(FOOTER_LEFT):
        canvas.drawString(70, top - 13 * index, text)
    for index, text in enumerate(FOOTER_RIGHT):
        canvas.drawCentredString(430, right_top - (16 * index if index < 3 else 90), text)


def grid(
    canvas: Canvas, rows: list[list[str]], top: float, columns: tuple[float, ...] = (70, 110, 330, 450, 530)
) -> None:
    for index, row in enumerate([*rows, []]):
        y = top - 20 * index
        canvas.line(columns[0], y, columns[-1], y)
        for x, text in zip(columns, row, strict=False):
            canvas.drawString(x + 3, y - 14, text)
    for x in columns:
        canvas.line(x, top, x, top - 20 * len(rows))


def cells(document: Document, index: int = 0) -> dict[tuple[int, int], str]:
    table = document.tables[index]
    return {(c.row, c.column): document.text.value[c.start : c.end] for c in table.cells}


@pytest.mark.parametrize("right_top", [300, 304, 310, 296])
def test_columns_of_header_and_footer_follow_each_other(right_top: float) -> None:
    def draw(canvas: Canvas) -> None:
        header(canvas)
        canvas.drawCentredString(WIDTH / 2, 710, "KẾ HOẠCH")
        body(canvas)
        footer(canvas, right_top=right_top)

    document = read_pdf(make(draw))
    assert lines(document) == [*HEADER_LEFT, *HEADER_RIGHT, "KẾ HOẠCH", *BODY, *FOOTER_LEFT, *FOOTER_RIGHT]
    assert document.wrapped
    assert document.problems == ()


def test_body_is_never_cut_into_columns() -> None:
    texts = [
        "1.      Sở Y tế chủ trì    trong quý I",
        "2.      Sở Tài chính bố    trí kinh phí",
        "3.      Các xã phối hợp    báo cáo",
    ]
    document = read_pdf(make(lambda canvas: body(canvas, 760, texts)))
    assert [" ".join(line.split()) for line in lines(document)] == [" ".join(text.split()) for text in texts]


def test_words_lie_in_their_lines_and_on_the_page() -> None:
    document = read_pdf(make(lambda canvas: (header(canvas), body(canvas))))  # type: ignore[func-returns-value]
    (page,) = document.pages
    assert (page.width, page.height, page.origin) == (595.28, 841.89, Origin.TEXT_LAYER)
    for line in page.lines:
        assert line.box
        quoted = [document.text.value[word.start : word.end] for word in line.words]
        assert " ".join(quoted) == document.text.value[line.start : line.end]
        for word in line.words:
            assert line.start <= word.start < word.end <= line.end
            assert 0 <= word.box.x0 < word.box.x1 <= 1
            assert line.box.y0 <= word.box.y0 < word.box.y1 <= line.box.y1
    issuer = page.lines[0]
    assert issuer.box
    assert issuer.box.x1 < 0.5
    assert issuer.box.y0 < 0.1
    assert issuer.bold
    assert not page.lines[-1].bold


def test_page_numbers_that_run_on_are_left_out() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            if number > 1:
                canvas.drawCentredString(WIDTH / 2, 810, str(number))
            body(canvas)

        return draw

    document = read_pdf(make(*(page(number) for number in range(1, 5))))
    assert [lines(document, page.number) for page in document.pages] == [BODY] * 4


def test_a_number_that_is_no_page_number_is_kept() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawCentredString(WIDTH / 2, 810, "2031")
        body(canvas)

    assert lines(read_pdf(make(draw))) == ["2031", *BODY]


def test_footnote_mark_does_not_join_the_number_before_it() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Toàn huyện có 25")
        canvas.setFont("Plain", 6)
        canvas.drawString(70 + pdfmetrics.stringWidth("Toàn huyện có 25", "Plain", 11), 705, "1")
        canvas.setFont("Plain", 11)
        canvas.drawString(180, 700, "xã, thị trấn.")

    (line,) = lines(read_pdf(make(draw)))
    assert line == "Toàn huyện có 25 ¹ xã, thị trấn."


ROWS = [["TT", "Nội dung", "Đơn vị", "Kinh phí"], ["1", "Tập huấn", "Sở Y tế", "120"], ["2", "In tài liệu", "", "35"]]


def test_table_with_rules() -> None:
    def draw(canvas: Canvas) -> None:
        body(canvas, 780)
        grid(canvas, ROWS, 700)
        canvas.drawString(70, 600, "Tổ chức thực hiện như sau:")

    document = read_pdf(make(draw))
    assert document.tables[0].shape == (3, 4)
    assert cells(document) == {(r, c): text for r, row in enumerate(ROWS) for c, text in enumerate(row)}
    assert lines(document) == [*BODY, *("\t".join(row) for row in ROWS), "Tổ chức thực hiện như sau:"]


def test_table_over_two_pages_is_one_with_its_heading_once() -> None:
    def first(canvas: Canvas) -> None:
        body(canvas, 780)
        grid(canvas, ROWS, 140)

    def second(canvas: Canvas) -> None:
        canvas.drawCentredString(WIDTH / 2, 815, "2")
        grid(canvas, [ROWS[0], ["3", "Diễn tập", "UBND xã", "80"]], 780)

    document = read_pdf(make(first, second))
    (table,) = document.tables
    assert (table.page, table.shape) == (1, (4, 4))
    assert [text for (row, _), text in sorted(cells(document).items()) if row == 3] == [
        "3",
        "Diễn tập",
        "UBND xã",
        "80",
    ]
    assert sum(text == "Nội dung" for text in cells(document).values()) == 1
    assert document.text.value.count("Nội dung") == 2


def test_tables_with_other_columns_stay_two() -> None:
    document = read_pdf(
        make(
            lambda canvas: grid(canvas, ROWS, 140),
            lambda canvas: grid(canvas, [row[:3] for row in ROWS], 780, (70, 200, 330, 450)),
        )
    )
    assert [table.page for table in document.tables] == [1, 2]


def test_rules_drawn_as_thin_boxes_make_a_table() -> None:
    def draw(canvas: Canvas) -> None:
        for index, row in enumerate(ROWS):
            for x0, x1, text in zip((70, 110, 330, 450), (110, 330, 450, 530), row, strict=True):
                y = 700 - 20 * index
                canvas.drawString(x0 + 3, y - 14, text)
                for box in (
                    (x0, y, x1 - x0, 0.5),
                    (x0, y - 20, x1 - x0, 0.5),
                    (x0, y - 20, 0.5, 20),
                    (x1, y - 20, 0.5, 20),
                ):
                    canvas.rect(*box, stroke=0, fill=1)

    assert cells(read_pdf(make(draw))) == {(r, c): text for r, row in enumerate(ROWS) for c, text in enumerate(row)}


def test_merged_heading_and_wrapped_cell() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 660, 620):
            canvas.line(70, y, 500, y)
        canvas.line(200, 680, 500, 680)
        for x, top in ((70, 700), (200, 700), (350, 680), (500, 700)):
            canvas.line(x, top, x, 620)
        for x, y, text in (
            *((75, 676, "Nội dung"), (300, 686, "Kinh phí"), (205, 666, "2031"), (355, 666, "2032")),
            *((75, 648, "Sửa chữa trụ sở"), (75, 632, "và mua sắm"), (205, 640, "1.200"), (355, 640, "850")),
        ):
            canvas.drawString(x, y, text)

    document = read_pdf(make(draw))
    (table,) = document.tables
    value = document.text.value
    assert [(c.row, c.column, c.rows, c.columns, value[c.start : c.end]) for c in table.cells] == [
        (0, 0, 2, 1, "Nội dung"),
        (0, 1, 1, 2, "Kinh phí"),
        (1, 1, 1, 1, "2031"),
        (1, 2, 1, 1, "2032"),
        (2, 0, 1, 1, "Sửa chữa trụ sở và mua sắm"),
        (2, 1, 1, 1, "1.200"),
        (2, 2, 1, 1, "850"),
    ]


@pytest.mark.parametrize("pitch", [11.5, 13, 15, 18])
@pytest.mark.parametrize("right_top", [782, 778, 773])
def test_header_whose_columns_have_lines_of_their_own(pitch: float, right_top: float) -> None:
    left = ["UBND TỈNH AN PHÚC", "SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG", "Số: 12/KH-SNNMT", "V/v ứng phó bão"]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Plain", 9)
        for index, text in enumerate(left):
            canvas.drawCentredString(150, 780 - pitch * index, text)
        for index, text in enumerate(HEADER_RIGHT):
            canvas.drawCentredString(405, right_top - 16 * index, text)
        body(canvas, 640)

    assert lines(read_pdf(make(draw))) == [*left, *HEADER_RIGHT, *BODY]


def test_flipped_bytes_are_damage_not_a_crash() -> None:
    data = make(lambda canvas: (header(canvas), body(canvas), grid(canvas, ROWS, 500)))  # type: ignore[func-returns-value]
    for at in range(0, len(data), len(data) // 150):
        broken = data[:at] + bytes([data[at] ^ 0x1A]) + data[at + 1 :]
        with contextlib.suppress(PlanError):
            read_pdf(broken)


def test_frames_around_text_are_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        body(canvas)
        for index in range(3):
            canvas.rect(65, 675 - 16 * index, 470, 16)

    document = read_pdf(make(draw))
    assert document.tables == ()
    assert lines(document) == BODY


def test_turned_page_is_read_upright() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize(A4)
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        canvas.drawString(60, 500, "PHỤ LỤC")
        canvas.drawString(60, 480, "Danh mục nhiệm vụ năm 2031 của các đơn vị trực thuộc")

    document = read_pdf(make(draw))
    (page,) = document.pages
    assert lines(document) == ["PHỤ LỤC", "Danh mục nhiệm vụ năm 2031 của các đơn vị trực thuộc"]
    assert page.rotation == 90
    assert (page.width, page.height) == tuple(round(side, 2) for side in landscape(A4))


def test_page_without_text_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPLAN_OCR", "off")
    document = read_pdf(make(body, lambda canvas: canvas.rect(50, 50, 400, 400, fill=1), body))
    assert [(p.kind.code, p.page) for p in document.problems] == [("E108", 2)]
    assert document.pages[1].start == document.pages[1].end
    assert lines(document, 3) == BODY


def test_blank_page_is_no_problem() -> None:
    assert read_pdf(make(body, lambda canvas: None)).problems == ()


def test_stamped_number_stands_where_it_was_stamped() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 780, "Số:         /KH-UBND")
        body(canvas)
        canvas.drawString(73 + pdfmetrics.stringWidth("Số:  ", "Plain", 11), 780, "41")  # drawn last, as a stamp is

    assert lines(read_pdf(make(draw)))[0] == "Số: 41/KH-UBND"


def code(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(PlanError) as caught:
        read_pdf(data, limits)
    return caught.value.kind.code


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_cut_short(share: float) -> None:
    data = make(body, body, body)
    assert code(data[: int(len(data) * share)]) == "E103"


def test_encrypted() -> None:
    assert code(make(body, encrypt=StandardEncryption("mat-khau", canPrint=0))) == "E104"


def test_document_that_opens_without_password_is_read() -> None:
    data = make(body, encrypt=StandardEncryption("", ownerPassword="chu", canModify=0))
    assert lines(read_pdf(data)) == BODY


def test_limits() -> None:
    assert code(make(body, body, body), Limits(pages=2)) == "E105"
    assert code(make(body), Limits(text_characters=50)) == "E105"


def test_a_page_that_fails_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from vnplan_extract.readers import pdf

    original = pdf._read_page

    def failing(document: object, number: int) -> object:
        if number == 2:
            raise ValueError("broken content stream")
        return original(document, number)  # type: ignore[arg-type]

    monkeypatch.setattr(pdf, "_read_page", failing)
    document = read_pdf(make(body, body, body))
    assert [(p.kind.code, p.page) for p in document.problems] == [("E109", 2)]
    assert lines(document, 1) == lines(document, 3) == BODY


def test_progress_and_same_result_twice() -> None:
    data = make(body, body)
    seen: list[tuple[int, int]] = []
    first = read(data, "a.pdf", Limits(), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]
    assert first == read_pdf(data)


def words(*texts: tuple[str, float, float]) -> list[Glyphs]:
    return [
        Glyphs(text, x, y, x + 6 * len(text), y + 12, 10 * i, 10 * i + len(text) - 1)
        for i, (text, x, y) in enumerate(texts)
    ]


def test_header_whose_letters_cannot_be_read_is_told_by_its_axes() -> None:
    rows = rows_of(
        words(
            ("8EDQPLK0", 120, 50),
            ("&zQJ+{D;+L", 350, 50),
            ("6zF{QJ7K&;d", 111, 66),
            ("{FOS7G", 362, 66),
            ("QLGXQJ" * 12, 70, 90),
        )
    )
    ordered = [text_of(row)[0] for row in reading_order(rows, 595)]
    assert ordered[:4] == ["8EDQPLK0", "6zF{QJ7K&;d", "&zQJ+{D;+L", "{FOS7G"]


@pytest.mark.skipif(not SHARED.exists(), reason="no shared documents")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bim-son-3070.pdf", ["THỊ XÃ BỈM SƠN", "ngày 09 tháng 9 năm 2024", "- Lưu: VT, (Vanpt).\nCHỦ TỊCH"]),
        ("ha-noi-2280.pdf", ["DÂN\nTHÀNH PHỐ HÀ NỘI", "ngày 29 tháng 4 năm 2026", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH"]),
    ],
)
def test_real_documents(name: str, expected: list[str]) -> None:
    from vnplan_extract.normalise import normalise

    document = normalise(read((SHARED / name).read_bytes(), name, Limits()))
    assert document.tables == ()
    assert document.problems == ()
    for text in expected:
        assert text in document.text.value


@pytest.mark.skipif(not SHARED.exists(), reason="no shared documents")
@pytest.mark.parametrize("name", ["quang-ngai-280.pdf", "quang-ngai-47.pdf", "kh-753.pdf", "bac-giang-353.pdf"])
def test_real_scans_without_ocr(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("VNPLAN_OCR", "off")
    document = read((SHARED / name).read_bytes(), name, Limits())
    assert [p.kind.code for p in document.problems] == ["E108"] * len(document.pages)
    assert not document.text.value.strip()
