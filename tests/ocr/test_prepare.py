"""Preparation: each step on a page that needs it, and none on one that does not."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from vnplan_extract.ocr.prepare import guessed_resolution, prepare


def turned(image: Any, angle: float) -> Any:
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(image, matrix, (width, height), borderValue=255)


def ink(image: Any) -> int:
    return int((image < 128).sum())


def test_a_clean_page_is_left_as_it_is(draw_page: Any) -> None:
    page = draw_page()
    ready = prepare(cv2.resize(page, None, fx=2, fy=2), 300)
    assert ready.steps == ()
    assert (ready.rotation, ready.skew, ready.resolution) == (0, 0.0, 300)
    assert np.array_equal(ready.image, cv2.resize(page, None, fx=2, fy=2))


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_turned_pages_stand_upright(draw_page: Any, quarter: int) -> None:
    page = draw_page()
    ready = prepare(np.ascontiguousarray(np.rot90(page, quarter)), 300)
    assert ready.rotation == quarter * 90
    assert np.array_equal(ready.image, page)


@pytest.mark.parametrize("angle", [-6.0, -1.5, 2.0, 8.0])
def test_skewed_pages_are_straightened(draw_page: Any, angle: float) -> None:
    ready = prepare(turned(draw_page(), angle), 300)
    assert ready.skew == pytest.approx(-angle, abs=0.3)
    # A mark on the straight page is found where it stands on the skewed one.
    (a, b, c), (d, e, f) = ready.back.tolist()
    x, y = 620.0, 877.0
    assert (a * x + b * y + c, d * x + e * y + f) == pytest.approx((620, 877), abs=3)


def test_a_little_skew_is_left(draw_page: Any) -> None:
    assert prepare(turned(draw_page(), 0.4), 300).skew == 0.0


def test_a_little_skew_of_a_page_that_is_scaled_goes(draw_page: Any) -> None:
    assert prepare(turned(draw_page(), 0.4), 150).skew == pytest.approx(-0.4, abs=0.15)


@pytest.mark.parametrize(("resolution", "result"), [(150, 300), (100, 300), (300, 300), (240, 240), (600, 300)])
def test_resolution(draw_page: Any, resolution: int, result: int) -> None:
    page = draw_page()
    ready = prepare(page, resolution)
    assert ready.resolution == result
    assert ready.image.shape[0] == pytest.approx(page.shape[0] * result / resolution, abs=1)


def test_a_streak_of_the_scanner_goes_and_the_letters_stay(draw_page: Any) -> None:
    page = cv2.resize(draw_page(), None, fx=2, fy=2)
    dirty = page.copy()
    dirty[:, 900:904] = 0
    ready = prepare(dirty, 300)
    assert any("streak" in step for step in ready.steps)
    assert abs(ink(ready.image) - ink(page)) < 0.03 * ink(page)
    gone = (page < 128) & (ready.image >= 128)
    assert gone.sum() < 0.004 * ink(page)


def test_a_ragged_streak_goes_with_its_crumbs(draw_page: Any) -> None:
    page = cv2.resize(draw_page(), None, fx=2, fy=2)
    dirty = page.copy()
    dirty[:, 2200:2206] = 0  # beside the text
    for y in range(300, 3000, 150):
        dirty[y : y + 28 : 7, 2200:2206] = dirty[y + 1 : y + 28 : 7, 2200:2206] = 255
    ready = prepare(dirty, 300)
    assert ink(ready.image[:, 2190:2216]) == 0
    assert ink(ready.image) == ink(page)


def test_rules_of_a_table_are_no_streaks(draw_page: Any) -> None:
    page = draw_page()
    page[150:1600, 130:133] = 0
    page[150:1600, 700:703] = 0
    assert not [step for step in prepare(page, 150).steps if "streak" in step]


def test_a_border_and_a_smear_go(draw_page: Any) -> None:
    page = draw_page()
    dirty = page.copy()
    dirty[:, 1200:] = 0
    cv2.ellipse(dirty, (400, 80), (200, 30), 5, 0, 360, 0, -1)
    ready = prepare(dirty, 300)
    assert "smears and borders left out" in ready.steps
    assert ink(ready.image) < 1.1 * ink(page)


@pytest.mark.parametrize(
    ("lines", "print_and_paper", "red"),
    [
        (30, (0, 255), (200, 40, 60)),
        (30, (70, 220), (205, 170, 172)),  # pale, on a grey page
        (12, (90, 220), (205, 170, 172)),  # not much less of it than of print: the last page
    ],
)
def test_a_red_seal_goes_and_the_text_under_it_stays(
    draw_page: Any, lines: int, print_and_paper: tuple[int, int], red: tuple[int, int, int]
) -> None:
    page = draw_page(["Nơi nhận: Ủy ban nhân dân các huyện, thị xã, thành phố"] * lines)
    dark, light = print_and_paper
    page = np.asarray(dark + page.astype(float) / 255 * (light - dark), np.uint8)
    colour = np.repeat(page[..., None], 3, axis=2)
    seal = np.zeros(page.shape, np.uint8)
    cv2.circle(seal, (500, 500), 120, 255, 6)
    cv2.putText(seal, "UBND", (430, 520), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 255, 5)
    over = (seal > 0) & (page > 128)
    colour[over] = red
    ready, plain = prepare(colour, 300), prepare(page, 300)
    assert "red ink left out" in ready.steps
    assert ink(ready.image) == pytest.approx(ink(plain.image), rel=0.02)


def test_a_page_printed_in_red_is_read(draw_page: Any) -> None:
    page = draw_page()
    colour = np.repeat(page[..., None], 3, axis=2)
    colour[page < 128] = (200, 30, 40)
    ready = prepare(colour, 300)
    assert "red ink left out" not in ready.steps
    assert ink(ready.image) > 0.9 * ink(page)


def test_faint_print_on_grey_paper(draw_page: Any) -> None:
    page = draw_page().astype(np.float32)
    faint = (150 + page * 60 / 255).astype(np.uint8)
    ready = prepare(faint, 300)
    assert ready.steps
    assert ready.image[5, 5] > 240
    assert ink(ready.image) > 0.6 * ink(page)


def test_a_crop_is_only_scaled() -> None:
    crop = np.full((60, 200), 255, np.uint8)
    cv2.putText(crop, "280", (40, 45), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 4)
    ready = prepare(np.rot90(crop).copy(), 150, clean=False)
    assert (ready.rotation, ready.skew) == (0, 0.0)
    assert ready.image.shape == (400, 120)


def test_blank_page() -> None:
    ready = prepare(np.full((1754, 1240), 255, np.uint8), 300)
    assert (ready.rotation, ready.skew, ready.steps) == (0, 0.0, ())


def test_upside_down_and_back(draw_page: Any) -> None:
    ready = prepare(turned(draw_page(), 3), 300)
    again = ready.turned_over().turned_over()
    assert np.array_equal(again.image, ready.image)
    assert np.allclose(again.back, ready.back)
    assert (again.rotation, again.steps) == (ready.rotation, ready.steps)


@pytest.mark.parametrize(
    ("width", "height", "stated", "result"),
    [
        (2480, 3508, 300, 300),
        (2480, 3508, None, 299.9),
        (2480, 3508, 72, 299.9),
        (1240, 1754, 1, 149.9),
        (3508, 2480, 300, 300),
        (800, 1131, 96, 96),
    ],
)
def test_guessed_resolution(width: int, height: int, stated: float | None, result: float) -> None:
    assert guessed_resolution(width, height, stated) == pytest.approx(result, abs=0.1)
