"""Two columns are set one under the other, and words moved back."""

from __future__ import annotations

from typing import Any

import numpy as np

from vnplan_extract.ocr.columns import unfold
from vnplan_extract.ocr.engine import EngineWord

LEFT = ["Nơi nhận:", "- Thường trực Huyện ủy;", "- Các phòng, ban;", "- Lưu: VT."]
RIGHT = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


def two_columns(draw_page: Any) -> Any:
    page = draw_page(LEFT, left=150, top=900, on=draw_page())
    return draw_page(RIGHT, left=750, top=912, on=page)


def test_body_is_one_piece(draw_page: Any) -> None:
    assert unfold(draw_page(), 150) is None


def test_every_pixel_is_there_once_and_every_row_finds_its_place(draw_page: Any) -> None:
    page = two_columns(draw_page)
    unfolded = unfold(page, 150)
    assert unfolded
    assert (unfolded.image < 128).sum() == (page < 128).sum()
    for y, x in np.argwhere(unfolded.image < 128)[::997].tolist():
        word = unfolded.on_page(EngineWord("a", (x, y, x + 1, y + 1), 1.0))
        left, top, right, bottom = word.box
        assert (right - left, bottom - top) == (1, 1)
        assert page[top, left] == unfolded.image[y, x]


def test_no_line_is_cut(draw_page: Any) -> None:
    page = two_columns(draw_page)
    unfolded = unfold(page, 150)
    assert unfolded
    for begin, end, source in unfolded.pieces[:-1]:
        cut = source + end - begin
        assert page[cut - 3 : cut + 3].min(axis=1).max() > 100
