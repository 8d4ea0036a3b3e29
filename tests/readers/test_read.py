"""Bad input: each file gives its own error of the table and nothing else."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import READERS, read, sniff


def code(data: bytes, name: str = "a.bin", limits: Limits | None = None) -> str:
    with pytest.raises(PlanError) as caught:
        read(data, name, limits or Limits())
    assert caught.value.message("vi")
    assert caught.value.message("en")
    return caught.value.kind.code


def zip_of(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "a.txt", "E101"),
        (b"", "a.pdf", "E101"),
        (bytes(5000), "a.txt", "E101"),
        (bytes(5000), "a.docx", "E101"),
        (b" \r\n\t ", "a.txt", "E101"),
        (b"abc" + bytes(5000), "a.txt", "E103"),
        (bytes(range(256)) * 20, "a.dat", "E102"),
        (bytes(range(256)) * 20, "a.docx", "E103"),
        (b"this is not a zip container", "a.docx", "E103"),
        (b"PK\x03\x04 and then nothing", "a.docx", "E103"),
        (b"%PDF-1.7\nhello", "a.pdf", "E103"),
        (b"%PDF-1.7\nhello\n%%EOF", "a.pdf", "E103"),
        (b"{\\rtf1 abc", "a.rtf", "E103"),
        (b"{\\rtf1 }", "a.rtf", "E101"),
        (b"<html><body><nav>x</nav></body></html>", "a.html", "E101"),
        (b"\xff\xd8\xff\xe0 jpeg", "a.jpg", "E103"),
        (zip_of(word__document_xml=b"x", word=b"y"), "a.docx", "E103"),
    ],
)
def test_bad_input(data: bytes, name: str, expected: str) -> None:
    assert code(data, name) == expected


def test_format_is_told_by_content_not_by_name() -> None:
    document = read("Kế hoạch tổ chức hội thi".encode(), "scan.pdf", Limits())
    assert document.media_type == sniff.TEXT


def test_name_is_cut_to_its_last_part() -> None:
    assert read("Kế hoạch".encode(), "/tmp/kho/a.txt", Limits()).name == "a.txt"
    assert read("Kế hoạch".encode(), "C:\\kho\\a.txt", Limits()).name == "a.txt"


def test_limits() -> None:
    data = "Kế hoạch tổ chức hội thi".encode()
    assert code(data, limits=Limits(file_bytes=10)) == "E105"
    assert code(data, limits=Limits(text_characters=10)) == "E105"


def test_encrypted_office_document() -> None:
    entry = "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0")
    assert code(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entry, "a.docx") == "E104"


def test_every_row_of_readers_is_a_module_with_read() -> None:
    from importlib import import_module

    for module in READERS.values():
        assert callable(import_module(f"vnplan_extract.readers.{module}").read)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"]))
def test_junk_never_ends_in_another_exception(data: bytes, head: bytes) -> None:
    with contextlib.suppress(PlanError):
        read(head + data, "a.txt", Limits())
