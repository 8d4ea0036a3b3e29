"""Paragraphs, layout tables and the text that is written from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers.blocks import (
    Paragraph,
    Run,
    TableBlock,
    TableCell,
    Writer,
    bears_letterhead,
    by_columns,
    capitals,
    is_layout,
    joined,
    note_mark,
    symbol,
)  # fmt: skip

RUNS = st.lists(
    st.builds(Run, st.text(" \ta1-", max_size=4), st.booleans(), st.booleans(), st.sampled_from(["", "A", "B"])),
    max_size=6,
)


def table(rows: list[list[str]], *, bordered: bool = False) -> TableBlock:
    cells = [
        TableCell(r, c, 1, 1, [Paragraph.of([Run(text)])]) for r, row in enumerate(rows) for c, text in enumerate(row)
    ]
    return TableBlock(len(rows), cells, bordered)


@given(RUNS, st.sampled_from(["", "1.", "-"]))
def test_fonts_of_a_paragraph_stay_with_their_text(runs: list[Run], number: str) -> None:
    paragraph = Paragraph.of(runs, number)
    whole = "".join(run.text for run in runs)
    assert paragraph.text.endswith(whole.strip())
    shown = {font: "".join(paragraph.text[a:b] for a, b, name in paragraph.fonts if name == font) for font in "AB"}
    prefix = paragraph.text[: len(paragraph.text) - len(whole.strip())]
    for font, text in shown.items():
        stored = "".join(run.text for run in runs if run.font == font)
        assert text.removeprefix(prefix) in stored or text in stored
    assert all(0 <= a < b <= len(paragraph.text) for a, b, _ in paragraph.fonts)


@pytest.mark.parametrize(
    ("runs", "number", "text", "bold"),
    [
        ([Run(" a ", bold=True), Run(" ")], "", "a", True),
        ([Run("a", bold=True), Run("b")], "1.", "1. ab", False),
        ([Run(" ")], "-", "", False),
        ([Run(" ")], "3.", "3.", False),
        ([], "", "", False),
    ],
)
def test_paragraph_of_runs(runs: list[Run], number: str, text: str, bold: bool) -> None:
    paragraph = Paragraph.of(runs, number)
    assert (paragraph.text, paragraph.bold) == (text, bold)


def test_joined_paragraphs_keep_their_fonts() -> None:
    both = joined([Paragraph.of([Run("ab", font="A")]), Paragraph.of([Run("c", font="B")])], " | ")
    assert (both.text, both.fonts) == ("ab | c", [(0, 2, "A"), (5, 6, "B")])


@pytest.mark.parametrize(
    ("code", "font", "sign"),
    [
        (0xB3, "Symbol", "≥"),
        (0xF0B3, "symbol", "≥"),
        (0xB3, "Wingdings", "\uf0b3"),
        (0x8C, "Wingdings", "❶"),
        (0x1EA1, "Symbol", "ạ"),
        (0x0A, "Symbol", ""),
        (0xD800, "Symbol", ""),
    ],
)
def test_symbol(code: int, font: str, sign: str) -> None:
    assert symbol(code, font) == sign


def test_capitals() -> None:
    assert capitals("việc", "Times New Roman") == "VIỆC"
    assert capitals("vi\xd6c", ".VnTime") == "vi\xd6c"


@pytest.mark.parametrize(
    ("rows", "bordered", "first", "expected"),
    [
        ([["UBND XÃ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]], True, False, True),
        ([["UBND X·", "C\xe9NG H\xdfA X\xb7 H\xe9I CH\xf1 NGH\xdcA VI\xd6T NAM"]], True, False, True),
        ([["HUYỆN ỦY", "ĐẢNG CỘNG SẢN VIỆT NAM"]], True, False, True),
        ([["Nơi nhận:\n- Như trên", "CHỦ TỊCH"]], True, False, True),
        ([["N\xaci nh\xcbn:", "CH\xf1 T\xdeCH"]], True, False, True),
        ([["a", "b"], ["c", "d"]], False, True, True),
        ([["a", "b"], ["c", "d"]], False, False, False),
        ([["a", "b"]], True, True, False),
        ([["Nội dung", "Kinh phí"]], True, False, False),
        ([["a", "b", "c", "Nơi nhận:"]], False, True, False),
    ],
)
def test_is_layout(rows: list[list[str]], bordered: bool, first: bool, expected: bool) -> None:
    assert is_layout(table(rows, bordered=bordered), first=first) is expected


def test_layout_goes_column_by_column() -> None:
    assert [p.text for p in by_columns(table([["a", "b"], ["c", "d"]]))] == ["a", "c", "b", "d"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Số: 12/KH-UBND", True),
        ("S\xe8:    /KH-UB", True),
        ("Cộng hoà xã hội chủ nghĩa Việt Nam", True),
        ("Trang 2", False),
        ("Số trang: 2", False),
    ],
)
def test_bears_letterhead(text: str, expected: bool) -> None:
    assert bears_letterhead([Paragraph.of([Run(text)])]) is expected


def test_writer_joins_runs_of_one_font_over_separators_only() -> None:
    writer = Writer(Limits())
    bare = Paragraph.of([Run("c", font="A"), Run("d"), Run("e", font="A")])
    writer.write([Paragraph.of([Run("a", font="A")]), Paragraph.of([Run("b", font="A")]), bare])
    writer.write([table([["1", "2"], ["3", ""]], bordered=True)])
    writer.write_note(1, [Paragraph.of([Run(" f", font="B")])])
    content = writer.content(("utf-8",))
    assert content.text == "a\nb\ncde\n1\t2\n3\t\n¹ f"
    assert [(content.text[r.start : r.end], r.font) for r in content.fonts] == [
        ("a\nb\nc", "A"),
        ("e", "A"),
        ("f", "B"),
    ]
    assert [content.text[c.start : c.end] for c in content.tables[0].cells] == ["1", "2", "3", ""]


def test_writer_keeps_the_limit_and_wants_text() -> None:
    with pytest.raises(PlanError) as caught:
        Writer(Limits()).content(())
    assert caught.value.kind.code == "E101"
    with pytest.raises(PlanError) as caught:
        Writer(Limits(text_characters=3)).write([Paragraph("abcd")])
    assert caught.value.kind.code == "E105"


def test_note_mark() -> None:
    assert note_mark(12) == " ¹²"
