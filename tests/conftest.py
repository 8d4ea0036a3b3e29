"""What all tests share: a cache of their own, whatever lies in the user's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest


@pytest.fixture(autouse=True, scope="session")
def _cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get("VNPLAN_CACHE")
    os.environ["VNPLAN_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["VNPLAN_CACHE"]
    else:
        os.environ["VNPLAN_CACHE"] = before


@dataclass
class FakeEngine:
    """Reads what it is told: `answer(image)` gives (text, box, confidence, line) tuples."""

    answer: Callable[[Any], Sequence[tuple[str, tuple[int, int, int, int], float, int]]]
    name: str = "fake"
    version: str = "1"
    languages: tuple[str, ...] = ("vie",)
    read: list[tuple[int, ...]] = field(default_factory=list)

    def read_page(self, image: Any, resolution: int) -> list[Any]:
        from vnplan_extract.ocr.engine import EngineWord

        self.read.append(image.shape)
        return [EngineWord(*word) for word in self.answer(image)]

    def read_block(self, image: Any, resolution: int, *, digits: bool = False) -> list[Any]:
        return []


@dataclass
class _EntryPoint:
    engine: FakeEngine

    def load(self) -> Callable[[float], FakeEngine]:
        return lambda seconds: self.engine


@pytest.fixture
def fake_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> FakeEngine:
    """An engine that came with a plug-in and was chosen; it reads nothing until it is given an `answer`."""
    engine = FakeEngine(lambda image: [])

    def entry_points(*, group: str, name: str) -> list[_EntryPoint]:
        return [_EntryPoint(engine)] if (group, name) == ("vnplan_extract.ocr", "fake") else []

    monkeypatch.setattr("vnplan_extract.ocr.engine.entry_points", entry_points)
    monkeypatch.setenv("VNPLAN_OCR", "fake")
    monkeypatch.setenv("VNPLAN_CACHE", str(tmp_path / "ocr-cache"))
    return engine
