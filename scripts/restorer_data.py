"""The text that the restorer is trained on, and the text held out of it to be measured on.

Held out are whole documents of `headers_dev.jsonl.xz`, chosen by a hash of their text, and whole blocks of lines of the
other files (`BLOCKS`). A document is trained on only where it shares little with one held out. Most of
`admin_tvpl_traffic1426` is in `headers_dev` too, there as whole documents: it is left unread.
"""

from __future__ import annotations

import json
import lzma
import re
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from vnplan_extract.data.agency_table import agencies
from vnplan_extract.data.header_words import positions
from vnplan_extract.data.places import communes, districts, provinces
from vnplan_extract.data.type_table import document_types

DOCUMENTS = "headers_dev.jsonl.xz"
NAMES = "names"  #: lines made of the tables of `vnplan_extract/data`
#: The files of lines: what a line counts as.
KINDS = {
    "admin_congbot_tvpl": "admin",
    "admin_hanoi_qd_hagiang_nq": "admin",
    "admin_nq_ubtvqh_dvhc2025": "admin",
    "admin_skillsct_laocai_docs": "admin",
    NAMES: "names",
    DOCUMENTS.removesuffix(".jsonl.xz"): "admin",
    "legal_phapdien_clean": "legal",
    "news_hddtvn_tax_gov": "news",
    "wiki_viwiki2017": "wiki",
}
#: Held out of each file: (blocks, lines a block); the blocks are spread evenly.
BLOCKS = {
    "admin_congbot_tvpl": (1, 200),
    "admin_hanoi_qd_hagiang_nq": (2, 200),
    "admin_nq_ubtvqh_dvhc2025": (1, 200),
    "admin_skillsct_laocai_docs": (8, 150),
    "news_hddtvn_tax_gov": (2, 900),
}
#: Of the documents, one in so many is held out.
HELD_OUT_DOCUMENTS = 10
#: Rows of so many words are compared; a document is a copy of another above this share of common rows.
_ROW = 8
_COPY, _KIN = 0.5, 0.3
_WORD = re.compile(r"[^\W\d_]+")


def training_lines(folder: Path, without: str = "") -> Iterator[tuple[str, str]]:
    """(name of the file without its ending, line in NFC) of everything to be trained on.

    Args:
        folder: the corpora.
        without: a regular expression; what it finds in small letters is left out, line by line.
    """
    left_out = re.compile(without) if without else None
    for line in name_lines():
        yield NAMES, line
    for name, line, held_out in _lines(folder):
        if not held_out and not (left_out and left_out.search(line.lower())):
            yield name, line


def name_lines() -> Iterator[str]:
    """Agencies, posts and places as they stand in letterheads, addresses and signatures."""
    by_id = {province.id: f"{province.kind} {province.name}" for province in provinces()}
    bodies = [row.name for row in agencies()]
    for name in bodies:
        yield from (name, f"Kính gửi: {name}", f"- {name};")
    own = [row.name for row in agencies() if row.level == "province"]
    for place in by_id.values():
        yield from (f"{body} {place}" for body in own)
        yield f"Kính gửi: Ủy ban nhân dân {place}"
    for post in positions():
        yield from (post, f"KT. {post}", f"TM. Ủy ban nhân dân {post}")
    for row in document_types():
        yield from (row.name, f"Nơi nhận: Như trên; Lưu: VT. {row.name}")
    for commune in communes():
        yield f"Ủy ban nhân dân {commune.kind} {commune.name}, {by_id[commune.province]}"
    for district in districts():
        yield f"Ủy ban nhân dân {district.kind} {district.name}"
    for commune in communes(old=True):
        yield f"{commune.kind} {commune.name}"


def held_out_lines(folder: Path, kind: str) -> Iterator[str]:
    """The lines held out of the files of a kind (`admin` or `news`)."""
    for name, line, held_out in _lines(folder, kind):
        if held_out and KINDS[name] == kind:
            yield line


def _lines(folder: Path, kind: str = "") -> Iterator[tuple[str, str, bool]]:
    """(file, line, whether it is held out) of the files of a kind, or of all."""
    for name, its_kind in KINDS.items():
        if name == NAMES or (kind and its_kind != kind):
            continue
        if DOCUMENTS.startswith(name):
            for text, held_out in _documents(folder / DOCUMENTS):
                yield name, text, held_out
            continue
        with lzma.open(folder / f"{name}.txt.xz", "rt", encoding="utf-8") as stream:
            lines = [unicodedata.normalize("NFC", line.rstrip("\n")) for line in stream]
        blocks, length = BLOCKS.get(name, (0, 0))
        held = {
            at
            for block in range(blocks)
            for at in range(len(lines) * (2 * block + 1) // (2 * blocks), len(lines))[:length]
        }
        for at, line in enumerate(lines):
            yield name, line, at in held


@cache
def _documents(file: Path) -> list[tuple[str, bool]]:
    """(text, whether it is held out) of each document that is no copy of one before and no kin of one held out."""
    with lzma.open(file, "rt", encoding="utf-8") as stream:
        texts = sorted({unicodedata.normalize("NFC", " ".join(json.loads(line)["text"].split())) for line in stream})
    texts.sort(key=lambda text: zlib.crc32(text.encode()))
    chosen: list[tuple[str, bool]] = []
    seen: set[int] = set()
    held: set[int] = set()
    for text in texts:
        rows = _rows(text)
        if not rows or _share(rows, seen) > _COPY:
            continue
        is_held = zlib.crc32(text.encode()) % HELD_OUT_DOCUMENTS == 0
        seen |= rows
        if is_held:
            held |= rows
        chosen.append((text, is_held))
    return [(text, is_held) for text, is_held in chosen if is_held or _share(_rows(text), held) <= _KIN]


def _rows(text: str) -> set[int]:
    """The rows of `_ROW` words in a text, as numbers that are the same in every run."""
    words = [zlib.crc32(word.encode()) for word in _WORD.findall(text.lower())]
    return {_number(words[at : at + _ROW]) for at in range(len(words) - _ROW + 1)}


def _number(row: list[int]) -> int:
    number = 0
    for word in row:
        number = (number * 1_000_003 + word) & 0xFFFF_FFFF_FFFF_FFFF
    return number


def _share(rows: set[int], others: set[int]) -> float:
    return len(rows & others) / len(rows)
