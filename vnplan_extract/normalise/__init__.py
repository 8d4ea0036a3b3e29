"""From text as it was read to text as the extractors expect it, by recorded edits.

The order: letters of legacy encodings (before all others, since it decides what the letters are), Unicode
forms, words that OCR read wrong, text read without Vietnamese (`restore`), tone placement.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from vnplan_extract.document import Document, Origin
from vnplan_extract.normalise import correct, legacy, restore, tone, unicode
from vnplan_extract.normalise.quality import vietnamese_quality


def normalise(
    document: Document, *, tone_placement: Literal["old", "new"] = "old", restoration: restore.Mode = "auto"
) -> Document:
    """The document with its text in NFC, without invisible characters, with tone marks at one place.

    Args:
        document: as read.
        tone_placement: `old` (`hòa`, `ủy`) or `new` (`hoà`, `uỷ`).
        restoration: of text that was read without Vietnamese: where it is needed (`auto`), everywhere (`always`) or not
            at all (`never`). Pages that OCR has read here are left alone.

    Returns:
        A document over the same source. White space is as it was, but a line ends with a newline alone. The
        `quality` of each page is measured.
    """
    text = document.text
    stored = legacy.convert(text.value, document.fonts)
    text = text.apply(stored.edits)
    text = text.apply(unicode.signs(text.value))
    text = text.apply(unicode.composition(text.value))
    if any(page.origin is Origin.OCR for page in document.pages):
        text = text.apply(correct.edits(document.with_text(text)))
    if restoration != "never":
        step = text.since(document.text)
        within = [step.span_to_value(page.start, page.end) for page in document.pages if page.origin is not Origin.OCR]
        text = text.apply(restore.edits(text.value, restoration, within))
    text = text.apply(tone.edits(text.value, tone_placement))
    changed = document.with_text(text)
    value = changed.text.value
    pages = tuple(replace(page, quality=vietnamese_quality(value[page.start : page.end])) for page in changed.pages)
    return replace(changed, pages=pages, encodings=tuple(dict.fromkeys((*document.encodings, *stored.encodings))))
