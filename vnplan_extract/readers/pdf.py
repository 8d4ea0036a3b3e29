"""PDF: text, words with boxes, reading order, ruled tables; what is no text is read by OCR.

A page's text layer is used where it is to be believed (`pdf_trust`); else its picture is read. Text that was stamped
on later (number and date as appearance of a signature field) is read as if it were printed, and so is what stands in
pictures on the page.
"""

from __future__ import annotations

import ctypes
import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium_c

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.ocr.engine import OFF, chosen_engine
from vnplan_extract.readers import pdf_tables, pdf_trust
from vnplan_extract.readers.content import Content, Progress
from vnplan_extract.readers.pdf_layout import Glyphs
from vnplan_extract.readers.pdf_trust import Area, Layer, Verdict
from vnplan_extract.readers.sheets import Assembly, Sheet, drop_page_numbers, in_order
from vnplan_extract.syllables import plausibility
from vnplan_extract.text import LOWER, UPPER

if TYPE_CHECKING:
    from vnplan_extract.ocr.pages import PageImage, RecognisedPage

_TOKEN = re.compile(r"\S+")
_FORM_DEPTH = 3  #: of forms inside forms that are looked through for images
_LARGE_SHARE = 0.2  #: of the page; a picture this large is a scan of its own
_BETTER = 1.1  #: times as many letters must OCR read in words as the layer has
_PLAUSIBLE = 0.9
_PICTURE_PLACE = 10_000_000  #: places of words read from pictures, behind all of the layer
_BAND = 12.0  #: points
_VIETNAMESE = re.compile(rf"[(“\"]?(?:[{LOWER}{UPPER}]+|[{LOWER}{UPPER}\d/.,%-]*\d[{LOWER}{UPPER}\d/.,%-]*)[.,;:)”\"]*")
_STAMPED_NUMBER = re.compile(r"\d{1,5}")
_FONT_SAMPLE = 40  #: characters of a page whose fonts are looked at
#: What PDFium makes of a hyphen at the end of a line, and of what it cannot map.
_UNREADABLE = {0x2: "-", 0xFFFE: "-", 0: "\ufffd", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


def read(data: bytes, limits: Limits, progress: Progress | None = None) -> Content:
    """Read a PDF.

    Page numbers that stand alone in the margin are left out; footnotes follow the lines of their page. A page
    that would need OCR, where there is none, gives E108 in `problems` (and E113, once, where it should have been
    there); one that cannot be read E109.

    Raises:
        PlanError: E103 damaged or cut short, E104 encrypted, E105 over a limit.
    """
    if _is_cut_short(data):
        raise PlanError("E103", detail="the end of the PDF is missing")
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise PlanError("E104") from error
        raise PlanError("E103", detail="PDF") from error
    try:
        return _PdfReading(pdf, data, limits, progress).content()
    finally:
        pdf.close()


def _is_cut_short(data: bytes) -> bool:
    """Whether objects follow the last end mark, or there is none (ISO 32000-1, 7.5.5)."""
    end = data.rfind(b"%%EOF")
    return end < 0 or data.find(b" obj", end) >= 0


@dataclass(slots=True)
class _PageReading:
    """A page as its layer gives it, and what must be read of its picture.

    Attributes:
        sheet: the page laid out from its layer.
        size: characters of it.
        verdict: on the layer.
        words: of the layer.
        tables: of the layer.
        areas: pictures on the page to be read beside the layer.
        all_words: of the layer, those in tables too.
    """

    sheet: Sheet
    size: int = 0
    verdict: Verdict = field(default_factory=lambda: Verdict(True))
    words: list[Glyphs] = field(default_factory=list)
    tables: list[pdf_tables.PageTable] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    all_words: list[Glyphs] = field(default_factory=list)


class _PdfReading:
    """The reading of one PDF: first all layers, then all pictures."""

    def __init__(self, pdf: pypdfium2.PdfDocument, data: bytes, limits: Limits, progress: Progress | None) -> None:
        self._pdf = pdf
        self._data = data
        self._limits = limits
        self._progress = progress
        self._problems: list[PlanError] = []
        self._done = 0

    def content(self) -> Content:
        count = len(self._pdf)
        if not count:
            raise PlanError("E103", detail="no pages")
        self._limits.check("pages", count)
        readings: list[_PageReading] = []
        characters = 0
        for number in range(1, count + 1):
            try:
                reading = _read_page(self._pdf, number)
            except MemoryError:
                raise
            except Exception as error:  # whatever is wrong with one page must not cost the others
                reading = _PageReading(Sheet(number, 0.0, 0.0))
                self._problems.append(PlanError("E109", page=number, detail=str(error) or type(error).__name__))
            readings.append(reading)
            characters += reading.size
            self._limits.check("text_characters", characters)
            if reading.verdict.use and not reading.areas:
                self._count_page(count)
        if count == len(self._problems):
            raise PlanError("E103", detail="no page can be read")
        self._read_pictures(readings)
        sheets = [reading.sheet for reading in readings]
        drop_page_numbers(sheets)
        # What to install is said first; it concerns many pages.
        self._problems.sort(key=lambda problem: (problem.kind.code != "E113", problem.page or 0))
        return Assembly().content(sheets, self._problems)

    def _count_page(self, count: int) -> None:
        self._done += 1
        if self._progress:
            self._progress(self._done, count)

    def _read_pictures(self, readings: Sequence[_PageReading]) -> None:
        """Read by OCR what the layers lack, and put it in its place."""
        wanted = [reading for reading in readings if not reading.verdict.use or reading.areas]
        if not wanted:
            return
        engine = chosen_engine()
        if engine == OFF:
            self._without_ocr(wanted, len(readings))
            return
        from vnplan_extract.ocr.pages import PageImage, recognise
        from vnplan_extract.readers import pdf_picture

        # Drawn without what was stamped on: the boxes of signatures lie over the header. `_read_page` has made them
        # part of the pages of the other one.
        plain = pypdfium2.PdfDocument(self._data)
        digest = hashlib.sha256(self._data).hexdigest()
        images: list[PageImage] = []
        owners: list[tuple[_PageReading, Area | None]] = []
        for reading in wanted:
            number = reading.sheet.number
            for area in reading.areas if reading.verdict.use else [None]:
                if area is None:
                    load = pdf_picture.page_loader(plain, number, self._limits)
                    images.append(PageImage(number, load, f"{digest} {number} {pypdfium2.PDFIUM_INFO}"))
                else:
                    load = pdf_picture.area_loader(self._pdf, number, area, self._limits)
                    source = f"{digest} {number} {area} {pypdfium2.PDFIUM_INFO}"
                    images.append(PageImage(number, load, source, is_page=_is_large(area, reading.sheet)))
                owners.append((reading, area))
        left = Counter(id(reading) for reading, _ in owners)
        page_of = [reading for reading, _ in owners]

        def count_image(index: int) -> None:
            left[id(page_of[index])] -= 1
            if not left[id(page_of[index])]:
                self._count_page(len(readings))

        try:
            found = recognise(images, engine, self._limits, count_image)
        except PlanError as error:
            self._without_ocr(wanted, len(readings), error)
            return
        finally:
            plain.close()
        parts: dict[int, list[tuple[Area, RecognisedPage]]] = {}
        for (reading, area), page in zip(owners, found, strict=True):
            if isinstance(page, PlanError):
                self._problems.append(page)
            elif area is None:
                _use_picture(reading, page)
            else:
                parts.setdefault(reading.sheet.number, []).append((area, page))
        for reading in wanted:
            if reading.sheet.number in parts:
                _add_pictures(reading, parts[reading.sheet.number])

    def _without_ocr(self, wanted: Sequence[_PageReading], count: int, error: PlanError | None = None) -> None:
        """Leave the layers as they are, and say which pages are not read."""
        unread = [reading for reading in wanted if not reading.verdict.use]
        for reading in unread:
            if not reading.verdict.compare:
                self._problems.append(PlanError("E108", page=reading.sheet.number))
                reading.sheet = replace(reading.sheet, parts=[])
            reading.sheet.treatment = f"{reading.verdict.reason}; not read: no OCR"
        if unread and error and error.kind.code == "E206":
            fields = {key: error.fields[key] for key in ("what", "command")}
            self._problems.append(PlanError("E113", page=unread[0].sheet.number, count=len(unread), **fields))
        for _ in wanted:
            self._count_page(count)


def _read_page(pdf: pypdfium2.PdfDocument, number: int) -> _PageReading:
    """One page laid out as its layer has it, and the verdict on that."""
    page = pdf[number - 1]
    try:
        own = 1
        if pdfium_c.FPDFPage_GetAnnotCount(page):
            own = _count_layer(page)
            # Makes the appearances of annotations and fields part of the page, in memory only.
            if pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY) == pdfium_c.FLATTEN_SUCCESS:
                page.close()
                page = pdf[number - 1]
        width, height = page.get_size()
        reading = _PageReading(Sheet(number, width, height))
        sheet = reading.sheet
        text_page = page.get_textpage()
        try:
            glyphs = _Reader(page, text_page)
            images = _image_areas(page)
            fonts = glyphs.sample_fonts()
            is_empty = pdfium_c.FPDFPage_CountObjects(page) == 0
            layer = Layer(
                glyphs.text, own, glyphs.visible, fonts, _share_of(images, glyphs.width, glyphs.height), is_empty
            )
            reading.verdict = pdf_trust.judge(layer)
            if glyphs.visible == 0:
                return reading
            reading.size = glyphs.visible
            sheet.rotation, sheet.width, sheet.height = glyphs.extra_turn, glyphs.width, glyphs.height
            sheet.treatment = reading.verdict.reason
            reading.words = glyphs.words()
            lines = [glyphs.segment(line) for line in pdf_tables.segments(page)]
            reading.tables, loose = pdf_tables.find(lines, reading.words) if lines else ([], reading.words)
            sheet.parts = in_order(loose, reading.tables, glyphs.width)
            glyphs.mark_styles(sheet)
            if any(pdf_trust.LEGACY_FONT.match(name) for name in fonts):
                sheet.fonts = {word.first: glyphs.font(word.first)[0] for word in reading.words}
            if reading.verdict.use and images and glyphs.turn == 0:
                boxes = [Area(word.x0, word.y0, word.x1, word.y1) for word in reading.words]
                reading.areas = pdf_trust.pictures_to_read(images, boxes, sheet.width, sheet.height)
                if any(area.width * area.height > pdf_trust.SCAN_SHARE * width * height for area in reading.areas):
                    reading.verdict = Verdict(False, "layer rejected: it holds little of what the page shows", True)
            reading.words, reading.all_words = loose, reading.words
            return reading
        finally:
            text_page.close()
    finally:
        page.close()


def _is_large(area: Area, sheet: Sheet) -> bool:
    return area.width * area.height > _LARGE_SHARE * sheet.width * sheet.height


def _use_picture(reading: _PageReading, page: RecognisedPage) -> None:
    """Take what OCR read for the page, if it is more than its layer has."""
    from vnplan_extract.readers.scan import sheet_of

    # Only of a layer that is drawn there are words to mend with.
    sheet = sheet_of(page, reading.sheet.number, reading.verdict.reason, drawn=reading.verdict.mend)
    if reading.verdict.compare and _good_letters(sheet) < _BETTER * _good_letters(reading.sheet):
        reading.sheet.treatment = f"layer used: OCR reads no more ({reading.verdict.reason})"
        return
    if reading.verdict.mend:
        _mend(sheet, reading.all_words)
    stamped = [word for word in reading.all_words if _is_stamped_number(word, reading.all_words)]
    if stamped:
        words = [word for part in sheet.parts if isinstance(part, list) for word in part]
        words = [word for word in words if not any(_is_covered(word, [number]) for number in stamped)]
        tables = [part for part in sheet.parts if isinstance(part, pdf_tables.PageTable)]
        sheet.parts = in_order([*words, *stamped], tables, sheet.width)
    reading.sheet = sheet


def _mend(sheet: Sheet, layer: Sequence[Glyphs]) -> None:
    """Put right what OCR read almost as the layer has it, where the layer's word reads well.

    Of a page with a broken map some fonts are often whole, and their words are exact.
    """
    by_band: dict[int, list[Glyphs]] = {}
    for word in layer:
        if _VIETNAMESE.fullmatch(word.text) and plausibility(word.text) > _PLAUSIBLE:
            by_band.setdefault(int(word.middle // _BAND), []).append(word)
    for part in sheet.parts:
        if not isinstance(part, list):
            continue
        for index, word in enumerate(part):
            band = int(word.middle // _BAND)
            near = [
                other
                for at in (band - 1, band, band + 1)
                for other in by_band.get(at, ())
                if _at_one_place(word, other)
            ]
            if len(near) == 1 and near[0].text != word.text and _almost(word.text, near[0].text):
                part[index] = replace(word, text=near[0].text, confidence=1.0)


def _at_one_place(one: Glyphs, other: Glyphs) -> bool:
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return (
        shared > 0.7 * max(one.x1 - one.x0, other.x1 - other.x0) and abs(one.middle - other.middle) < 0.5 * other.height
    )


def _almost(one: str, other: str) -> bool:
    """Whether two readings of a word differ in a letter or two of many."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(one, other) <= max(1, min(len(one), len(other)) // 4)


def _is_stamped_number(word: Glyphs, words: Sequence[Glyphs]) -> bool:
    """Whether a word of a scan's layer is a number or day stamped into the blank of its header, and stands alone."""
    if not _STAMPED_NUMBER.fullmatch(word.text):
        return False
    reach = 2 * word.height
    return not any(
        other is not word and other.x0 < word.x1 + reach and other.x1 > word.x0 - reach
        and other.y0 < word.y1 + reach / 4 and other.y1 > word.y0 - reach / 4
        for other in words
    )  # fmt: skip


def _good_letters(sheet: Sheet) -> int:
    """The letters of the words of a sheet that read as Vietnamese."""
    words = [word.text for part in sheet.parts if isinstance(part, list) for word in part]
    for part in sheet.parts:
        if isinstance(part, pdf_tables.PageTable):
            words += [word.text for cell in part.cells for line in cell.lines for word in line]
    return sum(len(word) for word in words if plausibility(word) > _PLAUSIBLE)


def _add_pictures(reading: _PageReading, parts: Sequence[tuple[Area, RecognisedPage]]) -> None:
    """Put the words and tables read from pictures on a page between those of its layer."""
    from vnplan_extract.readers.scan import placed

    words, tables = list(reading.words), list(reading.tables)
    before = len(words)
    for index, (area, page) in enumerate(parts):
        more, more_tables = placed(page, area.x0, area.y0, _PICTURE_PLACE * (index + 1))
        words += [word for word in more if not _is_covered(word, reading.words)]
        tables += more_tables
    if len(words) == before and len(tables) == len(reading.tables):
        return
    sheet = reading.sheet
    sheet.parts = in_order(words, sorted(tables, key=lambda table: table.y0), sheet.width)
    sheet.treatment = "; ".join(filter(None, [sheet.treatment, "pictures on the page read by OCR"]))


def _is_covered(word: Glyphs, others: Sequence[Glyphs]) -> bool:
    x, y = (word.x0 + word.x1) / 2, word.middle
    return any(other.x0 <= x <= other.x1 and other.y0 <= y <= other.y1 for other in others)


def _image_areas(page: pypdfium2.PdfPage) -> list[Area]:
    """Where images stand on a page, in points as displayed without the page's rotation, origin top left."""
    left, bottom, right, top = page.get_bbox()
    areas = []
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_FORM_DEPTH):
        x0, y0, x1, y1 = item.get_bounds()
        area = Area(max(left, x0) - left, top - min(top, y1), min(right, x1) - left, top - max(bottom, y0))
        if area.width > 0 and area.height > 0:
            areas.append(area)
    return areas


def _share_of(areas: list[Area], width: float, height: float) -> float:
    """The share of a page that images cover, counted twice where they overlap; 1 at most."""
    return min(1.0, sum(area.width * area.height for area in areas) / (width * height)) if width and height else 0.0


def _count_layer(page: pypdfium2.PdfPage) -> int:
    """Characters of the page's own content, without what was stamped on."""
    text_page = page.get_textpage()
    try:
        return int(pdfium_c.FPDFText_CountChars(text_page))
    finally:
        text_page.close()


class _Reader:
    """The characters of one page and their places as displayed."""

    def __init__(self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> None:
        self._raw = text_page.raw
        count = max(0, pdfium_c.FPDFText_CountChars(self._raw))
        get = pdfium_c.FPDFText_GetUnicode
        codes = [get(self._raw, index) for index in range(count)]
        self.text = "".join(map(chr, codes)).translate(_UNREADABLE)
        self.visible = sum(map(len, self.text.split()))
        self._buffer = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        left, bottom, right, top = page.get_bbox()
        shown = page.get_rotation()
        self.turn = self._upright(shown)
        self.extra_turn = (self.turn - shown) % 360
        self._frame = (left, bottom, right, top)
        across = self.turn % 180 == 90
        self.width, self.height = (top - bottom, right - left) if across else (right - left, top - bottom)
        self._rectangle = pdfium_c.FS_RECTF()

    def _upright(self, shown: int) -> int:
        """How far the page must be turned, clockwise in degrees, for most of its text to be upright."""
        angles: Counter[int] = Counter()
        step = max(1, len(self.text) // 60)
        for index in range(0, len(self.text), step):
            if not self.text[index].isspace():
                angle = pdfium_c.FPDFText_GetCharAngle(self._raw, index)
                if angle >= 0:
                    angles[round(math.degrees(angle) / 90) % 4 * 90] += 1
        angle, times = max(angles.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
        return -angle % 360 if times > 0.7 * sum(angles.values()) else shown

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own coordinates on the upright page, origin top left."""
        left, bottom, right, top = self._frame
        if self.turn == 0:
            return x - left, top - y
        if self.turn == 90:
            return y - bottom, x - left
        if self.turn == 180:
            return right - x, y - bottom
        return top - y, right - x

    def segment(self, line: pdf_tables.Segment) -> pdf_tables.Segment:
        return (*self.point(line[0], line[1]), *self.point(line[2], line[3]))

    def _box(self, index: int) -> tuple[float, float, float, float]:
        r = self._rectangle
        if not pdfium_c.FPDFText_GetLooseCharBox(self._raw, index, r):
            return (0.0, 0.0, 0.0, 0.0)
        (xa, ya), (xb, yb) = self.point(r.left, r.bottom), self.point(r.right, r.top)
        return (min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    def words(self) -> list[Glyphs]:
        found: list[Glyphs] = []
        for match in _TOKEN.finditer(self.text):
            found += self._word(match[0], match.start(), match.end() - 1)
        return found

    def _word(self, text: str, first: int, last: int) -> Iterator[Glyphs]:
        begin = self._box(first)
        end = self._box(last) if last > first else begin
        height = begin[3] - begin[1]
        middles = abs((begin[1] + begin[3]) - (end[1] + end[3])) / 2
        if last > first and (end[2] < begin[0] or middles > max(height, end[3] - end[1])):
            yield from self._scattered(text, first)
            return
        word = Glyphs(text, begin[0], min(begin[1], end[1]), max(begin[2], end[2]), max(begin[3], end[3]), first, last)
        if last > first and text[-1].isdecimal() and end[3] - end[1] < 0.8 * height and end[3] < begin[3]:
            size, mark = 1, end
            before = self._box(last - 1)
            if last - 1 > first and text[-2].isdecimal() and before[3] - before[1] < 0.8 * height:
                size, mark = 2, before
            start = last - size + 1
            yield Glyphs(text[:-size], begin[0], begin[1], min(word.x1, mark[0]), begin[3], first, start - 1)
            yield Glyphs(text[-size:], mark[0], mark[1], end[2], mark[3], start, last)
            return
        yield word

    def _scattered(self, text: str, first: int) -> Iterator[Glyphs]:
        """The characters of a word that does not stand on one line."""
        for index, character in enumerate(text, first):
            yield Glyphs(character, *self._box(index), index, index)

    def font(self, index: int) -> tuple[str, int]:
        """The name and the flags of the font of a character."""
        length = pdfium_c.FPDFText_GetFontInfo(self._raw, index, self._buffer, 128, self._flags)
        name = self._buffer.raw[: max(0, length - 1)] if length <= 128 else b""
        return name.decode("utf-8", "replace"), self._flags.value

    def sample_fonts(self) -> list[str]:
        """The names of the fonts of some of the characters, over the whole page."""
        step = max(1, len(self.text) // _FONT_SAMPLE)
        return [self.font(index)[0] for index in range(0, len(self.text), step) if not self.text[index].isspace()]

    def mark_styles(self, sheet: Sheet) -> None:
        """Find the words in bold and italic type among those that decide over a line's style."""
        for part in sheet.parts:
            if isinstance(part, pdf_tables.PageTable):
                continue
            for word in {id(w): w for w in (part[0], part[len(part) // 2], part[-1])}.values():
                name, flags = self.font(word.first)
                name = name.lower()
                if "bold" in name or "black" in name or flags & 1 << 18:
                    sheet.bold.add(word.first)
                if "italic" in name or "oblique" in name or flags & 1 << 6:
                    sheet.italic.add(word.first)
