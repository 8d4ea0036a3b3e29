"""The lists of phrases: their form, and the patterns made of them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path

import pytest

from vnplan_extract.extractors import phrases

LISTS = [
    (table, name, values)
    for table, lists in tomllib.loads(
        Path(phrases.__file__).with_name("phrases.toml").read_text(encoding="utf-8")
    ).items()
    for name, values in lists.items()
]


@pytest.mark.parametrize(("table", "name", "values"), LISTS, ids=[f"{table}.{name}" for table, name, _ in LISTS])
def test_a_list_is_of_different_phrases_in_lower_case(table: str, name: str, values: list[str]) -> None:
    assert values
    assert len(values) == len(set(values))
    for value in values:
        assert value == unicodedata.normalize("NFC", value).lower().strip()
        assert re.fullmatch(phrases.any_of(table, name), value)


def test_a_pattern_takes_the_longest_phrase_over_any_blanks() -> None:
    pattern = re.compile(phrases.any_of("targets", "at_most"))
    assert re.sub(r"\s+", " ", pattern.findall("không  vượt quá 5 m")[0]) == "không vượt quá"


def test_a_phrase_begins_at_the_beginning_of_a_word() -> None:
    assert re.search(phrases.any_of("targets", "about"), "cả nước 50%") is None
