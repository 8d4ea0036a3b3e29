"""What a record depends on beside its file: the version, the models, the tables, the options."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from vnplan_extract import pipeline
from vnplan_extract.batch.files import sha256_of
from vnplan_extract.data.model_files import model_path
from vnplan_extract.limits import Limits
from vnplan_extract.ocr.engine import OFF, chosen_engine, open_engine
from vnplan_extract.version import VERSION

_PACKAGE = Path(__file__).resolve().parent.parent
_TABLES = ("*.tsv", "*.toml")


def fingerprint() -> str:
    """A hash of all that makes the records of this run, 16 hexadecimal digits.

    The limits are not in it: they change no record but those of documents that went over one (`limits_fingerprint`).
    """
    parts: dict[str, str] = {"version": VERSION, "pipeline": pipeline.PIPELINE, "ocr": _engine()}
    return _digest(parts | {name: sha256_of(path) for name, path in made_with().items()})


def made_with() -> dict[str, Path]:
    """The files that make records beside the code: the trained models of the pipeline, every table of the package."""
    from vnplan_extract.normalise import language_model
    from vnplan_extract.normalise.restore import ngrams, trained

    files = {f"models/{name}": model_path(name) for name in (language_model.FILE, ngrams.FILE, trained.FILE)}
    tables = (table for form in _TABLES for table in _PACKAGE.rglob(form))
    return files | {table.relative_to(_PACKAGE).as_posix(): table for table in tables}


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


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
