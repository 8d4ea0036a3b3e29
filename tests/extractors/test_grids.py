"""Tables that stand in the text as tabs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Cell, Document, Line, Page, Table
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.grids import grids
from vnplan_extract.text import Text


def context_of(text: str, tables: tuple[Table, ...] = ()) -> Context:
    lines = []
    at = 0
    for line in text.split("\n"):
        if line:
            lines.append(Line(at, at + len(line)))
        at += len(line) + 1
    page = Page(1, 0, len(text), tuple(lines))
    return Context(Document("plan.txt", "0" * 64, len(text), "text/plain", Text(text), (page,), tables))


def cells_of(text: str) -> list[list[tuple[int, int, int, str]]]:
    """(row, column, columns, text) of the cells of each table."""
    context = context_of(text)
    return [[(c.row, c.column, c.columns, text[c.start : c.end]) for c in table.cells] for table in grids(context)]


ROW_A_LINE = "Biểu chi:\nTT\tViệc\t2021\t2022\n1\tSửa cầu\t10\t20\n\tCộng\t10\t20\nHết."
CELL_A_LINE = "Biểu chi:\n\n\tTT\n\tViệc\n\t2021\n\n\t1\n\tSửa cầu\n\t\n\n\tCộng\n\t10\n\nHết."


def test_a_row_a_line() -> None:
    (table,) = cells_of(ROW_A_LINE)
    assert [cell[3] for cell in table if cell[0] == 1] == ["1", "Sửa cầu", "10", "20"]
    assert [cell[1] for cell in table if cell[0] == 2] == [0, 1, 2, 3]


def test_a_cell_a_line_keeps_empty_cells_and_puts_a_short_total_to_the_right() -> None:
    (table,) = cells_of(CELL_A_LINE)
    assert [cell[3] for cell in table if cell[0] == 1] == ["1", "Sửa cầu", ""]
    assert [cell[:3] for cell in table if cell[0] == 2] == [(2, 0, 2), (2, 2, 1)]


def test_a_heading_spans_the_columns_that_the_next_row_names() -> None:
    text = "\tTT\n\tViệc\n\tChia theo năm\n\tGhi chú\n\n\t\n\t\n\t2021\n\t2022\n\t\n\n\t1\n\tSửa cầu\n\t5\n\t6\n\t\n"
    (table,) = cells_of(text)
    assert [cell[1:] for cell in table if cell[0] == 0] == [
        (0, 1, "TT"), (1, 1, "Việc"), (2, 2, "Chia theo năm"), (4, 1, "Ghi chú"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Không có bảng nào.",
        "\tMột đoạn thụt đầu dòng.\n\tĐoạn nữa.\n",
        "Nơi nhận:\tCHỦ TỊCH\n- Như trên;\tNguyễn Văn A\n",
    ],
)
def test_no_table(text: str) -> None:
    assert cells_of(text) == []


def test_a_table_of_the_reader_is_not_found_twice() -> None:
    text = ROW_A_LINE
    own = Table(text.index("TT"), text.index("\nHết"), 1, (Cell(text.index("TT"), text.index("\tViệc"), 0, 0),))
    assert grids(context_of(text, (own,))) == (own,)


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="\t\n ab1.,", max_size=200))
def test_cells_lie_in_their_table_in_order(text: str) -> None:
    for table in grids(context_of(text)):
        assert 0 <= table.start <= table.end <= len(text)
        assert all(table.start <= cell.start <= cell.end <= table.end for cell in table.cells)
        assert all("\t" not in text[cell.start : cell.end] for cell in table.cells)
        starts = [cell.start for cell in table.cells]
        assert starts == sorted(starts)
