"""Offsets of a document follow the edits of its text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Box, Cell, Document, FontRun, Line, Page, Table, Word
from vnplan_extract.text import Edit, Text

SOURCE = "KE HOACH nam 2024\nNoi dung\tkinh phi\n\nTrang hai"


def document() -> Document:
    box = Box(0.1, 0.1, 0.9, 0.2)
    first = Line(0, 17, box, (Word(0, 2, box), Word(3, 8, box), Word(9, 12, box), Word(13, 17, box)))
    cells = (Cell(18, 26, 0, 0), Cell(27, 35, 0, 1))
    pages = (
        Page(1, 0, 36, (first, Line(18, 35, box)), width=595.0, height=842.0),
        Page(2, 37, 46, (Line(37, 46, box),), width=595.0, height=842.0),
    )
    fonts = (FontRun(0, 8, ".VnTimeH"), FontRun(8, 35, ".VnTime"))
    tables = (Table(18, 35, 1, cells),)
    return Document("a.pdf", "0" * 64, 1, "application/pdf", Text(SOURCE), pages, tables, fonts=fonts)


def all_spans(document: Document) -> list[tuple[int, int]]:
    spans = []
    for page in document.pages:
        spans.append((page.start, page.end))
        for line in page.lines:
            spans.append((line.start, line.end))
            spans += [(word.start, word.end) for word in line.words]
    for table in document.tables:
        spans.append((table.start, table.end))
        spans += [(cell.start, cell.end) for cell in table.cells]
    return spans + [(run.start, run.end) for run in document.fonts]


def quoted(document: Document) -> list[str]:
    return [document.text.value[start:end] for start, end in all_spans(document)]


def test_every_offset_is_carried_over() -> None:
    before = document()
    edits = [Edit(0, 2, "KẾ", "restored"), Edit(9, 12, "năm ấy", "restored"), Edit(18, 26, "Nội dung", "restored")]
    after = before.with_text(before.text.apply(edits))
    swap = {"KE": "KẾ", "nam": "năm ấy", "Noi dung": "Nội dung"}
    expected = quoted(before)
    for old, new in swap.items():
        expected = [quote.replace(old, new) for quote in expected]
    assert quoted(after) == expected
    assert after.pages[0].lines[0].words[2].box == before.pages[0].lines[0].words[2].box


def test_a_second_edit_goes_from_the_present_text() -> None:
    first = document()
    second = first.with_text(first.text.apply([Edit(0, 2, "KẾ", "restored")]))
    third = second.with_text(second.text.apply([Edit(3, 8, "HOẠCH XANH", "restored")]))
    assert quoted(third)[1:5] == ["KẾ HOẠCH XANH nam 2024", "KẾ", "HOẠCH XANH", "nam"]
    assert third.text.source == SOURCE


def test_no_edit_changes_nothing() -> None:
    before = document()
    assert before.with_text(before.text) == before


@settings(deadline=None)
@given(st.data())
def test_spans_stay_inside_and_in_order(data: st.DataObject) -> None:
    before = document()
    bounds = sorted(data.draw(st.lists(st.integers(0, len(SOURCE)), max_size=10)))
    bounds = bounds[: len(bounds) // 2 * 2]
    edits = [
        Edit(start, end, data.draw(st.text("xyz", max_size=3)), "p")
        for start, end in zip(bounds[::2], bounds[1::2], strict=True)
    ]
    after = before.with_text(before.text.apply(edits))
    length = len(after.text.value)
    assert all(0 <= start <= end <= length for start, end in all_spans(after))
    for page in after.pages:
        assert all(page.start <= line.start <= line.end <= page.end for line in page.lines)
    assert after.pages[0].start == 0
    assert after.pages[-1].end == length
    for edit, (start, end) in zip(all_spans(before), all_spans(after), strict=True):
        if not any(e.start < edit[1] and e.end > edit[0] for e in edits) and edit not in {(0, 36), (37, 46)}:
            assert after.text.value[start:end] == SOURCE[edit[0] : edit[1]]


@pytest.mark.parametrize(("offset", "number"), [(0, 1), (35, 1), (37, 2), (46, 2)])
def test_page_at(offset: int, number: int) -> None:
    assert document().page_at(offset).number == number


def test_shape_of_a_table_counts_spanning_cells() -> None:
    table = Table(0, 9, 1, (Cell(0, 1, 0, 0, columns=3), Cell(2, 3, 1, 0), Cell(4, 5, 1, 2, rows=2)))
    assert table.shape == (3, 3)
