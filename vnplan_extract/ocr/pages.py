"""Pages read by OCR, several at a time, in order; what was read once is kept in the cache.

The engine runs as a process for each page, so that pages are read on all cores and the death of a process costs its
page alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from statistics import median
from typing import Any

import cv2
import numpy as np

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.ocr import columns, second_look, tables
from vnplan_extract.ocr import prepare as preparation
from vnplan_extract.ocr.cache import Cache, cache_folder
from vnplan_extract.ocr.engine import Engine, EngineWord, PixelBox, Pixels, open_engine
from vnplan_extract.ocr.tables import ScannedCell, ScannedTable, ScannedWord
from vnplan_extract.syllables import plausibility

#: Rises with every change of what is done to a page before, between and after its readings.
SETTINGS = "5"

_POOR = 0.6  #: share of the letters of words that look right, below which a page may be upside down
_UNBELIEVED = 0.3
_FEW_DIGITS = 2
_BLANKS = ("ngày", "Số")  #: words that the handwriting in a blank may be read with
_DOCUMENT_NUMBER = re.compile(r"/[A-ZĐ]{2,}")
_UNBELIEVED_SIGN = 0.5  #: the same of what holds neither letter nor digit
_BELIEVED = 0.8
_GHOST = 0.6  #: mean worth of the words of a line that may be the marks of another line's letters
_SURVEY = 75  #: dots an inch of the small picture on which rules are looked for
_INK = 160


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page to be read.

    Attributes:
        number: of the page, for messages.
        load: gives the image (grey, or colour with red first) and its resolution; called in a thread.
        source: what the image is made from, for the cache: the hash of a file and the place in it.
        is_page: False for a crop: it is not cleaned, and not looked through for tables.
    """

    number: int
    load: Callable[[], tuple[Pixels, float]]
    source: str
    is_page: bool = True


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page as read. All boxes are in pixels of the page upright and straight.

    Attributes:
        words: outside tables, in lines by `line`.
        tables: ruled tables with their cells.
        width: of the straight page, in pixels.
        height: the same.
        resolution: dots an inch.
        rotation: by how many degrees clockwise the page was turned.
        page: width and height, in inches, of the page turned by `rotation`, as it lies on the scan.
        back: rows (a, b, c) and (d, e, f) of the matrix from straight pixels to inches of that page:
            x' = a·x + b·y + c, y' = d·x + e·y + f.
        steps: what was done to the page.
    """

    words: tuple[EngineWord, ...]
    tables: tuple[ScannedTable, ...]
    width: int
    height: int
    resolution: int
    rotation: int
    page: tuple[float, float]
    back: tuple[tuple[float, float, float], tuple[float, float, float]]
    steps: tuple[str, ...]

    @property
    def confidence(self) -> float:
        """The mean over all words, by their length; 0 where there is none."""
        return _confidence(self.words)


def recognise(
    pages: Sequence[PageImage], engine_name: str, limits: Limits, on_done: Callable[[int], None] | None = None
) -> list[RecognisedPage | PlanError]:
    """Read page images.

    Args:
        pages: what to read.
        engine_name: by whom (`engine.open_engine`).
        limits: `page_seconds`, `cache_bytes`.
        on_done: called with the place of a page in `pages` when it is done.

    Returns:
        For each of `pages`, in order, what was read, or E109 (E105 for an image that is too large).

    Raises:
        PlanError: E206 the engine is not installed; nothing is read then.
    """
    cv2.setNumThreads(1)  # the pages are the threads
    reader = _Reader(open_engine(engine_name, limits.page_seconds), Cache(cache_folder(), limits.cache_bytes))
    found: list[RecognisedPage | PlanError | None] = [None] * len(pages)
    pool = ThreadPoolExecutor(max_workers=max(1, min(len(pages), jobs())), thread_name_prefix="ocr")
    try:
        place: dict[Future[RecognisedPage | PlanError], int] = {
            pool.submit(reader.read, page): index for index, page in enumerate(pages)
        }
        for future in as_completed(place):
            found[place[future]] = future.result()
            if on_done:
                on_done(place[future])
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return [page for page in found if page is not None]


def jobs() -> int:
    """How many pages are read at a time: `VNPLAN_OCR_JOBS`, else the number of cores that this process may use."""
    given = os.environ.get("VNPLAN_OCR_JOBS", "")
    return int(given) if given.isdecimal() and int(given) else len(os.sched_getaffinity(0))


class _Reader:
    def __init__(self, engine: Engine, cache: Cache) -> None:
        self._engine = engine
        self._cache = cache
        self._settings = ("ocr", SETTINGS, engine.name, engine.version, "+".join(engine.languages))

    def read(self, page: PageImage) -> RecognisedPage | PlanError:
        """What stands on a page; an error is returned and not raised, since it concerns this page alone."""
        kind = "page" if page.is_page else "crop"
        source_key = Cache.key("source", *self._settings, kind, page.source)
        image_key = self._cache.get(source_key)
        if isinstance(image_key, str) and (known := _from_json(self._cache.get(image_key))):
            return known
        try:
            image, resolution = page.load()
            image_key = Cache.key(
                "image", *self._settings, kind, f"{image.shape} {resolution:.3f}", np.ascontiguousarray(image).tobytes()
            )
            result = _from_json(self._cache.get(image_key)) or self._recognise(image, resolution, page.is_page)
        except PlanError as error:
            return error
        except MemoryError:
            return PlanError("E109", page=page.number, detail="memory")
        except Exception as error:  # whatever OpenCV, an engine or its answer does costs this page alone
            return PlanError("E109", page=page.number, detail=f"OCR: {str(error) or type(error).__name__}"[:200])
        self._cache.put(image_key, _to_json(result))
        self._cache.put(source_key, image_key)
        return result

    def _recognise(self, image: Pixels, resolution: float, is_page: bool) -> RecognisedPage:
        ready = preparation.prepare(image, resolution, clean=is_page)
        result = self._read_prepared(ready, is_page)
        good, everything = _worth(result)
        if is_page and good < _POOR * everything:
            over = self._read_prepared(ready.turned_over(), is_page)
            if _worth(over)[0] > 1.2 * good:
                return over
        return result

    def _read_prepared(self, ready: preparation.Prepared, is_page: bool) -> RecognisedPage:
        image = ready.image
        ruled = tables.read_tables(image, self._engine, ready.resolution) if is_page and _has_rules(ready) else []
        rest = tables.erase(image, [table.box for table in ruled]) if ruled else image
        unfolded = columns.unfold(rest, ready.resolution) if is_page else None
        if unfolded:
            read = self._engine.read_page(unfolded.image, ready.resolution)
            words = [_trimmed(unfolded.on_page(word)) for word in read]
        else:
            words = [_trimmed(word) for word in self._engine.read_page(rest, ready.resolution)]
        words = _without_ghosts([word for word in words if word.text])
        words = _without_doubles(second_look.read_again(rest, ready.resolution, words, self._engine))
        (a, b, c), (d, e, f) = ready.back.tolist()
        dots = ready.dots
        return RecognisedPage(
            tuple(
                word
                for line in _lines(words)
                if not _is_noise(line)
                for at, word in enumerate(line)
                if (not at and word.text in second_look.BULLETS) or not _is_mark(word)
            ),
            tuple(ruled), image.shape[1], image.shape[0], ready.resolution, ready.rotation,
            (ready.size[0] / dots, ready.size[1] / dots),
            ((a / dots, b / dots, c / dots), (d / dots, e / dots, f / dots)), ready.steps,
        )  # fmt: skip


def _has_rules(ready: preparation.Prepared) -> bool:
    """Whether there are level and upright strokes enough for a table: looking for it takes ten times as long."""
    factor = _SURVEY / ready.resolution
    side = max(1, round(1 / factor))
    darkest = cv2.erode(ready.image, np.ones((side, side), np.uint8))[::side, ::side]
    ink = (darkest < _INK).astype(np.uint8)
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(0.8 * _SURVEY)), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((round(0.3 * _SURVEY), 1), np.uint8))
    return int(level.any(axis=1).sum()) >= 3 and int(upright.any(axis=0).sum()) >= 2


def _confidence(words: Sequence[EngineWord]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _worth(page: RecognisedPage) -> tuple[float, float]:
    """How much of a page reads as text: letters of words that look right, weighted by confidence; and all letters."""
    words = [(word.text, word.confidence) for word in page.words]
    words += [
        (w.text, w.confidence) for table in page.tables for cell in table.cells for line in cell.lines for w in line
    ]
    good = sum(len(text) * confidence for text, confidence in words if plausibility(text) > 0.9 and len(text) > 1)
    return good, sum(len(text) for text, _ in words)


def _trimmed(word: EngineWord) -> EngineWord:
    """Without the marks that smears and rules leave at the edges of words."""
    text = word.text.strip("_|¬¦\\`ˆ˜¯")
    return word if text == word.text else EngineWord(text, word.box, word.confidence, word.line)


def _lines(words: Sequence[EngineWord]) -> list[list[EngineWord]]:
    lines: dict[int, list[EngineWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return list(lines.values())


def _without_ghosts(words: Sequence[EngineWord]) -> list[EngineWord]:
    """Without lines read from the marks over the letters of another line (engines do that under bold type)."""
    if not words:
        return []
    boxes = [word.box for word in words if word.confidence > _BELIEVED]
    usual = median(word.box[3] - word.box[1] for word in words)
    kept: list[EngineWord] = []
    for line in _lines(words):
        if sum(word.confidence * plausibility(word.text) for word in line) < _GHOST * len(line):
            covered = sum(any(_overlaps(word.box, box) and word.box != box for box in boxes) for word in line)
            low = median(word.box[3] - word.box[1] for word in line) < 0.6 * usual
            if covered > 0.5 * len(line) or (low and len(line) > 2):
                continue
        kept += line
    return kept


def _without_doubles(words: list[EngineWord]) -> list[EngineWord]:
    """Without the worse one of two words of different lines that were read from one place."""
    if not words:
        return words
    boxes = np.array([word.box for word in words], np.float32)
    worth = np.array([word.confidence * plausibility(word.text) * min(4, len(word.text)) for word in words])
    lines = np.array([word.line for word in words])
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    kept = []
    for index, word in enumerate(words):
        wide = np.minimum(boxes[:, 2], boxes[index, 2]) - np.maximum(boxes[:, 0], boxes[index, 0])
        high = np.minimum(boxes[:, 3], boxes[index, 3]) - np.maximum(boxes[:, 1], boxes[index, 1])
        shared = np.maximum(wide, 0) * np.maximum(high, 0) > 0.5 * np.minimum(areas, areas[index])
        if not (shared & (lines != lines[index]) & (worth > worth[index])).any():
            kept.append(word)
    return kept


def _overlaps(one: PixelBox, other: PixelBox) -> bool:
    """Whether a third of the smaller box lies in the other."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return False
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return 3 * width * height > min(areas)


def _is_mark(word: EngineWord) -> bool:
    """Whether the engine itself does not believe in a word of a sign or two, or that is none."""
    if not any(map(str.isalnum, word.text)):
        return word.confidence < _UNBELIEVED_SIGN
    if (
        word.confidence >= _UNBELIEVED
        or word.text.startswith(_BLANKS)
        or sum(map(str.isdecimal, word.text)) > _FEW_DIGITS
    ):
        return False
    return plausibility(word.text) < 0.7 or (len(word.text) <= 2 and not any(map(str.isdecimal, word.text)))


def _is_noise(line: Sequence[EngineWord]) -> bool:
    """Whether a line is what an engine makes of a smear, a seal or a scrawl, and no text."""
    if any(_DOCUMENT_NUMBER.search(word.text) for word in line):
        return False
    letters = sum(len(word.text) for word in line)
    likely = sum(len(word.text) for word in line if plausibility(word.text) > 0.9)
    value = sum(word.confidence * plausibility(word.text) * len(word.text) for word in line) / letters
    if any(word.confidence > 0.8 and plausibility(word.text) > 0.9 for word in line):
        return False
    return value < 0.45 and likely < 0.6 * letters


# The cache's form of a page


def _to_json(page: RecognisedPage) -> Any:
    return {
        "words": [[w.text, *w.box, round(w.confidence, 4), w.line] for w in page.words],
        "tables": [
            {
                "box": list(t.box),
                "columns": list(t.columns),
                "cells": [
                    [c.row, c.column, c.rows, c.columns, list(c.box),
                     [[[w.text, *w.box, round(w.confidence, 4)] for w in line] for line in c.lines]]
                    for c in t.cells
                ],
            }
            for t in page.tables
        ],
        "size": [page.width, page.height, page.resolution, page.rotation],
        "page": page.page,
        "back": page.back,
        "steps": page.steps,
    }  # fmt: skip


def _box(values: Sequence[int]) -> PixelBox:
    x0, y0, x1, y1 = values
    return (x0, y0, x1, y1)


def _from_json(value: Any) -> RecognisedPage | None:
    """A page from the cache; None where there is none, or it is not what it should be."""
    try:
        (a, b, c), (d, e, f) = value["back"]
        width, height, resolution, rotation = value["size"]
        return RecognisedPage(
            tuple(EngineWord(w[0], _box(w[1:5]), w[5], w[6]) for w in value["words"]),
            tuple(
                ScannedTable(
                    _box(t["box"]),
                    tuple(t["columns"]),
                    tuple(
                        ScannedCell(
                            row, column, rows, columns, _box(box),
                            tuple(tuple(ScannedWord(w[0], _box(w[1:5]), w[5]) for w in line) for line in lines),
                        )
                        for row, column, rows, columns, box, lines in t["cells"]
                    ),
                )
                for t in value["tables"]
            ),
            width, height, resolution, rotation,
            (value["page"][0], value["page"][1]),
            ((a, b, c), (d, e, f)),
            tuple(value["steps"]),
        )  # fmt: skip
    except (TypeError, KeyError, ValueError, IndexError):
        return None
