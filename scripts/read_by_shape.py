"""An engine that reads letter by letter: each is taken for the ASCII signs that look most like it.

Old engines without Vietnamese read so: `ộ` is as tall as a capital and hangs below the line, hence `Q`; `ố` is `6`,
`ị` is `i` or `!`. Here a letter is drawn, worn a little, brought to one size and likened to all signs, and pairs of
narrow ones, of several typefaces: by its picture, its width, and how far it stands above and below the base line.
Of words it knows only that what is mostly digits is a number. It only makes pairs to train on: see
`make_misread_pairs.py`.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Floats = npt.NDArray[np.float32]

#: What it was taught: typefaces under the folder of fonts.
TAUGHT = tuple(
    f"truetype/{face}.ttf"
    for face in (
        "liberation2/LiberationSerif-Regular", "liberation2/LiberationSerif-Bold", "liberation2/LiberationSerif-Italic",
        "liberation2/LiberationSans-Regular", "noto/NotoSerif-Regular", "dejavu/DejaVuSansCondensed",
    )
)  # fmt: skip
_NARROW = "iljrtfcI1()'.,~"
#: What a sign costs beside letters and digits, in squared difference of grey.
_COST_OF_SIGN = {**dict.fromkeys("$()%&'.,:;-/", 0.004), **dict.fromkeys('!?~*^+="', 0.012)}
_COST_OF_RARE = 0.03
_LIKE_DIGITS = "lIOoSZB"
_DIGITS = str.maketrans(_LIKE_DIGITS, "1100528")
_SIZE, _WIDE, _HIGH = 48, 18, 26  # dots: of the letters drawn, of the pictures compared
_VARIANTS = 12
_INK = 0.3


@dataclass(frozen=True)
class Temper:
    """What an engine goes by.

    How much the place of a letter counts beside its picture, what two signs for one cost, and how many times
    `_COST_OF_SIGN` a sign costs.
    """

    place: float
    pair: float
    signs: float


#: Engines differ: a document is read by one of these.
TEMPERS = (Temper(1.0, 0.015, 1.0), Temper(1.0, 0.04, 3.0), Temper(0.7, 0.03, 1.5), Temper(2.0, 0.06, 1.5))


def read_line(line: str, font: Path, fonts: Path, temper: Temper, rng: np.random.Generator) -> str:
    """What the engine reads of a line.

    Args:
        line: the line printed; spaces are read as they are.
        font: the file that it is printed in.
        fonts: the folder that `TAUGHT` is under.
        temper: one of `TEMPERS`.
        rng: draws how each letter is worn.
    """
    words = (
        "".join(_readings(letter, str(font), str(fonts), temper)[int(rng.integers(_VARIANTS))] for letter in word)
        for word in line.split()
    )
    return " ".join(word.translate(_DIGITS) if _is_number(word) else word for word in words)


def _is_number(word: str) -> bool:
    """Whether most of its letters and digits are digits, those counted that look like one.

    >>> _is_number("2O2l."), _is_number("Sl"), _is_number("s6")
    (True, False, False)
    """
    digits = sum(sign.isdecimal() for sign in word)
    others = sum(sign.isalpha() and sign not in _LIKE_DIGITS for sign in word)
    return digits > others and digits * 2 >= sum(sign.isalnum() for sign in word)


@cache
def _readings(letter: str, font: str, fonts: str, temper: Temper) -> tuple[str, ...]:
    """What a letter is read as, worn in several ways."""
    signs, pictures, places, costs = _taught(fonts)
    costs = costs * temper.signs + np.array([temper.pair * (len(sign) > 1) for sign in signs], np.float32)
    drawn = _drawn(letter, font)
    found = []
    rng = np.random.default_rng([ord(letter), *font.encode()])
    for _ in range(_VARIANTS):
        measured = _measured(_worn(drawn, rng))
        if measured is None:
            found.append("")
            continue
        picture, place = measured
        differences = ((pictures - picture) ** 2).mean(axis=1) + costs
        differences += temper.place * ((places - place) ** 2).sum(axis=1)
        found.append(signs[int(differences.argmin())])
    return tuple(found)


@cache
def _taught(fonts: str) -> tuple[list[str], Floats, Floats, Floats]:
    """Every sign of every typeface: its name, picture, place and cost."""
    signs, pictures, places, costs = [], [], [], []
    single = list(string.printable[:94])
    pairs = [one + other for one in _NARROW for other in _NARROW if one + other not in ("''", "..", ",,")]
    for file in TAUGHT:
        for sign in single + pairs:
            measured = _measured(
                cv2.GaussianBlur(_drawn(sign, str(Path(fonts) / file)), (0, 0), 1.0).astype(np.float32)
            )
            if measured:
                signs.append(sign)
                pictures.append(measured[0])
                places.append(measured[1])
                costs.append(sum(map(_cost, sign)))
    return signs, np.stack(pictures), np.stack(places), np.array(costs, np.float32)


def _cost(sign: str) -> float:
    return 0.0 if sign.isalnum() else _COST_OF_SIGN.get(sign, _COST_OF_RARE)


@cache
def _font(file: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, _SIZE)


def _drawn(sign: str, file: str) -> Floats:
    """Ink, 0 to 1, on a field with the base line at two thirds of its height."""
    image = Image.new("L", (_SIZE * 3, _SIZE * 3))
    ImageDraw.Draw(image).text((_SIZE * 0.7, _SIZE * 2), sign, 255, _font(file), anchor="ls")
    return np.asarray(np.asarray(image, np.float32) / 255, np.float32)


def _worn(ink: Floats, rng: np.random.Generator) -> Floats:
    worn = cv2.GaussianBlur(ink, (0, 0), float(rng.uniform(0.4, 1.4)))
    worn = worn + cv2.GaussianBlur(rng.standard_normal(ink.shape, np.float32), (0, 0), 1.5) * float(rng.uniform(0, 0.3))
    sharp = np.clip((worn - float(rng.uniform(0.3, 0.55))) * 3 + 0.5, 0, 1)
    # Noise far from the letter is another speck's.
    return np.asarray(sharp * (cv2.dilate(ink, np.ones((5, 5), np.uint8)) > 0), np.float32)


def _measured(ink: Floats) -> tuple[Floats, Floats] | None:
    """The picture within its bounds, and width, height above and depth below the base line in sizes of the letters."""
    rows, columns = np.nonzero(ink > _INK)
    if not len(rows):
        return None
    top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    picture = cv2.resize(ink[top:bottom, left:right], (_WIDE, _HIGH), interpolation=cv2.INTER_AREA)
    picture = cv2.GaussianBlur(picture, (0, 0), 1.2)
    place = np.array([right - left, 2 * _SIZE - top, bottom - 2 * _SIZE]) / _SIZE
    return np.asarray(picture.ravel(), np.float32), np.asarray(place, np.float32)
