"""Tables from the edges of their cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.readers.blocks import Paragraph, Run, TableBlock
from vnplan_extract.readers.table_rows import MAX_DEPTH, CellForm, RowForm, TableStack


def built(rows: list[RowForm], *, depth: int = 1) -> TableBlock:
    stack = TableStack()
    for number, row in enumerate(rows):
        for index in range(len(row.cells)):
            stack.add(Paragraph.of([Run(f"{number}{index}")]), depth)
            stack.end_cell(depth)
        stack.end_row(depth, row)
    (block,) = stack.blocks()
    assert isinstance(block, TableBlock)
    return block


def form(*edges: int, left: int = 0, lines: int = 0) -> RowForm:
    return RowForm(left, tuple(CellForm(edge, lines=lines) for edge in edges))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([form(100, 200), form(100, 200)], [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)]),
        ([form(4000), form(2000, 4000)], [(0, 0, 2), (1, 0, 1), (1, 1, 1)]),
        ([form(2000, 4000), form(2050, 3990)], [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)]),
        ([form(1000, 4000), form(3000, 4000)], [(0, 0, 1), (0, 1, 2), (1, 0, 2), (1, 2, 1)]),
        ([form(3000, left=1000), form(1000, 3000)], [(0, 1, 1), (1, 0, 1), (1, 1, 1)]),
        ([form(10, 20, 2000)], [(0, 0, 1), (0, 1, 1), (0, 2, 1)]),
    ],
)
def test_columns(rows: list[RowForm], expected: list[tuple[int, int, int]]) -> None:
    assert [(cell.row, cell.column, cell.columns) for cell in built(rows).cells] == expected


def test_cells_that_go_on_downwards_over_several_rows() -> None:
    down = RowForm(0, (CellForm(1000, joins_above=True), CellForm(2000)))
    cells = built([down, form(1000, 2000), down, down]).cells
    assert [(cell.row, cell.column, cell.rows) for cell in cells] == [
        (0, 0, 1), (0, 1, 1), (1, 0, 3), (1, 1, 1), (2, 1, 1), (3, 1, 1),
    ]  # fmt: skip


def test_one_drawn_side_is_no_border() -> None:
    assert not built([form(1000, 2000, lines=1)]).bordered
    assert built([form(1000, 2000, lines=2)]).bordered
    assert built([RowForm(0, (CellForm(1000),), lines=2)]).bordered


def test_depth_is_bounded() -> None:
    stack = TableStack()
    stack.add(Paragraph("a"), 10_000)
    stack.end_row(10_000, RowForm())
    (block,) = stack.blocks()
    assert isinstance(block, TableBlock)
    assert MAX_DEPTH < 100


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from("pcr"), st.lists(st.integers(-9999, 9999), max_size=4)),
        max_size=25,
    )
)
def test_any_order_of_events_keeps_all_text_within_the_grid(events: list[tuple[int, str, list[int]]]) -> None:
    stack = TableStack()
    texts = []
    for number, (depth, kind, edges) in enumerate(events):
        if kind == "p":
            texts.append(f"t{number};")
            stack.add(Paragraph.of([Run(texts[-1])]), depth)
        elif kind == "c":
            stack.end_cell(depth)
        else:
            stack.end_row(depth, form(*edges))
    found = ""
    for block in stack.blocks():
        found += block.text if isinstance(block, Paragraph) else block.text()
        if isinstance(block, TableBlock):
            assert all(cell.row + cell.rows <= block.rows and cell.columns > 0 for cell in block.cells)
    assert all(text in found for text in texts)
