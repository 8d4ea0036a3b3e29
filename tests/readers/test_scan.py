"""From what OCR read to rows: order, level lines, handwriting in blanks, places on a skewed page."""

from __future__ import annotations

import math
from typing import Any

import pytest

from vnplan_extract.ocr.engine import EngineWord
from vnplan_extract.ocr.pages import RecognisedPage
from vnplan_extract.readers.pdf_layout import text_of
from vnplan_extract.readers.scan import placed, sheet_of

STRAIGHT = ((1 / 300, 0.0, 0.0), (0.0, 1 / 300, 0.0))


def page(words: list[EngineWord], back: Any = STRAIGHT) -> RecognisedPage:
    return RecognisedPage(tuple(words), (), 2480, 3508, 300, 0, (2480 / 300, 3508 / 300), back, ())


def words(*lines: tuple[int, int, str], confidence: float = 0.96) -> list[EngineWord]:
    """(x, y, text) of lines; letters without ascenders have lower boxes, as engines give them."""
    found = []
    for number, (x, y, text) in enumerate(lines):
        for word in text.split():
            width = 22 * len(word)
            top = 0 if any(c in "bdđhklt" or c.isupper() or c.isdecimal() for c in word) else 14
            bottom = 50 if any(c in "gpqy" for c in word) else 38
            found.append(EngineWord(word, (x, y + top, x + width, y + bottom), confidence, number))
            x += width + 20
    return found


def rows(recognised: RecognisedPage, number: int = 1) -> list[str]:
    return [text_of(part)[0] for part in sheet_of(recognised, number, "").parts if isinstance(part, list)]


def test_columns_of_the_header_follow_each_other() -> None:
    given = words(
        (300, 200, "ỦY BAN NHÂN DÂN"), (1200, 206, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (330, 262, "HUYỆN AN PHÚC"), (1400, 271, "Độc lập - Tự do - Hạnh phúc"),
        (300, 420, "Thực hiện chương trình công tác năm 2031, Ủy ban nhân dân huyện xây dựng kế hoạch"),
    )  # fmt: skip
    assert rows(page(given))[:4] == [
        "ỦY BAN NHÂN DÂN", "HUYỆN AN PHÚC", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
    ]  # fmt: skip


def test_low_letters_and_high_ones_stand_on_one_line() -> None:
    given = words((300, 2000, "các xã em xem ngày phải nộp báo cáo ơ a"), (300, 2052, "nên các đơn vị"))
    assert rows(page(given), 2) == ["các xã em xem ngày phải nộp báo cáo ơ a", "nên các đơn vị"]


def test_a_line_that_climbs_is_one_row() -> None:
    given = []
    for n, text in enumerate(("Thực", "hiện", "Chương", "trình", "hỗ", "trợ", "pháp", "lý")):
        y = 2000 - 3 * n
        given.append(EngineWord(text, (300 + 130 * n, y, 410 + 130 * n, y + 40), 0.95, 0))
    assert rows(page(given), 2) == ["Thực hiện Chương trình hỗ trợ pháp lý"]


def test_words_of_two_lines_that_an_engine_took_for_one() -> None:
    given = [*words((300, 2000, "Thực hiện chương trình")), EngineWord("KẾHOẠCH", (400, 1930, 600, 1970), 0.9, 0)]
    assert rows(page(given), 2) == ["KẾHOẠCH", "Thực hiện chương trình"]


@pytest.mark.parametrize(
    ("number", "confidence", "expected"),
    [
        ("353", 0.78, "Số: /KH-BĐH"),
        ("353", 0.95, "Số: 353 /KH-BĐH"),
        ("4‡", 0.83, "Số: /KH-BĐH"),
    ],
)
def test_handwriting_in_the_blank_of_the_number(number: str, confidence: float, expected: str) -> None:
    line = words((300, 300, f"Số: {number} /KH-BĐH"))
    line[1] = EngineWord(line[1].text, line[1].box, confidence, 0)
    assert rows(page(line)) == [expected]
    assert rows(page(line), 2) == [f"Số: {number} /KH-BĐH"]


def test_nothing_is_written_by_hand_on_a_page_drawn_from_fonts() -> None:
    line = words((300, 300, "Số: 353 /KH-BĐH"), confidence=0.7)
    (part,) = sheet_of(page(line), 1, "", drawn=True).parts
    assert isinstance(part, list)
    assert text_of(part)[0] == "Số: 353 /KH-BĐH"


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        ("Số:£5+/CTPH-LĐLĐ", 0.9, "Số: /CTPH-LĐLĐ"),
        ("8/KH-DCT", 0.1, "/KH-DCT"),
        ("12/KH-UBND", 0.95, "12/KH-UBND"),
        ("12/KH-UBND", 0.82, "12/KH-UBND"),
        ("12/KH-UBND", 0.78, "/KH-UBND"),
        ("36-KH/TU", 0.95, "36-KH/TU"),
        ("Nghị quyết 20-NQ/TW", 0.6, "Nghị quyết 20-NQ/TW"),
        ("theo Quyết định số 12/QĐ-UBND", 0.6, "theo Quyết định số 12/QĐ-UBND"),
        ("theo Quyết định số 12 /QĐ-UBND", 0.6, "theo Quyết định số 12 /QĐ-UBND"),
        ("ngày4†tháng", 0.6, "ngày tháng"),
        ("ngàyĐ8", 0.6, "ngày"),
        ("ngày", 0.6, "ngày"),
        ("BIỂU/DANH", 0.6, "BIỂU/DANH"),
    ],
)
def test_handwriting_in_one_word_with_print(text: str, confidence: float, expected: str) -> None:
    assert rows(page(words((300, 300, text), confidence=confidence))) == [expected]


def test_a_number_at_the_edge_of_the_text_is_of_a_cited_document() -> None:
    text = ["Thực hiện Nghị định số 42/2031/NĐ-CP của Chính phủ quy định chi tiết một số điều và Quyết định số",
            "1662/QĐ-TTg ngày 08/7/2032 của Thủ tướng Chính phủ phê duyệt chương trình"]  # fmt: skip
    given = words((300, 300, "Số: 12 /KH-UBND"), (300, 800, text[0]), (300, 860, text[1]), confidence=0.8)
    assert rows(page(given)) == ["Số: /KH-UBND", *text]


def test_boxes_lie_where_the_words_stand_on_the_skewed_page() -> None:
    angle = math.radians(2)
    cosine, sine = math.cos(angle) / 300, math.sin(angle) / 300
    back = ((cosine, sine, 0.1), (-sine, cosine, 0.2))
    sheet = sheet_of(page(words((1000, 2000, "năm")), back), 2, "")
    (row,) = sheet.parts
    assert isinstance(row, list)
    (word,) = row
    box = sheet.box(word.x0, word.y0, word.x1, word.y1)
    x, y = 1033, 2026
    expected = ((cosine * x + sine * y + 0.1) / (2480 / 300), (-sine * x + cosine * y + 0.2) / (3508 / 300))
    assert ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) == pytest.approx(expected, abs=0.001)


def test_a_picture_that_is_no_text_gives_nothing() -> None:
    seal = words((10, 10, "“~«"), (10, 60, "V1Ệ"), confidence=0.4)
    assert placed(page(seal), 100, 100, 1) == ([], [])


def test_a_picture_of_a_number_is_placed() -> None:
    (found,), tables = placed(page(words((30, 10, "280"))), 100.0, 50.0, 1)
    assert (found.text, tables) == ("280", [])
    assert found.x0 == pytest.approx(100 + 30 * 72 / 300)
    assert 50 < found.middle < 50 + 60 * 72 / 300
