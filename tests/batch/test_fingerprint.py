"""The fingerprint of a run holds every file that its records are made with; `test_ledger.py` has the rest."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import vnplan_extract
from vnplan_extract.batch import fingerprint as fingerprints
from vnplan_extract.batch.fingerprint import fingerprint, made_with

PACKAGE = Path(vnplan_extract.__file__).parent
#: Runs the pipeline over clean text, text typed without marks and text in VIQR, and prints the files that it opens.
OPENED = """
import sys
opened = set()
sys.addaudithook(lambda event, values: event == "open" and opened.add(str(values[0])))
from vnplan_extract import pipeline
typed = "Uy ban nhan dan tinh xay dung Ke hoach trien khai thuc hien Chuong trinh tren dia ban tinh, cu the nhu sau:"
viqr = "U?y ban nha^n da^n ti?nh xa^y du+.ng Ke^' hoa.ch trie^?n khai thu+.c hie^.n tre^n ddi.a ba`n ti?nh na(m 2024"
for text in ("Số: 1/KH-UBND\\nKẾ HOẠCH\\nTrồng cây năm 2024, kinh phí 3 triệu đồng", typed, viqr):
    assert pipeline.run(text.encode(), "plan.txt").status == "ok"
print(*sorted(opened), sep="\\n")
"""


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPLAN_OCR", "off")


@pytest.mark.parametrize(
    "name",
    [
        "data/task_words.tsv", "normalise/encodings/vni.tsv", "extractors/phrases.toml", "values/tables.toml",
        "models/syllables.lm", "models/restorer.json", "models/restorer.lm",
    ],
)  # fmt: skip
def test_changes_with_a_table_or_model(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for other, path in made_with().items():
        (tmp_path / other).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, tmp_path / other)
    before = fingerprint()
    monkeypatch.setattr(fingerprints, "_PACKAGE", tmp_path)
    monkeypatch.setattr(fingerprints, "model_path", lambda model: tmp_path / "models" / model)
    assert fingerprint() == before
    with (tmp_path / name).open("ab") as file:
        file.write(b"#")
    assert fingerprint() != before


def test_every_file_of_the_package_that_is_no_code_is_in_it() -> None:
    files = {path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    data = {path for path in files if path.suffix != ".py" and path.name != "py.typed"}
    assert {path.name for path in data - set(made_with().values())} == {"LICENSE-vietnamadminunits.txt"}


def test_every_file_that_the_pipeline_opens_is_in_it() -> None:
    run = subprocess.run([sys.executable, "-c", OPENED], capture_output=True, text=True, check=True)
    made = {str(path) for path in made_with().values()}
    models = str(made_with()["models/restorer.lm"].parent)
    opened = {name for name in run.stdout.splitlines() if name.startswith((f"{PACKAGE}/", f"{models}/"))}
    opened = {name for name in opened if not name.endswith((".py", ".pyc"))}
    assert {name for name in opened if name.startswith(models)} == {name for name in made if name.startswith(models)}
    assert opened <= made
    assert not any(name.endswith("ner.npz") for name in opened)
