"""Tesseract with its data for Vietnamese.

pytesseract finds the program, its version and its languages. The images go to the program by our own call: pytesseract
writes a PNG for each, which takes a third of the time of reading it, and ends only the process and not its group.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Sequence

import cv2
import pytesseract

from vnplan_extract.errors import PlanError
from vnplan_extract.ocr.engine import EngineError, EngineWord, Pixels
from vnplan_extract.programs import ProgramTimeoutError, run_program

_LANGUAGE = "vie"
_WHOLE_PAGE = 3  # page segmentation modes of Tesseract
_ONE_BLOCK = 6
_WORD_LEVEL = "5"
_DIGITS = "0123456789.,-–%/()+"
#: Its data knows the slash as that of a fraction, and Đ also as the Icelandic Ð, often both in one place.
_ODD = {0x2044: "/"}
_ETH = re.compile("Đ?Ð+Đ?")
#: Its own threads slow each other down; pages are read in parallel instead.
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}


class Tesseract:
    """Tesseract 4 or later (LSTM).

    Args:
        seconds: how long the reading of one image may take.

    Raises:
        PlanError: E206 the program or its data for Vietnamese is missing.
    """

    name = "tesseract"
    languages = (_LANGUAGE,)

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._program: str = pytesseract.pytesseract.tesseract_cmd
        self.version = _installed_version()

    def read_page(self, image: Pixels, resolution: int) -> list[EngineWord]:
        """The words of a whole page; Tesseract finds its blocks."""
        return self._read(image, resolution, _WHOLE_PAGE)

    def read_block(self, image: Pixels, resolution: int, *, digits: bool = False) -> list[EngineWord]:
        """The words of one column of lines."""
        options = ("-c", f"tessedit_char_whitelist={_DIGITS}") if digits else ()
        return self._read(image, resolution, _ONE_BLOCK, *options)

    def _read(self, image: Pixels, resolution: int, mode: int, *options: str) -> list[EngineWord]:
        # PGM costs next to nothing to write and to read.
        written, data = cv2.imencode(".pgm", image)
        if not written:
            raise EngineError("the image cannot be written")
        arguments = [
            self._program, "stdin", "stdout", "-l", _LANGUAGE, "--psm", str(mode), "--dpi", str(resolution),
            *options, "-c", "tessedit_create_tsv=1",
        ]  # fmt: skip
        try:
            done = run_program(arguments, data.tobytes(), seconds=self._seconds, extra_environment=_ONE_THREAD)
        except FileNotFoundError:
            raise _missing_program() from None
        except ProgramTimeoutError:
            raise EngineError(f"Tesseract > {self._seconds:g} s, VNPLAN_PAGE_SECONDS") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise EngineError(f"Tesseract ended with {done.returncode}" + (f": {said[-1]}" if said else ""))
        try:
            return words_of_tsv(done.stdout.decode("utf-8", "replace"))
        except (csv.Error, KeyError, TypeError, ValueError):
            raise EngineError("Tesseract gave no table of words") from None


def words_of_tsv(table: str) -> list[EngineWord]:
    """The words of Tesseract's TSV, those of one line with one number, in its order."""
    words: list[EngineWord] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = _ETH.sub("Đ", (row["text"] or "").strip().translate(_ODD))
        if row["level"] != _WORD_LEVEL or not text:
            continue
        left, top, width, height = (int(row[key]) for key in ("left", "top", "width", "height"))
        place = (row["page_num"], row["block_num"], row["par_num"], row["line_num"])
        confidence = max(0.0, min(1.0, float(row["conf"]) / 100))
        box = (left, top, left + width, top + height)
        words.append(EngineWord(text, box, confidence, lines.setdefault(place, len(lines))))
    return words


def _installed_version() -> str:
    """The version of the program.

    Raises:
        PlanError: E206 the program or its data for Vietnamese is missing.
    """
    try:
        languages: Sequence[str] = pytesseract.get_languages()
        version = str(pytesseract.get_tesseract_version())
    except (pytesseract.TesseractNotFoundError, OSError, SystemExit):
        raise _missing_program() from None
    if _LANGUAGE not in languages:
        # Where the variable leads elsewhere, installing does not help.
        elsewhere = "TESSDATA_PREFIX" in os.environ
        command = ("unset TESSDATA_PREFIX; " if elsewhere else "") + "sudo apt-get install tesseract-ocr-vie"
        raise PlanError("E206", what="tesseract-ocr-vie", command=command)
    return version


def _missing_program() -> PlanError:
    return PlanError("E206", what="tesseract", command="sudo apt-get install tesseract-ocr tesseract-ocr-vie")
