"""From the bytes of a file to a `Document`, by what the bytes are and never by the file's name.

A format is one module of this package with a function `read(data, limits, progress)` that returns
a `Content`, and one row of `READERS`. The module is imported when a file of its type comes.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import PurePosixPath

from vnplan_extract.document import Document
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import sniff
from vnplan_extract.readers.content import Content, Progress
from vnplan_extract.text import Text

#: Media type -> module of this package that reads it.
READERS: dict[str, str] = {
    sniff.TEXT: "plain",
    sniff.PDF: "pdf",
    sniff.DOCX: "docx",
    sniff.DOC: "doc",
    sniff.RTF: "rtf",
    sniff.XLS: "spreadsheet_xls",
    sniff.XLSX: "spreadsheet_xlsx",
    sniff.HTML: "html",
    sniff.MHTML: "mhtml",
    **dict.fromkeys(sniff.IMAGES, "image"),
}

#: Name endings of containers: text without Vietnamese under such a name is a damaged file.
_CONTAINER_ENDINGS = (".pdf", ".docx", ".xlsx", ".doc", ".xls", ".odt", ".zip")


def read(data: bytes, name: str, limits: Limits, *, progress: Progress | None = None) -> Document:
    """Read a file.

    Args:
        data: the bytes of the file.
        name: its name, for the record; a path is cut down to its last part.
        limits: the bounds of the reading.
        progress: called with (pages done, pages in all) after each page.

    Of a ZIP archive with one document, that is read; `archive.members` names those of any archive.

    Raises:
        PlanError: E101 no text, E102 a type that cannot be read, E103 damaged, E104 encrypted, E105 over a
            limit, E111 an archive of several documents. What concerns one page only is in the document's `problems`.
    """
    return _read(data, name, limits, progress, depth=1)


def _read(data: bytes, name: str, limits: Limits, progress: Progress | None, depth: int) -> Document:
    limits.check("file_bytes", len(data))
    if not data.strip(b"\0"):
        raise PlanError("E101")
    name = PurePosixPath(name.replace("\\", "/")).name
    media_type = sniff.media_type(data)
    if media_type == sniff.ENCRYPTED_OOXML:
        raise PlanError("E104")
    _check_name_promise(name, media_type, data)
    if media_type == sniff.ZIP:
        from vnplan_extract.readers.archive import only_member

        limits.check("archive_depth", depth)
        inner_name, inner = only_member(data, limits)
        return _read(inner, inner_name, limits, progress, depth + 1)
    module = READERS.get(media_type)
    if module is None:
        raise PlanError("E102", media_type=media_type)
    content: Content = import_module(f"{__name__}.{module}").read(data, limits, progress)
    limits.check("text_characters", len(content.text))
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type=media_type,
        text=Text(content.text),
        pages=content.pages,
        tables=content.tables,
        encodings=content.encodings,
        fonts=content.fonts,
        problems=content.problems,
        wrapped=content.wrapped,
    )


def _check_name_promise(name: str, media_type: str, data: bytes) -> None:
    """Say "damaged" and not "unsupported" or "ok" of junk under the name of a container."""
    if not name.lower().endswith(_CONTAINER_ENDINGS):
        return
    if media_type in (sniff.BINARY, sniff.OLE) or (media_type == sniff.TEXT and not sniff.has_vietnamese(data)):
        ending = name[name.rindex(".") :].lower()
        raise PlanError("E103", detail=f"the content is not that of a {ending} file")
