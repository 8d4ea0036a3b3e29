"""Pictures of PDF pages, for OCR.

PDFium must not be called by two threads at the same time: whoever calls it here holds `LOCK`.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium_c

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.ocr.engine import Pixels
from vnplan_extract.readers.pdf_trust import Area

LOCK = threading.Lock()
_RESOLUTION = 300
_POINTS = 72
_FORM_DEPTH = 3
_DARK = 110  #: mean grey of what is no page, or one in negative
_WHOLE = 0.9  #: of the page that its only image must cover to stand for it
_LEAST_RESOLUTION = 60


def page_loader(pdf: pypdfium2.PdfDocument, number: int, limits: Limits) -> Callable[[], tuple[Pixels, float]]:
    """What gives the picture of a page: its only image as it is stored, where there is one; else the page drawn."""

    def load() -> tuple[Pixels, float]:
        with LOCK:
            page = pdf[number - 1]
            try:
                return _stored(page, number, limits) or _drawn(page, number, limits)
            finally:
                page.close()

    return load


def area_loader(
    pdf: pypdfium2.PdfDocument, number: int, area: Area, limits: Limits
) -> Callable[[], tuple[Pixels, float]]:
    """What gives the picture of a part of a page."""

    def load() -> tuple[Pixels, float]:
        with LOCK:
            page = pdf[number - 1]
            try:
                return _drawn(page, number, limits, area)
            finally:
                page.close()

    return load


def _check_images(page: pypdfium2.PdfPage, number: int, limits: Limits) -> list[pypdfium2.PdfImage]:
    images = list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_FORM_DEPTH))
    for image in images:
        width, height = image.get_px_size()
        if width * height > limits.page_pixels:
            raise PlanError(
                "E105", page=number, limit="page_pixels", requested=width * height, granted=limits.page_pixels,
                env="PAGE_PIXELS",
            )  # fmt: skip
    return images


def _stored(page: pypdfium2.PdfPage, number: int, limits: Limits) -> tuple[Pixels, float] | None:
    """The image that is the page, without drawing it: quicker, and not sampled anew."""
    images = _check_images(page, number, limits)
    if len(images) != 1 or page.get_rotation() or pdfium_c.FPDFPage_CountObjects(page) != 1:
        return None
    image = images[0]
    width, height = page.get_size()
    x0, y0, x1, y1 = image.get_bounds()
    a, b, c, d, _, _ = image.get_matrix().get()
    pixels_wide, pixels_high = image.get_px_size()
    if (
        abs(b) > 0.01 or abs(c) > 0.01 or a <= 0 or d <= 0
        or (x1 - x0) * (y1 - y0) < _WHOLE * width * height
        or min(pixels_wide, pixels_high) < _LEAST_RESOLUTION * min(width, height) / _POINTS
    ):  # fmt: skip
        return None
    try:
        pixels = _pixels(image.get_bitmap(render=False))
    except (pypdfium2.PdfiumError, ValueError):
        return None
    across, down = pixels_wide * _POINTS / (x1 - x0), pixels_high * _POINTS / (y1 - y0)
    if pixels.mean() < _DARK or abs(across / down - 1) > 0.05:
        return None
    return pixels, (across + down) / 2


def _drawn(page: pypdfium2.PdfPage, number: int, limits: Limits, area: Area | None = None) -> tuple[Pixels, float]:
    _check_images(page, number, limits)
    width, height = page.get_size()
    most = math.sqrt(limits.page_pixels / max(1.0, width * height)) * _POINTS
    resolution = min(float(_RESOLUTION), most)
    crop = (area.x0, height - area.y1, width - area.x1, area.y0) if area else (0, 0, 0, 0)
    bitmap = page.render(scale=resolution / _POINTS, crop=crop, draw_annots=False)
    try:
        return _pixels(bitmap), resolution
    finally:
        bitmap.close()


def _pixels(bitmap: pypdfium2.PdfBitmap) -> Pixels:
    """Grey, or red, green, blue; a copy of its own."""
    array = bitmap.to_numpy()
    if array.ndim == 2:
        return np.array(array, np.uint8)
    if array.shape[2] == 1:
        return np.array(array[..., 0], np.uint8)
    if bitmap.rev_byteorder:
        return np.array(array[..., :3], np.uint8)
    order = cv2.COLOR_BGR2RGB if array.shape[2] == 3 else cv2.COLOR_BGRA2RGB
    return np.asarray(cv2.cvtColor(array, order), np.uint8)
