"""The media type of a file from its content."""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
from typing import IO

TEXT = "text/plain"
BINARY = "application/octet-stream"
PDF = "application/pdf"
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OOXML = "application/vnd.openxmlformats-package"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
EPUB = "application/epub+zip"
OLE = "application/x-ole-storage"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
ENCRYPTED_OOXML = "application/x-encrypted-ooxml"
RTF = "application/rtf"
HTML = "text/html"
XML = "application/xml"
JSON = "application/json"
MHTML = "multipart/related"

BMP = "image/bmp"
#: Pictures that are read.
IMAGES = ("image/png", "image/jpeg", "image/tiff", "image/gif", "image/webp", "image/jp2", BMP)

#: (offset, bytes that stand there, media type), the first that fits.
SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"PK\x07\x08", ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"{\\rtf", RTF),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"\x00\x00\x00\x0cjP  ", "image/jp2"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (0, b"AT&TFORM", "image/vnd.djvu"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"(\xb5/\xfd", "application/zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"MZ\x90\x00", "application/x-msdownload"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"%!PS", "application/postscript"),
    (0, b"From: <Saved by ", MHTML),
    (0, b"MIME-Version:", MHTML),
    (0, b"PAR1", "application/vnd.apache.parquet"),
)  # fmt: skip

#: Name of a member of a zip container -> what the container is.
_ZIP_MEMBERS: tuple[tuple[str, str], ...] = (
    ("word/document.xml", DOCX),
    ("word/document2.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", XLSX),
    ("ppt/presentation.xml", PPTX),
)
#: A folder of an Office Open XML package -> what that is, where the part that says so is lost.
_OOXML_FOLDERS: tuple[tuple[str, str], ...] = (("word", DOCX), ("xl", XLSX), ("ppt", PPTX))
_OOXML_PART = "[Content_Types].xml"
#: No container of documents has a larger directory.
MOST_DIRECTORY_BYTES = 20_000_000
_ZIP_MIMETYPES = (ODT, ODS, EPUB)

#: Name of a stream of an OLE container -> what the container is, the first that is there.
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", ENCRYPTED_OOXML),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
)

#: What people call types whose own names say little.
_SHORT_NAMES = {
    TEXT: "TXT", BINARY: "?", DOCX: "DOCX", XLSX: "XLSX", PPTX: "PPTX", OOXML: "OOXML", ODT: "ODT", ODS: "ODS",
    EPUB: "EPUB", OLE: "OLE", DOC: "DOC", XLS: "XLS", PPT: "PPT", ENCRYPTED_OOXML: "OOXML", MHTML: "MHTML",
}  # fmt: skip

_HEAD = 1024  # Acrobat finds `%PDF-` anywhere in the first 1024 bytes
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title"
    rb"|style|div|table|center|font|p|h[1-6])(?=[\s>]))",
    re.I | re.S,
)
#: The first lines of a page saved with its pictures (RFC 2557), whichever header comes first.
_MHTML = re.compile(
    rb"(?:[a-z][a-z-]*:[^\r\n]*\r?\n(?:[ \t]+[^\r\n]*\r?\n)*)*?content-type:\s*multipart/related", re.IGNORECASE
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b")
#: An object with a first name, or a list of such (RFC 8259, 4 and 5): what programs keep, and no text begins so.
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*"(?:[^"\\]|\\.)*"\s*:')
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b\x00") + b"\x7f"
#: Control codes that VPS and VISCII use as capital letters, and such a letter beside another.
_LETTER_CONTROLS = b"\x02\x03\x04\x05\x06\x10\x11\x12\x13\x14\x15\x19\x1c\x1d\x1e"
_IN_WORD = re.compile(rb"(?<=[A-Za-z\x80-\xff])[\x02-\x06\x10-\x1e]|[\x02-\x06\x10-\x1e](?=[A-Za-z\x80-\xff])")
_MOST_LETTER_CONTROLS = 8  #: one of so many characters; a text all in capitals has one of twenty
_UTF16_HIGH_BYTES = bytes((0x00, 0x01, 0x03, 0x1E, 0x20))  # of the letters and signs of Vietnamese
_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯạ-ỹẠ-Ỹ\u0300\u0301\u0303\u0309\u0323]")


def media_type(data: bytes) -> str:
    """The media type of `data`; `text/plain` where it is text of no other kind.

    A container whose directory is lost keeps the type that its remains show, so that its reader can say that it
    is damaged.
    """
    head = data[:_HEAD]
    if b"%PDF-" in head:
        return PDF
    for offset, magic, found in SIGNATURES:
        if head.startswith(magic, offset):
            return _refined(found, data)
    if order := utf16_byte_order(data):
        head = data[: 2 * _HEAD].decode(order, "ignore").removeprefix("\ufeff").encode("utf-8", "ignore")
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return BMP
    if _HTML.match(head):
        return HTML
    if _MHTML.match(head):
        return MHTML
    if _XML.match(head):
        return XML
    if _JSON.match(head):
        return JSON
    return TEXT if is_text(data) else BINARY


def short_name(media_type: str) -> str:
    """What people call a media type.

    >>> short_name("application/msword"), short_name("image/png"), short_name("application/x-tar")
    ('DOC', 'PNG', 'TAR')
    """
    own = media_type.rpartition("/")[2].removeprefix("x-").removeprefix("vnd.")
    return _SHORT_NAMES.get(media_type) or own.upper() or "?"


def _refined(found: str, data: bytes) -> str:
    if found == ZIP:
        return _zip_type(data)
    if found == OLE:
        return _ole_type(data)
    return found


def _zip_type(data: bytes) -> str:
    if directory_bytes(io.BytesIO(data)) > MOST_DIRECTORY_BYTES:
        return ZIP
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        # Cut short: the names of the members that are left stand before their data.
        if b"word/" in data or data.find(b"[Content_Types].xml", 0, 512) >= 0:
            return DOCX
        return ZIP
    return zip_type(names, data[:_HEAD])


def directory_bytes(file: IO[bytes]) -> int:
    """The size of the directory of a zip container, which `zipfile` loads whole; 0 where there is none."""
    try:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    except (OSError, ValueError, struct.error, zipfile.BadZipFile):
        return 0
    return int(end[5]) if end else 0


def zip_type(names: set[str], head: bytes) -> str:
    """What a zip container is, from the names of its members and its first bytes."""
    for member, found in _ZIP_MEMBERS:
        if member in names:
            return found
    # ODF and EPUB put their type first, uncompressed (OpenDocument 1.3 part 2, 3.3).
    for found in _ZIP_MIMETYPES:
        if head.find(b"mimetype" + found.encode(), 30, 30 + 8 + 80) >= 0:
            return found
    folders = {name.partition("/")[0] for name in names}
    for folder, found in _OOXML_FOLDERS:
        if folder in folders and (found == DOCX or _OOXML_PART in names):
            return found
    return OOXML if _OOXML_PART in names else ZIP


def _ole_type(data: bytes) -> str:
    """What an OLE container is, by the streams of its root: others are of documents embedded in it."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {path[0] for path in container.listdir() if len(path) == 1}
    except Exception:  # olefile lets index, struct and recursion errors of damaged containers through
        return _damaged_ole_type(data)
    return next((found for stream, found in _OLE_STREAMS if stream in names), OLE)


def _damaged_ole_type(data: bytes) -> str:
    for stream, found in _OLE_STREAMS:
        name = stream.encode("utf-16-le") + b"\0\0"
        at = data.find(name)
        while at >= 0:
            if at % 128 == 0:  # directory entries are 128 bytes long ([MS-CFB] 2.6)
                return found
            at = data.find(name, at + 1)
    return OLE


def is_text(data: bytes) -> bool:
    """Whether `data` is text in some encoding: hardly any control characters, NUL aside in UTF-16."""
    if utf16_byte_order(data) or data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return True
    # NULs are judged by the reader of plain text: a file of zeros is an empty text.
    controls = len(data) - len(data.translate(None, _CONTROLS))
    nuls = data.count(0)
    letters = len(data) - nuls
    if letters and nuls and not _nuls_are_padding(data, nuls):
        controls += nuls
    return controls <= letters // 100 or _controls_are_letters(data, controls)


def _controls_are_letters(data: bytes, controls: int) -> bool:
    """Whether the control codes of `data` are letters of an encoding before Unicode: each stands in a word."""
    letters = len(data) - len(data.translate(None, _LETTER_CONTROLS))
    if letters != controls or controls * _MOST_LETTER_CONTROLS > len(data):
        return False
    return len(_IN_WORD.findall(data)) >= 0.9 * controls


def _nuls_are_padding(data: bytes, nuls: int) -> bool:
    return len(data) - len(data.strip(b"\0")) == nuls


def utf16_byte_order(data: bytes) -> str | None:
    """`utf-16-le`, `utf-16-be` or None: by the byte order mark, or where the high bytes are evident."""
    if data.startswith(b"\xff\xfe") and not data.startswith(b"\xff\xfe\0\0"):
        return "utf-16-le"
    if data.startswith(b"\xfe\xff"):
        return "utf-16-be"
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    pairs = len(sample) // 2
    for order, high, low in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        highs, lows = sample[high::2], sample[low::2]
        fitting = pairs - len(highs.translate(None, _UTF16_HIGH_BYTES))
        if fitting >= 0.95 * pairs and highs.count(0) >= 0.3 * pairs and lows.count(0) <= 0.05 * pairs:
            return order
    return None


def has_vietnamese(data: bytes) -> bool:
    """Whether the beginning of a text shows a letter that only Vietnamese has."""
    sample = data[:100_000]
    return _VIETNAMESE.search(sample.decode(utf16_byte_order(sample) or "utf-8", "ignore")) is not None
