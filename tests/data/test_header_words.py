"""The tables of posts, surnames, bodies' first words and levels, and that of the words around bodies."""

from __future__ import annotations

import unicodedata

import pytest

from vnplan_extract import data


def test_positions() -> None:
    found = data.positions()
    assert {"Chủ tịch", "Phó Chủ tịch", "Giám đốc", "Chánh văn phòng"} <= set(found)
    assert found.index("Phó Chủ tịch") < found.index("Chủ tịch")
    assert all(post[0].isupper() and not post.isupper() for post in found)


def test_surnames() -> None:
    assert {"nguyễn", "trần", "lò", "niê"} <= data.surnames()
    assert all(name == name.lower() and " " not in name for name in data.surnames())


def test_body_heads() -> None:
    assert {"Ủy ban nhân dân", "Sở", "Bộ", "Công an"} <= set(data.body_heads())


def test_level_words() -> None:
    levels = {level.word: level for level in data.level_words()}
    assert levels["thành phố"].abbreviations == ("tp", "t.p")
    assert levels["thị xã"].committee == "thị ủy"
    assert levels["phường"].committee == ""


LISTS = [
    "between", "before_body", "no_work", "no_work_label", "behind_division", "no_task_heading",
    "implementation_heading", "container_heading", "funding_heading",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_task_words(name: str) -> None:
    words = data.task_words(name)
    assert words
    assert list(words) == sorted(set(words), key=lambda word: (-len(word), word))
    assert all(word == word.lower() == word.strip() == unicodedata.normalize("NFC", word) for word in words)


def test_no_such_list() -> None:
    with pytest.raises(KeyError):
        data.task_words("none")
