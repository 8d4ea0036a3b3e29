"""Whether the text layer of a PDF page is to be believed, and what is to be read from its picture instead.

Evidence: how much of the layer reads as Vietnamese, which fonts it is set in, how much of the page is an image, and
where images stand that no text explains.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from vnplan_extract.syllables import vietnamese_quality

STAMP_CHARACTERS = 300  #: a scan whose layer holds fewer has only the box of a signature
SCAN_SHARE = 0.5  #: of the page that images cover
_GOOD = 0.8  #: quality from which a layer is simply used
_FEWEST_WORDS = 15  #: fewer words say nothing of a layer
_MOST_SYMBOLS = 0.03  #: of the letters of a layer that are of scripts which no plan is written in
_LEGACY_WORDS = 0.15  #: share of words in the manner of TCVN3 or VNI that shows a legacy font

#: Names of fonts of legacy encodings, with the tag of a subset before it or not.
LEGACY_FONT = re.compile(r"^(?:[A-Z]{6}\+)?(?:\.Vn|VNI|VN-|VPS|VISCII|ABC|\.VN)", re.I)
_WORD = re.compile(r"[^\W\d_]+", re.U)
_LEGACY_WORD = re.compile(
    "[A-Za-z][A-Za-z¡-¿×÷]*[¨©ª«¬\xad®¯µ¶·¸¹»¼½¾Æ×÷][a-z¡-¿]*"  # TCVN3: signs of Latin-1 inside words
    "|[a-zA-Z]*[aeouyAEOUYôöÔÖ][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË][a-zA-Z]*"  # VNI: a letter and its marks behind it
)
_PRIVATE = ("Co", "Cn", "Cs")


@dataclass(frozen=True, slots=True)
class Layer:
    """What is known of the text layer of a page.

    Attributes:
        text: as PDFium gives it.
        own: characters of the page's own content, without what was stamped on.
        visible: characters that are no white space.
        fonts: names of the fonts of a sample of the characters.
        image_share: of the page that images cover.
        is_empty: nothing at all is drawn on the page.
    """

    text: str
    own: int
    visible: int
    fonts: Sequence[str]
    image_share: float
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a layer.

    Attributes:
        use: whether it is read.
        reason: why not, or what is wrong with it; empty for a layer that is simply used.
        compare: the picture is read, and the layer kept where that reads no better.
        mend: words of the layer that read well put right those of the picture that are almost the same.
    """

    use: bool
    reason: str = ""
    compare: bool = False
    mend: bool = False


def judge(layer: Layer) -> Verdict:
    """Whether to use a page's text layer.

    Returns:
        the verdict; its reason is said in the record.
    """
    if layer.is_empty:
        return Verdict(True)
    is_scan = layer.image_share > SCAN_SHARE
    if layer.visible == 0:
        return Verdict(False, "no text layer")
    if layer.visible < STAMP_CHARACTERS and (not layer.own or is_scan):
        return Verdict(False, "layer rejected: it holds only what was stamped on a scan")
    quality = vietnamese_quality(layer.text)
    words = _WORD.findall(layer.text)
    if quality >= _GOOD or len(words) < _FEWEST_WORDS:
        return Verdict(True)
    if is_legacy(layer):
        return Verdict(True, "layer used: legacy font")
    if _strange_share(layer.text) > _MOST_SYMBOLS:
        return Verdict(False, "layer rejected: broken character map", compare=True, mend=True)
    if is_scan:
        return Verdict(False, "layer rejected: OCR without diacritics", compare=True)
    return Verdict(False, "layer rejected: it does not read as Vietnamese", compare=True)


def is_legacy(layer: Layer) -> bool:
    """Whether a layer is set in fonts of a legacy encoding, whose letters `normalise` puts right."""
    named = [name for name in layer.fonts if name]
    if named and sum(LEGACY_FONT.match(name) is not None for name in named) > 0.3 * len(named):
        return True
    if layer.image_share > SCAN_SHARE:
        return False
    words = re.findall(r"[^\s\d.,;:()]+", layer.text)
    legacy = sum(_LEGACY_WORD.fullmatch(word) is not None for word in words)
    return legacy > _LEGACY_WORDS * max(1, len(words))


def _strange_share(text: str) -> float:
    """The share of letters from outside the Latin script, private and unassigned ones and signs of control."""
    letters = strange = 0
    for character in text:
        if character.isspace() or character.isdecimal():
            continue
        letters += 1
        code = ord(character)
        if (
            code < 0x20
            or 0x250 <= code <= 0x2AF
            or 0x370 <= code < 0x1E00
            or code == 0xFFFD
            or (code > 0x2FFF and unicodedata.category(character) in (*_PRIVATE, "Lo"))
        ):
            strange += 1
    return strange / letters if letters else 0.0


# Pictures beside the text


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a page in points, origin top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """In points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """In points."""
        return self.y1 - self.y0


_LOWEST, _NARROWEST = 7.0, 10.0  #: points; smaller images hold no writing
_MOST_AREAS = 12  #: on a page; more are drawings
_STRIPS = 4.0  #: points between images that are strips of one


def pictures_to_read(images: Sequence[Area], words: Sequence[Area], width: float, height: float) -> list[Area]:
    """The images on a page with a good layer that may hold text which the layer lacks.

    Args:
        images: where images stand.
        words: where words stand.
        width: of the page.
        height: of the page.

    Returns:
        areas within the page, strips of one picture joined; none of a picture that text is printed over (a seal, a
        background).
    """
    found: list[Area] = []
    for image in _joined(images):
        area = Area(max(0.0, image.x0), max(0.0, image.y0), min(width, image.x1), min(height, image.y1))
        if area.height < _LOWEST or area.width < _NARROWEST:
            continue
        covered = sum(_shared(area, word) for word in words)
        if covered > 0.1 * area.width * area.height:
            continue
        found.append(area)
    return found if len(found) <= _MOST_AREAS else []


def _shared(one: Area, other: Area) -> float:
    """How much of two areas is the same."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(0.0, width) * max(0.0, height)


def _joined(images: Sequence[Area]) -> list[Area]:
    """Images that touch and have one width are strips of one picture."""
    result: list[Area] = []
    for image in sorted(images, key=lambda image: (round(image.x0), image.y0)):
        last = result[-1] if result else None
        if (
            last
            and abs(last.x0 - image.x0) < 2
            and abs(last.x1 - image.x1) < 2
            and -_STRIPS < image.y0 - last.y1 < _STRIPS
        ):
            result[-1] = Area(last.x0, last.y0, last.x1, max(last.y1, image.y1))
        else:
            result.append(image)
    return result
