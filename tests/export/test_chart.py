"""Pictures of figures: valid, told in words, and safe with any text."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from vnplan_extract.export.chart import COLOURS, Bar, bars, columns

SVG = "{http://www.w3.org/2000/svg}"


def drawn(picture: str) -> Any:
    root = etree.fromstring(picture.encode())
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    left, top, width, height = map(float, root.get("viewBox").split())
    assert (left, top) == (0, 0)
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
        assert x >= 0, rect.attrib
        assert y >= 0, rect.attrib
        assert x + w <= width + 1, rect.attrib
        assert y + h <= height + 1, rect.attrib
    return root


def widths(root: Any) -> list[float]:
    return [float(rect.get("width")) for rect in root.iter(f"{SVG}rect")]


def texts(root: Any) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def test_bars_are_as_long_as_their_values() -> None:
    root = drawn(bars("Title", "What it shows", [Bar("a", [10], "10"), Bar("b", [5], "5"), Bar("c", [0], "0")]))
    long, short = widths(root)
    assert long == pytest.approx(2 * short, abs=0.2)
    assert texts(root) == ["a", "10", "b", "5", "c", "0"]
    assert root[0].text == "Title"
    assert root[1].text == "What it shows"


def test_parts_of_bars_have_a_legend() -> None:
    root = drawn(bars("t", "d", [Bar("a", [3, 1], "4"), Bar("b", [0, 2], "2")], ["good", "bad"]))
    fills = [rect.get("fill") for rect in root.iter(f"{SVG}rect")]
    assert fills == [COLOURS[0], COLOURS[1], COLOURS[0], COLOURS[1], COLOURS[1]]
    assert texts(root)[:2] == ["good", "bad"]


def test_columns_stand_on_their_labels() -> None:
    root = drawn(columns("t", "d", [Bar(str(n), [n], f"{n}") for n in range(10)]))
    assert len(widths(root)) == 9  # none of nothing
    heights = [float(rect.get("height")) for rect in root.iter(f"{SVG}rect")]
    assert heights == sorted(heights)


@pytest.mark.parametrize("draw", [bars, columns])
@pytest.mark.parametrize(
    "rows",
    [
        [],
        [Bar("", [], "")],
        [Bar("a", [0], "0")],
        [Bar("a", [1e12], "1e12"), Bar("b", [1e-9], "few")],
        [Bar("Một nhãn rất dài của một định dạng lạ", [1], "100.000.000 tài liệu")],
    ],
)
def test_odd_figures(draw: Any, rows: list[Bar]) -> None:
    drawn(draw("t", "d", rows))


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a\"b'c&amp;", "\x00\x1b\n", "\udcff", "]]>", "Ế\u0301"])
def test_any_text(text: str) -> None:
    root = drawn(bars(text, text, [Bar(text, [1], text)], [text, text]))
    assert not root.findall(f".//{SVG}script")


def test_same_figures_same_picture() -> None:
    rows = [Bar("a", [1 / 3, 2 / 3], "1")]
    assert bars("t", "d", rows, ["x", "y"]) == bars("t", "d", rows, ["x", "y"])
