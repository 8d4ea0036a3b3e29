"""Page images: PNG, JPEG, TIFF of many pages, WebP, GIF, BMP, JPEG 2000; read by OCR."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Callable

import numpy as np
import PIL
from PIL import Image, ImageOps, UnidentifiedImageError

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.ocr.engine import OFF, Pixels, chosen_engine
from vnplan_extract.ocr.pages import PageImage, RecognisedPage, recognise
from vnplan_extract.ocr.prepare import guessed_resolution
from vnplan_extract.readers.content import Content, Progress
from vnplan_extract.readers.scan import sheet_of
from vnplan_extract.readers.sheets import Assembly, Sheet, drop_page_numbers

_POINTS = 72
_DAMAGE = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, EOFError)
_PIXELS = re.compile(r"\((\d+) pixels\)")


def read(data: bytes, limits: Limits, progress: Progress | None = None) -> Content:
    """Read an image file; each frame is a page.

    Sizes are checked before anything is decoded. A page that cannot be read gives E109 in `problems`; where there is no
    OCR each gives E108 (and E113, once, where there should have been one).

    Raises:
        PlanError: E103 damaged, E105 over a limit.
    """
    sizes = _frame_sizes(data, limits)
    engine = chosen_engine()
    digest = hashlib.sha256(data).hexdigest()
    damage: dict[int, str] = {}
    images = [
        PageImage(number, _loader(data, number, damage), f"{digest} {number} {PIL.__version__}")
        for number in range(1, len(sizes) + 1)
    ]
    done = 0

    def count_page(_: int) -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, len(sizes))

    problems: list[PlanError] = []
    found: list[RecognisedPage | PlanError] = []
    if engine != OFF:
        try:
            found = recognise(images, engine, limits, count_page)
        except PlanError as error:
            if error.kind.code != "E206":
                raise
            problems.append(_missing_engine(error, len(sizes)))
    sheets: list[Sheet] = []
    for number, (width, height) in enumerate(sizes, 1):
        page = found[number - 1] if found else PlanError("E108", page=number)
        if isinstance(page, PlanError):
            problems.append(page)
            sheets.append(Sheet(number, width, height, treatment="not read"))
        else:
            sheets.append(sheet_of(page, number, "image"))
    if len(damage) == len(sizes):
        raise PlanError("E103", detail=damage[1])
    drop_page_numbers(sheets)
    return Assembly().content(sheets, problems)


def _missing_engine(error: PlanError, count: int) -> PlanError:
    return PlanError("E113", count=count, what=error.fields["what"], command=error.fields["command"])


def _frame_sizes(data: bytes, limits: Limits) -> list[tuple[float, float]]:
    """Width and height of each frame in points."""
    sizes: list[tuple[float, float]] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                while True:
                    width, height = image.size
                    limits.check("page_pixels", width * height)
                    dots = guessed_resolution(width, height, _stated_resolution(image))
                    sizes.append((width * _POINTS / dots, height * _POINTS / dots))
                    limits.check("pages", len(sizes))
                    if image.format not in _MANY_FRAMES:
                        break
                    image.seek(len(sizes))
    except Image.DecompressionBombError as error:
        pixels = _PIXELS.search(str(error))
        limits.check("page_pixels", int(pixels[1]) if pixels else limits.page_pixels + 1)
        raise PlanError("E103", detail=str(error)) from error
    except UnidentifiedImageError as error:
        raise PlanError("E103", detail="image") from error
    except EOFError:
        pass
    except _DAMAGE as error:
        if not sizes:
            raise PlanError("E103", detail=str(error) or "image") from error
    return sizes


#: A GIF or WebP of many frames is an animation, whose first frame is its picture.
_MANY_FRAMES = ("TIFF",)


def _stated_resolution(image: Image.Image) -> float | None:
    dots = image.info.get("dpi")
    try:
        return float(max(dots)) if dots else None
    except (TypeError, ValueError, ZeroDivisionError):
        return None


def _loader(data: bytes, number: int, damage: dict[int, str]) -> Callable[[], tuple[Pixels, float]]:
    """What decodes a frame, counted from 1; where it cannot, `damage` says why."""

    def load() -> tuple[Pixels, float]:
        try:
            with Image.open(io.BytesIO(data)) as image:
                image.seek(number - 1)
                dots = guessed_resolution(*image.size, _stated_resolution(image))
                return _pixels(_even_sided(image)), dots
        except _DAMAGE as error:
            damage[number] = str(error) or type(error).__name__
            raise OSError(damage[number]) from error

    return load


def _even_sided(image: Image.Image) -> Image.Image:
    """Upright by what its camera says, with as many dots an inch across as down (a fax has half as many down)."""
    dots = image.info.get("dpi")
    image.load()
    upright = ImageOps.exif_transpose(image)
    try:
        across, down = (float(value) for value in dots) if dots else (1.0, 1.0)
    except (TypeError, ValueError):
        return upright
    if across <= 0 or down <= 0 or abs(across / down - 1) < 0.05 or not 0.25 < across / down < 4:
        return upright
    most = max(across, down)
    return upright.resize((round(upright.width * most / across), round(upright.height * most / down)))


def _pixels(image: Image.Image) -> Pixels:
    """Grey, or red, green, blue, over white paper."""
    if image.mode in ("1", "L"):
        return np.array(image.convert("L"), np.uint8)
    if image.mode.startswith("I") or image.mode == "F":
        deep = np.array(image, np.float32)
        return (deep * (255 / max(1.0, float(deep.max())))).clip(0, 255).astype(np.uint8)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        image = Image.alpha_composite(paper, clear)
    colours = np.array(image.convert("RGB"), np.uint8)
    first = colours[::7, ::7].astype(np.int16)
    if int((first.max(axis=2) - first.min(axis=2)).max()) < 12:
        return np.ascontiguousarray(colours[..., 1])
    return colours
