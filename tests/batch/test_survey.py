"""The survey of an archive: what it holds is told, and nothing is written."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from vnplan_extract import cli
from vnplan_extract.batch.survey import survey
from vnplan_extract.errors import PlanError

FIXTURES = Path(__file__).parents[2] / "fixtures"
PLAN = "KẾ HOẠCH\nTrồng cây năm 2031 trên địa bàn\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(PLAN, encoding="utf-8")
    (folder / "b.txt").write_text(PLAN, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7 cut short")
    source = min((FIXTURES / "plans").glob("*.pdf"), key=lambda path: path.stat().st_size)
    (folder / "plan.pdf").write_bytes(source.read_bytes())
    image = pytest.importorskip("PIL.Image")
    image.new("L", (600, 800), 255).save(folder / "scan.png")
    image.new("L", (600, 800), 255).save(folder / "scan.pdf")
    with zipfile.ZipFile(folder / "more.zip", "w") as made:
        made.writestr("c.txt", PLAN)
    return folder


def test_what_an_archive_holds(archive: Path) -> None:
    before = sorted(os.walk(archive.parent))
    found = survey([archive, archive / "none"], jobs=2)
    assert sorted(os.walk(archive.parent)) == before
    assert found.documents == 8
    told = {name: (kind.documents, kind.scanned, kind.unreadable) for name, kind in found.formats.items()}
    assert told == {"text/plain": (4, 0, 1), "application/pdf": (3, 1, 1), "image/png": (1, 1, 0)}
    assert found.formats["application/pdf"].pages >= 2
    assert [[Path(path).name for path in paths] for paths in found.duplicates] == [["a.txt", "b.txt", "c.txt"]]
    assert {Path(entry["path"]).name: entry["codes"] for entry in found.unreadable} == {
        "none": ["E201"], "cut.pdf": ["E103"], "empty.txt": ["E101"],
    }  # fmt: skip
    assert found.seconds > 0


def test_a_file_that_kills_its_worker(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vnplan_extract.batch import survey as surveys

    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setattr(surveys, "SURVEY_FILE", "faults:extract_file")
    (archive / "a.txt").write_text("kill", encoding="utf-8")
    found = survey([archive / "a.txt", archive / "b.txt"], jobs=1)
    assert [entry["status"] for entry in found.unreadable] == ["crashed"]
    assert found.documents == 2


def test_nothing_there(tmp_path: Path) -> None:
    for paths, code in (([tmp_path], "E207"), ([tmp_path / "none"], "E201")):
        with pytest.raises(PlanError) as caught:
            survey(paths)
        assert caught.value.kind.code == code


def test_command(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["scan", str(archive), "--language", "en"]) == 0
    told = capfd.readouterr().out
    assert told.splitlines()[0].split() == ["Format", "Files", "Pages", "Scanned", "Unreadable", "MB"]
    assert "2 duplicates, in 1 groups" in told
    assert "Estimate: about 0 h 1 min" in told
    assert cli.main(["scan", str(archive), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["documents"] == 8


def test_a_long_text_takes_longer(tmp_path: Path) -> None:
    seconds = []
    for times in (200, 2_000):
        (tmp_path / "a.txt").write_text(PLAN * times, encoding="utf-8")
        seconds.append(survey([tmp_path / "a.txt"]).seconds)
    assert seconds[1] > 5 * seconds[0] > 0
