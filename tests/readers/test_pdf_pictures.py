"""PDF pages that are pictures, or hold some: what is read by OCR, and what the record says of it."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from vnplan_extract.document import Document
from vnplan_extract.limits import Limits
from vnplan_extract.pipeline import run
from vnplan_extract.readers import read

reportlab = pytest.importorskip("reportlab")
from PIL import Image  # noqa: E402
from reportlab.lib.pagesizes import A4  # noqa: E402
from reportlab.lib.utils import ImageReader  # noqa: E402
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


def make(*draw_pages: Callable[[Canvas], None]) -> bytes:
    if "Plain" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Plain", str(FONTS / "DejaVuSans.ttf")))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for draw in draw_pages:
        canvas.setFont("Plain", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def body(canvas: Canvas) -> None:
    for index, text in enumerate(BODY):
        canvas.drawString(70, 680 - 16 * index, text)


def scan_of(marks: int) -> Callable[[Canvas], None]:
    """A page that is an image of 100 dots an inch with so many marks on it."""

    def draw(canvas: Canvas) -> None:
        page = np.full((1169, 827), 255, np.uint8)
        for index in range(marks):
            page[500:504, 300 + 40 * index : 320 + 40 * index] = 0
        canvas.drawImage(ImageReader(Image.fromarray(page)), 0, 0, WIDTH, HEIGHT)

    return draw


def count_marks(image: Any) -> Any:
    marks = cv2.connectedComponents((image < 128).astype(np.uint8))[0] - 1
    return [(f"trang{marks}", (900, 1500, 1200, 1550), 0.95, 0)]


def read_pdf(data: bytes, limits: Limits | None = None) -> Document:
    return read(data, "a.pdf", limits or Limits())


def test_scans_between_pages_of_text(fake_engine: Any) -> None:
    fake_engine.answer = count_marks
    seen: list[tuple[int, int]] = []
    data = make(body, scan_of(2), body, scan_of(4))
    document = read(data, "a.pdf", Limits(), progress=lambda done, total: seen.append((done, total)))
    assert document.problems == ()
    texts = [document.text.value[page.start : page.end].strip() for page in document.pages]
    assert texts == ["\n".join(BODY), "trang2", "\n".join(BODY), "trang4"]
    assert [page.origin.value for page in document.pages] == ["text_layer", "ocr", "text_layer", "ocr"]
    assert [page.treatment for page in document.pages] == [
        "", "no text layer; scaled from 100 to 300 dpi", "", "no text layer; scaled from 100 to 300 dpi",
    ]  # fmt: skip
    assert sorted(seen) == [(1, 4), (2, 4), (3, 4), (4, 4)]
    (line,) = document.pages[1].lines
    assert line.words[0].confidence == pytest.approx(0.95)
    assert line.box
    assert 0.3 < line.box.x0 < line.box.x1 < 0.5


def test_a_number_stamped_on_as_a_picture(fake_engine: Any) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 780, "Số:")
        canvas.drawString(130, 780, "/KH-UBND")
        body(canvas)
        stamp = Image.fromarray(np.full((50, 100), 255, np.uint8))
        canvas.drawImage(ImageReader(stamp), 95, 777, 30, 14)

    # The crop is drawn at 300 dots an inch: 125 × 58 pixels.
    fake_engine.answer = lambda image: [("41", (20, 6, 105, 50), 0.93, 0)]
    document = read_pdf(make(draw))
    assert [shape for shape in fake_engine.read if shape[0] < 70] == fake_engine.read != []
    assert document.text.value.splitlines()[0] == "Số: 41/KH-UBND"
    assert document.pages[0].treatment == "pictures on the page read by OCR"


def test_a_picture_under_text_and_one_without_writing_are_left(fake_engine: Any) -> None:
    def draw(canvas: Canvas) -> None:
        body(canvas)
        seal = ImageReader(Image.fromarray(np.full((50, 50), 200, np.uint8)))
        canvas.drawImage(seal, 60, 640, 500, 60)
        canvas.drawImage(seal, 100, 200, 80, 80)

    fake_engine.answer = lambda image: [("“~«", (2, 2, 30, 30), 0.3, 0)]
    document = read_pdf(make(draw))
    assert len(fake_engine.read) == 1
    assert document.text.value.splitlines() == BODY
    assert document.pages[0].treatment == ""


def layer_under_scan(canvas: Canvas) -> None:
    scan_of(3)(canvas)
    text = canvas.beginText(70, 700)
    text.setTextRenderMode(3)
    for _ in range(12):
        text.textLine("Uy ban nhan dan huy6n xdy dpg k6 ho4ch di6n tap fng ph6 bdo m4nh tr6n dia bdn")
    canvas.drawText(text)


def test_a_layer_without_diacritics_gives_way_to_a_better_reading(fake_engine: Any) -> None:
    text = "Ủy ban nhân dân huyện xây dựng kế hoạch diễn tập ứng phó bão mạnh trên địa bàn"
    lines = [
        (word, (200 + 90 * column, 300 + 60 * row, 280 + 90 * column, 340 + 60 * row), 0.95, row)
        for row in range(12)
        for column, word in enumerate(text.split())
    ]
    fake_engine.answer = lambda image: lines
    document = read_pdf(make(layer_under_scan))
    assert document.text.value.splitlines() == [text] * 12
    assert document.pages[0].treatment.startswith("layer rejected: OCR without diacritics")


def test_a_bad_layer_is_kept_where_ocr_reads_no_more(fake_engine: Any) -> None:
    fake_engine.answer = count_marks
    document = read_pdf(make(layer_under_scan))
    assert "nhan dan" in document.text.value
    assert document.pages[0].treatment.startswith("layer used: OCR reads no more")


@pytest.mark.parametrize(
    ("environment", "codes"),
    [
        ({"VNPLAN_OCR": "off"}, ["E108", "E108"]),
        ({"PATH": ""}, ["E108", "E108", "E113"]),
        ({"TESSDATA_PREFIX": "/nowhere"}, ["E108", "E108", "E113"]),
    ],
)
def test_without_ocr(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], codes: list[str]) -> None:
    monkeypatch.delenv("VNPLAN_OCR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    record = run(make(body, scan_of(2), scan_of(3), layer_under_scan), "a.pdf")
    assert record.status.value == "partial"
    assert sorted(problem.code for problem in record.problems) == codes
    assert [page.treatment for page in record.pages] == [
        None, "no text layer; not read: no OCR", "no text layer; not read: no OCR",
        "layer rejected: OCR without diacritics; not read: no OCR",
    ]  # fmt: skip
    # What was rejected is all that there is: its text is restored.
    assert "nhân dân" in record.text
    assert record.edits["restored"] > 0
    if "E113" in codes:
        assert record.problems[0].code == "E113"
        assert "apt-get install" in record.problems[0].message
        assert ("unset TESSDATA_PREFIX" in record.problems[0].message) == ("TESSDATA_PREFIX" in environment)


def test_an_image_too_large_costs_its_page(fake_engine: Any) -> None:
    fake_engine.answer = count_marks
    document = read_pdf(make(body, scan_of(2)), Limits(page_pixels=900_000))
    assert [(problem.kind.code, problem.page) for problem in document.problems] == [("E105", 2)]
    assert document.text.value.splitlines()[:3] == BODY


def test_a_page_tree_that_loops_and_one_of_five_thousand_pages() -> None:
    loop = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[2 0 R 2 0 R]/Count 4>> endobj
trailer <</Root 1 0 R/Size 3>>
%%EOF
"""
    assert run(loop, "a.pdf").status.value in ("malformed", "empty", "partial")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 5_003))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 5000/Kids[%s]>>" % kids, *([page] * 5_000)]
    many = b"%PDF-1.4\n" + b"".join(b"%d 0 obj %s endobj\n" % item for item in enumerate(objects, 1))
    begun = time.monotonic()
    record = run(many + b"trailer <</Root 1 0 R/Size 5003>>\n%%EOF\n", "a.pdf")
    assert time.monotonic() - begun < 10
    assert (record.status.value, record.problems[0].code) == ("limit_exceeded", "E105")
    assert "VNPLAN_PAGES" in record.problems[0].message


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="no shared documents")
def test_a_real_scan() -> None:
    import shutil

    if shutil.which("tesseract") is None:
        pytest.skip("needs tesseract")
    record = run((SHARED / "quang-ngai-47.pdf").read_bytes(), "quang-ngai-47.pdf")
    assert record.status.value == "ok"
    assert record.header.doc_type == "Quyết định"
    assert record.header.issuer == "Ủy ban nhân dân tỉnh Quảng Ngãi"
    assert record.header.number in (None, "47/QĐ-UBND", "/QĐ-UBND")
