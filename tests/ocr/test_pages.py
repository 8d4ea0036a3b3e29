"""Pages by OCR: order, cache, errors that cost one page, noise."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.ocr import pages
from vnplan_extract.ocr.engine import EngineError, EngineWord
from vnplan_extract.ocr.pages import PageImage, RecognisedPage, recognise


def image(value: int) -> Any:
    page = np.full((1100, 850), 255, np.uint8)
    page[500:520, 300 : 300 + 10 * value] = 0
    return page


def page_images(count: int, loaded: list[int] | None = None) -> list[PageImage]:
    def loader(number: int) -> Any:
        def load() -> Any:
            if loaded is not None:
                loaded.append(number)
            return image(number), 300.0

        return load

    return [PageImage(number, loader(number), f"file {number}") for number in range(1, count + 1)]


def number_of(page: Any) -> int:
    return int((page < 128).sum()) // 200


def answers(page: Any) -> Any:
    time.sleep(0.02 * (7 - number_of(page)))  # the first page takes longest
    return [(f"0{number_of(page)}", (300, 500, 320, 520), 0.95, 0)]


def texts(found: list[RecognisedPage | PlanError]) -> list[str]:
    return [page.words[0].text[1:] if isinstance(page, RecognisedPage) else page.kind.code for page in found]


def test_order_is_kept_and_progress_is_told(fake_engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPLAN_OCR_JOBS", "3")
    fake_engine.answer = answers
    done: list[int] = []
    assert texts(recognise(page_images(6), "fake", Limits(), done.append)) == list("123456")
    assert sorted(done) == [0, 1, 2, 3, 4, 5]


def test_second_run_neither_loads_nor_reads(fake_engine: Any) -> None:
    fake_engine.answer = answers
    loaded: list[int] = []
    first = recognise(page_images(3, loaded), "fake", Limits())
    assert len(fake_engine.read) == 3
    assert recognise(page_images(3, loaded), "fake", Limits()) == first
    assert len(fake_engine.read) == 3
    assert sorted(loaded) == [1, 2, 3]


def test_an_interrupted_run_goes_on_by_page(fake_engine: Any) -> None:
    fake_engine.answer = answers
    recognise(page_images(4)[:2], "fake", Limits())
    assert texts(recognise(page_images(4), "fake", Limits())) == list("1234")
    assert len(fake_engine.read) == 4


def test_the_same_image_in_another_file_is_known(fake_engine: Any) -> None:
    fake_engine.answer = answers
    recognise([PageImage(1, lambda: (image(2), 300.0), "one file")], "fake", Limits())
    recognise([PageImage(9, lambda: (image(2), 300.0), "another")], "fake", Limits())
    assert len(fake_engine.read) == 1


def test_another_version_reads_anew(fake_engine: Any) -> None:
    fake_engine.answer = answers
    recognise(page_images(1), "fake", Limits())
    fake_engine.version = "2"
    recognise(page_images(1), "fake", Limits())
    assert len(fake_engine.read) == 2


@pytest.mark.parametrize(
    "failure", [EngineError("died"), MemoryError(), ValueError("odd"), OSError("gone"), KeyError("text")]
)
def test_a_page_that_fails_costs_itself_and_is_not_kept(fake_engine: Any, failure: Exception) -> None:
    def answer(page: Any) -> Any:
        if number_of(page) == 2:
            raise failure
        return answers(page)

    fake_engine.answer = answer
    assert texts(recognise(page_images(3), "fake", Limits())) == ["1", "E109", "3"]
    fake_engine.answer = answers
    assert texts(recognise(page_images(3), "fake", Limits())) == ["1", "2", "3"]


def test_pages_are_read_at_the_same_time(fake_engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPLAN_OCR_JOBS", "2")
    both = threading.Barrier(2, timeout=10)

    def answer(page: Any) -> Any:
        both.wait()
        return answers(page)

    fake_engine.answer = answer
    assert texts(recognise(page_images(2), "fake", Limits())) == ["1", "2"]


@pytest.mark.parametrize(("given", "least"), [("3", 3), ("", 1), ("0", 1), ("x", 1)])
def test_jobs(monkeypatch: pytest.MonkeyPatch, given: str, least: int) -> None:
    monkeypatch.setenv("VNPLAN_OCR_JOBS", given)
    assert pages.jobs() >= least


def words(*texts: tuple[str, float]) -> list[EngineWord]:
    return [EngineWord(text, (60 * i, 0, 60 * i + 50, 30), confidence) for i, (text, confidence) in enumerate(texts)]


@pytest.mark.parametrize(
    ("line", "is_noise"),
    [
        ([("“*2'“", 0.15)], True),
        ([("“`.", 0.23), ("h..«", 0.0), ("~", 0.5)], True),
        ([("Số:", 0.12), ("/KH-BĐH", 0.1)], False),
        ([("Số:£5+/CTPH-LĐLĐ", 0.3)], False),
        ([("năm", 0.97), ("~«", 0.1)], False),
        ([("Kinh", 0.3), ("phí", 0.3)], False),
    ],
)
def test_noise(line: Any, is_noise: bool) -> None:
    assert pages._is_noise(words(*line)) is is_noise


@pytest.mark.parametrize(
    ("word", "is_mark"),
    [(("Ê", 0.1), True), (("..", 0.4), True), (("-", 0.9), False), (("uU12", 0.1), True),
     (("28/5/20w€tla", 0.0), False), (("5", 0.1), False), (("ngàyĐ8", 0.08), False), (("nghiệp", 0.1), False)],
)  # fmt: skip
def test_marks(word: tuple[str, float], is_mark: bool) -> None:
    assert pages._is_mark(*words(word)) is is_mark


def test_of_two_words_in_one_place_the_better_stays() -> None:
    one, other = EngineWord("Ty", (0, 0, 50, 30), 0.5, 0), EngineWord("Tỵ", (2, 1, 50, 30), 0.9, 1)
    apart = EngineWord("năm", (60, 0, 110, 30), 0.4, 0)
    assert pages._without_doubles([one, other, apart]) == [other, apart]
