from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.document import Box, Document, Line, Origin, Page, Word
from vnplan_extract.normalise import correct, normalise
from vnplan_extract.text import Text


def scanned(text: str, confidence: float = 0.96, origin: Origin = Origin.OCR) -> Document:
    """A page of lines whose words were all read with one confidence."""
    lines = []
    for line in re.finditer(r"[^\n]+", text):
        words = tuple(
            Word(line.start() + w.start(), line.start() + w.end(), Box(0, 0, 1, 1), confidence)
            for w in re.finditer(r"\S+", line[0])
        )
        lines.append(Line(line.start(), line.end(), Box(0, 0, 1, 1), words))
    page = Page(1, 0, len(text), tuple(lines), 595.0, 842.0, origin)
    return Document("scan.pdf", "0" * 64, 1, "application/pdf", Text(text), (page,), wrapped=True)


def corrected(text: str, confidence: float = 0.96) -> str:
    return Text(text).apply(correct.edits(scanned(text, confidence))).value


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("các sở, ngành tô chức triên khai kê hoạch", "các sở, ngành tổ chức triển khai kế hoạch"),
        ("Ủy bàn nhân dân tỉnh", "Ủy ban nhân dân tỉnh"),
        ("III. TỔ CHỨC THỤC HIỆN", "III. TỔ CHỨC THỰC HIỆN"),
        ("phát triên doanh nghiệp.", "phát triển doanh nghiệp."),
        ("Quyêt định số 12/QĐ-UBND", "Quyết định số 12/QĐ-UBND"),
        # Strokes of Roman numbers where no other number can stand.
        ("Từ quý II1/2012.", "Từ quý III/2012."),
        ("Quý II, H1/2012.", "Quý II, III/2012."),
        ("quý I, Il và IH năm 2031", "quý I, II và III năm 2031"),
        ("HI. TỔ CHỨC THỰC HIỆN", "III. TỔ CHỨC THỰC HIỆN"),
        ("V1. TỔ CHỨC THỰC HIỆN", "VI. TỔ CHỨC THỰC HIỆN"),
        ("IL KẾT QUẢ THỰC HIỆN", "I. KẾT QUẢ THỰC HIỆN"),
        ("IL DUCE", "IL DUCE"),
        # Digits alone, no Roman number, a number that no quarter has, elsewhere.
        ("quý 1/2012", "quý 1/2012"),
        ("quý 11/2012", "quý 11/2012"),
        ("quý H1I/2012", "quý H1I/2012"),
        ("lô H1, H2 của khu", "lô H1, H2 của khu"),
        ("11. TỔ CHỨC THỰC HIỆN", "11. TỔ CHỨC THỰC HIỆN"),
        # A number, what holds one, an abbreviation, a name, what is right already.
        ("giai đoạn 2O21 - 2025", "giai đoạn 2O21 - 2025"),
        ("Số 12/KH-UBND ngày 5/3/2024", "Số 12/KH-UBND ngày 5/3/2024"),
        ("do Sở LĐTBXH chủ trì", "do Sở LĐTBXH chủ trì"),
        ("Ông Trần Văn Hậu", "Ông Trần Văn Hậu"),
        ("đội cứu hộ, sơ cấp cứu", "đội cứu hộ, sơ cấp cứu"),
        ("205 hộ so với năm trước", "205 hộ so với năm trước"),
        ("Nơi nhận:", "Nơi nhận:"),
    ],
)
def test_corrections(read: str, right: str) -> None:
    assert corrected(read) == right


def test_a_text_of_other_origin_is_left_alone() -> None:
    text = "các sở, ngành tô chức triên khai"
    assert list(correct.edits(scanned(text, origin=Origin.TEXT_LAYER))) == []
    assert normalise(scanned(text, origin=Origin.TEXT_LAYER)).text.value == text


def test_normalise_records_the_corrections() -> None:
    document = normalise(scanned("Ban Điêu hành hòa giải"), tone_placement="new")
    assert document.text.value == "Ban Điều hành hoà giải"
    assert document.text.source == "Ban Điêu hành hòa giải"
    assert document.text.count_by_reason() == {"ocr": 1, "tone_placement": 1}
    assert all(0.9 < edit.confidence <= 1 for edit in document.text.edits)


def test_a_certain_engine_is_believed_more() -> None:
    sure, unsure = (list(correct.edits(scanned("ba thông tổ chức", c))) for c in (0.99, 0.2))
    assert len(sure) <= len(unsure)


@given(
    st.lists(
        st.sampled_from(["tô", "chức", "2024", "1.250", "12/KH-UBND", "triên", "khai,", "CỘNG", "HOÀ", "l5"]),
        max_size=9,
    )
)
def test_digits_and_the_number_of_words_stay(words: list[str]) -> None:
    text = " ".join(words)
    after = corrected(text, 0.3)
    assert re.sub(r"\D", "", after) == re.sub(r"\D", "", text)
    assert len(after.split()) == len(words)
    assert [w for w in after.split() if re.search(r"\d", w)] == [w for w in words if re.search(r"\d", w)]
