"""Letters of Vietnamese and their parts."""

import pytest

from vnplan_extract.normalise.restore.letters import LETTERS, base, skeleton, vowel_start, without_tone


def test_each_letter_is_there_once_small_and_capital() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 2 * (21 + 72)
    assert {"đ", "Đ", "ề", "Ự", "w"} <= set(LETTERS)


@pytest.mark.parametrize(
    ("letter", "toneless", "stem"),
    [
        ("ề", "ê", "e"),
        ("Ự", "Ư", "U"),
        ("đ", "đ", "d"),
        ("Đ", "Đ", "D"),
        ("á", "a", "a"),
        ("x", "x", "x"),
        ("6", "6", "6"),
    ],
)
def test_parts_of_a_letter(letter: str, toneless: str, stem: str) -> None:
    assert (without_tone(letter), base(letter)) == (toneless, stem)


def test_skeleton() -> None:
    assert skeleton("BLĐTBXH Ủy ban") == "bldtbxh uy ban"


@pytest.mark.parametrize(
    ("syllable", "onset"),
    [
        ("thực", "th"),
        ("quyết", "qu"),
        ("quốc", "qu"),
        ("giáo", "gi"),
        ("gì", "g"),
        ("nghiệp", "ngh"),
        ("ủy", ""),
        ("đ", "đ"),
    ],
)
def test_where_the_rime_begins(syllable: str, onset: str) -> None:
    assert syllable[: vowel_start(syllable)] == onset
