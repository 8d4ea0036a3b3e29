"""Engines: how one is chosen, and what is said where it is missing."""

from __future__ import annotations

from typing import Any

import pytest

from vnplan_extract.errors import PlanError
from vnplan_extract.ocr import engine
from vnplan_extract.ocr.tesseract import words_of_tsv


@pytest.mark.parametrize(("given", "name"), [(None, "tesseract"), ("", "tesseract"), ("off", "off"), ("mine", "mine")])
def test_choice(monkeypatch: pytest.MonkeyPatch, given: str | None, name: str) -> None:
    monkeypatch.delenv("VNPLAN_OCR", raising=False)
    if given is not None:
        monkeypatch.setenv("VNPLAN_OCR", given)
    assert engine.chosen_engine() == name


def test_a_plug_in_brings_an_engine(fake_engine: Any) -> None:
    assert engine.open_engine(engine.chosen_engine(), 10) is fake_engine


def test_unknown_engine() -> None:
    with pytest.raises(PlanError) as caught:
        engine.open_engine("no-such-engine", 10)
    assert caught.value.kind.code == "E206"
    assert "no-such-engine" in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value", "what"), [("PATH", "", "tesseract"), ("TESSDATA_PREFIX", "/nowhere", "vie")]
)
def test_what_is_missing_is_said_with_what_to_type(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, what: str
) -> None:
    import shutil

    if variable != "PATH" and shutil.which("tesseract") is None:
        pytest.skip("needs tesseract")
    monkeypatch.setenv(variable, value)
    with pytest.raises(PlanError) as caught:
        engine.open_engine("tesseract", 10)
    assert caught.value.kind.code == "E206"
    assert what in str(caught.value)
    assert "apt-get install" in str(caught.value)


def test_words_of_a_table() -> None:
    rows = [
        ("level", "page_num", "block_num", "par_num", "line_num", "word_num", "left", "top", "width", "height",
         "conf", "text"),
        (1, 1, 0, 0, 0, 0, 0, 0, 500, 300, -1, ""),
        (5, 1, 1, 1, 1, 1, 10, 20, 30, 40, 96.5, "Số"),
        (5, 1, 1, 1, 1, 2, 50, 20, 30, 40, 41.0, "12⁄KH-ÐĐND"),
        (5, 1, 1, 1, 2, 1, 10, 70, 30, 40, 90.0, '"năm'),
        (5, 1, 2, 1, 1, 1, 10, 120, 30, 40, 95.0, " "),
    ]  # fmt: skip
    words = words_of_tsv("\n".join("\t".join(map(str, row)) for row in rows) + "\n")
    assert [(word.text, word.box, word.line) for word in words] == [
        ("Số", (10, 20, 40, 60), 0),
        ("12/KH-ĐND", (50, 20, 80, 60), 0),
        ('"năm', (10, 70, 40, 110), 1),
    ]
    assert [word.confidence for word in words] == pytest.approx([0.965, 0.41, 0.9])
