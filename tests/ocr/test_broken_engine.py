"""A Tesseract that hangs, dies or says nonsense on one page costs that page alone."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vnplan_extract.limits import Limits
from vnplan_extract.ocr import pages
from vnplan_extract.pipeline import run

#: Answers as the program does; on the page with much ink as `fault` says.
PROGRAM = """#!{python}
import os, sys, time
import numpy as np
fault = {fault!r}
if "--version" in sys.argv:
    print("tesseract 5.0.0")
elif "--list-langs" in sys.argv:
    print("List of available languages (1):\\nvie")
else:
    data = sys.stdin.buffer.read()
    if {everywhere} or (np.frombuffer(data, np.uint8) < 128).sum() > 4500:
        if fault == "hang":
            time.sleep(60)
        elif fault == "die":
            os.abort()
        elif fault == "exit":
            sys.exit("no memory")
        elif fault == "nonsense":
            os.write(1, bytes(range(256)) * 9)
            sys.exit()
    keys = "level page_num block_num par_num line_num word_num left top width height conf text"
    print(keys.replace(" ", "\\t"))
    print("5\\t1\\t1\\t1\\t1\\t1\\t300\\t300\\t300\\t40\\t95\\thoạch")
"""
FAULTS = {"hang": "VNPLAN_PAGE_SECONDS", "die": "-6", "exit": "no memory", "nonsense": "no table of words"}


def scan(kind: str) -> bytes:
    """Three pages, the second with more marks."""
    frames = []
    for number, marks in enumerate((2, 15, 3)):
        page = np.full((1100, 850), 255, np.uint8)
        for index in range(marks):
            page[400 + 100 * number : 404 + 100 * number, 100 + 40 * index : 120 + 40 * index] = 0
        frames.append(Image.fromarray(page))
    buffer = io.BytesIO()
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:])
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VNPLAN_OCR", raising=False)
    monkeypatch.setenv("VNPLAN_CACHE", str(tmp_path / "cache"))


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, fault: str, *, everywhere: bool = False) -> None:
    program = folder / "bin/tesseract"
    program.parent.mkdir()
    program.write_text(PROGRAM.format(python=sys.executable, fault=fault, everywhere=everywhere), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
@pytest.mark.parametrize("fault", FAULTS)
def test_one_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, kind: str) -> None:
    install(tmp_path, monkeypatch, fault)
    begun = time.monotonic()
    record = run(scan(kind), "a.bin", limits=Limits(page_seconds=2))
    assert time.monotonic() - begun < 30
    assert record.status.value == "partial"
    assert [(problem.code, problem.page) for problem in record.problems] == [("E109", 2)]
    assert FAULTS[fault] in record.problems[0].message
    assert [set(record.text[page.start : page.end].split()) for page in record.pages] == [{"hoạch"}, set(), {"hoạch"}]


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_all_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    install(tmp_path, monkeypatch, "exit", everywhere=True)
    record = run(scan(kind), "a.bin")
    assert record.status.value == "empty"
    assert [(problem.code, problem.page) for problem in record.problems] == [("E109", 1), ("E109", 2), ("E109", 3)]


def test_a_fault_of_opencv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import cv2

    install(tmp_path, monkeypatch, "")
    prepare = pages.preparation.prepare

    def failing(image: pages.Pixels, *rest: float, **more: bool) -> object:
        if (image < 128).sum() > 1000:
            cv2.resize(image, (0, 0))
        return prepare(image, *rest, **more)

    monkeypatch.setattr(pages.preparation, "prepare", failing)
    record = run(scan("PDF"), "a.pdf")
    assert [(problem.code, problem.page) for problem in record.problems] == [("E109", 2)]
    assert "OpenCV" in record.problems[0].message
    assert [set(record.text[page.start : page.end].split()) for page in record.pages] == [{"hoạch"}, set(), {"hoạch"}]
