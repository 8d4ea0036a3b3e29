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


FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
PAGE_LINES = (
    "Thực hiện chương trình công tác, Ủy ban nhân dân huyện xây dựng kế hoạch",
    "diễn tập ứng phó bão mạnh trên địa bàn với những nội dung cụ thể như sau,",
    "các xã và đơn vị có liên quan căn cứ tổ chức thực hiện đúng thời gian, bảo",
    "đảm an toàn cho nhân dân; phòng Tài chính bố trí kinh phí, phòng Nông nghiệp",
    "hướng dẫn nghiệp vụ, tổng hợp kết quả gửi về Ủy ban nhân dân huyện.",
)


@pytest.fixture(scope="session")
def draw_page() -> Callable[..., Any]:
    """Draws lines of text on a grey A4 page at 150 dots an inch: `draw_page(lines, left=150, top=200)`."""
    image_font = pytest.importorskip("PIL.ImageFont")
    if not os.path.exists(FONT):  # noqa: PTH110
        pytest.skip("needs fonts-dejavu-core")
    import numpy as np
    from PIL import Image, ImageDraw

    def draw(lines: Sequence[str] = PAGE_LINES * 3, *, left: int = 150, top: int = 200, on: Any = None) -> Any:
        image = Image.new("L", (1240, 1754), 255) if on is None else Image.fromarray(on)
        pen, font = ImageDraw.Draw(image), image_font.truetype(FONT, 21)
        for index, line in enumerate(lines):
            pen.text((left, top + 38 * index), line, font=font, fill=0)
        return np.array(image)

    return draw
