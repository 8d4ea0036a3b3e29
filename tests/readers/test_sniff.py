"""The media type of a file is told from its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from vnplan_extract.readers import sniff


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 50)
    return buffer.getvalue()


def ole(stream: str) -> bytes:
    entry = stream.encode("utf-16-le").ljust(64, b"\0")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(1024, b"\0") + entry.ljust(128, b"\0")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n", sniff.PDF),
        (b"junk before\n%PDF-1.4\n", sniff.PDF),
        (zipped("[Content_Types].xml", "word/document.xml"), sniff.DOCX),
        (zipped("[Content_Types].xml", "word/document.xml")[:120], sniff.DOCX),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), sniff.XLSX),
        (zipped("photo.jpg"), sniff.ZIP),
        (ole("WordDocument"), sniff.DOC),
        (ole("Workbook"), sniff.XLS),
        (ole("EncryptedPackage"), sniff.ENCRYPTED_OOXML),
        (ole("Other"), sniff.OLE),
        (b"{\\rtf1\\ansi", sniff.RTF),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>", sniff.HTML),
        (b"<HTML><body>", sniff.HTML),
        (b"<?xml version='1.0'?><a/>", sniff.XML),
        (b'{"so": "12/KH-UBND"}', sniff.JSON),
        ('\ufeff\n [ {\n "t\\"ê\\u0301n" : null}]'.encode(), sniff.JSON),
        ('{"số": 1}'.encode("utf-16"), sniff.JSON),
        ('{"Kế hoạch" năm 2030: "xanh"}'.encode(), sniff.TEXT),
        ("[1] Kế hoạch số 12".encode(), sniff.TEXT),
        ("{phụ lục: kèm theo}".encode(), sniff.TEXT),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"II*\0\x08\0", "image/tiff"),
        ("Kế hoạch".encode(), sniff.TEXT),
        ("Kế hoạch năm 2030 của tỉnh".encode("utf-16-le"), sniff.TEXT),
        ("Kế hoạch năm 2030 của tỉnh".encode("utf-16"), sniff.TEXT),
        (bytes(range(256)) * 4, sniff.BINARY),
        (b"K\x12 HO\x02CH CONG TAC NAM 2004, T\x12NG K\x03T", sniff.TEXT),
        (b"K\x12 HO\x02CH CONG TAC NAM 2004, T\x12NG K\x03T\x01\x08", sniff.BINARY),
        (b"an binh \x02 bac giang \x12 cao \x03 nam", sniff.BINARY),
        (b"\x02\x12\x13\x05ab\x02\x12cd", sniff.BINARY),
    ],
)
def test_media_type(data: bytes, expected: str) -> None:
    assert sniff.media_type(data) == expected


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark_is_evident(order: str) -> None:
    assert sniff.utf16_byte_order("Ủy ban nhân dân xã ban hành kế hoạch".encode(order)) == order


def test_utf8_is_no_utf16() -> None:
    assert sniff.utf16_byte_order("Ủy ban nhân dân xã ban hành kế hoạch".encode()) is None
