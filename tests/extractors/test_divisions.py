"""Divisions inside a body: where their names begin and end."""

from __future__ import annotations

import re

import pytest

from vnplan_extract.document import Document, Line, Page
from vnplan_extract.extractors import divisions
from vnplan_extract.extractors.agencies import Mention
from vnplan_extract.extractors.context import Context
from vnplan_extract.text import Text


def names(text: str, mentions: list[Mention] | None = None) -> list[str]:
    lines = tuple(Line(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    document = Document("a.txt", "0" * 64, 1, "text/plain", Text(text), (Page(1, 0, len(text), lines),))
    found = list(divisions.find(Context(document), mentions or []))
    for mention in found:
        assert text[mention.start : mention.end].split()[-1] == mention.name.split()[-1]
    return [mention.name for mention in found]


@pytest.mark.parametrize(
    ("text", "division"),
    [
        ("Giao Phòng Kế hoạch - Tài chính chủ trì.", ["Phòng Kế hoạch - Tài chính"]),
        ("Giao phòng Kế hoạch – Tài chính chủ trì.", ["Phòng Kế hoạch - Tài chính"]),
        ("Phòng Nghiệp vụ dược theo dõi.", ["Phòng Nghiệp vụ dược"]),
        (
            "Phòng Tổ chức cán bộ, Phòng Quản lý công nghiệp báo cáo.",
            ["Phòng Tổ chức cán bộ", "Phòng Quản lý công nghiệp"],
        ),
        ("Phòng Kế hoạch và Đầu tư phối hợp.", ["Phòng Kế hoạch và Đầu tư"]),
        ("Phòng Văn hóa, Khoa học và Thông tin chủ trì.", ["Phòng Văn hóa, Khoa học và Thông tin"]),
        ("Phòng Nghiệp vụ và Sở Y tế chủ trì.", ["Phòng Nghiệp vụ"]),
        ("1. Phòng Vệ sinh ngh (3 việc):", []),
        ("Khoa Thủy lợi, Khoa Kinh tế và Phòng Đào tạo chủ trì.", ["Khoa Thủy lợi", "Khoa Kinh tế", "Phòng Đào tạo"]),
        ("Vụ Kế hoạch tổng hợp; Vụ Đông Xuân gieo sớm.", ["Vụ Kế hoạch"]),
        ("Trường Bách Khoa Hà Giang, Sở Khoa học", []),
        ("Văn phòng Sở tổng hợp, Thanh tra Sở kiểm tra.", ["Văn phòng Sở", "Thanh tra Sở"]),
        ("Văn phòng Sở Y tế tổng hợp.", []),
        ("công tác phòng, chống dịch", []),
        ("Phòng chống bão lụt", []),
        ("Phòng Nghiệp vụ\tNăm 2024", ["Phòng Nghiệp vụ"]),
        ("- Phòng Nghiệp vụ\n- Chủ trì dọn kênh", ["Phòng Nghiệp vụ"]),
    ],
)
def test_names(text: str, division: list[str]) -> None:
    assert names(text) == division


def test_a_body_that_is_mentioned_is_none() -> None:
    text = "Phòng Nội vụ huyện và Phòng Nghiệp vụ"
    assert names(text, [Mention(0, 18, "Phòng Nội vụ huyện Ba Tri", "named")]) == ["Phòng Nghiệp vụ"]
