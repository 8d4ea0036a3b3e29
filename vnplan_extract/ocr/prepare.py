"""A page image made ready to be read: one grey, upright, straight, clean page.

Every step is taken on evidence measured on the page and named in the result, so that a page that needs none is read as
it is. Lengths are in inches: the resolution is known or found out first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vnplan_extract.ocr.engine import Pixels

Matrix = npt.NDArray[np.float64]

RESOLUTION = 300  #: dots an inch at which pages are read
_COARSEST, _FINEST = 215, 450  #: pages beyond these are scaled to it
_SURVEY = 75  #: dots an inch of the small picture on which a page is judged

_RED = 25  #: by how much red outshines the other colours in red ink; print and paper of scans stay below 20
_LEAST_STAMP = 0.0004  #: of the page that is red before anything is done about it
_MOST_STAMP = 0.4  #: of the ink; more is a page printed in red
_INK = 50  #: by how much ink of any colour is darker than the paper
_RED_LIFT = 1.2
_BLUE = 40
_STAMP_SIDE = 0.7  #: inches; what is smaller in blue is handwriting in a blank, or a paraph

_PALE = 96  #: darkness of ink below which print is faint
_GREY_PAPER = 215  #: paper darker than this is made white
_STREAK_SHARE = 0.45  #: of the page's length that a scanner's streak covers
_WIDEST_STREAK = 0.05
_CRUMB = 0.022  #: height of what is left of a streak, lower than the stroke of a letter is long
_BLOT = 0.065  #: thicker than any stroke of type: a smear or a black border
_SPECK = 0.009
_MOST_SKEW = 10.0  #: degrees
_STRAIGHT = 0.7  #: degrees of skew that engines cope with; turning a page blurs it a little
_LEVEL = 0.1  #: degrees that are set right where the page is scaled and so redrawn in any case
_LETTER = (0.03, 0.4)  #: least and greatest height and width of a letter


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page ready to be read.

    Attributes:
        image: grey, upright, straight.
        resolution: dots an inch of it.
        rotation: by how many degrees clockwise the page was turned: 0, 90, 180 or 270.
        skew: by how many degrees it was turned further, against the clock.
        back: the matrix from pixels of `image` to pixels of the page given, turned by `rotation`.
        size: width and height of the page given, turned by `rotation`.
        dots: dots an inch of the page given.
        steps: what was done, in order.
    """

    image: Pixels
    resolution: int
    rotation: int
    skew: float
    back: Matrix
    size: tuple[int, int]
    dots: float
    steps: tuple[str, ...]

    def turned_over(self) -> Prepared:
        """The same page upside down."""
        height, width = self.image.shape
        over = np.array([[-1.0, 0.0, width - 1.0], [0.0, -1.0, height - 1.0]])
        page_over = np.array([[-1.0, 0.0, self.size[0] - 1.0], [0.0, -1.0, self.size[1] - 1.0]])
        turn = (self.rotation + 180) % 360
        steps = (
            *(step for step in self.steps if not step.startswith("turned ")),
            *([f"turned {turn}"] if turn else []),
        )
        return Prepared(
            np.ascontiguousarray(self.image[::-1, ::-1]), self.resolution, (self.rotation + 180) % 360, self.skew,
            _after(page_over, _after(self.back, over)), self.size, self.dots, steps,
        )  # fmt: skip


def prepare(image: Pixels, resolution: float, *, clean: bool = True) -> Prepared:
    """Make a page image ready.

    Args:
        image: grey (height × width) or colour (height × width × 3, red first).
        resolution: dots an inch.
        clean: False only scales: for a part of a page that was never on a scanner.

    Returns:
        The page with what was done to it.
    """
    steps: list[str] = []
    grey = _without_stamps(image, resolution, steps) if clean else _grey(image)
    if clean:
        grey = _even(grey, resolution, steps)
    level = _ink_level(grey)
    if clean:
        grey = _without_streaks(grey, level, resolution, steps)
        grey = _without_blots(grey, level, resolution, steps)
        grey = _without_specks(grey, level, resolution, steps)
    survey = _survey(grey, level, resolution)
    turn, skew = _turn_and_skew(survey) if clean else (0, 0.0)
    if turn:
        steps.append(f"turned {turn}")
        grey = _quarter_turned(grey, turn)
    scale = _scale(resolution)
    height, width = grey.shape
    back: Matrix = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    least = _STRAIGHT if scale == 1.0 else _LEVEL
    if abs(skew) > least or scale != 1.0:
        if abs(skew) > least:
            steps.append(f"straightened by {skew:.1f} degrees")
        else:
            skew = 0.0
        if scale != 1.0:
            steps.append(f"scaled from {round(resolution)} to {round(resolution * scale)} dpi")
        grey, forth = _straightened(grey, skew, scale)
        back = np.asarray(cv2.invertAffineTransform(forth), np.float64)
    else:
        skew = 0.0
    return Prepared(grey, round(resolution * scale), turn, skew, back, (width, height), resolution, tuple(steps))


def _after(second: Matrix, first: Matrix) -> Matrix:
    """The matrix that does `first` and then `second`."""
    square = np.vstack([first, [0.0, 0.0, 1.0]])
    product: Matrix = second @ square
    return product


def _scale(resolution: float) -> float:
    if resolution < _COARSEST:
        return RESOLUTION / resolution
    return RESOLUTION / resolution if resolution > _FINEST else 1.0


# Colour and contrast


def _grey(image: Pixels) -> Pixels:
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def _without_stamps(image: Pixels, resolution: float, steps: list[str]) -> Pixels:
    """Grey, without red ink (seals, incoming stamps) and without large marks in blue (stamps, signatures).

    Red ink is as bright as paper in the red channel, while black print under it stays black there.
    """
    if image.ndim == 2:
        return image
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA).astype(np.int16)
    red, green, blue = small[..., 0], small[..., 1], small[..., 2]
    is_red = red - np.maximum(green, blue) > _RED
    is_blue = blue - np.maximum(red, green) > _BLUE
    darkest = np.minimum(np.minimum(red, green), blue)
    ink = max(1, int((darkest < np.median(darkest) - _INK).sum()))
    result: Pixels
    if _LEAST_STAMP * is_red.size < is_red.sum() < _MOST_STAMP * ink:
        strong, others = (
            cv2.extractChannel(image, 0),
            cv2.max(cv2.extractChannel(image, 1), cv2.extractChannel(image, 2)),
        )
        # Dark red is not quite as bright as paper in red; what makes it red makes up for that.
        result = np.asarray(cv2.addWeighted(strong, 1.0, cv2.subtract(strong, others), _RED_LIFT, 0), np.uint8)
        steps.append("red ink left out")
    else:
        result = _grey(image)
    if _LEAST_STAMP * is_blue.size < is_blue.sum() < _MOST_STAMP * ink:
        close = max(3, round(0.08 * resolution / 4)) | 1
        joined = cv2.morphologyEx(is_blue.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((close, close), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        side = _STAMP_SIDE * resolution / 4
        found = False
        for x, y, width, height, _ in stats[1:].tolist():
            if min(width, height) < side:
                continue
            part = slice(4 * y, 4 * (y + height)), slice(4 * x, 4 * (x + width))
            where = cv2.resize(joined[y : y + height, x : x + width], None, fx=4, fy=4) > 0
            own = result[part]
            where = where[: own.shape[0], : own.shape[1]]
            result = result if found else result.copy()
            own = result[part]
            own[where] = np.maximum(own, image[part][..., 2])[where]
            found = True
        if found:
            steps.append("blue stamps left out")
    return result


def _even(grey: Pixels, resolution: float, steps: list[str]) -> Pixels:
    """Paper made white and faint print made dark, where they are not."""
    factor = max(1, round(resolution / 37))
    small = cv2.resize(grey, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 9)
    # The paper, without what lies beside it on the scanner's glass.
    low, high = np.percentile(paper, (10, 90))
    if high < 60:
        return grey
    if low < _GREY_PAPER or high - low > 25:
        full = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
        grey = np.asarray(cv2.divide(grey, np.maximum(full, np.uint8(40)), scale=250), np.uint8)
        steps.append("paper made even")
    sample = grey[::3, ::3]
    level, _ = cv2.threshold(sample, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ink = sample[sample < level]
    darkest = float(np.percentile(ink, 20)) if ink.size > 200 else 0.0
    if darkest > _PALE:
        white = max(darkest + 30, float(np.percentile(sample, 80)) - 8)
        table = np.clip((np.arange(256) - darkest) * 255 / (white - darkest), 0, 255).astype(np.uint8)
        grey = np.asarray(cv2.LUT(grey, table), np.uint8)
        steps.append("faint print made dark")
    return grey


def _ink_level(grey: Pixels) -> int:
    """The grey below which a pixel is ink."""
    level, _ = cv2.threshold(grey[::2, ::2], 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return int(min(max(level, 60), 200))


# Dirt


def _without_streaks(grey: Pixels, level: int, resolution: float, steps: list[str]) -> Pixels:
    """Without the lines that dust on a scanner's glass draws over the whole length of a page.

    A rule of a table ends before the edge of the paper, a streak does not. Where a letter crosses the streak its
    strokes are kept.
    """
    for name, turned in (("upright", False), ("level", True)):
        page = grey.T if turned else grey
        columns = _streak_columns(page, level, resolution, both_edges=turned)
        if not columns:
            continue
        page = np.ascontiguousarray(page)
        if page is grey:
            page = page.copy()
        for begin, end in columns:
            _wipe(page, begin, end, level, resolution)
        steps.append(f"{len(columns)} {name} streaks of the scanner left out")
        grey = np.ascontiguousarray(page.T) if turned else page
    return grey


def _streak_columns(page: Pixels, level: int, resolution: float, *, both_edges: bool) -> list[tuple[int, int]]:
    bands = 48
    width = page.shape[1]
    page = np.ascontiguousarray(page[::2])  # each second row tells as much of what runs down the page
    ink = cv2.threshold(page, level, 255, cv2.THRESH_BINARY_INV)[1]
    share = cv2.resize(ink, (width, bands), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    full = cv2.dilate(share, np.ones((1, 3), np.uint8)) > 0.75
    runs = full.sum(axis=0)
    edge = full[0] & full[-1] if both_edges else full[0] | full[-1]
    found: list[tuple[int, int]] = []
    widest = max(3, round(_WIDEST_STREAK * resolution))
    at = 0
    hits = np.flatnonzero((runs >= _STREAK_SHARE * bands) & edge).tolist()
    while at < len(hits):
        last = at
        while last + 1 < len(hits) and hits[last + 1] - hits[last] <= 2:
            last += 1
        begin, end = hits[at] + 1, hits[last]  # the dilation has made it wider by one on each side
        if end - begin <= widest:
            found.append((max(0, begin), min(width, max(begin + 1, end))))
        at = last + 1
    return found


def _wipe(page: Pixels, begin: int, end: int, level: int, resolution: float) -> None:
    """Make the columns of a streak white, but where a stroke leads into it from the side."""
    margin = 4
    left, right = max(0, begin - margin - 3), min(page.shape[1], end + margin + 3)
    strip = page[:, left:right]
    ink = (strip < level).astype(np.uint8)
    inside = np.zeros(strip.shape[1], bool)
    inside[max(0, begin - 1 - left) : end + 1 - left] = True
    # The streak itself: long upright runs of ink near it.
    streak = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((max(40, page.shape[0] // 60), 1), np.uint8))
    streak[:, ~inside] = 0
    streak = np.asarray(cv2.dilate(streak, np.ones((3, 3), np.uint8)), np.uint8) & ink
    rest = ink & (1 - streak)
    rest = cv2.morphologyEx(rest, cv2.MORPH_OPEN, np.ones((1, 3), np.uint8))
    across = end - begin + 2
    reach = np.ones((1, 2 * across + 1), np.uint8)
    keep = cv2.dilate(rest, reach)
    strip[(streak > 0) & (keep == 0)] = 255
    # What is left of a ragged streak: marks as low as no stroke, that lead nowhere.
    _, labels, stats, _ = cv2.connectedComponentsWithStats((strip < level).astype(np.uint8), connectivity=8)
    ends = stats[:, 0] + stats[:, 2]
    crumbs = (stats[:, 3] <= _CRUMB * resolution) & (stats[:, 0] > 0) & (ends < strip.shape[1])
    crumbs[0] = False
    strip[crumbs[labels]] = 255


def _without_blots(grey: Pixels, level: int, resolution: float, steps: list[str]) -> Pixels:
    """Without black borders and smears: what is thicker than any stroke of type."""
    factor = max(1, round(resolution / 100))  # coarser pictures melt bold letters together
    small = cv2.resize(grey, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    ink = (small < level).astype(np.uint8)
    thick = max(3, round(_BLOT * resolution / factor)) | 1
    padded = cv2.copyMakeBorder(ink, thick, thick, thick, thick, cv2.BORDER_REPLICATE)
    core = cv2.erode(padded, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thick, thick)))
    if not core.any():
        return grey
    whole = cv2.dilate(core, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thick + 2, thick + 2)))
    whole = whole[thick:-thick, thick:-thick]
    mask = cv2.resize(whole, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    steps.append("smears and borders left out")
    return np.asarray(cv2.bitwise_or(grey, mask * 255), np.uint8)


def _without_specks(grey: Pixels, level: int, resolution: float, steps: list[str]) -> Pixels:
    """Without single dark pixels, where there are many."""
    side = max(2, round(_SPECK * resolution))
    sample = grey[grey.shape[0] // 3 : grey.shape[0] // 3 + 700]
    ink = (sample < level).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 50:
        return grey
    sizes = np.maximum(stats[1:, 2], stats[1:, 3])
    specks = int((sizes <= side - 1).sum())
    letters = int(((sizes >= _LETTER[0] * resolution) & (sizes <= _LETTER[1] * resolution)).sum())
    if specks < 2 * letters + 200:
        return grey
    full = (grey < level).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(full, connectivity=8)
    small = np.maximum(stats[:, 2], stats[:, 3]) <= side
    small[0] = False
    steps.append("specks left out")
    return np.where(small[labels], np.uint8(255), grey)


# Which way up, and how straight


def _survey(grey: Pixels, level: int, resolution: float) -> Pixels:
    """A small picture of the page's letters: 255 where there is one."""
    factor = _SURVEY / resolution
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = (small < min(235, level + 50)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    # At this size the letters of a word may touch.
    tall, wide = stats[:, 3], stats[:, 2]
    low, high = 2, _LETTER[1] * _SURVEY
    keep = (np.minimum(tall, wide) >= 1) & (np.maximum(tall, wide) >= low) & (np.minimum(tall, wide) <= high)
    keep &= np.maximum(tall, wide) <= 1.5 * _SURVEY
    keep[0] = False
    return np.where(keep[labels], np.uint8(255), np.uint8(0))


def _profile(points: tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]], size: int, angle: float) -> float:
    """How sharply the rows of text stand out where the page is turned by `angle` degrees."""
    ys, xs = points
    rows = (ys - xs * math.tan(math.radians(angle))).astype(np.int64) + size
    counts = np.bincount(np.clip(rows, 0, 3 * size), minlength=3 * size).astype(np.float64)
    steps = np.diff(counts)
    return float((steps * steps).sum())


def _points(survey: Pixels) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    ys, xs = np.nonzero(survey)
    if len(ys) > 60_000:
        every = len(ys) // 60_000 + 1
        ys, xs = ys[::every], xs[::every]
    return ys, xs - survey.shape[1] / 2


def _best_angle(survey: Pixels) -> tuple[float, float]:
    """The angle at which the rows of a page stand out most, and how sharply they do."""
    points = _points(survey)
    if len(points[0]) < 50:
        return 0.0, 0.0
    size = max(survey.shape)
    best, step = 0.0, 1.0
    angles = np.arange(-_MOST_SKEW, _MOST_SKEW + step, step)
    while True:
        scores = [(_profile(points, size, float(a)), -abs(float(a)), float(a)) for a in angles]
        score, _, best = max(scores)
        if step <= 0.1:
            return best, score
        angles = np.arange(best - step, best + step * 1.01, step / 4)
        step /= 4


def _turn_and_skew(survey: Pixels) -> tuple[int, float]:
    """By how many degrees clockwise the page must be turned, and by how many its text falls to the right then."""
    angle, level = _best_angle(survey)
    _, upright = _best_angle(np.ascontiguousarray(survey.T))
    if max(level, upright) == 0.0:
        return 0, 0.0
    turn = 0
    if upright > 1.3 * level:
        turn, survey = 90, _quarter_turned(survey, 90)
        angle, _ = _best_angle(survey)
    if _upright_votes(survey, angle) < -0.02:
        turn += 180
    return turn, angle if abs(angle) < _MOST_SKEW else 0.0


def _upright_votes(survey: Pixels, angle: float) -> float:
    """How much more ink stands above the small letters of the lines than below, -1 to 1.

    Vietnamese has far more strokes above (tone and vowel marks, b d đ h k l t, capitals) than below (g p q y, the
    dot): the mean over the page tells which way up it is.
    """
    if abs(angle) > 0.2:
        survey = _straightened(255 - survey, angle, 1.0)[0]
        survey = np.where(survey < 128, np.uint8(255), np.uint8(0))
    total = weight = 0.0
    for top, bottom in _text_rows(survey):
        rows = survey[top:bottom].sum(axis=1).astype(np.float64) / 255
        if rows.max() < 12:
            continue
        core = np.flatnonzero(rows > 0.6 * rows.max())
        above, below = rows[: core[0]].sum(), rows[core[-1] + 1 :].sum()
        if above + below > 0:
            total += above - below
            weight += rows.sum()
    return total / weight if weight else 0.0


def _text_rows(survey: Pixels) -> Iterator[tuple[int, int]]:
    counts = (survey > 0).sum(axis=1)
    filled = counts > max(1.0, 0.03 * float(counts.max()))
    begin = None
    for y, on in enumerate([*filled.tolist(), False]):
        if on and begin is None:
            begin = y
        elif not on and begin is not None:
            if 4 <= y - begin <= 0.5 * _SURVEY:
                yield begin, y
            begin = None


def _quarter_turned(image: Pixels, degrees: int) -> Pixels:
    """Turned clockwise."""
    return np.ascontiguousarray(np.rot90(image, -degrees // 90)) if degrees % 360 else image


def _straightened(image: Pixels, angle: float, scale: float) -> tuple[Pixels, Matrix]:
    """Turned by `angle` degrees against the clock and scaled; and the matrix that did it."""
    height, width = image.shape
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale)
    matrix[0, 2] += size[0] / 2 - width / 2
    matrix[1, 2] += size[1] / 2 - height / 2
    if angle == 0.0 and scale < 1.0:
        return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8), np.asarray(matrix)
    if scale < 1.0:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), 0.35 / scale), np.uint8)
    how = cv2.INTER_CUBIC if scale > 1.0 else cv2.INTER_LINEAR
    turned = cv2.warpAffine(image, matrix, size, flags=how, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return np.asarray(turned, np.uint8), np.asarray(matrix, np.float64)


def guessed_resolution(width: int, height: int, stated: float | None) -> float:
    """Dots an inch of a page image: as stated where that gives a page of a plausible size, else as for A4.

    Args:
        width: in pixels.
        height: in pixels.
        stated: by the file, if it is.
    """
    short, long = min(width, height), max(width, height)
    if stated and 5.0 <= short / stated <= 18.0 and 7.0 <= long / stated <= 36.0:
        return stated
    return max(72.0, short / 8.27 if long < 2 * short else long / 11.69)
