# ruff: noqa: E402 - the maker is a script, not an installed package
"""The pairs of printed and misread lines that the restorer is trained on."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import make_misread_pairs as made
import read_by_shape as shapes

PLAN = ["KẾ HOẠCH", "Thực hiện chương trình trên địa bàn", "Căn cứ Luật Ngân sách nhà nước", "2. Đến năm 2030"]


@pytest.mark.parametrize(
    ("read", "pairs"),
    [
        (["KE HOACH", "Thyc hién chwong trinh trén dia ban"], [(0, 0), (1, 1)]),
        (["~", "KE HOACH", "|"], [(1, 0)]),  # specks
        (["Can ctr Luat Ngan sach nha nuéc", "2. Dén nim 2030"], [(0, 2), (1, 3)]),  # lines that were not read
        (["Thyc hién chwong", "trinh trén dia ban"], []),  # in two parts: neither is the line
        (["2. Dén nim 2030", "KE HOACH"], [(0, 3)]),  # in order; the longer wins
        (["KEHOACH"], [(0, 0)]),
        ([], []),
    ],
)
def test_lines_are_aligned_in_order(read: list[str], pairs: list[tuple[int, int]]) -> None:
    assert made.align(read, PLAN) == [(read[i], PLAN[j]) for i, j in pairs]


@pytest.fixture
def text(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines = [
        "Phần mở đầu",
        "Ủy ban nhân dân tỉnh ban hành kế hoạch triển khai thực hiện chương trình, cụ thể như sau: " * 4,
        "Điều 2. Tổ chức thực hiện Ω",
    ]
    monkeypatch.setattr(made, "training_lines", lambda folder: (("admin_x", line) for line in lines))
    monkeypatch.setattr(made, "held_out_lines", lambda folder, kind: iter(lines))
    made._texts.cache_clear()
    return lines


def test_pages_are_the_same_for_the_same_seed(text: list[str]) -> None:
    one, other = next(made.pages(Path("x"), "a")), next(made.pages(Path("x"), "a"))
    assert np.array_equal(one.pixels, other.pixels)
    assert one.printed == other.printed
    assert one.pixels.ndim == 2


def test_a_page_has_the_words_of_the_text(text: list[str]) -> None:
    page = next(made.pages(Path("x"), "a"))
    assert " ".join(page.printed).casefold().split() == " ".join(text[:2]).casefold().split()
    assert all(len(line) < 110 for line in page.printed)


def test_nothing_of_the_test_set_is_trained_on() -> None:
    for table in (made.TYPEFACES, made.WEAR):
        assert {entry.held_out for entry in table} == {True, False}
    levels = [wear.level.name for wear in made.WEAR]
    assert len(levels) == len(set(levels))


@pytest.mark.parametrize(
    ("printed", "readings"),
    [("số", {"s6", "sd", "sb"}), ("HỘI", {"HQI", "HQl", "HOI"}), ("2030", {"2030"}), ("an", {"an"}), ("a b", {"a b"})],
)
def test_letters_are_read_by_their_shapes(printed: str, readings: set[str]) -> None:
    font = made.FONTS / "truetype/dejavu/DejaVuSansCondensed.ttf"
    if not font.exists() or not all((made.FONTS / file).exists() for file in shapes.TAUGHT):
        pytest.skip("fonts are missing")
    rng = np.random.default_rng(1)
    read = [shapes.read_line(printed, font, made.FONTS, shapes.TEMPERS[1], rng) for _ in range(9)]
    assert max(set(read), key=read.count) in readings
