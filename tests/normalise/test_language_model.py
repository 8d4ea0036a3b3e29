"""The model of `models/` and its file format."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from vnplan_extract.data.model_files import model_path
from vnplan_extract.normalise.language_model import (
    FILE,
    NUMBER,
    START,
    UNKNOWN,
    key,
    known,
    load,
    model,
    save,
    score,
    sentences,
)

GOOD = [
    *("ủy", "ban", "nhân", "dân", "tỉnh", "ban", "hành", "kế", "hoạch"),
    *("phát", "triển", "kinh", "tế", "xã", "hội", "năm", "2026"),
]


@pytest.mark.parametrize(
    ("word", "form"),
    [("Uỷ", "ủy"), ("HOÀ", "hòa"), ("quý", "quý"), ("2026", NUMBER), ("4.200", NUMBER), ("UBND", "ubnd")],
)
def test_key(word: str, form: str) -> None:
    assert key(word) == form


@pytest.mark.parametrize("word", ["kế", "HOẠCH", "uỷ", "Đắk", "ubnd", "12,5"])
def test_known(word: str) -> None:
    assert known(word)


@pytest.mark.parametrize("word", ["kếế", "hoaïch", "KÕ", "xqz"])
def test_unknown(word: str) -> None:
    assert not known(word)


def test_vietnamese_is_more_probable_than_anything_like_it() -> None:
    assert score(GOOD) > -2.2
    assert score(["uy", "ban", "nhan", "dan", "tinh", "ban", "hanh", "ke", "hoach"]) < score(GOOD) - 0.8
    assert score(["ủy", "bán", "nhãn", "dẫn", "tĩnh", "ban", "hãnh", "kẻ", "hoạch"]) < score(GOOD) - 1
    assert score(GOOD[::-1]) < score(GOOD) - 1
    assert score(["xqz", "kếế"]) < -5
    assert score([]) == 0.0


def test_score_is_the_mean_of_the_words() -> None:
    assert score(["kế", "hoạch"]) == pytest.approx((model().log10("kế", START) + model().log10("hoạch", "kế")) / 2)
    assert model().log10("hoạch", "kế") > model().log10("hoạch", "mưa")


@pytest.mark.parametrize("before", [START, "kế", NUMBER, "mưa"])
def test_probabilities_sum_to_one(before: str) -> None:
    words = [word for word in model().ids if word not in (START, UNKNOWN)]
    assert sum(10 ** model().log10(word, before) for word in words) == pytest.approx(1, abs=0.06)


def test_followers() -> None:
    assert "hoạch" in set(model().followed_by("kế"))
    assert list(model().followed_by("xqz")) == []


def test_sentences() -> None:
    text = "Kế hoạch năm 2026; Uỷ ban: a, b.\nHết"
    assert list(sentences(text)) == [["kế", "hoạch", "năm", NUMBER], ["ủy", "ban"], ["a", "b"], ["hết"]]


def test_file_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.lm"
    save(
        path,
        [START, NUMBER, UNKNOWN, "kế", "hoạch"],
        [-3, -2, -2, -1, -1],
        [0, 0, 0, -0.5, 0],
        [[], [], [], [(4, -0.25)], []],
    )
    small = load(path)
    assert small.log10("hoạch", "kế") == -0.25
    assert small.log10("kế", "kế") == -1.5
    assert small.frequency("kế") == -1
    assert small.log10("xqz", "hoạch") < small.log10(NUMBER, "hoạch") == -2


@pytest.mark.parametrize("damage", [lambda data: b"PK" + data, lambda data: data[:-1], lambda data: data[:100]])
def test_damaged_file(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.lm"
    path.write_bytes(damage(model_path(FILE).read_bytes()))
    with pytest.raises(ValueError, match=r"a\.lm"):
        load(path)


def test_missing_file() -> None:
    with pytest.raises(FileNotFoundError, match=r"models/none\.lm"):
        model_path("none.lm")


def test_it_is_small_and_quick() -> None:
    assert model_path(FILE).stat().st_size < 6_000_000
    begin = time.process_time()
    load(model_path(FILE))
    assert time.process_time() - begin < 0.15
    words = [key(word) for word in GOOD] * 2000
    log10 = model().log10
    begin = time.process_time()
    for before, word in pairwise(words):
        log10(word, before)
    assert len(words) / (time.process_time() - begin) > 200_000


def test_clean_text_does_not_load_it() -> None:
    program = (
        "from vnplan_extract.normalise import language_model as m, legacy;"
        "legacy.convert('Ủy ban nhân dân xã họp\\n' * 100); print(m.model.cache_info().currsize)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "0\n"
