"""The cache: whole entries or none, within its bound."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vnplan_extract.ocr.cache import Cache, cache_folder


def test_what_was_put_is_got(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1_000_000)
    key = Cache.key("a", b"b")
    assert cache.get(key) is None
    cache.put(key, {"words": ["năm", 1.5]})
    assert Cache(tmp_path, 1_000_000).get(key) == {"words": ["năm", 1.5]}
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".tmp")]


def test_keys_tell_their_parts_apart() -> None:
    assert len({Cache.key("ab", "c"), Cache.key("a", "bc"), Cache.key("abc"), Cache.key("c", "ab")}) == 4


def test_a_damaged_entry_is_no_entry(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1_000_000)
    cache.put("00key", [1])
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-3])
    assert cache.get("00key") is None


def test_the_longest_unused_go_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 10_000_000)
    for number in range(20):
        cache.put(f"{number:02}", os.urandom(500).hex())
        for path in tmp_path.rglob(f"{number:02}"):
            if path.is_file():
                os.utime(path, (number, number))
    small = Cache(tmp_path, 6_000)
    small.sweep()
    left = [number for number in range(20) if small.get(f"{number:02}")]
    assert left == list(range(20 - len(left), 20))
    assert 0 < len(left) < 12


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file", 1_000)
    cache.put("00", [1])
    assert cache.get("00") is None


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"VNPLAN_CACHE": "/a"}, "/a"),
        ({"VNPLAN_CACHE": "off"}, None),
        ({"XDG_CACHE_HOME": "/x"}, "/x/vnplan-extract"),
        ({"HOME": "/h"}, "/h/.cache/vnplan-extract"),
    ],
)
def test_folder(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], folder: str | None) -> None:
    for name in ("VNPLAN_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == (Path(folder) if folder else None)
