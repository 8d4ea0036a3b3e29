"""Plain text: UTF-8, UTF-16 or UTF-32, with or without a byte order mark; letters of one byte as Windows-1252."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from vnplan_extract.document import Line, Page
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import sniff
from vnplan_extract.readers.content import Content, Progress

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE = re.compile(r"[^\r\n]*[^\s][^\r\n]*")
_ITEM = re.compile(r"[a-zđ][).]|[ivxIVX]+[).]|[-–—+*•]|\d")
#: So many bytes that are not UTF-8, and more than are, make a text of letters of one byte.
_LEAST_OF_ONE_BYTE = 4
#: The signs of Windows-1252 where Latin-1 has control characters; five codes have none.
_WINDOWS_1252 = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
_WIDEST_LINE = 200  #: code points; a line of print holds 60 to 120
_SENTENCE_END = tuple('.;:!?”"…')


def read(data: bytes, limits: Limits, progress: Progress | None = None) -> Content:
    """Read plain text as one page; line breaks and decomposed letters stay as they are.

    Raises:
        PlanError: E101 where there is no text, E103 where most of it is NUL, E105.
    """
    text, encoding, invalid = decode(data)
    limits.check("text_characters", len(text))
    if not text.strip(" \t\r\n\f\v\ufeff\u00a0\u200b"):
        raise PlanError("E101")
    lines = tuple(Line(match.start(), match.end()) for match in _LINE.finditer(text))
    problems = (PlanError("E110", count=invalid),) if invalid else ()
    if progress:
        progress(1, 1)
    return Content(
        text,
        (Page(1, 0, len(text), lines),),
        encodings=(encoding,),
        problems=problems,
        wrapped=is_hard_wrapped(text, lines),
    )


def decode(data: bytes) -> tuple[str, str, int]:
    """The text, the name of its encoding, and how many bytes were replaced by U+FFFD.

    Raises:
        PlanError: E101 for an empty file or one of zeros, E103 where most bytes are NUL.
    """
    if not data.strip(b"\0"):
        raise PlanError("E101")
    encoding, body = next(
        ((name, data[len(bom) :]) for bom, name in _BOMS if data.startswith(bom)),
        (sniff.utf16_byte_order(data) or "utf-8", data),
    )
    nuls = 0
    if encoding == "utf-8" and b"\0" in body:
        nuls = body.count(0)
        if nuls > len(body) // 2:
            raise PlanError("E103", detail=f"{nuls} of {len(body)} bytes are zero")
        body = body.rstrip(b"\0")
    try:
        text, invalid = body.decode(encoding), 0
    except UnicodeDecodeError:
        text = body.decode(encoding, "replace")
        valid = body.decode(encoding, "ignore")
        invalid = len(body) - len(valid.encode(encoding))
        if encoding == "utf-8" and invalid >= _LEAST_OF_ONE_BYTE and invalid > len(valid.encode()) - len(valid):
            # Letters of one byte, as before Unicode: which letters they are is told from the text later.
            text, encoding, invalid = body.decode("latin-1").translate(_WINDOWS_1252), "windows-1252", 0
    return text.replace("\0", "\ufffd") if nuls else text, encoding, invalid + nuls


#: No paragraph of a plan is as long as this, in code points.
_ONE_PIECE = 4_000


def is_hard_wrapped(text: str, lines: tuple[Line, ...]) -> bool:
    """Whether line breaks are those of a visual line: lines end in mid-sentence, at about one width.

    A break is one of wrapping where the next line goes on with a small letter, is no list item, and the line before
    it ended without a mark of punctuation that ends a sentence or an item.
    """
    longest = max((line.end - line.start for line in lines), default=0)
    if longest > _ONE_PIECE or (len(lines) == 1 and longest > _ONE_PIECE // 6):
        return True  # the page was pasted in one piece: its paragraphs run on in one line
    if len(lines) < 4:
        return False
    breaks = continued = 0
    for line, after in pairwise(lines):
        if text.count("\n", line.end, after.start) + text.count("\r", line.end, after.start) > 2:
            continue  # an empty line between them (a CRLF counts two)
        breaks += 1
        follower = text[after.start : after.end].lstrip()
        ended = text[line.start : line.end].rstrip().endswith(_SENTENCE_END)
        continued += not ended and follower[:1].islower() and not _ITEM.match(follower)
    widths = sorted(line.end - line.start for line in lines)
    # The line in which the middle character of the text lies; paragraphs on one line each are far longer.
    half, passed, typical = sum(widths) / 2, 0, 0
    for typical in widths:
        passed += typical
        if passed >= half:
            break
    return continued >= 0.2 * breaks and typical <= _WIDEST_LINE
