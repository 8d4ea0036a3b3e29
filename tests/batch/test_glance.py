"""Pages of PDFs at a glance."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pypdfium2
import pytest

from vnplan_extract.batch.glance import pages_at_a_glance

PLANS = Path(__file__).parents[2] / "fixtures" / "plans"


def packed(objects: bytes) -> bytes:
    data = zlib.compress(objects)
    return b"<</Type /ObjStm /N 3 /First 20 /Filter /FlateDecode>>\nstream\r\n" + data + b"\nendstream"


@pytest.mark.parametrize(
    ("data", "pages"),
    [
        (b"%PDF-1.4\n1 0 obj<</Type /Pages /Kids [2 0 R] /Count 12>>endobj", 12),
        (b"%PDF-1.4\n<</Count 3 /Type/Pages/Parent 1 0 R>> <</Count 12/Type/Pages>>", 12),
        (b"%PDF-1.4\n<</Type /Outlines /Count 40>> <</Type/Pages /Count 2>>", 2),
        (b"%PDF-1.4\n5 0 obj <</Linearized 1/L 9/O 7/E 4/N 31/T 9>> <</Type/Pages /Count 2>>", 31),
        (b"%PDF-1.5\n" + packed(b"1 0 2 9 <</Type /Catalog>> <</Type /Pages /Count 8>>"), 8),
        (b"%PDF-1.5\n" + packed(b"")[:-12], None),
        (b"%PDF-1.5\n<</Type /ObjStm>>stream\r\nno zlib", None),
        (b"%PDF-1.4\n<</Type /Pages>>", None),
        (b"%PDF-1.4\n/Type /Pages /Count 4", 4),
        (b"%PDF-1.4\n<</Type /Pages /Count 99999999999>>", None),
        (b"<</Type /Pages /Count 12>>", None),
        (b"", None),
    ],
)
def test_pages(tmp_path: Path, data: bytes, pages: int | None) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert pages_at_a_glance(path) == pages


def test_only_the_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\n" + b" " * 5_000_000 + b"<</Type /Pages /Count 7>>" + b" " * 1000)
    assert pages_at_a_glance(path) == 7
    path.write_bytes(b"%PDF-1.4\n" + b" " * 100_000 + b"<</Type /Pages /Count 7>>" + b" " * 100_000)
    assert pages_at_a_glance(path) is None


def test_what_would_be_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert pages_at_a_glance(tmp_path / "pipe.pdf") is None
    assert pages_at_a_glance(tmp_path / "none.pdf") is None
    assert pages_at_a_glance(tmp_path) is None


@pytest.mark.parametrize("path", sorted(PLANS.glob("*.pdf")), ids=lambda path: path.name)
def test_of_whole_documents(path: Path) -> None:
    with pypdfium2.PdfDocument(path) as pdf:
        assert pages_at_a_glance(path) in (len(pdf), None)
