"""What a record depends on beside its file: the version, the models, the tables, the options."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from vnplan_extract import pipeline
from vnplan_extract.data.model_files import model_path
from vnplan_extract.limits import Limits
from vnplan_extract.ocr.engine import OFF, chosen_engine, open_engine
from vnplan_extract.version import VERSION

_PACKAGE = Path(__file__).resolve().parent.parent
_MODELS = ("ner.npz", "restorer.json", "restorer.lm", "syllables.lm")


def fingerprint() -> str:
    """A hash of all that makes the records of this run, 16 hexadecimal digits.

    The limits are not in it: they change no record but those of documents that went over one (`limits_fingerprint`).
    """
    parts: dict[str, str] = {"version": VERSION, "pipeline": pipeline.PIPELINE, "ocr": _engine()}
    for name in _MODELS:
        parts[f"models/{name}"] = _hash(model_path(name))
    for table in sorted(_PACKAGE.rglob("*.tsv")):
        parts[table.relative_to(_PACKAGE).as_posix()] = _hash(table)
    return _digest(parts)


def limits_fingerprint(limits: Limits) -> str:
    """A hash of the limits, 16 hexadecimal digits."""
    return _digest(asdict(limits))


def _engine() -> str:
    name = chosen_engine()
    if name == OFF:
        return OFF
    try:
        engine = open_engine(name, 1.0)
        return f"{engine.name} {engine.version} {'+'.join(engine.languages)}"
    except Exception:  # it is missing or cannot begin: scanned pages are left out
        return f"{name} missing"


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
