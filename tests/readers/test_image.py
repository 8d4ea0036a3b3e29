"""Image files: pages, limits before decoding, damage, no OCR."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.pipeline import run
from vnplan_extract.readers import read


def picture(mark: int = 1, mode: str = "L") -> Image.Image:
    page = np.full((1100, 850), 255, np.uint8)
    for index in range(mark):
        page[500:504, 300 + 40 * index : 320 + 40 * index] = 0
    return Image.fromarray(page).convert(mode)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png(width: int, height: int) -> bytes:
    """A PNG of one bit a pixel, white, that is as small as can be."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 + (width + 7) // 8) * min(height, 100), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def count_marks(image: Any) -> Any:
    marks = cv2.connectedComponents((image < 128).astype(np.uint8))[0] - 1
    return [(f"trang{marks}", (300, 500, 400, 520), 0.95, 0)]


def code(data: bytes, limits: Limits | None = None, name: str = "a.png") -> str:
    with pytest.raises(PlanError) as caught:
        read(data, name, limits or Limits())
    return caught.value.kind.code


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "L"), ("PNG", "1"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "L"), ("JPEG", "CMYK"),
     ("TIFF", "1"), ("TIFF", "L"), ("BMP", "RGB"), ("GIF", "P"), ("WEBP", "RGB")],
)  # fmt: skip
def test_formats(fake_engine: Any, kind: str, mode: str) -> None:
    fake_engine.answer = count_marks
    document = read(saved(picture(3, mode), kind), "a.bin", Limits())
    assert document.text.value == "trang3"
    assert document.problems == ()
    (page,) = document.pages
    assert page.origin.value == "ocr"
    assert page.treatment.startswith("image; scaled from ")


def test_many_pages_in_order_with_progress(fake_engine: Any) -> None:
    fake_engine.answer = count_marks
    frames = [picture(number, "1") for number in (1, 2, 3, 4)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="group4", dpi=(100, 100))
    seen: list[tuple[int, int]] = []
    document = read(data, "a.tif", Limits(), progress=lambda done, total: seen.append((done, total)))
    assert document.text.value.split() == ["trang1", "trang2", "trang3", "trang4"]
    assert [(page.number, page.width, page.height) for page in document.pages] == [(n, 612, 792) for n in (1, 2, 3, 4)]
    assert sorted(seen) == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert code(data, Limits(pages=3)) == "E105"


def test_a_fax_with_half_the_lines(fake_engine: Any) -> None:
    shapes: list[tuple[int, ...]] = []

    def answer(image: Any) -> Any:
        shapes.append(image.shape)
        return []

    fake_engine.answer = answer
    half = picture().resize((1700, 1100))
    read(saved(half, "TIFF", dpi=(204, 102)), "fax.tif", Limits())
    assert shapes[0][0] / shapes[0][1] == pytest.approx(2200 / 1700, rel=0.01)


def test_a_bomb_is_not_decoded() -> None:
    data = png(40_000, 40_000)
    assert len(data) < 10_000
    assert code(data) == "E105"
    with pytest.raises(PlanError, match="1600000000"):
        read(data, "a.png", Limits())
    assert code(png(12_000, 12_000)) == "E105"


def test_more_pixels_by_request(fake_engine: Any) -> None:
    assert code(saved(picture(), "PNG"), Limits(page_pixels=500_000)) == "E105"
    assert read(saved(picture(), "PNG"), "a.png", Limits(page_pixels=1_000_000)).problems == ()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.8])
def test_cut_short(fake_engine: Any, kind: str, share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (500, 400), dtype=np.uint8)
    data = saved(Image.fromarray(noise), kind)
    record = run(data[: int(len(data) * share)], f"a.{kind}")
    assert (record.status.value, [problem.code for problem in record.problems]) == ("malformed", ["E103"])
    assert "could not be read" not in record.problems[0].message


def test_a_damaged_page_leaves_the_others(fake_engine: Any) -> None:
    fake_engine.answer = count_marks
    frames = [picture(number) for number in (1, 2, 3)]
    data = bytearray(saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw"))
    middle = len(data) // 2
    data[middle - 60 : middle + 60] = bytes(120)
    document = read(bytes(data), "a.tif", Limits())
    assert [(problem.kind.code, problem.page) for problem in document.problems] == [("E109", 2)]
    assert document.text.value.split() == ["trang1", "trang3"]


def test_flipped_bytes_are_damage_not_a_crash(fake_engine: Any) -> None:
    for kind in ("PNG", "JPEG", "TIFF"):
        data = saved(picture(), kind)
        for at in range(12, len(data), max(1, len(data) // 12)):
            broken = data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]
            record = run(broken, "a.bin")
            assert record.status.value in ("empty", "malformed", "limit_exceeded", "partial", "unsupported")


@pytest.mark.parametrize(("variable", "value"), [("PATH", ""), ("TESSDATA_PREFIX", "/nowhere")])
def test_without_tesseract_the_record_says_what_to_type(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.delenv("VNPLAN_OCR", raising=False)
    monkeypatch.setenv(variable, value)
    record = run(saved(picture(), "PNG"), "a.png")
    assert record.status.value == "empty"
    assert [problem.code for problem in record.problems] == ["E113", "E108"]
    assert "apt-get install" in record.problems[0].message


def test_ocr_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPLAN_OCR", "off")
    document = read(saved(picture(), "PNG"), "a.png", Limits())
    assert [problem.kind.code for problem in document.problems] == ["E108"]
