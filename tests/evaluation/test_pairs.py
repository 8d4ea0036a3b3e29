from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from vnplan_extract.errors import PlanError
from vnplan_extract.evaluation import compare, load_pairs


def write(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


@pytest.mark.parametrize("place", ["a.json", "a.pdf.json", "deep/down/a.docx.json"])
def test_a_record_is_found_at_any_depth(tmp_path: Path, place: str) -> None:
    write(tmp_path / "gold/a.gold.json", {"header": {}})
    write(tmp_path / "records" / place, {"text": "a"})
    write(tmp_path / "records/ab.json", {"text": "ab"})
    assert load_pairs(tmp_path / "gold", tmp_path / "records") == [("a", {"header": {}}, {"text": "a"})]


def test_the_first_path_counts_and_folders_are_none(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold/a.gold.json", {})
    (tmp_path / "records/a.json").mkdir(parents=True)
    write(tmp_path / "records/b/a.txt.json", {"text": "second"})
    write(tmp_path / "records/a.txt.json", {"text": "first"})
    assert load_pairs(gold, tmp_path / "records")[0][2] == {"text": "first"}


def test_one_file_against_one_file(tmp_path: Path) -> None:
    gold, record = write(tmp_path / "a.gold.json", {}), write(tmp_path / "other.json", {"text": "x"})
    assert load_pairs(gold, record) == [("a", {}, {"text": "x"})]


def test_a_missing_record_is_empty_with_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path / "gold/a.gold.json", {"text": "g"})
    (tmp_path / "records").mkdir()
    with caplog.at_level(logging.WARNING):
        assert load_pairs(tmp_path / "gold", tmp_path / "records") == [("a", {"text": "g"}, {})]
    assert "a: counted as empty" in caplog.text


@pytest.mark.parametrize(("gold", "records"), [("none", "."), (".", "none"), (".", ".")])
def test_what_is_not_there_is_an_error(tmp_path: Path, gold: str, records: str) -> None:
    with pytest.raises(PlanError) as caught:
        load_pairs(tmp_path / gold, tmp_path / records)
    assert caught.value.kind.code == "E201"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"header": []}',
        b'{"header": {"signer": "An"}}',
        b'{"header": {"recipients": "An"}}',
        b'{"agencies": {}}',
        b'{"agencies": ["An"]}',
        b'{"tasks": [{"lead": 1}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_record_is_an_error(tmp_path: Path, content: bytes) -> None:
    gold = write(tmp_path / "a.gold.json", {})
    record = tmp_path / "a.json"
    record.write_bytes(content)
    with pytest.raises(PlanError) as caught:
        load_pairs(gold, record)
    assert caught.value.kind.code == "E204"
    assert str(record) in caught.value.message("vi")


def test_two_folders_of_records_are_compared(tmp_path: Path) -> None:
    write(tmp_path / "gold/a.gold.json", {"agencies": [{"name": "Sở Y tế", "kind": "named"}]})
    write(tmp_path / "old/a.json", {})
    write(tmp_path / "new/a.json", {"agencies": [{"name": "Sở Y tế", "kind": "named"}]})
    found = compare(tmp_path / "gold", tmp_path / "old", tmp_path / "new")
    assert (len(found.gained), len(found.lost)) == (2, 0)  # the agency and its kind
