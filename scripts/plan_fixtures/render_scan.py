"""A plan as scanned pages with the marks of a scanner and of an office, and what is really on each page.

The plan is typeset as a PDF, each page is drawn as an image and then worn: seals and stamps in coloured ink, faint
print, skew, black borders, blur, specks, noise, pages put in sideways or upside down, JPEG. The same plan, level and
seed give the same pages.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image, ImageDraw, ImageFont
from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import cm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
    Table,
    TableStyle,
)

from . import model
from .render_pdf import FONT_FOLDER, _page_number, _Writer

Pixels = npt.NDArray[np.uint8]
_Floats = npt.NDArray[np.float32]

_RED = (198, 32, 44)
_VIOLET = (92, 60, 160)
_BLUE = (30, 44, 120)


@dataclass(frozen=True)
class Level:
    """How worn the pages are. Lengths are in millimetres, shares and strengths run from 0 to 1."""

    name: str
    resolutions: tuple[int, ...] = (300,)
    """Dots per inch, one drawn by lot for a document."""
    modes: tuple[str, ...] = ("grey",)
    """`colour`, `grey`, `bilevel`."""
    skew: float = 0.0
    """The most that a page is turned, in degrees to either side."""
    blur: tuple[float, float] = (0.0, 0.0)
    """Standard deviation of the blur at 300 dots per inch, in dots."""
    specks: float = 0.0
    """Specks a square centimetre, dark ones on paper and light ones in ink."""
    faint: float = 0.0
    """The most that the ink loses in places."""
    paper: float = 0.0
    """How grey the paper is at its darkest."""
    noise: float = 0.0
    """Standard deviation of the noise, in grey levels."""
    quality: int = 90
    """Of the JPEG."""
    borders: float = 0.0
    """Share of pages with black borders."""
    seal: float = 0.0
    """Share of documents with a seal and a signature over the signer's name."""
    stamp: float = 0.0
    """Share of documents with a stamp of the receiving office over the title."""
    turned: float = 0.0
    """Share of pages that lie sideways or upside down."""
    sideways: float = 0.0
    """Share of landscape pages that lie sideways on an upright sheet."""
    double_rules: float = 0.0
    """Share of documents with tables in double rules."""


LEVELS: dict[str, Level] = {
    level.name: level
    for level in (
        Level("clean"),
        Level(
            "light", modes=("grey", "colour"), skew=1.0, blur=(0.4, 0.9), specks=0.15, faint=0.15, paper=0.06,
            noise=4.0, quality=75, borders=0.2, seal=1.0, stamp=0.3, sideways=0.5, double_rules=0.2,
        ),
        Level(
            "hard", resolutions=(200, 300), modes=("colour", "grey", "bilevel"), skew=3.0, blur=(0.8, 1.6), specks=0.5,
            faint=0.5, paper=0.18, noise=9.0, quality=50, borders=0.6, seal=1.0, stamp=0.7, turned=0.25,
            sideways=0.8, double_rules=0.4,
        ),
        # As hard, but for what makes files large: the level of the committed scans.
        Level(
            "small", resolutions=(200,), skew=2.5, blur=(0.9, 1.3), specks=0.3, faint=0.35, paper=0.1, noise=0.7,
            quality=28, borders=0.7, seal=1.0, stamp=1.0, turned=0.3, sideways=1.0, double_rules=0.5,
        ),
        Level(
            "fax", resolutions=(200,), modes=("bilevel",), skew=1.0, blur=(0.5, 0.9), specks=0.1, faint=0.2, seal=1.0,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class ScanFixture:
    """A committed scan: some pages of a plan of the catalogue.

    `file` ends in `.pdf`, `.png` or `.tif`; pages are counted from 1, the tables on them from 0 (money tables too).
    """

    file: str
    plan: str
    level: str
    pages: tuple[int, ...]
    tables: tuple[int, ...] = ()
    money: tuple[int, ...] = ()
    wide_tables: bool = False
    seed: str = "1"


SCANS: tuple[ScanFixture, ...] = (
    ScanFixture("tre-em-ha-nam-2023.pdf", "tre-em-ha-nam-2023", "small", (1, 3, 4), (0,), (0,), wide_tables=True),
    ScanFixture("chuyen-doi-so-hue-2026.tif", "chuyen-doi-so-hue-2026", "fax", (1, 3), (0, 1), (0,)),
    ScanFixture(
        "nong-thon-moi-duc-trong-2025.png", "nong-thon-moi-duc-trong-2025", "fax", (4,), (0,), (0,), wide_tables=True
    ),
)


@dataclass(frozen=True)
class ScanPage:
    """One page: its pixels (grey, or red, green, blue), and the text that was printed on it.

    `turn` is how far, clockwise in degrees, the image must be turned to be read.
    """

    pixels: Pixels
    text: str
    turn: int
    resolution: int


@dataclass(frozen=True)
class Scan:
    """A scanned plan: its pages and the rows of its tables, as printed."""

    name: str
    pages: tuple[ScanPage, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]
    quality: int

    def truth(self) -> model.Item:
        """What is on the pages: the text and the turn of each, and all rows of each table."""
        return {
            "pages": [{"text": page.text, "turn": page.turn, "resolution": page.resolution} for page in self.pages],
            "tables": [[list(row) for row in table] for table in self.tables],
        }

    def only(self, numbers: Sequence[int], tables: Sequence[int] = ()) -> Scan:
        """Some of its pages (counted from 1), and the tables on them (counted from 0)."""
        pages = tuple(self.pages[n - 1] for n in numbers)
        return replace(self, pages=pages, tables=tuple(self.tables[n] for n in tables))


class _ScanWriter(_Writer):
    """Writes the letterhead a column after the other, so that the PDF keeps the order in which it is read."""

    def letterhead(self, head: model.Letterhead) -> list[Any]:
        left: list[Any] = [self.put(line, "head-bold") for line in head.left]
        right: list[Any] = [self.put(line, "head-bold") for line in head.right]
        for column, line, style in ((left, head.number_line, "head"), (right, head.date_line, "note")):
            if line:
                column += [Spacer(1, 8), self.put(line, style)]
        if head.subject_line:
            left.append(self.put(head.subject_line, "head"))
        table = Table([[left, right]], colWidths=(self.width * 0.45, self.width * 0.55), hAlign="CENTER")
        table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
        return [table, Spacer(1, 10)]


def _typeset(plan: model.Plan, *, wide_tables: bool, double_rules: bool) -> bytes:
    """The plan as a PDF; its money tables, where asked, as an annex on landscape pages."""
    face = "sans" if plan.layout.columns == "side" else "serif"
    writer = _ScanWriter(face)
    wide = _ScanWriter(face, landscape(A4)[0] - 4 * cm)
    flow: list[Any] = []
    annex: list[Any] = []
    for block in plan.blocks:
        if wide_tables and isinstance(block, model.Grid) and block.caption:
            annex += [wide.put("PHỤ LỤC", "title"), *wide.flow(block)]
        else:
            flow += writer.flow(block)
    if annex:
        flow += [NextPageTemplate("wide"), PageBreak(), *annex]
    if double_rules:
        rule = ("GRID", (0, 0), (-1, -1), 0.5, "black", None, None, None, 2, 1.4)
        for item in flow:
            if isinstance(item, Table) and item._linecmds:
                item.setStyle(TableStyle([rule]))
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, title="", author="", invariant=1)
    upright = Frame(3 * cm, 2 * cm, A4[0] - 5 * cm, A4[1] - 4 * cm, 0, 0, 0, 0)
    across = Frame(2 * cm, 2 * cm, A4[1] - 4 * cm, A4[0] - 5 * cm, 0, 0, 0, 0)
    document.addPageTemplates(
        [
            PageTemplate("upright", [upright], onPage=_page_number, pagesize=A4),
            PageTemplate("wide", [across], pagesize=landscape(A4)),
        ]
    )
    document.build(flow)
    return out.getvalue()


def render_scan(plan: model.Plan, level: str = "hard", seed: str = "1", *, wide_tables: bool | None = None) -> Scan:
    """Draws and wears the pages of a plan.

    Args:
        plan: the plan.
        level: a name of `LEVELS`.
        seed: another seed wears the pages differently.
        wide_tables: money tables on landscape pages behind the text; drawn by lot where not given.
    """
    worn = LEVELS[level]
    rng = np.random.default_rng(list(f"{plan.name}/{level}/{seed}".encode()))
    resolution = int(rng.choice(worn.resolutions))
    mode = str(rng.choice(worn.modes))
    lot = bool(rng.random() < 0.6)
    double = bool(rng.random() < worn.double_rules)
    pdf = pypdfium2.PdfDocument(
        _typeset(plan, wide_tables=lot if wide_tables is None else wide_tables, double_rules=double)
    )
    seal, stamp = bool(rng.random() < worn.seal), bool(rng.random() < worn.stamp)
    pages = []
    for number in range(len(pdf)):
        sheet = _Sheet(pdf[number], resolution, number + 1)
        if seal:
            sheet.sign(plan, rng)
        if stamp and number == 0:
            sheet.stamp(plan, rng)
        pages.append(_worn(sheet, worn, mode, rng))
    pdf.close()
    tables = tuple(block.rows for block in plan.blocks if isinstance(block, model.Grid))
    return Scan(plan.name, tuple(pages), tables, worn.quality)


class _Sheet:
    """A page as printed, with what is stamped on it."""

    def __init__(self, page: pypdfium2.PdfPage, resolution: int, number: int):
        self.resolution = resolution
        self.height = page.get_height()
        self.pixels: Pixels = np.ascontiguousarray(page.render(scale=resolution / 72).to_numpy()[:, :, ::-1][:, :, -3:])
        self._layer = page.get_textpage()
        lines = self._layer.get_text_range().replace("\ufffe", "-").splitlines()
        if number > 1 and lines and lines[0].strip() == str(number):
            lines = lines[1:]
        self.text = "\n".join(line.strip() for line in lines if line.strip())

    def dots(self, millimetres: float) -> int:
        return _dots(millimetres, self.resolution)

    def find(self, text: str) -> tuple[int, int, int, int] | None:
        """Where a text stands first, in dots: left, top, right, bottom."""
        found = self._layer.search(text, match_case=True).get_next()
        if not found:
            return None
        boxes = [self._layer.get_charbox(found[0] + n) for n in range(found[1])]
        scale = self.resolution / 72
        return (
            round(min(b[0] for b in boxes) * scale),
            round((self.height - max(b[3] for b in boxes)) * scale),
            round(max(b[2] for b in boxes) * scale),
            round((self.height - min(b[1] for b in boxes)) * scale),
        )

    def sign(self, plan: model.Plan, rng: np.random.Generator) -> None:
        """A seal over the left third of the signature, and the signature itself."""
        closing = next((b for b in plan.blocks if isinstance(b, model.Closing) and b.name), None)
        place = self.find(closing.name) if closing and closing.name else None
        if not closing or not place:
            return
        x0, y0, x1, _ = place
        size = self.dots(36)
        issuer = plan.truth["header"].get("issuer") or "ỦY BAN NHÂN DÂN"
        seal = _turned_patch(_seal(size, issuer.upper()), float(rng.uniform(-15, 15)))
        left = x0 - size // 3 + self.dots(float(rng.uniform(-4, 4)))
        self._ink(seal, left, y0 - round(size * 0.85), _RED, float(rng.uniform(0.55, 0.85)), rng)
        scribble = _scribble(self.dots(34), self.dots(14), rng)
        self._ink(scribble, (x0 + x1) // 2 - self.dots(15), y0 - self.dots(15), _BLUE, 0.9, rng)

    def stamp(self, plan: model.Plan, rng: np.random.Generator) -> None:
        """The stamp of the receiving office across the title."""
        place = self.find(str(plan.truth["header"]["doc_type"]).upper())
        if not place:
            return
        lines = ("VĂN THƯ", f"ĐẾN Số: {rng.integers(20, 4000)}", f"Ngày: {rng.integers(1, 29)}/{rng.integers(1, 13)}")
        patch = _turned_patch(_box_stamp(self.dots(46), self.dots(19), lines), float(rng.uniform(-8, 8)))
        x = place[0] - self.dots(float(rng.uniform(18, 40)))
        y = place[1] - self.dots(float(rng.uniform(2, 9)))
        colour = _RED if rng.random() < 0.6 else _VIOLET
        self._ink(patch, x, y, colour, float(rng.uniform(0.45, 0.75)), rng)

    def _ink(
        self,
        mask: _Floats,
        x: int,
        y: int,
        colour: tuple[int, int, int],
        strength: float,
        rng: np.random.Generator,
    ) -> None:
        """Multiplies ink into the page, uneven as a stamp prints."""
        height, width = self.pixels.shape[:2]
        x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + mask.shape[1]), min(height, y + mask.shape[0])
        if x0 >= x1 or y0 >= y1:
            return
        part = mask[y0 - y : y1 - y, x0 - x : x1 - x]
        rough = rng.uniform(0.55, 1.0, (max(2, part.shape[0] // 12), max(2, part.shape[1] // 12))).astype(np.float32)
        alpha = part * strength * cv2.resize(rough, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_CUBIC)
        tint = 1 - np.clip(alpha, 0, 1)[:, :, None] * (1 - np.array(colour, np.float32) / 255)
        target = self.pixels[y0:y1, x0:x1]
        target[:] = (target * tint).astype(np.uint8)


def _dots(millimetres: float, resolution: int) -> int:
    return max(1, round(millimetres / 25.4 * resolution))


def _font(size: int, name: str = "DejaVuSans-Bold.ttf") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_FOLDER / name), max(6, size))


def _floats(image: Image.Image) -> _Floats:
    return np.asarray(np.asarray(image, np.float32) / 255, np.float32)


def _seal(size: int, text: str) -> _Floats:
    """A round seal: two rings, a star, words around."""
    image = Image.new("L", (size, size))
    draw = ImageDraw.Draw(image)
    line = max(2, size // 60)
    draw.ellipse((line, line, size - line, size - line), outline=255, width=line * 2)
    inset = size // 5
    draw.ellipse((inset, inset, size - inset, size - inset), outline=255, width=line)
    middle, outer = size / 2, size / 5.5
    points = []
    for n in range(10):
        radius = outer if n % 2 == 0 else outer * 0.4
        angle = math.pi * n / 5 - math.pi / 2
        points.append((middle + radius * math.cos(angle), middle + radius * math.sin(angle)))
    draw.polygon(points, fill=255)
    font = _font(size // 12)
    radius = size * 0.4
    step = min(math.radians(14), math.radians(330) / max(1, len(text)))
    for n, letter in enumerate(text):
        angle = (n - (len(text) - 1) / 2) * step
        patch = Image.new("L", (size // 7, size // 7))
        ImageDraw.Draw(patch).text((size // 14, size // 14), letter, 255, font, anchor="mm")
        patch = patch.rotate(-math.degrees(angle), Image.Resampling.BILINEAR)
        x = middle + radius * math.sin(angle) - patch.width / 2
        y = middle - radius * math.cos(angle) - patch.height / 2
        image.paste(255, (round(x), round(y)), patch)
    return _floats(image)


def _box_stamp(width: int, height: int, lines: Sequence[str]) -> _Floats:
    """A stamp in a frame: lines of words."""
    image = Image.new("L", (width, height))
    draw = ImageDraw.Draw(image)
    line = max(2, height // 40)
    draw.rectangle((line, line, width - line, height - line), outline=255, width=line)
    font = _font(height // 5)
    for n, text in enumerate(lines):
        draw.text((width / 2, height * (n + 0.7) / (len(lines) + 0.4)), text, 255, font, anchor="mm")
    return _floats(image)


def _scribble(width: int, height: int, rng: np.random.Generator) -> _Floats:
    """A signature: one line in loops."""
    t = np.linspace(0, 1, 240)
    waves = rng.uniform(2, 7, 3)
    x = t * 0.8 + 0.1 + 0.08 * np.sin(2 * np.pi * (waves[0] * t + rng.random()))
    y = 0.5 + 0.3 * np.sin(2 * np.pi * (waves[1] * t + rng.random())) + 0.12 * np.sin(2 * np.pi * waves[2] * t)
    points = np.stack([x * width, y * height], axis=1).astype(np.int32)
    image = np.zeros((height, width), np.uint8)
    cv2.polylines(image, [points], False, 255, max(2, height // 40), cv2.LINE_AA)
    return np.asarray(image, np.float32) / np.float32(255)


def _turned_patch(patch: _Floats, degrees: float) -> _Floats:
    height, width = patch.shape
    side = round(math.hypot(width, height))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[:, 2] += ((side - width) / 2, (side - height) / 2)
    return np.asarray(cv2.warpAffine(patch, matrix, (side, side)), np.float32)


def _worn(sheet: _Sheet, level: Level, mode: str, rng: np.random.Generator) -> ScanPage:
    """The page as the scanner gives it."""
    height, width = sheet.pixels.shape[:2]
    pixels = wear(sheet.pixels, sheet.resolution, level, mode, rng)
    turn = _turn(level, rng, wide=width > height)
    pixels = np.ascontiguousarray(np.rot90(pixels, turn // 90))
    return ScanPage(pixels, sheet.text, turn, sheet.resolution)


def wear(pixels: Pixels, resolution: int, level: Level, mode: str, rng: np.random.Generator) -> Pixels:
    """A clean page (red, green, blue) with the marks of a scanner, upright.

    Args:
        pixels: the page as printed.
        resolution: dots an inch.
        level: how worn.
        mode: one of `level.modes`.
        rng: draws all lots.
    """
    if mode != "colour":
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    values = pixels.astype(np.float32)
    height, width = values.shape[:2]
    if level.faint or level.paper:
        ink = 255 - values
        ink *= _uneven(rng, height, width, 1 - level.faint, 1.0, values.ndim)
        values = 255 * _uneven(rng, height, width, 1 - level.paper, 1 - level.paper / 2, values.ndim) - ink
    if level.specks:
        _specks(values, resolution, level, rng)
    angle = float(rng.uniform(-level.skew, level.skew)) if level.skew else 0.0
    border = bool(rng.random() < level.borders)
    if angle:
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        fill = 20.0 if border else 235.0
        values = np.asarray(
            cv2.warpAffine(values, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(fill, fill, fill)),
            np.float32,
        )
    if border:
        _borders(values, resolution, rng)
    blur = float(rng.uniform(*level.blur)) * resolution / 300
    if blur > 0:
        values = np.asarray(cv2.GaussianBlur(values, (0, 0), blur), np.float32)
    if level.noise:
        values += rng.standard_normal(values.shape, np.float32) * np.float32(level.noise)
    worn = np.clip(values, 0, 255).astype(np.uint8)
    return np.where(worn > 150, 255, 0).astype(np.uint8) if mode == "bilevel" else worn


def _turn(level: Level, rng: np.random.Generator, *, wide: bool) -> int:
    """How far the reader of the page must turn it clockwise."""
    if wide and rng.random() < level.sideways:
        return int(rng.choice((90, 270)))
    if not wide and rng.random() < level.turned:
        return int(rng.choice((90, 180, 180, 270)))
    return 0


def _uneven(rng: np.random.Generator, height: int, width: int, low: float, high: float, depth: int) -> _Floats:
    """A smooth field of values between the bounds, as large as the page."""
    field = cv2.resize(
        rng.uniform(low, high, (7, 5)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    smooth: _Floats = np.asarray(np.clip(field, low, high), np.float32)
    return smooth[:, :, None] if depth == 3 else smooth


def _specks(values: _Floats, resolution: int, level: Level, rng: np.random.Generator) -> None:
    height, width = values.shape[:2]
    area = height * width / _dots(10, resolution) ** 2
    for light in (False, True):
        for _ in range(rng.poisson(area * level.specks * (0.5 if light else 1.0))):
            centre = (int(rng.integers(width)), int(rng.integers(height)))
            radius = max(1, round(_dots(0.1, resolution) * float(rng.exponential(0.9))))
            tone = 235.0 if light else float(rng.uniform(0, 110))
            cv2.circle(values, centre, radius, (tone, tone, tone), -1)


def _borders(values: _Floats, resolution: int, rng: np.random.Generator) -> None:
    """Dark strips at one to four edges, ragged inside."""
    for side in range(4):
        if rng.random() < 0.4:
            continue
        strip = np.rot90(values, side)  # a view: its upper edge is the side's
        depth = _dots(float(rng.uniform(2, 9)), resolution)
        steps = rng.uniform(0.5, 1.0, (1, 9)).astype(np.float32)
        edge = cv2.resize(steps, (strip.shape[1], 1), interpolation=cv2.INTER_LINEAR) * depth
        strip[:depth][np.arange(depth)[:, None] < edge] = 18.0


def as_jpeg(page: ScanPage, quality: int) -> bytes:
    """One page as a JPEG file."""
    out = io.BytesIO()
    Image.fromarray(page.pixels).save(out, "JPEG", quality=quality, dpi=(page.resolution, page.resolution))
    return out.getvalue()


def as_pdf(scan: Scan) -> bytes:
    """The pages as a PDF of JPEG images, without any text."""
    out = io.BytesIO()
    rl_config.useA85 = 0  # images as they are, not in letters
    canvas = Canvas(out, invariant=1)
    for page in scan.pages:
        height, width = page.pixels.shape[:2]
        size = (width * 72 / page.resolution, height * 72 / page.resolution)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(io.BytesIO(as_jpeg(page, scan.quality))), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    rl_config.useA85 = 1
    return out.getvalue()


def as_tiff(scan: Scan) -> bytes:
    """The pages as one TIFF file of many pages."""
    images = [_image(page) for page in scan.pages]
    out = io.BytesIO()
    resolution = scan.pages[0].resolution
    how: dict[str, Any] = {"compression": "jpeg", "quality": scan.quality}
    if images[0].mode == "1":
        how = {"compression": "group4"}
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], dpi=(resolution, resolution), **how)
    return out.getvalue()


def as_png(page: ScanPage) -> bytes:
    """One page as a PNG file."""
    out = io.BytesIO()
    _image(page).save(out, "PNG", optimize=True, dpi=(page.resolution, page.resolution))
    return out.getvalue()


def _image(page: ScanPage) -> Image.Image:
    """A page of black and white alone takes one bit a dot."""
    image = Image.fromarray(page.pixels)
    bilevel = page.pixels.ndim == 2 and bool(((page.pixels == 0) | (page.pixels == 255)).all())
    return image.convert("1", dither=Image.Dither.NONE) if bilevel else image


def as_file(scan: Scan, ending: str) -> bytes:
    """The pages as one file: `pdf`, `tif`, or `png` for a scan of one page.

    Raises:
        ValueError: a PNG of more than one page, or an ending that is not known.
    """
    if ending == "png" and len(scan.pages) == 1:
        return as_png(scan.pages[0])
    if ending not in ("pdf", "tif"):
        raise ValueError(f"{len(scan.pages)} pages as {ending}")
    return as_pdf(scan) if ending == "pdf" else as_tiff(scan)
