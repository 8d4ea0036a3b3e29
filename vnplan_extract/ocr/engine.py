"""What an OCR engine is, and how one is found.

Tesseract is built in. A package adds an engine with an entry point of the group `vnplan_extract.ocr`, whose object is
called with the seconds that one reading may take and returns an `Engine`; `VNPLAN_OCR=name` chooses it,
`VNPLAN_OCR=off` reads no page image at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from vnplan_extract.errors import PlanError

if TYPE_CHECKING:  # NumPy takes longer to load than a page without pictures to read
    import numpy as np
    import numpy.typing as npt

#: A grey image: rows of pixels, 0 black, 255 white.
Pixels: TypeAlias = "npt.NDArray[np.uint8]"
#: (x0, y0, x1, y1) in pixels of the image, origin top left, the ends exclusive.
PixelBox = tuple[int, int, int, int]

GROUP = "vnplan_extract.ocr"
OFF = "off"
_BUILT_IN = {"tesseract": "vnplan_extract.ocr.tesseract:Tesseract"}


@dataclass(frozen=True, slots=True)
class EngineWord:
    """A word as read: its box, the engine's confidence (0 to 1), and the number of its line on the page."""

    text: str
    box: PixelBox
    confidence: float
    line: int = 0


class Engine(Protocol):
    """Reads text from images. One object may be used by several threads at the same time."""

    @property
    def name(self) -> str:
        """By which it is chosen."""
        ...

    @property
    def version(self) -> str:
        """Of the engine and its data: another version may read otherwise."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-2 codes of the languages that it reads with."""
        ...

    def read_page(self, image: Pixels, resolution: int) -> Sequence[EngineWord]:
        """The words of a whole page, in lines.

        Args:
            image: grey, upright and nearly straight.
            resolution: dots an inch.

        Raises:
            EngineError: the image could not be read.
        """
        ...

    def read_block(self, image: Pixels, resolution: int, *, digits: bool = False) -> Sequence[EngineWord]:
        """The words of an image that holds one column of lines, in reading order.

        Args:
            image: grey, upright.
            resolution: dots an inch.
            digits: the image holds figures alone.

        Raises:
            EngineError: the image could not be read.
        """
        ...


class EngineError(Exception):
    """An engine failed at one image (it crashed, or took too long)."""


def chosen_engine() -> str:
    """The name of the engine that the environment asks for; `off` for none."""
    return os.environ.get("VNPLAN_OCR", "").strip() or "tesseract"


def open_engine(name: str, seconds: float) -> Engine:
    """The engine of that name, ready to read.

    Args:
        name: `tesseract`, or one that a plug-in brings.
        seconds: how long the reading of one image may take.

    Raises:
        PlanError: E206 the engine or its data for Vietnamese is not installed.
    """
    engine: Engine = _factory(name)(seconds)
    return engine


def _factory(name: str) -> Callable[[float], Any]:
    if name in _BUILT_IN:
        module, _, attribute = _BUILT_IN[name].partition(":")
        factory: Callable[[float], Any] = getattr(import_module(module), attribute)
        return factory
    for point in entry_points(group=GROUP, name=name):
        loaded: Callable[[float], Any] = point.load()
        return loaded
    raise PlanError("E206", what=f"OCR engine {name}", command="unset VNPLAN_OCR")
