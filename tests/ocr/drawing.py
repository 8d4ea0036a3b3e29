"""Pages drawn for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
LINES = [
    "Thực hiện chương trình công tác, Ủy ban nhân dân huyện xây dựng kế hoạch",
    "diễn tập ứng phó bão mạnh trên địa bàn với những nội dung cụ thể như sau,",
    "các xã và đơn vị có liên quan căn cứ tổ chức thực hiện đúng thời gian, bảo",
    "đảm an toàn cho nhân dân; phòng Tài chính bố trí kinh phí, phòng Nông nghiệp",
    "hướng dẫn nghiệp vụ, tổng hợp kết quả gửi về Ủy ban nhân dân huyện.",
]


def page(lines: list[str] = LINES, *, size: tuple[int, int] = (1240, 1754), points: int = 21, top: int = 200) -> Any:
    """A grey A4 page at 150 dots an inch."""
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT), points)
    for index, line in enumerate([*lines, *lines, *lines]):
        draw.text((150, top + index * int(points * 1.8)), line, font=font, fill=0)
    return np.array(image)
