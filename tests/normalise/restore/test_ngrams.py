"""The language model of the restorer: its tables, its arithmetic, its file, and what the one of `models/` knows."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pytest

from vnplan_extract.data.model_files import model_path
from vnplan_extract.normalise.language_model import NUMBER, START, UNKNOWN
from vnplan_extract.normalise.restore.ngrams import (
    BRACKET,
    CLASSES,
    COMMA,
    FILE,
    HIGHEST_BACKOFF,
    STEP,
    Ngrams,
    Table,
    is_title,
    load,
    ngrams,
    pack,
    save,
    stream,
)

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))

import train_restorer_lm as training  # noqa: E402

WORDS = (*CLASSES, "kế", "hoạch", "kẻ")
KE, HOACH, KE_OTHER = 5, 6, 7


def small() -> Ngrams:
    """`kế` alone -2, `hoạch` -3, `kẻ` -4; behind `kế` -1 of back-off; `kế hoạch` -0.5; `hoạch kế hoạch` -0.25 …"""

    def value(logarithm: float, backoff: float = 0.0) -> int:
        return int(-logarithm / STEP) | (int((HIGHEST_BACKOFF - backoff) / STEP) << 8)

    def table(rows: dict[tuple[int, ...], int], kind: type[np.unsignedinteger]) -> Table:
        keys = pack(list(np.array(list(rows), dtype=np.uint16).T))
        return Table.of(keys, np.array(list(rows.values())).astype(kind))

    return Ngrams(
        WORDS,
        np.array([-5, -5, -6, -5, -5, -2, -3, -4], dtype=np.float32),
        np.array([0, 0, 0, 0, 0, -1, 0, 0], dtype=np.float32),
        np.array([0, 0, 0, 0, 0, -2, 0, 1], dtype=np.float32),
        (
            table({(KE, HOACH): value(-0.5, -0.25), (HOACH, KE): value(-1.5, -0.5)}, np.uint16),
            table({(HOACH, KE, HOACH): value(-0.25), (KE, HOACH, KE): value(-1, 0.5)}, np.uint16),
            table({(KE, HOACH, KE, HOACH): value(-0.125)}, np.uint8),
        ),
    )


@pytest.mark.parametrize(
    ("word", "before", "logarithm"),
    [
        (HOACH, (0, 0, KE), -0.5),  # a pair that is known
        (KE, (0, 0, KE), -1 - 2),  # not known: back-off and the word alone
        (KE_OTHER, (0, 0, 0), -4),
        (HOACH, (0, HOACH, KE), -0.25),  # three words
        (HOACH, (0, KE_OTHER, KE), -0.5),  # the pair before is not known: no back-off
        (KE_OTHER, (0, HOACH, KE), -0.5 - 1 - 4),  # both back-offs
        (HOACH, (KE, HOACH, KE), -0.125),  # four words
        (KE, (KE, HOACH, KE), 0.5 - 0.5 - 1 - 2),  # three back-offs
        (KE, (0, KE, HOACH), -1),
    ],
)
def test_score(word: int, before: tuple[int, int, int], logarithm: float) -> None:
    found = small().scores(np.array([word], dtype=np.uint16), np.array([before], dtype=np.uint16))
    assert found == pytest.approx([logarithm])


@pytest.mark.parametrize(("word", "before", "logarithm"), [(HOACH, KE, -0.5), (KE, KE, -3), (KE_OTHER, START, -4)])
def test_score_of_a_pair(word: int, before: int | str, logarithm: float) -> None:
    left = 0 if isinstance(before, str) else before
    assert small().bigram_scores(np.array([[word]]), np.array([[left]])) == pytest.approx(np.array([[logarithm]]))


def test_many_at_once_are_as_each_alone() -> None:
    model, random = small(), np.random.default_rng(1)
    words, before = random.integers(0, 8, (20_000, 3)), random.integers(0, 8, (20_000, 3))
    many = model.scores(words, before)
    assert many.shape == words.shape
    for column in range(3):
        assert np.array_equal(model.scores(words[:, column], before), many[:, column])
    some = random.integers(0, 20_000, 50)
    for row in some:
        assert np.array_equal(model.scores(words[row : row + 1], before[row : row + 1])[0], many[row])


@pytest.mark.parametrize(
    ("word", "before", "token", "title"),
    [
        ("kế", "về", "Kế", True),
        ("kế", "về", "kế", False),
        ("kế", START, "Kế", None),
        ("kế", BRACKET, "Kế", None),
        ("kế", "về", "KẾ", None),
        ("y", "thôn", "Y", True),
        (NUMBER, "năm", "2026", None),
    ],
)
def test_title(word: str, before: str, token: str, title: bool | None) -> None:
    assert is_title(word, before, token) is title


def test_case() -> None:
    found = np.exp(small().case_scores(np.array([KE, KE, KE_OTHER, HOACH]), np.array([True, False, True, False])))
    assert found == pytest.approx([1 / (1 + np.exp(2)), 1 / (1 + np.exp(-2)), 1 / (1 + np.exp(-1)), 0.5])


@pytest.mark.parametrize("number", [1, 2, 50, 3000, 300_000])
def test_table(number: int) -> None:
    random = np.random.default_rng(number)
    keys = np.unique(random.integers(0, 1 << 62, number).astype(np.uint64))
    values = random.integers(0, 1 << 16, len(keys)).astype(np.uint16)
    table = Table.of(keys, values)
    which, found = table.find(keys)
    assert np.array_equal(which, np.arange(len(keys)))
    assert np.array_equal(found, values)
    others = random.integers(1 << 62, 1 << 63, 200_000).astype(np.uint64)
    assert len(table.find(others)[0]) < 20
    assert len(table.values) < 1.2 * len(keys) or number <= 3000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kế hoạch năm 2026", ["kế", "hoạch", "năm", NUMBER, START]),
        ("Uỷ ban: a, b.\n\nHết...", ["ủy", "ban", START, "a", COMMA, "b", START, "hết", START]),
        ("số 112/QĐ-TTg (22/01/2021)", ["số", NUMBER, "qđ", "ttg", BRACKET, NUMBER, BRACKET, START]),
        ("1.250.000 đồng; 2a", [NUMBER, "đồng", START, NUMBER, START]),
        ("", []),
        (" - \n;", []),
    ],
)
def test_stream(text: str, words: list[str]) -> None:
    assert list(stream(text)) == words


def test_file_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.lm"
    save(path, small())
    model = load(path)
    assert model.words == WORDS
    assert model.start == 0
    words = np.arange(len(WORDS))
    before = np.tile(np.array([[KE, HOACH, KE]]), (len(WORDS), 1))
    assert np.array_equal(model.scores(words, before), small().scores(words, before))
    assert np.array_equal(model.titles, small().titles)


@pytest.mark.parametrize("damage", [lambda data: b"PK" + data, lambda data: data[:-8], lambda data: data[:20]])
def test_damaged_file(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.lm"
    save(path, small())
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=r"a\.lm"):
        load(path)


def test_training_sums_to_one_and_knows_what_it_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "BURST", 20)
    random = np.random.default_rng(3)
    vocabulary = [*CLASSES, *(f"w{number}" for number in range(30))]
    row = random.choice(30, 4000, p=np.arange(30, 0, -1) / 465).astype(np.uint16) + np.uint16(5)
    row[::20] = 0
    row[1::20], row[2::20], row[3::20], row[4::20] = 20, 21, 22, 23
    model = training.train(vocabulary, training.count({"admin": row}), np.zeros(len(vocabulary)))
    for before in ([0, 0, 0], [20, 21, 22], [7, 20, 21], [0, 20, 9], [30, 31, 30]):
        words = np.arange(len(vocabulary))
        scores = model.scores(words, np.tile(np.array(before), (len(words), 1)))
        assert np.exp(scores).sum() == pytest.approx(1, abs=0.05), before
    assert model.scores(np.array([23]), np.array([[20, 21, 22]]))[0] > -0.1


def test_what_one_document_repeats_counts_once() -> None:
    row = np.tile(np.arange(5, 12, dtype=np.uint16), 100)
    assert training.count({"admin": row})[4].counts.max() == training.WEIGHTS["admin"]


def ids(text: str) -> list[int]:
    return [ngrams().ids.get(word, ngrams().ids[UNKNOWN]) for word in stream(text)]


def logarithm(text: str) -> float:
    row = [0, 0, 0, *ids(text)]
    before = np.array([row[at - 3 : at] for at in range(3, len(row))])
    return float(ngrams().scores(np.array(row[3:]), before).sum())


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Ủy ban nhân dân tỉnh ban hành Kế hoạch", "Ủy bản nhân dân tỉnh ban hành Kế hoạch"),
        ("phát triển kinh tế - xã hội năm 2026", "phát triển kính tế - xã hội năm 2026"),
        ("Căn cứ Luật Tổ chức chính quyền địa phương", "Cần cứ Luật Tổ chức chính quyền địa phương"),
        ("các sở, ban, ngành", "các số, ban, ngành"),
        ("theo quy định của pháp luật", "theo quy định của phép luật"),
    ],
)
def test_vietnamese_is_more_probable_than_anything_like_it(right: str, wrong: str) -> None:
    assert logarithm(right) > logarithm(wrong) + 3


@pytest.mark.parametrize(("likelier", "other"), [("nguyễn", "của"), ("lào", "vào"), ("cửa", "của")])
def test_names_have_capital_letters(likelier: str, other: str) -> None:
    assert ngrams().titles[ngrams().ids[likelier]] > ngrams().titles[ngrams().ids[other]] + 1


@pytest.mark.parametrize("before", ["kế", "theo quy định của", "nguyễn thị", "năm 2026,", "ngày 1 tháng", ""])
def test_probabilities_sum_to_one(before: str) -> None:
    row = np.array([[0, 0, 0, *ids(before)[:-1]][-3:]])
    words = np.arange(len(ngrams().words))
    assert np.exp(ngrams().scores(words, np.repeat(row, len(words), axis=0))).sum() == pytest.approx(1, abs=0.05)


def test_it_is_small_and_quick() -> None:
    assert model_path(FILE).stat().st_size < 30_000_000
    begin = time.process_time()
    load(model_path(FILE))
    assert time.process_time() - begin < 0.15
    random = np.random.default_rng(1)
    row = random.choice(np.array(ids("theo quy định của pháp luật về kế hoạch phát triển kinh tế xã hội")), 300_003)
    before = np.stack([row[at : at + 300_000] for at in range(3)], axis=1)
    begin = time.process_time()
    ngrams().scores(row[3:], before)
    assert 300_000 / (time.process_time() - begin) > 500_000
