from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from vnplan_extract.ocr import tables
from vnplan_extract.ocr.engine import EngineWord, Pixels
from vnplan_extract.ocr.tables import ScannedTable, ScannedWord, erase, find_tables, read_tables, repeated_heading

RESOLUTION = 300
COLUMNS = (200, 500, 900, 1200)
LANES = (300, 420, 540, 660)


class Measure:
    """An engine that reads a frame of 5 n pixels width as the word `n`."""

    name = "measure"
    version = "1"
    languages = ("vie",)

    def __init__(self) -> None:
        self.readings = 0

    def read_page(self, image: Pixels, resolution: int) -> Sequence[EngineWord]:
        return self.read_block(image, resolution)

    def read_block(self, image: Pixels, resolution: int, *, digits: bool = False) -> Sequence[EngineWord]:
        self.readings += 1
        found, _ = cv2.findContours((image < 128).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        boxes = sorted(cv2.boundingRect(contour) for contour in found)
        scale = resolution / RESOLUTION
        return [
            EngineWord(f"{'abcdefghij'[round((w / scale - 4) / 5)]}", (x, y, x + w, y + h), 0.9)
            for x, y, w, h in sorted(boxes, key=lambda box: (box[1], box[0]))
            if h > 15 * scale
        ]


def page() -> Pixels:
    return np.full((1000, 1400), 245, np.uint8)


def write(image: Pixels, letter: str, x: int, y: int) -> None:
    width = 5 * "abcdefghij".index(letter)
    cv2.rectangle(image, (x, y), (x + width - 1, y + 30), 20, 4)


def rule(image: Pixels, x0: int, y0: int, x1: int, y1: int, *, double: bool = False, broken: bool = False) -> None:
    for shift in (0, 7) if double else (0,):
        across = y0 == y1
        cv2.line(image, (x0, y0 + shift * across), (x1, y1 + shift * across), 30, 2)
        if not across and shift:
            cv2.line(image, (x0 + shift, y0), (x1 + shift, y1), 30, 2)
    if broken:
        for share in (0.3, 0.62):
            x, y = round(x0 + share * (x1 - x0)), round(y0 + share * (y1 - y0))
            cv2.rectangle(image, (x - 8, y - 8), (x + 8, y + 8), 245, -1)


def grid(image: Pixels, *, double: bool = False, broken: bool = False, sides: bool = True) -> None:
    for y in LANES:
        rule(image, COLUMNS[0], y, COLUMNS[-1], y, double=double, broken=broken)
    for x in COLUMNS if sides else COLUMNS[1:-1]:
        rule(image, x, LANES[0], x, LANES[-1], double=double, broken=broken)


def fill(image: Pixels, rows: Sequence[str]) -> None:
    for row, letters in enumerate(rows):
        for column, letter in enumerate(letters):
            if letter != " ":
                write(image, letter, COLUMNS[column] + 40, LANES[row] + 45)


def texts(found: list[ScannedTable]) -> list[list[list[str]]]:
    return [table.rows() for table in found]


@pytest.mark.parametrize("angle", [0.0, 0.8, -1.6])
@pytest.mark.parametrize("how", [{}, {"double": True}, {"broken": True}, {"sides": False}])
def test_cells_are_read_one_by_one(how: dict[str, bool], angle: float) -> None:
    image = page()
    grid(image, **how)
    fill(image, ["cde", "f g", "hij"])
    if angle:
        matrix = cv2.getRotationMatrix2D((700, 500), angle, 1.0)
        image = np.asarray(cv2.warpAffine(image, matrix, (1400, 1000), borderValue=(245,)), np.uint8)
    engine = Measure()
    found = read_tables(image, engine, RESOLUTION)
    assert texts(found) == [[["c", "d", "e"], ["f", "", "g"], ["h", "i", "j"]]]
    assert engine.readings == 1
    x0, y0, x1, y1 = found[0].box
    reach = 12 if not angle else 45
    assert (x0, y0, x1, y1) == pytest.approx((COLUMNS[0], LANES[0], COLUMNS[-1], LANES[-1]), abs=reach)
    # Words lie where they were drawn on the page given, skew and all.
    corner = found[0].cells[-1].lines[0][0].box
    assert image[corner[1] : corner[3], corner[0] : corner[2]].min() < 60
    assert find_tables(image, RESOLUTION) == [found[0].box]


def test_merged_cells_span_rows_and_columns() -> None:
    image = page()
    for y in (LANES[0], *LANES[2:]):
        rule(image, COLUMNS[0], y, COLUMNS[-1], y)
    rule(image, COLUMNS[1], LANES[1], COLUMNS[-1], LANES[1])
    rule(image, COLUMNS[0], LANES[0], COLUMNS[0], LANES[-1])
    rule(image, COLUMNS[1], LANES[0], COLUMNS[1], LANES[-1])
    rule(image, COLUMNS[2], LANES[1], COLUMNS[2], LANES[-1])
    rule(image, COLUMNS[3], LANES[0], COLUMNS[3], LANES[-1])
    write(image, "i", COLUMNS[0] + 40, LANES[1] - 15)  # beside the rule that is not drawn here
    write(image, "c", COLUMNS[2] - 20, LANES[0] + 45)
    fill(image, ["   ", " de", "fgh"])
    (table,) = read_tables(image, Measure(), RESOLUTION)
    shape = {cell.text: (cell.row, cell.column, cell.rows, cell.columns) for cell in table.cells}
    assert shape == {
        "i": (0, 0, 2, 1), "c": (0, 1, 1, 2), "d": (1, 1, 1, 1), "e": (1, 2, 1, 1),
        "f": (2, 0, 1, 1), "g": (2, 1, 1, 1), "h": (2, 2, 1, 1),
    }  # fmt: skip


@pytest.mark.parametrize("what", ["nothing", "underlines", "frame", "empty grid", "black border"])
def test_what_is_no_table(what: str) -> None:
    image = page()
    fill(image, ["cde", "efg"])
    if what == "underlines":
        for y in LANES:
            rule(image, 300, y, 700, y)
    elif what == "frame":
        rule(image, 150, 250, 1250, 250)
        rule(image, 150, 700, 1250, 700)
        rule(image, 150, 250, 150, 700)
        rule(image, 1250, 250, 1250, 700)
    elif what == "empty grid":
        image = page()
        grid(image)
    elif what == "black border":
        image[:, :60] = 10
        image[-50:] = 10
    assert read_tables(image, Measure(), RESOLUTION) == []


def test_a_piece_of_a_streak_is_no_column() -> None:
    image = page()
    grid(image)
    fill(image, ["cde", "fgh", "ijc"])
    rule(image, 1050, LANES[1] - 30, 1050, LANES[1] + 40)
    assert texts(read_tables(image, Measure(), RESOLUTION))[0] == [["c", "d", "e"], ["f", "g", "h"], ["i", "j", "c"]]


def test_two_tables_from_top_to_bottom() -> None:
    image = np.full((1900, 1400), 245, np.uint8)
    for shift, letters in ((0, ["cde", "fgh", "ijc"]), (900, ["fgh", "cde", "ijc"])):
        part = image[shift : shift + 1000]
        grid(part)
        fill(part, letters)
    assert [rows[0] for rows in texts(read_tables(image, Measure(), RESOLUTION))] == [["c", "d", "e"], ["f", "g", "h"]]


def test_specks_in_a_cell_are_not_read() -> None:
    image = page()
    grid(image)
    fill(image, ["cde", "fgh", "ijc"])
    cv2.circle(image, (850, 340), 3, 30, -1)
    cv2.circle(image, (440, 600), 8, 30, -1)
    assert texts(read_tables(image, Measure(), RESOLUTION))[0] == [["c", "d", "e"], ["f", "g", "h"], ["i", "j", "c"]]


@pytest.mark.parametrize(("top", "figures", "is_speck"), [(30, True, False), (4, True, True), (4, False, False)])
def test_what_stands_high_beside_a_figure_is_a_speck(top: int, figures: bool, is_speck: bool) -> None:
    digits = [[0, 0, 20, 36, 300], [30, 0, 20, 36, 300]]  # left, top, width, height, area
    marks = np.array([*digits, [23, top, 5, 5, 20]], np.float64)
    assert tables._specks(marks, RESOLUTION, figures).tolist() == [False, False, is_speck]


def test_erase_leaves_the_rest() -> None:
    image = page()
    grid(image)
    write(image, "d", 300, 800)
    rest = erase(image, find_tables(image, RESOLUTION) or [(200, 300, 1201, 661)])
    assert rest[290:670, 190:1210].min() > 240
    assert (rest[790:840] == image[790:840]).all()


@pytest.mark.parametrize(
    ("first", "second", "repeated"),
    [
        (
            [["TT", "Nội dung", "Kinh phí"], ["1", "Trồng cây", "20"]],
            [["TT", "Nội dụng", "Kinh phi"], ["2", "b", "3"]],
            1,
        ),
        ([["TT", "Nội dung"], ["2023", "2024"], ["1", "a"]], [["TT", "Nội dung"], ["2023", "2024"], ["4", "b"]], 2),
        ([["TT", "Nội dung", "Kinh phí"], ["1", "a", "20"]], [["2", "Trồng cây", "30"], ["3", "b", "3"]], 0),
        ([["1", "a", "20"], ["2", "b", "20"]], [["1", "a", "20"], ["2", "b", "20"]], 0),  # figures are no heading
        ([["TT", "Nội dung"]], [["TT", "Nội dung"]], 0),  # a table has more than its heading
    ],
)
def test_repeated_headings(first: list[list[str]], second: list[list[str]], repeated: int) -> None:
    assert repeated_heading(first, second) == repeated


def reading(text: str, confidence: float) -> list[ScannedWord]:
    return [ScannedWord(part, (0, 0, 1, 1), confidence) for part in text.split()]


@pytest.mark.parametrize(
    ("readings", "elected", "sure"),
    [
        ([("8320", 0.9), ("820", 0.9), ("820", 0.8)], "820", True),
        ([("2:670", 0.5), ("21670", 0.9), ("2.670", 0.7)], "2.670", True),
        ([("1 250", 0.6), ("1250", 0.9), ("l.250", 0.6)], "1.250", True),
        ([("1.180", 0.9), ("1180", 0.96), ("", 0.0)], "1.180", True),
        ([("510", 0.6), ("519", 0.7), ("5l0", 0.9)], "519", False),
        ([("s", 0.1), ("", 0.0), ("", 0.0)], "s", False),
    ],
)
def test_of_three_readings_two_decide(readings: list[tuple[str, float]], elected: str, sure: bool) -> None:
    words = tables._elected([reading(*item) for item in readings])
    assert " ".join(word.text for word in words) == elected
    assert (min(word.confidence for word in words) > 0.5) == sure


@pytest.mark.parametrize(
    ("readings", "elected", "sure"),
    [
        ([("825", 0.97), ("825", 0.97), ("82,5", 0.8)], "82,5", True),
        ([("825", 0.97), ("825", 0.97), ("825", 0.97)], "825", False),
        ([("79916", 0.9), ("79916", 0.9), ("7.091,6", 0.9)], "79916", False),
        ([("82,3", 0.7), ("623", 0.93), ("§2,3", 0.9)], "82,3", False),
        ([("128.4", 0.9), ("1284", 0.9), ("128,4", 0.7)], "128,4", True),
        ([("212.3", 0.7), ("2123", 0.8), ("2123", 0.9)], "212.3", True),
        ([("5", 0.97), ("5", 0.97), ("", 0.0)], "5", True),
    ],
)
def test_a_figure_of_a_column_with_decimals(readings: list[tuple[str, float]], elected: str, sure: bool) -> None:
    words = tables._elected([reading(*item) for item in readings], decimal=True)
    assert " ".join(word.text for word in words) == elected
    assert (min(word.confidence for word in words) > 0.5) == sure
