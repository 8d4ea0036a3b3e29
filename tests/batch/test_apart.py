"""Archives in archives: unpacked by a child, whose death costs that archive alone."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from vnplan_extract.batch import apart, sources
from vnplan_extract.batch.convert import convert_paths
from vnplan_extract.batch.files import FileFacts
from vnplan_extract.limits import Limits

PLAN = "KẾ HOẠCH\nTrồng cây năm 2031\n".encode()
NOTHING = FileFacts()


def zip_of(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


@pytest.fixture
def outer(tmp_path: Path) -> Path:
    path = tmp_path / "in/a.zip"
    path.parent.mkdir()
    path.write_bytes(zip_of(x_txt=b"x", b_zip=zip_of(plan_txt=PLAN)))
    return path


def test_the_child_unpacks(outer: Path) -> None:
    assert apart.members_apart(outer, Limits()) == ["x.txt", "b.zip/plan.txt"]
    facts = apart.facts_apart(outer / "b.zip/plan.txt", Limits())
    assert facts == FileFacts(hashlib.sha256(PLAN).hexdigest(), len(PLAN), "text/plain")


@pytest.mark.parametrize("limits", [Limits(document_seconds=0), Limits(archive_entries=1), Limits(archive_bytes=10)])
def test_a_child_that_ends_early(outer: Path, limits: Limits) -> None:
    assert apart.members_apart(outer, limits) == []
    assert apart.facts_apart(outer / "b.zip/plan.txt", limits) == NOTHING


def test_a_child_that_dies(outer: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "zipfile.py").write_text("import os\nos.abort()\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert apart.members_apart(outer, Limits()) == []
    assert apart.facts_apart(outer / "b.zip/plan.txt", Limits()) == NOTHING


def test_the_supervisor_unpacks_nothing(outer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    found, _ = sources.find_sources([outer.parent], outer.parent.parent / "out")
    assert [source.record.as_posix() for source in found] == ["a.zip/x.txt.json", "a.zip/b.zip/plan.txt.json"]


def test_an_attack_costs_its_archive_alone(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    bomb = zip_of(x_txt=bytes(50_000_000))
    (folder / "bomb.zip").write_bytes(zip_of(**{f"n{n}_zip": zip_of(m_zip=bomb) for n in range(3)}))
    (folder / "many.zip").write_bytes(
        zip_of(**{f"n{n}_zip": zip_of(**{f"m{m}_txt": PLAN for m in range(900)}) for n in range(12)})
    )
    (folder / "out.zip").write_bytes(zip_of(**{"../../../evil_txt": PLAN, "/etc/evil_txt": PLAN}))
    (folder / "plan.txt").write_bytes(PLAN)
    results = convert_paths([folder], tmp_path / "deep/er/out", jobs=1)
    found = {os.path.relpath(result.source, folder): result for result in results}
    codes = {name: [problem.code for problem in result.problems] for name, result in found.items()}
    assert codes.pop("plan.txt") == []
    assert codes.pop("out.zip/evil.txt") == []
    assert codes.pop("out.zip/etc/evil.txt") == []
    assert codes.pop("many.zip") == ["E105"]
    assert codes
    assert set(map(tuple, codes.values())) == {("E105",)}
    assert not list(tmp_path.rglob("evil.txt"))
    assert all(path.is_relative_to(tmp_path / "deep/er/out") for path in tmp_path.rglob("*.json"))
