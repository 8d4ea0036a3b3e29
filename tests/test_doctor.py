"""What is installed and what is missing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from vnplan_extract import doctor
from vnplan_extract.messages import TEXTS


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `tesseract` of our own."""
    path = tmp_path / "bin" / "tesseract"
    path.parent.mkdir()
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.defpath}")
    return path


def write(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def findings() -> dict[str, doctor.Finding]:
    return {finding.name: finding for finding in doctor.examine()}


def test_names_are_told_in_both_languages() -> None:
    assert {name for name in findings() if name.startswith("doctor.")} <= set(TEXTS)


def test_python_and_packages_are_required() -> None:
    found = findings()
    assert found["Python"].version == ".".join(map(str, sys.version_info[:3]))
    for name in doctor.required_packages():
        assert found[name].is_required


def test_required_packages_are_those_of_the_project() -> None:
    packages = doctor.required_packages()
    assert {"pydantic", "typer", "pdfplumber"} <= set(packages)
    assert not {"pytest", "ruff"} & set(packages)


def test_tesseract_with_vietnamese(program: Path) -> None:
    write(program, 'case $1 in --list-langs) printf "List:\\neng\\nvie\\n";; *) echo "tesseract 5.9";; esac')
    found = findings()
    assert found["doctor.tesseract"].version == "tesseract 5.9"
    assert found["doctor.vietnamese"].is_here


def test_tesseract_without_vietnamese(program: Path) -> None:
    write(program, 'case $1 in --list-langs) printf "List:\\neng\\n";; *) echo "tesseract 5.9";; esac')
    assert findings()["doctor.tesseract"].is_here
    missing = findings()["doctor.vietnamese"]
    assert not missing.is_here
    assert not missing.is_required
    assert missing.command == "sudo apt-get install tesseract-ocr-vie"


@pytest.mark.parametrize("script", ["exit 1", "kill -9 $$"])
def test_tesseract_that_does_not_run(program: Path, script: str) -> None:
    write(program, script)
    assert not findings()["doctor.tesseract"].is_here


def test_package_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "required_packages", lambda: ["no-such-package"])
    assert not findings()["no-such-package"].is_here


def test_font(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "_FONT_FOLDERS", (str(tmp_path),))
    assert not findings()["doctor.font"].is_here
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "DejaVuSans.ttf").touch()
    assert findings()["doctor.font"].version == "DejaVuSans"
