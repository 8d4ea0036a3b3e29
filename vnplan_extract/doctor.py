"""What is installed, what is missing, and what to type."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

_PACKAGE = "vnplan-extract"
_OLDEST_PYTHON = (3, 11)
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
#: Families with every Vietnamese letter, by the beginning of their files' names.
_FONTS = ("DejaVuSans", "DejaVuSerif", "NotoSans-", "NotoSerif-", "times", "arial")
_PROGRAM_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is needed.

    `name` is a package or program, or a key of `messages.TEXTS` that begins with `doctor.`. `version` is
    what was found, None where it is missing; `command` is what to type then.
    """

    name: str
    version: str | None
    is_required: bool
    command: str

    @property
    def is_here(self) -> bool:
        """Whether it was found."""
        return self.version is not None


def examine() -> Iterator[Finding]:
    """Python, the packages, Tesseract with its Vietnamese data, and fonts, one after another."""
    version = sys.version_info[:3]
    shown = ".".join(map(str, version))
    yield Finding("Python", shown if version >= _OLDEST_PYTHON else None, True, "sudo apt-get install python3.11")
    for name in required_packages():
        yield Finding(name, _version(name), True, f"{sys.executable} -m pip install {name}")
    languages = tesseract_languages()
    version_line = None if languages is None else _first_line("tesseract", "--version")
    yield Finding("doctor.tesseract", version_line, False, "sudo apt-get install tesseract-ocr")
    vietnamese = "vie" if languages and "vie" in languages else None
    yield Finding("doctor.vietnamese", vietnamese, False, "sudo apt-get install tesseract-ocr-vie")
    yield Finding("doctor.font", _font(), False, "sudo apt-get install fonts-dejavu-core")


def required_packages() -> list[str]:
    """The names of the packages without which nothing runs."""
    try:
        wanted = metadata.requires(_PACKAGE) or []
    except metadata.PackageNotFoundError:
        return [_PACKAGE]
    return sorted(re.split(r"[^\w.-]", entry, maxsplit=1)[0] for entry in wanted if "extra ==" not in entry)


def tesseract_languages() -> list[str] | None:
    """The languages that Tesseract has data for, None where there is no Tesseract."""
    output = _output("tesseract", "--list-langs")
    return None if output is None else output.splitlines()[1:]


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _output(program: str, *arguments: str) -> str | None:
    if shutil.which(program) is None:
        return None
    try:
        done = subprocess.run(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_PROGRAM_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")


def _first_line(program: str, *arguments: str) -> str | None:
    output = _output(program, *arguments)
    return output.splitlines()[0] if output else None


def _font() -> str | None:
    for folder in _FONT_FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob("*.[to]tf")):
            if path.name.startswith(_FONTS):
                return path.stem
    return None
